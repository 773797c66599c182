"""The doubts about the answers for long lists, which are found on arrays, are those about single answers."""

from __future__ import annotations

import pytest

from benchmarks.data import draw_names
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Status
from genenorm.index.reference import Reference
from genenorm.resolver.answer_notes import SEVERAL_OF_GROUP
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.doubt import Doubt, doubt_text, doubts_of_answer, read_doubts
from genenorm.resolver.list_answers import answer_list
from genenorm.resolver.resolver import Resolver

DOUBT, SPECIES = (ANSWER_COLUMNS.index(name) for name in ("doubt", "species"))
CONTEXTS = (
    NO_CONTEXT, Context(species="human"), Context(species=("mouse", "human")), Context(organisms="mouse"),
    Context(organisms=("zebrafish", "human")), Context(species="auto"), Context(text="zebrafish embryos and mice"),
)  # fmt: skip
WRITTEN = [
    "GR1N1", "KARs", "p53", "Pyk", "pyk", "and", "2-Sep", "1-Mar", "TP53; EGFR", "CAP", "cat", "MAPKs", "Akt",
    "b-catenin", "kinase Akt1", "type I collagen alpha 1",
]  # fmt: skip


@pytest.fixture(scope="module")
def names(reference: Reference) -> list[str]:
    drawn = draw_names(reference, 1200)
    return list(dict.fromkeys([*WRITTEN, *drawn, *(name.lower() for name in drawn[:200])]))


@pytest.mark.parametrize("context", CONTEXTS)
def test_doubts_on_arrays_are_those_of_single_answers(reference: Reference, names: list[str], context: Context) -> None:
    answers, settled = Resolver(reference).resolve_list(names, context)
    expected = [doubt_text(doubts_of_answer(answer, settled.species)) for answer in answers]
    rows = answer_list(Resolver(reference), names, context).table().rows
    assert [row[DOUBT] for row in rows] == expected
    common = [reference.common_names[answer.taxon_id] if answer.taxon_id else "" for answer in answers]
    assert [row[SPECIES] for row in rows] == common


def test_the_lists_have_doubts_of_each_kind_that_a_list_can_have(reference: Reference, names: list[str]) -> None:
    found: set[Doubt] = set()
    for context in CONTEXTS:
        for row in answer_list(Resolver(reference), names, context).table().rows:
            found.update(read_doubts(str(row[DOUBT])))
    assert found >= {
        Doubt.AMBIGUOUS, Doubt.SPECIES, Doubt.FAMILY, Doubt.REPAIRED, Doubt.LOOSE, Doubt.SECOND, Doubt.ELSEWHERE,
    }  # fmt: skip


def test_several_genes_of_one_species_and_group_leave_no_species_open(reference: Reference) -> None:
    resolver = Resolver(reference)
    names = ["Olfr43", "Trp53", "Gapdh", "Cdkn1a"]
    answer = resolver.resolve_list(names)[0][0]
    assert {one.gene.taxon_id for one in answer.candidates} == {10090}
    assert (answer.status, answer.note) == (Status.GROUP, SEVERAL_OF_GROUP)
    assert doubts_of_answer(answer) == [Doubt.SECOND]
    row = dict(zip(ANSWER_COLUMNS, resolver.table(names * 400).rows[0], strict=True))
    assert (row["status"], row["evidence"], row["doubt"]) == ("group", SEVERAL_OF_GROUP, "close second")


def test_what_has_no_answer_has_a_status_and_no_doubt(reference: Reference, names: list[str]) -> None:
    for row in answer_list(Resolver(reference), names, NO_CONTEXT).table().rows:
        if row[1] in (Status.UNKNOWN.value, Status.NOT_A_GENE.value):
            assert row[DOUBT] == row[SPECIES] == ""
        elif row[1] != Status.RESOLVED.value:
            assert row[DOUBT] != ""
