"""A cache of values that are read from a file by key, many of them together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=int | str)
V = TypeVar("V")

MOST_VALUES = 1 << 17
"""The most values that one cache has at a time."""


class RowCache(Generic[K, V]):
    """Values by key, read when they are first needed. ``read`` is called with keys and returns the value of each.

    The cache is emptied when it grows too large; values in frequent use are soon read again. Callers with a long list
    should read it ahead in parts of a few thousand keys. Threads may share a cache.

    >>> asked = []
    >>> squares = RowCache(lambda keys: asked.append(list(keys)) or {key: key * key for key in keys})
    >>> squares.read_ahead((3, 2)), squares.one(3), squares.all((2, 5)), asked
    ({2: 4, 3: 9}, 9, [4, 25], [[2, 3], [5]])
    """

    __slots__ = ("_read", "_values")

    def __init__(self, read: Callable[[Sequence[K]], dict[K, V]]) -> None:
        self._values: dict[K, V] = {}
        self._read: Callable[[Sequence[K]], dict[K, V]] = read

    def one(self, key: K) -> V:
        """Return the value of a key; raises KeyError when ``read`` returns none for it."""
        found = self._values.get(key)
        return self._read_new([key])[key] if found is None else found

    def all(self, keys: Collection[K]) -> list[V]:
        """Return the values of many keys, in their order, with one read for all that the cache lacks."""
        values = self._values
        try:
            return [values[key] for key in keys]
        except KeyError:
            # each looked up once: another thread may empty the cache between two look-ups
            found = {key: value for key in keys if (value := values.get(key)) is not None}
            found |= self._read_new(sorted({key for key in keys if key not in found}))
            return [found[key] for key in keys]

    def read_ahead(self, keys: Iterable[K]) -> dict[K, V]:
        """Read the values that the cache lacks, for look-ups that follow, and return those that were read."""
        # not as a difference of sets, which would walk through the whole cache
        return self._read_new(sorted({key for key in keys if key not in self._values}))

    def _read_new(self, keys: Sequence[K]) -> dict[K, V]:
        """Read and store values; with sorted keys, neighbours in the file are read together."""
        found = self._read(keys)
        if len(self._values) + len(found) > MOST_VALUES:
            self._values.clear()
        self._values.update(found)
        return found
