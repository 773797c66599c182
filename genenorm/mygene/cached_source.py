"""Names looked up live: from the store what it has, from MyGene.info what it lacks, and an honest word on the rest."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from genenorm.core.errors import LiveError
from genenorm.core.gc_pause import collector_held
from genenorm.mygene.client import MYGENE_URL, Ask, Asker, MyGene, answers_by_term
from genenorm.mygene.failures import judge, retry_rule
from genenorm.mygene.hits import LiveHit, Provenance, dump_hit, read_hit
from genenorm.mygene.store import Entry, Question, Store
from genenorm.text.keys import fold

FIELDS = (
    "symbol,name,taxid,entrezgene,ensembl.gene,alias,other_names,HGNC,MGI,RGD,FLYBASE,ZFIN,WormBase,SGD,"
    "homologene,pantherdb.ortholog,retired"
)
SCOPES = "symbol,alias,name,other_names,entrezgene,retired,ensembl.gene,MGI,FLYBASE,ZFIN,WormBase,SGD"
DAY = 86_400
URL_VARIABLE = "GENENORM_MYGENE"
"""Environment variable that names another server than MyGene.info."""
LONGEST_NAME = 200
"""Characters: what is longer is text, not a name, and is not sent anywhere."""

_HITS_PER_TAXON = 20
_MOST_TAXA = 10
"""Species per request: the most that MyGene.info takes."""
_PAUSE = 60.0
"""Seconds during which a service that failed for good is not tried again."""


class Network(Enum):
    """How the network may be used."""

    OFFLINE = "offline"
    """Not at all: the store alone answers."""
    MISSING = "missing"
    """For what the store lacks or remembers from too long ago."""
    REFRESH = "refresh"
    """For every name, once a run."""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How live look-ups behave."""

    network: Network = Network.MISSING
    url: str = MYGENE_URL
    max_age: float = 30.0
    """Days after which an answer is asked for again."""
    stale_ok: bool = False
    """Whether an older answer, marked as stale, may stand in for one that cannot be had."""
    retries: int = 3
    timeout: float = 30.0
    """Seconds of silence after which a request has failed."""
    batch: int = 500
    """Names per request, at most 1,000."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """A name that could not be asked for, the species it was wanted in, and why."""

    name: str
    taxa: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is known of some names."""

    hits: Mapping[str, tuple[LiveHit, ...]]
    """Every name's hits, as spelled by the caller, in the order of the species asked for; ``()`` is a miss."""
    unasked: tuple[Unasked, ...]
    """Names about which nothing can be said: neither remembered nor to be had."""
    asked: int
    """How many (name, species) answers came over the network."""
    stale: tuple[str, ...]
    """Names answered from entries older than the limit."""


def offline_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether ``GENENORM_OFFLINE`` forbids the network.

    >>> offline_wanted({"GENENORM_OFFLINE": "1"}), offline_wanted({"GENENORM_OFFLINE": "0"}), offline_wanted({})
    (True, False, False)
    """
    value = (os.environ if environment is None else environment).get("GENENORM_OFFLINE", "")
    return value.strip().casefold() not in ("", "0", "no", "false", "off")


def chosen_url(environment: Mapping[str, str] | None = None) -> str:
    """Return the address of the service: ``GENENORM_MYGENE``, else MyGene.info's own.

    >>> chosen_url({})
    'https://mygene.info/v3'
    """
    return (os.environ if environment is None else environment).get(URL_VARIABLE) or MYGENE_URL


class LiveSource:
    """Candidates from MyGene.info, each name asked once and remembered; threads may share it.

    Without a store nothing is remembered.
    """

    def __init__(
        self,
        store: Store | None,
        options: LiveOptions | None = None,
        *,
        asker: Asker | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        options = options or LiveOptions()
        self.store = store
        # The environment's word is final: no option of a program opens the network that a user closed.
        self._network = Network.OFFLINE if offline_wanted() else options.network
        self.options = options
        self._asker = asker
        self._now = now
        self._retry = retry_rule(options.retries, sleep)
        self._question = Question(options.url, SCOPES, FIELDS)
        self._build: str | None = None
        self._pause_until = 0.0
        self._pause_reason = ""
        self._began = int(now())
        self._lock = threading.Lock()

    def candidates(self, names: Sequence[str], taxa: Sequence[int]) -> dict[str, tuple[LiveHit, ...]]:
        """Return the hits of each name in the given species; names that find nothing have ``()``."""
        return dict(self.look_up(names, taxa).hits)

    def look_up(self, names: Sequence[str], taxa: Sequence[int]) -> LookUp:
        """Return the hits of each name in the given species, and what could not be asked.

        Raises LiveError only when the store itself cannot be used: a service that is down is an answer.
        """
        terms = {name: " ".join(name.split()) for name in names}
        wanted = list(dict.fromkeys(term for term in terms.values() if is_name(term)))
        taxa = tuple(dict.fromkeys(taxa))
        known = self.store.get(self._question, wanted, taxa) if self.store else {}
        oldest = self._oldest()
        lacking = {pair: entry for pair, entry in known.items() if entry.asked < oldest}
        for pair in lacking:
            del known[pair]
        with self._lock:  # the client, and what is known of the service's health, are one for all threads
            news, reasons = self._ask_all(_missing(wanted, taxa, known))
        for entry in news:
            known[entry.name, entry.taxon_id] = entry
            lacking.pop((entry.name, entry.taxon_id), None)
        if self.options.stale_ok:
            known |= lacking
        unasked = tuple(
            Unasked(term, open_taxa, reasons.get(term, "offline"))
            for term, open_taxa in _missing(wanted, taxa, known).items()
        )
        stale = {term for term, _ in lacking} if self.options.stale_ok else set()
        with collector_held():
            hits = self._hits(wanted, taxa, known, oldest)
        return LookUp(
            hits={name: hits.get(term, ()) for name, term in terms.items()},
            unasked=unasked,
            asked=len(news),
            stale=tuple(term for term in wanted if term in stale),
        )

    def _oldest(self) -> int:
        """Return the moment before which an answer is too old."""
        if self._network is Network.REFRESH:
            return self._began
        return int(self._now() - self.options.max_age * DAY)

    def _hits(
        self, terms: Iterable[str], taxa: Iterable[int], entries: Mapping[tuple[str, int], Entry], oldest: int
    ) -> dict[str, tuple[LiveHit, ...]]:
        found: dict[str, tuple[LiveHit, ...]] = dict.fromkeys(terms, ())
        for taxon in taxa:
            for term in found:
                entry = entries.get((term, taxon))
                if entry is not None and entry.hits:
                    found[term] += self._read(entry, stale=entry.asked < oldest)
        return found

    def _read(self, entry: Entry, *, stale: bool) -> tuple[LiveHit, ...]:
        origin = Provenance(entry.build, entry.asked, stale)
        try:
            hits = [read_hit(entry.name, text, origin) for text in entry.hits.split("\n")]
        except ValueError as error:
            told = "ask for it again with --refresh, or forget everything with: genenorm cache clear"
            place = f"{self.store.file}: " if self.store else ""
            raise LiveError(f"{place}the entry for {entry.name!r} is damaged; {told}") from error
        return tuple(hit for hit in hits if hit is not None)

    # -- the network ------------------------------------------------------------------------------------------

    def _ask_all(self, missing: Mapping[str, tuple[int, ...]]) -> tuple[list[Entry], dict[str, str]]:
        """Ask for everything missing, batch by batch; return the answers and, by name, why some are not there."""
        if self._network is Network.OFFLINE or not missing:
            return [], {}
        news: list[Entry] = []
        reasons: dict[str, str] = {}
        by_taxa: dict[tuple[int, ...], list[str]] = {}
        for term, taxa in missing.items():
            for start in range(0, len(taxa), _MOST_TAXA):
                by_taxa.setdefault(taxa[start : start + _MOST_TAXA], []).append(term)
        for taxa, terms in by_taxa.items():
            for start in range(0, len(terms), self.options.batch):
                part = terms[start : start + self.options.batch]
                entries, reason = self._ask_batch(part, taxa)
                news += entries
                answered = {(entry.name, entry.taxon_id) for entry in entries}
                reasons |= {term: reason for term in part if any((term, taxon) not in answered for taxon in taxa)}
        return news, reasons

    def _ask_batch(self, terms: Sequence[str], taxa: tuple[int, ...]) -> tuple[list[Entry], str]:
        """Ask for one batch and remember what came; return it with the reason for what did not come."""
        if self._now() < self._pause_until:
            return [], self._pause_reason
        size = min(1000, _HITS_PER_TAXON * len(taxa))
        try:
            build = self._current_build()
            ask = Ask(tuple(terms), taxa, size, SCOPES, FIELDS)
            found = answers_by_term(terms, self._retry.call(lambda: self._service().ask(ask)))
        except Exception as error:
            if not _is_failure_of_service(error):
                raise
            return [], self._note_failure(error)
        asked = int(self._now())
        cut = [term for term, hits in found.items() if len(hits) >= size and len(taxa) > 1]
        entries = [
            Entry(
                taxon,
                term,
                asked,
                build,
                "\n".join(dump_hit(hit) for hit in hits if str(hit.get("taxid")) == str(taxon)),
            )
            for term, hits in found.items()
            if term not in cut
            for taxon in taxa
        ]
        if self.store:
            self.store.put(self._question, entries)
        # A list of hits that was cut short says nothing of the species after the cut: ask one by one.
        reason = "the answer passes over it"
        for taxon in taxa if cut else ():
            more, reason = self._ask_batch(cut, (taxon,))
            entries += more
        return entries, reason

    def _current_build(self) -> str:
        if self._build is None:
            self._build = self._retry.call(lambda: self._service().build())
        return self._build

    def _service(self) -> Asker:
        if self._asker is None:
            self._asker = MyGene(self.options.url, timeout=self.options.timeout)
        return self._asker

    def _note_failure(self, error: Exception) -> str:
        reason = str(error) if isinstance(error, LiveError) else f"MyGene.info {judge(error).words}"
        if judge(error).passing:  # retried in vain: the next batch would only wait as long for nothing
            self._pause_until = self._now() + _PAUSE
            self._pause_reason = reason
        return reason


def is_name(term: str) -> bool:
    """Return whether a text can be asked for: not empty of letters and digits, nor a whole sentence."""
    return len(term) <= LONGEST_NAME and fold(term) is not None


def _missing(
    terms: Sequence[str], taxa: tuple[int, ...], entries: Mapping[tuple[str, int], Entry]
) -> dict[str, tuple[int, ...]]:
    if len(entries) == len(terms) * len(taxa):  # the usual case of a list asked before
        return {}
    gaps = {term: tuple(taxon for taxon in taxa if (term, taxon) not in entries) for term in terms}
    return {term: open_taxa for term, open_taxa in gaps.items() if open_taxa}


def _is_failure_of_service(error: Exception) -> bool:
    """Return whether an exception tells of the service or the way to it, not of a mistake in this program."""
    import httpx

    return judge(error).passing or isinstance(error, LiveError | httpx.HTTPError | httpx.InvalidURL)
