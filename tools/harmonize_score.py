"""Measure ``genenorm harmonize``: ``python -m tools.harmonize_score [LISTS.tsv]``.

With a table of curators' names (columns ``taxon_id``, ``name`` and ``entrez``, several ids joined by ``|``) it says how
many of the changes that a plan proposes for names of human are to the right gene: those that are made, those held as
conflicts, and those held because the answer is in doubt. Then it says what plans for three datasets take as these grow.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time

import pandas

from genenorm import HarmonizePlan, Reference, harmonize
from genenorm.core.taxa import HUMAN
from genenorm.datasets.harmonize.plan_rows import Action, PlanRow

SIZES = (7_500, 15_000, 30_000)
"""The genes of each dataset."""


def gold_of(path: Path) -> dict[str, set[str]]:
    """Return the GeneIDs that curators gave to each name of human."""
    found: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["taxon_id"] == str(HUMAN) and row["entrez"].strip():
                found[row["name"]] |= set(row["entrez"].split("|"))
    return found


def kind_of_change(row: PlanRow) -> str:
    """Return what a plan does with a name that it would change; empty for one that stays in any case."""
    if row.action is Action.KEEP and row.doubt and row.becomes not in ("", row.name):
        return "held, in doubt"
    return {Action.RENAME: "made", Action.CONFLICT: "held, conflict"}.get(row.action, "")


def print_accuracy(gold: dict[str, set[str]]) -> None:
    """Print how many changes of each kind are to the right gene."""
    plan = harmonize({"names": pandas.DataFrame(index=list(gold))}, species="human", columns="rows")
    counts: Counter[tuple[str, bool]] = Counter()
    for row in plan.rows:
        if kind := kind_of_change(row):
            counts[kind, str(row.gene_id) in gold[row.name]] += 1
    print(f"{len(plan.rows):,} names")
    for kind in dict.fromkeys(kind for kind, _ in counts):
        right, total = counts[kind, True], counts[kind, True] + counts[kind, False]
        print(f"{kind}: {total:,}, right {right:,} ({right / total:.1%})")


def datasets(size: int) -> dict[str, pandas.DataFrame]:
    """Return three datasets of human genes: symbols, Ensembl ids with versions, and symbols in other case."""
    drawn = random.Random(1)
    genes = [gene for gene in Reference.open().genes("human") if gene.symbol and gene.ensembl_id]
    shapes = {
        "symbols": [gene.symbol for gene in drawn.sample(genes, size)],
        "ensembl": [f"{gene.ensembl_id}.3" for gene in drawn.sample(genes, size)],
        "cased": [gene.symbol.capitalize() for gene in drawn.sample(genes, size)],
    }
    return {label: pandas.DataFrame({"n": range(size)}, index=names) for label, names in shapes.items()}


def print_cost() -> None:
    """Print the processor time of making, writing and reading, and applying a plan, in seconds."""
    print("genes of each of 3 datasets\tplan\tfile\tapply")
    for size in SIZES:
        given = datasets(size)
        start = process_time()
        plan = harmonize(given, species="human")
        made = process_time()
        HarmonizePlan.of_bytes(plan.text().encode(), "plan.tsv")
        read = process_time()
        plan.apply()
        print(f"{size:,}\t{made - start:.1f}\t{read - made:.1f}\t{process_time() - read:.1f}")


def main() -> None:
    """Print the accuracy for the table given, if any, and the cost."""
    parser = argparse.ArgumentParser(prog="python -m tools.harmonize_score", description=__doc__)
    parser.add_argument("lists", nargs="?", type=Path, metavar="LISTS.tsv")
    lists = parser.parse_args().lists
    if lists is not None:
        print_accuracy(gold_of(lists))
    print_cost()


if __name__ == "__main__":
    main()
