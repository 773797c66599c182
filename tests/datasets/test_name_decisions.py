"""Which changes of names are conflicts, on answers that are made up."""

from __future__ import annotations

from genenorm.datasets.harmonize.name_answers import NameAnswer
from genenorm.datasets.harmonize.name_decisions import NamedPlace, decided_rows
from genenorm.datasets.harmonize.plan_rows import Action, ConflictKind, PlanRow


def place(targets: dict[str, str], dataset: str = "a", *, genes: dict[str, str] | None = None) -> NamedPlace:
    """Return a place with names that become others; a gene is called by its name unless ``genes`` says otherwise."""
    answers = {
        name: NameAnswer(target, (genes or {}).get(name, target), 1, "human", "why", "", 0.9)
        for name, target in targets.items()
    }
    return NamedPlace(dataset, "rows", dict.fromkeys(targets, 1), answers, True)


def decided(*places: NamedPlace) -> dict[str, PlanRow]:
    return {row.name: row for row in decided_rows(places)}


def test_names_may_move_one_after_the_other() -> None:
    rows = decided(place({"a": "b", "b": "c", "c": "d"}))
    assert {row.action for row in rows.values()} == {Action.RENAME}


def test_a_name_that_stays_holds_all_that_would_follow_it() -> None:
    rows = decided(place({"a": "b", "b": "c", "c": "d", "d": "d"}))
    assert [rows[name].action for name in "abcd"] == [Action.CONFLICT] * 3 + [Action.KEEP]
    assert [rows[name].conflict for name in "abc"] == [ConflictKind.TAKEN, ConflictKind.TAKEN, ConflictKind.SAME_GENE]


def test_names_of_one_gene_are_told_from_names_of_two() -> None:
    rows = decided(place({"a": "X", "b": "X", "c": "Y", "d": "Y"}, genes={"c": "1", "d": "2"}))
    assert {row.action for row in rows.values()} == {Action.CONFLICT}
    assert [rows[name].conflict for name in "abcd"] == [ConflictKind.SAME_GENE] * 2 + [ConflictKind.TAKEN] * 2
    assert rows["a"].reason == "b of a would become X too; why"


def test_a_name_of_no_known_gene_is_not_replaced() -> None:
    rows = decided(place({"a": "X", "X": ""}))
    assert (rows["a"].action, rows["a"].conflict) == (Action.CONFLICT, ConflictKind.TAKEN)
    assert rows["a"].reason.startswith("a has another X, which is of no known gene")


def test_places_are_apart_but_datasets_are_compared() -> None:
    ours, theirs = place({"p": "X"}), place({"p": "Y", "q": "X"}, "b")
    rows = {(row.dataset, row.name): row for row in decided_rows([ours, theirs])}
    assert rows["a", "p"].conflict == rows["b", "p"].conflict == ConflictKind.TWO_GENES
    assert rows["b", "q"].action is Action.RENAME
    same = decided_rows([ours, theirs._replace(dataset="a", place="columns")])
    assert {row.action for row in same} == {Action.RENAME}


def test_a_long_list_of_names_that_follow_each_other_is_decided_in_one_pass() -> None:
    count = 20_000
    names = [f"n{number}" for number in range(count)]
    targets = dict(zip(names, [*names[1:], names[-1]], strict=True))
    rows = decided(place(targets))
    assert sum(row.action is Action.CONFLICT for row in rows.values()) == count - 1
