"""Whether the first cell of a column is a gene or the header of the genes below it.

>>> from genenorm.index.reference import Reference
>>> with Reference.open() as reference:
...     is_first_name = FirstNames(lambda: reference)
...     [is_first_name(first, ("BRCA1", "EGFR", "MYC")) for first in ("TP53", "up", "hits")]
[True, False, False]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from genenorm.core.model import KeyRule, NameKind
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

_OFFICIAL = frozenset({NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYSTEMATIC_NAME})
_OFFICIAL_OR_SYNONYM = _OFFICIAL | {NameKind.SYNONYM}
"""Kinds of names with more than letters in them (``p53``); of words alone too many are a synonym of some gene."""
_SAMPLE = 20
_LEAST_SHARE = 0.5
"""The least part of the names below that are genes of the same species."""


class FirstNames:
    """Tells of the first cell of a column whether it is a name, for ``ReadOptions.is_name``.

    The index is opened, and names are resolved without live look-ups, when a table is read whose header is not known.

    :param open_reference: returns the open index.
    """

    def __init__(self, open_reference: Callable[[], Reference]) -> None:
        self._open_reference = open_reference

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._open_reference())

    def __call__(self, first: str, others: Sequence[str]) -> bool:
        """Return whether the first cell is a name or identifier of a species, and so are those below it.

        Words that are headers are symbols too (``up`` of fly), but hardly ever of the species of the names below them.

        :param others: the cells below it; without any, the first decides alone.
        """
        self._resolver.reference.check_unchanged()
        species = set(self._species_of(first))
        if not species:
            return False
        sample = list(islice((name for name in others if name.strip()), _SAMPLE))
        same = sum(not species.isdisjoint(self._species_of(name)) for name in sample)
        return same >= _LEAST_SHARE * len(sample)

    def are_names(self, texts: Sequence[str]) -> bool:
        """Return whether each of several texts is a gene's official name or identifier, written as such.

        >>> names = FirstNames(Reference.open)
        >>> [names.are_names(texts) for texts in (["TP53", "Grin1"], ["NMDA", "receptor"], ["IL", "6"])]
        [True, False, False]
        """
        self._resolver.reference.check_unchanged()
        return all(_is_written_as_name(text) and any(True for _ in self._species_of(text)) for text in texts)

    def _species_of(self, name: str) -> Iterator[int]:
        """Yield the taxon ids of the genes of which a name is an official name, as written, or an identifier."""
        name = name.strip()
        official = _OFFICIAL if name.isalpha() else _OFFICIAL_OR_SYNONYM
        for candidate in self._resolver.resolve(name).candidates:
            match = candidate.match
            is_own = match.via is None and match.rule is KeyRule.AS_WRITTEN and match.kind in official
            if is_own or match.kind is NameKind.IDENTIFIER:
                yield candidate.gene.taxon_id


def _is_written_as_name(text: str) -> bool:
    """Return whether a text is no word of running text: it has more than one character, and a capital or a digit."""
    return len(text) > 1 and not text.isdigit() and any(letter.isupper() or letter.isdigit() for letter in text)
