"""What names shared by several genes usually mean."""

from __future__ import annotations

import pytest

from genenorm.core.context import Context
from genenorm.core.paths import DATA
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import fold
from genenorm.text.usual_meanings import usual_symbol

ROWS = [
    line.split("\t")
    for line in (DATA / "usual_meanings.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_every_entry_has_a_name_a_human_symbol_and_a_reason(reference: Reference) -> None:
    for row in ROWS:
        assert len(row) == 3, row
        assert all(row), row
    symbols = {gene.symbol for gene in reference.genes(9606)}
    assert [row[1] for row in ROWS if row[1] not in symbols] == []


def test_no_name_has_two_usual_meanings() -> None:
    keys = [key for row in ROWS for key in {fold(name) for name in row[0].split("|")}]
    assert sorted(key for key in set(keys) if keys.count(key) > 1 and key is not None) == []


@pytest.mark.parametrize(("name", "symbol"), [("p62", "SQSTM1"), ("Nrf2", "NFE2L2"), ("p38", "MAPK14")])
def test_the_usual_meaning_leads(resolver: Resolver, name: str, symbol: str) -> None:
    answer = resolver.resolve(name, Context(species=(9606,)))
    assert answer.candidates[0].gene.symbol == symbol
    assert "what the name usually means" in answer.candidates[0].evidence


def test_a_name_that_is_not_listed_has_no_usual_meaning() -> None:
    assert usual_symbol(fold("GRIN1")) is None
    assert usual_symbol(None) is None
