"""Ways for the server to fail on purpose, so that what talks to it can be tested."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class FaultKind(Enum):
    """What goes wrong with one request."""

    NONE = "none"
    DELAY = "delay"
    """The right answer, ``seconds`` late."""
    TOO_MANY = "429"
    """429, with ``Retry-After: retry_after`` when that is set."""
    UNAVAILABLE = "503"
    BAD_REQUEST = "400"
    TRUNCATED = "truncated JSON"
    """An answer of the right length by its header, with the end of the JSON missing."""
    CUT_SHORT = "cut short"
    """Fewer bytes than the header promises."""
    WRONG_TYPE = "wrong content type"
    """A log-in page where the answer should be."""
    CLOSED = "closed connection"
    HANG = "hang"
    """Nothing, until the client or the server gives up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure."""

    kind: FaultKind
    seconds: float = 0.0
    retry_after: str = ""


NO_FAULT = Fault(FaultKind.NONE)


class FaultPlan:
    """One fault after another, a request each; afterwards everything works."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults: Iterator[Fault] = iter(faults)
        self._lock = threading.Lock()

    def next(self) -> Fault:
        """Return the fault of the next request."""
        with self._lock:
            return next(self._faults, NO_FAULT)
