"""How answers show themselves in a session and in a notebook."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from genenorm.core.context import Context
from genenorm.core.model import Resolution, Status
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

NAMES = ["GRIN1", "p62", "KARs", "no such gene", "and", "Smad2/3", "<b>&", "two\nlines", "x" * 5000, ""]


@pytest.fixture(scope="module")
def resolver(reference: Reference) -> Resolver:
    return Resolver(reference)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_one_readable_line(resolver: Resolver, name: str) -> None:
    shown = repr(resolver.resolve(name))
    assert shown.startswith("<Resolution '")
    assert "\n" not in shown
    assert len(shown) <= 300


def test_the_line_has_the_gene_and_its_score_and_counts_what_else_may_be_meant(resolver: Resolver) -> None:
    answer = resolver.resolve("GRIN1", Context(species="human"))
    assert repr(answer).startswith("<Resolution 'GRIN1': resolved GRIN1 (9606:2902); HomoloGene:7187; score 0.9")
    ambiguous = Resolution("x", Status.AMBIGUOUS, candidates=answer.candidates)
    assert repr(ambiguous) == "<Resolution 'x': ambiguous; 2 alternatives>"


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_well_formed_html_in_a_notebook(resolver: Resolver, name: str) -> None:
    answer = resolver.resolve(name)
    page = ElementTree.fromstring(f"<div>{answer._repr_html_()}</div>")
    captions = [caption.text or "" for caption in page.iter("caption")]
    assert captions[0] == name
    assert len(captions) == 1 + bool(answer.candidates)
    assert answer.status.value in "".join(page.itertext())
    symbols = [row[1].text or "" for table in page.findall("table")[1:] for row in table.findall("tr")[1:]]
    assert symbols == [candidate.gene.symbol for candidate in answer.candidates[:10]]


def test_an_index_is_one_line_and_a_table_of_its_species(reference: Reference) -> None:
    assert repr(reference) == f"<Reference {reference.stamp}: human, mouse, rat, fly, zebrafish, worm, yeast>"
    page = ElementTree.fromstring(reference._repr_html_())
    rows = [[cell.text for cell in row] for row in page.findall("tr")]
    assert rows[1][:2] == ["human", "9606"]
    assert len(rows) == 1 + len(reference.taxa)
