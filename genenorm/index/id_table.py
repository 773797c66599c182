"""Identifiers of an index: texts in rising order, and other identifiers with the genes that they mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from genenorm.index.schema import FIRST_TEXT_CODE, IdFormat, codes_starting_with, numbered_id, stored_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.index.array_file import ArrayFile, Words


class TextTable:
    """Texts of an open index by position, in rising order."""

    __slots__ = ("_places", "_text", "count")
    _places: Words
    _text: Words

    def __init__(self, file: ArrayFile, places: str, text: str, *, is_kept: bool = False) -> None:
        file.bind(self, is_kept=is_kept, _places=places, _text=text)
        self.count = len(self._places) - 1
        """Number of texts."""

    def __getitem__(self, place: int) -> str:
        return self._encoded(place).decode()

    def _encoded(self, place: int) -> bytes:
        text: bytes = self._text[self._places[place] : self._places[place + 1]].tobytes()
        return text

    def bisect(self, text: str) -> int:
        """Return the position of the first text that is not less than this one."""
        return bisect_left(range(self.count), text.encode(), key=self._encoded)

    def find(self, text: str) -> int:
        """Return the position of a text; -1 when there is none."""
        place = self.bisect(text)
        return place if place < self.count and self[place] == text else -1


class IdCodes:
    """Identifiers as numbers of 32 bits: 0 for none, the number of an ``IdFormat`` and 1, or the place of a text."""

    __slots__ = ("texts",)

    def __init__(self, file: ArrayFile) -> None:
        self.texts = TextTable(file, "odd_ids", "odd_id_text", is_kept=True)

    def decode(self, code: int, form: IdFormat) -> str:
        """Return the identifier with a code; empty for 0."""
        if code >= FIRST_TEXT_CODE:
            return self.texts[code - FIRST_TEXT_CODE]
        return form.prefix + str(code - 1).zfill(form.digits) if code else ""

    def stored(self, code: int, form: IdFormat) -> int | str | None:
        """Return what the row of an identifier with a code has: its number or text; ``None`` for 0."""
        if code >= FIRST_TEXT_CODE:
            return form.encode(self.texts[code - FIRST_TEXT_CODE])
        return code - 1 if code else None

    def encode(self, text: str, form: IdFormat) -> int:
        """Return the code of an identifier; 0 when no gene can have it."""
        number = form.encode(text)
        if isinstance(number, int):
            if number < FIRST_TEXT_CODE - 1:
                return number + 1
        elif form.prefix and not text.startswith(form.prefix):
            return 0
        place = self.texts.find(text)
        return 0 if place < 0 else FIRST_TEXT_CODE + place


class IdTable:
    """Secondary and retired identifiers of an open index: numbers, then texts, each with its gene and date."""

    __slots__ = ("_facts", "_numbers", "_texts")
    _facts: Words
    _numbers: Words

    def __init__(self, file: ArrayFile) -> None:
        file.bind(self, _numbers="id_numbers", _facts="ids")
        self._texts = TextTable(file, "id_texts", "id_text")

    @property
    def count(self) -> int:
        """Number of identifiers."""
        return len(self._facts) // 2

    def find(self, identifier: int | str) -> tuple[int, int] | None:
        """Return the gene of an identifier and the date of its retirement; ``None`` for an unknown one."""
        numbers, stored = self._numbers, stored_id(identifier)
        if isinstance(stored, str):
            row = self._texts.find(stored)
            return None if row < 0 else self._gene_and_date(len(numbers) + row)
        if isinstance(identifier, int) and identifier >= FIRST_TEXT_CODE:
            return None  # no GeneID is as large; these numbers are the codes of other identifiers
        row = bisect_left(numbers, stored)
        return self._gene_and_date(row) if row < len(numbers) and numbers[row] == stored else None

    def starting_with(self, prefix: str) -> Iterator[tuple[str, int, int]]:
        """Yield the identifiers that begin with a prefix of letters, each with its gene and date."""
        numbers = self._numbers
        for first, last in codes_starting_with(prefix):
            for row in range(bisect_left(numbers, first), bisect_left(numbers, last)):
                yield str(numbered_id(numbers[row])), *self._gene_and_date(row)
        for place in range(self._texts.bisect(prefix), self._texts.count):
            text = self._texts[place]
            if not text.startswith(prefix):
                return
            if text != prefix:
                yield text, *self._gene_and_date(len(self._numbers) + place)

    def rows(self) -> Iterator[tuple[int | str, int, int]]:
        """Yield every identifier with its gene and date, in the order of the index."""
        for row, number in enumerate(self._numbers[:]):
            yield numbered_id(number), *self._gene_and_date(row)
        for place in range(self._texts.count):
            yield self._texts[place], *self._gene_and_date(len(self._numbers) + place)

    def _gene_and_date(self, row: int) -> tuple[int, int]:
        return self._facts[2 * row], self._facts[2 * row + 1]
