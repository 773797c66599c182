"""Writing output files in the background, while further files are annotated."""

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
"""The most files of a process that are written to the disk at the same time."""


class PendingFile:
    """An output file that is written to a temporary file first; ``finish`` moves it into place.

    :param path: the output file.
    :param data: its new bytes.
    :param source: the input file that the bytes were made from; it may be the same file.
    :param state: the state of the source just before it was read. When the source has changed since then, ``finish``
        raises RecordError and does not replace the file, since the old answers would look newer than the source.
    :raises RecordError: the file cannot be written.

    When the output replaces its own source, ``finish`` waits until the bytes are on the disk, so that a power cut
    cannot lose both. It does not wait for other files, which can be made again.
    """

    def __init__(self, path: Path, data: bytes, source: Path, state: os.stat_result) -> None:
        self._path = path
        self._data = data
        self._source = source
        self._state = state
        self._disk_write: Future[None] | None = None
        try:
            self._draft = Draft(path, mode=state.st_mode) if path == source else _new_draft(path, state.st_mode)
        except OSError as error:
            raise _write_error(path, error) from error
        try:
            self._draft.file.write(data)
        except OSError as error:
            self._draft.discard()
            raise _write_error(path, error) from error
        if path == source:
            # Only this step waits for the disk. The other steps are short and would be slower in a thread.
            self._disk_write = _disk_threads().submit(self._draft.sync)

    @property
    def is_ready(self) -> bool:
        """Whether ``finish`` can be called without waiting for the disk."""
        return self._disk_write is None or self._disk_write.done()

    def finish(self) -> None:
        """Move the new file into place; raises RecordError when it cannot be written or the source has changed."""
        try:
            if self._disk_write is not None:
                self._disk_write.result()
            self._draft.file.flush()  # first, so that a later change of the source is newer than the output
            self._check_unchanged()
            self._draft.publish()
        except OSError as error:
            raise _write_error(self._path, error) from error
        finally:
            self._draft.discard()

    def discard(self) -> None:
        """Delete the temporary file and leave the output file unchanged."""
        if self._disk_write is not None:
            self._disk_write.exception()  # wait until the thread no longer uses the temporary file
        self._draft.discard()

    def _check_unchanged(self) -> None:
        if _last_change(self._source) == self._state.st_mtime_ns:
            return
        now = read_file(self._source).data
        if self._path == self._source and now == self._data:  # the same file was given under two names
            return
        left = " and is left unchanged" if self._path == self._source else ""
        raise RecordError(self._source, f"changed while it was read{left}; run again")


def _new_draft(path: Path, mode: int) -> Draft:
    """Return a draft of a file, whose folder is made when it is missing."""
    try:
        return Draft(path, mode=mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Draft(path, mode=mode)


def _write_error(path: Path, error: OSError) -> RecordError:
    return RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}")


def _last_change(path: Path) -> int:
    """Return the time of a file's last change in nanoseconds; -1 when the file does not exist."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return -1


@cache
def _disk_threads() -> ThreadPoolExecutor:
    """Return the threads that wait for the disk; they are started on first use."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(MOST_WAITING)
