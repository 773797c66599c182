"""Live look-ups for a resolver: candidates from MyGene.info for names that the reference index does not know.

The module is imported only when live look-ups are used.

>>> from genenorm.index.reference import Reference
>>> from genenorm.mygene.cached_source import LiveOptions, LiveSource
>>> from genenorm.resolver.resolver import Resolver
>>> from genenorm.service.application import Part
>>> from genenorm.service.running import Service
>>> with Reference.open() as reference, Service(Resolver(reference), {Part.MYGENE}) as service:
...     live = LiveLookups(LiveSource(None, LiveOptions(url=service.mygene_url)))
...     Resolver(reference, live=live).resolve("no such gene").note
'no such name in the index; unknown to MyGene.info too'
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from genenorm.core.context import Context
from genenorm.core.model import Gene, KeyRule, NameKind, Resolution, Status
from genenorm.core.network import offline_wanted
from genenorm.core.paths import cache_folder
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import (
    LiveOptions,
    LiveSource,
    Network,
    SourceReply,
    chosen_url,
    is_askable,
    search_term,
)
from genenorm.mygene.disagreements import LookupDisagreement, find_disagreements, names_to_look_up
from genenorm.mygene.hits import LiveHit, gene_of
from genenorm.mygene.store import STORE_FILE_NAME, LookupStore
from genenorm.resolver.proposals import LiveProposal, NameProposals, match_word

_IDENTIFIERS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)


# -- values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookupReport:
    """Warnings from live look-ups: names that could not be looked up, old answers that were used, disagreements."""

    unasked: Mapping[str, str] = field(default_factory=dict)
    """Names that could not be asked in at least one species, each with the reason."""
    stale: tuple[str, ...] = ()
    """Names answered from cached answers older than the limit."""
    disagreements: tuple[LookupDisagreement, ...] = ()
    """Names that the index and MyGene.info answer differently; only collected when every name is looked up."""

    @classmethod
    def merge(cls, reports: Iterable[LookupReport]) -> LookupReport:
        """Return one report with the content of several, without repetitions.

        >>> reports = LookupReport({"a": "offline"}, ("b",)), LookupReport({"c": "offline"}, ("b",))
        >>> LookupReport.merge(reports)
        LookupReport(unasked={'a': 'offline', 'c': 'offline'}, stale=('b',), disagreements=())
        """
        unasked: dict[str, str] = {}
        stale: dict[str, None] = {}
        disagreements: dict[LookupDisagreement, None] = {}
        for report in reports:
            unasked.update(report.unasked)
            stale.update(dict.fromkeys(report.stale))
            disagreements.update(dict.fromkeys(report.disagreements))
        return cls(unasked, tuple(stale), tuple(disagreements))


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The result of looking up one list of names."""

    gathered: Mapping[str, NameProposals] = field(default_factory=dict)
    """For each name for which MyGene.info has further genes: the proposals of the index and the new proposals."""
    misses: frozenset[str] = frozenset()
    """Names that were looked up in every species wanted, and that MyGene.info does not know."""
    report: LookupReport = LookupReport()

    def add_note(self, answer: Resolution) -> Resolution:
        """Return an answer; if its name is unknown, the note also says what the look-up found.

        >>> result = LookupResult(misses=frozenset({"x1"}))
        >>> result.add_note(Resolution("x1", Status.UNKNOWN, note="not in the index")).note
        'not in the index; unknown to MyGene.info too'
        """
        if answer.status is not Status.UNKNOWN:
            return answer
        if reason := self.report.unasked.get(answer.input, ""):
            return answer._replace(note=f"unknown ({reason}); {answer.note}")
        if answer.input in self.misses:
            return answer._replace(note=f"{answer.note}; unknown to MyGene.info too")
        return answer


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """Names to look up, and the taxon ids of the species to look them up in."""

    names: tuple[str, ...]
    taxa: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergedReplies:
    """The replies to all requests for one list of names."""

    hits: Mapping[str, tuple[LiveHit, ...]]
    """The hits of each name that was looked up; ``()`` if there are none."""
    unasked: Mapping[str, str]
    """Names that could not be asked in at least one species, each with the reason."""
    stale: tuple[str, ...]
    """Names answered from cached answers older than the limit."""

    @property
    def complete(self) -> dict[str, tuple[LiveHit, ...]]:
        """The hits of the names that could be looked up in every species wanted."""
        return {name: hits for name, hits in self.hits.items() if name not in self.unasked}


# -- the look-ups of a resolver ---------------------------------------------------------------------------------------


class LiveLookups:
    """Live look-ups for a Resolver: ``Resolver(reference, live=LiveLookups(source))``.

    :param source: a live source, or a function that returns one. The function is called only when a name has to be
        looked up, and should return the same source each time.
    :param always: look up every name, not only those that the index cannot answer, and list in the reports the names
        on which the two sources disagree.
    :param on_report: called with the LookupReport of each look-up.

    The example is in the documentation of this module.
    """

    def __init__(
        self,
        source: LiveSource | Callable[[], LiveSource],
        *,
        always: bool = False,
        on_report: Callable[[LookupReport], None] | None = None,
    ) -> None:
        self._source = source
        self.always = always
        self._on_report = on_report

    @property
    def source(self) -> LiveSource:
        """The live source; if it was given as a function, this calls it."""
        return self._source if isinstance(self._source, LiveSource) else self._source()

    def look_up(
        self,
        reference: Reference,
        gathered: Mapping[str, NameProposals],
        answers: Mapping[str, Resolution],
        context: Context,
    ) -> LookupResult:
        """Return the candidates that MyGene.info adds to those of the index for some names.

        :param gathered: the proposals of the index by name.
        :param answers: the answers of the index by name.
        :raises LiveError: the store cannot be used. Failures of the service are in the report of the result.
        """
        requests = plan_requests(answers.values(), context.species, tuple(reference.taxa), always=self.always)
        replies = merge_replies(self.source.look_up(request.names, request.taxa) for request in requests)
        disagreements = find_disagreements(answers.values(), replies.complete) if self.always else ()
        report = LookupReport(replies.unasked, replies.stale, disagreements)
        if self._on_report is not None:
            self._on_report(report)
        return LookupResult(
            gathered=add_all_hits(reference, gathered, replies.hits),
            misses=frozenset(name for name, hits in replies.complete.items() if not hits),
            report=report,
        )


# -- the steps of a look-up -------------------------------------------------------------------------------------------


def plan_requests(
    answers: Iterable[Resolution], species: tuple[int, ...], indexed: Collection[int], *, always: bool
) -> tuple[LookupRequest, ...]:
    """Return the names to look up in MyGene.info with their species, given the answers of the index.

    Names that the index cannot answer (with ``always`` all names) are looked up in the species asked for, by default
    in all species of the index. In species that the index does not contain, the other names are looked up too, except
    words that are no genes.

    ``species`` are the taxon ids asked for, ``indexed`` those of the index.
    """
    answers = tuple(answers)
    names = tuple(name for name in names_to_look_up(answers, always=always) if is_askable(search_term(name)))
    requests = [LookupRequest(names, species or tuple(indexed))]
    if missing_species := tuple(taxon for taxon in species if taxon not in indexed):
        requests.append(LookupRequest(_other_names(answers, names), missing_species))
    return tuple(request for request in requests if request.names)


def _other_names(answers: Iterable[Resolution], names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that may be genes and are not among ``names``."""
    excluded = frozenset(names)
    possible = (answer.input for answer in answers if answer.status is not Status.NOT_A_GENE)
    return tuple(name for name in possible if name not in excluded and is_askable(search_term(name)))


def merge_replies(replies: Iterable[SourceReply]) -> MergedReplies:
    """Return the replies to several requests for different names as one."""
    hits: dict[str, tuple[LiveHit, ...]] = {}
    reasons: dict[str, str] = {}
    stale: list[str] = []
    for reply in replies:
        hits.update(reply.hits)
        reasons.update((unasked.name, unasked.reason) for unasked in reply.unasked)
        stale += reply.stale
    unasked_names = {name: reasons[term] for name in hits if (term := search_term(name)) in reasons}
    return MergedReplies(hits, unasked_names, tuple(stale))


def add_all_hits(
    reference: Reference, gathered: Mapping[str, NameProposals], hits: Mapping[str, Iterable[LiveHit]]
) -> dict[str, NameProposals]:
    """Return the proposals of each name for which the hits have further genes: those of the index and the new ones."""
    extended = {name: add_hits(reference, gathered[name], name_hits) for name, name_hits in hits.items()}
    return {name: found for name, found in extended.items() if found is not gathered[name]}


def add_hits(reference: Reference, gathered: NameProposals, hits: Iterable[LiveHit]) -> NameProposals:
    """Return the proposals of the index for a name, with one added for each further gene among the hits.

    ``gathered`` itself is returned if there is no further gene.
    """
    added: dict[int, tuple[int, LiveProposal]] = {}
    for hit in hits:
        gene = find_indexed_gene(reference, hit) or gene_of(hit)
        if gene.key not in gathered.genes:
            is_exact = hit.matched == search_term(gathered.name)
            word = match_word(hit.kind, _key_rule(gathered.name, hit), is_exact=is_exact)
            added.setdefault(gene.key, (word, LiveProposal(gene, hit.source)))
    return gathered.with_live(tuple(added.values())) if added else gathered


def find_indexed_gene(reference: Reference, hit: LiveHit) -> Gene | None:
    """Return the gene of the index that is the gene of a hit, or ``None`` if the index does not contain it.

    The gene is found by GeneID, then by Ensembl id, then by the id of the nomenclature authority. A gene of another
    species than the hit's is not accepted.
    """
    gene = reference.gene_by_id(hit.gene_id) if hit.gene_id is not None else None
    if gene is None and hit.taxon_id in reference.taxa:
        by_ensembl = (reference.gene_by_ensembl(ensembl_id) for ensembl_id in hit.ensembl_ids)
        gene = next((found for found in by_ensembl if found is not None), None)
        if gene is None and hit.authority_id:
            gene = reference.gene_by_authority(hit.authority_id)
    return gene if gene is not None and gene.taxon_id == hit.taxon_id else None


def _key_rule(name: str, hit: LiveHit) -> KeyRule:
    """Return the change by which the name equals the gene's name that MyGene.info matched."""
    term = search_term(name)
    if hit.kind in _IDENTIFIERS:
        return KeyRule.IDENTIFIER
    if hit.matched == term:
        return KeyRule.AS_WRITTEN
    return KeyRule.CASE if hit.matched.casefold() == term.casefold() else KeyRule.PUNCTUATION


# -- sources ----------------------------------------------------------------------------------------------------------


def shared_lookups(
    options: LiveOptions | None = None, *, always: bool = False, on_report: Callable[[LookupReport], None] | None = None
) -> LiveLookups:
    """Return live look-ups whose store and client are shared by the whole process and opened on first use.

    ``always`` and ``on_report`` have the same meaning as for LiveLookups.
    """
    chosen = options or LiveOptions(url=chosen_url())
    return LiveLookups(lambda: _shared_source(os.getpid(), cache_folder(), chosen), always=always, on_report=on_report)


@lru_cache(maxsize=4)
def _shared_source(process: int, folder: Path, options: LiveOptions) -> LiveSource:  # noqa: ARG001 - a fork opens its own
    return open_source(folder, options)


def open_source(folder: Path, options: LiveOptions) -> LiveSource:
    """Return a live source with the look-up store of a folder.

    A missing store is created, except offline, where the source then has no store. Raises LiveError if the store cannot
    be opened.
    """
    is_offline = options.network is Network.OFFLINE or offline_wanted()
    store = None if is_offline and not (folder / STORE_FILE_NAME).exists() else LookupStore.open(folder)
    return LiveSource(store, options)
