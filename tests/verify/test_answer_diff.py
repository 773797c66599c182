"""Answers that differ between two indexes, and the reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.verify.answer_diff import ANSWER_CHANGE_COLUMNS, AnswerComparison, answer_change_cells, compare_answers
from tests.support.made_index import Made, make_index

TP53 = Made(7157, "TP53", 11998, 141510, ("p53",))


def compared(folder: Path, old: list[Made], new: list[Made], *names: str) -> AnswerComparison:
    before, after = make_index(folder / "old.safetensors", old), make_index(folder / "new.safetensors", new)
    with Reference.open(before) as first, Reference.open(after) as second:
        return compare_answers(Resolver(first), Resolver(second), names)


@pytest.mark.parametrize(
    ("old", "new", "name", "differs", "why"),
    [
        ([Made(1, "SEPT6Q")], [Made(1, "SEPTQ6", synonyms=("SEPT6Q",))], "SEPT6Q", "symbol", "symbol SEPT6Q → SEPTQ6"),
        ([Made(1, "QQA1", 5)], [Made(1, "QQA1", 6)], "QQA1", "authority_id", "authority id HGNC:5 → HGNC:6"),
        (
            [Made(1, "QQA1"), TP53], [TP53], "QQA1", "status|taxon_id|gene_id|symbol",
            "9606:1 QQA1 is not in the new index",
        ),
        ([TP53], [TP53, Made(1, "QQA1")], "QQA1", "status|taxon_id|gene_id|symbol", "now names 9606:1 QQA1"),
        (
            [Made(1, "QQA1")], [Made(2, "QQB1", retired_ids=(1,), synonyms=("QQA1",))], "QQA1", "gene_id|symbol",
            "9606:1 QQA1: retired, replaced by QQB1 (NCBIGene:2); symbol QQA1 → QQB1; GeneID 1 → 2",
        ),
        (
            [Made(1, "QQA1", group="HomoloGene:1")], [Made(1, "QQA1", group="HGNC:5")], "QQA1", "group_id",
            "homology group HomoloGene:1 → HGNC:5",
        ),
    ],
    ids=["renamed", "identifier", "gone", "new", "retired", "group"],
)  # fmt: skip
def test_a_changed_answer_says_why(
    tmp_path: Path, old: list[Made], new: list[Made], name: str, differs: str, why: str
) -> None:
    (change,) = compared(tmp_path, old, new, name).changes
    assert change.is_other_answer == ("status" in differs)  # a replaced GeneID is the same gene
    row = dict(zip(ANSWER_CHANGE_COLUMNS, answer_change_cells(change), strict=True))
    assert (row["input"], row["differs"], row["why"]) == (name, differs, why)


def test_another_gene_is_another_answer(tmp_path: Path) -> None:
    (change,) = compared(tmp_path, [Made(1, "QQA1")], [Made(1, "QQZ1"), Made(2, "QQA1")], "QQA1").changes
    assert (change.old.gene_id, change.new.gene_id, change.is_other_answer) == (1, 2, True)


def test_a_second_gene_of_a_name_is_named_in_the_reason(tmp_path: Path) -> None:
    old = [Made(1, "QQA1", synonyms=("qz9",)), Made(2, "QQB1")]
    found = compared(tmp_path, old, [old[0], Made(2, "QQB1", synonyms=("qz9",))], "qz9")
    assert [change.why for change in found.changes] in ([], ["now names 9606:2 QQB1 too"])
    assert len(found.changes) + found.slight == 1


def test_equal_answers_are_counted_and_repeated_names_count_once(tmp_path: Path) -> None:
    found = compared(tmp_path, [TP53], [TP53], "TP53", "p53", "TP53", "")
    assert (found.changes, found.slight, found.same) == ((), 0, 3)


def test_every_change_has_a_reason(reference: Reference, tmp_path: Path) -> None:
    small = make_index(tmp_path / "small.safetensors", [TP53])
    names = ["TP53", "GRIN1", "NMDAR", "PSD95", "Akt", "and", "caspase-3/7", "no such gene"]
    with Reference.open(small) as other:
        found = compare_answers(Resolver(reference), Resolver(other), names)
    assert len(found.changes) >= 5
    assert all(change.why for change in found.changes), [answer_change_cells(c) for c in found.changes if not c.why]
