"""Values read from a file by key, many with one read, and held for the next time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=int | str)
V = TypeVar("V")

MOST = 1 << 17
"""Values of one sort that are held at a time."""


class Held(Generic[K, V]):
    """Values by key, read when they are first asked for; ``read`` gets keys and returns the value of each.

    What is held is bounded: when it grows too large all is forgotten, and what is asked for often is soon read again.
    A caller with a long list reads it ahead in parts of a few thousand. Safe to share between threads.

    >>> asked = []
    >>> squares = Held(lambda keys: asked.append(list(keys)) or {key: key * key for key in keys})
    >>> squares.read_ahead((3, 2)), squares.one(3), squares.all((2, 5)), asked
    ({2: 4, 3: 9}, 9, [4, 25], [[2, 3], [5]])
    """

    __slots__ = ("_held", "_read")

    def __init__(self, read: Callable[[Sequence[K]], dict[K, V]]) -> None:
        self._held: dict[K, V] = {}
        self._read: Callable[[Sequence[K]], dict[K, V]] = read

    def one(self, key: K) -> V:
        """Return the value of a key."""
        found = self._held.get(key)
        return self._read_new([key])[key] if found is None else found

    def all(self, keys: Collection[K]) -> list[V]:
        """Return the values of many keys, in their order, with one read for all that are not held."""
        held = self._held
        try:
            return [held[key] for key in keys]
        except KeyError:
            # each asked for once: another thread may have all forgotten between two look-ups
            found = {key: value for key in keys if (value := held.get(key)) is not None}
            found |= self._read_new(sorted({key for key in keys if key not in found}))
            return [found[key] for key in keys]

    def read_ahead(self, keys: Iterable[K]) -> dict[K, V]:
        """Read the values that are not held yet, for look-ups that come next, and return those that were read."""
        # not as a set less the held keys: that would walk through all that is held
        return self._read_new(sorted({key for key in keys if key not in self._held}))

    def _read_new(self, keys: Sequence[K]) -> dict[K, V]:
        """Read and hold values; neighbours in the file are read together when the keys are sorted."""
        found = self._read(keys)
        if len(self._held) + len(found) > MOST:
            self._held.clear()
        self._held.update(found)
        return found
