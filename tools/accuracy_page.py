"""Measure the accuracy on documents and lists with known identifiers and write docs/accuracy.md.

    python -m tools.accuracy_page GOLD.pubtator... LISTS.tsv

Files are given as to ``tools.train`` and ``tools.train_lists``. Documents are scored with weights fitted to the other
files and, in five folds, to the other documents; lists with weights fitted to the other lists. The section on other
tools is kept as it is; ``tools.peer_accuracy`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genenorm.index.reference import Reference
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.resolver import Resolver
from genenorm.verify.gold_lists import GoldList, read_gold_lists
from genenorm.verify.list_scores import ListScores, Told
from genenorm.verify.scores import EvaluationScores, ScoreBand, TaxonScore
from tools import train_lists
from tools.peer_accuracy import section_of, with_section
from tools.train import (
    FOLDS,
    HAND_SET,
    PRIOR_STRENGTH,
    TERMS,
    Example,
    GoldSet,
    Vector,
    cross_validate_sets,
    examples,
    fit,
    prior_vector,
    score_left_out,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the page shows."""

    sets: Sequence[GoldSet]
    folds: Sequence[EvaluationScores]
    """The scores of each set in cross-validation."""
    left_out: Sequence[EvaluationScores]
    """The scores of each set with weights fitted to the others."""
    lists: Mapping[Told, ListScores]
    without: Mapping[str, Sequence[float]]
    """By name of a term, the accuracy of the likeliest candidate without it: of each set, and of the lists last."""
    whole: Sequence[float]
    """The same with all terms."""


def main(arguments: Sequence[str]) -> None:
    """Score documents and lists, and write the page."""
    sets = [GoldSet.read(argument) for argument in arguments if not argument.endswith(".tsv")]
    tables = [Path(argument) for argument in arguments if argument.endswith(".tsv")]
    lists = [found for path in tables for found in read_gold_lists(path.read_bytes(), str(path))]
    with Reference.open() as reference:
        page = render(_measure(sets, lists, reference), reference)
    kept = section_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else ""
    PAGE.write_text(with_section(page, kept) if kept else page, encoding="utf-8")


def _measure(sets: Sequence[GoldSet], lists: Sequence[GoldList], reference: Reference) -> Measured:
    prior = prior_vector()
    free = np.array([term.name not in HAND_SET for term in TERMS])
    resolver = Resolver(reference)
    of_sets = [examples(gold.documents, DocumentResolver(resolver), gold.share) for gold in sets]
    of_lists = list(train_lists.examples(lists, resolver))
    list_prior, list_free = train_lists.prior_vector(), train_lists.free_terms()

    def accuracies(without: int | None) -> list[float]:
        """Return the accuracy of the likeliest candidate in each set and in the lists, without a term."""
        found = []
        for number, own in enumerate(of_sets):
            others = [example for other, data in enumerate(of_sets) if other != number for example in data]
            found.append(_likeliest_right(own, _fit(others, prior, free, PRIOR_STRENGTH, without)))
        strength = train_lists.PRIOR_STRENGTH
        parts = [_part(of_lists, [part.list_id for part in lists[start::2]]) for start in (0, 1)]
        scored = [
            (len(own), _likeliest_right(own, _fit(other, list_prior, list_free, strength, without)))
            for own, other in (parts, parts[::-1])
        ]
        return [*found, sum(count * share for count, share in scored) / sum(count for count, _ in scored)]

    return Measured(
        sets,
        cross_validate_sets(sets, reference, free, prior),
        score_left_out(sets, reference, free, prior),
        train_lists.cross_validate_lists(lists, reference, of_lists),
        {term.name: accuracies(number) for number, term in enumerate(TERMS) if free[number] or list_free[number]},
        accuracies(None),
    )


def _part(data: Iterable[Example], names: Iterable[str]) -> list[Example]:
    wanted = set(names)
    return [example for example in data if example.document_id in wanted]


def _fit(data: Sequence[Example], prior: Vector, free: Vector, strength: float, without: int | None) -> Vector:
    """Return the fitted weights; that of a term left out is 0."""
    if without is not None:
        prior, free = prior.copy(), free.copy()
        prior[without], free[without] = 0.0, False
    return fit(data, prior, free, strength)


def _likeliest_right(data: Sequence[Example], weights: Vector) -> float:
    """Return the share of examples whose candidate with the highest score is right."""
    return sum(bool(example.right[np.argmax(example.rows[:-1] @ weights)]) for example in data) / len(data)


def render(measured: Measured, reference: Reference) -> str:
    """Return the page as Markdown."""
    lines = [
        *_documents(measured, reference),
        *_lists(measured, reference),
        *_terms(measured),
    ]
    return "\n".join(lines) + "\n"


def _documents(measured: Measured, reference: Reference) -> Iterator[str]:
    names = [gold.name.removesuffix(".pubtator") for gold in measured.sets]
    sizes = "; ".join(
        f"`{name}` {len(gold.documents)} abstracts with {scores.mentions} gene mentions"
        for name, gold, scores in zip(names, measured.sets, measured.folds, strict=True)
    )
    yield f"""# Accuracy

Written by `python -m tools.accuracy_page` with the shipped index of {reference.meta["build_date"]}. `genenorm evaluate`
scores other documents and lists. The *gold* genes of a name are those that annotators or curators gave it. All numbers
are of names that the weights of genenorm were not fitted to. `genenorm evaluate` has the shipped weights, which were
fitted to all of them, and gives slightly other numbers for the same documents and lists, mostly higher ones.

## Documents

Abstracts with NCBI GeneIDs: {sizes}. The resolver gets the mentions without the GeneIDs. *Left out*: the weights are
fitted to the other sets alone, which is how documents of another kind are answered. *Folds*: they are fitted to the
other documents of all sets, in {FOLDS} parts. A mention is right when every GeneID of its answer is one of its gold
GeneIDs; mentions whose gene the index lacks count as wrong.

| measure | {" | ".join(names)} |
| --- |{" ---: |" * len(names)}"""
    rows = [
        ("accuracy, left out", [f"{scores.accuracy:.4f}" for scores in measured.left_out]),
        ("accuracy, folds", [f"{scores.accuracy:.4f}" for scores in measured.folds]),
        ("at homology group level, left out", [f"{scores.group_accuracy:.4f}" for scores in measured.left_out]),
        ("mean of the species, left out", [f"{scores.macro:.4f}" for scores in measured.left_out]),
        ("coverage: status `resolved`, left out", [f"{scores.coverage:.4f}" for scores in measured.left_out]),
        ("precision of these, left out", [f"{scores.precision:.4f}" for scores in measured.left_out]),
        ("genes per document, F1, left out", [f"{scores.document_f1:.4f}" for scores in measured.left_out]),
    ]
    causes = measured.left_out[0].causes
    for number, count in enumerate(causes):
        shares = [f"{scores.causes[number].mentions / scores.mentions:.4f}" for scores in measured.left_out]
        rows.append((f"share: {count.cause.value}", shares))
    for name, cells in rows:
        yield f"| {name} | {' | '.join(cells)} |"
    for name, scores in zip(names, measured.left_out, strict=True):
        yield f"\n### {name}, left out\n"
        yield from _species_table(scores.per_taxon, reference, "mentions")
        yield ""
        yield from _score_table(scores.reliability, "mentions")


def _lists(measured: Measured, reference: Reference) -> Iterator[str]:
    first = measured.lists[Told.NOTHING]
    yield f"""
## Lists

{first.names} distinct names in {first.lists} lists that curators wrote, scored in {FOLDS} parts by list, with weights
fitted to the other lists. A name in several lists of one species counts once, in the first; a list of such names alone
is not counted. An answer is right when its gene is a gold gene of the name. Nothing is told of a list's species, or its
organism is stated (`--organism`), or its species is asked for (`--species`).

| measure | nothing | organism | species |
| --- | ---: | ---: | ---: |"""
    by_told = [measured.lists[told] for told in (Told.NOTHING, Told.ORGANISM, Told.SPECIES)]
    for name, values in (
        ("accuracy", [scores.accuracy for scores in by_told]),
        ("accuracy of the likeliest candidate", [scores.best_accuracy for scores in by_told]),
        (f"accuracy of {first.symbols[0]} official symbols", [scores.symbols[1] for scores in by_told]),
        (f"accuracy of {first.others[0]} other names", [scores.others[1] for scores in by_told]),
        ("coverage: a gene is answered", [scores.coverage for scores in by_told]),
        ("precision of these", [scores.precision for scores in by_told]),
    ):
        yield f"| {name} | {' | '.join(f'{value:.4f}' for value in values)} |"
    for told, scores in measured.lists.items():
        yield f"\n### Told {told.value}\n"
        yield from _species_table(scores.per_taxon, reference, "names")
        yield ""
        yield from _score_table(scores.reliability, "answered names")


def _species_table(species: Iterable[TaxonScore], reference: Reference, things: str) -> Iterator[str]:
    yield f"| species of the gold gene | {things} | accuracy |"
    yield "| --- | ---: | ---: |"
    for score in species:
        taxon = reference.taxa.get(score.taxon_id) if score.taxon_id is not None else None
        yield f"| {taxon.name if taxon else 'not in the index'} | {score.mentions} | {score.accuracy:.4f} |"


def _score_table(bands: Iterable[ScoreBand], things: str) -> Iterator[str]:
    yield f"| score from | {things} | mean score | right |"
    yield "| ---: | ---: | ---: | ---: |"
    for band in bands:
        yield f"| {band.low:.1f} | {band.mentions} | {band.mean_score:.4f} | {band.accuracy:.4f} |"


def _terms(measured: Measured) -> Iterator[str]:
    names = [gold.name.removesuffix(".pubtator") for gold in measured.sets]
    yield f"""
## Value of each evidence term

The accuracy of the likeliest candidate among names that have any, and how it changes without one term, with the other
weights fitted again: of each set with weights fitted to the other sets, and of the lists, in all situations, in two
parts. The terms and their weights are in `genenorm/data/weights.tsv`.

| without | in words | {" | ".join(names)} | lists |
| --- | --- |{" ---: |" * (len(names) + 1)}
| (nothing) | | {" | ".join(f"{value:.4f}" for value in measured.whole)} |"""
    words = {term.name: term.value for term in TERMS}
    changes = {
        name: [value - whole for value, whole in zip(values, measured.whole, strict=True)]
        for name, values in measured.without.items()
    }
    for name, change in sorted(changes.items(), key=lambda item: sum(item[1])):
        yield f"| {name} | {words[name]} | {' | '.join(f'{value:+.4f}' for value in change)} |"


if __name__ == "__main__":
    main(sys.argv[1:])
