"""Running the service: in this thread until it is stopped, or in another one during a ``with`` block."""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError
from genenorm.service.application import ALL_PARTS, Part, application
from genenorm.service.limits import Limits

if TYPE_CHECKING:
    from genenorm.resolver.resolver import Resolver

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
    :raises MissingExtraError: the extra ``web`` is not installed.

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
        app = application(resolver, parts, names=(host, *names), limits=bounds)
        try:
            from genenorm.service.connections import server_of
        except ModuleNotFoundError as error:
            raise MissingExtraError("serving", "web") from error
        self._server = server_of(app, bounds)
        self._socket = _bound(host, port, bounds.connections)
        self._address = self._socket.getsockname()[:2]
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

    @property
    def was_cut_short(self) -> bool:
        """Whether a second Ctrl-C ended it while requests were still being answered."""
        return self._server.force_exit

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


def _bound(host: str, port: int, waiting: int) -> socket.socket:
    """Return a socket that listens; connections before the service runs wait for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is told, and with it each answer takes 40 ms more
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(waiting)
    except OSError:
        found.close()
        raise
    return found
