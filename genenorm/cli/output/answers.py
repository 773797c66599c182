"""Answers and other rows on standard output, in the format asked for, and failures on standard error."""

from __future__ import annotations

from genenorm.cli.output.streams import echo
from genenorm.core.tables import TEXT_FORMATS, Table, cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def print_rows(table: Table, form: str, *, last: str = "") -> None:
    """Print a table in one of ``streams.ROW_FORMATS``.

    In the format ``table`` the column ``last`` is moved to the end of the line, where a narrow window may cut it off.
    """
    if form == "table":
        from genenorm.cli.output.terminal_table import print_table

        order = sorted(range(len(table.columns)), key=lambda at: table.columns[at] == last)
        rows = [[cell_text(row[at]) for at in order] for row in table.rows]
        print_table([table.columns[at] for at in order], rows)
    else:
        echo(TEXT_FORMATS[form](table), nl=False)


def exit_with_failures(failures: Iterable[object]) -> None:
    """Print each failure as a line on standard error, and end with exit code 1 if there is any."""
    lines = [f"genenorm: {failure}" for failure in failures]
    for line in lines:
        echo(line, err=True)
    if lines:
        import click

        raise click.exceptions.Exit(1)
