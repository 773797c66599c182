"""Draw the picture of docs/lift.md, the report of a lift of made counts: ``python -m tools.lift_picture``."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from genenorm import Reference, lift

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "lift.svg"
_GENES, _STEP = 1_200, 25
"""The number of genes, and which of all mouse genes of the index they are: each 25th."""


def picture() -> str:
    """Return the picture: some mouse genes and names that are none, with counts of which genes in groups have more."""
    import pandas

    with Reference.open() as reference:
        genes = list(islice(reference.genes("mouse"), 0, _GENES * _STEP, _STEP))
    counts = {
        gene.symbol: 1 + place * 7919 % (400 if gene.group is not None else 12) for place, gene in enumerate(genes)
    }
    counts |= {f"spike-in {number}": 90 for number in range(40)}
    table = pandas.DataFrame({"cell": counts.values()}, index=list(counts))
    return lift(table, to="human", axis="rows", species="mouse").report.plot().svg + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
