"""Folding a name to its key, and the variants tried when that key is unknown."""

from __future__ import annotations

import unicodedata

import pytest

from genenorm.core.model import KeyRule
from genenorm.text import keys
from genenorm.text.keys import fold, spelled_out
from genenorm.text.modifiers import strip_modifiers
from genenorm.text.variants import prefix_taxon, variants


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("GRIN1", "grin1"),
        ("IL-1β", "il1beta"),
        ("TGF-beta1", "tgfbeta1"),
        ("TGFβ1", "tgfbeta1"),
        ("µ-opioid", "muopioid"),
        ("Fs(3)Kar", "fs3kar"),
        ("l(2)46Da", "l2-46da"),
        ("NKX2.1", "nkx2-1"),
        ("Nkx2\u20111", "nkx2-1"),
        ("MIR1-2", "mir1-2"),
        ("MIR12", "mir12"),
        ("14-3-3", "14-3-3"),
        ("5-HT 2A", "5ht2a"),
        ("β₂-AR", "beta2ar"),
        (" p53 ", "p53"),
        ("NO", "no"),
        ("12_3", "12-3"),
        ("naïve", "naive"),
        ("a\ud800b", "ab"),
        ("1\ud8002", "12"),
        ("MIR9-1", "mir9-1"),
        ("Nkx1-9", "nkx1-9"),
        ("Nkx2·1", "nkx2-1"),
        ("é1-2", "e1-2"),
        ("TNF-ß", "tnfss"),
        ("𝐓𝐏𝟓𝟑", "tp53"),
        ("ＴＰ５３", "tp53"),
        ("Å-Ñandú", "anandu"),
        ("IL-1Ά", "il1alpha"),
    ],
)
def test_a_name_folds_to_its_key(name: str, key: str) -> None:
    assert fold(name) == key


GREEK = [(chr(code), unicodedata.name(chr(code)).split()[-1].lower().replace("lamda", "lambda"))
         for code in range(ord("α"), ord("ω") + 1)]  # fmt: skip
"""The letters, with the last words of their names in Unicode."""


@pytest.mark.parametrize(("letter", "word"), GREEK)
def test_a_greek_letter_of_either_case_is_its_name(letter: str, word: str) -> None:
    assert fold(f"X{letter}1") == fold(f"X{letter.upper()}1") == f"x{word}1"
    assert spelled_out(f"X-{letter}") == spelled_out(f"X-{letter.upper()}") == f"x-{word}"


@pytest.mark.parametrize(
    ("name", "key"),
    [(f"X{letter}1", f"x{word}1") for letter, word in GREEK]
    + [(f"{letter.upper()}2", f"{word}2") for letter, word in GREEK]
    + [("\u00b5X", "mux"), ("\u03bcX", "mux")]
    + [(f"A1{dash}2", "a1-2") for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"],
)  # fmt: skip
def test_greek_letters_and_dashes_are_folded_without_regular_expressions(
    monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    monkeypatch.setattr(keys, "_folded", None)
    monkeypatch.setattr(keys, "unicodedata", None)
    assert fold(name) == key
    assert fold("TP53") == "tp53"
    assert spelled_out("IFN-Γ") == "ifn-gamma"


def test_spelled_out_unifies_compatibility_forms_and_folds_case() -> None:
    assert spelled_out("TNF-ß Ⅳ ﬁ é") == "tnf-ss iv fi é"


@pytest.mark.parametrize("name", ["", " ", "-", "+/-", "--", "()", "…", "\u200b"])
def test_text_without_a_letter_or_digit_has_no_key(name: str) -> None:
    assert fold(name) is None


@pytest.mark.parametrize(
    ("name", "key", "rule"),
    [
        ("PPARγ", "pparg", KeyRule.GREEK_LETTER),
        ("IFN-gamma", "ifng", KeyRule.GREEK_LETTER),
        ("TGF-beta 1", "tgfb1", KeyRule.GREEK_LETTER),
        ("hypoxia inducible factor-1a", "hypoxiainduciblefactor1alpha", KeyRule.LATIN_LETTER),
        ("a-tubulin", "alphatubulin", KeyRule.LATIN_LETTER),
        ("TGF-beta type II receptor", "tgfbetatype2receptor", KeyRule.ROMAN_NUMERAL),
        ("TGFBRII", "tgfbr2", KeyRule.ROMAN_NUMERAL),
        ("NMDARs", "nmdar", KeyRule.PLURAL),
        ("Akt's", "akt", KeyRule.PLURAL),
        ("interleukin (IL)-6", "il6", KeyRule.BRACKETS),
        ("cyclooxygenase (COX)-2", "cox2", KeyRule.BRACKETS),
        ("Phosphatidylinositol (PI) 3-kinase", "pi3kinase", KeyRule.BRACKETS),
        ("p-Akt", "akt", KeyRule.MODIFIER),
        ("phospho-ERK1", "erk1", KeyRule.MODIFIER),
        ("anti-CD3", "cd3", KeyRule.MODIFIER),
        ("GFP-Akt", "akt", KeyRule.MODIFIER),
        ("BRCA1 gene", "brca1", KeyRule.MODIFIER),
        ("hTERT", "tert", KeyRule.SPECIES_PREFIX),
        ("mTrem2", "trem2", KeyRule.SPECIES_PREFIX),
        ("dAkt", "akt", KeyRule.SPECIES_PREFIX),
        ("thyroid hormone beta receptor", "thyroidhormonereceptorbeta", KeyRule.WORD_ORDER),
        ("FGF basic", "basicfgf", KeyRule.WORD_ORDER),
        ("Nkx2-1", "nkx21", KeyRule.DIGIT_BREAK),
        ("rhIL-3", "il3", KeyRule.SPECIES_PREFIX),
        ("huCD19", "cd19", KeyRule.SPECIES_PREFIX),
        ("HumHtrA1", "htra1", KeyRule.SPECIES_PREFIX),
        ("muIL-4", "il4", KeyRule.SPECIES_PREFIX),
        ("CelC05B5.7", "c05b5-7", KeyRule.SPECIES_PREFIX),
        ("Dmel\\wg", "wg", KeyRule.SPECIES_PREFIX),
        ("sIL-2R", "il2r", KeyRule.MODIFIER),
        ("pCREB", "creb", KeyRule.MODIFIER),
        ("phosphoAkt", "akt", KeyRule.MODIFIER),
        ("proNGF", "ngf", KeyRule.MODIFIER),
        ("p-S12,T15-MAPK9", "mapk9", KeyRule.MODIFIER),
        ("STAT6KO", "stat6", KeyRule.MODIFIER),
        ("Stat6 knock out", "stat6", KeyRule.MODIFIER),
        ("Stat6 knock-down", "stat6", KeyRule.MODIFIER),
        ("Tlr9_predicted", "tlr9", KeyRule.MODIFIER),
        ("tumour protein 9", "tumorprotein9", KeyRule.BRITISH_SPELLING),
        ("haem oxygenase-2", "hemeoxygenase2", KeyRule.BRITISH_SPELLING),
        ("haemopexin", "hemopexin", KeyRule.BRITISH_SPELLING),
        ("follicle growth factor-b3", "folliclegrowthfactorbeta3", KeyRule.LATIN_LETTER),
        ("TNF-ss", "tnfbeta", KeyRule.LATIN_LETTER),
        ("AMPKy1", "ampkgamma1", KeyRule.LATIN_LETTER),
        ("PKCmicro", "pkcmu", KeyRule.LATIN_LETTER),
        ("p52 subunit of NF-kB", "p52", KeyRule.WORD_ORDER),
        ("alpha chain of the IL-7 receptor", "il7receptoralpha", KeyRule.WORD_ORDER),
        ("type II TNF-R", "tnfr2", KeyRule.WORD_ORDER),
        ("alpha2(XI) collagen", "col11a2", KeyRule.WORD_ORDER),
        ("neuronal NOS", "nos", KeyRule.HEAD_WORD),
        ("Atg12p", "atg12", KeyRule.ISOFORM),
    ],
)
def test_a_variant_carries_the_rule_that_made_it(name: str, key: str, rule: KeyRule) -> None:
    assert (key, rule) in [(variant.key, variant.rule) for variant in variants(name)]


def test_il_1_beta_never_becomes_il_1_alpha() -> None:
    keys = {variant.key for variant in variants("IL-1β")} | {fold("IL-1β")}
    assert "il1b" in keys
    assert "il1a" not in keys
    assert "il1alpha" not in keys


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("p-Akt", "Akt"), ("CD8+", "CD8"), ("Trp53-/-", "Trp53"), ("human BRCA1 gene", "BRCA1"), ("p53 protein", "p53"),
        ("a-actinin", "a-actinin"), ("an Akt", "Akt"),
        ("pS6", "pS6"), ("p38", "p38"), ("c-Myc", "Myc"), ("gene", "gene"), ("protein", "protein"), ("GFP", "GFP"),
    ],
)  # fmt: skip
def test_modifiers_are_stripped_but_never_the_whole_name(name: str, plain: str) -> None:
    assert strip_modifiers(name) == plain


def test_a_species_letter_names_its_taxon() -> None:
    letters = {variant.species for variant in variants("hTERT")} - {""}
    assert [prefix_taxon(letter) for letter in letters] == [9606]
    assert not any(variant.species for variant in variants("MTOR"))
    letters = {variant.species for name in ("rmIL-3", "muIL-3", "Mm-Il3") for variant in variants(name)} - {""}
    assert {prefix_taxon(letter) for letter in letters} == {10090}


@pytest.mark.parametrize("name", ["p65 subunit of", "typeset II", "Human", "Mucin", "prolactin", "epidermal factor"])
def test_a_word_that_only_begins_like_a_form_stays_whole(name: str) -> None:
    assert not {"man", "cin", "lactin", "factor", "p65", "seti2"} & {variant.key for variant in variants(name)}


def test_no_variant_repeats_the_folded_name() -> None:
    for name in ("IL-1β", "p-Akt", "TGF-beta type II receptor", "NMDARs"):
        keys = [variant.key for variant in variants(name)]
        assert fold(name) not in keys
        assert len(keys) == len(set(keys))
