"""The ranking of the genes that a name may mean in a context, each with its chance.

The evidence that is the same in every context is worked out once for each name and cached; a context adds its evidence
about species.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from genenorm.core.caches import Memo, Recent
from genenorm.core.evidence import Evidence, Terms, WeighedTerms, words_of
from genenorm.core.model import Candidate, Gene
from genenorm.resolver.context_evidence import ContextEvidence
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import NameEvidence, TaxonMatch, Weigher, Weights, chances, none_terms, weigh
from genenorm.resolver.proposals import NameProposals

LocalEvidence: TypeAlias = Callable[[Gene], Terms]
"""Returns the evidence for a gene from the places in a text where the name is."""
_MOST_TAXA_OF_VOTE = 2
_CACHED_NAMES = 1 << 14
_CACHED_MATCHES = 1 << 10


class _RankedName(NamedTuple):
    """The evidence for a name that is the same in every context."""

    gathered: NameProposals
    evidence: NameEvidence
    none: float
    """The sum of the evidence for "none of them"."""
    vote: _Vote


class _Vote(NamedTuple):
    """The vote of a name on the species of its list."""

    is_symbol: bool
    """Whether the name is exactly the official symbol of some gene."""
    taxa: tuple[int, ...]
    """Taxon ids that the name votes for; none when it may be of many species."""


class ListVotes(NamedTuple):
    """The votes of the names of a list, which are evidence for each of them."""

    by_taxon: Mapping[int, float]
    """Names that vote for a species, by taxon id: exact symbols, or names of few species."""
    symbol_share: float
    """Share of the names that are exactly some gene's official symbol; high in lists that a program wrote."""


class Ranker:
    """Ranks the genes that names may mean, with one set of weights. Caches recent names; threads may share it."""

    def __init__(self, gatherer: Gatherer, weights: Weights) -> None:
        self._gatherer = gatherer
        self._weigher = Weigher(weights)
        self._names = Recent[str, _RankedName](_CACHED_NAMES)
        self._votes = Memo[tuple[TaxonMatch, ...], _Vote](_vote_of, _CACHED_NAMES)
        self._orthologs = Recent[tuple[str, tuple[int, ...], bool], tuple[NameProposals, NameEvidence]](_CACHED_NAMES)
        self._last_context: tuple[ContextEvidence, Memo[TaxonMatch, WeighedTerms]] | None = None

    def rank(
        self, gathered: NameProposals, context: ContextEvidence, local: LocalEvidence | None = None
    ) -> tuple[Candidate, ...]:
        """Return the candidates for a name in a context with their chances, the likeliest first.

        Genes with equal chances are in the order of their rows in the index. Candidates are of the requested species,
        if any; orthologs are candidates in those, and in the species that a running text names.
        """
        name = self._name(gathered)
        evidence = self._with_orthologs(name, context) if context.requested or context.is_prose else name.evidence
        if not evidence.genes:
            return ()
        by_match = self._context_terms(context)
        added = [by_match[match] for match in evidence.taxon_matches]
        if local is not None:
            added = [self._add_terms(terms, local(gene)) for terms, gene in zip(added, evidence.genes, strict=True)]
        totals = [total + terms.total for total, terms in zip(evidence.totals, added, strict=True)]
        candidates = list(map(Candidate, evidence.genes, evidence.matches, chances(totals, name.none), added))
        if len(candidates) > 1:
            candidates.sort(key=_SCORE, reverse=True)  # a stable sort: equal ones stay in the order of their rows
        return tuple(candidates)

    def votes(self, gathered: Iterable[NameProposals]) -> ListVotes:
        """Return the votes of the names of a list."""
        counts: dict[int, float] = {}
        names = symbols = 0
        for found in gathered:
            known = self._names.get(found.name)
            # not weighed here: the first names of a long list would leave the cache before they are ranked
            if known is not None and known.gathered is found:
                vote = known.vote
            else:
                matches = self._weigher.taxon_matches
                vote = self._votes[tuple([matches[p.gene.taxon_id, p.is_own_symbol] for p in found.proposals])]
            names += 1
            symbols += vote.is_symbol
            for taxon in vote.taxa:  # a symbol that mouse and rat share votes for both, half each
                counts[taxon] = counts.get(taxon, 0.0) + 1 / len(vote.taxa)
        return ListVotes(dict(sorted(counts.items())), symbols / names if names else 0.0)

    def _name(self, gathered: NameProposals) -> _RankedName:
        known = self._names.get(gathered.name)
        if known is not None and known.gathered is gathered:  # live look-ups may have added proposals since
            return known
        evidence = weigh(gathered, gathered.proposals, self._weigher)
        none = self._weigher.total(none_terms(gathered))
        name = _RankedName(gathered, evidence, none, self._votes[evidence.taxon_matches])
        self._names.put(gathered.name, name)
        return name

    def _with_orthologs(self, name: _RankedName, context: ContextEvidence) -> NameEvidence:
        """Return the evidence for a name with its orthologs, in the requested species only if there are any."""
        gathered = name.gathered
        taxa = context.requested or context.named
        key = (gathered.name, taxa, bool(context.requested))
        known = self._orthologs.get(key)
        if known is not None and known[0] is gathered:
            return known[1]
        orthologs = self._gatherer.transfer(gathered.proposals, taxa)
        evidence = name.evidence
        if orthologs:
            evidence = evidence.with_genes(weigh(gathered, orthologs, self._weigher))
        if context.requested:
            evidence = evidence.in_species(context.requested)
        self._orthologs.put(key, (gathered, evidence))
        return evidence

    def _context_terms(self, context: ContextEvidence) -> Memo[TaxonMatch, WeighedTerms]:
        """Return a cache of the evidence of a context by taxon match; that of the last context is kept."""
        last = self._last_context
        if last is not None and last[0] is context:
            return last[1]

        def weighed(match: TaxonMatch) -> WeighedTerms:
            terms = context.terms_of(match.taxon_id)
            if match.is_own_symbol and (expected := context.expected_symbols_of(match.taxon_id)):
                terms += ((Evidence.LISTED_SYMBOL, expected),)
            return WeighedTerms(terms, words_of(terms), self._weigher.total(terms))

        by_match = Memo(weighed, _CACHED_MATCHES)
        self._last_context = context, by_match
        return by_match

    def _add_terms(self, weighed: WeighedTerms, more: Terms) -> WeighedTerms:
        if not more:
            return weighed
        terms, words = weighed.terms + more, weighed.words + words_of(more)
        return WeighedTerms(terms, words, self._weigher.total(more, weighed.total))


_SCORE = attrgetter("score")


def _vote_of(matches: tuple[TaxonMatch, ...]) -> _Vote:
    """Return the vote of a name from its taxon matches."""
    taxa: set[int] = set()
    symbol_taxa: set[int] = set()
    for taxon, is_own_symbol in matches:
        (symbol_taxa if is_own_symbol else taxa).add(taxon)
    voted = symbol_taxa or taxa
    return _Vote(bool(symbol_taxa), tuple(sorted(voted)) if len(voted) <= _MOST_TAXA_OF_VOTE else ())
