"""The look-ups of a locked run: recorded when the lock is made, and read from the cache when the run is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from genenorm.core.paths import cache_folder
from genenorm.mygene.cached_source import (
    LOOKUP_FIELDS,
    LOOKUP_SCOPES,
    LiveOptions,
    LiveSource,
    Network,
    SourceReply,
    search_term,
)
from genenorm.mygene.hits import date_of
from genenorm.mygene.lookups import open_source
from genenorm.mygene.store import STORE_FILE_NAME, LookupEntry, LookupStore, Question
from genenorm.verify.lock.lock_values import LockedLive, LockedLookup, digest

_DIGEST_LENGTH = 16
"""Digits of a digest: enough to detect a changed answer, and few enough for short lines."""
_MAX_LOOKUPS_NAMED = 5
"""The most look-ups named in a message; the others are counted."""


class RecordingSource(LiveSource):
    """A live source that records its look-ups, and the names that could not be looked up."""

    def __init__(self, store: LookupStore | None, options: LiveOptions, **more: Any) -> None:
        super().__init__(store, options, **more)
        self.failed: dict[str, str] = {}
        """Names that could not be looked up although the network may be used, each with the reason."""
        self._asked: list[tuple[list[str], tuple[int, ...]]] = []

    def look_up(self, names: Sequence[str], taxa: Sequence[int]) -> SourceReply:
        """Return the reply of a live source, and record it."""
        reply = super().look_up(names, taxa)
        self._asked.append((list(map(search_term, names)), tuple(taxa)))
        if self.network is not Network.OFFLINE:
            self.failed |= {unasked.name: unasked.reason for unasked in reply.unasked}
        return reply

    def used(self) -> tuple[LockedLookup, ...]:
        """Return the cached answers that were used, sorted by name and taxon id."""
        entries: dict[tuple[str, int], LookupEntry] = {}
        for terms, taxa in self._asked:
            entries |= self.store.get(self.question, terms, taxa) if self.store else {}
        oldest = self.oldest_valid()
        used = (entry for entry in entries.values() if self.options.stale_ok or entry.asked >= oldest)
        return tuple(sorted(map(_locked, used), key=lambda lookup: (lookup.name, lookup.taxon_id)))


def _locked(entry: LookupEntry) -> LockedLookup:
    return LockedLookup(entry.name, entry.taxon_id, entry.asked, entry.build, _digest(entry))


def _digest(entry: LookupEntry) -> str:
    return digest(entry.hits)[:_DIGEST_LENGTH]


def locked_live(options: LiveOptions, moment: int, *, always: bool) -> LockedLive:
    """Return the settings of live look-ups for a lock; ``moment`` is the time of the run, in seconds since 1970."""
    return LockedLive(always, options.url, LOOKUP_SCOPES, LOOKUP_FIELDS, options.max_age, options.stale_ok, moment)


def asks_for_same_fields(live: LockedLive) -> bool:
    """Return whether this genenorm searches and requests the same fields of MyGene.info as the locked run did."""
    return (live.scopes, live.fields) == (LOOKUP_SCOPES, LOOKUP_FIELDS)


@dataclass(frozen=True, slots=True)
class RecalledLookups:
    """The cached answers of a lock that this machine has."""

    entries: tuple[LookupEntry, ...]
    problem: str
    """A message about the look-ups that are missing or changed, with advice; empty when there are none."""


def recall_lookups(live: LockedLive, lookups: Sequence[LockedLookup]) -> RecalledLookups:
    """Return the cached answers for the look-ups of a lock, with the dates and builds that the lock has."""
    cached = _cached(live, lookups)
    missing, changed, entries = [], [], []
    for lookup in lookups:
        entry = cached.get((lookup.name, lookup.taxon_id))
        if entry is None:
            missing.append(lookup)
        elif _digest(entry) != lookup.sha256:
            changed.append(lookup)
        else:
            # The cache may have a later answer with the same hits; the answers show the locked date and build.
            entries.append(LookupEntry(lookup.taxon_id, lookup.name, lookup.asked, lookup.build, entry.hits))
    file = cache_folder() / STORE_FILE_NAME
    kinds = (("missing from", missing), ("changed in", changed))
    problems = [f"look-ups {kind} {file}: {_some_lookups(found)}" for kind, found in kinds if found]
    if problems:
        problems.append("export them where the lock was made, and import them with: genenorm cache import FILE")
    return RecalledLookups(tuple(entries), "; ".join(problems))


def _cached(live: LockedLive, lookups: Sequence[LockedLookup]) -> Mapping[tuple[str, int], LookupEntry]:
    folder = cache_folder()
    if not lookups or not (folder / STORE_FILE_NAME).exists():
        return {}
    names = list(dict.fromkeys(lookup.name for lookup in lookups))
    taxa = list(dict.fromkeys(lookup.taxon_id for lookup in lookups))
    with LookupStore.open(folder) as store:
        return store.get(Question(live.service, live.scopes, live.fields), names, taxa)


def _some_lookups(lookups: Sequence[LockedLookup]) -> str:
    named = ", ".join(
        f"{lookup.name!r} in {lookup.taxon_id} (asked {date_of(lookup.asked)})"
        for lookup in lookups[:_MAX_LOOKUPS_NAMED]
    )
    more = len(lookups) - _MAX_LOOKUPS_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


@contextmanager
def replayed_source(live: LockedLive, entries: Iterable[LookupEntry]) -> Iterator[LiveSource]:
    """Yield a live source with these cached answers only, offline, and with the time of the locked run as its clock."""
    options = LiveOptions(Network.OFFLINE, live.service, live.max_age, live.stale_ok)
    with TemporaryDirectory(prefix="genenorm-") as folder, LookupStore.open(Path(folder)) as store:
        store.put(Question(live.service, LOOKUP_SCOPES, LOOKUP_FIELDS), entries)
        yield LiveSource(store, options, now=lambda: float(live.moment))


@contextmanager
def recording_source(options: LiveOptions) -> Iterator[RecordingSource]:
    """Yield a live source that uses the cache of this machine and records its look-ups."""
    store = open_source(cache_folder(), options).store
    try:
        yield RecordingSource(store, options)
    finally:
        if store is not None:
            store.close()
