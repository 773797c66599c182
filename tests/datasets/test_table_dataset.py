"""Tables and workbooks with other names: their cells alone change, and rows go only when the plan says so."""

from __future__ import annotations

import csv
import gzip
import io
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from genenorm.core.errors import RecordError
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.datasets.harmonize.name_changes import changes_of
from genenorm.datasets.harmonize.plan_rows import Action, PlanRow
from genenorm.datasets.harmonize.table_dataset import TableDataset
from genenorm.index.reference import Reference
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

RESOLVER = Resolver(Reference.open(SHIPPED_INDEX))


def row(name: str, action: str, becomes: str = "") -> PlanRow:
    return PlanRow("a", "x", name, 1, Action(action), becomes, 1, "", "", "", "", 1.0)


SUMS = {one.name: one for one in (row("p53", "sum", "TP53"), row("EGFR", "drop"), row("Oct4", "rename", "POU5F1"))}
RENAMES = {one.name: one for one in (row("p53", "rename", "A,B"), row("Oct4", "rename", "POU5F1"))}


def changed(
    data: bytes, name: str, plan: dict[str, PlanRow], resolver: Resolver, options: ReadOptions | None = None
) -> tuple[bytes, tuple[str, ...]]:
    held = TableDataset(data, name, options or ReadOptions(), resolver.reference)
    places = held.chosen("", resolver)
    done = held.changed({place: changes_of(held.names(place), plan) for place in places})
    assert isinstance(done.value, bytes)
    return done.value, done.notes


def test_only_the_cells_of_names_change(resolver: Resolver) -> None:
    data = b'\xef\xbb\xbf# made\r\ngene;n;"a; b"\r\n"p53";1;x\r\n\r\nOct4;2,50;"y"\r\nxyzzy;3;'
    done, notes = changed(data, "a.csv", RENAMES, resolver)
    assert done == data.replace(b'"p53"', b'"A,B"').replace(b"Oct4", b"POU5F1")
    assert notes == ()


def test_rows_are_summed_exactly_and_left_out(resolver: Resolver) -> None:
    data = b"gene,gene_id,s1,s2,t\r\np53,7157,1,0.10,x\r\nTP53,7157,2,0.20,y\r\n# c\r\nEGFR,1,1,1,1\r\nOct4,3,4,,z"
    done, notes = changed(data, "a.csv", SUMS, resolver)
    assert done == b"gene,gene_id,s1,s2,t\r\nTP53,7157,3,0.30,y\r\n# c\r\nPOU5F1,3,4,,z"
    assert notes == ("summed: column s1, column s2; the other cells stay",)


CELLS_OF_ROWS = st.text(st.sampled_from("ab,;\"\n '=-1"), max_size=4)
NAMES_OF_ROWS = st.sampled_from(("p53", "TP53", "EGFR", "Oct4", "x y", '"q"', "a,b", ""))


@given(st.lists(st.tuples(CELLS_OF_ROWS, NAMES_OF_ROWS, CELLS_OF_ROWS), min_size=1), st.sampled_from(("\n", "\r\n")))
def test_all_cells_but_those_renamed_are_the_same_afterwards(rows: list[tuple[str, str, str]], end: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end).writerows([("x1", "gene", "x2"), *rows])
    held = TableDataset(file.getvalue().encode(), "a.csv", ReadOptions(header_row=1), RESOLVER.reference)
    (place,) = held.chosen("gene", RESOLVER)
    done = held.changed({place: changes_of(held.names(place), RENAMES)}).value
    assert isinstance(done, bytes)
    becomes = {name: row.becomes for name, row in RENAMES.items()}
    wanted = [[first, becomes.get(name, name), last] for first, name, last in rows]
    assert list(csv.reader(io.StringIO(done.decode(), newline="")))[1:] == wanted


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.tsv", b"s1\ts2\np53\t1\t2\nTP53\t1\t2\nOct4\t4\t5\n", b"s1\ts2\nTP53\t2\t4\nPOU5F1\t4\t5\n"),
        ("a.txt", b"p53\nTP53\nOct4\nEGFR\n", b"TP53\nPOU5F1\n"),
        ("a.txt", b"gene\tn\np53\t1\nTP53\t1e3\n", b"gene\tn\nTP53\t1001\n"),
    ],
)
def test_tables_of_r_and_lists_of_names_are_read(name: str, data: bytes, expected: bytes, resolver: Resolver) -> None:
    assert changed(data, name, SUMS, resolver)[0] == expected


def test_compressed_tables_stay_compressed(resolver: Resolver) -> None:
    data = gzip.compress(b"gene,n\np53,1\nTP53,2\n")
    assert gzip.decompress(changed(data, "a.csv.gz", SUMS, resolver)[0]) == b"gene,n\nTP53,3\n"


def workbook() -> bytes:
    book = Workbook()
    for number, title in enumerate(("First", "Second")):
        sheet = book.active if number == 0 else book.create_sheet(title)
        assert sheet is not None
        sheet.title = title
        for cells in (
            ["gene", "n", "note"],
            ["p53", 1.25, "=B2*2"],
            ["TP53", 2.5, "x"],
            ["EGFR", 3, "y"],
            ["Oct4", 4, "z"],
        ):
            sheet.append(cells)
    other = book.create_sheet("Notes")
    other.append(["some", "words", "here"])
    other.append(["lorem", "ipsum", 4])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_all_sheets_with_names_are_changed_and_formulas_stay(resolver: Resolver) -> None:
    done, notes = changed(workbook(), "a.xlsx", SUMS, resolver)
    book = load_workbook(BytesIO(done))
    for title in ("First", "Second"):
        assert [list(cells) for cells in book[title].values] == [
            ["gene", "n", "note"], [None, None, None], ["TP53", 3.75, "x"], [None, None, None], ["POU5F1", 4, "z"],
        ]  # fmt: skip
    assert notes[-1] == "rows that are left out stay as blank rows of the sheet, so that formulas still fit"
    renamed = load_workbook(BytesIO(changed(workbook(), "a.xlsx", RENAMES, resolver)[0]))
    assert renamed["First"]["C2"].value == "=B2*2"
    assert renamed["First"]["A2"].value == "A,B"


def test_one_sheet_may_be_chosen(resolver: Resolver) -> None:
    held = TableDataset(workbook(), "a.xlsx", ReadOptions(sheet="Second"), resolver.reference)
    assert held.chosen("", resolver) == ["Second: column gene"]
    every = TableDataset(workbook(), "a.xlsx", ReadOptions(), resolver.reference)
    assert every.chosen("", resolver) == ["First: column gene", "Second: column gene"]
    assert any(note.startswith("the sheet Notes is left as it is: ") for note in every.notes)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "a.csv: the file is empty"),
        ("a.csv", b"x,y\n1,2\n3,4\n", "a.csv.*--column"),
        ("a.json", b"{}", "a.json: not a table, workbook or AnnData file; their names end in .csv, .tsv"),
        ("a.pdf", b"%PDF", "a.pdf: not a table, workbook or AnnData file; .* else: --from csv, tsv, excel, text"),
        ("a.csv", b'gene,n\n"p53,1\n', "a.csv, line 2: not a table"),
        ("a.xlsx", b"PK", "a.xlsx: not an Excel workbook"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, message: str, resolver: Resolver) -> None:
    with pytest.raises(RecordError, match=message):
        changed(data, name, SUMS, resolver)


def test_the_format_may_be_said(resolver: Resolver) -> None:
    options = ReadOptions(form="tsv")
    assert changed(b"gene\tn\np53\t1\n", "a.dat", RENAMES, resolver, options)[0] == b"gene\tn\nA,B\t1\n"
    with pytest.raises(RecordError, match="not a table, workbook or AnnData file"):
        TableDataset(b"{}", "a.csv", ReadOptions(form="json"), resolver.reference)


def test_columns_are_named_by_header_or_number(resolver: Resolver) -> None:
    held = TableDataset(b"id,gene\nx,p53\n", "a.csv", ReadOptions(), resolver.reference)
    assert held.chosen("GENE", resolver) == held.chosen("2", resolver) == ["column gene"]
    with pytest.raises(RecordError, match="no column 'gen'; did you mean 'gene'"):
        held.chosen("gen", resolver)
    with pytest.raises(RecordError, match="no column other, which the plan names; there are: column id, column gene"):
        held.names("column other")
