"""Where the reference index and the look-up store live, and how files are written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

PACKAGE = Path(__file__).parent
DATA = PACKAGE / "data"
SHIPPED_INDEX = DATA / "reference.sqlite"
SHIPPED = "shipped"
"""Name of the index in the package."""


def index_name(path: Path) -> str:
    """Return the name of an index file: ``shipped`` for the one in the package, else the file's name without its end.

    >>> index_name(SHIPPED_INDEX), index_name(Path("data/official 2.sqlite"))
    ('shipped', 'official-2')
    """
    if path == SHIPPED_INDEX:
        return SHIPPED
    return "".join(ch if (ch.isascii() and ch.isalnum()) or ch in "._-" else "-" for ch in path.stem) or "unnamed"


def cache_folder() -> Path:
    """Return the folder of downloads and live look-ups; it may not exist yet.

    1. the environment variable ``GENENORM_CACHE``;
    2. ``cache/`` of a source checkout;
    3. the user's cache folder of this operating system.
    """
    if chosen := os.environ.get("GENENORM_CACHE"):
        return Path(chosen)
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "cache").is_dir():
        return checkout / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("genenorm", appauthor=False)


def library_folder() -> Path:
    """Return the folder of the indexes that have a name; it may not exist yet.

    1. ``references/`` in the folder that the environment variable ``GENENORM_CACHE`` names;
    2. the user's data folder of this operating system: an index is not fetched again by itself as what caches hold is.
    """
    if chosen := os.environ.get("GENENORM_CACHE"):
        return Path(chosen) / "references"
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        # As platformdirs has it, whose import would take a tenth of the time of a whole run for one name.
        home = os.environ.get("XDG_DATA_HOME", "")
        # not Path.expanduser, which raises for a user without a home
        data = Path(home if home.strip() else os.path.expanduser("~/.local/share"), "genenorm")  # noqa: PTH111
    else:
        from platformdirs import user_data_path

        data = user_data_path("genenorm", appauthor=False)
    return data / "references"


def write_atomic(target: Path, write: Callable[[IO[bytes]], object], *, mode: int | None = None) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones, never a part.

    ``write`` gets a binary file; when it is done the file replaces the target, on any error the target is as it was.
    The target keeps its mode (permissions); a new one gets ``mode``. A symbolic link stays a link. An error of the file
    written meanwhile names the target, for nobody has heard of the other.
    """
    if target.is_symlink():
        target = Path(os.path.realpath(target))
    with suppress(FileNotFoundError):
        mode = target.stat().st_mode
    part = target.with_name(f".genenorm-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        _write_by_way_of(part, target, write, mode)
    except OSError as error:
        if str(error.filename) != str(part):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


def _write_by_way_of(part: Path, target: Path, write: Callable[[IO[bytes]], object], mode: int | None) -> None:
    unnamed = _unnamed_file(target.parent)
    with unnamed or part.open("xb") as file:
        try:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            if unnamed is not None:
                # The folder is ignored for an absolute path, but without one Python does not follow the link.
                os.link(f"/proc/self/fd/{file.fileno()}", part, src_dir_fd=file.fileno(), follow_symlinks=True)
            part.chmod(mode & 0o7777 if mode is not None else 0o666 & ~_umask())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _unnamed_file(folder: Path) -> IO[bytes] | None:
    """Return a file that has no name yet, so that a killed process leaves nothing; ``None`` where unsupported."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600), "wb")
    except OSError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
