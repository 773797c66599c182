r"""Auditing the names and identifiers of a whole file, and its bytes with what is certainly wrong corrected.

>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> table = b"symbol,gene_id,species\nGRIN1,14810,human\nTP53,7157,human\n"
>>> checked = check_bytes(table, "genes.csv", Resolver(Reference.open()))
>>> [(found.line, found.kind.value, found.right) for found in checked.findings]
[(2, 'other-species', '2902')]
>>> checked.fixed().decode().splitlines()[1]
'GRIN1,2902,human'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from genenorm.core.errors import RecordError
from genenorm.core.numbers import whole_number
from genenorm.core.tables import Table
from genenorm.core.taxa import SPECIES_MEANT
from genenorm.index.reference import Reference
from genenorm.records.cells.cell_table import CellFile, CellPlace, CellTable
from genenorm.records.cells.read_cells import read_cells
from genenorm.records.source import ReadOptions
from genenorm.records.splices import spliced
from genenorm.resolver.resolver import Resolver
from genenorm.verify.pairs.column_roles import (
    MISSING,
    ColumnChoice,
    ColumnReader,
    IdColumn,
    PairColumns,
    listed_columns,
)
from genenorm.verify.pairs.findings import Finding, FindingKind, Sureness, findings_table
from genenorm.verify.pairs.identifier_cells import IdReader
from genenorm.verify.pairs.name_meanings import NameMeanings
from genenorm.verify.pairs.pair_judge import PairJudge
from genenorm.verify.pairs.table_rows import OTHER_SPECIES, Piece, Spans, TableRows
from genenorm.verify.pairs.verdicts import NAME, SPECIES, Trust, Verdict

_MOST_NAMED = 5
"""The most species in a note."""
_MANY_ROWS = 3000
"""Rows from which on those that are right are found with arrays, which need NumPy."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What an audit of a file found."""

    name: str
    findings: tuple[Finding, ...]
    """In the order of the file."""
    pairs: int
    """The number of rows that have a name next to an identifier, or several identifiers."""
    notes: tuple[str, ...]
    """What was taken for granted, what was not compared and why, one line each."""
    reference: str
    """The stamp of the index."""
    _cells: CellFile

    @property
    def table(self) -> Table:
        """The findings as a table, one row each."""
        return findings_table(self.findings, self.reference)

    def fixed(self) -> bytes:
        """Return the bytes of the file with the right values of the findings that are certain.

        All other cells, and all bytes around them, are as they were. What cannot be decided is left.
        """
        edits: dict[CellPlace, dict[tuple[int, int], str]] = {}
        for found in self.findings:
            if found.can_be_fixed and found.place is not None:
                edits.setdefault(found.place, {})[found.span] = found.right
        values = {
            place: spliced(self._cells.tables[place.table].rows[place.row][place.column],
                           [(*span, right) for span, right in parts.items()])
            for place, parts in edits.items()
        }  # fmt: skip
        return self._cells.replaced(values)


def check_bytes(
    data: bytes,
    name: str,
    resolver: Resolver,
    *,
    options: ReadOptions | None = None,
    columns: ColumnChoice | None = None,
    species: int | None = None,
    trust: Trust = Trust.NEITHER,
) -> CheckedFile:
    """Return what is wrong with the names and identifiers of a file.

    :param data: the bytes of the file.
    :param name: its name, which shows the format unless ``options.form`` does.
    :param columns: the columns with names, identifiers and species, where these are not to be found.
    :param species: the taxon id of all genes of the file.
    :param trust: which side is right when nothing else decides.
    :raises RecordError: the file cannot be read, or lacks a column that is asked for.
    """
    cells = read_cells(data, name, options)
    audit = _Audit(name, resolver, columns or ColumnChoice(), species, trust)
    for number, table in enumerate(cells.tables):
        audit.add(number, table)
    if not audit.has_columns:
        if not audit.columns.is_empty:
            raise RecordError(name, _no_pairs(cells.tables))
        audit.notes.append(_no_pairs(cells.tables))
    audit.findings.sort(key=lambda found: (found.place.table if found.place else 0, found.line or 0))
    return CheckedFile(
        name, tuple(audit.findings), audit.pairs, (*cells.notes, *dict.fromkeys(audit.notes)),
        resolver.reference.stamp, cells,
    )  # fmt: skip


def _no_pairs(tables: Sequence[CellTable]) -> str:
    if not any(table.rows for table in tables):
        return "no rows with identifiers of genes in it"
    seen = "; ".join(dict.fromkeys(listed_columns(table) for table in tables[:3]))
    return f"no names beside identifiers; name the columns with --column and --id-column; the columns are: {seen}"


@dataclass(slots=True)
class _Audit:
    """The findings of a file, table by table."""

    source: str
    resolver: Resolver
    columns: ColumnChoice
    species: int | None
    trust: Trust
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pairs: int = 0
    has_columns: bool = False
    _judge: PairJudge = field(init=False)
    _column_reader: ColumnReader = field(init=False)
    _taxa: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reference = self.resolver.reference
        self._judge = PairJudge(NameMeanings(self.resolver), IdReader(reference), self.trust)
        self._column_reader = ColumnReader(reference, lambda text: self._taxon(text) not in (None, OTHER_SPECIES))

    @property
    def _reference(self) -> Reference:
        return self.resolver.reference

    def add(self, number: int, table: CellTable) -> None:
        """Add what is wrong in a table."""
        if table.is_prose:
            found = _prose_columns(table)
        else:
            found = self._column_reader.pairs_of(table, self.columns, self.source)
        for pair in found:
            self.has_columns = True
            self._add_pairs(number, table, pair)

    def _add_pairs(self, number: int, table: CellTable, pair: PairColumns) -> None:
        rows = self._rows(table, pair)
        kept = rows.without_foreign_columns()
        self.notes += rows.notes
        for columns, why in rows.misaligned:
            self.findings.append(
                Finding(self.source, None, columns, "", "", FindingKind.MISALIGNED, "", why, Sureness.CERTAIN)
            )
        if not kept.ids or (len(kept.ids) < 2 and not kept.names):
            return
        rows = self._rows(table, kept)
        usual, keeps_case = rows.habits()
        right = rows.plainly_right(usual) if len(table.rows) >= _MANY_ROWS else ()
        skipped: Counter[str] = Counter()
        for row in range(len(table.rows)):
            if right and right[row]:
                self.pairs += 1
                continue
            for case, names, pieces in rows.cases(row):
                if case.taxon_id == OTHER_SPECIES and kept.species is not None:
                    skipped[table.rows[row][kept.species].strip()] += 1
                    continue
                self.pairs += 1
                for verdict in self._judge.judge(case._replace(usual_taxon=usual, keeps_case=keeps_case)):
                    column, span, identifier = _place_of(verdict, kept, names, pieces)
                    name = case.names[verdict.name] if verdict.name >= 0 else ""
                    self.findings.append(
                        Finding(
                            self.source, table.lines[row], table.label(row, column), name, identifier, verdict.kind,
                            verdict.right, verdict.why, verdict.sure, CellPlace(number, row, column), span,
                        )
                    )  # fmt: skip
        self.notes += _note_on_skipped(skipped)

    def taxon_of_cell(self, text: str) -> int | None:
        """Return the species that a cell states; ``OTHER_SPECIES`` for one that the index lacks."""
        if text not in self._taxa:
            self._taxa[text] = self._taxon(text)
        return self._taxa[text]

    def _taxon(self, text: str) -> int | None:
        text = text.strip().removeprefix("taxon:")  # as GAF has it
        if text.lower() in MISSING:
            return None
        number = whole_number(text)
        if number in SPECIES_MEANT:
            text = str(SPECIES_MEANT[number])
        taxon = self._reference.known_taxon(text)
        if taxon is not None:
            return taxon.taxon_id
        parts = re.split(r"[|;,]", text)
        return OTHER_SPECIES if len(parts) == 1 else None

    def _rows(self, table: CellTable, pair: PairColumns) -> TableRows:
        return TableRows(table, pair, self._judge, self.taxon_of_cell, self.species)


def _place_of(
    verdict: Verdict, columns: PairColumns, names: Spans, pieces: Sequence[Piece]
) -> tuple[int, tuple[int, int], str]:
    """Return the column that a verdict is on, the part of the cell, and the identifier that is shown with it."""
    shown = pieces[max(verdict.part, 0)]
    if verdict.part == NAME:
        column, span = names[max(verdict.name, 0)]
    elif verdict.part == SPECIES:
        column, span = shown.column if columns.species is None else columns.species, (0, 0)
    else:
        column, span = shown.column, shown.span
    return column, span, shown.text


def _note_on_skipped(species: Counter[str]) -> list[str]:
    """Return a note on the rows about species that the index lacks; none if there are no such rows."""
    if not species:
        return []
    named = ", ".join(name for name, _ in species.most_common(_MOST_NAMED))
    more = f" and {len(species) - _MOST_NAMED} more" if len(species) > _MOST_NAMED else ""
    rows = "1 row" if species.total() == 1 else f"{species.total():,} rows"
    return [f"{rows} not compared, about species that the index lacks: {named}{more}"]


def _prose_columns(table: CellTable) -> list[PairColumns]:
    """Return the columns of running text, or of terms, by the headers that their readers give."""
    names = tuple(place for place, header in enumerate(table.headers) if header.startswith(("name", "label")))
    ids = tuple(IdColumn(place, "") for place, header in enumerate(table.headers) if header in ("id", "xref"))
    return [PairColumns(names, ids)] if ids else []
