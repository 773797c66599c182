"""Latin names known by their form, and the English, anatomical and medical words that only look like them."""

from __future__ import annotations

import pytest

from genenorm.text.latin_names import LatinNames
from genenorm.text.species_words import WordKind, species_words


def found(text: str) -> list[str]:
    return [word.text for word in species_words().find(text) if word.kind is WordKind.LATIN_NAME]


@pytest.mark.parametrize(
    "name",
    [
        "Capra aegagrus",
        "Lynx pardinus",
        "Quercus robur and Q. robur",
        "Vicia sativa",
        "Osmia bicornis",
        "Bufo viridis",
        "Rosmarinus officinalis",
        "Hericium erinaceus",
        "Thermus aquaticus",
        "Naja naja",
        "Panthera tigris",
        "Hyla arborea",
        "Betula pendula",
        "Sitophilus oryzae",
        "Ascophyllum nodosum",
        "Thalassiosira oceanica",
    ],
)
def test_a_pair_of_latin_words_is_a_name(name: str) -> None:
    assert found(f"Growth of {name}.") == name.split(" and ")
    assert found(f"In {name.split()[0][0]}. {name.split()[1]}, it grows")


@pytest.mark.parametrize(
    "text",
    [
        "Signalling pathways of the cell. Muller cells. Proposed model",
        "This data and This idea. Upon analysis, Plasma medium and Mutation status",
        "Corpus luteum, Locus coeruleus, Substantia nigra, Lamina propria, Lupus erythematosus, Diabetes mellitus",
        "Osteogenesis imperfecta, Retinitis pigmentosa, Psoriasis vulgaris, Hypoxia via Apoptosis",
        "Xenopus oocytes and Drosophila via Aedes mosquitoes",
        "Panel A. schematic. Panel B. the A. data. Fig. shows. D. data",
        "Data from India. Receptors via Axon regeneration. Anemia causes Dementia",
        "pre-Vicia sativa-like",
        "",
    ],
)
def test_english_anatomy_and_illnesses_are_no_names(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Salvia splendor", []),
        ("Salvia splendor L. in gardens", ["Salvia splendor"]),
        ("Salvia splendor (L.) in gardens", ["Salvia splendor"]),
        ("Salvia splendor is short: S. splendor", ["Salvia splendor", "S. splendor"]),
        ("of S. splendor", ["S. splendor"]),
        ("Wixia melo and W. melo", ["Wixia melo", "W. melo"]),
        ("Wixia melo and V. melo", []),
    ],
)
def test_a_doubtful_ending_needs_an_author_or_both_forms(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("rank", ["sp.", "spp.", "subsp.", "pv.", "f. sp."])
def test_a_rank_makes_a_name_of_any_genus(rank: str) -> None:
    assert found(f"the Wugzi {rank} H2") == ["Wugzi"]
    assert found(f"the wugzi {rank} H2") == []


def test_names_with_a_rank_are_found_once() -> None:
    names = LatinNames((), ()).find("Vicia sativa subsp. nigra and Vicia sp. 3")
    assert [(name.start, name.end) for name in names] == [(0, 12), (30, 35)]


def test_sure_endings_need_no_latin_genus() -> None:
    assert found("Mitten crabs, Wixeir sinensis") == ["Wixeir sinensis"]
