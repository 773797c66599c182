"""The one place that speaks to MyGene.info: the ``mygene`` client with our own transport.

``mygene`` builds an httpx client without a timeout on its first request and sleeps a second after every batch.
Handing it a client of our own beforehand, and a delay of zero, is the whole seam; ``_check_seam`` guards it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from genenorm.core.errors import LiveError

if TYPE_CHECKING:
    import httpx

MYGENE_URL = "https://mygene.info/v3"
SUPPORTED = "mygene 3.2.2 with biothings_client 0.4.1 to 0.5.1"
_SEAM = ("url", "delay", "step", "http_client", "http_client_setup", "caching_enabled", "default_user_agent")


@dataclass(frozen=True, slots=True)
class Ask:
    """One batch: terms to look for, the species to look in, and how many hits each term may have."""

    terms: tuple[str, ...]
    taxa: tuple[int, ...]
    size: int
    scopes: str
    fields: str


class Asker(Protocol):
    """Something that answers batches as MyGene.info does; the tests have their own."""

    def ask(self, ask: Ask) -> list[dict[str, object]]:
        """Return one row per hit or miss, each with the ``query`` it answers; raises on any failure."""
        ...

    def build(self) -> str:
        """Return the build of the data behind the answers; raises on any failure."""
        ...


class MyGene:
    """MyGene.info, or a server compatible with it, asked through the ``mygene`` client."""

    def __init__(self, url: str = MYGENE_URL, *, timeout: float = 30.0) -> None:
        import httpx
        from mygene import MyGeneInfo

        self._client: Any = MyGeneInfo()
        _check_seam(self._client)
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)), event_hooks={"response": [_only_json]}
        )
        self._client.url = url.rstrip("/")
        self._client.delay = 0
        self._client.http_client = self._http
        self._client.http_client_setup = True
        self._client.default_user_agent += " genenorm"

    def ask(self, ask: Ask) -> list[dict[str, object]]:
        """Return one row per hit or miss of a batch."""
        terms = [_escaped(term) for term in ask.terms]
        self._client.step = len(terms)  # one batch, one request: what is retried is what failed
        species = ",".join(map(str, ask.taxa))
        rows = self._client.querymany(
            terms, scopes=ask.scopes, fields=ask.fields, species=species, size=ask.size, verbose=False
        )
        if not isinstance(rows, list) or not all(isinstance(row, dict) and "query" in row for row in rows):
            raise LiveError(f"{self._client.url} did not answer as MyGene.info does; is the address right?")
        return rows

    def build(self) -> str:
        """Return the build of MyGene's data, e.g. ``20261115``."""
        metadata = self._client.metadata(verbose=False)
        if not isinstance(metadata, Mapping):
            raise LiveError(f"{self._client.url} did not answer as MyGene.info does; is the address right?")
        return str(metadata.get("build_version") or metadata.get("build_date") or "")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _escaped(term: str) -> str:
    r"""Escape what ends a quoted term: ``mygene`` quotes the terms of a batch but leaves these as they are.

    >>> print(_escaped('kl-3"'))
    kl-3\"
    """
    return term.replace("\\", "\\\\").replace('"', '\\"')


def _check_seam(client: object) -> None:
    """Refuse a client whose inside has changed, rather than lose the timeout without a word."""
    missing = [name for name in _SEAM if not hasattr(client, name)]
    if missing:
        raise LiveError(
            f"this version of the mygene client has no {', '.join(missing)}; live look-ups are tested with {SUPPORTED}"
        )


def _only_json(response: httpx.Response) -> None:
    """Refuse a page where an answer should be: a proxy's log-in page must not pass for one."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.is_success and kind != "application/json":
        raise LiveError(f"{response.url.copy_with(query=None)} answered with {kind or 'an untyped body'}, not JSON")


def answers_by_term(terms: Sequence[str], rows: Sequence[Mapping[str, object]]) -> dict[str, list[dict[str, object]]]:
    """Return each term's hits from a batch's rows; a term the answer passes over is left out, a miss is ``[]``.

    Raises LiveError when the answer speaks of a term that was not asked: then nothing in it can be trusted.
    """
    asked = set(terms)
    # The server echoes the term as it read it; one that keeps our escapes is understood as well.
    echoes = {_escaped(term): term for term in terms} | {term: term for term in terms}
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        term = echoes.get(str(row["query"]))
        if term not in asked or term is None:
            raise LiveError(f"the answer speaks of {row['query']!r}, which was not asked")
        hits = found.setdefault(term, [])
        if not row.get("notfound"):
            hits.append({key: value for key, value in row.items() if key not in ("query", "_score")})
    return found
