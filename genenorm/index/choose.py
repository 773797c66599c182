"""Choosing the reference index to answer from.

The library is a folder of index files, ``NAME.safetensors``; the index inside the package is called ``shipped``, and
that of an installed data package ``genenorm-data``.

>>> choose("shipped").file == SHIPPED_FILE
True
"""

from __future__ import annotations

import os
from enum import Enum

from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import PACKAGED, SHIPPED, SHIPPED_FILE, library_folder, library_path, packaged_file
from genenorm.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

REFERENCE_VARIABLE = "GENENORM_REFERENCE"
"""The environment variable with the name or path of the index to use."""
INDEX_SUFFIX = ".safetensors"
OLD_SUFFIX = ".sqlite"
"""The suffix of indexes that an older genenorm built, which are listed and removed, but cannot be used."""
CHOICE_FILE = "in-use"
"""Name of the file in the library that stores the choice of ``genenorm reference use``; missing without a choice."""
_LONGEST_NAME = 64


class ChosenBy(Enum):
    """How the index in use was chosen, in order of precedence; the value is its wording in messages and tables."""

    ARGUMENT = "by name"
    ENVIRONMENT = f"by {REFERENCE_VARIABLE}"
    USE = "by reference use"
    PACKAGE = f"by default, since {PACKAGED} is newer"
    DEFAULT = "by default"


REMEDIES = {
    ChosenBy.ARGUMENT: "see: genenorm reference list",
    ChosenBy.ENVIRONMENT: f"name another in {REFERENCE_VARIABLE}, or unset it",
    ChosenBy.USE: f"choose another: genenorm reference use {SHIPPED}",
    ChosenBy.PACKAGE: f"install {PACKAGED} again, or uninstall it",
    ChosenBy.DEFAULT: "install genenorm again",
}
"""What the user can do when an index cannot be used, by how it was chosen."""


class Choice(Value):
    """An index file and how it was chosen."""

    file: str
    """Path of the file."""
    by: ChosenBy

    @property
    def path(self) -> Path:
        """The file as a Path."""
        from pathlib import Path

        return Path(self.file)

    def error(self, why: str) -> ReferenceFileError:
        """Return the error for an index that cannot be used; its message has the file, the reason, and what to do."""
        chosen = f" (chosen {self.by.value})" if self.by in (ChosenBy.ENVIRONMENT, ChosenBy.USE) else ""
        return ReferenceFileError(f"{self.path}{chosen}: {why}; {REMEDIES[self.by]}")


def choose(reference: str | Path | None = None) -> Choice:
    """Return the index to answer from, which is the first of these that is given. Its file is not checked.

    1. ``reference``, a name or a path;
    2. the environment variable ``GENENORM_REFERENCE``, a name or a path;
    3. the name that ``genenorm reference use`` chose;
    4. the index of an installed data package, if this genenorm can read it and its build date is later than that of the
       index shipped inside the package;
    5. the index shipped inside the package.

    Raises UnknownReferenceError for a name that no index has, and ReferenceFileError when the choice of
    ``genenorm reference use`` cannot be read.
    """
    if reference is not None:
        return Choice(_find(reference), ChosenBy.ARGUMENT)
    if given := os.environ.get(REFERENCE_VARIABLE):
        return Choice(_find(given, f"{REFERENCE_VARIABLE}: "), ChosenBy.ENVIRONMENT)
    if name := chosen_name():
        return Choice(_file_of(name), ChosenBy.USE)
    if (packaged := packaged_file()) and is_newer(packaged):
        return Choice(packaged, ChosenBy.PACKAGE)
    return Choice(SHIPPED_FILE, ChosenBy.DEFAULT)


def is_newer(packaged: str | Path) -> bool:
    """Return whether to answer from the index of a data package: it is newer than the shipped one, or is damaged.

    That of another schema belongs to another version of genenorm. A damaged one is an error when it is opened, as that
    of any index in use.
    """
    from genenorm.index.schema import SCHEMA_VERSION

    schema, date = _schema_and_date(packaged)
    if not schema:
        return True
    return schema == str(SCHEMA_VERSION) and date[:1].isdigit() and date > _schema_and_date(SHIPPED_FILE)[1]


def _schema_and_date(file: str | Path) -> tuple[str, str]:
    """Return the schema and the build date in the header of an index file; empty texts when it has none."""
    from genenorm.core.json_text import read_json
    from genenorm.index.array_file import LONGEST_HEADER

    try:
        with open(file, "rb") as opened:  # noqa: PTH123
            size = int.from_bytes(opened.read(8), "little")
            about = read_json(opened.read(min(size, LONGEST_HEADER)).decode())["__metadata__"]
        return str(about.get("schema", "")), str(about.get("build_date", ""))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return "", ""


def find_index(reference: str | Path, where: str = "") -> Path:
    """Return the file of an index given by name or path; raises UnknownReferenceError for an unknown name.

    Text with a slash or with the suffix ``.safetensors``, ``.sqlite`` or ``.db`` is a path. Other text is a name, or
    else the name of an existing file. ``where`` is put before the message of the error and says where the name was
    given.

    >>> find_index("data/mine.safetensors").as_posix()
    'data/mine.safetensors'
    >>> find_index("shiped")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    genenorm.core.errors.UnknownReferenceError: no reference index 'shiped'; did you mean 'shipped'? ...
    """
    from pathlib import Path

    return Path(_find(reference, where))


def _find(reference: str | Path, where: str = "") -> str:
    """Return what ``find_index`` returns, as text."""
    if not isinstance(reference, str) or (reference and not is_index_name(reference)):
        from pathlib import Path

        return str(Path(reference).expanduser())
    named = _file_of(reference)
    if os.path.lexists(named):  # also what cannot be used as one: opening it says why
        return named
    if os.path.isfile(reference):  # noqa: PTH113
        return reference
    raise UnknownReferenceError(reference, index_names(), where)


def is_index_name(text: str) -> bool:
    """Return whether a text can be the name of an index; otherwise it is a path.

    >>> is_index_name("official-2026.11"), is_index_name("my index"), is_index_name("mine.safetensors")
    (True, False, False)
    """
    if not 0 < len(text) <= _LONGEST_NAME or not text.isascii() or not text[0].isalnum():
        return False
    return all(ch.isalnum() or ch in "._-" for ch in text) and not text.endswith((INDEX_SUFFIX, OLD_SUFFIX, ".db"))


def index_file(name: str) -> Path:
    """Return the file of the index with this name, which may not exist."""
    from pathlib import Path

    return Path(_file_of(name))


def _file_of(name: str) -> str:
    if name == SHIPPED:
        return SHIPPED_FILE
    if name == PACKAGED and (packaged := packaged_file()):
        return packaged
    file, older = (os.path.join(library_path(), name + suffix) for suffix in (INDEX_SUFFIX, OLD_SUFFIX))  # noqa: PTH118
    return older if os.path.isfile(older) and not os.path.exists(file) else file  # noqa: PTH110, PTH113


def new_index_file(name: str, *, replace: bool = False) -> Path:
    """Return the path for a new index of this name in the library.

    Raises ReferenceFileError when the name is not valid, or when the index exists and ``replace`` is not set.
    """
    if name in (SHIPPED, PACKAGED):
        where = "the package" if name == SHIPPED else "the package of this name"
        raise ReferenceFileError(f"{name!r} is the index inside {where}; choose another name")
    if not is_index_name(name):
        rule = (
            "a name is up to 64 letters, digits, '.', '_' and '-', begins with a letter or digit, and is no file name"
        )
        raise ReferenceFileError(f"{name!r} cannot name an index: {rule}")
    file = library_folder() / f"{name}{INDEX_SUFFIX}"
    if file.exists() and not replace:
        raise ReferenceFileError(f"there is an index {name!r}; choose another --name, or replace it: --replace")
    return file


def index_names() -> tuple[str, ...]:
    """Return the names of all indexes, the shipped one first and that of a data package second."""
    folder = library_folder()
    stems = {
        path.name.removesuffix(suffix)
        for suffix in (INDEX_SUFFIX, OLD_SUFFIX)
        for path in folder.glob(f"*{suffix}")
        if not path.name.startswith(".")
    }
    own = (SHIPPED, PACKAGED) if packaged_file() else (SHIPPED,)
    return (*own, *(name for name in sorted(stems) if is_index_name(name) and name not in own))


def chosen_name() -> str:
    """Return the name that ``genenorm reference use`` chose; empty when it chose none, or the index used by default.

    Raises ReferenceFileError when the file of the choice cannot be read or has no valid name.
    """
    file = os.path.join(library_path(), CHOICE_FILE)  # noqa: PTH118
    try:
        with open(file, encoding="utf-8") as opened:  # noqa: PTH123
            name = opened.read().strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        way_out = f"give this user the right to read it, or name the index: --reference {SHIPPED}"
        file = str(library_folder() / CHOICE_FILE)
        raise ReferenceFileError(f"{file}: cannot be read ({error.strerror}); {way_out}") from error
    except UnicodeDecodeError:
        name = ""
    if not is_index_name(name):
        file = str(library_folder() / CHOICE_FILE)
        raise ReferenceFileError(f"{file}: does not have the name of an index; {REMEDIES[ChosenBy.USE]}")
    return name


def keep_choice(name: str) -> None:
    """Store the name of the index to use from now on; whether there is such an index is not checked."""
    from genenorm.core.atomic import write_atomic

    folder = library_folder()
    if name == SHIPPED and not packaged_file():  # what is used by default needs no choice
        (folder / CHOICE_FILE).unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / CHOICE_FILE, lambda file: file.write(f"{name}\n".encode()))
