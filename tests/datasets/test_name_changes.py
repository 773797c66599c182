"""What becomes of the rows of a place: against a model that goes through them one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from genenorm.datasets.harmonize.name_changes import changes_of
from genenorm.datasets.harmonize.plan_rows import Action, PlanRow, counts_after

NAMES = "abcd"
ROWS = st.fixed_dictionaries(
    {name: st.tuples(st.sampled_from(("keep", "rename", "drop", "sum")), st.sampled_from("abx")) for name in NAMES}
)


def rows_of(choices: dict[str, tuple[str, str]], names: list[str]) -> dict[str, PlanRow]:
    return {
        name: PlanRow("d", "rows", name, names.count(name), Action(action), becomes, 1, "", "", "", "", 1.0)
        for name, (action, becomes) in choices.items()
        if name in names
    }


@given(st.lists(st.sampled_from(NAMES), max_size=9), ROWS)
def test_every_row_is_kept_summed_or_dropped_once(names: list[str], choices: dict[str, tuple[str, str]]) -> None:
    rows = rows_of(choices, names)
    made = changes_of(names, rows)
    assert made.kept == sorted(set(made.kept))
    assert made.rows_before == len(names)
    parts = [made.summed.get(new, [old]) for new, old in enumerate(made.kept)]
    left = [place for place, name in enumerate(names) if rows[name].action is not Action.DROP]
    assert sorted(place for part in parts for place in part) == left
    for name, part in zip(made.names, parts, strict=True):
        assert {rows[names[place]].final for place in part} == {name}
    counts = {name: made.names.count(name) for name in made.names if name is not None}
    assert counts == counts_after(rows.values())


@given(st.lists(st.sampled_from([*NAMES, None]), max_size=9))
def test_without_a_plan_nothing_changes(names: list[str | None]) -> None:
    made = changes_of(names, {})
    assert (made.names, made.kept, made.renamed, made.keeps_rows) == (names, list(range(len(names))), 0, True)


def test_a_sum_takes_the_place_of_the_row_that_has_its_name() -> None:
    rows = rows_of({"a": ("sum", "b"), "b": ("keep", "")}, ["a", "c", "b", "b"])
    assert changes_of(["a", "c", "b", "b"], rows).summed == {1: [0, 2, 3]}
