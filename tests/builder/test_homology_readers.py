"""Tests of the readers of published orthologs on slices of real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.builder.readers import homology_tables
from genenorm.builder.source_rows import OrthologPair, SourceFile, Tally
from genenorm.core.errors import SourceError
from tests.support.packages import source_file

DUMPS = Path(__file__).resolve().parents[2] / "fixtures" / "dumps"
TAXA = frozenset({9606, 10090, 10116, 7227, 7955, 6239, 559292})


def dump(name: str) -> SourceFile:
    return source_file((DUMPS / name).read_bytes(), name)


def by_genes(pairs: list[OrthologPair]) -> dict[tuple[str, str], OrthologPair]:
    return {(pair.gene[0], pair.other[0]): pair for pair in pairs}


def test_zebrafish_orthologs_count_their_evidence() -> None:
    text = "ZFIN ID\tHGNC ID\nZ1\t5\nZ1\t5\nZ2\t\n"
    assert list(homology_tables.read_zfin_orthologs(source_file(text), Tally())) == [
        OrthologPair("ZFIN", ("HGNC:5",), ("Z1",), 2)
    ]


def test_hcop_by_ensembl_ids_counts_supporting_and_compared_methods() -> None:
    head = "Gene stable ID,Mouse gene stable ID,supporting_source\n"
    text = head + 'ENSG1,ENSMUSG1,"OMA,Panther,EggNOG"\nENSG2,ENSMUSG2,"OMA,NCBI"\nENSG3,-,"a,b,c"\n'
    tally = Tally()
    assert list(homology_tables.read_hcop_ensembl(source_file(text), tally)) == [
        OrthologPair("HCOP", ("ENSG1",), ("ENSMUSG1",), 3, 4),
        OrthologPair("HCOP", ("ENSG2",), ("ENSMUSG2",), 2, 4, may_extend_group=False),
    ]
    assert dict(tally.dropped) == {"no Ensembl id": 1}


def test_hcop_counts_the_compared_methods_of_each_species() -> None:
    tally = Tally()
    pairs = by_genes(list(homology_tables.read_hcop(dump("human_all_hcop_sixteen_column.txt"), tally, TAXA)))
    mouse, fly = pairs["HGNC:4584", "MGI:95819"], pairs["HGNC:4584", "FBgn0010399"]
    assert (mouse.support, mouse.methods_compared) == (9, 9)
    assert (fly.support, fly.methods_compared) == (4, 5)
    assert mouse.other == ("MGI:95819", "NCBIGene:14810", "ENSMUSG00000026959")
    assert pairs["HGNC:392", "MGI:87986"] == OrthologPair(
        "HCOP", ("HGNC:392", "NCBIGene:208", "ENSG00000105221"), ("MGI:87986",), 1, 9, may_extend_group=False
    )
    assert pairs["HGNC:667", "S000006369"].support == 3, "the table has the taxon id of the yeast species"
    assert dict(tally.dropped) == {"other species": 1, "no identifier": 1}
    assert tally.read == len(pairs) + 2


def test_the_alliance_names_each_pair_once_with_its_methods_and_the_human_gene_first() -> None:
    tally = Tally()
    found = list(homology_tables.read_alliance(dump("ORTHOLOGY-ALLIANCE_COMBINED.tsv"), tally, TAXA))
    pairs = by_genes(found)
    assert len(pairs) == len(found) == 11
    best = pairs["HGNC:4586", "FBgn0053513"]
    assert (best.support, best.methods_compared, best.may_extend_group) == (9, 10, True)
    assert not pairs["HGNC:4585", "FBgn0053513"].may_extend_group, "Nmdar2 has a better one"
    assert pairs["FBgn0053513", "WBGene00003775"].support == 8
    assert pairs["HGNC:667", "S000006369"].methods_compared == 9
    assert dict(tally.dropped) == {"the same pair from the other side": 11, "other species": 2}


def test_ncbi_names_orthologs_by_gene_id() -> None:
    tally = Tally()
    pairs = by_genes(list(homology_tables.read_ncbi_orthologs(dump("gene_orthologs"), tally, TAXA)))
    assert set(pairs) == {
        ("NCBIGene:2902", "NCBIGene:14810"),
        ("NCBIGene:2902", "NCBIGene:24408"),
        ("NCBIGene:2902", "NCBIGene:767745"),
        ("NCBIGene:2903", "NCBIGene:14811"),
        ("NCBIGene:208", "NCBIGene:11652"),
    }
    assert dict(tally.dropped) == {"other species": 1, "no ortholog": 1}


def test_mgi_pairs_the_human_and_mouse_genes_of_a_class() -> None:
    tally = Tally()
    pairs = by_genes(list(homology_tables.read_mgi_orthologs(dump("HOM_MouseHumanSequence.rpt"), tally)))
    assert set(pairs) == {
        ("HGNC:4584", "MGI:95819"),
        ("HGNC:392", "MGI:104874"),
        ("HGNC:2625", "MGI:88606"),
        ("HGNC:2625", "MGI:88602"),
    }
    assert pairs["HGNC:4584", "MGI:95819"].other == ("MGI:95819", "NCBIGene:14810")
    assert dict(tally.dropped) == {"no mouse gene in the class": 1, "no human gene in the class": 1}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("ORTHOLOGY-ALLIANCE_COMBINED.tsv", "\t9\t10\tYes\tYes\n", "\tnine\t10\tYes\tYes\n"),
        ("gene_orthologs", "9606\t2903\t", "human\t2903\t"),
        ("HOM_MouseHumanSequence.rpt", "\t10090\tAkt2", "\tmouse\tAkt2"),
        ("human_all_hcop_sixteen_column.txt", "\n4932\t", "\nyeast\t"),
    ],
)
def test_a_bad_line_is_named(name: str, good: str, bad: str) -> None:
    text = (DUMPS / name).read_text(encoding="utf-8")
    assert good in text
    damaged = text.replace(good, bad, 1)
    line = damaged[: damaged.index(bad) + 1].count("\n") + 1
    readers = {
        "ORTHOLOGY-ALLIANCE_COMBINED.tsv": lambda made: homology_tables.read_alliance(made, Tally(), TAXA),
        "gene_orthologs": lambda made: homology_tables.read_ncbi_orthologs(made, Tally(), TAXA),
        "HOM_MouseHumanSequence.rpt": lambda made: homology_tables.read_mgi_orthologs(made, Tally()),
        "human_all_hcop_sixteen_column.txt": lambda made: homology_tables.read_hcop(made, Tally(), TAXA),
    }
    with pytest.raises(SourceError, match=rf"{name}, line {line}\b.*where a number was expected"):
        list(readers[name](source_file(damaged, name)))
