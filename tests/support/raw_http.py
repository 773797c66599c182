"""Requests as bytes, for what no HTTP client sends."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def connect(url: str) -> socket.socket:
    """Return a connection to the server with an address."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def exchange(url: str, data: bytes) -> bytes:
    """Send bytes, and return all bytes of the server until it closes the connection."""
    with connect(url) as connection:
        connection.sendall(data)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    """Return all bytes until the other side closes the connection."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def status_of(url: str, head: str, body: bytes = b"") -> int:
    """Send a request of head lines and a body as they are, and return the status of the first response."""
    with connect(url) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        return int(connection.recv(100).split()[1])
