"""Genes by the fields that MyGene.info searches, each found through the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from genenorm.core.model import Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import decode_posting, mark
from genenorm.mygene.server.gene_documents import AUTHORITY_FIELDS
from genenorm.text.keys import Key, fold

_NAME_SCOPES = {
    "symbol": (NameKind.SYMBOL,),
    "alias": (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL),
    "name": (NameKind.FULL_NAME,),
    "other_names": (NameKind.DESIGNATION, NameKind.PREVIOUS_NAME),
    "locus_tag": (NameKind.SYSTEMATIC_NAME,),
}
_TRANSLATIONS = {
    "_id": "entrezgene", "ensemblgene": "ensembl.gene", "ensembl": "ensembl.gene", "geneid": "entrezgene",
    "uniprot.swiss-prot": "uniprot", "uniprot.trembl": "uniprot",
}  # fmt: skip
ID_SCOPES = ("entrezgene", "retired", "ensembl.gene")
"""What ``/gene`` and a query without scopes look in."""
EVERYWHERE = (*_NAME_SCOPES, *ID_SCOPES, "uniprot")
"""What a bare word of the query language looks in."""
_SCOPES = frozenset((*EVERYWHERE, *(field.casefold() for field, _ in AUTHORITY_FIELDS.values())))

_KIND_SCORE = {
    NameKind.SYMBOL: 90.0, NameKind.PREVIOUS_SYMBOL: 30.0, NameKind.SYNONYM: 30.0, NameKind.SYSTEMATIC_NAME: 25.0,
    NameKind.FULL_NAME: 20.0, NameKind.DESIGNATION: 12.0, NameKind.PREVIOUS_NAME: 12.0,
}  # fmt: skip
_ID_SCORE = 100.0
_SPECIES_WEIGHT = {9606: 1.55, 10090: 1.3, 10116: 1.2}
"""MyGene.info's own preference among species."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A gene found, with its score."""

    gene: Gene
    score: float


def known_scope(scope: str) -> str | None:
    """Return the index's word for a field to search in, or ``None`` when the index has no such field."""
    scope = scope.casefold()
    scope = _TRANSLATIONS.get(scope, scope)
    return scope if scope in _SCOPES else None


class Search:
    """Finds genes by the text of a field."""

    def __init__(self, reference: Reference, beginning_with: Callable[[str], Iterator[Key]]) -> None:
        self._reference = reference
        self._beginning_with = beginning_with

    def find(self, text: str, scopes: tuple[str, ...]) -> dict[int, Hit]:
        """Return by row number the genes that have this text in one of the fields, each with its best score.

        As in the index, case and punctuation do not count; an exact spelling scores higher. A ``*`` at the end
        stands for any rest of a name.
        """
        best: dict[int, Hit] = {}
        for gene, score in self._found(text, scopes):
            score = round(score * _SPECIES_WEIGHT.get(gene.taxon_id, 1.1) + gene.weight / 64, 4)
            if gene.key not in best or best[gene.key].score < score:
                best[gene.key] = Hit(gene, score)
        return best

    def _found(self, text: str, scopes: tuple[str, ...]) -> Iterator[tuple[Gene, float]]:
        kinds = {kind for scope in scopes for kind in _NAME_SCOPES.get(scope, ())}
        if kinds:
            yield from self._named(text, kinds)
        for scope in scopes:
            if scope not in _NAME_SCOPES:
                gene = self._identified(scope, text)
                if gene is not None:
                    yield gene, _ID_SCORE

    def _named(self, text: str, kinds: set[NameKind]) -> Iterator[tuple[Gene, float]]:
        key = fold(text.removesuffix("*"))
        if key is None:
            return
        spelled = mark(text)
        for found in self._beginning_with(key) if text.endswith("*") else (key,):
            for word in self._reference.postings(found):
                posting = decode_posting(word)
                if posting.kind in kinds and posting.target:
                    exact = 1.0 if posting.mark == spelled else 0.9
                    yield self._reference.gene(posting.target), _KIND_SCORE[posting.kind] * exact

    def _identified(self, scope: str, text: str) -> Gene | None:
        text = text.strip()
        if scope == "entrezgene":
            number = text if text.isascii() and text.isdigit() else ""
            # SQLite's integers end at 64 bits; no GeneID comes near.
            return self._reference.gene_by_id(int(number)) if number and len(number) < 19 else self._by_id(text)
        if scope == "ensembl.gene":
            return self._reference.gene_by_ensembl(text.upper()) or self._reference.gene_by_ensembl(text)
        if scope in ("uniprot", "retired"):
            return self._by_other_id(text, retired=scope == "retired")
        # HGNC's ids are asked for with and without their prefix; so are MGI's, whose prefix MyGene keeps.
        for written in (text, f"{scope.upper()}:{text}", text.upper()):
            gene = self._reference.gene_by_authority(written)
            if gene is not None and AUTHORITY_FIELDS.get(gene.taxon_id, ("",))[0].casefold() == scope:
                return gene
        return None

    def _by_other_id(self, text: str, *, retired: bool) -> Gene | None:
        # SQLite's integers end at 64 bits, and a retired GeneID is stored as one.
        gene_id = retired and text.isascii() and text.isdigit() and len(text) < 19
        for written in (int(text),) if gene_id else (text, text.upper()):
            if (found := self._reference.gene_by_other_id(written)) and bool(found[1]) == retired:
                return found[0]
        return None

    def _by_id(self, text: str) -> Gene | None:
        """Find a gene by an ``_id`` that is no GeneID."""
        return self._reference.gene_by_ensembl(text) or self._reference.gene_by_authority(text)


def ranked(hits: Mapping[int, Hit], taxa: frozenset[int] | None) -> list[Hit]:
    """Return the hits of the species wanted (``None``: all), best first; ties in the index's order."""
    wanted = (hit for hit in hits.values() if taxa is None or hit.gene.taxon_id in taxa)
    return sorted(wanted, key=lambda hit: (-hit.score, hit.gene.key))
