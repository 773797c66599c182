"""Score the species scope of figures against the organisms that curators or judges gave them.

    python -m tools.scope_score FIGURES.tsv [FIGURES.tsv …]              print the shares
    python -m tools.scope_score FIGURES.tsv --half 0 --errors            of one half of the figures, with the wrong ones

A table with the columns ``figid organism figtitle papertitle caption`` has its texts itself; organisms are Latin names
separated by commas. For a table with the columns ``figid scope_taxids evidence`` the figures are read from the folder
``records`` next to it. Figures whose organism is not a species' name (``XXX``, ``none``, ``unknown``) are left out.
Rules are chosen on one half of the figures and checked on the other; a digest of a figure's id decides which it is in.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from genenorm.annotation.scope import Scope, scope_of
from genenorm.core.errors import UnknownTaxonError
from genenorm.core.taxa import taxon_id_of
from genenorm.index.reference import Reference
from genenorm.records.pfocr import read_figure
from genenorm.records.record import Record
from genenorm.resolver.resolver import Resolver

NOT_SPECIES = frozenset({"xxx", "organism", "none", "unknown", "mammal"})
"""What stands in the tables for figures that no species was given for."""
_BAKER_S_YEAST = {4932: 559292}
_MISSPELT = {"drosophlia melanogaster": 7227}


class Judged(NamedTuple):
    """A figure with the species that it is about."""

    record: Record
    organism: str
    """As in the table."""
    taxa: frozenset[int]
    """Taxon ids of the index; empty for a figure of other organisms."""


def read_judged(path: Path, reference: Reference) -> Iterator[Judged]:
    """Yield the figures of a table that have a species; see the module docstring for the two kinds of tables."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            organism = row["organism"] if "organism" in row else row["scope_taxids"]
            names = [name.strip() for name in organism.split(",")]
            if NOT_SPECIES.isdisjoint(name.casefold() for name in names):
                taxa = frozenset(taxon for name in names if (taxon := _taxon(name)) in reference.taxa)
                yield Judged(_record(row, path), organism, taxa)


def _taxon(name: str) -> int | None:
    if name.isdigit():
        return _BAKER_S_YEAST.get(int(name), int(name))
    try:
        return taxon_id_of(name)
    except UnknownTaxonError:
        return _MISSPELT.get(name.casefold())


def _record(row: dict[str, str], path: Path) -> Record:
    figid = row["figid"]
    if "figtitle" not in row:
        figure = path.parent / "records" / f"{figid}.md"
        return read_figure(figure.read_bytes(), figure.name)
    return Record(figid, figid, (), row["figtitle"], row["papertitle"], row["caption"])


def half_of(figid: str) -> int:
    """Return which half of the figures one is in, 0 or 1.

    >>> half_of("figure-4.jpg"), half_of("figure-1.jpg")
    (0, 1)
    """
    return hashlib.sha256(figid.encode()).digest()[0] % 2


def verdict(judged: Judged, scope: Scope) -> str:
    """Return how a scope compares with the species that a figure is about.

    For a figure of other organisms: ``declined``, ``claimed`` or ``open``. For one of the index's species: ``exact``,
    ``in part``, ``wrong``, ``declined`` or ``open``.
    """
    if scope.is_unknown:
        return "open"
    if not scope.taxa:
        return "declined"
    if not judged.taxa:
        return "claimed"
    if judged.taxa == set(scope.taxa):
        return "exact"
    return "in part" if judged.taxa & set(scope.taxa) else "wrong"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares for each table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", type=Path, nargs="+", metavar="FIGURES.tsv")
    parser.add_argument("--half", type=int, choices=(0, 1), help="score only this half of the figures")
    parser.add_argument("--errors", action="store_true", help="print the figures that are not declined, or not exact")
    options = parser.parse_args(arguments)
    with Reference.open() as reference:
        resolver = Resolver(reference)
        for path in options.tables:
            counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
            for judged in read_judged(path, reference):
                record = judged.record
                if options.half not in (None, half_of(record.record_id)):
                    continue
                answers = resolver.resolve_all(record.names, record.context) if record.names else ()
                scope = scope_of(record, reference, answers)
                found = verdict(judged, scope)
                counts[bool(judged.taxa)][found] += 1
                if options.errors and found != ("exact" if judged.taxa else "declined"):
                    reasons = " | ".join(f"{reason.taxon_id} {reason.text}" for reason in scope.reasons)
                    print(found, record.record_id, judged.organism, record.title, record.paper_title, reasons, sep="\t")
            _print_counts(path, counts)


def _print_counts(path: Path, counts: dict[bool, Counter[str]]) -> None:
    for of_index, label in ((False, "other organisms"), (True, "species of the index")):
        found = counts[of_index]
        shares = ", ".join(f"{name} {count} ({count / found.total():.1%})" for name, count in found.most_common())
        print(f"{path.name}: {found.total()} figures of {label}: {shares}")


if __name__ == "__main__":
    main()
