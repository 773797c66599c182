"""Laws of ``fold``: each test quotes the sentence of its documentation that it proves."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from genenorm.text.keys import GREEK, fold
from genenorm.text.shorthand import expand
from genenorm.text.variants import variants

NAMES = st.text(max_size=40)
DASHES = st.sampled_from(["-", " ", "\u2010", "\u2011", "\u2013", "_", "/", "."])


@given(NAMES | st.text(st.characters(codec="utf-8", categories=["L", "M", "N"]), max_size=3))
@example("IL-1ά")
def test_idempotent(name: str) -> None:
    key = fold(name)
    if key is not None:
        assert fold(key) == key


@given(NAMES)
def test_total_and_never_empty(name: str) -> None:
    key = fold(name)
    assert key is None or len(key) > 0


@given(NAMES)
def test_none_exactly_when_there_is_no_letter_or_digit(name: str) -> None:
    if any(ch.isascii() and ch.isalnum() for ch in name):
        assert fold(name) is not None


@given(st.from_regex(r"[A-Za-z]{1,8}[0-9]{0,3}", fullmatch=True), DASHES)
def test_equal_for_variants_in_case_and_dashes(name: str, dash: str) -> None:
    letters, digits = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
    assert fold(name.upper()) == fold(name.lower()) == fold(f"{letters}{dash}{digits}") == fold(f" {name} ")


@given(st.from_regex(r"[A-Z]{2,5}", fullmatch=True), st.sampled_from(sorted(GREEK.items())))
def test_equal_for_greek_letters_and_their_names(head: str, greek: tuple[str, str]) -> None:
    letter, word = greek
    assert fold(head + letter) == fold(f"{head}-{word}") == fold(f"{head} {word.upper()}")


@given(NAMES)
def test_variants_and_shorthand_take_any_text(name: str) -> None:
    keys = [variant.key for variant in variants(name)]
    assert len(keys) == len(set(keys))
    for forms in expand(name):
        assert forms
