"""The outermost layer of the service: which hosts it answers as, how large a request may be, and headers for browsers.

A request for a host that the service does not know is refused, so that a web page cannot read the answers under a name
of its own that leads to this machine (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from genenorm.core.numbers import whole_number
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOT_IN_HOSTS = frozenset("/?#@\\ \t")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What pages of the service may load: files of the service itself."""
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def knows_host(host: str, names: Iterable[str]) -> bool:
    """Return whether the host of a request is an address, ``localhost``, or one of some names; a port may follow it.

    >>> knows_host("127.0.0.1:8643", ()), knows_host("genes.example", ["genes.example"]), knows_host("evil.example", ())
    (True, True, False)
    """
    if not host.isascii() or set(host) & _NOT_IN_HOSTS:
        return False
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # an unclosed bracket
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name in {known.casefold() for known in names}
    return True


class Guard:
    """Refuses requests for other hosts and those that are too large, and adds the headers for browsers.

    :param app: the application behind it.
    :param names: the names by which clients call the service, besides addresses and ``localhost``.
    :param limits: the bounds of requests.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = (), limits: Limits | None = None) -> None:
        self._app = app
        self._names = frozenset(name.casefold() for name in names)
        self._limits = limits or Limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        sent = _WithHeaders(send)
        problem = self._refusal(scope)
        if problem is None:
            body = _BoundedBody(receive, self._limits.body)
            try:
                return await self._app(scope, body.receive, sent.send)
            except RequestError as found:
                problem = found
            if sent.has_begun:
                raise problem
        return await problem_response(problem)(scope, receive, sent.send)

    def _refusal(self, scope: Scope) -> RequestError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not knows_host(host, self._names):
            return RequestError(403, f"this service does not answer as {host[:100]!r}; start it with --allow-host NAME")
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self._limits.path:
            cause = f"a path may have {self._limits.path:,} characters at most; send long lists in a body"
            return RequestError(414, cause)
        if "content-length" in headers and "transfer-encoding" not in headers:
            length = whole_number(headers["content-length"])
            if length is None:
                return RequestError(400, "the header Content-Length is no number")
            if length > self._limits.body:
                return _too_large(self._limits.body)
        return None


class _BoundedBody:
    """Counts the bytes of a body as they arrive, for bodies whose length is not told or is wrong."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._count = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._count += len(message.get("body", b""))
            if self._count > self._most:
                raise _too_large(self._most)
        return message


class _WithHeaders:
    """Adds the headers for browsers to a response."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            has_own_policy = "Content-Security-Policy" in headers  # it tells which pages may show it in a frame
            for name, value in _HEADERS.items():
                if not (has_own_policy and name == "X-Frame-Options"):
                    headers.setdefault(name, value)
        await self._send(message)


def _too_large(most: int) -> RequestError:
    return RequestError(413, f"a request may have {most:,} bytes at most; send the names in several requests")
