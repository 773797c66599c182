"""The ranking: every evidence term moves the score the right way, and the order is total."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.evidence import Evidence, Terms
from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, NameKind, label
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence, read_context
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.list_species import ListPatterns, ListSpecies, NamePattern, add_list
from genenorm.resolver.name_evidence import chances, load_weights
from genenorm.resolver.proposals import IS_ORTHOLOG, LiveProposal, NameProposals, match_word
from genenorm.resolver.rank import Ranker, Ranking
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name for which a term holds for the gene in row 1 and not for the one in row 2."""

    name: str
    genes: tuple[Made, ...]
    context: Context = NO_CONTEXT
    families: Sequence[MadeFamily] = ()
    list_species: ListSpecies | None = None
    """The species of the list that the name is in."""


def of_kind(kind: NameKind) -> Scenario:
    return Scenario("ABC", (Made(1, "QQA1", names=((kind, "ABC"),)), Made(2, "ABC")))


SYNONYMS = (Made(1, "QQA1", synonyms=("ABC",)), Made(2, "QQA2", synonyms=("ABC",)))
HUMAN_FIRST = (Made(1, "ABC"), Made(2, "ABC", taxon_id=MOUSE))
MOUSE_FIRST = (Made(1, "ABC", taxon_id=MOUSE), Made(2, "ABC"))
DATE = (Made(54996, "MARCHF1"), Made(43891, "QQA2"))
SCENARIOS = {
    Evidence.SYMBOL: Scenario("ABC", (Made(1, "ABC"), Made(2, "QQA2", synonyms=("ABC",)))),
    Evidence.PREVIOUS_SYMBOL: of_kind(NameKind.PREVIOUS_SYMBOL),
    Evidence.SYNONYM: of_kind(NameKind.SYNONYM),
    Evidence.SYSTEMATIC_NAME: of_kind(NameKind.SYSTEMATIC_NAME),
    Evidence.FULL_NAME: of_kind(NameKind.FULL_NAME),
    Evidence.DESIGNATION: of_kind(NameKind.DESIGNATION),
    Evidence.PREVIOUS_NAME: of_kind(NameKind.PREVIOUS_NAME),
    Evidence.RETIRED_SYMBOL: of_kind(NameKind.RETIRED_SYMBOL),
    Evidence.FAMILY_MEMBER: Scenario(
        "ABCs",
        (Made(1, "ABC1"), Made(2, "QQA2", synonyms=("ABCs",))),
        families=[MadeFamily("ABC", ("ABC1",), ("ABCs",))],
    ),
    Evidence.FIRST_MEMBER: Scenario(
        "ABCs", (Made(1, "ABC1"), Made(2, "ABC2")), families=[MadeFamily("ABC", ("ABC1", "ABC2"), ("ABCs",))]
    ),
    Evidence.IDENTIFIER: Scenario("43891", DATE[::-1]),
    Evidence.EXACT: Scenario("ABC", (Made(1, "QQA1", synonyms=("ABC",)), Made(2, "QQA2", synonyms=("Abc",)))),
    Evidence.EXACT_SYMBOL: Scenario("ABC", (Made(1, "ABC"), Made(2, "Abc", taxon_id=MOUSE))),
    Evidence.OTHER_SYMBOL: Scenario("ABC", (Made(1, "QQA1", synonyms=("ABC",)), Made(2, "ABC"))),
    Evidence.OTHER_CASE: Scenario("h", (Made(1, "H", taxon_id=FLY), Made(2, "h", taxon_id=FLY))),
    Evidence.CLOSE_RULE: Scenario("p-abcd2", (Made(1, "ABCD2"), Made(2, "QQA2", synonyms=("p-abcd2",)))),
    Evidence.LOOSE_RULE: Scenario("abcd2 kinase", (Made(1, "ABCD2"), Made(2, "QQA2", synonyms=("abcd2 kinase",)))),
    Evidence.REPAIRED: Scenario("43891", DATE),
    Evidence.HOMOLOGY: Scenario(
        "ABC",
        (Made(1, "QQA1", taxon_id=MOUSE, group="g1"), Made(2, "ABC", group="g1")),
        Context(species=(HUMAN, MOUSE)),
    ),
    Evidence.SUPPORT: Scenario(
        "ABC", (Made(1, "ABC", group="g1"), Made(2, "ABC"), Made(3, "ABC", taxon_id=RAT, group="g1"))
    ),
    Evidence.WEIGHT: Scenario("ABC", (Made(1, "ABC", weight=200), Made(2, "ABC", weight=100))),
    Evidence.PSEUDOGENE: Scenario("ABC", (Made(1, "ABC", biotype=Biotype.PSEUDOGENE), Made(2, "ABC"))),
    Evidence.HUMAN: Scenario("ABC", HUMAN_FIRST),
    Evidence.RAT: Scenario("ABC", (Made(1, "ABC", taxon_id=RAT), Made(2, "ABC"))),
    Evidence.OTHER_SPECIES: Scenario("ABC", (Made(1, "ABC", taxon_id=FLY), Made(2, "ABC"))),
    Evidence.CASE: Scenario("ABC", HUMAN_FIRST),
    Evidence.PREFIX: Scenario("hABCD", (Made(1, "ABCD"), Made(2, "Abcd", taxon_id=MOUSE))),
    Evidence.STYLE: Scenario("CG1234", (Made(1, "CG1234", taxon_id=FLY), Made(2, "QQA2", synonyms=("CG1234",)))),
    Evidence.ORGANISM: Scenario("ABC", MOUSE_FIRST, Context(organisms=("Mus musculus",))),
    Evidence.RECORD_ORGANISM: Scenario("ABC", MOUSE_FIRST, Context(record_organisms=("Mus musculus",))),
    Evidence.MACHINE_ORGANISM: Scenario("ABC", MOUSE_FIRST, Context(machine_organisms=("Mus musculus",))),
    Evidence.TEXT_SHARE: Scenario("ABC", MOUSE_FIRST, Context(text="mice")),
    Evidence.TITLE: Scenario("ABC", MOUSE_FIRST, Context(title="mice", text="patients")),
    Evidence.ABSENT: Scenario("ABC", MOUSE_FIRST, Context(text="patients")),
    Evidence.LIST: Scenario("ABC", MOUSE_FIRST, list_species=ListSpecies({MOUSE: 1.0}, size=2)),
    Evidence.ALONE: Scenario("ABC", MOUSE_FIRST, list_species=ListSpecies({MOUSE: 1.0}, size=1)),
    Evidence.USUAL: Scenario("p62", (Made(1, "SQSTM1", synonyms=("p62",)), Made(2, "QQA2", synonyms=("p62",)))),
}
LOCAL = (Evidence.SENTENCE, Evidence.BEFORE, Evidence.LONG_FORM, Evidence.NAME_IN_TEXT, Evidence.ELSEWHERE,
         Evidence.UNNAMED, Evidence.STUDY, Evidence.BRED, Evidence.ASSIGNED)  # fmt: skip
"""Terms from the places of a name in a text, from a whole text, or from another program, which a caller gives."""
NONE = {
    Evidence.NONE: "ABCD",
    Evidence.NONE_SHORT: "ABC",
    Evidence.NONE_LOOSE: "abcde kinase",
}
"""Terms for "none of the proposals", each with a name for which it holds."""


def test_every_term_has_a_scenario() -> None:
    weighed_against_none = {Evidence.REQUESTED}  # all genes are of the species asked for
    assert {*SCENARIOS, *LOCAL, *NONE, Evidence.ASSIGNED_SYMBOL} | weighed_against_none == set(Evidence)


def rank(reference: Reference, scenario: Scenario, weights: dict[Evidence, float]) -> tuple[Candidate, ...]:
    gatherer = Gatherer(reference)
    context = read_context(reference, scenario.context)
    if scenario.list_species is not None:
        context = add_list(context, scenario.list_species)
    return candidates(Ranker(gatherer, weights).rank(gatherer.gather(scenario.name), context))


def candidates(ranking: Ranking | None) -> tuple[Candidate, ...]:
    return tuple(ranking.candidate(place) for place in range(len(ranking))) if ranking is not None else ()


def scores(found: Sequence[Candidate]) -> dict[int, float]:
    return {candidate.gene.key: candidate.score for candidate in found}


@pytest.mark.parametrize("term", SCENARIOS)
def test_a_term_raises_the_score_with_its_weight(open_index: OpenIndex, term: Evidence) -> None:
    scenario = SCENARIOS[term]
    reference = open_index(*scenario.genes, families=scenario.families)
    for weight in (1.0, -1.0):
        found = scores(rank(reference, scenario, {term: weight}))
        assert (found[1] - found[2]) * weight > 0
    found = scores(rank(reference, scenario, {}))
    assert found[1] == found[2]


@pytest.mark.parametrize("term", SCENARIOS)
def test_a_fact_has_the_degree_one_and_others_their_share(open_index: OpenIndex, term: Evidence) -> None:
    shares = {Evidence.WEIGHT: 200 / 255, Evidence.SUPPORT: 1 / 3}
    scenario = SCENARIOS[term]
    found = rank(open_index(*scenario.genes, families=scenario.families), scenario, {})
    assert degree_of(found, 1, term) == shares.get(term, 1.0)


@pytest.mark.parametrize("term", LOCAL)
def test_local_evidence_raises_the_score_of_its_gene(open_index: OpenIndex, term: Evidence) -> None:
    def local(row: int, taxon_id: int, group: int) -> Terms:
        assert (taxon_id, group) == (9606, 0)
        return ((term, 1.0),) if row == 2 else ()

    gatherer = Gatherer(open_index(*SYNONYMS))
    gathered = gatherer.gather("ABC")
    best, other = candidates(Ranker(gatherer, {term: 1.0}).rank(gathered, NO_CONTEXT_EVIDENCE, local))
    assert (best.gene.key, best.score > other.score) == (2, True)
    assert best.context_evidence.terms[-1] == (term, 1.0)
    assert term.value in best.evidence
    assert term.value not in other.evidence
    best, _ = candidates(Ranker(gatherer, {term: -1.0}).rank(gathered, NO_CONTEXT_EVIDENCE, local))
    assert best.gene.key == 1


@pytest.mark.parametrize("term", NONE)
def test_evidence_for_none_lowers_all_scores(open_index: OpenIndex, term: Evidence) -> None:
    gatherer = Gatherer(open_index(Made(1, "ABCD"), Made(2, "ABC"), Made(3, "ABCDE")))
    gathered = gatherer.gather(NONE[term])
    (candidate,) = candidates(Ranker(gatherer, {term: 1.0}).rank(gathered, NO_CONTEXT_EVIDENCE))
    (without,) = candidates(Ranker(gatherer, {}).rank(gathered, NO_CONTEXT_EVIDENCE))
    assert without.score == 0.5
    assert candidate.score == pytest.approx(1 / (1 + math.e))
    others = [name for other, name in NONE.items() if other is not term and term is not Evidence.NONE]
    for name in others:
        (candidate,) = candidates(Ranker(gatherer, {term: 1.0}).rank(gatherer.gather(name), NO_CONTEXT_EVIDENCE))
        assert candidate.score == 0.5


def test_the_shipped_weights_have_the_sign_of_their_terms() -> None:
    against = {
        Evidence.FAMILY_MEMBER, Evidence.OTHER_CASE, Evidence.CLOSE_RULE, Evidence.LOOSE_RULE, Evidence.REPAIRED,
        Evidence.HOMOLOGY, Evidence.PSEUDOGENE, Evidence.ABSENT,
    }  # fmt: skip
    weights = load_weights()
    for table in weights:
        assert set(table) == set(Evidence)
        assert [term.name for term in against if table[term] >= 0] == []
        assert table[Evidence.SYMBOL] > table[Evidence.PREVIOUS_SYMBOL] > table[Evidence.SYNONYM]
        assert table[Evidence.EXACT_SYMBOL] > table[Evidence.EXACT] > 0


def test_a_statement_of_the_user_counts_more_than_a_record_and_this_more_than_a_program() -> None:
    for table in load_weights():
        organisms = [table[term] for term in (Evidence.RECORD_ORGANISM, Evidence.MACHINE_ORGANISM)]
        assert table[Evidence.ORGANISM] >= organisms[0] > organisms[1] > 0


# -- degrees ----------------------------------------------------------------------------------------------------------


def degree_of(found: Sequence[Candidate], row: int, term: Evidence) -> float:
    (candidate,) = [candidate for candidate in found if candidate.gene.key == row]
    return dict(candidate.terms).get(term, 0.0)


def test_a_name_in_mixed_case_says_nothing_about_species(open_index: OpenIndex) -> None:
    found = rank(
        open_index(Made(1, "aBC"), Made(2, "QQA2", synonyms=("aBC",), taxon_id=MOUSE)), Scenario("aBC", ()), {}
    )
    assert [degree_of(found, row, Evidence.CASE) for row in (1, 2)] == [0.0, 0.0]


def test_support_grows_with_the_species_up_to_three_others(open_index: OpenIndex) -> None:
    taxa = (HUMAN, MOUSE, RAT, FLY)
    for count in (1, 2, 3, 4):
        genes = [Made(1, "ABC", taxon_id=taxon, group="g1") for taxon in taxa[:count]]
        found = rank(open_index(*genes), Scenario("ABC", ()), {})
        assert degree_of(found, 1, Evidence.SUPPORT) == pytest.approx((count - 1) / 3)


def test_two_genes_of_one_species_support_a_group_once(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC", group="g1"), Made(2, "QQA2", group="g1", synonyms=("ABC",)))
    assert degree_of(rank(open_index(*genes), Scenario("ABC", ()), {}), 1, Evidence.SUPPORT) == 0


def test_the_weight_of_a_gene_is_a_share_of_255(open_index: OpenIndex) -> None:
    found = rank(open_index(Made(1, "ABC", weight=255), Made(2, "ABC", weight=51)), Scenario("ABC", ()), {})
    assert [degree_of(found, row, Evidence.WEIGHT) for row in (1, 2)] == [1.0, 0.2]


def test_orthologs_share_the_usual_meaning(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "SQSTM1", synonyms=("p62",), group="g1"),
        Made(2, "Sqstm1", taxon_id=MOUSE, group="g1"),
        Made(3, "Qqa3", synonyms=("p62",), taxon_id=MOUSE),
    )
    found = rank(open_index(*genes), Scenario("p62", (), Context(species=(HUMAN, MOUSE))), {})
    assert [degree_of(found, row, Evidence.USUAL) for row in (1, 2, 3)] == [1.0, 1.0, 0.0]


def test_another_case_counts_only_where_case_distinguishes_genes(open_index: OpenIndex) -> None:
    for taxon, degree in ((FLY, 1.0), (HUMAN, 0.0)):
        genes = (Made(1, "H", taxon_id=taxon), Made(2, "h", taxon_id=taxon))
        found = rank(open_index(*genes), Scenario("h", ()), {})
        assert [degree_of(found, row, Evidence.OTHER_CASE) for row in (1, 2)] == [degree, 0.0]


# -- order ------------------------------------------------------------------------------------------------------------


def test_candidates_are_sorted_by_score_and_equal_ones_by_row(open_index: OpenIndex) -> None:
    genes = (Made(9, "ABC"), Made(5, "ABC"), Made(7, "ABC", weight=255), Made(1, "ABC"))
    found = rank(open_index(*genes), Scenario("ABC", ()), {Evidence.WEIGHT: 1.0})
    assert [candidate.gene.key for candidate in found] == [3, 1, 2, 4]
    assert found[1].score == found[2].score == found[3].score < found[0].score


def chosen(found: NameProposals, *places: int) -> NameProposals:
    """Return some of the proposals for a name, in another order."""
    genes, matches = (tuple(column[place] for place in places) for column in (found.genes, found.matches))
    return NameProposals(found.name, found.key, genes, matches)


def test_the_order_does_not_depend_on_the_order_of_proposals(open_index: OpenIndex) -> None:
    genes = (*SYNONYMS, Made(3, "ABC", taxon_id=MOUSE), Made(4, "Abc", taxon_id=RAT))
    gatherer = Gatherer(open_index(*genes))
    gathered = gatherer.gather("ABC")
    assert len(gathered.genes) == 4
    expected = candidates(Ranker(gatherer, load_weights().lists).rank(gathered, NO_CONTEXT_EVIDENCE))
    assert len(expected) == 4
    for order in permutations(range(4)):
        ranker = Ranker(gatherer, load_weights().lists)
        assert candidates(ranker.rank(chosen(gathered, *order), NO_CONTEXT_EVIDENCE)) == expected


def test_chances_add_up_to_less_than_one_and_no_proposal_has_none(open_index: OpenIndex) -> None:
    found = rank(open_index(*SYNONYMS), Scenario("ABC", ()), {})
    assert [candidate.score for candidate in found] == [pytest.approx(1 / 3)] * 2
    assert rank(open_index(*SYNONYMS), Scenario("zzz9", ()), {}) == ()


def test_chances_of_extreme_scores_are_finite() -> None:
    assert chances([], 0.0) == []
    assert chances([1000.0, 0.0], 0.0) == [1.0, 0.0]
    assert chances([-1000.0], 0.0) == [0.0]
    assert chances([0.0], 1000.0) == [0.0]


# -- species ----------------------------------------------------------------------------------------------------------

GRIN1 = (
    Made(1, "GRIN1", group="g1"),
    Made(2, "Grin1", taxon_id=MOUSE, group="g1"),
    Made(3, "Nmdar1", taxon_id=FLY, group="g1"),
    Made(4, "Qqa4", taxon_id=FLY, synonyms=("GRIN1",)),
)


def keys(found: Sequence[Candidate]) -> list[int]:
    return sorted(candidate.gene.key for candidate in found)


def test_requested_species_are_the_only_ones_and_get_orthologs(open_index: OpenIndex) -> None:
    reference = open_index(*GRIN1)
    assert keys(rank(reference, Scenario("GRIN1", ()), {})) == [1, 2, 4]
    assert keys(rank(reference, Scenario("GRIN1", (), Context(species=FLY)), {})) == [3, 4]
    assert keys(rank(reference, Scenario("GRIN1", (), Context(species=RAT)), {})) == []
    (found,) = rank(reference, Scenario("Nmdar1", (), Context(species=MOUSE)), {})
    assert (found.gene.key, found.match.via and found.match.via.key) == (2, 3)


def test_running_text_gets_orthologs_in_the_species_it_names_and_keeps_the_others(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*GRIN1))
    gathered = gatherer.gather("Nmdar1")
    ranker = Ranker(gatherer, {})
    assert keys(candidates(ranker.rank(gathered, ContextEvidence(named=(MOUSE,))))) == [3]
    assert keys(candidates(ranker.rank(gathered, ContextEvidence(named=(MOUSE,), is_prose=True)))) == [2, 3]
    assert keys(candidates(ranker.rank(gathered, ContextEvidence(is_prose=True)))) == [3]


# -- the species of a list ---------------------------------------------------------------------------------------------


def test_a_name_says_in_which_species_it_is_a_symbol_or_another_name(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "AAA1"),
        Made(2, "Bbb1", taxon_id=MOUSE),
        Made(3, "Bbb1", taxon_id=RAT),
        Made(4, "BBB1"),
        Made(5, "Qqa5", synonyms=("Bbb1",), taxon_id=FLY),
    )
    gatherer = Gatherer(open_index(*genes))
    human, mouse, rat, fly = (1 << gatherer.number_of(taxon) for taxon in (HUMAN, MOUSE, RAT, FLY))
    found = Ranker(gatherer, {}).patterns([gatherer.gather(name) for name in ("AAA1", "Bbb1", "zzz9")])
    shared = NamePattern(mouse | rat, 0, human, human | mouse | rat | fly)
    assert found == ListPatterns({NamePattern(human, 0, 0, human): 1, shared: 1}, 3)


def test_a_ranked_name_has_the_same_pattern(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*HUMAN_FIRST))
    ranker = Ranker(gatherer, {})
    gathered = gatherer.gather("ABC")
    before = ranker.pattern(gathered)
    ranker.rank(gathered, NO_CONTEXT_EVIDENCE)
    assert ranker.pattern(gathered) == before


# -- caches -----------------------------------------------------------------------------------------------------------


def test_a_name_with_other_proposals_is_ranked_anew(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*GRIN1))
    ranker = Ranker(gatherer, {})
    gathered = gatherer.gather("GRIN1")
    fewer = chosen(gathered, 0)
    for context in (NO_CONTEXT_EVIDENCE, ContextEvidence(requested=(HUMAN, FLY))):
        all_keys, fewer_keys = (keys(candidates(ranker.rank(found, context))) for found in (gathered, fewer))
        assert all_keys != fewer_keys
        assert keys(candidates(ranker.rank(gathered, context))) == all_keys
    human, mouse, fly = (1 << gatherer.number_of(taxon) for taxon in (HUMAN, MOUSE, FLY))
    assert ranker.pattern(gathered).names == human | mouse | fly
    assert ranker.pattern(chosen(gathered, 1, 2)).names == mouse | fly


def test_each_context_has_its_own_evidence(open_index: OpenIndex) -> None:
    reference = open_index(*HUMAN_FIRST)
    gatherer = Gatherer(reference)
    ranker = Ranker(gatherer, {Evidence.ORGANISM: 1.0})
    mouse, human = (read_context(reference, Context(organisms=(name,))) for name in ("mouse", "human"))
    for context, row in ((mouse, 2), (human, 1), (mouse, 2)):
        assert candidates(ranker.rank(gatherer.gather("ABC"), context))[0].gene.key == row


# -- candidates -------------------------------------------------------------------------------------------------------


def ranking_of(gatherer: Gatherer, name: str, context: ContextEvidence = NO_CONTEXT_EVIDENCE) -> Ranking:
    ranking = Ranker(gatherer, load_weights().lists).rank(gatherer.gather(name), context)
    assert ranking is not None
    return ranking


def test_a_candidate_is_made_once(open_index: OpenIndex) -> None:
    ranking = ranking_of(Gatherer(open_index(*SYNONYMS)), "ABC")
    last, first = ranking.candidate(1), ranking.candidate(0)
    assert (ranking.candidate(0), ranking.candidate(1)) == (first, last)
    assert ranking.candidate(0) is first
    assert ranking.candidate(1) is last
    assert first.gene is not last.gene


def test_a_ranking_says_of_each_place_what_its_candidate_says(open_index: OpenIndex) -> None:
    context = ContextEvidence(requested=(FLY, HUMAN))
    ranking = ranking_of(Gatherer(open_index(*GRIN1)), "GRIN1", context)
    found = candidates(ranking)
    assert len(ranking) == len(found) == 3
    assert [ranking.gene(place) for place in range(3)] == [candidate.gene.key for candidate in found]
    assert [ranking.score(place) for place in range(3)] == [candidate.score for candidate in found]
    assert [KIND_BY_CODE[ranking.code(place) & 15] for place in range(3)] == [one.match.kind for one in found]
    assert [bool(ranking.code(place) & IS_ORTHOLOG) for place in range(3)] == [bool(one.match.via) for one in found]
    assert {candidate.gene.key: candidate.match.via and candidate.match.via.key for candidate in found} == {
        1: None, 3: 1, 4: None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "is_own"), [("ABC", True), ("abc", False), ("QQA2S", False), ("A-BC", False)]
)  # fmt: skip
def test_a_ranking_is_of_an_own_symbol_only_as_written(open_index: OpenIndex, name: str, is_own: bool) -> None:
    gatherer = Gatherer(open_index(Made(1, "ABC"), Made(2, "QQA2", synonyms=("QQA2S",), weight=200)))
    ranking = ranking_of(gatherer, name)
    assert ranking.is_own_symbol is ranking.candidate(0).is_own_symbol is is_own


def test_an_ortholog_of_an_own_symbol_has_none(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC", group="g1"), Made(2, "Qqa2", taxon_id=MOUSE, group="g1"))
    ranking = ranking_of(Gatherer(open_index(*genes)), "ABC", ContextEvidence(requested=(MOUSE,)))
    assert (ranking.gene(), ranking.is_own_symbol, ranking.candidate(0).is_own_symbol) == (2, False, False)


def test_labels_are_those_of_the_candidates_genes(open_index: OpenIndex) -> None:
    genes = (
        Made(7, "ABC"),
        Made(None, "ABC", authority=95819, taxon_id=MOUSE),
        Made(None, "ABC", ensembl=176884),
        Made(None, "ABC", taxon_id=RAT),
    )
    gatherer = Gatherer(open_index(*genes))
    ranking = ranking_of(gatherer, "ABC")
    assert ranking.labels() == [label(candidate.gene) for candidate in candidates(ranking)]
    assert set(ranking.labels()) == {"9606:7", "10090:MGI:95819", "9606:ENSG00000176884", "10116:ABC"}


def test_a_ranking_says_without_candidates_what_they_say(open_index: OpenIndex) -> None:
    genes = Made(7, "ABC", group="HomoloGene:1"), Made(8, "ABC", taxon_id=MOUSE), Made(9, "XYZ", synonyms=("ABC",))
    gatherer = Gatherer(open_index(*genes))
    context = ContextEvidence(terms={HUMAN: ((Evidence.ORGANISM, 1.0),)})
    ranking, other = ranking_of(gatherer, "ABC", context), ranking_of(gatherer, "ABC", context)
    best, *others = candidates(other)
    assert ranking.best_gene == best.gene
    assert ranking.evidence() == best.evidence
    assert Evidence.ORGANISM.value in ranking.evidence()
    assert ranking.rows() == [candidate.gene.key for candidate in (best, *others)]
    assert ranking.labels(1) == [label(candidate.gene) for candidate in others]


def test_labels_of_genes_of_a_live_source_are_theirs(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(Made(7, "ABC")))
    pig = Gene(-5, 9823, 99, "ABC", "", "", "", Biotype.PROTEIN_CODING, None, 0)
    word = match_word(NameKind.SYNONYM, KeyRule.CASE)
    found = gatherer.gather("ABC").with_live([(word, LiveProposal(pig, "MyGene.info 20261115"))])
    ranking = Ranker(gatherer, load_weights().lists).rank(found, NO_CONTEXT_EVIDENCE)
    assert ranking is not None
    assert ranking.labels() == ["9606:7", "9823:99"]
    indexed, live = candidates(ranking)
    assert live.gene is pig
    assert (live.match.source, live.evidence[-1]) == ("MyGene.info 20261115", "MyGene.info 20261115")
    assert indexed.match.source == ""
