"""Rules of rankings that no single term shows: scopes that share caches, organisms that come first, shared votes."""

from __future__ import annotations

from itertools import permutations

import pytest

from genenorm.core.evidence import Evidence, Terms
from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, NameKind
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.list_species import ListPatterns, NamePattern
from genenorm.resolver.proposals import LiveProposal, match_word
from genenorm.resolver.rank import Ranker, Ranking
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made

GROUP = (
    Made(1, "ABC", group="g1", weight=90),
    Made(2, "Abc", taxon_id=MOUSE, group="g1", weight=60),
    Made(3, "Abc", taxon_id=RAT, group="g1", weight=20),
    Made(4, "Abc2", taxon_id=RAT, group="g1", synonyms=("ABC",), weight=30),
    Made(5, "abc", taxon_id=FLY, weight=40),
)
"""Genes of one name, all but the last of one group, the heavier ones likelier."""


def ranked(
    reference: Reference, name: str, context: ContextEvidence = NO_CONTEXT_EVIDENCE, **weights: float
) -> Ranking:
    """Return a ranking with some weights, all others being 0."""
    gatherer = Gatherer(reference)
    table = {Evidence[term]: weight for term, weight in weights.items()}
    ranking = Ranker(gatherer, table).rank(gatherer.gather(name), context)
    assert ranking is not None
    return ranking


def candidates(ranking: Ranking | None) -> list[Candidate]:
    return [ranking.candidate(place) for place in range(len(ranking))] if ranking is not None else []


# -- what a ranking says of its places --------------------------------------------------------------------------------


def test_a_ranking_says_of_each_place_its_gene_group_and_chance(open_index: OpenIndex) -> None:
    ranking = ranked(open_index(*GROUP), "ABC", WEIGHT=1.0)
    assert ranking.rows() == [ranking.gene(place) for place in range(5)] == [1, 2, 5, 4, 3]
    assert ranking.groups() == [ranking.group(place) for place in range(5)] == [1, 1, 0, 1, 1]
    assert [ranking.score(place) for place in range(5)] == sorted(ranking.chances, reverse=True)
    assert (ranking.gene(), ranking.group(), ranking.score()) == (1, 1, max(ranking.chances))
    assert (ranking.taxon_id, ranking.best_gene.key, ranking.best_gene_id) == (HUMAN, 1, 1)
    assert ranking.best_match == (NameKind.SYMBOL, KeyRule.AS_WRITTEN, False)


def test_labels_begin_at_any_place_and_end_with_the_last(open_index: OpenIndex) -> None:
    ranking = ranked(open_index(*GROUP[:3]), "ABC", WEIGHT=1.0)
    labels = ["9606:1", "10090:2", "10116:3"]
    for first in range(5):
        assert ranking.labels(first) == labels[first:]


def test_the_source_of_an_ortholog_is_the_species_whose_gene_has_the_name(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC", taxon_id=MOUSE, group="g1"), Made(2, "Qqa2", taxon_id=RAT, group="g1"))
    reference = open_index(*genes)
    number = Gatherer(reference).number_of
    own = ranked(reference, "ABC")
    assert (own.taxon_id, own.source_species, own.best_match[2]) == (MOUSE, number(MOUSE), False)
    transferred = ranked(reference, "ABC", ContextEvidence(requested=(RAT,)))
    assert (transferred.taxon_id, transferred.source_species, transferred.best_match[2]) == (RAT, number(MOUSE), True)
    assert transferred.best_gene_id == 2


def test_a_gene_without_a_gene_id_has_none(open_index: OpenIndex) -> None:
    ranking = ranked(open_index(Made(None, "ABC", authority=4584)), "ABC")
    assert ranking.best_gene_id is None
    assert ranking.best_gene.authority_id == "HGNC:4584"


def test_a_gene_of_a_live_source_has_its_gene_id_and_its_source(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(Made(7, "QQA7", synonyms=("ABC",))))
    pig = Gene(-1, 9823, 99, "ABC", "", "", "", Biotype.PROTEIN_CODING, None, 0)
    word = match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
    found = gatherer.gather("ABC").with_live([(word, LiveProposal(pig, "MyGene.info 20261115"))])
    ranking = Ranker(gatherer, {Evidence.SYMBOL: 2.0}).rank(found, NO_CONTEXT_EVIDENCE)
    assert ranking is not None
    assert (ranking.best_gene_id, ranking.best_gene, ranking.labels()) == (99, pig, ["9823:99", "9606:7"])
    assert ranking.evidence()[-1] == "MyGene.info 20261115"


def test_the_evidence_of_the_best_gene_is_that_of_its_candidate(open_index: OpenIndex) -> None:
    reference = open_index(*GROUP)
    gatherer = Gatherer(reference)
    ranker = Ranker(gatherer, {Evidence.WEIGHT: 1.0, Evidence.LONG_FORM: 9.0})
    context = ContextEvidence(terms={HUMAN: ((Evidence.ORGANISM, 1.0),), RAT: ((Evidence.LIST, 1.0),)})

    def local(row: int, taxon_id: int, group: int) -> Terms:
        return ((Evidence.LONG_FORM, 1.0),) if row == 3 else ()

    for given, words in ((None, {Evidence.ORGANISM.value}), (local, {Evidence.LIST.value, Evidence.LONG_FORM.value})):
        one, other = (ranker.rank(gatherer.gather("ABC"), context, given) for _ in range(2))
        assert one is not None
        assert one.evidence() == candidates(other)[0].evidence
        assert words <= set(one.evidence())
        assert candidates(one)[0].context_evidence.total == (0.0 if given is None else 9.0)


# -- organisms --------------------------------------------------------------------------------------------------------


def test_a_stated_organism_exchanges_its_best_gene_of_the_group_with_the_first(open_index: OpenIndex) -> None:
    ranking = ranked(open_index(*GROUP), "ABC", WEIGHT=1.0)
    assert ranking.rows() == [1, 2, 5, 4, 3]
    chances = [ranking.score(place) for place in range(5)]
    for taxa, rows in (
        ([RAT], [4, 2, 5, 1, 3]),
        ([MOUSE], [2, 1, 5, 4, 3]),
        ([RAT, MOUSE], [2, 1, 5, 4, 3]),
        ([MOUSE, RAT], [2, 1, 5, 4, 3]),
    ):
        found = ranking.with_organism_first(taxa)
        assert found.rows() == rows
        assert [found.score(place) for place in range(5)] == chances, "they exchange their chances"
        assert [candidate.gene.key for candidate in candidates(found)] == rows
    assert ranking.rows() == [1, 2, 5, 4, 3], "the ranking itself stays"


@pytest.mark.parametrize("taxa", [[HUMAN], [FLY], [HUMAN, MOUSE], []])
def test_a_ranking_stays_where_the_first_gene_is_of_the_organism_or_has_no_ortholog_there(
    open_index: OpenIndex, taxa: list[int]
) -> None:
    ranking = ranked(open_index(*GROUP), "ABC", WEIGHT=1.0)
    assert ranking.with_organism_first(taxa) is ranking


def test_genes_without_a_group_are_no_orthologs_of_each_other(open_index: OpenIndex) -> None:
    ranking = ranked(open_index(Made(1, "ABC", weight=9), Made(2, "Abc", taxon_id=MOUSE)), "ABC", WEIGHT=1.0)
    assert ranking.with_organism_first([MOUSE]) is ranking


@pytest.mark.parametrize("name", ["77", "88"])
def test_an_identifier_is_of_its_gene_whatever_organism_is_stated(open_index: OpenIndex, name: str) -> None:
    genes = (Made(77, "ABC", group="g1", retired_ids=(88,)), Made(2, "Abc", taxon_id=MOUSE, group="g1"))
    ranking = ranked(open_index(*genes), name, ContextEvidence(organisms=(MOUSE,)))
    assert sorted(ranking.rows()) == [1, 2]
    assert ranking.with_organism_first([MOUSE]) is ranking


# -- caches -----------------------------------------------------------------------------------------------------------

SCOPES = (
    NO_CONTEXT_EVIDENCE,
    ContextEvidence(requested=(MOUSE,)),
    ContextEvidence(organisms=(MOUSE,)),
    ContextEvidence(requested=(RAT, MOUSE)),
    ContextEvidence(organisms=(RAT, MOUSE)),
    ContextEvidence(named=(MOUSE,), is_prose=True),
)


def test_a_ranking_made_for_one_scope_is_not_given_for_another(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "ABC", group="g1"),
        Made(2, "Qqa2", taxon_id=MOUSE, group="g1"),
        Made(3, "Qqa3", taxon_id=RAT, group="g1"),
        Made(4, "ABC", taxon_id=FLY),
    )
    reference = open_index(*genes)
    rows = [sorted(ranked(reference, "ABC", scope).rows()) for scope in SCOPES]
    assert rows == [[1, 4], [2], [1, 2, 4], [2, 3], [1, 2, 3, 4], [1, 2, 4]]
    gatherer = Gatherer(reference)
    for order in permutations(range(len(SCOPES)), 2):
        ranker = Ranker(gatherer, {})
        for place in (*order, *order):
            found = ranker.rank(gatherer.gather("ABC"), SCOPES[place])
            assert found is not None
            assert sorted(found.rows()) == rows[place]


def test_the_evidence_of_a_name_is_kept_for_the_next_time_in_each_scope(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*GROUP))
    ranker = Ranker(gatherer, {})
    found = gatherer.gather("ABC")
    assert ranker.evidence(found) is ranker.evidence(found)
    for scope in SCOPES:
        one, other = (ranker.rank(found, scope) for _ in range(2))
        assert one is not None
        assert other is not None
        assert one.name is other.name


def test_the_evidence_of_a_context_is_kept_while_it_is_the_same_object(open_index: OpenIndex) -> None:
    gatherer = Gatherer(open_index(*GROUP))
    ranker = Ranker(gatherer, {Evidence.ORGANISM: 2.0})
    human, mouse = (ContextEvidence(terms={taxon: ((Evidence.ORGANISM, 1.0),)}) for taxon in (HUMAN, MOUSE))
    assert ranker.context_terms(human) is ranker.context_terms(human)
    assert ranker.context_terms(human) is not ranker.context_terms(mouse)
    for context, row in ((human, 1), (mouse, 2), (human, 1)):
        found = ranker.rank(gatherer.gather("ABC"), context)
        assert found is not None
        assert found.gene() == row
    terms = ranker.context_terms(mouse)
    totals = {taxon: terms[gatherer.number_of(taxon) << 1].total for taxon in (HUMAN, MOUSE)}
    assert totals == {HUMAN: 0.0, MOUSE: 2.0}


def test_only_exact_symbols_of_their_species_are_symbols_that_a_program_assigned(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC"), Made(2, "QQA2", synonyms=("ABC",)), Made(3, "ABC", taxon_id=MOUSE))
    context = ContextEvidence(symbol_taxa=frozenset({HUMAN}), terms={HUMAN: ((Evidence.LIST, 1.0),)})
    found = candidates(ranked(open_index(*genes), "ABC", context, ASSIGNED_SYMBOL=1.0))
    terms = {candidate.gene.key: candidate.context_evidence.terms for candidate in found}
    of_list = (Evidence.LIST, 1.0)
    assert terms == {1: (of_list, (Evidence.ASSIGNED_SYMBOL, 1.0)), 2: (of_list,), 3: ()}
    assert found[0].gene.key == 1


# -- what names say about their list ----------------------------------------------------------------------------------


def test_each_name_of_a_list_votes_once_and_a_name_without_genes_counts_as_a_name(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "AAA1"), Made(2, "BBB1"), Made(3, "Ccc1", taxon_id=MOUSE))
    gatherer = Gatherer(reference)
    human, mouse = (1 << gatherer.number_of(taxon) for taxon in (HUMAN, MOUSE))
    names = [gatherer.gather(name) for name in ("AAA1", "zzz9", "BBB1", "Ccc1")]
    found = Ranker(gatherer, {}).patterns(names)
    assert found.size == 4
    assert found == ListPatterns({NamePattern(human, 0, 0, human): 2, NamePattern(mouse, 0, 0, mouse): 1}, 4)


def test_names_of_several_genes_vote_only_among_themselves_and_then_by_their_parts(open_index: OpenIndex) -> None:
    genes = (Made(1, "WNT3"), Made(2, "WNT5A"), Made(3, "Ccc1", taxon_id=MOUSE))
    gatherer = Gatherer(open_index(*genes))
    ranker = Ranker(gatherer, {})
    human, mouse = (1 << gatherer.number_of(taxon) for taxon in (HUMAN, MOUSE))
    several, one, none = (gatherer.gather(name) for name in ("WNT3/5A", "Ccc1", "zzz9"))
    assert len(several.parts) == 2
    by_parts = {NamePattern(human, 0, 0, human): 2}
    assert ranker.patterns([several]) == ListPatterns(by_parts, 2)
    assert ranker.patterns([several, none]) == ListPatterns(by_parts, 3)
    for order in ([several, one, none], [one, none, several]):
        assert ranker.patterns(order) == ListPatterns({NamePattern(mouse, 0, 0, mouse): 1}, 3)
    assert ranker.patterns([]) == ListPatterns({}, 0)
