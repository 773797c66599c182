"""The list of cell lines, and how it is made from an ontology."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from genenorm.core.paths import data_rows
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.gather import Gatherer
from genenorm.text.species_words import WordKind, species_words
from tools.cell_lines import names_by_taxon, read_package

ROWS = {int(taxon): names.split("|") for taxon, names in data_rows("cell_lines.tsv")}


def test_every_name_is_listed_once_and_found_as_a_line_of_its_species() -> None:
    names = [name.lower() for row in ROWS.values() for name in row]
    assert len(names) == len(set(names))
    for taxon, row in ROWS.items():
        for name in row:
            text = name.removesuffix("~")
            found = [(word.text, word.kind, word.taxa) for word in species_words().find(text)]
            assert found == [(text, WordKind.LINE, (taxon,))], name


@pytest.mark.parametrize(
    ("text", "taxa"),
    [("BxPC3 cells", (HUMAN,)), ("in TRAMP-C1", (MOUSE,)), ("UMR-106", (RAT,)), ("the RGC-5 line", (MOUSE,))],
)
def test_common_lines_have_their_species(text: str, taxa: tuple[int, ...]) -> None:
    assert [word.taxa for word in species_words().find(text) if word.kind is WordKind.LINE] == [taxa]


def term(label: str, *species: str, synonyms: tuple[str, ...] = (), deprecated: bool = False) -> dict[str, object]:
    ancestors = dict.fromkeys((*species, "EFO:0000001"), 1)
    return {"label": label, "ancestors": ancestors, "synonyms": list(synonyms), "deprecated": deprecated}


HUMAN_TERM, MOUSE_TERM, FLY_TERM = "EFO:0002888", "EFO:0002887", "EFO:0002935"


def test_names_that_can_mean_something_else_are_left_out_or_need_cells(reference: Reference) -> None:
    terms = {
        "1": term("XQ-77b", HUMAN_TERM, synonyms=("XQ77b cell",)),
        "2": term("XQZW", HUMAN_TERM),
        "3": term("ABCB1", MOUSE_TERM),
        "4": term("ovarian cells", FLY_TERM),
        "5": term("X1", FLY_TERM),
        "6": term("Both-1x", HUMAN_TERM, MOUSE_TERM),
        "7": term("Gone-1x", HUMAN_TERM, deprecated=True),
        "8": term("QQ9 derived cell line", HUMAN_TERM),
        "9": term("He-La", MOUSE_TERM),
        "10": term("DmQ-4x", FLY_TERM),
        "11": term("ZZ-5y", "EFO:0009999"),
    }
    assert names_by_taxon(terms, Gatherer(reference)) == {
        HUMAN: ["XQ-77b", "XQ77b", "XQZW cell~"],
        MOUSE: ["ABCB1 cell~"],
        FLY: ["DmQ-4x"],
    }


def test_the_latest_version_in_the_package_is_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    wheel = tmp_path / "made.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for version in ("3.9.0", "3.10.0"):
            data = zstandard.compress(json.dumps({"EFO:1": term(version)}).encode())
            archive.writestr(f"made/data/EFO-ontology-v{version}.json.zst", data)
    version, terms = read_package(wheel)
    assert (version, terms["EFO:1"]["label"]) == ("3.10.0", "3.10.0")


def test_a_package_without_the_ontology_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "made.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("made/data.json", "{}")
    with pytest.raises(SystemExit, match=r"made\.whl: has no EFO; give the wheel"):
        read_package(wheel)
