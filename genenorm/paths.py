"""Where the reference index and the look-up store live, and how files are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

PACKAGE = Path(__file__).parent
SHIPPED_INDEX = PACKAGE / "data" / "reference.sqlite"


def reference_path(path: str | Path | None = None) -> Path:
    """Return the reference index to open.

    1. ``path``, when given;
    2. the environment variable ``GENENORM_REFERENCE``;
    3. the index shipped inside the package.
    """
    return Path(path or os.environ.get("GENENORM_REFERENCE") or SHIPPED_INDEX)


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


def write_atomic(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that a reader sees the old bytes or all of the new ones, never a part.

    ``write`` gets a binary file in the target's folder; on success it replaces the target and keeps its mode
    (permissions), on any error it is removed and the target is as it was. A symbolic link stays a link.
    """
    import tempfile

    target = Path(os.path.realpath(target))
    mode = target.stat().st_mode if target.exists() else None
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            part.chmod(mode & 0o7777 if mode is not None else 0o666 & ~_umask())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
