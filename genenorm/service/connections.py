"""The server under the application: signals that end it, and connections with bounds of time and number."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp


_SECONDS_TO_READ = 2.0
"""Seconds that a client has to read why what it sends is no request."""


def server_of(app: ASGIApp, limits: Limits) -> uvicorn.Server:
    """Return a server for an application, which runs on a socket that listens already."""
    config = uvicorn.Config(
        app,
        http=_protocol(limits),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=int(limits.idle) + 1,  # later than the connection's own deadline
        timeout_graceful_shutdown=max(int(limits.stop), 1),
    )
    logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
    return _Server(config)


def _is_a_fault(record: logging.LogRecord) -> bool:
    """Return whether a record is to be shown: not where a request was cut off since the server had to stop.

    That this happened is a record of its own.
    """
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)


class _Server(uvicorn.Server):
    """A server that a signal ends after what it has begun, unless the process was started to ignore that signal."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End after the requests that have begun, or at once after a second SIGINT."""
        super().handle_exit(sig, frame)
        if self.force_exit:  # the requests that are cut off are no faults to report
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle SIGINT and SIGTERM in the ``with`` block, in the main thread alone."""
        handlers = {}
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                if (before := signal.getsignal(number)) is not signal.SIG_IGN:
                    handlers[number] = before
                    signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, before in handlers.items():
                signal.signal(number, before)


def _protocol(limits: Limits) -> type[H11Protocol]:
    """Return the class of connections with their bounds and a list of those that wait, which they share."""
    return type("Connection", (_Connection,), {"bounds": limits, "waiting": {}})


class _Connection(H11Protocol):
    """A connection that is closed when no complete request arrives in time, or to make room for a new one."""

    bounds: Limits
    waiting: dict[_Connection, None]
    """The connections without a complete request, the longest first."""
    _deadline: asyncio.TimerHandle | None = None
    _is_refused = False
    """Whether it is kept open for a moment only so that the client can read why it is refused."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.bounds.connections:
            next(iter(self.waiting)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that was closed."""
        self.waiting.pop(self, None)
        self._set_deadline(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what has arrived, unless it comes after what was refused."""
        if not self._is_refused:
            super().data_received(data)

    def handle_events(self) -> None:
        """Answer what has arrived, if it is complete."""
        super().handle_events()
        if self in self.waiting and self._is_answering and not self.cycle.more_body:
            del self.waiting[self]
            self._set_deadline(self.bounds.answer)

    def on_response_complete(self) -> None:
        """Wait for the next request, which may have arrived already."""
        if self not in self.waiting:
            self._wait()
        super().on_response_complete()

    def shutdown(self) -> None:
        """Close the connection: at once if no request has arrived, else when that is answered."""
        if self in self.waiting:
            self.transport.abort()
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP request, as problem details, and close the connection."""
        if self._is_answering:  # a body that is broken in the middle
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        response = problem_response(RequestError(400, msg, headers={"Connection": "close"}))
        head = h11.Response(status_code=400, headers=response.raw_headers, reason=b"Bad Request")
        for event in (head, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self._is_refused = True
        self.transport.write_eof()  # closed at once, a client that is still sending would not see the response
        self._set_deadline(_SECONDS_TO_READ)

    @property
    def _is_answering(self) -> bool:
        return not getattr(self.cycle, "response_complete", True)  # there is no cycle before the first request

    def _wait(self) -> None:
        self.waiting[self] = None
        self._set_deadline(self.bounds.idle)

    def _set_deadline(self, seconds: float | None) -> None:
        """Close the connection after some seconds, unless another time is set before."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)
