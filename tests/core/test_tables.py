"""One table, many formats: the columns once, ids never floats, nothing lost in quoting."""

from __future__ import annotations

import csv
import io
import json

import pandas
import pytest

from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.core.tables import MAY_BE_MISSING, NUMBER_DTYPES, TEXT_FORMATS, Table, to_frame, to_tsv, write_parquet
from genenorm.resolver.answer_table import ANSWER_COLUMNS, table_of

GRIN1 = Gene(1, 9606, 2902, "GRIN1", "", "ENSG00000176884", "HGNC:4584", Biotype.PROTEIN_CODING, 1, 200)
FS3KAR = Gene(2, 7227, None, "Fs(3)Kar", "", "FBgn0001054", "FBgn0001054", Biotype.UNKNOWN, None, 1)


def candidate(gene: Gene) -> Candidate:
    return Candidate(gene, Match(NameKind.SYMBOL, KeyRule.AS_WRITTEN, label(gene)), 0.9)


ANSWERS = [
    Resolution(
        "GRIN1",
        Status.RESOLVED,
        candidate(GRIN1),
        (candidate(GRIN1), candidate(FS3KAR)),
        group_id="HomoloGene:7187",
        score=0.98765,
        kind=NameKind.SYMBOL,
        rule=KeyRule.AS_WRITTEN,
    ),
    Resolution("NA", Status.UNKNOWN),
    Resolution('5"\t|x,\n', Status.UNKNOWN, note="a\\b\rc"),
]
STAMP = "shipped 2026-11-24 9cf31e202c67"
TABLE = table_of(ANSWERS, STAMP)


def test_the_columns_are_the_agreed_ones_in_the_agreed_order() -> None:
    assert (
        " ".join(ANSWER_COLUMNS)
        == "input status taxon_id gene_id symbol ensembl_id authority_id group_id score species "
        "doubt name_kind key_rule evidence alternatives reference"
    )


def test_a_row_has_the_answer_and_what_else_it_may_be() -> None:
    assert TABLE.rows[0] == (
        "GRIN1", "resolved", 9606, 2902, "GRIN1", "ENSG00000176884", "HGNC:4584", "HomoloGene:7187", 0.988, "human",
        "", "symbol", "as written", "", ("7227:FBgn0001054",), STAMP,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "delimiter"), [("tsv", "\t"), ("csv", ",")])
def test_delimited_text_reads_back_whatever_the_name_holds(name: str, delimiter: str) -> None:
    rows = list(csv.DictReader(io.StringIO(TEXT_FORMATS[name](TABLE), newline=""), delimiter=delimiter))
    assert tuple(rows[0]) == ANSWER_COLUMNS
    assert [row["input"] for row in rows] == [answer.input for answer in ANSWERS]
    assert rows[2]["evidence"] == "a\\b\rc"
    assert (rows[0]["gene_id"], rows[0]["score"], rows[0]["alternatives"]) == ("2902", "0.988", "7227:FBgn0001054")
    assert (rows[1]["gene_id"], rows[1]["taxon_id"], rows[1]["symbol"]) == ("", "", "")


def test_tsv_is_read_by_pandas_as_it_was() -> None:
    frame = pandas.read_csv(io.StringIO(to_tsv(TABLE)), sep="\t", dtype=str, keep_default_na=False)
    assert frame["input"].tolist() == ["GRIN1", "NA", '5"\t|x,\n']
    assert frame["gene_id"].tolist() == ["2902", "", ""]


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_has_numbers_lists_and_null(name: str) -> None:
    text = TEXT_FORMATS[name](TABLE)
    rows = json.loads(text) if name == "json" else [json.loads(line) for line in text.splitlines()]
    assert [row["input"] for row in rows] == [answer.input for answer in ANSWERS]
    assert tuple(rows[0]) == ANSWER_COLUMNS
    assert (rows[0]["gene_id"], rows[0]["alternatives"], rows[1]["gene_id"]) == (2902, ["7227:FBgn0001054"], None)


def test_json_of_no_rows_is_an_empty_list() -> None:
    assert json.loads(TEXT_FORMATS["json"](table_of([], STAMP))) == []


def test_json_lines_stay_lines_for_readers_that_follow_unicode() -> None:
    text = TEXT_FORMATS["jsonl"](Table(("input",), (("a\u2028b\x85c",),)))
    assert len(text.splitlines()) == 1
    assert json.loads(text) == {"input": "a\u2028b\x85c"}


def test_a_markdown_row_has_as_many_cells_as_the_header() -> None:
    lines = TEXT_FORMATS["md"](TABLE).splitlines()
    assert len(lines) == 2 + len(ANSWERS)
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(ANSWER_COLUMNS) + 1}


def test_a_frame_has_ids_as_nullable_integers_and_missing_values_where_there_is_none() -> None:
    frame = to_frame(TABLE)
    assert tuple(frame.columns) == ANSWER_COLUMNS
    assert frame["gene_id"].tolist() == [2902, pandas.NA, pandas.NA]
    assert frame["input"].tolist()[1] == "NA"
    assert frame["score"].dtype == "float64"
    assert {name for name in frame.columns if frame[name].isna().any()} <= {*NUMBER_DTYPES, *MAY_BE_MISSING}
    assert frame["symbol"].tolist() == ["GRIN1", *[pandas.NA] * (len(ANSWERS) - 1)]
    assert frame["doubt"].tolist()[0] == ""


def test_a_frame_of_no_answers_has_the_columns() -> None:
    assert tuple(to_frame(table_of([], STAMP)).columns) == ANSWER_COLUMNS
    assert len(to_frame(table_of([], STAMP))) == 0


@pytest.mark.parametrize("answers", [ANSWERS, []], ids=["some", "none"])
def test_a_frame_says_which_index_answered_also_without_rows(answers: list[Resolution]) -> None:
    frame = to_frame(table_of(answers, STAMP))
    assert frame.attrs == {"reference": STAMP}
    assert frame["reference"].tolist() == [STAMP] * len(answers)


@pytest.mark.parametrize("answers", [ANSWERS, []], ids=["some", "none"])
def test_parquet_reads_back_as_the_frame(answers: list[Resolution]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, of the parquet extra, is not installed")
    file = io.BytesIO()
    write_parquet(table_of(answers, STAMP), file)
    read = pandas.read_parquet(io.BytesIO(file.getvalue()))
    assert parquet.read_schema(io.BytesIO(file.getvalue())).metadata[b"genenorm.reference"] == STAMP.encode()
    frame = to_frame(table_of(answers, STAMP))
    assert {name: str(read[name].dtype) for name in NUMBER_DTYPES} == NUMBER_DTYPES
    pandas.testing.assert_frame_equal(read.isna(), frame.isna())
    for name in frame.columns:
        assert read[name].dropna().to_list() == frame[name].dropna().to_list()
    assert [pandas.isna(value) for value in read["symbol"]] == [not row[4] for row in table_of(answers, STAMP).rows]
    assert tuple(read.columns) == ANSWER_COLUMNS


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_the_same_answers_give_the_same_text(name: str) -> None:
    assert TEXT_FORMATS[name](table_of(ANSWERS, STAMP)) == TEXT_FORMATS[name](TABLE)


def test_a_table_of_some_columns_has_them_in_the_order_asked_for() -> None:
    some = TABLE.only(("symbol", "input"))
    assert (some.columns, some.reference) == (("symbol", "input"), STAMP)
    assert some.rows == tuple((row[ANSWER_COLUMNS.index("symbol")], row[0]) for row in TABLE.rows)
    assert TABLE.only(ANSWER_COLUMNS) is TABLE
    assert TABLE.only([]).rows == ((),) * len(TABLE.rows)


def test_a_column_that_a_table_lacks_is_an_error_that_names_the_others() -> None:
    with pytest.raises(ValueError, match=r"no column 'Symbol' in this table; it has: input, status, .*reference"):
        TABLE.only(("input", "Symbol"))
