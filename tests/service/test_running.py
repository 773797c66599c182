"""Connections of the service: slow and waiting ones give way, closed ones are no errors, and stopping it."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from genenorm.core.tables import Table
from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from tests.support.children import started
from tests.support.raw_http import connect, received

CONNECTIONS = 40
HEALTH = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def url(resolver: Resolver) -> Iterator[str]:
    with Service(resolver, limits=Limits(connections=CONNECTIONS)) as running:
        yield running.url


def test_connections_without_a_request_give_way_to_new_ones(url: str) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connect(url)) for _ in range(CONNECTIONS + 20)]
        for connection in held[-CONNECTIONS // 2 :]:
            connection.sendall(HEALTH[:-8])
        assert held[0].recv(1) == b""  # the oldest has been closed
        assert httpx.get(f"{url}/api/v1/health").status_code == 200
        held[-1].sendall(HEALTH[-8:])  # the newest has not
        assert held[-1].recv(100).startswith(b"HTTP/1.1 200 ")


def test_five_hundred_slow_connections_do_not_stop_the_service(resolver: Resolver) -> None:
    with Service(resolver) as service, ExitStack() as stack:
        for number in range(500):
            connection = stack.enter_context(connect(service.url))
            connection.sendall(HEALTH[: number % len(HEALTH)])
        assert httpx.get(f"{service.url}/api/v1/health").status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET /api/v1/health HTTP/1.1\r\nX-Slow: ",
        b"POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
        b"POST /v3/query HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["head", "body", "chunks"],
)
def test_a_request_that_does_not_end_is_given_up(
    resolver: Resolver, head: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with Service(resolver, limits=Limits(idle=0.3)) as service, connect(service.url) as connection:
        connection.sendall(head)
        connection.settimeout(0.02)
        assert b"".join(until_closed(connection)) == b""
        assert httpx.get(f"{service.url}/api/v1/health").status_code == 200
    assert capfd.readouterr().err == ""


def until_closed(connection: socket.socket) -> Iterator[bytes]:
    """Send a byte now and then until the other side closes the connection; yield what it sends."""
    while True:
        try:
            connection.sendall(b"1")
            part = connection.recv(100)
        except TimeoutError:
            continue
        except OSError:
            return
        if not part:
            return
        yield part


def test_an_answer_that_is_not_received_is_given_up(resolver: Resolver) -> None:
    body = b'{"names": [' + b",".join([b'"GRIN1"'] * 50_000) + b"]}"
    head = f"POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n".encode()
    with Service(resolver, limits=Limits(answer=2.0)) as service, connect(service.url) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(head + b"Content-Type: application/json\r\n\r\n" + body)
        first = connection.recv(10)
        end = time.monotonic() + 60
        while service._server.server_state.connections:
            assert time.monotonic() < end
            time.sleep(0.05)
    assert first in (b"HTTP/1.1 2", b"")


def test_requests_that_arrive_together_are_answered_in_turn(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEALTH * 20 + HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert received(connection).count(b'{"status":"ok"') == 21


def test_answers_are_sent_without_waiting_for_the_client_to_acknowledge_their_heads(resolver: Resolver) -> None:
    with Service(resolver) as service, connect(service.url) as connection:
        connection.sendall(HEALTH)
        assert connection.recv(10)
        (served,) = service._server.server_state.connections
        accepted = served.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_closed_connection_is_not_reported(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    post = b"POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nq="
    for data in (b"", post, b"\xff\xff\r\n\r\n", HEALTH, post + b"x" * 97):
        with connect(url) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(data)
    assert httpx.get(f"{url}/api/v1/health").status_code == 200
    assert capfd.readouterr().err == ""


def test_closing_finishes_what_has_begun_and_drops_what_has_not(
    resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, table = threading.Event(), threading.Event(), Resolver.table

    def held_table(*arguments: Any, **options: Any) -> Table:
        begun.set()
        assert go_on.wait(60)
        return table(*arguments, **options)

    monkeypatch.setattr(Resolver, "table", held_table)
    answers = []
    names = [f"GRIN1 {number}" for number in range(500)]

    def ask() -> None:
        answers.append(httpx.post(f"{service.url}/api/v1/resolve", json={"names": names}, timeout=100))

    with Service(resolver) as service, connect(service.url) as idle, connect(service.url) as slow:
        slow.sendall(b"POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n")
        asking = threading.Thread(target=ask)
        asking.start()
        assert begun.wait(60)
        closing = threading.Thread(target=service.close)
        closing.start()
        assert (received(idle), received(slow)) == (b"", b"")
        go_on.set()
        asking.join()
        closing.join()
    assert len(answers[0].json()["answers"]) == 500


def test_a_request_that_is_cut_off_by_the_end_is_no_fault_to_report(
    resolver: Resolver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def held_table(*_arguments: Any, **_options: Any) -> Table:
        begun.set()
        assert go_on.wait(60)
        raise ZeroDivisionError

    monkeypatch.setattr(Resolver, "table", held_table)
    body = b'{"names":["GRIN1"' + b',"GRIN1"' * 499 + b"]}"
    head = b"POST /api/v1/resolve HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    try:
        with Service(resolver, limits=Limits(stop=1)) as service, connect(service.url) as asking:
            asking.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert begun.wait(60)
            service.close()
            assert b"200 OK" not in received(asking)
    finally:
        go_on.set()
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("ERROR", None)]  # that it was cut


FAULT = """
import httpx
from genenorm import Reference, Resolver, Service

def fail(*arguments, **options):
    raise ZeroDivisionError("a mistake")

with Reference.open() as reference, Service(Resolver(reference)) as service:
    Resolver.table = Resolver.resolve_all = fail
    reply = httpx.get(f"{service.url}/api/v1/resolve?name=GRIN1")
    print(reply.status_code, reply.headers["Content-Type"], "mistake" in reply.text)
"""


def test_an_error_of_the_service_is_a_500_with_a_traceback_on_standard_error() -> None:
    with started([sys.executable, "-c", FAULT], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, errors = process.communicate(timeout=100)
    assert out == b"500 application/problem+json False\n"
    assert b"Traceback" in errors
    assert b"ZeroDivisionError: a mistake" in errors


def test_by_default_the_service_listens_on_loopback(url: str) -> None:
    assert url.startswith("http://127.0.0.1:")
