"""Answers to standard output, in the format asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from genenorm.tables import TEXT_FORMATS, Table, table_of, text_of

if TYPE_CHECKING:
    from genenorm.index import Reference
    from genenorm.model import Resolution


def print_answers(answers: Sequence[Resolution], reference: Reference, form: str) -> None:
    """Print an index's answers as a table for people (``table``) or in one of the text formats for programs."""
    print_rows(table_of(answers, reference.stamp), form)


def print_rows(table: Table, form: str) -> None:
    """Print a table in one of ``options.FORMATS``."""
    if form == "table":
        from genenorm.cli.terminal import print_table

        print_table(table.columns, [[text_of(cell) for cell in row] for row in table.rows])
    else:
        click.echo(TEXT_FORMATS[form](table), nl=False)
