"""Tests of orthologs from descriptions, from common ancestors and from equal symbols."""

from __future__ import annotations

import pytest

from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.roster import Roster
from genenorm.builder.profiles.registry_homology import equal_symbols, unopposed
from genenorm.builder.readers.gene_ontology import AncestorRows, read_gaf_proteins
from genenorm.builder.readers.worm_descriptions import read_worm_descriptions
from genenorm.builder.source_rows import OrthologPair, SourceGene, Tally
from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind
from tests.support.packages import gaf, source_file

HUMAN, FLY, WORM = 9606, 7227, 6239


def described(*texts: str) -> tuple[dict[str, list[tuple[str, bool]]], Tally]:
    """Return the orthologs of worm genes with these descriptions, each with whether it may extend a group."""
    lines = [f'WB{row},"{text}"' for row, text in enumerate(texts, 1)]
    tally, found = Tally(), dict[str, list[tuple[str, bool]]]()
    known = {"A1": "H:A1", "B2": "H:B2", "C3": "H:C3", "OLD1": "H:A1"}
    file = source_file("\n".join(["Wormbase ID,Automated Description", *lines, ""]))
    for pair in read_worm_descriptions(file, tally, lambda symbol: known.get(symbol, "")):
        assert pair.source == "WormBase"
        found.setdefault(pair.other[0], []).append((pair.gene[0], pair.may_extend_group))
    return found, tally


def test_a_description_names_one_or_several_orthologs() -> None:
    found, tally = described(
        "x-1 is an ortholog of human B2 (beta (2), and more)\\; is predicted.",
        "x-2 is an ortholog of human A1 and C3 (gamma 3)\\; human A1 is known.",
        "x-3 is an ortholog of human OLD1 (alpha), B2 (beta), and C3.",
        "x-4 is expressed; human B2 is implicated.",
    )
    assert found == {
        "WB1": [("H:B2", True)],
        "WB2": [("H:A1", False), ("H:C3", False)],
        "WB3": [("H:A1", False), ("H:B2", False), ("H:C3", False)],
    }
    assert (tally.read, tally.dropped) == (4, {"no human ortholog": 1})


def test_orthologs_that_are_no_single_genes_are_dropped() -> None:
    found, tally = described(
        "x-1 is an ortholog of human members of the human A gene family including A1.",
        "x-2 is an ortholog of human NEW9 and B2.",
    )
    assert found == {"WB2": [("H:B2", False)]}
    assert tally.dropped == {"members of a gene family": 1, "no human gene with this symbol": 1}


def test_a_human_gene_that_two_worm_genes_have_alone_extends_no_group() -> None:
    found, _ = described("x-1 is an ortholog of human A1.", "x-2 is an ortholog of human A1.")
    assert found == {"WB1": [("H:A1", False)], "WB2": [("H:A1", False)]}


def test_proteins_have_the_symbol_and_the_locus_of_their_gene() -> None:
    file = source_file(
        gaf(
            "P1 Dmel\\CG5 IDA _ x|Dmel_CG5 7227", "P1 Dmel\\CG5 IDA _ _ 7227", "P2 P2 IDA _ CT9 7227",
            "P3 abl IDA _ _ 7227|taxon:5", "P4 abl IDA _ _ 9606",
        )
    )  # fmt: skip
    first, second, third = read_gaf_proteins(file, Tally(), FLY)
    assert (first.symbol, first.uniprot, first.names) == ("CG5", ("P1",), ((NameKind.SYSTEMATIC_NAME, "CG5"),))
    assert (second.symbol, second.names) == ("", ())
    assert third.symbol == "abl"
    (worm,) = read_gaf_proteins(source_file(gaf("P5 CELE_F58D2.3 IDA _ F58D2.3 6239")), Tally(), WORM)
    assert (worm.symbol, worm.names) == ("F58D2.3", ((NameKind.SYSTEMATIC_NAME, "F58D2.3"),))


def test_a_row_of_another_form_is_named() -> None:
    with pytest.raises(SourceError, match=r"line 2: 2 columns, expected 15 or more"):
        list(read_gaf_proteins(source_file("!gaf\nUniProtKB\tP1\n"), Tally(), FLY))


def with_common_ancestors(*rows: str) -> dict[str, list[str]]:
    """Return the human orthologs of the fly genes F1… in these rows; the human genes are H1…."""
    taxa = {"H": HUMAN, "F": FLY}
    found: dict[str, list[str]] = {}

    def gene_of(identifier: str) -> tuple[int, str] | None:
        gene = identifier.removeprefix("UniProt:")
        return (taxa[gene[0]], gene) if gene[0] in taxa else None

    tree = AncestorRows(gene_of)
    tally = Tally()
    tree.read(source_file(gaf(*rows)), tally)
    assert tally.read == tally.kept + sum(tally.dropped.values())
    for pair in tree.pairs(FLY):
        assert (pair.source, pair.may_extend_group) == ("PANTHER", False)
        found.setdefault(pair.other[0], []).append(pair.gene[0])
    return found


def test_genes_below_one_node_are_orthologs_and_the_narrowest_node_counts() -> None:
    assert with_common_ancestors(
        "H1 A IBA PANTHER:PTN1|UniProtKB:F1 _ 9606",
        "H1 A IBA PANTHER:PTN2|UniProtKB:F1 _ 9606",
        "H2 B IBA PANTHER:PTN2 _ 9606",
        "H3 C IDA PANTHER:PTN1 _ 9606",
    ) == {"F1": ["H1"]}


@pytest.mark.parametrize(("human", "fly", "orthologs"), [(1, 4, True), (3, 1, True), (4, 1, False), (2, 2, False)])
def test_a_node_before_two_duplications_makes_no_orthologs(human: int, fly: int, orthologs: bool) -> None:
    rows = [f"H{row} A IBA PANTHER:PTN1 _ 9606" for row in range(human)]
    rows += [f"F{row} a IBA PANTHER:PTN1 _ 7227" for row in range(fly)]
    expected = {f"F{row}": [f"H{row}" for row in range(human)] for row in range(fly)} if orthologs else {}
    assert with_common_ancestors(*rows) == expected


def rosters(fly: tuple[str, ...], human: tuple[str, ...]) -> tuple[Roster, Roster]:
    made = Roster(FLY), Roster(HUMAN)
    for roster, symbols in zip(made, (fly, human), strict=True):
        for row, symbol in enumerate(symbols, 1):
            roster.add(
                SourceGene(roster.taxon_id, symbol, authority=f"{symbol[:1]}{row}", biotype=Biotype.PROTEIN_CODING)
            )
    return made


def test_equal_symbols_are_long_enough_and_unique() -> None:
    fly, human = rosters(("Egfr", "Rab-7", "Fos", "Twin1", "Twin-1"), ("EGFR", "RAB7", "FOS", "TWIN1"))
    found = [(pair.other, pair.gene) for pair in equal_symbols(fly, human, Tally())]
    assert found == [(("E1",), ("E1",)), (("R2",), ("R2",))]


def test_pairs_against_all_other_sources_are_left_out() -> None:
    fly, human = rosters(("aaaa", "bbbb", "cccc"), ("AAAA", "BBBB", "CCCC"))
    groups = HomologyGroups({FLY: fly, HUMAN: human})
    groups.add_pairs([OrthologPair("HGNC", ("A1",), ("a1",)), OrthologPair("HGNC", ("A1",), ("b2",))], Tally())
    pairs = [OrthologPair("equal symbol", (gene,), (gene.lower(),)) for gene in ("A1", "B2", "C3")]
    assert [pair.other for pair in unopposed(pairs, fly, human, groups)] == [("a1",), ("c3",)]
