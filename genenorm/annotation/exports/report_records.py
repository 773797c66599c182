"""The records of a report: their answers, and what the page says of the record itself.

Answers that were written into a file are shown as they are written. Where the open index gives the same answer now, its
evidence and alternatives are added, which a record may not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.exports.answer_entries import AnswerEntry, entries_of, entry_of
from genenorm.annotation.scope import OUT_OF_SCOPE
from genenorm.core.model import Status
from genenorm.core.tables import Table, cell_text
from genenorm.index.reference import Reference
from genenorm.records.record import Record
from genenorm.resolver.doubt import DOUBT_SEPARATOR, Doubt

_WITHOUT_ANSWER = frozenset({Status.UNKNOWN.value, Status.NOT_A_GENE.value})
_ORDER = {doubt.value: place for place, doubt in enumerate(Doubt)}
_LONGEST_EXCERPT = 280


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The answer for one name, as the report shows it."""

    entry: AnswerEntry
    species: str
    """Common name of the answer's species; one that the index does not have is as written."""
    is_edited: bool = False
    """Whether the answer is not the one that the open index gives, though it is said to be from that index."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons to look at the row, the most serious first; words that genenorm does not know come last."""
        return reasons_of(self.entry.doubt)

    @property
    def is_out_of_scope(self) -> bool:
        """Whether the record is about other species than the answer's."""
        return self.entry.scope == OUT_OF_SCOPE or Doubt.OUT_OF_SCOPE.value in self.reasons

    @property
    def has_answer(self) -> bool:
        """Whether the name has an answer of any kind."""
        return self.entry.status not in _WITHOUT_ANSWER


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One figure, set or list with its answers."""

    record_id: str
    file: str
    """Name of the file as messages show it."""
    rows: tuple[ReportRow, ...]
    title: str = ""
    excerpt: str = ""
    """The beginning of the caption or abstract."""
    pmcid: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    """The species that the record is about, by common name, each with the reason."""
    reference: str = ""
    """Stamp of the index that gave the answers; empty when it is not known."""


def reasons_of(doubt: str) -> tuple[str, ...]:
    """Return the reasons of a cell ``doubt``, the most serious first.

    >>> reasons_of("species by default; my own words; shared word"), reasons_of("")
    (('shared word', 'species by default', 'my own words'), ())
    """
    reasons = dict.fromkeys(reason for part in doubt.split(DOUBT_SEPARATOR) if (reason := part.strip()))
    return tuple(sorted(reasons, key=seriousness, reverse=True))


def seriousness(reason: str) -> int:
    """Return a number that is greater for more serious reasons; 0 for words that are none of ``Doubt``."""
    return len(_ORDER) - _ORDER.get(reason, len(_ORDER))


def excerpt_of(text: str, longest: int = _LONGEST_EXCERPT) -> str:
    """Return the beginning of a text, cut between words.

    >>> excerpt_of("Signals in neurons", 12)
    'Signals in …'
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0] or text[:longest]} …"


def resolved_records(file: AnnotatedFile, reference: Reference) -> list[ReportRecord]:
    """Return the records of a file with the answers that they have now."""
    return written_records(entries_of(file), file.name, reference, now=file)


def written_records(
    entries: Iterable[AnswerEntry],
    name: str,
    reference: Reference,
    *,
    now: AnnotatedFile | None = None,
    records: Sequence[Record] = (),
) -> list[ReportRecord]:
    """Return the records for answers that were written into a file or table.

    :param entries: the answers.
    :param name: the name of the file.
    :param reference: the open index, which names species.
    :param now: the same records resolved with this index, where the answers are from it.
    :param records: the records as they were read, where they are not resolved again.
    """
    by_record: dict[str, list[AnswerEntry]] = {}
    for entry in entries:
        by_record.setdefault(entry.record, []).append(entry)
    annotations = {each.record.record_id: each for each in now.annotations} if now is not None else {}
    described = {record.record_id: record for record in records}
    described |= {record_id: each.record for record_id, each in annotations.items()}
    resolved = _by_record_and_name(now) if now is not None else {}
    found = []
    for record_id, written in by_record.items():
        rows = (
            _row(entry, reference)
            if record_id not in annotations or entry.found
            else _checked_row(entry, resolved.get((record_id, entry.name), ()), reference)
            for entry in written
        )
        shown = ReportRecord(record_id, name, tuple(rows), reference=written[0].reference)
        if record_id in annotations:
            shown = replace(shown, scope=_scope_of(annotations[record_id], reference))
        found.append(_described(shown, described[record_id]) if record_id in described else shown)
    return found


def _by_record_and_name(file: AnnotatedFile) -> dict[tuple[str, str], list[AnswerEntry]]:
    """Return answers by record and name, also as a table with one row for each gene of a name has them."""
    found: dict[tuple[str, str], list[AnswerEntry]] = {}
    for entry in chain(_entries_of_table(file.table), _entries_of_table(file.split_table)):
        found.setdefault((entry.record, entry.name), []).append(entry)
    return found


def _entries_of_table(table: Table) -> Iterator[AnswerEntry]:
    for row in table.rows:
        yield entry_of(dict(zip(table.columns, map(cell_text, row), strict=True)))


def _row(entry: AnswerEntry, reference: Reference, *, is_edited: bool = False) -> ReportRow:
    return ReportRow(entry, _common_name(entry.species, reference), is_edited)


def _checked_row(written: AnswerEntry, resolved: Iterable[AnswerEntry], reference: Reference) -> ReportRow:
    """Return a row with all that is known of its answer, if this is the one of today."""
    now = next((entry for entry in resolved if _is_same_answer(written, entry)), None)
    if now is None:
        return _row(written, reference, is_edited=True)
    entry = replace(now, score=written.score, doubt=written.doubt, word=written.word or now.word)
    return _row(entry, reference)


def _is_same_answer(written: AnswerEntry, now: AnswerEntry) -> bool:
    """Return whether an answer is that of today, by the identifiers that were written."""
    optional = ((written.ensembl_id, now.ensembl_id), (written.authority_id, now.authority_id),
                (written.group_id, now.group_id))  # fmt: skip
    return (written.status, written.gene_id, written.symbol) == (now.status, now.gene_id, now.symbol) and all(
        ours in ("", theirs) for ours, theirs in optional
    )


def _described(shown: ReportRecord, record: Record) -> ReportRecord:
    title = " ".join((record.title or record.paper_title).split())
    excerpt = excerpt_of(record.caption)
    if excerpt.rstrip(" .") == title.rstrip(" ."):
        excerpt = ""
    return replace(shown, title=title, excerpt=excerpt, pmcid=record.pmcid)


def _scope_of(annotation: Annotation, reference: Reference) -> tuple[tuple[str, str], ...]:
    reasons = annotation.scope.reasons
    return tuple((_common_name(reason.species, reference) or "other species", reason.text) for reason in reasons)


def _common_name(species: str, reference: Reference) -> str:
    taxon = reference.known_taxon(species) if species else None
    return species if taxon is None else taxon.common
