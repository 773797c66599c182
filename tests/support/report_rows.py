"""Rows and reports made of a few cells."""

from __future__ import annotations

from genenorm.annotation.exports.answer_entries import entry_of
from genenorm.annotation.exports.report_data import AnswerReport
from genenorm.annotation.exports.report_records import ReportRecord, ReportRow


def row(*, is_edited: bool = False, **cells: str) -> ReportRow:
    """Return a row of the report: a resolved name ``x``, but for the given cells."""
    entry = entry_of({"input": "x", "status": "resolved", "score": "0.9", "record": "r", **cells})
    return ReportRow(entry, entry.species, is_edited)


def report_of(*rows: ReportRow, reference: str = "") -> AnswerReport:
    """Return the report on one record with these rows."""
    report = AnswerReport()
    report.add([ReportRecord("r", "file", rows, reference=reference)])
    return report
