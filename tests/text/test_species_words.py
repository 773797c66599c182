"""The list of species words, where its words are found in a text, and what a text's words amount to."""

from __future__ import annotations

import re

import pytest

from genenorm.core.context import SpeciesMention
from genenorm.core.paths import DATA
from genenorm.core.taxa import FLY, HUMAN, MOUSE, WORM
from genenorm.text.species_words import (
    GUESTS,
    ILLNESSES,
    KIND_WEIGHTS,
    NAMING,
    NearbySpecies,
    TextSpecies,
    WordKind,
    species_mentions,
    species_words,
)

OTHER_ROWS = ("may mean", "tool", "journal", "no genus", "no epithet")
"""Kinds of rows that are no species words."""


def _rows() -> list[tuple[int, str, str, str]]:
    """Return the rows of the list with their line numbers."""
    rows = []
    for number, line in enumerate((DATA / "species_words.tsv").read_text("utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            taxa, kind, words = line.split("\t")
            rows.append((number, taxa, kind, words))
    return rows


ROWS = _rows()


def found(text: str) -> list[tuple[str, WordKind]]:
    return [(word.text, word.kind) for word in species_words().find(text)]


def test_the_list_is_well_formed() -> None:
    kinds = {kind.value for kind in WordKind}
    for number, taxa, kind, words in ROWS:
        assert kind in kinds | set(OTHER_ROWS), number
        assert (taxa == "-") == (kind in ("none", "infection", "no genus", "no epithet")), number
        assert all(word and word == word.strip() for word in words.split("|")), number


def test_every_word_has_one_kind_and_is_listed_once() -> None:
    words = [word.lower() for _, _, kind, text in ROWS if kind not in OTHER_ROWS for word in text.split("|")]
    forms = [form for word in words for form in ((word[:-1], f"{word[:-1]}s") if word.endswith("~") else (word,))]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []


def test_every_kind_has_words_and_weights() -> None:
    by_form = {WordKind.LATIN_NAME.value}
    assert {kind for _, _, kind, _ in ROWS} == {kind.value for kind in WordKind} - by_form | set(OTHER_ROWS)
    assert set(KIND_WEIGHTS) == set(WordKind)
    assert all(0 <= weight <= 1 for weights in KIND_WEIGHTS.values() for weight in weights)


def test_a_kind_names_a_species_or_a_guest_or_an_illness() -> None:
    assert {WordKind.NAME, WordKind.EVERYDAY_NAME, WordKind.PERSON, WordKind.LINE, WordKind.GRAFT} == NAMING
    assert not NAMING & GUESTS
    assert not NAMING & ILLNESSES
    assert not GUESTS & ILLNESSES
    assert [kind for kind in (WordKind.NONE, WordKind.CELL) if KIND_WEIGHTS[kind].ranking] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Human HeLa cells", [("Human", WordKind.NAME), ("HeLa", WordKind.LINE)]),
        ("MICE and Mus musculus", [("MICE", WordKind.NAME), ("Mus musculus", WordKind.NAME)]),
        ("patients with cholangiocarcinoma", [("patients", WordKind.PERSON), ("cholangiocarcinoma", WordKind.DISEASE)]),
        ("budding yeast, yeast", [("budding yeast", WordKind.NAME), ("yeast", WordKind.EVERYDAY_NAME)]),
        ("mouse-derived", [("mouse", WordKind.NAME)]),
        ("S2 cells", [("S2 cells", WordKind.LINE)]),
        ("T cell lines", [("T cell lines", WordKind.TUMOUR)]),
        ("T cells", [("T cells", WordKind.CELL)]),
        ("recombinant human IL-6", [("recombinant human", WordKind.REAGENT)]),
        ("goats and groupers", [("goats", WordKind.NAME), ("groupers", WordKind.NAME)]),
        ("Cyprinidae, Poaceae", [("Cyprinidae", WordKind.EVERYDAY_GUEST), ("Poaceae", WordKind.EVERYDAY_GUEST)]),
        ("abscisic acid in seedlings", [("abscisic acid", WordKind.GUEST), ("seedlings", WordKind.GUEST)]),
        ("infected hosts", [("infected", WordKind.INFECTION), ("hosts", WordKind.INFECTION)]),
        ("Korean neonates", [("Korean", WordKind.EVERYDAY_PERSON), ("neonates", WordKind.EVERYDAY_PERSON)]),
    ],
)
def test_the_longest_word_at_a_place_is_found(text: str, words: list[tuple[str, WordKind]]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GRIN1",
        "See also S2 Fig",
        "rabbit anti-mouse IgG",
        "anti-mouse",
        "_mouse mouse_ mouse1",
        "a yeast two-hybrid screen",
        "tumor necrosis factor",
        "mother and daughter cells",
        "NOD-like receptors",
        "nuclear factor of activated T-cells 5",
        "mothers against decapentaplegic",
        "Kirsten rat sarcoma",
        "GOAT, CARP, MinK, snail and peanut",
    ],
)
def test_reagents_and_parts_of_other_words_are_no_species(text: str) -> None:
    assert found(text) == []


def test_a_latin_name_that_is_not_listed_is_found_where_no_listed_word_is() -> None:
    text = "Mice and Lynx lynceus, Mus musculus and Candida famata; E. coli, L. lynceus"
    listed = [(word.text, word.kind) for word in species_words().find(text)]
    assert listed == [
        ("Mice", WordKind.NAME),
        ("Lynx lynceus", WordKind.LATIN_NAME),
        ("Mus musculus", WordKind.NAME),
        ("Candida", WordKind.GUEST),
        ("E. coli", WordKind.GUEST),
        ("L. lynceus", WordKind.LATIN_NAME),
    ]


def test_places_are_right_after_letters_that_are_longer_in_lower_case() -> None:
    text = "\u0130\u0130 mice"
    (word,) = species_words().find(text)
    assert text[word.start : word.end] == word.text == "mice"


@pytest.mark.parametrize("text", ["mice mice,mice; rats mice", "Mice \u03b1 mice-mice_mice mice rats mice"])
def test_every_place_of_a_word_is_found_in_order(text: str) -> None:
    places = [(word.start, word.end) for word in species_words().find(text)]
    assert places == [(word.start(), word.end()) for word in re.finditer(r"(?<![-_])[Mm]ice(?!_)|rats", text)]


def test_a_word_of_several_species_counts_for_each() -> None:
    assert [mention.taxon_id for mention in species_mentions("rodents")] == [10090, 10116]


def test_names_of_species_are_left_out_where_annotators_marked_them() -> None:
    text = "yeast, E. coli, mice, patients, transgenic"
    words = {text[found.start : found.end] for found in species_mentions(text)}
    assert words == {"yeast", "E. coli", "mice", "patients", "transgenic"}
    hints = {text[found.start : found.end] for found in species_mentions(text, names=False)}
    assert hints == {"patients", "transgenic"}


def test_illnesses_and_cells_say_nothing_about_genes() -> None:
    assert list(species_mentions("hepatitis, diabetes, macrophages")) == []
    assert [word.kind for word in species_words().find("hepatitis, macrophages")] == [WordKind.DISEASE, WordKind.CELL]


def text_species(text: str, title_end: int = 0) -> TextSpecies:
    return TextSpecies(species_mentions(text), text, title_end)


def test_shares_add_up_to_one_and_follow_the_weights() -> None:
    shares = text_species("mice, HeLa").shares
    assert shares == {MOUSE: pytest.approx(1 / 1.8), HUMAN: pytest.approx(0.8 / 1.8)}
    assert text_species("mice, mice, HeLa").shares[MOUSE] == pytest.approx(2 / 2.8)
    assert text_species("GRIN1").shares == {}


def test_the_title_ends_where_it_is_said_to_end() -> None:
    assert text_species("Mice. Human cells.", title_end=5).in_title == {MOUSE}


def test_the_species_of_a_sentence_and_the_one_just_before_a_place() -> None:
    text = "Flies lack it. In mice the human GRIN1 works; worms have nmr-1. Fin."
    species = text_species(text)

    def near(name: str) -> NearbySpecies:
        start = text.index(name)
        return species.near(start, start + len(name))

    assert near("GRIN1") == NearbySpecies(frozenset({MOUSE, HUMAN, WORM}), HUMAN)
    assert near("nmr-1") == NearbySpecies(frozenset({MOUSE, HUMAN, WORM}), WORM)
    assert near("lack") == NearbySpecies(frozenset({FLY}), FLY)
    assert near("Fin") == NearbySpecies(frozenset({MOUSE, HUMAN, WORM}), None)


def test_a_sentence_without_species_goes_on_with_those_of_the_last_one_before_it_that_names_any() -> None:
    text = "It is abc. In mice it is. Here is GRIN1. So it goes. In flies too."
    species = text_species(text)

    def sentence(name: str) -> frozenset[int]:
        start = text.index(name)
        return species.near(start, start + len(name)).sentence

    assert [sentence(name) for name in ("abc", "GRIN1", "So", "too")] == [frozenset(), {MOUSE}, {MOUSE}, {FLY}]


def test_a_species_word_far_before_a_name_is_not_the_one_before_it() -> None:
    text = "mice that carry the very old GRIN1"
    assert text_species(text).near(29, 34) == NearbySpecies(frozenset({MOUSE}), None)
    assert [text_species(text).near(start, 34).before for start in (16, 17)] == [MOUSE, None]


def test_annotations_after_the_end_of_a_text_belong_to_its_last_sentence() -> None:
    text = "One. Two GRIN1"
    species = TextSpecies([SpeciesMention(40, 44, HUMAN, 1.0)], text)
    assert species.near(9, 14).sentence == {HUMAN}


def test_a_name_across_the_end_of_a_sentence_is_near_the_species_up_to_its_own_end_too() -> None:
    species = text_species("Mice die. Flies have A. B in rats, not worms.")
    assert species.near(21, 31).sentence == {FLY, 10116}
    assert species.near(21, 22).sentence == {FLY}
    assert species.near(24, 25).sentence == {10116, WORM}
