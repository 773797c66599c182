"""Files that are written completely or not at all: the new content is on the disk before it replaces the old one.

``Draft`` has a method for each step, because ``sync`` waits for the disk: a program can let many drafts wait together.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import IO, Concatenate, ParamSpec, TypeVar

from genenorm.core.draft_locks import draft_name, lock_draft, sweep

_UNNAMED = getattr(os, "O_TMPFILE", 0)
_BUFFER_SIZE = 1 << 16
_P = ParamSpec("_P")
_T = TypeVar("_T")


def write_atomic(target: Path, write: Callable[[IO[bytes]], object], *, mode: int | None = None) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones, never a part.

    ``write`` is called with a temporary binary file. When it returns, that file replaces the target; on any error the
    target is left unchanged. An existing target keeps its permissions, owner and extended attributes as far as this
    process may set them; a new one gets ``mode``. If the target is a symbolic link, the file it points to is replaced;
    if it has other names (hard links), these keep the old bytes. Errors of the temporary file are raised as OSError
    with the name of the target.
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
    incomplete. All errors are raised as OSError with the name of the target. Drafts that killed processes left in the
    folder are deleted.
    """

    def __init__(self, target: Path, *, mode: int | None = None) -> None:
        self.asked = os.fspath(target)
        """Path of the target as it was given."""
        self._target, known = _followed(self.asked)
        self._folder = os.path.dirname(self._target) or "."  # noqa: PTH120
        self._part = ""
        sweep(self._folder)
        self.file = self._new_file(mode, known)

    @_errors_named
    def _new_file(self, mode: int | None, known: os.stat_result | None) -> IO[bytes]:
        if known is not None and not os.access(self._target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # it is protected, though it can be replaced
        given = mode if known is None else known.st_mode
        creation_mode = 0o666 if given is None else 0o600  # until it gets its own, readable by its owner alone
        descriptor = self._unnamed(creation_mode)
        if descriptor is None:
            descriptor = self._named(creation_mode)
        file = open(descriptor, "wb", _BUFFER_SIZE)  # noqa: SIM115, PTH123
        try:
            if known is not None:
                _keep_owner(descriptor, known)
            if given is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, given & 0o7777)
            if known is not None:
                _keep_attributes(descriptor, self._target)
        except BaseException:
            file.close()
            self._unlink()
            raise
        return file

    @_errors_named
    def sync(self) -> None:
        """Wait until the bytes written are on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    @_errors_named
    def publish(self) -> None:
        """Replace the target by the draft."""
        with self.file:
            self.file.flush()  # before it can be seen
            if self._part:
                if os.name == "nt":  # where a file that is open cannot be moved
                    self.file.close()
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
        self._unlink()

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_error: object) -> None:
        self.discard()

    def _unlink(self) -> None:
        if self._part:
            with suppress(FileNotFoundError):
                os.unlink(self._part)  # noqa: PTH108

    def _unnamed(self, mode: int) -> int | None:
        """Return an open file without a name, so that a killed process leaves nothing; ``None`` where unsupported."""
        if not _UNNAMED or not _has_links_to_open_files():
            return None
        try:
            descriptor = os.open(self._folder, _UNNAMED | os.O_WRONLY, mode)
        except OSError:
            return None
        lock_draft(descriptor)
        return descriptor

    def _named(self, mode: int) -> int:
        while True:
            part = self._free_name()
            descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode)
            lock_draft(descriptor)
            if os.path.exists(part):  # noqa: PTH110 - else it was taken for one of a killed process, before the lock
                self._part = part
                return descriptor
            os.close(descriptor)

    def _free_name(self) -> str:
        return os.path.join(os.path.dirname(self._target), draft_name())  # noqa: PTH118, PTH120

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


def _followed(path: str) -> tuple[str, os.stat_result | None]:
    """Return a path with symbolic links resolved, and the state of its file; ``None`` when there is no such file."""
    try:
        state = os.lstat(path)
        if stat.S_ISLNK(state.st_mode):
            path = os.path.realpath(path)
            state = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return path, None
    return path, state


def _keep_owner(descriptor: int, known: os.stat_result) -> None:
    """Give an open file the owner and the group of another one, or the group alone, as far as is permitted."""
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) == (known.st_uid, known.st_gid) or not hasattr(os, "fchown"):
        return
    try:
        os.fchown(descriptor, known.st_uid, known.st_gid)
    except OSError:
        with suppress(OSError):
            os.fchown(descriptor, -1, known.st_gid)


def _keep_attributes(descriptor: int, path: str) -> None:
    """Give an open file the extended attributes of another one, with its access control list, as far as is permitted.

    A file system may have none, and those of the system are set by the system alone.
    """
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(path):
            with suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(path, name))
