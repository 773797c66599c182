"""Fit the weights for running text in ``genenorm/data/weights.tsv`` to documents with gold identifiers.

    python -m tools.train GOLD.pubtator             print the scores of five-fold cross-validation
    python -m tools.train GOLD.pubtator --write     fit to all documents and rewrite the table of weights

The model is the conditional logit of ``genenorm/resolver/name_evidence.py``. The fit maximises its likelihood with a
Gaussian prior around the weights for lists, which are set by hand, so terms that are rare in the documents keep weights
near those.
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
from genenorm.records.pubtator import parse_pubtator
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.name_evidence import WeightTable, load_weights, none_case, none_terms
from genenorm.resolver.resolver import Resolver
from genenorm.verify.scores import EvaluationScores, JudgedMention, judge_mentions, summarise, without_ids

Vector = NDArray[Any]
"""A float array with one value for each evidence term, in the order of ``TERMS``."""
TERMS = tuple(Evidence)
COLUMN = {term: number for number, term in enumerate(TERMS)}
FOLDS = 5
PRIOR_STRENGTH = 15.0
"""Precision of the Gaussian prior, in log odds squared."""


@dataclass(frozen=True, slots=True)
class Example:
    """The evidence for one gold mention."""

    document_id: str
    rows: Vector
    """Degrees, of shape (candidates + 1, terms); the last row is for "none of them"."""
    right: Vector
    """Which rows are right: booleans, of shape (candidates + 1)."""


def examples(documents: Sequence[Document], resolver: DocumentResolver) -> list[Example]:
    """Return one example for each gold mention that has candidates."""
    found = []
    for document in documents:
        hidden = without_ids(document)
        prepared = resolver.prepare(hidden)
        for mention in document.mentions:
            if not (mention.is_gene and mention.ids):
                continue
            gathered = prepared.gathered[mention.text]
            candidates = resolver.candidates(mention.text, prepared)
            if not candidates:
                continue
            rows = np.zeros((len(candidates) + 1, len(TERMS)))
            for number, candidate in enumerate(candidates):
                for term, degree in candidate.terms:
                    rows[number, COLUMN[term]] += degree
            for term, degree in none_terms(none_case(gathered)):
                rows[-1, COLUMN[term]] += degree
            right = np.array([str(c.gene.gene_id) in mention.ids for c in candidates] + [False])
            right[-1] = not right.any()
            found.append(Example(document.document_id, rows, right))
    return found


def fit(data: Sequence[Example], prior: Vector, free: Vector, steps: int = 400) -> Vector:
    """Return the weights with the highest posterior; those of terms outside the mask ``free`` stay as in ``prior``."""
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
    """Return the documents in ``FOLDS`` parts; a part has every fifth document."""
    return [list(documents[start::FOLDS]) for start in range(FOLDS)]


def cross_validate(
    documents: Sequence[Document], reference: Reference, free: Vector, prior: Vector
) -> EvaluationScores:
    """Return the scores over all documents, each scored with weights that were fitted without its part."""
    judged: list[JudgedMention] = []
    data = examples(documents, DocumentResolver(Resolver(reference, as_weights(prior))))
    for held_out in folds(documents):
        names = {document.document_id for document in held_out}
        weights = fit([example for example in data if example.document_id not in names], prior, free)
        judged += judge_mentions(held_out, DocumentResolver(Resolver(reference, as_weights(weights))))
    return summarise(judged)


def as_weights(vector: Vector) -> WeightTable:
    """Return a table of weights with the given ones for running text."""
    return load_weights()._replace(prose={term: float(vector[number]) for term, number in COLUMN.items()})


def prior_vector() -> Vector:
    """Return the weights that the fit starts from: those for lists."""
    shipped = load_weights().reasoned
    return np.array([shipped.get(term, 0.0) for term in TERMS])


def show(title: str, scores: EvaluationScores) -> None:
    """Print the main scores in one line."""
    print(
        f"{title:28} accuracy {scores.accuracy:.4f}  group {scores.group_accuracy:.4f}  macro {scores.macro:.4f}  "
        f"coverage {scores.coverage:.3f}  precision {scores.precision:.3f}  document F1 {scores.document_f1:.3f}"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="PubTator file with gold identifiers")
    parser.add_argument("--write", action="store_true", help="fit to all documents and rewrite the table of weights")
    options = parser.parse_args()
    documents = [item.document for item in parse_pubtator(options.gold.read_bytes(), str(options.gold))]
    reference = Reference.open()
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    scores = cross_validate(documents, reference, free, prior)
    show(f"{FOLDS}-fold", scores)
    for taxon in scores.per_taxon:
        print(f"  taxon {taxon.taxon_id}: {taxon.mentions} mentions, {taxon.accuracy:.3f}")
    for count in scores.causes:
        print(f"  {count.cause.value}: {count.mentions} ({count.mentions / scores.mentions:.3f})")
    for band in scores.reliability:
        mean, accuracy = band.mean_score, band.accuracy
        print(f"  score >= {band.low:.1f}: {band.mentions} mentions, mean score {mean:.3f}, right {accuracy:.3f}")
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
        "RECORD_ORGANISM",
        "OTHER_CASE",
        "STYLE",
        "ASSIGNED",
    }
)
"""Names of terms that are rare in documents; their weights stay as they are."""


def write(weights: Vector) -> None:
    """Write the weights for running text to the table; comments and the weights for lists stay."""
    path = Path(str(resources.files("genenorm").joinpath("data/weights.tsv")))
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    lists = load_weights().lists
    lines = [f"{term.name}\t{lists.get(term, 0.0)}\t{weights[number]:.2f}" for term, number in COLUMN.items()]
    path.write_text("\n".join([*comments, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
