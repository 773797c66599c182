"""The families of histones, with the genes of their clusters: FamPlex has few of them as members."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from genenorm.core.model import NameKind
from genenorm.core.taxa import HUMAN
from genenorm.core.values import replace
from genenorm.resolver.proposals import IS_MEMBER, match_word

if TYPE_CHECKING:
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.proposals import NameProposals
    from genenorm.text.keys import Key

_SYMBOL = "{}(?:C[0-9]+|-[0-9]+[A-Z]?)"
"""Regular expression of the symbols of a family, whose stem it lacks: H3C1 of a cluster, H3-3A outside of it."""
_MOST_KEYS = 2000


def with_clusters(gatherer: Gatherer, found: NameProposals, family: Key) -> NameProposals:
    """Return the proposals for a family of histones with all its human genes.

    :param family: the key of the family's name, such as ``histoneh3``.
    """
    reference, human = gatherer.reference, gatherer.number_of(HUMAN)
    stem = family.removeprefix("histone")
    pattern = re.compile(_SYMBOL.format(stem.upper()))
    more = {
        word >> 12
        for key, words in reference.starting_with(stem, _MOST_KEYS)
        if pattern.fullmatch(key.upper())
        for word in words
        if word >> 8 & 15 == NameKind.SYMBOL.value and pattern.fullmatch(reference.symbol(word >> 12))
        if reference.gene_facts[word >> 12] >> 12 & 255 == human
    }
    match = found.families[0]
    members = sorted({*match.family.members, *more}, key=reference.symbol)
    word = match_word(match.kind, match.rule) | IS_MEMBER
    genes = dict.fromkeys(members, word) | dict(zip(found.genes, found.matches, strict=True))
    first = replace(match.family, members=tuple(members))
    families = (match._replace(family=first), *found.families[1:])
    return found._replace(genes=tuple(genes), matches=tuple(genes.values()), families=families)
