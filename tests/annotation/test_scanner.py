"""Names in running text: the scan with its cached words finds the same names as a look-up of every run of words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.scanner import _FUNCTION_WORDS, _MOST_WORDS, Scanner
from genenorm.index.reference import Reference
from genenorm.records.pfocr import read_figure
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
CAPTION = read_figure(FIXTURE.read_bytes(), "figure.md").caption
WORD = re.compile(r"[^\W_]+(?:[-–'’][^\W_]+)*")


@pytest.fixture(scope="module")
def scanner(reference: Reference) -> Scanner:
    return Scanner(reference, NotGenes.load())


def names_by_looking_up_all_runs(scanner: Scanner, reference: Reference, text: str) -> Iterator[tuple[str, int]]:
    """Yield the names that the scan should find, by looking up every run of words at every place."""
    words = list(WORD.finditer(text))
    for place in range(len(words)):
        for start, end, key in spans(text, words, place):
            codes = reference.postings(Key(key)) if key else None
            if codes and scanner._make_entry(text[start:end], Key(key), codes):
                yield text[start:end], start
                break


def singular(word: str) -> str:
    return word[:-1].rstrip("'’") if word[-2:-1] in "'’" else word[:-1]


def test_a_possessive_is_no_part_of_a_name(scanner: Scanner) -> None:
    text = "TrkB’s role, BDNF's and the insulin receptor's, IL6’s"
    assert [name.text for name in scanner.names("", text) if not name.entry.is_common_word] == [
        "TrkB", "BDNF", "insulin receptor", "IL6",
    ]  # fmt: skip


def spans(text: str, words: list[re.Match[str]], place: int) -> Iterator[tuple[int, int, str]]:
    start = words[place].start()
    runs, key = [], fold(words[place][0]) or ""
    for before, word in zip(words[place:], words[place + 1 : place + _MOST_WORDS], strict=False):
        if not text[before.end() : word.start()].isspace():
            break
        more = fold(word[0]) or ""
        key += f"-{more}" if key[-1:].isdigit() and more[:1].isdigit() else more
        if not {words[place][0].lower(), word[0].lower()} & _FUNCTION_WORDS:
            runs.append((word, key))
    for word, key in reversed(runs):
        yield start, word.end(), key
        if key.endswith("s"):
            yield start, word.start() + len(singular(word[0])), key[:-1]
    alone = words[place][0]
    while alone:
        key = fold(alone) or ""
        if len(key) > 1 and not key.isdigit():
            yield start, start + len(alone), key
            if key[-1] == "s" and len(key) > 3:
                yield start, start + len(singular(alone)), key[:-1]
        alone = alone[: max(map(alone.rfind, "-–'’"))] if not alone.isalnum() else ""


TEXTS = [
    CAPTION,
    "Kainate receptors, T cell  receptor\nalpha; of p 53 and PKC s, IL - 2, IL 1 2, mTORC1-signaling, TGF–β1 s",
    "Nkx 2 1, Akt1 2 3 s; the tumor necrosis factor receptor superfamily member 1A and B cells’ TNF's receptors",
    "İ ﬁ ſ A\u0301 ② x² 14-3-3 ζ",
    "\n",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_scan_finds_what_looking_up_every_run_of_words_finds(
    scanner: Scanner, reference: Reference, text: str
) -> None:
    found = [(name.text, name.start) for name in scanner.names("", text)]
    assert found == list(names_by_looking_up_all_runs(scanner, reference, text))


def test_the_scan_finds_the_same_in_words_of_names_in_any_order(scanner: Scanner, reference: Reference) -> None:
    dice = random.Random(3)
    names = [gene.name for gene in reference.genes(9606) if gene.name][::400]
    words = [word for name in names for word in name.split()] + ["s", "1", "2", "of", "IIs"]
    for _ in range(40):
        text = " ".join(dice.choices(words, k=60) + dice.choices(names, k=3))
        found = [(name.text, name.start) for name in scanner.names(text, "")]
        assert found == list(names_by_looking_up_all_runs(scanner, reference, text))


def test_a_full_cache_of_words_is_emptied_and_the_names_stay_the_same(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Scanner(reference, NotGenes.load())
    before = fresh.names("", CAPTION)
    monkeypatch.setattr("genenorm.annotation.scanner._WORDS_CACHE_SIZE", 10)
    for number in range(5):
        fresh.names("", f"TrkB {number} BDNF" * number)
        assert fresh.names(f"{number}", CAPTION)[-len(before) :] == before
    assert len(fresh._words) <= 10 + len(set(CAPTION.split()))


def test_an_entry_has_the_genes_of_a_name_with_its_families_members_and_groups(scanner: Scanner) -> None:
    (name,) = [name for name in scanner.names("", "NMDA receptors") if name.entry.families]
    assert len(name.entry.rows) > len(name.entry.genes)
    assert name.entry.groups
    (common,) = scanner.names("", "ATP")
    assert (common.entry.is_common_word, common.entry.rows, common.entry.groups) == (True, frozenset(), frozenset())


def test_a_text_of_cached_words_is_scanned_without_reading_the_index(reference: Reference) -> None:
    reads: list[str] = []

    class Noted(Reference):
        def __getattribute__(self, name: str) -> Any:
            if name in ("postings", "postings_of", "continuations", "has_name_starting_with", "starting_with"):
                reads.append(name)
            return super().__getattribute__(name)

    scanner = Scanner(Noted.open(reference.path), NotGenes.load())
    scanner.names("", CAPTION)
    assert 0 < len(reads) < 4 * len(set(CAPTION.split()))
    reads.clear()
    scanner.names("", f"{CAPTION} {CAPTION}")
    assert reads == []
