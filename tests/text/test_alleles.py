"""The guard of names of alleles: for words of small letters a shorter pattern says the same."""

from __future__ import annotations

import random

from genenorm.text.alleles import _MAY_BE_WORD, may_be_allele


def test_words_of_small_letters_may_be_alleles_as_other_words() -> None:
    draw = random.Random(3)
    parts = ("ex", "v", "mut", "wt", "cd", "hla", "tm", "del", "12", "3", "a", "e", "m", "t", "ala", "ε")
    words = ["".join(draw.choices(parts, k=draw.randint(1, 5))) for _ in range(5000)]
    found = [word for word in words if may_be_allele(word)]
    assert found == [word for word in words if _MAY_BE_WORD.search(word)]
    assert len(found) > 500
