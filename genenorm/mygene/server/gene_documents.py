"""Genes written as MyGene.info writes them: its field names, and scalars where there is one value."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.mygene.server.gene_names import GeneNames

Document = dict[str, object]
"""A gene as MyGene's JSON: built here, shaped by ``shape``, and never read by anything but a JSON writer."""

AUTHORITY_FIELDS = {
    9606: ("HGNC", "HGNC:"),
    10090: ("MGI", ""),
    10116: ("RGD", "RGD:"),
    7227: ("FLYBASE", ""),
    7955: ("ZFIN", ""),
    6239: ("WormBase", ""),
    559292: ("SGD", ""),
}
"""By taxon id: MyGene's field for the authority's id, and the prefix of our ids that its values lack."""

COMMON_NAMES = {
    "human": 9606, "mouse": 10090, "rat": 10116, "fruitfly": 7227, "nematode": 6239, "zebrafish": 7955,
    "thale-cress": 3702, "frog": 8364, "pig": 9823,
}  # fmt: skip
"""The species names MyGene.info takes instead of a taxon id."""

FIELDS = (
    "FLYBASE", "HGNC", "MGI", "RGD", "SGD", "WormBase", "ZFIN", "_id", "alias", "ensembl.gene", "entrezgene",
    "homologene.genes", "homologene.id", "locus_tag", "name", "symbol", "taxid", "type_of_gene",
)  # fmt: skip
"""Every field a document may have."""

_TYPES = {
    Biotype.UNKNOWN: "unknown",
    Biotype.PROTEIN_CODING: "protein-coding",
    Biotype.NON_CODING_RNA: "ncRNA",
    Biotype.PSEUDOGENE: "pseudo",
    Biotype.GENE_SEGMENT: "other",
    Biotype.OTHER: "other",
}
_ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)


class Documents:
    """Genes of an index as MyGene documents."""

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
            "alias": lambda gene: self._spelled(gene, _ALIASES),
            "locus_tag": lambda gene: self._spelled(gene, (NameKind.SYSTEMATIC_NAME,)),
        }

    @property
    def names(self) -> GeneNames:
        """The names of genes; read from the index when first needed, which takes a second or two."""
        with _READING:
            return _names_of(self._reference)

    def document(self, gene: Gene, roots: frozenset[str] | None) -> Document:
        """Return a gene's document with the top-level fields named, or all of them; ``_id`` is always there."""
        found: Document = {"_id": document_id(gene)}
        authority = AUTHORITY_FIELDS.get(gene.taxon_id)
        if authority and (roots is None or authority[0] in roots):
            found[authority[0]] = gene.authority_id.removeprefix(authority[1])
        for field, write in self._writers.items():
            if roots is None or field in roots:
                found[field] = write(gene)
        return {field: value for field, value in sorted(found.items()) if value not in ("", None)}

    def _homologene(self, gene: Gene) -> object:
        group = self._reference.group(gene.group) if gene.group is not None else None
        if group is None or not group.group_id.startswith("HomoloGene:"):
            return None
        members = self._reference.genes_of([member.gene for member in group.members])
        genes = [[member.taxon_id, member.gene_id] for member in members if member.gene_id is not None]
        return {"genes": genes, "id": int(group.group_id.removeprefix("HomoloGene:"))}

    def _spelled(self, gene: Gene, kinds: tuple[NameKind, ...]) -> object:
        texts = sorted({name.spelling for name in self.names.of(gene.key) if name.kind in kinds} - {"", gene.symbol})
        return texts if len(texts) > 1 else "".join(texts)


_READING = threading.Lock()


@lru_cache(maxsize=1)
def _names_of(reference: Reference) -> GeneNames:
    return GeneNames(reference)


def document_id(gene: Gene) -> str:
    """Return a gene's ``_id``: its GeneID, else its Ensembl id, else its authority's, else its symbol."""
    known = str(gene.gene_id or "") or gene.ensembl_id or gene.authority_id
    return known or f"{gene.taxon_id}:{gene.symbol}"
