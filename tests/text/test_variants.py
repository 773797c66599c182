"""All variants of a name in their order, with their rules, and the names that have none."""

from __future__ import annotations

import pytest

from genenorm.core.model import KeyRule
from genenorm.text.keys import fold
from genenorm.text.variants import prefix_taxon, variants

GREEK, LATIN, ROMAN, DIGITS = (
    KeyRule.GREEK_LETTER, KeyRule.LATIN_LETTER, KeyRule.ROMAN_NUMERAL, KeyRule.DIGIT_BREAK,
)  # fmt: skip
BRACKETS, PLURAL, MODIFIER, SPECIES = (
    KeyRule.BRACKETS, KeyRule.PLURAL, KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX,
)  # fmt: skip
ISOFORM, HEAD, ORDER, SHORT = KeyRule.ISOFORM, KeyRule.HEAD_WORD, KeyRule.WORD_ORDER, KeyRule.ABBREVIATION
CHANGE, MARK, BRITISH = KeyRule.PROTEIN_VARIANT, KeyRule.PROGRAM_MARK, KeyRule.BRITISH_SPELLING


def found(name: str) -> list[tuple[str, KeyRule]]:
    return [(variant.key, variant.rule) for variant in variants(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # brackets: without them and what is in them, what is in them alone, and instead of the word before them
        ("qrt (TUV)", [("qrt", BRACKETS), ("tuv", BRACKETS), ("tuvqrt", ORDER)]),
        ("qrt [TUV] wx", [("qrtwx", BRACKETS), ("tuvwx", BRACKETS), ("tuvqrtwx", ORDER), ("tuvwxqrt", ORDER),
                          ("qrtwxtuv", ORDER), ("wxqrttuv", ORDER)]),
        ("qrt {TUV}", [("qrt", BRACKETS), ("tuv", BRACKETS), ("tuvqrt", ORDER)]),
        ("qrt wxy zab (TUV)7", [("qrtwxyzab7", BRACKETS), ("qrtwxyzabvii", BRACKETS), ("tuv7", BRACKETS),
                                ("tuvvii", BRACKETS), ("qrtwxytuv7", BRACKETS), ("qrtwxytuvvii", BRACKETS)]),
        ("qrt ()tuv", [("tuvqrt", ORDER)]),
        ("bodies", [("bodie", PLURAL), ("body", PLURAL)]),
        ("NMDARs", [("nmdar", PLURAL)]),
        ("GRIN2s", [("grin2", PLURAL)]),
        ("Akt's", [("akt", PLURAL)]),
        ("as", []), ("abc's'x", [("abcs10", ROMAN), ("abcx", PLURAL), ("abc10", PLURAL)]), ("Qbtx", []),
        # the letters of a species
        ("Hs-Abc1", [("abc1", SPECIES), ("abc1hs", ORDER)]),
        ("Mm_Abc", [("abc", SPECIES), ("abcmm", ORDER)]),
        ("Dm.Abc", [("abc", SPECIES)]),
        ("DrAbc", [("abc", SPECIES)]), ("ScABC", [("abc", SPECIES)]), ("RnAbc", [("abc", SPECIES)]),
        ("CelAbc", [("abc", SPECIES)]), ("hTERT", [("tert", SPECIES)]),
        ("Dmel\\wg", [("wg", SPECIES), ("wgdmel", ORDER)]),
        ("mabc", []), ("Habc", []), ("qABC", []), ("hhABC", []), ("DmelAbc", []), ("HSabc", []),
        # words at the end
        ("Qrt family", [("qrt", HEAD), ("familyqrt", ORDER)]),
        ("Qrt type", [("qrt", HEAD), ("typeqrt", ORDER)]),
        ("Qrt surface", [("qrt", HEAD), ("surfaceqrt", ORDER)]),
        ("Qrt kinase", [("qrtk", SHORT), ("qrt", HEAD), ("kinaseqrt", ORDER)]),
        ("Qrt Channel", [("qrt", HEAD), ("channelqrt", ORDER)]),
        ("Qrt kin", [("kinqrt", ORDER)]),
        ("Epo receptor", [("epor", SHORT), ("receptorepo", ORDER)]),
        # forms of the product
        ("FLNBv4", [("flnb", ISOFORM)]), ("FLNBΔ2", [("flnbd2", GREEK), ("flnb", ISOFORM)]),
        ("OCT4A", [("oct4alpha", LATIN), ("oct4", ISOFORM)]), ("OCT4D", [("oct4delta", LATIN)]),
        ("BCL2L", [("bcl2", ISOFORM)]), ("BCL2S", [("bcl2", ISOFORM)]), ("BCL2T", []),
        ("Ent3p", [("ent3", ISOFORM)]), ("Ent12p", [("ent12", ISOFORM)]), ("Ent123p", [("ent123", ISOFORM)]),
        ("Ent1234p", []), ("ENT3p", []), ("SDHx", [("sdh", ISOFORM)]), ("SDhx", []), ("A1A", [("alpha1alpha", LATIN)]),
        ("AB1A", [("ab1alpha", LATIN), ("ab1", ISOFORM)]),
        ("Q-Bs", [("qb", ISOFORM), ("qbeta", ISOFORM), ("bsq", ORDER)]),
        ("FLNBv456", []), ("Av4", []),
        # states, marks and changes
        ("pABC", [("abc", MODIFIER)]), ("sABC2", [("abc2", MODIFIER)]), ("PABC", []), ("pAB", []),
        ("ABCKO", [("abc", MODIFIER)]), ("ABCKD", [("abc", MODIFIER)]), ("ABCKT", []),
        ("phosphoABC1", [("abc1", MODIFIER)]), ("PhosphoABC1", [("abc1", MODIFIER)]), ("proABC1", [("abc1", MODIFIER)]),
        ("X17", [("17", MARK), ("1017", ROMAN)]), ("X1Q", [("101q", ROMAN)]),
        ("QRST-V600E", [("qrst", CHANGE), ("qrstv600epsilon", LATIN), ("qrst5600e", ROMAN), ("v600eqrst", ORDER),
                        ("v600epsilonqrst", ORDER), ("5600eqrst", ORDER)]),
        ("tumour qrst", [("tumorqrst", BRITISH), ("qrsttumor", ORDER), ("qrsttumour", ORDER)]),
        # words that look like symbols, the last first
        ("Tuv1W Qrs2T", [("qrs2t", HEAD), ("tuv1w", HEAD), ("qrs2ttuv1w", ORDER)]),
        ("tuv1 Qrst Ag", [("tuv1qrstagamma", LATIN), ("qrsttuv1ag", ORDER), ("qrsttuv1agamma", ORDER),
                          ("qrstagtuv1", ORDER), ("qrstagammatuv1", ORDER), ("tuv1agqrst", ORDER),
                          ("tuv1agammaqrst", ORDER), ("agtuv1qrst", ORDER), ("agammatuv1qrst", ORDER)]),
        ("Q1 qrtw", [("qrtwq1", ORDER)]),
        ("qrtw Qx1", [("qx1", HEAD), ("qx1qrtw", ORDER)]),
        # words in another order, each moved once
        ("qrt tuv", [("tuvqrt", ORDER)]),
        ("qrt tuv wxy", [("tuvqrtwxy", ORDER), ("tuvwxyqrt", ORDER), ("qrtwxytuv", ORDER), ("wxyqrttuv", ORDER)]),
        # where a product is
        ("neuronal QRS1", [("qrs1", HEAD), ("qrs1neuronal", ORDER)]),
        ("neuronal", []),
        ("qrt brain tuv", [("brainqrttuv", ORDER), ("braintuvqrt", ORDER), ("qrttuvbrain", ORDER),
                           ("tuvqrtbrain", ORDER)]),
        # nothing
        ("GRIN1", []), ("ABC1", []), ("qrst", []), ("", []), (" ", []), ("-", []),
    ],
)  # fmt: skip
def test_the_variants_of_a_name(name: str, expected: list[tuple[str, KeyRule]]) -> None:
    many = len(expected) > 5  # those with the words in another order follow
    assert found(name)[: len(expected) if many else None] == expected


@pytest.mark.parametrize(
    ("letters", "taxon_id"),
    [("h", 9606), ("Hs", 9606), ("hu", 9606), ("Hum", 9606), ("rh", 9606), ("m", 10090), ("Mm", 10090), ("rm", 10090),
     ("mu", 10090), ("Mu", 10090), ("r", 10116), ("Rn", 10116), ("d", 7227), ("Dm", 7227), ("z", 7955), ("Dr", 7955),
     ("c", 6239), ("Ce", 6239), ("Cel", 6239), ("y", 559292), ("Sc", 559292), ("x", 8355)],
)  # fmt: skip
def test_the_letters_of_a_species_are_told_with_the_variant(letters: str, taxon_id: int) -> None:
    by_letters = {str(variant.key): variant for variant in variants(f"{letters}QRST")}
    assert by_letters["qrst"].rule is SPECIES
    assert by_letters["qrst"].species == letters.lower()
    assert prefix_taxon(by_letters["qrst"].species) == taxon_id


def test_only_the_variant_without_the_letters_has_them() -> None:
    assert [(variant.key, variant.species) for variant in variants("rhQRS-3")] == [
        ("rhqrsiii", ""), ("qrs3", "rh"), ("qrsiii", "rh"), ("3rhqrs", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("separator", ["-", " ", "_", ":", "."])
def test_a_separator_behind_the_letters_of_a_species_goes_with_them(separator: str) -> None:
    assert ("qrs", SPECIES) in found(f"Hs{separator}QRS")
    assert ("qrs", SPECIES) not in found(f"h{separator}QRS")


HEADS = ("kinase", "enzyme", "subunit", "chain", "factor", "hormone", "domain", "tyrosine kinase", "channel",
         "transporter", "phosphatase", "protease", "cell surface", "cell-surface", "surface", "family",
         "type")  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_the_word_for_a_kind_of_protein_is_left_out(head: str) -> None:
    for name in (f"Qrt {head}", f"Qrt-{head.title()}"):
        assert ("qrt", HEAD) in found(name)
        assert ("qrt", HEAD) not in found(f"{name}x")
    assert (("qrt", HEAD) in found(f"Qrt {head}s")) is (head in HEADS[:12])


@pytest.mark.parametrize(
    "word", ["type", "subtype", "unit", "subunit", "the", "of", "and", "chain", "protein", "isoform", "like"]
)
def test_a_word_that_says_little_is_left_out_between_others(word: str) -> None:
    assert ("qrt7", MODIFIER) in found(f"Qrt {word} 7")
    assert ("qrt7", MODIFIER) in found(f"{word.title()} Qrt-7")
    assert ("qrtx7", MODIFIER) not in found(f"Qrt {word}x 7")


@pytest.mark.parametrize(
    "form", ["v4", " var2", "-variant 3", " isoform 12", "Delta2", "Δ2", " alpha", "-Beta", "γ", "δ", "-3p", "-5p"]
)
def test_the_form_of_a_product_is_left_out(form: str) -> None:
    assert ("qrst", ISOFORM) in found(f"QRST{form}")


@pytest.mark.parametrize("form", ["v", " var", "v123", "ε", "alphax", "-4p", "p"])
def test_what_only_looks_like_a_form_stays(form: str) -> None:
    assert ("qrst", ISOFORM) not in found(f"QRST{form}")


@pytest.mark.parametrize(
    "place",
    ["neuronal", "neural", "brain", "endothelial", "epithelial", "vascular", "hepatic", "liver", "cardiac", "heart",
     "renal", "kidney", "pancreatic", "intestinal", "gastric", "muscle", "skeletal muscle", "platelet", "macrophage",
     "placental", "fetal", "foetal"],
)  # fmt: skip
def test_where_a_product_is_comes_last(place: str) -> None:
    assert ("qrsttuv", HEAD) in found(f"{place} qrst-tuv")
    keys = [key for key, _ in found(f"{place} qrst-tuv")]
    assert "tuvqrst" in keys[keys.index("qrsttuv") :]


def test_british_words_lead_to_all_variants_of_the_american_ones() -> None:
    assert found("tumour QRS-beta")[:5] == [
        ("tumourqrsb", GREEK), ("tumorqrsbeta", BRITISH), ("tumorqrsb", BRITISH), ("tumorqrs", ISOFORM),
        ("qrstumorbeta", ORDER),
    ]  # fmt: skip


def test_names_of_more_than_six_words_keep_their_order() -> None:
    six = "qrt tuv wxy trq tvw xyq"
    assert ("xyqqrttuvwxytrqtvw", ORDER) in found(six)
    assert found(f"{six} yxt") == []


def test_one_that_moves_a_word_by_one_place_is_made_once() -> None:
    moved = [key for key, rule in found("qrt tuv wxy xyq") if rule is ORDER]
    assert len(moved) == len(set(moved)) == 9


def test_the_name_itself_is_never_among_its_variants() -> None:
    for name in ("QRS (TUV)", "tumour QRS", "p-QRS", "hQRS", "QRS-1.2", "brain QRS"):
        assert fold(name) not in [key for key, _ in found(name)]
