"""Tests of the failures of requests: whether they are temporary, and how they are described; tests of stamps."""

from __future__ import annotations

import sqlite3

import pytest
import requests
import urllib3

from genenorm.builder.download.web import DownloadInterruptedError, classify_failure
from genenorm.builder.sources.file_origin import FileStamp, content_range, stamp_of

POOL = urllib3.HTTPSConnectionPool("example.org")
LINE = urllib3.connection.HTTPConnection("example.org")
UNVERIFIED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate"

UNTRUSTED = "has a certificate that cannot be trusted"
BUSY = "answered 429 Too Many Requests, asks to come back in 7 s"


def status(code: int, reason: str, **headers: str) -> requests.HTTPError:
    response = requests.Response()
    response.status_code, response.reason = code, reason
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return requests.HTTPError(response=response)


def within(error: Exception) -> urllib3.exceptions.MaxRetryError:
    return urllib3.exceptions.MaxRetryError(POOL, "/", error)


@pytest.mark.parametrize(
    ("error", "again", "words"),
    [
        (requests.ConnectTimeout(within(urllib3.exceptions.ConnectTimeoutError())), True, "cannot be reached"),
        (requests.ConnectionError(within(urllib3.exceptions.NewConnectionError(LINE, ""))), True, "cannot be reached"),
        (requests.ConnectionError(urllib3.exceptions.ProtocolError("aborted")), True, "broke off the connection"),
        (requests.ConnectionError(), True, "cannot be reached"),
        (requests.exceptions.ProxyError(within(OSError())), True, "cannot be reached"),
        (requests.exceptions.SSLError(within(Exception(UNVERIFIED))), False, UNTRUSTED),
        (requests.exceptions.SSLError(within(Exception("EOF occurred"))), True, "cannot be reached"),
        (requests.ReadTimeout("late"), True, "did not answer in time"),
        (urllib3.exceptions.ReadTimeoutError(POOL, "/", "late"), True, "did not answer in time"),
        (requests.exceptions.ChunkedEncodingError("gone"), True, "broke off the connection"),
        (urllib3.exceptions.IncompleteRead(5, 10), True, "broke off the connection"),
        (urllib3.exceptions.SSLError("EOF occurred"), True, "broke off the connection"),
        (ConnectionResetError(104, "reset"), True, "broke off the connection"),
        (DownloadInterruptedError("broke off after 5 of 10 bytes"), True, "broke off after 5 of 10 bytes"),
        (status(429, "Too Many Requests", retry_after="7"), True, BUSY),
        (status(502, "Bad Gateway"), True, "answered 502 Bad Gateway"),
        (status(403, "Forbidden"), False, "answered 403 Forbidden"),
        (requests.TooManyRedirects("Exceeded 30 redirects."), False, "Exceeded 30 redirects."),
        (requests.exceptions.InvalidSchema("No adapters"), False, "No adapters"),
        (sqlite3.OperationalError("database is locked"), False, "database is locked"),
        (OSError(28, "No space left on device"), False, "[Errno 28] No space left on device"),
        (KeyboardInterrupt(), False, "KeyboardInterrupt"),
    ],
)  # fmt: skip
def test_each_failure_is_temporary_or_final(error: BaseException, again: bool, words: str) -> None:
    assert (classify_failure(error).temporary, classify_failure(error).words) == (again, words)


DAY, NEXT = "Fri, 20 Nov 2026 10:00:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("one", "other", "same", "contradicts"),
    [
        (FileStamp('"1"', DAY, 5), FileStamp('"1"', DAY, 5), True, False),
        (FileStamp('"1"'), FileStamp('W/"1"'), True, False),
        (FileStamp('"1"', DAY), FileStamp('"2"', DAY), False, True),
        (FileStamp("", DAY, 5), FileStamp("", DAY), True, False),
        (FileStamp("", DAY, 5), FileStamp("", DAY, 6), False, True),
        (FileStamp("", DAY), FileStamp("", NEXT), False, True),
        (FileStamp('"1"'), FileStamp("", DAY), False, False),
        (FileStamp(), FileStamp(), False, False),
    ],
)
def test_two_stamps_are_of_the_same_version_or_of_different_ones_or_undecided(
    one: FileStamp, other: FileStamp, same: bool, contradicts: bool
) -> None:
    for left, right in ((one, other), (other, one)):
        assert left.is_same_as(right) is same
        assert left.contradicts(right) is contradicts


@pytest.mark.parametrize("headers", [{"Content-Length": "-5"}, {"Content-Length": "٣"}, {"Content-Length": "many"}, {}])
def test_a_length_that_is_not_a_number_is_ignored(headers: dict[str, str]) -> None:
    assert stamp_of(headers).size is None


@pytest.mark.parametrize("text", ["", "bytes", "bytes 5-", "items 1-2/3", "bytes a-b/c"])
def test_a_range_that_cannot_be_parsed_is_ignored(text: str) -> None:
    assert content_range(text) == (None, "")


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 20 Nov"])
def test_a_date_that_cannot_be_parsed_is_none(date: str) -> None:
    assert FileStamp("", date).modified is None


def test_a_date_without_a_zone_is_read_as_universal_time() -> None:
    moment = FileStamp("", "Fri, 20 Nov 2026 10:00:00 -0000").modified
    assert moment is not None
    assert moment.isoformat() == "2026-11-20T10:00:00+00:00"
