"""Identifiers in every form people write them: ``2902``, ``NCBIGene:2902``, ``ENSG00000176884.18``, ``HGNC:4584``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from genenorm.index import Reference
from genenorm.model import Gene

_GENE_ID = re.compile(
    r"^(?:(?:ncbi[ _]?gene(?:[ _]?id)?|entrez(?:[ _]?gene)?(?:[ _]?id)?|gene(?:[ _]?id)?|loc)[:=/ _]*)?(\d{1,10})$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\.\d{1,3}$")
_CURIE = re.compile(
    r"^(?:ensembl|ensg|uniprot(?:kb)?|up|sp|flybase|fb|zfin|wormbase|wb|sgd|mgi|rgd|hgnc)[:/ ](?=\S)", re.IGNORECASE
)
_ENSEMBL = re.compile(r"^ENS[A-Z]{0,4}G\d{11}$")
_NUMBERED = re.compile(r"^(HGNC|MGI|RGD)[:_ ]+(?:\1:)?(\d+)$")
_AUTHORITY = re.compile(r"^(?:FBGN\d{7}|WBGENE\d{8}|S\d{9}|ZDB-[A-Z]+-\d{6}-\d+)$")
_UNIPROT = re.compile(r"^(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d+)?$")
_MAYBE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class IdMatch:
    """The gene an identifier leads to, and whether the identifier is retired."""

    gene: Gene
    retired: bool = False


def find(reference: Reference, text: str) -> IdMatch | None:
    """Return the gene behind an identifier, or ``None`` when the text is none the index knows.

    >>> reference = Reference.open()
    >>> forms = ("NCBIGene:2902", "ENSG00000176884.18", "HGNC:4584", "MGI:95819")
    >>> [find(reference, text).gene.symbol for text in forms]
    ['GRIN1', 'GRIN1', 'GRIN1', 'Grin1']
    >>> find(reference, "GRIN1") is None
    True
    """
    if not _MAYBE.search(text):
        return None
    text = text.strip()
    if found := _GENE_ID.match(text):
        gene = reference.gene_by_id(int(found[1]))
        return IdMatch(gene) if gene else None
    upper = text.upper()
    if found := _NUMBERED.match(upper):
        return _authority(reference, f"{found[1]}:{found[2]}")
    plain = _CURIE.sub("", upper)
    if _ENSEMBL.match(stem := _VERSION.sub("", plain)):
        return _found(reference.gene_by_ensembl(stem)) or _other(reference, stem)
    if _AUTHORITY.match(stem):
        return _authority(reference, stem.replace("FBGN", "FBgn").replace("WBGENE", "WBGene"))
    if _UNIPROT.match(plain):
        return _other(reference, plain.partition("-")[0])
    return None


def _found(gene: Gene | None) -> IdMatch | None:
    return IdMatch(gene) if gene else None


def _authority(reference: Reference, text: str) -> IdMatch | None:
    return _found(reference.gene_by_authority(text)) or _other(reference, text)


def _other(reference: Reference, text: str) -> IdMatch | None:
    found = reference.gene_by_other_id(text)
    return IdMatch(*found) if found else None
