"""Answers to standard output, in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.core.tables import TEXT_FORMATS, Table, table_of, text_of

if TYPE_CHECKING:
    from genenorm.core.model import Resolution
    from genenorm.index.reference import Reference


def print_answers(answers: Sequence[Resolution], reference: Reference, form: str) -> None:
    """Print an index's answers as a table for people (``table``) or in one of the text formats for programs."""
    print_rows(table_of(answers, reference.stamp), form)


def print_rows(table: Table, form: str, *, last: str = "") -> None:
    """Print a table in one of ``options.FORMATS``; people see the column ``last`` last, where it may be cut."""
    if form == "table":
        from genenorm.cli.output.terminal_table import print_table

        order = sorted(range(len(table.columns)), key=lambda at: table.columns[at] == last)
        rows = [[text_of(row[at]) for at in order] for row in table.rows]
        print_table([table.columns[at] for at in order], rows)
    else:
        click.echo(TEXT_FORMATS[form](table), nl=False)


def write_out(file: str, lines: Iterable[bytes]) -> None:
    """Write a file whole or not at all; ``-`` is standard output."""
    from genenorm.core.atomic import write_atomic

    if file == "-":
        sys.stdout.buffer.writelines(lines)
    else:
        write_atomic(Path(file), lambda target: target.writelines(lines))


def end_with(failed: Sequence[object]) -> None:
    """Tell what failed, a line each, and end with exit code 1 when anything did."""
    for line in failed:
        click.echo(f"genenorm: {line}", err=True)
    if failed:
        raise click.exceptions.Exit(1)
