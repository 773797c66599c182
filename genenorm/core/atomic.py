"""Files written whole or not at all: the new content is complete and safe on the disk before it takes its place.

A draft's steps stand apart, since the middle one waits for the disk: many drafts can wait for it together.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

_UNNAMED = getattr(os, "O_TMPFILE", 0)


def write_atomic(target: Path, write: Callable[[IO[bytes]], object], *, mode: int | None = None) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones, never a part.

    ``write`` gets a binary file; when it is done the file replaces the target, on any error the target is as it was.
    The target keeps its mode (permissions); a new one gets ``mode``. A symbolic link stays a link. An error of the file
    written meanwhile names the target, for nobody has heard of the other.
    """
    with Draft(target, mode=mode) as draft:
        write(draft.file)
        draft.settle()
        draft.publish()


class Draft:
    """New content for a file: written to ``file``, settled on the disk, then published; else it is as if never begun.

    Without the middle step it is whole for everybody who reads it, but may be empty or cut off after a power cut.

    Raises OSError that names the target.
    """

    def __init__(self, target: Path, *, mode: int | None = None) -> None:
        self._asked = os.fspath(target)
        self._target, known = _followed(self._asked)
        mode = mode if known is None else known
        self._part = ""
        with self._errors_named():
            self.file = self._unnamed(mode) or self._named(mode)

    def settle(self) -> None:
        """Return when the bytes written are safe on the disk."""
        with self._errors_named():
            self.file.flush()
            os.fsync(self.file.fileno())

    def publish(self) -> None:
        """Let the draft take its place, with the mode that the file had."""
        with self._errors_named(), self.file:
            self.file.flush()  # before it can be seen
            if self._part:
                self.file.close()  # a file that is open cannot be moved everywhere
            elif self._link(self._target):
                return
            else:
                self._part = self._free_name()
                self._link(self._part)
            os.replace(self._part, self._target)  # noqa: PTH105
            self._part = ""

    def discard(self) -> None:
        """Leave nothing of the draft unless it is published."""
        with suppress(OSError):  # what a full disk did not take is not wanted any more
            self.file.close()
        if self._part:
            with suppress(FileNotFoundError):
                os.unlink(self._part)  # noqa: PTH108

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_error: object) -> None:
        self.discard()

    def _unnamed(self, mode: int | None) -> IO[bytes] | None:
        """Return a file that has no name yet, so that a killed process leaves nothing; ``None`` where unsupported."""
        if not _UNNAMED or not _has_links_to_open_files():
            return None
        try:
            descriptor = os.open(os.path.dirname(self._target) or ".", _UNNAMED | os.O_WRONLY, _least(mode))  # noqa: PTH120
        except OSError:
            return None
        return _opened(descriptor, mode)

    def _named(self, mode: int | None) -> IO[bytes]:
        part = self._free_name()
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), _least(mode))
        self._part = part
        return _opened(descriptor, mode)

    def _free_name(self) -> str:
        own = f".genenorm-{os.getpid()}-{os.urandom(4).hex()}"
        return os.path.join(os.path.dirname(self._target), own)  # noqa: PTH118, PTH120

    def _link(self, name: str) -> bool:
        """Give the unnamed file a name, unless there is a file of that name."""
        descriptor = self.file.fileno()
        try:
            # The folder is ignored for an absolute path, but without one Python does not follow the link.
            os.link(f"/proc/self/fd/{descriptor}", name, src_dir_fd=descriptor, follow_symlinks=True)
        except FileExistsError:
            return False
        return True

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._asked) from error


@cache
def _has_links_to_open_files() -> bool:
    return Path("/proc/self/fd").is_dir()


def _followed(path: str) -> tuple[str, int | None]:
    """Return where a path leads when it is a link, and the mode of the file there; ``None`` where there is none."""
    try:
        state = os.lstat(path)
        if stat.S_ISLNK(state.st_mode):
            path = os.path.realpath(path)
            state = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return path, None
    return path, state.st_mode


def _least(mode: int | None) -> int:
    """Return the mode to make a file with: for its owner alone until it has the one asked for, else the usual one."""
    return 0o666 if mode is None else 0o600


def _opened(descriptor: int, mode: int | None) -> IO[bytes]:
    file = os.fdopen(descriptor, "wb")
    if mode is not None:
        os.fchmod(descriptor, mode & 0o7777)
    return file
