"""URLs of the pages about a gene at NCBI Gene, Ensembl and the nomenclature authority, and of articles."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from genenorm.core.authorities import ENSEMBL, NCBI_GENE, authority_of

_FIGURES = "https://pfocr.wikipathways.org/figures/"
_ARTICLES = "https://pmc.ncbi.nlm.nih.gov/articles/"


class Link(NamedTuple):
    """A link as people read it."""

    name: str
    """The database and the identifier: ``NCBI Gene 2902``, ``HGNC:4584``."""
    url: str
    """Empty for an identifier that has no page."""


def gene_link(gene_id: int | str | None) -> str:
    """Return the URL of the NCBI Gene page of a GeneID; empty without a GeneID."""
    return f"{NCBI_GENE.page_base}{gene_id}" if gene_id not in (None, "") else ""


def ensembl_link(ensembl_id: str) -> str:
    """Return the URL of the Ensembl page of an Ensembl gene id; empty without an id."""
    return ENSEMBL.page_base + quote(ensembl_id, errors="replace") if ensembl_id else ""


def authority_link(authority_id: str) -> str:
    """Return the URL of a gene's page at its nomenclature authority; empty when the authority is unknown.

    >>> authority_link("MGI:95819"), authority_link("?")
    ('https://www.informatics.jax.org/marker/MGI:95819', '')
    """
    authority = authority_of(authority_id)
    if authority is None or not authority_id.startswith(authority.page_start):
        return ""
    return authority.page_base + authority.id_start + quote(authority_id[len(authority.id_start) :], errors="replace")


def identifier_link(identifier: str) -> str:
    """Return the URL of a gene's page by its GeneID, Ensembl id or authority id; empty for another text.

    >>> identifier_link("2902"), identifier_link("FBgn0010399"), identifier_link("?")
    ('https://www.ncbi.nlm.nih.gov/gene/2902', 'https://flybase.org/reports/FBgn0010399', '')
    """
    if identifier.isdigit():
        return gene_link(identifier)
    if identifier.startswith(ENSEMBL.id_start):
        return ensembl_link(identifier)
    return authority_link(identifier)


def gene_links(gene_id: str, ensembl_id: str, authority_id: str) -> list[Link]:
    """Return a link for each identifier of a gene, named by its database.

    >>> [link.name for link in gene_links("33654", "FBgn0010399", "FBgn0010399")]
    ['NCBI Gene 33654', 'Ensembl FBgn0010399', 'FlyBase FBgn0010399']
    """
    links = (
        Link(f"{NCBI_GENE.name} {gene_id}" if gene_id else "", gene_link(gene_id) if gene_id.isdigit() else ""),
        Link(f"{ENSEMBL.name} {ensembl_id}" if ensembl_id else "", ensembl_link(ensembl_id)),
        Link(_authority_name(authority_id), authority_link(authority_id)),
    )
    return [link for link in links if link.name]


def _authority_name(authority_id: str) -> str:
    authority = authority_of(authority_id)
    return authority_id if authority is None or authority.has_curie_ids else f"{authority.name} {authority_id}"


def figure_link(record_id: str) -> str:
    """Return the URL of a figure's page by the id of its record.

    >>> figure_link("PMC1__f1.jpg"), figure_link("../?x")
    ('https://pfocr.wikipathways.org/figures/PMC1__f1.jpg.html', 'https://pfocr.wikipathways.org/figures/..%2F%3Fx.html')
    """
    return f"{_FIGURES}{quote(record_id, safe='', errors='replace')}.html"


def article_link(pmcid: str) -> str:
    """Return the URL of an article of PubMed Central; empty for another text.

    >>> article_link("PMC8120160"), article_link("?")
    ('https://pmc.ncbi.nlm.nih.gov/articles/PMC8120160/', '')
    """
    return f"{_ARTICLES}{pmcid}/" if re.fullmatch(r"PMC\d+", pmcid, re.ASCII) else ""
