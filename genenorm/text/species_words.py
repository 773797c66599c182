"""Words that indicate which species a text is about, and the shares of species in a text.

The words are data (``data/species_words.tsv``; ``data/cell_lines.tsv`` for cell lines), each of one kind.
``KIND_WEIGHTS`` holds how much a word of each kind counts.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from genenorm.core.caches import Memo
from genenorm.core.context import SpeciesMention
from genenorm.core.paths import data_rows
from genenorm.text.latin_names import LatinNames


class WordKind(Enum):
    """What sort of species word an entry of the list is; the value is its name there, where each is explained."""

    __hash__ = object.__hash__  # the one of Enum is a Python function, which every look-up by kind would call

    NAME = "name"
    EVERYDAY_NAME = "everyday name"
    PERSON = "person"
    EVERYDAY_PERSON = "everyday person"
    LINE = "line"
    GRAFT = "graft"
    REAGENT = "reagent"
    STUDY = "study"
    HINT = "hint"
    TUMOUR = "tumour"
    DISEASE = "disease"
    CELL = "cell"
    GUEST = "guest"
    EVERYDAY_GUEST = "everyday guest"
    LATIN_NAME = "Latin name"
    INFECTION = "infection"
    NONE = "none"


class KindWeight(NamedTuple):
    """How much one word of a kind counts, 0 to 1."""

    ranking: float
    """As evidence for the genes that a name in the text may mean; 0 for words that are no evidence."""
    scope: float
    """Among the words that name the species a record is about; 0 for words that name none."""


KIND_WEIGHTS: Mapping[WordKind, KindWeight] = MappingProxyType(
    {
        WordKind.NAME: KindWeight(1.0, 1.0),
        # in abstracts on genes, worms, flies and yeast are the index's species; in captions they may be other animals
        # and moulds
        WordKind.EVERYDAY_NAME: KindWeight(1.0, 0.6),
        WordKind.PERSON: KindWeight(0.7, 0.7),
        # in abstracts, families and individuals are people; in captions they may be gene families and single genes
        WordKind.EVERYDAY_PERSON: KindWeight(0.7, 0.0),
        WordKind.LINE: KindWeight(0.8, 0.8),
        WordKind.GRAFT: KindWeight(0.5, 0.5),
        # recombinant human IL-6 is the product of a human gene, also in a study of mice
        WordKind.REAGENT: KindWeight(1.0, 0.0),
        # clinical and genetic studies are mostly of people, which is too little to decide a scope
        WordKind.STUDY: KindWeight(0.5, 0.0),
        WordKind.HINT: KindWeight(0.2, 0.0),
        # tumours are studied in mice too: a scope counts them only where no species is named
        WordKind.TUMOUR: KindWeight(0.3, 0.0),
        # as for tumours; weights of 0.2 and 0.5 for ranking cost 2 to 3 points of accuracy on BioRED
        WordKind.DISEASE: KindWeight(0.0, 0.0),
        WordKind.CELL: KindWeight(0.0, 0.0),
        # other species than the index's for ranking; a scope has rules of its own for guests and hosts
        WordKind.GUEST: KindWeight(1.0, 0.0),
        WordKind.EVERYDAY_GUEST: KindWeight(1.0, 0.0),
        WordKind.LATIN_NAME: KindWeight(1.0, 0.0),
        WordKind.INFECTION: KindWeight(0.0, 0.0),
        WordKind.NONE: KindWeight(0.0, 0.0),
    }
)
"""The weights of every kind; a comment gives the reason where the two differ."""

NAMING = frozenset(kind for kind, weight in KIND_WEIGHTS.items() if weight.scope)
"""Kinds of words that name a species that a record may be about."""
GUESTS = frozenset({WordKind.GUEST, WordKind.EVERYDAY_GUEST})
"""Kinds of words that name an organism that lives in or on a host."""
OTHERS = GUESTS | {WordKind.LATIN_NAME}
"""Kinds of words for species that the index does not hold, which are not hosts."""
ILLNESSES = frozenset({WordKind.TUMOUR, WordKind.DISEASE})
"""Kinds of words for illnesses of a species."""
_SPECIES_NAMES = GUESTS | {WordKind.NAME, WordKind.EVERYDAY_NAME, WordKind.REAGENT, WordKind.LATIN_NAME}
"""Kinds of words that annotators of species mark in a text."""


class SpeciesWord(NamedTuple):
    """A species word and its place in a text."""

    start: int
    end: int
    text: str
    kind: WordKind
    taxa: tuple[int, ...]


class _Entry(NamedTuple):
    """An entry of the list of words."""

    text: str
    """In lower case."""
    kind: WordKind
    taxa: tuple[int, ...]


class _Row(NamedTuple):
    """A row of the file."""

    taxa: tuple[int, ...]
    kind: str
    words: str
    """As in the file: words or taxon ids with separators."""


_OTHER_ROWS = ("may mean", "tool", "journal", "no genus", "no epithet")
"""Kinds of rows that are no species words."""
_ANY_ORGANISM = (131567,)
"""Taxon id of all cellular organisms, for a species that is known by the form of its name alone."""
_BETWEEN_TOKENS = re.compile(r"[\W_]")
_ASCII_BETWEEN_TOKENS = {code: " " for code in range(128) if _BETWEEN_TOKENS.match(chr(code))}


class _TokenEntries(NamedTuple):
    """The entries that a token of a text may be, or begin."""

    longer: tuple[_Entry, ...]
    """Entries with this first token and more, the longest first."""
    longer_texts: tuple[str, ...]
    word: _Entry | None
    """The entry that is the token."""
    ending: _Entry | None
    """The entry that matches the end of the token."""


_KNOWN_TOKENS = 1 << 14


class SpeciesWords:
    """The list of species words, with its rows for scopes.

    :param entries: the words. One that begins with ``*`` matches the end of a token.
    :param may_mean: taxon id of an everyday name to the other species that it may mean.
    :param tools: taxon ids of organisms that are often listed as laboratory tools and not as organisms under study.
    :param journals: words of journal titles, in lower case, to the taxon id of the guests that their papers are about.
    :param latin_names: finds the species that are not listed.
    """

    def __init__(
        self,
        entries: Iterable[_Entry],
        may_mean: Mapping[int, frozenset[int]],
        tools: frozenset[int],
        journals: Mapping[str, int],
        latin_names: LatinNames,
    ) -> None:
        self.may_mean = may_mean
        self.tools = tools
        self.journals = journals
        self._latin_names = latin_names
        by_first_token: dict[str, list[_Entry]] = {}
        endings: list[_Entry] = []
        for entry in sorted(entries, key=lambda entry: (-len(entry.text), entry.text)):
            if entry.text.startswith("*"):
                endings.append(entry._replace(text=entry.text[1:]))
            else:
                by_first_token.setdefault(_with_spaces(entry.text).split()[0], []).append(entry)
        ending_texts = tuple(entry.text for entry in endings)

        def entries_of(token: str) -> _TokenEntries | None:
            beginning = by_first_token.get(token, ())
            ending = None
            if token.endswith(ending_texts):
                ending = next(entry for entry in endings if token.endswith(entry.text))
            if not (beginning or ending):
                return None
            longer = tuple(entry for entry in beginning if entry.text != token)
            word = next((entry for entry in beginning if entry.text == token), None)
            return _TokenEntries(longer, tuple(entry.text for entry in longer), word, ending)

        self._by_token = Memo(entries_of, _KNOWN_TOKENS)

    def find(self, text: str) -> Iterator[SpeciesWord]:
        """Yield the species words of a text in order, the longest at each place.

        Latin names that are not listed are found by their form, and have the taxon id of all cellular organisms.

        >>> [(word.text, word.kind.value, word.taxa) for word in species_words().find("UC mice, S2 Fig, a carcinoma")]
        [('mice', 'name', (10090,)), ('carcinoma', 'tumour', (9606,))]
        >>> [(word.text, word.kind.value, word.taxa) for word in species_words().find("the clam Mya arenaria")]
        [('clam', 'name', (6544,)), ('Mya arenaria', 'Latin name', (131567,))]
        """
        latin_names = self._latin_names.find(text)
        if not latin_names:
            yield from self._listed(text)
            return
        listed = list(self._listed(text))
        starts, ends = [word.start for word in listed], [word.end for word in listed]  # in order, without overlap
        for start, end in latin_names:
            following = bisect_right(ends, start)  # the first word that ends after the start
            if following == len(starts) or starts[following] >= end:
                listed.append(SpeciesWord(start, end, text[start:end], WordKind.LATIN_NAME, _ANY_ORGANISM))
        yield from sorted(listed, key=attrgetter("start"))

    def _listed(self, text: str) -> Iterator[SpeciesWord]:
        """Yield the words of the list in a text."""
        lowered = _lower(text)
        spaced = f" {_with_spaces(lowered)} "
        tokens = spaced.split()
        by_token = self._by_token
        known = set(filter(by_token.__getitem__, set(tokens)))
        place = end = 0
        for token in filter(known.__contains__, tokens):
            start = spaced.find(f" {token} ", place)  # of the space before it, which the text does not have
            place = start + 1 + len(token)
            entries = by_token[token] if start >= end else None
            if entries is None or (entry := _entry_at(lowered, start, entries)) is None:
                continue
            end = start + max(len(entry.text), len(token))  # an entry that matches an ending takes the whole token
            if entry.kind is not WordKind.NONE:
                yield SpeciesWord(start, end, text[start:end], entry.kind, entry.taxa)


def _entry_at(lowered: str, start: int, entries: _TokenEntries) -> _Entry | None:
    """Return the entry at the start of a token of a text in lower case; ``entries`` are those of the token."""
    longer, longer_texts, word, ending = entries
    if start == 0 or lowered[start - 1] not in "-_":  # not the mouse of anti-mouse
        for entry in longer if longer and lowered.startswith(longer_texts, start) else ():
            if lowered.startswith(entry.text, start):
                following = lowered[start + len(entry.text) : start + len(entry.text) + 1]
                if not (following.isalnum() or following == "_"):
                    return entry
        if word is not None and not lowered.startswith("_", start + len(word.text)):
            return word
    return ending


def _with_spaces(text: str) -> str:
    """Return a text of the same length with a space for each character that is neither a letter nor a digit."""
    # for plain text, translating takes a tenth of the time
    return text.translate(_ASCII_BETWEEN_TOKENS) if text.isascii() else _BETWEEN_TOKENS.sub(" ", text)


def _lower(text: str) -> str:
    """Return a text in lower case, as long as it was: letters that would become two stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)


def species_mentions(text: str, *, names: bool = True, shift: int = 0) -> Iterator[SpeciesMention]:
    """Yield the species words of a text that count for its genes, in order, with their weight for ranking.

    ``names=False`` leaves out the names of species, for texts whose annotators marked those. ``shift`` is added to all
    offsets, for a part of a longer text.

    >>> [(found.taxon_id, found.strength) for found in species_mentions("HeLa cells and mouse embryos")]
    [(9606, 0.8), (10090, 1.0), (10090, 0.2)]
    >>> [found.taxon_id for found in species_mentions("HeLa cells and mouse embryos", names=False)]
    [9606, 10090]
    """
    for word in words_of_species(text):
        strength = KIND_WEIGHTS[word.kind].ranking
        if strength and (names or word.kind not in _SPECIES_NAMES):
            for taxon in word.taxa:
                yield SpeciesMention(word.start + shift, word.end + shift, taxon, strength)


def words_of_species(text: str) -> Sequence[SpeciesWord]:
    """Return the species words of a text in order, as ``SpeciesWords.find`` yields them.

    They are kept, since the evidence for a record's names and the species that it is about are read in the same texts,
    and all figures of a paper have the same title and keywords.
    """
    if not text:
        return ()
    return _words_of_short_text(text) if len(text) <= _LONGEST_KEPT_TEXT else tuple(species_words().find(text))


@lru_cache(maxsize=64)
def _words_of_short_text(text: str) -> tuple[SpeciesWord, ...]:
    return tuple(species_words().find(text))


_LONGEST_KEPT_TEXT = 1 << 14
"""The most characters of a text whose words are kept."""


@cache
def species_words() -> SpeciesWords:
    """Return the shipped list of species words, read once."""
    rows = _read_rows()
    return SpeciesWords(
        (
            _Entry(word, WordKind(row.kind), row.taxa)
            for row in rows
            if row.kind not in _OTHER_ROWS
            for word in _forms(row.words)
        ),
        {row.taxa[0]: frozenset(map(int, row.words.split(","))) for row in rows if row.kind == "may mean"},
        frozenset(taxon for row in rows if row.kind == "tool" for taxon in row.taxa),
        {word: row.taxa[0] for row in rows if row.kind == "journal" for word in row.words.casefold().split("|")},
        LatinNames(*(_words_of_kind(rows, kind) for kind in ("no genus", "no epithet"))),
    )


def _words_of_kind(rows: Iterable[_Row], kind: str) -> frozenset[str]:
    return frozenset(word for row in rows if row.kind == kind for word in row.words.split("|"))


def _read_rows() -> list[_Row]:
    rows = [
        _Row(tuple(int(taxon) for taxon in taxa.split(",") if taxon != "-"), kind, words)
        for taxa, kind, words in data_rows("species_words.tsv")
    ]
    lines = [_Row((int(taxon),), WordKind.LINE.value, words) for taxon, words in data_rows("cell_lines.tsv")]
    return rows + lines


def _forms(words: str) -> Iterator[str]:
    """Yield the words of a row in lower case, with their plurals."""
    for word in words.lower().split("|"):
        yield word.removesuffix("~")
        if word.endswith("~"):
            yield f"{word[:-1]}s"


class NearbySpecies(NamedTuple):
    """The species named near a place in a text."""

    sentence: frozenset[int]
    """Taxon ids named in the same sentence; those of the last sentence before that names any, if it names none."""
    before: int | None
    """Taxon id of the species word just before the place."""


class TextSpecies:
    """The species that a text names: their shares of the text, and those near a place in it.

    ``mentions`` are the places that name a species, ``title_end`` is where the text's title ends.

    >>> text = "Mouse liver. In human cells GRIN1 is low."
    >>> species = TextSpecies(species_mentions(text), text, title_end=12)
    >>> species.shares, species.in_title, species.near(28, 33)
    ({10090: 0.5, 9606: 0.5}, frozenset({10090}), NearbySpecies(sentence=frozenset({9606}), before=9606))
    """

    def __init__(self, mentions: Iterable[SpeciesMention], text: str, title_end: int = 0) -> None:
        self._mentions = sorted(mentions, key=_PLACE_AND_TAXON)
        self._starts = [mention.start for mention in self._mentions]
        self._text = text
        self._by_sentence: dict[tuple[int, float], frozenset[int]] = {}
        strengths: dict[int, float] = {}
        for mention in self._mentions:
            strengths[mention.taxon_id] = strengths.get(mention.taxon_id, 0.0) + mention.strength
        total = sum(strengths.values())
        self.shares = {taxon: strength / total for taxon, strength in strengths.items()} if total else {}
        """Share of the strength of all mentions by taxon id, 0 to 1; taxa outside the index count too."""
        self.in_title = frozenset(mention.taxon_id for mention in self._mentions if mention.start < title_end)
        """Taxon ids that the title names."""

    @cached_property
    def _sentence_ends(self) -> list[int]:  # not needed for lists of names, which have no places in the text
        return [found.end() for found in _SENTENCE_END.finditer(self._text)]

    def near(self, start: int, end: int) -> NearbySpecies:
        """Return the species named in the sentence around the characters ``start`` to ``end``, and just before them.

        A sentence that names no species goes on with those of the last sentence before it that does.
        """
        ends = self._sentence_ends
        number = bisect_left(ends, start + 1)
        sentence_end = ends[number] if number < len(ends) else math.inf
        sentence = self._in_sentence(number, max(sentence_end, end))
        before = None
        place = bisect_left(self._starts, end) - 1
        if not sentence and place >= 0:
            number = bisect_left(ends, self._starts[place] + 1)
            sentence = self._in_sentence(number, ends[number])
        if place >= 0 and start - self._mentions[place].end <= _ADJACENT:
            before = self._mentions[place].taxon_id
        return NearbySpecies(sentence, before)

    def _in_sentence(self, number: int, end: float) -> frozenset[int]:
        """Return the species named from the start of a sentence, given by its number, to ``end``."""
        key = number, end
        found = self._by_sentence.get(key)
        if found is None:
            first = bisect_left(self._starts, self._sentence_ends[number - 1] if number else 0)
            last = bisect_left(self._starts, end)
            found = frozenset([mention.taxon_id for mention in self._mentions[first:last]])
            self._by_sentence[key] = found
        return found


_PLACE_AND_TAXON = attrgetter("start", "taxon_id")
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[A-Z(\[])")
_ADJACENT = 12
"""Characters between a species word and the name it qualifies: ``mouse (Mus) Trem2``."""
