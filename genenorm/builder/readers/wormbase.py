"""WormBase's lists of worm genes: ``geneIDs``, comma-separated, and ``geneOtherIDs``, both without a header."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, Name, SourceGene, Tally, Withdrawn, biotype, identifier
from genenorm.core.model import NameKind
from genenorm.core.taxa import WORM

_LIVE = "Live"


def read_genes(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the live genes; one without a symbol is known by its sequence name."""
    for taxon, gene, symbol, sequence, status, *kind in _rows(blob, tally):
        if taxon != str(WORM) or status != _LIVE:
            tally.drop("other species" if taxon != str(WORM) else "no longer a gene")
            continue
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, sequence)] if sequence else []
        yield SourceGene(
            WORM,
            symbol or sequence,
            authority=gene,
            ensembl=(gene,),
            biotype=biotype("".join(kind[:1])),
            names=tuple(names),
        )


def read_dead(blob: Blob, tally: Tally) -> Iterator[Withdrawn]:
    """Yield the ids of genes that are no more; WormBase does not say here what replaced them."""
    for taxon, gene, symbol, sequence, status, *_kind in _rows(blob, tally):
        if taxon == str(WORM) and status != _LIVE:
            yield Withdrawn(gene, symbol or sequence, "", WORM)


def read_others(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the other names of live genes; they fill the columns after the fourth."""
    for row in blob.plain(2, delimiter="\t", quoted=False):
        tally.read += 1
        gene = _checked(row[0], blob)
        if row[1] != _LIVE:
            tally.drop("no longer a gene")
            continue
        texts = dict.fromkeys(text.strip() for cell in row[4:] for text in cell.split("|"))
        names = [(NameKind.SYNONYM, text.removeprefix("CELE_")) for text in texts if text]
        symbol = next((text for text in (*row[3:4], *row[2:3]) if text), "")
        yield SourceGene(WORM, symbol, authority=gene, ensembl=(gene,), names=tuple(names))


def _rows(blob: Blob, tally: Tally) -> Iterator[list[str]]:
    for row in blob.plain(5, quoted=False):
        tally.read += 1
        _checked(row[1], blob)
        yield [cell.strip() for cell in row]


def _checked(gene: str, blob: Blob) -> str:
    return identifier(gene, "WBGene", "a WBGene id", blob)
