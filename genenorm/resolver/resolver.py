"""The resolver: gather, transfer by homology, rank by evidence, decide. Opens no file; its sources are handed to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from genenorm.core.gc_pause import collector_held
from genenorm.core.model import Candidate, Gene, KeyRule, NameKind, Resolution, Status
from genenorm.core.taxa import HUMAN
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import NO_VIEW, View, make_view
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import WeightTable, load_weights
from genenorm.resolver.proposals import Gathered, groups_of
from genenorm.resolver.rank import Extra, Ranker
from genenorm.resolver.retired_names import retirement
from genenorm.text.not_genes import NonGenes
from genenorm.text.species_words import NO_CONTEXT, Context

if TYPE_CHECKING:
    from genenorm.mygene.lookups import Fresh

GENE_THRESHOLD = 0.5
"""A gene is answered when it is at least this likely to be the one meant."""
GROUP_THRESHOLD = 0.6
"""A homology group is answered when its genes together are at least this likely."""
_TOGETHER = 4096
"""Names of a list whose homology groups are read together."""
_LONG_LIST = 500
_RETIRED = (NameKind.RETIRED_SYMBOL, NameKind.RETIRED_IDENTIFIER)
_IDENTIFIERS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)


class Resolver:
    """Resolves names against one reference index; keeps recent answers, safe to share.

    >>> resolver = Resolver(Reference.open())
    >>> resolver.resolve("NMDAR1", Context(species=(10090,))).symbol
    'Grin1'

    With ``live=True`` names that the index lacks are asked of MyGene.info, and its answers remembered; a ``Fresh`` says
    how (``docs/live.md``). Without a reference the shipped one is opened.
    """

    def __init__(
        self,
        reference: Reference | None = None,
        weights: WeightTable | None = None,
        *,
        live: bool | Fresh = False,
    ) -> None:
        self.reference = reference = reference or Reference.open()
        self.live = _fresh() if live is True else live or None
        self.weights = weights or load_weights()
        self.gatherer = Gatherer(reference)
        self._rankers = {
            prose: Ranker(self.gatherer, self.weights.prose if prose else self.weights.lists) for prose in (False, True)
        }
        self.nongenes = NonGenes.load()
        self._last_context = NO_CONTEXT, NO_VIEW
        self._plain = lru_cache(maxsize=1 << 16)(self._resolve_plain)

    def resolve(self, name: str, context: Context = NO_CONTEXT) -> Resolution:
        """Return the answer for one name."""
        if self.live is not None:
            return self.resolve_all((name,), context)[0]
        if context is NO_CONTEXT:
            return self._plain(name)
        return self.decide(self.gatherer.gather(name), self._view(context))

    def _view(self, context: Context) -> View:
        """Return what a context says; that of the context asked with last is held."""
        known, view = self._last_context
        if known is not context:
            view = make_view(self.reference, context)
            self._last_context = context, view
        return view

    def resolve_all(self, names: Sequence[str], context: Context = NO_CONTEXT) -> list[Resolution]:
        """Return one answer per name, in order; each name's species may be voted for by the others."""
        distinct = list(dict.fromkeys(names))
        if len(distinct) == 1 and self.live is None:
            return [self.resolve(distinct[0], context)] * len(names)
        with collector_paused(len(distinct)):
            gathered = self.gatherer.gather_all(distinct)
            answers = self._decide_all(gathered, context)
        if self.live is not None:
            news = self.live.look_up(self.reference, gathered, answers, context)
            if news.gathered:  # what MyGene.info knows is context for the other names too
                answers = self._decide_all({**gathered, **news.gathered}, context)
            answers = {name: news.noted(answer) for name, answer in answers.items()}
        return [answers[name] for name in names]

    def _decide_all(self, gathered: Mapping[str, Gathered], context: Context) -> dict[str, Resolution]:
        view = self._view(context)
        if len(gathered) > 1:
            votes = self.ranker(view).votes(gathered.values())
            listing = frozenset(taxon for taxon, count in votes.by_taxon.items() if count > 1)
            view = replace(view.with_votes(votes.by_taxon), listed=votes.symbols, listing=listing)
        answers: dict[str, Resolution] = {}
        names = iter(gathered.items())
        while part := tuple(islice(names, _TOGETHER)):
            self.read_groups_ahead([found for _, found in part], view)
            answers.update((name, self.decide(found, view)) for name, found in part)
        return answers

    def _resolve_plain(self, name: str) -> Resolution:
        return self.decide(self.gatherer.gather(name), NO_VIEW)

    def read_groups_ahead(self, gathered: Iterable[Gathered], view: View) -> None:
        """Read what ranking some names in a view asks of homology groups, with few reads for all."""
        if view.explicit or view.prose:
            self.reference.read_groups_ahead(groups_of(gathered))

    def ranker(self, view: View) -> Ranker:
        """Return the ranker with the weights for names that stand as in a view: in a list, or in running text."""
        return self._rankers[view.prose]

    # -- decision -----------------------------------------------------------------------------------------------

    def decide(self, gathered: Gathered, view: View, extra: Extra | None = None) -> Resolution:
        """Return the answer that a name's proposals amount to in a view."""
        name = gathered.name
        if gathered.parts:
            return self._several(gathered, view, extra)
        candidates = self.ranker(view).rank(gathered, view, extra)
        lead = candidates[0] if candidates else None
        if reason := self.nongenes.reason(gathered.key):
            if not (lead and lead.is_own_symbol and lead.gene.taxon_id in view.stated):
                return Resolution(name, Status.NOT_A_GENE, candidates=candidates, note=reason)
        if lead is None:
            return self._without_candidates(gathered)
        if gathered.families and not (lead.is_own_symbol or (view.explicit and gathered.in_full(lead))):
            return self._family(gathered, candidates, view)
        return self._gene(gathered, candidates, lead)

    def _gene(self, gathered: Gathered, candidates: tuple[Candidate, ...], lead: Candidate) -> Resolution:
        gene, match, score, _ = lead
        kind, rule, *_ = match
        status, note = Status.RESOLVED, ""
        if kind in _RETIRED:
            status = Status.RETIRED
            _, note = retirement(self.reference, gathered.name, gathered.key, gene)
        elif score < GENE_THRESHOLD and kind not in _IDENTIFIERS:
            of_group = [c for c in candidates if c.gene.group == gene.group] if gene.group is not None else []
            together = sum(c.score for c in of_group)
            if together < GROUP_THRESHOLD:
                note = "1 gene may be meant" if len(candidates) == 1 else f"{len(candidates)} genes may be meant"
                return Resolution(gathered.name, Status.AMBIGUOUS, None, candidates, (), "", score, kind, rule, note)
            if lead.is_own_symbol:
                note = "its symbol in other species too"
            else:
                taxa = {c.gene.taxon_id for c in of_group}
                status, note, score = Status.GROUP, f"only the species is open ({len(taxa)} possible)", together
        answer = lead if status is not Status.GROUP else None
        group_id = self.reference.group_id(gene.group)
        return Resolution(gathered.name, status, answer, candidates, (), group_id, score, kind, rule, note)

    def _family(self, gathered: Gathered, candidates: tuple[Candidate, ...], view: View) -> Resolution:
        match = gathered.families[0]
        groups = {gene.group for gene in self.reference.genes_of(match.family.members)} - {None}
        members = set(match.family.members)
        inside = [c for c in candidates if c.gene.key in members or c.gene.group in groups]
        genes = self._members_in(match.family.members, _species_of(view, candidates))
        note = f"family or complex FPLX:{match.family.family_id} with {len(genes)} members"
        score = sum(candidate.score for candidate in inside)
        return Resolution(
            gathered.name,
            Status.FAMILY,
            candidates=candidates,
            members=genes,
            score=min(score, 1.0),
            kind=match.kind,
            rule=match.rule,
            note=note,
        )

    def _members_in(self, members: Sequence[int], taxon_id: int) -> tuple[Gene, ...]:
        """Return a family's members, which are human, in a species: themselves, or their orthologs there."""
        human = self.reference.genes_of(members)
        there = [other for gene in human for other in group_genes(self.reference, gene, taxon_id)]
        return tuple(dict.fromkeys(there)) or tuple(human)

    def _several(self, gathered: Gathered, view: View, extra: Extra | None) -> Resolution:
        answers = [self.decide(part, view, extra) for part in gathered.parts]
        leads = [answer.candidates[0].gene for answer in answers if answer.candidates]
        members = tuple(dict.fromkeys(leads))
        note = f"names {len(members)} genes: {', '.join(gene.symbol for gene in members)}"
        score = min((answer.score for answer in answers), default=0.0)
        return Resolution(
            gathered.name,
            Status.FAMILY,
            members=members,
            score=score,
            kind=answers[0].kind,
            rule=KeyRule.SHARED_HEAD,
            note=note,
        )

    def _without_candidates(self, gathered: Gathered) -> Resolution:
        if gathered.withdrawn:
            kind, note = retirement(self.reference, gathered.name, gathered.key)
            return Resolution(gathered.name, Status.RETIRED, kind=kind, note=note)
        if gathered.proposals:
            taxa = dict.fromkeys(p.gene.taxon_id for p in gathered.proposals)
            known = ", ".join(self.reference.taxa[taxon].common for taxon in taxa if taxon in self.reference.taxa)
            return Resolution(
                gathered.name, Status.UNKNOWN, note=f"no such name in the species asked for; known in {known}"
            )
        note = "no letter or digit" if gathered.key is None else "no such name in the index"
        return Resolution(gathered.name, Status.UNKNOWN, note=note)


@contextmanager
def collector_paused(names: int) -> Iterator[None]:
    """Hold back the cycle collector while a long list is answered, and leave it as it was found.

    Answers hold no cycles, and all of them are kept: looking through them over and over frees nothing, for a fifth of
    the time.
    """
    if names < _LONG_LIST:
        yield
        return
    with collector_held():
        yield


def _fresh() -> Fresh:
    from genenorm.mygene.lookups import shared_fresh

    return shared_fresh()


def _species_of(view: View, candidates: Sequence[Candidate]) -> int:
    """Return the species whose family members are meant: the one asked for, or that of the likeliest gene in prose."""
    if view.explicit:
        return view.explicit[0]
    return candidates[0].gene.taxon_id if view.prose and candidates else HUMAN


def gene_meant(answer: Resolution) -> Gene | None:
    """Return the gene an answer stands for: its own, or the best one of an answer that leaves only the species open."""
    if answer.answer is not None:
        return answer.answer.gene
    return answer.candidates[0].gene if answer.status is Status.GROUP and answer.candidates else None
