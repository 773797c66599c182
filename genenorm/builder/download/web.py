"""The HTTP side of downloads: small pages and file stamps through a cached session, bodies past it, all asked again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from genenorm.builder.sources.file_origin import Stamp, stamp_of
from genenorm.core.retry import BROKEN_OFF, LATE, UNREACHABLE, Failure, RetryRule, answered

if TYPE_CHECKING:
    from requests import Response
    from requests_cache import CachedSession

Answer = TypeVar("Answer")

STORE = ".http.sqlite"
"""Name of the file that remembers pages and stamps, in the folder of downloads."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a download is."""

    retries: int = 5
    """How often to ask again after a failure that may pass, when nothing more arrives in between."""
    connect: float = 10.0
    read: float = 60.0
    """Seconds without a byte after which an answer is given up."""
    slowest: int = 1024
    """Bytes a second; a server that sends less over ``read`` seconds is asked again."""
    sleep: Callable[[float], None] = time.sleep


class BrokenOffError(Exception):
    """An answer stopped making sense midway; asking again may help."""


def open_session(folder: Path) -> CachedSession:
    """Return a session that remembers stamps and small pages in a folder, and asks each time whether they still hold.

    Each answer counts as expired at once and is kept when it has an ETag or a date: so the server is always asked,
    and an unchanged answer costs it a 304.
    """
    from requests_cache import EXPIRE_IMMEDIATELY, CachedSession

    session = CachedSession(
        str(folder / STORE), backend="sqlite", serializer="json", expire_after=EXPIRE_IMMEDIATELY, fast_save=True
    )
    # The bytes of a file as they lie on the server: a packed transfer could not be resumed or measured.
    session.headers["Accept-Encoding"] = "identity"
    session.headers["User-Agent"] = f"genenorm {session.headers['User-Agent']}"
    return session


class Web:
    """What downloads need of the web; every request is asked again when its failure may pass."""

    def __init__(self, session: CachedSession, limits: Limits) -> None:
        self.limits = limits
        self._session = session
        self._rule = RetryRule(limits.retries, limits.sleep, judge)
        self._timeout = (limits.connect, limits.read)
        self._pages: dict[str, str] = {}

    def again(self, request: Callable[[], Answer]) -> Answer:
        """Return a request's answer, asking again after failures that may pass."""
        return self._rule.call(request)

    def page(self, url: str) -> str:
        """Return a small page as text; asked for once in a run."""
        if url not in self._pages:
            self._pages[url] = self.again(lambda: self._page(url))
        return self._pages[url]

    def _page(self, url: str) -> str:
        response = self._session.get(url, timeout=self._timeout)
        response.raise_for_status()
        return str(response.text)

    def stamp(self, url: str) -> Stamp | None:
        """Return what the server says of a file without sending it; ``None`` where it does not answer that."""
        return self.again(lambda: self._stamp(url))

    def _stamp(self, url: str) -> Stamp | None:
        response = self._session.head(url, timeout=self._timeout, allow_redirects=True)
        if response.status_code in (429, 503):
            response.raise_for_status()
        # Other refusals may be of the question alone: asking for the file itself tells.
        return stamp_of(response.headers) if response.status_code == 200 else None

    @contextmanager
    def body(self, url: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """Give the answer of one request, its body not read yet; an answer that is an error raises.

        The cache is passed over: it would read the whole file into memory.
        """
        with self._session.cache_disabled():
            response = self._session.get(url, headers=dict(headers), timeout=self._timeout, stream=True)
        try:
            if response.status_code != 416:  # the range is beyond the end: the caller knows what that means
                response.raise_for_status()
            yield response
        finally:
            response.close()

    def chunks(self, response: Response) -> Iterator[bytes]:
        """Yield a body's bytes as they come from the wire, each as soon as it is there.

        Raises BrokenOffError when a server keeps the connection but sends next to nothing.
        """
        raw: Any = response.raw
        begun, came = time.monotonic(), 0
        # read1 gives what has arrived; read would wait until the chunk is full, however long that takes.
        while chunk := raw.read1(1 << 18, decode_content=False):
            yield chunk
            came += len(chunk)
            passed = time.monotonic() - begun
            if passed >= self.limits.read:
                if came < self.limits.slowest * passed:
                    raise BrokenOffError(f"sent only {came:,} bytes in {passed:.0f} s")
                begun, came = time.monotonic(), 0


def judge(error: BaseException) -> Failure:
    """Return what a failed request means: a broken transport, 429 and 5xx may pass, nothing else does."""
    import requests
    import urllib3

    if isinstance(error, requests.HTTPError) and error.response is not None:
        response = error.response
        return answered(response.status_code, response.reason, response.headers.get("Retry-After", ""))
    if isinstance(error, BrokenOffError):
        return Failure(True, str(error))
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Failure(False, "has a certificate that cannot be trusted")
    if isinstance(error, requests.exceptions.ReadTimeout | urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return LATE
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return BROKEN_OFF
    if isinstance(error, requests.ConnectionError):
        return BROKEN_OFF if _had_begun(error) else UNREACHABLE
    if isinstance(error, urllib3.exceptions.HTTPError | ConnectionError):
        return BROKEN_OFF
    return Failure(False, str(error) or type(error).__name__)


def _had_begun(error: Exception) -> bool:
    """Return whether a connection broke after it stood: requests has one class for that and for none at all."""
    import urllib3

    cause = error.args[0] if error.args else None
    return isinstance(cause, urllib3.exceptions.ProtocolError | urllib3.exceptions.SSLError)
