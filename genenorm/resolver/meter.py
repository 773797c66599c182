"""Reports on how much of a long list is done.

The names of a list are context for each other, so none is answered before all are looked up. The share of the work
that is done is reported as a number of names.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import TypeAlias, TypeVar

    Progress: TypeAlias = Callable[[int, int], None]
    """Is called with the number of names that are done and the number of all names."""
    T = TypeVar("T")

_MOST_REPORTS = 80
"""The most reports of a list, apart from those at the end of its parts."""


class Meter:
    """Reports the progress of an answer for a list, some 100 times at most.

    :param progress: what to call; ``None`` for nothing.
    :param size: the number of names.

    >>> meter = Meter(lambda done, size: print(done, "of", size), 4)
    >>> list(meter.over(["GRIN1", "TP53"], 0.0, 0.5)), meter.end()
    1 of 4
    2 of 4
    4 of 4
    (['GRIN1', 'TP53'], None)
    """

    __slots__ = ("_done", "_progress", "_size")

    def __init__(self, progress: Progress | None, size: int) -> None:
        self._progress = progress
        self._size = size
        self._done = -1

    def over(self, items: Collection[T], start: float, end: float) -> Iterable[T]:
        """Return the items; while they are gone through, the share of the work that is done goes from start to end."""
        return items if self._progress is None or not items else self._counted(items, start, end)

    def _counted(self, items: Collection[T], start: float, end: float) -> Iterator[T]:
        most = max(1, int(_MOST_REPORTS * (end - start)))
        step = -(-len(items) // most)
        for number, item in enumerate(items, 1):
            yield item
            if number % step == 0:
                self._report(start + (end - start) * number / len(items))

    def end(self) -> None:
        """Report that all is done."""
        self._report(1.0)

    def _report(self, share: float) -> None:
        done = int(share * self._size)
        if self._progress is not None and done > self._done:
            self._done = done
            self._progress(done, self._size)


NO_METER = Meter(None, 0)
"""Reports nothing."""
