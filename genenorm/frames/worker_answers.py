"""What the workers of an engine (Spark, Dask, DuckDB) do: votes for names, and answers for batches of a column.

A program makes a ``NamesJob`` and sends it with the work. A worker process opens the index once, and keeps the answers
for the names that it has met, so that in every batch only new names are looked up.

>>> import pyarrow
>>> job = names_job(columns=("symbol", "gene_id"))
>>> names = pyarrow.array(["Trp53", "GRIN1", None])
>>> job = job.with_votes([worker_votes(job.ticket, names)])
>>> worker_answers(job, names).to_pydict()
{'symbol': ['Trp53', 'GRIN1', None], 'gene_id': [22059, 2902, None]}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy

from genenorm.core.context import NO_CONTEXT, Context, Organisms, SpeciesChoice
from genenorm.frames.arrow_answers import (
    answer_schema,
    answers_as_arrow,
    arrow_answers,
    arrow_votes,
    encoded_names,
)
from genenorm.index.index_ticket import IndexTicket, opened
from genenorm.index.reference import Reference
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_table import ANSWER_COLUMNS, columns_to_add
from genenorm.resolver.call_arguments import context_of
from genenorm.resolver.list_votes import ListVotes, WholeList, merged_votes
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    import pyarrow

    from genenorm.frames.arrow_answers import ArrowColumn

MOST_KEPT = 1 << 18
"""The most names whose answers a worker keeps: some 100 MB with all columns."""
_MOST_CHUNKS = 16


class NamesJob(NamedTuple):
    """What a worker needs to answer names."""

    ticket: IndexTicket
    """The index."""
    context: Context = NO_CONTEXT
    columns: tuple[str, ...] = ANSWER_COLUMNS
    whole: WholeList | None = None
    """What the names of the whole list say together; ``None`` to answer each name as if it were alone."""

    def with_votes(self, votes: Iterable[bytes]) -> NamesJob:
        """Return the job for the names of a list, with what ``worker_votes`` returned for its parts."""
        # merged now and then, since all parts of a long list may take much memory
        merged: list[ListVotes] = []
        for one in votes:
            merged.append(ListVotes.from_bytes(one))
            if len(merged) == _MOST_CHUNKS:
                merged = [merged_votes(merged)]
        whole = merged_votes(merged).whole
        return self._replace(whole=whole, context=_resolver(self.ticket, "").settled(self.context, whole.patterns))

    @property
    def schema(self) -> pyarrow.Schema:
        """The columns of the answers, with texts as ``string``."""
        return answer_schema(self.columns, text="plain")

    @property
    def key(self) -> str:
        """The job as a short text: equal for equal jobs, in all processes that the same program sends it to."""
        return blake2b(repr(self).encode(), digest_size=16).hexdigest()


def names_job(
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "short",
) -> NamesJob:
    """Return the job for the index in use, in which each name is answered alone.

    The arguments are those of ``resolve_frame``. The columns ``"short"`` and ``"full"`` leave out ``input``, since the
    answers stand beside the names.
    """
    chosen = columns_to_add(columns)
    with Reference.open() as reference:
        return NamesJob(IndexTicket.of(reference), context_of(reference, species, organisms, text), chosen)


def worker_votes(ticket: IndexTicket, names: ArrowColumn, folder: str = "") -> bytes:
    """Return what the names of a part of a list say about the list, as ``ListVotes.to_bytes`` writes it.

    :param folder: the folder of a copy of the index, if one was sent (see ``index_ticket.opened``).
    """
    return arrow_votes(names, _resolver(ticket, folder)).to_bytes()


def worker_answers(job: NamesJob, names: ArrowColumn, folder: str = "", key: str = "") -> pyarrow.Table:
    """Return the answers for names as a table, one row for each, with texts as ``string``.

    :param folder: as for ``worker_votes``.
    :param key: ``job.key``, where it is known.
    """
    return _kept(_Keyed(key or job.key, job, folder)).answers(names)


def check_type(given: pyarrow.DataType) -> None:
    """Raise TypeError for a type of column that has no names."""
    import pyarrow

    encoded_names(pyarrow.array([], given))


def check_table(frame: object, library: str, kind: str) -> None:
    """Raise TypeError for a table that is not of an engine.

    :param library: the package with the type, such as ``dask``.
    :param kind: how the type is called, for the message.
    """
    given = type(frame)
    if given.__module__.partition(".")[0] == library and hasattr(frame, "columns"):
        return
    name = f"{given.__module__}.{given.__qualname__}".removeprefix("builtins.")
    raise TypeError(f"the table must be a {kind}, not {name}; for columns in memory use genenorm.resolve_frame(column)")


def check_columns(job: NamesJob, column: str, known: Sequence[str], prefix: str, *, is_sql: bool = False) -> None:
    """Raise ValueError for a column that a table lacks or has twice, and for columns of answers that it has already.

    :param is_sql: whether names that differ in case alone are one name, as in SQL.
    """
    if column not in known:
        raise ValueError(f"the table has no column {column!r:.60}; it has: {', '.join(map(str, known)):.200}")
    same = str.casefold if is_sql else str
    there = [same(str(name)) for name in known]
    if there.count(same(column)) > 1:
        raise ValueError(f"the table has several columns {column!r:.60}; give them different names first")
    for name in job.columns:
        if same(prefix + name) in there:
            raise ValueError(f"the table has a column {prefix + name!r} already; give another prefix, or drop it first")


class _Keyed:
    """A job that equals another with the same key."""

    __slots__ = ("folder", "job", "key")

    def __init__(self, key: str, job: NamesJob, folder: str) -> None:
        self.key = key
        self.job = job
        self.folder = folder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class _KeptAnswers:
    """The answers for the names of a job that this process has met; threads may share them."""

    def __init__(self, job: NamesJob, folder: str) -> None:
        self._job = job
        self._resolver = _resolver(job.ticket, folder)
        self._lock = Lock()
        self._place_of: dict[str, int] = {}
        self._table: pyarrow.Table | None = None

    def answers(self, names: ArrowColumn) -> pyarrow.Table:
        import pyarrow

        places, distinct = encoded_names(names)
        if len(distinct) > MOST_KEPT:
            return self._answered(distinct).take(pyarrow.array(places))
        with self._lock:
            new = [name for name in distinct if name not in self._place_of]
            if len(self._place_of) + len(new) > MOST_KEPT:
                self._place_of, self._table, new = {}, None, distinct
            if new or self._table is None:
                table = self._answered(new)
                self._table = _joined(self._table, table)
                self._place_of.update(zip(new, range(len(self._place_of), len(self._table)), strict=True))
            kept = self._table
            rows = numpy.array([self._place_of[name] for name in distinct], numpy.int64)
        return kept.take(pyarrow.array(rows[places]))

    def _answered(self, distinct: Sequence[str]) -> pyarrow.Table:
        """Return the answers for distinct names."""
        import pyarrow

        job, resolver = self._job, self._resolver
        if job.whole is not None:
            names = pyarrow.array(distinct, pyarrow.string())
            return arrow_answers(names, resolver, job.context, job.columns, whole=job.whole, text="plain")
        answers = [resolver.resolve(name, job.context) for name in distinct]
        reference = resolver.reference
        columns = AnswerColumns.of(answers, reference.stamp, reference.common_names, job.context.species)
        return answers_as_arrow(columns, columns=job.columns, text="plain")


def _joined(kept: pyarrow.Table | None, new: pyarrow.Table) -> pyarrow.Table:
    import pyarrow

    if kept is None:
        return new
    joined = pyarrow.concat_tables([kept, new])
    is_scattered = any(column.num_chunks > _MOST_CHUNKS for column in joined.columns)
    return joined.combine_chunks() if is_scattered else joined


@lru_cache(maxsize=2)
def _kept(keyed: _Keyed) -> _KeptAnswers:
    return _KeptAnswers(keyed.job, keyed.folder)


@lru_cache(maxsize=2)
def _resolver(ticket: IndexTicket, folder: str) -> Resolver:
    return Resolver(opened(ticket, folder))
