"""What other names of a document propose: the two forms of an abbreviation, and the members of a class."""

from __future__ import annotations

import pytest

from genenorm.core.evidence import Evidence
from genenorm.core.model import Document, KeyRule, Mention, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.resolver.document_mentions import DocumentResolver, best_genes
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made

ROPE = Made(1, "QQA1", full_name="rope anchor protein", weight=90)
OTHER = Made(2, "QQA2", synonyms=("RAP",), weight=90)


def answers(reference: Reference, text: str, *names: str) -> dict[str, Resolution]:
    """Return the answer for each name in a text that has it."""
    mentions = tuple(Mention(text.index(name), text.index(name) + len(name), name, "Gene") for name in names)
    found = DocumentResolver(Resolver(reference)).resolve(Document("1", "", text, mentions))
    return {name: answer for name, answer in zip(names, found, strict=True) if answer is not None}


def proposed(answer: Resolution) -> list[str]:
    return sorted(candidate.gene.symbol for candidate in answer.candidates)


TEXT = "Cells lack the rope anchor protein (RAP), and RAP is rare."


def test_a_long_form_proposes_its_genes_for_an_unknown_abbreviation(open_index: OpenIndex) -> None:
    answer = answers(open_index(ROPE), TEXT, "RAP")["RAP"]
    assert (proposed(answer), answer.rule) == (["QQA1"], KeyRule.LONG_FORM)
    assert Evidence.LONG_FORM in dict(answer.candidates[0].terms)
    assert not answers(open_index(ROPE), "RAP is rare.", "RAP")["RAP"].candidates


def test_a_long_form_adds_its_genes_to_those_of_the_abbreviation(open_index: OpenIndex) -> None:
    answer = answers(open_index(ROPE, OTHER), TEXT, "RAP")["RAP"]
    assert proposed(answer) == ["QQA1", "QQA2"]
    rules = {candidate.gene.symbol: candidate.match.rule for candidate in answer.candidates}
    assert rules["QQA1"] is KeyRule.LONG_FORM


def test_a_long_form_adds_no_gene_of_a_homology_group_that_is_proposed_already(open_index: OpenIndex) -> None:
    rope, mouse = Made(1, "QQA1", synonyms=("RAP",), group="g"), Made(
        3, "Qqa1", taxon_id=10090, full_name="rope anchor protein", group="g"
    )  # fmt: skip
    assert proposed(answers(open_index(rope, mouse), TEXT, "RAP")["RAP"]) == ["QQA1"]


@pytest.mark.parametrize("name", ["rope anchor protein", "rope anchor-protein"])
def test_an_abbreviation_proposes_its_genes_for_an_unknown_long_form(open_index: OpenIndex, name: str) -> None:
    answer = answers(open_index(OTHER), f"{TEXT} See {name}.", name)[name]
    assert (proposed(answer), answer.rule) == (["QQA2"], KeyRule.LONG_FORM)


def test_an_abbreviation_adds_nothing_to_a_long_form_with_genes(open_index: OpenIndex) -> None:
    answer = answers(open_index(ROPE, OTHER), TEXT, "rope anchor protein")["rope anchor protein"]
    assert proposed(answer) == ["QQA1"]


def test_an_abbreviation_and_an_unknown_long_form_are_no_evidence_for_each_other(open_index: OpenIndex) -> None:
    found = answers(open_index(OTHER), TEXT, "RAP", "rope anchor protein")["RAP"]
    terms = dict(found.candidates[0].terms)
    assert Evidence.LONG_FORM not in terms
    assert Evidence.ELSEWHERE not in terms


# -- classes ----------------------------------------------------------------------------------------------------------

IL = Made(11, "IL91", full_name="interleukin 91", weight=90)
RECEPTOR = Made(12, "IL91R", full_name="interleukin 91 receptor", weight=90)


def test_a_class_has_the_genes_of_it_that_the_text_names(open_index: OpenIndex) -> None:
    found = answers(open_index(IL, RECEPTOR), "IL91, IL91R and cytokines rise.", "IL91", "IL91R", "cytokines")
    answer = found["cytokines"]
    assert answer.status is Status.NOT_A_GENE
    assert [gene.symbol for gene in best_genes(answer)] == ["IL91"]
    assert answer.note == "a class of genes; named in the text: IL91"


def test_a_class_has_no_gene_when_the_text_names_none_of_it(open_index: OpenIndex) -> None:
    found = answers(open_index(RECEPTOR), "IL91R and inflammatory cytokines rise.", "IL91R", "inflammatory cytokines")
    assert best_genes(found["inflammatory cytokines"]) == ()


def test_a_class_is_no_gene_in_a_list(open_index: OpenIndex) -> None:
    found = Resolver(open_index(IL)).resolve_all(["IL91", "cytokines"])
    assert (found[1].status, found[1].members) == (Status.NOT_A_GENE, ())
