"""Running the service: in this thread until it is stopped, or in another one during a ``with`` block."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from genenorm.resolver.resolver import Resolver
from genenorm.service.application import ALL_PARTS, Part, application
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError, problem_response

LOOPBACK = "127.0.0.1"


class Service:
    """A service that answers names, over HTTP: the page, the API, and what programs of the field ask for.

    The port is bound at once. Requests are answered in a ``with`` block, or during ``serve_forever``.

    :param resolver: answers the names; its index stays open.
    :param parts: the parts that are served; all by default.
    :param host: the address to listen on, by default this machine only.
    :param port: the port to listen on; 0 for any free one.
    :param names: the names by which clients call the service, apart from addresses, ``localhost`` and ``host``;
        requests for other hosts are refused.
    :param limits: the bounds of requests and connections.
    :raises OSError: the port cannot be bound.

    >>> import httpx
    >>> from genenorm import Reference, Resolver, Service
    >>> with Reference.open() as reference, Service(Resolver(reference)) as service:
    ...     httpx.get(f"{service.url}/api/v1/health").json()["status"]
    'ok'
    """

    def __init__(
        self,
        resolver: Resolver,
        parts: Collection[Part] = ALL_PARTS,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        names: Iterable[str] = (),
        limits: Limits | None = None,
    ) -> None:
        bounds = limits or Limits()
        self._socket = _bound(host, port, bounds.connections)
        self._address = self._socket.getsockname()[:2]
        config = uvicorn.Config(
            application(resolver, parts, names=(host, *names), limits=bounds),
            http=_protocol(bounds),
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_keep_alive=int(bounds.idle),
            timeout_graceful_shutdown=int(bounds.stop),
        )
        self._server = _Server(config)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the service, such as ``http://127.0.0.1:8643``."""
        host, port = self._address
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def mygene_url(self) -> str:
        """The address for ``url`` of the ``mygene`` client and of ``LiveOptions``."""
        return f"{self.url}/v3"

    def start(self) -> Service:
        """Answer requests in a background thread until ``close`` is called."""
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Answer requests in this thread until SIGINT or SIGTERM; those that have begun are answered first."""
        self._server.run(sockets=[self._socket])

    def close(self) -> None:
        """Answer the requests that have begun, and release the port."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Service:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Server(uvicorn.Server):
    """A server that a signal ends after what it has begun, unless the process was started to ignore that signal."""

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


def _bound(host: str, port: int, waiting: int) -> socket.socket:
    """Return a socket that listens; connections before the service runs wait for it."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(waiting)
    except OSError:
        found.close()
        raise
    return found


def _protocol(limits: Limits) -> type[H11Protocol]:
    """Return the class of connections with their bounds and a list of those that wait, which they share."""
    return type("Connection", (_Connection,), {"bounds": limits, "waiting": {}})


class _Connection(H11Protocol):
    """A connection that is closed when no complete request arrives in time, or to make room for a new one."""

    bounds: Limits
    waiting: dict[_Connection, None]
    """The connections without a complete request, the longest first."""
    _deadline: asyncio.TimerHandle | None = None

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
        self.transport.close()

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
