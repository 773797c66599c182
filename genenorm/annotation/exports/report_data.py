"""What a report counts and keeps of any number of entries, in bounded memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from genenorm.annotation.exports.answer_entries import Entry
from genenorm.annotation.scope import OUT_OF_SCOPE
from genenorm.core.model import Status

MOST = 500
"""Rows that a report's tables show; what is beyond is counted."""
_DOUBT = {
    Status.AMBIGUOUS.value: 5.0,
    Status.UNKNOWN.value: 4.0,
    Status.RETIRED.value: 3.0,
    Status.GROUP.value: 2.0,
    Status.FAMILY.value: 1.5,
    Status.NOT_A_GENE.value: 1.0,
}
LOW_SCORE = 0.6
"""A gene answered below this is doubtful."""


def doubt(entry: Entry) -> float:
    """Return how doubtful an answer is, 0 for not at all: by status, what its record says of it, and score."""
    found = _DOUBT.get(entry.status, 0.0)
    if entry.shared_word and not _is_borne_out(entry):
        found += 2.5
    if entry.scope == OUT_OF_SCOPE:
        found += 1.0
    if entry.gene_id and entry.score < LOW_SCORE:
        found += 1.0
    return found and found + (1 - entry.score) / 2


def _is_borne_out(entry: Entry) -> bool:
    """Whether the record's text names the gene by its symbol, or by another word than the one it shares."""
    word = entry.shared_word.partition(": ")[0].casefold()
    return any(text.endswith(" symbol") or f'"{word}"' not in text.casefold() for text in entry.support)


def reasons(entry: Entry) -> tuple[str, ...]:
    """Return why an answer is doubtful, in words."""
    found = [] if entry.status == Status.RESOLVED.value else [entry.status]
    if entry.shared_word:
        found.append(f"shares a word: {entry.shared_word}")
    if entry.scope == OUT_OF_SCOPE:
        there = f"; in scope: {', '.join(entry.members_in_scope)}" if entry.members_in_scope else ""
        found.append(f"{OUT_OF_SCOPE}{there}")
    if entry.gene_id and entry.score < LOW_SCORE:
        found.append(f"score {entry.score:.2f}")
    return tuple(found)


@dataclass(slots=True)
class GroupRow:
    """One homology group: the genes that were answered, by species."""

    names: int = 0
    genes: dict[str, dict[str, Entry]] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """Counts and the rows worth showing; entries are added as they come and not kept."""

    records: int = 0
    names: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_species: Counter[str] = field(default_factory=Counter)
    by_reference: Counter[str] = field(default_factory=Counter)
    """By the index that answered; names whose answers do not say are under the empty text."""
    doubtful_count: int = 0
    groups: dict[str, GroupRow] = field(default_factory=dict)
    _doubtful: list[tuple[float, int, Entry]] = field(default_factory=list)

    def add(self, entries: Iterable[Entry]) -> None:
        """Count one file's entries."""
        records: set[str] = set()
        for entry in entries:
            records.add(entry.record)
            self.names += 1
            self.by_status[entry.status] += 1
            self.by_reference[entry.reference] += 1
            if entry.species:
                self.by_species[entry.species] += 1
            if entry.group_id and entry.species:
                row = self.groups.setdefault(entry.group_id, GroupRow())
                row.names += 1
                row.genes.setdefault(entry.species, {}).setdefault(entry.symbol, entry)
            if (much := doubt(entry)) > 0:
                self.doubtful_count += 1
                item = (much, -self.names, entry)  # of equal ones the first is kept
                if len(self._doubtful) < MOST:
                    heapq.heappush(self._doubtful, item)
                else:
                    heapq.heappushpop(self._doubtful, item)
        self.records += len(records)

    @property
    def doubtful(self) -> list[Entry]:
        """The most doubtful entries, the worst first."""
        return [entry for _, _, entry in sorted(self._doubtful, key=lambda item: (-item[0], -item[1]))]

    @property
    def shown_groups(self) -> list[tuple[str, GroupRow]]:
        """The groups with most species, then most names; those of one species last."""
        order = sorted(self.groups.items(), key=lambda item: (-len(item[1].genes), -item[1].names, item[0]))
        return order[:MOST]
