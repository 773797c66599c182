"""Which reference index answers: one of several that lie side by side, each under a name.

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
"""Beside the indexes: holds the name that ``genenorm reference use`` chose; missing where the shipped one is used."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ChosenBy(Enum):
    """Who says which index answers, the first that says something."""

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
"""What to do about an index that cannot answer, by who chose it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The index file that answers, and who chose it."""

    path: Path
    by: ChosenBy

    def refused(self, why: str) -> ReferenceFileError:
        """Return the error of an index that cannot answer: the file, why, and the way out for whoever chose it."""
        chosen = f" (chosen {self.by.value})" if self.by in (ChosenBy.ENVIRONMENT, ChosenBy.USE) else ""
        return ReferenceFileError(f"{self.path}{chosen}: {why}; {WAY_OUT[self.by]}")


def choose(reference: str | Path | None = None) -> Choice:
    """Return the index that answers; its file may be missing, which opening it tells.

    1. ``reference``, a name or a path, when given;
    2. the environment variable ``GENENORM_REFERENCE``, a name or a path;
    3. the name that ``genenorm reference use`` chose;
    4. the index shipped inside the package.

    Raises UnknownReferenceError for a name that no index has.
    """
    if reference is not None:
        return Choice(find(reference), ChosenBy.ARGUMENT)
    if given := os.environ.get(VARIABLE):
        return Choice(find(given, f"{VARIABLE}: "), ChosenBy.ENVIRONMENT)
    if name := chosen_name():
        return Choice(file_of(name), ChosenBy.USE)
    return Choice(SHIPPED_INDEX, ChosenBy.DEFAULT)


def find(reference: str | Path, where: str = "") -> Path:
    """Return the file of an index given by name or path; raises UnknownReferenceError for a name nothing has.

    A text with a slash, or that ends in ``.sqlite``, is a path; another one is a name, or a file that is there.

    >>> find("data/mine.sqlite").as_posix()
    'data/mine.sqlite'
    >>> find("shiped")  # doctest: +ELLIPSIS
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
    """Tell whether a text can be the name of an index; else it is a path.

    >>> is_name("official-2026.11"), is_name("my index"), is_name("mine.sqlite")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None and not text.endswith((SUFFIX, ".db"))


def file_of(name: str) -> Path:
    """Return the file that an index of this name has, there or not."""
    return SHIPPED_INDEX if name == SHIPPED else library_folder() / f"{name}{SUFFIX}"


def place_for(name: str, *, replace: bool = False) -> Path:
    """Return the file to write an index of this name to.

    Raises ReferenceFileError for what is no name and, unless it is to be replaced, when there is such an index.
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
    """Return the name that ``genenorm reference use`` chose; empty when it chose none, or the shipped index."""
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
    """Let the index of this name answer from now on, until another is chosen; whether it can is the caller's to see."""
    folder = library_folder()
    if name == SHIPPED:
        (folder / CHOICE_FILE).unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / CHOICE_FILE, lambda file: file.write(f"{name}\n".encode()))
