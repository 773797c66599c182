"""Workbooks: names of a column read as shown, answers to the right of it, everything else as it was."""

from __future__ import annotations

import datetime
import io
import re
from zipfile import ZipFile

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_source
from genenorm.records.source import ReadOptions, Rows, Source

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


def read(data: bytes, options: ReadOptions = GENE) -> Source:
    return read_source(data, "a.xlsx", options)


def answers(source: Source) -> list[Rows]:
    rows = tuple((name, len(name) or None, f"={name}", 0.5) for name in source.records[0].names)
    return [Rows(FIELDS, rows, reference="shipped 2026-11-24 8745d431dc72")]


def sheet(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)]


def test_a_column_is_read_with_its_dates_as_shown(workbook: bytes) -> None:
    assert read(workbook).records[0].names == ("GRIN1", "2-Sep", "1007", "", "NA")


def with_part(workbook: bytes, end: str, old: bytes, new: bytes) -> bytes:
    """Return the workbook with what matches ``old`` replaced in the part whose name ends so."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as book, ZipFile(out, "w") as changed:
        for name in book.namelist():
            part = book.read(name)
            changed.writestr(name, re.sub(old, new, part, flags=re.DOTALL) if name.endswith(end) else part)
    return out.getvalue()


def with_formula(workbook: bytes, cell: bytes) -> bytes:
    """Return the workbook with the cell of its third row, ``B3``, written as given."""
    return with_part(workbook, "sheet1.xml", rb'<c r="B3".*?</c>', cell)


def test_what_openpyxl_says_of_styles_is_not_told_to_whoever_reads_a_workbook(workbook: bytes) -> None:
    source = read(with_part(workbook, "styles.xml", rb"<cellStyles.*?</cellStyles>", b""))  # warnings are errors here
    assert source.records[0].names[0] == "GRIN1"
    assert source.rewrite is not None
    assert sheet(source.rewrite(answers(source)))[0][-1] == "genenorm_reference"


def test_a_name_that_is_a_formula_is_its_result_and_not_taken_for_empty_without_one(workbook: bytes) -> None:
    for result in (b"GRIN1", b""):
        data = with_formula(workbook, b'<c r="B3" t="str"><f>A1</f><v>%s</v></c>' % result)
        assert read(data).records[0].names == ("GRIN1", result.decode(), "1007", "", "NA")
    with pytest.raises(RecordError, match=r"^a\.xlsx, line 3: the name is a formula, and its result is not in"):
        read(with_formula(workbook, b'<c r="B3"><f>A1</f><v></v></c>'))


def test_a_damaged_workbook_is_refused_in_one_line(workbook: bytes) -> None:
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


def test_answers_stand_to_the_right_and_the_rest_is_kept(workbook: bytes) -> None:
    source = read(workbook)
    written = source.rewrite(answers(source)) if source.rewrite else b""
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


def test_answering_again_replaces_our_columns_and_taking_them_out_leaves_the_cells(workbook: bytes) -> None:
    source = read(workbook)
    assert source.rewrite is not None
    assert source.strip is not None
    written = source.rewrite(answers(source))
    again = read(written)
    assert (source.annotated, again.annotated) == (False, True)
    assert again.records[0].names == source.records[0].names
    assert again.rewrite is not None
    assert again.strip is not None
    assert sheet(again.rewrite(answers(again))) == sheet(written)
    assert sheet(again.strip()) == sheet(workbook)
    assert source.strip() == workbook


def test_the_same_workbook_gives_the_same_bytes_without_the_time_of_writing(workbook: bytes) -> None:
    source = read(workbook)
    assert source.rewrite is not None
    written = source.rewrite(answers(source))
    assert source.rewrite(answers(source)) == written
    with ZipFile(io.BytesIO(written)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


def test_the_only_column_needs_no_name_also_beside_ours() -> None:
    book = openpyxl.Workbook()
    for row in (["gene"], ["TP53"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    source = read(file.getvalue(), ReadOptions())
    assert source.rewrite is not None
    assert read(source.rewrite(answers(source)), ReadOptions()).records[0].names == ("TP53",)


def test_what_is_no_workbook_or_has_no_such_column_is_refused(workbook: bytes) -> None:
    with pytest.raises(RecordError, match=r"a\.xlsx: not an Excel workbook"):
        read(b"PK no")
    with pytest.raises(RecordError, match="no column 'x'; it has: n, gene"):
        read(workbook, ReadOptions(column="x"))
