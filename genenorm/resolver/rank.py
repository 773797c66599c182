"""The ranking of the genes that a name may mean in a context, each with its chance.

The evidence that is the same in every context is worked out once for each name and cached; a context adds its evidence
about species.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import takewhile

from genenorm.core.caches import Memo, Recent
from genenorm.core.evidence import NO_TERMS, Evidence, Terms, WeighedTerms, words_of
from genenorm.core.model import Candidate, Gene, KeyRule, Match, NameKind, label
from genenorm.core.values import NamedTuple
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.list_species import ListPatterns, NamePattern
from genenorm.resolver.name_evidence import (
    OWN_MASK,
    SPECIES_SHIFT,
    Weigher,
    chances,
    weight_terms,
)
from genenorm.resolver.name_shape import GenesMeant, NameEvidence, NameShape
from genenorm.resolver.proposals import OWN_SYMBOL, kind_code, rule_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from genenorm.index.reference import Reference
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.name_evidence import Weights
    from genenorm.resolver.name_shape import ShapeKey
    from genenorm.resolver.proposals import NameProposals

LocalEvidence: TypeAlias = Callable[[int, int, int], Terms]
"""Returns the evidence for a gene from the places in a text where the name is.

The gene is given by its row number, with its taxon id and the row number of its homology group, 0 for none.
"""
_CACHED_NAMES = 1 << 12
"""As many as the gatherer keeps."""
_CACHED_CONTEXTS = 1 << 8
"""A name alone has one of some hundred contexts, by its pattern; records and documents have one each."""
_CACHED_CLASSES = 1 << 10
_CACHED_SHAPES = 1 << 12
_CACHED_LABELS = 1 << 15
_IDENTIFIERS = (NameKind.IDENTIFIER.value, NameKind.RETIRED_IDENTIFIER.value)


class Ranking:
    """The genes that a name may mean in a context with their chances, the likeliest first.

    Candidates are made of them when they are looked at.
    """

    __slots__ = ("_best_gene", "_by_class", "_local", "_made", "_ranker", "chances", "name", "order")

    def __init__(
        self,
        ranker: Ranker,
        name: GenesMeant,
        order: Sequence[int],
        chances: Sequence[float],
        by_class: Mapping[int, WeighedTerms],
        local: Sequence[Terms] | None = None,
    ) -> None:
        self._ranker = ranker
        self.name = name
        self.order = order
        """Places of the genes in the evidence of the name, the likeliest gene first."""
        self.chances = chances
        """The chance of each gene, in the order of the evidence."""
        self._by_class = by_class
        self._local = local
        self._made: dict[int, Candidate] | None = None
        self._best_gene: Gene | None = None

    def __len__(self) -> int:
        return len(self.order)

    def gene(self, place: int = 0) -> int:
        """Return the row number of a gene by its place among the candidates."""
        return self.name.genes[self.order[place]]

    def code(self, place: int = 0) -> int:
        """Return the evidence code of a gene by its place among the candidates."""
        return self.name.codes[self.order[place]]

    def group(self, place: int = 0) -> int:
        """Return the row number of the homology group of a gene by its place among the candidates; 0 for none."""
        return self.name.groups[self.order[place]]

    def score(self, place: int = 0) -> float:
        """Return the chance of a gene by its place among the candidates."""
        return self.chances[self.order[place]]

    @property
    def taxon_id(self) -> int:
        """Taxon id of the likeliest gene."""
        return self._ranker.weigher.taxon_id(self.code())

    @property
    def source_species(self) -> int:
        """Number of the species of the gene whose name matched, which for an ortholog is another one."""
        source = self.name.sources[self.order[0]]
        facts = self._ranker.gatherer.reference.gene_facts
        return facts[source] >> 12 & 255 if source > 0 else self.code() >> SPECIES_SHIFT & 255

    def with_organism_first(self, organisms: Sequence[int]) -> Ranking:
        """Return the ranking in which, of the first gene and its orthologs, the best of some species is the first.

        A stated organism decides between orthologs, however the name is cased. They exchange their chances.

        :param organisms: taxon ids.
        """
        numbers = [self._ranker.gatherer.number_of(taxon) for taxon in organisms]
        order, codes, groups = self.order, self.name.codes, self.name.groups
        code, group = codes[order[0]], groups[order[0]]
        if not group or code >> SPECIES_SHIFT & 255 in numbers or code & 15 in _IDENTIFIERS:
            return self
        for place, row in enumerate(order):
            if groups[row] == group and codes[row] >> SPECIES_SHIFT & 255 in numbers:
                first = order[0]
                changed = list(self.chances)
                changed[first], changed[row] = changed[row], changed[first]
                new = [row, *order[1:place], first, *order[place + 1 :]]
                return Ranking(self._ranker, self.name, new, changed, self._by_class, self._local)
        return self

    @property
    def is_own_symbol(self) -> bool:
        """Whether the name is exactly the official symbol of the likeliest gene."""
        return self.code() & OWN_MASK == OWN_SYMBOL

    @property
    def best_gene(self) -> Gene:
        """The likeliest gene."""
        gene = self._best_gene
        if gene is None:
            gene = self._best_gene = self._ranker.gatherer.gene(self.name.found, self.gene())
        return gene

    @property
    def best_gene_id(self) -> int | None:
        """GeneID of the likeliest gene, which is not made for it."""
        row = self.gene()
        return self._ranker.gatherer.reference.gene_ids[row] or None if row > 0 else self.best_gene.gene_id

    @property
    def best_group_id(self) -> str:
        """The homology group of the likeliest gene; empty when it has none."""
        group = self.group()
        return self._ranker.gatherer.group_ids[group] if group else ""

    @property
    def best_match(self) -> tuple[NameKind, KeyRule, bool]:
        """The kind of name and the rule by which the likeliest gene matches, and whether an ortholog has the name."""
        code = self.code()
        return KIND_BY_CODE[code & 15], rule_of(code), self.name.sources[self.order[0]] != 0

    def genes_from(self, least: float) -> list[Gene]:
        """Return the genes with at least a score, the likeliest first."""
        chances, name, gatherer = self.chances, self.name, self._ranker.gatherer
        likely = takewhile(lambda place: chances[place] >= least, self.order)
        return [gatherer.gene(name.found, name.genes[place]) for place in likely]

    def has_name_as_written(self) -> bool:
        """Return whether a candidate has the name as it is written."""
        codes = self.name.codes
        return any(rule_of(codes[place]) is KeyRule.AS_WRITTEN for place in self.order)

    def evidence(self) -> tuple[str, ...]:
        """Return the evidence of the likeliest gene, in words."""
        if self.name.sources[self.order[0]] or self._local is not None or self.name.found.live is not None:
            return self.candidate(0).evidence
        code, weigher = self.code(), self._ranker.weigher
        return weigher.words[code] + self._by_class[weigher.classes[code]].words

    def candidate(self, place: int) -> Candidate:
        """Return a candidate by its place; the same object each time."""
        if self._made is None:
            self._made = {}
        made = self._made.get(place)
        if made is None:
            row = self.order[place]
            gene_and_match = self._ranker.gene_and_match(self.name, row)
            made = self._made[place] = Candidate(*gene_and_match, self.chances[row], self._context_terms(row))
        return made

    def _context_terms(self, row: int) -> WeighedTerms:
        """Return the evidence of the context for a gene by its place in the evidence of the name."""
        weigher = self._ranker.weigher
        terms = self._by_class[weigher.classes[self.name.codes[row]]]
        if self._local is not None and (more := self._local[row]):
            total = weigher.total(more, terms.total)
            terms = WeighedTerms(terms.terms + more, terms.words + words_of(more), total)
        return terms

    def rows(self) -> list[int]:
        """Return the row number of the gene of each candidate."""
        genes = self.name.genes
        return [genes[place] for place in self.order]

    def groups(self) -> list[int]:
        """Return the row number of the homology group of each candidate; 0 for none."""
        groups = self.name.groups
        return [groups[place] for place in self.order]

    def labels(self, first: int = 0) -> list[str]:
        """Return the genes from a place on as they are written in the ``alternatives`` column, in order."""
        order, genes = self.order, self.name.genes
        if len(order) <= first:
            return []
        order = order[first:]
        if self.name.found.live is None:
            known = self._ranker.labels
            return [known[genes[place]] for place in order]
        gatherer, found = self._ranker.gatherer, self.name.found
        return [label(gatherer.gene(found, genes[place])) for place in order]


@lru_cache(maxsize=2)
def _labels(reference: Reference) -> Memo[int, str]:
    """Return the labels of an index's genes by row number, cached."""
    return Memo(reference.label, _CACHED_LABELS)


class _RankedContext(NamedTuple):
    """What all names of a context share."""

    evidence: ContextEvidence
    terms: Memo[int, WeighedTerms]
    """The evidence of the context by ``context_class``."""
    taxa: tuple[int, ...]
    """Taxon ids in which orthologs are candidates too, in rising order."""
    wanted: frozenset[int] | None
    """Numbers of the species asked for; ``None`` for any."""


class Ranker:
    """Ranks the genes that names may mean, with one set of weights. Caches recent names; threads may share it."""

    def __init__(self, gatherer: Gatherer, weights: Weights) -> None:
        self.gatherer = gatherer
        self.weigher = Weigher(weights, gatherer.species)
        self.labels = _labels(gatherer.reference)
        """The labels of the index's genes by row number."""
        self._with_orthologs = Recent[object, GenesMeant](_CACHED_NAMES)
        self._evidence = Recent[str, NameEvidence](_CACHED_NAMES)
        self._shapes: Memo[ShapeKey, NameShape] = Memo(partial(NameShape, gatherer), _CACHED_SHAPES)
        self._contexts = Recent[int, _RankedContext](_CACHED_CONTEXTS)

    def rank(
        self,
        found: NameProposals,
        context: ContextEvidence,
        local: LocalEvidence | None = None,
        evidence: NameEvidence | None = None,
    ) -> Ranking | None:
        """Return the ranking of the genes proposed for a name in a context; ``None`` when there is no candidate.

        Genes with equal chances are in the order of their rows in the index. Candidates are of the requested species,
        if any; orthologs are candidates in those, and in the species that a running text names.

        :param evidence: the evidence for the name, if it is at hand.
        """
        if not found.genes:
            return None
        ranked = self._context(context)
        name = self._genes_meant(found, ranked, evidence)
        count = len(name.genes)
        if not count:
            return None
        by_class, weigher = ranked.terms, self.weigher
        weight_sums = weigher.weight_sums
        sums, classes = weigher.columns[name.codes]
        more: list[Terms] | None = None
        if local is None:
            totals = [
                total + weight_sums[fact & 255] + by_class[key].total
                for total, fact, key in zip(sums, name.facts, classes)  # noqa: B905
            ]
        else:
            species, total_of = self.gatherer.species, weigher.total
            columns = zip(name.genes, name.facts, name.groups)  # noqa: B905
            more = [local(gene, species[fact >> 12 & 255], group) for gene, fact, group in columns]
            totals = [
                total + weight_sums[fact & 255] + total_of(terms, by_class[key].total)
                for total, fact, key, terms in zip(sums, name.facts, classes, more)  # noqa: B905
            ]
        scores = chances(totals, weigher.none_sums[name.none])
        # a stable sort: equal ones stay in the order of their rows
        order = sorted(range(count), key=scores.__getitem__, reverse=True) if count > 1 else _ONE
        return Ranking(self, name, order, scores, by_class, more)

    def patterns(self, gathered: Iterable[NameProposals]) -> ListPatterns:
        """Return what the names of a list say about its species.

        Names of several genes say nothing beside others, since many are of two species (``DAF-16/FOXO``). Among
        themselves each part is a name.
        """
        counts: dict[NamePattern, int] = {}
        names = 0
        several: list[NameProposals] = []
        for found in gathered:
            names += 1
            if found.parts:
                several.append(found)
                continue
            pattern = self.pattern(found)
            if pattern.names:
                counts[pattern] = counts.get(pattern, 0) + 1
        if several and not counts:
            return self.patterns_of_parts(several, names)
        return ListPatterns(counts, names)

    def patterns_of_parts(self, several: Sequence[NameProposals], names: int) -> ListPatterns:
        """Return what names of several genes say about the species of their list, which has no other known names.

        :param names: number of the names of the list.
        """
        parts = [part for found in several for part in found.parts]
        return self.patterns(parts)._replace(size=names - len(several) + len(parts))

    def pattern(self, found: NameProposals) -> NamePattern:
        """Return what a name says about the species of its list."""
        return self.evidence(found).pattern if found.genes else NO_PATTERN

    def evidence(self, found: NameProposals) -> NameEvidence:
        """Return the evidence for the genes proposed for a name; that of recent names is kept."""
        known = self._evidence.get(found.name)
        if known is None or known.found is not found:  # live look-ups may have added proposals since
            known = self.new_evidence(found)
            self._evidence.put(found.name, known)
        return known

    def new_evidence(self, found: NameProposals) -> NameEvidence:
        """Return the evidence for the genes proposed for a name, which is not kept."""
        return NameEvidence(self.gatherer, found, self._shapes)

    def _genes_meant(
        self, found: NameProposals, context: _RankedContext, evidence: NameEvidence | None = None
    ) -> GenesMeant:
        """Return the evidence for a name, with its orthologs and in the requested species only if there are any."""
        taxa, wanted = context.taxa, context.wanted
        if not taxa:
            return evidence or self.evidence(found)
        key = found.name, taxa, wanted is None
        known = self._with_orthologs.get(key)
        if known is None or known.found is not found:
            own = evidence or self.evidence(found)
            columns = (own.facts, own.groups) if own.genes is found.genes else None
            known = own.with_orthologs(self.gatherer.transfer(found, taxa, columns), wanted)
            self._with_orthologs.put(key, known)
        return known

    def context_terms(self, context: ContextEvidence) -> Memo[int, WeighedTerms]:
        """Return a cache of the evidence of a context by ``context_class``; those of recent contexts are kept."""
        return self._context(context).terms

    def _context(self, context: ContextEvidence) -> _RankedContext:
        known = self._contexts.get(id(context))
        if known is not None and known.evidence is context:
            return known

        def weighed(key: int) -> WeighedTerms:
            taxon = self.gatherer.species[key >> 1]
            terms = context.terms_of(taxon)
            if key & 1 and taxon in context.symbol_taxa:
                terms += _IS_ASSIGNED_SYMBOL
            return WeighedTerms(terms, words_of(terms), self.weigher.total(terms)) if terms else NO_TERMS

        requested = frozenset(map(self.gatherer.number_of, context.requested)) or None
        taxa = tuple(sorted(context.ortholog_taxa))
        made = _RankedContext(context, Memo(weighed, _CACHED_CLASSES), taxa, requested)
        self._contexts.put(id(context), made)
        return made

    def gene_and_match(self, name: GenesMeant, place: int) -> tuple[Gene, Match]:
        """Return a gene of a name's evidence by its place, and how the name matches it."""
        found, weigher = name.found, self.weigher
        row, code, facts, source = name.genes[place], name.codes[place], name.facts[place], name.sources[place]
        gene = self.gatherer.gene(found, row)
        match_terms, other_terms = weigher.terms[code]
        parts = (match_terms, weight_terms(facts & 255), other_terms)
        via = self.gatherer.gene(found, source) if source else None
        live = found.live.get(source or row) if found.live is not None else None
        kind, rule = KIND_BY_CODE[kind_code(code)], rule_of(code)
        return gene, Match(kind, rule, label(gene), parts, weigher.words[code], via, live.source if live else "")


NO_PATTERN = NamePattern(0, 0, 0, 0)
_IS_ASSIGNED_SYMBOL: Terms = ((Evidence.ASSIGNED_SYMBOL, 1.0),)
_ONE = (0,)
