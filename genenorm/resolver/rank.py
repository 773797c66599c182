"""The ranker: a name's candidates in a context, with the chance of each. Decides nothing.

What holds for a name in every context is worked out once and remembered; a context adds what it says of each species.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from genenorm.core.caches import Memo, Recent
from genenorm.core.evidence import Around, Evidence, Terms, words_of
from genenorm.core.model import Candidate, Gene
from genenorm.resolver.context_evidence import View
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import Side, Sums, Weighed, Weights, chances, none_terms, weigh
from genenorm.resolver.proposals import Gathered

Extra: TypeAlias = Callable[[Gene], Terms]
"""Evidence for a gene from the place where the name stands."""
_MOST_VOTES = 2
_KEPT = 1 << 14
_MOST_SIDES = 1 << 10


class _Name(NamedTuple):
    """What holds for a name in every context."""

    gathered: Gathered
    weighed: Weighed
    none: float
    """What speaks for "none of them", added up."""
    voice: _Voice


class _Voice(NamedTuple):
    """What a name says of the others of its list."""

    is_symbol: bool
    """Whether it is exactly somebody's official symbol."""
    taxa: tuple[int, ...]
    """Taxa that it speaks for; none when it may be of many."""


class Votes(NamedTuple):
    """What the names of a list say of each other."""

    by_taxon: Mapping[int, float]
    """Names that speak for a species, by taxon id: exact symbols, or names of few species."""
    symbols: float
    """Share of the names that are exactly somebody's official symbol: high in lists that a program wrote."""


class Ranker:
    """Ranks what a name may mean, with the weights for lists or for running text; keeps recent names, safe to share."""

    def __init__(self, gatherer: Gatherer, weights: Weights) -> None:
        self._gatherer = gatherer
        self._sums = Sums(weights)
        self._none = Memo[Terms, float](self._sums.total, _MOST_SIDES)
        self._voices = Memo[tuple[Side, ...], _Voice](_voice_of, _KEPT)
        self._names = Recent[str, _Name](_KEPT)
        self._orthologs = Recent[tuple[str, tuple[int, ...], tuple[int, ...]], tuple[Gathered, Weighed]](_KEPT)
        self._last_sides: tuple[View, Memo[Side, Around]] | None = None

    def rank(self, gathered: Gathered, view: View, extra: Extra | None = None) -> tuple[Candidate, ...]:
        """Return every candidate in the view's scope with its chance, best first; ties go to the smaller gene row.

        Orthologs take part in the species asked for and, in running text, in those that the text names.
        """
        name = self._name(gathered)
        scope = view.explicit
        weighed = self._with_orthologs(name, scope or view.named, scope) if scope or view.prose else name.weighed
        if not weighed.genes:
            return ()
        sides = self._sides(view)
        around = [sides[side] for side in weighed.sides]
        if extra is not None:
            around = [self._with_more(told, extra(gene)) for told, gene in zip(around, weighed.genes, strict=True)]
        scores = [known + told.added for known, told in zip(weighed.sums, around, strict=True)]
        candidates = list(map(Candidate, weighed.genes, weighed.matches, chances(scores, name.none), around))
        if len(candidates) > 1:
            candidates.sort(key=_SCORE, reverse=True)  # which leaves equal ones in the order of their rows
        return tuple(candidates)

    def votes(self, gathered: Iterable[Gathered]) -> Votes:
        """Return what the names of a list say of each other's species."""
        counts: dict[int, float] = {}
        names = symbols = 0
        for found in gathered:
            known = self._names.get(found.name)
            # not weighed here: of a long list the first would be forgotten before they are ranked
            if known is not None and known.gathered is found:
                voice = known.voice
            else:
                voice = self._voices[tuple([(p.gene.taxon_id, p.is_own_symbol) for p in found.proposals])]
            names += 1
            symbols += voice.is_symbol
            for taxon in voice.taxa:  # a symbol that mouse and rat share votes for both, half each
                counts[taxon] = counts.get(taxon, 0.0) + 1 / len(voice.taxa)
        return Votes(dict(sorted(counts.items())), symbols / names if names else 0.0)

    def _name(self, gathered: Gathered) -> _Name:
        known = self._names.get(gathered.name)
        if known is not None and known.gathered is gathered:  # else it gathered more than the index holds, or less
            return known
        weighed = weigh(gathered, gathered.proposals, self._sums)
        name = _Name(gathered, weighed, self._none[none_terms(gathered)], self._voices[weighed.sides])
        self._names.put(gathered.name, name)
        return name

    def _with_orthologs(self, name: _Name, taxa: tuple[int, ...], scope: tuple[int, ...]) -> Weighed:
        """Return what a name may mean with its orthologs in some species; of a scope alone, if there is one."""
        gathered = name.gathered
        known = self._orthologs.get((gathered.name, taxa, scope))
        if known is not None and known[0] is gathered:
            return known[1]
        orthologs = self._gatherer.transfer(gathered.proposals, taxa)
        weighed = name.weighed.and_also(weigh(gathered, orthologs, self._sums)) if orthologs else name.weighed
        if scope:
            weighed = weighed.of_species(scope)
        self._orthologs.put((gathered.name, taxa, scope), (gathered, weighed))
        return weighed

    def _sides(self, view: View) -> Memo[Side, Around]:
        """Return what a view says of candidates of each side; that of the view asked with last is held."""
        last = self._last_sides
        if last is not None and last[0] is view:
            return last[1]

        def around(side: Side) -> Around:
            taxon, own = side
            terms = view.of_taxon(taxon)
            if own and (listed := view.listed_in(taxon)):
                terms += ((Evidence.LISTED_SYMBOL, listed),)
            return Around(terms, words_of(terms), self._sums.total(terms))

        sides = Memo(around, _MOST_SIDES)
        self._last_sides = view, sides
        return sides

    def _with_more(self, told: Around, more: Terms) -> Around:
        if not more:
            return told
        return Around(told.terms + more, told.words + words_of(more), self._sums.total(more, told.added))


_SCORE = attrgetter("score")


def _voice_of(sides: tuple[Side, ...]) -> _Voice:
    own = {taxon for taxon, is_symbol in sides if is_symbol}
    taxa = own or {taxon for taxon, _ in sides}
    return _Voice(bool(own), tuple(sorted(taxa)) if len(taxa) <= _MOST_VOTES else ())
