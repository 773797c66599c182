"""The properties of proposals."""

from __future__ import annotations

import pytest

from genenorm.core.model import Biotype, Candidate, Family, Gene, KeyRule, Match, NameKind
from genenorm.core.taxa import FLY, HUMAN
from genenorm.resolver.proposals import FamilyMatch, NameProposals, Proposal, groups_of
from genenorm.text.keys import Key


def gene(key: int, group: int | None = None, taxon_id: int = HUMAN) -> Gene:
    return Gene(key, taxon_id, key, f"ABC{key}", "", "", "", Biotype.PROTEIN_CODING, group, 0)


SYMBOL = Proposal(gene(1), NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
FAMILY = Family(1, "KAR", (1, 2))


@pytest.mark.parametrize(
    ("proposal", "is_own_symbol"),
    [
        (SYMBOL, True),
        (SYMBOL._replace(is_exact=False, rule=KeyRule.CASE), False),
        (SYMBOL._replace(kind=NameKind.SYNONYM), False),
        (SYMBOL._replace(gene=gene(2), via=gene(1)), False),
        (SYMBOL._replace(is_first_member=True), True),
    ],
)
def test_an_own_symbol_is_exact_and_of_the_gene_itself(proposal: Proposal, is_own_symbol: bool) -> None:
    assert proposal.is_own_symbol is is_own_symbol


@pytest.mark.parametrize(
    "found",
    [
        NameProposals("x", Key("x"), proposals=(SYMBOL,)),
        NameProposals("x", Key("x"), families=(FamilyMatch(FAMILY, NameKind.FAMILY, KeyRule.CASE),)),
        NameProposals("x", Key("x"), parts=(NameProposals("y", Key("y")),)),
        NameProposals("x", Key("x"), is_withdrawn=True),
    ],
)
def test_proposals_are_empty_only_without_any_finding(found: NameProposals) -> None:
    assert not found.is_empty
    assert NameProposals("x", Key("x"), prefix_taxon=HUMAN).is_empty


@pytest.mark.parametrize(
    ("kind", "via", "family_rule", "expected"),
    [
        (NameKind.FULL_NAME, None, KeyRule.PLURAL, True),
        (NameKind.DESIGNATION, None, KeyRule.PLURAL, True),
        (NameKind.SYNONYM, None, KeyRule.PLURAL, False),
        (NameKind.FULL_NAME, gene(2), KeyRule.PLURAL, False),
        (NameKind.FULL_NAME, None, KeyRule.AS_WRITTEN, False),
        (NameKind.FULL_NAME, None, None, False),
    ],
)
def test_a_full_name_of_a_gene_is_distinguished_from_a_family(
    kind: NameKind, via: Gene | None, family_rule: KeyRule | None, expected: bool
) -> None:
    families = (FamilyMatch(FAMILY, NameKind.FAMILY_NAME, family_rule),) if family_rule else ()
    candidate = Candidate(gene(1, taxon_id=FLY), Match(kind, KeyRule.AS_WRITTEN, "7227:1", via=via), 0.5)
    assert NameProposals("kainate receptor", Key("x"), families=families).is_full_name_of(candidate) is expected


def test_groups_are_those_of_all_proposals() -> None:
    one = NameProposals("x", Key("x"), (SYMBOL._replace(gene=gene(1, 5)), SYMBOL._replace(gene=gene(2, None))))
    two = NameProposals("y", Key("y"), (SYMBOL._replace(gene=gene(3, 7)),))
    assert groups_of([one, two, NameProposals("z", None)]) == {5, 7}
