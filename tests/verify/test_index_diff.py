"""The changes between two indexes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from genenorm.index.reference import Reference
from genenorm.verify.index_diff import ChangeKind, IndexChange, index_changes
from tests.support.changed_index import change_index
from tests.support.made_index import Made, make_index

TP53 = Made(7157, "TP53", 11998, 141510, ("p53",))
GRIN1 = Made(2902, "GRIN1", 4584, 176884, ("NMDAR1",))


def changes_between(
    folder: Path, old: Sequence[Made], new: Sequence[Made], withdrawn: Sequence[str] = ()
) -> list[IndexChange]:
    before = make_index(folder / "old.safetensors", old)
    after = make_index(folder / "new.safetensors", new, withdrawn=withdrawn)
    with Reference.open(before) as first, Reference.open(after) as second:
        return list(index_changes(first, second))


def rows(found: list[IndexChange]) -> list[tuple[str, str, str, str]]:
    return [(change.kind.value, change.gene, change.before, change.after) for change in found]


def test_genes_are_matched_by_identifier_and_not_by_row(tmp_path: Path) -> None:
    assert changes_between(tmp_path, [TP53, GRIN1], [GRIN1, TP53]) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([TP53], [TP53, GRIN1], [("added", "9606:2902", "", "9606:2902 GRIN1")]),
        ([TP53, GRIN1], [TP53], [("gone", "9606:2902", "9606:2902 GRIN1", "")]),
        (
            [Made(23157, "SEPT6", 15848, 125354)], [Made(23157, "SEPTIN6", 15848, 125354, ("SEPT6",))],
            [("renamed", "9606:23157", "SEPT6", "SEPTIN6")],
        ),
        ([Made(1, "A", 5)], [Made(2, "A", 5)], [("gene id", "9606:2", "1", "2")]),
        ([Made(1, "A", 5)], [Made(1, "A", 6)], [("authority id", "9606:1", "HGNC:5", "HGNC:6")]),
        (
            [Made(1, "A", 5, 7)], [Made(1, "A", 5, 8)],
            [("ensembl id", "9606:1", "ENSG00000000007", "ENSG00000000008")],
        ),
        (
            [Made(1, "A", group="HomoloGene:1")], [Made(1, "A", group="HGNC:5")],
            [("group", "9606:1", "HomoloGene:1", "HGNC:5")],
        ),
        (
            [Made(1, "A")], [Made(2, "B", retired_ids=(1,))],
            [("retired", "9606:1", "9606:1 A", "9606:2 B"), ("lost synonym", "9606:2", "a", "")],
        ),
        (
            [Made(1, "A"), Made(2, "B")], [Made(2, "B", synonyms=("A",), retired_ids=(1,))],
            [("merged", "9606:1", "9606:1 A", "9606:2 B")],
        ),
        (
            [Made(None, "A", ensembl=7), Made(2, "A", 5)], [Made(2, "A", 5, 7)],
            [
                ("merged", "9606:ENSG00000000007", "9606:ENSG00000000007 A", "9606:2 A"),
                ("ensembl id", "9606:2", "", "ENSG00000000007"),
            ],
        ),
        ([Made(None, "RNU6-373P")], [Made(None, "RNU6-373P")], []),
    ],
    ids=["added", "gone", "renamed", "GeneID", "authority id", "Ensembl id", "group", "retired",
         "merged by a retired id", "merged by an Ensembl id", "without identifiers"],
)  # fmt: skip
def test_a_gene_is_reported_with_its_change(
    tmp_path: Path, old: list[Made], new: list[Made], expected: list[object]
) -> None:
    assert rows(changes_between(tmp_path, old, new)) == expected


def test_a_gene_whose_symbol_is_withdrawn_is_retired_without_a_replacement(tmp_path: Path) -> None:
    (change, *rest) = changes_between(tmp_path, [TP53, GRIN1], [TP53], withdrawn=["GRIN1"])
    assert (change.kind, change.after, change.note) == (ChangeKind.RETIRED, "", "withdrawn without a replacement")
    assert rest == []


def test_a_gene_id_given_up_without_a_replacement_is_retired_with_its_date(tmp_path: Path) -> None:
    before = make_index(tmp_path / "old.safetensors", [TP53, GRIN1])
    after = make_index(tmp_path / "new.safetensors", [TP53])
    change_index(after, "ids", lambda rows: [*rows, (2902, 0, 20190304)])
    with Reference.open(before) as first, Reference.open(after) as second:
        (change,) = index_changes(first, second)
    assert (change.kind, change.after) == (ChangeKind.RETIRED, "")
    assert change.note == "retired 2019-03-04 without a replacement"


def test_synonyms_are_compared_by_key(tmp_path: Path) -> None:
    found = changes_between(tmp_path, [GRIN1], [Made(2902, "GRIN1", 4584, 176884, ("NMDA-R1", "GluN1"))])
    assert rows(found) == [("new synonym", "9606:2902", "", "glun1")]
    assert found[0].note == "synonym"


def test_a_lost_synonym_names_its_gene(tmp_path: Path) -> None:
    assert rows(changes_between(tmp_path, [GRIN1], [Made(2902, "GRIN1", 4584, 176884)])) == [
        ("lost synonym", "9606:2902", "nmdar1", "")
    ]


def test_a_name_that_gets_a_second_gene_of_a_species_is_a_new_ambiguity(tmp_path: Path) -> None:
    old = [Made(9817, "KEAP1", synonyms=("INRF2",)), Made(8878, "SQSTM1", synonyms=("p62",)), Made(23636, "NUP62")]
    new = [*old[:2], Made(23636, "NUP62", synonyms=("p62",))]
    found = changes_between(tmp_path, old, new)
    assert rows(found) == [
        ("new synonym", "9606:23636", "", "p62"),
        ("new ambiguity", "", "9606:8878 SQSTM1", "9606:8878 SQSTM1|9606:23636 NUP62"),
    ]
    assert found[1].symbol == "p62"


def test_a_second_species_is_no_ambiguity(tmp_path: Path) -> None:
    mouse = Made(22059, "Trp53", taxon_id=10090)
    found = changes_between(tmp_path, [TP53, mouse], [TP53, Made(22059, "Trp53", synonyms=("p53",), taxon_id=10090)])
    assert rows(found) == [("new synonym", "10090:22059", "", "p53")]


def test_names_of_added_and_gone_genes_are_not_reported_one_by_one(tmp_path: Path) -> None:
    assert [change.kind for change in changes_between(tmp_path, [TP53], [GRIN1])] == [ChangeKind.GONE, ChangeKind.ADDED]


def test_a_species_of_one_index_only_is_one_row(tmp_path: Path) -> None:
    mouse = Made(22059, "Trp53", taxon_id=10090)
    both = make_index(tmp_path / "both.safetensors", [TP53, mouse])
    human = make_index(tmp_path / "human.safetensors", [TP53], taxa=[9606])
    with Reference.open(both) as first, Reference.open(human) as second:
        assert rows(list(index_changes(first, second))) == [("species gone", "", "mouse, 1 genes", "")]
        assert rows(list(index_changes(second, first))) == [("species added", "", "", "mouse, 1 genes")]
        assert list(index_changes(second, first, (9606,))) == []


@pytest.mark.usefixtures("without_coverage")
def test_the_shipped_index_does_not_differ_from_itself(reference: Reference) -> None:
    assert list(index_changes(reference, reference, (7227,))) == []
