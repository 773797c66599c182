"""Making a lock, and repeating the run it was made from: the same bytes, or the part that is missing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.core.errors import LockError, ReferenceFileError
from genenorm.core.model import Resolution
from genenorm.core.paths import DATA
from genenorm.core.tables import Table, table_of, to_tsv
from genenorm.index.choose import choose
from genenorm.index.choose import names as index_names
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.text.species_words import NO_CONTEXT, Context
from genenorm.verify.lock.lock_values import (
    Lock,
    LockedLive,
    LockedLookUp,
    LockedNames,
    LockedReference,
    digest,
    digest_of_names,
)

if TYPE_CHECKING:
    from genenorm.mygene.cached_source import LiveOptions
    from genenorm.mygene.lookups import Told
    from genenorm.mygene.store import Entry

TABLES = ("not_genes.tsv", "species_words.tsv", "usual_meanings.tsv", "weights.tsv")
"""The tables of the package that have a part in the answers for a list of names."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Run:
    """What decides the answers besides names and index."""

    version: str
    """genenorm's own."""
    context: Context = NO_CONTEXT
    live: LiveOptions | None = None
    """How names are looked up live; ``None`` for not at all."""
    always: bool = False
    """Whether all names are looked up."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The answers of a locked run, proved to be the same."""

    table: Table
    notes: tuple[str, ...]
    """What is otherwise than when the lock was made, and made no difference."""
    told: tuple[Told, ...]


# -- locking ----------------------------------------------------------------------------------------------------------


def make_lock(
    reference: Reference,
    names: Sequence[str],
    run: Run,
    *,
    arguments: Sequence[str] = (),
    file: str | None = None,
) -> tuple[Lock, tuple[Told, ...]]:
    """Return the lock of a run, after proving that it can be repeated, and what its look-ups have to tell.

    ``arguments`` and ``file`` say where the names came from. Raises LockError when the run cannot be repeated.

    >>> with Reference.open() as reference:
    ...     lock, _ = make_lock(reference, ["GRIN1"], Run("0.1.0"))
    >>> repeat(lock, ["GRIN1"], "0.1.0").table.rows[0][4]
    'GRIN1'
    """
    content_hash = reference.meta.get("content_hash")
    if not content_hash:
        raise LockError(f"{reference.path}: the index has no content hash to be known by; build it again")
    moment = int(time.time())
    answers, look_ups, told = _answer(reference, names, run)
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
        answers=_digest_of(table_of(answers, reference.stamp)),
        look_ups=look_ups,
    )
    _prove(lock, names, reference)
    return lock, told


def _answer(
    reference: Reference, names: Sequence[str], run: Run
) -> tuple[list[Resolution], tuple[LockedLookUp, ...], tuple[Told, ...]]:
    """Return the answers of a run, the look-ups they used, and what those tell."""
    if run.live is None:
        return Resolver(reference).resolve_all(names, run.context), (), ()
    from genenorm.mygene.lookups import Fresh
    from genenorm.verify.lock.locked_lookups import noting_source

    heard: list[Told] = []
    with noting_source(run.live) as source:
        resolver = Resolver(reference, live=Fresh(source, always=run.always, tell=heard.append))
        answers = resolver.resolve_all(names, run.context)
        if source.failed:
            shown = ", ".join(list(source.failed)[:_SHOWN])
            more = f" and {len(source.failed) - _SHOWN:,} more" if len(source.failed) > _SHOWN else ""
            reason = next(iter(source.failed.values()))
            raise LockError(f"not locked: {reason}, and no lock can hold what was not answered: {shown}{more}")
        return answers, source.used(), tuple(heard)


def _prove(lock: Lock, names: Sequence[str], reference: Reference) -> None:
    """Repeat the run that was just locked: an answer that rests on what no lock holds must not be promised."""
    entries, problem = _recalled(lock)
    if not problem:
        answers, _ = _answers(lock, names, reference, entries)
        if _digest_of(table_of(answers, lock.reference.stamp)) == lock.answers:
            return
        problem = "the answers rest on more than the look-ups that are kept"
    raise LockError(f"not locked, for the run cannot be repeated: {problem}")


# -- repeating --------------------------------------------------------------------------------------------------------


def repeat(lock: Lock, names: Sequence[str], version: str, reference: str | Path | None = None) -> Repeated:
    """Return the answers of a locked run, byte for byte as they were; raises LockError naming every missing part.

    ``version`` is genenorm's own; ``reference`` a name or file to take the index from, default: wherever it lies.
    """
    problems = []
    if digest_of_names(names) != lock.names.sha256:
        problems.append(_other_names(lock, names))
    with ExitStack() as stack:
        try:
            opened: Reference | None = stack.enter_context(_find(lock, reference))
        except LockError as error:
            opened = None
            problems.append(str(error))
        entries, problem = _recalled(lock)
        if problem:
            problems.append(problem)
        if problems or opened is None:
            raise LockError("; ".join(problems))
        answers, told = _answers(lock, names, opened, entries)
    table = table_of(answers, lock.reference.stamp)
    notes = tuple(_differences(lock, version))
    if _digest_of(table) != lock.answers:
        raise LockError(f"the answers are not those locked: {'; '.join(notes) or _UNEXPLAINED}")
    return Repeated(table, notes, told)


_UNEXPLAINED = (
    "names, look-ups and the version of genenorm are the same, so the lock itself was edited, or the index "
    "is not what its hash says (genenorm reference verify)"
)


def _other_names(lock: Lock, names: Sequence[str]) -> str:
    locked = lock.names
    source = f" (from {locked.file})" if locked.file not in (None, "-") else ""
    way_out = "give those, or make another lock with: genenorm lock"
    if len(names) == locked.count:
        return f"the names are others than those locked{source}, or in another order: {way_out}"
    word = "name" if len(names) == 1 else "names"
    return f"{len(names):,} {word} given, {locked.count:,} locked{source}: {way_out}"


def _find(lock: Lock, given: str | Path | None) -> Reference:
    """Return the index with the content that was locked: the one given, the one in use, or any that has a name."""
    wanted = lock.reference.content_hash
    for name in (given,) if given else _places():
        try:
            found = Reference.open(name)
        except ReferenceFileError:
            if given:
                raise
            continue  # an index that cannot be opened is not the one, and is not asked for
        if found.meta.get("content_hash") == wanted:
            return found
        found.close()
    where = f"{given} has another" if given else "none here has it"
    way_out = "bring its file and name it with --reference, or in GENENORM_REFERENCE"
    raise LockError(f"no index with content hash {wanted} ({lock.reference.stamp}): {where}; {way_out}")


def _places() -> Iterator[str | Path]:
    """Yield where an index may lie: the one in use, then all that have a name."""
    with suppress(ReferenceFileError):  # an index in use that is not there does not stand in the way of another
        yield choose().path
    yield from index_names()


def _recalled(lock: Lock) -> tuple[tuple[Entry, ...], str]:
    if lock.live is None:
        return (), ""
    from genenorm.verify.lock.locked_lookups import recall

    found = recall(lock.live, lock.look_ups)
    return found.entries, found.problem


def _answers(
    lock: Lock, names: Sequence[str], reference: Reference, entries: Sequence[Entry]
) -> tuple[list[Resolution], tuple[Told, ...]]:
    if lock.live is None:
        return Resolver(reference).resolve_all(names, lock.context), ()
    from genenorm.mygene.lookups import Fresh
    from genenorm.verify.lock.locked_lookups import replayed_source

    heard: list[Told] = []
    with replayed_source(lock.live, entries) as source:
        resolver = Resolver(reference, live=Fresh(source, always=lock.live.always, tell=heard.append))
        return resolver.resolve_all(names, lock.context), tuple(heard)


def _differences(lock: Lock, version: str) -> Iterator[str]:
    """Yield what is otherwise here than where the lock was made, and may change answers."""
    if lock.genenorm != version:
        yield f"locked by genenorm {lock.genenorm}, this is {version} (pip install genenorm=={lock.genenorm})"
    here = table_digests()
    if changed := [name for name in {**lock.tables, **here} if lock.tables.get(name) != here.get(name)]:
        yield f"genenorm's own {', '.join(changed)} changed since"
    if lock.live is not None and _asks_otherwise(lock.live):
        yield "this genenorm asks MyGene.info for other fields"


def _asks_otherwise(live: LockedLive) -> bool:
    from genenorm.verify.lock.locked_lookups import is_asked_otherwise

    return is_asked_otherwise(live)


def table_digests() -> dict[str, str]:
    """Return the digest of each table of the package that has a part in answers, by file name."""
    return {name: digest((DATA / name).read_text("utf-8")) for name in TABLES}


def _digest_of(table: Table) -> str:
    return digest(to_tsv(table))
