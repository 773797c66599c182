"""The accuracy of answers for lists of names whose genes are known.

An answer is right if the answered gene is one of the gold identifiers of the name, by GeneID or Ensembl id. Other
answers than a gene count as not right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from genenorm.core.context import Context
from genenorm.core.model import Gene, Resolution
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.verify.gold_lists import GoldList, GoldName
from genenorm.verify.scores import ScoreBand, TaxonScore, accuracy_by_score, accuracy_by_taxon, share_right


class Told(Enum):
    """What the resolver is told of the species of each list."""

    NOTHING = "nothing"
    ORGANISM = "organism"
    SPECIES = "species"


@dataclass(frozen=True, slots=True)
class JudgedName:
    """A gold name with the judgement on its answer."""

    list_id: str
    name: str
    taxon_id: int | None
    """Species of the gold gene; ``None`` when neither the list nor the index says it."""
    is_symbol: bool
    """Whether the name is exactly the official symbol of a gold gene."""
    is_right: bool
    best_right: bool
    """Whether the likeliest candidate is right, answered or not."""
    is_answered: bool
    """Whether a gene is answered."""
    score: float


@dataclass(frozen=True, slots=True)
class ListScores:
    """The scores for some lists; shares are from 0 to 1."""

    names: int
    """Number of distinct names with gold identifiers; a name in several lists of one species counts once."""
    lists: int
    accuracy: float
    """Share of the names that are answered with a right gene."""
    best_accuracy: float
    """Share of the names whose likeliest candidate is right, answered or not."""
    coverage: float
    """Share of the names that are answered with a gene."""
    precision: float
    """Share of the answered names that are right."""
    symbols: tuple[int, float]
    """Number and accuracy of the names that are official symbols of a gold gene."""
    others: tuple[int, float]
    """Number and accuracy of the other names."""
    per_taxon: tuple[TaxonScore, ...]
    """Species with the most names first."""
    reliability: tuple[ScoreBand, ...]
    """The bands that have answered names, those with the lowest scores first."""


def judge_lists(
    lists: Iterable[GoldList], resolver: Resolver, told: Told = Told.NOTHING, context: Context | None = None
) -> list[JudgedName]:
    """Return a judgement on the answer for each distinct name with gold identifiers, in order.

    The names of a list are answered together. A name in several lists of one species is judged in the first.

    :param told: what the resolver is told of each list.
    :param context: what it is told of all of them instead.
    """
    judged: dict[tuple[int | None, str], JudgedName] = {}
    for found in lists:
        answers = resolver.resolve_all([name.name for name in found.names], context or context_told(found, told))
        for name, answer in zip(found.names, answers, strict=True):
            if name.gold and (found.taxon_id, name.name) not in judged:
                judged[found.taxon_id, name.name] = _judge(found, name, answer, resolver.reference)
    return list(judged.values())


def context_told(found: GoldList, told: Told) -> Context:
    """Return the context of the names of a list; it is empty when the list has no species."""
    if found.taxon_id is None or told is Told.NOTHING:
        return Context()
    taxon = str(found.taxon_id)
    return Context(organisms=taxon) if told is Told.ORGANISM else Context(species=taxon)


def _judge(found: GoldList, name: GoldName, answer: Resolution, reference: Reference) -> JudgedName:
    gold_genes = [
        gene for gold in name.gold if (number := whole_number(gold)) and (gene := reference.gene_by_id(number))
    ]
    taxon_id = found.taxon_id or (gold_genes[0].taxon_id if gold_genes else None)
    return JudgedName(
        found.list_id,
        name.name,
        taxon_id,
        is_symbol=any(gene.symbol == name.name for gene in gold_genes),
        is_right=_is_right(answer.gene, name.gold),
        best_right=_is_right(answer.best_gene, name.gold),
        is_answered=answer.gene is not None,
        score=answer.score,
    )


def _is_right(gene: Gene | None, gold: frozenset[str]) -> bool:
    return gene is not None and (str(gene.gene_id) in gold or gene.ensembl_id in gold)


def summarise_lists(judged: Sequence[JudgedName]) -> ListScores:
    """Return the scores for some judged names; raises ValueError if there are none."""
    if not judged:
        raise ValueError("no name with a gold identifier")
    answered = [name for name in judged if name.is_answered]
    symbols = [name for name in judged if name.is_symbol]
    others = [name for name in judged if not name.is_symbol]
    return ListScores(
        names=len(judged),
        lists=len({name.list_id for name in judged}),
        accuracy=share_right(judged),
        best_accuracy=sum(name.best_right for name in judged) / len(judged),
        coverage=len(answered) / len(judged),
        precision=share_right(answered),
        symbols=(len(symbols), share_right(symbols)),
        others=(len(others), share_right(others)),
        per_taxon=tuple(accuracy_by_taxon(judged)),
        reliability=tuple(accuracy_by_score(answered)),
    )
