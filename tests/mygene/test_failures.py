"""Which failed requests are repeated, and after which waits; nothing here sleeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import httpx
import pytest

from genenorm.core.errors import LiveError
from genenorm.core.retry import LONGEST_WAIT, retry_after_seconds
from genenorm.mygene.failures import classify_httpx_error, lookup_retry_rule

REQUEST = httpx.Request("POST", "https://mygene.info/v3/query/")


def status(code: int, **headers: str) -> httpx.HTTPStatusError:
    answer = httpx.Response(code, request=REQUEST, headers={key.replace("_", "-"): headers[key] for key in headers})
    return httpx.HTTPStatusError(str(code), request=REQUEST, response=answer)


BROKEN_JSON = json.JSONDecodeError("end", "{", 1)


@pytest.mark.parametrize(
    ("error", "again", "words"),
    [
        (httpx.ConnectError("no"), True, "cannot be reached"),
        (httpx.ConnectTimeout("no"), True, "cannot be reached"),
        (httpx.ReadTimeout("late"), True, "did not answer in time"),
        (httpx.RemoteProtocolError("gone"), True, "broke off the connection"),
        (httpx.DecodingError("gzip"), True, "broke off the connection"),
        (BROKEN_JSON, True, "sent a broken answer"),
        (status(429), True, "answered 429 Too Many Requests"),
        (status(429, retry_after="7"), True, "answered 429 Too Many Requests, asks to come back in 7 s"),
        (status(500), True, "answered 500 Internal Server Error"),
        (status(503), True, "answered 503 Service Unavailable"),
        (status(400), False, "answered 400 Bad Request"),
        (status(404), False, "answered 404 Not Found"),
        (status(302), False, "answered 302 Found"),
        (httpx.UnsupportedProtocol("ftp"), False, "broke off the connection"),
        (LiveError("a page"), False, "a page"),
        (KeyError("x"), False, "'x'"),
        (KeyError(), False, "KeyError"),
    ],
)
def test_a_failure_is_temporary_or_not(error: Exception, again: bool, words: str) -> None:
    assert classify_httpx_error(error).temporary is again
    assert classify_httpx_error(error).words == words


def failing(*errors: Exception) -> Callable[[], str]:
    queue = list(errors)

    def request() -> str:
        if queue:
            raise queue.pop(0)
        return "answer"

    return request


def test_waits_grow_with_jitter_up_to_a_limit() -> None:
    waits: list[float] = []
    rule = lookup_retry_rule(10, waits.append)
    assert rule.call(failing(*[httpx.ReadTimeout("late")] * 10)) == "answer"
    assert len(waits) == 10
    assert 0.5 <= waits[0] <= 1.0
    assert all(early < late or late >= LONGEST_WAIT for early, late in pairwise(waits))
    assert max(waits) <= LONGEST_WAIT + 0.5
    assert len({round(wait % 1, 6) for wait in waits[:5]}) > 1, "no jitter"


def test_the_wait_that_the_server_asks_for_is_kept() -> None:
    waits: list[float] = []
    assert lookup_retry_rule(1, waits.append).call(failing(status(429, retry_after="17"))) == "answer"
    assert len(waits) == 1
    assert 17 <= waits[0] < 18


def test_a_request_is_given_up_if_the_server_asks_for_too_long_a_wait() -> None:
    waits: list[float] = []
    with pytest.raises(httpx.HTTPStatusError):
        lookup_retry_rule(3, waits.append).call(failing(status(429, retry_after="3600")))
    assert waits == []


def test_the_last_failure_is_raised() -> None:
    waits: list[float] = []
    with pytest.raises(httpx.ReadError):
        lookup_retry_rule(1, waits.append).call(failing(httpx.ConnectError("first"), httpx.ReadError("last")))
    assert len(waits) == 1


@pytest.mark.parametrize("error", [status(400), status(404), KeyError("x")])
def test_other_failures_are_not_repeated(error: Exception) -> None:
    waits: list[float] = []
    with pytest.raises(type(error)):
        lookup_retry_rule(5, waits.append).call(failing(error))
    assert waits == []


def test_without_retries_there_is_one_attempt() -> None:
    with pytest.raises(httpx.ConnectError):
        lookup_retry_rule(0, lambda _: None).call(failing(httpx.ConnectError("no")))


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "٣"])
def test_an_unreadable_retry_after_is_ignored(text: str) -> None:
    assert retry_after_seconds(text) is None


def test_retry_after_may_be_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    assert 35 < (classify_httpx_error(status(429, retry_after=soon)).retry_after or 0) <= 40
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert classify_httpx_error(status(503, retry_after=past)).retry_after == 0
    assert retry_after_seconds("Wed, 25 Nov 2026 00:00:00 -0000") is not None
    assert classify_httpx_error(status(503)).retry_after is None
