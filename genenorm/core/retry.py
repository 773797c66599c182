"""Which failures of a request are worth another try, how long to wait before it, and how to tell a person.

Nothing here knows an HTTP library: whoever uses one hands in a function that makes a ``Failure`` of its exceptions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

Answer = TypeVar("Answer")

LONGEST_WAIT = 30.0
"""Seconds: the most that our own back-off waits."""
LONGEST_RETRY_AFTER = 120.0
"""Seconds: a server that asks for more patience than this is given up for this run."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is to be said of a request that failed."""

    passing: bool
    """Whether it may pass: then it is worth another try."""
    words: str
    """The failure in a few words for a person."""
    retry_after: float | None = None
    """Seconds the server asks us to stay away."""


UNREACHABLE = Failure(True, "cannot be reached")
LATE = Failure(True, "did not answer in time")
BROKEN_OFF = Failure(True, "broke off the connection")


def answered(status: int, reason: str, retry_after: str = "") -> Failure:
    """Return what an answer with an error status means: 429 and 5xx may pass, another 4xx never does.

    >>> answered(503, "Service Unavailable", "7")
    Failure(passing=True, words='answered 503 Service Unavailable, asks to come back in 7 s', retry_after=7.0)
    """
    told = seconds_told(retry_after)
    wish = f", asks to come back in {told:.0f} s" if told else ""
    return Failure(status == 429 or status >= 500, f"answered {status} {reason}{wish}", told)


def seconds_told(retry_after: str) -> float | None:
    """Return the seconds of a ``Retry-After`` header, which is a number or a date; ``None`` where it is neither.

    >>> seconds_told("17"), seconds_told("soon")
    (17.0, None)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often to ask again, and how to wait; tests hand in a ``sleep`` that only notes the seconds."""

    retries: int
    sleep: Callable[[float], None]
    judge: Callable[[BaseException], Failure]

    def call(self, request: Callable[[], Answer]) -> Answer:
        """Return the request's answer, asking again after failures that may pass; else raise the last one."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        enough = stop_after_attempt(self.retries + 1)
        return Retrying(
            retry=retry_if_exception(lambda error: self.judge(error).passing),
            stop=lambda state: enough(state) or self._is_told_to_stay_away(state),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )(request)

    def _wait(self, state: RetryCallState) -> float:
        from tenacity import wait_exponential, wait_random

        told = self._told(state)
        # Jitter also on top of what the server says: many clients were told the same second.
        jitter = wait_random(0, 0.5)(state)
        return jitter + (wait_exponential(multiplier=0.5, max=LONGEST_WAIT)(state) if told is None else told)

    def _is_told_to_stay_away(self, state: RetryCallState) -> bool:
        told = self._told(state)
        return told is not None and told > LONGEST_RETRY_AFTER

    def _told(self, state: RetryCallState) -> float | None:
        error = state.outcome.exception() if state.outcome else None
        return self.judge(error).retry_after if error is not None else None
