"""Files that are written completely or not at all: the new content is on the disk before it replaces the old one.

``Draft`` has a method for each step, because ``sync`` waits for the disk: a program can let many drafts wait together.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import IO, Concatenate, ParamSpec, TypeVar

_UNNAMED = getattr(os, "O_TMPFILE", 0)
_BUFFER_SIZE = 1 << 16
_P = ParamSpec("_P")
_T = TypeVar("_T")


def write_atomic(target: Path, write: Callable[[IO[bytes]], object], *, mode: int | None = None) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones, never a part.

    ``write`` is called with a temporary binary file. When it returns, that file replaces the target; on any error the
    target is left unchanged. An existing target keeps its permissions, a new one gets ``mode``. If the target is a
    symbolic link, the file it points to is replaced. Errors of the temporary file are raised as OSError with the name
    of the target.
    """
    with Draft(target, mode=mode) as draft:
        write(draft.file)
        draft.sync()
        draft.publish()


def _errors_named(step: Callable[Concatenate[Draft, _P], _T]) -> Callable[Concatenate[Draft, _P], _T]:
    """Return a method of ``Draft`` whose errors have the name of the target."""

    @wraps(step)
    def named(draft: Draft, /, *arguments: _P.args, **options: _P.kwargs) -> _T:
        try:
            return step(draft, *arguments, **options)
        except OSError as error:
            raise OSError(error.errno, error.strerror, draft.asked) from error

    return named


class Draft:
    """New content for a file: write to ``file``, call ``sync``, then ``publish``; or ``discard`` it.

    ``sync`` may be left out. Readers still see the complete content, but after a power cut the file may be empty or
    incomplete. All errors are raised as OSError with the name of the target.
    """

    def __init__(self, target: Path, *, mode: int | None = None) -> None:
        self.asked = os.fspath(target)
        """Path of the target as it was given."""
        self._target, known = _followed(self.asked)
        self._part = ""
        self.file = self._new_file(mode if known is None else known)

    @_errors_named
    def _new_file(self, mode: int | None) -> IO[bytes]:
        return self._unnamed(mode) or self._named(mode)

    @_errors_named
    def sync(self) -> None:
        """Wait until the bytes written are on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    @_errors_named
    def publish(self) -> None:
        """Replace the target by the draft; the target's permissions are kept."""
        with self.file:
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
        """Delete the draft, unless it is published."""
        with suppress(OSError):  # a full disk may refuse the last bytes, which are not needed any more
            self.file.close()
        if self._part:
            with suppress(FileNotFoundError):
                os.unlink(self._part)  # noqa: PTH108

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_error: object) -> None:
        self.discard()

    def _unnamed(self, mode: int | None) -> IO[bytes] | None:
        """Return a file without a name, so that a killed process leaves nothing; ``None`` where unsupported."""
        if not _UNNAMED or not _has_links_to_open_files():
            return None
        try:
            descriptor = os.open(os.path.dirname(self._target) or ".", _UNNAMED | os.O_WRONLY, _creation_mode(mode))  # noqa: PTH120
        except OSError:
            return None
        return _opened(descriptor, mode)

    def _named(self, mode: int | None) -> IO[bytes]:
        part = self._free_name()
        descriptor = os.open(
            part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), _creation_mode(mode)
        )
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


@cache
def _has_links_to_open_files() -> bool:
    return Path("/proc/self/fd").is_dir()


def _followed(path: str) -> tuple[str, int | None]:
    """Return a path with symbolic links resolved, and the mode of its file; ``None`` when there is no such file."""
    try:
        state = os.lstat(path)
        if stat.S_ISLNK(state.st_mode):
            path = os.path.realpath(path)
            state = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return path, None
    return path, state.st_mode


def _creation_mode(mode: int | None) -> int:
    """Return the mode to create a file with: readable by its owner alone until it gets the mode asked for."""
    return 0o666 if mode is None else 0o600


def _opened(descriptor: int, mode: int | None) -> IO[bytes]:
    file = open(descriptor, "wb", _BUFFER_SIZE)  # noqa: SIM115
    if mode is not None:
        os.fchmod(descriptor, mode & 0o7777)
    return file
