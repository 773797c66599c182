"""Genes that a person has chosen, put into an annotated file."""

from __future__ import annotations

import pickle

import pytest

from genenorm.annotation.annotations import AnnotatedFile, annotate_file
from genenorm.annotation.chosen_genes import BY_HAND, gene_of_label, with_chosen_genes
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.sssom import SSSOM
from genenorm.core.model import Status, label
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver


def chosen(file: AnnotatedFile, resolver: Resolver, **choices: str) -> AnnotatedFile:
    """Return a file with the genes for the rows ``r0``, ``r1`` and so on."""
    reference = resolver.reference
    genes = {int(row[1:]): gene_of_label(reference, text) for row, text in choices.items()}
    return with_chosen_genes(file, {row: gene for row, gene in genes.items() if gene is not None}, reference)


def test_a_chosen_gene_is_the_answer_and_all_else_stays(resolver: Resolver) -> None:
    file = annotate_file(b"GRIN1\nKAR\nTP53\n", "a.txt", resolver)
    before, after = file.annotations[0], chosen(file, resolver, r1="9606:2898").annotations[0]
    row, old = after.rows[1], before.rows[1]
    assert (row.resolution.status, row.resolution.symbol, row.doubt) == (Status.RESOLVED, "GRIK2", BY_HAND)
    assert row.resolution.evidence.startswith(f"{BY_HAND}; ")
    assert set(old.resolution.alternatives) - set(row.resolution.alternatives) == {"9606:2898"}
    assert (after.rows[0], after.rows[2]) == (before.rows[0], before.rows[2])
    assert before.rows[1].resolution.status is Status.FAMILY, "the file itself is not changed"
    assert after.answers == tuple(each.resolution for each in after.rows)


def test_confirming_an_answer_marks_it_as_one_that_is_sure(resolver: Resolver) -> None:
    file = annotate_file(b"Grin1\n", "a.txt", resolver)
    old = file.annotations[0].rows[0]
    row = chosen(file, resolver, r0="10090:14810").annotations[0].rows[0]
    assert (row.resolution.gene, row.resolution.score) == (old.resolution.gene, 1.0)
    assert old.resolution.score < 1.0
    assert (row.doubt, row.species) == (BY_HAND, "mouse")


@pytest.mark.parametrize("name", ["Rdl", "mec-4", "YFL039C", "grin1a", "Ntrk2"])
def test_each_gene_is_found_by_its_label(reference: Reference, name: str) -> None:
    gene = Resolver(reference).resolve(name).gene
    assert gene is not None
    assert gene_of_label(reference, label(gene)) == gene


@pytest.mark.parametrize("text", ["", ":", "9606:", "2902", "10090:2902", "9606:HGNC:0", "x:2902", "9606:" + "9" * 400])
def test_other_texts_are_no_genes(reference: Reference, text: str) -> None:
    assert gene_of_label(reference, text) is None


@pytest.mark.parametrize("place", [-1, 2])
def test_a_row_that_there_is_none_of_is_refused(resolver: Resolver, place: int) -> None:
    file = annotate_file(b"GRIN1\nTP53\n", "a.txt", resolver)
    gene = gene_of_label(resolver.reference, "9606:2902")
    assert gene is not None
    with pytest.raises(IndexError, match=f"there is no row {place}: the list has 2 rows"):
        with_chosen_genes(file, {place: gene}, resolver.reference)


def test_a_file_with_choices_can_be_sent_to_another_process(resolver: Resolver) -> None:
    file = chosen(annotate_file(b"gene,p\nKAR,1\n", "a.csv", resolver), resolver, r0="9606:2898")
    sent = pickle.loads(pickle.dumps(file))
    assert sent.rewritten() == file.rewritten()
    assert b"chosen by hand" in sent.rewritten()


def test_a_mapping_by_hand_is_one_of_curation_without_a_chance(resolver: Resolver) -> None:
    file = chosen(annotate_file(b"KAR\nGRIN1\n", "a.txt", resolver), resolver, r0="9606:2898")
    lines = SSSOM.text(file, ExportSettings(resolver.reference, "0")).splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    by_hand, other = (dict(zip(head, row, strict=True)) for row in rows)
    assert (by_hand["object_label"], by_hand["mapping_justification"]) == ("GRIK2", "semapv:ManualMappingCuration")
    assert (by_hand["confidence"], by_hand["object_match_field"]) == ("", "")
    assert (other["mapping_justification"], bool(other["confidence"])) == ("semapv:LexicalMatching", True)


def test_a_chosen_gene_takes_the_place_of_the_identifier_in_a_pubtator_file(resolver: Resolver) -> None:
    data = b"7|t|Akt and GRIK2\n7|a|None.\n7\t0\t3\tAkt\tGene\t207\n7\t8\t13\tGRIK2\tGene\t2898\n"
    file = annotate_file(data, "a.pubtator", resolver)
    assert file.rewritten() == data
    by_hand = chosen(file, resolver, r0="10090:11651")
    assert by_hand.rewritten() == data.replace(b"\t207\n", b"\t11651\n")
