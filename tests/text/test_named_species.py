"""The species that names name themselves: words, letters, and the cheap check for them."""

from __future__ import annotations

import pytest

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.text.named_species import lettered_species, worded_species
from genenorm.text.species_marks import may_have_letters, may_have_word


@pytest.mark.parametrize(
    ("name", "rest", "taxon"),
    [
        ("Human ABK1", "ABK1", HUMAN),
        ("murine abk-1", "abk-1", MOUSE),
        ("rat_Abk1", "Abk1", RAT),
        ("recombinant human ABK1", "ABK1", HUMAN),
        ("D. melanogaster abk", "abk", FLY),
        ("budding yeast ABK1", "ABK1", YEAST),
        ("Abk1 (Mus musculus)", "Abk1", MOUSE),
        ("Abk1[rat]", "Abk1", RAT),
        ("abk-1 (C. elegans)", "abk-1", WORM),
        ("abk1, zebrafish", "abk1", FISH),
        ("Abk1_mouse", "Abk1", MOUSE),
        ("bovine ABK1", "ABK1", 9913),
    ],
)
def test_a_word_at_the_beginning_or_end_is_the_species(name: str, rest: str, taxon: int) -> None:
    assert may_have_word(name)
    assert worded_species(name) == (rest, taxon)


@pytest.mark.parametrize("name", ["mouse", "mouse anti-human ABK1", "rat sarcoma", "ABK1 of mouse liver", "ABK1-mouse",
                                  "(mouse)", "human 12"])  # fmt: skip
def test_other_names_have_no_word_for_a_species(name: str) -> None:
    assert worded_species(name) is None


@pytest.mark.parametrize(
    ("name", "rest", "taxon"),
    [
        ("hABK1", "ABK1", HUMAN),
        ("rhABK-1", "ABK-1", HUMAN),
        ("rmABK1", "ABK1", MOUSE),
        ("Mm-Abk1", "Abk1", MOUSE),
        ("rno-Abk1", "Abk1", RAT),
        ("dAbk", "Abk", FLY),
        ("zf-abk1", "abk1", FISH),
        ("cel-abk-1", "abk-1", WORM),
        ("yABK1", "ABK1", YEAST),
        ("xAbk1", "Abk1", 8355),
    ],
)
def test_letters_before_a_capital_or_a_dash_are_the_species(name: str, rest: str, taxon: int) -> None:
    assert may_have_letters(name)
    assert lettered_species(name) == (rest, taxon)


@pytest.mark.parametrize("name", ["habk1", "rABK1", "cAbk", "HABK1", "mm-1", "h", ""])
def test_other_letters_are_part_of_the_name(name: str) -> None:
    assert lettered_species(name) is None
