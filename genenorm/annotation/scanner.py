"""Names of the index in running text: every word is looked up once, however many texts it stands in.

A text is scanned word by word; at each place the longest run of words that is a name counts. Most runs of words are
none, and what the index holds behind a word (``Scanner``) says so without a look-up for the run.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from genenorm.core.caches import Memo, Recent
from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import KINDS, mark
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NonGenes

_WORD = re.compile(r"([^\W_]+(?:[-–'’][^\W_]+)*)")
_LONGEST = 6
"""Words in the longest name looked for."""
_EDGES = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by can for from has have in into is it its may not of on or such that the "
        "their then this to via was were which while with",
    )
)
"""Words no name of several words starts or ends with."""
FAMILY_KINDS = (NameKind.FAMILY, NameKind.FAMILY_NAME)
_NO_PROOF = frozenset({NameKind.FULL_NAME, NameKind.DESIGNATION})
"""Kinds of names in words that one gene may have and a family too, in the plural."""
_WORDS_KEPT = 1 << 14
_SPELLINGS_KEPT = 1 << 12
_TEXTS_KEPT = 32
_LONGEST_KEPT = 1 << 14
"""Characters of the longest text whose names are remembered."""
_AHEAD = 4
"""Letters of what follows a word that are remembered with it."""
_FEWEST_AHEAD = 4
"""Letters of a word from which these are: very many names start with one or two letters."""


class Entry(NamedTuple):
    """What the index says of a run of words as it is spelled."""

    key: Key
    genes: tuple[tuple[int, NameKind], ...]
    """Row numbers of genes with that name, and what sort of name it is to them."""
    families: tuple[int, ...]
    common: bool
    """Whether the words are on the not-a-gene list."""
    targets: frozenset[int]
    """Row numbers of the genes."""
    rows: frozenset[int]
    """Those and the families' members; empty for common words, as the next."""
    groups: frozenset[int | None]
    """Homology groups of all these."""


class Named(NamedTuple):
    """A span of a text whose words are a name in the index."""

    where: str
    """``title`` or ``caption``."""
    text: str
    start: int
    entry: Entry


class _Word(NamedTuple):
    """What is known of a word wherever it stands."""

    text: str
    key: str
    is_edge: bool
    """Whether no name of several words starts or ends with it."""
    found: tuple[int, Entry] | None
    """The name that the word alone is, whole or cut at a dash, behind its length."""
    start: str
    """First letters of the key; empty where they alone do not tell what is behind a word before it."""


class Scanner:
    """Finds the names of one reference index in texts; remembers words, spellings and the latest texts."""

    def __init__(self, reference: Reference, nongenes: NonGenes) -> None:
        self._reference = reference
        self._nongenes = nongenes
        self._words: dict[str, _Word] = {}
        self._follows = Memo[str, frozenset[str]](self._behind, _WORDS_KEPT)
        self._goes_on = lru_cache(maxsize=_WORDS_KEPT)(reference.has_name_from)
        self._entries = Recent[tuple[str, str], tuple[Entry | None]](_SPELLINGS_KEPT)
        self._texts = Recent[tuple[str, str], tuple[Named, ...]](_TEXTS_KEPT)

    def names(self, title: str, text: str) -> tuple[Named, ...]:
        """Return the names in a title and a text, in order, the longest at each place.

        >>> scanner = Scanner(Reference.open(), NonGenes.load())
        >>> names = scanner.names("", "spines with PSD95, via the TrkB/Flk-1 pathway")
        >>> [name.text for name in names if not name.entry.common]
        ['PSD95', 'TrkB', 'Flk-1']
        """
        found = self._texts.get((title, text))
        if found is None:
            found = (*self._scan("title", title), *self._scan("caption", text))
            if len(title) + len(text) <= _LONGEST_KEPT:
                self._texts.put((title, text), found)
        return found

    def _scan(self, where: str, text: str) -> Iterator[Named]:
        pieces = _WORD.split(text)  # what stands before each word, the word, and so on
        words = self._known(pieces[1::2])
        joins = [piece == " " or piece.isspace() for piece in pieces[2::2]]
        starts = list(accumulate(map(len, pieces), initial=0))[1::2]
        if joins:
            joins[-1] = False
        follows = self._follows
        for place, word in enumerate(words):
            found = word.found
            if joins[place] and not word.is_edge:
                key, following = word.key, words[place + 1]
                if (following.start in follows[key] or len(key) < _FEWEST_AHEAD) and self._may_go_on(
                    key, following.key
                ):
                    found = self._several(text, _runs(words, joins, starts, place), starts[place]) or found
            if found is not None:
                start = starts[place]
                yield Named(where, text[start : start + found[0]], start, found[1])

    def _behind(self, key: str) -> frozenset[str]:
        """Return the first letters, few or ``_AHEAD``, of what follows a key in names; empty text: ask for more."""
        behind = self._reference.behind(key, _AHEAD) if len(key) >= _FEWEST_AHEAD else ()  # else there is too much
        return frozenset(text[:end] for text in ("", *behind) for end in range(len(text) + 1))

    # -- runs of words --------------------------------------------------------------------------------------------

    def _may_go_on(self, key: str, following: str) -> bool:
        """Whether a name may start with these two words; told by what is remembered of the first, mostly."""
        more = _joined(key, following)[len(key) :]
        if len(more) < 2:  # nearly nothing to go by, once a plural's s is taken off
            return True
        if len(key) < _FEWEST_AHEAD:
            return self._goes_on(key + (more[:-1] if more[-1] == "s" else more))
        follows = self._follows[key]
        return more[:_AHEAD] in follows or (len(more) <= _AHEAD and more[-1] == "s" and more[:-1] in follows)

    def _several(self, text: str, runs: Iterable[tuple[int, str]], start: int) -> tuple[int, Entry] | None:
        """Return the first of some runs of words that is a name, behind its length."""
        for end, key in runs:
            if entry := self._entry(text[start:end], key):
                return end - start, entry
        return None

    def _entry(self, span: str, key: str) -> Entry | None:
        known = self._entries.get((span, key))
        if known is None:
            codes = self._reference.postings(Key(key))
            known = (self._made(span, Key(key), codes) if codes else None,)
            self._entries.put((span, key), known)
        return known[0]

    def _made(self, span: str, key: Key, codes: Iterable[int]) -> Entry | None:
        """Return a span as a name when the index's entries for it fit how it is written."""
        own = mark(span)
        loose = _is_loose(span)
        common = bool(self._nongenes.reason(key))
        genes: dict[int, NameKind] = {}
        families: list[int] = []
        for code in codes:
            target, kind = code >> 12, KINDS[code >> 8 & 15]
            if kind in FAMILY_KINDS:
                families.append(target)
            elif target and (common or not loose or code & 0xFF == own):
                genes.setdefault(target, kind)
        if not (genes or families):
            return None
        if not families and " " in span and _NO_PROOF.issuperset(genes.values()):  # a fly's `kainate receptor`
            codes = self._reference.postings(Key(f"{key}s"))
            families = [code >> 12 for code in codes if KINDS[code >> 8 & 15] in FAMILY_KINDS]
        rows: frozenset[int] = frozenset()
        if not common:
            rows = frozenset(chain(genes, *(self._reference.family(family).members for family in families)))
        groups = frozenset(self._reference.groups_of(rows)) - {None}
        return Entry(key, tuple(genes.items()), tuple(families), common, frozenset(genes), rows, groups)

    # -- words ----------------------------------------------------------------------------------------------------

    def _known(self, texts: Sequence[str]) -> list[_Word]:
        words = self._words
        new = set(texts).difference(words)  # a set less the keys would walk all words known
        if new:
            if len(words) + len(new) > _WORDS_KEPT:  # a new one, for another thread may be reading the old
                words = self._words = {}
                new = set(texts)
            forms = {text: tuple(_forms(text)) for text in new}
            wanted = {Key(key) for text in new for _, key in forms[text]}
            postings = self._reference.postings_of(sorted(wanted))
            for text in new:
                words[text] = self._word(text, forms[text], postings)
        return [words[text] for text in texts]

    def _word(self, text: str, forms: Iterable[tuple[int, str]], postings: Mapping[Key, array[int]]) -> _Word:
        found = None
        for length, key in forms:
            codes = postings.get(Key(key))
            if codes and (entry := self._made(text[:length], Key(key), codes)) is not None:
                found = length, entry
                break
        key = fold(text) or ""
        tells = (
            len(key) > _AHEAD and not key[0].isdigit()
        )  # shorter ones may be plurals, digits keep a dash before them
        return _Word(text, key, text.lower() in _EDGES, found, key[:_AHEAD] if tells else "")


def _joined(key: str, following: str) -> str:
    """Return two words' keys as one: a break between two digits tells names apart, and stays in a key."""
    return f"{key}-{following}" if key[-1:].isdigit() and following[:1].isdigit() else key + following


def _runs(
    words: Sequence[_Word], joins: Sequence[bool], starts: Sequence[int], place: int
) -> Iterator[tuple[int, str]]:
    """Yield (end, key) of the runs of several words that start at a place, the longest first."""
    key = words[place].key
    runs: list[tuple[int, str, int]] = []
    for number in range(place + 1, min(place + _LONGEST, len(words))):
        if not joins[number - 1]:
            break
        word = words[number]
        key = _joined(key, word.key)
        if not word.is_edge:
            runs.append((starts[number] + len(word.text), key, _ending(word.text)))
    for end, key, ending in reversed(runs):
        yield end, key
        if key[-1:] == "s":
            yield end - ending, key[:-1]


def _forms(text: str) -> Iterator[tuple[int, str]]:
    """Yield (length, key) of what may be a name in one word: mTORC1-signaling, then mTORC1; plurals cut too."""
    while text:
        key = fold(text) or ""
        if len(key) > 1 and not key.isdigit():
            yield len(text), key
            if key[-1] == "s" and len(key) > 3:
                yield len(text) - _ending(text), key[:-1]
        text = text[: 0 if text.isalnum() else max(text.rfind(dash) for dash in "-–'’")]


def _ending(text: str) -> int:
    """Return how many characters make a word a plural or a possessive: ``TrkB's`` names ``TrkB``, not ``TrkB'``."""
    return 2 if text[-2:-1] in ("'", "’") else 1


def _is_loose(span: str) -> bool:
    """Whether a span names a gene only when a source spells the gene's name so: a lower-case word, two letters."""
    return len(span) < 3 or (span.isalpha() and span.islower())


@lru_cache(maxsize=2)
def scanner_of(reference: Reference) -> Scanner:
    """Return the scanner of an index, the same each time while it is in use."""
    return Scanner(reference, NonGenes.load())
