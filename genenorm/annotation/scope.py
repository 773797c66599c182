"""Which species a record is about, and why.

The most explicit statement decides. In this order: what the user says; species named in title and caption, then in the
author keywords; the organisms that authors or curators list; diseases and cells; the journal; the record's own names;
organisms that a program found.

Bacteria, plants, fungi, parasites and species that are known by the form of their Latin name alone are called others.
A record that names one is about a species of the index only when it names a host too. When its titles name others, the
host must be in the titles too, or prevail in the caption: captions compare with the species of the index, and words of
genes are like its cells and lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from genenorm.annotation.record_species import Reasons, RecordWords
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Gene, Resolution, label
from genenorm.core.taxa import FLY, HUMAN
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.records.record import Record
from genenorm.text.species_words import species_words

IN_SCOPE = "in scope"
OUT_OF_SCOPE = "out of scope"

_MOST_QUOTED = 3
"""The most organisms that a reason quotes."""
_LEAST_SHARE_OF_LISTED = 0.25
"""The smallest share of the listed organisms that must be in the index: among many microbes, they may be reagents."""
_LEAST_SHARE_OF_NAMES = 0.8
"""The smallest share of the answered names that must be genes of one species for the names alone to decide."""
_FEWEST_NAMES = 3
"""The fewest answered names for which the names alone can decide."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a species is in scope, or why no species of the index is."""

    taxon_id: int | None
    """``None`` when the reason does not name a single species."""
    text: str
    """The reason as text: ``caption: "mice"``."""
    species: str = ""
    """Common name; empty for species that are not in the index."""


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

    @property
    def is_of_others(self) -> bool:
        """Whether the record is about species that are not in the index alone, so that no gene is in scope."""
        return bool(self.reasons) and not self.taxa

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


def scope_of(
    record: Record, reference: Reference, answers: Iterable[Resolution] = (), given: Context = NO_CONTEXT
) -> Scope:
    """Return the species that a record is about; the scope is unknown when nothing in the record shows it.

    ``answers`` are the answers for the record's names, which decide when no words or organisms do. ``given`` is what
    the user says of the record: the species asked for, the organisms or a text.

    >>> record = Record("f1.md", "f1", (), caption="Signalling in UC mice", organisms=("Homo sapiens",))
    >>> scope_of(record, Reference.open())
    Scope(taxa=(10090,), reasons=(Reason(taxon_id=10090, text='caption: "mice"', species='mouse'),))
    """
    return _scope(reference, _stated(reference, given) or _reasons(record, reference, answers, given))


def _stated(reference: Reference, given: Context) -> Reasons:
    """Return the species that the user asks for or, without them, the organisms that the user states.

    Those that the index does not have say nothing.
    """
    if given.species:
        return {taxon: "the species asked for" for taxon in given.species if taxon in reference.taxa}
    known = {name: reference.known_taxon(name) for name in given.organisms}
    return {taxon.taxon_id: f"stated organism: {name}" for name, taxon in known.items() if taxon is not None}


def _reasons(record: Record, reference: Reference, answers: Iterable[Resolution], given: Context) -> Reasons:
    """Return the reasons of the most explicit kind that the record has; see the module docstring."""
    if record.species:
        return dict.fromkeys(record.species, "the species is given with the names")
    words = RecordWords(record, reference, given.text)
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


def _scope(reference: Reference, reasons: Reasons) -> Scope:
    taxa = tuple(taxon for taxon in reference.taxa if taxon in reasons)
    own = (Reason(taxon, reasons[taxon], reference.taxa[taxon].common) for taxon in taxa)
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


# -- other parts of the record ----------------------------------------------------------------------------------------


def _from_organisms(record: Record, reference: Reference) -> Reasons:
    """Return the organisms that authors or curators list; the only key is ``None`` when most are not in the index."""
    names = {name.casefold(): name for name in record.organisms}
    if not names:
        return {}
    taxa = _taxa_by_name(reference)
    known = {taxa[folded]: name for folded, name in names.items() if folded in taxa}
    if not known or len(known) < _LEAST_SHARE_OF_LISTED * len(names):
        return {None: f"organisms: mostly others ({', '.join([*names.values()][:_MOST_QUOTED])})"}
    tools = species_words().tools
    studied = {taxon: name for taxon, name in known.items() if taxon not in tools} or known
    return {taxon: f"organisms: {name}" for taxon, name in studied.items()}


def _from_journal(record: Record) -> Reasons:
    journals = species_words().journals
    words = re.findall(r"\w+", record.journal.casefold())
    return {journals[word]: f"journal: {record.journal}" for word in words if word in journals}


def _from_names(record: Record, reference: Reference, answers: Iterable[Resolution]) -> Reasons:
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


def _from_machine_organisms(record: Record, reference: Reference) -> Reasons:
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
