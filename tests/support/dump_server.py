"""A server of files as the authorities' are, which fails on purpose: loopback, standard library, threads."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.mygene_faults import Fault, FaultKind, FaultPlan


@dataclass(slots=True)
class Published:
    """One file, and how the server treats it."""

    data: bytes
    etag: str = '"1"'
    last_modified: str = "Fri, 20 Nov 2026 10:00:00 GMT"
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers of every answer that holds the file or a part of it."""
    has_ranges: bool = True
    keeps_if_range: bool = True
    """Whether ``If-Range`` is understood; else a range of another file is sent without a word."""
    has_head: bool = True
    announced: int | None = None
    """The length that the header says, where it is not the true one; -1 for none."""
    chunked: bool = False
    """Whether the body comes in chunks of HTTP/1.1, without a length."""
    drip: float = 0.0
    """Seconds between two bytes."""
    faults: FaultPlan = field(default_factory=FaultPlan)
    """What goes wrong with one GET after the other."""

    def fails(self, *faults: Fault | FaultKind) -> Published:
        """Let the next GETs fail like this."""
        self.faults = FaultPlan(fault if isinstance(fault, Fault) else Fault(fault) for fault in faults)
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and the status it was answered with; 0 for no answer."""

    method: str
    path: str
    headers: dict[str, str]
    status: int


class DumpServer:
    """A running server; ``files`` may be changed while it runs."""

    def __init__(self) -> None:
        self.files: dict[str, Published] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.begun = threading.Event()
        """Set when the first bytes of a body have been sent."""
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def publish(self, path: str, data: bytes, **how: Any) -> Published:
        """Put a file at ``/path``."""
        self.files[f"/{path}"] = Published(data, **how)
        return self.files[f"/{path}"]

    def gets(self, path: str = "") -> list[Asked]:
        """The GET requests so far, of one path or of all."""
        return [asked for asked in self.asked if asked.method == "GET" and (not path or asked.path == f"/{path}")]

    @contextmanager
    def running(self) -> Iterator[DumpServer]:
        """Answer in the background."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], owner: DumpServer) -> None:
        self.owner = owner
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep still: clients of these tests go away midway."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_HEAD(self) -> None:
        """Answer HEAD."""
        if self.path in self.server.owner.redirects:
            return self._redirect()
        file = self.server.owner.files.get(self.path)
        if file is None or not file.has_head:
            return self._answer(405 if file else 404, {"Content-Length": "0"})
        if self._is_unchanged(file):
            return self._answer(304, self._headers(file))
        return self._answer(200, {**self._headers(file), **_length(file, len(file.data))})

    def do_GET(self) -> None:
        """Answer GET, or fail."""
        if self.path in self.server.owner.redirects:
            return self._redirect()
        file = self.server.owner.files.get(self.path)
        if file is None:
            return self._answer(404, {"Content-Length": "0"})
        fault = file.faults.next()
        if self._fails(fault):
            return None
        if self._is_unchanged(file):
            return self._answer(304, self._headers(file))
        begin = self._begin(file)
        if begin is not None and begin >= len(file.data):
            return self._answer(416, {"Content-Range": f"bytes */{len(file.data)}", "Content-Length": "0"})
        body = file.data[begin or 0 :]
        headers = {**self._headers(file), **_length(file, len(body))}
        if begin is not None:
            headers["Content-Range"] = f"bytes {begin}-{len(file.data) - 1}/{len(file.data)}"
        self._answer(206 if begin is not None else 200, headers)
        return self._send(body[: len(body) // 2] if fault.kind is FaultKind.CUT_SHORT else body, file, fault)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep no log."""

    def _redirect(self) -> None:
        self._answer(302, {"Location": self.server.owner.redirects[self.path], "Content-Length": "0"})

    def _headers(self, file: Published) -> dict[str, str]:
        named = {"ETag": file.etag, "Last-Modified": file.last_modified, **file.headers}
        return {name: value for name, value in named.items() if value}

    def _is_unchanged(self, file: Published) -> bool:
        if "If-None-Match" in self.headers:
            return bool(file.etag) and self.headers["If-None-Match"] == file.etag
        return bool(file.last_modified) and self.headers.get("If-Modified-Since") == file.last_modified

    def _begin(self, file: Published) -> int | None:
        """Return where the range asked for begins; ``None`` where the whole file is to be sent."""
        if not file.has_ranges or "Range" not in self.headers:
            return None
        condition = self.headers.get("If-Range")
        if file.keeps_if_range and condition not in (None, file.etag, file.last_modified):
            return None
        return int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))

    def _fails(self, fault: Fault) -> bool:
        match fault.kind:
            case FaultKind.TOO_MANY:
                wish = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                self._answer(429, {"Content-Length": "0", **wish})
            case FaultKind.UNAVAILABLE:
                self._answer(503, {"Content-Length": "0"})
            case FaultKind.BAD_REQUEST:
                self._answer(400, {"Content-Length": "0"})
            case FaultKind.CLOSED | FaultKind.HANG:
                self._note(0)
                if fault.kind is FaultKind.HANG:
                    self.server.owner.stopping.wait(60)
                self._hang_up()
            case _:
                return False
        return True

    def _send(self, body: bytes, file: Published, fault: Fault) -> None:
        owner = self.server.owner
        if file.drip:
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                owner.begun.set()
                if owner.stopping.wait(file.drip):
                    return
        elif file.chunked:
            for at in range(0, len(body), 100_000):
                chunk = body[at : at + 100_000]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.write(b"" if fault.kind is FaultKind.CUT_SHORT else b"0\r\n\r\n")
        else:
            self.wfile.write(body)
            owner.begun.set()
        if fault.kind is FaultKind.CUT_SHORT or file.announced is not None:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: Mapping[str, str]) -> None:
        self._note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _note(self, status: int) -> None:
        self.server.owner.asked.append(Asked(self.command, self.path, dict(self.headers.items()), status))


def _length(file: Published, true: int) -> dict[str, str]:
    if file.chunked:
        return {"Transfer-Encoding": "chunked"}
    if file.announced == -1:
        return {}
    return {"Content-Length": str(true if file.announced is None else file.announced)}


def listing(names: Iterable[str]) -> bytes:
    """Return a page as the authorities' servers list folders."""
    rows = "".join(f"<li><a href='{name}/index.html'>{name}</a></li>" for name in names)
    return f"<!DOCTYPE html><html><body><ul>{rows}</ul></body></html>".encode()
