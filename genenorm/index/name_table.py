"""The names of an index: postings by key, and the keys that begin with a stem."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from zlib import crc32

from genenorm.index.schema import KEYS_PER_HEAD, key_head
from genenorm.text.keys import Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.index.array_file import ArrayFile, Words

MOST_LONGER = 400
"""The most keys that are looked at of those that begin with a stem."""
_AFTER = b"\xf4\x8f\xbf\xbf"
"""The last character that can follow a stem."""


class NameTable:
    """The keys of an open index in rising order, each with its posting words.

    A key is found through a hash table, ``slots``. The keys that begin with a stem are found by bisection, for which
    ``heads`` has the first bytes of one key of every ``KEYS_PER_HEAD``.
    """

    __slots__ = ("_file", "_heads", "_mask", "_places", "_slots", "_text", "_words", "count")
    _slots: Words
    _places: Words
    _text: Words
    _words: Words
    _heads: Words

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        file.bind(self, _slots="slots", _places="names", _text="key_text", _words="postings", _heads="key_heads")
        self._mask = len(self._slots) - 1
        self.count = len(self._places) // 2 - 1
        """Number of keys."""

    def postings(self, key: str) -> Sequence[int]:
        """Return the posting words of a key (see ``schema``); empty when the index does not have it."""
        encoded = key.encode()
        places, text = self._places, self._text
        slot = crc32(encoded) & self._mask
        while at := self._slots[slot]:
            at *= 2
            if text[places[at - 2] : places[at]] == encoded:
                return self._words[places[at - 1] : places[at + 1]].tolist()
            slot = (slot + 1) & self._mask
        return ()

    def starting_with(self, stem: str, limit: int) -> Iterator[tuple[Key, list[int]]]:
        """Yield the first ``limit`` keys that are longer than a stem and begin with it, with their posting words."""
        encoded = stem.encode()
        first = self._first_longer(encoded)
        for row in range(first, min(first + limit, self.count)):
            key = self._key(row)
            if not key.startswith(encoded):
                return
            yield Key(key.decode()), self._words_of(row)

    def has_name_starting_with(self, stem: str) -> bool:
        """Return whether any key begins with a stem, or is equal to it."""
        encoded = stem.encode()
        row = self._bisect(encoded)
        return row < self.count and self._key(row).startswith(encoded)

    def continuations(self, stem: str, letters: int) -> list[str]:
        """Return the next characters after a stem in the longer keys that begin with it, at most ``letters`` of each.

        Each continuation is returned once.
        """
        encoded = stem.encode()
        first = self._first_longer(encoded)
        if first == self.count or not self._key(first).startswith(encoded):
            return []
        last = self._bisect(encoded + _AFTER)
        ends = self._places[2 * first : 2 * last + 1].tolist()[::2]
        text = self._text[ends[0] : ends[-1]].tobytes()
        skipped = len(encoded) - ends[0]
        starts = [end + skipped for end in ends]
        spans = zip(starts, [start - len(encoded) for start in starts[1:]], strict=False)
        if text.isascii():
            plain = text.decode()
            found = [
                plain[start : start + letters] if start + letters < end else plain[start:end] for start, end in spans
            ]
        else:
            found = [text[start:end].decode()[:letters] for start, end in spans]
        return list(dict.fromkeys(found))

    def items(self) -> Iterator[tuple[Key, list[int]]]:
        """Yield every key with its posting words, in the order of the keys."""
        for row in range(self.count):
            yield Key(self._key(row).decode()), self._words_of(row)

    # -- rows -------------------------------------------------------------------------------------------------

    def _key(self, row: int) -> bytes:
        key: bytes = self._text[self._places[2 * row] : self._places[2 * row + 2]].tobytes()
        return key

    def _words_of(self, row: int) -> list[int]:
        found: list[int] = self._words[self._places[2 * row + 1] : self._places[2 * row + 3]].tolist()
        return found

    def _first_longer(self, stem: bytes) -> int:
        """Return the row of the first key after a stem."""
        row = self._bisect(stem)
        return row + 1 if row < self.count and self._key(row) == stem else row

    def _bisect(self, wanted: bytes) -> int:
        """Return the row of the first key that is not less than some bytes."""
        head = key_head(wanted)
        first = bisect_left(self._heads, head)
        last = bisect_right(self._heads, head, lo=first)
        low = max(0, first - 1) * KEYS_PER_HEAD
        high = min(self.count, last * KEYS_PER_HEAD)
        return bisect_left(range(self.count), wanted, low, high, key=self._key)
