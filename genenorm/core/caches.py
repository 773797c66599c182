"""Bounded caches: of recent values by key, and of what a function returns."""

from __future__ import annotations

from genenorm.core.values import Generic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    K = TypeVar("K")
    V = TypeVar("V")
else:
    K = V = object


class Recent(Generic[K, V]):
    """A cache of recent values by key: when it is full, values that were not used since it was last full are dropped.

    Unlike ``lru_cache`` it can be asked whether it has a key, and can be filled with many values at a time.

    >>> recent = Recent[str, int](1)
    >>> recent.put("a", 1), recent.put("b", 2), recent.get("a"), recent.put("c", 3), recent.get("b")
    (None, None, 1, None, None)
    """

    __slots__ = ("_limit", "_new", "_old")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return the value of a key, or ``None`` when the cache does not have it."""
        found = self._new.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Store a value; it stays at least until ``limit`` others are stored."""
        if len(self._new) >= self._limit:
            self._old, self._new = self._new, {}
        self._new[key] = value


class Memo(dict[K, V]):
    """A cache of what a function returns, by its argument; it is emptied when it is full.

    Unlike ``lru_cache`` it is used without a function call, which for the words of a text would take longer than the
    look-up. With ``keep``, only values for which ``keep(value)`` is true are stored.

    >>> lengths = Memo(len, 2)
    >>> lengths["a"], lengths["bc"], lengths["def"], list(lengths)
    (1, 2, 3, ['def'])
    """

    __slots__ = ("_keep", "_limit", "_make")

    def __init__(self, make: Callable[[K], V], limit: int, keep: Callable[[V], bool] | None = None) -> None:
        self._make = make
        self._limit = limit
        self._keep = keep

    def __missing__(self, key: K) -> V:
        found = self._make(key)
        if self._keep is None or self._keep(found):
            if len(self) >= self._limit:
                self.clear()
            self[key] = found
        return found
