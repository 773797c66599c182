"""Searching the index in the fields that MyGene.info searches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from genenorm.core.authorities import NOMENCLATURE, NOMENCLATURE_BY_TAXON
from genenorm.core.model import Gene, NameKind
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.index.schema import decode_posting, mark
from genenorm.text.keys import Key, fold

_KINDS_BY_SCOPE = {
    "symbol": (NameKind.SYMBOL,),
    "alias": (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL),
    "name": (NameKind.FULL_NAME,),
    "other_names": (NameKind.DESIGNATION, NameKind.PREVIOUS_NAME),
    "locus_tag": (NameKind.SYSTEMATIC_NAME,),
}
"""The fields with names of genes, and the kinds of names of the index that each stands for."""
_SCOPE_SYNONYMS = {
    "_id": "entrezgene", "ensemblgene": "ensembl.gene", "ensembl": "ensembl.gene", "geneid": "entrezgene",
    "uniprot.swiss-prot": "uniprot", "uniprot.trembl": "uniprot",
}  # fmt: skip
ID_SCOPES = ("entrezgene", "retired", "ensembl.gene")
"""The fields that ``/gene`` and a query without scopes search."""
EVERYWHERE = (*_KINDS_BY_SCOPE, *ID_SCOPES, "uniprot")
"""The fields that a word without a field is searched in."""
_SCOPES = frozenset((*EVERYWHERE, *(row.mygene_field.casefold() for row in NOMENCLATURE)))

_KIND_SCORE = {
    NameKind.SYMBOL: 90.0, NameKind.PREVIOUS_SYMBOL: 30.0, NameKind.SYNONYM: 30.0, NameKind.SYSTEMATIC_NAME: 25.0,
    NameKind.FULL_NAME: 20.0, NameKind.DESIGNATION: 12.0, NameKind.PREVIOUS_NAME: 12.0,
}  # fmt: skip
_ID_SCORE = 100.0
_SPECIES_WEIGHT = {9606: 1.55, 10090: 1.3, 10116: 1.2}
"""Factors of scores: MyGene.info prefers these species."""
_OTHER_SPECIES_WEIGHT = 1.1
_OTHER_SPELLING_WEIGHT = 0.9
"""Factor of the score of a name whose spelling differs from the query."""
LONGEST_TERM = 1000
"""The most characters of a term; no name and no identifier is longer."""


@dataclass(frozen=True, slots=True)
class ScoredGene:
    """A gene that was found, with its score; the score only orders the genes of one reply."""

    gene: Gene
    score: float


def known_scope(scope: str) -> str | None:
    """Return the scope that a field name means, or ``None`` if the index has no such field.

    >>> known_scope("Symbol"), known_scope("_id"), known_scope("summary")
    ('symbol', 'entrezgene', None)
    """
    scope = scope.casefold()
    scope = _SCOPE_SYNONYMS.get(scope, scope)
    return scope if scope in _SCOPES else None


class GeneSearch:
    """Finds genes by the text of a field.

    ``keys_with_prefix`` returns the keys of all names that begin with a key.
    """

    def __init__(self, reference: Reference, keys_with_prefix: Callable[[str], Iterator[Key]]) -> None:
        self._reference = reference
        self._keys_with_prefix = keys_with_prefix

    def find(self, text: str, scopes: tuple[str, ...]) -> dict[int, ScoredGene]:
        """Return the genes with this text in one of the fields, by row number of the index, with their best scores.

        Case and punctuation are ignored, as in the index, but the same spelling has a higher score. A ``*`` at the
        end of the text matches any ending of a name.
        """
        best: dict[int, ScoredGene] = {}
        if len(text) > LONGEST_TERM:
            return best
        for gene, score in self._matches(text, scopes):
            score = round(score * _SPECIES_WEIGHT.get(gene.taxon_id, _OTHER_SPECIES_WEIGHT) + gene.weight / 64, 4)
            if gene.key not in best or best[gene.key].score < score:
                best[gene.key] = ScoredGene(gene, score)
        return best

    def _matches(self, text: str, scopes: tuple[str, ...]) -> Iterator[tuple[Gene, float]]:
        kinds = {kind for scope in scopes for kind in _KINDS_BY_SCOPE.get(scope, ())}
        if kinds:
            yield from self._matches_by_name(text, kinds)
        for scope in scopes:
            if scope not in _KINDS_BY_SCOPE:
                gene = self._gene_by_identifier(scope, text)
                if gene is not None:
                    yield gene, _ID_SCORE

    def _matches_by_name(self, text: str, kinds: set[NameKind]) -> Iterator[tuple[Gene, float]]:
        key = fold(text.removesuffix("*"))
        if key is None:
            return
        spelled = mark(text)
        for found in self._keys_with_prefix(key) if text.endswith("*") else (key,):
            for word in self._reference.postings(found):
                posting = decode_posting(word)
                if posting.kind in kinds and posting.target:
                    spelling = 1.0 if posting.mark == spelled else _OTHER_SPELLING_WEIGHT
                    yield self._reference.gene(posting.target), _KIND_SCORE[posting.kind] * spelling

    def _gene_by_identifier(self, scope: str, text: str) -> Gene | None:
        text = text.strip()
        if scope == "entrezgene":
            if (gene_id := whole_number(text)) is not None:
                return self._reference.gene_by_id(gene_id)
            # ``_id`` is searched here too, and that of a gene without a GeneID is another identifier.
            return self._reference.gene_by_ensembl(text) or self._reference.gene_by_authority(text)
        if scope == "ensembl.gene":
            return self._reference.gene_by_ensembl(text.upper()) or self._reference.gene_by_ensembl(text)
        if scope in ("uniprot", "retired"):
            return self._gene_by_other_id(text, is_retired=scope == "retired")
        # Accepted with and without the prefix of the authority.
        for written in (text, f"{scope.upper()}:{text}", text.upper()):
            gene = self._reference.gene_by_authority(written)
            row = NOMENCLATURE_BY_TAXON.get(gene.taxon_id) if gene else None
            if row and row.mygene_field.casefold() == scope:
                return gene
        return None

    def _gene_by_other_id(self, text: str, *, is_retired: bool) -> Gene | None:
        number = whole_number(text) if is_retired else None  # the index stores retired GeneIDs as numbers
        for written in (text, text.upper()) if number is None else (number,):
            if (found := self._reference.gene_by_other_id(written)) and bool(found.retired) == is_retired:
                return found.gene
        return None


def rank_genes(genes: Mapping[int, ScoredGene], taxa: frozenset[int] | None) -> list[ScoredGene]:
    """Return the genes of the species with these taxon ids, best first; ``None`` means all species.

    Genes with equal scores are in the order of the index.
    """
    wanted = (found for found in genes.values() if taxa is None or found.gene.taxon_id in taxa)
    return sorted(wanted, key=lambda found: (-found.score, found.gene.key))
