"""Look-ups of a locked run: which ones answered, and the same ones again from what this machine remembers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from genenorm.core.paths import cache_folder
from genenorm.mygene.cached_source import FIELDS, SCOPES, LiveOptions, LiveSource, LookUp, Network
from genenorm.mygene.hits import date_of
from genenorm.mygene.lookups import open_source
from genenorm.mygene.store import FILE_NAME, Entry, Question, Store
from genenorm.verify.lock.lock_values import LockedLive, LockedLookUp, digest

_DIGITS = 16
"""Of a reply's digest: enough to tell a changed reply, and a line of the lock stays short."""
_SHOWN = 5
"""Look-ups named in a message; the rest are counted."""


class NotingSource(LiveSource):
    """A live source that notes which look-ups answered, and which names could not be asked."""

    def __init__(self, store: Store | None, options: LiveOptions, **more: Any) -> None:
        super().__init__(store, options, **more)
        self.failed: dict[str, str] = {}
        """Names that a service could not be asked for, each with the reason; those left out offline are none."""
        self._noted: list[tuple[list[str], tuple[int, ...]]] = []

    def look_up(self, names: Sequence[str], taxa: Sequence[int]) -> LookUp:
        """Return what is known of some names, as any live source, and note it."""
        found = super().look_up(names, taxa)
        self._noted.append(([" ".join(name.split()) for name in names], tuple(taxa)))
        if self._network is not Network.OFFLINE:
            self.failed |= {one.name: one.reason for one in found.unasked}
        return found

    def used(self) -> tuple[LockedLookUp, ...]:
        """Return the remembered answers that took part, in a fixed order."""
        entries: dict[tuple[str, int], Entry] = {}
        for terms, taxa in self._noted:
            entries |= self.store.get(self._question, terms, taxa) if self.store else {}
        oldest = self._oldest()
        recent = (entry for entry in entries.values() if self.options.stale_ok or entry.asked >= oldest)
        return tuple(sorted(map(_locked, recent), key=lambda one: (one.name, one.taxon_id)))


def _locked(entry: Entry) -> LockedLookUp:
    return LockedLookUp(entry.name, entry.taxon_id, entry.asked, entry.build, _digest(entry))


def _digest(entry: Entry) -> str:
    return digest(entry.hits)[:_DIGITS]


def locked_live(options: LiveOptions, moment: int, *, always: bool) -> LockedLive:
    """Return how a run looks names up, as a lock holds it."""
    return LockedLive(always, options.url, SCOPES, FIELDS, options.max_age, options.stale_ok, moment)


def is_asked_otherwise(live: LockedLive) -> bool:
    """Return whether this genenorm asks MyGene.info in other fields than a locked run did."""
    return (live.scopes, live.fields) != (SCOPES, FIELDS)


@dataclass(frozen=True, slots=True)
class Recalled:
    """The look-ups of a lock as this machine remembers them."""

    entries: tuple[Entry, ...]
    problem: str
    """Which are missing or changed, and the way out; empty when all are there."""


def recall(live: LockedLive, look_ups: Sequence[LockedLookUp]) -> Recalled:
    """Return the remembered answers that a lock names, with the dates it gives; or what is wrong with them."""
    known = _remembered(live, look_ups)
    missing, changed, entries = [], [], []
    for one in look_ups:
        entry = known.get((one.name, one.taxon_id))
        if entry is None:
            missing.append(one)
        elif _digest(entry) != one.sha256:
            changed.append(one)
        else:
            # asked again since, with the same reply: what was said then holds, and so does its date
            entries.append(Entry(one.taxon_id, one.name, one.asked, one.build, entry.hits))
    file = cache_folder() / FILE_NAME
    kinds = (("missing from", missing), ("changed in", changed))
    told = [f"look-ups {what} {file}: {_some(those)}" for what, those in kinds if those]
    way_out = "; bring them with: genenorm cache import FILE, of an export made where the lock was made"
    return Recalled(tuple(entries), "; ".join(told) + way_out if told else "")


def _remembered(live: LockedLive, look_ups: Sequence[LockedLookUp]) -> Mapping[tuple[str, int], Entry]:
    folder = cache_folder()
    if not look_ups or not (folder / FILE_NAME).exists():
        return {}
    names = list(dict.fromkeys(one.name for one in look_ups))
    taxa = list(dict.fromkeys(one.taxon_id for one in look_ups))
    with Store.open(folder) as store:
        return store.get(Question(live.service, live.scopes, live.fields), names, taxa)


def _some(look_ups: Sequence[LockedLookUp]) -> str:
    shown = ", ".join(f"{one.name!r} in {one.taxon_id} (asked {date_of(one.asked)})" for one in look_ups[:_SHOWN])
    return shown if len(look_ups) <= _SHOWN else f"{shown} and {len(look_ups) - _SHOWN:,} more"


@contextmanager
def replayed_source(live: LockedLive, entries: Iterable[Entry]) -> Iterator[LiveSource]:
    """Give a live source that knows these entries alone, takes the time for that of the lock, and uses no network."""
    options = LiveOptions(Network.OFFLINE, live.service, live.max_age, live.stale_ok)
    with TemporaryDirectory(prefix="genenorm-") as folder, Store.open(Path(folder)) as store:
        store.put(Question(live.service, SCOPES, FIELDS), entries)
        yield LiveSource(store, options, now=lambda: float(live.moment))


@contextmanager
def noting_source(options: LiveOptions) -> Iterator[NotingSource]:
    """Give a live source over the store of this machine that notes what it answers."""
    store = open_source(cache_folder(), options).store
    try:
        yield NotingSource(store, options)
    finally:
        if store is not None:
            store.close()
