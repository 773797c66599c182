"""Choosing the reference index to answer from.

The library is a folder of index files, ``NAME.sqlite``; the index inside the package is called ``shipped``.

>>> choose("shipped").path == SHIPPED_INDEX
True
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import SHIPPED, SHIPPED_INDEX, library_folder

VARIABLE = "GENENORM_REFERENCE"
SUFFIX = ".sqlite"
CHOICE_FILE = "in-use"
"""File in the library with the name that ``genenorm reference use`` chose; missing when it chose none."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ChosenBy(Enum):
    """How the index in use was chosen, in order of precedence."""

    ARGUMENT = "by name"
    ENVIRONMENT = f"by {VARIABLE}"
    USE = "by reference use"
    DEFAULT = "by default"


WAY_OUT = {
    ChosenBy.ARGUMENT: "see: genenorm reference list",
    ChosenBy.ENVIRONMENT: f"name another in {VARIABLE}, or unset it",
    ChosenBy.USE: f"choose another: genenorm reference use {SHIPPED}",
    ChosenBy.DEFAULT: "install genenorm again",
}
"""What to do when an index cannot be used, by how it was chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An index file and how it was chosen."""

    path: Path
    by: ChosenBy

    def error(self, why: str) -> ReferenceFileError:
        """Return the error for an index that cannot be used: file, reason, and what to do."""
        chosen = f" (chosen {self.by.value})" if self.by in (ChosenBy.ENVIRONMENT, ChosenBy.USE) else ""
        return ReferenceFileError(f"{self.path}{chosen}: {why}; {WAY_OUT[self.by]}")


def choose(reference: str | Path | None = None) -> Choice:
    """Return the index to answer from, by the first of these that is given; its file is not checked.

    1. ``reference``, a name or a path;
    2. the environment variable ``GENENORM_REFERENCE``, a name or a path;
    3. the name that ``genenorm reference use`` chose;
    4. the index shipped inside the package.

    Raises UnknownReferenceError for a name that no index has.
    """
    if reference is not None:
        return Choice(find_index(reference), ChosenBy.ARGUMENT)
    if given := os.environ.get(VARIABLE):
        return Choice(find_index(given, f"{VARIABLE}: "), ChosenBy.ENVIRONMENT)
    if name := chosen_name():
        return Choice(file_of(name), ChosenBy.USE)
    return Choice(SHIPPED_INDEX, ChosenBy.DEFAULT)


def find_index(reference: str | Path, where: str = "") -> Path:
    """Return the file of an index given by name or path; raises UnknownReferenceError for an unknown name.

    Text with a slash or with the suffix ``.sqlite`` is a path; other text is a name, or else an existing file.

    >>> find_index("data/mine.sqlite").as_posix()
    'data/mine.sqlite'
    >>> find_index("shiped")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    genenorm.core.errors.UnknownReferenceError: no reference index 'shiped'; did you mean 'shipped'? ...
    """
    if isinstance(reference, Path) or (reference and not is_name(reference)):
        return Path(reference).expanduser()
    for file in (file_of(reference), Path(reference)):
        if file.is_file():
            return file
    raise UnknownReferenceError(reference, names(), where)


def is_name(text: str) -> bool:
    """Return whether a text can be the name of an index; otherwise it is a path.

    >>> is_name("official-2026.11"), is_name("my index"), is_name("mine.sqlite")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None and not text.endswith((SUFFIX, ".db"))


def file_of(name: str) -> Path:
    """Return the file of the index with this name, which may not exist."""
    return SHIPPED_INDEX if name == SHIPPED else library_folder() / f"{name}{SUFFIX}"


def place_for(name: str, *, replace: bool = False) -> Path:
    """Return the file to write an index of this name to.

    Raises ReferenceFileError when the name is not valid and, unless ``replace`` is set, when the index exists.
    """
    if name == SHIPPED:
        raise ReferenceFileError(f"{SHIPPED!r} is the index inside the package; give yours another name")
    if not is_name(name):
        rule = (
            "a name is up to 64 letters, digits, '.', '_' and '-', begins with a letter or digit, and is no file name"
        )
        raise ReferenceFileError(f"{name!r} cannot name an index: {rule}")
    file = file_of(name)
    if file.exists() and not replace:
        raise ReferenceFileError(f"there is an index {name!r}; give yours another --name, or replace it: --replace")
    return file


def names() -> tuple[str, ...]:
    """Return the names of all indexes, the shipped one first."""
    found: Iterable[Path] = library_folder().glob(f"*{SUFFIX}")
    stems = sorted(path.name.removesuffix(SUFFIX) for path in found if not path.name.startswith("."))
    return (SHIPPED, *(name for name in stems if is_name(name) and name != SHIPPED))


def chosen_name() -> str:
    """Return the name that ``genenorm reference use`` chose; empty for none and for the shipped index."""
    file = library_folder() / CHOICE_FILE
    try:
        name = file.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        way_out = f"give this user the right to read it, or name the index: --reference {SHIPPED}"
        raise ReferenceFileError(f"{file}: cannot be read ({error.strerror}); {way_out}") from error
    except UnicodeDecodeError:
        name = ""
    if not is_name(name):
        raise ReferenceFileError(f"{file}: holds no name of an index; {WAY_OUT[ChosenBy.USE]}")
    return name


def keep_choice(name: str) -> None:
    """Make the index of this name the one in use until another is chosen; it is not checked."""
    folder = library_folder()
    if name == SHIPPED:
        (folder / CHOICE_FILE).unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / CHOICE_FILE, lambda file: file.write(f"{name}\n".encode()))
