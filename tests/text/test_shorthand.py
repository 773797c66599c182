"""Names that stand for several genes."""

from __future__ import annotations

import pytest

from genenorm.text.shorthand import expand


@pytest.mark.parametrize(
    ("name", "first_forms"),
    [
        ("WNT3/5A", ["WNT3", "WNT5A"]),
        ("caspase-3/7", ["caspase-3", "caspase-7"]),
        ("Smad1/5/8", ["Smad1", "Smad5", "Smad8"]),
        ("Akt1-3", ["Akt1", "Akt2", "Akt3"]),
        ("GRIK1–5", ["GRIK1", "GRIK2", "GRIK3", "GRIK4", "GRIK5"]),
        ("PAK4-6", ["PAK4", "PAK5", "PAK6"]),
        ("MMP-2/-9", ["MMP-2", "MMP-9"]),
        ("TrkB/Flk-1", ["TrkB", "Flk-1"]),
        ("ERK1/2", ["ERK1", "ERK2"]),
        ("CYP11B2/B1", ["CYP11B2", "CYP11B1"]),
        ("TGF-beta1 and -beta2", ["TGF-beta1", "TGF-beta2"]),
        ("GPIb/IX/V", ["GPIb", "GPIX", "GPV"]),
        ("BRCA1 and BRCA2", ["BRCA1", "BRCA2"]),
    ],
)
def test_shorthand_expands_to_full_names(name: str, first_forms: list[str]) -> None:
    assert [forms[0] for forms in expand(name)] == first_forms


def test_words_after_the_last_part_belong_to_all() -> None:
    assert [forms[0] for forms in expand("5-HT 2A/2C receptor")] == ["5-HT 2A receptor", "5-HT 2C receptor"]


@pytest.mark.parametrize("name", ["GRIN1", "IL-6", "p38-1", "Nkx2-1", "", "TP53-14", "histone H3"])
def test_a_single_gene_is_no_shorthand(name: str) -> None:
    assert expand(name) == ()
