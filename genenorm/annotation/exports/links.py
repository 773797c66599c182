"""URLs of the pages about a gene at NCBI Gene, Ensembl and the nomenclature authority."""

from __future__ import annotations

from urllib.parse import quote

from genenorm.core.authorities import ENSEMBL, NCBI_GENE, authority_of


def gene_link(gene_id: int | str | None) -> str:
    """Return the URL of the NCBI Gene page of a GeneID; empty without a GeneID."""
    return f"{NCBI_GENE.page_base}{gene_id}" if gene_id not in (None, "") else ""


def ensembl_link(ensembl_id: str) -> str:
    """Return the URL of the Ensembl page of an Ensembl gene id; empty without an id."""
    return f"{ENSEMBL.page_base}{quote(ensembl_id)}" if ensembl_id else ""


def authority_link(authority_id: str) -> str:
    """Return the URL of a gene's page at its nomenclature authority; empty when the authority is unknown.

    >>> authority_link("MGI:95819"), authority_link("?")
    ('https://www.informatics.jax.org/marker/MGI:95819', '')
    """
    authority = authority_of(authority_id)
    if authority is None or not authority_id.startswith(authority.page_start):
        return ""
    return authority.page_base + authority.id_start + quote(authority_id[len(authority.id_start) :])


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
