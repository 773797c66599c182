"""Names that name their species, and aliases of other species, on made genes."""

from __future__ import annotations

import pytest

from genenorm.core.context import Context
from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.list_answers import answer_list
from genenorm.resolver.name_evidence import MOST_OF_GUESS
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made

KNOWN = 200
GENES = (
    Made(1, "ABK1", group="1", weight=KNOWN),
    Made(2, "Abk1", group="1", taxon_id=MOUSE, weight=KNOWN),
    Made(3, "Abk1", group="1", taxon_id=RAT, weight=KNOWN),
)


@pytest.mark.parametrize("name", ["mouse Abk1", "mouse ABK1", "Abk1 (mouse)", "Abk1, mouse", "mABK1", "mmu-Abk1"])
@pytest.mark.parametrize("context", [Context(), Context(organisms="human"), Context(species=("human", "mouse"))])
def test_a_name_is_of_the_species_that_it_names(open_index: OpenIndex, name: str, context: Context) -> None:
    found = Resolver(open_index(*GENES)).resolve(name, context)
    assert (found.symbol, found.taxon_id, found.rule) == ("Abk1", MOUSE, KeyRule.SPECIES_PREFIX)


def test_a_species_asked_for_that_contradicts_leaves_a_name_open(open_index: OpenIndex) -> None:
    found = Resolver(open_index(*GENES)).resolve("mouse Abk1", Context(species="human"))
    assert (found.status, found.note) == (Status.AMBIGUOUS, "names a mouse gene; asked for: human")
    assert [candidate.gene.symbol for candidate in found.candidates] == ["ABK1"]


@pytest.mark.parametrize("name", ["bovine ABK1", "ABK1 (chicken)", "xAbk1"])
def test_a_species_that_the_index_lacks_leaves_a_name_open(open_index: OpenIndex, name: str) -> None:
    found = Resolver(open_index(*GENES)).resolve(name)
    assert found.status is Status.AMBIGUOUS
    assert found.note.endswith("the index has no genes of this species")


def test_an_ortholog_answers_in_the_species_that_is_named(open_index: OpenIndex) -> None:
    mouse = Made(2, "Qqa1", group="1", taxon_id=MOUSE, weight=KNOWN)
    found = Resolver(open_index(GENES[0], mouse)).resolve("mouse ABK1")
    assert (found.symbol, found.taxon_id) == ("Qqa1", MOUSE)


@pytest.mark.parametrize(
    "other",
    [
        Made(4, "mABK1", weight=KNOWN),  # a symbol, as MTOR is of mTOR
        Made(4, "MABK1", weight=KNOWN),
        Made(4, "QQA4", taxon_id=MOUSE, synonyms=("Mabk1",), weight=KNOWN),  # of the species, as hERG is no human ERG
        Made(4, "QQA4", synonyms=("mABK1",), weight=KNOWN),
    ],
)
def test_a_name_of_another_gene_has_no_letter(open_index: OpenIndex, other: Made) -> None:
    assert not Gatherer(open_index(*GENES, other)).gather("mABK1").names_taxon


def test_a_synonym_of_the_same_gene_elsewhere_has_a_letter(open_index: OpenIndex) -> None:
    rat = Made(3, "Abk1", group="1", taxon_id=RAT, synonyms=("mABK1",), weight=KNOWN)
    assert Resolver(open_index(*GENES[:2], rat)).resolve("mABK1").taxon_id == MOUSE


def test_a_letter_needs_a_gene_of_its_species(open_index: OpenIndex) -> None:
    assert not Gatherer(open_index(GENES[0])).gather("mABK1").names_taxon


def test_names_with_species_are_answered_alike_on_arrays(open_index: OpenIndex) -> None:
    reference = open_index(
        *GENES, Made(4, "abk", group="2", taxon_id=FLY, synonyms=("ABL",)), Made(5, "QQA5", group="2")
    )
    names = ["mouse Abk1", "hABK1", "rat ABK1", "bovine ABK1", "ABL", "p-ABK1", "Abk1", "ABK1"]
    for context in (Context(), Context(species="human"), Context(organisms="rat"), Context(organisms="human")):
        expected = Resolver(reference).resolve_all(names, context)
        found = answer_list(Resolver(reference), names, context).table()
        assert [row[0:2] for row in found.rows] == [(answer.input, answer.status.value) for answer in expected]
        assert [row[2] for row in found.rows] == [answer.taxon_id for answer in expected]


# -- one list, one species --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ABK1", "abk1", "Abk1"])
def test_a_stated_organism_decides_between_orthologs(open_index: OpenIndex, name: str) -> None:
    resolver = Resolver(open_index(*GENES))
    assert [resolver.resolve(name, Context(organisms=organism)).taxon_id for organism in ("human", "rat")] == [
        HUMAN,
        RAT,
    ]


def test_an_identifier_is_of_its_gene_in_a_list_of_another_organism(open_index: OpenIndex) -> None:
    ranking = Resolver(open_index(*GENES)).resolve("GeneID:1").ranked
    assert ranking.with_organism_first((MOUSE,)) is ranking  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("synonym_of", "status"), [(FLY, Status.AMBIGUOUS), (RAT, Status.RESOLVED)], ids=["distant", "mammal"]
)
def test_an_alias_of_an_ortholog_is_a_weak_answer_at_most(
    open_index: OpenIndex, synonym_of: int, status: Status
) -> None:
    alias = Made(2, "Qqa", group="1", taxon_id=synonym_of, synonyms=("ZZK",), weight=KNOWN)
    found = Resolver(open_index(Made(1, "ABK1", group="1", weight=255), alias)).resolve(
        "ZZK", Context(organisms="human")
    )
    assert found.candidates[0].gene.symbol == "ABK1"
    assert found.status is status
    assert found.score <= MOST_OF_GUESS


def test_a_symbol_of_an_ortholog_is_no_alias(open_index: OpenIndex) -> None:
    fly = Made(2, "zzk", group="1", taxon_id=FLY, weight=KNOWN)
    found = Resolver(open_index(Made(1, "ABK1", group="1", weight=255), fly)).resolve("zzk", Context(organisms="human"))
    assert found.symbol == "ABK1"
    assert found.score > MOST_OF_GUESS


def test_aliases_in_other_species_are_strays_in_a_list_of_one(open_index: OpenIndex) -> None:
    own = [Made(number, f"ABK{number}", weight=KNOWN) for number in range(1, 31)]
    alias = Made(40, "Qqa", taxon_id=RAT, names=((NameKind.SYNONYM, "ZZK"),), weight=255)
    resolver = Resolver(open_index(*own, alias))
    *_, found = resolver.resolve_all([*(gene.symbol for gene in own), "ZZK"])
    assert found.score <= MOST_OF_GUESS
    assert resolver.species_of([gene.symbol for gene in own]).main_taxon_id == HUMAN
    assert resolver.species_of(["ABK1", "ABK2"]).main_taxon_id is None


def test_the_usual_meaning_proposes_its_gene(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(Made(1, "NOTCH1", weight=KNOWN), Made(2, "N", taxon_id=FLY, synonyms=("NICD",))))
    found = resolver.resolve("NICD")
    assert (found.symbol, found.rule) == ("NOTCH1", KeyRule.USUAL_MEANING)
    assert found.score <= MOST_OF_GUESS


@pytest.mark.parametrize(
    "name",
    ["p-ABK1", "pS473-ABK1", "pTyr705-ABK1", "ABK1-pS473", "ABK1 pS473", "p(S473)-ABK1", "ub-ABK1", "SUMO-ABK1",
     "t-ABK1", "cl-ABK1", "GTP-ABK1", "ubiquitinated ABK1", "mature ABK1", "pABK1S473"],
)  # fmt: skip
def test_a_state_and_its_site_are_no_part_of_the_name(open_index: OpenIndex, name: str) -> None:
    found = Resolver(open_index(*GENES)).resolve(name, Context(species="human"))
    assert (found.symbol, found.rule) == ("ABK1", KeyRule.MODIFIER)
