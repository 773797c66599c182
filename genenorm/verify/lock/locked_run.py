"""Making a lock, and repeating the locked run with the same answers, byte for byte."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.errors import LockError, ReferenceFileError
from genenorm.core.paths import DATA
from genenorm.core.tables import Table, to_tsv
from genenorm.index.choose import choose, index_names
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.verify.lock.lock_values import (
    Lock,
    LockedLookup,
    LockedNames,
    LockedReference,
    digest,
    digest_of_names,
)

if TYPE_CHECKING:
    from genenorm.mygene.cached_source import LiveOptions
    from genenorm.mygene.lookups import LookupReport
    from genenorm.mygene.store import LookupEntry

ANSWER_TABLES = (
    "cell_lines.tsv", "gene_classes.tsv", "identifier_types.tsv", "not_genes.tsv", "species_words.tsv",
    "study_words.tsv", "usual_meanings.tsv",
    "weights.tsv",
)  # fmt: skip
"""The data tables of the package that the answers for a list of names depend on."""
_MAX_NAMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run that its answers depend on."""

    version: str
    """Version of genenorm."""
    context: Context = NO_CONTEXT
    live: LiveOptions | None = None
    """The options of live look-ups; ``None`` for no look-ups."""
    always: bool = False
    """Whether all names are looked up live."""


@dataclass(frozen=True, slots=True)
class RepeatedRun:
    """The answers of a repeated run, which equal the locked answers."""

    table: Table
    notes: tuple[str, ...]
    """Differences from the locked run that had no effect on the answers, as text for people."""
    reports: tuple[LookupReport, ...]
    """The reports of the look-ups."""


# -- locking ----------------------------------------------------------------------------------------------------------


class _LiveRun(NamedTuple):
    """The answers of a run, with its look-ups and their reports."""

    table: Table
    lookups: tuple[LockedLookup, ...] = ()
    reports: tuple[LookupReport, ...] = ()


def make_lock(
    reference: Reference,
    names: Sequence[str],
    run: RunOptions,
    *,
    arguments: Sequence[str] = (),
    file: str | None = None,
) -> tuple[Lock, tuple[LookupReport, ...]]:
    """Resolve names, and return the lock of this run with the reports of its look-ups.

    The run is repeated once to make sure that the lock is complete.

    :param reference: the index.
    :param names: the names to resolve.
    :param run: the options of the run.
    :param arguments: the names that were given on the command line, recorded as a source of the names.
    :param file: the file that the other names were read from, recorded likewise; ``-`` for standard input.
    :raises LockError: the run cannot be repeated: a look-up failed, or the index has no content hash.

    >>> with Reference.open() as reference:
    ...     lock, _ = make_lock(reference, ["GRIN1"], RunOptions("0.1.0"))
    >>> repeat_lock(lock, ["GRIN1"], "0.1.0").table.rows[0][4]
    'GRIN1'
    """
    content_hash = reference.meta.get("content_hash")
    if not content_hash:
        raise LockError(f"{reference.path}: the index has no content hash; build it again")
    moment = int(time.time())
    table, lookups, reports = _resolve(reference, names, run)
    live = None
    if run.live is not None:
        from genenorm.verify.lock.locked_lookups import locked_live

        live = locked_live(run.live, moment, always=run.always)
    lock = Lock(
        genenorm=run.version,
        tables=table_digests(),
        reference=LockedReference(reference.stamp, content_hash),
        context=run.context,
        live=live,
        names=LockedNames(tuple(arguments), file, len(names), digest_of_names(names)),
        answers=_digest_of_table(table),
        lookups=lookups,
    )
    _check_repeatable(lock, names, reference)
    return lock, reports


def _resolve(reference: Reference, names: Sequence[str], run: RunOptions) -> _LiveRun:
    if run.live is None:
        return _LiveRun(Resolver(reference).table(names, run.context))
    from genenorm.mygene.lookups import LiveLookups
    from genenorm.verify.lock.locked_lookups import recording_source

    reports: list[LookupReport] = []
    with recording_source(run.live) as source:
        live = LiveLookups(source, always=run.always, on_report=reports.append)
        table = Resolver(reference, live=live).table(names, run.context)
        if source.failed:
            raise LockError(f"not locked: {next(iter(source.failed.values()))}: {_some_names(list(source.failed))}")
        return _LiveRun(table, source.used(), tuple(reports))


def _some_names(names: Sequence[str]) -> str:
    shown, more = ", ".join(names[:_MAX_NAMES_SHOWN]), len(names) - _MAX_NAMES_SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def _check_repeatable(lock: Lock, names: Sequence[str], reference: Reference) -> None:
    """Raise LockError if the answers depend on something that is not in the lock."""
    entries, problem = _recall(lock)
    if not problem:
        table, _ = _repeated_answers(lock, names, reference, entries)
        if _digest_of_table(table) == lock.answers:
            return
        problem = "the answers depend on more than the cached look-ups"
    raise LockError(f"not locked, since the run cannot be repeated: {problem}")


# -- repeating --------------------------------------------------------------------------------------------------------


def repeat_lock(lock: Lock, names: Sequence[str], version: str, reference: str | Path | None = None) -> RepeatedRun:
    """Repeat a locked run offline, and return its answers, which are byte for byte the same.

    :param lock: the lock, as ``read_lock`` or ``make_lock`` returns it.
    :param names: the names of the run; they must be the locked ones in the same order.
    :param version: the version of this genenorm.
    :param reference: the name or file of the index; by default all indexes of this machine are searched for the one
        with the locked content hash.
    :raises LockError: the run cannot be repeated; the message names every part that is missing or different.
    """
    problems = []
    if digest_of_names(names) != lock.names.sha256:
        problems.append(_names_problem(lock, names))
    with ExitStack() as stack:
        try:
            opened: Reference | None = stack.enter_context(_find_reference(lock, reference))
        except LockError as error:
            opened = None
            problems.append(str(error))
        entries, problem = _recall(lock)
        if problem:
            problems.append(problem)
        if problems or opened is None:
            raise LockError("; ".join(problems))
        table, reports = _repeated_answers(lock, names, opened, entries)
    notes = tuple(_differences(lock, version))
    if _digest_of_table(table) != lock.answers:
        raise LockError(f"the answers differ from the locked ones: {'; '.join(notes) or _NO_DIFFERENCE}")
    return RepeatedRun(table, notes, reports)


_NO_DIFFERENCE = (
    "names, look-ups and the version of genenorm are the same, so the lock was edited, or the index does not match "
    "its hash (genenorm reference verify)"
)


def _names_problem(lock: Lock, names: Sequence[str]) -> str:
    locked = lock.names
    source = f" (from {locked.file})" if locked.file not in (None, "-") else ""
    advice = "give those, or make another lock with: genenorm lock"
    if len(names) == locked.count:
        return f"the names differ from the locked names{source}, at least in their order: {advice}"
    word = "name" if len(names) == 1 else "names"
    return f"{len(names):,} {word} given, {locked.count:,} locked{source}: {advice}"


def _find_reference(lock: Lock, given: str | Path | None) -> Reference:
    """Return the index with the locked content hash, opened: the given one, the one in use, or any named one."""
    wanted = lock.reference.content_hash
    for name in (given,) if given else _known_references():
        try:
            found = Reference.open(name)
        except ReferenceFileError:
            if given:
                raise
            continue
        if found.meta.get("content_hash") == wanted:
            return found
        found.close()
    where = f"{given} has another" if given else "none here has it"
    advice = "copy its file here, and name it with --reference or in GENENORM_REFERENCE"
    raise LockError(f"no index with content hash {wanted} ({lock.reference.stamp}): {where}; {advice}")


def _known_references() -> Iterator[str | Path]:
    """Yield the path of the index in use, then the names of all indexes."""
    with suppress(ReferenceFileError):  # if the index in use is missing, another may have the content
        yield choose().path
    yield from index_names()


def _recall(lock: Lock) -> tuple[tuple[LookupEntry, ...], str]:
    """Return the cached answers for a lock, and a message about missing ones, or empty text."""
    if lock.live is None:
        return (), ""
    from genenorm.verify.lock.locked_lookups import recall_lookups

    recalled = recall_lookups(lock.live, lock.lookups)
    return recalled.entries, recalled.problem


def _repeated_answers(
    lock: Lock, names: Sequence[str], reference: Reference, entries: Sequence[LookupEntry]
) -> tuple[Table, tuple[LookupReport, ...]]:
    """Return the table of the answers, with the locked stamp: the file of the index may have another name now."""
    if lock.live is None:
        return _stamped(Resolver(reference).table(names, lock.context), lock.reference.stamp), ()
    from genenorm.mygene.lookups import LiveLookups
    from genenorm.verify.lock.locked_lookups import replayed_source

    reports: list[LookupReport] = []
    with replayed_source(lock.live, entries) as source:
        live = LiveLookups(source, always=lock.live.always, on_report=reports.append)
        table = Resolver(reference, live=live).table(names, lock.context)
    return _stamped(table, lock.reference.stamp), tuple(reports)


def _stamped(table: Table, stamp: str) -> Table:
    """Return a table of answers with another stamp of its index, which is the last cell of each row."""
    if table.reference == stamp:
        return table
    return Table(table.columns, tuple((*row[:-1], stamp) for row in table.rows), stamp)


def _differences(lock: Lock, version: str) -> Iterator[str]:
    """Yield the differences between this genenorm and the locked one that may change answers, as text."""
    if lock.genenorm != version:
        yield f"locked by genenorm {lock.genenorm}, this is {version} (pip install genenorm=={lock.genenorm})"
    digests = table_digests()
    if changed := [name for name in {**lock.tables, **digests} if lock.tables.get(name) != digests.get(name)]:
        yield f"genenorm's own {', '.join(changed)} changed since"
    if lock.live is not None:
        from genenorm.verify.lock.locked_lookups import asks_for_same_fields

        if not asks_for_same_fields(lock.live):
            yield "this genenorm asks MyGene.info for other fields"


def table_digests() -> dict[str, str]:
    """Return the digest of each table in ``ANSWER_TABLES``, by file name."""
    return {name: digest((DATA / name).read_text("utf-8")) for name in ANSWER_TABLES}


def _digest_of_table(table: Table) -> str:
    return digest(to_tsv(table))
