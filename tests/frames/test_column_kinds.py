"""resolve_frame and orthologs_frame give a table in the kind of the column."""

from __future__ import annotations

import builtins
import io
import sys
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import genenorm
from genenorm.core.errors import MissingExtraError, UnknownTaxonError
from genenorm.frames.column_kinds import column_kind
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS
from tools.same_answers import Capsule, of_pandas

NAMES = ["GRIN1", None, "TP53; EGFR", "GRIN1", "no such gene"]
POLARS = polars.Series("gene", NAMES)
ARROW = pyarrow.array(NAMES)


def test_each_kind_of_column_has_a_table_of_its_kind() -> None:
    wanted = of_pandas(genenorm.resolve_frame(NAMES))
    of_polars, of_arrow = genenorm.resolve_frame(POLARS), genenorm.resolve_frame(ARROW)
    assert (type(of_polars), type(of_arrow)) == (polars.DataFrame, pyarrow.Table)
    assert of_polars.to_dict(as_series=False) == of_arrow.to_pydict() == wanted
    assert type(genenorm.resolve_frame(pandas.Series(NAMES))) is pandas.DataFrame
    chunked = genenorm.resolve_frame(pyarrow.chunked_array([ARROW[:2], ARROW[2:]]), columns="short")
    assert tuple(chunked.column_names) == SHORT_COLUMNS


def test_types_of_columns_are_those_of_the_kind() -> None:
    text, category = polars.String(), polars.Categorical()
    numbers = {"taxon_id": polars.Int64(), "gene_id": polars.Int64(), "score": polars.Float64()}
    for names in (POLARS, POLARS[:0], POLARS[4:]):
        frame = genenorm.resolve_frame(names)
        assert dict(frame.schema) == {name: numbers.get(name, text) for name in ANSWER_COLUMNS}
        frame = genenorm.resolve_frame(names, text_dtype="category")
        assert dict(frame.schema) == {name: numbers.get(name, category) for name in ANSWER_COLUMNS}
    table = genenorm.resolve_frame(ARROW, text_dtype="category", columns=["symbol"])
    assert pyarrow.types.is_dictionary(table.schema.field("symbol").type)
    assert b"genenorm.reference" in table.schema.metadata


@pytest.mark.parametrize("kind", [polars.Categorical(), polars.Enum(["GRIN1", "TP53; EGFR", "no such gene", "unused"])])
def test_categories_and_enums_of_polars_are_names(kind: Any) -> None:
    frame = genenorm.resolve_frame(POLARS.cast(kind), columns="input, gene_id")
    assert frame["gene_id"].to_list() == [2902, None, None, 2902, None]
    assert frame["input"].to_list() == ["GRIN1", "", "TP53; EGFR", "GRIN1", "no such gene"]


def test_numbers_and_objects_of_polars_are_names() -> None:
    assert genenorm.resolve_frame(polars.Series([7157, None]))["symbol"].to_list() == ["TP53", None]
    objects = polars.Series(["TP53", "GRIN1"], dtype=polars.Object)
    assert genenorm.resolve_frame(objects)["symbol"].to_list() == ["TP53", "GRIN1"]


def test_a_relation_of_duckdb_with_one_column_is_a_column() -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = duckdb.sql("SELECT * FROM (VALUES ('TP53', 1), (NULL, 2)) AS rows(gene, p)")
    found = genenorm.resolve_frame(rows.select("gene"), columns="symbol", species="human")
    assert found.to_pydict() == {"symbol": ["TP53", None]}
    with pytest.raises(TypeError, match="names is a table; give one of its columns, not all: gene, p"):
        genenorm.resolve_frame(rows)


def test_anything_with_the_capsule_interface_is_a_column() -> None:
    class OneArray:
        """A column in one part."""

        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return ARROW.__arrow_c_array__(requested_schema)

    for column in (Capsule(pyarrow.chunked_array([ARROW])), OneArray()):
        found = genenorm.resolve_frame(column)
        assert found.to_pydict() == genenorm.resolve_frame(ARROW).to_pydict()


def test_rows_of_names_with_several_genes_say_of_which_name_they_are() -> None:
    frame = genenorm.resolve_frame(NAMES, split=True)
    assert frame.index.to_list() == [0, 1, 2, 2, 3, 4]
    for names in (POLARS, ARROW):
        found: Any = genenorm.resolve_frame(names, split=True)
        columns = found.to_dict(as_series=False) if isinstance(found, polars.DataFrame) else found.to_pydict()
        assert columns == {"row": [0, 1, 2, 2, 3, 4], **of_pandas(frame)}
    index = pandas.Series(NAMES, index=[3, 3, 1, 0, 1])
    assert genenorm.resolve_frame(index, split=True).index.to_list() == [3, 3, 1, 1, 0, 1]


@pytest.mark.parametrize("columns", ["full", "short", "symbol, relation"])
def test_orthologs_are_in_the_kind_of_the_column(columns: str) -> None:
    frame = genenorm.orthologs_frame(NAMES, ["mouse", "fly"], columns=columns)
    expected = {"row": frame.index.to_list(), **of_pandas(frame)}
    of_polars = genenorm.orthologs_frame(POLARS, ["mouse", "fly"], columns=columns)
    of_arrow = genenorm.orthologs_frame(ARROW, ["mouse", "fly"], columns=columns)
    assert of_polars.to_dict(as_series=False) == of_arrow.to_pydict() == expected
    empty = genenorm.orthologs_frame(POLARS[:0], "mouse", columns=columns)
    assert (len(empty), empty.schema) == (0, of_polars.schema)


def test_the_species_of_a_column_are_those_of_its_names() -> None:
    names = ["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95"]
    listed = str(genenorm.species_of_list(names))
    assert str(genenorm.species_of_list(polars.Series(names))) == listed
    assert str(genenorm.species_of_list(Capsule(pyarrow.chunked_array([names])))) == listed


TABLES: list[tuple[Any, str]] = [
    (polars.DataFrame({"gene": ["TP53"]}), r"names is a table; .* resolve_frame\(table\[\"symbol\"\]\)"),
    (polars.LazyFrame({"gene": ["TP53"]}), "names is a table"),
    (polars.col("gene"), r"names is an expression; import genenorm.polars"),
    (pyarrow.table({"gene": ["TP53"]}), r"names is a table; .* resolve_frame\(table\['symbol'\]\)"),
    (pyarrow.record_batch({"gene": ["TP53"]}), "names is a table"),
    (polars.Series([["TP53"]]), "names is a column of lists"),
    (polars.Series([{"gene": "TP53"}]), "give the field"),
    (polars.Series([b"TP53"]), "decode it first"),
]


@pytest.mark.parametrize(("wrong", "message"), TABLES, ids=[type(wrong).__name__ for wrong, _ in TABLES])
def test_what_is_no_column_of_names_is_an_error_in_one_line(wrong: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message) as error:
        genenorm.resolve_frame(wrong)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 200


def test_wrong_arguments_are_told_for_every_kind() -> None:
    for names in (POLARS, ARROW):
        with pytest.raises(ValueError, match="no column 'gene_di'"):
            genenorm.resolve_frame(names, columns="gene_di")
        with pytest.raises(UnknownTaxonError, match="humna"):
            genenorm.resolve_frame(names, species="humna")


@pytest.mark.parametrize(("names", "extra"), [(POLARS, "polars"), (Capsule(POLARS), "parquet")])
def test_without_pyarrow_the_message_has_the_extra(names: Any, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=rf"a column of \w+ needs .*genenorm\[{extra}\]"):
        genenorm.resolve_frame(names)


def test_what_is_neither_of_polars_nor_arrow_is_left_to_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pandas.DataFrame({"gene": ["TP53"]})
    assert [column_kind(names) for names in (["TP53"], "TP53", None, frame, frame["gene"], frame.index)] == [None] * 6
    assert (column_kind(POLARS), column_kind(ARROW)) == ("polars", "arrow")
    monkeypatch.delitem(sys.modules, "polars")
    monkeypatch.delitem(sys.modules, "pandas")
    assert (column_kind(["TP53"]), column_kind(ARROW)) == (None, "arrow")


@pytest.mark.parametrize("names", [NAMES, POLARS, ARROW], ids=["list", "polars", "Arrow"])
def test_a_bar_is_shown_in_a_terminal_and_nothing_elsewhere(names: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        """Standard error of a terminal."""

        def isatty(self) -> bool:
            """Return that it is one."""
            return True

    for shown in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", shown)
        genenorm.resolve_frame(names, progress=True)
        genenorm.orthologs_frame(names, "mouse", progress=True)
        assert ("5 of 5 names" in shown.getvalue()) is shown.isatty()
    monkeypatch.setattr(sys, "stderr", silent := Terminal())
    genenorm.resolve_frame(names)
    assert silent.getvalue() == ""


def test_tables_and_columns_of_spark_are_told_where_to_go() -> None:
    kind = type("Column", (), {"__module__": "pyspark.sql.classic.column", "__getattr__": lambda self, _name: self})
    with pytest.raises(TypeError, match=r"names is of Spark.*genenorm\.spark\.resolve\(table, 'gene'\)"):
        genenorm.resolve_frame(kind())
