"""Finding the names of an index in running text.

A text is scanned word by word. Where several names begin at the same word, the longest is taken. Few runs of words are
names, so most of them are ruled out without a look-up: for each word, the letters that follow it in longer names of the
index are cached. What has been read about a word is used for all texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from genenorm.core.caches import Memo, Recent
from genenorm.core.context import Context
from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, mark, mark_of, target_of
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes

_WORD = re.compile(r"([^\W_]+(?:[-–'’][^\W_]+)*)")
_LONGEST_WORD = 256
"""Characters of the longest word whose beginnings are looked up; no name in an index is as long."""
_MOST_WORDS = 6
"""The most words of a name that is searched for."""
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by can for from has have in into is it its may not of on or such that the "
        "their then this to via was were which while with",
    )
)
"""Names of several words neither begin nor end with one of these."""
_FULL_NAME_KINDS = frozenset({NameKind.FULL_NAME, NameKind.DESIGNATION})
"""Kinds of names that may belong to one gene in the singular, and to a family in the plural."""
_WORDS_CACHE_SIZE = 1 << 14
_PAIRS_CACHE_SIZE = 1 << 16
_SPELLINGS_CACHE_SIZE = 1 << 12
_CONTINUATION_LETTERS = 4
"""How many letters are cached of the rest of each name that begins with a word."""
_FEWEST_LETTERS = 4
"""The fewest letters of a word for which these are cached, since too many names begin with shorter words."""


class NameEntry(NamedTuple):
    """The genes and families that have a name, and whose spelling of it fits the one in the text."""

    key: Key
    genes: tuple[tuple[int, NameKind], ...]
    """Row numbers of the genes, each with the kind of name that it is for the gene."""
    families: tuple[int, ...]
    """Row numbers of the families."""
    is_common_word: bool
    """Whether the name is on the not-a-gene list."""
    gene_rows: frozenset[int]
    """Row numbers of the genes, without the families' members."""
    rows: frozenset[int]
    """Row numbers of the genes and of the families' members; empty for a common word."""
    groups: frozenset[int]
    """Homology groups of ``rows``."""


class TextName(NamedTuple):
    """A name of the index at one place of a title or text."""

    where: str
    """``title`` or ``caption``."""
    text: str
    start: int
    """Offset of the first character in the title, or in the caption."""
    entry: NameEntry

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)

    def start_in(self, context: Context) -> int:
        """Return the offset of the first character in ``context.whole``, the title and text it was found in.

        >>> context = Context(title="A title", text="TrkB")
        >>> (name,) = scanner_of(Reference.open()).names(context.title, context.text)
        >>> name.start, name.start_in(context), context.whole[8:12]
        (0, 8, 'TrkB')
        """
        return self.start + (len(context.title) + 1 if context.title and self.where == "caption" else 0)


class _Match(NamedTuple):
    """A name found at the start of a piece of text."""

    length: int
    """The number of characters of the name in the text."""
    entry: NameEntry


class _Word(NamedTuple):
    """What is known about a word, independent of the text it is in."""

    text: str
    key: str
    match: _Match | None
    """The name that the word itself is, or the part of it before a dash; ``None`` for neither."""
    continuations: frozenset[str] | None
    """The letters that follow the key in longer names; empty when there are too many, ``None`` for a function word."""
    first_letters: str
    """First letters of the key; empty when they are not enough to rule out that a name continues with the word."""


class Scanner:
    """Finds the names of one index in texts, and caches what it reads about words and spellings."""

    def __init__(self, reference: Reference, not_genes: NotGenes) -> None:
        self._reference = reference
        self._not_genes = not_genes
        self._words: dict[str, _Word] = {}
        self._continuations = Memo[str, frozenset[str]](self._read_continuations, _WORDS_CACHE_SIZE)
        self._begins_name = Memo[tuple[str, str], bool](self._may_begin_name, _PAIRS_CACHE_SIZE)
        self._begins_longer_name = Memo[str, bool](
            lambda key: reference.has_name_starting_with(key.removesuffix("s")), _PAIRS_CACHE_SIZE
        )
        self._entries = Recent[tuple[str, str], tuple[NameEntry | None]](_SPELLINGS_CACHE_SIZE)

    def names(self, title: str, text: str) -> tuple[TextName, ...]:
        """Return the names in a title and a text in their order, the longest at each place.

        Names may overlap: within a longer name, others may begin at a later word.

        >>> scanner = Scanner(Reference.open(), NotGenes.load())
        >>> names = scanner.names("", "spines with PSD95, via the TrkB/Flk-1 pathway")
        >>> [name.text for name in names if not name.entry.is_common_word]
        ['PSD95', 'TrkB', 'Flk-1']
        """
        return (*self._scan("title", title), *self._scan("caption", text))

    def _scan(self, where: str, text: str) -> Iterator[TextName]:
        pieces = _WORD.split(text)  # the text before a word, the word, the text after it, and so on
        words = self._known_words(pieces[1::2])
        is_joined = [piece == " " or piece.isspace() for piece in pieces[2::2]]  # with the next word
        starts = list(accumulate(map(len, pieces)))[::2]
        if is_joined:
            is_joined[-1] = False
        pairs = self._begins_name
        for place, (_, key, match, continuations, _) in enumerate(words):
            if is_joined[place] and continuations is not None:
                following = words[place + 1]
                # the first test rules out most words without the second
                if (following.first_letters in continuations or not continuations) and pairs[key, following.key]:
                    runs = self._runs(words, is_joined, starts, place)
                    match = self._longest_name(text, starts[place], runs) or match
            if match is not None:
                start = starts[place]
                yield TextName(where, text[start : start + match.length], start, match.entry)

    # -- runs of words ------------------------------------------------------------------------------------------------

    def _may_begin_name(self, keys: tuple[str, str]) -> bool:
        """Return whether a name may begin with two words that have these keys."""
        key, following = keys
        added = _join_keys(key, following)[len(key) :]
        if len(key) >= _FEWEST_LETTERS:  # ruled out without the index, most of the time
            known = self._continuations[key]
            is_plural = len(added) <= _CONTINUATION_LETTERS and added.endswith("s")
            if not (added[:_CONTINUATION_LETTERS] in known or (is_plural and added[:-1] in known)):
                return False
        return self._reference.has_name_starting_with(key + added.removesuffix("s"))

    def _read_continuations(self, key: str) -> frozenset[str]:
        """Return the first one, two … ``_CONTINUATION_LETTERS`` letters that follow a key in each longer name.

        The empty text is included, so that a word with empty ``first_letters`` is never ruled out.
        """
        found = self._reference.continuations(key, _CONTINUATION_LETTERS)
        return frozenset(text[:end] for text in ("", *found) for end in range(len(text) + 1))

    def _runs(
        self, words: Sequence[_Word], is_joined: Sequence[bool], starts: Sequence[int], place: int
    ) -> Iterator[tuple[int, str]]:
        """Yield the end offset and the key of each run of several words that begins at a place, the longest first.

        A run that ends in a plural is followed by the same run in the singular. A name may begin with the first two
        words; longer runs are left out from where no name begins with the words so far.
        """
        key = words[place].key
        runs: list[tuple[int, str, int]] = []
        for number in range(place + 1, min(place + _MOST_WORDS, len(words))):
            if not is_joined[number - 1]:
                break
            word = words[number]
            key = _join_keys(key, word.key)
            if number > place + 1 and not self._begins_longer_name[key]:
                break
            if word.continuations is not None:
                runs.append((starts[number] + len(word.text), key, _plural_ending(word.text)))
        for end, key, ending in reversed(runs):
            yield end, key
            if key[-1:] == "s":
                yield end - ending, key[:-1]

    def _longest_name(self, text: str, start: int, runs: Iterable[tuple[int, str]]) -> _Match | None:
        """Return the first of some runs of words that is a name; runs are (end, key)."""
        for end, key in runs:
            if entry := self._entry(text[start:end], key):
                return _Match(end - start, entry)
        return None

    def _entry(self, span: str, key: str) -> NameEntry | None:
        cached = self._entries.get((span, key))
        if cached is None:
            postings = self._reference.postings(Key(key))
            cached = (self._make_entry(span, Key(key), postings) if postings else None,)
            self._entries.put((span, key), cached)
        return cached[0]

    def _make_entry(self, span: str, key: Key, postings: Iterable[int]) -> NameEntry | None:
        """Return the genes and families of a key that fit the spelling in the text; ``None`` if there are none."""
        common = bool(self._not_genes.reason(key))
        genes, families = _fitting(span, postings, any_spelling=common or not _needs_exact_spelling(span))
        if not (genes or families):
            return None
        if not families and " " in span and _FULL_NAME_KINDS.issuperset(genes.values()):
            families = self._families_in_plural(key)
        rows: frozenset[int] = frozenset()
        if not common:
            rows = frozenset(chain(genes, *(self._reference.family(family).members for family in families)))
        groups = frozenset(group for group in self._reference.groups_of(rows) if group is not None)
        return NameEntry(key, tuple(genes.items()), tuple(families), common, frozenset(genes), rows, groups)

    def _families_in_plural(self, key: Key) -> list[int]:
        """Return the families whose name is the plural of a name.

        ``kainate receptor`` is the full name of a fly gene, and ``kainate receptors`` is a family.
        """
        postings = self._reference.postings(Key(f"{key}s"))
        return [target_of(word) for word in postings if kind_of(word) in FAMILY_KINDS]

    # -- words --------------------------------------------------------------------------------------------------------

    def _known_words(self, texts: Sequence[str]) -> list[_Word]:
        """Return what is known about some words; those not cached are looked up in the index together."""
        words = self._words
        new = set(texts).difference(words)  # not `set - words.keys()`, which would iterate over all cached words
        if new:
            if len(words) + len(new) > _WORDS_CACHE_SIZE:  # not cleared, as another thread may be reading the old cache
                words = self._words = {}
                new = set(texts)
            forms = {text: tuple(_forms(text)) for text in new}
            keys = {Key(key) for text in new for _, key in forms[text]}
            postings = self._reference.postings_of(sorted(keys))
            for text in new:
                words[text] = self._make_word(text, forms[text], postings)
        return [words[text] for text in texts]

    def _make_word(self, text: str, forms: Iterable[tuple[int, str]], postings: Mapping[Key, Sequence[int]]) -> _Word:
        key = fold(text) or ""
        # a shorter key may be a plural, and a dash may come before a digit
        is_certain = len(key) > _CONTINUATION_LETTERS and not key[0].isdigit()
        first_letters = key[:_CONTINUATION_LETTERS] if is_certain else ""
        match = self._first_match(text, forms, postings)
        continuations: frozenset[str] | None = None
        if text.lower() not in _FUNCTION_WORDS:
            continuations = self._continuations[key] if len(key) >= _FEWEST_LETTERS else frozenset()
        return _Word(text, key, match, continuations, first_letters)

    def _first_match(
        self, text: str, forms: Iterable[tuple[int, str]], postings: Mapping[Key, Sequence[int]]
    ) -> _Match | None:
        for length, key in forms:
            found = postings.get(Key(key))
            if found and (entry := self._make_entry(text[:length], Key(key), found)) is not None:
                return _Match(length, entry)
        return None


def _fitting(span: str, postings: Iterable[int], *, any_spelling: bool) -> tuple[dict[int, NameKind], list[int]]:
    """Return the genes of some postings, each with its kind of name, and the families.

    Unless ``any_spelling`` is true, a gene counts only if a source spells its name exactly as the text does.
    """
    own_mark = mark(span)
    genes: dict[int, NameKind] = {}
    families: list[int] = []
    for word in postings:
        target, kind = target_of(word), kind_of(word)
        if kind in FAMILY_KINDS:
            families.append(target)
        elif target and (any_spelling or mark_of(word) == own_mark):
            genes.setdefault(target, kind)
    return genes, families


def _needs_exact_spelling(span: str) -> bool:
    """Return whether a text counts as a name only in its exact spelling: it is short, or a lower-case word."""
    return len(span) < 3 or (span.isalpha() and span.islower())


def _join_keys(key: str, following: str) -> str:
    """Return the key of two consecutive words; as in ``fold``, two digits stay apart."""
    return f"{key}-{following}" if key[-1:].isdigit() and following[:1].isdigit() else key + following


def _forms(text: str) -> Iterator[tuple[int, str]]:
    """Yield the length and the key of each beginning of a word that may be a name, the longest first.

    ``mTORC1-signaling`` is followed by ``mTORC1``, and a plural by its singular.
    """
    if len(text) > _LONGEST_WORD:
        text = _before_dash(text[:_LONGEST_WORD])
    while text:
        key = fold(text) or ""
        if len(key) > 1 and not key.isdigit():
            yield len(text), key
            if key[-1] == "s" and len(key) > 3:
                yield len(text) - _plural_ending(text), key[:-1]
        text = _before_dash(text)


def _before_dash(text: str) -> str:
    """Return a text up to its last dash or apostrophe; empty without any."""
    return text[: 0 if text.isalnum() else max(0, *(text.rfind(dash) for dash in "-–'’"))]


def _plural_ending(text: str) -> int:
    """Return the length of a plural or possessive ending: 2 for ``TrkB's``, 1 for ``receptors``."""
    return 2 if text[-2:-1] in ("'", "’") else 1


@lru_cache(maxsize=2)
def scanner_of(reference: Reference) -> Scanner:
    """Return the scanner of an index; those of the last two indexes are cached."""
    return Scanner(reference, NotGenes.load())
