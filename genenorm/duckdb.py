"""Answers inside DuckDB: for a column of a query, and as a function of SQL.

::

    import duckdb
    from genenorm.duckdb import register, resolve

    connection = duckdb.connect()
    resolve(connection, "FROM 'mentions.parquet'", "gene", species="human").write_parquet("answers.parquet")
    register(connection, species="human")
    connection.sql("SELECT gene, genenorm(gene).gene_id FROM 'mentions.parquet'")

docs/engines.md has more.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from genenorm.frames.worker_answers import (
    NamesJob,
    check_columns,
    check_type,
    names_job,
    worker_answers,
    worker_votes,
)
from genenorm.records.answer_fields import ANSWER_PREFIX

if TYPE_CHECKING:
    import pyarrow
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from genenorm.core.context import Organisms, SpeciesChoice

_TYPES = {"int64": "BIGINT", "double": "DOUBLE", "string": "VARCHAR"}


def resolve(
    connection: DuckDBPyConnection,
    query: str | DuckDBPyRelation,
    column: str,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "short",
    prefix: str = ANSWER_PREFIX,
    together: bool = True,
) -> DuckDBPyRelation:
    """Return the rows of a query with the answers for the names in a column as further columns.

    :param connection: an open connection, on which a function is made whose name begins with ``genenorm_``.
    :param query: the query, such as ``"FROM mentions"``, the name of a table, or a relation of this connection, such as
        ``connection.from_df(frame)``. It is run twice.
    :param column: the column with the names: text, or GeneIDs as whole numbers.
    :param species: as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param columns: ``"short"`` or ``"full"``, here without ``input``; or the names of some, as for ``resolve_frame``.
    :param prefix: what the names of the new columns begin with.
    :param together: whether the names are context for each other, as those of a list are. Then they are looked at in a
        first pass, which is run at once; the answers are those of ``resolve_frame`` for the whole column. With
        ``False`` each name is answered alone, as ``resolve`` answers it.
    :raises ValueError: the query lacks the column, has one of the new ones already, or is several statements.
    :raises TypeError: the column has neither text nor whole numbers, or an argument is something else.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises MissingExtraError: pyarrow is not installed.
    """
    job = names_job(species, organisms, text, columns)
    rows = _as_relation(connection, query)
    check_columns(job, column, rows.columns, prefix, is_sql=True)
    quoted = _quoted(column)
    names = rows.project(quoted)
    _check_type(names.limit(0).to_arrow_table().column(0).type)
    if together:
        job = _with_names(job, names.distinct())
    function = f"genenorm_{job.key}"
    _make_function(connection, function, job)
    fields = ", ".join(f"_genenorm_answer.{_quoted(name)} AS {_quoted(prefix + name)}" for name in job.columns)
    answered = rows.project(f"*, {function}(CAST({quoted} AS VARCHAR)) AS _genenorm_answer")
    return answered.project(f"* EXCLUDE (_genenorm_answer), {fields}")


def register(
    connection: DuckDBPyConnection,
    name: str = "genenorm",
    *,
    names: str = "",
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "short",
) -> None:
    """Make a function of SQL that returns the answer for a name as a struct: ``SELECT genenorm(gene).symbol FROM t``.

    :param connection: an open connection; the function is there as long as it is open.
    :param name: the name of the function; one of the same name is replaced.
    :param names: a query for one column, whose names are context for each other; each is then answered as
        ``resolve_frame`` answers it in this list. Without it each name is answered alone, as ``resolve`` does.
    :param species: as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param columns: the fields of the struct: ``"short"`` or ``"full"``, here without ``input``, or the names of some.
    :raises ValueError: ``names`` is several statements.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises MissingExtraError: pyarrow is not installed.
    """
    job = names_job(species, organisms, text, columns)
    if names:
        job = _with_names(job, _as_relation(connection, names))
    _make_function(connection, name, job)


def _as_relation(connection: DuckDBPyConnection, query: object) -> DuckDBPyRelation:
    """Return the rows of a query, which is not run yet; raises TypeError for something else."""
    if not hasattr(connection, "create_function"):
        raise TypeError(f"connection must be one of DuckDB, duckdb.connect(), not {type(connection).__qualname__}")
    if isinstance(query, str):
        text = query.strip().rstrip(";")
        parts = text.split(".")
        if all(map(str.isidentifier, parts)):
            return connection.sql(f"FROM {'.'.join(map(_quoted, parts))}")
        if len(connection.extract_statements(text)) > 1:
            raise ValueError("the query must be one statement")
        # in parentheses only a query can stand, and a comment may end it
        return connection.sql(f"FROM ({text}\n)")  # nosec B608 # the user's own query
    if hasattr(query, "sql_query"):
        _genenorm_rows = query  # read as a table, so that equal names of columns are numbered
        return connection.sql("FROM _genenorm_rows")
    raise TypeError(f"query must be a text, such as 'FROM mentions', or a relation, not {type(query).__qualname__}")


def _with_names(job: NamesJob, names: DuckDBPyRelation) -> NamesJob:
    column = names.to_arrow_table().column(0)
    _check_type(column.type)
    return job.with_votes([worker_votes(job.ticket, column)])


def _check_type(given: pyarrow.DataType) -> None:
    """Raise TypeError for a type that has no names, and for numbers that SQL writes with a point."""
    check_type(given)
    if str(given) in ("float", "double") or str(given).startswith("decimal"):
        raise TypeError(f"the names are a column of {given}; cast GeneIDs to BIGINT, and names to VARCHAR")


def _make_function(connection: DuckDBPyConnection, name: str, job: NamesJob) -> None:
    """Make a function that answers names."""
    from duckdb import InvalidInputException

    key = job.key

    def answers(names: Any) -> Any:  # Arrow arrays; DuckDB looks at the types at run time
        return worker_answers(job, names, key=key).to_struct_array().combine_chunks()

    fields = {field.name: _TYPES[str(field.type)] for field in job.schema}
    with suppress(InvalidInputException):  # there is none
        connection.remove_function(name)
    struct = connection.struct_type(fields)
    connection.create_function(
        name, answers, ["VARCHAR"], struct, type="arrow", null_handling="special", side_effects=False
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
