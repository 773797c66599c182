"""Tests of merging rows into genes, names, groups, families and weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from genenorm.builder.merge.arrange import arrange
from genenorm.builder.merge.families import build_families
from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.name_postings import (
    MAX_GENES_PER_NAME,
    drop_crowded_names,
    gene_names,
    posting_lists,
    reason_to_drop,
)
from genenorm.builder.merge.roster import GeneDraft, JoinRule, Roster, merge_rows, prefer_current_ensembl_ids
from genenorm.builder.merge.weights import set_weights
from genenorm.builder.source_rows import FamilyRows, GroupRow, OrthologPair, SourceGene, Tally, WithdrawnEntry
from genenorm.core.model import Biotype, NameKind
from genenorm.index.schema import UNDATED, decode_posting
from genenorm.text.keys import fold

HUMAN, MOUSE, FLY = 9606, 10090, 7227


def roster(taxon_id: int, *rows: SourceGene) -> Roster:
    made = Roster(taxon_id)
    for row in rows:
        made.add(row)
    return made


def joined(made: Roster, row: SourceGene, rules: Sequence[JoinRule], *, adds_genes: bool = False) -> Tally:
    tally = Tally()
    merge_rows(made, [row], rules, adds_genes=adds_genes, tally=tally)
    return tally


SYNONYM, PREVIOUS, LOCUS = NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL, NameKind.SYSTEMATIC_NAME
BASE = SourceGene(
    MOUSE, "Pgm2", authority="MGI:1", ensembl=("E1",), uniprot=("P1",), names=((PREVIOUS, "Pgm1"), (LOCUS, "CG1")),
)  # fmt: skip

JOINS = {
    JoinRule.AUTHORITY: SourceGene(MOUSE, "X", 7, authority="MGI:1"),
    JoinRule.ENSEMBL: SourceGene(MOUSE, gene_id=7, ensembl=("E1",)),
    JoinRule.UNIPROT: SourceGene(MOUSE, gene_id=7, uniprot=("P1",)),
    JoinRule.SYMBOL: SourceGene(MOUSE, "Pgm2", 7),
    JoinRule.ALIAS: SourceGene(MOUSE, "Pgm1", 7),
    JoinRule.SYSTEMATIC: SourceGene(MOUSE, "Y", 7, names=((LOCUS, "CG1"),)),
}


def test_an_older_record_is_replaced_by_the_gene_that_has_its_ids_or_its_symbol() -> None:
    made = roster(HUMAN, SourceGene(HUMAN, "NEW1", 5, "HGNC:1", names=((PREVIOUS, "OLD1"),)))
    older = (
        SourceGene(HUMAN, "OLD1", 6, "HGNC:2"),
        SourceGene(HUMAN, "OLD2", 5, "HGNC:3"),
        SourceGene(HUMAN, "OLD3", 7, "HGNC:4"),
        SourceGene(HUMAN, "OTHER1", 8),
    )
    tally = Tally()
    merge_rows(
        made, older, (JoinRule.GENE_ID, JoinRule.AUTHORITY), adds_genes=True, tally=tally, has_older_records=True
    )
    assert [draft.symbol for draft in made.drafts] == ["NEW1", "OTHER1"]
    assert [(row.identifier, row.symbol, row.replacement) for row in made.withdrawn] == [
        ("HGNC:2", "OLD1", "HGNC:1"), ("NCBIGene:6", "", "HGNC:1"), ("HGNC:3", "OLD2", "HGNC:1"),
        ("NCBIGene:5", "", "HGNC:1"), ("HGNC:4", "OLD3", ""), ("NCBIGene:7", "", ""),
    ]  # fmt: skip
    assert tally.dropped == {"record that the authority has withdrawn": 3}


def test_a_gene_id_that_contradicts_a_newer_one_is_retired() -> None:
    made = roster(
        MOUSE,
        SourceGene(MOUSE, "Gm1", 5, "MGI:1"),
        SourceGene(MOUSE, "Gm2", None, "MGI:2"),
        SourceGene(MOUSE, "Gm3", 8),
    )
    rows = [
        SourceGene(MOUSE, "Gm1", 4),
        SourceGene(MOUSE, "Gm2", 6),
        SourceGene(MOUSE, "Gm1", 8),
        SourceGene(MOUSE, "Gm9", 9),
    ]
    tally = Tally()
    merge_rows(made, rows, (JoinRule.SYMBOL,), adds_genes=False, tally=tally, has_older_ids=True)
    assert [(draft.gene_id, list(draft.retired)) for draft in made.drafts] == [
        (5, ["NCBIGene:4"]), (6, []), (8, []),
    ]  # fmt: skip
    assert tally.dropped == {"GeneID that a newer source has replaced": 1, "no gene to join": 2}


def test_a_locus_whose_symbol_is_a_name_of_another_gene_is_left_out() -> None:
    made = roster(MOUSE, SourceGene(MOUSE, "Fgf4", 5, names=((SYNONYM, "HST1"),)))
    tally = Tally()
    rows = [SourceGene(MOUSE, "Hst1", 6), SourceGene(MOUSE, "Om", 7)]
    merge_rows(made, rows, (JoinRule.ALIAS,), adds_genes=True, only_new_names=True, tally=tally)
    assert [draft.symbol for draft in made.drafts] == ["Fgf4", "Om"]
    assert (tally.kept, tally.dropped) == (1, {"name of another gene": 1})


def test_a_withdrawn_symbol_names_no_gene_of_a_later_source() -> None:
    made = roster(HUMAN, SourceGene(HUMAN, "KEPT1", 5, "HGNC:1"))
    for symbol in ("OLD1", "KEPT1"):
        made.withdraw(SourceGene(HUMAN, symbol, authority="HGNC:2"))
    assert made.add(SourceGene(HUMAN, "OLD1", ensembl=("E1",))).symbol == ""
    assert made.add(SourceGene(HUMAN, "KEPT1", ensembl=("E2",))).symbol == "KEPT1"


def test_systematic_names_of_other_genes_are_taken_away() -> None:
    made = roster(
        FLY,
        SourceGene(FLY, "A", names=((LOCUS, "CG30170"), (LOCUS, "CG10330"), (LOCUS, "CG99"))),
        SourceGene(FLY, "B", names=((LOCUS, "CG10330"),)),
    )
    made.drop_borrowed_loci()
    assert [[text for _, text in draft.names] for draft in made.drafts] == [["CG30170", "CG99"], ["CG10330"]]


@pytest.mark.parametrize("rule", JOINS)
def test_a_row_joins_by_what_it_shares(rule: JoinRule) -> None:
    made = roster(MOUSE, BASE)
    assert joined(made, JOINS[rule], [rule]).kept == 1
    assert made.drafts[0].gene_id == 7
    assert len(made.drafts) == 1


@pytest.mark.parametrize("row", [SourceGene(MOUSE, "Pgm2", authority="MGI:2"), SourceGene(MOUSE, "pgm2", 7)])
def test_a_row_that_contradicts_or_differs_in_case_does_not_join(row: SourceGene) -> None:
    made = roster(MOUSE, BASE)
    assert joined(made, row, list(JoinRule)).dropped == Counter({"no gene to join": 1})


def test_mitochondrial_genes_join_across_their_prefixes() -> None:
    made = roster(10116, SourceGene(10116, "Mt-nd1"), SourceGene(10116, "Mt-co1"), SourceGene(10116, "Nd1"))
    joined(made, SourceGene(10116, "ND1", 26193), [JoinRule.MITOCHONDRIAL])
    joined(made, SourceGene(10116, "COX1", 26195), [JoinRule.MITOCHONDRIAL])
    assert [draft.gene_id for draft in made.drafts] == [26193, 26195, None]


def test_a_shared_symbol_or_alias_joins_nothing() -> None:
    made = roster(FLY, SourceGene(FLY, "a", names=((SYNONYM, "x"),)), SourceGene(FLY, "b", names=((SYNONYM, "x"),)))
    assert joined(made, SourceGene(FLY, "x", 7), [JoinRule.SYMBOL, JoinRule.ALIAS]).kept == 0


def test_an_alias_that_is_another_genes_symbol_joins_nothing() -> None:
    made = roster(FLY, SourceGene(FLY, "Dl", 3), SourceGene(FLY, "dl", names=((SYNONYM, "Dl"),)))
    assert joined(made, SourceGene(FLY, "Dl", 7), [JoinRule.SYMBOL, JoinRule.ALIAS]).kept == 0


def test_an_identifier_belongs_to_the_first_gene_that_gets_it() -> None:
    made = roster(HUMAN, SourceGene(HUMAN, "A", 1, ensembl=("E1",)), SourceGene(HUMAN, "B", 1, ensembl=("E1", "E2")))
    assert [(draft.gene_id, draft.ensembl) for draft in made.drafts] == [(1, "E1"), (None, "E2")]


def test_another_genes_symbol_does_not_become_a_synonym() -> None:
    made = roster(HUMAN, SourceGene(HUMAN, "A", 1), SourceGene(HUMAN, "B", 2))
    joined(made, SourceGene(HUMAN, "B", 1), [JoinRule.GENE_ID])
    assert made.drafts[0].names == {}
    joined(made, SourceGene(HUMAN, "C", 1), [JoinRule.GENE_ID])
    assert made.drafts[0].names == {(SYNONYM, "C"): None}


@pytest.mark.parametrize(
    ("symbol", "kind", "expected"),
    [
        ("Gm10237", Biotype.PSEUDOGENE, None), ("Gm10237", Biotype.PROTEIN_CODING, 7),
        ("Grin1", Biotype.PSEUDOGENE, 7), ("1700001J04Rik", Biotype.NON_CODING_RNA, 7),
        ("4930555K19Rik", Biotype.PSEUDOGENE, None),
    ],
)  # fmt: skip
def test_an_old_gene_id_of_a_gene_model_needs_more_than_the_symbol(
    symbol: str, kind: Biotype, expected: int | None
) -> None:
    made = roster(MOUSE, SourceGene(MOUSE, symbol, ensembl=("E1",), biotype=kind))
    joined(made, SourceGene(MOUSE, symbol, 7, names=((SYNONYM, "x"),)), [JoinRule.SYMBOL])
    assert made.drafts[0].gene_id == expected
    assert (SYNONYM, "x") in made.drafts[0].names


def test_the_current_ensembl_id_becomes_the_primary_one() -> None:
    made = roster(10116, SourceGene(10116, "Nanos1", ensembl=("OLD", "NEW1", "NEW2")))
    prefer_current_ensembl_ids(made, {"NEW1": "Other", "NEW2": "Nanos1"})
    assert made.drafts[0].ensembl == "NEW2"
    assert set(made.drafts[0].more_ids) == {"NEW1", "OLD"}


@pytest.mark.parametrize(
    ("text", "kind", "taxon_id", "reason"),
    [
        ("predicted gene, 12345", NameKind.FULL_NAME, MOUSE, "boilerplate"),
        ("uncharacterized LOC100", NameKind.FULL_NAME, HUMAN, "boilerplate"),
        ("RIKEN cDNA 1700001J04 gene", NameKind.FULL_NAME, MOUSE, "boilerplate"),
        ("CG1234-PA", NameKind.DESIGNATION, FLY, "boilerplate"),
        ("CG1234 gene product from transcript CG1234-RA", NameKind.FULL_NAME, FLY, "boilerplate"),
        ("hypothetical protein", NameKind.DESIGNATION, HUMAN, "boilerplate"),
        ("HIF1A antisense RNA 2", NameKind.FULL_NAME, HUMAN, "boilerplate"),
        ("RNA, U7 small nuclear 42", NameKind.FULL_NAME, HUMAN, "boilerplate"),
        ("caspase 3", NameKind.FULL_NAME, HUMAN, ""),
        ("RNA binding motif protein 12", NameKind.FULL_NAME, HUMAN, ""),
        ("tRNA methyltransferase 1", NameKind.FULL_NAME, HUMAN, ""),
        ("novel SH2-containing protein 1", NameKind.DESIGNATION, HUMAN, ""),
        ("GST-PI", NameKind.DESIGNATION, HUMAN, ""),
        ("LOC100911545", SYNONYM, 10116, "an identifier in another form"),
        ("LOC7", SYNONYM, 559292, ""),
        ("CG10079", LOCUS, FLY, ""),
        ("CR31451", LOCUS, FLY, ""),
        ("CT31451", SYNONYM, FLY, "database bookkeeping"),
        ("BcDNA:GH07466", SYNONYM, FLY, "database bookkeeping"),
        ("wu:fc15c04", SYNONYM, 7955, "database bookkeeping"),
        ("zgc:109861", SYNONYM, 7955, ""),
        ("h", NameKind.SYMBOL, FLY, ""),
        ("NA", SYNONYM, HUMAN, ""),
        ("-", SYNONYM, HUMAN, "empty"),
    ],
)
def test_useless_names_are_dropped_with_a_reason(text: str, kind: NameKind, taxon_id: int, reason: str) -> None:
    assert reason_to_drop(text, kind, taxon_id) == reason


def draft(taxon_id: int, symbol: str, *names: tuple[NameKind, str], full_name: str = "") -> GeneDraft:
    made = roster(taxon_id, SourceGene(taxon_id, symbol, full_name=full_name, names=names)).drafts[0]
    made.biotype = Biotype.PROTEIN_CODING
    return made


def test_the_strongest_kind_wins_and_short_names_keep_every_spelling() -> None:
    counts: Counter[str] = Counter()
    made = draft(FLY, "dl", (SYNONYM, "Dl"), (PREVIOUS, "dl"), (SYNONYM, "dorsal-like"), full_name="Dorsal like")
    found = [(name.kind, name.spelling) for name in gene_names(made, counts)]
    assert found == [(NameKind.SYMBOL, "dl"), (SYNONYM, "Dl"), (SYNONYM, "dorsal-like")]
    assert counts == Counter({"read": 5, "kept": 3, "same key as a stronger name": 2})


def test_a_name_of_too_many_genes_is_dropped() -> None:
    counts: Counter[str] = Counter()
    found = [gene_names(draft(10116, "U6"), counts) for _ in range(MAX_GENES_PER_NAME + 1)] + [
        gene_names(draft(10116, "A1"), counts)
    ]
    drop_crowded_names(found, counts)
    assert [len(names) for names in found] == [0] * (MAX_GENES_PER_NAME + 1) + [1]
    assert counts["kept"] == 1


def test_postings_are_sorted_by_kind_then_weight_then_row() -> None:
    key = fold("p62")
    assert key is not None
    given = [
        (key, SYNONYM, 10, 1, "p62"), (key, SYNONYM, 90, 3, "p62"), (key, NameKind.SYMBOL, 1, 9, "P62"),
        (key, PREVIOUS, 5, 4, "p62"), (key, SYNONYM, 10, 1, "p62"),
    ]  # fmt: skip
    ((found, words),) = posting_lists(given)
    assert found == key
    assert [decode_posting(word).target for word in words] == [9, 4, 3, 1]


def orthologs() -> tuple[dict[int, Roster], HomologyGroups]:
    human = [SourceGene(HUMAN, f"H{n}", n, authority=f"HGNC:{n}") for n in (1, 2, 3)]
    mouse = [SourceGene(MOUSE, f"M{n}", 10 + n, authority=f"MGI:{n}") for n in (1, 2, 3)]
    rosters = {HUMAN: roster(HUMAN, *human), MOUSE: roster(MOUSE, *mouse)}
    groups = HomologyGroups(rosters)
    rows = [GroupRow("HomoloGene:5", human[0]), GroupRow("HomoloGene:5", mouse[0]), GroupRow("HomoloGene:6", human[1])]
    groups.add_homologene(rows, Tally())
    return rosters, groups


def test_orthologs_join_groups_and_a_single_gene_has_none() -> None:
    _, groups = orthologs()
    assert [group.group_id for group in groups.nontrivial_groups()] == ["HomoloGene:5"]
    pairs = [
        OrthologPair("HGNC", ("HGNC:1",), ("MGI:1",)),
        OrthologPair("HGNC", ("HGNC:2",), ("MGI:2",)),
        OrthologPair("HGNC", ("HGNC:3",), ("MGI:3",)),
    ]
    groups.add_pairs(pairs, Tally())
    found = {group.group_id: [list(support) for support in group.support] for group in groups.nontrivial_groups()}
    assert found == {
        "HomoloGene:5": [["HomoloGene", "HGNC"], ["HomoloGene", "HGNC"]],
        "HomoloGene:6": [["HomoloGene", "HGNC"], ["HGNC"]],
        "HGNC:3": [["HGNC"], ["HGNC"]],
    }


def test_a_gene_stays_in_its_group_and_the_pair_is_kept_outside_it() -> None:
    _, groups = orthologs()
    tally = Tally()
    given = [
        OrthologPair("HCOP", ("HGNC:3",), ("MGI:1",)),
        OrthologPair("HCOP", ("HGNC:9",), ("MGI:1",)),
        OrthologPair("HCOP", ("HGNC:1",), ("x",)),
    ]
    groups.add_pairs(given, tally)
    assert [(pair.gene.symbol, pair.other.symbol) for pair in groups.ungrouped_pairs()] == [("H3", "M1")]
    assert [group.group_id for group in groups.nontrivial_groups()] == ["HomoloGene:5"]
    assert dict(tally.dropped) == {"no such gene": 1, "no such ortholog": 1}


def test_a_weak_pair_adds_no_gene_to_a_group_but_supports_members() -> None:
    _, groups = orthologs()
    given = [
        OrthologPair("HCOP", ("HGNC:2",), ("MGI:2",), 2, 12, may_extend_group=False),
        OrthologPair("HCOP", ("HGNC:3",), ("MGI:3",), 1, 12, may_extend_group=False),
        OrthologPair("HCOP", ("HGNC:1",), ("MGI:1",), 1, 12, may_extend_group=False),
    ]
    groups.add_pairs(given, Tally())
    (group,) = groups.nontrivial_groups()
    assert [support.words for support in group.support[1].values()] == ["HomoloGene", "HCOP 1/12 methods"]
    assert {pair.other.symbol for pair in groups.ungrouped_pairs()} == {"M2", "M3"}


def test_a_pair_is_found_by_any_identifier_and_the_human_gene_comes_first() -> None:
    _, groups = orthologs()
    tally = Tally()
    groups.add_pairs([OrthologPair("NCBI", ("MGI:99", "MGI:3"), ("HGNC:3",), may_extend_group=False)], tally)
    (pair,) = groups.ungrouped_pairs()
    assert (pair.gene.symbol, pair.other.symbol, pair.support.words) == ("H3", "M3", "NCBI")
    groups.add_pairs([OrthologPair("NCBI", ("HGNC:1",), ("HGNC:2",))], tally)
    assert dict(tally.dropped) == {"genes of one species": 1}


def test_the_pairs_of_a_group_with_two_human_genes_are_kept() -> None:
    human = [SourceGene(HUMAN, f"H{n}", n, authority=f"HGNC:{n}") for n in (1, 2)]
    mouse = [SourceGene(MOUSE, f"M{n}", 10 + n, authority=f"MGI:{n}") for n in (1, 2)]
    groups = HomologyGroups({HUMAN: roster(HUMAN, *human), MOUSE: roster(MOUSE, *mouse)})
    groups.add_homologene([GroupRow("HomoloGene:5", row) for row in (*human, *mouse)], Tally())
    groups.add_pairs([OrthologPair("HGNC", (f"HGNC:{n}",), (f"MGI:{n}",)) for n in (1, 2)], Tally())
    pairs = {(pair.gene.symbol, pair.other.symbol) for pair in groups.ungrouped_pairs()}
    assert pairs == {("H1", "M1"), ("H2", "M2")}


def test_a_family_has_the_members_of_its_subfamilies() -> None:
    rosters, _ = orthologs()
    parts = (
        ("HGNC", "H1", "SUB"),
        ("FPLX", "SUB", "TOP"),
        ("HGNC", "H2", "TOP"),
        ("FPLX", "TOP", "SUB"),
        ("HGNC", "H9", "TOP"),
    )
    rows = FamilyRows(
        ("TOP", "SUB", "NONE"), parts, (("the tops", "TOP"), ("lost", "X")), (("h-one", "H1"), ("y", "H9"))
    )
    tallies = (Tally(), Tally(), Tally())
    sub, top = build_families(rows, rosters[HUMAN], tallies)
    assert (sub.family_id, top.family_id) == ("SUB", "TOP")
    assert [gene.symbol for gene in top.members] == ["H1", "H2"]
    assert [text for _, _, text in top.names] == ["TOP", "the tops"]
    assert (SYNONYM, "h-one") in rosters[HUMAN].drafts[0].names
    assert tallies[0].dropped == Counter({"no human member gene": 1})


def test_studied_genes_and_their_orthologs_weigh_more() -> None:
    rosters, groups = orthologs()
    human, mouse = rosters[HUMAN].drafts, rosters[MOUSE].drafts
    human[0].rank, human[0].terms = 1, 200
    set_weights([*human, *mouse], groups.nontrivial_groups(), {})
    assert human[0].weight > mouse[0].weight > mouse[1].weight
    assert all(0 <= gene.weight <= 255 for gene in (*human, *mouse))


def test_rows_are_numbered_by_species_then_weight() -> None:
    rosters, groups = orthologs()
    rosters[HUMAN].drafts[2].rank = 1
    content = arrange(
        rosters, groups, [], [WithdrawnEntry("HGNC:9", "H1", "HGNC:1"), WithdrawnEntry("HGNC:8", "OLD", "HGNC:1")]
    )
    assert [gene.symbol for gene in content.genes] == ["H3", "H1", "H2", "M1", "M2", "M3"]
    assert [gene.key for gene in content.genes] == [1, 2, 3, 4, 5, 6]
    assert content.retired.identifiers == {"HGNC:9": (2, UNDATED), "HGNC:8": (2, UNDATED)}
    assert content.retired.symbols == [("old", 2, "OLD")], "a symbol that the gene still has is not retired"
