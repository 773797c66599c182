"""Tests of laying newer orthologs over an index, with slices and with the Alliance's whole table."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.homology_refresh import REFRESHED_DUMPS, RefreshedIndex, dump_of_orthologs, refresh_homology
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.core.authorities import index_form
from genenorm.core.errors import SourceError
from genenorm.core.model import Gene
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.homology import Homology, orthologs
from genenorm.index.library import verify
from genenorm.index.reference import Reference

SLICES = Path(__file__).parents[2] / "fixtures" / "dumps"
ALLIANCE = "ORTHOLOGY-ALLIANCE_COMBINED.tsv"
HCOP = "human_all_hcop_sixteen_column.txt"
REAL = "ORTHOLOGY-ALLIANCE_COMBINED.converted-2023-10.tsv.gz"
HUMAN, MOUSE, FLY, WORM = 9606, 10090, 7227, 6239


def index_without(folder: Path, *names: str) -> Path:
    """Build an index of all slices but these."""
    dumps = folder / "dumps"
    shutil.copytree(SLICES, dumps)
    for name in names:
        (dumps / name).unlink()
    build_index(folder / "old.safetensors", profile="official", folder=dumps)
    return folder / "old.safetensors"


def refreshed(base: Path, file: Path, out: Path) -> RefreshedIndex:
    with Reference.open(base) as opened:
        return refresh_homology(opened, dump_of_orthologs(load_dumps(), file), file, out)


def statements(index: Path) -> dict[tuple[str, str], set[str]]:
    """Return for each two genes the sources that name them as orthologs, with their counts."""
    with Reference.open(index) as reference:
        return {
            (_id(gene), _id(found.gene)): {support.words for support in found.support}
            for gene in reference.genes()
            for found in orthologs(reference, gene, homology=Homology.ALL)
        }


def _id(gene: Gene) -> str:
    return gene.authority_id or f"{gene.gene_id}"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index that has no orthologs of the Alliance."""
    return index_without(tmp_path_factory.mktemp("base"), ALLIANCE)


def changed(file: Path, keeps: Iterable[str]) -> Path:
    """Write the Alliance's slice with only the rows that have one of these texts."""
    lines = (SLICES / ALLIANCE).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("#", "Gene1ID")) or any(text in line for text in keeps)]
    file.write_text("".join(kept), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", [ALLIANCE, HCOP, "gene_orthologs", "HOM_MouseHumanSequence.rpt"])
def test_a_refresh_states_what_a_build_with_the_file_states(tmp_path: Path, name: str) -> None:
    out = tmp_path / "new.safetensors"
    report = refreshed(index_without(tmp_path, name), SLICES / name, out)
    build_index(tmp_path / "built.safetensors", profile="official", folder=SLICES)
    assert statements(out) == statements(tmp_path / "built.safetensors")
    assert verify(out).content_hash == report.content_hash


def test_genes_and_names_stay_and_the_index_says_what_was_laid_over_it(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "new.safetensors"
    report = refreshed(base, SLICES / ALLIANCE, out)
    with Reference.open(base) as old, Reference.open(out) as new:
        for table in ("taxa", "names", "ids", "families"):
            assert list(old.content_rows(table)) == list(new.content_rows(table))
        assert [gene.symbol for gene in old.genes()] == [gene.symbol for gene in new.genes()]
        assert new.meta["profile"] == "official+alliance"
        assert new.meta["build_date"] == old.meta["build_date"]
        (laid,) = [source for source in json.loads(new.meta["sources"]) if source["key"] == "alliance"]
        assert (laid["use"], laid["read"], laid["kept"]) == ("orthologs", report.tally.read, report.tally.kept)
        grouped = {row.taxon.common: row.groups for row in new.coverage()}
        assert {name: counts["grouped"] for name, counts in json.loads(new.meta["counts"]).items()} == grouped
    fly = next(row for row in report.orthologs if row[0] == "fly")
    assert "fly" in report.render()
    assert fly[2] <= fly[3] <= fly[1]


def test_a_refresh_repeated_changes_nothing(base: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    once = refreshed(base, SLICES / ALLIANCE, first)
    again = refreshed(first, SLICES / ALLIANCE, second)
    assert [(after, after) for _, _, _, after in once.orthologs] == [
        (before, after) for _, _, before, after in again.orthologs
    ]
    assert first.read_bytes() == second.read_bytes()


def test_pairs_that_the_newer_file_lacks_are_gone_and_other_species_stay(base: Path, tmp_path: Path) -> None:
    whole, fewer, flies = (tmp_path / f"{name}.safetensors" for name in ("whole", "fewer", "flies"))
    refreshed(base, SLICES / ALLIANCE, whole)
    refreshed(whole, changed(tmp_path / "fewer.tsv", ["HGNC:4584"]), fewer)
    refreshed(whole, changed(tmp_path / "flies.tsv", ["FB:"]), flies)
    grin2a, grin1 = ("HGNC:4585", "MGI:95820"), ("HGNC:4584", "FBgn0010399")
    before, after = statements(whole), statements(fewer)
    assert (before[grin2a], after[grin2a]) == ({"HGNC", "Alliance 9/9 methods"}, {"HGNC"})
    assert after[grin1] == before[grin1] == {"HomoloGene", "HCOP 4/5 methods", "Alliance 9/10 methods"}
    assert statements(flies) == before, "a file of flies says nothing about mice"


def test_retired_identifiers_of_the_file_mean_the_genes_that_replaced_them(base: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "old_ids.tsv", tmp_path / "new.safetensors"
    text = changed(tmp_path / "some.tsv", ["FB:FBgn0010399"]).read_text(encoding="utf-8")
    file.write_text(text.replace("FB:FBgn0010399", "FB:FBgn0037361"), encoding="utf-8")
    refreshed(base, file, out)
    assert "Alliance 9/10 methods" in statements(out)["FBgn0010399", "HGNC:4584"]


def test_a_file_without_genes_of_the_index_is_refused(base: Path, tmp_path: Path) -> None:
    file, out = changed(tmp_path / "frogs.tsv", ["Xenbase:"]), tmp_path / "new.safetensors"
    with pytest.raises(SourceError, match=r"frogs\.tsv: none of its 2 rows has two genes of old "):
        refreshed(base, file, out)
    assert not out.exists()


def test_a_file_is_recognised_by_its_columns(tmp_path: Path) -> None:
    files = {"alliance": ALLIANCE, "hcop": HCOP, "gene_orthologs": "gene_orthologs",
             "mgi_homology": "HOM_MouseHumanSequence.rpt"}  # fmt: skip
    assert set(files) == set(REFRESHED_DUMPS)
    for key, name in files.items():
        renamed = tmp_path / "renamed"
        shutil.copyfile(SLICES / name, renamed)
        assert dump_of_orthologs(load_dumps(), renamed).key == key
    with pytest.raises(SourceError, match=r"gene\.txt: has the columns of none of the dumps gene_orthologs, "):
        dump_of_orthologs(load_dumps(), SLICES / "gene.txt")
    with pytest.raises(SourceError, match="hcop: no column ortholog_species"):
        dump_of_orthologs(load_dumps(), SLICES / ALLIANCE, "hcop")
    with pytest.raises(SourceError, match="missing: cannot be read"):
        dump_of_orthologs(load_dumps(), tmp_path / "missing")
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(SourceError, match="empty: is empty"):
        dump_of_orthologs(load_dumps(), empty, "alliance")


# -- the Alliance's table of October 2023 over the shipped index ------------------------------------------------------


@pytest.fixture(scope="module")
def real(corpus: Path) -> Path:
    file = corpus.parent / "dumps" / REAL
    if not file.is_file():
        pytest.skip(f"{file}: no such dump")
    return file


@pytest.fixture(scope="module")
def newer(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    out = tmp_path_factory.mktemp("alliance") / "shipped-alliance.safetensors"
    refreshed(SHIPPED_INDEX, real, out)
    with Reference.open(out) as opened:
        yield opened


@pytest.mark.parametrize("taxon_id", [FLY, WORM])
def test_the_genes_and_pairs_of_the_table_are_found(real: Path, newer: Reference, taxon_id: int) -> None:
    wanted: dict[str, set[str]] = defaultdict(set)
    with gzip.open(real, "rt", encoding="utf-8") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            if row["Gene2SpeciesTaxonID"] == f"NCBITaxon:{taxon_id}":
                wanted[index_form(row["Gene2ID"])].add(row["Gene1ID"])
    genes = pairs = 0
    for authority_id, human in wanted.items():
        gene = newer.gene_by_authority(authority_id)
        if gene is not None:
            found = {other.gene.authority_id for other in orthologs(newer, gene, HUMAN, Homology.ALL)} & human
            genes, pairs = genes + bool(found), pairs + len(found)
    assert genes / len(wanted) >= 0.97
    assert pairs / sum(map(len, wanted.values())) >= 0.9


@pytest.mark.parametrize(
    ("symbol", "human"),
    [("Akt", "AKT1 AKT2 AKT3"), ("Nmdar2", "GRIN2A GRIN2B GRIN2C GRIN2D"), ("Crtc", "CRTC1")],
)
def test_fly_genes_have_all_their_human_orthologs(newer: Reference, symbol: str, human: str) -> None:
    (gene,) = [gene for gene in newer.genes(FLY) if gene.symbol == symbol]
    assert " ".join(sorted(found.gene.symbol for found in orthologs(newer, gene, HUMAN))) == human
