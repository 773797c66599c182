"""Coverage switched off for work on much data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure no coverage during a ``with`` block: on large data that takes several times as long as the work.

    Other tests cover the code, with small data. The marker ``no_cover`` of pytest-cov has no effect when the tests run
    in several processes, since each has two measurements, and the other goes on.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
