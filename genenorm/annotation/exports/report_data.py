"""The content of the report: counts of answers, and the most doubtful ones, in bounded memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from genenorm.annotation.exports.answer_entries import AnswerEntry
from genenorm.core.model import Status
from genenorm.resolver.doubt import Doubt, read_doubts

MAX_TABLE_ROWS = 500
"""The most rows of a table in the report; further rows are only counted."""
_MOST_SERIOUS = len(Doubt)
_SERIOUSNESS = {doubt: _MOST_SERIOUS - place for place, doubt in enumerate(Doubt)}
_UNKNOWN_NAME = 0.25
"""The place of unknown names: after all that have an answer to check."""
_SCORE_TELLS = frozenset({Doubt.SECOND, Doubt.SPECIES, Doubt.LOOSE, Doubt.REPAIRED})


def doubt(entry: AnswerEntry) -> float:
    """Return a number that is greater for more doubtful answers, and 0 for an answer without any doubt.

    It depends on the most serious reason, then on the score.
    """
    if doubts := read_doubts(entry.doubt):
        return _SERIOUSNESS[doubts[0]] + (1 - entry.score) / 2
    return _UNKNOWN_NAME if entry.status == Status.UNKNOWN.value else 0.0


def doubt_reasons(entry: AnswerEntry) -> tuple[str, ...]:
    """Return the reasons why an answer is doubtful, with their details, as text for people."""
    if not (doubts := read_doubts(entry.doubt)):
        return (entry.status,) if entry.status == Status.UNKNOWN.value else ()
    return tuple(doubt.value + _detail(doubt, entry) for doubt in doubts)


def _detail(doubt: Doubt, entry: AnswerEntry) -> str:
    if doubt is Doubt.OUT_OF_SCOPE and entry.members_in_scope:
        return f"; in scope: {', '.join(entry.members_in_scope)}"
    if doubt in (Doubt.SHARED, Doubt.OTHER_GENE) and entry.shared_word:
        return f": {entry.shared_word}"
    return f", score {entry.score:.2f}" if doubt in _SCORE_TELLS else ""


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
