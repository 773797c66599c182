"""The resolver: names to answers, in the steps gather, rank and decide. It opens no file; its sources are given."""

from __future__ import annotations

from functools import cached_property
from sys import modules

from genenorm.core.caches import Memo
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.evidence import Evidence
from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.core.names import name_text
from genenorm.core.taxa import HUMAN
from genenorm.core.values import NamedTuple, replace
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, read_context, within_species
from genenorm.resolver.gather import SYMBOL_CODES, Gatherer
from genenorm.resolver.list_species import ListPatterns, add_list, context_of_list, species_of_list
from genenorm.resolver.name_evidence import (
    GUESSED_RULES,
    MOST_OF_DISTANT_NAME,
    MOST_OF_GUESS,
    SPECIES_SHIFT,
    is_name_elsewhere,
    load_weights,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, rule_of
from genenorm.resolver.rank import Ranker
from genenorm.text.forms import are_row_numbers, may_have_form
from genenorm.text.identifier_types import identifier_type
from genenorm.text.not_genes import NotGenes
from genenorm.text.usual_meanings import usual_symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from genenorm.core.evidence import Terms
    from genenorm.core.model import Gene
    from genenorm.core.tables import Table
    from genenorm.index.reference import Reference
    from genenorm.resolver.answer_table import AnswerColumns
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.list_species import ListSpecies, NamePattern
    from genenorm.resolver.name_evidence import WeightTable
    from genenorm.resolver.proposals import Lookups, NameProposals
    from genenorm.resolver.rank import LocalEvidence, Ranking
    from genenorm.resolver.retired_names import Retirement
    from genenorm.text.keys import Key

GENE_THRESHOLD = 0.5
"""A gene is answered when the chance that it is meant is at least this."""
GROUP_THRESHOLD = 0.6
"""A homology group is answered when the chances of its genes add up to at least this."""
_FEWEST_IN_ARRAYS, _FEWEST_FOR_NUMPY = 64, 3000
"""Distinct names of a list from which arrays are faster than loops: with NumPy loaded, and with its import."""
_MOST_SPECIES = 63
"""The most species for which a set of species is one integer in arrays."""
_CACHED_ANSWERS = 1 << 16
_CACHED_PATTERNS = 1 << 10
RETIRED_KINDS = (NameKind.RETIRED_SYMBOL, NameKind.RETIRED_IDENTIFIER)
NO_GENES: Mapping[str, Sequence[int]] = {}
_ASSIGNED: Terms = ((Evidence.ASSIGNED, 1.0),)
IDENTIFIER_KINDS = (NameKind.IDENTIFIER, NameKind.RETIRED_IDENTIFIER)


class _ReadContext(NamedTuple):
    """A context with its evidence."""

    context: Context
    evidence: ContextEvidence
    alone: Memo[NamePattern, ContextEvidence]
    """The evidence for a name without others, by its pattern."""


class Resolver:
    """Resolves names against one reference index; caches recent answers, and threads may share it.

    :param reference: the index; without it the one in use is opened.
    :param weights: the weights of evidence; without them the shipped ones.
    :param live: ``True`` looks up names that the index lacks at MyGene.info and caches its answers; give a
        ``LiveLookups`` to choose how.

    >>> from genenorm import Reference
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
        if reference is None:
            from genenorm.index.reference import Reference

            reference = Reference.open()
        self.reference = reference
        self.live = _shared_lookups() if live is True else live or None
        self.weights = weights or load_weights()
        self.gatherer = Gatherer(reference)
        self._list_ranker = Ranker(self.gatherer, self.weights.lists)
        self._not_genes = NotGenes.load()
        self._group_ids = Memo[int, str](reference.group_id, _CACHED_ANSWERS)
        self._last_context = self._read(NO_CONTEXT)
        self._named_species: tuple[ContextEvidence, dict[int, ContextEvidence]] = (NO_CONTEXT_EVIDENCE, {})
        self._without_context = Memo[str, Resolution](self._resolve_without_context, _CACHED_ANSWERS)

    def resolve(self, name: object, context: Context = NO_CONTEXT) -> Resolution:
        """Return the answer for one name: text, a GeneID as a number, or a missing value, which is an unknown name."""
        if type(name) is not str:
            name = name_text(name)
        if self.live is not None:
            return self.resolve_all((name,), context)[0]
        if context is NO_CONTEXT:
            return self._without_context[name]
        return self._resolve_alone(name, context)

    def resolve_all(
        self, names: Iterable[object], context: Context = NO_CONTEXT, assigned: Mapping[str, Sequence[int]] = NO_GENES
    ) -> list[Resolution]:
        """Return one answer for each name, in order; the names of a list are context for each other.

        :param assigned: the GeneIDs that another program gave to some of the names, which are evidence for these genes.
        :raises TypeError: one name is given instead of several.
        """
        texts = self._texts(names)
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1 and self.live is None and not assigned:
            return [self.resolve(distinct[0], context)] * len(texts)
        if are_row_numbers(distinct):
            return [Resolution(name, Status.NOT_A_GENE, note=ROW_NUMBER) for name in texts]
        gathered = {name: self.gatherer.gather(name) for name in distinct}
        if self.leaves_species_to_list(context):
            context = self.settled(context, self._list_ranker.patterns(gathered.values()))
        answers = self._decide_all(gathered, context, assigned)
        if self.live is not None:
            found = self.live.look_up(self.reference, gathered, answers, context)
            if found.gathered:  # the genes that were looked up are context for the other names too
                answers = self._decide_all({**gathered, **found.gathered}, context, assigned)
            answers = {name: found.add_note(answer) for name, answer in answers.items()}
        return [answers[name] for name in texts]

    def _resolve_without_context(self, name: str) -> Resolution:
        return self._resolve_alone(name, NO_CONTEXT)

    def _resolve_alone(self, name: str, context: Context) -> Resolution:
        """Return the answer for a name without others, which is a list of one name."""
        found = self.gatherer.gather(name)
        read = self._context(context)
        if found.parts:
            return self.decide(found, self.with_list(read.evidence, self._list_ranker.patterns((found,))))
        return self.decide(found, read.alone[self._list_ranker.pattern(found)])

    def context_evidence(self, context: Context) -> ContextEvidence:
        """Return the evidence of a context; that of the last context is kept."""
        return self._context(context).evidence

    def _context(self, context: Context) -> _ReadContext:
        last = self._last_context
        if last.context is not context:
            if not isinstance(context, Context):
                raise TypeError(f"context must be a Context, such as Context(species='mouse'), not {context!r:.60}")
            last = self._last_context = self._read(context)
        return last

    def _read(self, context: Context) -> _ReadContext:
        evidence = read_context(self.reference, context)

        def of_one_name(pattern: NamePattern) -> ContextEvidence:
            return self.with_list(evidence, ListPatterns({pattern: 1}, 1))

        return _ReadContext(context, evidence, Memo(of_one_name, _CACHED_PATTERNS))

    def _decide_all(
        self, gathered: Mapping[str, NameProposals], context: Context, assigned: Mapping[str, Sequence[int]]
    ) -> dict[str, Resolution]:
        evidence = self.context_evidence(context)
        evidence = self.with_list(evidence, self.ranker(evidence).patterns(gathered.values()))
        if not assigned:
            return {name: self.decide(found, evidence) for name, found in gathered.items()}
        return {
            name: self.decide(found, evidence, self._assigned(assigned[name]) if name in assigned else None)
            for name, found in gathered.items()
        }

    def _assigned(self, gene_ids: Sequence[int]) -> LocalEvidence:
        """Return the evidence for the genes with some GeneIDs, which another program gave to a name."""
        genes = map(self.reference.gene_by_id, gene_ids)
        rows = {gene.key for gene in genes if gene is not None}

        def terms(row: int, taxon_id: int, group: int) -> Terms:
            del taxon_id, group
            return _ASSIGNED if row in rows else ()

        return terms

    def with_list(self, evidence: ContextEvidence, patterns: ListPatterns) -> ContextEvidence:
        """Return the evidence of a context together with that of the names of a list for each other."""
        found = species_of_list(patterns, self.gatherer.species, evidence.stated, evidence.requested)
        return add_list(evidence, found)

    def species_of(self, names: Iterable[object], context: Context = NO_CONTEXT) -> ListSpecies:
        """Return the species of a list of names, all names taken together.

        :param names: the names of the list, as ``resolve_all`` takes them.
        :param context: what else is known of the list: stated organisms make their species likelier, and only the
            species asked for, if any, are considered.
        :raises TypeError: ``names`` is one name, not several.

        >>> from genenorm import Reference
        >>> found = Resolver(Reference.open()).species_of(["Grin1", "Grin2a", "Dlg4", "Bdnf", "Ntrk2", "no such gene"])
        >>> found.taxon_id, found.known, found.size
        (10090, 5, 6)
        """
        distinct = list(dict.fromkeys(self._texts(names)))
        if self._uses_arrays(distinct):
            from genenorm.resolver.list_proposals import gather_list
            from genenorm.resolver.list_ranking import patterns_of

            patterns = patterns_of(*gather_list(self, distinct), self._list_ranker)
        else:
            patterns = self._list_ranker.patterns(map(self.gatherer.gather, distinct))
        return self._species_of(patterns, context)

    def _species_of(self, patterns: ListPatterns, context: Context) -> ListSpecies:
        evidence = self.context_evidence(context)
        found = species_of_list(patterns, self.gatherer.species, evidence.stated, evidence.requested)
        return replace(found, common_names={taxon.taxon_id: taxon.common for taxon in self.reference.taxa.values()})

    def leaves_species_to_list(self, context: Context) -> bool:
        """Return whether the names of a list decide its species; raises TypeError for what is no context."""
        return self._context(context).context.is_auto

    def settled(self, context: Context, patterns: ListPatterns) -> Context:
        """Return a context with the species that the names of a list decide, if it leaves it to them."""
        if not self.leaves_species_to_list(context):
            return context
        return context_of_list(context, self._species_of(patterns, context))

    @property
    def special_keys(self) -> AbstractSet[Key]:
        """The keys of names that may be no genes, or have a usual meaning."""
        return self._not_genes.reasons.keys() | usual_symbols().keys()

    def columns(self, names: Sequence[str], context: Context = NO_CONTEXT) -> AnswerColumns:
        """Return one answer for each of some distinct names as columns; the names are context for each other."""
        if self._uses_arrays(names):
            from genenorm.resolver.list_answers import answer_list

            return answer_list(self, names, context)
        from genenorm.resolver.answer_table import AnswerColumns

        return AnswerColumns.of(self.resolve_all(names, context), self.reference.stamp)

    def _uses_arrays(self, names: Sequence[str]) -> bool:
        """Return whether the answers for some distinct names are made on arrays."""
        if self.live is not None or len(self.gatherer.species) > _MOST_SPECIES or are_row_numbers(names):
            return False
        return len(names) >= (_FEWEST_IN_ARRAYS if "numpy" in modules else _FEWEST_FOR_NUMPY)

    def table(self, names: Iterable[object], context: Context = NO_CONTEXT, *, split: bool = False) -> Table:
        """Return the answers that ``resolve_all`` gives as a table, with one row for each name, in order.

        :param split: give a name of several genes one row for each gene.
        """
        from genenorm.resolver.answer_table import table_of

        texts = self._texts(names)
        if split:
            from genenorm.resolver.parts_answer import one_gene_each

            answers = [one for answer in self.resolve_all(texts, context) for one in one_gene_each(answer)]
            return table_of(answers, self.reference.stamp)
        distinct = list(dict.fromkeys(texts))
        if not self._uses_arrays(distinct):
            return table_of(self.resolve_all(texts, context), self.reference.stamp)
        table = self.columns(distinct, context).table()
        rows = dict(zip(distinct, table.rows, strict=True))
        return replace(table, rows=tuple([rows[name] for name in texts]))

    @staticmethod
    def _texts(names: Iterable[object]) -> list[str]:
        if isinstance(names, str | bytes):
            raise TypeError("names is one name, not a list of names; for one name use resolve(name)")
        return [name if type(name) is str else name_text(name) for name in names]

    def ranker(self, context: ContextEvidence) -> Ranker:
        """Return the ranker for names of such a context: with the weights for running text, or for lists."""
        return self._prose_ranker if context.is_prose else self._list_ranker

    @cached_property
    def _prose_ranker(self) -> Ranker:
        return Ranker(self.gatherer, self.weights.prose)

    # -- decision -----------------------------------------------------------------------------------------------

    def decide(self, found: NameProposals, context: ContextEvidence, local: LocalEvidence | None = None) -> Resolution:
        """Return the answer for a name from its proposals and the evidence of its context.

        :param local: returns further evidence for a gene, from the places in a text where the name is.
        """
        if found.names_taxon and found.prefix_taxon is not None and not context.is_prose:
            return self._of_named_species(found._replace(names_taxon=False), found.prefix_taxon, context, local)
        if found.parts:
            return self._several_genes(found, context, local)
        ranking = self.ranker(context).rank(found, context, local)
        if ranking is not None and context.organisms and not context.is_prose:
            ranking = ranking.with_organism_first(context.organisms)
        if (reason := self._not_genes.reason(found.key, found.name)) and not self._is_stated(ranking, context):
            return Resolution(found.name, Status.NOT_A_GENE, candidates=ranking or (), note=reason)
        if ranking is None:
            return self._no_gene(found)
        if found.is_hint and not context.is_prose:
            note = note_of_unknown(found.name) or PART_NOT_IN_INDEX
            return Resolution(found.name, Status.UNKNOWN, candidates=ranking, note=note)
        if found.is_contradiction:
            note = CONTRADICTION if len(ranking) > 1 else PARTLY_KNOWN
            score = min(ranking.score(), GENE_THRESHOLD)
            return Resolution(found.name, Status.AMBIGUOUS, candidates=ranking, score=score, note=note)
        if found.is_loci and (loci := self._loci(found.name, ranking, context)):
            return loci
        if found.families and not self._is_exactly(found, ranking):
            if not (context.requested and found.is_full_name(ranking.code())):
                family = self._family(found, ranking, context)
                if not (context.requested and _is_sole_member(family)):
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
        _, code, _, _, group = ranking.name.rows[first]
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
            if len(found.genes) > 1 and found.is_dated:
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
        group_id = self._group_ids[group] if group else ""
        return Resolution(found.name, status, is_answered or None, ranking, (), group_id, score, kind, rule, note)

    def _date(self, found: NameProposals, ranking: Ranking, score: float) -> Resolution:
        """Return the answer for a date that a spreadsheet may have made of a symbol.

        Most dates are no genes, so no gene is likely; the question is which one it is if it is any.
        """
        kind, rule = KIND_BY_CODE[ranking.code() & 15], _DATE
        whole, group = sum(ranking.chances), ranking.group()
        if "/" in found.name and len(found.name) <= _LONGEST_PAIR:  # 3/10
            whole = 2.0
        if ranking.score() >= _CLEAR * whole:
            group_id = self._group_ids[group] if group else ""
            return Resolution(found.name, Status.RESOLVED, True, ranking, (), group_id, score, kind, rule)
        of_group = [place for place, other in enumerate(ranking.groups()) if group and other == group]
        if (group_score := sum([ranking.score(place) for place in of_group])) >= _CLEAR * whole:
            species = {ranking.code(place) >> SPECIES_SHIFT & 255 for place in of_group}
            note, score = species_open(len(species)), min(group_score, MOST_OF_GUESS)
            return Resolution(
                found.name, Status.GROUP, None, ranking, (), self._group_ids[group], score, kind, rule, note
            )
        note = f"as a date of a spreadsheet it may be {_either(ranking.rows(), self.reference)}"
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
            note=f"family or complex FPLX:{match.family.family_id} with {_counted(len(shown), 'member')}",
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
        if gathered.genes:
            taxa = dict.fromkeys(self.gatherer.species[fact >> 12 & 255] for fact in self.gatherer.facts(gathered))
            known = ", ".join(self.reference.taxa[taxon].common for taxon in taxa if taxon in self.reference.taxa)
            note = f"no such name in the species asked for; known in {known}"
        else:
            note = "no letter or digit" if gathered.key is None else note_of_unknown(gathered.name) or NOT_IN_INDEX
        return Resolution(gathered.name, Status.UNKNOWN, note=note)


def _is_sole_member(family: Resolution) -> bool:
    """Return whether a family has one gene in the species asked for, which is the likeliest candidate."""
    return len(family.members) == 1 and family.score >= GENE_THRESHOLD and family.best_gene == family.members[0]


def _shared_lookups() -> Lookups:
    from genenorm.mygene.lookups import shared_lookups

    return shared_lookups()


def _retirement(reference: Reference, name: str, key: Key | None, gene: Gene | None = None) -> Retirement:
    from genenorm.resolver.retired_names import retirement

    return retirement(reference, name, key, gene)


def note_of_unknown(name: str) -> str:
    """Return what an unknown name is that has the form of something else than a gene; an empty string for others."""
    if may_have_form(name):
        from genenorm.text import forms
        from genenorm.text.damage import from_date

        if note := forms.note_of_unknown(name, " or ".join(from_date(name)[:1])):
            return note
        if forms.may_have_identifier(name):
            from genenorm.text.identifier_forms import inner_identifiers

            types = map(identifier_type, inner_identifiers(name))
            if note := next((found.note for found in types if found is not None), ""):
                return note
        from genenorm.text.no_names import kind_of_text

        return f"{kind}, no name of a gene" if (kind := kind_of_text(name)) else ""
    found = identifier_type(name)
    return "" if found is None else found.note


_IDENTIFIER, _DATE = NameKind.IDENTIFIER, KeyRule.SPREADSHEET_DATE
_CLEAR = 0.72
"""Share of the chances of all genes of a date from which on one of them is its gene."""
_MOST_READINGS, _LONGEST_PAIR = 3, 5


def _either(rows: Sequence[int], reference: Reference) -> str:
    """Return the symbols of the first genes of some, given by their row numbers: ``MARCHF1 or MTARC1``."""
    symbols = {reference.symbol(row).upper(): reference.symbol(row) for row in reversed(rows)}
    return " or ".join(list(symbols.values())[::-1][:_MOST_READINGS])


def number_or_date(rows: Sequence[int], reference: Reference) -> str:
    """Return the note of a GeneID that may be the date of a spreadsheet, made of the symbols of these genes."""
    return f"a GeneID; as a date of a spreadsheet it may be {_either(rows, reference)}"


CONTRADICTION = "its parts name different genes"
PARTLY_KNOWN = "some of its identifiers are not in the index"
PART_NOT_IN_INDEX = "several names, and the index lacks one"
NOT_IN_INDEX = "no such name in the index"
ROW_NUMBER = "the number of a row: the list is consecutive numbers, no GeneIDs"
SYMBOL_ELSEWHERE = "its symbol in other species too"


def may_be_meant(count: int) -> str:
    """Return the note of an ambiguous name with this number of candidates."""
    return "1 gene may be meant, or none" if count == 1 else f"{count} genes may be meant"


def _counted(count: int, noun: str) -> str:
    """Return a number with its noun: ``1 member``, ``7 members``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def species_open(count: int) -> str:
    """Return the note of a name that means a homology group with genes of this number of species."""
    return f"only the species is open ({count} possible)"
