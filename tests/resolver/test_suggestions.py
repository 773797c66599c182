"""Suggestions for unknown names."""

from __future__ import annotations

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.resolver.suggestions import edits, suggestions
from genenorm.text.keys import fold


def test_one_edit_of_each_sort_reaches_the_symbol() -> None:
    for typo in ("grn2a", "grinn2a", "grim2a", "rgin2a"):
        key = fold(typo)
        assert key is not None
        assert "grin2a" in edits(key)


def test_suggestions_are_symbols_the_best_known_first(reference: Reference) -> None:
    assert suggestions(reference, "KRIT11")[0].symbol == "KRIT1"
    assert "GRIN2A" in [gene.symbol for gene in suggestions(reference, "GRIM2A")]
    assert suggestions(reference, "Q") == ()
    assert suggestions(reference, "…") == ()


def test_a_typo_is_suggested_for_and_never_answered(resolver: Resolver) -> None:
    answer = resolver.resolve("GRIM2A")
    assert answer.status.value == "unknown"
    assert answer.alternatives == ()
    assert suggestions(resolver.reference, "GRIM2A")
