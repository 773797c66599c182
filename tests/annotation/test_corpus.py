"""The shipped index and resolver on real figure tables: every GeneID found, or its absence explained."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.context import NO_CONTEXT
from genenorm.core.model import Resolution
from genenorm.records.delimited import words_by_symbol
from genenorm.records.pfocr import read_figure
from genenorm.resolver.resolver import Resolver

SPECIES = ("9606", "10090", "10116", "7227")
EXPECTED = Path(__file__).with_name("table_misses.tsv")
FEWEST_FOUND = 0.967
"""Share of the keywords whose GeneID is the answer or an alternative. The aim is 0.98: what is missing to it are fly
genes known by their mutants alone, whose GeneIDs no package carries; see the expected file."""
MOST_IN_DOUBT = 0.2
"""Share of the rows of figures that a curator has to look at."""


class Miss(NamedTuple):
    """A keyword whose GeneID is neither answered nor listed."""

    figure: str
    gene: str
    symbol: str


def rows_of(tables: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for table in sorted(tables.glob("*-genes.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            yield table.name.removesuffix("-genes.tsv"), list(csv.DictReader(file, delimiter="\t"))


def answers_of(figure: str, rows: list[dict[str, str]], records: Path, resolver: Resolver) -> dict[str, Resolution]:
    record = records / f"{figure}.md"
    context = read_figure(record.read_bytes(), record.name).context if record.exists() else NO_CONTEXT
    names = list(dict.fromkeys(row["ncbigene_symbol"] for row in rows))
    return dict(zip(names, resolver.resolve_all(names, context), strict=True))


def found_and_missed(corpus: Path, resolver: Resolver) -> tuple[int, list[Miss]]:
    found, missed = 0, []
    for figure, rows in rows_of(corpus / "pfocr" / "tables"):
        answers = answers_of(figure, rows, corpus / "pfocr" / "records", resolver)
        keywords = dict.fromkeys((r["organism_id"], r["ncbigene_symbol"], r["ncbigene_id"]) for r in rows)
        for taxon, symbol, gene_id in keywords:
            if taxon in SPECIES:
                answer = answers[symbol]
                if str(answer.gene_id) == gene_id or f"{taxon}:{gene_id}" in answer.alternatives:
                    found += 1
                else:
                    missed.append(Miss(figure, f"{taxon}:{gene_id}", symbol))
    return found, missed


def expected_misses() -> dict[tuple[str, str], str]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {(row["gene"], row["symbol"]): row["reason"] for row in lines}


@pytest.fixture(scope="module")
def outcome(corpus: Path, resolver: Resolver) -> tuple[int, list[Miss]]:
    return found_and_missed(corpus, resolver)


def test_the_table_s_gene_is_answered_or_listed(outcome: tuple[int, list[Miss]]) -> None:
    found, missed = outcome
    assert found / (found + len(missed)) >= FEWEST_FOUND


def test_every_miss_is_known_with_its_reason(outcome: tuple[int, list[Miss]]) -> None:
    expected = expected_misses()
    missed = {(miss.gene, miss.symbol) for miss in outcome[1]}
    assert sorted(missed - set(expected)) == [], "new misses: find the reason and enter it in the expected file"
    assert sorted(set(expected) - missed) == [], "no longer missed: take it out of the expected file"
    assert all(expected.values())


@pytest.mark.parametrize("with_tables", [False, True])
def test_at_most_a_fifth_of_the_rows_is_in_doubt(corpus: Path, resolver: Resolver, *, with_tables: bool) -> None:
    rows = []
    for record in sorted((corpus / "pfocr" / "records").glob("*.md")):
        table = corpus / "pfocr" / "tables" / f"{record.stem}-genes.tsv"
        words = words_by_symbol(table.read_bytes(), table.name) if with_tables and table.exists() else None
        file = annotate_file(record.read_bytes(), record.name, resolver, words=words)
        rows += [row for annotation in file.annotations for row in annotation.rows]
    share = sum(bool(row.doubt) for row in rows) / len(rows)
    assert MOST_IN_DOUBT / 2 < share <= MOST_IN_DOUBT
