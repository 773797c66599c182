"""Tests of an index built from complete dumps of HGNC, SGD and WormBase, a slice of MGI's, and replaced GeneIDs."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.builder import BuildReport, build_index
from genenorm.builder.data_package import package_index
from genenorm.core.context import Context
from genenorm.core.taxa import STRAINS
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

NAMES = (
    "hgnc_complete_set.2025-02.txt.gz", "SGD_features.tab.gz", "c_elegans.PRJNA13758.WS286.geneIDs.txt.gz",
    "HOM_MouseHumanSequence.slice.rpt", "Danio_rerio.gene_info.gz",
)  # fmt: skip
MOUSE_GENES = "Mus_musculus.gene_info.gz"
"""A long table, of which the genes in MGI's slice and those that replaced others are enough."""
REPLACED = "replaced_geneids.tsv"
HUMAN, MOUSE, FISH, WORM, YEAST = 9606, 10090, 7955, 6239, 559292
pytestmark = pytest.mark.timeout(900)


def replaced_ids(file: Path) -> Iterator[tuple[int, int, int]]:
    """Yield the species, the replaced GeneID and the new one."""
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            taxon_id = int(row["taxon_id"])
            yield STRAINS.get(taxon_id, taxon_id), int(row["old_gene_id"]), int(row["new_gene_id"])


@pytest.fixture(scope="module")
def dumps(corpus: Path) -> Path:
    folder = corpus.parent / "dumps"
    if missing := [name for name in (*NAMES, MOUSE_GENES, REPLACED) if not (folder / name).is_file()]:
        pytest.skip(f"{folder}: no {missing[0]}")
    return folder


@pytest.fixture(scope="module")
def made(dumps: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    folder = tmp_path_factory.mktemp("dumps")
    for name in NAMES:
        (folder / name).symlink_to(dumps / name)
    wanted = {str(new) for _, _, new in replaced_ids(dumps / REPLACED)}
    wanted |= {line.split("\t")[4] for line in (dumps / NAMES[3]).read_text(encoding="utf-8").splitlines()}
    with gzip.open(dumps / MOUSE_GENES, "rt", encoding="utf-8") as lines:
        mouse = [line for line in lines if line.startswith("#") or line.split("\t")[1] in wanted]
    (folder / "Mus_musculus.gene_info").write_text("".join(mouse), encoding="utf-8")
    history = "#tax_id\tGeneID\tDiscontinued_GeneID\tDiscontinued_Symbol\tDiscontinue_Date\n"
    rows = (f"{taxon}\t{new}\t{old}\t-\t20140501\n" for taxon, old, new in replaced_ids(dumps / REPLACED))
    (folder / "gene_history").write_text(history + "".join(rows), encoding="utf-8")
    out = folder / "index.safetensors"
    return out, build_index(out, profile="official", folder=folder)


@pytest.fixture(scope="module")
def fresh(made: tuple[Path, BuildReport]) -> Iterator[Resolver]:
    with Reference.open(made[0]) as reference:
        yield Resolver(reference)


def test_every_gene_of_the_dumps_is_there(made: tuple[Path, BuildReport]) -> None:
    kept = {(count.source.key, count.use): count.tally.kept for count in made[1].sources}
    assert kept["hgnc", "authority id"] == 44_117
    assert kept["sgd", "authority id"] == 7_141
    assert kept["wormbase", "authority id"] == 49_175
    assert kept["wormbase", "retired"] == 2_932
    genes = {row.species: row.genes for row in made[1].coverage}
    assert (genes["human"], genes["yeast"], genes["worm"]) == (44_117, 7_141, 49_175)


@pytest.mark.parametrize(
    ("name", "taxon_id", "authority_id"),
    [
        ("YAL038W", YEAST, "S000000036"), ("CDC19", YEAST, "S000000036"), ("PYK1", YEAST, "S000000036"),
        ("Y110A7A.10", WORM, "WBGene00000001"), ("aap-1", WORM, "WBGene00000001"),
        ("A1BG", HUMAN, "HGNC:5"), ("SEPT6", HUMAN, "HGNC:15848"),
    ],
)  # fmt: skip
def test_names_of_the_dumps_are_answered(fresh: Resolver, name: str, taxon_id: int, authority_id: str) -> None:
    assert fresh.resolve(name, Context(species=(taxon_id,))).authority_id == authority_id


def test_classes_of_mgi_are_orthologs(fresh: Resolver) -> None:
    reference = fresh.reference
    human, mouse = reference.gene_by_id(6736), reference.gene_by_id(21674)
    assert human is not None
    assert mouse is not None
    assert (human.symbol, mouse.symbol) == ("SRY", "Sry")
    assert human.group is not None
    assert human.group == mouse.group
    sources = {source for member in reference.group(human.group).members for source in member.sources}
    assert {"HGNC", "MGI"} >= sources > set()


def test_replaced_gene_ids_mean_the_genes_that_replaced_them(dumps: Path, fresh: Resolver) -> None:
    reference = fresh.reference
    checked = 0
    for taxon_id, old, new in replaced_ids(dumps / REPLACED):
        gene = reference.gene_by_id(new)
        if taxon_id not in (HUMAN, MOUSE, FISH) or gene is None or reference.gene_by_id(old) is not None:
            continue  # some old ids are still current in the older dumps
        found = reference.gene_by_other_id(old)
        assert found is not None, old
        assert (found.gene, found.retired) == (gene, 20140501)
        answer = fresh.resolve(str(old))
        assert answer.gene_id == new
        assert "retired 2014-05-01, replaced by" in answer.evidence
        checked += 1
    assert checked == 235


def test_the_index_becomes_a_package_of_the_expected_size(made: tuple[Path, BuildReport], tmp_path: Path) -> None:
    wheel = package_index(made[0], tmp_path).path
    assert wheel.stat().st_size < 26_000_000
