"""The HTTP requests of downloads: cached ones for pages and file stamps, uncached ones for files, all with retries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from genenorm.builder.sources.file_origin import FileStamp, stamp_of
from genenorm.core.retry import BROKEN_OFF, LATE, UNREACHABLE, Failure, RetryRule, failure_of_status

if TYPE_CHECKING:
    from requests import Response
    from requests_cache import CachedSession

Returned = TypeVar("Returned")

HTTP_CACHE = ".http.sqlite"
"""Name of the file in a folder of dumps that caches pages and stamps."""


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """Time limits and number of retries of a download."""

    retries: int = 5
    """How often a request is repeated after a temporary failure, if no data arrives in between."""
    connect: float = 10.0
    """Seconds to wait for a connection."""
    read: float = 60.0
    """Seconds without data after which a request fails."""
    slowest: int = 1024
    """The slowest bytes per second, measured over ``read`` seconds; a slower download is interrupted and resumed."""
    sleep: Callable[[float], None] = time.sleep
    """Waits between retries; tests pass a function that does not wait."""


class DownloadInterruptedError(Exception):
    """A response that is incomplete, too slow, or of another file than the bytes before; a retry may succeed."""


def open_session(folder: Path) -> CachedSession:
    """Return a session that caches stamps and small pages in a folder, and validates them with the server at each use.

    A response with an ETag or a date is stored as already expired: the server is always asked, and answers 304 if the
    response has not changed.
    """
    from requests_cache import EXPIRE_IMMEDIATELY, CachedSession

    session = CachedSession(
        str(folder / HTTP_CACHE), backend="sqlite", serializer="json", expire_after=EXPIRE_IMMEDIATELY, fast_save=True
    )
    # Ask for the bytes of the file itself: a compressed transfer has no known size and cannot be resumed.
    session.headers["Accept-Encoding"] = "identity"
    session.headers["User-Agent"] = f"genenorm {session.headers['User-Agent']}"
    return session


class WebClient:
    """The requests of downloads, each repeated after a temporary failure."""

    def __init__(self, session: CachedSession, limits: DownloadLimits) -> None:
        self.limits = limits
        self._session = session
        self._rule = RetryRule(limits.retries, limits.sleep, classify_failure)
        self._timeout = (limits.connect, limits.read)
        self._pages: dict[str, str] = {}

    def retry(self, request: Callable[[], Returned]) -> Returned:
        """Return the result of a request, repeating it after temporary failures."""
        return self._rule.call(request)

    def read_page(self, url: str) -> str:
        """Return a small page as text; each page is requested once."""
        if url not in self._pages:
            self._pages[url] = self.retry(lambda: self._page(url))
        return self._pages[url]

    def _page(self, url: str) -> str:
        response = self._session.get(url, timeout=self._timeout)
        response.raise_for_status()
        return str(response.text)

    def stamp(self, url: str) -> FileStamp | None:
        """Return the stamp of a file by a HEAD request, or ``None`` where the server does not answer that."""
        return self.retry(lambda: self._stamp(url))

    def _stamp(self, url: str) -> FileStamp | None:
        response = self._session.head(url, timeout=self._timeout, allow_redirects=True)
        if response.status_code in (429, 503):
            response.raise_for_status()
        # A server may refuse HEAD requests and yet send the file.
        return stamp_of(response.headers) if response.status_code == 200 else None

    @contextmanager
    def open_body(self, url: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """Open the response to one request, with its body not read yet; raises on an error status other than 416.

        The cache is not used: it would read the whole file into memory.
        """
        with self._session.cache_disabled():
            response = self._session.get(url, headers=dict(headers), timeout=self._timeout, stream=True)
        try:
            if response.status_code != 416:  # a range beyond the end of the file, which the caller handles
                response.raise_for_status()
            yield response
        finally:
            response.close()

    def read_chunks(self, response: Response) -> Iterator[bytes]:
        """Yield the body of a response in chunks, each as soon as it arrives.

        Raises DownloadInterruptedError when the server sends less than ``DownloadLimits.slowest`` bytes per second.
        """
        raw: Any = response.raw
        start, received = time.monotonic(), 0
        # read1 returns the data that has arrived; read would wait until the chunk is full.
        while chunk := raw.read1(1 << 18, decode_content=False):
            yield chunk
            received += len(chunk)
            passed = time.monotonic() - start
            if passed >= self.limits.read:
                if received < self.limits.slowest * passed:
                    raise DownloadInterruptedError(f"sent only {received:,} bytes in {passed:.0f} s")
                start, received = time.monotonic(), 0


def classify_failure(error: BaseException) -> Failure:
    """Return why a request failed, and whether it may be repeated.

    Failures to connect, lost or slow connections, and the statuses 429 and 5xx may be repeated.
    """
    import requests
    import urllib3

    if isinstance(error, requests.HTTPError) and error.response is not None:
        response = error.response
        return failure_of_status(response.status_code, response.reason, response.headers.get("Retry-After", ""))
    if isinstance(error, DownloadInterruptedError):
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
    """Return whether an established connection was lost; requests uses the same class where none was established."""
    import urllib3

    cause = error.args[0] if error.args else None
    return isinstance(cause, urllib3.exceptions.ProtocolError | urllib3.exceptions.SSLError)
