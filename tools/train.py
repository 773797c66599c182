"""Fit the weights of ``genenorm/data/weights.tsv`` on documents with gold identifiers, cross-validated.

    python -m tools.train GOLD.pubtator                 five-fold figures, nothing written
    python -m tools.train GOLD.pubtator --write         fit on all and rewrite the weight table

The model is the conditional logit of ``genenorm/resolver/name_evidence.py``; the fit maximises its likelihood with a
Gaussian prior around the weights that reason set for lists, so a term that the documents say
little about keeps its prior.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genenorm.core.evidence import Evidence
from genenorm.core.model import Document
from genenorm.index.reference import Reference
from genenorm.records.pubtator import read
from genenorm.records.record import is_gene
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.name_evidence import WeightTable, load_weights, none_terms
from genenorm.resolver.resolver import Resolver
from genenorm.verify.scores import Judged, Report, judge, summarise, without_ids

Vector = NDArray[Any]
"""One number per evidence term, in the order of ``TERMS``."""
TERMS = tuple(Evidence)
COLUMN = {term: number for number, term in enumerate(TERMS)}
FOLDS = 5
PRIOR_STRENGTH = 15.0
"""Precision of the Gaussian prior, in log odds squared."""


@dataclass(frozen=True, slots=True)
class Example:
    """One gold mention: the terms of its candidates, the last row for "none of them", and which rows are right."""

    document_id: str
    rows: Vector
    right: Vector


def examples(documents: Sequence[Document], resolver: DocumentResolver) -> list[Example]:
    """Return one example per gold mention that has candidates."""
    found = []
    for document in documents:
        hidden = without_ids(document)
        prepared = resolver.prepare(hidden)
        for mention in document.mentions:
            if not (is_gene(mention) and mention.ids):
                continue
            gathered = prepared.gathered[mention.text]
            candidates = resolver.candidates(mention.text, prepared)
            if not candidates:
                continue
            rows = np.zeros((len(candidates) + 1, len(TERMS)))
            for number, candidate in enumerate(candidates):
                for term, degree in candidate.terms:
                    rows[number, COLUMN[term]] += degree
            for term, degree in none_terms(gathered):
                rows[-1, COLUMN[term]] += degree
            right = np.array([str(c.gene.gene_id) in mention.ids for c in candidates] + [False])
            right[-1] = not right.any()
            found.append(Example(document.document_id, rows, right))
    return found


def fit(data: Sequence[Example], prior: Vector, free: Vector, steps: int = 400) -> Vector:
    """Return the weights of highest posterior; ``free`` masks the terms that may move."""
    rows = np.vstack([example.rows for example in data])
    right = np.concatenate([example.right for example in data])
    starts = np.cumsum([0] + [len(example.right) for example in data[:-1]])
    owner = np.repeat(np.arange(len(data)), [len(example.right) for example in data])
    weights, momentum, scale = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, steps + 1):
        scores = rows @ weights
        scores -= np.maximum.reduceat(scores, starts)[owner]
        odds = np.exp(scores)
        chance = odds / np.add.reduceat(odds, starts)[owner]
        among_right = np.where(right, odds, 0.0)
        target = among_right / np.add.reduceat(among_right, starts)[owner]
        gradient = rows.T @ (target - chance) - PRIOR_STRENGTH * (weights - prior)
        gradient = np.where(free, gradient, 0.0)
        momentum = 0.9 * momentum + 0.1 * gradient
        scale = 0.99 * scale + 0.01 * gradient**2
        rate = 0.1 if step < steps * 0.7 else 0.02
        weights = weights + rate * (momentum / (1 - 0.9**step)) / (np.sqrt(scale / (1 - 0.99**step)) + 1e-8)
    return weights


def folds(documents: Sequence[Document]) -> list[list[Document]]:
    """Split by document, every fifth document into the same fold."""
    return [list(documents[start::FOLDS]) for start in range(FOLDS)]


def cross_validate(documents: Sequence[Document], reference: Reference, free: Vector, prior: Vector) -> Report:
    """Return the figures over all documents, each judged with weights that were fitted without its fold."""
    judged: list[Judged] = []
    data = examples(documents, DocumentResolver(Resolver(reference, as_weights(prior))))
    for held_out in folds(documents):
        names = {document.document_id for document in held_out}
        weights = fit([example for example in data if example.document_id not in names], prior, free)
        judged += judge(held_out, DocumentResolver(Resolver(reference, as_weights(weights))))
    return summarise(judged)


def as_weights(vector: Vector) -> WeightTable:
    """Return a weight vector for running text as the resolver takes it."""
    return WeightTable(load_weights().lists, {term: float(vector[number]) for term, number in COLUMN.items()})


def prior_vector() -> Vector:
    """Return the weights that the fit starts from: those set by reason for lists."""
    shipped = load_weights().lists
    return np.array([shipped.get(term, 0.0) for term in TERMS])


def show(title: str, report: Report) -> None:
    """Print one line of figures."""
    print(
        f"{title:28} accuracy {report.accuracy:.4f}  group {report.group_accuracy:.4f}  macro {report.macro:.4f}  "
        f"coverage {report.coverage:.3f}  precision {report.precision:.3f}  document F1 {report.document_f1:.3f}"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="PubTator file with gold identifiers")
    parser.add_argument("--write", action="store_true", help="fit on all documents and rewrite the weight table")
    options = parser.parse_args()
    documents = [item.document for item in read(options.gold.read_bytes(), str(options.gold))]
    reference = Reference.open()
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    report = cross_validate(documents, reference, free, prior)
    show(f"{FOLDS}-fold", report)
    for taxon, count, accuracy in report.per_taxon:
        print(f"  taxon {taxon}: {count} mentions, {accuracy:.3f}")
    for cause, count in report.causes:
        print(f"  {cause.value}: {count} ({count / report.mentions:.3f})")
    for low, count, mean, right in report.reliability:
        print(f"  score >= {low:.1f}: {count} mentions, mean score {mean:.3f}, right {right:.3f}")
    if options.write:
        data = examples(documents, DocumentResolver(Resolver(reference)))
        write(fit(data, prior, free))


HAND_SET = frozenset(
    {
        "IDENTIFIER",
        "REPAIRED",
        "RETIRED_SYMBOL",
        "ORGANISM",
        "MACHINE_ORGANISM",
        "PREFIX",
        "LISTED_SYMBOL",
        "OTHER_CASE",
        "STYLE",
    }
)
"""Terms that such documents hardly show; their weights stay as they are."""


def write(weights: Vector) -> None:
    """Rewrite the weight table, comments kept."""
    path = Path(str(resources.files("genenorm").joinpath("data/weights.tsv")))
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    lists = load_weights().lists
    lines = [f"{term.name}\t{lists.get(term, 0.0)}\t{weights[number]:.2f}" for term, number in COLUMN.items()]
    path.write_text("\n".join([*comments, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
