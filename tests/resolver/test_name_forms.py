"""Names whose form says what they are, on made genes and on the shipped index."""

from __future__ import annotations

from itertools import islice
from string import ascii_lowercase, ascii_uppercase, digits

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.evidence import Evidence
from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE, WORM
from genenorm.index.reference import Reference
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import GUESSED_RULES, MOST_OF_GUESS, WeightTable
from genenorm.resolver.name_forms import READERS, READERS_OF_NUMBERED
from genenorm.resolver.resolver import Resolver
from genenorm.text.forms import is_number, is_numbered, may_have_form
from genenorm.text.keys import fold
from tests.resolver.conftest import OpenIndex, read_proposals
from tests.support.made_index import Made, MadeFamily

KNOWN = 90
"""The weight of a well-known gene."""


def proposed(reference: Reference, name: str) -> list[tuple[str, KeyRule]]:
    return [(found.symbol, found.rule) for found in read_proposals(reference, Gatherer(reference).gather(name))]


def symbols(reference: Reference, name: str) -> list[str]:
    return [symbol for symbol, _ in proposed(reference, name)]


# -- marks of programs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ABC7.1", "ABC7.12", "ABC7-1", "ABC7_1"])
def test_a_number_behind_an_exact_symbol_is_a_mark_of_a_program(open_index: OpenIndex, name: str) -> None:
    assert proposed(open_index(Made(1, "ABC7")), name) == [("ABC7", KeyRule.PROGRAM_MARK)]


@pytest.mark.parametrize("name", ["Abc7.1", "ABC8.1", "ABC7.123"])
def test_without_an_exact_symbol_there_is_no_mark(open_index: OpenIndex, name: str) -> None:
    assert KeyRule.PROGRAM_MARK not in dict(proposed(open_index(Made(1, "ABC7")), name)).values()


def test_a_mark_comes_before_a_symbol_of_no_mammal_in_other_punctuation(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC", weight=KNOWN), Made(2, "abc1", taxon_id=FLY, weight=KNOWN))
    assert symbols(reference, "ABC.1") == ["ABC"]


@pytest.mark.parametrize(
    "other",
    [
        Made(2, "ABC.1", taxon_id=FLY),  # an official symbol spelled exactly so
        Made(2, "abc.1", taxon_id=FLY, weight=KNOWN),  # another case, but the same marks
        Made(2, "Abc1", taxon_id=MOUSE, weight=KNOWN),  # a gene of a mammal
        Made(2, "QQA2", taxon_id=FLY, names=((NameKind.SYSTEMATIC_NAME, "ABC.1"),)),
    ],
)
def test_a_name_of_its_own_has_no_mark(open_index: OpenIndex, other: Made) -> None:
    reference = open_index(Made(1, "ABC", weight=KNOWN), other)
    assert symbols(reference, "ABC.1") == [other.symbol]


def test_a_key_that_keeps_the_number_is_a_name_of_its_own(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC7", weight=KNOWN), Made(2, "QQA2", taxon_id=FLY, synonyms=("abc7.2",)))
    assert symbols(reference, "ABC7.2") == ["QQA2"]


def test_a_range_of_genes_is_no_mark(open_index: OpenIndex) -> None:
    found = Gatherer(open_index(Made(1, "ABC1"), Made(2, "ABC2"))).gather("ABC1-2")
    assert len(found.parts) == 2


def test_the_x_of_r_is_dropped_before_a_digit(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "1200003I10Rik", taxon_id=MOUSE), Made(2, "QQA2"))
    assert proposed(reference, "X1200003I10Rik") == [("1200003I10Rik", KeyRule.PROGRAM_MARK)]
    assert proposed(reference, "XQQA2") == []


# -- rows, numbers, identifiers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gene7", "gene_7", "Gene-7", "row7", "ROW.7"])
def test_the_name_of_a_row_is_no_gene_id_and_no_synonym(open_index: OpenIndex, name: str) -> None:
    answer = Resolver(open_index(Made(7, "QQA1", synonyms=("gene7", "row7"), weight=KNOWN))).resolve(name)
    assert (answer.status, answer.note) == (Status.UNKNOWN, "the name of a row, no name of a gene")


def test_an_official_symbol_is_no_name_of_a_row(open_index: OpenIndex) -> None:
    assert symbols(open_index(Made(7, "gene7", taxon_id=FLY)), "gene7") == ["gene7"]


@pytest.mark.parametrize("name", ["GeneID:7", "NCBIGene:7", "entrez 7", "gene 7", "gene:7"])
def test_a_gene_id_with_a_word_for_it_is_one(open_index: OpenIndex, name: str) -> None:
    assert symbols(open_index(Made(7, "QQA1")), name) == ["QQA1"]


def test_consecutive_numbers_are_those_of_rows(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(*(Made(row, f"QQA{row}") for row in range(1, 30))))
    numbers = [str(row) for row in range(1, 30)]
    assert {answer.status for answer in resolver.resolve_all(numbers)} == {Status.NOT_A_GENE}
    assert {row[1] for row in resolver.table(numbers).rows} == {"not-a-gene"}
    assert {answer.status for answer in resolver.resolve_all(numbers[::2])} == {Status.RESOLVED}
    assert {answer.status for answer in resolver.resolve_all([*numbers, "QQA7"])} == {Status.RESOLVED}


@pytest.mark.parametrize("name", ["3-2", "5/7", "1.5", "-1", "40%"])
def test_a_number_is_no_synonym(open_index: OpenIndex, name: str) -> None:
    answer = Resolver(open_index(Made(1, "QQA1", synonyms=("3-2", "5-7", "15", "1", "40"), weight=KNOWN))).resolve(name)
    assert (answer.status, answer.candidates, answer.note) == (Status.UNKNOWN, (), "a number, no name of a gene")


def test_a_number_may_be_a_family(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "YWQQ"), families=[MadeFamily("QQ", ("YWQQ",), names=("14-3-3",))])
    assert Resolver(reference).resolve("14-3-3").status is Status.FAMILY


def test_a_number_that_is_no_gene_id_is_unknown_with_both_readings(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "SEPTIN2", weight=KNOWN), Made(8, "QQA8"))
    answer = Resolver(reference).resolve("43710")
    assert answer.status is Status.UNKNOWN
    assert answer.note == "no GeneID of the index; as a date of a spreadsheet it may be SEPTIN2"
    assert [candidate.gene.symbol for candidate in answer.candidates] == ["SEPTIN2"]
    assert (
        Resolver(reference).resolve("43711").note
        == "no GeneID of the index; as a date of a spreadsheet it may be SEPTIN3"
    )
    assert Resolver(reference).resolve("987654").note == "no GeneID of the index"
    assert "RIKEN" in Resolver(reference).resolve("2.31E+13").note


@pytest.mark.parametrize("name", ["HGNC:1", "MGI:5", "FBgn0000081", "NM_000081"])
def test_an_identifier_that_the_index_lacks_is_not_repaired(open_index: OpenIndex, name: str) -> None:
    reference = open_index(Made(3, "QQA1", synonyms=("HGNCI", "MGIS", "FBgn000008l", "NM00008l"), weight=KNOWN))
    assert Resolver(reference).resolve(name).status is Status.UNKNOWN


def test_a_systematic_name_of_yeast_is_not_completed(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "YAR500W-A", weight=KNOWN), Made(2, "CLDN-1", weight=KNOWN))
    assert symbols(reference, "YAR500W") == []
    assert symbols(reference, "CLDN") == ["CLDN-1"]


# -- dates ------------------------------------------------------------------------------------------------------------


def test_a_date_is_the_gene_of_today_before_a_synonym_of_another(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "DELEC1"), Made(2, "QQA2", synonyms=("DEC1", "DEC2"), weight=200))
    assert symbols(reference, "1-Dec") == ["DELEC1"]
    assert symbols(reference, "2-Dec") == ["QQA2"]


def test_two_numbers_are_a_month_and_a_day_in_either_order(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "MARCHF9", weight=KNOWN), Made(2, "SEPTIN3", weight=KNOWN))
    assert symbols(reference, "3/9") == ["MARCHF9", "SEPTIN3"]
    assert symbols(reference, "2023-03-09") == ["MARCHF9", "SEPTIN3"]
    assert symbols(reference, "9-Mar-23") == ["MARCHF9"]
    assert symbols(reference, "31/9") == []


# -- states -----------------------------------------------------------------------------------------------------------

ABK = Made(1, "ABK1", synonyms=("ABK",), weight=KNOWN, group="g1")
RIVAL = Made(2, "QQA2", synonyms=("PABK",), weight=KNOWN)
FAMILY = MadeFamily("ABK", ("ABK1",), names=("ABK",))


@pytest.mark.parametrize(
    "name", ["p-ABK", "pABK", "P-ABK", "phospho-ABK", "phosphoABK", "pABK(S12)", "p-ABK Thr305", "pABK305"]
)
def test_a_phosphorylated_family_comes_before_a_synonym_in_another_spelling(open_index: OpenIndex, name: str) -> None:
    found = Gatherer(open_index(ABK, RIVAL, families=[FAMILY])).gather(name)
    assert [match.family.family_id for match in found.families] == ["ABK"]
    assert found.families[0].rule is KeyRule.MODIFIER


@pytest.mark.parametrize("name", ["p-ABK1", "pABK1", "ac-ABK1", "p-ABK1(Ser12/Ser14)"])
def test_a_phosphorylated_gene_is_the_gene(open_index: OpenIndex, name: str) -> None:
    assert proposed(open_index(ABK), name) == [("ABK1", KeyRule.MODIFIER)]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("PABK", Made(2, "QQA2", synonyms=("PABK",), weight=KNOWN)),  # capitals are a name
        ("pABK1", Made(2, "pABK1", weight=KNOWN)),
        ("p-ABK1", Made(2, "QQA2", synonyms=("p-ABK1",), weight=KNOWN)),
        ("P-abk1", Made(2, "QQA2", synonyms=("P-abk1",), weight=KNOWN)),
    ],
)
def test_a_name_spelled_exactly_so_has_no_state(open_index: OpenIndex, name: str, other: Made) -> None:
    assert symbols(open_index(ABK, other, families=[FAMILY]), name) == [other.symbol]


def test_a_synonym_with_the_state_of_the_same_gene_changes_nothing(open_index: OpenIndex) -> None:
    mouse = Made(2, "Abk1", taxon_id=MOUSE, synonyms=("pABK1",), weight=KNOWN, group="g1")
    assert symbols(open_index(ABK, mouse), "pABK1") == ["ABK1", "Abk1"]


@pytest.mark.parametrize(
    "name", ["H3K27me3", "H3K9me2/3", "H3S10ph", "H3.3K36ac", "AcH3", "ac-H3", "pH3", "H3K27", "H3K27M"]
)
def test_a_mark_on_a_histone_is_its_family(open_index: OpenIndex, name: str) -> None:
    reference = open_index(Made(1, "H3-9"), families=[MadeFamily("Histone_H3", ("H3-9",), names=("Histone H3",))])
    answer = Resolver(reference).resolve(name)
    assert (answer.status, answer.rule) == (Status.FAMILY, KeyRule.MODIFIER)


def test_a_copy_of_a_missing_value_is_unknown(resolver: Resolver) -> None:
    assert [resolver.resolve(name).status for name in ("nan.1", "NA.2", "None.1")] == [Status.UNKNOWN] * 3


def test_a_date_comes_before_a_name_in_another_spelling(open_index: OpenIndex) -> None:
    genes = (Made(1, "SEPTIN4", weight=KNOWN), Made(2, "QQA2", synonyms=("SEP4",), weight=KNOWN))
    assert symbols(open_index(*genes), "Sep-4") == ["SEPTIN4"]
    assert symbols(open_index(genes[0], Made(2, "Sep-4", weight=KNOWN)), "Sep-4") == ["Sep-4"]


def test_a_synonym_spelled_as_a_date_is_one_of_its_readings(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "DELEC1", weight=KNOWN), Made(2, "QQA2", synonyms=("Dec-1",), weight=KNOWN))
    assert set(proposed(reference, "Dec-1")) == {
        ("DELEC1", KeyRule.SPREADSHEET_DATE),
        ("QQA2", KeyRule.SPREADSHEET_DATE),
    }
    answer = Resolver(reference).resolve("Dec-1")
    assert (answer.status, answer.score < 0.6) == (Status.AMBIGUOUS, True)
    assert answer.note == "as a date of a spreadsheet it may be DELEC1 or QQA2"


def test_a_date_of_one_gene_is_answered_without_confidence(open_index: OpenIndex) -> None:
    answer = Resolver(open_index(Made(1, "MARCHF9", weight=KNOWN), Made(2, "QQA2"))).resolve("9-Mar")
    assert (answer.status, answer.symbol, answer.score < 0.6) == (Status.RESOLVED, "MARCHF9", True)


def test_two_numbers_are_no_answer(open_index: OpenIndex) -> None:
    answer = Resolver(open_index(Made(1, "MARCHF9", weight=KNOWN))).resolve("3/9")
    assert (answer.status, [found.gene.symbol for found in answer.candidates]) == (Status.AMBIGUOUS, ["MARCHF9"])


def test_a_gene_id_that_is_a_date_too_says_both(open_index: OpenIndex) -> None:
    reference = open_index(Made(43891, "QQA2"), Made(1, "MARCHF1", weight=KNOWN))
    answer = Resolver(reference).resolve("43891")
    assert (answer.symbol, answer.score < 0.6) == ("QQA2", True)
    assert answer.note == "a GeneID; as a date of a spreadsheet it may be MARCHF1"
    assert Resolver(open_index(Made(43891, "QQA2"))).resolve("43891").score > 0.9


@pytest.mark.parametrize("name", ["ABC7.x", "ABC7_y", "ABC7_dup", "ABC7_dup2", "ABC7...12", "ABC7.1", "ABC7-1"])
def test_the_suffixes_of_programs_are_dropped(open_index: OpenIndex, name: str) -> None:
    assert proposed(open_index(Made(1, "ABC7")), name) == [("ABC7", KeyRule.PROGRAM_MARK)]


def test_a_previous_symbol_has_marks_of_programs_too(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "QQA2", names=((NameKind.PREVIOUS_SYMBOL, "LINC01238"),)))
    assert symbols(reference, "LINC01238.1") == ["QQA2"]
    assert symbols(reference, "AC105020.1") == []


def test_an_exact_synonym_with_a_dash_and_the_symbol_before_it_are_both_candidates(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC", weight=KNOWN), Made(2, "ABCS", synonyms=("ABC-2",), weight=KNOWN))
    assert set(symbols(reference, "ABC-2")) == {"ABC", "ABCS"}
    assert symbols(reference, "ABC.2") == ["ABC"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("75 kDa", "an amount"),
        ("https://example.org/ABC7", "a web address"),
        ("someone@example.org", "an e-mail address"),
        ("10.1234/abc7.2020", "a DOI"),
        ("ABC7_counts.tsv", "the name of a file"),
        ("GGATCCGAATTCAT", "a sequence of nucleotides"),
        ("MKTAYIAKQRQISFVK", "a sequence of amino acids"),
        ('{"name": "ABC7"}', "a piece of JSON"),
        ("<b>ABC7</b>", "a piece of HTML"),
    ],
)
def test_texts_that_are_no_names_are_unknown_and_say_what_they_are(open_index: OpenIndex, name: str, kind: str) -> None:
    answer = Resolver(open_index(Made(1, "ABC7", synonyms=("75kDa",), weight=KNOWN))).resolve(name)
    assert (answer.status, answer.note) == (Status.UNKNOWN, f"{kind}, no name of a gene")


def test_a_symbol_like_a_text_stays_a_symbol(open_index: OpenIndex) -> None:
    assert symbols(open_index(Made(1, "CATTGACA")), "CATTGACA") == ["CATTGACA"]


@pytest.mark.parametrize("name", ["(none)", "<NA>", "[None]", "gene:none"])
def test_missing_values_in_brackets_are_no_genes(open_index: OpenIndex, name: str) -> None:
    reference = open_index(Made(1, "QQA2", synonyms=("none", "NA"), weight=KNOWN))
    assert Resolver(reference).resolve(name).status in (Status.NOT_A_GENE, Status.UNKNOWN)


def test_the_word_that_is_left_of_a_phrase_is_no_gene(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "QQA2", synonyms=("ALL",), weight=KNOWN))
    assert Resolver(reference).resolve("all genes").status is Status.UNKNOWN


def test_a_family_of_histones_has_the_genes_of_its_clusters(open_index: OpenIndex) -> None:
    genes = [Made(1, "H3-5"), Made(2, "H3C1"), Made(3, "H3C12"), Made(4, "H3-3A"), Made(5, "H3BP1")]
    families = [MadeFamily("Histone_H3", ("H3-5",), names=("Histone H3", "H3"))]
    for name in ("H3K4me1", "H3", "histone H3"):
        members = Resolver(open_index(*genes, families=families)).resolve(name).members
        assert {gene.symbol for gene in members} == {"H3-5", "H3C1", "H3C12", "H3-3A"}


def test_a_short_number_behind_loc_is_no_gene_id(open_index: OpenIndex) -> None:
    reference = open_index(Made(7, "QQA2"), Made(8, "LOC7", taxon_id=FLY))
    assert symbols(reference, "LOC7") == ["LOC7"]


def test_a_fly_letter_names_the_species(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "Ilp9", taxon_id=FLY, synonyms=("dilp9",)), Made(2, "QQA2", synonyms=("DILP9",)))
    assert Gatherer(reference).gather("dilp9").prefix_taxon == FLY


@pytest.mark.parametrize(("name", "taxon"), [("gene:abk", None), ("Dmel\\abk", FLY)])
def test_a_prefix_of_a_table_leaves_an_exact_symbol(open_index: OpenIndex, name: str, taxon: int | None) -> None:
    reference = open_index(Made(1, "abk", taxon_id=FLY), Made(2, "QQA2", synonyms=("abq",)))
    assert symbols(reference, name) == ["abk"]
    assert Gatherer(reference).gather(name).prefix_taxon == taxon
    assert symbols(reference, name.replace("abk", "abq")) == []


# -- microRNAs, variants, phrases -------------------------------------------------------------------------------------


def test_the_prefix_of_a_micro_rna_says_the_species(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "MIR900", weight=KNOWN), Made(2, "Mir900", taxon_id=MOUSE, weight=KNOWN))
    assert symbols(reference, "miR-900") == ["MIR900", "Mir900"]
    assert symbols(reference, "hsa-miR-900") == ["MIR900"]
    assert symbols(reference, "mmu-mir-900-3p") == ["Mir900"]
    assert symbols(reference, "rno-miR-900") == []


@pytest.mark.parametrize("name", ["miR-900", "hsa-miR-900-5p", "microRNA-900", "mir900*"])
def test_a_micro_rna_is_no_gene_that_is_called_so(open_index: OpenIndex, name: str) -> None:
    rival = Made(1, "QQA1", synonyms=("MIR-900",), weight=KNOWN)
    assert symbols(open_index(rival), name) == []
    both = open_index(rival, Made(2, "MIR900-1", weight=KNOWN), Made(3, "MIR900-2", weight=KNOWN))
    assert symbols(both, name) == ["MIR900-1", "MIR900-2"]


@pytest.mark.parametrize("name", ["ABK1V600E", "ABK1 p.Val600Glu", "ABK1 (V600E)", "V600E ABK1", "ABK1-F508del"])
def test_a_variant_of_a_protein_is_its_gene(open_index: OpenIndex, name: str) -> None:
    rules = (KeyRule.PROTEIN_VARIANT, KeyRule.BRACKETS)
    (found,) = proposed(open_index(ABK), name)
    assert found[0] == "ABK1"
    assert found[1] in rules


def test_a_phrase_is_unknown_with_the_genes_that_it_names(open_index: OpenIndex) -> None:
    reference = open_index(ABK, Made(3, "QQA3", weight=KNOWN), Made(4, "the", weight=KNOWN))
    resolver = Resolver(reference)
    answer = resolver.resolve("the ABK1 and QQA3 of mice rise in the serum")
    assert (answer.status, answer.note) == (Status.UNKNOWN, "a phrase of 10 words, no name of a gene")
    assert sorted(candidate.gene.symbol for candidate in answer.candidates) == ["ABK1", "QQA3"]


def test_a_full_name_of_many_words_is_a_name(open_index: OpenIndex) -> None:
    name = "one two three four five six seven eight"
    resolver = Resolver(open_index(Made(1, "QQA1", full_name=name, weight=KNOWN)))
    for text in (name, f"{name} gene"):
        assert resolver.resolve(text).symbol == "QQA1"


# -- families and scores ----------------------------------------------------------------------------------------------

QQS = MadeFamily("QQ", ("QQ1",), names=("QQs",))


def test_a_family_in_another_spelling_hides_no_gene_that_is_called_exactly_so(open_index: OpenIndex) -> None:
    genes = (Made(1, "QQ1", weight=20), Made(2, "ABK1", names=((NameKind.PREVIOUS_SYMBOL, "QQS"),), weight=200))
    resolver = Resolver(open_index(*genes, families=[QQS]))
    assert resolver.resolve("QQS").symbol == "ABK1"
    assert resolver.resolve("QQs").status is Status.FAMILY


def test_a_family_stays_one_when_its_member_leads(open_index: OpenIndex) -> None:
    genes = (Made(1, "QQ1", synonyms=("QQS",), weight=200), Made(2, "ABK1", synonyms=("qqs",), weight=20))
    assert Resolver(open_index(*genes, families=[QQS])).resolve("QQS").status is Status.FAMILY


def test_a_guessed_spelling_has_no_high_score_in_a_list(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(Made(1, "ABK11", weight=200), Made(2, "GRQN1", weight=200)))
    for name in ("ABK1-1", "GRQNl", "alpha GRQN1 xyz"):
        for context in (NO_CONTEXT, Context(species=HUMAN)):
            answer = resolver.resolve(name, context)
            assert answer.rule in GUESSED_RULES
            assert answer.score <= MOST_OF_GUESS
    sure = WeightTable({Evidence.SYMBOL: 5.0}, {})
    resolver = Resolver(resolver.reference, sure)
    assert resolver.resolve("GRQNl").score == MOST_OF_GUESS
    assert resolver.resolve("ABK11").score > MOST_OF_GUESS


# -- the shipped index ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def resolver(reference: Reference) -> Resolver:
    return Resolver(reference)


@pytest.mark.parametrize(
    ("name", "taxon_id", "symbol"),
    [
        ("EGFR.1", HUMAN, "EGFR"),
        ("MYC-1", HUMAN, "MYC"),
        ("Actb.2", MOUSE, "Actb"),
        ("MUC16.3", HUMAN, "MUC16"),
        ("X1700001O22Rik", MOUSE, "1700001O22Rik"),
        ("pSTAT5A", HUMAN, "STAT5A"),
        ("P-STAT1(Tyr701)", HUMAN, "STAT1"),
        ("KRASG13D", HUMAN, "KRAS"),
        ("EGFR p.L858R", HUMAN, "EGFR"),
        ("p53R248Q", HUMAN, "TP53"),
        ("Dmel\\wg", FLY, "wg"),
        ("KARS", HUMAN, "KARS1"),
        ("1-Dec", HUMAN, "DELEC1"),
        ("rhEGF", HUMAN, "EGF"),
    ],
)
def test_a_form_leads_to_its_gene(resolver: Resolver, name: str, taxon_id: int, symbol: str) -> None:
    gene = resolver.resolve(name).best_gene
    assert gene is not None
    assert (gene.taxon_id, gene.symbol) == (taxon_id, symbol)


@pytest.mark.parametrize(
    "name",
    ["None", "null", "NaN", "-inf", "LOC", "#REF!", "#NUM!", "#DIV/0!", "Cre", "CreERT2", "LacZ", "Gal4", "IgM",
     "cholera toxin", "Y_RNA", "5S_rRNA"],
)  # fmt: skip
def test_what_programs_and_laboratories_write_is_no_gene(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(name).status is Status.NOT_A_GENE


@pytest.mark.parametrize(
    ("name", "context", "symbol"),
    [
        ("GAL4", Context(species="yeast"), "GAL4"),
        ("nan", Context(species="fly"), "nan"),
        ("tPA", Context(species="human"), "PLAT"),
        ("CAT-2", Context(species="worm"), "cat-2"),
        ("P-selectin", Context(species="human"), "SELP"),
        ("PERK", Context(species="human"), "EIF2AK3"),
        ("Kir4.1", Context(species="human"), "KCNJ10"),
        ("Nkx2.5", Context(species="human"), "NKX2-5"),
        ("let-23", Context(species="worm"), "let-23"),
        ("MIR17HG", Context(species="human"), "MIR17HG"),
        ("KAR", Context(species="human"), "GRIK1"),
        ("H2BK1", Context(), "H2BK1"),
    ],
)
def test_a_name_that_only_looks_like_a_form_is_a_name(
    resolver: Resolver, name: str, context: Context, symbol: str
) -> None:
    answer = resolver.resolve(name, context)
    named = {gene.symbol for gene in (answer.best_gene, *answer.members) if gene is not None}
    assert symbol in named


@pytest.mark.parametrize("name", ["p-ERK", "pJNK", "p-AKT(Ser473)", "H4K20me1", "P-ERK1/2"])
def test_a_state_of_a_family_is_the_family(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(name).status is Status.FAMILY


@pytest.mark.parametrize(
    "name", ["YAR500W", "43897", "5171", "8-8", "RGD:1", "ZDB-GENE-000000-9", "gene12", "2.31E+11"]
)
def test_a_number_or_a_whole_identifier_is_not_guessed_at(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(name).status is Status.UNKNOWN


def test_the_species_of_a_worm_protein_in_capitals_stays(resolver: Resolver) -> None:
    gene = resolver.resolve("OSM-9", Context(organisms="worm")).best_gene
    assert gene is not None
    assert gene.taxon_id == WORM


def test_symbols_with_a_slash_are_several_genes_and_no_synonym_of_their_ortholog(open_index: OpenIndex) -> None:
    genes = [Made(1, "QQA4"), Made(2, "QQA6"), Made(3, "Qqa", taxon_id=FLY, synonyms=("QQA4/6",))]
    gatherer = Gatherer(open_index(*genes))
    assert [part.genes for part in gatherer.gather("QQA4/6").parts] == [(1,), (2,)]
    genes[1] = Made(2, "QQB6")
    assert Gatherer(open_index(*genes)).gather("QQA4/6").genes == (3,)
    genes[2] = Made(3, "QQA4/6", taxon_id=FLY)
    assert Gatherer(open_index(genes[0], Made(2, "QQA6"), genes[2])).gather("QQA4/6").genes == (3,)


def test_a_number_with_a_power_names_the_riken_genes_that_it_may_come_from(open_index: OpenIndex) -> None:
    reference = open_index(
        Made(1, "1200003E10Rik", taxon_id=MOUSE),
        Made(2, "QQA2", taxon_id=MOUSE, synonyms=("1200041E10Rik",), weight=KNOWN),
        Made(3, "1200003I10Rik", taxon_id=MOUSE),
        Made(4, "1210003E10Rik", taxon_id=MOUSE),
    )
    for name in ("1.20E+16", "1.20E+10"):
        answer = Resolver(reference).resolve(name)
        assert (answer.status, {found.gene.symbol for found in answer.candidates}) == (
            Status.UNKNOWN,
            {"1200003E10Rik", "QQA2"},
        )
        assert "RIKEN" in answer.note


# -- names that may be read in two ways -------------------------------------------------------------------------------


def test_a_number_behind_a_dash_may_be_of_a_program_or_of_a_name(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC", weight=KNOWN), Made(2, "QRS", synonyms=("ABC5",), weight=KNOWN))
    answer = Resolver(reference).resolve("ABC-5")
    assert (answer.status, answer.note) == (
        Status.AMBIGUOUS,
        "a name of its own, or a symbol with the number of a program",
    )
    assert {candidate.gene.symbol for candidate in answer.candidates} == {"ABC", "QRS"}
    assert Resolver(reference).resolve("ABC.5").symbol == "ABC"


def test_a_site_is_no_name(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(Made(1, "T", weight=KNOWN), Made(2, "QQA2", synonyms=("pS27",), weight=KNOWN)))
    assert resolver.resolve("pT308").note == "a site of a protein, without its name"
    assert resolver.resolve("pS27").symbol == "QQA2"


# -- the readers of forms ---------------------------------------------------------------------------------------------


def numbered_names(reference: Reference) -> list[str]:
    """Return words with a digit behind a dash: symbols of every species, and each beginning that a form may have."""
    letters = ascii_uppercase + ascii_lowercase + digits
    words = [gene.symbol for taxon in reference.taxon_ids for gene in islice(reference.genes(taxon), 0, None, 40)]
    words += [first + second + rest for first in ascii_uppercase for second in letters for rest in ("", "S", "ene")]
    words += ["AND", "PLUS", "HISTONE", "GENE1", "MIR", "LET7", "XENS", "MARCH", "Dec", "RAT", "GRCh38", "AbcpS", "HSA"]
    return [f"{word}-{len(word) % 10}" for word in words]


def test_names_that_are_numbered_words_have_no_other_form(reference: Reference) -> None:
    gatherer = Gatherer(reference)
    names = list(filter(is_numbered, numbered_names(reference)))
    assert len(names) > 3000
    for name in names:
        key = fold(name)
        assert key is not None
        assert may_have_form(name)
        assert not is_number(name)
        others = {read for read in READERS if read not in READERS_OF_NUMBERED and read(gatherer, name, key) is not None}
        assert others == set(), name
