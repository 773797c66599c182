"""Rules of decisions: names that say their species, parts that disagree, limits of scores, dates, loci.

Without weights, all candidates and "none of them" are equally likely: of n candidates each has the chance 1 / (n + 1).
"""

from __future__ import annotations

from typing import Any

import pytest

from genenorm.core.evidence import Evidence
from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT, WORM
from genenorm.index.reference import Reference
from genenorm.resolver.answer_notes import SEVERAL_OF_GROUP
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence
from genenorm.resolver.decide import GENE_THRESHOLD
from genenorm.resolver.name_evidence import MOST_OF_DISTANT_NAME, MOST_OF_GUESS, WeightTable
from genenorm.resolver.proposals import NameProposals, match_word
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import Key
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily

PROSE = ContextEvidence(is_prose=True)


def decided(
    reference: Reference,
    name: str,
    context: ContextEvidence = NO_CONTEXT_EVIDENCE,
    facts: dict[str, Any] | None = None,
    **weights: float,
) -> Resolution:
    """Return the answer for a name with some weights, all others being 0, and with some facts of its proposals."""
    table = {Evidence[term]: weight for term, weight in weights.items()}
    resolver = Resolver(reference, WeightTable(table, table))
    return resolver.decide(resolver.gatherer.gather(name)._replace(**(facts or {})), context)


def asked(*taxa: int) -> ContextEvidence:
    return ContextEvidence(requested=taxa)


# -- names that say their species -------------------------------------------------------------------------------------

ABC = (Made(1, "ABC1", group="g1"), Made(2, "Abc1", taxon_id=MOUSE, group="g1"))
OF_MOUSE = {"names_taxon": True, "prefix_taxon": MOUSE}


@pytest.mark.parametrize("context", [NO_CONTEXT_EVIDENCE, asked(MOUSE), asked(HUMAN, MOUSE)])
def test_a_name_that_says_its_species_is_of_this_species(open_index: OpenIndex, context: ContextEvidence) -> None:
    found = decided(open_index(*ABC), "ABC1", context, OF_MOUSE)
    assert (found.status, found.gene_id, len(found.candidates)) == (Status.RESOLVED, 2, 1)


def test_a_name_that_says_another_species_than_the_ones_asked_for_is_open(open_index: OpenIndex) -> None:
    found = decided(open_index(*ABC), "ABC1", asked(HUMAN, FLY), OF_MOUSE, SYMBOL=2.0)
    assert (found.status, found.note) == (Status.AMBIGUOUS, "names a mouse gene; asked for: human, fly")
    assert (found.answer, found.group_id, [one.gene.key for one in found.candidates]) == (None, "", [1])
    plain = decided(open_index(*ABC), "ABC1", asked(HUMAN, FLY), SYMBOL=2.0)
    assert (found.score, found.kind, found.rule) == (plain.score, plain.kind, plain.rule)


def test_a_name_that_says_a_species_that_the_index_lacks_is_open(open_index: OpenIndex) -> None:
    of_worm = {"names_taxon": True, "prefix_taxon": WORM}
    for context, note in (
        (NO_CONTEXT_EVIDENCE, "names a taxon 6239 gene; the index has no genes of this species"),
        (asked(WORM, HUMAN), "names a taxon 6239 gene; the index has no genes of this species"),
    ):
        found = decided(open_index(*ABC), "ABC1", context, of_worm)
        assert (found.status, found.note, found.answer) == (Status.AMBIGUOUS, note, None)


def test_an_unknown_name_that_says_its_species_stays_unknown(open_index: OpenIndex) -> None:
    for name, status, note in (
        ("zzz9", Status.UNKNOWN, "no such name in the index"),
        ("ATP", Status.NOT_A_GENE, "a metabolite: adenosine triphosphate"),
    ):
        found = decided(open_index(*ABC), name, asked(HUMAN), OF_MOUSE)
        assert (found.status, found.note, found.candidates) == (status, note, ())
    listed = decided(open_index(Made(1, "QQA1", synonyms=("ATP",))), "ATP", asked(HUMAN), OF_MOUSE)
    assert (listed.status, listed.note) == (Status.AMBIGUOUS, "names a mouse gene; asked for: human")


def test_in_running_text_the_species_of_a_name_is_evidence_alone(open_index: OpenIndex) -> None:
    found = decided(open_index(*ABC), "ABC1", PROSE, OF_MOUSE)
    assert (found.status, found.gene_id, len(found.candidates)) == (Status.RESOLVED, 1, 2)
    assert decided(open_index(*ABC), "ABC1", facts={"names_taxon": True}).gene_id == 1, "no species is named"


def test_the_species_of_a_name_does_not_stay_for_the_next_name_or_context(open_index: OpenIndex) -> None:
    resolver = Resolver(open_index(*ABC), WeightTable({}, {}))
    plain = resolver.gatherer.gather("ABC1")
    names = {taxon: plain._replace(names_taxon=True, prefix_taxon=taxon) for taxon in (HUMAN, MOUSE)}
    contexts = (NO_CONTEXT_EVIDENCE, ContextEvidence(terms={MOUSE: ((Evidence.ORGANISM, 1.0),)}))
    for taxon, context in [(taxon, context) for context in contexts for taxon in names] * 2:
        found = resolver.decide(names[taxon], context)
        assert found.taxon_id == taxon
        terms = dict(found.candidates[0].context_evidence.terms)
        assert (Evidence.ORGANISM in terms) is (taxon == MOUSE and context is contexts[1])
    assert len(resolver.decide(plain, NO_CONTEXT_EVIDENCE).candidates) == 2


# -- hints and parts that disagree ------------------------------------------------------------------------------------


def test_what_is_no_name_of_a_gene_is_unknown_and_says_what_it_is(open_index: OpenIndex) -> None:
    reference = open_index(*ABC)
    found = decided(reference, "ABC1", facts={"is_hint": True, "hint_note": "a phrase"})
    assert (found.status, found.note, found.answer, len(found.candidates)) == (Status.UNKNOWN, "a phrase", None, 2)
    other = decided(reference, "ABC1", facts={"is_hint": True})
    assert other.note == "several names, and the index lacks one"
    accession = decided(reference, "ABC1", facts={"is_hint": True, "name": "rs12345"})
    assert accession.note not in ("", other.note), "its form says what it is"
    in_text = decided(reference, "ABC1", PROSE, {"is_hint": True, "hint_note": "a phrase"})
    assert (in_text.status, in_text.gene_id) == (Status.RESOLVED, 1)


def test_a_hint_that_is_in_no_index_says_what_it_is(open_index: OpenIndex) -> None:
    found = decided(open_index(), "zzz9", facts={"hint_note": "a phrase"})
    assert (found.status, found.note) == (Status.UNKNOWN, "a phrase")
    assert decided(open_index(), "rs12345").note not in ("", "no such name in the index")


CONTRADICTION = {"is_contradiction": True}
COPY = match_word(NameKind.SYMBOL, KeyRule.PROGRAM_MARK)


@pytest.mark.parametrize(
    ("genes", "facts", "note"),
    [
        (ABC, {}, "its parts name different genes"),
        (ABC[:1], {}, "some of its identifiers are not in the index"),
        (ABC[:1], {"matches": (COPY,)}, "a name of its own, or a symbol with the number of a program"),
    ],
)
def test_parts_that_disagree_leave_a_name_open(
    open_index: OpenIndex, genes: tuple[Made, ...], facts: dict[str, Any], note: str
) -> None:
    reference = open_index(*genes)
    for weight in (0.0, 3.0):
        found = decided(reference, "ABC1", NO_CONTEXT_EVIDENCE, CONTRADICTION | facts, SYMBOL=weight)
        assert (found.status, found.note, found.answer) == (Status.AMBIGUOUS, note, None)
        assert found.score == min(found.candidates[0].score, GENE_THRESHOLD)
    in_text = decided(reference, "ABC1", PROSE, CONTRADICTION | facts, SYMBOL=3.0)
    assert in_text.status is (Status.RESOLVED if "matches" in facts else Status.AMBIGUOUS)


# -- limits of scores -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "is_guess"),
    [("ABCD2", False), ("abcd2", False), ("p-abcd2", False), ("abcd2 kinase", True)],
)
def test_after_a_guess_at_its_spelling_a_name_in_a_list_has_no_high_score(
    open_index: OpenIndex, name: str, is_guess: bool
) -> None:
    reference = open_index(Made(1, "ABCD2"))
    found, in_text = (decided(reference, name, context, SYMBOL=4.0) for context in (NO_CONTEXT_EVIDENCE, PROSE))
    assert (found.status, found.gene_id, found.score == MOST_OF_GUESS) == (Status.RESOLVED, 1, is_guess)
    assert in_text.score == in_text.candidates[0].score == found.candidates[0].score > 0.9
    assert decided(reference, name).score == 0.5, "a lower score stays"


ELSEWHERE = (Made(1, "ABC1", group="g1"), Made(2, "Abc1", taxon_id=MOUSE, synonyms=("xyz",), group="g1"))


def test_a_name_that_only_an_ortholog_has_has_no_high_score(open_index: OpenIndex) -> None:
    reference = open_index(*ELSEWHERE)
    found = decided(reference, "xyz", asked(HUMAN), SYNONYM=4.0)
    assert (found.status, found.gene_id, found.score) == (Status.RESOLVED, 1, MOST_OF_GUESS)
    in_text = ContextEvidence(requested=(HUMAN,), is_prose=True)
    assert decided(reference, "xyz", in_text, SYNONYM=4.0).score > 0.9
    assert decided(reference, "xyz", asked(MOUSE), SYNONYM=4.0).score > 0.9, "a gene of its own has the name"
    of_symbol = decided(reference, "Abc1", asked(RAT), SYMBOL=4.0)
    assert of_symbol.status is Status.UNKNOWN


def test_a_name_that_two_other_species_have_may_have_a_high_score(open_index: OpenIndex) -> None:
    genes = (*ELSEWHERE, Made(3, "Abc1", taxon_id=RAT, synonyms=("xyz",), group="g1"))
    assert decided(open_index(*genes), "xyz", asked(HUMAN), SYNONYM=4.0).score > 0.9


def test_a_symbol_of_an_ortholog_may_have_a_high_score(open_index: OpenIndex) -> None:
    genes = (Made(1, "QQA1", group="g1"), Made(2, "Abc1", taxon_id=FLY, group="g1"))
    assert decided(open_index(*genes), "Abc1", asked(HUMAN), SYMBOL=4.0).score > 0.9


def test_a_name_that_only_a_distant_ortholog_has_is_no_answer(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC1", group="g1"), Made(2, "abc", taxon_id=FLY, synonyms=("xyz",), group="g1"))
    reference = open_index(*genes)
    found = decided(reference, "xyz", asked(HUMAN), SYNONYM=4.0)
    assert (found.status, found.answer, found.score) == (Status.AMBIGUOUS, None, MOST_OF_DISTANT_NAME)
    assert found.group_id == ""
    assert (found.note, found.kind, found.rule) == (
        "1 gene may be meant, or none", NameKind.SYNONYM, KeyRule.AS_WRITTEN,
    )  # fmt: skip
    assert decided(reference, "xyz", asked(HUMAN), NONE=2.0).score < MOST_OF_DISTANT_NAME
    in_text = ContextEvidence(requested=(HUMAN,), is_prose=True)
    assert decided(reference, "xyz", in_text, SYNONYM=4.0).status is Status.RESOLVED


SYNONYM = (Made(77, "ABC1", synonyms=("xyz",), retired_ids=(88,)),)


@pytest.mark.parametrize(
    ("context", "name", "is_limited"),
    [
        (ContextEvidence(organisms=(MOUSE,)), "xyz", True),
        (ContextEvidence(organisms=(MOUSE,)), "ABC1", True),
        (ContextEvidence(organisms=(MOUSE, HUMAN)), "xyz", False),
        (ContextEvidence(organisms=(MOUSE,), requested=(HUMAN,)), "xyz", False),
        (ContextEvidence(organisms=(MOUSE,), is_prose=True), "xyz", False),
        (ContextEvidence(organisms=(MOUSE,)), "77", False),
        (ContextEvidence(organisms=(MOUSE,)), "88", False),
        (ContextEvidence(list_taxon=MOUSE), "xyz", True),
        (ContextEvidence(list_taxon=MOUSE), "ABC1", False),
        (ContextEvidence(list_taxon=MOUSE), "abc1", True),
        (ContextEvidence(list_taxon=HUMAN), "xyz", False),
        (ContextEvidence(list_taxon=MOUSE, is_prose=True), "xyz", False),
        (ContextEvidence(list_taxon=MOUSE), "77", False),
        (ContextEvidence(list_taxon=MOUSE), "88", False),
    ],
)
def test_a_gene_of_another_species_than_the_stated_one_or_that_of_the_list_has_no_high_score(
    open_index: OpenIndex, context: ContextEvidence, name: str, is_limited: bool
) -> None:
    found = decided(open_index(*SYNONYM), name, context, NONE=-4.0)
    assert found.status is (Status.RETIRED if name == "88" else Status.RESOLVED)
    assert (found.score == MOST_OF_GUESS) is is_limited
    assert (found.score > MOST_OF_GUESS) is not is_limited


def test_a_guess_in_the_stated_species_stays_a_guess(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABCD2"))
    for context in (ContextEvidence(organisms=(HUMAN,)), ContextEvidence(list_taxon=HUMAN)):
        assert decided(reference, "abcd2 kinase", context, NONE=-4.0).score == MOST_OF_GUESS


def test_a_stated_organism_decides_between_orthologs_in_lists_alone(open_index: OpenIndex) -> None:
    reference = open_index(*ABC)
    found = decided(reference, "ABC1", ContextEvidence(organisms=(MOUSE,)))
    assert (found.candidates[0].gene.key, found.status, found.group_id) == (2, Status.GROUP, "g1")
    in_text = decided(reference, "ABC1", ContextEvidence(organisms=(MOUSE,), is_prose=True))
    assert in_text.candidates[0].gene.key == 1


# -- dates ------------------------------------------------------------------------------------------------------------

DATES = (Made(1, "SEPTIN2", group="g1"), Made(2, "SEPTIN6", synonyms=("SEPT2",), group="g1"))


def test_a_number_that_may_be_a_date_is_its_gene_without_a_high_score(open_index: OpenIndex) -> None:
    dated = (Made(43891, "QQA1"), Made(54996, "MARCHF1"))
    note = "a GeneID; as a date of a spreadsheet it may be MARCHF1"
    found = decided(open_index(*dated), "43891", IDENTIFIER=4.0)
    assert (found.status, found.gene_id, found.score, found.note) == (Status.RESOLVED, 43891, MOST_OF_GUESS, note)
    assert decided(open_index(*dated), "43891").score == pytest.approx(1 / 3)
    assert decided(open_index(*dated), "43891", PROSE, IDENTIFIER=4.0).score > 0.9
    plain = decided(open_index(dated[0]), "43891", IDENTIFIER=4.0)
    assert (plain.note, plain.score > 0.9) == ("", True)
    identifier = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
    several = decided(
        open_index(*dated), "ENST1", facts={"genes": (1, 2), "matches": (identifier, identifier)}, IDENTIFIER=4.0
    )
    assert (several.status, several.note) == (Status.RESOLVED, ""), "no gene is one of a date"


def test_a_date_is_of_a_gene_that_is_far_likelier_than_the_others(open_index: OpenIndex) -> None:
    reference = open_index(*DATES)
    for weight, is_clear in ((0.9, False), (1.0, True)):  # of the chances of both: 0.711, 0.731
        found = decided(reference, "2-Sep", SYMBOL=weight, NONE=2.0)
        assert found.candidates[0].score < GENE_THRESHOLD
        assert (found.status is Status.RESOLVED) is is_clear
        assert found.score == (found.candidates[0].score if is_clear else pytest.approx(sum_of(found)))
    assert (found.gene_id, found.group_id, found.note) == (1, "g1", "")
    assert (found.kind, found.rule) == (NameKind.SYMBOL, KeyRule.SPREADSHEET_DATE)
    likely = decided(reference, "2-Sep", SYMBOL=4.0, NONE=-4.0)
    assert (likely.status, likely.score) == (Status.RESOLVED, MOST_OF_GUESS)


def sum_of(found: Resolution) -> float:
    return sum(candidate.score for candidate in found.candidates)


def test_a_date_of_genes_of_one_group_means_the_group(open_index: OpenIndex) -> None:
    found = decided(open_index(*DATES), "2-Sep")
    assert (found.status, found.group_id, found.answer) == (Status.GROUP, "g1", None)
    assert (found.note, found.rule) == (SEVERAL_OF_GROUP, KeyRule.SPREADSHEET_DATE)
    assert found.score == MOST_OF_GUESS < sum_of(found), "most dates are no genes"
    less = decided(open_index(*DATES), "2-Sep", NONE=2.0)
    assert less.score == pytest.approx(sum_of(less))


def test_the_species_of_a_date_are_counted_and_its_kind_is_that_of_the_likeliest(open_index: OpenIndex) -> None:
    genes = (DATES[0], Made(2, "Septin2", taxon_id=MOUSE, group="g1"))
    found = decided(open_index(*genes), "2-Sep", asked(HUMAN, MOUSE))
    assert (found.status, found.note) == (Status.GROUP, "only the species is open (2 possible)")
    assert decided(open_index(*DATES), "2-Sep", SYNONYM=0.1).kind is NameKind.SYNONYM
    without = decided(open_index(Made(1, "SEPTIN2")), "2-Sep", NONE=2.0)
    assert (without.status, without.group_id) == (Status.RESOLVED, "")


def test_a_date_of_different_genes_is_open_and_names_them(open_index: OpenIndex) -> None:
    apart = (Made(1, "SEPTIN2", group="g1"), Made(2, "SEPTIN6", synonyms=("SEPT2",), group="g2"))
    without = (Made(1, "SEPTIN2"), Made(2, "SEPTIN6", synonyms=("SEPT2",)))
    for genes in (apart, without):
        found = decided(open_index(*genes), "2-Sep")
        assert (found.status, found.answer, found.group_id) == (Status.AMBIGUOUS, None, "")
        assert found.note == "as a date of a spreadsheet it may be SEPTIN2 or SEPTIN6"
        assert found.score == pytest.approx(1 / 3)
        assert (found.kind, found.rule) == (NameKind.SYMBOL, KeyRule.SPREADSHEET_DATE)


def test_in_running_text_a_date_may_have_a_high_score(open_index: OpenIndex) -> None:
    assert decided(open_index(DATES[0]), "2-Sep", PROSE, SYMBOL=4.0).score > 0.9


def test_two_small_numbers_with_a_slash_are_no_date_unless_that_is_likely(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "MARCHF10"))
    for name in ("3/10", "03/10"):
        assert decided(reference, name, NONE=0.5).status is Status.AMBIGUOUS
        assert decided(reference, name, NONE=-0.5).status is Status.RESOLVED
    for name in ("10-Mar", "3/10/21", "10/3/2021"):
        assert decided(reference, name, NONE=0.5).status is Status.RESOLVED


# -- loci of a microRNA -----------------------------------------------------------------------------------------------

LOCI = (
    Made(1, "MIR16-2", group="g1", synonyms=("xyz",)),
    Made(2, "MIR16-1", group="g2", synonyms=("xyz",)),
    Made(3, "Mir16-1", taxon_id=MOUSE, group="g2", synonyms=("xyz",), weight=200),
    Made(4, "Mir16-2", taxon_id=MOUSE, group="g1", synonyms=("xyz",), weight=200),
    Made(5, "Mir16", taxon_id=RAT, synonyms=("xyz",)),
)
IS_LOCI = {"is_loci": True}


def loci(found: Resolution) -> list[str]:
    return [gene.symbol for gene in found.members]


def test_loci_of_one_product_are_meant_together_human_ones_without_a_context(open_index: OpenIndex) -> None:
    found = decided(open_index(*LOCI), "xyz", NO_CONTEXT_EVIDENCE, IS_LOCI, WEIGHT=1.0)
    assert (found.status, found.note, loci(found)) == (Status.FAMILY, "a microRNA of 2 loci", ["MIR16-1", "MIR16-2"])
    assert (found.kind, found.rule, found.answer) == (NameKind.SYMBOL, KeyRule.COMPLETION, None)
    assert found.score == pytest.approx(sum_of(found))


@pytest.mark.parametrize(
    "context",
    [
        asked(MOUSE, HUMAN),
        ContextEvidence(is_prose=True),
        ContextEvidence(stated=frozenset({MOUSE})),
        ContextEvidence(stated=frozenset({HUMAN})),
    ],
)
def test_in_a_context_loci_are_of_the_species_of_the_likeliest(open_index: OpenIndex, context: ContextEvidence) -> None:
    found = decided(open_index(*LOCI), "xyz", context, IS_LOCI, WEIGHT=1.0)
    assert (found.status, loci(found)) == (Status.FAMILY, ["Mir16-1", "Mir16-2"])


def test_without_human_loci_those_of_the_likeliest_are_meant(open_index: OpenIndex) -> None:
    found = decided(open_index(*LOCI[2:]), "xyz", NO_CONTEXT_EVIDENCE, IS_LOCI, WEIGHT=1.0)
    assert loci(found) == ["Mir16-1", "Mir16-2"]


def test_one_locus_is_a_gene_like_any_other(open_index: OpenIndex) -> None:
    found = decided(open_index(LOCI[0], *LOCI[2:]), "xyz", NO_CONTEXT_EVIDENCE, IS_LOCI)
    assert found.status is not Status.FAMILY
    assert decided(open_index(LOCI[4]), "xyz", asked(RAT), IS_LOCI).symbol == "Mir16"


def test_loci_with_the_name_itself_go_before_orthologs(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "MIR16-1", group="g1", synonyms=("xyz",)),
        Made(2, "MIR16-2", group="g2", synonyms=("xyz",)),
        Made(3, "MIR99", group="g3"),
        Made(4, "Mir99", taxon_id=MOUSE, group="g3", synonyms=("xyz",)),
    )
    found = decided(open_index(*genes), "xyz", asked(HUMAN, MOUSE), IS_LOCI)
    assert len(found.candidates) > 3
    assert loci(found) == ["MIR16-1", "MIR16-2"]
    only = decided(open_index(*genes[2:], Made(5, "MIR98", group="g3")), "xyz", asked(HUMAN), IS_LOCI)
    assert loci(only) == ["MIR98", "MIR99"], "orthologs where no locus of the species has the name"


# -- families ---------------------------------------------------------------------------------------------------------

MEMBERS = (Made(1, "ABC1", group="g1"), Made(2, "ABC2", group="g2"))


@pytest.mark.parametrize(("spelled", "is_gene"), [("QRS", False), ("qrs", True), ("Q-RS", True)])
def test_a_synonym_spelled_otherwise_than_the_family_is_a_gene(
    open_index: OpenIndex, spelled: str, is_gene: bool
) -> None:
    genes = (*MEMBERS, Made(3, "ABC9", synonyms=("QRS",)))
    reference = open_index(*genes, families=[MadeFamily("ABC", ("ABC1", "ABC2"), names=(spelled,))])
    found = decided(reference, "QRS", SYNONYM=4.0)
    assert found.status is (Status.RESOLVED if is_gene else Status.FAMILY)
    assert found.symbol == ("ABC9" if is_gene else "")
    assert decided(reference, "Qrs", SYNONYM=4.0).status is Status.FAMILY, "no source spells the synonym so"
    without_groups = (Made(1, "ABC1"), Made(2, "ABC2"), genes[2])
    reference = open_index(*without_groups, families=[MadeFamily("ABC", ("ABC1", "ABC2"), names=(spelled,))])
    assert decided(reference, "QRS", SYNONYM=4.0).status is found.status


def test_a_synonym_of_a_member_or_of_its_ortholog_is_the_family(open_index: OpenIndex) -> None:
    families = [MadeFamily("ABC", ("ABC1", "ABC2"), names=("qrs",))]
    for gene in (
        Made(3, "Abc1", taxon_id=MOUSE, group="g1", synonyms=("QRS",)),
        Made(3, "Abc9", taxon_id=MOUSE, synonyms=("QRS",)),
    ):
        found = decided(open_index(*MEMBERS, gene, families=families), "QRS", SYNONYM=4.0)
        assert found.status is (Status.FAMILY if gene.group else Status.RESOLVED)
    member = (Made(1, "ABC1", synonyms=("QRS",)), Made(2, "ABC2"))
    assert decided(open_index(*member, families=families), "QRS", SYNONYM=4.0).status is Status.FAMILY


def test_a_designation_is_no_name_that_goes_before_a_family(open_index: OpenIndex) -> None:
    genes = (*MEMBERS, Made(3, "ABC9", names=((NameKind.DESIGNATION, "QRS"),)))
    reference = open_index(*genes, families=[MadeFamily("ABC", ("ABC1", "ABC2"), names=("qrs",))])
    assert decided(reference, "QRS", DESIGNATION=4.0).status is Status.FAMILY


def test_a_family_without_a_member_in_the_species_asked_for_gives_way_to_a_gene(open_index: OpenIndex) -> None:
    genes = (*MEMBERS, Made(3, "Fly9", taxon_id=FLY, synonyms=("ABCs",)))
    reference = open_index(*genes, families=[MadeFamily("ABC", ("ABC1", "ABC2"), names=("ABCs",))])
    assert decided(reference, "ABCs", asked(FLY)).symbol == "Fly9"


def test_the_score_of_a_family_counts_its_members_and_the_genes_of_their_groups_alone(open_index: OpenIndex) -> None:
    families = [MadeFamily("ABC", ("ABC1", "ABC2"), names=("ABCs",))]
    genes = (Made(1, "QQA1", synonyms=("ABCs",)), Made(2, "ABC1", group="g1"), Made(3, "ABC2", group="g2"),
             Made(4, "QQA4", synonyms=("ABCs",), group="g1"))  # fmt: skip
    found = decided(open_index(*genes, families=families), "ABCs")
    assert (found.status, len(found.candidates)) == (Status.FAMILY, 4)
    assert found.score == pytest.approx(3 / 5)
    without_groups = (genes[0], Made(2, "ABC1"), Made(3, "ABC2"))
    found = decided(open_index(*without_groups, families=families), "ABCs")
    assert (found.status, len(found.candidates)) == (Status.FAMILY, 3)
    assert found.score == pytest.approx(2 / 4)


def test_a_family_has_its_members_and_no_other_genes_of_their_groups_in_their_own_species(
    open_index: OpenIndex,
) -> None:
    families = [MadeFamily("ABC", ("ABC1", "ABC2"), names=("ABCs",))]
    genes = (Made(1, "ABC1", group="g1"), Made(2, "ABC2"), Made(3, "QQA3", group="g1"),
             Made(4, "Abc1", taxon_id=MOUSE, group="g1"), Made(5, "Qqa5", taxon_id=MOUSE, group="g1"))  # fmt: skip
    reference = open_index(*genes, families=families)
    assert [gene.symbol for gene in decided(reference, "ABCs").members] == ["ABC1", "ABC2"]
    of_mouse = decided(reference, "ABCs", asked(MOUSE, HUMAN))
    assert [gene.symbol for gene in of_mouse.members] == ["Abc1", "Qqa5"], "both are orthologs of ABC1"


def test_members_without_a_group_lead_their_family_too_and_other_genes_do_not(open_index: OpenIndex) -> None:
    families = [MadeFamily("ABC", ("ABC1", "ABC2", "ABC3"), names=("ABCs",))]
    genes = (
        Made(1, "QQA1", synonyms=("ABCs",), weight=255),
        Made(2, "ABC1"),
        Made(3, "ABC2", weight=200),
        Made(4, "ABC3"),
    )
    found = decided(open_index(*genes, families=families), "ABCs", WEIGHT=1.0)
    assert [candidate.gene.symbol for candidate in found.candidates[:2]] == ["QQA1", "ABC2"]
    assert [gene.symbol for gene in found.members] == ["ABC2", "ABC1", "ABC3"]
    grouped = (*(Made(row, f"ABC{row}", group=f"g{row}") for row in (1, 2, 3)),
               Made(4, "Abc3", taxon_id=MOUSE, group="g3", synonyms=("ABCs",), weight=255))  # fmt: skip
    found = decided(open_index(*grouped, families=families), "ABCs", WEIGHT=1.0)
    assert [gene.symbol for gene in found.members] == ["ABC3", "ABC1", "ABC2"], "its ortholog is the likeliest gene"


def test_after_a_guess_at_its_spelling_a_family_has_no_high_score(open_index: OpenIndex) -> None:
    reference = open_index(*MEMBERS, families=[MadeFamily("ABC", ("ABC1", "ABC2"), names=("ABC group",))])
    found = decided(reference, "ABC group", FAMILY_MEMBER=4.0)
    assert (found.status, found.score > 0.9) == (Status.FAMILY, True)
    (match,) = Resolver(reference).gatherer.gather("ABC group").families
    guessed = {"families": (match._replace(rule=KeyRule.HEAD_WORD),)}
    limited = decided(reference, "ABC group", NO_CONTEXT_EVIDENCE, guessed, FAMILY_MEMBER=4.0)
    assert (limited.status, limited.score, limited.rule) == (Status.FAMILY, MOST_OF_GUESS, KeyRule.HEAD_WORD)
    assert decided(reference, "ABC group", PROSE, guessed, FAMILY_MEMBER=4.0).score > 0.9


# -- no gene ----------------------------------------------------------------------------------------------------------


def test_a_name_of_nothing_says_why(open_index: OpenIndex) -> None:
    reference = open_index(*ABC, Made(3, "abc1", taxon_id=RAT))
    for context, note in ((asked(FLY), "no such name in the species asked for; known in human, mouse, rat"),):
        assert decided(reference, "abc1", context).note == note
    resolver = Resolver(reference, WeightTable({}, {}))
    assert resolver.decide(NameProposals("…", None), NO_CONTEXT_EVIDENCE).note == "no letter or digit"
    withdrawn = NameProposals("qqq", Key("qqq"), is_withdrawn=True, hint_note="a phrase")
    assert resolver.decide(withdrawn, NO_CONTEXT_EVIDENCE).status is Status.RETIRED


def test_an_unknown_name_is_unknown_whatever_organism_is_stated(open_index: OpenIndex) -> None:
    for context in (ContextEvidence(organisms=(MOUSE,)), ContextEvidence(list_taxon=MOUSE), PROSE):
        assert decided(open_index(*ABC), "zzz9", context).note == "no such name in the index"
