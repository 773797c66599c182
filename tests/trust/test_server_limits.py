"""The MyGene-compatible server against clients that want to occupy it or to be answered under another name."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from genenorm.index.reference import Reference
from genenorm.mygene.server import http_server
from genenorm.mygene.server.http_server import LONGEST_PATH, MOST_CONNECTIONS, MyGeneServer
from genenorm.mygene.server.search import LONGEST_TERM


@pytest.fixture
def server(reference: Reference) -> Iterator[MyGeneServer]:
    with MyGeneServer(reference, names=["genes.example"]) as running:
        yield running


def connect(server: MyGeneServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2].removesuffix("/v3"))), timeout=10)


def status_of(server: MyGeneServer, head: str, body: bytes = b"") -> int:
    """Send a request as it is, and return the status of the response."""
    with connect(server) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        return int(connection.recv(100).split()[1])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8643", "127.0.0.1", "127.0.0.1:80", "[::1]:80", "192.168.1.7",
                                  "genes.example", "Genes.Example:443", "localhost."])  # fmt: skip
def test_requests_for_this_server_are_answered(server: MyGeneServer, host: str) -> None:
    assert status_of(server, f"GET /v3/metadata HTTP/1.1\r\nHost: {host}") == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1",
                                  "evil.example:80#localhost", "x" * 9_000, "genes.example.evil", "²"])  # fmt: skip
def test_requests_for_other_hosts_are_refused(server: MyGeneServer, host: str) -> None:
    assert status_of(server, f"GET /v3/metadata HTTP/1.1\r\nHost: {host}") == 403
    assert status_of(server, f"POST /v3/query HTTP/1.1\r\nHost: {host}\r\nContent-Length: 7", b"q=GRIN1") == 403


def test_a_request_without_a_host_is_refused(server: MyGeneServer) -> None:
    assert status_of(server, "GET /v3/metadata HTTP/1.1") == 403


def test_a_path_that_is_too_long_is_refused(server: MyGeneServer) -> None:
    answer = httpx.get(f"{server.url}/gene/{'x' * LONGEST_PATH}")
    assert answer.status_code == 414
    assert "send long lists in a body" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/gene/²", "/query?q=GRIN1&species=²", "/query?q=GRIN1&size=²", "/gene/" + "9" * 5000,
                                  "/query?q=taxid:" + "9" * 5000, "/query?q=GRIN1&from=" + "9" * 5000])  # fmt: skip
def test_odd_numbers_are_no_errors_of_the_server(
    server: MyGeneServer, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert httpx.get(f"{server.url}{path}").status_code in (200, 400, 404)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("length", ["²", "1" * 5000, "１"])
def test_a_length_that_is_no_number_is_refused(server: MyGeneServer, length: str) -> None:
    assert status_of(server, f"POST /v3/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}") in (411, 413)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"q":' * 100_000, b'{"q": ' + b"9" * 5_000 + b"}", b"\xff"])
def test_a_body_that_cannot_be_read_is_refused(
    server: MyGeneServer, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = httpx.post(f"{server.url}/query", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert capfd.readouterr().err == ""


def test_a_term_that_is_too_long_is_not_found(server: MyGeneServer) -> None:
    term = "x" * (LONGEST_TERM + 1)
    rows = httpx.post(f"{server.url}/query", data={"q": f"2902,{term}"}).json()
    assert [row.get("notfound", False) for row in rows] == [False, True]


def test_connections_without_a_request_give_way_to_new_ones(server: MyGeneServer) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(MOST_CONNECTIONS + 20)]
        for connection in held[-MOST_CONNECTIONS // 2 :]:
            connection.sendall(b"GET /v3/metadata HTTP/1.1\r\nHost: local")
        assert held[0].recv(1) == b""  # the oldest has been closed
        assert httpx.get(f"{server.url}/metadata").status_code == 200
        held[-1].sendall(b"host\r\n\r\n")  # the newest has not
        assert held[-1].recv(100).startswith(b"HTTP/1.1 200 ")


def test_a_request_that_does_not_end_is_given_up(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "IDLE_SECONDS", 0.2)
    with MyGeneServer(reference) as server, connect(server) as connection:
        connection.sendall(b"GET /v3/metadata HTTP/1.1\r\nX-Slow: ")
        connection.settimeout(0.02)
        assert b"".join(received(connection)) == b""
        assert httpx.get(f"{server.url}/metadata").status_code == 200


def received(connection: socket.socket) -> Iterator[bytes]:
    """Send a byte now and then until the other side closes the connection; yield what it sends."""
    while True:
        try:
            connection.sendall(b"x")
            part = connection.recv(100)
        except TimeoutError:
            continue
        except OSError:
            return
        if not part:
            return
        yield part
