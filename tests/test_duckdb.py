"""DuckDB: the answers beside the rows of a query are those of the list, and a function of SQL gives them alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest

from genenorm import resolve, resolve_frame
from genenorm.core.errors import UnknownTaxonError
from genenorm.duckdb import register
from genenorm.duckdb import resolve as answered
from tests.support.engine_names import NAMES, cells_of

duckdb = pytest.importorskip("duckdb")


@pytest.fixture
def connection() -> Iterator[Any]:
    with duckdb.connect() as opened:
        opened.execute('CREATE TABLE mentions ("the name" VARCHAR, n BIGINT)')
        opened.executemany("INSERT INTO mentions VALUES (?, ?)", [(name, n) for n, name in enumerate(NAMES)])
        yield opened


@pytest.mark.parametrize("species", [None, "human", "auto", ["mouse", "rat"]])
def test_the_answers_are_those_of_the_whole_list(connection: Any, species: Any) -> None:
    rows = answered(connection, "FROM mentions", "the name", species=species, columns="full").order("n").df()
    expected = resolve_frame(NAMES, species=species)
    assert list(rows.columns) == [
        "the name",
        "n",
        *(f"genenorm_{name}" for name in expected.columns if name != "input"),
    ]
    assert cells_of(rows, "genenorm_") == cells_of(expected.drop(columns="input"))


def test_each_name_alone_is_answered_as_resolve_does(connection: Any) -> None:
    rows = answered(connection, "FROM mentions", "the name", columns="symbol", together=False, prefix="a_").order("n")
    assert [symbol for *_, symbol in rows.fetchall()] == [resolve(name).symbol or None for name in NAMES]


def test_a_function_of_sql_answers_alone_or_as_in_a_list(connection: Any) -> None:
    register(connection)
    register(connection, species="mouse")  # replaces the first
    register(connection, "listed", names='SELECT "the name" FROM mentions', columns="status, symbol, gene_id")
    query = 'SELECT genenorm("the name").gene_id, listed("the name").gene_id FROM mentions ORDER BY n'
    alone = [resolve(name, species="mouse").gene_id for name in NAMES]
    listed = [None if number != number else number for number in resolve_frame(NAMES)["gene_id"].astype(float)]
    assert connection.sql(query).fetchall() == list(zip(alone, listed, strict=True))


def test_gene_ids_are_names(connection: Any) -> None:
    rows = answered(connection, "SELECT 7157 AS id UNION ALL SELECT 2902", "id", columns=["symbol"])
    assert sorted(rows.fetchall()) == [(2902, "GRIN1"), (7157, "TP53")]


def test_rows_are_answered_from_a_file_and_written_to_one(connection: Any, tmp_path: Path) -> None:
    connection.sql("FROM mentions").write_parquet(str(tmp_path / "in.parquet"))
    query = f"FROM '{tmp_path / 'in.parquet'}'"
    answered(connection, query, "the name").write_parquet(str(tmp_path / "out.parquet"))
    assert connection.sql(f"SELECT count(*) FROM '{tmp_path / 'out.parquet'}'").fetchall() == [(len(NAMES),)]


def test_an_empty_table_has_no_answers(connection: Any) -> None:
    assert answered(connection, "FROM mentions WHERE n < 0", "the name").fetchall() == []


@pytest.mark.parametrize(
    ("query", "column", "error", "message"),
    [
        ("FROM mentions", "gene", ValueError, r"no column 'gene'; it has: the name, n"),
        ("SELECT 'TP53' AS gene, 1 AS genenorm_doubt", "gene", ValueError, "has a column 'genenorm_doubt' already"),
        ("SELECT 1.5 AS gene", "gene", TypeError, "a column of decimal.*; cast GeneIDs to BIGINT"),
        ("SELECT ['TP53'] AS gene", "gene", TypeError, "each name a row of its own"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_cannot_be_answered_is_said(
    connection: Any, query: str, column: str, error: type[Exception], message: str, *, together: bool
) -> None:
    with pytest.raises(error, match=message):
        answered(connection, query, column, together=together)


def test_a_species_that_the_index_lacks_is_an_error(connection: Any) -> None:
    with pytest.raises(UnknownTaxonError):
        register(connection, species="unicorn")


@pytest.mark.parametrize("query", ["mentions", "main.mentions", "FROM mentions;", "FROM mentions -- all"])
def test_a_table_is_named_or_asked_for(connection: Any, query: str) -> None:
    expected = answered(connection, "FROM mentions", "the name", columns="symbol").fetchall()
    assert answered(connection, query, "the name", columns="symbol").fetchall() == expected


def test_a_relation_is_a_query_too(connection: Any) -> None:
    expected = answered(connection, "FROM mentions WHERE n > 2", "the name", columns="symbol").fetchall()
    relation = connection.table("mentions").filter("n > 2")
    assert answered(connection, relation, "the name", columns="symbol").fetchall() == expected


def test_equal_names_of_columns_are_numbered(connection: Any) -> None:
    join = 'SELECT a."the name", b."the name" FROM mentions a JOIN mentions b USING (n)'
    for query in (join, connection.sql(join)):
        columns = answered(connection, query, "the name", columns="symbol").columns
        assert columns == ["the name", "the name_1", "genenorm_symbol"]


def test_a_relation_of_another_connection_is_refused(connection: Any) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="onnection"):
        answered(connection, duckdb.connect().sql("SELECT 'GRIN1' AS gene"), "gene")


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE mentions",
        'SELECT "the name" FROM mentions; DROP TABLE mentions',
        'SELECT 1) ; DROP TABLE mentions; FROM (SELECT "the name" FROM mentions',
    ],
)
def test_what_is_more_than_a_query_is_not_run(connection: Any, query: str) -> None:
    expected = connection.sql("FROM mentions").fetchall()
    for run in (lambda: answered(connection, query, "the name"), lambda: register(connection, names=query)):
        with pytest.raises((ValueError, duckdb.ParserException)):
            run()
    assert connection.sql("FROM mentions").fetchall() == expected


def test_wrong_arguments_are_told(connection: Any) -> None:
    with pytest.raises(TypeError, match=r"connection must be one of DuckDB, duckdb\.connect\(\), not NoneType"):
        answered(None, "FROM mentions", "the name")
    with pytest.raises(TypeError, match="query must be a text, such as 'FROM mentions', or a relation, not int"):
        answered(connection, 5, "the name")
    with pytest.raises(ValueError, match="has a column 'genenorm_symbol' already"):
        answered(connection, "SELECT *, 1 AS Genenorm_Symbol FROM mentions", "the name")


def test_a_frame_of_the_program_is_kept_as_long_as_its_answers(connection: Any) -> None:
    rows = answered(connection, connection.from_df(pandas.DataFrame({"gene": ["TP53"]})), "gene", columns="symbol")
    gc.collect()
    assert rows.fetchall() == [("TP53", "TP53")]
