"""Deciding: from the ranked candidates for a name to its answer."""

from __future__ import annotations

from functools import cached_property

from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.core.taxa import HUMAN
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.answer_notes import (
    CONTRADICTION,
    COPY_OR_NAME,
    NOT_IN_INDEX,
    PART_NOT_IN_INDEX,
    PARTLY_KNOWN,
    SYMBOL_ELSEWHERE,
    counted,
    either,
    may_be_meant,
    note_of_unknown,
    number_or_date,
    species_open,
)
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, within_species
from genenorm.resolver.gather import SYMBOL_CODES
from genenorm.resolver.name_evidence import (
    GUESSED_RULES,
    MOST_OF_DISTANT_NAME,
    MOST_OF_GUESS,
    SPECIES_SHIFT,
    is_name_elsewhere,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, rule_of
from genenorm.resolver.rank import Ranker
from genenorm.text.not_genes import NotGenes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from genenorm.core.model import Gene
    from genenorm.index.reference import Reference
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.name_evidence import WeightTable
    from genenorm.resolver.name_shape import NameEvidence
    from genenorm.resolver.proposals import NameProposals
    from genenorm.resolver.rank import LocalEvidence, Ranking
    from genenorm.resolver.retired_names import Retirement
    from genenorm.text.keys import Key

GENE_THRESHOLD = 0.5
"""A gene is answered when the chance that it is meant is at least this."""
GROUP_THRESHOLD = 0.6
"""A homology group is answered when the chances of its genes add up to at least this."""
RETIRED_KINDS = (NameKind.RETIRED_SYMBOL, NameKind.RETIRED_IDENTIFIER)
IDENTIFIER_KINDS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)
_IDENTIFIER, _DATE = NameKind.IDENTIFIER, KeyRule.SPREADSHEET_DATE
_CLEAR = 0.72
"""Share of the chances of all genes of a date from which on one of them is its gene."""
_LONGEST_PAIR = 5
"""Characters of the longest two numbers with a slash, which may be a fraction."""


class Decider:
    """Decides what names mean, from their proposals and the evidence of their context."""

    def __init__(self, gatherer: Gatherer, weights: WeightTable) -> None:
        self.reference = gatherer.reference
        self.gatherer = gatherer
        self._weights = weights
        self.list_ranker = Ranker(gatherer, weights.lists)
        """The ranker for names in lists."""
        self._not_genes = NotGenes.load()
        self._named_species: tuple[ContextEvidence, dict[int, ContextEvidence]] = (NO_CONTEXT_EVIDENCE, {})

    def ranker(self, context: ContextEvidence) -> Ranker:
        """Return the ranker for names of such a context: with the weights for running text, or for lists."""
        return self._prose_ranker if context.is_prose else self.list_ranker

    @cached_property
    def _prose_ranker(self) -> Ranker:
        return Ranker(self.gatherer, self._weights.prose)

    def decide(
        self,
        found: NameProposals,
        context: ContextEvidence,
        local: LocalEvidence | None = None,
        evidence: NameEvidence | None = None,
    ) -> Resolution:
        """Return the answer for a name from its proposals and the evidence of its context.

        :param local: returns further evidence for a gene, from the places in a text where the name is.
        :param evidence: the evidence for the name that is the same in every context, if it is at hand.
        """
        if found.names_taxon and found.prefix_taxon is not None and not context.is_prose:
            return self._of_named_species(found._replace(names_taxon=False), found.prefix_taxon, context, local)
        if found.parts:
            return self._several_genes(found, context, local)
        ranking = self.ranker(context).rank(found, context, local, evidence)
        if ranking is not None and context.organisms and not context.is_prose:
            ranking = ranking.with_organism_first(context.organisms)
        if (reason := self._not_genes.reason(found.key, found.name)) and not self._is_stated(ranking, context):
            return Resolution(found.name, Status.NOT_A_GENE, candidates=ranking or (), note=reason)
        if ranking is None:
            return self._no_gene(found)
        if found.is_hint and not context.is_prose:
            note = found.hint_note or note_of_unknown(found.name) or PART_NOT_IN_INDEX
            return Resolution(found.name, Status.UNKNOWN, candidates=ranking, note=note)
        if found.is_contradiction and not (context.is_prose and found.may_be_copy):
            note = COPY_OR_NAME if found.may_be_copy else CONTRADICTION if len(ranking) > 1 else PARTLY_KNOWN
            score = min(ranking.score(), GENE_THRESHOLD)
            return Resolution(found.name, Status.AMBIGUOUS, candidates=ranking, score=score, note=note)
        if found.is_loci and (loci := self._loci(found.name, ranking, context)):
            return loci
        if found.families and not self._is_exactly(found, ranking):
            if not (context.requested and found.is_full_name(ranking.code())):
                family = self._family(found, ranking, context)
                if not (context.requested and (_is_sole_member(family) or _is_elsewhere(family, context))):
                    return family
        return self._gene(found, ranking, context)

    def _of_named_species(
        self, found: NameProposals, taxon_id: int, context: ContextEvidence, local: LocalEvidence | None
    ) -> Resolution:
        """Return the answer for a name that names its species, as if the context asked for this species.

        When the context asks for others, or the index does not have the species, no gene is answered.
        """
        is_known = taxon_id in self.reference.taxa
        if is_known and (not context.requested or taxon_id in context.requested):
            return self.decide(found, self._within(context, taxon_id), local)
        answer = self.decide(found, context, local)
        if answer.status in (Status.UNKNOWN, Status.NOT_A_GENE) and not answer.candidates:
            return answer
        note = f"names a {self._name_of(taxon_id)} gene"
        if not is_known:
            note = f"{note}; the index has no genes of this species"
        else:
            note = f"{note}; asked for: {', '.join(map(self._name_of, context.requested))}"
        ranked = answer.ranked
        return Resolution(
            found.name, Status.AMBIGUOUS, None, ranked, (), "", answer.score, answer.kind, answer.rule, note
        )

    def _within(self, context: ContextEvidence, taxon_id: int) -> ContextEvidence:
        """Return the evidence of a context that asks for a species; those of the last context are kept."""
        of, known = self._named_species
        if of is not context:
            of, known = self._named_species = context, {}
        found = known.get(taxon_id)
        if found is None:
            found = known[taxon_id] = within_species(context, (taxon_id,))
        return found

    def _name_of(self, taxon_id: int) -> str:
        taxon = self.reference.taxa.get(taxon_id)
        return taxon.common if taxon is not None else f"taxon {taxon_id}"

    def _is_stated(self, ranking: Ranking | None, context: ContextEvidence) -> bool:
        """Whether a name is exactly a symbol of a species that the context states, and so a gene even if a word."""
        return ranking is not None and ranking.is_own_symbol and ranking.taxon_id in context.stated

    def _is_exactly(self, found: NameProposals, ranking: Ranking) -> bool:
        """Whether a name that is a family's too is exactly a name of the likeliest gene, which is no member of it.

        An official symbol is so even of a member; a synonym is when the family is spelled otherwise (``KARS``).
        """
        if ranking.is_own_symbol:
            return True
        code = ranking.code()
        is_folded = found.families[0].rule in (KeyRule.CASE, KeyRule.PUNCTUATION)
        if not (is_folded and code & IS_EXACT and code & 15 in SYMBOL_CODES):
            return False
        members = {gene for match in found.families for gene in match.family.members}
        groups = set(self.gatherer.groups(members)) - {0}
        return ranking.gene() not in members and ranking.group() not in groups

    def _gene(self, found: NameProposals, ranking: Ranking, context: ContextEvidence) -> Resolution:
        """Return the answer for a name of genes.

        In lists, answers have no high score after a guess at the spelling, for a name that only an ortholog has, and
        of other species than the organisms that the user states.
        """
        most = 1.0 if context.is_prose else MOST_OF_GUESS
        first = ranking.order[0]
        code, group = ranking.name.codes[first], ranking.name.groups[first]
        score, kind, rule = ranking.chances[first], KIND_BY_CODE[code & 15], rule_of(code)
        is_doubtful = rule in GUESSED_RULES
        if code & IS_ORTHOLOG and not context.is_prose and is_name_elsewhere(code):
            if ranking.source_species not in self.gatherer.mammals:
                note = may_be_meant(len(ranking))
                score = min(score, MOST_OF_DISTANT_NAME)
                return Resolution(found.name, Status.AMBIGUOUS, None, ranking, (), "", score, kind, rule, note)
            is_doubtful = True
        if context.organisms and kind not in IDENTIFIER_KINDS and not context.requested:
            is_doubtful |= ranking.taxon_id not in context.organisms
        if context.list_taxon is not None and kind not in IDENTIFIER_KINDS and not ranking.is_own_symbol:
            is_doubtful |= ranking.taxon_id != context.list_taxon
        status, is_answered, note = Status.RESOLVED, True, ""
        if kind in RETIRED_KINDS:
            status = Status.RETIRED
            note = _retirement(self.reference, found.name, found.key, ranking.candidate(0).gene).note
        elif kind is _IDENTIFIER:
            if found.is_dated:  # by another gene than that of the number
                score, note = min(score, most), number_or_date(found.genes[1:], self.reference)
        elif score < GENE_THRESHOLD:
            if rule is _DATE:
                return self._date(found, ranking, min(score, most))
            of_group = [place for place, other in enumerate(ranking.groups()) if other == group] if group else []
            group_score = sum([ranking.score(place) for place in of_group])
            if group_score < GROUP_THRESHOLD:
                note = may_be_meant(len(ranking))
                return Resolution(found.name, Status.AMBIGUOUS, None, ranking, (), "", score, kind, rule, note)
            if ranking.is_own_symbol:
                note = SYMBOL_ELSEWHERE
            else:
                species = {ranking.code(place) >> SPECIES_SHIFT & 255 for place in of_group}
                note = species_open(len(species))
                status, is_answered, score = Status.GROUP, False, group_score
        if score > most and is_doubtful:
            score = most
        is_grouped = group > 0
        return Resolution(found.name, status, is_answered or None, ranking, (), is_grouped, score, kind, rule, note)

    def _date(self, found: NameProposals, ranking: Ranking, score: float) -> Resolution:
        """Return the answer for a date that a spreadsheet may have made of a symbol.

        Most dates are no genes, so no gene is likely; the question is which one it is if it is any.
        """
        kind, rule = KIND_BY_CODE[ranking.code() & 15], _DATE
        whole, group = sum(ranking.chances), ranking.group()
        if "/" in found.name and len(found.name) <= _LONGEST_PAIR:  # 3/10
            whole = 2.0
        if ranking.score() >= _CLEAR * whole:
            return Resolution(found.name, Status.RESOLVED, True, ranking, (), group > 0, score, kind, rule)
        of_group = [place for place, other in enumerate(ranking.groups()) if group and other == group]
        if (group_score := sum([ranking.score(place) for place in of_group])) >= _CLEAR * whole:
            species = {ranking.code(place) >> SPECIES_SHIFT & 255 for place in of_group}
            note, score = species_open(len(species)), min(group_score, MOST_OF_GUESS)
            return Resolution(found.name, Status.GROUP, None, ranking, (), True, score, kind, rule, note)
        note = f"as a date of a spreadsheet it may be {either(ranking.rows(), self.reference)}"
        return Resolution(found.name, Status.AMBIGUOUS, None, ranking, (), "", score, kind, rule, note)

    def _family(self, found: NameProposals, ranking: Ranking, context: ContextEvidence) -> Resolution:
        match = found.families[0]
        members = match.family.members
        groups = set(self.gatherer.groups(members)) - {0}
        inside = [
            ranking.score(place)
            for place, (gene, group) in enumerate(zip(ranking.rows(), ranking.groups(), strict=True))
            if gene in members or group in groups
        ]
        if context.requested:
            taxon_id = context.requested[0]
        elif context.is_prose:
            taxon_id = ranking.taxon_id
        else:
            taxon_id = HUMAN
        shown = self._members_in(members, taxon_id, ranking)
        most = MOST_OF_GUESS if match.rule in GUESSED_RULES and not context.is_prose else 1.0
        return Resolution(
            found.name,
            Status.FAMILY,
            candidates=ranking,
            members=shown,
            score=min(sum(inside), most),
            kind=match.kind,
            rule=match.rule,
            note=f"family or complex FPLX:{match.family.family_id} with {counted(len(shown), 'member')}",
        )

    def _loci(self, name: str, ranking: Ranking, context: ContextEvidence) -> Resolution | None:
        """Return the answer for a product of several loci in the species that is meant; ``None`` when there is one.

        Without a context it is human, as for families.
        """
        number = ranking.code() >> SPECIES_SHIFT & 255
        if not (context.requested or context.is_prose or context.stated):
            human = self.gatherer.number_of(HUMAN)
            if any(ranking.code(place) >> SPECIES_SHIFT & 255 == human for place in range(len(ranking))):
                number = human
        places = [place for place in range(len(ranking)) if ranking.code(place) >> SPECIES_SHIFT & 255 == number]
        places = [place for place in places if not ranking.code(place) & IS_ORTHOLOG] or places
        if len(places) < 2:
            return None
        rows = list(ranking.rows())
        members = tuple(self.reference.genes_of(sorted([rows[place] for place in places],
                                                       key=self.gatherer.member_order)))  # fmt: skip
        score = sum([ranking.score(place) for place in range(len(ranking))])
        return Resolution(name, Status.FAMILY, candidates=ranking, members=members, score=score, kind=NameKind.SYMBOL,
                          rule=KeyRule.COMPLETION, note=f"a microRNA of {len(members)} loci")  # fmt: skip

    def _members_in(self, members: Sequence[int], taxon_id: int, ranking: Ranking) -> tuple[Gene, ...]:
        """Return a family's members, which are human, or their orthologs in another species if there are any.

        The likeliest one leads the others; the candidate that it is, or is an ortholog of, is of any species.
        """
        number = self.gatherer.number_of(taxon_id)
        orthologs = [
            other
            for gene, group in zip(members, self.gatherer.groups(members), strict=True)
            if group and self.reference.gene_facts[gene] >> 12 & 255 != number
            for other in self.gatherer.group_genes(group, number)
        ]
        shown = list(dict.fromkeys(orthologs or members))
        groups = self.gatherer.groups(shown)
        for row, group in zip(ranking.rows(), ranking.groups(), strict=True):
            if row in shown or (group and group in groups):
                lead = shown.index(row) if row in shown else groups.index(group)
                return tuple(self.reference.genes_of([shown[lead], *shown[:lead], *shown[lead + 1 :]]))
        return tuple(self.reference.genes_of(shown))

    def _several_genes(
        self, gathered: NameProposals, context: ContextEvidence, local: LocalEvidence | None
    ) -> Resolution:
        from genenorm.resolver.parts_answer import answer_of_parts

        answers = [self.decide(part, context, local) for part in gathered.parts]
        return answer_of_parts(gathered.name, answers, is_prose=context.is_prose)

    def _no_gene(self, gathered: NameProposals) -> Resolution:
        if gathered.is_withdrawn:
            found = _retirement(self.reference, gathered.name, gathered.key)
            return Resolution(gathered.name, Status.RETIRED, kind=found.kind, note=found.note)
        if gathered.hint_note:
            note = gathered.hint_note
        elif gathered.genes:
            taxa = dict.fromkeys(self.gatherer.species[fact >> 12 & 255] for fact in self.gatherer.facts(gathered))
            known = ", ".join(self.reference.taxa[taxon].common for taxon in taxa if taxon in self.reference.taxa)
            note = f"no such name in the species asked for; known in {known}"
        else:
            note = "no letter or digit" if gathered.key is None else note_of_unknown(gathered.name) or NOT_IN_INDEX
        return Resolution(gathered.name, Status.UNKNOWN, note=note)


def _is_elsewhere(family: Resolution, context: ContextEvidence) -> bool:
    """Return whether none of the species asked for has a member of a family."""
    return not any(member.taxon_id in context.requested for member in family.members)


def _is_sole_member(family: Resolution) -> bool:
    """Return whether a family has one gene in the species asked for, which is the likeliest candidate."""
    return len(family.members) == 1 and family.score >= GENE_THRESHOLD and family.best_gene == family.members[0]


def _retirement(reference: Reference, name: str, key: Key | None, gene: Gene | None = None) -> Retirement:
    from genenorm.resolver.retired_names import retirement

    return retirement(reference, name, key, gene)
