"""HTTP for the server that answers as MyGene.info does, with the standard library and one thread per connection."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from genenorm.index.reference import Reference
from genenorm.mygene.server.service import MyGeneService

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 4 * 1024 * 1024
"""The most bytes of a request: ten times as many as a thousand long names need."""
IDLE_SECONDS = 60
"""Seconds after which a connection without a request is closed."""

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class MyGeneHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection.

    Tests of failures override ``respond`` and ``write``.
    """

    protocol_version = "HTTP/1.1"
    server_version = "genenorm"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_GET(self) -> None:
        """Answer a GET request."""
        self._handle({})

    def do_POST(self) -> None:
        """Answer a POST request."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            return self.refuse(411, "a Content-Length is needed")
        if len(length) > 12 or int(length) > LARGEST_BODY:
            return self.refuse(413, f"a request may have {LARGEST_BODY} bytes at most")
        try:
            form = self._form(self.rfile.read(int(length)))
        except ValueError as error:
            return self.refuse(400, f"the body cannot be read: {error}")
        return self._handle(form)

    def _form(self, body: bytes) -> dict[str, str]:
        content_type = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if content_type != "application/json":
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        values = json.loads(body)
        if not isinstance(values, dict):
            raise ValueError("a JSON object was expected")
        return {name: _form_value(value) for name, value in values.items()}

    def _handle(self, form: Mapping[str, str]) -> None:
        url = urlsplit(self.path)
        parameters = {**dict(parse_qsl(url.query, keep_blank_values=True)), **form}
        self.respond(unquote(url.path), parameters)

    def respond(self, path: str, parameters: Mapping[str, str]) -> None:
        """Send the reply of the service; an exception in the service is sent as status 500 and raised."""
        try:
            reply = self.server.service.answer(self.command, path, parameters)
        except Exception:
            self.refuse(500, "Internal Server Error")
            raise
        self.write(reply.status, json.dumps(reply.body, separators=(",", ":")).encode())

    def refuse(self, status: int, error: str) -> None:
        """Send an error as MyGene.info does, and close the connection."""
        self.close_connection = True
        body = json.dumps({"code": status, "success": False, "error": error}).encode()
        self.write(status, body, {"Connection": "close"})

    def write(self, status: int, body: bytes, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        """Send a response; ``headers`` replace or extend those for JSON of the body's length."""
        self.send_response(status)
        defaults = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body))}
        for name, value in {**defaults, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Write no log: standard error belongs to the command that runs the server."""


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], service: MyGeneService, handler: type[MyGeneHandler]) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.service = service
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print a traceback, but not for a client that closed the connection."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class MyGeneServer:
    """A server that answers as MyGene.info does, from a reference index.

    The port is bound at once. Requests are answered in a ``with`` block, after ``start``, or during ``serve_forever``.

    :param reference: the index.
    :param host: the address to listen on, by default this machine only.
    :param port: the port to listen on; 0 for any free port.
    :param handler: the class that answers the requests of a connection; replaced in tests.
    :raises OSError: the port cannot be bound.

    >>> from genenorm.index.reference import Reference
    >>> with Reference.open() as reference, MyGeneServer(reference) as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        reference: Reference,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        handler: type[MyGeneHandler] = MyGeneHandler,
    ) -> None:
        self._server = _HttpServer((host, port), MyGeneService(reference), handler)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the server, for ``url`` of the ``mygene`` client or of LiveOptions."""
        host, port = self._server.server_address[:2]
        return f"http://{f'[{host!s}]' if ':' in str(host) else host!s}:{port}/v3"

    def start(self) -> MyGeneServer:
        """Answer requests in a background thread until ``close`` is called."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Answer requests in this thread until it is interrupted."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stop answering requests and release the port."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> MyGeneServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _form_value(value: object) -> str:
    """Return the text of a form field that means the same as a JSON value; lists become quoted terms."""
    if isinstance(value, list):
        return ",".join('"{}"'.format(str(part).replace("\\", "\\\\").replace('"', '\\"')) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
