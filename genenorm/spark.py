"""Answers for a column of a Spark DataFrame, found by the workers of its cluster.

::

    from genenorm.spark import resolve

    resolve(df, "gene", species="human").write.parquet("answers")

docs/engines.md has what the workers need, and what is sent to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError
from genenorm.frames.worker_answers import (
    NamesJob,
    check_columns,
    check_table,
    check_type,
    names_job,
    worker_answers,
    worker_votes,
)
from genenorm.index.index_delivery import folder_at_spark_worker, send_by_spark
from genenorm.records.answer_fields import ANSWER_PREFIX

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

    from genenorm.core.context import Organisms, SpeciesChoice
    from genenorm.index.index_ticket import IndexTicket


def resolve(
    frame: DataFrame,
    column: str,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "short",
    prefix: str = ANSWER_PREFIX,
    together: bool = True,
    ship: bool = True,
) -> DataFrame:
    """Return a DataFrame with the answers for the names in a column as further columns.

    :param frame: the table. Its rows are read twice, so cache one that takes long to compute or is not the same twice.
    :param column: the column with the names: text, or GeneIDs as numbers.
    :param species: as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param columns: ``"short"`` or ``"full"``, here without ``input``; or the names of some, as for ``resolve_frame``.
    :param prefix: what the names of the new columns begin with.
    :param together: whether the names are context for each other, as those of a list are. Then they are looked at in a
        first pass, which is run at once; the answers are those of ``resolve_frame`` for the whole column. With
        ``False`` each name is answered alone, as ``resolve`` answers it, in one pass.
    :param ship: send a copy of the index in use to the workers, which use it where they do not have the same one.
    :raises ValueError: the table lacks the column, or has one of the new ones already.
    :raises TypeError: the column has neither text nor numbers.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises MissingExtraError: pyspark is not installed.
    """
    try:
        from pyspark.sql.pandas.types import from_arrow_type, to_arrow_type
        from pyspark.sql.types import StructType
    except ImportError as error:
        raise MissingExtraError("genenorm.spark", "spark") from error
    check_table(frame, "pyspark", "DataFrame of Spark")
    job = names_job(species, organisms, text, columns)
    check_columns(job, column, frame.columns, prefix, is_sql=True)
    place = frame.columns.index(column)
    field = frame.schema.fields[place]
    check_type(to_arrow_type(field.dataType))
    # within a job columns have plain names, since Spark takes a point in a name for one of a struct
    plain = frame.toDF(*(f"_{number}" for number in range(len(frame.columns))))
    if ship:
        send_by_spark(frame.sparkSession.sparkContext, job.ticket)
    if together:
        names = plain.select(plain.columns[place]).distinct()
        rows = names.mapInArrow(partial(_votes, job.ticket), "votes binary").collect()
        job = job.with_votes(bytes(row.votes) for row in rows)
    schema = StructType(list(frame.schema.fields))
    for answer in job.schema:
        schema = schema.add(prefix + answer.name, from_arrow_type(answer.type))
    return plain.mapInArrow(partial(_answers, job, job.key, place, tuple(schema.names)), schema)


def _votes(index: IndexTicket, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    if chunks := [batch.column(0) for batch in batches]:
        votes = worker_votes(index, pyarrow.chunked_array(chunks), folder_at_spark_worker())
        yield pyarrow.record_batch([pyarrow.array([votes], pyarrow.binary())], ["votes"])


def _answers(
    job: NamesJob, key: str, place: int, names: tuple[str, ...], batches: Iterable[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        answers = worker_answers(job, batch.column(place), folder_at_spark_worker(), key)
        added = [column.combine_chunks() for column in answers.columns]
        yield pyarrow.RecordBatch.from_arrays([*batch.columns, *added], list(names))
