"""The words of a title or caption that say which species a figure is about, read from two word lists.

``data/species_words.tsv`` says which species a word names; ``data/scope_words.tsv`` adds what counts for figures alone:
illnesses, guests and their hosts, reagents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice

from genenorm.core.caches import Memo
from genenorm.core.paths import DATA

NAMING = frozenset({"name", "person", "line", "generic"})
"""Kinds of words that name a species."""
ILLNESS_KINDS = ("disease", "cell")
"""Kinds of words that belong to a species without naming it, the plainer first."""
GUESTS = frozenset({"guest", "guests"})
"""Kinds of words that name what lives in or beside a host."""

WEIGHTS = {"name": 1.0, "person": 0.7, "line": 0.8, "generic": 0.6}
"""How far one word of a kind that names a species counts."""

_TOKEN = re.compile(r"[^\W_]+")
_TOKENS = re.compile(r"([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text whose word says something of the species."""

    start: int
    text: str
    kind: str
    taxa: tuple[int, ...]


_WORDS_KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """Finds such words; the longest at each place counts, and nothing inside it."""

    by_start: Mapping[str, tuple[tuple[str, str, tuple[int, ...]], ...]]
    """First word to (whole word or phrase, kind, taxon ids), the longest first."""
    by_end: tuple[tuple[str, str, tuple[int, ...]], ...]
    """Last part of a word to the same."""
    tells: Mapping[str, bool]
    """Whether a word may be one of these, or start one; remembered, since texts share most of their words."""
    instead: Mapping[int, frozenset[int]]
    """Taxon of a generic word to the species that the word may stand for."""
    tools: frozenset[int]
    journals: Mapping[str, int]

    def find(self, text: str) -> Iterator[Hit]:
        """Yield the words of a text in order.

        >>> [(hit.text, hit.kind, hit.taxa) for hit in scope_words().find("UC mice, S2 Fig, cholangiocarcinoma")]
        [('mice', 'name', (10090,)), ('cholangiocarcinoma', 'disease', (9606,))]
        """
        folded = text.lower()
        if len(folded) != len(text):  # a letter that grows in lower case would move all behind it
            folded = "".join(low if len(low := ch.lower()) == 1 else ch for ch in text)
        tells = self.tells
        pieces = _TOKENS.split(folded)  # what stands before each word, the word, and so on
        telling = {word for word in set(pieces[1::2]) if tells[word]}
        if not telling:
            return
        done = 0
        for word, start in zip(pieces[1::2], islice(accumulate(map(len, pieces)), 0, None, 2), strict=False):
            if word not in telling or start < done:
                continue
            if (found := self._at(folded, word, start, start + len(word))) is not None:
                done, kind, taxa = found
                if kind != "none":
                    yield Hit(start, text[start:done], kind, taxa)

    def _at(self, folded: str, word: str, start: int, end: int) -> tuple[int, str, tuple[int, ...]] | None:
        if start == 0 or folded[start - 1] not in "-_":
            for phrase, kind, taxa in self.by_start.get(word, ()):
                stop = start + len(phrase)
                if folded.startswith(phrase, start) and not folded[stop : stop + 1].isalnum():
                    return stop, kind, taxa
        return next(((end, kind, taxa) for last, kind, taxa in self.by_end if word.endswith(last)), None)


@cache
def scope_words() -> ScopeWords:
    """Return the shipped words, read once."""
    meanings: dict[str, tuple[str, tuple[int, ...]]] = {}
    by_end: list[tuple[str, str, tuple[int, ...]]] = []
    instead: dict[int, frozenset[int]] = {}
    tools: set[int] = set()
    journals: dict[str, int] = {}
    for taxa, kind, words in (*_lines("species_words.tsv"), *_lines("scope_words.tsv")):
        if kind == "instead":
            instead[taxa[0]] = frozenset(map(int, words.split(",")))
        elif kind == "tool":
            tools.update(taxa)
        elif kind == "journal":
            journals.update(dict.fromkeys(words.casefold().split("|"), taxa[0]))
        else:
            for word in _forms(words):
                if word.startswith("*"):
                    by_end.append((word[1:], kind, taxa))
                    continue
                old = meanings.get(word)
                # Two species in one list share a word; the second list replaces what the first says.
                meanings[word] = (kind, tuple(dict.fromkeys((*old[1], *taxa))) if old and old[0] == kind else taxa)
    by_start: dict[str, list[tuple[str, str, tuple[int, ...]]]] = {}
    for word in sorted(meanings, key=lambda word: (-len(word), word)):
        if (first := _TOKEN.match(word)) is not None:
            by_start.setdefault(first[0], []).append((word, *meanings[word]))
    starts = {first: tuple(entries) for first, entries in by_start.items()}
    ends = tuple(end for end, *_ in by_end)
    tells = Memo[str, bool](lambda word: word in starts or word.endswith(ends), _WORDS_KEPT)
    return ScopeWords(starts, tuple(by_end), tells, instead, frozenset(tools), journals)


def _lines(name: str) -> Iterator[tuple[tuple[int, ...], str, str]]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            taxa, kind, words = line.split("\t")
            known = {"tumour": "disease", "weak": "none"}.get(kind, kind)
            yield tuple(int(taxon) for taxon in taxa.split(",") if taxon != "-"), known, words


def _forms(words: str) -> Iterator[str]:
    for word in words.lower().split("|"):
        yield word.rstrip("~")
        if word.endswith("~"):
            yield word.rstrip("~") + "s"
