"""Latin names of organisms, known by their form: ``Danio rerio``, ``D. rerio``, or a genus before ``sp.``.

There are millions of species, so no list could have them. Both words of a name end as Latin words do; the first begins
with a capital, the second does not. English has few such pairs. The words that make them (``data``, ``analysis``,
``Corpus``) have endings of their own or are listed. Where one ending is not enough, the name counts when the text has
it both abbreviated and in full, or with the author of the name (``Zea mays L.``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple


def _endings(endings: str) -> tuple[str, ...]:
    return tuple(endings.split())


_PAIR = re.compile(r"([A-Z][a-z]*)(?:\. ?| )([a-z]{3,})")
"""A genus, in full or abbreviated with a full stop, and an epithet, or what looks like them."""
_MOST_LETTERS = 2
"""The most letters of an abbreviated genus."""
_BEFORE_LETTER, _AFTER_LETTER = ("-", "_", "."), ("-", "_")
"""Signs between which letters are not a whole word."""
_GENUS = _endings("a es as os us is um on x ys ops o oe bacter")
_SURE_EPITHET = _endings("ensis oides icus icum anum inum iae")
"""Endings of an epithet that need no Latin ending of the genus before it."""
_EPITHET = _SURE_EPITHET + _endings("a us um is i ae ense ans ens ipes ceps icolor iger ifer gaster cinale")
_EPITHET_AFTER_INITIAL = _EPITHET + _endings("or ur ax ex ix as on es er yx ys ps ale ile are")
"""Endings of an epithet after an abbreviated genus, where English words, which have these endings too, hardly are."""
_ENGLISH_OR_GREEK = _endings("tion sion sis itis ous virus oma emia uria plasia penia trophia ness ics")
"""Endings of English words, and of Greek ones for processes and illnesses, that are like Latin endings."""
_NOT_ENGLISH = _endings("nsis opsis soma stoma")
_AUTHOR = re.compile(r" \(?L\.")
_RANKS = (" sp. ", " spp. ", " subsp. ", " pv. ", " cv. ", " f. sp. ")
_BEFORE_RANK = re.compile(r"[A-Z][a-z]{2,}(?: [a-z]{3,})?$")
_LONGEST_NAME = 60


class LatinName(NamedTuple):
    """A Latin name and its place in a text."""

    start: int
    end: int


class LatinNames:
    """Finds the Latin names of organisms in texts.

    :param no_genus: words that begin Latin terms of anatomy and medicine, in lower case.
    :param no_epithet: words of English that end as an epithet does, in lower case.
    """

    def __init__(self, no_genus: Container[str], no_epithet: Container[str]) -> None:
        self._no_genus = no_genus
        self._no_epithet = no_epithet

    def find(self, text: str) -> list[LatinName]:
        """Return the Latin names in a text, in order and without overlap.

        >>> names = LatinNames({"corpus"}, {"data"})
        >>> text = "Data from Oryza sativa (O. sativa), Daphnia sp. X, Zea mays L.; corpus luteum. Corpus luteum data"
        >>> [text[name.start : name.end] for name in names.find(text)]
        ['Oryza sativa', 'O. sativa', 'Daphnia', 'Zea mays']
        """
        found = [*self._species(text), *_with_rank(text)]
        if len(found) > 1:
            found.sort()
            found = [name for place, name in enumerate(found) if not place or name.start >= found[place - 1].end]
        return found

    def _species(self, text: str) -> Iterator[LatinName]:
        pairs = []
        for found in _PAIR.finditer(text):
            genus, epithet = found.groups()
            # most pairs are none, so the tests that rule them out are not in a function
            if (genus.endswith(_GENUS) or len(genus) <= _MOST_LETTERS or epithet.endswith(_SURE_EPITHET)) and (
                epithet not in self._no_epithet and self._is_name(found, text)
            ):
                pairs.append(found)
        forms = {(found[1][0], found[2], len(found[1]) <= _MOST_LETTERS) for found in pairs}
        for found in pairs:
            genus, epithet = found.groups()
            is_short = len(genus) <= _MOST_LETTERS
            in_both_forms = (genus[0], epithet, not is_short) in forms
            ending = _EPITHET_AFTER_INITIAL if is_short else _EPITHET
            if epithet.endswith(ending) or in_both_forms or _AUTHOR.match(text, found.end()):
                yield LatinName(*found.span())

    def _is_name(self, found: re.Match[str], text: str) -> bool:
        """Return whether a pair of words is neither English nor abbreviated wrongly nor part of longer words."""
        genus, epithet = found.groups()
        if (text[found.end(1)] == ".") != (len(genus) <= _MOST_LETTERS):
            return False
        if _is_english(genus) or genus.lower() in self._no_genus or _is_english(epithet):
            return False
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return not (before.isalnum() or before in _BEFORE_LETTER or after.isalnum() or after in _AFTER_LETTER)


def _is_english(word: str) -> bool:
    return word.endswith(_ENGLISH_OR_GREEK) and not word.endswith(_NOT_ENGLISH)


class _Pair(NamedTuple):
    """Two words that may be the Latin name of a species."""

    start: int
    end: int
    genus: str
    """Without the full stop of an abbreviation."""
    epithet: str
    is_short: bool
    """Whether the genus is abbreviated."""


def _with_rank(text: str) -> Iterator[LatinName]:
    """Yield the genera and species with the abbreviation of a rank after them, which only Latin names have."""
    for rank in _RANKS:
        end = text.find(rank)
        while end >= 0:
            if found := _BEFORE_RANK.search(text, max(0, end - _LONGEST_NAME), end):
                yield LatinName(found.start(), end)
            end = text.find(rank, end + 1)
