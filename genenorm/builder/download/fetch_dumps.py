"""Updating a folder of the authorities' dumps: changed dumps are downloaded, checked and installed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from genenorm.builder.download.partial_file import DownloadResult, PartialFile, download
from genenorm.builder.download.web import (
    HTTP_CACHE,
    DownloadInterruptedError,
    DownloadLimits,
    WebClient,
    classify_failure,
    open_session,
)
from genenorm.builder.progress import DownloadProgress, FetchProgress, no_progress
from genenorm.builder.sources.dump_list import Dump, ReleaseRule
from genenorm.builder.sources.file_checks import check_content, check_digest, file_digest
from genenorm.builder.sources.file_origin import ORIGIN_SUFFIX, FileOrigin, FileStamp
from genenorm.builder.sources.releases import newest_release, release_of, version_sort_key
from genenorm.core.errors import SourceError
from genenorm.core.network import offline_wanted

if TYPE_CHECKING:
    from requests_cache import CachedSession

LOCK_FILE = ".fetch.lock"
"""Name of the file in a folder of dumps that a running fetch holds locked."""


class FetchOutcome(Enum):
    """The result of fetching one dump."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    """The file on disk is the authority's current one."""
    FAILED = "failed"
    """The dump could not be fetched; an older file on disk is left unchanged."""


@dataclass(frozen=True, slots=True)
class FetchedDump:
    """The outcome of fetching one dump, and its file on disk."""

    dump: Dump
    outcome: FetchOutcome
    file: Path | None = None
    """Path of the dump's file; ``None`` where there is none."""
    origin: FileOrigin | None = None
    reason: str = ""
    """The reason of a failure, in one line."""


def fetch_dumps(
    dumps: Sequence[Dump],
    folder: Path,
    *,
    progress: FetchProgress | None = None,
    session: CachedSession | None = None,
    limits: DownloadLimits | None = None,
) -> tuple[FetchedDump, ...]:
    """Fetch the dumps one after the other into ``folder``, and return the outcome of each.

    An unchanged dump costs one request. A changed one is downloaded to ``NAME.part``, resuming an interrupted download,
    and replaces the older file after it has been checked. A dump that fails does not stop the others. Raises
    SourceError when nothing can be fetched: offline, without a writable folder, or during another fetch into it.
    """
    if offline_wanted():
        raise SourceError("offline: nothing is fetched while GENENORM_OFFLINE is set")
    report_progress = progress or no_progress
    with _folder_lock(folder):
        if session is not None:
            return _fetch_all(dumps, folder, WebClient(session, limits or DownloadLimits()), report_progress)
        with _session_of(folder) as own:
            return _fetch_all(dumps, folder, WebClient(own, limits or DownloadLimits()), report_progress)


def fetched_file(dump: Dump, folder: Path) -> Path | None:
    """Return the path of a fetched dump in a folder, its newest release if there are several, or ``None``."""
    found = [file for file in folder.glob(dump.file.replace("{release}", "*")) if FileOrigin.read(file) is not None]
    return max(found, key=lambda file: version_sort_key(file.name), default=None)


def partial_files(folder: Path) -> tuple[Path, ...]:
    """Return the unfinished downloads in a folder, which the next fetch resumes."""
    return tuple(sorted(file for file in folder.glob("*.part") if file.stat().st_size))


def _fetch_all(
    dumps: Sequence[Dump], folder: Path, web: WebClient, report_progress: FetchProgress
) -> tuple[FetchedDump, ...]:
    return tuple(_fetch(dump, folder, web, report_progress) for dump in dumps)


def _fetch(dump: Dump, folder: Path, web: WebClient, report_progress: FetchProgress) -> FetchedDump:
    """Fetch one dump; errors of the network, the server, the file or the disk become the reason of its failure."""
    import requests
    import urllib3

    url = dump.url
    report_progress(dump.key, 0, None)
    try:
        url, name = _address(dump, web)
        return _fetch_file(dump, folder / name, web, lambda size, total: report_progress(dump.key, size, total), url)
    except (requests.RequestException, urllib3.exceptions.HTTPError, DownloadInterruptedError) as error:
        reason = f"{_url_of(error) or url} {classify_failure(error).words}{_kept_note(folder, dump)}"
    except SourceError as error:
        reason = str(error)
    except sqlite3.Error as error:
        reason = f"{folder}: the cache of earlier fetches ({HTTP_CACHE}) cannot be read or written ({error})"
    except OSError as error:
        reason = f"{error.filename or folder}: {error.strerror or error}{_kept_note(folder, dump)}"
    file = fetched_file(dump, folder)
    return FetchedDump(
        dump, FetchOutcome.FAILED, file, FileOrigin.read(file) if file else None, " ".join(reason.split())
    )


def _address(dump: Dump, web: WebClient) -> tuple[str, str]:
    """Return the URL and the file name of a dump's newest release."""
    if "{release}" not in dump.url:
        return dump.url, dump.file
    release = newest_release(web.read_page(dump.listing), dump.pattern)
    if release is None:
        raise SourceError(f"{dump.listing} lists no release like {dump.pattern}; the list of dumps is out of date")
    return dump.url.replace("{release}", release), dump.file.replace("{release}", release)


def _fetch_file(dump: Dump, target: Path, web: WebClient, report_progress: DownloadProgress, url: str) -> FetchedDump:
    previous = FileOrigin.read(target)
    if previous is not None and previous.url != url:
        previous = None
    published = web.stamp(url)
    if previous is not None and published is not None and previous.stamp.is_same_as(published):
        return FetchedDump(dump, FetchOutcome.UNCHANGED, target, previous)
    part = PartialFile(target)
    if published is not None:
        if part.size and not part.stamp.is_same_as(published):
            part.discard()
        _check_free_space(target.parent, published, part)
    if published is None or not part.is_complete():
        # A server that answered the HEAD request has a changed file; else this request is made conditional.
        conditions = previous.stamp if previous is not None and published is None else None
        if download(web, url, part, report_progress, previous=conditions) is DownloadResult.UNCHANGED:
            return FetchedDump(dump, FetchOutcome.UNCHANGED, target, previous)
    resumed = part.is_from_several_responses
    try:
        return _install(dump, target, part, url, previous)
    except SourceError:
        if not resumed:
            raise
    download(web, url, part, report_progress)  # the pieces came from different files: download all of it again
    return _install(dump, target, part, url, previous)


def _install(dump: Dump, target: Path, part: PartialFile, url: str, previous: FileOrigin | None) -> FetchedDump:
    """Check a complete download, move it into place, and write the note of its origin."""
    stamp = part.stamp
    try:
        check_digest(part.file, stamp.digest)
        part.unpack()
        check_content(part.file, dump)
    except SourceError as error:
        part.discard()
        raise SourceError(f"{url} {error}; the download was deleted") from error
    now = datetime.now(UTC)
    modified = (stamp.modified or now).timestamp()
    os.utime(part.file, (modified, modified))
    origin = FileOrigin(
        key=dump.key,
        url=url,
        etag=stamp.etag,
        last_modified=stamp.last_modified,
        release=release_of(dump, part.file, target.name),
        sha256=file_digest(part.file),
        size=part.size,
        fetched=now.date().isoformat(),
    )
    is_unchanged = previous is not None and previous.sha256 == origin.sha256
    if is_unchanged and previous is not None and dump.release is ReleaseRule.LAST_MODIFIED and not stamp.last_modified:
        origin = previous  # a server without dates sent the same bytes, so this is not a newer release
    # The old note is deleted first: a file without a note is fetched again, a note of another file would be wrong.
    target.with_name(target.name + ORIGIN_SUFFIX).unlink(missing_ok=True)
    part.move_to(target)
    origin.write(target)
    _remove_older_releases(dump, target)
    return FetchedDump(dump, FetchOutcome.UNCHANGED if is_unchanged else FetchOutcome.FETCHED, target, origin)


def _remove_older_releases(dump: Dump, target: Path) -> None:
    """Delete the fetched files of the dump's older releases, so that the folder has one file for each dump."""
    for file in target.parent.glob(dump.file.replace("{release}", "*")):
        origin = FileOrigin.read(file)
        if file != target and origin is not None and origin.key == dump.key:
            file.unlink()
            file.with_name(file.name + ORIGIN_SUFFIX).unlink()


def _check_free_space(folder: Path, published: FileStamp, part: PartialFile) -> None:
    free = shutil.disk_usage(folder).free
    needed = (published.size or 0) - part.size
    if needed > free:
        raise SourceError(f"{folder} has too little space: {needed:,} bytes are needed, {free:,} are free")


def _url_of(error: Exception) -> str:
    request = getattr(error, "request", None)
    return str(getattr(request, "url", "") or "")


def _kept_note(folder: Path, dump: Dump) -> str:
    size = sum(file.stat().st_size for file in folder.glob(f"{dump.file.replace('{release}', '*')}.part"))
    return f" ({size:,} bytes are kept, and the next fetch resumes there)" if size else ""


@contextmanager
def _session_of(folder: Path) -> Iterator[CachedSession]:
    """Open the folder's HTTP session; a cache that cannot be opened is deleted, since it only saves requests."""
    try:
        session = open_session(folder)
    except sqlite3.Error:
        for file in folder.glob(f"{HTTP_CACHE}*"):
            file.unlink()
        session = open_session(folder)
    with closing(session):
        yield session


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Create the folder if it does not exist, and hold its lock: only one process at a time may fetch into it."""
    lock = FileLock(folder / LOCK_FILE, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        running = "another fetch into this folder is running; wait until it has finished, or name another folder"
        raise SourceError(f"{folder}: {running}") from error
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written to ({error.strerror or error}); name another folder") from error
    try:
        yield
    finally:
        lock.release()
