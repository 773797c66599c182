"""The decision: every status, and the limits between them, with weights that make the chances plain.

Without weights, all candidates and "none of them" are equally likely: of n candidates each has the chance 1 / (n + 1).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.evidence import Evidence
from genenorm.core.model import Document, KeyRule, Mention, NameKind, Resolution, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import ContextEvidence
from genenorm.resolver.decide import GENE_THRESHOLD, GROUP_THRESHOLD
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import WeightTable
from genenorm.resolver.proposals import NameProposals
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily

NO_WEIGHTS = WeightTable({}, {})


def resolver_of(reference: Reference, **weights: float) -> Resolver:
    """Return a resolver with some weights, all others being 0."""
    table = {Evidence[name]: weight for name, weight in weights.items()}
    return Resolver(reference, WeightTable(table, table))


def answer(reference: Reference, name: str, context: Context = NO_CONTEXT, **weights: float) -> Resolution:
    return resolver_of(reference, **weights).resolve(name, context)


def synonyms(*taxa: int, group: str = "", name: str = "abc") -> list[Made]:
    """Return one gene for each taxon id, all with the same synonym."""
    return [Made(row, f"QQA{row}", synonyms=(name,), taxon_id=taxon, group=group) for row, taxon in enumerate(taxa, 1)]


# -- one gene ---------------------------------------------------------------------------------------------------------


def test_a_gene_that_is_as_likely_as_the_threshold_is_resolved(open_index: OpenIndex) -> None:
    found = answer(open_index(Made(1, "ABC1", group="g1")), "ABC1")
    assert (found.status, found.score, found.note) == (Status.RESOLVED, GENE_THRESHOLD, "")
    assert found.answer is found.candidates[0]
    assert (found.kind, found.rule) == (NameKind.SYMBOL, KeyRule.AS_WRITTEN)
    assert found.group_id == "g1"
    assert found.members == ()


def test_the_likeliest_gene_is_answered(open_index: OpenIndex) -> None:
    genes = [*synonyms(HUMAN), Made(2, "abc")]
    found = answer(open_index(*genes), "abc", SYMBOL=3.0)
    assert (found.status, found.symbol, len(found.candidates)) == (Status.RESOLVED, "abc", 2)


def test_a_less_likely_gene_is_ambiguous_and_the_candidates_are_counted(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(HUMAN, HUMAN, MOUSE)), "abc")
    assert (found.status, found.note, found.score) == (Status.AMBIGUOUS, "3 genes may be meant", 0.25)
    assert (found.answer, found.group_id, len(found.candidates)) == (None, "", 3)
    assert (found.kind, found.rule) == (NameKind.SYNONYM, KeyRule.AS_WRITTEN)
    lone = answer(open_index(*synonyms(HUMAN)), "abc", NONE=0.1)
    assert (lone.status, lone.note) == (Status.AMBIGUOUS, "1 gene may be meant, or none")


def test_an_identifier_is_resolved_however_unlikely(open_index: OpenIndex) -> None:
    found = answer(open_index(Made(2902, "GRIN1")), "2902", NONE=5.0)
    assert found.status is Status.RESOLVED
    assert found.score < GENE_THRESHOLD


# -- groups -----------------------------------------------------------------------------------------------------------


def test_a_homology_group_that_is_likely_enough_is_answered(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(HUMAN, MOUSE, group="g1")), "abc")
    assert (found.status, found.note) == (Status.GROUP, "only the species is open (2 possible)")
    assert found.score == pytest.approx(2 / 3)
    assert found.score >= GROUP_THRESHOLD
    assert (found.answer, found.gene_meant, found.group_id) == (None, found.candidates[0].gene, "g1")


def test_the_species_of_a_group_are_counted_once(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(HUMAN, HUMAN, MOUSE, group="g1")), "abc")
    assert (found.status, found.note) == (Status.GROUP, "only the species is open (2 possible)")


def test_a_group_below_its_threshold_is_ambiguous(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(HUMAN, MOUSE, group="g1")), "abc", NONE=1.0)
    assert sum(candidate.score for candidate in found.candidates) < GROUP_THRESHOLD
    assert found.status is Status.AMBIGUOUS


def test_a_group_that_is_as_likely_as_the_threshold_is_answered(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(*[HUMAN] * 6, group="g1"), *synonyms(*[HUMAN] * 3)), "abc")
    assert (found.status, found.score) == (Status.GROUP, GROUP_THRESHOLD)


def test_only_the_group_of_the_likeliest_gene_counts(open_index: OpenIndex) -> None:
    genes = [*synonyms(HUMAN, MOUSE, group="g1"), *synonyms(RAT, FLY, HUMAN, group="g2")]
    assert answer(open_index(*genes), "abc").status is Status.AMBIGUOUS
    without_group = answer(open_index(*synonyms(HUMAN, MOUSE)), "abc")
    assert without_group.status is Status.AMBIGUOUS


def test_an_own_symbol_is_answered_although_it_is_a_symbol_in_other_species(open_index: OpenIndex) -> None:
    genes = [Made(1, "ABC1", group="g1"), Made(2, "ABC1", taxon_id=MOUSE, group="g1")]
    found = answer(open_index(*genes), "ABC1")
    assert (found.status, found.note, found.gene_id) == (Status.RESOLVED, "its symbol in other species too", 1)
    assert found.score == pytest.approx(1 / 3)


# -- families ---------------------------------------------------------------------------------------------------------

FAMILY = MadeFamily("ABC", ("ABC1", "ABC2"), names=("ABCs", "abc enzymes"))
MEMBERS = (
    Made(1, "ABC1", group="g1"),
    Made(2, "ABC2", group="g2"),
    Made(3, "Abc1", taxon_id=MOUSE, group="g1"),
    Made(4, "Abc2", taxon_id=MOUSE, group="g2"),
)


def test_a_family_is_answered_with_its_members(open_index: OpenIndex) -> None:
    found = answer(open_index(*MEMBERS, families=[FAMILY]), "ABCs")
    assert (found.status, found.note) == (Status.FAMILY, "family or complex FPLX:ABC with 2 members")
    assert [gene.symbol for gene in found.members] == ["ABC1", "ABC2"]
    assert found.score == pytest.approx(2 / 3)
    assert (found.kind, found.rule, found.answer) == (NameKind.FAMILY_NAME, KeyRule.AS_WRITTEN, None)


def test_the_likeliest_member_leads_a_family(open_index: OpenIndex) -> None:
    members = [Made(row, f"ABC{row}", weight=weight, group=f"g{row}") for row, weight in ((1, 20), (2, 90), (3, 50))]
    mouse = [Made(10 + row, f"Abc{row}", taxon_id=MOUSE, group=f"g{row}") for row in (1, 2, 3)]
    reference = open_index(*members, *mouse, families=[MadeFamily("ABC", ("ABC1", "ABC2", "ABC3"), names=("ABC",))])
    found = answer(reference, "ABC", WEIGHT=3.0)
    assert [gene.symbol for gene in found.members] == ["ABC2", "ABC1", "ABC3"]
    found = answer(reference, "ABC", Context(species="mouse"), FIRST_MEMBER=1.0)
    assert [gene.symbol for gene in found.members] == ["Abc1", "Abc2", "Abc3"]


def test_a_family_is_answered_in_the_first_species_asked_for(open_index: OpenIndex) -> None:
    reference = open_index(*MEMBERS, families=[FAMILY])
    found = answer(reference, "ABCs", Context(species=(MOUSE, HUMAN)))
    assert [gene.symbol for gene in found.members] == ["Abc1", "Abc2"]
    assert found.score == pytest.approx(4 / 5)
    one = answer(open_index(*MEMBERS[:3], families=[FAMILY]), "ABCs", Context(species=MOUSE))
    assert (one.status, one.symbol, one.members) == (Status.RESOLVED, "Abc1", ())


def test_a_family_in_running_text_is_of_the_species_of_the_likeliest_gene(open_index: OpenIndex) -> None:
    resolver = resolver_of(open_index(*MEMBERS, families=[FAMILY]), HUMAN=-1.0)
    gathered = resolver.gatherer.gather("ABCs")
    for prose, expected in ((True, ["Abc1", "Abc2"]), (False, ["ABC1", "ABC2"])):
        found = resolver.decide(gathered, ContextEvidence(named=(MOUSE,), is_prose=prose))
        assert [gene.symbol for gene in found.members] == expected


def test_a_family_without_orthologs_in_a_species_is_unknown_there(open_index: OpenIndex) -> None:
    found = answer(open_index(*MEMBERS, families=[FAMILY]), "ABCs", Context(species=FLY))
    assert (found.status, found.note) == (
        Status.UNKNOWN, "no such name in the species asked for; known in human",
    )  # fmt: skip


def test_the_score_of_a_family_counts_members_and_their_groups(open_index: OpenIndex) -> None:
    others = [Made(5, "QQA5", synonyms=("ABCs",)), Made(6, "Qqa6", synonyms=("ABCs",), taxon_id=MOUSE, group="g1")]
    found = answer(open_index(*MEMBERS, *others, families=[FAMILY]), "ABCs")
    assert len(found.candidates) == 4
    assert found.score == pytest.approx(3 / 5)


def test_an_exact_symbol_is_no_family(open_index: OpenIndex) -> None:
    genes = [*MEMBERS, Made(5, "ABCs")]
    found = answer(open_index(*genes, families=[FAMILY]), "ABCs", SYMBOL=3.0)
    assert (found.status, found.symbol) == (Status.RESOLVED, "ABCs")
    assert answer(open_index(*genes, families=[FAMILY]), "ABCs", SYMBOL=-3.0).status is Status.FAMILY


def test_a_full_name_in_the_species_asked_for_is_no_family(open_index: OpenIndex) -> None:
    genes = [*MEMBERS, Made(5, "Qqa5", taxon_id=FLY, full_name="abc enzyme")]
    reference = open_index(*genes, families=[FAMILY])
    assert answer(reference, "abc enzyme", FULL_NAME=1.0).status is Status.FAMILY
    asked = answer(reference, "abc enzyme", Context(species=FLY), FULL_NAME=1.0)
    assert (asked.status, asked.symbol) == (Status.RESOLVED, "Qqa5")


# -- several genes ----------------------------------------------------------------------------------------------------


def test_shorthand_is_answered_with_the_likeliest_gene_of_each_part(open_index: OpenIndex) -> None:
    genes = [Made(1, "WNT3"), Made(2, "WNT5A"), Made(3, "QQA3", synonyms=("WNT5A",))]
    found = answer(open_index(*genes), "WNT3/5A", SYMBOL=1.0)
    assert (found.status, found.rule, found.kind) == (Status.FAMILY, KeyRule.SHARED_HEAD, NameKind.SYMBOL)
    assert found.note == "names 2 genes: WNT3, WNT5A"
    parts = [answer(open_index(*genes), name, SYMBOL=1.0).score for name in ("WNT3", "WNT5A")]
    assert found.score == min(parts) < max(parts)


def test_several_names_of_one_gene_mean_that_gene(open_index: OpenIndex) -> None:
    found = answer(open_index(Made(1, "WNT3", synonyms=("WNT5A",))), "WNT3/5A", SYMBOL=3.0)
    assert (found.status, found.symbol, found.rule) == (Status.RESOLVED, "WNT3", KeyRule.SHARED_HEAD)
    assert found.note == "several names of one gene"


def test_a_part_means_the_gene_of_another_part_unless_it_is_a_symbol(open_index: OpenIndex) -> None:
    genes = [Made(1, "ABC1", synonyms=("p44",)), Made(2, "QQA2", synonyms=("p44",), weight=200)]
    assert answer(open_index(*genes), "p44/ABC1", SYMBOL=3.0, WEIGHT=0.5).symbol == "ABC1"
    genes[1] = Made(2, "p44", weight=200)
    assert answer(open_index(*genes), "p44/ABC1", SYMBOL=3.0, WEIGHT=0.5).status is Status.FAMILY


# -- retired, unknown, not a gene -------------------------------------------------------------------------------------


def test_a_retired_symbol_is_answered_with_its_replacement(open_index: OpenIndex) -> None:
    gene = Made(1, "ABC1", names=((NameKind.RETIRED_SYMBOL, "OLD9"),), group="g1")
    found = answer(open_index(gene), "OLD9", NONE=5.0)
    assert (found.status, found.symbol, found.group_id) == (Status.RETIRED, "ABC1", "g1")
    assert found.note == "withdrawn, replaced by ABC1 (NCBIGene:1)"


def test_a_retired_identifier_is_answered_with_its_replacement(open_index: OpenIndex) -> None:
    found = answer(open_index(Made(1, "ABC1", retired_ids=(77,))), "77")
    assert (found.status, found.kind, found.gene_id) == (Status.RETIRED, NameKind.RETIRED_IDENTIFIER, 1)


def test_a_symbol_withdrawn_without_replacement_has_no_gene(open_index: OpenIndex) -> None:
    found = answer(open_index(withdrawn=("GONE9",)), "GONE9")
    assert (found.status, found.answer, found.kind) == (Status.RETIRED, None, NameKind.RETIRED_SYMBOL)
    assert found.note == "withdrawn without a replacement"


@pytest.mark.parametrize(
    ("name", "note"), [("zzz9", "no such name in the index"), ("", "no letter or digit"), ("…", "no letter or digit")]
)
def test_a_name_without_proposals_is_unknown(open_index: OpenIndex, name: str, note: str) -> None:
    found = answer(open_index(Made(1, "ABC1")), name)
    assert (found.status, found.note, found.candidates) == (Status.UNKNOWN, note, ())


def test_a_name_of_other_species_is_unknown_in_the_one_asked_for(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(MOUSE, HUMAN, MOUSE)), "abc", Context(species=FLY))
    assert (found.status, found.note) == (
        Status.UNKNOWN, "no such name in the species asked for; known in mouse, human",
    )  # fmt: skip


def test_a_listed_word_is_no_gene_and_keeps_its_candidates(open_index: OpenIndex) -> None:
    found = answer(open_index(*synonyms(HUMAN, name="ATP")), "ATP")
    assert (found.status, found.note) == (Status.NOT_A_GENE, "a metabolite: adenosine triphosphate")
    assert (found.answer, len(found.candidates)) == (None, 1)
    assert answer(open_index(), "ATP").status is Status.NOT_A_GENE


@pytest.mark.parametrize(
    ("context", "status"),
    [
        (NO_CONTEXT, Status.NOT_A_GENE),
        (Context(organisms=("fly",)), Status.RESOLVED),
        (Context(species=FLY), Status.RESOLVED),
        (Context(organisms=("human",)), Status.NOT_A_GENE),
        (Context(machine_organisms=("fly",)), Status.NOT_A_GENE),
        (Context(text="Drosophila"), Status.NOT_A_GENE),
    ],
)
def test_a_listed_word_that_is_a_symbol_of_a_stated_species_is_a_gene(
    open_index: OpenIndex, context: Context, status: Status
) -> None:
    reference = open_index(Made(1, "na", taxon_id=FLY))
    assert answer(reference, "na", context).status is status
    assert answer(reference, "NA", context).status is Status.NOT_A_GENE


# -- lists ------------------------------------------------------------------------------------------------------------


def test_the_names_of_a_list_are_context_for_each_other(open_index: OpenIndex) -> None:
    genes = [Made(1, "AAA1"), Made(2, "BBB1", taxon_id=MOUSE), *synonyms(HUMAN, MOUSE)]
    resolver = resolver_of(open_index(*genes), LIST=2.0)
    assert resolver.resolve("abc").status is Status.AMBIGUOUS
    assert [found.taxon_id for found in resolver.resolve_all(["AAA1", "abc"])] == [HUMAN, HUMAN]
    assert [found.taxon_id for found in resolver.resolve_all(["BBB1", "abc"])] == [MOUSE, MOUSE]


def test_a_list_has_one_answer_for_each_name_in_order(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(Made(1, "AAA1"), Made(2, "BBB1")), NO_WEIGHTS)
    names = ["BBB1", "AAA1", "BBB1", "zzz9"]
    answers = resolver.resolve_all(names)
    assert [found.input for found in answers] == names
    assert answers[0] is answers[2]
    assert resolver.resolve_all(["AAA1", "AAA1"]) == [resolver.resolve("AAA1")] * 2
    assert resolver.resolve_all([]) == []


def test_an_answer_does_not_depend_on_the_context_before(open_index: OpenIndex) -> None:
    genes = [Made(1, "ABC1"), Made(2, "Abc1", taxon_id=MOUSE)]
    resolver = resolver_of(open_index(*genes), ORGANISM=3.0)
    mouse, human = Context(organisms=("mouse",)), Context(organisms=("human",))
    for context, taxon in ((mouse, MOUSE), (human, HUMAN), (mouse, MOUSE)):
        assert resolver.resolve("abc1", context).taxon_id == taxon
    assert resolver.resolve("abc1").status is Status.AMBIGUOUS


def test_lists_and_running_text_have_their_own_weights(open_index: OpenIndex) -> None:
    weights = WeightTable({Evidence.SYMBOL: 1.0}, {Evidence.SYMBOL: 2.0})
    resolver = Resolver(open_index(Made(1, "ABC1")), weights)
    gathered = resolver.gatherer.gather("ABC1")
    in_list, in_text = (resolver.decide(gathered, ContextEvidence(is_prose=prose)).score for prose in (False, True))
    assert in_list == pytest.approx(1 / (1 + math.exp(-1)))
    assert in_text == pytest.approx(1 / (1 + math.exp(-2)))


# -- live look-ups ----------------------------------------------------------------------------------------------------


class KnownLive:
    """A live source that knows further genes for some names."""

    def __init__(self, gathered: Mapping[str, NameProposals]) -> None:
        self.gathered = gathered
        self.seen: list[tuple[tuple[str, ...], tuple[Status, ...], Context]] = []

    def look_up(
        self,
        reference: Reference,
        gathered: Mapping[str, NameProposals],
        answers: Mapping[str, Resolution],
        context: Context,
    ) -> KnownLive:
        assert reference.taxa
        self.seen.append((tuple(gathered), tuple(answer.status for answer in answers.values()), context))
        return self

    def add_note(self, answer: Resolution) -> Resolution:
        return answer._replace(note=f"{answer.note} (looked up)")


def renamed(found: NameProposals, name: str) -> NameProposals:
    """Return the proposals for a name as those for another one."""
    return NameProposals(name, found.key, found.genes, found.matches)


def test_genes_of_a_live_source_are_answered_and_are_context_for_the_list(open_index: OpenIndex) -> None:
    reference = open_index(*synonyms(HUMAN, MOUSE), Made(3, "New1", taxon_id=MOUSE))
    live = KnownLive({"new": renamed(Gatherer(reference).gather("New1"), "new")})
    weights = {Evidence.LIST: 2.0}
    resolver = Resolver(reference, WeightTable(weights, weights), live=live)
    answers = resolver.resolve_all(["abc", "new"])
    assert live.seen == [(("abc", "new"), (Status.RESOLVED, Status.UNKNOWN), NO_CONTEXT)]
    assert [found.taxon_id for found in answers] == [MOUSE, MOUSE]
    assert answers[0].note == " (looked up)"


def test_one_name_is_looked_up_too_and_is_no_context_for_itself(open_index: OpenIndex) -> None:
    live = KnownLive({})
    weights = {Evidence.LIST: 2.0}
    resolver = Resolver(open_index(Made(1, "ABC1")), WeightTable(weights, weights), live=live)
    for found in (resolver.resolve("ABC1"), *resolver.resolve_all(["ABC1", "ABC1"])):
        assert (found.status, found.score, found.note) == (Status.RESOLVED, 0.5, " (looked up)")
    assert [names for names, _, _ in live.seen] == [("ABC1",), ("ABC1",)]


def test_a_document_is_resolved_with_the_genes_of_a_live_source(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "New1", taxon_id=MOUSE))
    live = KnownLive({"new": renamed(Gatherer(reference).gather("New1"), "new")})
    document = Document("1", "", "new", (Mention(1, 4, "new", "Gene"),))
    (found,) = DocumentResolver(Resolver(reference, NO_WEIGHTS, live=live), species=(MOUSE,)).resolve(document)
    assert found is not None
    assert (found.status, found.gene_id, found.note) == (Status.RESOLVED, 1, " (looked up)")
    assert live.seen == [(("new",), (Status.UNKNOWN,), Context(species=MOUSE))]
