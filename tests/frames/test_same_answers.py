"""The same names have the same answers through every door; ``tools.same_answers`` shows it for 100,000 names."""

from __future__ import annotations

import random
from typing import Any

import pytest

from benchmarks.data import clean_symbols
from genenorm.index.reference import Reference
from tools.same_answers import Names, differences, doors, expected, main, mixed

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture(scope="module")
def names(reference: Reference) -> Names:
    """Symbols as they are written and otherwise, random letters, and the names that ``mixed`` adds."""
    rng = random.Random(7)
    symbols = [name for taxon in (9606, 10090, 7227) for name in clean_symbols(reference, (taxon,), 150)]
    respelled = [rng.choice((str.lower, str.upper, str.capitalize))(name) for name in rng.sample(symbols, 150)]
    nonsense = ["".join(rng.choices(LETTERS, k=rng.randint(4, 9))) for _ in range(60)]
    return mixed([*dict.fromkeys(symbols + respelled + nonsense)], 900)


OPTIONS: list[dict[str, Any]] = [{}, {"species": "auto", "organisms": ["rat"]}, {"species": ["mouse"], "text": "mice"}]
DOORS = [label for label, _ in doors(["GRIN1"])]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_every_door_gives_the_answers_of_the_resolver_in_every_cell(names: Names, options: dict[str, Any]) -> None:
    wanted = expected(names, **options)
    assert len(set(wanted["species"])) > (2 if not options else 0)
    assert {label: differences(go(), wanted) for label, go in doors(names, **options)} == {label: [] for label in DOORS}


def test_names_that_are_context_for_each_other_have_other_answers_alone(names: Names) -> None:
    alone = {name: expected([name])["gene_id"][0] for name in set(names)}
    assert [alone[name] for name in names] != expected(names)["gene_id"]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ({"symbol": ["A"]}, "1 rows instead of 2"),
        ({"name": ["A", "B"]}, "columns: ['name'] instead of ['symbol']"),
        ({"symbol": ["A", "B"]}, "row 1, symbol: 'B' instead of None"),
    ],
)
def test_a_difference_is_told(found: dict[str, list[object]], line: str) -> None:
    assert differences(found, {"symbol": ["A", None]}) == [line]
    assert differences({"symbol": ["A", None]}, {"symbol": ["A", None]}) == []


def test_the_tool_ends_with_one_when_a_cell_differs(
    names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [name for name in names if name]
    monkeypatch.setattr("benchmarks.data.draw_names", lambda *_: known[:60])
    kept = [door for door in doors(["GRIN1"]) if door[0] == "list"]
    assert len(kept) == 1
    monkeypatch.setattr("tools.same_answers.doors", lambda given, **_: iter(list(doors(given))[:1]))
    assert main(["--names", "80"]) == 0
    monkeypatch.setattr("tools.same_answers.doors", lambda given, **_: iter([("wrong", lambda: expected(given[1:]))]))
    assert main(["--names", "80", "--species", "mouse"]) == 1
    assert "wrong" in capsys.readouterr().out
