"""Words that a program must have read in a figure, to judge by the names that it made of them.

Programs that read figures give a word all genes that are called so: of ``p48`` they make *ST13*, *IRF9* and *PTF1A*,
of ``RAF`` *ARAF*, *BRAF*, *RAF1*, and *ZHX2*, which has the synonym ``RAF``. The gene tables of figures have the words.
Without a table, a word is inferred where nearly all genes of a species that have a name are among a record's names, or
most members of a family and a gene that only has the family's name. Orthologs share the word, since programs take it
for a name of each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from genenorm.core.caches import Memo
from genenorm.core.model import Gene, NameKind, Resolution
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of
from genenorm.text.keys import Key

_NAME_KINDS = frozenset({NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM})
_FEWEST_GENES = 2
_LEAST_SHARE_OF_GENES = 0.7
"""The least share of a species' genes of a name that are among the names when the name was read."""
_LEAST_SHARE_OF_FAMILY = 0.6
"""The least share of a family's members of a species that are among the names when the family was read."""
_LETTERS = 3
"""Genes whose symbols begin or end with so many equal letters are taken for relatives, which often share a name."""
_CACHE_SIZE = 1 << 14


class _Namesakes(NamedTuple):
    """What a key names, by species."""

    genes: Mapping[int, tuple[int, ...]]
    """Row numbers of the genes that are called so, by the position of their species."""
    families: tuple[tuple[int, ...], ...]
    """Row numbers of the members of each family that is called so."""


def expanded_words(
    reference: Reference,
    answers: Sequence[Resolution],
    meant: Sequence[Gene | None],
    aliases: Mapping[int, Iterable[Key]],
) -> dict[int, str]:
    """Return the words of which a program seems to have made the names of a record.

    :param answers: the answers for the names, which are symbols that the program assigned.
    :param meant: the genes that they mean, ``None`` for an answer without one.
    :param aliases: the names that the words may be, by the row numbers of the genes; see ``NameClashes``.
    :returns: statements by position in ``answers``, as ``text_support.shared_words`` makes them: the word and the names
        made of it, such as ``p48: ST13, IRF9, PTF1A``.

    >>> from genenorm.annotation.name_clashes import name_clashes
    >>> from genenorm.resolver.resolver import Resolver
    >>> resolver = Resolver(Reference.open())
    >>> answers = resolver.resolve_all(["ARAF", "BRAF", "RAF1", "ZHX2"])
    >>> genes = [answer.gene for answer in answers]
    >>> found = name_clashes(resolver.reference, [gene.key for gene in genes])
    >>> expanded_words(resolver.reference, answers, genes, found.aliases)
    {3: 'raf: ARAF, BRAF, RAF1, ZHX2'}
    """
    places: dict[int, list[int]] = {}
    for place, (answer, gene) in enumerate(zip(answers, meant, strict=True)):
        if gene is not None and gene.key > 0 and answer.answered:
            places.setdefault(gene.key, []).append(place)
    statements = _statements(reference, places, [answer.input for answer in answers], aliases)
    groups = reference.gene_groups
    by_group = {groups[gene]: statement for gene, statement in reversed(statements.items()) if groups[gene]}
    return {
        place: statement
        for gene, own in places.items()
        if (statement := statements.get(gene) or by_group.get(groups[gene], ""))
        for place in own
    }


def _statements(
    reference: Reference, places: Mapping[int, list[int]], names: Sequence[str], aliases: Mapping[int, Iterable[Key]]
) -> dict[int, str]:
    """Return the statement on each gene that a word was made into; ``places`` are those of its names."""
    namesakes = _namesakes(reference)
    answered = frozenset(places)
    found: dict[int, str] = {}
    for gene in places:
        for key in aliases.get(gene, ()):
            if made := _made_of(reference, namesakes[key], gene, answered):
                sharing = sorted({place for row in made for place in places[row]})
                found[gene] = f"{key}: {', '.join(dict.fromkeys(names[place] for place in sharing))}"
                break
    return found


def _made_of(reference: Reference, named: _Namesakes, gene: int, answered: Collection[int]) -> list[int]:
    """Return the genes of the answers that a word with the name of a gene was made of; empty if it was not read."""
    facts = reference.gene_facts
    species = facts[gene] >> 12
    same = named.genes.get(species, ())
    known = [row for row in same if row in answered]
    if len(known) >= max(_FEWEST_GENES, _LEAST_SHARE_OF_GENES * len(same)) and _are_unlike(reference, gene, known):
        return known
    for members in named.families:
        of_species = [row for row in members if facts[row] >> 12 == species]
        known = [row for row in of_species if row in answered]
        is_read = len(known) >= max(_FEWEST_GENES, _LEAST_SHARE_OF_FAMILY * len(of_species))
        if is_read and gene not in members and _are_unlike(reference, gene, known):
            return [*known, gene]
    return []


def _are_unlike(reference: Reference, gene: int, others: Iterable[int]) -> bool:
    """Return whether some gene has neither the homology group of a gene nor letters at an end of its symbol."""
    groups, symbol = reference.gene_groups, reference.symbol(gene).casefold()
    first, last = symbol[:_LETTERS], symbol[-_LETTERS:]
    for row in others:
        if row != gene and not (groups[row] and groups[row] == groups[gene]):
            other = reference.symbol(row).casefold()
            if not (other.startswith(first) or other.endswith(last)):
                return True
    return False


@lru_cache(maxsize=2)
def _namesakes(reference: Reference) -> Memo[Key, _Namesakes]:
    facts = reference.gene_facts

    def read(key: Key) -> _Namesakes:
        genes: dict[int, dict[int, None]] = {}
        families: list[tuple[int, ...]] = []
        for word in reference.postings(key):
            kind, target = kind_of(word), target_of(word)
            if kind in FAMILY_KINDS:
                families.append(reference.family(target).members)
            elif kind in _NAME_KINDS:
                genes.setdefault(facts[target] >> 12, {})[target] = None
        return _Namesakes({species: tuple(rows) for species, rows in genes.items()}, tuple(families))

    return Memo(read, _CACHE_SIZE)
