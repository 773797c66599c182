"""Rows of a record: every row has the cells that its species shares, whichever record was annotated before."""

from __future__ import annotations

from genenorm.annotation.annotations import annotate_record
from genenorm.annotation.record_rows import RowMaker, row_cells, short_cells
from genenorm.annotation.scope import Reason, Scope
from genenorm.records.answer_fields import ROW_FIELDS, SHORT_FIELDS
from genenorm.records.record import Record
from genenorm.resolver.resolver import Resolver

MICE = Scope((10090,), (Reason(10090, 'caption: "mice"', "mouse"),))
PLANTS = Scope((), (Reason(3193, 'title: "plants"'),))
PEOPLE = Scope((9606,), (Reason(9606, 'title: "human"', "human"),))


def test_an_answer_out_of_scope_names_its_genes_in_scope_for_each_scope_anew(resolver: Resolver) -> None:
    answers = resolver.resolve_all(["Nmdar1"])
    rows = [RowMaker(resolver, answers, scope).rows[0] for scope in (MICE, PEOPLE, MICE)]
    assert [row.members_in_scope for row in rows] == [
        ("10090:14810 Grin1",), ("9606:2902 GRIN1",), ("10090:14810 Grin1",),
    ]  # fmt: skip
    assert {row.scope for row in rows} == {"out of scope"}
    assert [row.scope_reason for row in rows] == ['caption: "mice"', 'title: "human"', 'caption: "mice"']


def test_a_row_has_a_cell_for_each_field_whether_there_is_a_gene_or_not(resolver: Resolver) -> None:
    done = annotate_record(Record("r", "r", ("GRIN1", "no such gene")), resolver)
    cells = [dict(zip(ROW_FIELDS, row_cells(row), strict=True)) for row in done.rows]
    assert (cells[0]["gene_id"], cells[0]["species"], cells[0]["scope"]) == (2902, "human", "")
    assert (cells[1]["gene_id"], cells[1]["symbol"], cells[1]["status"]) == (None, "", "unknown")
    for whole, row in zip(cells, done.rows, strict=True):
        assert dict(zip(SHORT_FIELDS, short_cells(row), strict=True)) == {name: whole[name] for name in SHORT_FIELDS}


def test_an_answer_with_several_genes_is_in_scope_when_one_of_their_species_is(resolver: Resolver) -> None:
    answers = resolver.resolve_all(["NMDA receptors", "Nmdar1"])
    assert answers[0].members
    rows = [RowMaker(resolver, answers, scope).rows[0] for scope in (PEOPLE, PLANTS, Scope())]
    assert [(row.scope, row.scope_reason, row.species) for row in rows] == [
        ("in scope", 'title: "human"', ""), ("out of scope", 'title: "plants"', ""), ("", "", ""),
    ]  # fmt: skip
