"""Retrying requests: which failures are temporary, how long to wait, and how to describe them.

This module does not depend on an HTTP library: its callers pass a function that turns an exception into a ``Failure``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from genenorm.core.numbers import whole_number

if TYPE_CHECKING:
    from tenacity import RetryCallState

Answer = TypeVar("Answer")

LONGEST_WAIT = 30.0
"""The longest wait of the exponential back-off, in seconds."""
LONGEST_RETRY_AFTER = 120.0
"""The longest wait that a server may ask for, in seconds; a request is not repeated when it asks for more."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request failed, and whether to try again."""

    temporary: bool
    """Whether the request may succeed when it is repeated."""
    words: str
    """The failure as the predicate of a sentence about the server: ``did not answer in time``."""
    retry_after: float | None = None
    """Seconds to wait, when the server asks for a wait."""


UNREACHABLE = Failure(True, "cannot be reached")
LATE = Failure(True, "did not answer in time")
BROKEN_OFF = Failure(True, "broke off the connection")


def failure_of_status(status: int, reason: str, retry_after: str = "") -> Failure:
    """Return the failure for an HTTP error status; 429 and 5xx are temporary, all others are not.

    >>> failure_of_status(503, "Service Unavailable", "7")
    Failure(temporary=True, words='answered 503 Service Unavailable, asks to come back in 7 s', retry_after=7.0)
    """
    wait = retry_after_seconds(retry_after)
    wish = f", asks to come back in {wait:.0f} s" if wait else ""
    return Failure(status == 429 or status >= 500, f"answered {status} {reason}{wish}", wait)


def retry_after_seconds(retry_after: str) -> float | None:
    """Return the seconds of a ``Retry-After`` header, which is a number or a date; ``None`` where it is neither.

    >>> retry_after_seconds("17"), retry_after_seconds("soon")
    (17.0, None)
    """
    text = retry_after.strip()
    if (seconds := whole_number(text)) is not None:
        return float(seconds)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


@dataclass(frozen=True, slots=True)
class RetryRule:
    """The rule by which requests are repeated after temporary failures."""

    retries: int
    """How often a request is repeated at most."""
    sleep: Callable[[float], None]
    """Waits for some seconds; tests pass a function that records the waits."""
    judge: Callable[[BaseException], Failure]
    """Returns the failure that an exception of a request means."""

    def call(self, request: Callable[[], Answer]) -> Answer:
        """Return the value of ``request``, which is repeated after temporary failures; raises its last exception.

        A failure that is not temporary, or after which the server asks for more than ``LONGEST_RETRY_AFTER``, is raised
        at once.
        """
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        enough = stop_after_attempt(self.retries + 1)
        return Retrying(
            retry=retry_if_exception(lambda error: self.judge(error).temporary),
            stop=lambda state: enough(state) or self._wait_is_too_long(state),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )(request)

    def _wait(self, state: RetryCallState) -> float:
        from tenacity import wait_exponential, wait_random

        asked = self._retry_after(state)
        # Jitter also when the server names the wait: it may have told many clients to come back in the same second.
        jitter = wait_random(0, 0.5)(state)
        return jitter + (wait_exponential(multiplier=0.5, max=LONGEST_WAIT)(state) if asked is None else asked)

    def _wait_is_too_long(self, state: RetryCallState) -> bool:
        asked = self._retry_after(state)
        return asked is not None and asked > LONGEST_RETRY_AFTER

    def _retry_after(self, state: RetryCallState) -> float | None:
        error = state.outcome.exception() if state.outcome else None
        return self.judge(error).retry_after if error is not None else None
