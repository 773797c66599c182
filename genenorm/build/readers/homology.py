"""Orthologs of human genes: ZFIN's for zebrafish, HCOP's for mouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genenorm.build.rows import Blob, OrthologPair, Tally

HCOP_SUPPORT = 3
"""How many of HCOP's sources must agree on a pair."""


def read_zfin_orthologs(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield zebrafish genes with their human ortholog; the support is the number of lines of evidence."""
    pairs: Counter[tuple[str, str]] = Counter()
    for zfin_id, hgnc_number in blob.table(["ZFIN ID", "HGNC ID"]):
        tally.read += 1
        number = hgnc_number.strip().removesuffix(".0")
        if number:
            pairs[f"HGNC:{number}", zfin_id] += 1
        else:
            tally.drop("no HGNC id")
    for (human, other), support in pairs.items():
        yield OrthologPair("ZFIN", human, other, support)


def read_hcop(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the mouse orthologs on which enough of HCOP's sources agree."""
    columns = ["Gene stable ID", "Mouse gene stable ID", "supporting_source"]
    for human, mouse, sources in blob.table(columns, delimiter=",", quoted=True):
        tally.read += 1
        support = len(set(sources.split(",")))
        if support < HCOP_SUPPORT:
            tally.drop("too few sources agree")
        elif not (human.startswith("ENSG") and mouse.startswith("ENSMUSG")):
            tally.drop("no Ensembl id")
        else:
            yield OrthologPair("HCOP", human, mouse, support)
