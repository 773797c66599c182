"""Names with an identifier in them, and the loci of microRNAs, on made genes."""

from __future__ import annotations

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import KeyRule, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.text.identifier_types import identifier_type
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made

KNOWN = 90
ABC = Made(7157, "ABC7", ensembl=141510, weight=KNOWN, more_ids=("P04637", "NM_000546"))
QQA = Made(1956, "QQA1", ensembl=146648, weight=KNOWN, more_ids=("P00533",))
MOUSE_ABC = Made(22059, "Abc7", taxon_id=MOUSE, weight=KNOWN)


@pytest.fixture
def reference(open_index: OpenIndex) -> Reference:
    return open_index(ABC, QQA, MOUSE_ABC)


@pytest.mark.parametrize(
    "name",
    ["7157.0", "ABC7|7157", "7157|ABC7", "ABC7_7157", "7157:ABC7", "?|7157", "ENSG00000141510_ABC7", "hsa:7157",
     "ABC7|ENSG00000141510", "ENSG00000141510.5_PAR_Y", "sp|P04637|ABC7_HUMAN", "P04637.2", "P04637;P04637-2",
     "rna-NM_000546.6", "NM_000546.6:c.1A>T", "https://identifiers.org/ncbigene/7157", "ENSG00000141510_LINC09998",
     "gene:ENSG00000141510"],
)  # fmt: skip
def test_an_identifier_is_found_in_what_is_written_around_it(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.symbol, answer.rule) == ("ABC7", KeyRule.IDENTIFIER)


@pytest.mark.parametrize(
    "name", ["REV__P04637", "decoy:P04637", "XXX_NM_000546", "##sp|P04637|", "P04637_reversed", "P04637;DECOY_P00533"]
)
def test_a_decoy_is_unknown_with_its_gene_as_a_hint(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, answer.candidates[0].gene.symbol) == (Status.UNKNOWN, "ABC7")
    assert answer.note.startswith("a decoy ")


@pytest.mark.parametrize("name", ["DECOY_Q99999", "rev_ENSG00000999999"])
def test_a_decoy_of_what_the_index_lacks_is_told_to_be_one(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, answer.candidates) == (Status.UNKNOWN, ())
    assert answer.note.startswith("a decoy ")


@pytest.mark.parametrize("name", ["near_ENSG00000141510", "P04637_spike", "NM_000546_NOSUCH", "7157|antisense"])
def test_a_text_beside_an_identifier_that_is_no_name_makes_it_a_hint(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, [found.gene.symbol for found in answer.candidates]) == (Status.UNKNOWN, ["ABC7"])
    assert answer.note == "an identifier beside a text that is no name of its gene"


@pytest.mark.parametrize("name", ["mouse ENSG00000141510", "P04637_RAT", "MGI:ENSG00000141510", "mouse ABC7 (7157)"])
def test_a_species_beside_an_identifier_must_be_its_own(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, [found.gene.symbol for found in answer.candidates]) == (Status.UNKNOWN, ["ABC7"])
    assert "another species" in answer.note


@pytest.mark.parametrize(
    "name",
    ["CON__P04637", "ENSG00000141510_exon2", "P04637|RP11-34P13.7", "ABC7 (7157)", "P04637 (ABC7)", "ABC7 P04637",
     "NM_000546.6(ABC7):c.1A>T", "human ENSG00000141510", "ENSG00000141510|ABC7|2512", "NCBI:7157"],
)  # fmt: skip
def test_marks_and_names_of_the_gene_may_be_beside_an_identifier(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, answer.symbol) == (Status.RESOLVED, "ABC7")


@pytest.mark.parametrize("name", ["ABC7|1956", "1956|ABC7", "ABC7_1956", "ABC7:1956", "ENSG00000146648_ABC7",
                                  "ABC7 (1956)", "ABC7[P00533]", "P00533 (ABC7)", "ABC7 1956", "P04637|1956",
                                  "ABC7 (Gene ID: 1956)", "NM_000546.6(QQA1):c.1A>T"])  # fmt: skip
def test_an_identifier_and_a_symbol_that_disagree_leave_it_open(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.status, answer.note) == (Status.AMBIGUOUS, "its parts name different genes")
    assert {found.gene.symbol for found in answer.candidates} >= {"ABC7", "QQA1"}
    assert answer.score < 0.6


@pytest.mark.parametrize("name", ["P04637;P00533", "P04637, P00533", "P04637 P00533", "7157;1956", "7157|1956",
                                  "hsa:7157 hsa:1956", "sp|P04637|A_HUMAN;sp|P00533|B_HUMAN", "P04637;CON__P00533",
                                  "uniprotkb:P04637 uniprotkb:P00533", "P04637_P00533"])  # fmt: skip
def test_several_identifiers_are_several_genes(reference: Reference, name: str) -> None:
    answer = Resolver(reference).resolve(name)
    assert [gene.symbol for gene in answer.members] == ["ABC7", "QQA1"]


def test_a_list_with_an_identifier_that_the_index_lacks_is_open(reference: Reference) -> None:
    answer = Resolver(reference).resolve("P04637;Q99999")
    assert (answer.status, answer.note) == (Status.AMBIGUOUS, "some of its identifiers are not in the index")


@pytest.mark.parametrize(
    ("name", "taxon"), [("hg38_ABC7", HUMAN), ("hsa:ABC7", HUMAN), ("9606.ABC7", HUMAN), ("mm10___Abc7", MOUSE),
                        ("mmu-Abc7", MOUSE), ("10090.Abc7", MOUSE), ("MOUSE_Abc7", MOUSE)],
)  # fmt: skip
def test_a_prefix_of_a_species_leaves_its_genes(reference: Reference, name: str, taxon: int) -> None:
    answer = Resolver(reference).resolve(name)
    assert (answer.taxon_id, answer.rule) == (taxon, KeyRule.SPECIES_PREFIX)
    assert {found.gene.taxon_id for found in answer.candidates} == {taxon}


@pytest.mark.parametrize("name", ["hg38_Nosuch", "hsa:22059", "mmu:7157", "2.0", "12.5", "XLOC_7157", "XLOC_007157"])
def test_what_does_not_fit_is_unknown(reference: Reference, name: str) -> None:
    assert Resolver(reference).resolve(name).status is Status.UNKNOWN


@pytest.mark.parametrize("name", ["MGI:", "HGNC:", "NM_", "FB:"])
def test_the_beginning_of_an_identifier_is_no_name(open_index: OpenIndex, name: str) -> None:
    resolver = Resolver(open_index(Made(1, "QQA1", synonyms=("MGI", "HGNC", "NM", "FB"), weight=KNOWN)))
    answer = resolver.resolve(name)
    assert (answer.status, answer.note) == (Status.UNKNOWN, "the beginning of an identifier, without its number")


def test_a_known_type_is_read_in_no_other_way_unless_it_is_a_name(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(Made(1, "AF123456-1", weight=KNOWN), Made(2, "BC006811", taxon_id=MOUSE)))
    answer = resolver.resolve("AF123456")
    assert (answer.status, answer.candidates) == (Status.UNKNOWN, ())
    assert answer.note == "a GenBank accession, which the index does not hold; to ask: NCBI Nucleotide"
    assert resolver.resolve("BC006811").symbol == "BC006811"


def test_the_first_part_of_an_entry_name_is_a_hint(reference: Reference) -> None:
    answer = Resolver(reference).resolve("ABC7_HUMAN")
    assert (answer.status, [found.gene.symbol for found in answer.candidates]) == (Status.UNKNOWN, ["ABC7"])
    assert answer.note.startswith("a UniProt entry name, ")


@pytest.mark.parametrize("name", ["TP53", "Gapdh", "let-7", "unc-13", "C1orf112", "H2-K1", "1700001O22Rik", "Y_RNA"])
def test_names_of_genes_have_no_type_of_identifiers(name: str) -> None:
    assert identifier_type(name) is None


# -- microRNAs --------------------------------------------------------------------------------------------------------

LOCI = (
    Made(1, "MIR900-1", group="one", weight=KNOWN),
    Made(2, "MIR900-2", group="two", weight=KNOWN),
    Made(3, "Mir900", group="one", taxon_id=MOUSE, weight=KNOWN),
    Made(4, "mir-900", taxon_id=FLY, weight=KNOWN),
    Made(5, "MIR900HG", weight=KNOWN),
)


@pytest.mark.parametrize(
    ("name", "context", "symbols"),
    [
        ("miR-900", NO_CONTEXT, ["MIR900-1", "MIR900-2"]),
        ("mir-900", NO_CONTEXT, ["MIR900-1", "MIR900-2"]),
        ("hsa-miR-900-5p", NO_CONTEXT, ["MIR900-1", "MIR900-2"]),
        ("mir-900", Context(species=FLY), ["mir-900"]),
        ("dme-miR-900", NO_CONTEXT, ["mir-900"]),
        ("miR-900", Context(species=MOUSE), ["Mir900"]),
        ("hsa-mir-900-2", NO_CONTEXT, ["MIR900-2"]),
        ("cel-miR-900", NO_CONTEXT, []),
    ],
)
def test_a_micro_rna_is_its_loci(open_index: OpenIndex, name: str, context: Context, symbols: list[str]) -> None:
    answer = Resolver(open_index(*LOCI)).resolve(name, context)
    assert (answer.status is Status.FAMILY) == (len(symbols) > 1)
    if len(symbols) > 1:
        assert [gene.symbol for gene in answer.members] == symbols
        assert answer.note == "a microRNA of 2 loci"
    elif symbols:
        assert answer.symbol == symbols[0]
    else:
        assert answer.status is Status.UNKNOWN


def test_letters_are_members_unless_human_has_the_number(open_index: OpenIndex) -> None:
    letters = (Made(1, "MIR900A", weight=KNOWN), Made(2, "MIR900B", weight=KNOWN))
    answer = Resolver(open_index(*letters)).resolve("miR-900")
    assert [gene.symbol for gene in answer.members] == ["MIR900A", "MIR900B"]
    numbered = (Made(1, "MIR900", weight=KNOWN), Made(2, "MIR900B", weight=KNOWN))
    assert Resolver(open_index(*numbered)).resolve("miR-900").symbol == "MIR900"
