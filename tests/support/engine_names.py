"""Names for the tests of engines: a list whose parts, answered by themselves, have other answers."""

from __future__ import annotations

from typing import Any

import numpy
import pandas

NAMES: list[str | None] = [
    "Grin1", "p53", "PSD-95", None, "TP53; EGFR", "Dlg4", "", "hh", "no such gene", "IL-1β", "Trp53", "1-Mar", "and",
    "KARs", "Bdnf", "p53", "7157", "Ubx", "Ntrk2", "trkB",
] * 8  # fmt: skip
"""With the others, ``p53`` is a mouse gene; alone it is a human one or none."""


def cells_of(frame: Any, prefix: str = "") -> list[list[object]]:
    """Return the cells of the columns of a frame whose names begin so, with ``None`` for missing ones."""
    names = [name for name in frame.columns if name.startswith(prefix)]
    rows = frame[names].astype(object)
    return [[_plain(cell) for cell in row] for row in rows.itertuples(index=False)]


def _plain(cell: object) -> object:
    if cell is None or cell is pandas.NA or cell != cell:
        return None
    if isinstance(cell, float | numpy.integer):
        return float(cell) if isinstance(cell, float) and cell != int(cell) else int(cell)
    return cell
