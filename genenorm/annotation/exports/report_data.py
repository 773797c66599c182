"""The content of the report: its counts, and the records with their rows, in bounded memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from genenorm.annotation.exports.answer_entries import AnswerEntry
from genenorm.annotation.exports.report_records import ReportRecord, ReportRow, seriousness

MAX_ROWS = 8_000
"""The most names that a page lists; further ones are only counted. A browser opens such a page within seconds."""
MAX_GROUPS = 200
"""The most homology groups that a page lists."""

MEANINGS = {
    "ambiguous": "several genes may be meant, and none is answered",
    "its word means another gene": "the word in the figure resolves to another gene here, or to a family without it",
    "its word is no name of it": "the index has no such name of the gene: the word may have been misread",
    "its word is no gene": "the word is a metabolite, an ion or another thing",
    "everyday word": "a short word in lower case, which is no symbol",
    "shared word": "one word names unrelated genes of the record, and clearly means none of them",
    "part of a longer word": "only a piece of the word was read",
    "may be a date": "the number may be a date that a spreadsheet made of a symbol",
    "no known gene product": "a pseudogene, or the locus of a trait or disease",
    "out of scope": "the record is about other species",
    "retired": "the symbol or identifier is withdrawn",
    "repaired spelling": "found after the spelling was repaired",
    "loosened spelling": "found after the spelling was loosened",
    "name of a distant species": "only a gene of a distant species is called exactly so",
    "low score": "no other gene is likely, but the evidence for this one is weak",
    "close second": "the name may well mean another gene",
    "species by default": "the name may well mean the gene of another species",
    "family, not a gene": "several genes, or a family or complex, are answered",
}
"""What each reason says of its rows, for people, by the reason as ``Doubt`` words it."""


def meaning_of(reason: str) -> str:
    """Return what a reason says of its rows; empty for words that are none of ``Doubt``.

    >>> meaning_of("out of scope"), meaning_of("my own words")
    ('the record is about other species', '')
    """
    return MEANINGS.get(reason, "")


@dataclass(slots=True)
class ShownRecord:
    """One record of the page: its counts, and the rows that are listed."""

    record: ReportRecord
    """The record without its rows."""
    number: int
    """Its place in the report, from 1."""
    names: int = 0
    without_answer: int = 0
    out_of_scope: int = 0
    edited: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    """Rows in doubt by their most serious reason."""
    doubtful: list[ReportRow] = field(default_factory=list)
    """Listed rows in doubt, the most doubtful first."""
    trusted: list[ReportRow] = field(default_factory=list)
    """Listed rows without a doubt, in the record's order."""
    unanswered: list[ReportRow] = field(default_factory=list)
    """Listed names without an answer, in the record's order."""

    @property
    def in_doubt(self) -> int:
        """The number of rows in doubt, listed or not."""
        return self.by_reason.total()

    @property
    def without_doubt(self) -> int:
        """The number of rows with an answer and without a doubt, listed or not."""
        return self.names - self.in_doubt - self.without_answer

    @property
    def unlisted(self) -> int:
        """The number of names that are only counted."""
        return self.names - len(self.doubtful) - len(self.trusted) - len(self.unanswered)

    @property
    def reasons(self) -> list[tuple[str, int, list[ReportRow]]]:
        """The reasons of its rows in doubt, most serious first, each with the number of rows and the listed rows."""
        rows: dict[str, list[ReportRow]] = {}
        for row in self.doubtful:
            rows.setdefault(row.reasons[0], []).append(row)
        order = sorted(self.by_reason, key=seriousness, reverse=True)
        return [(reason, self.by_reason[reason], rows.get(reason, [])) for reason in order]


@dataclass(slots=True)
class ReportGroup:
    """One homology group with its answered genes."""

    names: int = 0
    """The number of names with an answer in the group."""
    symbols: dict[str, dict[str, None]] = field(default_factory=dict)
    """The symbols of its genes by species."""


@dataclass(slots=True)
class AnswerReport:
    """The content of a report, collected file by file: counts, records with their rows, and homology groups."""

    files: int = 0
    names: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_species: Counter[str] = field(default_factory=Counter)
    by_reason: Counter[str] = field(default_factory=Counter)
    """Rows in doubt by reason; a row counts for each of its reasons."""
    by_reference: Counter[str] = field(default_factory=Counter)
    """Names by the stamp of the reference index; the key is empty for answers without a stamp."""
    doubtful_count: int = 0
    out_of_scope: int = 0
    edited: int = 0
    """The number of rows whose answer is not what the index gives."""
    groups: dict[str, ReportGroup] = field(default_factory=dict)
    """All homology groups by id."""
    _records: list[ShownRecord] = field(default_factory=list)
    _doubtful: list[tuple[float, int, int, ReportRow]] = field(default_factory=list)
    _others: list[tuple[int, ReportRow]] = field(default_factory=list)

    def add(self, records: Iterable[ReportRecord]) -> None:
        """Add the records of one file."""
        self.files += 1
        for record in records:
            shown = ShownRecord(replace(record, rows=()), len(self._records) + 1)
            self._records.append(shown)
            for row in record.rows:
                self._add_row(row, shown)

    def _add_row(self, row: ReportRow, shown: ShownRecord) -> None:
        entry, reasons = row.entry, row.reasons
        self.names += 1
        shown.names += 1
        self.by_status[entry.status] += 1
        self.by_reference[entry.reference] += 1
        self.by_reason.update(reasons)
        self.edited += row.is_edited
        shown.edited += row.is_edited
        self.out_of_scope += row.is_out_of_scope
        shown.out_of_scope += row.is_out_of_scope
        if row.species:
            self.by_species[row.species] += 1
            if entry.group_id:
                self._add_to_group(entry, row.species)
        if reasons:
            self.doubtful_count += 1
            shown.by_reason[reasons[0]] += 1
            # among equally doubtful rows the first is kept
            item = (doubtfulness(row), -self.names, shown.number - 1, row)
            if len(self._doubtful) < MAX_ROWS:
                heapq.heappush(self._doubtful, item)
            else:
                heapq.heappushpop(self._doubtful, item)
            return
        shown.without_answer += not row.has_answer
        if len(self._others) < MAX_ROWS:
            self._others.append((shown.number - 1, row))

    def _add_to_group(self, entry: AnswerEntry, species: str) -> None:
        group = self.groups.setdefault(entry.group_id, ReportGroup())
        group.names += 1
        if entry.symbol:
            group.symbols.setdefault(species, {})[entry.symbol] = None

    @property
    def shown_records(self) -> list[ShownRecord]:
        """All records, with at most ``MAX_ROWS`` rows together: the most doubtful ones, then others in their order."""
        found = [
            replace(record, doubtful=[], trusted=[], unanswered=[]) for record in self._records
        ]  # so that it can be asked for again
        for _, _, place, row in sorted(self._doubtful, key=lambda item: (-item[0], -item[1])):
            found[place].doubtful.append(row)
        for place, row in self._others[: MAX_ROWS - len(self._doubtful)]:
            (found[place].trusted if row.has_answer else found[place].unanswered).append(row)
        return found

    @property
    def records(self) -> int:
        """The number of records."""
        return len(self._records)

    @property
    def without_answer(self) -> int:
        """The number of names without an answer."""
        return sum(record.without_answer for record in self._records)

    @property
    def mixed_groups(self) -> list[tuple[str, ReportGroup]]:
        """The homology groups with answered genes of several species, those with the most first."""
        mixed = [(name, group) for name, group in self.groups.items() if len(group.symbols) > 1]
        return sorted(mixed, key=lambda item: (-len(item[1].symbols), -item[1].names, item[0]))


def doubtfulness(row: ReportRow) -> float:
    """Return a number that is greater for more doubtful rows, and 0 for a row without any doubt.

    It depends on the most serious reason, then on the score.
    """
    reasons = row.reasons
    return seriousness(reasons[0]) + (1 - row.entry.score) / 2 + 0.1 if reasons else 0.0
