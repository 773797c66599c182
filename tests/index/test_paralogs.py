"""Notes on genes that sources name as an ortholog while they name none for their paralogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from genenorm.core.model import Support
from genenorm.core.taxa import FLY, HUMAN, MOUSE
from genenorm.index.homology import orthologs
from genenorm.index.paralogs import SoleOrtholog, find_sole_ortholog, sole_ortholog_note
from genenorm.index.reference import Reference
from tests.support.made_index import Made, MadeFamily, MadePair, make_index

HGNC, NCBI, PANTHER = Support("HGNC"), Support("NCBI"), Support("PANTHER")
OpenFamilies = Callable[[Sequence[str], Sequence[MadeFamily], Sequence[MadePair]], Reference]


@pytest.fixture
def open_families(tmp_path: Path) -> Iterator[OpenFamilies]:
    """Make indexes of human genes and two fly genes after them, and close them after the test."""
    opened: list[Reference] = []

    def open_made(human: Sequence[str], families: Sequence[MadeFamily], pairs: Sequence[MadePair]) -> Reference:
        genes = [Made(row, symbol) for row, symbol in enumerate(human, start=1)]
        genes += [Made(90, "Fly1", taxon_id=FLY), Made(91, "Fly2", taxon_id=FLY)]
        file = tmp_path / f"{len(opened)}.safetensors"
        make_index(file, genes, families=families, pairs=pairs, taxa=(HUMAN, MOUSE, FLY))
        opened.append(Reference.open(file))
        return opened[-1]

    yield open_made
    for reference in opened:
        reference.close()


def sole(reference: Reference, human: int = 1, *, from_human: bool = False) -> SoleOrtholog | None:
    """Return what is found for the only pair of a human gene, from the side of the other gene or of the human one."""
    (found,) = orthologs(reference, reference.gene(human), FLY)
    (back,) = orthologs(reference, found.gene, HUMAN)
    if from_human:
        return find_sole_ortholog(reference, reference.gene(human), found)
    return find_sole_ortholog(reference, found.gene, back)


def words(found: SoleOrtholog | None) -> str:
    return found.words if found is not None else ""


ABC = ("ABC1", "ABC2", "ABC3")


def test_a_pair_is_told_from_both_sides_and_names_its_sources(open_families: OpenFamilies) -> None:
    family = [MadeFamily("ABC", ABC)]
    reference = open_families(ABC, family, [MadePair(1, 4, HGNC)])
    assert words(sole(reference)) == "HGNC names ABC1 alone of FPLX:ABC (ABC1, ABC2, ABC3)"
    assert sole(reference, from_human=True) == sole(reference)
    several = open_families(ABC, family, [MadePair(1, 4, HGNC), MadePair(1, 4, NCBI)])
    assert words(sole(several)) == "HGNC, NCBI name ABC1 alone of FPLX:ABC (ABC1, ABC2, ABC3)"


def test_two_species_of_which_none_is_human_are_told_of_each(tmp_path: Path) -> None:
    genes = [*(Made(row, symbol) for row, symbol in enumerate(ABC, start=1)), Made(4, "Mus", taxon_id=MOUSE),
             Made(5, "fly", taxon_id=FLY)]  # fmt: skip
    pairs = [MadePair(4, 5, HGNC), MadePair(1, 4, NCBI), MadePair(2, 4, NCBI), MadePair(2, 5, HGNC)]
    file = make_index(
        tmp_path / "made.safetensors", genes, families=[MadeFamily("ABC", ABC)], pairs=pairs, taxa=(HUMAN, MOUSE, FLY)
    )
    with Reference.open(file) as reference:
        (found,) = orthologs(reference, reference.gene(4), FLY)
        alone = find_sole_ortholog(reference, reference.gene(4), found)
        assert alone is not None
        assert (alone.human.symbol, alone.other.symbol) == ("ABC2", "fly"), "mouse has two human orthologs"


@pytest.mark.parametrize("weak", [False, True])
def test_a_paralog_with_an_ortholog_makes_the_pair_plain_unless_its_source_is_weak(
    open_families: OpenFamilies, weak: bool
) -> None:
    pairs = [MadePair(1, 4, HGNC), MadePair(3, 5, PANTHER if weak else NCBI)]
    reference = open_families(ABC, [MadeFamily("ABC", ABC)], pairs)
    assert bool(sole(reference)) is weak


def test_paralogs_of_another_symbol_may_have_an_ortholog(open_families: OpenFamilies) -> None:
    human = ("ABC1", "ABC2", "XYZ")
    reference = open_families(human, [MadeFamily("ABC", human)], [MadePair(1, 4, HGNC), MadePair(3, 5, HGNC)])
    assert words(sole(reference)) == "HGNC names ABC1 alone of ABC1, ABC2 of FPLX:ABC"
    assert sole(reference, human=3) is None, "no gene has a symbol like XYZ"
    without = open_families(human, [MadeFamily("ABC", human)], [MadePair(1, 4, HGNC)])
    assert words(sole(without)) == "HGNC names ABC1 alone of FPLX:ABC (ABC1, ABC2, XYZ)"


@pytest.mark.parametrize(
    ("symbols", "is_alike"),
    [
        (("AB2A", "AB2B", "OTHER"), True),
        (("AB9", "AB10", "OTHER"), True),
        (("AB", "AB10", "OTHER"), False),
        (("Ab", "Ab10", "OTHER"), True),
        (("AB12A", "AB13A", "OTHER"), False),
        (("AB", "ABC", "OTHER"), False),
        (("Q1AB", "Q2AB", "OTHER"), False),
    ],
)
def test_symbols_of_paralogs_differ_in_their_last_number_or_letter(
    open_families: OpenFamilies, symbols: tuple[str, ...], is_alike: bool
) -> None:
    pairs = [MadePair(1, 4, HGNC), MadePair(3, 5, HGNC)]
    assert bool(sole(open_families(symbols, [MadeFamily("AB", symbols)], pairs))) is is_alike


def test_the_smallest_family_is_named_and_of_equal_ones_the_first_by_id(open_families: OpenFamilies) -> None:
    human = ("ABC1", "ABC2", "ABC3", "ABC4")
    families = [MadeFamily("Z", human), MadeFamily("Y", human[:3]), MadeFamily("X", human[:2]),
                MadeFamily("W", (human[0], human[2]))]  # fmt: skip
    reference = open_families(human, families, [MadePair(1, 5, HGNC)])
    assert words(sole(reference)) == "HGNC names ABC1 alone of FPLX:W (ABC1, ABC3)"
    assert words(sole(open_families(human, families[:2], [MadePair(1, 5, HGNC)]))).endswith("FPLX:Y (ABC1, ABC2, ABC3)")
    busy = open_families(human, families, [MadePair(1, 5, HGNC), MadePair(3, 6, HGNC)])
    assert words(sole(busy)).endswith("FPLX:X (ABC1, ABC2)"), (
        "a family in which a paralog has an ortholog is passed over"
    )


def test_a_family_of_one_gene_has_no_paralogs(open_families: OpenFamilies) -> None:
    assert sole(open_families(("ABC1",), [MadeFamily("ABC", ("ABC1",))], [MadePair(1, 2, HGNC)])) is None
    assert sole(open_families(("ABC1",), [], [MadePair(1, 2, HGNC)])) is None


@pytest.mark.parametrize(
    ("size", "listed"),
    [
        (8, "A1, A2, A3, A4, A5, A6, A7, A8)"),
        (9, "A1, A2, A3, A4, A5, A6, A7, A8 and 1 more)"),
        (11, "A1, A2, A3, A4, A5, A6, A7, A8 and 3 more)"),
    ],
)
def test_eight_members_are_listed_and_the_others_counted(open_families: OpenFamilies, size: int, listed: str) -> None:
    human = [f"A{number}" for number in range(1, size + 1)]
    reference = open_families(human, [MadeFamily("A", tuple(human))], [MadePair(1, size + 1, HGNC)])
    assert words(sole(reference)) == f"HGNC names A1 alone of FPLX:A ({listed}"


# -- the note for a gene without an ortholog --------------------------------------------------------------------------


def test_the_note_of_a_gene_names_the_paralog_with_an_ortholog(open_families: OpenFamilies) -> None:
    reference = open_families(ABC, [MadeFamily("ABC", ABC)], [MadePair(1, 4, HGNC)])
    for row in (2, 3):
        note = "HGNC names ABC1 alone of FPLX:ABC (ABC1, ABC2, ABC3) for Fly1 (7227:90)"
        assert sole_ortholog_note(reference, reference.gene(row), FLY) == note
    assert sole_ortholog_note(reference, reference.gene(2), MOUSE) == ""


def test_the_note_is_empty_where_the_gene_itself_is_no_paralog(open_families: OpenFamilies) -> None:
    human = ("ABC1", "ABC2", "XYZ", "OTHER")
    reference = open_families(human, [MadeFamily("ABC", human)], [MadePair(1, 5, HGNC), MadePair(3, 6, HGNC)])
    assert sole_ortholog_note(reference, reference.gene(2), FLY).startswith("HGNC names ABC1 alone of ABC1, ABC2 of")
    assert sole_ortholog_note(reference, reference.gene(4), FLY) == "", "OTHER is not like ABC1"


def test_the_note_is_empty_where_several_paralogs_have_an_ortholog(open_families: OpenFamilies) -> None:
    reference = open_families(ABC, [MadeFamily("ABC", ABC)], [MadePair(1, 4, HGNC), MadePair(2, 5, HGNC)])
    assert sole_ortholog_note(reference, reference.gene(3), FLY) == ""


@pytest.mark.parametrize(("size", "is_searched"), [(40, True), (41, False)])
def test_families_of_more_than_forty_genes_are_not_searched_for_a_note(
    open_families: OpenFamilies, size: int, is_searched: bool
) -> None:
    human = [f"A{number}" for number in range(1, size + 1)]
    reference = open_families(human, [MadeFamily("A", tuple(human))], [MadePair(1, size + 1, HGNC)])
    assert bool(sole_ortholog_note(reference, reference.gene(2), FLY)) is is_searched
