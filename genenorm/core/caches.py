"""Bounded memories: of the latest values, filled one or many at a time, and of what a function returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The latest values by key: when as many are new as fit, those not asked for since are forgotten.

    Unlike ``lru_cache`` it tells whether it holds a key, and is filled many at a time.

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
        """Return the value of a key, or ``None`` when it is not held."""
        found = self._new.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Hold a value, at least until as many others are held as fit."""
        if len(self._new) >= self._limit:
            self._old, self._new = self._new, {}
        self._new[key] = value


class Memo(dict[K, V]):
    """What a function returns, by its argument; all of it forgotten when as much is held as fits.

    Unlike ``lru_cache`` it is asked without a call, which for words of texts takes longer than the answer. With
    ``keep``, only what that says yes to is held.

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
