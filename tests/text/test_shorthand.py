"""Names that stand for several genes."""

from __future__ import annotations

import pytest

from genenorm.text.shorthand import expand, is_ending, may_be_list, may_be_range


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


def numbered(head: str, low: int, high: int) -> tuple[tuple[str, ...], ...]:
    return tuple((f"{head}{number}",) for number in range(low, high + 1))


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("Abc 1-3", numbered("Abc ", 1, 3)),
        ("Abc-1-3", numbered("Abc-", 1, 3)),
        ("Abc1 - 3", numbered("Abc", 1, 3)),
        ("Abc1—3", numbered("Abc", 1, 3)),
        ("Abc1to3", numbered("Abc", 1, 3)),
        ("Abc1 to 3", numbered("Abc", 1, 3)),
        ("Abc1--3", numbered("Abc", 1, 3)),
        ("Ab(2)1-3", numbered("Ab(2)", 1, 3)),
        ("Abcβ1-3", numbered("Abcβ", 1, 3)),
        ("Abc10-12", numbered("Abc", 10, 12)),
        ("Abc1-2", numbered("Abc", 1, 2)),
        ("Abc1-13", numbered("Abc", 1, 13)),
        ("Abc1-14", ()),
        ("Abc3-1", ()),
        ("Abc1-1", ()),
        ("12-3", ()),
        ("Abc1-2\nAbc1-3", ()),
        ("Abc1-100", ()),
        ("Abc100-102", ()),
        ("abctor", ()),
    ],
)
def test_a_range_is_all_its_numbers(name: str, members: tuple[tuple[str, ...], ...]) -> None:
    assert expand(name) == members


@pytest.mark.parametrize("separator", [*"/|,;&\t", "//", "||", " / ", "::", " and ", " AND ", " or ", " plus "])
def test_each_separator_leads_to_the_same_genes(separator: str) -> None:
    assert expand(f"ABC3{separator}5A") == (("ABC3",), ("ABC5A", "5A"))


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("QXV1.1/1.2", (("QXV1.1",), ("QXV1.2", "1.2"))),
        ("QXV1-1/1-2", (("QXV1-1",), ("QXV1-2", "1-2"))),
        ("ABCD1A1/3A2", (("ABCD1A1",), ("ABCD3A2", "3A2"))),
        ("ABCD1A1/3", (("ABCD1A1",), ("ABCD1A3", "ABCD3", "3"))),
        ("ABC1a/2B", (("ABC1a",), ("ABC2B", "2B"))),
        ("ABCIVa/V", (("ABCIVa",), ("ABCV", "ABCIVV", "V"))),
        ("ABCIV-a/V", (("ABCIV-a",), ("ABCIV-V", "V"))),
        ("ABCd1/E2", (("ABCd1",), ("ABCE2", "E2"))),
        ("A/V", (("A",), ("V",))),
        ("AB-1/CD-", (("AB-1",), ("CD-",))),
        ("ABC1A/2B", (("ABC1A",), ("ABC2B", "2B"))),
        ("ABC-beta1/beta2", (("ABC-beta1",), ("ABC-beta2", "beta2"))),
        ("ABC-beta/GAMMA 2", (("ABC-beta",), ("ABC-GAMMA 2", "GAMMA 2"))),
        ("ABCDα/γ", (("ABCDα",), ("ABCDγ", "γ"))),
        ("ABCDalpha/-gamma", (("ABCDalpha",), ("ABCDgamma", "-gamma"))),
        ("ABCII/IV", (("ABCII",), ("ABCIV", "IV"))),
        ("ABCIIa/IVb", (("ABCIIa",), ("ABCIVb", "IVb"))),
        ("ABC11B2/B1", (("ABC11B2",), ("ABC11B1", "B1"))),
        ("AbcA/B/C", (("AbcA",), ("AbcB", "B"), ("AbcC", "C"))),
        ("IL 1/-6", (("IL 1",), ("IL 6", "IL-6", "-6"))),
        ("AB-12A/–12B", (("AB-12A",), ("AB-12B", "–12B"))),
        ("Abc1/2 and 3", (("Abc1",), ("Abc2", "2"), ("Abc3", "3"))),
        ("AB6/CDE1/2", (("AB6",), ("CDE1",), ("CDE2", "2"))),
        ("AB6/CDE/2", (("AB6",), ("CDE",), ("2",))),
        ("AB3/-x", (("AB3",), ("-x",))),
        ("AB-c/-x", (("AB-c",), ("AB-x", "-x"))),
        ("A/B", (("A",), ("B",))),
        ("2/3", (("2",), ("3",))),
        ("2/-3", (("2",), ("-3",))),
        ("/2", ()),
        ("A/", ()),
        ("A/ /", ()),
        ("ABC1 or", ()),
        ("sand/or", ()),
    ],
)
def test_a_later_part_replaces_the_ending_of_its_kind(name: str, forms: tuple[tuple[str, ...], ...]) -> None:
    assert expand(name) == forms


def test_the_word_behind_the_parts_is_tried_with_and_without() -> None:
    assert expand("ABC1/2/3 receptor") == (
        ("ABC1 receptor", "ABC1"), ("ABC2 receptor", "2 receptor", "2"), ("ABC3 receptor", "3 receptor", "3"),
    )  # fmt: skip
    assert expand("ABC1/2 receptor/3") == (("ABC1",), ("2 receptor",), ("3",))
    assert expand("ABC1/DEF 2 receptor") == (("ABC1",), ("DEF 2 receptor",))
    assert expand("5-HT 2A/2C receptor genes") == (
        ("5-HT 2A receptor genes", "5-HT 2A"),
        ("5-HT 2C receptor genes", "2C receptor genes", "2C"),
    )
    assert expand("AB-2/-4 receptor") == (("AB-2",), ("AB-4 receptor", "-4 receptor"))
    assert expand("ABC-2/DEF-4 receptor") == (("ABC-2",), ("DEF-4 receptor",))
    assert expand("ABC1/2 ab") == (("ABC1",), ("2 ab",))


@pytest.mark.parametrize("part", ["5A", "12", "1.2", "1-2", "1A2", "BETA2", "β-2", "alpha 2", "IV", "XIa", "b", "B12",
                                  "-9", "–9", "—9", " 9", "-x9y"])  # fmt: skip
def test_an_ending_is_seen(part: str) -> None:
    assert is_ending(part)


@pytest.mark.parametrize(
    "part", ["", "Flk-1", "KDR", "AB", "ab1", "1AB", "betas", "iv", "x1.2", "1.2x", "1-2-3", "KDR-"]
)
def test_a_name_is_no_ending(part: str) -> None:
    assert not is_ending(part)


@pytest.mark.parametrize(
    ("name", "is_range", "is_list"),
    [("Abc1", False, False), ("Abc1-3", True, False), ("Abc1to3", True, False), ("Abcto3", False, False),
     ("Abc1β3", False, False), ("Abc-x/y", False, True), ("sand or", False, True), ("tor x", False, False),
     ("x andy", False, False), ("a plus", False, True), ("surplus x", False, False), ("Abc-δ", False, True),
     ("A AND B", False, True)],
)  # fmt: skip
def test_most_names_are_seen_to_be_no_shorthand_at_once(name: str, is_range: bool, is_list: bool) -> None:
    assert (may_be_range(name), may_be_list(name)) == (is_range, is_list)
