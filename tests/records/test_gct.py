"""GCT files: row metadata gets the answers in version 1.3; in version 1.2 genes replace the names on request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile

GSEA = """#1.2
4\t2
Name\tDescription\tALL_1\tALL_2
GRIN1\tglutamate receptor\t1.0\t2
PSD95\tna\t3\t4
P53\tna\t5\t6
TP53\tna\t7\t8
"""
"""As GSEA and GenePattern write it."""
SPREADSHEET = (
    "#1.2\t\t\r\n2\t2\t\r\nNAME\tDescription\ts1\ts2\r\nENSG00000176884.15\tGRIN1\t0\t1\r\nx\t TP53 \t0\t1\r\n"
)
"""As a spreadsheet saves it: empty cells after the first lines."""
CMAP = """#1.3
2\t3\t2\t2
id\tpr_gene_symbol\tpr_is_lm\tA\tB\tC
cell_id\t-666\t-666\tA375\tMCF7\tPC3
pert_id\t-666\t-666\tx\ty\tz
780\tDDR1\t1\t0.1\t0.2\tNaN
7849\tPAX8\t0\t0.1\t0.2\t3
"""
"""As cmapPy writes it."""
BARE = "#1.3\n1\t1\t0\t0\nid\tA\nTP53\t1"
GENES = {"GRIN1": (2902, "GRIN1"), "PSD95": (1742, "DLG4"), "P53": (7157, "TP53"), "TP53": (7157, "TP53")}


def read(text: str, **options: str) -> RecordFile:
    return read_record_file(text.encode(), "a.gct", ReadOptions(**options))  # type: ignore[arg-type]


def answers(record_file: RecordFile, reference: str = "made") -> list[AnswerRows]:
    rows = tuple((name, *GENES.get(name, (None, "")), "a\tb") for name in record_file.records[0].names)
    return [AnswerRows(("keyword", "gene_id", "symbol", "doubt"), rows, (), reference)]


def rewritten(record_file: RecordFile) -> str:
    assert record_file.rewrite is not None
    return record_file.rewrite(answers(record_file)).decode()


@pytest.mark.parametrize(
    ("text", "column", "names"),
    [
        (GSEA, "", ("GRIN1", "PSD95", "P53", "TP53")),
        (GSEA, "Description", ("glutamate receptor", "na", "na", "na")),
        (SPREADSHEET, "", ("ENSG00000176884.15", "x")),
        (SPREADSHEET, "Name", ("ENSG00000176884.15", "x")),
        (SPREADSHEET, "description", ("GRIN1", "TP53")),
        (CMAP, "", ("780", "7849")),
        (CMAP, "pr_gene_symbol", ("DDR1", "PAX8")),
        (BARE, "id", ("TP53",)),
        ("\ufeff" + GSEA, "", ("GRIN1", "PSD95", "P53", "TP53")),
    ],
)
def test_names_are_in_the_first_column_or_in_that_which_is_named(
    text: str, column: str, names: tuple[str, ...]
) -> None:
    assert read(text, column=column).records[0].names == names


def test_version_1_3_gets_columns_of_row_metadata() -> None:
    assert rewritten(read(CMAP, column="pr_gene_symbol")).split("\n") == [
        "#1.3",
        "2\t3\t6\t2",
        "id\tpr_gene_symbol\tpr_is_lm\tgenenorm_gene_id\tgenenorm_symbol\tgenenorm_doubt\tgenenorm_reference\tA\tB\tC",
        "cell_id\t-666\t-666\tna\tna\tna\tna\tA375\tMCF7\tPC3",
        "pert_id\t-666\t-666\tna\tna\tna\tna\tx\ty\tz",
        "780\tDDR1\t1\tna\tna\ta b\tmade\t0.1\t0.2\tNaN",
        "7849\tPAX8\t0\tna\tna\ta b\tmade\t0.1\t0.2\t3",
        "",
    ]
    assert rewritten(read(BARE)).split("\n")[1:] == [
        "1\t1\t4\t0",
        "id\tgenenorm_gene_id\tgenenorm_symbol\tgenenorm_doubt\tgenenorm_reference\tA",
        "TP53\t7157\tTP53\ta b\tmade\t1",
    ]


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=" \u0085\u2028\u2029"), min_size=1)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_answers_are_added_and_removed_without_a_trace(
    cells: list[list[str]], row_metadata: int, column_metadata: int, end: str, cut: bool
) -> None:
    rows = [row[: row_metadata + 1] for row in cells]
    header = ["id", "m1", "m2"][: row_metadata + 1]
    lines = [header, *[["c", "na", "na"][: row_metadata + 1]] * column_metadata, *rows]
    body = ["\t".join((*line, "1")) for line in lines]
    text = end.join(["#1.3", f"{len(rows)}\t1\t{row_metadata}\t{column_metadata}", *body]) + ("" if cut else end)
    record_file = read(text)
    written = rewritten(record_file)
    again = read(written)
    assert (record_file.annotated, again.annotated) == (False, True)
    assert again.records == record_file.records
    assert rewritten(again) == written
    assert again.strip is not None
    assert again.strip() == text.encode()


def test_version_1_2_changes_only_on_request() -> None:
    record_file = read(GSEA)
    assert record_file.rewrite is None
    assert "--genes" in record_file.no_rewrite_reason


@pytest.mark.parametrize(
    ("genes", "names"),
    [("symbol", ["GRIN1", "DLG4", "P53", "TP53"]), ("gene_id", ["2902", "1742", "P53", "TP53"])],
)
def test_genes_replace_names_and_two_rows_never_get_the_same(genes: str, names: list[str]) -> None:
    written = rewritten(read(GSEA, genes=genes))
    assert [line.split("\t")[0] for line in written.splitlines()[3:]] == names
    assert [line.split("\t")[1:] for line in written.splitlines()] == [
        line.split("\t")[1:] for line in GSEA.splitlines()
    ]


def test_a_gene_that_is_the_name_of_another_row_does_not_replace_a_name() -> None:
    text = GSEA.replace("TP53", "DLG4").replace("GRIN1", "TP53")
    written = rewritten(read(text, genes="symbol"))
    assert [line.split("\t")[0] for line in written.splitlines()[3:]] == ["TP53", "PSD95", "P53", "DLG4"]


def test_descriptions_may_be_replaced_by_the_same_gene() -> None:
    text = GSEA.replace("\tna", "\tP53")
    written = rewritten(read(text, column="Description", genes="symbol"))
    assert [line.split("\t")[1] for line in written.splitlines()[3:]] == ["glutamate receptor", *["TP53"] * 3]
    spreadsheet = rewritten(read(SPREADSHEET, column="Description", genes="gene_id"))
    assert spreadsheet == SPREADSHEET.replace("GRIN1", "2902").replace("TP53", "7157")


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("Name\tDescription\tx\n", "", "a.gct, line 1: not GCT: its first line is 'Name', not #1.2 or #1.3"),
        ("#1.2", "", "a.gct, line 2: not GCT: its second line must have these numbers: rows, columns"),
        ("#1.2\n1\tx\n", "", "a.gct, line 2: not GCT: its second line must have these numbers: rows, columns"),
        ("#1.3\n1\t1\n", "", "a.gct, line 2: not GCT: its second line must have these numbers: rows, columns, row"),
        (GSEA[:60], "", "a.gct, line 4: 2 cells, but the second line declares 4 columns, 2 of them before the values"),
        (GSEA[: GSEA.index("P53")], "", "a.gct, line 2: 3 lines after this one, which declares 5; is the file cut?"),
        (GSEA.replace("\t8", "\t8\t9"), "", "a.gct, line 7: 5 cells, but the second line declares 4 columns"),
        (GSEA.replace("PSD95", "\nPSD95"), "", "a.gct, line 5: a blank line before the last row"),
        ("#1.2\n0\t1\nName\tDescription\tx\n", "", "a.gct, line 2: the table has no rows"),
        (GSEA, "symbol", "a.gct, line 3: no column 'symbol'; the columns are: Name, Description"),
        (CMAP, "symbol", "a.gct, line 3: no column 'symbol'; did you mean 'pr_gene_symbol'? the columns are: id"),
        ("", "", "a.gct: the file is empty"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_a_one_line_error(text: str, column: str, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(text, column=column)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_name_in_another_encoding_is_an_error_with_its_line() -> None:
    rows = "".join(f"g{number}\tna\t1\n" for number in range(1000))
    data = f"#1.2\n1001\t1\nName\tDescription\ts\n{rows}".encode() + b"\xe9\tna\t1\n"
    with pytest.raises(RecordError, match=r"a\.gct, line 1004: not UTF-8 text \(byte 0xe9\)"):
        read_record_file(data, "a.gct")
