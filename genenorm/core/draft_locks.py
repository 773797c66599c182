"""Drafts of files that a killed process left behind, told from those in use by a lock, and deleted."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache

try:
    import fcntl
except ImportError:  # Windows, where a file in use cannot be deleted
    fcntl = None  # type: ignore[assignment]

_DRAFT_NAME = re.compile(r"\.genenorm-\d+-[0-9a-f]{8}")


def draft_name() -> str:
    """Return a name for a draft, which begins with a dot and has the number of this process.

    >>> bool(_DRAFT_NAME.fullmatch(draft_name()))
    True
    """
    return f".genenorm-{os.getpid()}-{os.urandom(4).hex()}"


def lock_draft(descriptor: int) -> None:
    """Lock the open file of a draft until it is closed or its process ends, where the file system has locks."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)


@lru_cache(maxsize=1 << 10)
def sweep(folder: str) -> int:
    """Delete the drafts in a folder that no process uses any more, and return their number.

    A process looks at a folder once. Drafts that cannot be opened or locked, also those of other machines that write
    to the same folder now, stay.
    """
    if fcntl is None:
        return 0
    try:
        with os.scandir(folder) as entries:
            found = [entry.path for entry in entries if _DRAFT_NAME.fullmatch(entry.name)]
    except OSError:  # it is missing or cannot be read, which is told when it is written to
        return 0
    return sum(map(_is_deleted, found))


def _is_deleted(path: str) -> bool:
    """Delete a draft unless a process has locked it, and return whether it was deleted."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(path)  # noqa: PTH108 - while it is locked, so that its process, if there is one, sees it
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
