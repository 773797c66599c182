"""Requests to MyGene.info through the ``mygene`` client, with limits of time and size, and without its pauses.

On its first request the ``mygene`` client makes an httpx client that has no timeout, and it sleeps for a second after
every batch. MyGeneClient therefore gives it an httpx client beforehand and sets the pause to zero. Both rely on
attributes that a new version may rename, which ``_check_client`` detects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from genenorm.core.errors import LiveError
from genenorm.mygene.reply_rows import checked_rows

if TYPE_CHECKING:
    import httpx

MYGENE_URL = "https://mygene.info/v3"
SUPPORTED_CLIENTS = "mygene 3.2.2 with biothings_client 0.4.1 to 0.5.1"
_CLIENT_ATTRIBUTES = (
    "url", "delay", "step", "http_client", "http_client_setup", "caching_enabled", "default_user_agent",
)  # fmt: skip
"""Attributes of the ``mygene`` client that this module sets or relies on."""
_CONNECT_SECONDS = 10.0
_WHOLE_TIME = 4
"""How many times the seconds without data a request may take in all."""
_LONGEST_BUILD = 100
_FIRST_CONNECT_SECONDS = 1.5
"""Seconds for the first connection; a server that is slow is so in its answers, which have more time."""
_PORTS = {"http": 80, "https": 443}


class NoConnectionError(LiveError):
    """No connection to a server can be made: there is no network, no such server, or nothing listens there."""


@dataclass(frozen=True, slots=True)
class LookupBatch:
    """The terms and options of one request."""

    terms: tuple[str, ...]
    taxa: tuple[int, ...]
    """Taxon ids of the species to search in."""
    size: int
    """The largest number of hits per term."""
    scopes: str
    """The fields to search in, separated by commas."""
    fields: str
    """The fields to return, separated by commas."""


class LookupService(Protocol):
    """A service that answers batches as MyGene.info does: MyGeneClient, or a replacement in tests."""

    def query(self, batch: LookupBatch) -> list[dict[str, object]]:
        """Return one row for each hit or miss, with its term as ``query``; raises an exception on any failure."""
        ...

    def build(self) -> str:
        """Return the build of the data that the answers come from; raises an exception on any failure."""
        ...


class MyGeneClient:
    """Sends requests to MyGene.info, or to a compatible server, through the ``mygene`` client.

    :param url: the address of the server.
    :param timeout: seconds without data from the server after which a request fails; in all, it may take four times as
        long.
    :raises LiveError: the installed version of the ``mygene`` client cannot be used.
    """

    def __init__(self, url: str = MYGENE_URL, *, timeout: float = 30.0) -> None:
        import httpx
        from mygene import MyGeneInfo

        from genenorm.mygene.bounded_replies import ReplyLimits

        self._limits = limits = ReplyLimits(_WHOLE_TIME * timeout)
        self._client: Any = MyGeneInfo()
        _check_client(self._client)
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT_SECONDS, timeout)),
            event_hooks={"request": [limits.limit_request], "response": [_require_json, limits.limit_reply]},
        )
        self._client.url = url.rstrip("/")
        self._client.delay = 0
        self._client.http_client = self._http
        self._client.http_client_setup = True
        self._client.default_user_agent += " genenorm"

    def query(self, batch: LookupBatch) -> list[dict[str, object]]:
        """Return one row for each hit or miss of a batch.

        Raises LiveError if the reply does not look like one of MyGene.info, and the exceptions of httpx.
        """
        terms = [_escape(term) for term in batch.terms]
        # The client splits a list into requests of ``step`` terms; a batch must be one request, to fail as a whole.
        self._client.step = len(terms)
        species = ",".join(map(str, batch.taxa))
        rows = self._answer(
            lambda: self._client.querymany(
                terms, scopes=batch.scopes, fields=batch.fields, species=species, size=batch.size, verbose=False
            )
        )
        return checked_rows(rows, self._client.url)

    def build(self) -> str:
        """Return the build of MyGene's data, e.g. ``20261115``; raises the same exceptions as ``query``."""
        metadata = self._answer(lambda: self._client.metadata(verbose=False))
        if not isinstance(metadata, Mapping):
            raise self._not_mygene()
        build = metadata.get("build_version") or metadata.get("build_date") or ""
        if not isinstance(build, str | int) or len(str(build)) > _LONGEST_BUILD:
            raise self._not_mygene()
        return str(build)

    def _answer(self, ask: Callable[[], object]) -> object:
        """Return what the ``mygene`` client makes of a reply, within the limits.

        Raises LiveError when the client fails at a reply that is not as it expects, whatever it raises.
        """
        import httpx

        try:
            with self._limits.deadline():
                return ask()
        except (httpx.HTTPError, httpx.InvalidURL, json.JSONDecodeError, LiveError):
            raise
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise self._not_mygene() from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _not_mygene(self) -> LiveError:
        return LiveError(f"{self._client.url} did not answer as MyGene.info does; is the address right?")


def check_connection(url: str, seconds: float = _FIRST_CONNECT_SECONDS) -> None:
    """Raise NoConnectionError when no connection to the server of an address can be made in some seconds.

    It takes no library, and a missing network is noticed before any is imported. Where the environment has a proxy,
    nothing is checked, and neither is an address that is none.
    """
    import socket
    from threading import Thread
    from urllib.parse import urlsplit
    from urllib.request import getproxies

    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return
    if host is None or parts.scheme not in _PORTS or {parts.scheme, "all"} & getproxies().keys():
        return
    connected: list[bool] = []

    def connect() -> None:
        try:
            socket.create_connection((host, port), seconds).close()
        except (OSError, UnicodeError):  # which a name of a server may cause that is none
            return
        connected.append(True)

    thread = Thread(target=connect, daemon=True)  # looking up the server's name has no time limit of its own
    thread.start()
    thread.join(seconds)
    if not connected:
        raise NoConnectionError(f"{host} cannot be reached")


def _escape(term: str) -> str:
    r"""Return a term with quotes and backslashes escaped, since the ``mygene`` client puts it in quotes unescaped.

    >>> print(_escape('kl-3"'))
    kl-3\"
    """
    return term.replace("\\", "\\\\").replace('"', '\\"')


def _check_client(client: object) -> None:
    """Raise LiveError if the client lacks an attribute; setting it would have no effect, and the timeout be missing."""
    missing = [name for name in _CLIENT_ATTRIBUTES if not hasattr(client, name)]
    if missing:
        raise LiveError(
            f"this version of the mygene client has no {', '.join(missing)}; "
            f"live look-ups are tested with {SUPPORTED_CLIENTS}"
        )


def _require_json(response: httpx.Response) -> None:
    """Raise LiveError if a successful response is not JSON, e.g. the log-in page of a proxy."""
    content_type = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.is_success and content_type != "application/json":
        url = response.url.copy_with(query=None)
        raise LiveError(f"{url} answered with {content_type or 'an untyped body'}, not JSON")


def hits_by_term(terms: Sequence[str], rows: Sequence[Mapping[str, object]]) -> dict[str, list[dict[str, object]]]:
    """Return the hits of each term, given the rows of the reply to a batch; the list of a miss is empty.

    A term without a row is left out. Raises LiveError if a row has a term that was not sent, since the other rows
    cannot be trusted then.
    """
    asked = set(terms)
    # MyGene.info returns the term unescaped; other servers may return it as it was sent.
    term_of_echo = {_escape(term): term for term in terms} | {term: term for term in terms}
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        term = term_of_echo.get(str(row["query"]))
        if term not in asked or term is None:
            raise LiveError(f"the answer speaks of {row['query']!r}, which was not asked")
        hits = found.setdefault(term, [])
        if not row.get("notfound"):
            hits.append({key: value for key, value in row.items() if key not in ("query", "_score")})
    return found
