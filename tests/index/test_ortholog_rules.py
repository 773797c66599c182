"""Which statements of sources make two genes orthologs, in what order they are told, and whom they are told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from genenorm.core.model import Biotype, Gene, Support
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT, WORM
from genenorm.index.homology import Homology, Ortholog, Relation, group_genes, has_ortholog, orthologs
from genenorm.index.reference import Reference
from tests.support.made_index import Made, MadePair, make_index

HOMOLOGENE, HGNC, NCBI, MGI = (Support(source) for source in ("HomoloGene", "HGNC", "NCBI", "MGI"))
PANTHER, EQUAL = Support("PANTHER"), Support("equal symbol")
OpenGenes = Callable[..., Reference]


@pytest.fixture
def open_genes(tmp_path: Path) -> Iterator[OpenGenes]:
    """Make indexes of human, mouse, rat and fly genes with ortholog pairs, and close them after the test."""
    opened: list[Reference] = []

    def open_made(genes: Sequence[Made], *pairs: MadePair) -> Reference:
        file = make_index(tmp_path / f"{len(opened)}.safetensors", genes, pairs=pairs, taxa=(HUMAN, MOUSE, RAT, FLY))
        opened.append(Reference.open(file))
        return opened[-1]

    yield open_made
    for reference in opened:
        reference.close()


def hcop(methods: int, compared: int = 12) -> Support:
    return Support("HCOP", methods, compared)


def alliance(methods: int, compared: int = 10) -> Support:
    return Support("Alliance", methods, compared)


def named(found: Sequence[Ortholog]) -> list[str]:
    return [ortholog.gene.symbol for ortholog in found]


def of(reference: Reference, row: int, taxon_id: int, homology: Homology = Homology.STRINGENT) -> list[str]:
    """Return the symbols of the orthologs of the gene in a row, in their order."""
    return named(orthologs(reference, reference.gene(row), taxon_id, homology))


PAIR = (Made(1, "ONE"), Made(2, "One1", taxon_id=MOUSE))
TRIO = (*PAIR, Made(3, "One2", taxon_id=MOUSE))


# -- order ------------------------------------------------------------------------------------------------------------


def test_members_of_the_group_come_before_pairs_and_pairs_by_falling_number_of_methods(open_genes: OpenGenes) -> None:
    genes = (
        Made(1, "ONE", group="g1"),
        Made(2, "Few", taxon_id=MOUSE),
        Made(3, "Many", taxon_id=MOUSE),
        Made(4, "Member", taxon_id=MOUSE, group="g1"),
    )
    reference = open_genes(
        genes,
        MadePair(1, 2, hcop(1)),
        MadePair(1, 2, alliance(7)),
        MadePair(1, 3, hcop(8)),
        MadePair(1, 3, alliance(2)),
    )
    found = orthologs(reference, reference.gene(1), MOUSE, Homology.ALL)
    assert named(found) == ["Member", "Many", "Few"], "the number of methods is that of the source with the most"
    assert [ortholog.group_id for ortholog in found] == ["g1", "", ""]


def test_of_equal_orthologs_the_heavier_comes_first_and_then_the_one_that_the_index_has_first(
    open_genes: OpenGenes,
) -> None:
    for weights in permutations((10, 20, 20)):
        genes = [Made(1, "ONE"), *(Made(2 + at, f"M{at}", taxon_id=MOUSE, weight=weights[at]) for at in range(3))]
        reference = open_genes(genes, *(MadePair(1, row, HGNC) for row in (2, 3, 4)))
        expected = sorted(range(3), key=lambda at: (-weights[at], at))
        assert of(reference, 1, MOUSE) == [f"M{at}" for at in expected]
        assert of(reference, 1, MOUSE, Homology.ALL) == [f"M{at}" for at in expected]


def test_a_source_that_does_not_count_methods_has_none(open_genes: OpenGenes) -> None:
    genes = (*TRIO[:2], Made(3, "One2", taxon_id=MOUSE, weight=99))
    reference = open_genes(genes, MadePair(1, 2, hcop(1)), MadePair(1, 3, HGNC))
    assert of(reference, 1, MOUSE, Homology.ALL) == ["One1", "One2"]


# -- which pairs are well supported -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("methods", "is_enough"), [(5, False), (6, True), (7, True)])
def test_a_pair_is_well_supported_from_half_of_the_methods_on(
    open_genes: OpenGenes, methods: int, is_enough: bool
) -> None:
    reference = open_genes(PAIR, MadePair(1, 2, hcop(methods)))
    assert of(reference, 1, MOUSE) == ["One1"] * is_enough
    assert of(reference, 2, HUMAN) == ["ONE"] * is_enough
    assert of(reference, 1, MOUSE, Homology.ALL) == ["One1"]


def test_a_pair_that_is_the_best_of_neither_gene_is_not_well_supported(open_genes: OpenGenes) -> None:
    genes = (*TRIO, Made(4, "TWO"))
    best = (MadePair(1, 3, hcop(9)), MadePair(4, 2, hcop(9)))
    assert of(open_genes(genes, *best, MadePair(1, 2, hcop(8))), 1, MOUSE) == ["One2"]
    assert of(open_genes(genes, *best, MadePair(1, 2, hcop(9))), 1, MOUSE) == ["One1", "One2"]
    assert of(open_genes(genes, best[0], MadePair(1, 2, hcop(8))), 1, MOUSE) == ["One2", "One1"], "the best of One1"
    assert of(open_genes(genes, best[1], MadePair(1, 2, hcop(8))), 1, MOUSE) == ["One1"], "the best of ONE"


def test_the_best_pair_is_that_of_the_same_source(open_genes: OpenGenes) -> None:
    genes = (*TRIO, Made(4, "TWO"))
    others = (MadePair(1, 3, hcop(12)), MadePair(4, 2, hcop(12)))
    assert of(open_genes(genes, *others, MadePair(1, 2, alliance(5))), 1, MOUSE) == ["One2", "One1"]
    both = (*others, MadePair(1, 2, hcop(6)), MadePair(1, 2, alliance(5)))
    assert of(open_genes(genes, *both), 1, MOUSE) == ["One2", "One1"], "one source is enough"


@pytest.mark.parametrize(
    ("sources", "is_enough"),
    [
        ((PANTHER,), False),
        ((EQUAL,), False),
        ((PANTHER, EQUAL), True),
        ((PANTHER, hcop(5)), False),
        ((hcop(5), alliance(4)), False),
        ((HGNC,), True),
        ((NCBI,), True),
        ((PANTHER, MGI), True),
    ],
)
def test_one_weak_source_is_not_enough(open_genes: OpenGenes, sources: tuple[Support, ...], is_enough: bool) -> None:
    reference = open_genes(PAIR, *(MadePair(1, 2, support) for support in sources))
    assert of(reference, 1, MOUSE) == ["One1"] * is_enough
    assert of(reference, 1, MOUSE, Homology.ALL) == ["One1"]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [((PANTHER, EQUAL), False), ((hcop(1),), True), ((PANTHER, HGNC), True), ((), False)],
)
def test_a_gene_has_an_ortholog_if_a_source_that_is_not_weak_names_one(
    open_genes: OpenGenes, sources: tuple[Support, ...], expected: bool
) -> None:
    reference = open_genes(PAIR, *(MadePair(1, 2, support) for support in sources))
    assert has_ortholog(reference, reference.gene(1), MOUSE) is expected
    assert has_ortholog(reference, reference.gene(2), HUMAN) is expected


# -- relations --------------------------------------------------------------------------------------------------------


def test_a_relation_counts_the_genes_of_both_species(open_genes: OpenGenes) -> None:
    genes = (*TRIO, Made(4, "TWO"))
    several = open_genes(genes, *(MadePair(row, other, HGNC) for row in (1, 4) for other in (2, 3)))
    assert [found.relation for found in orthologs(several, several.gene(1), MOUSE)] == [Relation.MANY_TO_MANY] * 2
    uneven = open_genes(genes, MadePair(1, 2, HGNC), MadePair(1, 3, HGNC), MadePair(4, 3, hcop(1)))
    for homology, relations in (
        (Homology.STRINGENT, ["one-to-many", "one-to-many"]),
        (Homology.ALL, ["one-to-many", "many-to-many"]),
    ):
        found = orthologs(uneven, uneven.gene(1), MOUSE, homology)
        assert [str(ortholog.relation) for ortholog in found] == relations


def test_a_source_is_named_once_and_sources_are_in_their_fixed_order(open_genes: OpenGenes) -> None:
    pairs = [MadePair(1, 2, support) for support in (PANTHER, MGI, alliance(3), hcop(4), HGNC)]
    for order in (pairs, pairs[::-1]):
        (found,) = orthologs((made := open_genes(PAIR, *order)), made.gene(1), MOUSE)
        assert found.homology == "HGNC; HCOP 4/12 methods; Alliance 3/10 methods; MGI; PANTHER (weak)"
        assert repr(found) == f"<Ortholog One1 (10090:2): one-to-one; {found.homology}>"
        assert found.sources == ("HGNC", "HCOP", "Alliance", "MGI", "PANTHER")


def test_a_gene_without_a_symbol_is_told_by_its_identifier(open_genes: OpenGenes) -> None:
    genes = (Made(1, "ONE"), Made(None, "", authority=95819, taxon_id=MOUSE))
    (found,) = orthologs((made := open_genes(genes, MadePair(1, 2, HGNC))), made.gene(1), MOUSE)
    assert repr(found) == "<Ortholog MGI:95819 (10090:MGI:95819): one-to-one; HGNC>"


# -- groups -----------------------------------------------------------------------------------------------------------


def test_homologene_pairs_all_members_of_its_groups_and_others_the_human_gene_alone(open_genes: OpenGenes) -> None:
    genes = (
        Made(1, "ONE", group="g1", sources=(HOMOLOGENE, HGNC, MGI)),
        Made(2, "One", taxon_id=MOUSE, group="g1", sources=(HOMOLOGENE, MGI)),
        Made(3, "One", taxon_id=RAT, group="g1", sources=(HOMOLOGENE, HGNC)),
        Made(4, "one", taxon_id=FLY, group="g1", sources=(HGNC,)),
    )
    reference = open_genes(genes)

    def homology(row: int, taxon_id: int) -> list[str]:
        return [found.homology for found in orthologs(reference, reference.gene(row), taxon_id)]

    assert homology(1, MOUSE) == homology(2, HUMAN) == ["HomoloGene; MGI"]
    assert homology(1, FLY) == homology(4, HUMAN) == ["HGNC"]
    assert homology(2, RAT) == ["HomoloGene; through human ONE: MGI, HGNC"]
    assert homology(3, RAT) == [], "a gene has no orthologs in its own species"
    assert homology(2, FLY) == ["through human ONE: HomoloGene, MGI, HGNC"]
    assert homology(4, MOUSE) == ["through human ONE: HGNC, HomoloGene, MGI"]
    (through,) = orthologs(reference, reference.gene(2), FLY)
    assert (through.support, through.anchor, through.group_id) == ((), reference.gene(1), "g1")
    assert [support.source for support in through.through] == ["HomoloGene", "MGI", "HGNC"]


def test_of_a_source_of_both_pairs_with_the_human_gene_the_weaker_support_is_told(open_genes: OpenGenes) -> None:
    for mouse, rat in ((9, 4), (4, 9)):
        genes = (
            Made(1, "ONE", group="g1", sources=(Support("HCOP"),)),
            Made(2, "One", taxon_id=MOUSE, group="g1", sources=(hcop(mouse),)),
            Made(3, "One", taxon_id=RAT, group="g1", sources=(hcop(rat), NCBI)),
        )
        (found,) = orthologs((made := open_genes(genes)), made.gene(2), RAT)
        assert found.homology == "through human ONE: HCOP 4/12 methods, NCBI"
    genes = (genes[0], Made(2, "One", taxon_id=MOUSE, group="g1", sources=(hcop(4, 8),)),
             Made(3, "One", taxon_id=RAT, group="g1", sources=(hcop(4, 9),)))  # fmt: skip
    (found,) = orthologs((made := open_genes(genes)), made.gene(2), RAT)
    assert found.homology == "through human ONE: HCOP 4/8 methods", "of equal ones that of the gene asked about"


@pytest.mark.parametrize("is_heavier", [False, True])
def test_members_that_meet_in_the_human_gene_are_in_line_with_those_of_homologene(
    open_genes: OpenGenes, is_heavier: bool
) -> None:
    genes = (
        Made(1, "ONE", group="g1", sources=(HOMOLOGENE, HGNC)),
        Made(2, "One", taxon_id=MOUSE, group="g1"),
        Made(3, "Together", taxon_id=RAT, group="g1", weight=9),
        Made(4, "Through", taxon_id=RAT, group="g1", weight=9 + is_heavier, sources=(HGNC,)),
    )
    assert of(open_genes(genes), 2, RAT) == (["Through", "Together"] if is_heavier else ["Together", "Through"])


def test_two_genes_of_homologene_need_no_human_gene(open_genes: OpenGenes) -> None:
    genes = (
        Made(1, "ONE", group="g1"),
        Made(2, "One", taxon_id=MOUSE, group="g1"),
        Made(3, "One", taxon_id=RAT, group="g1"),
    )
    (found,) = orthologs((made := open_genes(genes)), made.gene(2), RAT)
    assert (found.homology, found.anchor, found.through) == ("HomoloGene", None, ())


def test_a_pair_adds_its_source_to_the_group_that_has_both_genes(open_genes: OpenGenes) -> None:
    genes = (Made(2, "One", taxon_id=MOUSE, group="g1"), Made(3, "One", taxon_id=RAT, group="g1"))
    reference = open_genes(genes, MadePair(1, 2, alliance(9)))
    (found,) = orthologs(reference, reference.gene(1), RAT)
    assert (found.homology, found.group_id) == ("HomoloGene; Alliance 9/10 methods", "g1")
    reference = open_genes(genes, MadePair(1, 2, alliance(1)))
    assert of(reference, 1, RAT) == ["One"], "a member of the group needs no further support"


SEVERAL_HUMAN = (
    Made(1, "ONE", group="g1"),
    Made(2, "TWO", group="g1"),
    Made(3, "Mus", taxon_id=MOUSE, group="g1"),
    Made(4, "Rat", taxon_id=RAT, group="g1", sources=(NCBI,)),
)
"""A group with two human genes, in which the source of the rat gene does not say of which it is an ortholog."""


def test_in_a_group_of_several_human_genes_genes_meet_in_the_first_that_sources_pair_with_both(
    open_genes: OpenGenes,
) -> None:
    mouse = [MadePair(row, 3, hcop(9)) for row in (1, 2)]
    rat = {row: MadePair(row, 4, NCBI) for row in (1, 2)}
    for with_rat, expected in (((1,), "ONE"), ((2,), "TWO"), ((1, 2), "ONE")):
        reference = open_genes(SEVERAL_HUMAN, *mouse, *(rat[row] for row in with_rat))
        (found,) = orthologs(reference, reference.gene(3), RAT)
        assert found.homology == f"through human {expected}: HCOP 9/12 methods, NCBI"
        assert found.group_id == "g1"
        (back,) = orthologs(reference, reference.gene(4), MOUSE)
        assert back.homology == f"through human {expected}: NCBI, HCOP 9/12 methods"
    for pairs in ((mouse[0], rat[2]), (mouse[0],), (rat[1],), ()):
        reference = open_genes(SEVERAL_HUMAN, *pairs)
        assert of(reference, 3, RAT, Homology.ALL) == of(reference, 4, MOUSE, Homology.ALL) == []


def test_in_a_group_of_several_human_genes_each_has_the_orthologs_that_sources_pair_with_it(
    open_genes: OpenGenes,
) -> None:
    reference = open_genes(SEVERAL_HUMAN, MadePair(1, 3, hcop(9)), MadePair(1, 4, NCBI), MadePair(2, 4, NCBI))
    for row, expected in ((1, "NCBI"), (2, "NCBI")):
        (found,) = orthologs(reference, reference.gene(row), RAT)
        assert (found.homology, found.anchor) == (expected, None)
    homology = [[found.homology for found in orthologs(reference, reference.gene(row), MOUSE)] for row in (1, 2)]
    assert homology == [["HomoloGene; HCOP 9/12 methods"], ["HomoloGene"]]
    alone = open_genes(SEVERAL_HUMAN, MadePair(1, 3, hcop(9)))
    assert of(alone, 1, RAT, Homology.ALL) == [], "members that no source pairs are no orthologs"


def test_genes_of_homologene_say_so_in_a_group_of_several_human_genes_too(open_genes: OpenGenes) -> None:
    genes = (*SEVERAL_HUMAN[:3], Made(4, "Rat", taxon_id=RAT, group="g1"))
    (found,) = orthologs((made := open_genes(genes, MadePair(1, 3, NCBI), MadePair(1, 4, NCBI))), made.gene(3), RAT)
    assert (found.homology, found.anchor) == ("HomoloGene", None)


def test_the_genes_of_a_group_are_those_of_another_species_that_the_index_has(open_genes: OpenGenes) -> None:
    genes = (
        Made(1, "ONE", group="g1"),
        Made(2, "Light", taxon_id=MOUSE, group="g1", weight=3),
        Made(3, "Heavy", taxon_id=MOUSE, group="g1", weight=4),
        Made(4, "Alone", taxon_id=MOUSE),
    )
    reference = open_genes(genes)

    def symbols(gene: Gene, taxon_id: int) -> list[str]:
        return [other.symbol for other in group_genes(reference, gene, taxon_id)]

    assert symbols(reference.gene(1), MOUSE) == ["Heavy", "Light"]
    assert symbols(reference.gene(3), HUMAN) == ["ONE"]
    for row, taxon_id in ((1, HUMAN), (2, MOUSE), (1, RAT), (1, WORM), (4, HUMAN)):
        assert group_genes(reference, reference.gene(row), taxon_id) == ()


# -- species ----------------------------------------------------------------------------------------------------------


def test_a_species_that_the_index_lacks_has_no_orthologs(open_genes: OpenGenes) -> None:
    reference = open_genes(PAIR, MadePair(1, 2, HGNC))
    assert of(reference, 1, WORM) == []
    assert of(reference, 1, HUMAN) == []
    stranger = Gene(1, WORM, 1, "one-1", "", "", "", Biotype.PROTEIN_CODING, None, 0)
    assert orthologs(reference, stranger) == ()


def test_all_other_species_are_searched_in_the_order_of_the_index(open_genes: OpenGenes) -> None:
    genes = (*PAIR, Made(3, "Rat1", taxon_id=RAT), Made(4, "fly1", taxon_id=FLY))
    pairs = [MadePair(1, row, HGNC) for row in (3, 2, 4)]
    reference = open_genes(genes, *pairs)
    assert named(orthologs(reference, reference.gene(1))) == ["fly1", "One1", "Rat1"]
    for row in (2, 3, 4):
        assert named(orthologs(reference, reference.gene(row))) == ["ONE"]
