"""Measure the accuracy on documents with known identifiers and write docs/accuracy.md.

    python -m tools.accuracy_page GOLD.pubtator

All values are from five-fold cross-validation by document: each document is scored with weights fitted on the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genenorm.core.model import Document
from genenorm.index.reference import Reference
from genenorm.records.pubtator import parse_pubtator
from genenorm.verify.scores import EvaluationScores
from tools.train import FOLDS, HAND_SET, TERMS, Vector, cross_validate, prior_vector

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Ablation:
    """The scores without one evidence term."""

    term: str
    words: str
    """The term as it is written in the evidence of an answer."""
    scores: EvaluationScores


def main(gold: str) -> None:
    """Score the documents of a PubTator file with gold GeneIDs, and write the page."""
    documents = [parsed.document for parsed in parse_pubtator(Path(gold).read_bytes(), gold)]
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    with Reference.open() as reference:
        scores = cross_validate(documents, reference, free, prior)
        ablations = list(_ablations(documents, reference, free, prior))
        page = render(scores, ablations, reference, len(documents))
    PAGE.write_text(page, encoding="utf-8")


def _ablations(documents: list[Document], reference: Reference, free: Vector, prior: Vector) -> Iterator[Ablation]:
    """Yield the scores without each term whose weight is fitted, in the order of ``TERMS``."""
    for number, term in enumerate(TERMS):
        if free[number]:
            prior_without, free_without = prior.copy(), free.copy()
            prior_without[number], free_without[number] = 0.0, False
            yield Ablation(term.name, term.value, cross_validate(documents, reference, free_without, prior_without))


def render(scores: EvaluationScores, ablations: Iterable[Ablation], reference: Reference, documents: int) -> str:
    """Return the page as Markdown."""
    lines = [
        *_summary(scores, reference, documents),
        *_species_section(scores, reference),
        *_error_section(scores),
        *_calibration_section(scores),
        *_term_section(scores, ablations),
    ]
    return "\n".join(lines) + "\n"


def _summary(scores: EvaluationScores, reference: Reference, documents: int) -> Iterator[str]:
    yield f"""# Accuracy

Written by `python -m tools.accuracy_page GOLD.pubtator`, on the training part of BioRED ({documents} abstracts,
{scores.mentions} gene mentions with NCBI GeneIDs; the resolver gets the mentions without the GeneIDs) and the shipped
index of {reference.meta["build_date"]}. All values are from {FOLDS}-fold cross-validation by document: each document is
scored with weights fitted on the others. `genenorm evaluate GOLD.pubtator` scores other documents.

| measure | value |
| --- | --- |
| mention accuracy | {scores.accuracy:.4f} |
| mention accuracy at homology group level | {scores.group_accuracy:.4f} |
| mean of the accuracies of the species | {scores.macro:.4f} |
| coverage: mentions with status `resolved` | {scores.coverage:.4f} |
| precision of these mentions | {scores.precision:.4f} |
| genes per document: precision, recall, F1 | {scores.document_precision:.4f}, {scores.document_recall:.4f}, \
{scores.document_f1:.4f} |

A mention is right when every GeneID of its answer is one of its gold GeneIDs. Mentions that the index cannot answer,
because their gene is of another species or missing, count as wrong."""


def _species_section(scores: EvaluationScores, reference: Reference) -> Iterator[str]:
    yield """
## By species

| species of the gold gene | mentions | accuracy |
| --- | ---: | ---: |"""
    for species in scores.per_taxon:
        taxon = reference.taxa.get(species.taxon_id) if species.taxon_id is not None else None
        yield f"| {taxon.name if taxon else 'not in the index'} | {species.mentions} | {species.accuracy:.4f} |"


def _error_section(scores: EvaluationScores) -> Iterator[str]:
    yield """
## Errors

| result | mentions | share |
| --- | ---: | ---: |"""
    for count in scores.causes:
        yield f"| {count.cause.value} | {count.mentions} | {count.mentions / scores.mentions:.4f} |"


def _calibration_section(scores: EvaluationScores) -> Iterator[str]:
    yield """
## Calibration of the score

The score of the best candidate is the probability that it is right. Each row has the mentions with a score from its
first number up to that of the next row.

| score from | mentions | mean score | accuracy |
| ---: | ---: | ---: | ---: |"""
    for band in scores.reliability:
        yield f"| {band.low:.1f} | {band.mentions} | {band.mean_score:.4f} | {band.accuracy:.4f} |"


def _term_section(scores: EvaluationScores, ablations: Iterable[Ablation]) -> Iterator[str]:
    yield """
## Value of each evidence term

Each row leaves out one evidence term and fits the weights of the others again. The terms and their weights are in
`genenorm/data/weights.tsv`. A term with little effect here may matter more elsewhere: these abstracts are mostly about
human genes.

| without | in words | accuracy | change | at group level | mean of species |
| --- | --- | ---: | ---: | ---: | ---: |"""
    yield f"| (nothing) | | {scores.accuracy:.4f} | | {scores.group_accuracy:.4f} | {scores.macro:.4f} |"
    for row in sorted(ablations, key=lambda row: (row.scores.accuracy, row.term)):
        without = row.scores
        yield (
            f"| {row.term} | {row.words} | {without.accuracy:.4f} | {without.accuracy - scores.accuracy:+.4f} "
            f"| {without.group_accuracy:.4f} | {without.macro:.4f} |"
        )


if __name__ == "__main__":
    main(sys.argv[1])
