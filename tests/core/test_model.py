"""Answers: how they show themselves in a session and in a notebook, and which are equal."""

from __future__ import annotations

import copy
import pickle
from operator import eq, ne
from typing import Any
from xml.etree import ElementTree

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Resolution, Status, label
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
    symbols = [row[2].text or "" for table in page.findall("table")[1:] for row in table.findall("tr")[1:]]
    assert symbols == [candidate.gene.symbol for candidate in answer.candidates[:10]]


def test_a_family_shows_its_members_in_a_notebook(resolver: Resolver) -> None:
    page = resolver.resolve("KARs", Context(species="human"))._repr_html_()
    assert "<th>members</th><td>GRIK1, GRIK2, GRIK3, GRIK4, GRIK5</td>" in page
    assert "<th>members</th>" not in resolver.resolve("GRIN1")._repr_html_()


def test_candidates_and_answers_name_their_species(resolver: Resolver) -> None:
    answer = resolver.resolve("Trp53", Context(species="mouse"))
    assert "<th>species</th><td>mouse</td>" in answer._repr_html_()
    shown = repr(answer.candidates[0])
    assert shown.startswith("<Candidate Trp53 (10090:22059): score 0.")
    assert "official symbol" in shown
    assert "\n" not in shown


def test_an_index_is_one_line_and_a_table_of_its_species(reference: Reference) -> None:
    assert repr(reference) == f"<Reference {reference.stamp}: human, mouse, rat, fly, zebrafish, worm, yeast>"
    page = ElementTree.fromstring(reference._repr_html_())
    rows = [[cell.text for cell in row] for row in page.findall("tr")]
    assert rows[1][:2] == ["human", "9606"]
    assert len(rows) == 1 + len(reference.taxa)


# -- values -----------------------------------------------------------------------------------------------------------

CONTEXT = Context(species=("mouse", "human"))
KINDS = [*NAMES, "NMDAR1", "Nmdar1", "LOC100911545", "2-Sep"]


def twins(reference: Reference, name: str, context: Context = NO_CONTEXT) -> tuple[Resolution, Resolution]:
    """Return an answer made from a ranking, and an equal one made from values."""
    answer = Resolver(reference).resolve(name, context)
    fields = (answer.answer, answer.candidates, answer.members, answer.group_id, answer.score)
    return answer, Resolution(answer.input, answer.status, *fields, answer.kind, answer.rule, answer.note)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("context", [NO_CONTEXT, CONTEXT], ids=["no context", "two species"])
def test_answers_that_say_the_same_are_equal_however_they_were_made(
    reference: Reference, name: str, context: Context
) -> None:
    from_ranking, from_values = twins(reference, name, context)
    again = Resolver(reference).resolve(name, context)
    for other in (from_values, again):
        assert (eq(from_ranking, other), eq(other, from_ranking)) == (True, True)
        assert (ne(from_ranking, other), ne(other, from_ranking)) == (False, False)
        assert hash(from_ranking) == hash(other)
        assert {from_ranking: "found"}[other] == "found"
    for shown in ("symbol", "gene_id", "evidence", "alternatives", "candidates", "gene_meant"):
        assert getattr(from_ranking, shown) == getattr(from_values, shown)
    assert repr(from_ranking) == repr(from_values)
    assert from_ranking._repr_html_() == from_values._repr_html_()


@pytest.mark.parametrize(
    "change",
    [
        {"input": "other"}, {"status": Status.GROUP}, {"note": "other"}, {"score": 0.1}, {"grouped": "x"},
        {"kind": None}, {"rule": None}, {"members": None},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_answers_that_differ_in_anything_are_unequal(reference: Reference, change: dict[str, Any]) -> None:
    for answer in twins(reference, "GRIN1"):
        other = answer._replace(**change)
        assert type(other) is Resolution
        assert (eq(answer, other), ne(answer, other)) == (False, True)
        assert other._replace(**{name: getattr(answer, name) for name in change}) == answer


def test_answers_with_other_candidates_or_another_answer_are_unequal(reference: Reference) -> None:
    answer, _ = twins(reference, "GRIN1")
    best, *others = answer.candidates
    assert others
    rest = (answer.group_id, answer.score, answer.kind, answer.rule, answer.note)
    fewer = Resolution(answer.input, answer.status, best, (best,), (), *rest)
    other = Resolution(answer.input, answer.status, others[0], answer.candidates, (), *rest)
    none = Resolution(answer.input, answer.status, None, answer.candidates, (), *rest)
    for different in (fewer, other, none):
        assert (eq(answer, different), ne(answer, different)) == (False, True)
    assert answer != "GRIN1"
    assert answer != (answer.input, answer.status)


@pytest.mark.parametrize("name", KINDS)
def test_a_copied_or_pickled_answer_is_equal_and_needs_no_index(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name, CONTEXT)
    for made in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert type(made) is Resolution
        assert made == answer
        assert hash(made) == hash(answer)
        assert (made.symbol, made.evidence, made.alternatives) == (answer.symbol, answer.evidence, answer.alternatives)
        assert isinstance(made.ranked, tuple)


def test_a_pickle_of_a_list_of_answers_keeps_them(reference: Reference) -> None:
    answers = Resolver(reference).resolve_all(KINDS)
    assert pickle.loads(pickle.dumps(answers)) == answers


def test_the_candidates_of_an_answer_are_the_same_objects_each_time(reference: Reference) -> None:
    answer = Resolver(reference).resolve("GRIN1")
    assert answer.answer is answer.candidates[0]
    assert len(answer.candidates) > 1
    assert all(one is other for one, other in zip(answer.candidates, answer.candidates, strict=True))
    noted = answer._replace(note="other")
    assert noted.answer is answer.answer
    assert (noted.note, answer.note) == ("other", "")


@pytest.mark.parametrize("name", KINDS)
def test_alternatives_are_the_members_and_the_other_candidates(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    others = [candidate.gene for candidate in answer.candidates[1 if answer.answer else 0 :]]
    labels = [label(gene) for gene in (*answer.members, *others)]
    assert answer.alternatives == tuple(dict.fromkeys(labels) if answer.members else labels)


def test_an_answer_that_is_true_is_the_first_candidate(reference: Reference) -> None:
    candidates = Resolver(reference).resolve("GRIN1").candidates
    answer = Resolution("x", Status.RESOLVED, True, candidates)
    assert answer.answer is candidates[0]
    assert answer == Resolution("x", Status.RESOLVED, candidates[0], candidates)
    assert answer.alternatives == tuple(label(candidate.gene) for candidate in candidates[1:])
    assert Resolution("x", Status.UNKNOWN).answer is None


@pytest.mark.parametrize("name", ["GRIN1", "KARs", "Smad2/3", "LOC100911545"])
def test_an_answer_can_be_read_after_its_index_is_closed(reference: Reference, name: str) -> None:
    with Reference.open() as opened:
        answer = Resolver(opened).resolve(name)
    other = Resolver(reference).resolve(name)
    assert (answer.symbol, answer.evidence, answer.alternatives) == (other.symbol, other.evidence, other.alternatives)
    assert (answer.candidates, answer.group_id) == (other.candidates, other.group_id)
