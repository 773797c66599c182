"""Readers of FlyBase's tables of fly genes: names, CG numbers, retired ids, ids in other databases, gene types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally, parse_biotype, parse_number, split_list
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import FLY

_OWN = "Dmel"
"""FlyBase's abbreviation of D. melanogaster; the tables have genes of other species too."""
_SYNONYMS = [
    "primary_FBid", "organism_abbreviation", "current_symbol", "current_fullname", "fullname_synonym(s)",
    "symbol_synonym(s)",
]  # fmt: skip
_NAMES = ["text", "curie", "name", "predicate"]
_ANNOTATION = [
    "gene_symbol", "organism_abbreviation", "primary_FBgn#", "secondary_FBgn#(s)", "annotation_ID",
    "secondary_annotation_ID(s)",
]  # fmt: skip
_LINKS = [
    "gene_symbol", "organism_abbreviation", "primary_FBgn#", "UniprotKB/Swiss-Prot/TrEMBL_accession", "EntrezGene_ID",
]  # fmt: skip
_PRODUCTS = ["organism", "gene_type", "gene_ID", "gene_symbol", "gene_fullname"]
_FBGN = re.compile(r"FBgn\d{7}")
_CG = re.compile(r"C[GR]\d+")


def read_flybase_names(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield fly genes with their names, from ``fb_synonym`` or from a table with a row for each name."""
    for line in file.lines():
        if line.startswith("text\tcurie"):
            return _from_terms(file, tally)
        if not line.startswith("#"):
            break
    return _from_synonyms(file, tally)


def _from_synonyms(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    for fbgn, organism, symbol, full_name, full_names, symbols in file.read_columns(_SYNONYMS):
        tally.read += 1
        if organism != _OWN or not fbgn.startswith("FBgn"):
            tally.drop("other species" if organism != _OWN else "not a gene")
            continue
        names = [_named(text) for text in split_list(symbols)]
        names += [(NameKind.DESIGNATION, text) for text in split_list(full_names)]
        yield _gene(_checked(fbgn, file), symbol, full_name, names)


def _from_terms(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    genes: dict[str, tuple[str, dict[str, None]]] = {}
    for text, curie, symbol, predicate in file.read_columns(_NAMES):
        tally.read += 1
        identifier = curie.rpartition(":")[2]
        if not identifier.startswith("FBgn"):
            tally.drop("not a gene")
            continue
        _, synonyms = genes.setdefault(_checked(identifier, file), (symbol, {}))
        if predicate != "rdfs:label" and text != symbol:
            synonyms[text] = None
    for fbgn, (symbol, synonyms) in genes.items():
        if "\\" in symbol:
            tally.drop("other species")
        else:
            yield _gene(fbgn, symbol, "", [_named(text) for text in synonyms])


def read_flybase_annotation_ids(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the CG numbers and the retired FBgn ids of each gene."""
    for symbol, organism, fbgn, retired, locus, others in file.read_columns(_ANNOTATION):
        tally.read += 1
        if organism != _OWN:
            tally.drop("other species")
            continue
        names: list[Name] = [
            (NameKind.SYSTEMATIC_NAME, text) for text in (*split_list(locus, ","), *split_list(others, ","))
        ]
        yield replace(_gene(_checked(fbgn, file), symbol, "", names), retired=split_list(retired, ","))


def read_flybase_links(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneID and UniProt accessions of each gene; the table has a row for each accession."""
    genes: dict[str, tuple[str, dict[str, None], dict[int, None]]] = {}
    for symbol, organism, fbgn, uniprot, gene_id in file.read_columns(_LINKS):
        tally.read += 1
        if organism != _OWN:
            tally.drop("other species")
        elif uniprot or gene_id:
            _, accessions, gene_ids = genes.setdefault(_checked(fbgn, file), (symbol, {}, {}))
            accessions.update(dict.fromkeys(split_list(uniprot, ",")))
            if found := parse_number(gene_id, file):
                gene_ids[found] = None
    for fbgn, (symbol, accessions, gene_ids) in genes.items():
        yield replace(_gene(fbgn, symbol, "", []), gene_id=next(iter(gene_ids), None), uniprot=tuple(accessions))


def read_flybase_gene_types(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the type of each gene; the table has a row for each transcript."""
    seen: set[str] = set()
    for organism, kind, fbgn, symbol, full_name in file.read_columns(_PRODUCTS):
        tally.read += 1
        if organism == _OWN and fbgn not in seen:
            seen.add(fbgn)
            yield replace(_gene(_checked(fbgn, file), symbol, full_name, []), biotype=parse_biotype(kind))


def _gene(fbgn: str, symbol: str, full_name: str, names: list[Name]) -> SourceGene:
    if _CG.fullmatch(symbol):
        names.insert(0, (NameKind.SYSTEMATIC_NAME, symbol))
    return SourceGene(FLY, symbol, authority=fbgn, ensembl=(fbgn,), full_name=full_name, names=tuple(names))


def _named(text: str) -> Name:
    return (NameKind.SYSTEMATIC_NAME if _CG.fullmatch(text) else NameKind.SYNONYM, text)


def _checked(fbgn: str, file: SourceFile) -> str:
    if not _FBGN.fullmatch(fbgn):
        raise SourceError(f"{file.location}: {fbgn[:40]!r} where an FBgn id was expected")
    return fbgn
