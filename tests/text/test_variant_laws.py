"""Laws of the guards: they save work and change nothing. Without them every step, change and pattern is tried."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from string import printable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from genenorm.core.model import KeyRule
from genenorm.text import conventions, damage, keys, modifiers, shorthand, spellings, variants
from genenorm.text.keys import GREEK_TABLE, fold, spelled_out

TEXT = (
    "alpha beta eta mu pi IL TGF Akt ERK1 p38 TGFBRII GRIN1 OCT4A v4 variant isoform Delta 1 2 3 13 14 II IV xiii i v "
    "a b g kinase kinasea kinases receptor receptors ligand binding protein proteins type subtype family surface cell "
    "the of and or plus to p pro wild tumor ſuppressor suppressor knock out mRNA GFP his6 anti mouse h Hs mTrem2 SDHx "
    "Ent3p 3p genies s 's (IL) (COX) [x] -/- +/+ (+) (-) * β γ Δ µ ϐ ς ı İ K Ⅱ ½ é ﬁ １ Mar Sep 2-Sep 2006-09-02 "
    "43891 12 rn vv l O 0 | 5-HT 2A"
)
WORDS = st.sampled_from(TEXT.split())
GAPS = st.sampled_from(["", "-", " ", "/", "–", "_", ".", "  ", "(", ")", "\n", ",", "\u2011", "\u0301"])
PHRASES = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=7).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
NAMES = st.one_of(PHRASES, st.from_regex(r"[A-Za-z0-9αβδµ]{1,8}[- ]?[A-Za-z0-9]{0,4}", fullmatch=True), st.text())
FIXED = (
    "", " ", "GRIN1", "jxq0ijyj", "GRIN-1", "GRIN 1", "PPARγ", "IL-1β", "NRG-1 beta", "FLNBv4", "OCT4A", "Ent3p",
    "SDHx", "mTrem2", "Hs-TP53", "p-Akt", "anti-CD3", "Trp53-/-", "human BRCA1 gene", "interleukin (IL)-6", "BMP (X) y",
    "TGFBRII", "TGF-beta type II receptor", "thyroid hormone beta receptor",
    "glutamate ionotropic receptor NMDA type subunit 1",
    "factor 1 of 2 alpha kinase", "AMP kinasea x", "5-HT 2A receptor 3", "Nkx2-1", "TGF-beta1 and -beta2", "Akt1to3",
    "WNT3/5A", "PAK4-6", "2-Sep", "2006-09-02 00:00:00", "Mar-01-2019", "43891", "GRINl", "TP53O", "АKT1",
)  # fmt: skip


def always(_: str) -> bool:
    return True


@contextmanager
def no_guards(name: str) -> Iterator[None]:
    """Try everything on a name: no guard is asked, and each counts as one of several words."""
    with pytest.MonkeyPatch.context() as patch:
        steps = tuple(step._replace(may_apply=always) for step in variants.STEPS)
        patch.setattr(variants, "STEPS", steps)
        patch.setattr(variants, "STEPS_OF_WORD", steps)
        patch.setattr(variants, "STEPS_OF_SYMBOLS", steps)
        patch.setattr(variants, "_CHANGE_STEP", variants._CHANGE_STEP._replace(may_apply=always))
        patch.setattr(variants, "STEPS_OF_NAME", tuple(s._replace(may_apply=always) for s in variants.STEPS_OF_NAME))
        changes = tuple(change._replace(guard=re.compile("")) for change in spellings.SPELLING_CHANGES)
        patch.setattr(variants, "SPELLING_CHANGES", changes)
        patch.setattr(variants, "_MAY_VARY", re.compile(""))
        patch.setattr(variants, "_ISOFORMS", tuple((printable + name, pattern) for _, pattern in variants._ISOFORMS))
        patch.setattr(modifiers, "MODIFIERS", tuple((always, pattern) for _, pattern in modifiers.MODIFIERS))
        patch.setattr(damage, "may_be_date", always)
        patch.setattr(shorthand, "may_be_range", always)
        patch.setattr(shorthand, "may_be_list", always)
        yield


def outcome(name: str) -> tuple[object, ...]:
    return tuple(variants.variants(name)), damage.from_date(name), shorthand.expand(name)


@given(NAMES)
def test_guards_change_no_variant_no_date_and_no_shorthand(name: str) -> None:
    guarded = outcome(name)
    with no_guards(name):
        assert outcome(name) == guarded


@pytest.mark.parametrize("name", FIXED)
def test_guards_change_nothing_for_names_of_every_kind(name: str) -> None:
    guarded = outcome(name)
    with no_guards(name):
        assert outcome(name) == guarded


@given(NAMES)
def test_the_short_ways_of_folding_lead_where_the_long_one_leads(name: str) -> None:
    assert fold(name) == keys._folded(name)
    assert spelled_out(name) == unicodedata.normalize("NFKC", name).casefold().translate(GREEK_TABLE)


@given(NAMES | st.sampled_from(FIXED))
def test_the_short_ways_of_reading_a_casing_and_a_style_change_nothing(name: str) -> None:
    letters = "".join(filter(str.isalpha, name))
    casing = conventions.case_pattern(name)
    assert (casing == "none") is (not letters)
    assert (casing == "upper") is letters.isupper()
    assert (casing == "lower") is letters.islower()
    style = conventions._style_pattern().match(name)
    assert (conventions.style_taxon(name) is None) is (style is None)


def letters(text: str) -> list[str]:
    return sorted(filter(str.isalnum, text.lower()))


@given(NAMES.filter(str.isascii))
@example("AMP kinasea x")
@example("TGFRII 2 alpha b ss")
@example("3 Tg 2-1 kinaseb IV")
@example("human Tg Fbxo2 4 micro of type 13")
@example("brain RI 5 kb 2 TGFb-1")
def test_no_order_of_words_is_left_out_whose_letters_a_key_has(name: str) -> None:
    for variant in list(variants.variants(name)):
        wanted = letters(variant.key)
        assert variant in variants.variants(name, lambda text, wanted=wanted: letters(text) == wanted)  # type: ignore[misc]


def test_orders_of_words_are_left_out_without_a_key_of_their_letters() -> None:
    found = list(variants.variants("thyroid hormone beta receptor", lambda _: False))
    assert found
    assert all(variant.rule is not KeyRule.WORD_ORDER for variant in found)


@given(st.one_of(*(st.from_regex(form, fullmatch=True) for _, form in conventions._STYLES)))
def test_each_style_is_found_in_names_made_after_it(name: str) -> None:
    assert conventions.style_taxon(name) is not None


@given(NAMES)
def test_readings_of_a_damaged_name_are_new_and_differ_from_each_other(name: str) -> None:
    readings = damage.from_ocr(name)
    assert len(readings) == len(set(readings))
    assert name not in readings


def test_a_guard_that_is_too_narrow_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: with a guard that lets nothing through the variants are fewer."""
    guarded = outcome("p38 genes")
    monkeypatch.setattr(modifiers, "MODIFIERS", tuple((lambda _: False, pattern) for _, pattern in modifiers.MODIFIERS))
    assert outcome("p38 genes") != guarded
