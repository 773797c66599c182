"""Support, shared words, missing genes and gene spans, on an index of a few genes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from genenorm.annotation.scope import Reason, Scope
from genenorm.annotation.text_support import (
    TextSupport,
    find_names,
    gene_spans,
    kind_of_word,
    looks_like_name,
    missing_genes,
    shared_words,
)
from genenorm.core.context import Context
from genenorm.core.model import NameKind, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from tests.support.made_index import Made, MadeFamily, make_index

GENES = (
    Made(1, "QQA1", synonyms=("ABQ1", "Qor"), group="G1"),
    Made(2, "Qqa1", synonyms=("Qbx2",), group="G1", taxon_id=10090),
    Made(3, "QQB1", synonyms=("Qor",), group="G2"),
    Made(4, "QQC1", synonyms=("CXQ1",)),
    Made(5, "QQD1", group="G3"),
    Made(6, "QQD2", group="G4"),
    Made(7, "Qqd2", group="G4", taxon_id=10090),
)
FAMILIES = (MadeFamily("QQD", ("QQD1", "QQD2"), ("Qqd receptors",)),)
HUMAN, MOUSE = 9606, 10090


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference.open(make_index(tmp_path_factory.mktemp("index") / "made.safetensors", GENES, families=FAMILIES))


@pytest.fixture(scope="module")
def made_resolver(made: Reference) -> Resolver:
    return Resolver(made)


def scope_of_species(*taxa: int) -> Scope:
    return Scope(taxa, tuple(Reason(taxon, "given") for taxon in taxa))


def answers_for(resolver: Resolver, *names: str, species: int = HUMAN) -> list[Resolution]:
    return resolver.resolve_all(names, Context(species=species))


# -- support ----------------------------------------------------------------------------------------------------------


def support_in(resolver: Resolver, text: str, name: str, *, title: str = "") -> tuple[str, ...]:
    (meant,) = (answer.gene_meant for answer in answers_for(resolver, name))
    names = find_names(resolver.reference, Context(title=title, text=text))
    return TextSupport(resolver.reference, [meant], lambda: names).on(meant) if meant is not None else ()


@pytest.mark.parametrize(
    ("text", "name", "support"),
    [
        ("ABQ1 rises", "QQA1", ('caption: "ABQ1" → QQA1 synonym',)),
        ("QQA1 rises", "ABQ1", ('caption: "QQA1" → QQA1 symbol',)),
        ("Qbx2 rises", "QQA1", ('caption: "Qbx2" → Qqa1 synonym, its ortholog',)),
        ("the Qqd receptors rise", "QQD1", ('caption: "Qqd receptors" → FPLX:QQD, which it belongs to',)),
        ("CXQ1 rises", "QQA1", ()),
        ("", "QQA1", ()),
    ],
)
def test_a_text_supports_a_gene_by_its_names_its_orthologs_and_its_families(
    made_resolver: Resolver, text: str, name: str, support: tuple[str, ...]
) -> None:
    assert support_in(made_resolver, text, name) == support


def test_a_genes_own_names_come_first_and_each_text_counts_once(made_resolver: Resolver) -> None:
    text = "Qbx2, ABQ1 and Qbx2, then ABQ1"
    assert support_in(made_resolver, text, "QQA1") == (
        'caption: "ABQ1" → QQA1 synonym',
        'caption: "Qbx2" → Qqa1 synonym, its ortholog',
    )


def test_no_more_than_three_statements_are_shown(made_resolver: Resolver) -> None:
    assert len(support_in(made_resolver, "ABQ1, QQA1, Qor and Qbx2", "QQA1", title="abq-1")) == 3


def test_support_says_whether_the_title_or_the_caption_has_the_name(made_resolver: Resolver) -> None:
    assert support_in(made_resolver, "in vitro", "QQA1", title="ABQ1 rises") == ('title: "ABQ1" → QQA1 synonym',)


def test_an_answer_without_a_gene_has_no_support(made_resolver: Resolver) -> None:
    assert support_in(made_resolver, "QQZ9 and ABQ1", "QQZ9") == ()


# -- shared words -----------------------------------------------------------------------------------------------------


def shared(resolver: Resolver, text: str, *names: str, read_words: Sequence[str] = ()) -> dict[int, str]:
    found = find_names(resolver.reference, Context(text=text))
    answers = answers_for(resolver, *names)
    return shared_words(resolver.reference, found, answers, [answer.gene_meant for answer in answers], read_words)


def test_a_word_of_the_text_that_names_unrelated_genes_is_shared_by_their_answers(made_resolver: Resolver) -> None:
    statement = "Qor: QQA1, QQB1"
    assert shared(made_resolver, "the Qor gene", "QQA1", "QQC1", "QQB1") == {0: statement, 2: statement}


def test_a_word_that_names_one_answered_gene_is_not_shared(made_resolver: Resolver) -> None:
    assert shared(made_resolver, "the Qor gene", "QQA1", "QQC1") == {}


def test_a_word_that_nothing_mentions_is_not_shared(made_resolver: Resolver) -> None:
    assert shared(made_resolver, "", "QQA1", "QQB1") == {}


def test_a_word_that_was_read_in_the_figure_counts_as_one_of_the_text(made_resolver: Resolver) -> None:
    statement = "qor: QQA1, QQB1"
    assert shared(made_resolver, "", "QQA1", "QQB1", read_words=("qor", "")) == {0: statement, 1: statement}


def test_genes_of_one_homology_group_are_related(made: Reference, made_resolver: Resolver) -> None:
    answers = [made_resolver.resolve("QQA1"), made_resolver.resolve("Qqa1", Context(species=MOUSE))]
    assert [answer.gene_id for answer in answers] == [1, 2]
    meant = [answer.gene_meant for answer in answers]
    assert shared_words(made, find_names(made, Context(text="QQA1")), answers, meant) == {}


def test_a_keyword_is_shared_but_not_because_it_is_an_official_symbol(tmp_path: Path) -> None:
    genes = (Made(1, "QQA1", synonyms=("QQB1",)), Made(2, "QQB1"), Made(3, "QQC1", synonyms=("QQB1",)))
    with Reference.open(make_index(tmp_path / "a.safetensors", genes)) as reference:
        resolver = Resolver(reference)
        # QQB1 is the symbol of one answered gene and a synonym of one other: a doubt about that one alone is none
        assert shared(resolver, "", "QQA1", "QQB1") == {}
        assert shared(resolver, "with QQB1", "QQA1", "QQB1") == dict.fromkeys((0, 1), "QQB1: QQA1, QQB1")
        assert shared(resolver, "", "QQA1", "QQB1", "QQC1") == dict.fromkeys((0, 1, 2), "QQB1: QQA1, QQB1, QQC1")


def test_a_symbol_that_is_a_synonym_in_another_spelling_too_counts_as_the_symbol(tmp_path: Path) -> None:
    genes = (Made(1, "QQA1", synonyms=("QQB1",)), Made(2, "QQB1", synonyms=("QQB-1",)))
    with Reference.open(make_index(tmp_path / "a.safetensors", genes)) as reference:
        assert shared(Resolver(reference), "", "QQA1", "QQB1") == {}


# -- missing genes ----------------------------------------------------------------------------------------------------


Missing: TypeAlias = list[tuple[str, list[int | None]]]
"""The names in the text, each with the GeneIDs suggested."""
UNKNOWN_SCOPE = Scope()


def missing_in(resolver: Resolver, text: str, *names: str, scope: Scope = UNKNOWN_SCOPE) -> Missing:
    context = Context(species=HUMAN, text=text)
    text_names = find_names(resolver.reference, context)
    found = missing_genes(resolver, text_names, answers_for(resolver, *names), context, scope)
    return [(gene.text, [each.gene_id for each in gene.genes]) for gene in found]


def test_genes_of_the_text_that_no_answer_has_are_missing_once_and_in_order(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "CXQ1, ABQ1 and CXQ1; QQB1", "QQA1") == [("CXQ1", [4]), ("QQB1", [3])]


def test_a_gene_is_not_missing_when_its_ortholog_is_an_answer(made: Reference, made_resolver: Resolver) -> None:
    answers = answers_for(made_resolver, "Qqa1", species=MOUSE)
    context = Context(species=HUMAN, text="ABQ1")
    assert missing_genes(made_resolver, find_names(made, context), answers, context, Scope()) == ()


def test_a_missing_gene_comes_with_those_of_its_group_in_scope(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "QQD2", "QQA1", scope=scope_of_species(HUMAN, MOUSE)) == [("QQD2", [6, 7])]


def test_a_gene_of_a_species_out_of_scope_is_not_missing(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "QQD2", "QQA1", scope=scope_of_species(MOUSE)) == []


def test_of_a_family_the_members_that_are_no_answers_are_missing(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "the Qqd receptors", "QQD1") == [("Qqd receptors", [6])]


def test_nothing_is_missing_in_a_text_about_species_that_the_index_does_not_hold(made_resolver: Resolver) -> None:
    plants = Scope((), (Reason(3193, "given"),))
    assert missing_in(made_resolver, "CXQ1 and the Qqd receptors", scope=plants) == []


def test_members_of_a_family_that_are_out_of_scope_are_not_missing(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "the Qqd receptors", "QQD1", scope=scope_of_species(MOUSE)) == []


def test_a_word_that_is_not_written_as_a_name_is_not_missing(made_resolver: Resolver) -> None:
    assert missing_in(made_resolver, "Qor", "QQC1") == []


def test_a_missing_gene_reads_as_one_line(made_resolver: Resolver) -> None:
    context = Context(species=HUMAN, title="CXQ1")
    (gene,) = missing_genes(made_resolver, find_names(made_resolver.reference, context), (), context, Scope())
    assert str(gene) == 'title: "CXQ1" → QQC1 (9606:4)'
    assert gene.status is Status.RESOLVED


# -- spans and words --------------------------------------------------------------------------------------------------


def test_spans_are_the_places_that_name_answered_genes_in_scope(made: Reference, made_resolver: Resolver) -> None:
    context = Context(title="ABQ1 and CXQ1", text="Qqd receptors with QQA1")
    names = find_names(made, context)
    answers = answers_for(made_resolver, "QQA1", "QQD2")
    spans = gene_spans(made, names, answers, context, Scope())
    assert [(span.text, [gene.gene_id for gene in span.genes]) for span in spans] == [
        ("ABQ1", [1]), ("Qqd receptors", [6]), ("QQA1", [1]),
    ]  # fmt: skip
    assert all(context.whole[span.start : span.end] == span.text for span in spans)
    assert gene_spans(made, names, answers, context, scope_of_species(MOUSE)) == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("ABQ1", True), ("Qor", False), ("Qqd receptors", True), ("CxQ1", True), ("qbx2", True)]
)
def test_a_name_has_a_digit_or_a_capital_inside_or_is_a_family_name(made: Reference, text: str, expected: bool) -> None:
    (name,) = find_names(made, Context(text=text))
    assert looks_like_name(name) is expected


@pytest.mark.parametrize(
    ("word", "kind"),
    [("QQD1", NameKind.SYMBOL), ("Qqd receptors", NameKind.FAMILY), ("ABQ1", None), ("nothing", None)],
)
def test_a_word_is_a_name_of_the_gene_or_of_its_family_or_none(
    made_resolver: Resolver, word: str, kind: NameKind | None
) -> None:
    gene = made_resolver.resolve("QQD1", Context(species=HUMAN)).gene_meant
    assert gene is not None
    assert kind_of_word(made_resolver, word, gene) is kind
