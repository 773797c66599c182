"""HTTP for the server that answers as MyGene.info does, with the standard library and one thread per connection.

What a client can occupy is bounded: the length of a path and a body, the number of connections, and the time until a
request is complete. A request for a host that the server does not know is refused, so that a web page cannot read the
answers under a name of its own that leads to this machine (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import json
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.mygene.server.service import MyGeneService

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 4 * 1024 * 1024
"""The most bytes of a request: ten times as many as a thousand long names need."""
LONGEST_PATH = 8 * 1024
"""The most characters of a path with its query; longer lists are sent in a body."""
IDLE_SECONDS = 60
"""Seconds after which a connection without a complete request is closed, though parts of one arrive."""
MOST_CONNECTIONS = 128
"""The most open connections; beyond them, the one that has been without a request for the longest time is closed."""

_NOT_IN_HOSTS = frozenset("/?#@\\ \t")
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
        length = whole_number(self.headers.get("Content-Length", ""))
        if length is None:
            return self.refuse(411, "a Content-Length is needed")
        if length > LARGEST_BODY:
            return self.refuse(413, f"a request may have {LARGEST_BODY} bytes at most")
        try:
            form = self._form(self.rfile.read(length))
        except (ValueError, RecursionError) as error:
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
        if len(self.path) > LONGEST_PATH:
            return self.refuse(414, f"a path may have {LONGEST_PATH} characters at most; send long lists in a body")
        host = self.headers.get("Host", "")
        if not self.server.knows_host(host):
            return self.refuse(403, f"this server does not answer as {host[:100]!r}; start it with --allow-host NAME")
        try:
            url = urlsplit(self.path)
        except ValueError as error:
            return self.refuse(400, f"the path cannot be read: {error}")
        parameters = {**dict(parse_qsl(url.query, keep_blank_values=True)), **form}
        with self.server.answering(self.connection):
            return self.respond(unquote(url.path), parameters)

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

    def __init__(
        self, address: tuple[str, int], service: MyGeneService, handler: type[MyGeneHandler], names: Iterable[str]
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.service = service
        self._names = {"localhost", *(name.casefold() for name in (address[0], *names))}
        self._waiting: dict[socket.socket, float] = {}
        """Since when each connection has been without a complete request, the longest first."""
        self._answering: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def knows_host(self, host: str) -> bool:
        """Return whether the host of a request is an address, or a name of this server; a port may follow it."""
        if not host.isascii() or set(host) & _NOT_IN_HOSTS:
            return False
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # an unclosed bracket
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name.rstrip(".") in self._names
        return True

    @contextmanager
    def answering(self, connection: socket.socket) -> Iterator[None]:
        """Mark a connection, in the ``with`` block, as one whose request is complete and is being answered."""
        with self._lock:
            self._waiting.pop(connection, None)
            self._answering.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._answering.discard(connection)
                self._waiting[connection] = monotonic()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a new connection; when there are too many, the one that has waited the longest is closed."""
        with self._lock:
            if len(self._waiting) + len(self._answering) >= MOST_CONNECTIONS:
                _shut(next(iter(self._waiting), request))
            self._waiting[request] = monotonic()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._waiting.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Close the connections that have been without a complete request for too long."""
        oldest = monotonic() - IDLE_SECONDS
        with self._lock:
            for connection in [one for one, since in self._waiting.items() if since < oldest]:
                _shut(connection)

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
    :param names: the names by which clients call this server, apart from addresses, ``localhost`` and ``host``;
        requests for other hosts are refused.
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
        names: Iterable[str] = (),
    ) -> None:
        self._server = _HttpServer((host, port), MyGeneService(reference), handler, names)
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


def _shut(connection: socket.socket) -> None:
    """End a connection, so that the thread that reads from it goes on and closes it."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # closed by the client
        return
