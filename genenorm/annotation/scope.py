"""Which species a record is about, and why.

The most explicit statement decides. In this order: species named in title and caption, then in the author keywords; the
organisms that authors or curators list; diseases and cells; the journal; the record's own names; organisms that a
program found.

Bacteria, plants, fungi, parasites and species that are known by the form of their Latin name alone are called others.
A record that names one is about a species of the index only when it names a host too. When its titles name others, the
host must be in the titles too, or prevail in the caption: captions compare with the species of the index, and words of
genes are like its cells and lines.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from genenorm.core.model import Gene, Resolution, label
from genenorm.core.taxa import FLY, HUMAN
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.records.record import Record
from genenorm.text.species_words import (
    ILLNESSES,
    KIND_WEIGHTS,
    NAMING,
    OTHERS,
    SpeciesWord,
    WordKind,
    species_words,
)

_Reasons: TypeAlias = dict[int | None, str]
"""Reasons by taxon id, also for species that are not in the index; the key ``None`` is for unknown species."""

IN_SCOPE = "in scope"
OUT_OF_SCOPE = "out of scope"

_NAMING_OTHERS = OTHERS - {WordKind.EVERYDAY_GUEST}
"""Kinds of words that say in a title that a record is about species that are not in the index."""
_HOSTS = ILLNESSES | {WordKind.CELL, WordKind.INFECTION}
"""Kinds of words that tell of a host without naming its species."""
_LEAST_SHARE_OF_WORDS = 0.1
"""The smallest share of the species words that puts a species in scope."""
_LEAST_SHARE_OF_LISTED = 0.25
"""The smallest share of the listed organisms that must be in the index: among many microbes, they may be reagents."""
_LEAST_SHARE_OF_NAMES = 0.8
"""The smallest share of the answered names that must be genes of one species for the names alone to decide."""
_FEWEST_NAMES = 3
"""The fewest answered names for which the names alone can decide."""
_MOST_WORDS = 3
"""The most words that a reason quotes for one species."""
_SUBSTANCE = r"(?:extracts?|essential oils?|polysaccharides?|decoctions?|venoms?)"
_SUBSTANCE_AFTER = re.compile(rf"(?: \([^)]*\)| [a-z]+){{0,2}} {_SUBSTANCE}\b", re.IGNORECASE)
_SUBSTANCE_BEFORE = re.compile(rf"\b{_SUBSTANCE} (?:of|from) (?:[\w-]+ ){{0,3}}$", re.IGNORECASE)
"""Text after or before a species from which a substance was taken, which is given to the species under study."""
_LONGEST_BEFORE = 60
"""The most characters of this text before a species."""
_TEXTS_CACHE_SIZE = 64
_LONGEST_CACHED_TEXT = 1 << 14
"""The most characters of a text whose words are cached."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a species is in scope, or why no species of the index is."""

    taxon_id: int | None
    """``None`` when the reason does not name a single species."""
    text: str
    """The reason as text: ``caption: "mice"``."""
    species: str = ""
    """Latin name; empty for species that are not in the index."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The species a record is about, with the reason for each."""

    taxa: tuple[int, ...] = ()
    """Taxon ids in the index's order; empty when the scope is unknown, or has no species of the index."""
    reasons: tuple[Reason, ...] = ()
    """The reasons for ``taxa``, then those for species that are not in the index."""

    @property
    def is_unknown(self) -> bool:
        """Whether there is no reason for any species, so that no gene is in or out of scope."""
        return not self.reasons

    def verdict(self, taxon_id: int | None) -> str:
        """Return ``in scope`` or ``out of scope`` for a gene's species; empty when the scope is unknown.

        >>> Scope((10090,), (Reason(10090, 'caption: "mice"'),)).verdict(7227), Scope().verdict(7227)
        ('out of scope', '')
        """
        if self.is_unknown or taxon_id is None:
            return ""
        return IN_SCOPE if taxon_id in self.taxa else OUT_OF_SCOPE

    def reason(self, taxon_id: int | None) -> str:
        """Return the reason for the verdict on a species.

        A species in scope has its own reason. For any other it is the reasons of all species in scope.
        """
        if self.is_unknown or taxon_id is None:
            return ""
        own = [reason.text for reason in self.reasons if reason.taxon_id == taxon_id and taxon_id in self.taxa]
        return "; ".join(dict.fromkeys(own or (reason.text for reason in self.reasons)))


def scope_of(record: Record, reference: Reference, answers: Iterable[Resolution] = ()) -> Scope:
    """Return the species that a record is about; the scope is unknown when nothing in the record shows it.

    ``answers`` are the answers for the record's names, which decide when no words or organisms do.

    >>> record = Record("f1.md", "f1", (), caption="Signalling in UC mice", organisms=("Homo sapiens",))
    >>> scope_of(record, Reference.open())
    Scope(taxa=(10090,), reasons=(Reason(taxon_id=10090, text='caption: "mice"', species='Mus musculus'),))
    """
    return _scope(reference, _reasons(record, reference, answers))


def _reasons(record: Record, reference: Reference, answers: Iterable[Resolution]) -> _Reasons:
    """Return the reasons of the most explicit kind that the record has; see the module docstring."""
    if record.species:
        return dict.fromkeys(record.species, "the species is given with the names")
    words = _RecordWords(record, reference)
    if named := words.species_named() or words.guests():
        return named
    listed = _from_organisms(record, reference)
    by_disease = words.disease_or_cell_species()
    if listed and not (by_disease and None in listed):
        return listed
    if known := by_disease or _from_journal(record):
        return known
    # A list of names without any text is not about a species.
    if not (record.title or record.paper_title or record.caption or record.machine_organisms):
        return {}
    return _from_names(record, reference, answers) or _from_machine_organisms(record, reference)


def _scope(reference: Reference, reasons: _Reasons) -> Scope:
    taxa = tuple(taxon for taxon in reference.taxa if taxon in reasons)
    own = (Reason(taxon, reasons[taxon], reference.taxa[taxon].name) for taxon in taxa)
    others = (Reason(taxon, reason) for taxon, reason in reasons.items() if taxon not in taxa)
    return Scope(taxa, (*own, *others))


def members_in_scope(reference: Reference, gene: Gene, taxa: Iterable[int]) -> tuple[str, ...]:
    """Return the members of a gene's homology group in the species in scope, as text for tables.

    >>> reference = Reference.open()
    >>> members_in_scope(reference, reference.gene_by_id(40665), (9606, 10090))
    ('9606:2902 GRIN1', '10090:14810 Grin1')
    """
    return tuple(f"{label(other)} {other.symbol}" for other in genes_in_scope(reference, gene, taxa))


def genes_in_scope(reference: Reference, gene: Gene, taxa: Iterable[int]) -> tuple[Gene, ...]:
    """Return the members of a gene's homology group in the species in scope, without those of its own species."""
    genes = (group_genes(reference, gene, taxon) for taxon in taxa if taxon != gene.taxon_id)
    return tuple(chain.from_iterable(genes))


# -- words of the text ------------------------------------------------------------------------------------------------


def _find_words(text: str) -> tuple[SpeciesWord, ...]:
    return _find_and_cache(text) if len(text) <= _LONGEST_CACHED_TEXT else tuple(species_words().find(text))


@lru_cache(maxsize=_TEXTS_CACHE_SIZE)
def _find_and_cache(text: str) -> tuple[SpeciesWord, ...]:
    """Return the species words of a text, cached, since all figures of a paper have the same author keywords."""
    return tuple(species_words().find(text))


class _PlacedWord(NamedTuple):
    """A species word and the part of the record it is in."""

    where: str
    """``title``, ``caption`` or ``author keywords``."""
    word: SpeciesWord


def _placed(where: str, text: str) -> list[_PlacedWord]:
    """Return the species words of a text, without species from which a substance was taken, as in an extract."""
    words = _find_words(text)
    return [_PlacedWord(where, word) for word in words if word.kind not in OTHERS or not _is_source(word, text)]


def _is_source(word: SpeciesWord, text: str) -> bool:
    """Return whether a species is named for a substance that was taken from it."""
    before = max(0, word.start - _LONGEST_BEFORE)
    return bool(_SUBSTANCE_AFTER.match(text, word.end) or _SUBSTANCE_BEFORE.search(text, before, word.start))


class _RecordWords:
    """The species words of a record: those in its titles and caption, and those in its author keywords.

    The author keywords count only when the titles and caption have no suitable word.
    """

    def __init__(self, record: Record, reference: Reference) -> None:
        self._taxa = reference.taxa.keys()
        titles = " ; ".join(dict.fromkeys(title for title in (record.title, record.paper_title) if title))
        self._text = _placed("title", titles)
        # A caption that mentions a guest in passing, by an everyday word such as "bacterial", is not about it.
        in_caption = _placed("caption", record.caption)
        self._text += [placed for placed in in_caption if placed.word.kind is not WordKind.EVERYDAY_GUEST]
        self._keywords = _placed("author keywords", record.author_keywords)
        self._meant_otherwise = self._taxa_meant_otherwise()

    def _taxa_meant_otherwise(self) -> set[int]:
        """Return the species whose everyday name (``worms``) stands for another species that the record names."""
        kinds = OTHERS | NAMING - {WordKind.EVERYDAY_NAME}
        words = (placed.word for placed in chain(self._text, self._keywords))
        named = {taxon for word in words if word.kind in kinds for taxon in word.taxa}
        return {taxon for taxon, others in species_words().may_mean.items() if others & named}

    def species_named(self) -> _Reasons:
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

    def _quote_others(self) -> _Reasons:
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

    def guests(self) -> _Reasons:
        """Return the guests that are named, and the species whose diseases or cells are named."""
        for words in (self._text, self._keywords):
            if guests := _quote(words, OTHERS):
                return self.disease_or_cell_species() | guests
        return {}

    def disease_or_cell_species(self) -> _Reasons:
        """Return the species whose diseases are named, or else those whose cells are named."""
        for kinds in (ILLNESSES, {WordKind.CELL}):
            for words in (self._text, self._keywords):
                if reasons := _quote(words, kinds):
                    default = ", human by default" if WordKind.CELL in kinds else ""
                    return {taxon: reason + default for taxon, reason in reasons.items()}
        return {}


def _quote(words: Iterable[_PlacedWord], kinds: Container[WordKind], taxa: Container[int] | None = None) -> _Reasons:
    """Return a reason for each species that quotes its words of some kinds: ``title: "human"; caption: "patients"``."""
    quotes: dict[int, dict[str, None]] = {}
    for where, word in words:
        if word.kind in kinds:
            for taxon in word.taxa:
                if taxa is None or taxon in taxa:
                    quotes.setdefault(taxon, {})[f'{where}: "{word.text}"'] = None
    return {taxon: "; ".join([*found][:_MOST_WORDS]) for taxon, found in quotes.items()}


# -- other parts of the record ----------------------------------------------------------------------------------------


def _from_organisms(record: Record, reference: Reference) -> _Reasons:
    """Return the organisms that authors or curators list; the only key is ``None`` when most are not in the index."""
    names = {name.casefold(): name for name in record.organisms}
    if not names:
        return {}
    taxa = _taxa_by_name(reference)
    known = {taxa[folded]: name for folded, name in names.items() if folded in taxa}
    if not known or len(known) < _LEAST_SHARE_OF_LISTED * len(names):
        return {None: f"organisms: mostly others ({', '.join([*names.values()][:_MOST_WORDS])})"}
    tools = species_words().tools
    studied = {taxon: name for taxon, name in known.items() if taxon not in tools} or known
    return {taxon: f"organisms: {name}" for taxon, name in studied.items()}


def _from_journal(record: Record) -> _Reasons:
    journals = species_words().journals
    words = re.findall(r"\w+", record.journal.casefold())
    return {journals[word]: f"journal: {record.journal}" for word in words if word in journals}


def _from_names(record: Record, reference: Reference, answers: Iterable[Resolution]) -> _Reasons:
    """Return the species that most of the answers are genes of.

    Fly does not count when a program recognized the names, since many of its symbols are everyday words.
    """
    counts = Counter(answer.taxon_id for answer in answers if answer.taxon_id is not None)
    total = sum(counts.values())
    if total < _FEWEST_NAMES:
        return {}
    taxon, count = counts.most_common(1)[0]
    if count < _LEAST_SHARE_OF_NAMES * total or (taxon == FLY and record.machine_organisms):
        return {}
    default = "human by default" if taxon == HUMAN else "by its names"
    return {taxon: f"{count} of {total} names are {reference.taxa[taxon].name} genes; nothing else said: {default}"}


def _from_machine_organisms(record: Record, reference: Reference) -> _Reasons:
    """Return the organism that a program found, if it found only one.

    Fly does not count, since programs take everyday words for it.
    """
    if len(record.machine_organisms) != 1:
        return {}
    (name,) = record.machine_organisms
    taxon = _taxa_by_name(reference).get(name.casefold())
    return {} if taxon == FLY else {taxon: f"organisms_ner: {name}"}


def _taxa_by_name(reference: Reference) -> dict[str, int]:
    """Return the taxon ids of an index's species by Latin name in lower case."""
    return {taxon.name.casefold(): taxon.taxon_id for taxon in reference.taxa.values()}
