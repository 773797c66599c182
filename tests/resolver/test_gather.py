"""Each way from a name to its proposals, on indexes of a few made genes."""

from __future__ import annotations

import pytest

from genenorm.core.model import Biotype, Gene, KeyRule, NameKind
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.proposals import LiveProposal, NameProposals, match_word
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex, Proposal, read_proposals, values_of
from tests.support.made_index import Made, MadeFamily

PIG = 9823
"""A species that the made indexes lack."""

WELL_KNOWN = 60
"""The least weight of a gene that is not obscure."""


def gather(reference: Reference, name: str) -> list[Proposal]:
    return read_proposals(reference, Gatherer(reference).gather(name))


def summary(reference: Reference, name: str) -> list[tuple[str, NameKind, KeyRule, bool]]:
    return [proposal[:4] for proposal in gather(reference, name)]


def symbols(reference: Reference, name: str) -> list[str]:
    return [proposal.symbol for proposal in gather(reference, name)]


# -- identifiers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["2902", "NCBIGene:2902", "HGNC:4584", "ENSG00000176884", "Q05586"])
def test_an_identifier_proposes_its_gene(open_index: OpenIndex, identifier: str) -> None:
    reference = open_index(Made(2902, "GRIN1", authority=4584, ensembl=176884, more_ids=("Q05586",)), Made(1, "QQA1"))
    assert summary(reference, identifier) == [("GRIN1", NameKind.IDENTIFIER, KeyRule.IDENTIFIER, True)]
    assert not Gatherer(reference).gather(identifier).is_withdrawn


@pytest.mark.parametrize(
    "identifier",
    ["ENST00000371561", "ENST00000371561.8", "enst00000371561", "ensembl:ENST00000371561", "NM_007327", "NM_007327.4",
     "nm_007327", "RefSeq:NM_007327.4", "NM_001185090", "YP_003024026"],
)  # fmt: skip
def test_a_transcript_proposes_its_gene_whatever_its_version(open_index: OpenIndex, identifier: str) -> None:
    ids = ("ENST00000371561", "NM_007327", "NM_001185090", "YP_003024026")
    reference = open_index(Made(1, "QQA1", more_ids=("ENSMUST00000371561",)), Made(2902, "GRIN1", more_ids=ids))
    assert summary(reference, identifier) == [("GRIN1", NameKind.IDENTIFIER, KeyRule.IDENTIFIER, True)]


@pytest.mark.parametrize(
    "identifier",
    ["ENST00000371562", "ENST371561", "NM_7327", "NM_000007327", "NR_007327", "NP_007327", "NM_007327.1234",
     "2147855209"],
)  # fmt: skip
def test_an_unknown_transcript_proposes_nothing(open_index: OpenIndex, identifier: str) -> None:
    reference = open_index(Made(2902, "GRIN1", more_ids=("ENST00000371561", "NM_007327", "ENSMUST00000371561")))
    assert not symbols(reference, identifier)


def test_a_retired_identifier_proposes_the_gene_that_replaced_it(open_index: OpenIndex) -> None:
    reference = open_index(Made(2902, "GRIN1", retired_ids=(999000001,)))
    assert summary(reference, "999000001") == [("GRIN1", NameKind.RETIRED_IDENTIFIER, KeyRule.IDENTIFIER, True)]


def test_an_identifier_comes_before_a_name(open_index: OpenIndex) -> None:
    reference = open_index(Made(2902, "GRIN1"), Made(7, "QQA7", synonyms=("2902",)))
    assert symbols(reference, "2902") == ["GRIN1"]


def test_a_number_that_is_an_identifier_may_be_a_date_too(open_index: OpenIndex) -> None:
    reference = open_index(Made(43891, "QQA1"), Made(54996, "MARCHF1"))
    assert summary(reference, "43891") == [
        ("QQA1", NameKind.IDENTIFIER, KeyRule.IDENTIFIER, True),
        ("MARCHF1", NameKind.SYMBOL, KeyRule.SPREADSHEET_DATE, False),
    ]


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rule", "is_exact"),
    [
        ("Abc1", KeyRule.AS_WRITTEN, True),
        ("ABC1", KeyRule.CASE, False),
        ("Abc-1", KeyRule.PUNCTUATION, False),
    ],
)
def test_a_symbol_is_found_as_written_or_folded(
    open_index: OpenIndex, name: str, rule: KeyRule, is_exact: bool
) -> None:
    reference = open_index(Made(1, "Abc1"))
    assert summary(reference, name) == [("Abc1", NameKind.SYMBOL, rule, is_exact)]
    assert Gatherer(reference).gather(name).key == "abc1"


@pytest.mark.parametrize(
    "kind",
    [NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM, NameKind.FULL_NAME, NameKind.DESIGNATION, NameKind.SYSTEMATIC_NAME],
)
def test_every_kind_of_name_is_found(open_index: OpenIndex, kind: NameKind) -> None:
    reference = open_index(Made(1, "QQA1", names=((kind, "OLD1"),), weight=WELL_KNOWN))
    assert summary(reference, "OLD1") == [("QQA1", kind, KeyRule.AS_WRITTEN, True)]


def test_a_gene_is_proposed_once_by_its_best_kind_of_name(open_index: OpenIndex) -> None:
    gene = Made(1, "QQA1", names=((NameKind.SYNONYM, "OLD1"), (NameKind.PREVIOUS_SYMBOL, "OLD1")))
    assert [kind for _, kind, _, _ in summary(open_index(gene), "OLD1")] == [NameKind.PREVIOUS_SYMBOL]


def test_a_name_with_the_same_spelling_is_better_than_a_better_kind_of_name(open_index: OpenIndex) -> None:
    gene = Made(1, "OLD1", synonyms=("old1",))
    assert summary(open_index(gene), "old1") == [("OLD1", NameKind.SYNONYM, KeyRule.AS_WRITTEN, True)]


def test_a_withdrawn_symbol_is_marked_unless_a_gene_has_the_name(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "QQA1", synonyms=("GONE2",)), withdrawn=("GONE1", "GONE2"))
    gatherer = Gatherer(reference)
    assert values_of(gatherer.gather("GONE1")) == values_of(
        NameProposals("GONE1", gatherer.gather("GONE1").key, is_withdrawn=True)
    )
    assert not gatherer.gather("GONE2").is_withdrawn
    assert symbols(reference, "GONE2") == ["QQA1"]


@pytest.mark.parametrize("name", ["", "-", "…"])
def test_a_name_without_letter_or_digit_has_no_key_and_no_proposal(open_index: OpenIndex, name: str) -> None:
    found = Gatherer(open_index(Made(1, "QQA1"))).gather(name)
    assert values_of(found) == values_of(NameProposals(name, None))


def test_a_name_that_nothing_leads_from_has_no_proposal(open_index: OpenIndex) -> None:
    found = Gatherer(open_index(Made(1, "QQA1"))).gather("zzz9")
    assert found.is_empty
    assert found.key == "zzz9"


# -- families ---------------------------------------------------------------------------------------------------------

KARS = MadeFamily("KAR", ("GRIK2", "GRIK10", "GRIK1"), names=("KARs", "kainate receptors"))
GRIKS = (Made(1, "GRIK10"), Made(2, "GRIK2"), Made(3, "GRIK1"))


def test_a_family_proposes_its_members_and_marks_the_first_by_number(open_index: OpenIndex) -> None:
    reference = open_index(*GRIKS, families=[KARS])
    assert [match.family.family_id for match in Gatherer(reference).gather("KARs").families] == ["KAR"]
    assert summary(reference, "KARs") == [
        ("GRIK1", NameKind.FAMILY_NAME, KeyRule.AS_WRITTEN, False),
        ("GRIK2", NameKind.FAMILY_NAME, KeyRule.AS_WRITTEN, False),
        ("GRIK10", NameKind.FAMILY_NAME, KeyRule.AS_WRITTEN, False),
    ]
    found = gather(reference, "KARs")
    assert all(proposal.is_member for proposal in found)
    assert [proposal.is_first_member for proposal in found] == [True, False, False]


def test_a_family_is_found_in_another_spelling(open_index: OpenIndex) -> None:
    (match,) = Gatherer(open_index(*GRIKS, families=[KARS])).gather("Kainate-Receptors").families
    assert (match.kind, match.rule) == (NameKind.FAMILY_NAME, KeyRule.PUNCTUATION)


def test_a_member_that_has_the_name_itself_stays_a_direct_proposal(open_index: OpenIndex) -> None:
    genes = (Made(1, "GRIK10"), Made(2, "GRIK2"), Made(3, "GRIK1", synonyms=("KARs",)))
    found = gather(open_index(*genes, families=[KARS]), "KARs")
    assert found[0] == ("GRIK1", NameKind.SYNONYM, KeyRule.AS_WRITTEN, True, False, True)
    assert [proposal.symbol for proposal in found] == ["GRIK1", "GRIK2", "GRIK10"]


def test_an_abbreviation_in_capitals_may_be_the_singular_of_a_family(open_index: OpenIndex) -> None:
    genes = (*GRIKS, Made(4, "MDH1", synonyms=("KAR",), weight=WELL_KNOWN))
    reference = open_index(*genes, families=[KARS])
    families = Gatherer(reference).gather("KAR").families
    assert [(match.kind, match.rule) for match in families] == [(NameKind.FAMILY_NAME, KeyRule.PLURAL)]
    assert symbols(reference, "KAR") == ["MDH1", "GRIK1", "GRIK2", "GRIK10"]


@pytest.mark.parametrize("name", ["KAR", "kar"])
def test_a_symbol_or_a_name_in_small_letters_is_no_singular(open_index: OpenIndex, name: str) -> None:
    genes = (*GRIKS, Made(4, "KAR", synonyms=("kar",), weight=WELL_KNOWN))
    assert not Gatherer(open_index(*genes, families=[KARS])).gather(name).families


def test_the_name_of_a_family_is_no_singular_of_another(open_index: OpenIndex) -> None:
    families = [MadeFamily("A", ("GRIK1",), ("KAR",)), MadeFamily("B", ("GRIK2",), ("KARs",))]
    found = Gatherer(open_index(*GRIKS, families=families)).gather("KAR")
    assert [match.family.family_id for match in found.families] == ["A"]


def test_words_that_are_no_certain_name_may_be_the_singular_of_a_family(open_index: OpenIndex) -> None:
    obscure = Made(4, "GluRIA", full_name="kainate receptor", taxon_id=FLY, weight=WELL_KNOWN - 1)
    found = Gatherer(open_index(*GRIKS, obscure, families=[KARS])).gather("kainate receptor")
    assert [match.rule for match in found.families] == [KeyRule.PLURAL]
    well_known = Made(4, "GRIA1", full_name="kainate receptor", weight=WELL_KNOWN)
    assert not Gatherer(open_index(*GRIKS, well_known, families=[KARS])).gather("kainate receptor").families


def test_the_plural_of_a_name_is_no_family_when_it_is_a_gene(open_index: OpenIndex) -> None:
    genes = (Made(1, "QQA1", synonyms=("ABC",), weight=WELL_KNOWN), Made(2, "QQA2", synonyms=("ABCs",)))
    reference = open_index(*genes)
    assert symbols(reference, "ABC") == ["QQA1"]
    assert Gatherer(reference).gather("ABC").families == ()


# -- shorthand, dates -------------------------------------------------------------------------------------------------


def test_shorthand_has_one_part_for_each_gene(open_index: OpenIndex) -> None:
    found = Gatherer(open_index(Made(1, "WNT3"), Made(2, "WNT5A"))).gather("WNT3/5A")
    assert [part.genes for part in found.parts] == [(1,), (2,)]
    assert (found.genes, found.matches) == ((), ())


def test_a_part_may_be_a_variant_or_a_family(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "TGFB1"), *GRIKS, families=[KARS])
    first, second = (read_proposals(reference, part) for part in Gatherer(reference).gather("TGFβ1/KARs").parts)
    assert [(proposal.symbol, proposal.rule) for proposal in first] == [("TGFB1", KeyRule.GREEK_LETTER)]
    assert [proposal.symbol for proposal in second] == ["GRIK1", "GRIK2", "GRIK10"]


def test_shorthand_with_an_unknown_part_proposes_nothing(open_index: OpenIndex) -> None:
    assert Gatherer(open_index(Made(1, "WNT3"))).gather("WNT3/5A").is_empty


def test_a_part_is_never_a_number(open_index: OpenIndex) -> None:
    assert not Gatherer(open_index(Made(3, "QQA3", synonyms=("3",)), Made(1, "WNT1"))).gather("WNT1/3").parts


def test_a_spreadsheet_date_proposes_the_genes_it_was(open_index: OpenIndex) -> None:
    genes = (Made(1, "SEPTIN2"), Made(2, "SEPTIN6", synonyms=("SEPT2",)), Made(3, "QQA1", full_name="SEPTIN2"))
    assert summary(open_index(*genes), "2-Sep") == [
        ("SEPTIN2", NameKind.SYMBOL, KeyRule.SPREADSHEET_DATE, False),
        ("SEPTIN6", NameKind.SYNONYM, KeyRule.SPREADSHEET_DATE, False),
    ]


def test_a_date_is_only_of_symbols_spelled_exactly_so(open_index: OpenIndex) -> None:
    assert Gatherer(open_index(Made(1, "Septin2", taxon_id=MOUSE))).gather("2-Sep").is_empty


# -- variants, members, repair ----------------------------------------------------------------------------------------


def test_a_variant_proposes_its_genes_with_its_rule(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "PPARG"))
    assert summary(reference, "PPARγ") == [("PPARG", NameKind.SYMBOL, KeyRule.GREEK_LETTER, False)]
    assert Gatherer(reference).gather("PPARγ").key == "ppargamma"


def test_the_closest_variant_decides(open_index: OpenIndex) -> None:
    genes = (Made(1, "AKT"), Made(2, "QQA2", synonyms=("pakt",)))
    assert summary(open_index(*genes), "p-Akts") == [("QQA2", NameKind.SYNONYM, KeyRule.PLURAL, False)]
    assert summary(open_index(*genes[:1]), "p-Akts") == [("AKT", NameKind.SYMBOL, KeyRule.MODIFIER, False)]


def test_a_species_letter_is_removed_and_kept_as_taxon(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "TERT"))
    assert symbols(reference, "hTERT") == ["TERT"]
    assert Gatherer(reference).gather("hTERT").prefix_taxon == HUMAN
    assert Gatherer(reference).gather("TERT").prefix_taxon is None


def test_weak_proposals_are_joined_by_those_of_a_variant(open_index: OpenIndex) -> None:
    weak = Made(1, "QQA1", synonyms=("p-abcd2",), weight=WELL_KNOWN // 2 - 1)
    assert symbols(open_index(weak, Made(2, "ABCD2")), "p-abcd2") == ["QQA1", "ABCD2"]
    strong = Made(1, "QQA1", synonyms=("p-abcd2",), weight=WELL_KNOWN // 2)
    assert symbols(open_index(strong, Made(2, "ABCD2")), "p-abcd2") == ["QQA1"]


@pytest.mark.parametrize(
    ("genes", "is_certain"),
    [
        ((Made(1, "p-abcd2"),), True),
        ((Made(1, "P-ABCD2"),), False),
        ((Made(1, "QQA1", full_name="p-abcd2", weight=WELL_KNOWN),), True),
        ((Made(1, "QQA1", full_name="p-abcd2", weight=WELL_KNOWN - 1),), False),
        ((Made(1, "QQA1", full_name="p-abcd2", taxon_id=FLY, weight=WELL_KNOWN),), False),
        (
            (
                Made(1, "QQA1", full_name="p-abcd2", taxon_id=FLY, weight=WELL_KNOWN),
                Made(3, "QQA3", full_name="p-abcd2", taxon_id=FLY),
            ),
            True,
        ),
    ],
)
def test_a_certain_name_has_no_proposals_of_variants(
    open_index: OpenIndex, genes: tuple[Made, ...], is_certain: bool
) -> None:
    assert ("ABCD2" in symbols(open_index(*genes, Made(2, "ABCD2")), "p-abcd2")) is not is_certain


def test_a_stem_proposes_the_well_known_members_and_marks_the_first_of_each_species(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "CLDN10", weight=WELL_KNOWN, synonyms=("claudin-10",)),
        Made(2, "CLDN2", weight=WELL_KNOWN, synonyms=("claudin-2",)),
        Made(3, "Cldn3", weight=WELL_KNOWN, synonyms=("claudin-3",), taxon_id=MOUSE),
        Made(4, "CLDN4", weight=WELL_KNOWN - 1, synonyms=("claudin-4",)),
        Made(5, "QQA5", weight=WELL_KNOWN, synonyms=("claudin receptor",)),
    )
    reference = open_index(*genes)
    found = gather(reference, "claudin")
    assert [(proposal.symbol, proposal.is_first_member) for proposal in found] == [
        ("CLDN2", True), ("CLDN10", False), ("Cldn3", True),
    ]  # fmt: skip
    assert {proposal.rule for proposal in found} == {KeyRule.COMPLETION}
    assert all(proposal.is_member for proposal in found)
    assert symbols(reference, "claudins") == ["CLDN2", "CLDN10", "Cldn3"]


def test_a_number_does_not_go_on_in_the_names_of_members(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "abcd-4", weight=WELL_KNOWN - 1, taxon_id=FLY),
        Made(2, "abcd-41", weight=WELL_KNOWN, taxon_id=FLY),
        Made(3, "ABCD4-2", weight=WELL_KNOWN),
        Made(4, "ABCD4A1", weight=WELL_KNOWN),
        Made(5, "ABCD4subunit2", weight=WELL_KNOWN),
    )
    reference = open_index(*genes)
    assert set(symbols(reference, "ABCD-4")) == {"abcd-4", "ABCD4-2", "ABCD4A1", "ABCD4subunit2"}
    assert set(symbols(reference, "ABCD")) == {"abcd-41", "ABCD4A1"}


def test_a_systematic_name_is_certain_however_obscure_its_gene(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "HAP9", taxon_id=FLY, weight=1, names=((NameKind.SYSTEMATIC_NAME, "YLR999W"),)),
        Made(2, "YLR999W-A", taxon_id=FLY, weight=WELL_KNOWN),
    )
    reference = open_index(*genes)
    assert symbols(reference, "YLR999W") == symbols(reference, "ylr999w") == ["HAP9"]
    assert symbols(reference, "YLR999W-A") == ["YLR999W-A"]


def test_a_stem_of_three_characters_proposes_nothing(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC1", weight=WELL_KNOWN), Made(2, "ABCD1", weight=WELL_KNOWN))
    assert Gatherer(open_index(*genes)).gather("abc").is_empty
    assert symbols(open_index(*genes), "abcd") == ["ABCD1"]


def test_ocr_repair_is_the_last_way(open_index: OpenIndex) -> None:
    assert summary(open_index(Made(1, "GRIN1")), "GRINl") == [("GRIN1", NameKind.SYMBOL, KeyRule.OCR, False)]
    repaired = Made(1, "GRIN1S")
    assert summary(open_index(repaired), "GRINls") == [("GRIN1S", NameKind.SYMBOL, KeyRule.OCR, False)]
    assert summary(open_index(repaired, Made(2, "GRINL")), "GRINls") == [
        ("GRINL", NameKind.SYMBOL, KeyRule.PLURAL, False)
    ]


# -- several names, orthologs -----------------------------------------------------------------------------------------

NAMES = [
    "GRIK1",
    "KARs",
    "KAR",
    "2902",
    "",
    "WNT3/5A",
    "2-Sep",
    "PPARγ",
    "claudin",
    "GRINl",
    "zzz9",
    "p-abcd2",
    "999000001",
]
GENES = (
    *GRIKS,
    Made(2902, "GRIN1", retired_ids=(999000001,)),
    Made(5, "WNT3"),
    Made(6, "WNT5A"),
    Made(7, "SEPTIN2"),
    Made(8, "PPARG"),
    Made(9, "CLDN1", synonyms=("claudin-1",), weight=WELL_KNOWN),
    Made(10, "QQA1", synonyms=("p-abcd2", "KAR")),
    Made(11, "ABCD2"),
)


def test_proposals_do_not_depend_on_the_names_before(open_index: OpenIndex) -> None:
    reference = open_index(*GENES, families=[KARS])
    gatherer = Gatherer(reference)
    together = [gatherer.gather(name) for name in NAMES]
    assert [values_of(found) for found in together] == [values_of(Gatherer(reference).gather(name)) for name in NAMES]
    assert sum(bool(found.genes or found.parts) for found in together) == len(NAMES) - 2


def test_proposals_are_kept_for_the_next_time(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*GENES, families=[KARS]))
    together = [gatherer.gather(name) for name in NAMES]
    assert all(gatherer.gather(name) is found for name, found in zip(NAMES, together, strict=True))


def ortholog_index(open_index: OpenIndex) -> Gatherer:
    return Gatherer(
        open_index(
            Made(1, "GRIN1", group="g1"),
            Made(2, "Grin1", taxon_id=MOUSE, group="g1"),
            Made(3, "Nmdar1", taxon_id=FLY, group="g1"),
            Made(4, "LONE1"),
            Made(5, "Lone1", taxon_id=MOUSE),
        )
    )


def test_transfer_adds_orthologs_in_the_species_without_a_proposal(open_index: OpenIndex) -> None:
    gatherer = ortholog_index(open_index)
    found = gatherer.gather("Nmdar1")
    (word,) = found.matches
    assert gatherer.transfer(found, (MOUSE, HUMAN, FLY)) == [(2, word, 3), (1, word, 3)]


def test_transfer_adds_nothing_where_the_group_has_a_proposal_or_the_gene_no_group(open_index: OpenIndex) -> None:
    gatherer = ortholog_index(open_index)
    found = gatherer.gather("grin1")
    assert found.genes == (1, 2)
    assert gatherer.transfer(found, (HUMAN, MOUSE)) == []
    lone = gatherer.gather("LONE1")
    assert lone.genes == (4, 5)
    first = NameProposals("LONE1", lone.key, lone.genes[:1], lone.matches[:1])
    assert gatherer.transfer(first, (MOUSE,)) == []
    two_in_mouse = (Made(1, "ABC1", group="g1"), Made(2, "Abc1", taxon_id=MOUSE, group="g1"))
    gatherer = Gatherer(open_index(*two_in_mouse, Made(3, "Abc2", taxon_id=MOUSE, group="g1")))
    assert gatherer.transfer(gatherer.gather("abc1"), (HUMAN, MOUSE)) == []


def test_transfer_adds_nothing_in_a_species_without_genes(open_index: OpenIndex) -> None:
    gatherer = ortholog_index(open_index)
    assert gatherer.number_of(PIG) == -1
    assert gatherer.transfer(gatherer.gather("Nmdar1"), (PIG, RAT)) == []


def test_transfer_adds_a_gene_once(open_index: OpenIndex) -> None:
    gatherer = Gatherer(
        open_index(
            Made(1, "ABCA1", group="g1", synonyms=("abc",)),
            Made(2, "ABCA2", group="g1", synonyms=("abc",)),
            Made(3, "Abca", taxon_id=MOUSE, group="g1"),
        )
    )
    found = gatherer.gather("abc")
    assert gatherer.transfer(found, (MOUSE, MOUSE)) == [(3, found.matches[0], 1)]


def test_genes_of_a_group_in_a_species_come_by_falling_weight(open_index: OpenIndex) -> None:
    genes = [Made(row, f"Abc{row}", taxon_id=MOUSE, group="g1", weight=weight) for row, weight in ((1, 5), (2, 9))]
    gatherer = Gatherer(open_index(*genes, Made(3, "Abc3", taxon_id=MOUSE, group="g1", weight=5), Made(4, "ABC")))
    (group,) = gatherer.groups([1])
    assert gatherer.group_genes(group, gatherer.number_of(MOUSE)) == (2, 1, 3)
    assert gatherer.group_genes(group, gatherer.number_of(HUMAN)) == ()
    assert gatherer.groups([4, -7]) == [0, 0]


# -- live sources -----------------------------------------------------------------------------------------------------


def test_a_gene_of_a_live_source_has_its_facts_and_its_species_a_number(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC1", weight=7))
    gatherer = Gatherer(reference)
    pig = Gene(-5, PIG, 99, "ABC1", "", "", "", Biotype.PROTEIN_CODING, None, 3)
    word = match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
    own = gatherer.gather("ABC1")
    found = own.with_live([(word, LiveProposal(pig, "MyGene.info 20261115"))])
    assert (found.genes, found.matches) == ((1, -5), (*own.matches, word))
    indexed, live = gatherer.facts(found)
    assert [indexed] == gatherer.facts(own)
    assert (live & 255, gatherer.species[live >> 12 & 255]) == (3, PIG)
    assert live >> 8 & 15 == Biotype.PROTEIN_CODING.value
    assert gatherer.number_of(PIG) == len(reference.taxa)
    assert (gatherer.gene(found, -5), gatherer.gene(found, 1)) == (pig, reference.gene(1))
    assert gatherer.facts(found) == [indexed, live]


def test_a_locus_without_identifiers_gives_way_to_a_gene_that_was_called_so(open_index: OpenIndex) -> None:
    former = Made(1, "ABC1", names=((NameKind.PREVIOUS_SYMBOL, "ABC"),))
    gatherer = Gatherer(reference := open_index(former, Made(None, "ABC")))
    found = read_proposals(reference, gatherer.without_shadows(gatherer.gather("ABC")))
    kinds = {one.symbol: one.kind for one in found}
    assert kinds == {"ABC1": NameKind.PREVIOUS_SYMBOL, "ABC": NameKind.DESIGNATION}
    assert Resolver(reference).resolve("ABC").symbol == "ABC1"
    alone = Gatherer(open_index(Made(None, "ABC")))
    assert alone.without_shadows(alone.gather("ABC")) == alone.gather("ABC")
