"""The weight of a gene, from 0 to 255: a prior for the ranking, larger for genes that texts name more often.

    weight = 255 × (0.35 interest + 0.20 terms + 0.15 names + 0.10 papers + 0.10 group + 0.10 coding)

Each term is between 0 and 1 and grows with the logarithm of a count:

* interest: position in the species' interest list, 1 for the first gene, 0 for a gene without a rank;
* terms: Gene Ontology terms that annotate the gene, 1 from 200 on;
* names: names of the gene in the index, 1 from 30 on;
* papers: publications that the authority cites for the gene, 1 from 12 on;
* group: members of the gene's homology group, 1 from 8 on;
* coding: 1 for a protein-coding gene, 0.5 for a non-coding RNA or a gene of unknown type, 0 for a pseudogene.

The authorities' dumps have neither interest lists nor terms. Where no gene of an index has a rank, the number of names
replaces interest (much-studied genes have many names), and the number of links to other databases replaces terms:

    weight = 255 × (0.25 known + 0.05 links + 0.15 names + 0.15 papers + 0.20 group + 0.15 coding)

where known equals names, and links is 1 from 8 on. Among the genes that both kinds of index have, names, group and
coding alone explain 93 % of the variance of the weights that use interest and terms.

Interest, terms and papers are shared within a homology group: a gene gets at least 0.8 of another member's value
between human, mouse and rat, and 0.5 otherwise, since genes that are studied in one species are studied in others too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from genenorm.builder.merge.groups import GroupDraft
from genenorm.builder.merge.roster import GeneDraft
from genenorm.core.model import Biotype
from genenorm.core.taxa import MAMMALS

MAMMAL_FACTOR, DISTANT_FACTOR = 0.8, 0.5
_LONGEST_RANKING = 10742
_CODING = {
    Biotype.PROTEIN_CODING: 1.0, Biotype.NON_CODING_RNA: 0.5, Biotype.UNKNOWN: 0.5, Biotype.GENE_SEGMENT: 0.5,
    Biotype.OTHER: 0.2, Biotype.PSEUDOGENE: 0.0,
}  # fmt: skip
WeightParts = tuple[float, float, float]
"""Interest, terms and papers of a gene, or the values that replace them."""


@dataclass(frozen=True, slots=True)
class WeightShares:
    """The share of each term in the weight."""

    interest: float
    terms: float
    names: float
    papers: float
    group: float
    coding: float


RANKED_SHARES = WeightShares(0.35, 0.20, 0.15, 0.10, 0.10, 0.10)
UNRANKED_SHARES = WeightShares(0.25, 0.05, 0.15, 0.15, 0.20, 0.15)


def log_scale(count: float, full: float) -> float:
    """Return a count on a logarithmic scale from 0 to 1, which reaches 1 at ``full``.

    >>> log_scale(0, 30), log_scale(30, 30), log_scale(99, 30)
    (0.0, 1.0, 1.0)
    """
    return min(1.0, log1p(count) / log1p(full))


def set_weights(drafts: Iterable[GeneDraft], groups: Iterable[GroupDraft], names: Mapping[int, int]) -> None:
    """Set the weight of every gene; ``names`` has the number of names by ``id`` of the draft."""
    drafts = list(drafts)
    ranked = any(draft.rank for draft in drafts)
    shares = RANKED_SHARES if ranked else UNRANKED_SHARES
    named = {id(draft): log_scale(names.get(id(draft), 0), 30) for draft in drafts}
    own = {id(draft): _parts(draft) if ranked else _replacement_parts(draft, named[id(draft)]) for draft in drafts}
    size: dict[int, int] = {}
    shared = dict(own)
    for group in groups:
        for draft in group.members:
            size[id(draft)] = len(group.members)
            shared[id(draft)] = _share(draft, group, own)
    for draft in drafts:
        interest, terms, papers = shared[id(draft)]
        score = shares.interest * interest + shares.terms * terms + shares.names * named[id(draft)]
        score += shares.papers * papers + shares.group * log_scale(size.get(id(draft), 0), 8)
        draft.weight = round(255 * (score + shares.coding * _CODING[draft.biotype]))


def _parts(draft: GeneDraft) -> WeightParts:
    interest = 1 - log_scale(draft.rank - 1, _LONGEST_RANKING) if draft.rank else 0.0
    return interest, log_scale(draft.terms, 200), log_scale(draft.papers, 12)


def _replacement_parts(draft: GeneDraft, known: float) -> WeightParts:
    return known, log_scale(draft.references, 8), log_scale(draft.papers, 12)


def _share(draft: GeneDraft, group: GroupDraft, own: Mapping[int, WeightParts]) -> WeightParts:
    best = list(own[id(draft)])
    for other in group.members:
        factor = MAMMAL_FACTOR if {draft.taxon_id, other.taxon_id} <= MAMMALS else DISTANT_FACTOR
        best = [max(mine, factor * theirs) for mine, theirs in zip(best, own[id(other)], strict=True)]
    return best[0], best[1], best[2]
