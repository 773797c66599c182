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

from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError

T = TypeVar("T")


class Deadline:
    """The time until which a request may be worked on.

    >>> Deadline(60).check()
    """

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def check(self, *_progress: int) -> None:
        """Raise TimeoutError when the time is over; work on a list can be given this function for its progress."""
        if monotonic() > self._end:
            raise TimeoutError


class Workers:
    """Threads that do the longer work of requests.

    :param limits: how many there are, how many requests may wait for them, and for how long.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.threads, "genenorm-service")
        self._lock = threading.Lock()
        self._held = 0

    async def run(self, work: Callable[[Deadline], T]) -> T:
        """Return what a function returns in a thread; raises RequestError when there is no thread in time.

        :param work: is called with the deadline, which it should check now and then.
        """
        with self._lock:
            if self._held >= self._limits.threads + self._limits.waiting:
                raise _busy("too many requests are being worked on; try again in a moment")
            self._held += 1
        deadline = Deadline(self._limits.work)
        try:
            future = self._threads.submit(work, deadline)
        except BaseException:
            self._release()
            raise
        future.add_done_callback(self._release)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limits.work)
        except TimeoutError as error:
            cause = f"the answer takes more than {self._limits.work:g} s; send less in one request, or try again later"
            raise _busy(cause) from error

    def _release(self, _done: Future[T] | None = None) -> None:
        with self._lock:
            self._held -= 1


def _busy(cause: str) -> RequestError:
    return RequestError(503, cause, headers={"Retry-After": "5"})
