"""Which failures of a request are worth another try, and how long to wait before it."""

from __future__ import annotations

import json
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
class RetryRule:
    """How often to ask again, and how to wait; tests hand in a ``sleep`` that only notes the seconds."""

    retries: int
    sleep: Callable[[float], None]

    def call(self, request: Callable[[], Answer]) -> Answer:
        """Return the request's answer, asking again after failures that may pass; else raise the last one."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        enough = stop_after_attempt(self.retries + 1)
        return Retrying(
            retry=retry_if_exception(is_passing),
            stop=lambda state: enough(state) or _is_told_to_stay_away(state),
            wait=_wait,
            sleep=self.sleep,
            reraise=True,
        )(request)


def is_passing(error: BaseException) -> bool:
    """Return whether a failure may pass: a broken transport or answer, 429, or 5xx; never another 4xx."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return False  # our own mistake, such as a URL without https://
    return isinstance(error, httpx.TransportError | httpx.DecodingError | json.JSONDecodeError)


def retry_after(error: BaseException | None) -> float | None:
    """Return the seconds a server asks us to stay away, from ``Retry-After`` as a number or a date."""
    import httpx

    if not isinstance(error, httpx.HTTPStatusError):
        return None
    text = error.response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _wait(state: RetryCallState) -> float:
    from tenacity import wait_exponential, wait_random

    told = retry_after(_error(state))
    # Jitter also on top of what the server says: many clients were told the same second.
    jitter = wait_random(0, 0.5)(state)
    return jitter + (wait_exponential(multiplier=0.5, max=LONGEST_WAIT)(state) if told is None else told)


def _is_told_to_stay_away(state: RetryCallState) -> bool:
    told = retry_after(_error(state))
    return told is not None and told > LONGEST_RETRY_AFTER


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def describe(error: BaseException) -> str:
    """Return a failure in a few words for a person."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        told = retry_after(error)
        wish = f", asks to come back in {told:.0f} s" if told else ""
        return f"answered {error.response.status_code} {error.response.reason_phrase}{wish}"
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return "did not answer in time"
    if isinstance(error, json.JSONDecodeError):
        return "sent a broken answer"
    if isinstance(error, httpx.TransportError | httpx.DecodingError):
        return "broke off the connection"
    return str(error) or type(error).__name__
