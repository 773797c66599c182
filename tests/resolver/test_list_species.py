"""The species of a list, from what its names say together."""

from __future__ import annotations

import pytest

from genenorm.core.context import Context
from genenorm.core.evidence import Evidence
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence
from genenorm.resolver.list_species import (
    ListPatterns,
    ListSpecies,
    NamePattern,
    add_list,
    context_of_list,
    species_of_list,
)

SPECIES = (HUMAN, MOUSE, RAT, FLY)
H, M, R, F = 1, 2, 4, 8
HUMAN_SYMBOL = NamePattern(H, 0, M | R, H | M | R)
RODENT_SYMBOL = NamePattern(M | R, 0, H, H | M | R)
RAT_SYMBOL = NamePattern(R, 0, H, H | R)
FLY_SYMBOL = NamePattern(F, 0, 0, F)
SHARED_WITH_FLY = NamePattern(F, 0, 0, H | M | F)


def species(*patterns: tuple[NamePattern, int], unknown: int = 0, **options: object) -> ListSpecies:
    size = sum(count for _, count in patterns) + unknown
    return species_of_list(ListPatterns(dict(patterns), size), SPECIES, **options)  # type: ignore[arg-type]


def test_a_list_of_symbols_is_of_their_species() -> None:
    found = species((HUMAN_SYMBOL, 20), unknown=2)
    assert (found.taxon_id, found.size, found.known, found.fitting) == (HUMAN, 22, 20, 20)
    assert found.certainty > 0.99
    assert found.shares[HUMAN] > 0.99


def test_shares_add_up_to_one_and_the_largest_is_first() -> None:
    found = species((HUMAN_SYMBOL, 6), (RODENT_SYMBOL, 2), (FLY_SYMBOL, 1))
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert list(found.shares.values()) == sorted(found.shares.values(), reverse=True)


def test_a_few_symbols_of_its_own_tell_a_rat_list_from_a_mouse_list() -> None:
    assert species((RODENT_SYMBOL, 30)).taxon_id == MOUSE
    assert species((RODENT_SYMBOL, 30), (RAT_SYMBOL, 3)).taxon_id == RAT
    assert species((RODENT_SYMBOL, 30), (RAT_SYMBOL, 3)).shares[RAT] > 0.9


def test_one_symbol_of_another_species_does_not_take_the_names_that_it_shares() -> None:
    found = species((HUMAN_SYMBOL, 30), (FLY_SYMBOL, 1), (SHARED_WITH_FLY, 1))
    assert found.taxon_id == HUMAN
    assert found.shares[FLY] < 0.1


def test_a_mixed_list_has_a_share_of_each_species() -> None:
    found = species((HUMAN_SYMBOL, 10), (FLY_SYMBOL, 10))
    assert found.shares[HUMAN] == pytest.approx(0.5, abs=0.1)
    assert found.shares[FLY] == pytest.approx(0.5, abs=0.1)


def test_a_stated_organism_decides_between_species_that_share_all_names() -> None:
    assert species((RODENT_SYMBOL, 5), stated=frozenset({RAT})).taxon_id == RAT
    assert species((HUMAN_SYMBOL, 30), stated=frozenset({RAT})).taxon_id == HUMAN


def test_only_the_species_asked_for_have_shares() -> None:
    assert species((HUMAN_SYMBOL, 5), requested=(RAT,)).shares == {RAT: 1.0}
    assert set(species((HUMAN_SYMBOL, 5), requested=(RAT, MOUSE)).shares) == {RAT, MOUSE}
    assert species(unknown=3, requested=(RAT,)).shares == {RAT: 1.0}


def test_unknown_names_are_of_no_species() -> None:
    found = species(unknown=3)
    assert (found.shares, found.taxon_id, found.size) == ({}, None, 3)


def terms(evidence: ContextEvidence, taxon_id: int) -> dict[Evidence, float]:
    return dict(evidence.terms_of(taxon_id))


def test_shares_are_evidence_by_their_logarithm() -> None:
    evidence = add_list(NO_CONTEXT_EVIDENCE, ListSpecies({HUMAN: 0.895, MOUSE: 0.1, FLY: 0.005}, size=9, known=9))
    assert terms(evidence, HUMAN)[Evidence.LIST] == pytest.approx(0.976, abs=0.001)
    assert terms(evidence, MOUSE) == {Evidence.LIST: pytest.approx(0.5)}
    assert terms(evidence, FLY) == terms(evidence, RAT) == {}


def test_a_name_alone_has_evidence_of_its_own() -> None:
    evidence = add_list(NO_CONTEXT_EVIDENCE, ListSpecies({HUMAN: 1.0}, size=1, known=1))
    assert terms(evidence, HUMAN) == {Evidence.ALONE: 1.0}
    assert evidence.stated == frozenset()


def test_the_species_of_most_names_is_stated() -> None:
    before = ContextEvidence(stated=frozenset({RAT}))
    assert add_list(before, ListSpecies({HUMAN: 0.6, MOUSE: 0.4}, size=9, known=9)).stated == {RAT, HUMAN}
    assert add_list(before, ListSpecies({HUMAN: 0.4, MOUSE: 0.3, FLY: 0.3}, size=9, known=9)).stated == {RAT}


NAMES = {HUMAN: "human", MOUSE: "mouse", RAT: "rat", FLY: "fly"}


def verdict(shares: dict[int, float], known: int, certainty: float = 0.95, unknown: int = 0) -> ListSpecies:
    return ListSpecies(shares, certainty, known + unknown, known, known, NAMES)


@pytest.mark.parametrize(
    ("found", "sole", "words"),
    [
        (verdict({RAT: 0.97, MOUSE: 0.03}, 40), RAT, "rat, 97 % of 40 names"),
        (verdict({RAT: 0.97, MOUSE: 0.03}, 1200, unknown=1), RAT, "rat, 97 % of 1,200 names; 1 more is unknown"),
        (verdict({HUMAN: 0.7, FLY: 0.26, RAT: 0.04}, 50), None, "human 70 %, fly 26 % of 50 names"),
        (verdict({RAT: 0.97, MOUSE: 0.03}, 40, certainty=0.6), None, "perhaps rat, 97 % of 40 names"),
        (verdict({RAT: 1.0}, 2), None, "perhaps rat, 100 % of 2 names"),
        (verdict({}, 0, unknown=1), None, "none of 1 name is known"),
        (ListSpecies({9823: 1.0}, 1.0, 5, 5, 5), 9823, "taxon 9823, 100 % of 5 names"),
    ],
)
def test_a_verdict_is_a_species_or_its_doubts(found: ListSpecies, sole: int | None, words: str) -> None:
    assert (found.sole_taxon_id, str(found)) == (sole, words)


def test_lists_of_one_species_are_decided_and_mixed_ones_are_not() -> None:
    assert species((HUMAN_SYMBOL, 12)).sole_taxon_id == HUMAN
    assert species((FLY_SYMBOL, 12), (HUMAN_SYMBOL, 12)).sole_taxon_id is None
    assert species((RODENT_SYMBOL, 12)).sole_taxon_id is None
    assert species((RODENT_SYMBOL, 12), (RAT_SYMBOL, 4)).sole_taxon_id == RAT


def test_the_species_of_a_list_takes_the_place_of_auto() -> None:
    auto = Context(species="auto", text="cells")
    assert context_of_list(auto, verdict({RAT: 0.97, MOUSE: 0.03}, 40)) == Context(species=(RAT,), text="cells")
    assert context_of_list(auto, verdict({RAT: 0.5, MOUSE: 0.5}, 40)) == Context(text="cells")


def test_symbols_are_expected_where_a_program_assigned_them() -> None:
    found = ListSpecies({HUMAN: 0.7, FLY: 0.3}, size=20, known=20, symbol_taxa=frozenset({HUMAN, FLY}))
    assert add_list(ContextEvidence(are_symbols=True), found).symbol_taxa == {HUMAN, FLY}
    assert add_list(NO_CONTEXT_EVIDENCE, found).symbol_taxa == frozenset()


def test_a_list_is_of_symbols_of_species_with_several_names_of_their_own_or_with_most_of_them() -> None:
    assert species((HUMAN_SYMBOL, 20), (FLY_SYMBOL, 4)).symbol_taxa == {HUMAN, FLY}
    assert species((HUMAN_SYMBOL, 30), (FLY_SYMBOL, 1), (SHARED_WITH_FLY, 1)).symbol_taxa == {HUMAN}
    assert species((RODENT_SYMBOL, 30)).symbol_taxa == {MOUSE, RAT}


def test_symbols_with_something_added_are_of_the_species_whose_casing_they_have() -> None:
    decorated = NamePattern(0, H, M | R, H | M | R)
    assert species((decorated, 12)).taxon_id == HUMAN
    of_rodents = NamePattern(0, M | R, H, H | M | R)
    assert species((of_rodents, 12)).taxon_id == MOUSE
