"""A server that sends given bytes, in given pieces and with pauses between them, whatever it is asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

Script = Callable[[str], Iterable[bytes]]
"""Returns the pieces to send for a request line, such as ``POST /v3/query HTTP/1.1``."""


@contextmanager
def scripted_server(script: Script) -> Iterator[str]:
    """Yield the address of a server, as ``url`` of the ``mygene`` client; it ends with the ``with`` block."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve_one(connection: socket.socket) -> None:
        with connection:
            try:
                while (line := _read_request(connection)) and not is_over.is_set():
                    for piece in script(line):
                        connection.sendall(piece)
                        if is_over.is_set():
                            return
            except OSError:  # the client has closed the connection
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve_one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v3"
    finally:
        is_over.set()
        listener.close()


def _read_request(connection: socket.socket) -> str:
    """Read a request with its body, and return its first line; empty at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return ""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    lengths = [int(line.partition(":")[2]) for line in lines if line.lower().startswith("content-length:")]
    left = (lengths[0] if lengths else 0) - len(body)
    while left > 0 and (part := connection.recv(65536)):
        left -= len(part)
    return lines[0]


def reply(body: bytes, *headers: str, length: int | None = None) -> bytes:
    """Return a response with status 200 and a JSON body."""
    lines = ("HTTP/1.1 200 OK", "Content-Type: application/json", *headers)
    return "\r\n".join((*lines, f"Content-Length: {len(body) if length is None else length}", "", "")).encode() + body
