"""The accuracy of answers for documents with gold identifiers.

An answer is right if all its GeneIDs are gold identifiers of the mention. At the level of homology groups it is right
if its genes are in the homology group of a gold gene.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, Protocol

from genenorm.core.model import Document, Mention, Resolution, Status
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.resolver.document_mentions import DocumentResolver, best_genes


class Cause(Enum):
    """The cause of an error, or that there is none; the value is the text in the output."""

    RIGHT = "right"
    WRONG_SPECIES = "right gene, wrong species"
    WRONG_GENE = "wrong gene, the right one was a candidate"
    NOT_PROPOSED = "candidates, none of them right"
    FAMILY = "family or several genes"
    NO_CANDIDATE = "no candidate"


@dataclass(frozen=True, slots=True)
class JudgedMention:
    """A gold mention with the judgement on its answer."""

    document_id: str
    text: str
    gold: tuple[str, ...]
    answered: tuple[str, ...]
    cause: Cause
    group_right: bool
    """Whether the genes of the answer are in the homology groups of the gold genes."""
    score: float
    resolved: bool
    """Whether the answer has the status ``resolved``; other answers are judged by their most likely candidate."""
    taxon_id: int | None
    """Species of the first gold gene; ``None`` if that gene is not in the index."""

    @property
    def is_right(self) -> bool:
        """Whether all GeneIDs of the answer are gold identifiers."""
        return self.cause is Cause.RIGHT


def without_ids(document: Document) -> Document:
    """Return a document without the identifiers of its gene mentions."""
    mentions = tuple(Mention(m.start, m.end, m.text, m.kind) if m.is_gene else m for m in document.mentions)
    return Document(document.document_id, document.title, document.text, mentions)


def judge_mentions(documents: Iterable[Document], resolver: DocumentResolver) -> list[JudgedMention]:
    """Return a judgement on the answer for each gene mention with gold identifiers, in order.

    The resolver does not get the gold identifiers.
    """
    judged = []
    for document in documents:
        answers = resolver.resolve(without_ids(document))
        for mention, answer in zip(document.mentions, answers, strict=True):
            if answer is not None and mention.ids:
                judged.append(_judge(document.document_id, mention, answer, resolver.resolver.reference))
    return judged


def _judge(document_id: str, mention: Mention, answer: Resolution, reference: Reference) -> JudgedMention:
    gold = set(mention.ids)
    genes = best_genes(answer)
    answered = tuple(str(gene.gene_id) for gene in genes if gene.gene_id is not None)
    is_right = bool(answered) and set(answered) <= gold
    gold_genes = [
        gene for text in mention.ids if (number := whole_number(text)) and (gene := reference.gene_by_id(number))
    ]
    gold_groups = {gene.group for gene in gold_genes if gene.group is not None}
    group_right = is_right or (bool(genes) and all(gene.group in gold_groups for gene in genes))
    return JudgedMention(
        document_id,
        mention.text,
        gold=mention.ids,
        answered=answered,
        cause=Cause.RIGHT if is_right else _cause(answer, gold, group_right),
        group_right=group_right,
        score=answer.candidates[0].score if answer.candidates else answer.score,
        resolved=answer.status is Status.RESOLVED,
        taxon_id=gold_genes[0].taxon_id if gold_genes else None,
    )


def _cause(answer: Resolution, gold: set[str], group_right: bool) -> Cause:
    if group_right:
        return Cause.WRONG_SPECIES
    if not answer.candidates and not answer.members:
        return Cause.NO_CANDIDATE
    if answer.status is Status.FAMILY or len(gold) > 1:
        return Cause.FAMILY
    if any(str(candidate.gene.gene_id) in gold for candidate in answer.candidates):
        return Cause.WRONG_GENE
    return Cause.NOT_PROPOSED


class TaxonScore(NamedTuple):
    """The accuracy for the gold genes of one species."""

    taxon_id: int | None
    """``None`` for genes that are not in the index."""
    mentions: int
    accuracy: float


class CauseCount(NamedTuple):
    """The number of mentions with one judgement."""

    cause: Cause
    mentions: int


class ScoreBand(NamedTuple):
    """The mentions whose answers have scores in one range."""

    low: float
    """Lower bound of the scores."""
    mentions: int
    mean_score: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class EvaluationScores:
    """The scores of one evaluation; shares are from 0 to 1."""

    mentions: int
    accuracy: float
    """Share of all gold mentions that are right."""
    group_accuracy: float
    """Share of all gold mentions that are right at the level of homology groups."""
    coverage: float
    """Share of the gold mentions with a ``resolved`` answer."""
    precision: float
    """Share of the ``resolved`` answers that are right."""
    document_precision: float
    document_recall: float
    document_f1: float
    """Like precision and recall, over the distinct pairs of document and GeneID."""
    per_taxon: tuple[TaxonScore, ...]
    """Species with the most mentions first."""
    macro: float
    """Macro-averaged accuracy: the mean of the accuracies of the species in the index."""
    causes: tuple[CauseCount, ...]
    reliability: tuple[ScoreBand, ...]
    """The bands that have mentions, those with the lowest scores first."""


_BAND_BOUNDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def summarise(judged: Sequence[JudgedMention]) -> EvaluationScores:
    """Return the scores for some judged mentions; raises ValueError if there are none."""
    if not judged:
        raise ValueError("no gene mention with a gold identifier")
    resolved = [mention for mention in judged if mention.resolved]
    document_precision, document_recall, document_f1 = _document_scores(judged)
    per_taxon = tuple(accuracy_by_taxon(judged))
    causes = Counter(mention.cause for mention in judged)
    return EvaluationScores(
        mentions=len(judged),
        accuracy=share_right(judged),
        group_accuracy=sum(mention.group_right for mention in judged) / len(judged),
        coverage=len(resolved) / len(judged),
        precision=share_right(resolved),
        document_precision=document_precision,
        document_recall=document_recall,
        document_f1=document_f1,
        per_taxon=per_taxon,
        macro=_mean([score.accuracy for score in per_taxon if score.taxon_id is not None]),
        causes=tuple(CauseCount(cause, causes[cause]) for cause in Cause),
        reliability=tuple(accuracy_by_score(judged)),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def share_right(judged: Sequence[Judged]) -> float:
    """Return the share of some judged answers that are right, 0 to 1; 0 without any."""
    return _mean([answer.is_right for answer in judged])


class Judged(Protocol):
    """What the scores by species and by score need of an answer that was judged."""

    @property
    def taxon_id(self) -> int | None:
        """Species of the gold gene; ``None`` if it is not known."""

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""

    @property
    def score(self) -> float:
        """The score of the answer, 0 to 1."""


def accuracy_by_taxon(judged: Iterable[Judged]) -> Iterator[TaxonScore]:
    """Yield the accuracy for each species, that with the most answers first."""
    by_taxon: dict[int | None, list[Judged]] = {}
    for mention in judged:
        by_taxon.setdefault(mention.taxon_id, []).append(mention)
    for taxon_id, mentions in sorted(by_taxon.items(), key=lambda item: (-len(item[1]), str(item[0]))):
        yield TaxonScore(taxon_id, len(mentions), share_right(mentions))


def _document_scores(judged: Sequence[JudgedMention]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over the distinct pairs of document and GeneID."""
    gold = {(mention.document_id, gene_id) for mention in judged for gene_id in mention.gold}
    answered = {(mention.document_id, gene_id) for mention in judged for gene_id in mention.answered}
    precision = len(gold & answered) / len(answered) if answered else 0.0
    recall = len(gold & answered) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall) if gold & answered else 0.0


def accuracy_by_score(judged: Sequence[Judged]) -> Iterator[ScoreBand]:
    """Yield the bands of scores that have answers, those with the lowest scores first."""
    for low, high in pairwise(_BAND_BOUNDS):
        band = [mention for mention in judged if low <= mention.score < high]
        if band:
            yield ScoreBand(low, len(band), _mean([mention.score for mention in band]), share_right(band))
