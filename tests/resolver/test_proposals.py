"""Match words, and the properties of proposals."""

from __future__ import annotations

from itertools import product

import pytest

from genenorm.core.model import Biotype, Family, Gene, KeyRule, NameKind
from genenorm.core.taxa import HUMAN
from genenorm.resolver.proposals import (
    IS_EXACT,
    IS_FIRST_MEMBER,
    IS_MEMBER,
    IS_ORTHOLOG,
    MATCH_BITS,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    FamilyMatch,
    LiveProposal,
    NameProposals,
    kind_code,
    match_word,
    rule_of,
    with_rule,
)
from genenorm.text.keys import Key
from tests.resolver.conftest import values_of

SYMBOL = match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
FAMILY = Family(1, "KAR", (1, 2))


# -- match words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NameKind)
def test_a_match_word_keeps_its_kind_rule_and_spelling(kind: NameKind) -> None:
    for rule, is_exact in product(KeyRule, (False, True)):
        word = match_word(kind, rule, is_exact=is_exact)
        assert (kind_code(word), rule_of(word), bool(word & IS_EXACT)) == (kind.value, rule, is_exact)
        assert not word & (IS_MEMBER | IS_FIRST_MEMBER)
        marked = word | IS_MEMBER | IS_FIRST_MEMBER
        assert (kind_code(marked), rule_of(marked), bool(marked & IS_EXACT)) == (kind.value, rule, is_exact)
        assert marked < 1 << MATCH_BITS


def test_match_words_are_distinct() -> None:
    words = [match_word(kind, rule, is_exact=both) for kind, rule, both in product(NameKind, KeyRule, (False, True))]
    assert len(set(words)) == len(NameKind) * len(KeyRule) * 2


@pytest.mark.parametrize(
    ("word", "is_own_symbol"),
    [
        (SYMBOL, True),
        (match_word(NameKind.SYMBOL, KeyRule.CASE), False),
        *((match_word(kind, KeyRule.AS_WRITTEN, is_exact=True), kind is NameKind.SYMBOL) for kind in NameKind),
        (SYMBOL | IS_FIRST_MEMBER, True),
        (SYMBOL | IS_MEMBER, True),
    ],
)
def test_an_own_symbol_is_a_symbol_and_exact(word: int, is_own_symbol: bool) -> None:
    assert (word & OWN_SYMBOL_MASK == OWN_SYMBOL) is is_own_symbol


# -- proposals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found",
    [
        NameProposals("x", Key("x"), (1,), (SYMBOL,)),
        NameProposals("x", Key("x"), families=(FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.CASE),)),
        NameProposals("x", Key("x"), parts=(NameProposals("y", Key("y")),)),
        NameProposals("x", Key("x"), is_withdrawn=True),
    ],
)
def test_proposals_are_empty_only_without_any_finding(found: NameProposals) -> None:
    assert not found.is_empty
    assert NameProposals("x", Key("x"), prefix_taxon=HUMAN).is_empty


@pytest.mark.parametrize(
    ("kind", "flag", "family_rule", "expected"),
    [
        (NameKind.FULL_NAME, 0, KeyRule.PLURAL, True),
        (NameKind.DESIGNATION, 0, KeyRule.PLURAL, True),
        (NameKind.SYNONYM, 0, KeyRule.PLURAL, False),
        (NameKind.FULL_NAME, IS_ORTHOLOG, KeyRule.PLURAL, False),
        (NameKind.FULL_NAME, 0, KeyRule.AS_WRITTEN, False),
        (NameKind.FULL_NAME, 0, None, False),
    ],
)
def test_a_full_name_of_a_gene_is_distinguished_from_a_family(
    kind: NameKind, flag: int, family_rule: KeyRule | None, expected: bool
) -> None:
    families = (FamilyMatch(FAMILY, NameKind.FAMILY_NAME, family_rule),) if family_rule else ()
    found = NameProposals("kainate receptor", Key("x"), families=families)
    assert found.is_full_name(match_word(kind, KeyRule.AS_WRITTEN) | flag) is expected


def test_further_proposals_come_last_and_have_other_families_and_another_prefix() -> None:
    families = (FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.CASE),)
    first = NameProposals("x", Key("x"), (1,), (SYMBOL,), (), (), None, True)
    found = first.extended([2], [7], families, HUMAN)
    assert values_of(found) == values_of(
        NameProposals("x", Key("x"), (1, 2), (SYMBOL, 7), families, (), HUMAN, is_withdrawn=True)
    )
    assert first.genes == (1,)


def test_proposals_of_live_sources_come_last_and_are_kept_by_gene() -> None:
    one, other = (
        LiveProposal(Gene(-key, HUMAN, key, "X", "", "", "", Biotype.UNKNOWN, None, 0), "MyGene.info") for key in (1, 2)
    )
    families = (FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.CASE),)
    own = NameProposals("x", Key("x"), (5,), (7,), families, (), HUMAN)
    found = own.with_live([(SYMBOL, one)]).with_live([(8, other)])
    assert (found.genes, found.matches) == ((5, -1, -2), (7, SYMBOL, 8))
    assert found.live == {-1: one, -2: other}
    assert (found.families, found.prefix_taxon, found.key, own.live) == (families, HUMAN, "x", None)


@pytest.mark.parametrize(
    ("found", "is_special"),
    [
        (NameProposals("x", Key("x"), (1,), (SYMBOL,)), False),
        (NameProposals("x", Key("x"), prefix_taxon=HUMAN, is_withdrawn=True), False),
        (NameProposals("x", Key("x"), families=(FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.CASE),)), True),
        (NameProposals("x", Key("x"), parts=(NameProposals("y", Key("y")),)), True),
        (NameProposals("x", Key("x"), is_loci=True), True),
        (NameProposals("x", Key("x"), is_contradiction=True), True),
        (NameProposals("x", Key("x"), is_hint=True), True),
        (NameProposals("x", Key("x"), names_taxon=True), True),
    ],
)
def test_each_of_several_facts_needs_more_than_a_ranked_list(found: NameProposals, is_special: bool) -> None:
    assert found.is_special is is_special


@pytest.mark.parametrize("rule", KeyRule)
def test_a_name_is_dated_or_a_copy_by_the_rule_of_any_of_its_genes(rule: KeyRule) -> None:
    words = (SYMBOL, match_word(NameKind.SYMBOL, rule))
    found = NameProposals("x", Key("x"), (1, 2), words)
    assert found.is_dated is (rule is KeyRule.SPREADSHEET_DATE)
    assert found.may_be_copy is False, "all its parts mean the same genes"
    assert found._replace(is_contradiction=True).may_be_copy is (rule is KeyRule.PROGRAM_MARK)
    assert not NameProposals("x", Key("x"), is_contradiction=True).may_be_copy
    assert not NameProposals("x", Key("x")).is_dated


def test_a_name_has_an_own_symbol_if_any_of_its_genes_is_called_exactly_so() -> None:
    folded = match_word(NameKind.SYMBOL, KeyRule.CASE)
    assert NameProposals("x", Key("x"), (1, 2), (folded, SYMBOL)).has_own_symbol
    assert not NameProposals("x", Key("x"), (1, 2), (folded, folded)).has_own_symbol


def test_some_of_the_proposals_are_kept_by_place() -> None:
    found = NameProposals("x", Key("x"), (5, 6, 7), (1, 2, 3), prefix_taxon=HUMAN)
    kept = found.where([True, False, True])
    assert (kept.genes, kept.matches, kept.prefix_taxon) == ((5, 7), (1, 3), HUMAN)
    with pytest.raises(ValueError, match="shorter"):
        found.where([True, False])


def test_the_proposals_for_a_part_are_those_for_the_name_after_a_rule() -> None:
    families = (FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.AS_WRITTEN),)
    part = NameProposals("x", Key("x"), (1, 2), (SYMBOL, 7 | IS_MEMBER), families, prefix_taxon=HUMAN)
    found = part.after("The X", Key("the x"), KeyRule.MODIFIER)
    assert (found.name, found.key, found.genes, found.prefix_taxon) == ("The X", "the x", (1, 2), HUMAN)
    assert found.families == (FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.MODIFIER),)
    assert [rule_of(word) for word in found.matches] == [KeyRule.MODIFIER] * 2
    assert [with_rule(word, KeyRule.AS_WRITTEN) for word in found.matches] == [SYMBOL, 7 | IS_MEMBER]
