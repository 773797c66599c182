"""Cells of every format: found with their places, and replaced without a change elsewhere."""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.cells.cell_table import CellPlace
from genenorm.records.cells.delimited_cells import cell_spans
from genenorm.records.cells.read_cells import form_of, read_cells
from genenorm.records.source import ReadOptions


@pytest.mark.parametrize(
    ("name", "text", "place", "new", "expected"),
    [
        ("a.csv", 'g,i\n"A",1\n', CellPlace(0, 0, 0), "B", 'g,i\n"B",1\n'),
        ("a.csv", "g,i\r\nA,1\r\n", CellPlace(0, 0, 0), 'B,"c"', 'g,i\r\n"B,""c""",1\r\n'),
        ("a.csv", "g;i\nA;1", CellPlace(0, 0, 1), "2", "g;i\nA;2"),
        ("a.tsv", "\ufeff#c\ng\ti\n\nA\t1\n", CellPlace(0, 0, 1), "2", "\ufeff#c\ng\ti\n\nA\t2\n"),
        ("a.json", '\ufeff{"g": "A\\u0042", "i": 1}', CellPlace(0, 0, 0), "β", '\ufeff{"g": "β", "i": 1}'),
        ("a.json", '{"g": "A", "i": 1}', CellPlace(0, 0, 1), "22", '{"g": "A", "i": 22}'),
        ("a.json", '[{"g": ["A", "B"], "x": {"i": 1}}]', CellPlace(1, 0, 1), "C",
         '[{"g": ["A", "C"], "x": {"i": 1}}]'),
        ("a.jsonl", '{"g": "A"}\n\n{"g": "B"}\n', CellPlace(0, 1, 0), "C", '{"g": "A"}\n\n{"g": "C"}\n'),
        ("a.yaml", "x:\n- g: A # note\n  i: '1'\n", CellPlace(0, 0, 1), "2", "x:\n- g: A # note\n  i: '2'\n"),
        ("a.md", "---\nx:\n- {g: A, i: 1}\n---\ntext A\n", CellPlace(0, 0, 0), "on",
         "---\nx:\n- {g: 'on', i: 1}\n---\ntext A\n"),
        ("a.obo", "[Term]\nid: HGNC:1 ! x\nname: A ! B\n", CellPlace(0, 0, 0), "HGNC:2",
         "[Term]\nid: HGNC:2 ! x\nname: A ! B\n"),
        ("a.owl", '<r xmlns:rdf="s" xmlns:l="s"><c rdf:about="HGNC_1"><l:label>β</l:label></c></r>',
         CellPlace(0, 0, 1), "αγ", '<r xmlns:rdf="s" xmlns:l="s"><c rdf:about="HGNC_1"><l:label>αγ</l:label></c></r>'),
        ("a.md", "# T\n\n| **g** | i |\n|---|:-:|\n| A | `1` |\n\n| x |\n", CellPlace(0, 0, 1), "2",
         "# T\n\n| **g** | i |\n|---|:-:|\n| A | `2` |\n\n| x |\n"),
        ("a.txt", "See TP53 (Gene ID: 7157).", CellPlace(0, 0, 0), "EGFR", "See EGFR (Gene ID: 7157)."),
    ],
)  # fmt: skip
def test_one_cell_is_replaced_and_all_else_stays(
    name: str, text: str, place: CellPlace, new: str, expected: str
) -> None:
    found = read_cells(text.encode(), name)
    assert found.replaced({}) == text.encode()
    assert found.replaced({place: new}).decode() == expected
    again = read_cells(found.replaced({place: new}), name)
    assert again.tables[place.table].rows[place.row][place.column] == new


def test_lines_and_labels_are_those_that_people_see() -> None:
    table = read_cells(b'# x\ng,i\n"A\nA",1\n\nB,2\n', "a.csv").tables[0]
    assert (table.lines, table.label(1, 1)) == ([3, 6], "i")
    objects = read_cells(b'{"x": [\n {"g": "A"},\n {"g": "B"}]}', "a.json").tables[0]
    assert objects.lines == [2, 3]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "G & g"
    for row in (["gene", "id", "sum"], [datetime.date(2024, 3, 1), 1.0, "=B2+1"], ["A", 2, "x"]):
        sheet.append(row)
    book.create_sheet("more").append(["gene", "id"])
    book["more"].append(["B", 3])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_has_the_cells_of_all_its_sheets_and_only_theirs_change() -> None:
    data = workbook()
    found = read_cells(data, "a.xlsx")
    assert [table.rows for table in found.tables] == [[("1-Mar", "1", ""), ("A", "2", "x")], [("B", "3")]]
    assert found.tables[0].label(0, 1) == "G & g!B2"
    changed = found.replaced({CellPlace(0, 0, 0): "MARCHF1 & <x>", CellPlace(0, 1, 1): "77", CellPlace(1, 0, 0): "C"})
    sheet, more = openpyxl.load_workbook(io.BytesIO(changed)).worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["MARCHF1 & <x>", 1, "=B2+1"], ["A", 77, "x"],
    ]  # fmt: skip
    assert more["A2"].value == "C"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(changed)) as new:
        assert old.namelist() == new.namelist()
        same = [name for name in old.namelist() if old.read(name) == new.read(name)]
        assert len(same) == len(old.namelist()) - 2
    only = read_cells(data, "a.xlsx", ReadOptions(sheet="more"))
    assert [table.sheet for table in only.tables] == ["more"]


def test_a_compressed_file_is_compressed_again() -> None:
    found = read_cells(gzip.compress(b"g,i\nA,1\n"), "a.csv.gz")
    assert gzip.decompress(found.replaced({CellPlace(0, 0, 0): "B"})) == b"g,i\nB,1\n"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.png", b"x", "the file's name does not show its format; give it with --from: pfocr, yaml"),
        ("a.csv", b"a\xff\n", "not UTF-8 text"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.yaml", b"a: [", "not valid YAML"),
        ("a.owl", b"<a>", "not valid XML"),
        ("a.owl", b'<?xml version="1.0" encoding="latin-1"?><a>\xff</a>', "the XML is not UTF-8"),
        ("a.owl", b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100 + b'">]><a>' + b"&b;" * 9, "not valid XML"),
        ("a.xlsx", b"x", "not an Excel workbook"),
        ("a.csv", b'a,b\n"x,1\n', "a quote is opened and not closed"),
        ("a.csv.gz", b"x", "damaged or not gz-compressed"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_file(name: str, data: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=r"^a\.") as caught:
        read_cells(data, name)
    assert message in str(caught.value)


def test_the_format_is_that_of_the_name_or_the_one_asked_for() -> None:
    assert [form_of(name) for name in ("x.sssom.tsv", "x.XLSX", "x.jsonl.zst")] == ["tsv", "excel", "jsonl"]
    with pytest.raises(RecordError, match="no format 'list' to check"):
        form_of("x", "list")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=6), min_size=1, max_size=5))
def test_spans_of_cells_are_those_that_a_reader_of_csv_finds(cells: list[str]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    text = out.getvalue()
    spans = cell_spans(text, ",")
    assert [next(csv.reader([text[start:end]]), [""]) or [""] for start, end in spans] == [[cell] for cell in cells]


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz"])
def test_rows_are_left_out_with_their_line_breaks_alone(name: str) -> None:
    text = b"#c\r\ng\ti\r\nA\t1\r\n\r\nB\t2\r\nC\t3"
    found = read_cells(gzip.compress(text) if name.endswith(".gz") else text, name)
    assert found.without_rows is not None
    written = found.without_rows({CellPlace(0, 2, 1): "9"}, {(0, 0), (0, 1)})
    assert (gzip.decompress(written) if name.endswith(".gz") else written) == b"#c\r\ng\ti\r\n\r\nC\t9"
    assert read_cells(b'{"g": "A"}', "a.json").without_rows is None


def test_a_row_that_is_left_out_of_a_sheet_is_blank_and_numbers_stay_numbers() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (("g", "n", "t"), ("A", 1.5, "1.5"), ("B", 2, "x"), ("C", 3, "=B2")):
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    found = read_cells(file.getvalue(), "a.xlsx")
    assert found.without_rows is not None
    written = found.without_rows({CellPlace(0, 0, 1): "-2.25", CellPlace(0, 0, 2): "2.5"}, {(0, 1)})
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert sheet is not None
    assert list(sheet.values) == [("g", "n", "t"), ("A", -2.25, "2.5"), (None,) * 3, ("C", 3, "=B2")]
