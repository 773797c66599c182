"""Where a gene's page is: NCBI Gene, Ensembl, and the authority that names it."""

from __future__ import annotations

from urllib.parse import quote

NCBI_GENE = "https://www.ncbi.nlm.nih.gov/gene/"
ENSEMBL = "https://www.ensembl.org/id/"
_AUTHORITIES = {
    "HGNC:": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:",
    "MGI:": "https://www.informatics.jax.org/marker/MGI:",
    "RGD:": "https://rgd.mcw.edu/rgdweb/report/gene/main.html?id=RGD:",
    "FBgn": "https://flybase.org/reports/FBgn",
    "ZDB-GENE-": "https://zfin.org/ZDB-GENE-",
    "WBGene": "https://wormbase.org/species/c_elegans/gene/WBGene",
    "S0": "https://www.yeastgenome.org/locus/S0",
}


def gene_link(gene_id: int | str | None) -> str:
    """Return the NCBI Gene page of a GeneID; empty for none."""
    return f"{NCBI_GENE}{gene_id}" if gene_id not in (None, "") else ""


def ensembl_link(ensembl_id: str) -> str:
    """Return the Ensembl page of a gene id; empty for none."""
    return f"{ENSEMBL}{quote(ensembl_id)}" if ensembl_id else ""


def authority_link(authority_id: str) -> str:
    """Return the page of a gene at its nomenclature authority; empty when none is known.

    >>> authority_link("MGI:95819"), authority_link("?")
    ('https://www.informatics.jax.org/marker/MGI:95819', '')
    """
    for prefix, url in _AUTHORITIES.items():
        if authority_id.startswith(prefix):
            return url + quote(authority_id[len(prefix) :])
    return ""
