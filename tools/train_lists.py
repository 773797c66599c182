"""Fit the weights for lists in ``genenorm/data/weights.tsv`` to lists of names with gold identifiers.

    python -m tools.train_lists GOLD.tsv...             print the scores of five-fold cross-validation by list
    python -m tools.train_lists GOLD.tsv... --write     fit to all lists and rewrite the weights for lists

Every name is an example in four situations: in its list without a word on its species, with the organism stated, with
the species asked for, and alone. Lists of several species, such as the gene tables of figures, are examples without a
word on their species. The weights lean toward those by reasoning, as in ``tools/train.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genenorm.index.reference import Reference
from genenorm.resolver.name_evidence import load_weights, none_case, none_terms
from genenorm.resolver.resolver import Resolver
from genenorm.verify.gold_lists import GoldList, read_gold_lists
from genenorm.verify.list_scores import ListScores, Told, context_told, judge_lists, summarise_lists
from tools.train import COLUMN, FOLDS, TERMS, Example, Vector, fit, write_column

_SHARE_OF_MIXED = 5.0
"""How much a name in a list of several species counts, of which there are few."""
PRIOR_STRENGTH = 40.0
"""Precision of the Gaussian prior, in log odds squared; every name counts four times."""
FIXED = frozenset(
    {
        *("IDENTIFIER", "REPAIRED", "RETIRED_SYMBOL", "PREVIOUS_NAME", "RECORD_ORGANISM", "MACHINE_ORGANISM", "PREFIX"),
        *(
            "OTHER_CASE",
            "OTHER_SYMBOL",
            "STYLE",
            "USUAL",
            "ASSIGNED",
            "TEXT_SHARE",
            "TITLE",
            "UNNAMED",
            "STUDY",
            "BRED",
        ),
        *("SENTENCE", "BEFORE", "ABSENT", "LONG_FORM", "NAME_IN_TEXT", "ELSEWHERE"),
    }
)
"""Names of terms that are rare in lists, or never there; their weights are those by reasoning."""
UNUSED = frozenset(["HUMAN", "RAT", "OTHER_SPECIES"])
"""Names of terms that say what the species of a list says better; their weights are 0."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the resolver knows of a list, and whether it sees its names together."""

    told: Told
    alone: bool = False


SITUATIONS = (*(Situation(told) for told in Told), Situation(Told.NOTHING, alone=True))


def examples(lists: Iterable[GoldList], resolver: Resolver) -> Iterator[Example]:
    """Yield one example for each distinct gold name with candidates in each situation."""
    seen: set[tuple[Situation, int | str, str]] = set()
    for found in lists:
        gathered = {name.name: resolver.gatherer.gather(name.name) for name in found.names}
        for situation in SITUATIONS if found.taxon_id else SITUATIONS[:1]:
            context = context_told(found, situation.told)
            evidence = resolver.context_evidence(context)
            ranker = resolver.ranker(evidence)
            together = resolver.with_list(evidence, ranker.patterns(gathered.values()))
            for name in found.names:
                key = (situation, found.taxon_id or found.list_id, name.name)
                proposals = gathered[name.name]
                if not name.gold or key in seen or proposals.parts:
                    continue
                seen.add(key)
                alone = resolver.with_list(evidence, ranker.patterns([proposals])) if situation.alone else together
                if (ranking := ranker.rank(proposals, alone)) is None:
                    continue
                candidates = [ranking.candidate(place) for place in range(len(ranking))]
                rows = np.zeros((len(candidates) + 1, len(TERMS)), np.float32)
                for number, candidate in enumerate(candidates):
                    for term, degree in candidate.terms:
                        rows[number, COLUMN[term]] += degree
                for term, degree in none_terms(none_case(proposals)):
                    rows[-1, COLUMN[term]] += degree
                genes = [candidate.gene for candidate in candidates]
                right = [str(gene.gene_id) in name.gold or gene.ensembl_id in name.gold for gene in genes]
                share = 1.0 if found.taxon_id else _SHARE_OF_MIXED
                yield Example(found.list_id, rows, np.array([*right, not any(right)]), share)


def prior_vector() -> Vector:
    """Return the weights that the fit leans toward."""
    reasoned = load_weights().reasoned
    return np.array([0.0 if term.name in UNUSED else reasoned.get(term, 0.0) for term in TERMS])


def free_terms() -> Vector:
    """Return which terms are fitted, as a mask."""
    return np.array([term.name not in FIXED | UNUSED for term in TERMS])


def fit_lists(data: Sequence[Example]) -> Vector:
    """Return the weights for lists."""
    return fit(data, prior_vector(), free_terms(), strength=PRIOR_STRENGTH)


def resolvers_of_parts(
    lists: Sequence[GoldList], reference: Reference, data: Sequence[Example]
) -> list[tuple[Sequence[GoldList], Resolver]]:
    """Return the lists in ``FOLDS`` parts, each with a resolver whose weights were fitted to the other parts."""
    parts = [lists[start::FOLDS] for start in range(FOLDS)]
    resolvers = []
    for part in parts:
        names = {found.list_id for found in part}
        vector = fit_lists([example for example in data if example.document_id not in names])
        weights = {term: float(vector[number]) for term, number in COLUMN.items()}
        resolvers.append(Resolver(reference, load_weights()._replace(lists=weights)))
    return list(zip(parts, resolvers, strict=True))


def cross_validate_lists(
    lists: Sequence[GoldList], reference: Reference, data: Sequence[Example]
) -> dict[Told, ListScores]:
    """Return the scores by what is told of the lists, each scored with weights that were fitted without its part."""
    parts = resolvers_of_parts(lists, reference, data)
    scores = {}
    for told in Told:
        judged = {
            (name.taxon_id, name.name): name for part, resolver in parts for name in judge_lists(part, resolver, told)
        }
        scores[told] = summarise_lists(list(judged.values()))
    return scores


def show(told: Told, scores: ListScores) -> None:
    """Print the scores."""
    print(
        f"told {told.value:9} names {scores.names}  accuracy {scores.accuracy:.4f}  likeliest "
        f"{scores.best_accuracy:.4f}  symbols {scores.symbols[1]:.4f}  others {scores.others[1]:.4f}  coverage "
        f"{scores.coverage:.4f}  precision {scores.precision:.4f}"
    )
    for band in scores.reliability:
        mean, accuracy = band.mean_score, band.accuracy
        print(f"  score >= {band.low:.1f}: {band.mentions} names, mean score {mean:.3f}, right {accuracy:.3f}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "gold", type=Path, nargs="+", help="table of names with gold identifiers, see genenorm evaluate"
    )
    parser.add_argument("--write", action="store_true", help="fit to all lists and rewrite the weights for lists")
    options = parser.parse_args()
    lists = [found for path in options.gold for found in read_gold_lists(path.read_bytes(), str(path))]
    reference = Reference.open()
    data = list(examples(lists, Resolver(reference)))
    if options.write:
        write_column("lists", fit_lists(data))
        return
    for told, scores in cross_validate_lists(lists, reference, data).items():
        show(told, scores)


if __name__ == "__main__":
    main()
