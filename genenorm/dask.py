"""Answers for a column of a Dask DataFrame, found by the workers of its cluster, or by threads or processes.

::

    from genenorm.dask import resolve

    resolve(df, "gene", species="human").to_parquet("answers")

docs/engines.md has what the workers need, and what is sent to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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
from genenorm.index.index_delivery import folder_at_dask_worker, send_by_dask
from genenorm.records.answer_fields import ANSWER_PREFIX

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from dask.dataframe import DataFrame

    from genenorm.core.context import Organisms, SpeciesChoice
    from genenorm.index.index_ticket import IndexTicket

_PARTS_TOGETHER = 8
"""The parts of a table whose distinct names make one part."""


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
    """Return a DataFrame with the answers for the names in a column as further columns; its parts and index stay.

    The new columns of text are ``string[pyarrow]``, identifiers ``Int64`` and scores ``float64``.

    :param frame: the table. Its rows are read twice, so persist one that takes long to compute or is not the same
        twice.
    :param column: the column with the names: text, or GeneIDs as numbers.
    :param species: as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param columns: ``"short"`` or ``"full"``, here without ``input``; or the names of some, as for ``resolve_frame``.
    :param prefix: what the names of the new columns begin with.
    :param together: whether the names are context for each other, as those of a list are. Then they are looked at in a
        first pass, which is run at once; the answers are those of ``resolve_frame`` for the whole column. With
        ``False`` each name is answered alone, as ``resolve`` answers it, in one pass.
    :param ship: send a copy of the index in use to the workers of a cluster, if one of them does not have the same.
    :raises ValueError: the table lacks the column, or has one of the new ones already.
    :raises TypeError: the column has neither text nor numbers.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises MissingExtraError: dask is not installed.
    """
    try:
        import dask
        import dask.dataframe
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("genenorm.dask", "dask") from error
    check_table(frame, "dask", "DataFrame of Dask")
    job = names_job(species, organisms, text, columns)
    check_columns(job, column, list(frame.columns), prefix)
    check_type(pyarrow.Array.from_pandas(frame[column]._meta).type)
    if ship:
        _send(job.ticket)
    if together:
        parts = -(-frame.npartitions // _PARTS_TOGETHER)
        names = frame[column].drop_duplicates(split_out=parts, shuffle_method="tasks")
        votes = [dask.delayed(_votes)(part, job.ticket) for part in names.to_delayed()]
        job = job.with_votes(dask.compute(*votes))
    meta = _beside(frame._meta, job.schema.empty_table(), prefix)
    answered: DataFrame = frame.map_partitions(_answers, job, job.key, column, prefix, meta=meta)
    return answered


def _votes(names: pandas.Series[Any], index: IndexTicket) -> bytes:
    import pyarrow

    return worker_votes(index, pyarrow.array(names, from_pandas=True), folder_at_dask_worker())


def _answers(part: pandas.DataFrame, job: NamesJob, key: str, column: str, prefix: str) -> pandas.DataFrame:
    import pyarrow

    answers = worker_answers(job, pyarrow.array(part[column], from_pandas=True), folder_at_dask_worker(), key)
    return _beside(part, answers, prefix)


def _beside(part: pandas.DataFrame, answers: pyarrow.Table, prefix: str) -> pandas.DataFrame:
    """Return a part of the table with the answers for its rows as further columns."""
    import pandas
    import pyarrow

    types = {pyarrow.string(): pandas.StringDtype("pyarrow"), pyarrow.int64(): pandas.Int64Dtype()}
    found = answers.to_pandas(types_mapper=types.get).add_prefix(prefix)
    both: pandas.DataFrame = pandas.concat([part, found.set_axis(part.index, axis="index")], axis="columns")
    return both


def _send(index: IndexTicket) -> None:
    """Send a copy of the index to the cluster in use, if there is one."""
    try:
        from distributed import default_client

        client = default_client()
    except (ImportError, ValueError):
        return
    send_by_dask(client, index)
