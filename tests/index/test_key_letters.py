"""The letters of keys in any order: what is not found is in no key, and most of what no key has is not found."""

from __future__ import annotations

import random

import numpy
import pytest

from genenorm.index import key_letters
from genenorm.index.key_letters import KeyLetters
from genenorm.index.reference import Reference

KEYS = ["grin1", "nkx2-1", "nkx1-2", "il1beta", "betail1", "a", "tgfb1", "tgfb1i1", "αβ", "p53"]


def letters_of(keys: list[str]) -> KeyLetters:
    encoded = [key.encode() for key in keys]
    return KeyLetters(numpy.frombuffer(b"".join(encoded), numpy.uint8), numpy.cumsum([len(key) for key in encoded]))


def test_letters_are_found_in_any_order_case_and_punctuation() -> None:
    letters = letters_of(KEYS)
    assert all(letters.may_have(text) for text in (*KEYS, "1 NIRG", "Nkx-2.1", "b1-tgf", "A", "35p"))
    assert not any(letters.may_have(text) for text in ("grin2", "grin", "grin11", "tgfb", "b", "p5"))


def test_a_key_that_does_not_count_leaves_others_with_its_letters() -> None:
    letters = letters_of(KEYS)
    assert not letters.may_have("1GRIN", besides="grin1")
    assert letters.may_have("1GRIN", besides="p53")
    assert letters.may_have("beta IL1", besides="il1beta")
    assert letters.may_have("21nkx", besides="nkx2-1")


def test_all_keys_of_the_index_are_found_whatever_their_order() -> None:
    draw = random.Random(11)
    with Reference.open() as shipped:
        letters = shipped.columns.key_letters
        keys = draw.sample([key for key, _ in shipped.names() if key.isascii()], 5000)
        assert all(letters.may_have("".join(draw.sample(key, len(key)))) for key in keys)
        assert sum(letters.may_have(f"{key}qqqq") for key in keys) < len(keys) / 8


def test_keys_are_counted_in_parts_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = letters_of(KEYS)
    monkeypatch.setattr(key_letters, "_KEYS_AT_A_TIME", 3)
    assert bytes(letters_of(KEYS)._counts) == bytes(at_once._counts)
