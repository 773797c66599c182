"""What says which species a name belongs to: requests, organism fields, words of a text, casing.

The words are data (``data/species_words.tsv``). A ``SpeciesReader`` finds them in a text; a ``TextSpecies`` holds what
one text says, as a whole and near a position.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, islice

from genenorm.core.caches import Memo
from genenorm.core.paths import DATA


@dataclass(frozen=True, slots=True)
class SpeciesMention:
    """A place in a text that names a species, by word or by a given annotation."""

    start: int
    end: int
    taxon_id: int
    strength: float
    """1 for the species' own name, less for people, cell lines and weak hints."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a name, from which its species is decided; every part may be empty."""

    species: tuple[int, ...] = ()
    """Taxon ids asked for explicitly, best first: answers come from these alone."""
    organisms: tuple[str, ...] = ()
    """Organism names given by the record's authors or curators."""
    machine_organisms: tuple[str, ...] = ()
    """Organism names a program found; text outweighs them."""
    title: str = ""
    text: str = ""
    """Caption or abstract."""
    mentions: tuple[SpeciesMention, ...] = ()
    """Species annotations that came with the text; offsets count from the start of ``title + " " + text``."""

    @property
    def whole(self) -> str:
        """Title and text as one string, the one that offsets refer to."""
        return f"{self.title} {self.text}" if self.title else self.text

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known around the name."""
        return not (self.species or self.organisms or self.machine_organisms or self.title or self.text)


NO_CONTEXT = Context()

STRENGTHS = {"name": 1.0, "person": 0.7, "line": 0.8, "tumour": 0.5, "weak": 0.2}


@dataclass(frozen=True, slots=True)
class SpeciesReader:
    """Finds species words in running text."""

    meanings: dict[str, tuple[tuple[int, float], ...]]
    by_start: dict[str, tuple[str, ...]]
    """Species words by their first word, the longest first."""
    starts: Mapping[str, bool]
    """Whether a word may start one of these, in any case; remembered, since texts share most of their words."""

    def find(self, text: str) -> tuple[SpeciesMention, ...]:
        """Return the species words of a text in order.

        >>> [found.taxon_id for found in reader().find("Human HeLa cells and mouse embryos")]
        [9606, 9606, 10090, 10090]
        """
        found: list[SpeciesMention] = []
        pieces = _WORDS.split(text)  # what stands before each word, the word, and so on
        starts = self.starts
        first = {word for word in set(pieces[1::2]) if starts[word]}
        if not first:
            return ()
        done = 0
        for word, start in zip(pieces[1::2], islice(accumulate(map(len, pieces)), 0, None, 2), strict=False):
            if word not in first or start < done:
                continue
            match = _pattern(self.by_start[word.casefold()]).match(text, start)
            if match is None:
                continue
            done = match.end()
            for taxon, strength in self.meanings[match[0].casefold()]:
                found.append(SpeciesMention(match.start(), match.end(), taxon, strength))
        return tuple(found)


@cache
def reader() -> SpeciesReader:
    """Return the reader of the shipped word list, made once."""
    meanings: dict[str, tuple[tuple[int, float], ...]] = {}
    table = (DATA / "species_words.tsv").read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            taxa, strength, words = line.split("\t")
            for word in _forms(words.split("|")):
                new = tuple((int(taxon), STRENGTHS[strength]) for taxon in taxa.split(","))
                meanings[word] = meanings.get(word, ()) + new
    longest_first = sorted(meanings, key=lambda word: (-len(word), word))
    by_start: dict[str, tuple[str, ...]] = {}
    for word in longest_first:
        if (first := _WORD.match(word)) is not None:
            by_start[first[0]] = (*by_start.get(first[0], ()), word)
    starts = Memo[str, bool](lambda word: word.casefold() in by_start, _WORDS_KEPT)
    return SpeciesReader(meanings, by_start, starts)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the first of some words that stands at a place; made when a text has their first word."""
    alternatives = "|".join(map(re.escape, words))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w])", re.IGNORECASE)


_WORDS_KEPT = 1 << 14
_WORD = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"([^\W_]+)")


def _forms(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        folded = word.casefold()
        yield folded.rstrip("~")
        if folded.endswith("~"):
            yield folded.rstrip("~") + "s"


class TextSpecies:
    """What one text says of its species: overall shares, and what stands near a position."""

    def __init__(self, mentions: Iterable[SpeciesMention], text: str, title_end: int = 0) -> None:
        self._mentions = sorted(mentions, key=lambda mention: (mention.start, mention.taxon_id))
        self._starts = [mention.start for mention in self._mentions]
        self._text = text
        weights: dict[int, float] = {}
        for mention in self._mentions:
            weights[mention.taxon_id] = weights.get(mention.taxon_id, 0.0) + mention.strength
        total = sum(weights.values())
        self.shares = {taxon: weight / total for taxon, weight in weights.items()} if total else {}
        """Share of the text's species evidence per taxon id, 0 to 1; taxa outside the index count too."""
        self.titled = frozenset(mention.taxon_id for mention in self._mentions if mention.start < title_end)
        """Taxa that the title names."""

    @cached_property
    def _breaks(self) -> list[int]:
        """Where sentences end; asked for near a mention alone, and lists of names have none."""
        return [found.end() for found in _SENTENCE_END.finditer(self._text)]

    def near(self, start: int, end: int) -> tuple[frozenset[int], int | None]:
        """Return the taxa named in the sentence around a span, and the taxon of the word just before it."""
        breaks = self._breaks
        first = bisect_left(breaks, start + 1)
        begin = breaks[first - 1] if first else 0
        stop = breaks[first] if first < len(breaks) else 1 << 60
        low, high = bisect_left(self._starts, begin), bisect_left(self._starts, max(stop, end))
        sentence = frozenset(mention.taxon_id for mention in self._mentions[low:high])
        before = None
        place = bisect_left(self._starts, end) - 1
        if place >= 0 and start - self._mentions[place].end <= _ADJACENT:
            before = self._mentions[place].taxon_id
        return sentence, before


_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\[])")
_ADJACENT = 12
"""Characters between a species word and the name it qualifies: ``mouse (Mus) Trem2``."""


def case_pattern(name: str) -> str:
    """Return how the letters of a name are cased: ``upper``, ``title``, ``lower`` or ``mixed``.

    >>> [case_pattern(name) for name in ("GRIN1", "Grin1", "grin1a", "eEF2", "14-3-3")]
    ['upper', 'title', 'lower', 'mixed', 'none']
    """
    letters = "".join(filter(str.isalpha, name))
    if not letters:
        return "none"
    if letters.isupper():
        return "upper"
    if letters.islower():
        return "lower"
    first = name.lstrip("([ ")[:1]
    return "title" if first.isupper() and letters[1:].islower() else "mixed"


_STYLES = (
    (7227, r"(?:l|f?s|Fs|m|M|Su|su|E|e|In|Df|Dp|T)\([\w;]+\)|(?:CG|CR)\d{3,6}$|Dmel\\"),
    (7955, r"(?:si|zgc|wu|im|sb|zmp|cssl):\w"),
    (6239, r"[a-z]{3,4}-\d{1,3}(?:\.\d+)?$|[A-Z]\w{2,6}\.\d{1,2}[a-z]?$"),
    (10090, r"(?:\d{7}[A-Z]\d{2}Rik|Gm\d{3,5}|[A-Z]{2}\d{6})$"),
    (559292, r"Y[A-P][LR]\d{3}[WC](?:-[A-H])?$"),
    (9606, r"(?:FLJ|KIAA|DKFZp|LINC|C\d{1,2}orf)\d+"),
)


@cache
def _style_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({form})" for _, form in _STYLES))


def style_taxon(name: str) -> int | None:
    """Return the taxon whose authority alone writes symbols in this style, or ``None``.

    >>> [style_taxon(name) for name in ("l(2)46Da", "si:dkey-1a2.3", "unc-13", "1700012A03Rik", "YAL001C", "TP53")]
    [7227, 7955, 6239, 10090, 559292, None]
    """
    found = _style_pattern().match(name)
    return _STYLES[found.lastindex - 1][0] if found and found.lastindex else None


CASE_SENSITIVE = frozenset({7227})
"""Species in which names that differ in case alone are different genes: fly ``h`` and ``H``, ``dl`` and ``Dl``."""
CASE_CONVENTION = {
    "upper": {9606: 1.0, 559292: 0.5, 10090: -0.5, 10116: -0.5, 7227: -0.5, 7955: -1.0, 6239: -0.5},
    "title": {9606: -0.5, 559292: -0.5, 10090: 1.0, 10116: 1.0, 7227: 0.5, 7955: -0.5, 6239: -0.5},
    "lower": {9606: -0.5, 559292: 0.0, 10090: -0.5, 10116: -0.5, 7227: 0.5, 7955: 1.0, 6239: 1.0},
}
"""How far a casing speaks for (+) or against (-) a species' own symbols, by taxon id."""
