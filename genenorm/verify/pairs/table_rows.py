"""The rows of a table as cases for the judge, and the habits of the table by which rows are judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from genenorm.core.model import NameKind
from genenorm.records.cells.cell_table import CellTable
from genenorm.verify.pairs.column_roles import MISSING, IdColumn, PairColumns
from genenorm.verify.pairs.identifier_cells import IdState
from genenorm.verify.pairs.many_rows import plainly_right
from genenorm.verify.pairs.pair_judge import PairJudge
from genenorm.verify.pairs.verdicts import Case

OTHER_SPECIES = -1
"""Stands for the taxon id of a species that the index lacks."""
_PIECE = re.compile(r"[^|;,\s](?:[^|;,]*[^|;,\s])?")
_NAME_PIECE = re.compile(r"[^|;,/\s](?:[^|;,/]|/(?!//))*")
_SAMPLE = 500
"""The rows by which the species and the habits of a table are judged."""
_FEWEST = 5
"""Rows that show a species or a habit."""
_NEARLY_ALL = 0.9
_FEWEST_MISALIGNED = 8
MOST_PIECES = 100
"""The most identifiers of a cell that are compared."""

Spans: TypeAlias = list[tuple[int, tuple[int, int]]]
"""The column of each name of a case, and its part of the cell."""


class Piece(NamedTuple):
    """An identifier in a cell."""

    column: int
    text: str
    numbers: str
    span: tuple[int, int]


@dataclass(slots=True)
class TableRows:
    """The rows of a table as cases for the judge."""

    table: CellTable
    pair: PairColumns
    judge: PairJudge
    taxon_of_cell: Callable[[str], int | None]
    """Returns the species that a cell states; ``OTHER_SPECIES`` for one that the index lacks."""
    species: int | None = None
    """The species of all rows, where no column says it."""
    notes: list[str] = field(default_factory=list)
    """Which columns are not compared, and why."""
    misaligned: list[tuple[str, str]] = field(default_factory=list)
    """The columns that do not belong to the names, each with the evidence."""

    def cases(self, number: int) -> Iterator[tuple[Case, Spans, list[Piece]]]:
        """Yield the cases of a row, with the places of the names and of the identifiers."""
        row, pair = self.table.rows[number], self.pair
        taxon = self._taxon_of(row)
        names: list[tuple[str, int, tuple[int, int]]] = []
        for column in pair.names:
            cell = row[column]
            text = cell.strip()
            if text.lower() in MISSING and not self.table.is_prose:
                text = ""
            start = cell.find(text) if text else 0
            names.append((text, column, (start, start + len(text))))
        pieces = [piece for column in pair.ids for piece in self._pieces(row[column.column], column)[:MOST_PIECES]]
        if not pieces or (not any(name for name, *_ in names) and len(pieces) < 2 and not taxon):
            return
        if len(names) == 1 and names[0][0] and not self.table.is_prose:
            several = self._several(row[names[0][1]])
            if len(several) > 1:
                yield from self._of_several(several, names[0][1], pieces, taxon)
                return
        yield self._case([name for name, *_ in names], [(column, span) for _, column, span in names], pieces, taxon)

    def _case(
        self, names: Sequence[str], spans: Spans, pieces: list[Piece], taxon: int | None
    ) -> tuple[Case, Spans, list[Piece]]:
        case = Case(
            tuple(names),
            tuple((piece.text, piece.numbers) for piece in pieces),
            is_symbol=self.pair.is_symbol,
            is_prose=self.table.is_prose,
            taxon_id=taxon,
            columns=tuple(piece.column for piece in pieces),
        )
        return case, spans, pieces

    def _of_several(
        self, several: Sequence[re.Match[str]], column: int, pieces: list[Piece], taxon: int | None
    ) -> Iterator[tuple[Case, Spans, list[Piece]]]:
        """Yield a case for each of several names in a cell, if each column has as many identifiers."""
        by_column: dict[int, list[Piece]] = {}
        for piece in pieces:
            by_column.setdefault(piece.column, []).append(piece)
        if any(len(own) != len(several) for own in by_column.values()):
            yield self._case([], [], pieces, taxon)
            return
        for number, found in enumerate(several):
            name = found[0].strip()
            own = [column_pieces[number] for column_pieces in by_column.values()]
            yield self._case([name], [(column, (found.start(), found.start() + len(name)))], own, taxon)

    def _several(self, cell: str) -> list[re.Match[str]]:
        if not any(mark in cell for mark in "|;,/") or self.judge.meanings.of(cell.strip()):
            return []
        found = list(_NAME_PIECE.finditer(cell))
        return found if len(found) > 1 and any(self.judge.meanings.of(one[0].strip()) for one in found) else []

    def _pieces(self, cell: str, column: IdColumn) -> list[Piece]:
        if cell.isalnum():  # nearly all
            return [Piece(column.column, cell, column.numbers, (0, len(cell)))] if cell.lower() not in MISSING else []
        whole = cell.strip()
        if whole.lower() in MISSING:
            return []
        reading = self.judge.reader.read(whole, column.numbers) if "," in whole else None
        if reading is not None and reading.state is IdState.DAMAGED and reading.note.endswith("thousands"):
            parts = [self.judge.reader.read(part, column.numbers) for part in whole.split(",")]
            if any(part is None or part.gene is None for part in parts):
                start = cell.find(whole)
                return [Piece(column.column, whole, column.numbers, (start, start + len(whole)))]
        return [
            Piece(column.column, found[0], column.numbers, found.span())
            for found in _PIECE.finditer(cell)
            if found[0].lower() not in MISSING
        ]

    def _taxon_of(self, row: Sequence[str]) -> int | None:
        pair = self.pair
        if pair.species is not None and (taxon := self.taxon_of_cell(row[pair.species])) is not None:
            return taxon
        return pair.taxon_id if pair.taxon_id is not None else self.species

    def plainly_right(self, usual: int | None) -> Sequence[bool]:
        """Return of each row whether its name is the symbol of the gene that all its identifiers are of."""
        if self.table.is_prose or len(self.pair.names) != 1:
            return ()
        name = self.pair.names[0]
        taxa = [self._taxon_of(row) or usual for row in self.table.rows]
        ids = [([row[column.column] for row in self.table.rows], column.numbers) for column in self.pair.ids]
        return plainly_right(self.judge.reference, [row[name] for row in self.table.rows], ids, taxa)

    # -- the habits of a table ------------------------------------------------------------------------------------

    def _sampled(self) -> Iterable[int]:
        count = len(self.table.rows)
        return range(0, count, max(1, count // _SAMPLE))

    def without_foreign_columns(self) -> PairColumns:
        """Return the columns without those of identifiers that are of other genes than the names.

        These may be orthologs, or of a species that the index lacks; or the column was sorted alone, which is a
        finding.
        """
        pair = self.pair
        if self.table.is_prose or not pair.names:
            return pair
        kept = []
        counted = [self._counts(column) for column in pair.ids]
        home = max((counts["exact"] for counts in counted), default=0)
        for column, counts in zip(pair.ids, counted, strict=True):
            known = counts["own"] + counts["other"]
            if counts["unknown"] > max(known, _FEWEST - 1):
                self.notes.append(
                    f"{self._label(column.column)} is not compared: most of its identifiers are not in the index, "
                    "perhaps because they are of another species"
                )
            elif known >= _FEWEST and counts["foreign"] >= _NEARLY_ALL * known and home > counts["foreign"]:
                counts["ortholog"] = counts["other"] = known
                self._leave_out(column, counts)
            elif counts["other"] > known / 2 and counts["other"] >= _FEWEST_MISALIGNED:
                self._leave_out(column, counts)
            else:
                kept.append(column)
        return PairColumns(pair.names, tuple(kept), pair.is_symbol, pair.species, pair.taxon_id)

    def _leave_out(self, column: IdColumn, counts: Counter[str]) -> None:
        names, ids = self._label(self.pair.names[0]), self._label(column.column)
        if counts["ortholog"] > counts["other"] / 2:
            self.notes.append(f"{ids} is not compared with {names}: it has their orthologs in another species")
            return
        judged = counts["own"] + counts["other"]
        why = (
            f"in {counts['other']:,} of {judged:,} rows looked at {ids} is of another gene than {names}: one of them "
            "may have been sorted or shifted without the other, or has something else; the rows are not listed"
        )
        self.misaligned.append((ids, why))

    def _label(self, column: int) -> str:
        header = self.table.headers[column]
        text = f"the column {header!r}" if header else f"column {column + 1}"
        return f"{text} of {self.table.sheet}" if self.table.sheet else text

    def _counts(self, column: IdColumn) -> Counter[str]:
        """Return how many sampled identifiers of a column are of the name's gene, another, an ortholog or unknown."""
        meanings, reader = self.judge.meanings, self.judge.reader
        counts: Counter[str] = Counter()
        name_column = self.pair.names[0]
        for number in self._sampled():
            row = self.table.rows[number]
            taxon = self._taxon_of(row)
            if taxon == OTHER_SPECIES:
                continue
            pieces = self._pieces(row[column.column], column)
            readings = [reader.read(piece.text, piece.numbers) for piece in pieces]
            genes = [reading.gene for reading in readings if reading is not None and reading.gene is not None]
            name = row[name_column].strip()
            found = meanings.of(name)
            if not genes:
                is_unknown = any(reading is not None and reading.state is IdState.UNKNOWN for reading in readings)
                counts["unknown"] += is_unknown and bool(meanings.exact_symbol_genes(name))
                continue
            if not found:
                continue
            if any(meanings.between(name, gene) for gene in genes):
                counts["own"] += 1
                exact = meanings.exact_symbol_genes(name)
                counts["exact"] += any(gene.symbol == name for gene in genes)
                counts["foreign"] += bool(exact) and all(
                    gene.symbol != name and gene.taxon_id not in {one.taxon_id for one in exact} for gene in genes
                )
            else:
                counts["other"] += 1
                groups = {gene.group for gene in genes} - {None}
                named = [self.judge.reference.gene(key).group for key in found]
                counts["ortholog"] += any(group in groups for group in named)
        return counts

    def habits(self) -> tuple[int | None, bool]:
        """Return the species of nearly all identifiers, or ``None``, and whether symbols are in their own case."""
        meanings, reader = self.judge.meanings, self.judge.reader
        taxa: Counter[int] = Counter()
        spelled: Counter[bool] = Counter()
        for number in self._sampled():
            for case, _, _ in self.cases(number):
                if case.taxon_id == OTHER_SPECIES:
                    continue
                readings = [reader.read(*one) for one in case.ids]
                genes = [reading.gene for reading in readings if reading is not None and reading.gene is not None]
                if not genes:
                    continue
                taxa[genes[0].taxon_id] += 1
                for name in case.names[:1]:
                    meaning = meanings.between(name, genes[0])
                    if meaning is not None and meaning.kind is NameKind.SYMBOL:
                        spelled[meaning.is_exact] += 1
        usual = None
        if taxa.total() >= _FEWEST:
            taxon, count = taxa.most_common(1)[0]
            usual = taxon if _are_nearly_all(count, taxa.total()) else None
        return usual, _are_nearly_all(spelled[True], spelled.total())


def _are_nearly_all(count: int, total: int) -> bool:
    """Return whether a few rows at most, or one row of a short table, are otherwise."""
    return count >= _NEARLY_ALL * total or (total >= _FEWEST and count == total - 1)
