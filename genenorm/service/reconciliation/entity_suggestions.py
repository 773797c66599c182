"""Suggestions while a person types: entities by the beginning of a name, types and properties by that of a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genenorm.core.model import NameKind
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of
from genenorm.service.reconciliation.entities import Entities, Entity
from genenorm.text.keys import fold

_MOST_KEYS = 2_000
"""The most names that are read for a beginning; of shorter beginnings, those first in the alphabet."""
_GENE_KINDS = {NameKind.SYMBOL: 0, NameKind.PREVIOUS_SYMBOL: 1, NameKind.SYNONYM: 2, NameKind.FULL_NAME: 3,
               NameKind.SYSTEMATIC_NAME: 3, NameKind.DESIGNATION: 4, NameKind.PREVIOUS_NAME: 4}  # fmt: skip
"""The kinds of names of genes, with their place in the order of suggestions."""


def suggested_entities(entities: Entities, prefix: str, type_id: str = "") -> list[Entity]:
    """Return the entities of an id, or those with a name that begins so; equal names first, then official symbols.

    >>> from genenorm.index.reference import Reference
    >>> entities = Entities(Reference.open())
    >>> [entities.name(found) for found in suggested_entities(entities, "grin2b", "gene/10090")]
    ['Grin2b']
    """
    by_id = entities.find(prefix)
    found = {} if by_id is None else {entities.id(by_id): by_id}
    for entity in _named(entities, prefix):
        found.setdefault(entities.id(entity), entity)
    return [
        entity for entity in found.values() if not type_id or type_id in {kind.id for kind in entities.types_of(entity)}
    ]


def _named(entities: Entities, prefix: str) -> Iterator[Entity]:
    key = fold(prefix)
    if key is None:
        return
    reference = entities.reference
    genes: dict[int, tuple[int, int]] = {}
    families: dict[int, tuple[int, int]] = {}
    longer = ((1, words) for _, words in reference.starting_with(key, _MOST_KEYS))
    for is_longer, words in ((0, reference.postings(key)), *longer):
        for word in words:
            kind, row = kind_of(word), target_of(word)
            if kind in FAMILY_KINDS:
                families[row] = min(families.get(row, (9, 9)), (is_longer, 0))
            elif kind in _GENE_KINDS and row:
                genes[row] = min(genes.get(row, (9, 9)), (is_longer, _GENE_KINDS[kind]))
    facts = reference.gene_facts
    order = [(place, 0, -(facts[row] & 255), row, True) for row, place in genes.items()]
    order += [(place, 1, 0, row, False) for row, place in families.items()]
    for _, _, _, row, is_gene in sorted(order):
        yield reference.gene(row) if is_gene else reference.family(row)


def with_beginning(texts: Iterable[str], prefix: str) -> bool:
    """Return whether a word of some texts begins with a prefix, or a text as a whole does.

    >>> with_beginning(["gene_id", "NCBI GeneID"], "gene"), with_beginning(["symbol"], "b")
    (True, False)
    """
    wanted = prefix.strip().casefold()
    whole = [text.casefold() for text in texts]
    return any(text.startswith(wanted) or f" {wanted}" in text for text in whole)
