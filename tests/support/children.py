"""Processes that tests start: none outlives its test, and Ctrl-C reaches them wherever the tests are run."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

END_SECONDS = 10
"""Seconds that a process has to end after SIGTERM."""


@contextmanager
def started(
    command: Sequence[str | Path], *, own_group: bool = False, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs during a ``with`` block, and has ended after it whatever happens in the block.

    :param command: the program and its arguments.
    :param own_group: give it a process group of its own, which is ended as a whole and can be signalled as a terminal
        signals the command in its foreground.
    :param options: streams, folder and environment, as ``subprocess.Popen`` takes them.
    """
    process = subprocess.Popen(command, process_group=0 if own_group else None, **options)
    try:
        yield process
    finally:
        _end(process)
        if own_group:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, politely at first, and close its pipes."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
    if process.returncode is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def signals_for_children() -> Iterator[None]:
    """Let processes that are started in a ``with`` block get SIGINT, and let SIGTERM leave the block as Ctrl-C does.

    The background jobs of a shell script and what other programs start may ignore or block SIGINT, and a process that
    they start inherits this. It does not inherit a handler, so one that does nothing is set here: the tests go on
    ignoring SIGINT, and their processes do not. SIGTERM would end the tests at once and leave their processes behind.
    """

    def ignore(_signal: int, _frame: FrameType | None) -> None:
        """Do nothing."""

    mask = signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    if before[signal.SIGINT] is signal.SIG_IGN or signal.SIGINT in mask:
        signal.signal(signal.SIGINT, ignore)
    if before[signal.SIGTERM] is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
