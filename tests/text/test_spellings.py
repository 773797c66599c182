"""The spellings of a text that differ in letters, numerals and separators alone, with the rule of each."""

from __future__ import annotations

import re

import pytest

from genenorm.core.model import KeyRule
from genenorm.text.keys import GREEK
from genenorm.text.spellings import GUARDS, LATIN_AS_GREEK, SPELLING_CHANGES, applicable, arabic, spellings

GREEK_LETTER, LATIN, ROMAN, DIGITS = (
    KeyRule.GREEK_LETTER, KeyRule.LATIN_LETTER, KeyRule.ROMAN_NUMERAL, KeyRule.DIGIT_BREAK,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Greek letters and their names, which are a word, end one, or come before a digit
        ("PPARγ", [("pparg", GREEK_LETTER)]),
        ("IFN-gamma", [("ifn-g", GREEK_LETTER)]),
        ("PPARgamma2", [("pparg2", GREEK_LETTER)]),
        ("IL-1Β", [("il-1b", GREEK_LETTER)]),
        ("MU-opioid", [("m-opioid", GREEK_LETTER)]),
        ("alphabet", []), ("thetas", []), ("etax", []), ("xeta", []), ("sigmar", []), ("oxi", []), ("menu", []),
        ("achi", []), ("rho3", [("r3", GREEK_LETTER)]), ("arho", []), ("ABpsi", []), ("abpi", []),
        ("ABomega", [("abo", GREEK_LETTER)]),
        # Latin letters that stand for Greek ones
        ("factor-1a", [("factor-1alpha", LATIN)]),
        ("a-tubulin", [("alpha-tubulin", LATIN)]),
        ("A1-B2", [("alpha1-beta2", LATIN)]),
        ("abc d1", [("abc delta1", LATIN)]),
        ("abc d12", []),
        ("TNF-ss", [("tnf-beta", LATIN)]),
        ("TNFss", []), ("TNF-sst", []),
        ("NF-kB", [("nf-kappab", LATIN)]),
        ("NF-kBx", []), ("x NFkB", [("10 nfkb", ROMAN)]),
        ("TGFb", [("TGFbeta", LATIN)]),
        ("TGFb1", [("TGFbeta1", LATIN)]),
        ("TGFb-R", [("TGFbeta-R", LATIN)]),
        ("TGFbR", []), ("TGFh", []), ("tgfb", []), ("TGFbr", []),
        ("PKCmicro", [("PKCmu", LATIN)]),
        ("PKCmicron", []), ("micro", []),
        ("IKK kinasea", [("IKK kinasealpha", LATIN)]),
        ("kinaseax", []), ("kinasek", []), ("kinaseb1", []),
        # numerals
        ("type III", [("type 3", ROMAN)]),
        ("type XIII x", [("type 13 10", ROMAN)]),
        ("IV", [("4", ROMAN)]),
        ("type xiv", []), ("iiii", []), ("abiv", []), ("ivab", []),
        ("factor 1", [("factor i", ROMAN)]),
        ("factor 10 y-9", [("factor 10 gamma-9", LATIN), ("factor x y-ix", ROMAN)]),
        ("factor 13 q", [("factor xiii q", ROMAN)]),
        ("factor 14", []), ("factor 1q", []), ("factor1 q", []), ("factor 0", []), ("4 q", []),
        ("TGFBRII", [("TGFBR2", ROMAN)]),
        ("TNFRIV", [("TNFR4", ROMAN)]),
        ("TGFβRIIB", [("TGFβR2B", ROMAN)]),
        ("FcRIIIA", []), ("ABCRV", []), ("ABCRIIC", []), ("RII", []), ("abcrii", []),
        # separators of digits
        ("Nkx2.1", [("nkx21", DIGITS)]),
        ("Q12_3", [("q123", DIGITS)]),
        ("Q1--2 3", [("q1--ii iii", ROMAN), ("q123", DIGITS)]),
        ("Q1-q2", []), ("Q1q2", []),
    ],
)  # fmt: skip
def test_each_change_is_made_where_it_applies_and_nowhere_else(text: str, found: list[tuple[str, KeyRule]]) -> None:
    assert spellings(text, KeyRule.AS_WRITTEN, SPELLING_CHANGES) == found


@pytest.mark.parametrize("word", sorted(set(GREEK.values())))
def test_the_name_of_every_greek_letter_may_be_its_first_letter(word: str) -> None:
    for text in (f"abc-{word}", f"abc {word.upper()}2"):
        changed = text.lower().replace(word, word[0])
        assert (changed, GREEK_LETTER) in spellings(text, KeyRule.AS_WRITTEN, SPELLING_CHANGES)


@pytest.mark.parametrize(
    ("letter", "word"),
    [("a", "alpha"), ("b", "beta"), ("g", "gamma"), ("d", "delta"), ("e", "epsilon"), ("k", "kappa"), ("z", "zeta"),
     ("u", "mu"), ("y", "gamma"), ("ss", "beta")],
)  # fmt: skip
def test_a_latin_letter_alone_may_be_a_greek_one(letter: str, word: str) -> None:
    assert LATIN_AS_GREEK[letter] == word
    assert spellings(f"qrs-{letter}", KeyRule.AS_WRITTEN, SPELLING_CHANGES)[0] == (f"qrs-{word}", LATIN)
    assert spellings(f"qrs-{letter}2", KeyRule.AS_WRITTEN, SPELLING_CHANGES)[0] == (f"qrs-{word}2", LATIN)


@pytest.mark.parametrize("letter", "abgdeky")
def test_a_small_letter_behind_capitals_may_be_a_greek_one(letter: str) -> None:
    word = LATIN_AS_GREEK[letter]
    assert (f"QRS{word}", LATIN) in spellings(f"QRS{letter}", KeyRule.AS_WRITTEN, SPELLING_CHANGES)
    assert (f"QRS{word}12 x", LATIN) in spellings(f"QRS{letter}12 x", KeyRule.AS_WRITTEN, SPELLING_CHANGES)


NUMERALS = list(enumerate(
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
     "XVIII", "XIX"],
    start=1,
))  # fmt: skip


@pytest.mark.parametrize(("number", "roman"), NUMERALS)
def test_a_numeral_up_to_that_of_the_last_collagen_is_a_number(number: int, roman: str) -> None:
    assert arabic(roman) == arabic(roman.lower()) == str(number)


@pytest.mark.parametrize(("number", "roman"), NUMERALS[:13])
def test_numerals_up_to_thirteen_are_written_in_both_ways(number: int, roman: str) -> None:
    assert (f"factor {number} q", ROMAN) in spellings(f"factor {roman} q", KeyRule.AS_WRITTEN, SPELLING_CHANGES)
    assert (f"factor {roman.lower()} q", ROMAN) in spellings(f"factor {number} q", KeyRule.AS_WRITTEN, SPELLING_CHANGES)


@pytest.mark.parametrize("text", ["", "IM", "XX", "xxi", "ixv", "12", "IIII", "iq", "vx"])
def test_other_texts_are_no_numerals(text: str) -> None:
    assert arabic(text) == ""


def test_the_rule_of_a_text_that_another_rule_made_is_kept() -> None:
    assert spellings("PPARγ", KeyRule.PLURAL, SPELLING_CHANGES) == [("pparg", KeyRule.PLURAL)]


def test_changes_that_cannot_apply_are_left_out_and_the_others_keep_their_order() -> None:
    assert applicable("abc", SPELLING_CHANGES) == []
    assert [change.rule for change in applicable("TGFb RII 2", SPELLING_CHANGES)] == [LATIN, ROMAN, ROMAN]
    assert [change.rule for change in applicable("Γ 2-3", SPELLING_CHANGES)] == [GREEK_LETTER, ROMAN, DIGITS]


@pytest.mark.parametrize(
    "text", ["TGFBETA", "tgfbeta2", "A1B2", "x kinasea", "TGFb", "PKCmicro", "IV", "ABC 1", "TGFBRII", "Q1.2"]
)
def test_the_guards_find_every_text_that_may_change_whatever_its_case(text: str) -> None:
    for written in (text, text.upper(), text.lower()):
        if spellings(written, KeyRule.AS_WRITTEN, SPELLING_CHANGES):
            assert re.search(GUARDS, written)
    assert not re.search(GUARDS, "GRQN")
