"""SIGTERM while a command line runs: an interruption, unless the program around it has decided otherwise."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from genenorm.cli import main
from genenorm.cli.stop_signal import stopped_like_ctrl_c


@pytest.fixture(autouse=True)
def default_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


def test_it_interrupts_the_block_and_nothing_after_it() -> None:
    with pytest.raises(KeyboardInterrupt), stopped_like_ctrl_c():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_handler_that_is_there_is_left_in_place() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with stopped_like_ctrl_c():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def test_a_command_line_runs_in_any_thread() -> None:
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(main, ["--version"]).result() == 0
