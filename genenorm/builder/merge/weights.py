"""The weight of a gene, 0 to 255: how likely it is that a name met in the wild means this one. A ranking prior.

    weight = 255 × (0.35 interest + 0.20 terms + 0.15 names + 0.10 papers + 0.10 group + 0.10 coding)

Each part lies between 0 and 1 and grows with the logarithm of what it counts:

* interest: place in the species' interest list, 1 for the first gene, 0 for one that is not ranked;
* terms: Gene Ontology terms that annotate the gene, 1 from 200 on;
* names: names the index holds for it, 1 from 30 on;
* papers: publications that its authority cites, 1 from 12 on;
* group: species and genes of its homology group, 1 from 8 members on;
* coding: 1 for a protein-coding gene, 0.5 for a non-coding RNA or a gene of unknown type, 0 for a pseudogene.

Dumps of the authorities have neither interest lists nor terms. Where no gene of an index is ranked, its names stand in
for interest (a gene that people study gathers names), and its links to other databases for terms:

    weight = 255 × (0.25 known + 0.05 links + 0.15 names + 0.15 papers + 0.20 group + 0.15 coding)

with known as names, and links 1 from 8 on. On the genes that both kinds of index share, names, group and coding alone
explain 93 % of the variance of the weights with interest and terms.

Interest, terms and papers are shared along the homology group, at 0.8 of the best member's between human, mouse
and rat and 0.5 otherwise: what is studied in one species is what is meant in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from genenorm.builder.merge.groups import GroupDraft
from genenorm.builder.merge.roster import Draft
from genenorm.core.model import Biotype
from genenorm.core.taxa import MAMMALS

NEAR, FAR = 0.8, 0.5
_LONGEST_RANKING = 10742
_CODING = {
    Biotype.PROTEIN_CODING: 1.0, Biotype.NON_CODING_RNA: 0.5, Biotype.UNKNOWN: 0.5, Biotype.GENE_SEGMENT: 0.5,
    Biotype.OTHER: 0.2, Biotype.PSEUDOGENE: 0.0,
}  # fmt: skip
Parts = tuple[float, float, float]
"""Interest, terms and papers of a gene, or what stands in for them."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each part counts."""

    interest: float
    terms: float
    names: float
    papers: float
    group: float
    coding: float


RANKED = Shares(0.35, 0.20, 0.15, 0.10, 0.10, 0.10)
UNRANKED = Shares(0.25, 0.05, 0.15, 0.15, 0.20, 0.15)


def part(count: float, full: float) -> float:
    """Return a count on a logarithmic scale from 0 to 1, where ``full`` and more is 1.

    >>> part(0, 30), part(30, 30), part(99, 30)
    (0.0, 1.0, 1.0)
    """
    return min(1.0, log1p(count) / log1p(full))


def set_weights(drafts: Iterable[Draft], groups: Iterable[GroupDraft], names: Mapping[int, int]) -> None:
    """Give every gene its weight; ``names`` is the number of names by ``id`` of the draft."""
    drafts = list(drafts)
    ranked = any(draft.rank for draft in drafts)
    shares = RANKED if ranked else UNRANKED
    named = {id(draft): part(names.get(id(draft), 0), 30) for draft in drafts}
    own = {id(draft): _parts(draft) if ranked else _stand_ins(draft, named[id(draft)]) for draft in drafts}
    size: dict[int, int] = {}
    shared = dict(own)
    for group in groups:
        for draft in group.members:
            size[id(draft)] = len(group.members)
            shared[id(draft)] = _share(draft, group, own)
    for draft in drafts:
        interest, terms, papers = shared[id(draft)]
        score = shares.interest * interest + shares.terms * terms + shares.names * named[id(draft)]
        score += shares.papers * papers + shares.group * part(size.get(id(draft), 0), 8)
        draft.weight = round(255 * (score + shares.coding * _CODING[draft.biotype]))


def _parts(draft: Draft) -> Parts:
    interest = 1 - part(draft.rank - 1, _LONGEST_RANKING) if draft.rank else 0.0
    return interest, part(draft.terms, 200), part(draft.papers, 12)


def _stand_ins(draft: Draft, known: float) -> Parts:
    return known, part(draft.references, 8), part(draft.papers, 12)


def _share(draft: Draft, group: GroupDraft, own: Mapping[int, Parts]) -> Parts:
    best = list(own[id(draft)])
    for other in group.members:
        factor = NEAR if {draft.taxon_id, other.taxon_id} <= MAMMALS else FAR
        best = [max(mine, factor * theirs) for mine, theirs in zip(best, own[id(other)], strict=True)]
    return best[0], best[1], best[2]
