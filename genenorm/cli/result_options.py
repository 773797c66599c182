"""The options for results that ``resolve`` and ``annotate`` share: ``--split-by``, ``--methods`` and ``--raw``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from genenorm.core.errors import RecordError

Command = TypeVar("Command", bound=Callable[..., Any])


def split_by_option(command: Command) -> Command:
    """Add ``--split-by doubt DIR``; the command gets the folder as ``split_by``, empty when not given."""
    return click.option(
        "--split-by", type=(click.Choice(("doubt",)), str), metavar="doubt DIR",
        callback=lambda _context, _option, value: value[1] if value else "",
        help="Write three tables into the folder DIR: clean (one gene, no reason for doubt), doubtful (anything else "
             "to look at) and failed (unknown names, and words that are no genes); as TSV, or in the format asked for.",
    )(command)  # fmt: skip


def methods_option(command: Command) -> Command:
    """Add ``--methods FILE``; the command gets it as ``methods``, empty when not given."""
    return click.option(
        "--methods", default="", metavar="FILE",
        help="Write a paragraph for the methods section of a paper to FILE: versions, data, counts and references; in "
             "Markdown if FILE ends in .md ('-': standard output).",
    )(command)  # fmt: skip


def raw_option(command: Command) -> Command:
    """Add ``--raw``; the command gets it as ``raw``."""
    return click.option(
        "--raw", is_flag=True,
        help="Keep cells of CSV that begin with = + - @ as they are. Without it such a text gets an apostrophe, so "
             "that no spreadsheet runs it as a formula.",
    )(command)  # fmt: skip


def split_format(form: str | None) -> str:
    """Return the format of split files for a ``--format`` of rows; a table for a terminal is none of a file.

    >>> split_format(None), split_format("csv")
    ('tsv', 'csv')
    """
    return form if form and form != "table" else "tsv"


def check_results(split_by: str, methods: str, out: str, file: str | None) -> None:
    """Raise a usage error for results of ``resolve`` that have no place beside each other, or replace an input.

    Raises RecordError for a folder of ``--split-by`` that is a file.

    ``out`` is the file of the answers, ``-`` for standard output.
    """
    from genenorm.cli.output.methods_file import check_methods_file

    if split_by and out != "-":
        message = "--split-by is a place for the answers, as --out is; give one of them"
        raise click.UsageError(message, click.get_current_context())
    if split_by and Path(split_by).exists() and not Path(split_by).is_dir():
        raise RecordError(split_by, "is a file, not a folder for the tables of --split-by")
    check_methods_file(methods, (file, out), is_output_printed=out == "-" and not split_by)
