"""The guard: the hosts that the service answers as, odd and oversized requests, and the headers for browsers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from tests.support.raw_http import connect, exchange, status_of

LIMITS = Limits(body=100_000)
HEALTH = "GET /api/v1/health HTTP/1.1"


@pytest.fixture(scope="module")
def url(resolver: Resolver) -> Iterator[str]:
    with Service(resolver, names=["genes.example"], limits=LIMITS) as running:
        yield running.url


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8643", "127.0.0.1", "127.0.0.1:80", "[::1]:80", "192.168.1.7",
                                  "genes.example", "Genes.Example:443", "localhost."])  # fmt: skip
def test_requests_for_this_service_are_answered(url: str, host: str) -> None:
    assert status_of(url, f"{HEALTH}\r\nHost: {host}") == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1",
                                  "evil.example:80#localhost", "x" * 9_000, "genes.example.evil"])  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/health", "/v3/metadata", "/nothing"])
def test_requests_for_other_hosts_are_refused(url: str, host: str, path: str) -> None:
    assert status_of(url, f"GET {path} HTTP/1.1\r\nHost: {host}") in (400, 403)
    assert status_of(url, f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 7", b"q=GRIN1") in (400, 403)


@pytest.mark.parametrize("head", [HEALTH, f"{HEALTH}\r\nHost:", "GET /api/v1/health HTTP/1.0",
                                  f"{HEALTH}\r\nHost: localhost\r\nHost: evil.example",
                                  f"{HEALTH}\r\nHost: ²"])  # fmt: skip
def test_a_request_without_one_host_is_refused(url: str, head: str) -> None:
    assert status_of(url, head) in (400, 403)


def test_a_request_of_http_1_0_is_answered_and_its_connection_closed(url: str) -> None:
    reply = exchange(url, b"GET /api/v1/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 200 ")
    assert reply.endswith(b"}")


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost/api/v1/health", "localhost", 200),
        ("http://localhost:80/api/v1/health?x=1", "evil.example", 200),  # the target's host is the one that counts
        ("http://evil.example/api/v1/health", "localhost", 403),
        ("http://localhost", "localhost", 200),
        ("http://[localhost/api/v1/health", "localhost", 400),
        ("*", "localhost", 404),
        ("localhost:80", "localhost", 404),
        ("//evil.example/api/v1/health", "localhost", 404),
        ("/../../etc/passwd", "localhost", 404),
        ("/api/v1/%2e%2e/%00health", "localhost", 404),
    ],
)
def test_targets_of_other_forms_are_understood_or_refused(url: str, target: str, host: str, status: int) -> None:
    assert status_of(url, f"GET {target} HTTP/1.1\r\nHost: {host}") == status


CHUNKED = "Transfer-Encoding: chunked"
RESOLVE = "POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
NAMES = b'{"names": ["GRIN1"]}'


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (f"Content-Length: 20\r\n{CHUNKED}", b"14\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        (f"{CHUNKED}\r\nContent-Length: 3", b"14\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        ("Content-Length: 20\r\nContent-Length: 21", NAMES + b" "),
        ("Content-Length: 20, 21", NAMES),
        ("Content-Length: +20", NAMES),
        ("Content-Length: -1", NAMES),
        ("Content-Length: ²", NAMES),
        ("Content-Length : 20", NAMES),
        ("Content-Length: " + "1" * 5000, NAMES),
        ("Transfer-Encoding: gzip, chunked", b"14\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        ("Transfer-Encoding: xchunked", b"14\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        (f"{CHUNKED}\r\n{CHUNKED}", b"14\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        (CHUNKED, b"zz\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        (CHUNKED, b"-1\r\n" + NAMES + b"\r\n0\r\n\r\n"),
        ("X-Folded: a\r\n b\r\nContent-Length: 20\r\nX: \x00", NAMES),
    ],
)
def test_requests_whose_end_is_open_to_doubt_are_refused(
    url: str, headers: str, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    hidden = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    reply = exchange(url, f"{RESOLVE}\r\n{headers}\r\n\r\n".encode() + body + hidden)
    assert reply.split(b" ", 2)[1] in (b"400", b"413", b"501")
    assert reply.count(b"HTTP/1.1 ") == 1  # the connection was closed, and nothing after the request was read
    assert capfd.readouterr().err == ""


def test_chunks_are_read(url: str) -> None:
    chunks = b"5\r\n" + NAMES[:5] + b"\r\n0f;note=x\r\n" + NAMES[5:] + b"\r\n0\r\nX-Trailer: y\r\n\r\n"
    assert status_of(url, f"{RESOLVE}\r\n{CHUNKED}", chunks) == 200


@pytest.mark.parametrize("path", ["/api/v1/resolve", "/v3/query", "/nothing"])
def test_a_body_that_is_too_large_is_refused(url: str, path: str) -> None:
    answer = httpx.post(f"{url}{path}", content=b" " * (LIMITS.body + 1))
    assert answer.status_code == 413
    assert "100,000 bytes at most" in answer.text


def test_chunks_beyond_the_limit_are_refused_before_the_body_ends(url: str) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    assert status_of(url, f"{RESOLVE}\r\n{CHUNKED}", chunk * 40) == 413


def test_a_compressed_body_is_read(url: str) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = httpx.post(f"{url}/api/v1/resolve", content=gzip.compress(NAMES), headers=headers)
    assert answer.json()["answers"][0]["gene_id"] == 2902


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (gzip.compress(b" " * 10_000_000), 413),
        (gzip.compress(NAMES)[:-4], 400),
        (gzip.compress(NAMES) + b"more", 400),
        (b"no gzip", 400),
    ],
    ids=["bomb", "cut", "more", "none"],
)
def test_a_compressed_body_that_is_too_large_or_damaged_is_refused(url: str, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = httpx.post(f"{url}/api/v1/resolve", content=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_bodies_that_are_too_large_together_wait(resolver: Resolver) -> None:
    with Service(resolver, limits=Limits(body=1_000, bodies=1_500)) as service, ExitStack() as stack:
        held = [stack.enter_context(connect(service.url)) for _ in range(3)]
        for connection in held[:2]:
            connection.sendall(f"{RESOLVE}\r\nContent-Length: 1000\r\n\r\n".encode() + b" " * 900)
        assert b"503 Service Unavailable" in held[1].recv(1_000)
        held[0].close()
        while (status := status_of(service.url, f"{RESOLVE}\r\nContent-Length: 900", b" " * 880 + NAMES)) == 503:
            continue  # until it is noticed that the first has gone
        assert status == 200


def test_another_encoding_is_refused_with_the_one_that_is_read(url: str) -> None:
    answer = httpx.post(f"{url}/api/v1/resolve", content=b"x", headers={"Content-Encoding": "br"})
    assert (answer.status_code, answer.headers["Accept-Encoding"]) == (415, "gzip")


def test_a_path_that_is_too_long_is_refused(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/resolve?name={'x' * LIMITS.path}")
    assert answer.status_code == 414
    assert "send long lists in a body" in answer.json()["detail"]


def test_very_many_headers_are_refused(url: str) -> None:
    head = f"{HEALTH}\r\nHost: localhost" + "".join(f"\r\nX-{number}: y" for number in range(20_000))
    assert exchange(url, head.encode() + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_what_is_no_http_is_refused_with_problem_details(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    reply = exchange(url, b"\x16\x03\x01\x02\x00\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in reply
    assert capfd.readouterr().err == ""


def test_a_client_that_is_still_sending_sees_why_it_is_refused(url: str) -> None:
    for _ in range(20):
        reply = exchange(url, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \x00\r\n\r\n" + b"x" * 200_000)
        assert reply.startswith(b"HTTP/1.1 400 ")


def test_head_is_get_without_a_body(url: str) -> None:
    head, get = httpx.head(f"{url}/api/v1/health"), httpx.get(f"{url}/api/v1/health")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "SPAM"])
def test_a_method_that_a_path_lacks_is_a_problem_with_those_it_has(url: str, method: str) -> None:
    answer = httpx.request(method, f"{url}/api/v1/resolve")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("path", ["/api/v1/health", "/v3/metadata", "/nothing", "/api/v1/resolve"])
def test_every_response_has_the_headers_for_browsers_and_none_for_other_origins(url: str, path: str) -> None:
    answer = httpx.get(f"{url}{path}", headers={"Origin": "http://evil.example"})
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "server" not in answer.headers
