"""Fit the weights for running text in ``genenorm/data/weights.tsv`` to documents with gold identifiers.

    python -m tools.train GOLD.pubtator...             print the scores of cross-validation for each file
    python -m tools.train GOLD.pubtator... --write     fit to all documents and rewrite the table of weights

``GOLD.pubtator@0.25`` counts each mention of a file as a quarter of one: for files whose annotators had a rule of their
own, such as to mark human genes alone. With several files each is also scored with weights that were fitted to the
others alone, which is how documents of another sort will be answered.

The model is the conditional logit of ``genenorm/resolver/name_evidence.py``. The fit maximises its likelihood with a
Gaussian prior around the weights by reasoning, so terms that are rare in the documents keep weights near those.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
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
"""Precision of the Gaussian prior, in log odds squared; 5 and 15 do equally well on files that were not fitted, and 40
does worse."""
_MOST_STEPS, _LEAST_GAIN = 40, 0.02
"""Steps after which a fit ends, and the gain in log likelihood of a step after which it ends sooner."""
_LEAST_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The documents of one file with gold identifiers."""

    name: str
    documents: Sequence[Document]
    share: float = 1.0
    """How much each of its mentions counts in a fit."""

    @classmethod
    def read(cls, argument: str) -> GoldSet:
        """Return the documents of a PubTator file, given by its name, with ``@`` and their share unless that is 1."""
        name, at, share = argument.rpartition("@")
        path = Path(name if at else argument)
        documents = [item.document for item in parse_pubtator(path.read_bytes(), str(path))]
        return cls(path.name, documents, float(share) if at else 1.0)


@dataclass(frozen=True, slots=True)
class Example:
    """The evidence for one gold mention."""

    document_id: str
    rows: Vector
    """Degrees, of shape (candidates + 1, terms); the last row is for "none of them"."""
    right: Vector
    """Which rows are right: booleans, of shape (candidates + 1)."""
    share: float = 1.0
    """How much the mention counts in a fit."""


def examples(documents: Sequence[Document], resolver: DocumentResolver, share: float = 1.0) -> list[Example]:
    """Return one example for each gold mention that has candidates; each counts ``share`` in a fit."""
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
            found.append(Example(document.document_id, rows, right, share))
    return found


def fit(data: Sequence[Example], prior: Vector, free: Vector, strength: float = PRIOR_STRENGTH) -> Vector:
    """Return the weights with the highest posterior; those of terms outside the mask ``free`` stay as in ``prior``.

    Each step is one of Newton's method for the log likelihood, halved until it is a gain. ``strength`` is the precision
    of the prior, in log odds squared.
    """
    rows = np.vstack([example.rows for example in data])
    right = np.concatenate([example.right for example in data])
    sizes = [len(example.right) for example in data]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(data)), sizes)
    share = np.array([example.share for example in data])
    moved, constant = rows[:, free], rows @ np.where(free, 0.0, prior)

    def posterior(weights: Vector) -> tuple[float, Vector, Vector]:
        """Return the log posterior, the chance of each row, and that of each right row among the right ones."""
        scores = constant + moved @ weights
        log_all, chance = _log_sums(scores, starts, owner)
        log_right, target = _log_sums(np.where(right, scores, -np.inf), starts, owner)
        penalty = strength * float(((weights - prior[free]) ** 2).sum()) / 2
        return float((share * (log_right - log_all)).sum()) - penalty, chance, target

    weights = prior[free]
    best, chance, target = posterior(weights)
    for _ in range(_MOST_STEPS):
        weighed = moved * (chance * share[owner])[:, None]
        means = np.add.reduceat(moved * chance[:, None], starts)
        gradient = moved.T @ ((target - chance) * share[owner]) - strength * (weights - prior[free])
        curvature = moved.T @ weighed - means.T @ (means * share[:, None]) + strength * np.eye(len(weights))
        step, last = np.linalg.solve(curvature, gradient), best
        while True:
            best, chance, target = posterior(weights + step)
            if best >= last or np.abs(step).max() < _LEAST_STEP:
                break
            step = step / 2
        weights = weights + step
        if best - last < _LEAST_GAIN:
            break
    fitted = prior.copy()
    fitted[free] = weights
    return fitted


def _log_sums(scores: Vector, starts: Vector, owner: Vector) -> tuple[Vector, Vector]:
    """Return the logarithm of the sum of exponentials of each example's scores, and each row's share of its sum."""
    highest = np.maximum.reduceat(scores, starts)
    odds = np.exp(scores - highest[owner])
    sums = np.add.reduceat(odds, starts)
    return highest + np.log(sums), odds / sums[owner]


def folds(documents: Sequence[Document]) -> list[list[Document]]:
    """Return the documents in ``FOLDS`` parts; a part has every fifth document."""
    return [list(documents[start::FOLDS]) for start in range(FOLDS)]


def cross_validate_sets(
    sets: Sequence[GoldSet], reference: Reference, free: Vector, prior: Vector
) -> list[EvaluationScores]:
    """Return the scores of each set, in order; each document is scored with weights fitted to the other parts."""
    judged: list[list[JudgedMention]] = [[] for _ in sets]
    data = _examples_of_sets(sets, reference, prior)
    parts = [folds(gold.documents) for gold in sets]
    for fold in range(FOLDS):
        held_out = [{document.document_id for document in part[fold]} for part in parts]
        kept = [
            example
            for found, names in zip(data, held_out, strict=True)
            for example in found
            if example.document_id not in names
        ]
        resolver = DocumentResolver(Resolver(reference, as_weights(fit(kept, prior, free))))
        for mentions, part in zip(judged, parts, strict=True):
            mentions += judge_mentions(part[fold], resolver)
    return [summarise(mentions) for mentions in judged]


def score_left_out(
    sets: Sequence[GoldSet], reference: Reference, free: Vector, prior: Vector
) -> list[EvaluationScores]:
    """Return the scores of each set, in order, with weights that were fitted to the other sets alone."""
    return [summarise(judged) for judged in judge_left_out(sets, reference, free, prior)]


def judge_left_out(
    sets: Sequence[GoldSet], reference: Reference, free: Vector, prior: Vector
) -> Iterator[list[JudgedMention]]:
    """Yield the judgements on each set, in order, with weights that were fitted to the other sets alone."""
    data = _examples_of_sets(sets, reference, prior)
    for number, gold in enumerate(sets):
        others = [example for other, found in enumerate(data) if other != number for example in found]
        resolver = DocumentResolver(Resolver(reference, as_weights(fit(others, prior, free))))
        yield judge_mentions(gold.documents, resolver)


def _examples_of_sets(sets: Sequence[GoldSet], reference: Reference, prior: Vector) -> list[list[Example]]:
    resolver = DocumentResolver(Resolver(reference, as_weights(prior)))
    return [examples(gold.documents, resolver, gold.share) for gold in sets]


def as_weights(vector: Vector) -> WeightTable:
    """Return a table of weights with the given ones for running text."""
    return load_weights()._replace(prose={term: float(vector[number]) for term, number in COLUMN.items()})


def prior_vector() -> Vector:
    """Return the weights that the fit starts from, those by reasoning; for terms that are not fitted, those shipped."""
    weights = load_weights()
    return np.array([(weights.prose if term.name in HAND_SET else weights.reasoned).get(term, 0.0) for term in TERMS])


def show(title: str, scores: EvaluationScores) -> None:
    """Print the main scores in one line."""
    print(
        f"{title:36} accuracy {scores.accuracy:.4f}  group {scores.group_accuracy:.4f}  macro {scores.macro:.4f}  "
        f"coverage {scores.coverage:.3f}  precision {scores.precision:.3f}  document F1 {scores.document_f1:.3f}"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", help="PubTator file with gold identifiers; @SHARE after it if not 1")
    parser.add_argument("--write", action="store_true", help="fit to all documents and rewrite the table of weights")
    options = parser.parse_args()
    sets = [GoldSet.read(argument) for argument in options.gold]
    reference = Reference.open()
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    if len(sets) > 1:
        for gold, scores in zip(sets, score_left_out(sets, reference, free, prior), strict=True):
            show(f"{gold.name}, left out", scores)
    for gold, scores in zip(sets, cross_validate_sets(sets, reference, free, prior), strict=True):
        show(f"{gold.name}, {FOLDS}-fold", scores)
        show_details(scores)
    if options.write:
        data = [example for found in _examples_of_sets(sets, reference, prior) for example in found]
        write_column("prose", fit(data, prior, free))


def show_details(scores: EvaluationScores) -> None:
    """Print the scores by species, by cause of error and by the score of the answers."""
    for taxon in scores.per_taxon:
        print(f"  taxon {taxon.taxon_id}: {taxon.mentions} mentions, {taxon.accuracy:.3f}")
    for count in scores.causes:
        print(f"  {count.cause.value}: {count.mentions} ({count.mentions / scores.mentions:.3f})")
    for band in scores.reliability:
        mean, accuracy = band.mean_score, band.accuracy
        print(f"  score >= {band.low:.1f}: {band.mentions} mentions, mean score {mean:.3f}, right {accuracy:.3f}")


HAND_SET = frozenset(
    {
        "ASSIGNED_SYMBOL",
        "IDENTIFIER",
        "REPAIRED",
        "RETIRED_SYMBOL",
        "REQUESTED",
        "ORGANISM",
        "MACHINE_ORGANISM",
        "PREFIX",
        "RECORD_ORGANISM",
        "OTHER_CASE",
        "OTHER_SYMBOL",
        "STYLE",
        "ASSIGNED",
    }
)
"""Names of terms that are rare in documents; their weights stay as they are."""


def write_column(column: str, weights: Vector) -> None:
    """Write the weights for ``lists`` or ``prose`` to the table; comments and the other columns stay."""
    path = Path(str(resources.files("genenorm").joinpath("data/weights.tsv")))
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    table = load_weights()._replace(**{column: {term: weights[number] for term, number in COLUMN.items()}})
    lines = [
        f"{term.name}\t{table.reasoned.get(term, 0.0)}\t{table.lists[term]:.2f}\t{table.prose[term]:.2f}"
        for term in COLUMN
    ]
    path.write_text("\n".join([*comments, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
