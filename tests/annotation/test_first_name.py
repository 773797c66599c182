"""Whether the first cell of a column is a gene or a header, by the shipped index."""

from __future__ import annotations

import pytest

from genenorm.annotation.first_name import FirstNames
from genenorm.index.reference import Reference

HUMAN = ("BRCA1", "EGFR", "no such gene", "MYC", "")
FLY = ("Ubx", "Antp", "ptc", "dpp")


@pytest.fixture(scope="module")
def is_first_name() -> FirstNames:
    return FirstNames(Reference.open)


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ("TP53", HUMAN, True),
        ("TP53", (), True),
        ("hh", FLY, True),
        ("Trp53", ("Grin1", "Dlg4", "Akt1"), True),
        ("ENSG00000141510", ("ENSG00000146648", "ENSG00000136997"), True),
        ("YAL001C", ("YAL002W", "YAL003W"), True),
        ("up", HUMAN, False),  # a symbol of fly
        ("w", HUMAN, False),
        ("gene", HUMAN, False),
        ("Target gene", HUMAN, False),
        ("p53", HUMAN, True),  # a synonym that is no word
        ("KARS", HUMAN, True),  # a previous symbol
        ("hits", HUMAN, False),
        ("target", HUMAN, False),
        ("cluster1", HUMAN, False),
        ("log2FC", HUMAN, False),
        ("TP53", ("1.5", "2.5"), False),
        ("TP53", ("kinase", "receptor", "ligase"), False),
    ],
)
def test_a_first_name_is_a_symbol_or_identifier_as_those_below_it_are(
    is_first_name: FirstNames, first: str, others: tuple[str, ...], expected: bool
) -> None:
    assert is_first_name(first, others) is expected


def test_the_index_is_opened_when_it_is_first_asked() -> None:
    opened: list[int] = []

    def open_reference() -> Reference:
        opened.append(1)
        return Reference.open()

    is_first_name = FirstNames(open_reference)
    assert opened == []
    assert is_first_name("TP53", HUMAN)
    assert is_first_name("MYC", HUMAN)
    assert opened == [1]
