"""Paths of the reference indexes, the look-up store and the downloads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
DATA = PACKAGE / "data"
SHIPPED_INDEX = DATA / "reference.safetensors"
SHIPPED = "shipped"
"""Name of the index in the package."""


def index_name(path: Path) -> str:
    """Return the name of an index file: ``shipped`` for the one in the package, else the file's name without suffix.

    >>> index_name(SHIPPED_INDEX), index_name(Path("data/official 2.safetensors"))
    ('shipped', 'official-2')
    """
    if path == SHIPPED_INDEX:
        return SHIPPED
    return "".join(ch if (ch.isascii() and ch.isalnum()) or ch in "._-" else "-" for ch in path.stem) or "unnamed"


def data_rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table in the package's data as lists of cells, without blank lines and comments.

    >>> len(next(data_rows("not_genes.tsv")))
    3
    """
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def cache_folder() -> Path:
    """Return the folder of downloads and cached look-ups, which may not exist yet: the first of these that applies.

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
    """Return the folder of named indexes, which may not exist yet: the first of these that applies.

    1. ``references/`` in the folder that the environment variable ``GENENORM_CACHE`` names;
    2. the user's data folder of this operating system. It is not the cache folder, since a deleted index would be lost.
    """
    if chosen := os.environ.get("GENENORM_CACHE"):
        return Path(chosen) / "references"
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        # The same as platformdirs gives, whose import would take a tenth of the time of a run for one name.
        home = os.environ.get("XDG_DATA_HOME", "")
        # not Path.expanduser, which raises for a user without a home
        data = Path(home if home.strip() else os.path.expanduser("~/.local/share"), "genenorm")  # noqa: PTH111
    else:
        from platformdirs import user_data_path

        data = user_data_path("genenorm", appauthor=False)
    return data / "references"
