"""Genes in MyGene's JSON format: with its field names, and a scalar instead of a list for a single value."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

from genenorm.core.authorities import NOMENCLATURE_BY_TAXON
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.mygene.server.gene_names import GeneNames

GeneDocument = dict[str, object]
"""A gene in MyGene's JSON format, by field name."""

COMMON_NAMES = {
    "human": 9606, "mouse": 10090, "rat": 10116, "fruitfly": 7227, "nematode": 6239, "zebrafish": 7955,
    "thale-cress": 3702, "frog": 8364, "pig": 9823,
}  # fmt: skip
"""The common names that MyGene.info accepts for species, with their taxon ids."""

DOCUMENT_FIELDS = (
    "FLYBASE", "HGNC", "MGI", "RGD", "SGD", "WormBase", "ZFIN", "_id", "alias", "ensembl.gene", "entrezgene",
    "homologene.genes", "homologene.id", "locus_tag", "name", "symbol", "taxid", "type_of_gene",
)  # fmt: skip
"""All fields that a document may have."""

_TYPES = {
    Biotype.UNKNOWN: "unknown",
    Biotype.PROTEIN_CODING: "protein-coding",
    Biotype.NON_CODING_RNA: "ncRNA",
    Biotype.PSEUDOGENE: "pseudo",
    Biotype.GENE_SEGMENT: "other",
    Biotype.OTHER: "other",
}
_ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)


class GeneDocuments:
    """Makes the MyGene documents for the genes of an index."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._writers: dict[str, Callable[[Gene], object]] = {
            "symbol": lambda gene: gene.symbol,
            "name": lambda gene: gene.name,
            "taxid": lambda gene: gene.taxon_id,
            "entrezgene": lambda gene: str(gene.gene_id or ""),
            "ensembl": lambda gene: {"gene": gene.ensembl_id} if gene.ensembl_id else None,
            "type_of_gene": lambda gene: _TYPES[gene.biotype],
            "homologene": self._homologene,
            "alias": lambda gene: self._spellings(gene, _ALIASES),
            "locus_tag": lambda gene: self._spellings(gene, (NameKind.SYSTEMATIC_NAME,)),
        }

    @property
    def names(self) -> GeneNames:
        """The names of genes, which are read from the index on first use, in one or two seconds."""
        with _NAMES_LOCK:
            return _names_of(self._reference)

    def document(self, gene: Gene, roots: frozenset[str] | None) -> GeneDocument:
        """Return the document of a gene with its ``_id`` and the top-level fields asked for; ``None`` means all."""
        document: GeneDocument = {"_id": document_id(gene)}
        authority = NOMENCLATURE_BY_TAXON.get(gene.taxon_id)
        if authority and (roots is None or authority.mygene_field in roots):
            document[authority.mygene_field] = gene.authority_id.removeprefix(authority.mygene_omits)
        for field, write in self._writers.items():
            if roots is None or field in roots:
                document[field] = write(gene)
        return {field: value for field, value in sorted(document.items()) if value not in ("", None)}

    def _homologene(self, gene: Gene) -> object:
        group = self._reference.group(gene.group) if gene.group is not None else None
        if group is None or not group.group_id.startswith("HomoloGene:"):
            return None
        members = self._reference.genes_of([member.gene for member in group.members])
        genes = [[member.taxon_id, member.gene_id] for member in members if member.gene_id is not None]
        return {"genes": genes, "id": int(group.group_id.removeprefix("HomoloGene:"))}

    def _spellings(self, gene: Gene, kinds: tuple[NameKind, ...]) -> object:
        names = self.names.names_of(gene.key)
        texts = sorted({name.spelling for name in names if name.kind in kinds} - {"", gene.symbol})
        return texts if len(texts) > 1 else "".join(texts)


_NAMES_LOCK = threading.Lock()
"""Lets only one thread read the names, which takes a second or two, while the others wait."""


@lru_cache(maxsize=1)
def _names_of(reference: Reference) -> GeneNames:
    return GeneNames(reference)


def document_id(gene: Gene) -> str:
    """Return the ``_id`` of a gene: its GeneID, or else its Ensembl id, its authority's id or its symbol."""
    identifier = str(gene.gene_id or "") or gene.ensembl_id or gene.authority_id
    return identifier or f"{gene.taxon_id}:{gene.symbol}"
