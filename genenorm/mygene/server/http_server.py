"""The HTTP side of the MyGene-compatible server: loopback, standard library, one thread a connection."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from genenorm.index.reference import Reference
from genenorm.mygene.server.faults import Fault, FaultKind, FaultPlan
from genenorm.mygene.server.service import Reply, Service

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes: a thousand long names are a tenth of this."""
IDLE_SECONDS = 60


class MyGeneServer:
    """A running server; ``url`` is what ``mg.url`` of the ``mygene`` client is set to.

    >>> from genenorm.index.reference import Reference
    >>> with Reference.open() as reference, MyGeneServer(reference) as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self, reference: Reference, *, host: str = LOOPBACK, port: int = 0, faults: Iterable[Fault] = ()
    ) -> None:
        """Bind the port (0: any free one); ``start`` or ``serve_forever`` begin to answer."""
        self._server = _Server((host, port), Service(reference), FaultPlan(faults))
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address to give to a client."""
        host, port = self._server.server_address[:2]
        return f"http://{f'[{host!s}]' if ':' in str(host) else host!s}:{port}/v3"

    @property
    def requests(self) -> tuple[str, ...]:
        """The requests answered so far, as ``POST /v3/query/``."""
        return tuple(self._server.seen)

    def start(self) -> MyGeneServer:
        """Answer in the background until ``close``."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Answer until interrupted."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> MyGeneServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], service: Service, faults: FaultPlan) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.service = service
        self.faults = faults
        self.seen: list[str] = []
        self.stopping = threading.Event()
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report a mistake of this program; a client that went away is none."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "genenorm"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer a GET request."""
        self._answer("GET", {})

    def do_POST(self) -> None:
        """Answer a POST request."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            return self._refuse(411, "a Content-Length is needed")
        if len(length) > 12 or int(length) > LARGEST_BODY:
            return self._refuse(413, f"a request may have {LARGEST_BODY} bytes at most")
        try:
            return self._answer("POST", self._form(self.rfile.read(int(length))))
        except ValueError as error:
            return self._refuse(400, f"the body cannot be read: {error}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep no log: standard error belongs to the command that serves."""

    def _form(self, body: bytes) -> dict[str, str]:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != "application/json":
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        values = json.loads(body)
        if not isinstance(values, dict):
            raise ValueError("a JSON object was expected")
        return {name: _as_text(value) for name, value in values.items()}

    def _answer(self, method: str, form: dict[str, str]) -> None:
        url = urlsplit(self.path)
        self.server.seen.append(f"{method} {url.path}")
        parameters = dict(parse_qsl(url.query, keep_blank_values=True)) | form
        fault = self.server.faults.next()
        if self._fails_before(fault):
            return
        try:
            reply = self.server.service.answer(method, unquote(url.path), parameters)
        except Exception:
            self._refuse(500, "Internal Server Error")
            raise
        self._send(reply, fault)

    def _fails_before(self, fault: Fault) -> bool:
        """Fail instead of answering, where the fault says so."""
        match fault.kind:
            case FaultKind.DELAY:
                self.server.stopping.wait(fault.seconds)
                return False
            case FaultKind.HANG:
                self.server.stopping.wait(IDLE_SECONDS)
            case FaultKind.CLOSED:
                pass
            case FaultKind.TOO_MANY:
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                self._write(429, b'{"code":429,"success":false,"error":"Too Many Requests"}', headers)
                return True
            case FaultKind.UNAVAILABLE:
                self._write(503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})
                return True
            case FaultKind.BAD_REQUEST:
                self._refuse(400, "Bad Request")
                return True
            case FaultKind.WRONG_TYPE:
                self._write(200, b"<html>Please log in</html>", {"Content-Type": "text/html; charset=utf-8"})
                return True
            case _:
                return False
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
        return True

    def _send(self, reply: Reply, fault: Fault) -> None:
        body = json.dumps(reply.body, separators=(",", ":")).encode()
        if fault.kind is FaultKind.TRUNCATED:
            body = body[: len(body) // 2]
        if fault.kind is FaultKind.CUT_SHORT:
            self.close_connection = True
            self._write(reply.status, body[: len(body) // 2], {"Content-Length": str(len(body))})
        else:
            self._write(reply.status, body, {})

    def _refuse(self, status: int, error: str) -> None:
        self.close_connection = True
        body = json.dumps({"code": status, "success": False, "error": error}).encode()
        self._write(status, body, {"Connection": "close"})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        defaults = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body))}
        for name, value in {**defaults, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _as_text(value: object) -> str:
    """Write a JSON value as the form field it stands for: lists become quoted terms."""
    if isinstance(value, list):
        return ",".join('"{}"'.format(str(part).replace("\\", "\\\\").replace('"', '\\"')) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
