"""Which species a record is about, and why.

What is said plainest counts first: species named in title and caption, then in the author keywords; the organisms that
authors or curators list; illnesses and cells of people; the journal; the names themselves. What a program found comes
last. Bacteria, plants, fungi and parasites are guests: with one of them named, the record is about a species of the
index only when a host is named too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from genenorm.core.model import Gene, Resolution, label
from genenorm.core.taxa import FLY, HUMAN
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.records.record import Record
from genenorm.text.scope_words import GUESTS, ILLNESS_KINDS, NAMING, WEIGHTS, Hit, scope_words

_About: TypeAlias = dict[int | None, str]
"""Reason by taxon id, those outside the index too; ``None`` for "none of the index's species"."""

IN_SCOPE = "in scope"
OUT_OF_SCOPE = "out of scope"

_SHARE = 0.1
"""Share of the words that name hosts from which a species belongs to the scope."""
_LISTED = 0.25
"""Share of the listed organisms that the index's species must have: among many microbes they are hosts or reagents."""
_MOSTLY = 0.8
"""Share of the answered names that must be genes of one species before the names alone decide."""
_FEW = 3
"""Answered names below which the names alone say nothing."""
_TOLD = 3
"""Words told for one species."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a species is in the scope, or why none of the index's is."""

    taxon_id: int | None
    """``None`` when the reason is about no single species."""
    text: str
    """In words: ``caption: "mice"``."""
    species: str = ""
    """Latin name; empty for species that the index does not hold."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The species a record is about, with the reason for each."""

    taxa: tuple[int, ...] = ()
    """Taxon ids of the index, in its order; empty when nothing says, or when the record is about others."""
    reasons: tuple[Reason, ...] = ()
    """Those of ``taxa`` first, then those of species that the index does not hold."""

    @property
    def is_open(self) -> bool:
        """Whether nothing says what the record is about."""
        return not self.reasons

    def verdict(self, taxon_id: int | None) -> str:
        """Return ``in scope`` or ``out of scope`` for a gene's species; empty when nothing says.

        >>> Scope((10090,), (Reason(10090, 'caption: "mice"'),)).verdict(7227), Scope().verdict(7227)
        ('out of scope', '')
        """
        if self.is_open or taxon_id is None:
            return ""
        return IN_SCOPE if taxon_id in self.taxa else OUT_OF_SCOPE

    def reason(self, taxon_id: int | None) -> str:
        """Return the reason for a species' verdict: its own when it is in scope, else what the record is about."""
        if self.is_open or taxon_id is None:
            return ""
        own = [reason.text for reason in self.reasons if reason.taxon_id == taxon_id and taxon_id in self.taxa]
        return "; ".join(dict.fromkeys(own or (reason.text for reason in self.reasons)))


def scope_of(record: Record, reference: Reference, answers: Iterable[Resolution] = ()) -> Scope:
    """Return which species a record is about; open when nothing says.

    >>> record = Record("f1.md", "f1", (), caption="Signalling in UC mice", organisms=("Homo sapiens",))
    >>> scope_of(record, Reference.open())
    Scope(taxa=(10090,), reasons=(Reason(taxon_id=10090, text='caption: "mice"', species='Mus musculus'),))
    """
    if record.species:
        return _scope(reference, dict.fromkeys(record.species, "the species is given with the names"))
    hits = _Hits(record)
    about = hits.named() or hits.guests()
    if about:
        return _scope(reference, about)
    listed = _listed(record, reference)
    ill = hits.illnesses()
    if listed and not (ill and None in listed):
        return _scope(reference, listed)
    if about := ill or _of_journal(record):
        return _scope(reference, about)
    # A bare list of names is about nothing: its species are those of its genes.
    if not (record.title or record.paper_title or record.caption or record.machine_organisms):
        return Scope()
    return _scope(reference, _of_names(record, reference, answers) or _of_machine(record, reference))


def members_in_scope(scope: Scope, reference: Reference, gene: Gene) -> tuple[str, ...]:
    """Return the genes that a gene out of scope has in the scope's species, through its homology group.

    >>> reference = Reference.open()
    >>> members_in_scope(Scope((9606, 10090)), reference, reference.gene_by_id(40665))
    ('9606:2902 GRIN1', '10090:14810 Grin1')
    """
    return tuple(f"{label(other)} {other.symbol}" for other in genes_in_scope(scope, reference, gene))


def genes_in_scope(scope: Scope, reference: Reference, gene: Gene) -> tuple[Gene, ...]:
    """Return the genes of a gene's homology group in the scope's species, its own species aside."""
    found = chain.from_iterable(group_genes(reference, gene, taxon) for taxon in scope.taxa if taxon != gene.taxon_id)
    return tuple(found)


def _scope(reference: Reference, about: _About) -> Scope:
    known = tuple(taxon for taxon in reference.taxa if taxon in about)
    ours = (Reason(taxon, about[taxon], reference.taxa[taxon].name) for taxon in known)
    others = [taxon for taxon in about if taxon not in known]
    return Scope(known, (*ours, *(Reason(taxon, about[taxon]) for taxon in others)))


_TEXTS_KEPT = 64
_LONGEST_KEPT = 1 << 14
"""Characters of the longest text whose words are remembered."""


def _hits(text: str) -> tuple[Hit, ...]:
    return _recent_hits(text) if len(text) <= _LONGEST_KEPT else tuple(scope_words().find(text))


@lru_cache(maxsize=_TEXTS_KEPT)
def _recent_hits(text: str) -> tuple[Hit, ...]:
    """Return a text's words, remembered: the figures of one paper share its title and keywords."""
    return tuple(scope_words().find(text))


class _Hits:
    """What the words of a record's titles, caption and author keywords say."""

    def __init__(self, record: Record) -> None:
        find = _hits
        titles = " ; ".join(dict.fromkeys(title for title in (record.title, record.paper_title) if title))
        self._text = [("title", hit) for hit in find(titles)]
        # What a caption says of guests in passing is not what the figure is about.
        self._text += [("caption", hit) for hit in find(record.caption) if hit.kind != "guests"]
        self._keywords = [("author keywords", hit) for hit in find(record.author_keywords)]
        said = [hit for _, hit in chain(self._text, self._keywords) if hit.kind in GUESTS | NAMING - {"generic"}]
        plain = {taxon for hit in said for taxon in hit.taxa}
        self._hidden = {taxon for taxon, others in scope_words().instead.items() if others & plain}
        """Taxa whose everyday word stands for a species that is named."""

    def named(self) -> _About:
        """Return the species named; guests that are named beside them too."""
        for hits in (self._text, self._keywords):
            weights: defaultdict[int, float] = defaultdict(float)
            for _, hit in hits:
                if hit.kind in NAMING and not (hit.kind == "generic" and hit.taxa[0] in self._hidden):
                    for taxon in hit.taxa:
                        weights[taxon] += WEIGHTS[hit.kind]
            least = _SHARE * sum(weights.values())
            if taxa := [taxon for taxon, weight in weights.items() if weight >= least]:
                return _told(hits, NAMING, taxa) | _told(hits, GUESTS)
        return {}

    def guests(self) -> _About:
        """Return the guests named, and people when their illness or cells are named too."""
        for hits in (self._text, self._keywords):
            if found := _told(hits, GUESTS):
                return self.illnesses() | found
        return {}

    def illnesses(self) -> _About:
        """Return the species whose illness, cells or viruses are named."""
        for kind in ILLNESS_KINDS:
            for hits in (self._text, self._keywords):
                if found := _told(hits, frozenset({kind})):
                    default = ", human by default" if kind == "cell" else ""
                    return {taxon: text + default for taxon, text in found.items()}
        return {}


def _told(hits: Iterable[tuple[str, Hit]], kinds: frozenset[str], taxa: Sequence[int] = ()) -> _About:
    """Return the words of some kinds by species, as a reason: ``title: "human"; caption: "patients"``."""
    words: dict[int, dict[str, None]] = {}
    for where, hit in hits:
        if hit.kind in kinds:
            for taxon in hit.taxa:
                if not taxa or taxon in taxa:
                    words.setdefault(taxon, {})[f'{where}: "{hit.text}"'] = None
    return {taxon: "; ".join([*found][:_TOLD]) for taxon, found in words.items()}


def _listed(record: Record, reference: Reference) -> _About:
    """Return the listed organisms; key ``None`` says that the list is about others than the index's species."""
    taxa = {taxon.name.casefold(): taxon.taxon_id for taxon in reference.taxa.values()}
    names = {name.casefold(): name for name in record.organisms}
    if not names:
        return {}
    ours = {taxa[folded]: name for folded, name in names.items() if folded in taxa}
    if not ours or len(ours) < _LISTED * len(names):
        return {None: f"organisms: mostly others ({', '.join([*names.values()][:_TOLD])})"}
    useful = {taxon: name for taxon, name in ours.items() if taxon not in scope_words().tools} or ours
    return {taxon: f"organisms: {name}" for taxon, name in useful.items()}


def _of_journal(record: Record) -> _About:
    journals = scope_words().journals
    words = re.findall(r"\w+", record.journal.casefold())
    return {journals[word]: f"journal: {record.journal}" for word in words if word in journals}


def _of_names(record: Record, reference: Reference, answers: Iterable[Resolution]) -> _About:
    """Return the species that most answered names are genes of.

    Names that a program turned into genes of its own choice say nothing for fly, whose symbols are everyday words.
    """
    counts = Counter(answer.taxon_id for answer in answers if answer.taxon_id is not None)
    total = sum(counts.values())
    if total < _FEW:
        return {}
    (taxon, most), *_ = counts.most_common(1)
    if most < _MOSTLY * total or (taxon == FLY and record.machine_organisms):
        return {}
    default = "human by default" if taxon == HUMAN else "by its names"
    return {taxon: f"{most} of {total} names are {reference.taxa[taxon].name} genes; nothing else said: {default}"}


def _of_machine(record: Record, reference: Reference) -> _About:
    """Return the organism that a program found, if it found one; a list with fly in it was made from everyday words."""
    taxa = {taxon.name.casefold(): taxon.taxon_id for taxon in reference.taxa.values()}
    if len(record.machine_organisms) != 1:
        return {}
    (name,) = record.machine_organisms
    taxon = taxa.get(name.casefold())
    if taxon == FLY:
        return {}
    return {taxon: f"organisms_ner: {name}"}
