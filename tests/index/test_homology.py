"""Orthologs: which genes, how many to how many, who says so, and whom a source leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import genenorm
from genenorm.builder.merge.arrange import arrange
from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.roster import Roster
from genenorm.builder.readers import homology_tables as readers
from genenorm.builder.source_rows import GroupRow, OrthologPair, SourceFile, SourceGene, Tally
from genenorm.builder.sources.pins import load_species
from genenorm.builder.write_index import write_index_file
from genenorm.core.model import Gene
from genenorm.index.homology import Homology, Ortholog, Relation, group_genes, orthologs
from genenorm.index.paralogs import find_sole_ortholog, sole_ortholog_note
from genenorm.index.reference import Reference
from genenorm.resolver.ortholog_answers import ortholog_answers
from genenorm.resolver.resolver import Resolver
from tests.support.packages import source_file

HUMAN, MOUSE, RAT, FLY, FISH, WORM, YEAST = 9606, 10090, 10116, 7227, 7955, 6239, 559292
DUMPS = Path(__file__).resolve().parents[2] / "fixtures" / "dumps"
GENES = (
    SourceGene(HUMAN, "GRIN1", 2902, "HGNC:4584"),
    SourceGene(HUMAN, "GRIN2A", 2903, "HGNC:4585"),
    SourceGene(HUMAN, "GRIN2B", 2904, "HGNC:4586"),
    SourceGene(HUMAN, "GRIN2C", 2905, "HGNC:4587"),
    SourceGene(HUMAN, "GRIN2D", 2906, "HGNC:4588"),
    SourceGene(HUMAN, "GRIN3A", 116443, "HGNC:16767"),
    SourceGene(HUMAN, "AKT1", 207, "HGNC:391"),
    SourceGene(HUMAN, "AKT2", 208, "HGNC:392"),
    SourceGene(HUMAN, "RHOA", 387, "HGNC:667"),
    SourceGene(MOUSE, "Grin1", 14810, "MGI:95819"),
    SourceGene(MOUSE, "Grin2a", 14811, "MGI:95820"),
    SourceGene(MOUSE, "Akt1", 11651, "MGI:87986"),
    SourceGene(MOUSE, "Akt2", 11652, "MGI:104874"),
    SourceGene(RAT, "Grin1", 24408, "RGD:2736"),
    SourceGene(FLY, "Nmdar1", 40665, "FBgn0010399"),
    SourceGene(FLY, "Nmdar2", 31107, "FBgn0053513"),
    SourceGene(FLY, "Akt", 41957, "FBgn0010379"),
    SourceGene(FISH, "grin1a", 767745, "ZDB-GENE-051202-1"),
    SourceGene(WORM, "nmr-2", 180002, "WBGene00003775"),
    SourceGene(YEAST, "RHO1", 856294, "S000006369"),
)
BY_ID = {gene.gene_id: gene for gene in GENES}
HOMOLOGENE = (("HomoloGene:7187", (2902, 14810, 40665)), ("HomoloGene:648", (2906, 31107)),
              ("HomoloGene:48773", (208, 11652, 41957)))  # fmt: skip


def built(out: Path, homologene: bool, pairs: tuple[OrthologPair, ...]) -> Reference:
    """Return an index of ``GENES`` with these orthologs."""
    snapshot, species = load_species()
    rosters = {entry.taxon.taxon_id: Roster(entry.taxon.taxon_id) for entry in species}
    for gene in GENES:
        rosters[gene.taxon_id].add(gene)
    groups = HomologyGroups(rosters)
    if homologene:
        rows = [GroupRow(group, BY_ID[gene_id]) for group, members in HOMOLOGENE for gene_id in members]
        groups.add_homologene(rows, Tally())
    groups.add_pairs(pairs, Tally())
    draft = rosters[HUMAN].by_id
    members = {"AKT": ("HGNC:391", "HGNC:392"), "NMDAR": ("HGNC:4584", "HGNC:4585", "HGNC:4586", "HGNC:4588")}
    families = [
        FamilyDraft(name, tuple(found for text in ids if (found := draft(text))), ()) for name, ids in members.items()
    ]
    write_index_file(out, arrange(rosters, groups, families, ()), species, {
        "build_date": snapshot, "species": ",".join(map(str, rosters)),
    })  # fmt: skip
    return Reference.open(out)


def slices() -> tuple[OrthologPair, ...]:
    """Return the pairs of every slice in fixtures/dumps."""
    taxa = frozenset({HUMAN, MOUSE, RAT, FLY, FISH, WORM, YEAST})

    def dump(name: str) -> SourceFile:
        return source_file((DUMPS / name).read_bytes(), name)

    return (
        *readers.read_mgi_orthologs(dump("HOM_MouseHumanSequence.rpt"), Tally()),
        *readers.read_ncbi_orthologs(dump("gene_orthologs"), Tally(), taxa),
        *readers.read_alliance(dump("ORTHOLOGY-ALLIANCE_COMBINED.tsv"), Tally(), taxa),
        *readers.read_hcop(dump("human_all_hcop_sixteen_column.txt"), Tally(), taxa),
    )


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """An index of all slices, without HomoloGene."""
    with built(tmp_path_factory.mktemp("full") / "index.safetensors", False, slices()) as made:
        yield made


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """An index of HomoloGene and all slices."""
    with built(tmp_path_factory.mktemp("both") / "index.safetensors", True, slices()) as made:
        yield made


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """An index of HomoloGene alone."""
    with built(tmp_path_factory.mktemp("old") / "index.safetensors", True, ()) as made:
        yield made


def gene(reference: Reference, gene_id: int) -> Gene:
    found = reference.gene_by_id(gene_id)
    assert found is not None
    return found


def told(found: tuple[Ortholog, ...]) -> dict[str, tuple[str, str]]:
    return {ortholog.gene.symbol: (ortholog.relation.value, ortholog.homology) for ortholog in found}


def test_a_fly_gene_with_several_human_orthologs_has_them_all(full: Reference) -> None:
    assert told(orthologs(full, gene(full, 31107), HUMAN)) == {
        "GRIN2B": ("one-to-many", "HCOP 3/5 methods; Alliance 9/10 methods"),
        "GRIN2A": ("one-to-many", "HCOP 3/5 methods; Alliance 8/10 methods"),
        "GRIN2D": ("one-to-many", "Alliance 8/10 methods"),
        "GRIN2C": ("one-to-many", "Alliance 7/10 methods"),
    }


def test_the_same_pairs_from_the_other_side_are_many_to_one(full: Reference) -> None:
    for gene_id in (2903, 2904, 2905, 2906):
        (found,) = orthologs(full, gene(full, gene_id), FLY)
        assert (found.gene.symbol, found.relation) == ("Nmdar2", Relation.MANY_TO_ONE)


def test_pairs_of_two_species_that_are_not_human_are_kept_too(full: Reference) -> None:
    assert told(orthologs(full, gene(full, 31107), MOUSE))["Grin2a"][1] == "Alliance 8/10 methods"
    assert told(orthologs(full, gene(full, 180002), FLY)) == {"Nmdar2": ("one-to-one", "Alliance 8/9 methods")}


def test_sources_stand_side_by_side_with_their_own_counts(both: Reference) -> None:
    (found,) = orthologs(both, gene(both, 2902), MOUSE)
    assert found.homology == "HomoloGene; HCOP 9/9 methods; Alliance 9/9 methods; NCBI; MGI"
    assert found.sources == ("HomoloGene", "HCOP", "Alliance", "NCBI", "MGI")
    assert (found.relation, found.group_id) == (Relation.ONE_TO_ONE, "HomoloGene:7187")


def test_a_gene_in_another_group_is_an_ortholog_all_the_same(both: Reference) -> None:
    found = orthologs(both, gene(both, 31107), HUMAN)
    assert [(ortholog.gene.symbol, ortholog.group_id) for ortholog in found] == [
        ("GRIN2D", "HomoloGene:648"), ("GRIN2B", ""), ("GRIN2A", ""), ("GRIN2C", ""),
    ]  # fmt: skip
    assert {ortholog.relation for ortholog in found} == {Relation.ONE_TO_MANY}
    assert [other.symbol for other in group_genes(both, gene(both, 31107), HUMAN)] == ["GRIN2D"]


def test_what_few_methods_say_counts_only_when_all_is_asked_for(full: Reference) -> None:
    nmdar1, akt2 = gene(full, 40665), gene(full, 208)
    assert set(told(orthologs(full, nmdar1, HUMAN))) == {"GRIN1"}
    assert told(orthologs(full, nmdar1, HUMAN, Homology.ALL))["GRIN3A"] == ("one-to-many", "Alliance 1/10 methods")
    assert set(told(orthologs(full, akt2, MOUSE))) == {"Akt2"}
    assert told(orthologs(full, akt2, MOUSE, Homology.ALL)) == {
        "Akt2": ("one-to-many", "HCOP 5/9 methods; NCBI; MGI"),
        "Akt1": ("one-to-many", "HCOP 1/9 methods"),
    }


def test_two_genes_that_meet_in_a_human_one_say_so(full: Reference) -> None:
    (found,) = orthologs(full, gene(full, 767745), RAT)
    assert found.anchor is not None
    assert found.homology == "through human GRIN1: HCOP 3/3 methods, NCBI"
    assert not found.support


def test_all_species_are_asked_when_none_is_named(full: Reference) -> None:
    found = orthologs(full, gene(full, 387))
    assert [(ortholog.gene.taxon_id, ortholog.gene.symbol) for ortholog in found] == [(YEAST, "RHO1")]
    assert orthologs(full, gene(full, 207)) == ()


def test_a_source_that_names_one_of_several_paralogs_is_noted_with_the_family(old: Reference, full: Reference) -> None:
    akt = gene(old, 41957)
    (found,) = orthologs(old, akt, HUMAN)
    alone = find_sole_ortholog(old, akt, found)
    assert alone is not None
    assert alone.words == "HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2)"
    nmdar2 = gene(old, 31107)
    (found,) = orthologs(old, nmdar2, HUMAN)
    alone = find_sole_ortholog(old, nmdar2, found)
    assert alone is not None
    assert alone.words == "HomoloGene names GRIN2D alone of GRIN2A, GRIN2B, GRIN2D of FPLX:NMDAR"
    nmdar1 = gene(old, 40665)
    (found,) = orthologs(old, nmdar1, HUMAN)
    assert find_sole_ortholog(old, nmdar1, found) is None, "the other subunits are no paralogs of GRIN1"
    (found, *_) = orthologs(full, gene(full, 31107), HUMAN)
    assert find_sole_ortholog(full, gene(full, 31107), found) is None, "several human genes are named"


def test_the_note_for_a_paralog_without_ortholog_names_the_one_that_has_it(old: Reference) -> None:
    assert sole_ortholog_note(old, gene(old, 207), FLY) == (
        "HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2) for Akt (7227:41957)"
    )
    assert sole_ortholog_note(old, gene(old, 387), FLY) == ""


def test_the_shipped_index_says_that_akt_is_named_alone(reference: Reference) -> None:
    akt = gene(reference, 41957)
    (found,) = orthologs(reference, akt, HUMAN)
    alone = find_sole_ortholog(reference, akt, found)
    assert alone is not None
    assert alone.words == "HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)"
    mouse = gene(reference, 11652)
    (found,) = orthologs(reference, mouse, HUMAN)
    assert find_sole_ortholog(reference, mouse, found) is None, "mouse has orthologs of all three"


WEAK = {
    "one": (("PANTHER",), False),
    "two": (("PANTHER", "equal symbol"), True),
    "with a list": (("PANTHER", "WormBase"), True),
}


@pytest.mark.parametrize("case", WEAK)
def test_weak_sources_count_for_stringent_when_two_agree(case: str, tmp_path: Path) -> None:
    sources, expected = WEAK[case]
    listed = ("HGNC:4584", "HGNC:4585", "HGNC:4586") if "WormBase" in sources else ("HGNC:4584",)
    pairs = tuple(
        OrthologPair(source, (gene,), ("WBGene00003775",), may_extend_group=False)
        for source in sources
        for gene in (listed if source == "WormBase" else listed[:1])
    )
    with built(tmp_path / "weak.safetensors", homologene=False, pairs=pairs) as reference:
        worm = reference.gene_by_id(180002)
        assert worm is not None
        assert len(orthologs(reference, worm, HUMAN, Homology.ALL)) == len(listed)
        assert [found.gene.symbol for found in orthologs(reference, worm, HUMAN)] == ["GRIN1"] * expected


@pytest.mark.parametrize(("named", "expected"), [(1, 1), (2, 2), (3, 0)])
def test_long_lists_of_wormbase_are_weak(named: int, expected: int, tmp_path: Path) -> None:
    pairs = tuple(
        OrthologPair("WormBase", (gene,), ("WBGene00003775",), may_extend_group=False)
        for gene in ("HGNC:4584", "HGNC:4585", "HGNC:4586")[:named]
    )
    with built(tmp_path / "worm.safetensors", homologene=False, pairs=pairs) as reference:
        worm, human = reference.gene_by_id(180002), reference.gene_by_id(2902)
        assert worm is not None
        assert human is not None
        assert len(orthologs(reference, worm, HUMAN)) == expected
        assert len(orthologs(reference, human, WORM)) == min(expected, 1)


def test_a_note_names_the_less_well_supported_orthologs(tmp_path: Path) -> None:
    pairs = (OrthologPair("PANTHER", ("HGNC:391",), ("FBgn0010379",), may_extend_group=False),)
    with built(tmp_path / "note.safetensors", homologene=False, pairs=pairs) as reference:
        answer = Resolver(reference).resolve("Akt", genenorm.Context(species=("fly",)))
        (found,) = ortholog_answers(reference, answer, [HUMAN])
        note = "no well supported human ortholog of Akt (7227:41957); with homology 'all': AKT1"
        assert found.resolution.note == note
        (weak,) = ortholog_answers(reference, answer, [HUMAN], Homology.ALL)
        assert weak.ortholog is not None
        assert weak.ortholog.homology == "PANTHER (weak)"


def test_the_shipped_index_keeps_the_doubtful_pairs_of_hcop(reference: Reference) -> None:
    found = orthologs(reference, gene(reference, 2902), MOUSE)
    assert told(found) == {"Grin1": ("one-to-one", "HomoloGene; HGNC; HCOP 12/12 methods")}
    weak = [pairs for pairs in reference.pairs(HUMAN, MOUSE) if pairs.source == "HCOP"]
    assert len(weak[0]) > 40_000


def test_each_pair_is_the_same_from_both_sides(full: Reference, both: Reference, reference: Reference) -> None:
    some = [gene(reference, gene_id) for gene_id in (2902, 1565, 3113, 13105, 31107, 767745)]
    for index, genes in ((full, full.genes()), (both, both.genes()), (reference, iter(some))):
        for one in genes:
            for found in orthologs(index, one, homology=Homology.ALL):
                back = {other.gene.key: other for other in orthologs(index, found.gene, one.taxon_id, Homology.ALL)}
                assert set(back[one.key].sources) == set(found.sources)
                assert _TURNED[back[one.key].relation] is found.relation


_TURNED = {
    Relation.ONE_TO_ONE: Relation.ONE_TO_ONE,
    Relation.ONE_TO_MANY: Relation.MANY_TO_ONE,
    Relation.MANY_TO_ONE: Relation.ONE_TO_MANY,
    Relation.MANY_TO_MANY: Relation.MANY_TO_MANY,
}


def test_the_python_function_takes_the_words_of_the_command_line() -> None:
    strict = genenorm.orthologs("CYP2D6", to="mouse")
    loose = genenorm.orthologs("CYP2D6", to="mouse", homology="all")
    assert {found.gene.key for found in strict} < {found.gene.key for found in loose}
    wrong: Callable[..., object] = genenorm.orthologs
    with pytest.raises(ValueError, match="homology is 'strict'; it may be: stringent, all"):
        wrong("GRIN1", homology="strict")
