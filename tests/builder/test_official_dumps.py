"""Tests of an index built from full dumps: numbers of genes, official symbols, fly loci, genes of figures."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from genenorm.builder import BuildReport, build_index
from genenorm.core.context import Context
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from tests.annotation.test_corpus import found_and_missed

DUMPS = {
    "Homo_sapiens": 9606, "Mus_musculus": 10090, "Drosophila_melanogaster": 7227, "Danio_rerio": 7955,
    "Saccharomyces_cerevisiae": 559292,
}  # fmt: skip
FLYBASE = "flybase_2025_04.synonyms.tsv.gz"
SPECIES = ("9606", "10090", "7227")
"""Species of the figure tables that have a dump; rat has none."""
FEWEST_FOUND = 0.98
pytestmark = pytest.mark.timeout(900)  # the build alone takes half a minute of processor time


class Row(NamedTuple):
    """A gene of a gene_info dump."""

    gene_id: int
    symbol: str
    kind: str


def genes_of(dumps: Path, name: str) -> list[Row]:
    with gzip.open(dumps / f"{name}.gene_info.gz", "rt", encoding="utf-8") as file:
        lines = (line.removeprefix("#") for line in file if not line.startswith("# "))
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Row(int(row["GeneID"]), row["Symbol"], row["type_of_gene"])
            for row in rows
            if row["tax_id"] == str(DUMPS[name])
            and row["type_of_gene"] != "biological-region"
            and row["Symbol"] != "NEWENTRY"
        ]


@pytest.fixture(scope="module")
def dumps(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the dumps that the expected numbers are of, and no others."""
    shared = corpus.parent / "dumps"
    if not shared.is_dir():
        pytest.skip(f"{shared}: no dumps")
    folder = tmp_path_factory.mktemp("dumps")
    for file in (*(f"{name}.gene_info.gz" for name in DUMPS), FLYBASE):
        (folder / file).symlink_to(shared / file)
    return folder


@pytest.fixture(scope="module")
def made(dumps: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    out = tmp_path_factory.mktemp("official") / "index.safetensors"
    return out, build_index(out, profile="official", folder=dumps)


@pytest.fixture(scope="module")
def fresh(made: tuple[Path, BuildReport]) -> Iterator[Resolver]:
    with Reference.open(made[0]) as reference:
        yield Resolver(reference)


@pytest.mark.parametrize("name", DUMPS)
def test_every_gene_of_the_dump_is_there(dumps: Path, fresh: Resolver, name: str) -> None:
    found = {gene.gene_id for gene in fresh.reference.genes(DUMPS[name])} - {None}
    assert found == {row.gene_id for row in genes_of(dumps, name)}


@pytest.mark.parametrize("name", DUMPS)
def test_official_symbols_given_with_their_species_are_answered(dumps: Path, fresh: Resolver, name: str) -> None:
    coding = [row for row in genes_of(dumps, name) if row.kind == "protein-coding"]
    uses = Counter(row.symbol for row in coding)
    wanted = [row for row in coding if uses[row.symbol] == 1]
    answers = fresh.resolve_all([row.symbol for row in wanted], Context(species=(DUMPS[name],)))
    wrong = [row.symbol for row, answer in zip(wanted, answers, strict=True) if answer.gene_id != row.gene_id]
    # NCBI's symbols of 2024 are older than FlyBase's of 2025; two mouse "genes" are a transgene and an inversion
    assert len(wrong) <= {"Drosophila_melanogaster": 8, "Mus_musculus": 2, "Saccharomyces_cerevisiae": 1}.get(name, 0)


@pytest.mark.parametrize(
    ("name", "gene_id"), [("GRIN1", 2902), ("Grin1", 14810), ("NMDAR1", 2902), ("Nmdar1", 40665), ("kar", 45883)]
)
def test_a_name_written_as_one_species_writes_it_is_answered(fresh: Resolver, name: str, gene_id: int) -> None:
    assert fresh.resolve(name).gene_id == gene_id


def test_fly_loci_known_by_mutants_alone_have_gene_ids(fresh: Resolver) -> None:
    fly = Context(species=(7227,))
    found = {
        name: answer.gene_id
        for name, answer in zip(("ar", "om", "wo"), fresh.resolve_all(("ar", "om", "wo"), fly), strict=True)
    }
    assert found == {"ar": 44503, "om": 5656959, "wo": 45371}


def test_the_report_lists_rat_and_worm_as_missing(made: tuple[Path, BuildReport]) -> None:
    missing = [line for line in made[1].missing if line.startswith("every gene of")]
    assert [line.split()[3] for line in missing] == ["rat", "worm"]


def test_the_figure_tables_genes_are_answered_or_listed(corpus: Path, fresh: Resolver) -> None:
    found, missed = found_and_missed(corpus, fresh)
    assert found / (found + len(missed)) >= FEWEST_FOUND
    there = [miss for miss in missed if miss.gene.split(":")[0] in SPECIES]
    assert len(there) <= 4, there
