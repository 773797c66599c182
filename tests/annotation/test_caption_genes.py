"""Names found in titles and captions: whole, with their place, and only those that mean genes in scope."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from genenorm.annotation.caption_genes import CaptionMention, caption_mentions
from genenorm.annotation.scope import Reason, Scope, scope_of
from genenorm.annotation.text_support import find_names
from genenorm.core.context import Context
from genenorm.records.formats import read_record_file
from genenorm.resolver.document_mentions import best_genes
from genenorm.resolver.resolver import Resolver

MOUSE = Scope((10090,), (Reason(10090, 'caption: "mice"'),))


def found_in(resolver: Resolver, context: Context, scope: Scope) -> tuple[CaptionMention, ...]:
    return caption_mentions(resolver, find_names(resolver.reference, context), context, scope)


def test_a_name_has_its_place_in_its_text_and_in_the_whole(resolver: Resolver) -> None:
    context = Context(title="TrkB in mice", text="Loss of TrkB and of insulin")
    found = found_in(resolver, context, MOUSE)
    assert [item.where for item in found] == ["title 0-4", "caption 8-12", "caption 20-27"]
    for item in found:
        assert context.whole[item.start : item.end] == item.text


def test_genes_are_of_the_species_in_scope(resolver: Resolver) -> None:
    (found,) = found_in(resolver, Context(text="PSD95 levels"), MOUSE)
    assert (found.resolution.gene_id, found.resolution.taxon_id) == (13385, 10090)


def test_nothing_is_found_in_a_text_about_species_that_the_index_does_not_hold(resolver: Resolver) -> None:
    scope = Scope((), (Reason(562, 'title: "E. coli"'),))
    assert found_in(resolver, Context(text="RecA and TrkB"), scope) == ()


@pytest.mark.parametrize("text", ["the cycle and the spans of it", "ATP, LPS, ROS and EMT", "on or off", ""])
def test_words_that_are_somebodys_synonym_are_not_found(resolver: Resolver, text: str) -> None:
    assert found_in(resolver, Context(text=text), MOUSE) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In mice, leptin and insulin, multiple and peripheral knockdown", ["leptin", "insulin"]),
        ("In mice, loss of Akt and of Notch", ["Akt", "Notch"]),
        ("In mice. Akt is lost", []),
        ("In mice. Akt is lost, so Akt is low", ["Akt", "Akt"]),
        ("In mice, the Notch and the notch", []),
        ("In mice with congenital heart disease (CHD), CHD is low", []),
        ("In mice, the CHD is low", ["CHD"]),
        ("In mice, NMDA receptors, chemokine receptors and Wnt", ["NMDA receptors"]),
        ("In mice, brain-derived neurotrophic factor (BDNF)", ["brain-derived neurotrophic factor", "BDNF"]),
    ],
)
def test_a_name_is_written_as_one_and_not_defined_as_something_else(
    resolver: Resolver, text: str, names: list[str]
) -> None:
    found = found_in(resolver, Context(text=text), MOUSE)
    assert [item.text for item in found] == names


def test_the_longest_name_counts_and_names_do_not_overlap(resolver: Resolver) -> None:
    context = Context(text="In mice, NMDA receptors and interleukin 6 receptor bind.")
    found = found_in(resolver, context, MOUSE)
    assert all(before.end <= item.start for before, item in pairwise(found))
    assert {"NMDA receptors", "interleukin 6 receptor"} <= {item.text for item in found}


def test_four_in_five_names_found_in_abstracts_are_marked_there(corpus: Path, resolver: Resolver) -> None:
    """Place and extent exactly as marked by hand. Which names count was chosen here, and on abstracts, not captions."""
    path = corpus / "mentions" / "biored_train.pubtator"
    marked = found = right = same_gene = 0
    for record in read_record_file(path.read_bytes(), path.name).records:
        assert record.document is not None
        gold = {
            (mention.start, mention.end): {part for text in mention.ids for part in text.split(",")}
            for mention in record.document.mentions
            if mention.kind.startswith("Gene")
        }
        context = Context(title=record.title, text=record.caption)
        marked += len(gold)
        for item in found_in(resolver, context, scope_of(record, resolver.reference)):
            place = (item.start, item.end)
            ids = {str(gene.gene_id) for gene in best_genes(item.resolution)}
            found, right = found + 1, right + (place in gold)
            same_gene += bool(ids & gold.get(place, set()))
    assert right >= 0.81 * found, (right, found)
    assert right >= 0.73 * marked, (right, marked)
    assert same_gene >= 0.72 * found, (same_gene, found)
