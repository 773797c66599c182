"""The files of a run: read with their state, and given their answers while further files are worked on."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.core.atomic import Draft, write_atomic
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

TOGETHER = 8
"""Drafts of a process that wait for the disk at the same time."""


def read_file(path: Path) -> tuple[bytes, os.stat_result]:
    """Return a file's bytes and what the system said of it just before: a change in between shows as a later one.

    Raises RecordError saying why it cannot be read.
    """
    try:
        state = path.stat()
        return path.read_bytes(), state
    except OSError as error:
        raise RecordError(path, (error.strerror or str(error)).lower()) from error


def write(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all, its folder made when missing; raises RecordError saying why it cannot be."""
    try:
        _make_folder(path)
        write_atomic(path, lambda file: file.write(data), mode=mode)
    except OSError as error:
        raise _unwritten(path, error) from error


class Delivery:
    """New bytes on their way into a file: written at once, and put in place by ``finish``.

    ``read`` is what the system said of the file ``source``, which they were made from, just before it was read. When
    somebody has changed that since, nothing is put in place: what was made of its old bytes would look newer than it.
    Bytes that replace their source are safe on the disk before they do; other files can be made again, and are not
    waited for. Raises RecordError saying why the file cannot be written.
    """

    def __init__(self, path: Path, data: bytes, source: Path, read: os.stat_result) -> None:
        self._path = path
        self._data = data
        self._source = source
        self._read = read
        self._settled: Future[None] | None = None
        try:
            _make_folder(path)
            self._draft = Draft(path, mode=read.st_mode)
        except OSError as error:
            raise _unwritten(path, error) from error
        try:
            self._draft.file.write(data)
        except OSError as error:
            self._draft.discard()
            raise _unwritten(path, error) from error
        if path == source:
            # the one step that waits; others are short, and threads that take turns for them cost more than they save
            self._settled = _disk().submit(self._draft.settle)

    @property
    def is_settled(self) -> bool:
        """Whether ``finish`` would not wait."""
        return self._settled is None or self._settled.done()

    def finish(self) -> None:
        """Put the bytes in place."""
        try:
            if self._settled is not None:
                self._settled.result()
            self._draft.file.flush()  # a change of the source that the check does not see is later than this
            self._check_unchanged()
            self._draft.publish()
        except OSError as error:
            raise _unwritten(self._path, error) from error
        finally:
            self._draft.discard()

    def drop(self) -> None:
        """Leave the file as it is."""
        if self._settled is not None:
            self._settled.exception()  # waits: the draft is in use until then
        self._draft.discard()

    def _check_unchanged(self) -> None:
        if _last_change(self._source) == self._read.st_mtime_ns:
            return
        now = read_file(self._source)[0]
        if self._path == self._source and now == self._data:  # it was given under two names
            return
        left = ", and is left as it is" if self._path == self._source else ""
        raise RecordError(self._source, f"was changed while it was answered{left}; run again")


def _make_folder(path: Path) -> None:
    if not os.path.isdir(path.parent):  # noqa: PTH112
        path.parent.mkdir(parents=True, exist_ok=True)


def _unwritten(path: Path, error: OSError) -> RecordError:
    return RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}")


def _last_change(path: Path) -> int:
    """Return when a file was last changed, in nanoseconds; -1 when it is gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


@cache
def _disk() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(TOGETHER)
