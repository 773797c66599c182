"""The species words of a record, where they are, and which species they say that the record is about.

Species that are not in the index are called others here. Where the titles name others, a host must be in the titles
too, or prevail in the caption.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from itertools import chain
from typing import NamedTuple, TypeAlias

from genenorm.core.context import with_text
from genenorm.index.reference import Reference
from genenorm.records.record import Record, titles_of
from genenorm.text.species_words import (
    ILLNESSES,
    KIND_WEIGHTS,
    NAMING,
    OTHERS,
    SpeciesWord,
    WordKind,
    species_words,
    words_of_species,
)

Reasons: TypeAlias = dict[int | None, str]
"""Reasons by taxon id, also for species that are not in the index; the key ``None`` is for unknown species."""

_NAMING_OTHERS = OTHERS - {WordKind.EVERYDAY_GUEST}
"""Kinds of words that say in a title that a record is about species that are not in the index."""
_HOSTS = ILLNESSES | {WordKind.CELL, WordKind.INFECTION}
"""Kinds of words that tell of a host without naming its species."""
_LEAST_SHARE_OF_WORDS = 0.1
"""The smallest share of the species words that puts a species in scope."""
_MOST_WORDS = 3
"""The most words that a reason quotes for one species."""
_SUBSTANCE = r"(?:extracts?|fractions?|essential oils?|polysaccharides?|decoctions?|venoms?)"
_SUBSTANCE_AFTER = re.compile(rf"(?: \([^)]*\)| [a-z]+){{0,2}} {_SUBSTANCE}\b", re.IGNORECASE)
_SUBSTANCE_BEFORE = re.compile(rf"\b{_SUBSTANCE} (?:of|from) (?:[\w-]+ ){{0,3}}$", re.IGNORECASE)
"""Text after or before a species from which a substance was taken, which is given to the species under study."""
_LONGEST_BEFORE = 60
"""The most characters of this text before a species."""


class _PlacedWord(NamedTuple):
    """A species word and the part of the record it is in."""

    where: str
    """``title``, ``caption``, ``text`` for a text given with the record, or ``author keywords``."""
    word: SpeciesWord


def _placed(where: str, text: str) -> list[_PlacedWord]:
    """Return the species words of a text, without species from which a substance was taken, as in an extract."""
    words = words_of_species(text)
    return [_PlacedWord(where, word) for word in words if word.kind not in OTHERS or not _is_source(word, text)]


def _is_source(word: SpeciesWord, text: str) -> bool:
    """Return whether a species is named for a substance that was taken from it."""
    before = max(0, word.start - _LONGEST_BEFORE)
    return bool(_SUBSTANCE_AFTER.match(text, word.end) or _SUBSTANCE_BEFORE.search(text, before, word.start))


class RecordWords:
    """The species words of a record: those in its titles and caption, and those in its author keywords.

    The author keywords count only when the titles and caption have no suitable word. A text that the user gives with
    the record counts as the caption does.
    """

    def __init__(self, record: Record, reference: Reference, given_text: str = "") -> None:
        self._taxa = reference.taxa.keys()
        self._text = _placed("title", titles_of(record))
        # A caption that mentions a guest in passing, by an everyday word such as "bacterial", is not about it.
        # The text of the record's context, which is read for its names too.
        in_caption = [
            placed if placed.word.start < len(record.caption) else placed._replace(where="text")
            for placed in _placed("caption", with_text(record.caption, given_text))
        ]
        self._text += [placed for placed in in_caption if placed.word.kind is not WordKind.EVERYDAY_GUEST]
        self._keywords = _placed("author keywords", record.author_keywords)
        self._meant_otherwise = self._taxa_meant_otherwise()

    def _taxa_meant_otherwise(self) -> set[int]:
        """Return the species whose everyday name (``worms``) stands for another species that the record names."""
        kinds = OTHERS | NAMING - {WordKind.EVERYDAY_NAME}
        words = (placed.word for placed in chain(self._text, self._keywords))
        named = {taxon for word in words if word.kind in kinds for taxon in word.taxa}
        return {taxon for taxon, others in species_words().may_mean.items() if others & named}

    def species_named(self) -> Reasons:
        """Return the species that are named, with the others named in the same part; empty if no species is named."""
        if self._titles_name_others_alone():
            return self._quote_others()
        for words in (self._text, self._keywords):
            if taxa := self._frequent_taxa(words):
                return _quote(words, NAMING, taxa) | _quote(words, OTHERS)
        return {}

    def _titles_name_others_alone(self) -> bool:
        """Return whether the titles name species that are not in the index, and no host, and the caption hardly does.

        What a caption says of a species of the index is then a comparison, or the name of a gene.
        """
        titles = [word for where, word in self._text if where == "title"]
        if not any(word.kind in _NAMING_OTHERS or self._is_other(word) for word in titles):
            return False
        if any(word.kind in _HOSTS or self._is_of_index(word) for word in titles):
            return False
        kinds = Counter(word.kind for _, word in self._text)
        others = sum(kinds[kind] for kind in _NAMING_OTHERS) + sum(self._is_other(word) for _, word in self._text)
        return not kinds[WordKind.INFECTION] and sum(self._is_of_index(word) for _, word in self._text) <= others

    def _is_of_index(self, word: SpeciesWord) -> bool:
        return word.kind in NAMING and not self._is_other(word)

    def _is_other(self, word: SpeciesWord) -> bool:
        """Return whether a word names a species that is not in the index, or may mean one here."""
        if word.kind is WordKind.EVERYDAY_NAME and word.taxa[0] in self._meant_otherwise:
            return True
        return word.kind in NAMING and self._taxa.isdisjoint(word.taxa)

    def _quote_others(self) -> Reasons:
        others = {taxon for _, word in self._text if self._is_other(word) for taxon in word.taxa}
        return _quote(self._text, NAMING, others - self._taxa) | _quote(self._text, OTHERS)

    def _frequent_taxa(self, words: Iterable[_PlacedWord]) -> list[int]:
        """Return the species with a sufficient share of the species words; each word is weighted by its kind."""
        weights: defaultdict[int, float] = defaultdict(float)
        for _, word in words:
            if word.kind is WordKind.EVERYDAY_NAME and word.taxa[0] in self._meant_otherwise:
                continue
            if word.kind in NAMING:
                for taxon in word.taxa:
                    weights[taxon] += KIND_WEIGHTS[word.kind].scope
        least = _LEAST_SHARE_OF_WORDS * sum(weights.values())
        return [taxon for taxon, weight in weights.items() if weight >= least]

    def guests(self) -> Reasons:
        """Return the guests that are named, and the species whose diseases or cells are named."""
        for words in (self._text, self._keywords):
            if guests := _quote(words, OTHERS):
                return self.disease_or_cell_species() | guests
        return {}

    def disease_or_cell_species(self) -> Reasons:
        """Return the species whose diseases are named, or else those whose cells are named."""
        for kinds in (ILLNESSES, {WordKind.CELL}):
            for words in (self._text, self._keywords):
                if reasons := _quote(words, kinds):
                    default = ", human by default" if WordKind.CELL in kinds else ""
                    return {taxon: reason + default for taxon, reason in reasons.items()}
        return {}


def _quote(words: Iterable[_PlacedWord], kinds: Container[WordKind], taxa: Container[int] | None = None) -> Reasons:
    """Return a reason for each species that quotes its words of some kinds: ``title: "human"; caption: "patients"``."""
    quotes: dict[int, dict[str, None]] = {}
    for where, word in words:
        if word.kind in kinds:
            for taxon in word.taxa:
                if taxa is None or taxon in taxa:
                    quotes.setdefault(taxon, {})[f'{where}: "{word.text}"'] = None
    return {taxon: "; ".join([*found][:_MOST_WORDS]) for taxon, found in quotes.items()}
