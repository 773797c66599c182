"""Readers of ZFIN's tables of zebrafish genes.

The tables have no header; those that are saved from the web page begin with a date and a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Name, OrthologPair, SourceFile, SourceGene, Tally, WithdrawnEntry, parse_number
from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import FISH

_GENE = re.compile(r"ZDB-(?:GENE|GENEP|[A-Z]*RNAG)-")
"""Ids of genes; the other markers are clones, constructs and genes of other species."""
_CODING, _PSEUDO = "SO:0001217", "SO:0000336"


def read_zfin_markers(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of ``genetic_markers.txt``."""
    for zfin_id, symbol, name, kind, sequence_type in _rows(file, tally, 5):
        yield SourceGene(
            FISH, symbol, authority=zfin_id, biotype=_biotype(zfin_id, kind, sequence_type), full_name=name
        )


def read_zfin_aliases(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the previous names and synonyms of ``aliases.txt``; a name with a space is a previous full name."""
    for zfin_id, name, symbol, previous in _rows(file, tally, 4):
        kind = NameKind.PREVIOUS_NAME if " " in previous.strip() else NameKind.SYNONYM
        names: tuple[Name, ...] = ((kind, previous.strip()),) if previous.strip() != symbol else ()
        yield SourceGene(FISH, symbol, authority=zfin_id, full_name=name, names=names)


def read_zfin_gene_ids(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneIDs of ``gene.txt``."""
    for zfin_id, _type, symbol, gene_id in _rows(file, tally, 4):
        yield SourceGene(FISH, symbol, parse_number(gene_id, file), zfin_id)


def read_zfin_ensembl_ids(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the Ensembl ids of ``ensembl_1_to_1.txt``."""
    for zfin_id, _type, symbol, ensembl in _rows(file, tally, 4):
        yield SourceGene(FISH, symbol, authority=zfin_id, ensembl=(ensembl.strip(),) if ensembl.strip() else ())


def read_zfin_history(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield the retired ZFIN ids of genes, each with the id that replaces it."""
    for old, new in _rows(file, tally, 2):
        yield WithdrawnEntry(old, "", new.strip(), FISH)


def read_zfin_human_orthologs(file: SourceFile, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the human orthologs of ``human_orthos.txt``; the support is the number of lines of evidence."""
    pairs: dict[tuple[str, str], int] = {}
    for row in _rows(file, tally, 8):
        digits = row[7].strip().removeprefix("HGNC:")
        if parse_number(digits, file) is None:
            tally.drop("no HGNC id")
        else:
            pair = f"HGNC:{digits}", row[0]
            pairs[pair] = pairs.get(pair, 0) + 1
    for (human, other), support in pairs.items():
        yield OrthologPair("ZFIN", (human,), (other,), support)


def _rows(file: SourceFile, tally: Tally, width: int) -> Iterator[list[str]]:
    has_rows = False
    for row in file.read_headerless(1, delimiter="\t", quoted=False):
        if not row[0].startswith("ZDB-"):
            if has_rows and row[0].strip():
                raise SourceError(f"{file.location}: {row[0][:40]!r} where a ZFIN id was expected")
            continue
        has_rows = True
        tally.read += 1
        if len(row) < width:
            raise SourceError(f"{file.location}: {len(row)} columns, expected {width}")
        if _GENE.match(row[0]):
            yield row if width == 8 else row[:width]
        else:
            tally.drop("not a gene")
    if not has_rows:
        raise SourceError(f"{file.name}: no row that begins with a ZFIN id (ZDB-GENE-…)")


def _biotype(zfin_id: str, kind: str, sequence_type: str) -> Biotype:
    if sequence_type == _CODING:
        return Biotype.PROTEIN_CODING
    if sequence_type == _PSEUDO or kind in ("GENEP", "PSEUDOGENE") or zfin_id.startswith("ZDB-GENEP-"):
        return Biotype.PSEUDOGENE
    return Biotype.NON_CODING_RNA if "RNAG-" in zfin_id else Biotype.UNKNOWN
