"""Servers that fail on purpose: the faults, and a MyGene-compatible server that has them.

The faults are of connections too (bodies cut short, connections closed), which an application on a real HTTP server
cannot have, so this one is written on the standard library's.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from genenorm.index.reference import Reference
from genenorm.mygene.server.endpoints import MyGeneService
from genenorm.mygene.server.request_forms import form_fields

HANG_SECONDS = 60.0
"""Seconds after which a request that hangs is ended, if neither side ends it."""


class FaultKind(Enum):
    """What goes wrong with a request."""

    NONE = "none"
    DELAY = "delay"
    """The right answer, but ``seconds`` late."""
    TOO_MANY = "429"
    """429, with the header ``Retry-After: retry_after`` unless that is empty."""
    UNAVAILABLE = "503"
    BAD_REQUEST = "400"
    TRUNCATED = "truncated JSON"
    """The first half of the JSON, with a header that gives the length of this half."""
    CUT_SHORT = "cut short"
    """The first half of the body, with a header that gives the length of the whole."""
    WRONG_TYPE = "wrong content type"
    """A log-in page instead of the answer."""
    CLOSED = "closed connection"
    HANG = "hang"
    """No answer until the client or the server gives up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure."""

    kind: FaultKind
    seconds: float = 0.0
    retry_after: str = ""


NO_FAULT = Fault(FaultKind.NONE)


class FaultPlan:
    """The faults of consecutive requests; requests after the last fault succeed."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults: Iterator[Fault] = iter(faults)
        self._lock = threading.Lock()

    def next(self) -> Fault:
        """Return the fault of the next request."""
        with self._lock:
            return next(self._faults, NO_FAULT)


class FaultyHandler(BaseHTTPRequestHandler):
    """Answers requests as MyGene.info does, unless the plan of its server has a fault for them."""

    protocol_version = "HTTP/1.1"
    timeout = HANG_SECONDS
    disable_nagle_algorithm = True
    server: _FaultyServer

    _fault = NO_FAULT
    """The fault of the response that is being written."""

    def do_GET(self) -> None:
        """Answer a GET request."""
        self._handle({})

    def do_POST(self) -> None:
        """Answer a POST request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._handle(form_fields(body, self.headers.get("Content-Type", "")))

    def _handle(self, form: Mapping[str, str]) -> None:
        url = urlsplit(self.path)
        path, parameters = unquote(url.path), {**dict(parse_qsl(url.query, keep_blank_values=True)), **form}
        self.server.log.append(f"{self.command} {path}")
        fault = self._fault = self.server.plan.next()
        match fault.kind:
            case FaultKind.TOO_MANY:
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                self._write(429, b'{"code":429,"success":false,"error":"Too Many Requests"}', headers)
            case FaultKind.UNAVAILABLE:
                self._write(503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})
            case FaultKind.BAD_REQUEST:
                self.close_connection = True
                body = b'{"code":400,"success":false,"error":"Bad Request"}'
                self._write(400, body, {"Connection": "close"})
            case FaultKind.WRONG_TYPE:
                self._write(200, b"<html>Please log in</html>", {"Content-Type": "text/html; charset=utf-8"})
            case FaultKind.CLOSED:
                self._hang_up()
            case FaultKind.HANG:
                self.server.stopping.wait(HANG_SECONDS)
                self._hang_up()
            case _:
                self.server.stopping.wait(fault.seconds)
                reply = self.server.service.answer(self.command, path, parameters)
                self._write(reply.status, json.dumps(reply.body, separators=(",", ":")).encode(), {})

    def _write(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a response, or a part of it."""
        fault, self._fault = self._fault, NO_FAULT
        half = body[: len(body) // 2]
        match fault.kind:
            case FaultKind.TRUNCATED:
                self._send(status, half, headers)
            case FaultKind.CUT_SHORT:
                self.close_connection = True
                self._send(status, half, {"Content-Length": str(len(body))})
            case _:
                self._send(status, body, headers)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        defaults = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body))}
        for name, value in {**defaults, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name of the base class)
        """Write no log."""


class _FaultyServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, service: MyGeneService, plan: FaultPlan) -> None:
        super().__init__(("127.0.0.1", 0), FaultyHandler)
        self.service = service
        self.plan = plan
        self.log: list[str] = []
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: clients close connections here on purpose."""


class MyGeneTestServer:
    """A MyGene-compatible server that records its requests, and fails as planned.

    Without ``faults`` it answers every request.
    """

    def __init__(self, reference: Reference, faults: Iterable[Fault] = ()) -> None:
        self._server = _FaultyServer(MyGeneService(reference), FaultPlan(faults))
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the server, for ``url`` of the ``mygene`` client or of LiveOptions."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v3"

    @property
    def requests(self) -> tuple[str, ...]:
        """The requests so far, each as ``POST /v3/query/``."""
        return tuple(self._server.log)

    def start(self) -> MyGeneTestServer:
        """Answer requests in a background thread until ``close`` is called."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """End the waits of handlers, then stop the server."""
        self._server.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> MyGeneTestServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
