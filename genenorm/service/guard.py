"""The outermost layer of the service: which hosts it answers as, how large a request may be, and headers for browsers.

A request for a host that the service does not know is refused, so that a web page cannot read the answers under a name
of its own that leads to this machine (DNS rebinding). No header allows pages of other origins to read answers.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers

from genenorm.core.numbers import whole_number
from genenorm.service.bodies import Bodies, Body
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
_HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CLOSE = {"Connection": "close"}


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
        self._bodies = Bodies(self._limits.body, self._limits.bodies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = scope
        reply = _Reply(send, is_head=scope["method"] == "HEAD")
        try:
            scope = _plain_scope(scope)
            headers = Headers(scope=scope)
            self._check(scope, headers)
            body = Body.of(headers, receive, self._bodies)
        except RequestError as problem:
            return await problem_response(problem, given["path"])(given, receive, reply.send)
        if body is None:
            return await self._app(scope, receive, reply.send)
        try:
            await self._app(scope, body.receive, reply.send_unless(body))
        except Exception:
            if body.problem is None:
                raise
        finally:
            body.end()
        if body.problem is not None and not reply.has_begun:  # whatever the application made of it
            await problem_response(body.problem, scope["path"])(scope, receive, reply.send)
        return None

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Raise RequestError for a request that is not to be answered."""
        host = headers.get("host", "")
        if not host:
            raise RequestError(400, "the header Host is missing or empty", headers=_CLOSE)
        if not knows_host(host, self._names):
            raise RequestError(403, f"this service does not answer as {host[:100]!r}; start it with --allow-host NAME")
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self._limits.path:
            cause = f"a path may have {self._limits.path:,} characters at most; send long lists in a body"
            raise RequestError(414, cause)
        if "content-length" in headers:
            if "transfer-encoding" in headers:  # a proxy before this service may see another end of the body
                cause = "a request has either the header Content-Length or Transfer-Encoding, not both"
                raise RequestError(400, cause, headers=_CLOSE)
            if whole_number(headers["content-length"]) is None:
                raise RequestError(400, "the header Content-Length is no number", headers=_CLOSE)


def _plain_scope(scope: Scope) -> Scope:
    """Return a request with HEAD as GET and a target with a host as its path, as applications expect them.

    Raises RequestError for a target that cannot be read.
    """
    is_absolute = not scope["path"].startswith("/") and "://" in scope["path"]
    if not is_absolute and scope["method"] != "HEAD":
        return scope
    plain = dict(scope)
    if scope["method"] == "HEAD":
        plain["method"] = "GET"
    if is_absolute:
        try:
            url = urlsplit(scope.get("raw_path", b"").decode("ascii") or scope["path"])
        except ValueError as error:
            raise RequestError(400, f"the target of the request cannot be read: {error}") from error
        plain["path"], plain["raw_path"] = unquote(url.path) or "/", url.path.encode() or b"/"
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        plain["headers"] = [(b"host", url.netloc.encode()), *others]
    return plain


class _Reply:
    """Adds the headers for browsers to a response, which has no body for a HEAD request."""

    def __init__(self, send: Send, *, is_head: bool) -> None:
        self._send = send
        self._is_head = is_head
        self.has_begun = False

    async def send(self, message: Message) -> None:
        """Send a part of the response."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            given = list(message.get("headers", ()))
            present = {name.lower() for name, _ in given}
            if b"content-security-policy" in present:  # it tells itself which pages may show the response in a frame
                present.add(b"x-frame-options")
            message = {**message, "headers": given + [header for header in _HEADERS if header[0] not in present]}
        elif self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def send_unless(self, body: Body) -> Send:
        """Return a function that sends parts of the response until the body turns out to be refused."""

        async def send(message: Message) -> None:
            if body.problem is None or self.has_begun:
                await self.send(message)

        return send
