"""The authorities' dumps on disk: asked for, downloaded where they have changed, checked, and moved into place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.builder.download.partial_file import Arrival, Part, Tell, download
from genenorm.builder.download.web import STORE, BrokenOffError, Limits, Web, judge, open_session
from genenorm.builder.sources.dump_list import Dump, ReleaseRule
from genenorm.builder.sources.file_checks import check_content, check_digest, digest_of
from genenorm.builder.sources.file_origin import SUFFIX, Origin, Stamp
from genenorm.builder.sources.releases import by_numbers, newest, release_of
from genenorm.core.errors import SourceError
from genenorm.mygene.cached_source import offline_wanted

if TYPE_CHECKING:
    from requests_cache import CachedSession

Progress = Callable[[str, int, int | None], None]
"""Told a dump's key, how many bytes of it there are, and how many there will be (where the server says)."""


class Outcome(Enum):
    """What became of one dump."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    """The file on disk is the one its authority has."""
    FAILED = "failed"
    """The file on disk, if any, is as it was."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one dump, and what is on disk."""

    dump: Dump
    outcome: Outcome
    file: Path | None = None
    """Where it lies; ``None`` where there is none."""
    origin: Origin | None = None
    reason: str = ""
    """Why it failed, in one line."""


def fetch_dumps(
    dumps: Sequence[Dump],
    folder: Path,
    *,
    progress: Progress | None = None,
    session: CachedSession | None = None,
    limits: Limits | None = None,
) -> tuple[Fetched, ...]:
    """Return what became of each dump after bringing the folder up to date, one after the other.

    A file that its authority has not changed costs one question. A new one is downloaded to ``NAME.part``, going on
    where an earlier download stopped, is checked, and then takes its place; one that fails does not stop the others.
    Raises SourceError when nothing can be fetched at all: offline, or no folder to write to.
    """
    if offline_wanted():
        raise SourceError("offline: nothing is fetched while GENENORM_OFFLINE is set")
    tell = progress or _silent
    with _locked(folder):
        if session is not None:
            return _fetch_all(dumps, folder, Web(session, limits or Limits()), tell)
        with _session_of(folder) as own:
            return _fetch_all(dumps, folder, Web(own, limits or Limits()), tell)


def fetched_file(dump: Dump, folder: Path) -> Path | None:
    """Return where a fetched dump lies in a folder, the newest release of several; ``None`` where there is none."""
    found = [file for file in folder.glob(dump.file.replace("{release}", "*")) if Origin.read(file) is not None]
    return max(found, key=lambda file: by_numbers(file.name), default=None)


def parts_in(folder: Path) -> tuple[Path, ...]:
    """Return the downloads in a folder that were begun and not finished, which the next fetch goes on with."""
    return tuple(sorted(file for file in folder.glob("*.part") if file.stat().st_size))


def _fetch_all(dumps: Sequence[Dump], folder: Path, web: Web, tell: Progress) -> tuple[Fetched, ...]:
    return tuple(_fetch(dump, folder, web, tell) for dump in dumps)


def _fetch(dump: Dump, folder: Path, web: Web, tell: Progress) -> Fetched:
    """Fetch one dump; every failure that is not this program's mistake becomes its reason."""
    import requests
    import urllib3

    url = dump.url
    tell(dump.key, 0, None)
    try:
        url, name = _address(dump, web)
        return _fetch_file(dump, folder / name, web, lambda size, total: tell(dump.key, size, total), url)
    except (requests.RequestException, urllib3.exceptions.HTTPError, BrokenOffError) as error:
        reason = f"{_url_of(error) or url} {judge(error).words}{_kept(folder, dump)}"
    except SourceError as error:
        reason = str(error)
    except sqlite3.Error as error:
        reason = f"{folder}: what is remembered of earlier fetches cannot be read or written ({error})"
    except OSError as error:
        reason = f"{error.filename or folder}: {error.strerror or error}{_kept(folder, dump)}"
    file = fetched_file(dump, folder)
    return Fetched(dump, Outcome.FAILED, file, Origin.read(file) if file else None, " ".join(reason.split()))


def _address(dump: Dump, web: Web) -> tuple[str, str]:
    """Return URL and file name of a dump's newest release."""
    if "{release}" not in dump.url:
        return dump.url, dump.file
    release = newest(web.page(dump.listing), dump.pattern)
    if release is None:
        raise SourceError(f"{dump.listing} lists no release like {dump.pattern}; the list of dumps is out of date")
    return dump.url.replace("{release}", release), dump.file.replace("{release}", release)


def _fetch_file(dump: Dump, target: Path, web: Web, tell: Tell, url: str) -> Fetched:
    known = Origin.read(target)
    if known is not None and known.url != url:
        known = None
    told = web.stamp(url)
    if known is not None and told is not None and known.stamp.is_same_as(told):
        return Fetched(dump, Outcome.UNCHANGED, target, known)
    part = Part(target)
    if told is not None:
        if part.size and not part.stamp.is_same_as(told):
            part.discard()
        _check_room(target.parent, told, part)
    if told is None or not part.is_whole():
        # Where the server has answered about the file, it has changed; else this request asks both.
        conditions = known.stamp if known is not None and told is None else None
        if download(web, url, part, tell, known=conditions) is Arrival.UNCHANGED:
            return Fetched(dump, Outcome.UNCHANGED, target, known)
    stitched = part.is_stitched
    try:
        return _install(dump, target, part, url, known)
    except SourceError:
        if not stitched:
            raise
    download(web, url, part, tell)  # the pieces were not of one file after all: once more, in one
    return _install(dump, target, part, url, known)


def _install(dump: Dump, target: Path, part: Part, url: str, known: Origin | None) -> Fetched:
    """Check a download that is whole, move it into place, and note where it is from."""
    stamp = part.stamp
    try:
        check_digest(part.file, stamp.digest)
        part.unpack()
        check_content(part.file, dump)
    except SourceError as error:
        part.discard()
        raise SourceError(f"{url} {error}; nothing of it is kept") from error
    now = datetime.now(UTC)
    moment = (stamp.moment or now).timestamp()
    os.utime(part.file, (moment, moment))
    origin = Origin(
        key=dump.key,
        url=url,
        etag=stamp.etag,
        last_modified=stamp.last_modified,
        release=release_of(dump, part.file, target.name),
        sha256=digest_of(part.file),
        size=part.size,
        fetched=now.date().isoformat(),
    )
    same = known is not None and known.sha256 == origin.sha256
    if same and known is not None and dump.release is ReleaseRule.LAST_MODIFIED and not stamp.last_modified:
        origin = known  # a server without dates sent the same again: it is no newer release
    # A file without a note is merely fetched again; a note must never speak of another file.
    target.with_name(target.name + SUFFIX).unlink(missing_ok=True)
    part.put(target)
    origin.write(target)
    _forget_older(dump, target)
    return Fetched(dump, Outcome.UNCHANGED if same else Outcome.FETCHED, target, origin)


def _forget_older(dump: Dump, target: Path) -> None:
    """Remove what was fetched of the dump's older releases: a folder has one file for each dump."""
    for file in target.parent.glob(dump.file.replace("{release}", "*")):
        origin = Origin.read(file)
        if file != target and origin is not None and origin.key == dump.key:
            file.unlink()
            file.with_name(file.name + SUFFIX).unlink()


def _check_room(folder: Path, told: Stamp, part: Part) -> None:
    free = shutil.disk_usage(folder).free
    needed = (told.size or 0) - part.size
    if needed > free:
        raise SourceError(f"{folder} has no room for it: {needed:,} bytes are needed, {free:,} are free")


def _url_of(error: Exception) -> str:
    request = getattr(error, "request", None)
    return str(getattr(request, "url", "") or "")


def _kept(folder: Path, dump: Dump) -> str:
    size = sum(file.stat().st_size for file in folder.glob(f"{dump.file.replace('{release}', '*')}.part"))
    return f" ({size:,} bytes are kept, and the next fetch goes on from there)" if size else ""


@contextmanager
def _session_of(folder: Path) -> Iterator[CachedSession]:
    """Give the folder's session; a store that cannot be opened is begun anew, since it only saves questions."""
    try:
        session = open_session(folder)
    except sqlite3.Error:
        for file in folder.glob(f"{STORE}*"):
            file.unlink()
        session = open_session(folder)
    with closing(session):
        yield session


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Make the folder where there is none, and let one process at a time fetch into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".fetch.lock").open("a")
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written to ({error.strerror}); name another folder") from error
    with lock:
        try:
            _lock(lock.fileno())
        except BlockingIOError as error:
            raise SourceError(f"{folder}: another fetch is at work there; wait for it, or name another") from error
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two fetches into one folder at the same time are the user's affair
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _silent(_key: str, _size: int, _total: int | None) -> None:
    """Progress for nobody."""
