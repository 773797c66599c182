"""Abbreviations that a text defines: where the long form begins, and what is no definition."""

from __future__ import annotations

import pytest

from genenorm.text.abbreviations import definitions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("of brain-derived neurotrophic factor [BDNF; see Fig. 1]", {"BDNF": "brain-derived neurotrophic factor"}),
        ("It ends. Tumor necrosis factor (TNF, 10 ng)", {"TNF": "Tumor necrosis factor"}),
        ("Tumor. Necrosis factor (TNF)", {}),
        ("Tumor (necrosis) factor (TNF)", {}),
        ("the TNF (tumor necrosis factor), not TNF (turnip news food)", {"TNF": "tumor necrosis factor"}),
        ("(tumor necrosis factor)", {}),
        ("Tumor " + "x" * 160 + " necrosis factor (TNF)", {}),
        ("no gene (Fig. 1) and (n = 3) or (TNF)", {}),
    ],
)
def test_the_words_before_or_in_a_bracket_are_a_long_form_when_they_have_the_letters_of_the_short_one(
    text: str, found: dict[str, str]
) -> None:
    assert definitions(text) == found
