"""What an audit of names and identifiers finds, as values and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from genenorm.core.tables import Table
from genenorm.records.cells.cell_table import CellPlace


class FindingKind(StrEnum):
    """The kind of a finding; the value is the word in tables."""

    MISMATCH = "mismatch"
    """Name and identifier are of different genes."""
    RETIRED = "retired"
    """The identifier was retired; the right value is the one that replaced it, if there is one."""
    OTHER_SPECIES = "other-species"
    """The identifier is of another species than the row, the file or the name."""
    DAMAGED = "damaged"
    """A spreadsheet changed the cell: a date, a float, an exponent, lost zeros."""
    OUTDATED = "outdated"
    """The name is a previous symbol of the gene."""
    ALIAS = "alias"
    """The name is another name of the gene, under a header that says symbol."""
    SPELLING = "spelling"
    """The symbol is written in another case than the gene's own."""
    MALFORMED = "malformed"
    """The text is no identifier, or lacks a part."""
    UNKNOWN_ID = "unknown-id"
    """The index has no such identifier."""
    UNKNOWN_NAME = "unknown-name"
    """No gene has this name, but the identifier is of one."""
    MISALIGNED = "misaligned"
    """Most rows of two columns do not belong together."""


class Sureness(StrEnum):
    """How sure a finding is; the value is the word in tables."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for the surest.

        >>> Sureness.LIKELY.rank
        1
        """
        return list(Sureness).index(self)


class Finding(NamedTuple):
    """A cell that is wrong or doubtful, with the evidence."""

    file: str
    line: int | None
    """The line of a text or row of a sheet; ``None`` for a finding on a whole table."""
    cell: str
    """The cell as people name it: ``Sheet1!B7``, or the header of its column."""
    name: str
    """The name next to the identifier, as written."""
    identifier: str
    """The identifier as written."""
    kind: FindingKind
    right: str
    """What the cell should have; empty when that is not known, or when it is not clear which side is wrong."""
    why: str
    """The evidence in plain words."""
    sure: Sureness
    place: CellPlace | None = None
    """The place of the cell in the tables of the file."""
    span: tuple[int, int] = (0, 0)
    """The part of the cell that is wrong, which ``right`` replaces."""

    @property
    def can_be_fixed(self) -> bool:
        """Whether the right value is certain, so that it can be written into a copy."""
        return self.sure is Sureness.CERTAIN and bool(self.right) and self.place is not None


FINDING_COLUMNS = ("file", "line", "cell", "name", "identifier", "finding", "right", "sure", "why")


CORRECTED = "corrected"
"""The last column of the findings of a run that corrects."""


def findings_table(findings: Iterable[Finding], reference: str = "", *, is_fixed: bool = False) -> Table:
    """Return findings as a table, one row each; with ``is_fixed`` a last column says which were corrected.

    >>> findings_table([]).columns[:3]
    ('file', 'line', 'cell')
    """
    rows = tuple(
        (found.file, found.line, found.cell, found.name, found.identifier, found.kind.value, found.right,
         found.sure.value, found.why, *([_YES_NO[found.can_be_fixed]] if is_fixed else ()))
        for found in findings
    )  # fmt: skip
    return Table((*FINDING_COLUMNS, CORRECTED) if is_fixed else FINDING_COLUMNS, rows, reference)


_YES_NO = {True: "yes", False: "no"}


def github_lines(findings: Iterable[Finding]) -> Iterable[str]:
    r"""Yield each finding as a workflow command of GitHub Actions, which shows it at its line.

    >>> found = Finding("a%.csv", 3, "id", "GRIN1", "1", FindingKind.MISMATCH, "", "x\ny", Sureness.CERTAIN)
    >>> next(iter(github_lines([found])))
    '::error file=a%25.csv,line=3,title=genenorm%3A mismatch::id: GRIN1, 1: x%0Ay'
    """
    levels = {Sureness.CERTAIN: "error", Sureness.LIKELY: "warning", Sureness.POSSIBLE: "notice"}
    for found in findings:
        line = "" if found.line is None else f",line={found.line}"
        pair = ", ".join(text for text in (found.name, found.identifier) if text)
        right = f"; right: {found.right}" if found.right else ""
        text = _message(f"{found.cell}: {pair}: {found.why}{right}")
        title = _property(f"genenorm: {found.kind.value}")
        yield f"::{levels[found.sure]} file={_property(found.file)}{line},title={title}::{text}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
