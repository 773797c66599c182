"""Bodies of requests as they arrive: counted, and expanded where they are compressed, up to a bound."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from genenorm.core.numbers import whole_number
from genenorm.service.problems import RequestError

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import Message, Receive

_GZIP = 16 + zlib.MAX_WBITS


class Bodies:
    """The bodies of all requests at a time, which are bounded each and together.

    :param most: the most bytes of one.
    :param most_together: the most bytes of all.
    """

    def __init__(self, most: int, most_together: int) -> None:
        self.most = most
        self._free = most_together

    def take(self, size: int) -> None:
        """Count bytes of a body that has arrived; raises RequestError when there are too many at present."""
        if size > self._free:
            cause = "too many large requests are being received; try again in a moment"
            raise RequestError(503, cause, headers={"Retry-After": "5"})
        self._free -= size

    def give(self, size: int) -> None:
        """Count no more the bytes of a request that has ended."""
        self._free += size


class Body:
    """A body that is bounded before and after it is expanded.

    :param receive: returns the next message of the client.
    :param bodies: the bounds, and the bodies of other requests.
    :param is_gzip: whether the body is compressed.
    """

    def __init__(self, receive: Receive, bodies: Bodies, *, is_gzip: bool = False) -> None:
        self._receive = receive
        self._bodies = bodies
        self._most = bodies.most
        self._count = self._sent = 0
        self._expander = zlib.decompressobj(_GZIP) if is_gzip else None
        self.problem: RequestError | None = None
        """Why the body is refused, when it turned out to be too large or damaged."""

    @classmethod
    def of(cls, headers: Headers, receive: Receive, bodies: Bodies) -> Body | None:
        """Return the body of a request, ``None`` for a request without one; raises RequestError for one to refuse."""
        most = bodies.most
        length = whole_number(headers.get("content-length", "0"))
        if length is not None and length > most:
            raise _too_large(most)
        if not length and "transfer-encoding" not in headers:
            return None
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("gzip", "x-gzip", "identity"):
            accepted = {"Accept-Encoding": "gzip"}
            cause = f"a body with the encoding {encoding[:40]!r} cannot be read; send it with gzip or as it is"
            raise RequestError(415, cause, headers=accepted)
        return cls(receive, bodies, is_gzip=encoding != "identity")

    async def receive(self) -> Message:
        """Return the next part of the body; raises RequestError when it is refused."""
        if self.problem is not None:
            raise self.problem
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        try:
            data = self._expanded(message.get("body", b""), is_last=not message.get("more_body", False))
        except RequestError as problem:
            self.problem = problem
            raise
        return {**message, "body": data}

    def _expanded(self, data: bytes, *, is_last: bool) -> bytes:
        self._sent += len(data)
        if self._sent > self._most:
            raise _too_large(self._most)
        if self._expander is not None:
            try:
                data = self._expander.decompress(data, self._most - self._count + 1)
            except zlib.error as error:
                raise RequestError(400, f"the body is not in gzip format ({error})") from error
            if self._expander.unused_data or (is_last and not self._expander.eof and not self._is_over(data)):
                raise RequestError(400, "the body in gzip format does not end where it says")
        if self._is_over(data):
            raise _too_large(self._most)
        self._bodies.take(len(data))
        self._count += len(data)
        return data

    def end(self) -> None:
        """Make room for other bodies, when the request is answered."""
        self._bodies.give(self._count)
        self._count = 0

    def _is_over(self, data: bytes) -> bool:
        return self._count + len(data) > self._most


def _too_large(most: int) -> RequestError:
    return RequestError(413, f"a request may have {most:,} bytes at most; send the names in several requests")
