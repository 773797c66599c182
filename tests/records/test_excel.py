"""Workbooks: the names of a column are read as shown, the answers are added, everything else stays."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from zipfile import ZipFile

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import ROW_FIELDS
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, of the excel extra, is not installed")
GENE = ReadOptions(column="gene")
FIELDS = ("keyword", "gene_id", "symbol", "score")


@pytest.fixture
def workbook() -> bytes:
    """Two sheets with a formula, a date, a style, a gap in the rows and a note far to the right."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["n", "gene"], [1, "GRIN1"], [2, datetime.datetime(2026, 9, 2)], [3, 1007.0], [None, None], [5, "NA"]):
        sheet.append(row)
    sheet["D3"] = "=A3*2"
    sheet["B1"].font = openpyxl.styles.Font(bold=True)
    sheet["D1"].font = openpyxl.styles.Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("more")["A1"] = "kept"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes, options: ReadOptions = GENE) -> RecordFile:
    return read_record_file(data, "a.xlsx", options)


def answers(record_file: RecordFile, fields: tuple[str, ...] = FIELDS) -> list[AnswerRows]:
    cells = [
        {"keyword": name, "gene_id": len(name) or None, "symbol": f"={name}", "score": 0.5}
        for name in record_file.records[0].names
    ]
    rows = tuple(tuple(row.get(field, "") for field in fields) for row in cells)
    return [AnswerRows(fields, rows, reference="shipped 2026-11-24 8745d431dc72")]


def sheet(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)]


def test_a_column_is_read_with_its_dates_as_shown(workbook: bytes) -> None:
    assert read(workbook).records[0].names == ("GRIN1", "2-Sep", "1007", "NA")


def with_part(workbook: bytes, end: str, old: bytes, new: bytes) -> bytes:
    """Return the workbook with the matches of ``old`` replaced in the parts whose names end with ``end``."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as book, ZipFile(out, "w") as changed:
        for name in book.namelist():
            part = book.read(name)
            changed.writestr(name, re.sub(old, new, part, flags=re.DOTALL) if name.endswith(end) else part)
    return out.getvalue()


def with_formula(workbook: bytes, cell: bytes) -> bytes:
    """Return the workbook with this XML as its cell ``B3``."""
    return with_part(workbook, "sheet1.xml", rb'<c r="B3".*?</c>', cell)


def test_openpyxl_warnings_about_styles_are_ignored(workbook: bytes) -> None:
    record_file = read(
        with_part(workbook, "styles.xml", rb"<cellStyles.*?</cellStyles>", b"")
    )  # warnings are errors here
    assert record_file.records[0].names[0] == "GRIN1"
    assert record_file.rewrite is not None
    assert sheet(record_file.rewrite(answers(record_file)))[0][-1] == "genenorm_reference"


def test_a_formula_is_read_as_its_result_and_is_an_error_without_one(workbook: bytes) -> None:
    for result in (b"GRIN1", b""):
        data = with_formula(workbook, b'<c r="B3" t="str"><f>A1</f><v>%s</v></c>' % result)
        assert read(data).records[0].names == ("GRIN1", result.decode(), "1007", "NA")
    with pytest.raises(RecordError, match=r"^a\.xlsx, line 3: the name is a formula, and its result is not in"):
        read(with_formula(workbook, b'<c r="B3"><f>A1</f><v></v></c>'))


def test_a_damaged_workbook_is_a_one_line_error(workbook: bytes) -> None:
    parts = {name: ZipFile(io.BytesIO(workbook)).read(name) for name in ZipFile(io.BytesIO(workbook)).namelist()}
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    for damage in (b"<c r=", b'<c r="B2" t="s"><v>99</v></c>', b""):
        out = io.BytesIO()
        with ZipFile(out, "w") as file:
            for name, part in parts.items():
                file.writestr(name, re.sub(rb'<c r="B2".*?</c>', damage, part) if name == sheet else part)
        if damage:
            with pytest.raises(RecordError, match=r"^a\.xlsx: not an Excel workbook \(\.xlsx\), or damaged"):
                read(out.getvalue())
        else:
            assert read(out.getvalue()).records[0].names[0] == ""
    broken = bytearray(workbook)
    for place in range(100, len(broken), 97):
        broken[place] ^= 0xFF
    with pytest.raises(RecordError, match=r"^a\.xlsx: "):
        read(bytes(broken))


def test_answers_are_added_to_the_right_and_the_rest_is_kept(workbook: bytes) -> None:
    record_file = read(workbook)
    written = record_file.rewrite(answers(record_file)) if record_file.rewrite else b""
    rows = sheet(written)
    assert [row[:4] for row in rows] == [row[:4] for row in sheet(workbook)]
    assert rows[2][3] == "=A3*2"
    assert rows[0][4:] == ["genenorm_gene_id", "genenorm_symbol", "genenorm_score", "genenorm_reference"]
    assert rows[1][4:] == [5, "=GRIN1", 0.5, "shipped 2026-11-24 8745d431dc72"]
    assert rows[4] == [None] * 8
    book = openpyxl.load_workbook(io.BytesIO(written))
    first = book.worksheets[0]
    assert first["F2"].data_type == "s"
    assert (first["E1"].font.bold, first["E2"].font.bold, first.column_dimensions["B"].width) == (True, False, 33)
    assert book["more"]["A1"].value == "kept"


def test_annotating_again_replaces_the_answer_columns_and_stripping_keeps_the_cells(workbook: bytes) -> None:
    record_file = read(workbook)
    assert record_file.rewrite is not None
    assert record_file.strip is not None
    written = record_file.rewrite(answers(record_file))
    again = read(written)
    assert (record_file.annotated, again.annotated) == (False, True)
    assert again.records[0].names == record_file.records[0].names
    assert again.rewrite is not None
    assert again.strip is not None
    assert sheet(again.rewrite(answers(again))) == sheet(written)
    assert sheet(again.strip()) == sheet(workbook)
    assert record_file.strip() == workbook


def test_the_same_workbook_gives_the_same_bytes_without_the_time_of_writing(workbook: bytes) -> None:
    record_file = read(workbook)
    assert record_file.rewrite is not None
    written = record_file.rewrite(answers(record_file))
    assert record_file.rewrite(answers(record_file)) == written
    with ZipFile(io.BytesIO(written)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


def test_the_only_column_needs_no_name_even_with_answer_columns() -> None:
    book = openpyxl.Workbook()
    for row in (["gene"], ["TP53"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    record_file = read(file.getvalue(), ReadOptions())
    assert record_file.rewrite is not None
    assert read(record_file.rewrite(answers(record_file)), ReadOptions()).records[0].names == ("TP53",)


def test_a_file_that_is_not_a_workbook_and_a_missing_column_are_errors(workbook: bytes) -> None:
    with pytest.raises(RecordError, match=r"a\.xlsx: not an Excel workbook"):
        read(b"PK no")
    with pytest.raises(RecordError, match="no column 'x'; the columns are: n, gene"):
        read(workbook, ReadOptions(column="x"))


# -- shapes of sheets -------------------------------------------------------------------------------------------------


def book_of(
    rows: Sequence[Sequence[object]], *merged: str, others: dict[str, list[list[object]]] | None = None
) -> bytes:
    """Return a workbook with a sheet of these rows, called "DE genes", and further sheets."""
    book = openpyxl.Workbook()
    book.active.title = "DE genes"
    sheets = {"DE genes": rows, **(others or {})}
    for title, lines in sheets.items():
        here = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            here.append(line)
    for cells in merged:
        book["DE genes"].merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def is_name(first: str, others: object) -> bool:
    return first in ("TP53", "EGFR", "MYC")


TITLE: list[list[object]] = [["Table S2: genes"], [], ["hit", "Symbol"], ["a", "TP53"], ["b", "EGFR"]]
GROUPS: list[list[object]] = [
    ["Gene", "Sample", None],
    [None, "fc", "p"],
    ["TP53", 1.5, 0.1],
    [None, 2, 0.2],
    ["EGFR", 1, 0.3],
]
MERGED = ("A1:A2", "B1:C1", "A3:A4")
SHAPES = [
    ("a title", book_of(TITLE, "A1:B1"), {}, ("TP53", "EGFR"), "row 3", 3),
    ("a title, column by number", book_of(TITLE), {"column": "2"}, ("TP53", "EGFR"), "row 3", 3),
    ("a header row, as said", book_of([["x", "y"], ["hit", "n"], ["TP53", "z"]]), {"header_row": 2, "column": "hit"},
     ("TP53",), "", 2),
    ("merged headers and cells", book_of(GROUPS, *MERGED), {}, ("TP53", "TP53", "EGFR"), "row 2", 2),
    ("no header", book_of([["TP53", 1.5], ["EGFR", 2.5]]), {}, ("TP53", "EGFR"), "has data (1.5)", 1),
    ("no header, as said", book_of([["aaa"], ["bbb"]]), {"no_header": True}, ("aaa", "bbb"), "", 1),
    ("a list of genes", book_of([["TP53"], ["EGFR"]]), {}, ("TP53", "EGFR"), "has data (TP53)", 1),
    ("pandas, index of numbers", book_of([[None, "symbol"], [0, "TP53"], [1, "EGFR"]]), {}, ("TP53", "EGFR"),
     "'symbol'", 1),
    ("pandas, index of genes", book_of([[None, "fc"], ["TP53", 1.5], ["EGFR", 2]]), {}, ("TP53", "EGFR"),
     "names of the rows", 1),
]  # fmt: skip


@pytest.mark.parametrize(("data", "options", "names", "note", "row"), [case[1:] for case in SHAPES],
                         ids=[case[0] for case in SHAPES])  # fmt: skip
def test_a_sheet_of_another_shape_takes_answers_on_the_right_of_its_rows(
    data: bytes, options: dict[str, object], names: tuple[str, ...], note: str, row: int
) -> None:
    reading = ReadOptions(**{"is_name": is_name, **options})  # type: ignore[arg-type]
    record_file = read(data, reading)
    assert record_file.records[0].names == names
    assert note in "; ".join(record_file.notes)
    assert record_file.rewrite is not None
    written = record_file.rewrite(answers(record_file, ROW_FIELDS))
    lines = sheet(written)
    width = len(sheet(data)[0])
    first = lines[row - 1]
    assert any(str(cell).startswith("genenorm_") for cell in first)
    assert [line[:width] for line in lines] == sheet(data)
    assert all(cell is None for line in lines[: row - 1] for cell in line[width:])
    again = read(written, reading)
    assert (again.annotated, again.records[0].names) == (True, names)
    assert again.rewrite is not None
    assert sheet(again.rewrite(answers(again, ROW_FIELDS))) == lines
    plain = read(written, ReadOptions(answers_only=True))
    assert plain.strip is not None
    assert sheet(plain.strip()) == sheet(data)


def test_a_sheet_without_a_header_has_a_mark_before_its_answers() -> None:
    record_file = read(book_of([["TP53"], ["EGFR"]]), ReadOptions(no_header=True))
    assert record_file.rewrite is not None
    assert [line[1:4] for line in sheet(record_file.rewrite(answers(record_file)))] == [
        ["genenorm_answers", 4, "=TP53"], ["genenorm_answers", 4, "=EGFR"],
    ]  # fmt: skip


def test_a_sheet_is_chosen_by_its_name_and_the_others_keep_their_cells() -> None:
    data = book_of([["about"]], others={"Up": [["gene"], ["TP53"]], "Down": [["gene"], ["EGFR"]]})
    with pytest.raises(RecordError, match=r"^a\.xlsx: the sheet 'DE genes' has no rows .*; the others are: Up, Down; "):
        read(data, ReadOptions())
    with pytest.raises(RecordError, match=r"^a\.xlsx: no sheet 'x'; the sheets are: DE genes, Up, Down$"):
        read(data, ReadOptions(sheet="x"))
    record_file = read(data, ReadOptions(sheet="down"))
    assert (record_file.records[0].names, record_file.notes) == (("EGFR",), ())
    assert record_file.rewrite is not None
    book = openpyxl.load_workbook(io.BytesIO(record_file.rewrite(answers(record_file))))
    assert [len(list(here.iter_cols())) for here in book.worksheets] == [1, 1, 5]


def test_the_first_of_several_sheets_is_noted() -> None:
    record_file = read(book_of([["hit"], ["TP53"]], others={"Up": [["gene"]]}), ReadOptions(column="hit"))
    assert record_file.notes == ("the sheet 'DE genes' is read; the others are: Up; choose another with --sheet",)


def test_a_sheet_of_numbers_or_without_cells_is_a_one_line_error() -> None:
    with pytest.raises(RecordError, match=r"^a\.xlsx: the sheet 'DE genes' is empty$"):
        read(book_of([]), ReadOptions())
    with pytest.raises(RecordError, match=r"^a\.xlsx, line 1: the column 'n' has the numbers of the rows \(1, 2\)"):
        read(book_of([["n"], [1], [2]]), ReadOptions())


def test_only_headers_of_answers_are_replaced() -> None:
    data = book_of([["gene", "genenorm_note", "n"], ["TP53", "mine", 1], ["EGFR", "yours", 2]])
    record_file = read(data)
    assert not record_file.annotated
    assert record_file.rewrite is not None
    once = record_file.rewrite(answers(record_file))
    again = read(once)
    assert again.rewrite is not None
    assert again.strip is not None
    assert sheet(again.rewrite(answers(again))) == sheet(once)
    assert sheet(again.strip()) == sheet(data)


def test_a_column_behind_the_answers_of_a_sheet_without_a_header_is_not_removed_with_them() -> None:
    record_file = read(book_of([["TP53"], ["EGFR"]]), ReadOptions(no_header=True))
    assert record_file.rewrite is not None
    book = openpyxl.load_workbook(io.BytesIO(record_file.rewrite(answers(record_file, ROW_FIELDS))))
    place = book.active.max_column + 1
    book.active.cell(2, place, "mine")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(RecordError, match=r"^a\.xlsx, line 2: its genenorm_… columns were edited or moved"):
        read(out.getvalue(), ReadOptions(no_header=True))
    book.active.delete_cols(4)
    book.save(out := io.BytesIO())
    with pytest.raises(RecordError, match="edited or moved"):
        read(out.getvalue(), ReadOptions(no_header=True))


def test_a_chart_sheet_without_a_chart_is_a_one_line_error() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of([["gene"], ["TP53"]])))
    book.create_chartsheet("plot")
    book.save(out := io.BytesIO())
    with pytest.raises(
        RecordError, match=r"^a\.xlsx: openpyxl cannot read .*a chart sheet without a chart, delete that"
    ):
        read(out.getvalue())
