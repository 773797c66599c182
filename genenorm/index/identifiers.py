"""Identifiers in every form people write them: ``2902``, ``NCBIGene:2902``, ``ENSG00000176884.18``, ``HGNC:4584``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from genenorm.core.model import Gene
from genenorm.index.reference import Reference

_STARTS = ("NCBI", "ENTREZ", "GENE", "LOC", "ENS", "UNIPROT", "UP", "SP", "FLYBASE", "FB", "ZFIN", "ZDB", "WORMBASE",
           "WB", "SGD", "S0", "MGI", "RGD", "HGNC")  # fmt: skip
"""What identifiers begin with, upper-cased; other names are told from numbers and UniProt accessions at a glance."""


class Patterns(NamedTuple):
    """The forms of identifiers; compiled when the first text that may be one comes along."""

    gene_id: re.Pattern[str]
    version: re.Pattern[str]
    curie: re.Pattern[str]
    ensembl: re.Pattern[str]
    numbered: re.Pattern[str]
    authority: re.Pattern[str]
    uniprot: re.Pattern[str]


@cache
def _patterns() -> Patterns:
    gene_id = (
        r"^(?:(?:ncbi[ _]?gene(?:[ _]?id)?|entrez(?:[ _]?gene)?(?:[ _]?id)?|gene(?:[ _]?id)?|loc)[:=/ _]*)?(\d{1,10})$"
    )
    curie = r"^(?:ensembl|ensg|uniprot(?:kb)?|up|sp|flybase|fb|zfin|wormbase|wb|sgd|mgi|rgd|hgnc)[:/ ](?=\S)"
    return Patterns(
        re.compile(gene_id, re.IGNORECASE),
        re.compile(r"\.\d{1,3}$"),
        re.compile(curie, re.IGNORECASE),
        re.compile(r"^ENS[A-Z]{0,4}G\d{11}$"),
        re.compile(r"^(HGNC|MGI|RGD)[:_ ]+(?:\1:)?(\d+)$"),
        re.compile(r"^(?:FBGN\d{7}|WBGENE\d{8}|S\d{9}|ZDB-[A-Z]+-\d{6}-\d+)$"),
        re.compile(r"^(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d+)?$"),
    )


class IdMatch(NamedTuple):
    """The gene an identifier leads to, and when the identifier was retired."""

    gene: Gene | None
    """``None`` for a retired identifier that nothing replaced."""
    retired: int = 0
    """The date as 20190304, ``layout.UNDATED`` when it is not known; 0 for an identifier in use."""


def find(reference: Reference, text: str) -> IdMatch | None:
    """Return the gene behind an identifier, or ``None`` when the text is none the index knows.

    >>> reference = Reference.open()
    >>> forms = ("NCBIGene:2902", "ENSG00000176884.18", "HGNC:4584", "MGI:95819")
    >>> [find(reference, text).gene.symbol for text in forms]
    ['GRIN1', 'GRIN1', 'GRIN1', 'Grin1']
    >>> find(reference, "GRIN1") is None
    True
    """
    text = text.strip()
    if not text[-1:].isdigit():  # all identifiers end with a digit
        return None
    upper = text.upper()
    if not (text.isdigit() or upper.startswith(_STARTS) or text[1:2].isdigit()):
        return None
    forms = _patterns()
    if found := forms.gene_id.match(text):
        gene_id = int(found[1])
        return _found(reference.gene_by_id(gene_id)) or _other(reference, gene_id)
    if found := forms.numbered.match(upper):
        return _authority(reference, f"{found[1]}:{found[2]}")
    plain = forms.curie.sub("", upper)
    if forms.ensembl.match(stem := forms.version.sub("", plain)):
        return _found(reference.gene_by_ensembl(stem)) or _other(reference, stem)
    if forms.authority.match(stem):
        return _authority(reference, stem.replace("FBGN", "FBgn").replace("WBGENE", "WBGene"))
    if forms.uniprot.match(plain):
        return _other(reference, plain.partition("-")[0])
    return None


def _found(gene: Gene | None) -> IdMatch | None:
    return IdMatch(gene) if gene else None


def _authority(reference: Reference, text: str) -> IdMatch | None:
    return _found(reference.gene_by_authority(text)) or _other(reference, text)


def _other(reference: Reference, identifier: int | str) -> IdMatch | None:
    found = reference.gene_by_other_id(identifier)
    return IdMatch(*found) if found else None
