"""The answers that a run is not to have, such as unknown names: how many there are, and which comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

DOUBT = "doubt"
"""The word for answers with a reason for doubt; the other words are those of ``Status``."""


class FailingNames(NamedTuple):
    """The names of a run whose answers have one of some statuses, or are in doubt."""

    counts: Mapping[str, int]
    """The number of names for each word."""
    names: int
    """The number of all names."""
    first: str = ""
    """The first name; empty when there is none."""

    @classmethod
    def of(cls, answers: Iterable[tuple[str, str, str]], words: Sequence[str]) -> FailingNames:
        """Return the failing names among some answers.

        :param answers: the name, the status and the doubt of each.
        :param words: the statuses, and ``DOUBT``. A name counts once, with its status if that is among them.

        >>> str(FailingNames.of([("GRIN1", "resolved", ""), ("x1", "unknown", "")], ["unknown", "doubt"]))
        "1 unknown, of 2 names; the first is 'x1'"
        """
        counts: Counter[str] = Counter()
        first, names = "", 0
        for name, status, doubt in answers:
            names += 1
            word = status if status in words else DOUBT if doubt and DOUBT in words else ""
            if word:
                first = first if counts else name
                counts[word] += 1
        return cls(dict(counts), names, first)

    @classmethod
    def merge(cls, several: Iterable[FailingNames]) -> FailingNames:
        """Return the failing names of several runs, in their order, as those of one."""
        counts: Counter[str] = Counter()
        names, first = 0, ""
        for one in several:
            first = first if counts else one.first
            counts.update(one.counts)
            names += one.names
        return cls(dict(counts), names, first)

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.counts)

    def __str__(self) -> str:
        """Return the numbers and the first name in words."""
        words = (f"{count:,} {'in doubt' if word == DOUBT else word}" for word, count in self.counts.items())
        return f"{', '.join(words)}, of {self.names:,} names; the first is {self.first[:80]!r}"


NONE_FAILING = FailingNames({}, 0)
