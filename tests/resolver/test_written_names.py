"""Names as people write them, in the kinds that go wrong, answered by the shipped index.

Each file of ``written_names`` is one kind. Its columns are the name, the species or organism that is given
(``human``, ``organism=mouse``), and the answer that a reader expects: a gene (``human:TP53``), genes joined by ``+``,
``family``, or ``open`` for a name without one answer. Several expectations are joined by ``|``.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from genenorm.api import resolve
from genenorm.core.model import Gene, Resolution, Status
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST

FILES = sorted(Path(__file__).with_name("written_names").glob("*.tsv"))
COMMON = {HUMAN: "human", MOUSE: "mouse", RAT: "rat", FLY: "fly", FISH: "zebrafish", WORM: "worm", YEAST: "yeast"}


def cases(file: Path) -> list[tuple[str, str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["name"], row["given"], row["expected"]) for row in rows]


def answer(name: str, given: str) -> Resolution:
    if given.startswith("organism="):
        return resolve(name, organisms=given.removeprefix("organism="))
    return resolve(name, given or None)


def text(gene: Gene) -> str:
    return f"{COMMON[gene.taxon_id]}:{gene.symbol}"


def is_expected(found: Resolution, expected: str) -> bool:
    is_answered = found.status in (Status.RESOLVED, Status.GROUP)
    if expected == "open":
        return not is_answered
    if expected == "family":
        return found.status is Status.FAMILY
    if "+" in expected:
        return {text(gene) for gene in found.members} == set(expected.split("+"))
    return is_answered and found.best_gene is not None and text(found.best_gene) == expected


@pytest.mark.parametrize(
    ("kind", "name", "given", "expected"), [(file.stem, *case) for file in FILES for case in cases(file)]
)
def test_a_name_is_answered_as_it_is_meant(kind: str, name: str, given: str, expected: str) -> None:
    found = answer(name, given)
    assert any(is_expected(found, one) for one in expected.split("|")), (
        f"{kind}: {name!r} is {found.status.value} {found.symbol or found.members} {found.score} {found.evidence}"
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_file_of_names_is_empty(file: Path) -> None:
    assert cases(file)
