"""Writing the files of a run, while further files are worked on."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.core.atomic import Draft
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

MOST_WAITING = 8
"""Files of a process that wait for the disk at the same time."""


class PendingFile:
    """New bytes for a file, made from a source file: written at once, and put in place by ``finish``.

    ``state`` is the source's state just before it was read. When the source has changed since, ``finish`` raises
    RecordError and leaves the file as it is: answers for the old bytes would look newer than the source.

    Bytes that replace their source are on the disk before they do. Other files are not waited for, as they can be made
    again. Raises RecordError with the cause when the file cannot be written.
    """

    def __init__(self, path: Path, data: bytes, source: Path, state: os.stat_result) -> None:
        self._path = path
        self._data = data
        self._source = source
        self._state = state
        self._settled: Future[None] | None = None
        try:
            _make_folder(path)
            self._draft = Draft(path, mode=state.st_mode)
        except OSError as error:
            raise _write_error(path, error) from error
        try:
            self._draft.file.write(data)
        except OSError as error:
            self._draft.discard()
            raise _write_error(path, error) from error
        if path == source:
            # in a thread, as this step waits; the others are short, and threads would cost more than they save
            self._settled = _disk_threads().submit(self._draft.settle)

    @property
    def is_ready(self) -> bool:
        """Whether ``finish`` would not wait for the disk."""
        return self._settled is None or self._settled.done()

    def finish(self) -> None:
        """Put the bytes in place."""
        try:
            if self._settled is not None:
                self._settled.result()
            self._draft.file.flush()  # before the check: a change that the check does not see is later than this
            self._check_unchanged()
            self._draft.publish()
        except OSError as error:
            raise _write_error(self._path, error) from error
        finally:
            self._draft.discard()

    def discard(self) -> None:
        """Leave the file as it is."""
        if self._settled is not None:
            self._settled.exception()  # waits, as the draft is in use until then
        self._draft.discard()

    def _check_unchanged(self) -> None:
        if _last_change(self._source) == self._state.st_mtime_ns:
            return
        now = read_file(self._source).data
        if self._path == self._source and now == self._data:  # the same file was given under two names
            return
        left = ", and is left as it is" if self._path == self._source else ""
        raise RecordError(self._source, f"was changed while it was answered{left}; run again")


def _make_folder(path: Path) -> None:
    if not os.path.isdir(path.parent):  # noqa: PTH112
        path.parent.mkdir(parents=True, exist_ok=True)


def _write_error(path: Path, error: OSError) -> RecordError:
    return RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}")


def _last_change(path: Path) -> int:
    """Return the time of a file's last change in nanoseconds; -1 when the file does not exist."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


@cache
def _disk_threads() -> ThreadPoolExecutor:
    """Return the threads in which a process waits for the disk, started on first use."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(MOST_WAITING)
