"""Threads for work that takes long, so that the service goes on answering: a bounded number, and a bounded wait.

Python cannot end a thread. So a request whose time is over is refused, but it counts as work until its thread is done:
no more than ``Limits.threads`` and ``Limits.waiting`` requests are ever held. Work on a list looks at the time while it
goes on, and ends soon after it is over.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

from genenorm.core.errors import GenenormError
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError

T = TypeVar("T")


class TimeIsOverError(GenenormError):
    """Work on a request was ended, since its time is over."""


class Deadline:
    """The time until which a request may be worked on.

    :param seconds: the time from now on.
    :param is_watched: whether work on lists is to look at the time, which itself takes some.

    >>> Deadline(60).check()
    """

    def __init__(self, seconds: float, *, is_watched: bool = True) -> None:
        self._end = monotonic() + seconds
        self.progress: Callable[[int, int], None] | None = self.check if is_watched else None
        """What work on a list calls now and then."""

    def check(self, *_progress: int) -> None:
        """Raise TimeIsOverError when it is."""
        if monotonic() > self._end:
            raise TimeIsOverError


class Workers:
    """Threads that do the longer work of requests.

    :param limits: how many there are, how many requests may wait for them, and for how long.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.threads, "genenorm-service")
        self._lock = threading.Lock()
        self._held = 0

    async def run(self, work: Callable[[Deadline], T], *, at_once: bool = False) -> T:
        """Return what a function returns; raises RequestError when it does not, in time.

        :param work: is called with the deadline, which it should check now and then.
        :param at_once: call it here, not in a thread: for work that takes less time than to change between threads.
        """
        if at_once:
            return work(Deadline(self._limits.work, is_watched=False))
        with self._lock:
            if self._held >= self._limits.threads + self._limits.waiting:
                raise _busy("too many requests are being worked on; try again in a moment")
            self._held += 1
        try:
            future = self._threads.submit(work, Deadline(self._limits.work))
        except BaseException:
            self._release()
            raise
        future.add_done_callback(self._release)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limits.work)
        except (TimeoutError, TimeIsOverError) as error:
            cause = f"the answer takes more than {self._limits.work:g} s; send less in one request, or try again later"
            raise _busy(cause) from error

    def _release(self, _done: Future[T] | None = None) -> None:
        with self._lock:
            self._held -= 1


def _busy(cause: str) -> RequestError:
    return RequestError(503, cause, headers={"Retry-After": "5"})
