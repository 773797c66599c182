"""Where a text that may be several names is split, and which texts are no lists."""

from __future__ import annotations

import pytest

from genenorm.text.several import is_like_symbol, may_be_several, separations


def parts(name: str) -> list[tuple[str, ...]]:
    return [way.parts for way in separations(name)]


CLEAR = (
    "; ", " / ", "|", " || ", ", ", "::", "--", "\n", "\t", " - ", " – ", " — ", " + ", " & ", "→", "->", "<->", "=>",
    " and ", " AND ", " or ", " plus ", " vs ", " vs. ", " versus ", ";;", " /// ", "; and ",
)  # fmt: skip


@pytest.mark.parametrize("separator", CLEAR)
def test_a_separator_of_lists_is_clear(separator: str) -> None:
    (way,) = separations(f"Abc1{separator}daf-2")
    assert (way.parts, way.is_clear, way.is_spaced) == (("Abc1", "daf-2"), True, False)


def test_a_clear_list_may_have_any_words() -> None:
    assert parts("tumor necrosis factor; a, b") == [("tumor necrosis factor", "a", "b")]


@pytest.mark.parametrize(
    "name",
    ["(ABC1, DEF2)", "c(ABC1, DEF2)", "c('ABC1', 'DEF2')", "[ABC1; DEF2]", "{ABC1,DEF2}", "'ABC1', \"DEF2\"",
     "“ABC1”, ‘DEF2’", "`ABC1` | `DEF2`", " ABC1;DEF2\r\n", "ABC1;DEF2;", "; ABC1; ; DEF2", "ABC1; -; DEF2"],
)  # fmt: skip
def test_brackets_quotes_and_empty_places_around_the_parts_are_left_out(name: str) -> None:
    assert parts(name) == [("ABC1", "DEF2")]


def test_quotes_around_a_word_with_a_dash_are_left_out() -> None:
    assert parts("'ABC1-DEF2'") == parts('"ABC1 DEF2"') == [("ABC1", "DEF2")]


@pytest.mark.parametrize("name", ["", ";;", "ABC1;", "; ABC1", "ABC1; -", "()", "(;)", "[]", "{,}"])
def test_one_part_is_no_list(name: str) -> None:
    assert parts(name) == []


def test_a_list_with_a_dash_after_its_word_is_shorthand_and_no_list() -> None:
    assert parts("ABC1 and -DEF2") == []


@pytest.mark.parametrize(
    "tail",
    ["fusion", "Fusions", "fusion gene", "gene fusion", "oncogenic fusion proteins", "protein complex", "translocation",
     "rearrangements", "chimera", "chimaeras", "dimer", "heterodimers", "complex", "complexes", "axis", "interaction",
     "pathway", "signaling", "signalling pathways", "fusion transcripts", "fusion oncogene"],
)  # fmt: skip
def test_the_word_for_what_two_genes_make_is_no_part(tail: str) -> None:
    assert parts(f"ABC1-DEF2 {tail}") == parts(f"ABC1/DEF2 {tail}") == [("ABC1", "DEF2")]


@pytest.mark.parametrize("dash", "-–—+_:")
def test_a_dash_without_spaces_may_separate_two_symbols(dash: str) -> None:
    (way,) = separations(f"ABC1{dash}DEF2")
    assert (way.parts, way.is_clear, way.is_spaced) == (("ABC1", "DEF2"), False, False)


def test_of_several_dashes_each_may_separate_two_or_all_do() -> None:
    assert parts("AB1-CD2-EF3") == [("AB1", "CD2-EF3"), ("AB1-CD2", "EF3"), ("AB1", "CD2", "EF3")]
    assert not any(way.is_clear or way.is_spaced for way in separations("AB1-CD2-EF3"))
    four, five = "ABC1-DEF2-GHI3-JKL4-MNO5", "ABC1-DEF2-GHI3-JKL4-MNO5-PQR6"
    assert [len(way) for way in parts(four)] == [2, 2, 2, 2, 5]
    assert parts(five) == []


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("ABC1-DEF2-3G", [("ABC1", "DEF2-3G")]),  # a part that begins with a digit is no second name
        ("abc-def1", []),
        ("ABC1-2EF", []),
        ("HLA-DRB1-TP53", [("HLA", "DRB1-TP53"), ("HLA-DRB1", "TP53"), ("HLA", "DRB1", "TP53")]),
        ("ABC1-factor-DEF2", [("ABC1", "factor-DEF2"), ("ABC1-factor", "DEF2")]),
    ],
)
def test_the_parts_at_a_dash_are_like_symbols(name: str, ways: list[tuple[str, ...]]) -> None:
    assert parts(name) == ways


@pytest.mark.parametrize("suffix", ["AS1", "IT2", "OT1", "DT", "HG12", "PS1", "RS1", "P12", "as1"])
def test_a_suffix_of_nomenclature_is_no_name(suffix: str) -> None:
    assert parts(f"DEFG1-{suffix}") == []
    assert parts(f"{suffix}X-DEFG1")[:1] == ([(f"{suffix}X", "DEFG1")] if len(suffix) > 1 else [])


@pytest.mark.parametrize("name", ["p-T160-CDK22", "CDK22-T160-ABL1", "CDK22-Y15", "CDK22_S2448_ABL1", "p_ABC1_DEF2"])
def test_a_name_with_a_phosphorylated_site_is_no_list(name: str) -> None:
    assert parts(name) == []


@pytest.mark.parametrize("name", ["CDK22-T1-ABL1", "CDK22-T12345-ABL1", "CDK22-A160-ABL1"])
def test_what_is_no_site_may_be_a_name(name: str) -> None:
    assert parts(name)


def test_words_are_names_if_all_are_like_symbols() -> None:
    (way,) = separations("ABC1 Def2 ghi-3")
    assert (way.parts, way.is_clear, way.is_spaced) == (("ABC1", "Def2", "ghi-3"), False, True)
    assert parts("ABC1 factor") == parts("ABC1 53") == parts("ABC1 E2 DEF2") == []
    assert parts("[ABC1 DEF2]") == [("ABC1", "DEF2")]


def test_a_list_of_more_than_a_hundred_names_is_none() -> None:
    names = [f"ABC{number}" for number in range(101)]
    assert parts(" ".join(names[:100])) == parts(";".join(names[:100])) == [tuple(names[:100])]
    assert parts(" ".join(names)) == parts(";".join(names)) == []


def test_a_transgene_is_one_name() -> None:
    assert not may_be_several("Tg(ABC1;DEF2)")
    assert parts("Tg(ABC1;DEF2)12") == []
    assert parts("Tg1(ABC1);DEF2") == [("Tg1(ABC1)", "DEF2")]


@pytest.mark.parametrize(
    ("name", "may_be"),
    [("ABC-DEF", True), ("ABC DEF", True), ("AB-CDEF", False), ("ABCD-EF", False), ("ABC1", False), ("a;b", True),
     ("a and b", True), ("sand or", True), ("band-x", False), ("", False), ("abc", False), ("a+b", False),
     ("a + b", True)],
)  # fmt: skip
def test_most_names_are_seen_to_be_no_list_at_once(name: str, may_be: bool) -> None:
    assert may_be_several(name) is may_be


@pytest.mark.parametrize(
    ("word", "like"),
    [("ABC", True), ("ab1", True), ("Abc", True), ("abc", False), ("123", False), ("1AB", True), ("AB", False),
     ("daf-2", True), ("_AB1", False), ("-AB1", False), ("βAB", True), ("A B", False)],
)  # fmt: skip
def test_a_word_like_a_symbol_has_three_characters_and_a_capital_or_digit(word: str, like: bool) -> None:
    assert is_like_symbol(word) is like
