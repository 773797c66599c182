"""Damage of a reference index: single bits and lost ends, each of which must be an error or without effect."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from genenorm.core.context import Context
from genenorm.core.errors import GenenormError
from genenorm.core.model import Resolution
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver


class DamagedIndex:
    """A copy of an index that is damaged and mended again, and the answers that it must give for some names.

    :param source: the index.
    :param folder: where the copy is made.
    :param names: the names to ask for each time.
    """

    def __init__(self, source: Path, folder: Path, names: Sequence[str]) -> None:
        self._file = Path(shutil.copyfile(source, folder / source.name))
        self._names = list(names)
        self._size = source.stat().st_size
        self._expected = self._answers()

    def _answers(self) -> list[Resolution]:
        with Reference.open(self._file) as reference:
            resolver = Resolver(reference)
            found = [resolver.resolve(name) for name in self._names]
            found += resolver.resolve_all(self._names, Context(species="mouse"))
            list(map(repr, found))  # all that an answer has is read before the index is closed
            return found

    def wrong_with_bit(self, chance: Random) -> str:
        """Return what is wrong when a bit is changed; empty if all holds.

        The change is found by a check of the whole file, and answers are the same or an error.
        """
        bit = chance.randrange(8 * self._size)
        with self._file.open("rb+") as file:
            file.seek(bit // 8)
            sound = file.read(1)[0]
            file.seek(bit // 8)
            file.write(bytes([sound ^ 1 << bit % 8]))
        try:
            return self._wrong(f"bit {bit}")
        finally:
            with self._file.open("rb+") as file:
                file.seek(bit // 8)
                file.write(bytes([sound]))

    def wrong_with_end(self, chance: Random) -> str:
        """Return what is wrong when the end of the file is lost; empty if it is refused."""
        with self._file.open("rb+") as file:
            start = chance.randrange(self._size)
            file.seek(start)
            end = file.read()
            file.truncate(start)
        try:
            return self._wrong(f"cut at {start}", is_opened=False)
        finally:
            with self._file.open("rb+") as file:
                file.seek(start)
                file.write(end)

    def _wrong(self, what: str, *, is_opened: bool = True) -> str:
        try:
            with Reference.open(self._file) as reference:
                if not is_opened:
                    return f"{what}: it was opened"
                reference.check()
            return f"{what}: not found by a check of the whole file"
        except GenenormError as error:
            if len(str(error).splitlines()) != 1:
                return f"{what}: an error of several lines"
        except Exception as error:
            return f"{what}: {type(error).__name__}: {error}"
        try:
            return "" if self._answers() == self._expected else f"{what}: other answers"
        except GenenormError:
            return ""
        except Exception as error:
            return f"{what}: {type(error).__name__}: {error}"
