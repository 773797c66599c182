"""GCT files, tables of expression values: the names are the rows' names, descriptions or metadata.

Version 1.3 has columns of row metadata, to which the answers are added. Version 1.2 has no place for answers; on
request (``ReadOptions.genes``) the names are replaced by the genes that they mean, as in gene sets.

The values are not read: only the first cells of each line are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from genenorm.core.errors import RecordError
from genenorm.core.numbers import whole_number
from genenorm.records.answer_fields import is_answer_header
from genenorm.records.decode import check_text_start
from genenorm.records.delimited import answer_columns
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.splices import spliced
from genenorm.records.table_column import missing_column_message

_VERSIONS = (b"#1.2", b"#1.3")
_MARK = b"\xef\xbb\xbf"
_MISSING = "na"
"""What programs write for a missing value of metadata."""
_NO_REWRITE_REASON = (
    "GCT 1.2 has no place for answers; replace its names by genes with --genes gene_id (or symbol), "
    "or write a table with --table or --to tsv"
)
_BLANKS = {ord(ch): " " for ch in "\t\r\n"}


@dataclass(frozen=True, slots=True)
class _GctLine:
    """A line below the dimensions."""

    start: int
    """Its offset in the file."""
    cells: tuple[bytes, ...]
    """Its first cells: the name and the description, or in version 1.3 the name and the row metadata."""

    def end_of(self, column: int) -> int:
        """Return the offset after a cell."""
        return self.start + sum(map(len, self.cells[: column + 1])) + column


@dataclass(frozen=True, slots=True)
class _GctTable:
    source: str
    has_metadata: bool
    """Whether the version has row metadata."""
    metadata_count: tuple[int, int]
    """Offsets of the start and end of the number of columns of row metadata in the line of dimensions."""
    header: _GctLine
    header_cells: tuple[str, ...]
    lines: tuple[_GctLine, ...]
    """The lines after the header; in version 1.3 those with metadata of columns come first."""
    first_row: int
    """Index in ``lines`` of the first line with a name."""

    @property
    def answer_columns(self) -> list[int]:
        """The columns of answers of an earlier run."""
        return [place for place, name in enumerate(self.header_cells) if is_answer_header(name)]

    def column(self, name: str) -> int:
        """Return the position of the column with the names: the first, or that with this header, in any case."""
        if not name:
            return 0
        own = [header for header in self.header_cells if not is_answer_header(header)]
        for same in (str, str.casefold):
            headers = [same(header) for header in self.header_cells]
            if same(name) in headers:
                return headers.index(same(name))
        raise RecordError(self.source, missing_column_message(name, own), 3)

    def text(self, line: _GctLine, number: int, column: int) -> str:
        """Return a cell as text; ``number`` is the index of its line after the header."""
        cell = line.cells[column]
        try:
            return cell.decode().strip()
        except UnicodeDecodeError as error:
            cause = f"not UTF-8 text (byte 0x{cell[error.start]:02x})"
            raise RecordError(self.source, cause, number + 4) from error


def read_gct(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    r"""Return the rows of a GCT file, version 1.2 or 1.3, as one record.

    The names are in the first column, or in that with the header ``options.column``: in version 1.2 the description, in
    version 1.3 row metadata. Raises RecordError when the file has not the lines or columns that it declares.

    >>> gct = b"#1.2\n2\t1\nName\tDescription\ts1\nGRIN1\tna\t1.5\nPSD95\tna\t2\n"
    >>> read_gct(gct, "a.gct", ReadOptions()).records[0].names
    ('GRIN1', 'PSD95')
    """
    check_text_start(data, source)
    table = _parse(data, source)
    column = table.column(options.column)
    rows = table.lines[table.first_row :]
    names = tuple(table.text(line, number, column) for number, line in enumerate(rows, start=table.first_row))

    def with_genes(answers: Sequence[AnswerRows]) -> bytes:
        genes = [str(gene or "") for gene in answers[0].column(options.genes)]
        new_names = _distinct(names, genes) if column == 0 else [gene or None for gene in genes]
        edits = []
        for line, name in zip(rows, new_names, strict=True):
            if name is not None:
                cell, end = line.cells[column], line.end_of(column)
                start = end - len(cell.lstrip())
                edits.append((start, start + len(cell.strip()), name.encode()))
        return spliced(data, edits)

    def with_columns(answers: Sequence[AnswerRows] = ()) -> bytes:
        return spliced(data, _column_edits(table, answers[0] if answers else None))

    record_file = (Record(source, source, names),)
    if table.has_metadata:
        annotated = bool(table.answer_columns)
        rewrite = with_genes if options.genes else with_columns
        return RecordFile(record_file, rewrite, with_columns if annotated else lambda: data, annotated)
    return RecordFile(record_file, with_genes if options.genes else None, no_rewrite_reason=_NO_REWRITE_REASON)


def _distinct(names: Sequence[str], genes: Sequence[str]) -> list[str | None]:
    """Return the gene for each row, and ``None`` for a row that keeps its name.

    The names of rows must differ, so rows that mean the same gene keep theirs, as do names that mean none.
    """
    counts = Counter(genes)
    new = [gene if gene and counts[gene] == 1 else None for gene in genes]
    while True:
        kept = {name for name, gene in zip(names, new, strict=True) if gene is None}
        if not any(gene in kept for gene in new if gene is not None):
            return new
        new = [None if gene in kept else gene for gene in new]


def _column_edits(table: _GctTable, answers: AnswerRows | None) -> list[tuple[int, int, bytes]]:
    """Return the edits that put columns of answers, if any, in place of those of an earlier run."""
    old = table.answer_columns
    last = max(set(range(len(table.header_cells))) - set(old))
    header: list[str] = []
    rows: Sequence[Sequence[object]] = [()] * (len(table.lines) - table.first_row)
    if answers is not None:
        added = answer_columns(answers)
        header, rows = added.header, added.rows
    start, end = table.metadata_count
    count = len(table.header_cells) - 1 - len(old) + len(header)
    edits = [(start, end, str(count).encode())]
    blank: list[object] = [None] * len(header)
    all_cells: list[Sequence[object]] = [header, *[blank] * table.first_row, *rows]
    for line, cells in zip((table.header, *table.lines), all_cells, strict=True):
        edits += [(line.end_of(place - 1), line.end_of(place), b"") for place in old]
        place = line.end_of(last)
        edits.append((place, place, "".join("\t" + _cell_text(cell) for cell in cells).encode()))
    return edits


def _cell_text(cell: object) -> str:
    text = "" if cell is None else str(cell).translate(_BLANKS).strip()
    return text or _MISSING


# -- reading --------------------------------------------------------------------------------------------------------


def _parse(data: bytes, source: str) -> _GctTable:
    lines = enumerate(BytesIO(data), start=1)
    place = len(_MARK) if data.startswith(_MARK) else 0
    _, line = next(lines)
    version = line[place:].split(b"\t")[0].strip()
    if version not in _VERSIONS:
        cause = f"not GCT: its first line is {version[:20].decode('utf-8', 'replace')!r}, not #1.2 or #1.3"
        raise RecordError(source, cause, 1)
    has_metadata = version == _VERSIONS[1]
    place = len(line)
    _, line = next(lines, (2, b""))
    dimensions = line.rstrip().split(b"\t")
    expected = 4 if has_metadata else 2
    numbers = [number for cell in dimensions if (number := whole_number(cell.strip().decode("latin-1"))) is not None]
    if len(dimensions) != expected or len(numbers) != expected:
        what = ", ".join(["rows", "columns", "row metadata", "column metadata"][:expected])
        raise RecordError(source, f"not GCT: its second line must have these numbers: {what}", 2)
    row_count, column_count, *metadata = numbers
    own, column_metadata = (1 + metadata[0], metadata[1]) if has_metadata else (2, 0)
    count_at = place + sum(len(cell) + 1 for cell in dimensions[:2])
    count_end = count_at + len(dimensions[2]) if has_metadata else count_at
    width = own + column_count
    place += len(line)
    table_lines = []
    for number, line in lines:
        if line.strip():
            cells = line.rstrip(b"\r\n").split(b"\t", own)
            found = line.count(b"\t") + 1
            if found < width or (found > width and line.rstrip(b"\t\r\n").count(b"\t") >= width):
                cause = f"{found} cells, but the second line declares {width} columns, {own} of them before the values"
                raise RecordError(source, cause, number)
            table_lines.append(_GctLine(place, tuple(cells[:own])))
        elif len(table_lines) <= row_count + column_metadata:
            raise RecordError(source, "a blank line before the last row", number)
        place += len(line)
    expected = 1 + column_metadata + row_count
    if len(table_lines) != expected:
        cause = f"{len(table_lines)} lines after this one, which declares {expected}; is the file cut?"
        raise RecordError(source, cause, 2)
    if not row_count:
        raise RecordError(source, "the table has no rows", 2)
    header = table_lines[0]
    header_cells = tuple(cell.decode("utf-8", "replace").strip() for cell in header.cells)
    return _GctTable(source, has_metadata, (count_at, count_end), header, header_cells, tuple(table_lines[1:]),
                     column_metadata)  # fmt: skip
