"""What MyGene answers becomes a typed hit, or nothing when no name of the gene was asked for."""

from __future__ import annotations

import pytest

from genenorm.core.model import NameKind
from genenorm.mygene.hits import LiveOrtholog, Provenance, dump_hit, ensembl_ids, gene_of, load_hit, read_hit

ORIGIN = Provenance("20261115", 1_795_000_000)
GRIN1: dict[str, object] = {
    "_id": "2902",
    "taxid": 9606,
    "entrezgene": "2902",
    "symbol": "GRIN1",
    "name": "glutamate ionotropic receptor NMDA type subunit 1",
    "alias": ["NMDAR1", "NMD-R1"],
    "other_names": "glutamate [NMDA] receptor subunit zeta-1",
    "HGNC": "4584",
    "ensembl": {"gene": "ENSG00000176884"},
    "retired": 777,
    "homologene": {"id": 7187, "genes": [[9606, 2902], [10090, 14810]]},
    "pantherdb": {"ortholog": {"taxid": 10116, "uniprot_kb": "P35439", "RGD": "11"}},
}


@pytest.mark.parametrize(
    ("name", "kind", "matched"),
    [
        ("grin1", NameKind.SYMBOL, "GRIN1"),
        ("2902", NameKind.IDENTIFIER, "2902"),
        ("HGNC:4584", NameKind.IDENTIFIER, "HGNC:4584"),
        ("ensg00000176884", NameKind.IDENTIFIER, "ENSG00000176884"),
        ("777", NameKind.RETIRED_IDENTIFIER, "777"),
        ("nmdar1", NameKind.SYNONYM, "NMDAR1"),
        ("NMDA-R1", NameKind.SYNONYM, "NMDAR1"),
        ("Glutamate ionotropic receptor, NMDA type, subunit 1", NameKind.FULL_NAME, GRIN1["name"]),
        ("glutamate NMDA receptor subunit zeta 1", NameKind.DESIGNATION, GRIN1["other_names"]),
        ("glutamate receptor", None, None),
        ("4584", None, None),
        ("+/-", None, None),
    ],
)
def test_a_hit_says_which_kind_of_name_was_asked_for(name: str, kind: NameKind | None, matched: str | None) -> None:
    hit = read_hit(name, dump_hit(GRIN1), ORIGIN)
    assert (hit and hit.kind, hit and hit.matched) == (kind, matched)


def test_a_hit_carries_the_gene_and_where_it_comes_from() -> None:
    hit = read_hit("GRIN1", dump_hit(GRIN1), ORIGIN)
    assert hit is not None
    assert (hit.taxon_id, hit.gene_id, hit.symbol, hit.authority_id) == (9606, 2902, "GRIN1", "HGNC:4584")
    assert hit.ensembl_ids == ("ENSG00000176884",)
    assert hit.aliases == ("NMDAR1", "NMD-R1")
    assert hit.other_names == ("glutamate [NMDA] receptor subunit zeta-1",)
    assert hit.source == "MyGene.info 20261115"
    assert not hit.stale


def test_a_hit_the_index_lacks_becomes_a_gene_with_a_row_number_of_its_own() -> None:
    raws = [GRIN1, {**GRIN1, "entrezgene": None}, {**GRIN1, "entrezgene": None, "ensembl": {"gene": "ENSG2"}}]
    hits = [read_hit("GRIN1", dump_hit(raw), ORIGIN) for raw in raws]
    genes = [gene_of(hit) for hit in hits if hit is not None]
    assert genes[0].key == -2902
    assert len({gene.key for gene in genes}) == 3
    assert all(gene.key < 0 for gene in genes)
    assert (genes[0].gene_id, genes[0].ensembl_id, genes[0].authority_id) == (2902, "ENSG00000176884", "HGNC:4584")
    assert genes[1].gene_id is None


def test_orthologs_come_from_homologene_and_panther_and_leave_the_own_species_out() -> None:
    hit = read_hit("GRIN1", dump_hit(GRIN1), ORIGIN)
    assert hit is not None
    assert hit.homologene == 7187
    assert hit.orthologs == (
        LiveOrtholog(10090, 14810, "", "HomoloGene"),
        LiveOrtholog(10116, None, "P35439", "PANTHER"),
    )


@pytest.mark.parametrize(
    ("fields", "authority"),
    [
        ({"MGI": "MGI:95819"}, "MGI:95819"),
        ({"RGD": "2736"}, "RGD:2736"),
        ({"RGD": 2736}, "RGD:2736"),
        ({"FLYBASE": "FBgn0010399"}, "FBgn0010399"),
        ({"ZFIN": "ZDB-GENE-990415-270"}, "ZDB-GENE-990415-270"),
        ({"WormBase": "WBGene00001979"}, "WBGene00001979"),
        ({"SGD": "S000001686"}, "S000001686"),
        ({"HGNC": ["4584", "4585"]}, "HGNC:4584"),
        ({}, ""),
    ],
)
def test_authority_ids_are_written_as_in_the_index(fields: dict[str, object], authority: str) -> None:
    hit = read_hit("x1", dump_hit({"taxid": 1, "symbol": "X1", **fields}), ORIGIN)
    assert hit is not None
    assert hit.authority_id == authority


def test_several_ensembl_genes_are_all_kept() -> None:
    assert ensembl_ids({"ensembl": [{"gene": "A"}, {"gene": ["B", "C"]}, None]}) == ("A", "B", "C")


@pytest.mark.parametrize(
    "raw",
    [
        {"symbol": "GRIN1"},
        {"symbol": "GRIN1", "taxid": "human"},
        {"symbol": None, "taxid": 9606},
        {"symbol": {"a": 1}, "taxid": 9606},
        {"symbol": True, "taxid": 9606},
    ],
)
def test_what_names_no_gene_of_a_species_is_no_hit(raw: dict[str, object]) -> None:
    assert read_hit("GRIN1", dump_hit(raw), ORIGIN) is None


def test_odd_shapes_of_the_homology_fields_are_passed_over() -> None:
    raw = {"taxid": 9606, "symbol": "A", "homologene": {"genes": [[1], "x", ["y", 2]]}, "pantherdb": ["z"]}
    hit = read_hit("A", dump_hit(raw), ORIGIN)
    assert hit is not None
    assert hit.orthologs == ()
    assert hit.homologene is None


def test_a_hit_is_one_line_and_comes_back_whole() -> None:
    raw = {**GRIN1, "name": "tab\tand\nline\u2028and β"}
    line = dump_hit(raw)
    assert len(line.splitlines()) == 1
    assert load_hit(line) == raw
