"""The resolver: names to answers, in the steps gather, rank and decide. It opens no file; its sources are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from genenorm.core.caches import Memo
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Candidate, Gene, KeyRule, NameKind, Resolution, Status
from genenorm.core.names import name_text
from genenorm.core.taxa import HUMAN
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence, read_context
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import WeightTable, load_weights
from genenorm.resolver.proposals import Lookups, NameProposals
from genenorm.resolver.rank import LocalEvidence, Ranker
from genenorm.resolver.retired_names import retirement
from genenorm.text.not_genes import NotGenes

GENE_THRESHOLD = 0.5
"""A gene is answered when the chance that it is meant is at least this."""
GROUP_THRESHOLD = 0.6
"""A homology group is answered when the chances of its genes add up to at least this."""
_NAMES_AHEAD = 4096
"""Names of a list whose homology groups are read ahead together."""
_CACHED_ANSWERS = 1 << 16
_RETIRED_KINDS = (NameKind.RETIRED_SYMBOL, NameKind.RETIRED_IDENTIFIER)
_IDENTIFIER_KINDS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)


class Resolver:
    """Resolves names against one reference index; caches recent answers, and threads may share it.

    :param reference: the index; without it the one in use is opened.
    :param weights: the weights of evidence; without them the shipped ones.
    :param live: ``True`` looks up names that the index lacks at MyGene.info and caches its answers; give a
        ``LiveLookups`` to choose how.

    >>> resolver = Resolver(Reference.open())
    >>> resolver.resolve("NMDAR1", Context(species="mouse")).symbol
    'Grin1'
    """

    def __init__(
        self,
        reference: Reference | None = None,
        weights: WeightTable | None = None,
        *,
        live: bool | Lookups = False,
    ) -> None:
        self.reference = reference = reference or Reference.open()
        self.live = _shared_lookups() if live is True else live or None
        self.weights = weights or load_weights()
        self.gatherer = Gatherer(reference)
        self._list_ranker = Ranker(self.gatherer, self.weights.lists)
        self._prose_ranker = Ranker(self.gatherer, self.weights.prose)
        self._not_genes = NotGenes.load()
        self._last_context = NO_CONTEXT, NO_CONTEXT_EVIDENCE
        self._without_context = Memo[str, Resolution](self._resolve_without_context, _CACHED_ANSWERS)

    def resolve(self, name: object, context: Context = NO_CONTEXT) -> Resolution:
        """Return the answer for one name: text, a GeneID as a number, or a missing value, which is an unknown name."""
        if type(name) is not str:
            name = name_text(name)
        if self.live is not None:
            return self.resolve_all((name,), context)[0]
        if context is NO_CONTEXT:
            return self._without_context[name]
        return self.decide(self.gatherer.gather(name), self._context_evidence(context))

    def resolve_all(self, names: Iterable[object], context: Context = NO_CONTEXT) -> list[Resolution]:
        """Return one answer for each name, in order; the names of a list are context for each other.

        Raises TypeError for one name instead of several.
        """
        if isinstance(names, str | bytes):
            raise TypeError("names is one name, not a list of names; for one name use resolve(name)")
        texts = [name if type(name) is str else name_text(name) for name in names]
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1 and self.live is None:
            return [self.resolve(distinct[0], context)] * len(texts)
        gathered = self.gatherer.gather_all(distinct)
        answers = self._decide_all(gathered, context)
        if self.live is not None:
            found = self.live.look_up(self.reference, gathered, answers, context)
            if found.gathered:  # the genes that were looked up are context for the other names too
                answers = self._decide_all({**gathered, **found.gathered}, context)
            answers = {name: found.add_note(answer) for name, answer in answers.items()}
        return [answers[name] for name in texts]

    def _resolve_without_context(self, name: str) -> Resolution:
        return self.decide(self.gatherer.gather(name), NO_CONTEXT_EVIDENCE)

    def _context_evidence(self, context: Context) -> ContextEvidence:
        """Return the evidence of a context; that of the last context is kept."""
        last, evidence = self._last_context
        if last is not context:
            if not isinstance(context, Context):
                raise TypeError(f"context must be a Context, such as Context(species='mouse'), not {context!r:.60}")
            evidence = read_context(self.reference, context)
            self._last_context = context, evidence
        return evidence

    def _decide_all(self, gathered: Mapping[str, NameProposals], context: Context) -> dict[str, Resolution]:
        evidence = self._context_evidence(context)
        if len(gathered) > 1:
            votes = self.ranker(evidence).votes(gathered.values())
            list_taxa = frozenset(taxon for taxon, count in votes.by_taxon.items() if count > 1)
            evidence = evidence.add_votes(votes.by_taxon)
            evidence = replace(evidence, expected_symbols=votes.symbol_share, list_taxa=list_taxa)
        answers: dict[str, Resolution] = {}
        names = iter(gathered.items())
        while part := tuple(islice(names, _NAMES_AHEAD)):
            answers.update((name, self.decide(found, evidence)) for name, found in part)
        return answers

    def ranker(self, context: ContextEvidence) -> Ranker:
        """Return the ranker for names of such a context: with the weights for running text, or for lists."""
        return self._prose_ranker if context.is_prose else self._list_ranker

    # -- decision -----------------------------------------------------------------------------------------------

    def decide(
        self, gathered: NameProposals, context: ContextEvidence, local: LocalEvidence | None = None
    ) -> Resolution:
        """Return the answer for a name from its proposals and the evidence of its context.

        :param local: returns further evidence for a gene, from the places in a text where the name is.
        """
        if gathered.parts:
            return self._several_genes(gathered, context, local)
        candidates = self.ranker(context).rank(gathered, context, local)
        best = candidates[0] if candidates else None
        if reason := self._not_genes.reason(gathered.key):
            if not (best and best.is_own_symbol and best.gene.taxon_id in context.stated):
                return Resolution(gathered.name, Status.NOT_A_GENE, candidates=candidates, note=reason)
        if best is None:
            return self._no_gene(gathered)
        if gathered.families and not best.is_own_symbol:
            if not (context.requested and gathered.is_full_name_of(best)):
                return self._family(gathered, candidates, context)
        return self._gene(gathered, candidates)

    def _gene(self, gathered: NameProposals, candidates: tuple[Candidate, ...]) -> Resolution:
        best = candidates[0]
        kind, rule, score = best.match.kind, best.match.rule, best.score
        answer: Candidate | None = best
        status, note = Status.RESOLVED, ""
        if kind in _RETIRED_KINDS:
            status = Status.RETIRED
            note = retirement(self.reference, gathered.name, gathered.key, best.gene).note
        elif score < GENE_THRESHOLD and kind not in _IDENTIFIER_KINDS:
            group = best.gene.group
            of_group = [c for c in candidates if c.gene.group == group] if group is not None else []
            group_score = sum(c.score for c in of_group)
            if group_score < GROUP_THRESHOLD:
                note = "1 gene may be meant" if len(candidates) == 1 else f"{len(candidates)} genes may be meant"
                return Resolution(gathered.name, Status.AMBIGUOUS, None, candidates, (), "", score, kind, rule, note)
            if best.is_own_symbol:
                note = "its symbol in other species too"
            else:
                taxa = {c.gene.taxon_id for c in of_group}
                note = f"only the species is open ({len(taxa)} possible)"
                status, answer, score = Status.GROUP, None, group_score
        group_id = self.reference.group_id(best.gene.group)
        return Resolution(gathered.name, status, answer, candidates, (), group_id, score, kind, rule, note)

    def _family(
        self, gathered: NameProposals, candidates: tuple[Candidate, ...], context: ContextEvidence
    ) -> Resolution:
        match = gathered.families[0]
        members = match.family.members
        groups = {gene.group for gene in self.reference.genes_of(members)} - {None}
        inside = [c for c in candidates if c.gene.key in members or c.gene.group in groups]
        genes = self._members_in(members, _species_of_family(context, candidates))
        return Resolution(
            gathered.name,
            Status.FAMILY,
            candidates=candidates,
            members=genes,
            score=min(sum(candidate.score for candidate in inside), 1.0),
            kind=match.kind,
            rule=match.rule,
            note=f"family or complex FPLX:{match.family.family_id} with {len(genes)} members",
        )

    def _members_in(self, members: Sequence[int], taxon_id: int) -> tuple[Gene, ...]:
        """Return a family's members, which are human, or their orthologs in another species if there are any."""
        human = self.reference.genes_of(members)
        orthologs = [other for gene in human for other in group_genes(self.reference, gene, taxon_id)]
        return tuple(dict.fromkeys(orthologs)) or tuple(human)

    def _several_genes(
        self, gathered: NameProposals, context: ContextEvidence, local: LocalEvidence | None
    ) -> Resolution:
        answers = [self.decide(part, context, local) for part in gathered.parts]
        members = tuple(dict.fromkeys(answer.candidates[0].gene for answer in answers if answer.candidates))
        return Resolution(
            gathered.name,
            Status.FAMILY,
            members=members,
            score=min((answer.score for answer in answers), default=0.0),
            kind=answers[0].kind,
            rule=KeyRule.SHARED_HEAD,
            note=f"names {len(members)} genes: {', '.join(gene.symbol for gene in members)}",
        )

    def _no_gene(self, gathered: NameProposals) -> Resolution:
        if gathered.is_withdrawn:
            found = retirement(self.reference, gathered.name, gathered.key)
            return Resolution(gathered.name, Status.RETIRED, kind=found.kind, note=found.note)
        if gathered.proposals:
            taxa = dict.fromkeys(p.gene.taxon_id for p in gathered.proposals)
            known = ", ".join(self.reference.taxa[taxon].common for taxon in taxa if taxon in self.reference.taxa)
            note = f"no such name in the species asked for; known in {known}"
        else:
            note = "no letter or digit" if gathered.key is None else "no such name in the index"
        return Resolution(gathered.name, Status.UNKNOWN, note=note)


def _shared_lookups() -> Lookups:
    from genenorm.mygene.lookups import shared_lookups

    return shared_lookups()


def _species_of_family(context: ContextEvidence, candidates: Sequence[Candidate]) -> int:
    """Return the species whose family members are meant: the one asked for, or in prose that of the likeliest gene."""
    if context.requested:
        return context.requested[0]
    return candidates[0].gene.taxon_id if context.is_prose and candidates else HUMAN
