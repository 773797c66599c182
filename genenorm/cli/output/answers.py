"""Answers and other rows on standard output, in the format asked for, and failures on standard error."""

from __future__ import annotations

import sys

from genenorm.cli.output.streams import echo, printable
from genenorm.core.tables import TEXT_FORMATS, Table, cell_text, to_csv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def print_rows(table: Table, form: str, *, raw: bool = False) -> None:
    """Print a table in one of ``streams.ANSWER_FORMATS``; see ``core.tables.to_csv`` for ``raw``."""
    if form == "table":
        from genenorm.cli.output.terminal_table import print_table

        print_table(table.columns, [[cell_text(cell) for cell in row] for row in table.rows])
    elif form == "parquet":
        sys.stdout.buffer.write(rows_as_bytes(table, form))
    else:
        echo(_text(table, form, raw=raw), nl=False)


def rows_as_bytes(table: Table, form: str, *, raw: bool = False) -> bytes:
    """Return a table in one of ``streams.ANSWER_FORMATS`` as bytes; the format ``table`` is as wide as it needs."""
    if form == "table":
        from genenorm.cli.output.terminal_table import layout

        rows = [[printable(cell_text(cell)) for cell in row] for row in table.rows]
        return "".join(f"{line}\n" for line in layout(table.columns, rows, None)).encode()
    if form == "parquet":
        from io import BytesIO

        from genenorm.core.tables import write_parquet

        write_parquet(table, file := BytesIO())
        return file.getvalue()
    return _text(table, form, raw=raw).encode("utf-8", "backslashreplace")


def _text(table: Table, form: str, *, raw: bool) -> str:
    return to_csv(table, raw=True) if raw and form == "csv" else TEXT_FORMATS[form](table)


def exit_with_failures(failures: Iterable[object]) -> None:
    """Print each failure as a line on standard error, and end with exit code 1 if there is any."""
    lines = [f"genenorm: {failure}" for failure in failures]
    for line in lines:
        echo(printable(line), err=True)
    if lines:
        import click

        raise click.exceptions.Exit(1)
