"""Stopping a command as systems do when they shut down, or a scheduler when the time is over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stopped_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM interrupt a ``with`` block as Ctrl-C does, so that the command tidies up and says how to go on.

    This holds also where Ctrl-C is ignored, as it is for the background jobs of a shell script. A SIGTERM that the
    process ignores or handles in a way of its own is left to it.
    """
    try:
        before = signal.getsignal(signal.SIGTERM)
        if before is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # only the main thread may set signals, and only it is interrupted by them
        before = None
    try:
        yield
    finally:
        if before is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, before)
