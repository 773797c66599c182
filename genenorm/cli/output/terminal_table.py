"""Tables for a terminal: aligned, without control characters, and never wider than the window."""

from __future__ import annotations

import os
import sys
from unicodedata import combining, east_asian_width

from genenorm.cli.output.messages import note
from genenorm.cli.output.streams import echo, has_colours, printable
from genenorm.core.numbers import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXPENDABLE = (
    "reference", "alternatives", "key_rule", "ensembl_id", "authority_id", "name_kind", "taxon_id", "group_id", "score",
    "homology", "species",
)  # fmt: skip
"""Columns to hide, in this order, while the window is too narrow for all columns."""

_NUMBERS = frozenset({"taxon_id", "gene_id", "score"})
"""Columns that are aligned at their right."""
_LEAST = 24
"""The width to which the last column may be cut before another column is hidden."""
_GAP = "  "
_BOLD, _RED, _GREEN, _YELLOW = 1, 31, 32, 33
"""Codes of styles in terminals (ECMA-48, SGR)."""
_COLOURS = {"resolved": _GREEN, "unknown": _RED, "ambiguous": _YELLOW, "retired": _YELLOW}


def window_width() -> int | None:
    """Return the width of the terminal, ``None`` when standard output is a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    wanted = whole_number(os.environ.get("COLUMNS", ""))
    return wanted or os.get_terminal_size(sys.stdout.fileno()).columns or None


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their column names, fitted to the window; name the hidden columns on standard error."""
    rows = [[printable(value) for value in row] for row in rows]
    width = window_width()
    shown = fit(columns, rows, width)
    lines = layout([columns[at] for at in shown], [[row[at] for at in shown] for row in rows], width)
    is_coloured = has_colours(sys.stdout)
    head = next(lines)
    echo(_styled(head, _BOLD) if is_coloured else head)
    status = columns.index("status") if is_coloured and "status" in columns else None
    for row, line in zip(rows, lines, strict=True):
        echo(_coloured(line, row[status]) if status is not None else line)
    hidden = [name for at, name in enumerate(columns) if at not in shown]
    if hidden:
        note(f"not shown in this width: {', '.join(hidden)} (all with --format tsv)")


def _coloured(line: str, status: str) -> str:
    colour = _COLOURS.get(status)
    return line.replace(f"{_GAP}{status}{_GAP}", f"{_GAP}{_styled(status, colour)}{_GAP}", 1) if colour else line


def _styled(text: str, code: int) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def fit(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[int]:
    """Return the positions of the columns to show.

    Columns in ``EXPENDABLE`` are left out if they are empty, or do not fit into the width.

    >>> fit(["input", "alternatives"], [["Nmdar1", "10090:14810|10116:24408"]], 10)
    [0]
    """
    shown = [at for at, name in enumerate(columns) if name not in EXPENDABLE or any(row[at] for row in rows)]
    if width is None:
        return shown
    widths = {at: max(len(columns[at]), *(_width(row[at]) for row in rows), 0) for at in shown}
    for name in EXPENDABLE:
        last = shown[-1]
        needed = sum(widths[at] + len(_GAP) for at in shown[:-1]) + min(widths[last], _LEAST)
        if needed <= width:
            break
        shown = [at for at in shown if columns[at] != name]
    return shown


def layout(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Yield the lines of a table, aligned and cut to the width: the column names, then the rows.

    >>> list(layout(["input", "symbol"], [["Nmdar1", "GRIN1"]], None))
    ['input   symbol', 'Nmdar1  GRIN1']
    """
    table = [list(columns), *rows]
    widths = [max(_width(row[at]) for row in table) for at in range(len(columns))]
    for row in table:
        cells = [
            value.rjust(wide) if name in _NUMBERS else value + " " * (wide - _width(value))
            for name, value, wide in zip(columns, row, widths, strict=True)
        ]
        yield cut(_GAP.join(cells).rstrip(), width)


def cut(text: str, width: int | None) -> str:
    """Return a text, cut off with an ellipsis when it is wider than the window.

    >>> cut("symbol of a human gene", 8)
    'symbol …'
    """
    if width is None or _width(text) <= width:
        return text
    while _width(text) >= width:
        text = text[: width - 1] if len(text) >= width else text[:-1]
    return f"{text}…"


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if combining(ch) else 2 if east_asian_width(ch) in "WF" else 1 for ch in text)
