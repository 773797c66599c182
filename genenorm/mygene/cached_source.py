"""Look-ups in MyGene.info with a cache: requests are sent only for names without a recent cached answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from genenorm.core.errors import LiveError
from genenorm.core.network import offline_wanted
from genenorm.mygene.client import (
    MYGENE_URL,
    LookupBatch,
    LookupService,
    MyGeneClient,
    NoConnectionError,
    check_connection,
    hits_by_term,
)
from genenorm.mygene.failures import classify_httpx_error, lookup_retry_rule
from genenorm.mygene.hits import LiveHit, LookupOrigin, dump_hit, read_hit
from genenorm.mygene.store import LookupEntry, LookupStore, Question
from genenorm.text.keys import fold

LOOKUP_FIELDS = (
    "symbol,name,taxid,entrezgene,ensembl.gene,alias,other_names,HGNC,MGI,RGD,FLYBASE,ZFIN,WormBase,SGD,retired"
)
"""The fields of a gene that MyGene.info is asked to return."""
LOOKUP_SCOPES = "symbol,alias,name,other_names,entrezgene,retired,ensembl.gene,MGI,FLYBASE,ZFIN,WormBase,SGD"
"""The fields that MyGene.info searches for a name."""
SECONDS_PER_DAY = 86_400
URL_VARIABLE = "GENENORM_MYGENE"
"""Environment variable with the address of a server to use instead of MyGene.info."""
LONGEST_NAME = 200
"""The most characters of a name. Longer text is not taken for a gene name and is not sent to the service."""

_HITS_PER_TAXON = 20
_MOST_HITS = 1000
"""The most hits per term that MyGene.info returns."""
_MOST_TAXA = 10
"""The most species per request that MyGene.info accepts."""
_PAUSE = 60.0
"""Seconds for which no request is sent after one has failed in spite of its retries."""

EntryKey = tuple[str, int]
"""Name and taxon id of a cached answer."""


class Network(Enum):
    """For which names look-ups may use the network."""

    OFFLINE = "offline"
    """For none: only cached answers are used."""
    UNCACHED = "uncached"
    """For names that have no cached answer, or one that is too old."""
    REFRESH = "refresh"
    """For every name, once per run."""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """Options of live look-ups."""

    network: Network = Network.UNCACHED
    url: str = MYGENE_URL
    max_age: float = 30.0
    """Days after which a cached answer is too old, and the name is looked up again."""
    stale_ok: bool = False
    """Whether an older cached answer is used, marked as stale, if the name cannot be looked up again."""
    retries: int = 3
    """How often a request is repeated after a failure that may be temporary."""
    timeout: float = 30.0
    """Seconds without data from the server after which a request fails."""
    batch: int = 500
    """Names per request, at most 1,000."""


@dataclass(frozen=True, slots=True)
class UnaskedName:
    """A name that could not be looked up in some species."""

    name: str
    """The name as a search term."""
    taxa: tuple[int, ...]
    """Taxon ids of these species."""
    reason: str
    """Why it could not be looked up, e.g. ``offline``."""


@dataclass(frozen=True, slots=True)
class SourceReply:
    """The answers of a live source for some names."""

    hits: Mapping[str, tuple[LiveHit, ...]]
    """The hits by name, as the caller wrote it, in the order of the species; ``()`` if there are none."""
    unasked: tuple[UnaskedName, ...]
    """Names that have neither a cached answer nor one from the service in some species."""
    fetched: int
    """The number of answers that came from the service; each name has one for each species."""
    stale: tuple[str, ...]
    """Names answered from cached answers older than the limit."""


def chosen_url(environment: Mapping[str, str] | None = None) -> str:
    """Return the address of the service: the value of ``GENENORM_MYGENE``, by default that of MyGene.info.

    >>> chosen_url({})
    'https://mygene.info/v3'
    """
    return (os.environ if environment is None else environment).get(URL_VARIABLE) or MYGENE_URL


def search_term(name: str) -> str:
    """Return a name as it is sent to the service, with single spaces between words.

    >>> search_term(" insulin  receptor")
    'insulin receptor'
    """
    return " ".join(name.split())


def is_askable(term: str) -> bool:
    """Return whether a search term may be sent: it has a letter or digit and is not too long for a name.

    >>> is_askable("GRIN1"), is_askable("+/-"), is_askable("x" * 201)
    (True, False, False)
    """
    return len(term) <= LONGEST_NAME and fold(term) is not None


class LiveSource:
    """Looks up names in MyGene.info, or in the cache where it has recent answers; threads may share a source.

    :param store: the cache; with ``None`` nothing is cached.
    :param options: the options of the look-ups.
    :param service: replaces MyGene.info in tests.
    :param now: returns the time in seconds since 1970; replaced in tests.
    :param sleep: waits for a number of seconds; replaced in tests.

    >>> source = LiveSource(None, LiveOptions(Network.OFFLINE))
    >>> source.look_up(["GRIN1"], [9606]).unasked
    (UnaskedName(name='GRIN1', taxa=(9606,), reason='offline'),)
    """

    def __init__(
        self,
        store: LookupStore | None,
        options: LiveOptions | None = None,
        *,
        service: LookupService | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        self.options = options or LiveOptions()
        # GENENORM_OFFLINE takes precedence: no option of a program opens the network that the user closed.
        self.network = Network.OFFLINE if offline_wanted() else self.options.network
        self.question = Question(self.options.url, LOOKUP_SCOPES, LOOKUP_FIELDS)
        self._now = now
        self._started = int(now())
        self._fetcher = _Fetcher(store, self.options, self.question, service, now, sleep)
        self._lock = threading.Lock()

    def look_up(self, names: Sequence[str], taxa: Sequence[int]) -> SourceReply:
        """Return the hits of each name in the species with the given taxon ids.

        When the service fails, no exception is raised; the names without an answer are in ``unasked`` of the reply.
        Raises LiveError if the store cannot be used.
        """
        terms = {name: search_term(name) for name in names}
        wanted = tuple(dict.fromkeys(term for term in terms.values() if is_askable(term)))
        taxa = tuple(dict.fromkeys(taxa))
        oldest = self.oldest_valid()
        cached = self.store.get(self.question, wanted, taxa) if self.store else {}
        entries = {key: entry for key, entry in cached.items() if entry.asked >= oldest}
        fetched = self._fetch(_missing_taxa(wanted, taxa, entries))
        entries |= {(entry.name, entry.taxon_id): entry for entry in fetched.entries}
        stale: dict[EntryKey, LookupEntry] = {}
        if self.options.stale_ok:
            stale = {key: entry for key, entry in cached.items() if key not in entries}
            entries |= stale
        hits = self._read_hits(wanted, taxa, entries, oldest)
        stale_terms = {term for term, _ in stale}
        return SourceReply(
            hits={name: hits.get(term, ()) for name, term in terms.items()},
            unasked=tuple(
                UnaskedName(term, missing, fetched.reasons.get(term, "offline"))
                for term, missing in _missing_taxa(wanted, taxa, entries).items()
            ),
            fetched=len(fetched.entries),
            stale=tuple(term for term in wanted if term in stale_terms),
        )

    def oldest_valid(self) -> int:
        """Return the time, in seconds since 1970, before which a cached answer is too old."""
        if self.network is Network.REFRESH:
            return self._started
        return int(self._now() - self.options.max_age * SECONDS_PER_DAY)

    def _fetch(self, missing: Mapping[str, tuple[int, ...]]) -> _Fetched:
        if self.network is Network.OFFLINE or not missing:
            return _Fetched([], {})
        with self._lock:  # all threads share one client and one pause after failures
            return self._fetcher.fetch(missing)

    def _read_hits(
        self, terms: Iterable[str], taxa: Iterable[int], entries: Mapping[EntryKey, LookupEntry], oldest: int
    ) -> dict[str, tuple[LiveHit, ...]]:
        hits: dict[str, tuple[LiveHit, ...]] = dict.fromkeys(terms, ())
        for taxon in taxa:
            for term in hits:
                entry = entries.get((term, taxon))
                if entry is not None and entry.hits:
                    hits[term] += self._read_entry(entry, is_stale=entry.asked < oldest)
        return hits

    def _read_entry(self, entry: LookupEntry, *, is_stale: bool) -> tuple[LiveHit, ...]:
        origin = LookupOrigin(entry.build, entry.asked, is_stale)
        try:
            hits = [read_hit(entry.name, text, origin) for text in entry.hits.split("\n")]
        except (
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            RecursionError,
        ) as error:  # of another kind, or deep
            place = f"{self.store.file}: " if self.store else ""
            raise LiveError(
                f"{place}the cached answer for {entry.name!r} is damaged; "
                "ask again with --refresh, or delete all cached answers with: genenorm cache clear"
            ) from error
        return tuple(hit for hit in hits if hit is not None)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """The answers of the service to some requests."""

    entries: list[LookupEntry]
    reasons: dict[str, str]
    """For each name without an answer in some species, the reason."""


class _Fetcher:
    """Fetches answers from the service in batches and stores them.

    After a request that failed in spite of its retries, no request is sent for a minute.
    """

    def __init__(
        self,
        store: LookupStore | None,
        options: LiveOptions,
        question: Question,
        service: LookupService | None,
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._store = store
        self._options = options
        self._question = question
        self._service = service
        self._now = now
        self._retry = lookup_retry_rule(options.retries, sleep)
        self._build: str | None = None
        self._pause_until = 0.0
        self._pause_reason = ""

    def fetch(self, missing: Mapping[str, tuple[int, ...]]) -> _Fetched:
        """Return the answers of the service for names, each in the species where it has no answer yet."""
        fetched = _Fetched([], {})
        for terms, taxa in self._batches(missing):
            entries, reason = self._fetch_batch(terms, taxa)
            answered = {(entry.name, entry.taxon_id) for entry in entries}
            fetched.entries.extend(entries)
            fetched.reasons.update(
                (term, reason) for term in terms if any((term, taxon) not in answered for taxon in taxa)
            )
        return fetched

    def _batches(self, missing: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
        """Yield the names and species of each request; a request looks up all its names in the same species."""
        terms_by_taxa: dict[tuple[int, ...], list[str]] = {}
        for term, taxa in missing.items():
            for start in range(0, len(taxa), _MOST_TAXA):
                terms_by_taxa.setdefault(taxa[start : start + _MOST_TAXA], []).append(term)
        for taxa, terms in terms_by_taxa.items():
            for start in range(0, len(terms), self._options.batch):
                yield terms[start : start + self._options.batch], taxa

    def _fetch_batch(self, terms: Sequence[str], taxa: tuple[int, ...]) -> tuple[list[LookupEntry], str]:
        """Send one request and store its answers; return them, with the reason why others are missing."""
        if self._now() < self._pause_until:
            return [], self._pause_reason
        size = min(_MOST_HITS, _HITS_PER_TAXON * len(taxa))
        batch = LookupBatch(tuple(terms), taxa, size, self._question.scopes, self._question.fields)
        try:
            self._opened_service()  # apart from the requests, since a missing network is not tried again
            build = self._data_build()
            found = hits_by_term(terms, self._retry.call(lambda: self._opened_service().query(batch)))
        except Exception as error:
            if not _is_service_failure(error):
                raise
            return [], self._note_failure(error)
        # If a list of hits was cut off, hits in some species are missing: look these names up species by species.
        cut_off = [term for term, hits in found.items() if len(hits) >= size and len(taxa) > 1]
        complete = {term: hits for term, hits in found.items() if term not in cut_off}
        entries = list(_entries(complete, taxa, int(self._now()), build))
        if self._store:
            self._store.put(self._question, entries)
        reason = "the answer passes over it"
        for taxon in taxa if cut_off else ():
            more, reason = self._fetch_batch(cut_off, (taxon,))
            entries += more
        return entries, reason

    def _data_build(self) -> str:
        if self._build is None:
            self._build = self._retry.call(lambda: self._opened_service().build())
        return self._build

    def _opened_service(self) -> LookupService:
        if self._service is None:
            check_connection(self._options.url)
            self._service = MyGeneClient(self._options.url, timeout=self._options.timeout)
        return self._service

    def _note_failure(self, error: Exception) -> str:
        """Return the failure as text; if it may be temporary, begin a pause."""
        failure = classify_httpx_error(error)
        is_told = isinstance(error, LiveError) and not isinstance(error, NoConnectionError)
        reason = str(error) if is_told else f"MyGene.info {failure.words}"
        if failure.temporary:  # the next batch would wait for all its retries and fail too
            self._pause_until = self._now() + _PAUSE
            self._pause_reason = reason
        return reason


def _entries(
    found: Mapping[str, Sequence[Mapping[str, object]]], taxa: Iterable[int], asked: int, build: str
) -> Iterator[LookupEntry]:
    """Yield one entry per name and species, with the hits of that species."""
    for term, hits in found.items():
        for taxon in taxa:
            lines = (dump_hit(hit) for hit in hits if str(hit.get("taxid")) == str(taxon))
            yield LookupEntry(taxon, term, asked, build, "\n".join(lines))


def _missing_taxa(
    terms: Sequence[str], taxa: tuple[int, ...], entries: Mapping[EntryKey, LookupEntry]
) -> dict[str, tuple[int, ...]]:
    """Return the names that lack an entry in some species, with the taxon ids of these species."""
    if len(entries) == len(terms) * len(taxa):  # a fast path for lists that were looked up before
        return {}
    missing = {term: tuple(taxon for taxon in taxa if (term, taxon) not in entries) for term in terms}
    return {term: missing_taxa for term, missing_taxa in missing.items() if missing_taxa}


def _is_service_failure(error: Exception) -> bool:
    """Return whether an exception comes from the service or the network, not from a mistake in this program."""
    if classify_httpx_error(error).temporary or isinstance(error, LiveError):
        return True
    import httpx

    return isinstance(error, httpx.HTTPError | httpx.InvalidURL)
