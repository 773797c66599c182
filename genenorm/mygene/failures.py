"""What the failures of a look-up mean: those of httpx, which the ``mygene`` client speaks with."""

from __future__ import annotations

import json
from collections.abc import Callable

from genenorm.core.retry import BROKEN_OFF, LATE, UNREACHABLE, Failure, RetryRule, answered


def retry_rule(retries: int, sleep: Callable[[float], None]) -> RetryRule:
    """Return the rule by which look-ups are asked again."""
    return RetryRule(retries, sleep, judge)


def judge(error: BaseException) -> Failure:
    """Return what a failure means: a broken transport or answer, 429 and 5xx may pass, nothing else does."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        response = error.response
        return answered(response.status_code, response.reason_phrase, response.headers.get("retry-after", ""))
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return UNREACHABLE
    if isinstance(error, httpx.TimeoutException):
        return LATE
    if isinstance(error, json.JSONDecodeError):
        return Failure(True, "sent a broken answer")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return Failure(False, BROKEN_OFF.words)  # our own mistake, such as a URL without https://
    if isinstance(error, httpx.TransportError | httpx.DecodingError):
        return BROKEN_OFF
    return Failure(False, str(error) or type(error).__name__)
