"""The list of words for sorts of studies, and what a text's words amount to."""

from __future__ import annotations

from itertools import combinations

import pytest

from genenorm.text.study_words import study_words


def test_the_kinds_share_no_word_and_have_plain_words_alone() -> None:
    words = study_words()
    assert not any(one & other for one, other in combinations(words, 2))
    assert all(
        word.isascii() and word.isalpha() and word.islower() and len(word) >= 3 for kind in words for word in kind
    )


@pytest.mark.parametrize(
    ("text", "balance"),
    [
        ("", 0.0),
        ("nothing of either sort", 0.0),
        ("injected", 1 / 3),
        ("the domain of a sequence binds", -3 / 5),
        ("injected domain", 0.0),
        ("diet saline sham lesion injury domain", 4 / 8),
    ],
)
def test_the_balance_is_the_excess_of_animals_over_molecules(text: str, balance: float) -> None:
    assert study_words().balance(set(text.split())) == pytest.approx(balance)


def test_animals_are_bred_when_a_word_says_so() -> None:
    assert study_words().has_bred_animals({"the", "knockout"})
    assert not study_words().has_bred_animals({"the", "mice"})
