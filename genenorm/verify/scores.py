"""Scoring against documents with gold identifiers: how often the right gene, the right group, and why not.

A mention is right when every GeneID answered is one of the gold ids; at group level when the homology group is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from genenorm.core.model import Document, Mention, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.records.record import is_gene
from genenorm.resolver.document_mentions import DocumentResolver, best_genes


class Cause(Enum):
    """Why a mention was not right; the value is the word in reports."""

    RIGHT = "right"
    WRONG_SPECIES = "right gene, wrong species"
    WRONG_GENE = "wrong gene, the right one was a candidate"
    NOT_PROPOSED = "candidates, none of them right"
    FAMILY = "family or several genes"
    NO_CANDIDATE = "no candidate"


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold mention and what became of it."""

    document_id: str
    text: str
    gold: tuple[str, ...]
    answered: tuple[str, ...]
    cause: Cause
    group_right: bool
    score: float
    resolved: bool
    """Whether the answer's status was ``resolved`` (not only the most likely candidate)."""
    taxon_id: int | None
    """Taxon of the first gold gene; ``None`` when the index lacks it."""


def without_ids(document: Document) -> Document:
    """Return a document whose gene mentions carry no identifier."""
    hidden = tuple(Mention(m.start, m.end, m.text, m.kind) if is_gene(m) else m for m in document.mentions)
    return Document(document.document_id, document.title, document.text, hidden)


def judge(documents: Iterable[Document], resolver: DocumentResolver) -> list[Judged]:
    """Return one judgement per gold gene mention, in order; the gold identifiers are removed before resolving."""
    judged = []
    for document in documents:
        answers = resolver.resolve(without_ids(document))
        for mention, answer in zip(document.mentions, answers, strict=True):
            if answer is not None and mention.ids:
                judged.append(_judge(document.document_id, mention, answer, resolver.resolver.reference))
    return judged


def _judge(document_id: str, mention: Mention, answer: Resolution, reference: Reference) -> Judged:
    gold = set(mention.ids)
    genes = best_genes(answer)
    answered = tuple(str(gene.gene_id) for gene in genes if gene.gene_id is not None)
    right = bool(answered) and set(answered) <= gold
    meant = [gene for text in mention.ids if text.isdigit() and (gene := reference.gene_by_id(int(text)))]
    groups = {gene.group for gene in meant if gene.group is not None}
    group_right = right or (bool(genes) and all(gene.group in groups for gene in genes))
    cause = Cause.RIGHT if right else _cause(answer, gold, group_right)
    taxon = meant[0].taxon_id if meant else None
    score, resolved = (
        (answer.candidates[0].score if answer.candidates else answer.score),
        answer.status is Status.RESOLVED,
    )
    return Judged(document_id, mention.text, mention.ids, answered, cause, group_right, score, resolved, taxon)


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


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one evaluation."""

    mentions: int
    accuracy: float
    """Share of all gold mentions that are right."""
    group_accuracy: float
    coverage: float
    """Share of gold mentions with a ``resolved`` answer."""
    precision: float
    """Share of the ``resolved`` answers that are right."""
    document_precision: float
    document_recall: float
    document_f1: float
    """Over the distinct (document, GeneID) pairs."""
    per_taxon: tuple[tuple[int | None, int, float], ...]
    """Taxon id, mentions, accuracy; most mentions first; ``None`` for genes the index lacks."""
    macro: float
    """Mean of the species' accuracies."""
    causes: tuple[tuple[Cause, int], ...]
    reliability: tuple[tuple[float, int, float, float], ...]
    """Per band of scores: lower bound, mentions, mean score, share right."""


_BANDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def summarise(judged: Sequence[Judged]) -> Report:
    """Return the figures of a list of judgements; raises ValueError when there is none."""
    if not judged:
        raise ValueError("no gene mention with a gold identifier")
    right = [item.cause is Cause.RIGHT for item in judged]
    resolved = [item for item in judged if item.resolved]
    precision, recall, f1 = _document_scores(judged)
    per_taxon = []
    for taxon, count in sorted(
        Counter(item.taxon_id for item in judged).items(), key=lambda pair: (-pair[1], str(pair))
    ):
        hits = sum(item.cause is Cause.RIGHT for item in judged if item.taxon_id == taxon)
        per_taxon.append((taxon, count, hits / count))
    known = [accuracy for taxon, _, accuracy in per_taxon if taxon is not None]
    causes = Counter(item.cause for item in judged)
    return Report(
        len(judged),
        sum(right) / len(judged),
        sum(item.group_right for item in judged) / len(judged),
        len(resolved) / len(judged),
        sum(item.cause is Cause.RIGHT for item in resolved) / len(resolved) if resolved else 0.0,
        precision,
        recall,
        f1,
        tuple(per_taxon),
        sum(known) / len(known) if known else 0.0,
        tuple((cause, causes[cause]) for cause in Cause),
        tuple(_reliability(judged)),
    )


def _document_scores(judged: Sequence[Judged]) -> tuple[float, float, float]:
    gold = {(item.document_id, gene_id) for item in judged for gene_id in item.gold}
    found = {(item.document_id, gene_id) for item in judged for gene_id in item.answered}
    precision = len(gold & found) / len(found) if found else 0.0
    recall = len(gold & found) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall) if gold & found else 0.0


def _reliability(judged: Sequence[Judged]) -> Iterable[tuple[float, int, float, float]]:
    for low, high in pairwise(_BANDS):
        band = [item for item in judged if low <= item.score < high]
        if band:
            mean = sum(item.score for item in band) / len(band)
            yield low, len(band), mean, sum(item.cause is Cause.RIGHT for item in band) / len(band)
