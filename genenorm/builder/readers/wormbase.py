"""Readers of WormBase's lists of worm genes ``geneIDs`` and ``geneOtherIDs``, which have no header."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally, WithdrawnEntry, check_id, parse_biotype
from genenorm.core.model import NameKind
from genenorm.core.taxa import WORM

_LIVE = "Live"


def read_wormbase_genes(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the live genes; a gene without a symbol has its sequence name as symbol."""
    for taxon, gene, symbol, sequence, status, *kind in _rows(file, tally):
        if taxon != str(WORM) or status != _LIVE:
            tally.drop("other species" if taxon != str(WORM) else "no longer a gene")
            continue
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, sequence)] if sequence else []
        yield SourceGene(
            WORM,
            symbol or sequence,
            authority=gene,
            ensembl=(gene,),
            biotype=parse_biotype("".join(kind[:1])),
            names=tuple(names),
        )


def read_dead_wormbase_genes(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield the ids of dead genes; the list does not give their replacements."""
    for taxon, gene, symbol, sequence, status, *_kind in _rows(file, tally):
        if taxon == str(WORM) and status != _LIVE:
            yield WithdrawnEntry(gene, symbol or sequence, "", WORM)


def read_wormbase_other_names(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the other names of live genes, which are in the columns after the fourth."""
    for row in file.read_headerless(2, delimiter="\t", quoted=False):
        tally.read += 1
        gene = _checked(row[0], file)
        if row[1] != _LIVE:
            tally.drop("no longer a gene")
            continue
        texts = dict.fromkeys(text.strip() for cell in row[4:] for text in cell.split("|"))
        names = [(NameKind.SYNONYM, text.removeprefix("CELE_")) for text in texts if text]
        symbol = next((text for text in (*row[3:4], *row[2:3]) if text), "")
        yield SourceGene(WORM, symbol, authority=gene, ensembl=(gene,), names=tuple(names))


def _rows(file: SourceFile, tally: Tally) -> Iterator[list[str]]:
    for row in file.read_headerless(5, quoted=False):
        tally.read += 1
        _checked(row[1], file)
        yield [cell.strip() for cell in row]


def _checked(gene: str, file: SourceFile) -> str:
    return check_id(gene, "WBGene", "a WBGene id", file)
