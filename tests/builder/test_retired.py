"""Tests that retired identifiers and withdrawn symbols lead to the genes that replace them."""

from __future__ import annotations

import pytest

from genenorm.builder.merge.name_postings import FoldedName
from genenorm.builder.merge.retired import RetiredEntries, resolve_retired
from genenorm.builder.merge.roster import GeneDraft, Roster
from genenorm.builder.source_rows import SourceGene, WithdrawnEntry
from genenorm.core.model import NameKind
from genenorm.index.schema import UNDATED
from genenorm.text.keys import Key

HUMAN = 9606


def rosters(*genes: SourceGene) -> tuple[dict[int, Roster], list[GeneDraft]]:
    roster = Roster(HUMAN)
    drafts = [roster.add(gene) for gene in genes]
    for key, draft in enumerate(drafts, 1):
        draft.key = key
    return {HUMAN: roster}, drafts


def led(*withdrawn: WithdrawnEntry, genes: tuple[SourceGene, ...] = ()) -> RetiredEntries:
    found, drafts = rosters(*(genes or (SourceGene(HUMAN, "GRIN1", 2902, "HGNC:4584"),)))
    return resolve_retired(found, {id(draft): [] for draft in drafts}, withdrawn)


def test_a_chain_of_replacements_is_followed_to_its_end() -> None:
    found = led(
        WithdrawnEntry("NCBIGene:1", "A1", "NCBIGene:2", date=20010101),
        WithdrawnEntry("NCBIGene:2", "A2", "NCBIGene:2902", date=20190304),
    )
    assert found.identifiers == {1: (1, 20010101), 2: (1, 20190304)}
    assert found.dates == {"a1": (1, 20010101), "a2": (1, 20190304)}


def test_a_circle_of_replacements_ends_without_one() -> None:
    found = led(WithdrawnEntry("NCBIGene:1", "", "NCBIGene:2"), WithdrawnEntry("NCBIGene:2", "", "NCBIGene:1"))
    assert found.identifiers == {1: (0, UNDATED), 2: (0, UNDATED)}


def test_an_id_without_a_replacement_is_retired_too() -> None:
    found = led(WithdrawnEntry("NCBIGene:7", "GONE", "", date=20200101), WithdrawnEntry("HGNC:7", "GONE", ""))
    assert found.identifiers == {7: (0, 20200101), "HGNC:7": (0, UNDATED)}
    assert found.symbols == [(Key("gone"), 0, "GONE")]
    assert found.dates == {"gone": (0, 20200101)}, "the date comes from the source that has it"


def test_an_id_that_a_gene_has_is_not_retired() -> None:
    assert led(WithdrawnEntry("NCBIGene:2902", "", "NCBIGene:5")).identifiers == {}


def test_a_replacement_may_be_named_by_its_symbol() -> None:
    assert led(WithdrawnEntry("", "NMDA1X", "GRIN1")).symbols == [("nmda1x", 1, "NMDA1X")]


def test_a_symbol_split_between_genes_leads_to_each() -> None:
    genes = (SourceGene(HUMAN, "OPN1MW", 1, "HGNC:4206"), SourceGene(HUMAN, "OPN1LW", 2, "HGNC:9936"))
    found = led(
        WithdrawnEntry("HGNC:1531", "CBBM", "HGNC:4206"), WithdrawnEntry("HGNC:1531", "CBBM", "HGNC:9936"), genes=genes
    )
    assert found.symbols == [("cbbm", 1, "CBBM"), ("cbbm", 2, "CBBM")]
    assert found.identifiers == {"HGNC:1531": (1, UNDATED)}


def test_a_symbol_that_the_replacing_gene_still_has_as_a_name_is_not_retired() -> None:
    found, drafts = rosters(SourceGene(HUMAN, "GRIN1", 2902, "HGNC:4584"))
    names = {id(drafts[0]): [FoldedName(Key("nmdar1"), NameKind.SYNONYM, "NMDAR1")]}
    assert resolve_retired(found, names, [WithdrawnEntry("HGNC:9", "NMDAR1", "HGNC:4584")]).symbols == []


def test_symbols_that_repeat_an_identifier_are_dropped() -> None:
    assert led(WithdrawnEntry("NCBIGene:100289", "LOC100289", "NCBIGene:2902")).symbols == []


def test_loc_names_with_other_numbers_and_replaced_ids_are_retired_without_a_date() -> None:
    gene = SourceGene(
        HUMAN, "GRIN1", 2902, names=((NameKind.SYNONYM, "LOC999"), (NameKind.SYNONYM, "LOC2902")), retired=("HGNC:1",)
    )
    assert led(genes=(gene,)).identifiers == {"HGNC:1": (1, UNDATED), 999: (1, UNDATED)}
    dated = led(WithdrawnEntry("NCBIGene:999", "", "", date=20110101), genes=(gene,))
    assert dated.identifiers[999] == (1, 20110101), "the gene's own replacement completes the entry with a date"


@pytest.mark.parametrize(("taxon_id", "expected"), [(10116, {7: (1, UNDATED)}), (559292, {})])
def test_loc_and_a_number_is_a_merged_gene_id_but_for_yeast(
    taxon_id: int, expected: dict[int, tuple[int, int]]
) -> None:
    roster = Roster(taxon_id)
    draft = roster.add(SourceGene(taxon_id, "YCS4", 850977, names=((NameKind.SYNONYM, "LOC7"),)))
    draft.key = 1
    assert resolve_retired({taxon_id: roster}, {id(draft): []}, ()).identifiers == expected
