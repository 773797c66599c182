"""Replies of a service that are bounded in size and time, whatever the service sends.

httpx limits the seconds without data, but not the whole time of a request, nor the size of a reply before and after it
is expanded: a server that sends a byte a second would hold a run for days, and one without an end would fill memory.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from genenorm.core.errors import LiveError

LARGEST_REPLY = 64 * 1024 * 1024
"""The most bytes of a reply, before and after it is expanded: ten times as many as 1,000 names in ten species have."""
ACCEPTED_ENCODING = "gzip"
_CHUNK = 1 << 16


class ReplyLimits:
    """Limits for the requests of one httpx client, as its event hooks.

    :param seconds: the whole time of a request, from connecting to the last byte.
    :param largest: the most bytes of a reply.
    """

    def __init__(self, seconds: float, largest: int = LARGEST_REPLY) -> None:
        self._seconds = seconds
        self._largest = largest
        self._sockets: set[Any] = set()
        self._lock = threading.Lock()

    def limit_request(self, request: httpx.Request) -> None:
        """Note the connections that a request makes, so that they can be shut when its time is over."""
        request.extensions = {**request.extensions, "trace": self._note_connection}
        request.headers["accept-encoding"] = ACCEPTED_ENCODING

    def limit_reply(self, response: httpx.Response) -> None:
        """Limit the size of the body of a response, which has not been read yet."""
        encoding = response.headers.pop("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "", ACCEPTED_ENCODING, "x-gzip"):
            raise LiveError(f"{_address(response)} answered in the encoding {encoding}, which was not asked for")
        assert isinstance(response.stream, httpx.SyncByteStream)
        is_packed = encoding in (ACCEPTED_ENCODING, "x-gzip")
        response.stream = _BoundedStream(response.stream, _address(response), self._largest, is_packed=is_packed)

    @contextmanager
    def deadline(self) -> Iterator[None]:
        """Shut the connections when the ``with`` block takes too long; raises httpx.ReadTimeout then."""
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self._shut_connections()

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if is_late.is_set():
                raise httpx.ReadTimeout(f"no complete reply within {self._seconds:g} s") from error
            raise
        finally:
            timer.cancel()

    def _note_connection(self, event: str, info: dict[str, Any]) -> None:
        """Keep the socket of a new connection; httpcore calls this at every step of a request."""
        if event == "connection.connect_tcp.complete" and info.get("return_value") is not None:
            made = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets = {one for one in self._sockets if one.fileno() >= 0} | {made}

    def _shut_connections(self) -> None:
        import socket

        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)  # unlike close, this ends a read in another thread
                except OSError:  # closed by the other side
                    continue


class _BoundedStream(httpx.SyncByteStream):
    """The bytes of a body, expanded, up to a limit."""

    def __init__(self, stream: httpx.SyncByteStream, address: str, largest: int, *, is_packed: bool) -> None:
        self._stream = stream
        self._address = address
        self._largest = largest
        self._is_packed = is_packed

    def __iter__(self) -> Iterator[bytes]:
        left = self._largest
        for chunk in self._expanded() if self._is_packed else self._stream:
            left -= len(chunk)
            if left < 0:
                raise LiveError(f"{self._address} answered with more than {self._largest >> 20} MB")
            yield chunk

    def _expanded(self) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            for packed in self._stream:
                rest = packed
                while rest and not unpack.eof:
                    yield unpack.decompress(rest, _CHUNK)
                    rest = unpack.unconsumed_tail
            yield unpack.flush()
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error
        if not unpack.eof:
            raise httpx.RemoteProtocolError("the compressed reply is incomplete")

    def close(self) -> None:
        """Close the connection's part of the stream."""
        self._stream.close()


def _address(response: httpx.Response) -> str:
    return str(response.url.copy_with(query=None))
