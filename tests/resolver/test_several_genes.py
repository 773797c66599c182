"""Names of several genes, on made genes: what is a list, and which genes its parts are."""

from __future__ import annotations

import pytest

from genenorm.core.context import Context
from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE
from genenorm.resolver.parts_answer import one_gene_each
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily

KNOWN = 90
"""The weight of a well-known gene."""
PAIR = (Made(1, "ABC7", weight=KNOWN), Made(2, "QRS5", weight=KNOWN))


def members(found: Resolution) -> list[str]:
    return [gene.symbol for gene in found.members]


@pytest.mark.parametrize(
    "name",
    ["ABC7; QRS5", "ABC7|QRS5", "ABC7 /// QRS5", "ABC7::QRS5", "ABC7--QRS5", "ABC7 - QRS5", "ABC7\tQRS5", "ABC7 QRS5",
     "ABC7-QRS5", "ABC7+QRS5", "ABC7 & QRS5", "ABC7 and QRS5", "ABC7-QRS5 fusion", "['ABC7', 'QRS5']"],
)  # fmt: skip
def test_a_list_of_exact_names_is_all_its_genes(open_index: OpenIndex, name: str) -> None:
    found = Resolver(open_index(*PAIR)).resolve(name)
    assert (found.status, found.rule, members(found)) == (Status.FAMILY, KeyRule.SEVERAL_NAMES, ["ABC7", "QRS5"])
    assert found.note == "names 2 genes: ABC7, QRS5"


@pytest.mark.parametrize("name", ["ABC7; XYZ9", "XYZ9 /// ABC7", "ABC7|XYZ9"])
def test_a_list_that_the_index_knows_in_part_is_unknown_with_what_it_knows(open_index: OpenIndex, name: str) -> None:
    found = Resolver(open_index(*PAIR)).resolve(name)
    assert found.status is Status.UNKNOWN
    assert [candidate.gene.symbol for candidate in found.candidates] == ["ABC7"]
    assert found.note == "several names, and the index lacks one"


@pytest.mark.parametrize("name", ["ABC7-AS1", "ABC7-XYZ9", "p-QRS5", "abc7-qrs5"])
def test_a_dash_alone_makes_no_list(open_index: OpenIndex, name: str) -> None:
    assert not Resolver(open_index(*PAIR, Made(3, "AS1", weight=KNOWN))).resolve(name).members


def test_a_dash_needs_a_species_with_all_parts(open_index: OpenIndex) -> None:
    reference = open_index(PAIR[0], Made(2, "QRS5", taxon_id=FLY, weight=KNOWN))
    assert not Resolver(reference).resolve("ABC7-QRS5").members
    assert members(Resolver(reference).resolve("ABC7; QRS5")) == ["ABC7", "QRS5"]


def test_a_symbol_with_a_dash_is_no_list(open_index: OpenIndex) -> None:
    assert Resolver(open_index(*PAIR, Made(3, "ABC7-QRS5"))).resolve("ABC7-QRS5").gene_id == 3


def test_a_fusion_is_no_synonym_of_its_last_gene(open_index: OpenIndex) -> None:
    gene = Made(2, "QRS5", weight=KNOWN, names=((NameKind.SYNONYM, "ABC7-QRS5"),))
    assert members(Resolver(open_index(PAIR[0], gene)).resolve("ABC7-QRS5")) == ["ABC7", "QRS5"]


def test_a_synonym_of_another_gene_is_no_fusion(open_index: OpenIndex) -> None:
    gene = Made(3, "TUV1", weight=KNOWN, names=((NameKind.SYNONYM, "ABC7-QRS5"),))
    assert Resolver(open_index(*PAIR, gene)).resolve("ABC7-QRS5").symbol == "TUV1"


@pytest.mark.parametrize(
    ("name", "symbols", "expected"),
    [
        ("S10QA8/9", ["S10QA8", "S10QA9", "S9"], ["S10QA8", "S10QA9"]),
        ("ABCD1A1/3", ["ABCD1A1", "ABCD1A3", "ABCD3A1", "ABCD3"], ["ABCD1A1", "ABCD1A3"]),
        ("QXV1.1/1.2", ["QXV1.1", "QXV1.2"], ["QXV1.1", "QXV1.2"]),
        ("AB6/QRS1/2", ["AB6", "QRS1", "QRS2", "AB2"], ["AB6", "QRS1", "QRS2"]),
        ("QRS3/5A", ["QRS3", "QRS5A"], ["QRS3", "QRS5A"]),
    ],
)
def test_an_ending_replaces_the_last_number(
    open_index: OpenIndex, name: str, symbols: list[str], expected: list[str]
) -> None:
    genes = [Made(number, symbol, weight=KNOWN) for number, symbol in enumerate(symbols, 1)]
    assert members(Resolver(open_index(*genes)).resolve(name)) == expected


def test_an_ending_that_only_another_species_has_is_no_part(open_index: OpenIndex) -> None:
    reference = open_index(PAIR[0], Made(2, "bic", taxon_id=FLY, weight=KNOWN, names=((NameKind.SYNONYM, "5A"),)))
    assert not Resolver(reference).resolve("ABC7/5A").members


def test_genes_of_shorthand_are_numbered_alike(open_index: OpenIndex) -> None:
    reference = open_index(
        Made(1, "MST1", weight=KNOWN),
        Made(2, "STK4", weight=KNOWN, names=((NameKind.SYNONYM, "MST1"),)),
        Made(3, "STK3", weight=KNOWN, names=((NameKind.SYNONYM, "MST2"),)),
    )
    assert members(Resolver(reference).resolve("MST1/2")) == ["STK4", "STK3"]


def test_parts_that_are_no_genes_are_left_out(open_index: OpenIndex) -> None:
    found = Resolver(open_index(PAIR[0], Made(2, "XXX2", names=((NameKind.SYNONYM, "ATP"),)))).resolve("ABC7/ATP")
    assert members(found) == ["ABC7"]
    assert found.note.startswith("names 1 gene: ABC7; not ATP (")


def test_one_gene_each_has_the_gene_and_the_name(open_index: OpenIndex) -> None:
    found = one_gene_each(Resolver(open_index(*PAIR)).resolve("ABC7; QRS5"))
    assert [(one.input, one.status, one.symbol, one.alternatives) for one in found] == [
        ("ABC7; QRS5", Status.RESOLVED, "ABC7", ()),
        ("ABC7; QRS5", Status.RESOLVED, "QRS5", ()),
    ]
    doubtful = Resolution("A/B", Status.FAMILY, members=(found[0].gene, found[1].gene), score=0.2,  # type: ignore[arg-type]
                          kind=NameKind.SYMBOL, rule=KeyRule.SHARED_HEAD)  # fmt: skip
    assert [(one.status, one.symbol) for one in one_gene_each(doubtful)] == [
        (Status.FAMILY, "ABC7"), (Status.FAMILY, "QRS5"),
    ]  # fmt: skip


def test_one_gene_each_of_a_family_behind_a_gene_that_is_out_of_species(open_index: OpenIndex) -> None:
    genes = (PAIR[0], Made(2, "ABC8", weight=KNOWN), Made(3, "daf-9", taxon_id=FLY, weight=KNOWN))
    reference = open_index(*genes, families=(MadeFamily("XYZ", ("ABC7", "ABC8"), ("XYZs",)),))
    found = Resolver(reference).resolve("daf-9; XYZs", Context(species=HUMAN))
    assert (found.status, members(found)) == (Status.FAMILY, ["ABC7", "ABC8"])
    assert found.kind is NameKind.FAMILY_NAME
    assert {one.symbol for one in one_gene_each(found)} == {"ABC7", "ABC8"}


@pytest.mark.parametrize("name", ["daf-9; ABC7", "ABC7|daf-9"])
def test_a_part_without_a_gene_of_the_species_asked_for_is_told_and_no_name_of_the_other_gene(
    open_index: OpenIndex, name: str
) -> None:
    reference = open_index(PAIR[0], Made(3, "daf-9", taxon_id=FLY, weight=KNOWN))
    found = Resolver(reference).resolve(name, Context(species=HUMAN))
    assert (found.status, found.symbol) == (Status.RESOLVED, "ABC7")
    assert found.note == "no gene for daf-9 (no such name in the species asked for; known in fly)"


def test_parts_without_any_gene_of_the_species_asked_for_are_unknown(open_index: OpenIndex) -> None:
    reference = open_index(*PAIR, Made(3, "daf-9", taxon_id=FLY, weight=KNOWN))
    found = Resolver(reference).resolve("ABC7; QRS5", Context(species=FLY))
    assert (found.status, found.note) == (Status.UNKNOWN, "no such name in the species asked for; known in human")


# -- alleles and variants ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rule"),
    [("ABC7*02:01", KeyRule.ALLELE), ("ABC7*4/*5", KeyRule.ALLELE), ("ABC7 R12C/D", KeyRule.PROTEIN_VARIANT),
     ("ABC7 ΔF508", KeyRule.PROTEIN_VARIANT), ("ABC7 c.12T>A", KeyRule.PROTEIN_VARIANT),
     ("ABC7 exon 3 deletion", KeyRule.PROTEIN_VARIANT), ("ABC7 N17", KeyRule.PROTEIN_VARIANT)],
)  # fmt: skip
def test_an_allele_or_variant_is_its_gene(open_index: OpenIndex, name: str, rule: KeyRule) -> None:
    found = Resolver(open_index(*PAIR)).resolve(name)
    assert (found.symbol, found.rule) == ("ABC7", rule)


@pytest.mark.parametrize(
    ("name", "symbol", "taxon_id"),
    [("Abc[f2]", "Abc", FLY), ("Abc7<tm4Qqq>", "Abc7", MOUSE)],
)
def test_an_allele_is_of_the_species_that_writes_it_so(
    open_index: OpenIndex, name: str, symbol: str, taxon_id: int
) -> None:
    other = Made(2, symbol, taxon_id=HUMAN, weight=KNOWN)
    found = Resolver(open_index(Made(1, symbol, taxon_id=taxon_id, weight=KNOWN), other)).resolve(name)
    assert (found.gene_id, found.rule) == (1, KeyRule.ALLELE)
    assert Resolver(open_index(other)).resolve(name).rule is not KeyRule.ALLELE


def test_signs_for_greek_letters_are_read(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "betaAbc7", taxon_id=FLY, weight=KNOWN))
    assert Resolver(reference).resolve("&bgr;Abc7", Context(species=FLY)).symbol == "betaAbc7"
