"""The accessor of pandas and the namespaces of polars."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pandas
import polars
import pytest

import genenorm.pandas
import genenorm.polars
from genenorm.core.errors import UnknownTaxonError
from genenorm.resolver.answer_table import ANSWER_COLUMNS

NAMES = ["Grin1", None, "Trp53; Egfr", "Grin1"]
GENE: Any = polars.col("gene")
SERIES: Any = pandas.Series(NAMES, index=[5, 5, 1, 0])
POLARS: Any = polars.Series("gene", NAMES)
TABLE = polars.DataFrame({"gene": NAMES, "study": ["a", "b", "b", "a"]})


@pytest.mark.parametrize(("module", "statement"), [
    ("pandas", "pandas.Series(['GRIN1'])"), ("polars", "polars.Series(['GRIN1'])"), ("polars", "polars.col('gene')"),
])  # fmt: skip
def test_the_import_of_one_module_registers_it_and_that_of_genenorm_does_not(module: str, statement: str) -> None:
    program = (
        f"import sys, genenorm; assert {module!r} not in sys.modules\n"
        f"import {module}; assert not hasattr({statement}, 'genenorm')\n"
        f"import genenorm.{module}; {statement}.genenorm.resolve('human')"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_accessor_of_pandas_gives_the_tables_of_the_functions() -> None:
    options: dict[str, Any] = {"species": "mouse", "columns": "short", "split": True, "text_dtype": "category"}
    pandas.testing.assert_frame_equal(SERIES.genenorm.resolve(**options), genenorm.resolve_frame(SERIES, **options))
    index: Any = pandas.Index(NAMES, name="gene")
    pandas.testing.assert_frame_equal(index.genenorm.resolve("mouse"), genenorm.resolve_frame(index, species="mouse"))
    pandas.testing.assert_frame_equal(
        SERIES.genenorm.orthologs("human", species="mouse", homology="all", columns="short"),
        genenorm.orthologs_frame(SERIES, "human", species="mouse", homology="all", columns="short"),
    )
    assert str(SERIES.genenorm.species(organisms="rat")) == str(genenorm.species_of_list(SERIES, organisms="rat"))


def test_the_namespace_of_a_series_gives_the_tables_of_the_functions() -> None:
    options: dict[str, Any] = {"species": "mouse", "columns": "short", "split": True, "text_dtype": "category"}
    assert POLARS.genenorm.resolve(**options).equals(genenorm.resolve_frame(POLARS, **options))
    assert POLARS.genenorm.orthologs("human", species="mouse").equals(
        genenorm.orthologs_frame(POLARS, "human", species="mouse")
    )
    assert str(POLARS.genenorm.species()) == str(genenorm.species_of_list(POLARS))


def test_an_expression_gives_a_struct_for_each_name_under_its_name() -> None:
    frame = TABLE.select(GENE.genenorm.resolve("mouse"))
    assert frame.unnest("gene").equals(genenorm.resolve_frame(POLARS, species="mouse"))
    schema = TABLE.lazy().select(GENE.genenorm.resolve("mouse", text_dtype="category")).collect_schema()
    assert schema["gene"] == TABLE.select(GENE.genenorm.resolve("mouse", text_dtype="category")).schema["gene"]
    assert isinstance(schema["gene"], polars.Struct)
    assert [field.name for field in schema["gene"].fields] == list(ANSWER_COLUMNS)


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_an_expression_answers_in_lazy_frames(engine: Any) -> None:
    lazy = TABLE.lazy().with_columns(
        GENE.genenorm.field("symbol", "mouse"), GENE.genenorm.resolve(columns="gene_id, doubt").struct.unnest()
    )
    found = lazy.filter(polars.col("symbol").is_not_null()).collect(engine=engine)
    assert found["symbol"].to_list() == ["Grin1", "Grin1"]
    assert found.columns == ["gene", "study", "symbol", "gene_id", "doubt"]


def test_names_of_a_group_are_context_for_each_other_and_not_for_those_of_other_groups() -> None:
    mouse, human = ["p53", "Grin1", "Dlg4", "Bdnf"], ["p53", "GRIN1", "DLG4", "BDNF"]
    table = polars.DataFrame({"gene": mouse + human, "list": ["m"] * 4 + ["h"] * 4})
    found = table.with_columns(GENE.genenorm.field("species").over("list"))
    assert found["species"].to_list() == ["mouse"] * 4 + ["human"] * 4
    grouped = table.group_by("list", maintain_order=True).agg(GENE.genenorm.field("species"))
    assert grouped["species"].to_list() == [["mouse"] * 4, ["human"] * 4]


def test_all_fields_of_an_expression_are_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = genenorm.resolve_frame

    def counted(names: Any, **options: Any) -> Any:
        calls.append(len(names))
        return real(names, **options)

    monkeypatch.setattr(genenorm.polars, "resolve_frame", counted)
    expression = GENE.genenorm.resolve("mouse")
    frame = TABLE.select(expression.struct.unnest())
    assert calls == [4]
    assert frame.equals(genenorm.resolve_frame(POLARS, species="mouse"))
    other = TABLE.head(1).select(expression.struct.unnest())
    assert other.equals(genenorm.resolve_frame(POLARS.head(1), species="mouse"))
    assert calls == [4, 1]


def test_an_expression_can_be_pickled() -> None:
    expression = pickle.loads(pickle.dumps(GENE.genenorm.field("gene_id", "mouse")))
    assert TABLE.select(expression)["gene_id"].to_list() == [14810, None, None, 14810]


def test_what_is_wrong_in_an_expression_is_said_when_it_is_written() -> None:
    with pytest.raises(ValueError, match=r"no column 'gene_di': did you mean gene_id"):
        GENE.genenorm.field("gene_di")
    with pytest.raises(ValueError, match="no column 'gene_di'"):
        GENE.genenorm.resolve(columns="gene_di")
    with pytest.raises(ValueError, match="text_dtype is 'text'"):
        GENE.genenorm.resolve(text_dtype="text")
    with pytest.raises(UnknownTaxonError, match="humna"):
        GENE.genenorm.resolve("humna")
    with pytest.raises(TypeError, match="names is a column of lists"):
        polars.DataFrame({"gene": [["TP53"]]}).select(GENE.genenorm.resolve())


def test_without_polars_the_message_has_the_extra() -> None:
    program = (
        "import sys; sys.modules['polars'] = None\n"
        "from genenorm import MissingExtraError\n"
        "try: import genenorm.polars\n"
        "except MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "genenorm.polars needs an optional dependency: pip install 'genenorm[polars]'\n"
