"""Write docs/accuracy.md, measured: ``python -m tools.accuracy_page GOLD.pubtator``.

Every figure is of five-fold cross-validation by document: each document is judged with weights fitted without it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genenorm.core.model import Document
from genenorm.index.reference import Reference
from genenorm.records.pubtator import read
from genenorm.verify.scores import Report
from tools.train import FOLDS, HAND_SET, TERMS, Vector, cross_validate, prior_vector

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Ablation:
    """The figures without one evidence term."""

    term: str
    words: str
    report: Report


def main(gold: str) -> None:
    """Measure on the documents of a PubTator file and write the page."""
    documents = [item.document for item in read(Path(gold).read_bytes(), gold)]
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    with Reference.open() as reference:
        whole = cross_validate(documents, reference, free, prior)
        rows = list(_ablations(documents, reference, free, prior))
        page = "\n".join(_page(whole, rows, reference, len(documents)))
    PAGE.write_text(page + "\n", encoding="utf-8")


def _ablations(documents: list[Document], reference: Reference, free: Vector, prior: Vector) -> Iterator[Ablation]:
    for number, term in enumerate(TERMS):
        if free[number]:
            without, still = prior.copy(), free.copy()
            without[number], still[number] = 0.0, False
            yield Ablation(term.name, term.value, cross_validate(documents, reference, still, without))


def _page(whole: Report, rows: list[Ablation], reference: Reference, documents: int) -> Iterator[str]:
    yield f"""# Accuracy

Written by `python -m tools.accuracy_page GOLD.pubtator`, on the training part of BioRED ({documents} abstracts,
{whole.mentions} gene mentions with NCBI GeneIDs; the mentions are given, their identifiers removed) and the shipped
index of {reference.meta["build_date"]}. All figures are of {FOLDS}-fold cross-validation by document: each document is
judged with weights fitted on the others. Score your own documents with `genenorm evaluate GOLD.pubtator`.

| figure | value |
| --- | --- |
| mention accuracy | {whole.accuracy:.4f} |
| mention accuracy at homology group level | {whole.group_accuracy:.4f} |
| mean of the species' accuracies | {whole.macro:.4f} |
| coverage: mentions with status `resolved` | {whole.coverage:.4f} |
| precision of those | {whole.precision:.4f} |
| genes per document: precision, recall, F1 | {whole.document_precision:.4f}, {whole.document_recall:.4f}, \
{whole.document_f1:.4f} |

A mention is right when every GeneID answered is one of its gold ids. Mentions that the index cannot answer, because
their gene is of another species or not in it, count as wrong.

## By species

| species of the gold gene | mentions | accuracy |
| --- | ---: | ---: |"""
    for taxon_id, count, accuracy in whole.per_taxon:
        taxon = reference.taxa.get(taxon_id) if taxon_id is not None else None
        yield f"| {taxon.name if taxon else 'not in the index'} | {count} | {accuracy:.4f} |"
    yield """
## What went wrong

| outcome | mentions | share |
| --- | ---: | ---: |"""
    for cause, count in whole.causes:
        yield f"| {cause.value} | {count} | {count / whole.mentions:.4f} |"
    yield """
## Can the score be believed?

The score of the likeliest gene is the chance that it is right. By band of scores:

| score from | mentions | mean score | right |
| ---: | ---: | ---: | ---: |"""
    for low, count, mean, right in whole.reliability:
        yield f"| {low:.1f} | {count} | {mean:.4f} | {right:.4f} |"
    yield """
## What each kind of evidence is worth

Each row leaves out one evidence term and fits the others anew; the terms and their weights are in
`genenorm/data/weights.tsv`. A term that costs little here may still matter elsewhere: these abstracts are mostly on
human genes.

| without | in words | accuracy | change | at group level | mean of species |
| --- | --- | ---: | ---: | ---: | ---: |"""
    yield f"| (nothing) | | {whole.accuracy:.4f} | | {whole.group_accuracy:.4f} | {whole.macro:.4f} |"
    for row in sorted(rows, key=lambda row: (row.report.accuracy, row.term)):
        found = row.report
        yield (
            f"| {row.term} | {row.words} | {found.accuracy:.4f} | {found.accuracy - whole.accuracy:+.4f} "
            f"| {found.group_accuracy:.4f} | {found.macro:.4f} |"
        )


if __name__ == "__main__":
    main(sys.argv[1])
