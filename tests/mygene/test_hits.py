"""Hits as MyGene.info sends them become typed hits, or nothing if no name of the gene was asked for."""

from __future__ import annotations

import pytest

from genenorm.core.model import NameKind
from genenorm.mygene.hits import LookupOrigin, dump_hit, ensembl_ids, gene_of, load_hit, read_hit

ORIGIN = LookupOrigin("20261115", 1_795_000_000)
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
def test_a_hit_has_the_kind_of_the_name_that_was_asked_for(
    name: str, kind: NameKind | None, matched: str | None
) -> None:
    hit = read_hit(name, dump_hit(GRIN1), ORIGIN)
    assert (hit and hit.kind, hit and hit.matched) == (kind, matched)


def test_a_hit_has_the_facts_of_the_gene_and_its_source() -> None:
    hit = read_hit("GRIN1", dump_hit(GRIN1), ORIGIN)
    assert hit is not None
    assert (hit.taxon_id, hit.gene_id, hit.symbol, hit.authority_id) == (9606, 2902, "GRIN1", "HGNC:4584")
    assert hit.ensembl_ids == ("ENSG00000176884",)
    assert hit.aliases == ("NMDAR1", "NMD-R1")
    assert hit.other_names == ("glutamate [NMDA] receptor subunit zeta-1",)
    assert hit.source == "MyGene.info 20261115"
    assert not hit.stale


def test_the_gene_of_a_hit_has_a_negative_key_of_its_own() -> None:
    raws = [GRIN1, {**GRIN1, "entrezgene": None}, {**GRIN1, "entrezgene": None, "ensembl": {"gene": "ENSG2"}}]
    hits = [read_hit("GRIN1", dump_hit(raw), ORIGIN) for raw in raws]
    genes = [gene_of(hit) for hit in hits if hit is not None]
    assert genes[0].key == -2902
    assert len({gene.key for gene in genes}) == 3
    assert all(gene.key < 0 for gene in genes)
    assert (genes[0].gene_id, genes[0].ensembl_id, genes[0].authority_id) == (2902, "ENSG00000176884", "HGNC:4584")
    assert genes[1].gene_id is None


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
def test_a_hit_without_symbol_or_taxon_id_is_dropped(raw: dict[str, object]) -> None:
    assert read_hit("GRIN1", dump_hit(raw), ORIGIN) is None


def test_a_dumped_hit_is_one_line_and_is_loaded_unchanged() -> None:
    raw = {**GRIN1, "name": "tab\tand\nline\u2028and β"}
    line = dump_hit(raw)
    assert len(line.splitlines()) == 1
    assert load_hit(line) == raw


def test_a_line_of_an_earlier_version_with_homology_fields_is_still_read() -> None:
    line = dump_hit(GRIN1) + "\t" + dump_hit({"homologene": {"id": 7187}})
    assert read_hit("nmdar1", line, ORIGIN) == read_hit("nmdar1", dump_hit(GRIN1), ORIGIN)
    assert load_hit(line) == {**GRIN1, "homologene": {"id": 7187}}
