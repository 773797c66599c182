"""The failures of requests to MyGene.info, and which of them may be temporary.

The ``mygene`` client sends its requests with httpx, so the exceptions are those of httpx.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from genenorm.core.retry import BROKEN_OFF, LATE, UNREACHABLE, Failure, RetryRule, failure_of_status
from genenorm.mygene.client import NoConnectionError


def lookup_retry_rule(retries: int, sleep: Callable[[float], None]) -> RetryRule:
    """Return the rule by which failed requests to MyGene.info are repeated; ``sleep`` waits for a number of seconds."""
    return RetryRule(retries, sleep, classify_httpx_error)


def classify_httpx_error(error: BaseException) -> Failure:
    """Return what failed and whether it may be temporary.

    A broken connection, an incomplete answer, 429 and 5xx may be temporary, nothing else is.
    """
    if isinstance(error, NoConnectionError):
        return UNREACHABLE
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        response = error.response
        return failure_of_status(response.status_code, response.reason_phrase, response.headers.get("retry-after", ""))
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return UNREACHABLE
    if isinstance(error, httpx.TimeoutException):
        return LATE
    if isinstance(error, json.JSONDecodeError):
        return Failure(True, "sent a broken answer")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return Failure(False, BROKEN_OFF.words)  # the request itself was wrong, e.g. a URL without https://
    if isinstance(error, httpx.TransportError | httpx.DecodingError):
        return BROKEN_OFF
    return Failure(False, str(error) or type(error).__name__)
