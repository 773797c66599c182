"""Paths of the reference indexes, the look-up store and the downloads.

``pathlib`` is imported when a path other than that of the shipped index is asked for, since its import takes as long as
several answers.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    DATA: Path
    """The folder of the package's data."""
    SHIPPED_INDEX: Path
    """The index in the package."""

_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
_DATA = os.path.join(_PACKAGE, "data")  # noqa: PTH118
SHIPPED_FILE = os.path.join(_DATA, "reference.safetensors")  # noqa: PTH118
"""The index in the package, as text."""
SHIPPED = "shipped"
"""Name of the index in the package."""
PACKAGED = "genenorm-data"
"""Name of the index that another package has, and of that package."""
DATA_MODULE, DATA_FILE = "genenorm_data", "reference.safetensors"
"""The folder of that package among the installed ones, and its index there."""


_PACKAGED_END = os.path.join(os.sep, DATA_MODULE, DATA_FILE)  # noqa: PTH118


def __getattr__(name: str) -> Path:
    text = {"DATA": _DATA, "SHIPPED_INDEX": SHIPPED_FILE}.get(name)
    if text is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pathlib import Path

    path = globals()[name] = Path(text)
    return path


def packaged_file() -> str:
    """Return the path of the index of an installed data package; empty when none is installed.

    It is found as Python finds packages, without importing it.
    """
    for folder in sys.path:
        file = os.path.join(folder or os.curdir, DATA_MODULE, DATA_FILE)  # noqa: PTH118
        if os.path.isfile(file):  # noqa: PTH113
            return file
    return ""


def index_name(file: str | Path) -> str:
    """Return the name of an index file: that of the file without suffix.

    The index in the package is called ``shipped``, and that of a data package ``genenorm-data``.

    >>> index_name(SHIPPED_FILE), index_name("data/official 2.safetensors")
    ('shipped', 'official-2')
    """
    if os.fspath(file) == SHIPPED_FILE:
        return SHIPPED
    if os.fspath(file).endswith(_PACKAGED_END):
        return PACKAGED
    from pathlib import Path

    stem = Path(file).stem
    return "".join(ch if (ch.isascii() and ch.isalnum()) or ch in "._-" else "-" for ch in stem) or "unnamed"


def data_rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table in the package's data as lists of cells, without blank lines and comments.

    >>> len(next(data_rows("not_genes.tsv")))
    3
    """
    with open(os.path.join(_DATA, name), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        text = file.read()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def cache_folder() -> Path:
    """Return the folder of downloads and cached look-ups, which may not exist yet: the first of these that applies.

    1. the environment variable ``GENENORM_CACHE``;
    2. ``cache/`` of a source checkout;
    3. the user's cache folder of this operating system.
    """
    from pathlib import Path

    if chosen := os.environ.get("GENENORM_CACHE"):
        return Path(chosen)
    checkout = Path(_PACKAGE).parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "cache").is_dir():
        return checkout / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("genenorm", appauthor=False)


def library_folder() -> Path:
    """Return the folder of named indexes, which may not exist yet: the first of these that applies.

    1. ``references/`` in the folder that the environment variable ``GENENORM_CACHE`` names;
    2. the user's data folder of this operating system. It is not the cache folder, since a deleted index would be lost.
    """
    from pathlib import Path

    return Path(library_path())


def library_path() -> str:
    """Return the folder of named indexes as text; see ``library_folder``."""
    if chosen := os.environ.get("GENENORM_CACHE"):
        return os.path.join(chosen, "references")  # noqa: PTH118
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        # The same as platformdirs gives, whose import would take a tenth of the time of a run for one name.
        home = os.environ.get("XDG_DATA_HOME", "")
        # not Path.expanduser, which raises for a user without a home
        folder = home if home.strip() else os.path.expanduser("~/.local/share")  # noqa: PTH111
        return os.path.join(folder, "genenorm", "references")  # noqa: PTH118
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("genenorm", appauthor=False), "references")  # noqa: PTH118
