"""The content of the report: counts of answers, and the most doubtful ones, in bounded memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from genenorm.annotation.exports.answer_entries import AnswerEntry
from genenorm.annotation.scope import OUT_OF_SCOPE
from genenorm.core.model import Status

MAX_TABLE_ROWS = 500
"""The most rows of a table in the report; further rows are only counted."""
_STATUS_DOUBT = {
    Status.AMBIGUOUS.value: 5.0,
    Status.UNKNOWN.value: 4.0,
    Status.RETIRED.value: 3.0,
    Status.GROUP.value: 2.0,
    Status.FAMILY.value: 1.5,
    Status.NOT_A_GENE.value: 1.0,
}
LOW_SCORE = 0.6
"""An answer with a gene and a lower score is doubtful."""


def doubt(entry: AnswerEntry) -> float:
    """Return a number that is greater for more doubtful answers, and 0 for an answer without any doubt.

    It depends on the status, the score, a shared word and the scope.
    """
    total = _STATUS_DOUBT.get(entry.status, 0.0)
    if entry.shared_word and not _has_independent_support(entry):
        total += 2.5
    if entry.scope == OUT_OF_SCOPE:
        total += 1.0
    if entry.gene_id and entry.score < LOW_SCORE:
        total += 1.0
    return total and total + (1 - entry.score) / 2


def _has_independent_support(entry: AnswerEntry) -> bool:
    """Return whether the record's text names the gene by its symbol, or by a word other than the shared one."""
    word = entry.shared_word.partition(": ")[0].casefold()
    return any(text.endswith(" symbol") or f'"{word}"' not in text.casefold() for text in entry.support)


def doubt_reasons(entry: AnswerEntry) -> tuple[str, ...]:
    """Return the reasons why an answer is doubtful, as text for people."""
    reasons = [] if entry.status == Status.RESOLVED.value else [entry.status]
    if entry.shared_word:
        reasons.append(f"shares a word: {entry.shared_word}")
    if entry.scope == OUT_OF_SCOPE:
        members = f"; in scope: {', '.join(entry.members_in_scope)}" if entry.members_in_scope else ""
        reasons.append(f"{OUT_OF_SCOPE}{members}")
    if entry.gene_id and entry.score < LOW_SCORE:
        reasons.append(f"score {entry.score:.2f}")
    return tuple(reasons)


@dataclass(slots=True)
class ReportGroup:
    """One homology group with its answered genes."""

    names: int = 0
    """The number of names with an answer in the group."""
    genes: dict[str, dict[str, AnswerEntry]] = field(default_factory=dict)
    """The first entry of each gene, by species and symbol."""


@dataclass(slots=True)
class AnswerReport:
    """The content of a report, collected file by file: counts, doubtful entries and homology groups."""

    records: int = 0
    names: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_species: Counter[str] = field(default_factory=Counter)
    by_reference: Counter[str] = field(default_factory=Counter)
    """Names by the stamp of the reference index; the key is empty for answers without a stamp."""
    doubtful_count: int = 0
    groups: dict[str, ReportGroup] = field(default_factory=dict)
    """All homology groups by id."""
    _doubtful: list[tuple[float, int, AnswerEntry]] = field(default_factory=list)

    def add(self, entries: Iterable[AnswerEntry]) -> None:
        """Add the entries of one file."""
        records: set[str] = set()
        for entry in entries:
            records.add(entry.record)
            self.names += 1
            self.by_status[entry.status] += 1
            self.by_reference[entry.reference] += 1
            if entry.species:
                self.by_species[entry.species] += 1
            if entry.group_id and entry.species:
                group = self.groups.setdefault(entry.group_id, ReportGroup())
                group.names += 1
                group.genes.setdefault(entry.species, {}).setdefault(entry.symbol, entry)
            if (entry_doubt := doubt(entry)) > 0:
                self.doubtful_count += 1
                item = (entry_doubt, -self.names, entry)  # among equally doubtful entries the first is kept
                if len(self._doubtful) < MAX_TABLE_ROWS:
                    heapq.heappush(self._doubtful, item)
                else:
                    heapq.heappushpop(self._doubtful, item)
        self.records += len(records)

    @property
    def doubtful(self) -> list[AnswerEntry]:
        """The most doubtful entries, most doubtful first, at most ``MAX_TABLE_ROWS``."""
        return [entry for _, _, entry in sorted(self._doubtful, key=lambda item: (-item[0], -item[1]))]

    @property
    def shown_groups(self) -> list[tuple[str, ReportGroup]]:
        """The groups with the most species, then the most names, at most ``MAX_TABLE_ROWS``."""
        order = sorted(self.groups.items(), key=lambda item: (-len(item[1].genes), -item[1].names, item[0]))
        return order[:MAX_TABLE_ROWS]
