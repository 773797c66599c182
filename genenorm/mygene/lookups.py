"""What MyGene.info knows of names that the index lacks, as proposals like any other; never loaded unless asked for.

>>> from genenorm.index.reference import Reference
>>> from genenorm.mygene.cached_source import LiveOptions, LiveSource
>>> from genenorm.mygene.server.http_server import MyGeneServer
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as reference, MyGeneServer(reference) as server:
...     fresh = Fresh(LiveSource(None, LiveOptions(url=server.url)))
...     Resolver(reference, live=fresh).resolve("no such gene").note
'no such name in the index; unknown to MyGene.info too'
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from genenorm.core.model import Gene, KeyRule, NameKind, Resolution, Status
from genenorm.core.paths import cache_folder
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import LiveOptions, LiveSource, Network, chosen_url, is_name, offline_wanted
from genenorm.mygene.disagreements import Disagreement, disagreements, names_to_ask
from genenorm.mygene.hits import LiveHit, gene_of
from genenorm.mygene.store import FILE_NAME, Store
from genenorm.resolver.proposals import Gathered, Proposal
from genenorm.text.species_words import Context

_IDENTIFIERS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)


@dataclass(frozen=True, slots=True)
class Told:
    """What the user should hear of look-ups, beside the answers."""

    unasked: Mapping[str, str] = field(default_factory=dict)
    """Names that could not be asked for in some species, each with the reason."""
    stale: tuple[str, ...] = ()
    """Names answered from entries older than the limit."""
    disagreements: tuple[Disagreement, ...] = ()

    @classmethod
    def together(cls, parts: Iterable[Told]) -> Told:
        """Return several as one, each thing once.

        >>> Told.together([Told({"a": "offline"}, ("b",)), Told({"c": "offline"}, ("b",))]).stale
        ('b',)
        """
        unasked: dict[str, str] = {}
        stale: dict[str, None] = {}
        differ: dict[Disagreement, None] = {}
        for part in parts:
            unasked.update(part.unasked)
            stale.update(dict.fromkeys(part.stale))
            differ.update(dict.fromkeys(part.disagreements))
        return cls(unasked, tuple(stale), tuple(differ))


@dataclass(frozen=True, slots=True)
class News:
    """What one round of look-ups brought."""

    gathered: Mapping[str, Gathered] = field(default_factory=dict)
    """Names for which MyGene.info knows genes that the index did not propose, with the proposals of both."""
    missed: frozenset[str] = frozenset()
    """Names that were asked for and mean nothing there either."""
    told: Told = Told()

    def noted(self, answer: Resolution) -> Resolution:
        """Return an answer that, when the name stays unknown, says what came of asking."""
        if answer.status is not Status.UNKNOWN:
            return answer
        if reason := self.told.unasked.get(answer.input, ""):
            return answer._replace(note=f"unknown ({reason}); {answer.note}")
        if answer.input in self.missed:
            return answer._replace(note=f"{answer.note}; unknown to MyGene.info too")
        return answer


class Fresh:
    """Live look-ups for a Resolver: which names are asked, and what becomes of the hits."""

    def __init__(
        self,
        source: LiveSource | Callable[[], LiveSource],
        *,
        always: bool = False,
        tell: Callable[[Told], None] | None = None,
    ) -> None:
        """Take the source, or what opens it when a name is first asked.

        With ``always`` every name is asked, and where the sources disagree is told. ``tell`` hears of each round.
        """
        self._source = source
        self.always = always
        self._tell = tell

    @property
    def source(self) -> LiveSource:
        """The source, open."""
        return self._source if isinstance(self._source, LiveSource) else self._source()

    def look_up(
        self,
        reference: Reference,
        gathered: Mapping[str, Gathered],
        answers: Mapping[str, Resolution],
        context: Context,
    ) -> News:
        """Return what MyGene.info adds to what the index gathered and answered for some names.

        Species asked for that the index does not hold are asked about every name that may be a gene.
        """
        names = [name for name in names_to_ask(answers.values(), always=self.always) if _is_askable(name)]
        rounds = [(names, context.species or tuple(reference.taxa))]
        if foreign := tuple(taxon for taxon in context.species if taxon not in reference.taxa):
            rounds.append((_rest(answers.values(), names), foreign))
        found = [self.source.look_up(part, taxa) for part, taxa in rounds if part]
        hits = {name: those for one in found for name, those in one.hits.items()}
        reasons = {unasked.name: unasked.reason for one in found for unasked in one.unasked}
        unasked = {name: reasons[term] for name in hits if (term := _term(name)) in reasons}
        asked = {name: those for name, those in hits.items() if name not in unasked}
        merged = {name: with_hits(reference, gathered[name], those) for name, those in hits.items() if those}
        differ = disagreements(answers.values(), asked) if self.always else ()
        told = Told(unasked, tuple(name for one in found for name in one.stale), differ)
        if self._tell is not None:
            self._tell(told)
        return News(
            {name: more for name, more in merged.items() if more is not gathered[name]},
            frozenset(name for name, those in asked.items() if not those),
            told,
        )


def _rest(answers: Iterable[Resolution], names: Iterable[str]) -> list[str]:
    """Return the names that may be genes besides those asked for already."""
    known = frozenset(names)
    others = (answer.input for answer in answers if answer.status is not Status.NOT_A_GENE)
    return [name for name in others if name not in known and _is_askable(name)]


def with_hits(reference: Reference, gathered: Gathered, hits: Iterable[LiveHit]) -> Gathered:
    """Return what the index gathered for a name with the genes of the hits besides; itself when there are none."""
    known = {proposal.gene.key for proposal in gathered.proposals}
    more: dict[int, Proposal] = {}
    for hit in hits:
        gene = known_gene(reference, hit) or gene_of(hit)
        if gene.key not in known:
            more.setdefault(gene.key, _proposal(gathered.name, hit, gene))
    return gathered._replace(proposals=(*gathered.proposals, *more.values())) if more else gathered


def known_gene(reference: Reference, hit: LiveHit) -> Gene | None:
    """Return the index's own gene for a hit, by its GeneID, Ensembl or authority's id; ``None`` when it has none."""
    found = reference.gene_by_id(hit.gene_id) if hit.gene_id is not None else None
    if found is None and hit.taxon_id in reference.taxa:
        by_ensembl = (reference.gene_by_ensembl(ensembl_id) for ensembl_id in hit.ensembl_ids)
        found = next((gene for gene in by_ensembl if gene is not None), None)
        if found is None and hit.authority_id:
            found = reference.gene_by_authority(hit.authority_id)
    return found if found is not None and found.taxon_id == hit.taxon_id else None


def _proposal(name: str, hit: LiveHit, gene: Gene) -> Proposal:
    exact = hit.matched == _term(name)
    if hit.kind in _IDENTIFIERS:
        rule = KeyRule.IDENTIFIER
    elif exact:
        rule = KeyRule.AS_WRITTEN
    else:
        rule = KeyRule.CASE if hit.matched.casefold() == _term(name).casefold() else KeyRule.PUNCTUATION
    return Proposal(gene, hit.kind, rule, exact, source=hit.source)


def _term(name: str) -> str:
    """Return a name as it is asked for."""
    return " ".join(name.split())


def _is_askable(name: str) -> bool:
    return is_name(_term(name))


def shared_fresh(
    options: LiveOptions | None = None, *, always: bool = False, tell: Callable[[Told], None] | None = None
) -> Fresh:
    """Return live look-ups over one store and one client for the whole process, opened when a name is first asked."""
    chosen = options or LiveOptions(url=chosen_url())
    return Fresh(lambda: _shared_source(os.getpid(), cache_folder(), chosen), always=always, tell=tell)


@lru_cache(maxsize=4)
def _shared_source(process: int, folder: Path, options: LiveOptions) -> LiveSource:  # noqa: ARG001 - a fork opens its own
    return open_source(folder, options)


def open_source(folder: Path, options: LiveOptions) -> LiveSource:
    """Return a live source with the store of a folder; offline none is made where there is none."""
    is_offline = options.network is Network.OFFLINE or offline_wanted()
    store = None if is_offline and not (folder / FILE_NAME).exists() else Store.open(folder)
    return LiveSource(store, options)
