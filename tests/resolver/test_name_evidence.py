"""Evidence codes: what each of their bits says, and their sums."""

from __future__ import annotations

import math
from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.caches import Memo
from genenorm.core.evidence import Evidence, words_of
from genenorm.core.model import Biotype, KeyRule, NameKind
from genenorm.core.paths import data_rows
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.name_evidence import (
    BIOTYPE_SHIFT,
    CASING_CODES,
    CASING_SHIFT,
    GUESSED_CODES,
    GUESSED_RULES,
    HAS_PREFIX,
    HAS_STYLE,
    IS_USUAL,
    MOST_OF_DISTANT_NAME,
    MOST_OF_GUESS,
    MOST_SUPPORT,
    OTHER_CASE,
    OTHER_SYMBOL,
    OWN_MASK,
    SPECIES_SHIFT,
    SUPPORT_SHIFT,
    Weigher,
    WeightTable,
    chances,
    context_class,
    is_name_elsewhere,
    load_weights,
    none_case,
    none_terms,
    weight_terms,
)
from genenorm.resolver.name_shape import NameEvidence, NameShape
from genenorm.resolver.proposals import (
    IS_EXACT,
    IS_FIRST_MEMBER,
    IS_MEMBER,
    IS_ORTHOLOG,
    OWN_SYMBOL,
    RULE_NUMBERS,
    NameProposals,
    match_word,
)
from genenorm.text.conventions import CASE_CONVENTION
from genenorm.text.keys import Key
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily

SPECIES = (HUMAN, MOUSE, RAT, FLY, FISH, WORM, YEAST)
WEIGHER = Weigher(load_weights().lists, SPECIES)
PLAIN = match_word(NameKind.SYNONYM, KeyRule.CASE) | SPECIES.index(FISH) << SPECIES_SHIFT
"""The code of a gene about which nothing else is known."""


def terms_of(code: int) -> dict[Evidence, float]:
    return dict(WEIGHER.match_terms(code) + WEIGHER.other_terms(code))


def coded(kind: NameKind = NameKind.SYNONYM, rule: KeyRule = KeyRule.CASE, taxon_id: int = FISH) -> int:
    return match_word(kind, rule) | SPECIES.index(taxon_id) << SPECIES_SHIFT


# -- terms of a code --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        (NameKind.SYMBOL, Evidence.SYMBOL),
        (NameKind.PREVIOUS_SYMBOL, Evidence.PREVIOUS_SYMBOL),
        (NameKind.SYNONYM, Evidence.SYNONYM),
        (NameKind.SYSTEMATIC_NAME, Evidence.SYSTEMATIC_NAME),
        (NameKind.FULL_NAME, Evidence.FULL_NAME),
        (NameKind.DESIGNATION, Evidence.DESIGNATION),
        (NameKind.PREVIOUS_NAME, Evidence.PREVIOUS_NAME),
        (NameKind.RETIRED_SYMBOL, Evidence.RETIRED_SYMBOL),
        (NameKind.IDENTIFIER, Evidence.IDENTIFIER),
        (NameKind.RETIRED_IDENTIFIER, Evidence.IDENTIFIER),
        (NameKind.FAMILY, Evidence.FAMILY_MEMBER),
        (NameKind.FAMILY_NAME, Evidence.FAMILY_MEMBER),
    ],
)
def test_each_kind_of_name_has_its_term(kind: NameKind, term: Evidence) -> None:
    assert terms_of(coded(kind)) == {term: 1.0, Evidence.OTHER_SPECIES: 1.0}


def test_no_kind_of_name_is_without_a_term() -> None:
    assert all(len(terms_of(coded(kind))) == 2 for kind in NameKind)


UNCHANGED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER, KeyRule.USUAL_MEANING)
REPAIRS = (KeyRule.OCR, KeyRule.SPREADSHEET_DATE)
CLOSE = (
    KeyRule.GREEK_LETTER, KeyRule.ROMAN_NUMERAL, KeyRule.PLURAL, KeyRule.BRACKETS, KeyRule.DIGIT_BREAK,
    KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX, KeyRule.LONG_FORM, KeyRule.BRITISH_SPELLING,
    KeyRule.PROGRAM_MARK, KeyRule.PROTEIN_VARIANT, KeyRule.ALLELE,
)  # fmt: skip


@pytest.mark.parametrize("rule", KeyRule)
def test_each_rule_has_its_term(rule: KeyRule) -> None:
    found = terms_of(coded(rule=rule)).keys() - terms_of(PLAIN).keys()
    if rule in (*UNCHANGED, KeyRule.USUAL_MEANING):
        assert found == set()
    elif rule in REPAIRS:
        assert found == {Evidence.REPAIRED}
    else:
        assert found == {Evidence.CLOSE_RULE if rule in CLOSE else Evidence.LOOSE_RULE}
    assert set(terms_of(coded(rule=rule)).values()) == {1.0}


@pytest.mark.parametrize(
    ("bits", "terms"),
    [
        (IS_EXACT, {Evidence.EXACT: 1.0}),
        (IS_MEMBER, {}),
        (IS_FIRST_MEMBER, {Evidence.FIRST_MEMBER: 1.0}),
        (Biotype.PROTEIN_CODING.value << BIOTYPE_SHIFT, {}),
        (Biotype.NON_CODING_RNA.value << BIOTYPE_SHIFT, {}),
        (Biotype.PSEUDOGENE.value << BIOTYPE_SHIFT, {Evidence.PSEUDOGENE: 1.0}),
        (Biotype.GENE_SEGMENT.value << BIOTYPE_SHIFT, {}),
        (Biotype.OTHER.value << BIOTYPE_SHIFT, {}),
        (IS_ORTHOLOG, {Evidence.HOMOLOGY: 1.0}),
        (1 << SUPPORT_SHIFT, {Evidence.SUPPORT: 1 / 3}),
        (2 << SUPPORT_SHIFT, {Evidence.SUPPORT: 2 / 3}),
        (3 << SUPPORT_SHIFT, {Evidence.SUPPORT: 1.0}),
        (CASING_CODES["none"], {}),
        (CASING_CODES["mixed"], {}),
        (CASING_CODES["upper"], {Evidence.CASE: -1.0}),
        (CASING_CODES["title"], {Evidence.CASE: -0.5}),
        (CASING_CODES["lower"], {Evidence.CASE: 1.0}),
        (OTHER_CASE, {Evidence.OTHER_CASE: 1.0}),
        (IS_USUAL, {Evidence.USUAL: 1.0}),
        (HAS_STYLE, {Evidence.STYLE: 1.0}),
        (HAS_PREFIX, {Evidence.PREFIX: 1.0}),
        (OTHER_SYMBOL, {Evidence.OTHER_SYMBOL: 1.0}),
    ],
)
def test_each_fact_of_a_code_has_its_term_alone(bits: int, terms: dict[Evidence, float]) -> None:
    assert bits & PLAIN == 0
    assert terms_of(PLAIN | bits) == {**terms_of(PLAIN), **terms}
    others = IS_EXACT | IS_FIRST_MEMBER | IS_ORTHOLOG | OTHER_CASE | IS_USUAL | HAS_STYLE | HAS_PREFIX
    assert terms_of(PLAIN | others | bits) == {**terms_of(PLAIN | others), **terms}


@pytest.mark.parametrize("taxon_id", SPECIES)
def test_each_species_has_its_term_and_its_convention_of_case(taxon_id: int) -> None:
    code = coded(taxon_id=taxon_id)
    own = {
        HUMAN: {Evidence.HUMAN: 1.0},
        RAT: {Evidence.RAT: 1.0},
        MOUSE: {},
    }
    assert WEIGHER.taxon_id(code) == taxon_id
    assert terms_of(code) == {Evidence.SYNONYM: 1.0, **own.get(taxon_id, {Evidence.OTHER_SPECIES: 1.0})}
    for casing, convention in CASE_CONVENTION.items():
        assert terms_of(code | CASING_CODES[casing]).get(Evidence.CASE, 0.0) == convention[taxon_id]


def test_the_facts_of_a_code_have_bits_of_their_own() -> None:
    fields = [
        15, 31 << 4, IS_EXACT, IS_MEMBER, IS_FIRST_MEMBER, 15 << BIOTYPE_SHIFT, 255 << SPECIES_SHIFT, IS_ORTHOLOG,
        MOST_SUPPORT << SUPPORT_SHIFT, 3 << CASING_SHIFT, OTHER_CASE, IS_USUAL, HAS_STYLE, HAS_PREFIX,
        OTHER_SYMBOL,
    ]  # fmt: skip
    assert sum(fields) == (1 << 34) - 1
    assert all(field & other == 0 for field, other in product(fields, fields) if field != other)
    assert max(kind.value for kind in NameKind) <= 15
    assert max(biotype.value for biotype in Biotype) <= 15
    assert len(KeyRule) <= 32
    assert max(CASING_CODES.values()) == 3 << CASING_SHIFT


@pytest.mark.parametrize(
    ("code", "is_own"),
    [
        (OWN_SYMBOL, True),
        (OWN_SYMBOL | IS_ORTHOLOG, False),
        (OWN_SYMBOL & ~IS_EXACT, False),
        (OWN_SYMBOL | NameKind.SYNONYM.value, False),
        (OWN_SYMBOL | IS_MEMBER | IS_FIRST_MEMBER | HAS_STYLE | 3 << SUPPORT_SHIFT | 2 << SPECIES_SHIFT, True),
    ],
)
def test_an_exact_own_symbol_has_a_term_of_its_own(code: int, is_own: bool) -> None:
    assert (code & OWN_MASK == OWN_SYMBOL) is is_own
    assert (Evidence.EXACT_SYMBOL in terms_of(code)) is is_own
    assert (Evidence.EXACT in terms_of(code)) is (bool(code & IS_EXACT) and not is_own)
    assert context_class(code) == (code >> SPECIES_SHIFT & 255) << 1 | is_own


# -- words and sums ---------------------------------------------------------------------------------------------------

BITS = (IS_EXACT, IS_MEMBER, IS_FIRST_MEMBER, IS_ORTHOLOG, OTHER_CASE, IS_USUAL, HAS_STYLE, HAS_PREFIX)
CODES = st.builds(
    lambda match, biotype, species, support, casing, bits: (
        match
        | biotype.value << BIOTYPE_SHIFT
        | species << SPECIES_SHIFT
        | support << SUPPORT_SHIFT
        | casing
        | sum(bits)
    ),
    st.builds(match_word, st.sampled_from(NameKind), st.sampled_from(KeyRule)),
    st.sampled_from(Biotype),
    st.integers(0, len(SPECIES) - 1),
    st.integers(0, MOST_SUPPORT),
    st.sampled_from(sorted(CASING_CODES.values())),
    st.sets(st.sampled_from(BITS)),
)


@given(CODES, st.integers(0, 255))
def test_words_and_sums_are_those_of_the_terms(code: int, weight: int) -> None:
    weights = load_weights().lists
    terms = WEIGHER.match_terms(code) + WEIGHER.other_terms(code)
    assert len(dict(terms)) == len(terms)
    assert WEIGHER.sums[code] == pytest.approx(sum(weights[term] * degree for term, degree in terms))
    assert WEIGHER.words[code] == words_of(terms)
    (weighed,) = weight_terms(weight)
    assert weighed == (Evidence.WEIGHT, weight / 255)
    assert WEIGHER.weight_sums[weight] == pytest.approx(weights[Evidence.WEIGHT] * weight / 255)


def test_terms_without_a_weight_count_nothing() -> None:
    weigher = Weigher({Evidence.SYNONYM: 2.0}, SPECIES)
    assert weigher.sums[PLAIN | HAS_PREFIX] == 2.0
    assert weigher.total(((Evidence.SYNONYM, 0.5), (Evidence.PREFIX, 1.0)), 3.0) == 4.0


# -- none of the proposals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "rules", "case", "terms"),
    [
        ("abcd", (KeyRule.CASE,), 0, {Evidence.NONE}),
        ("abc", (KeyRule.CASE,), 1, {Evidence.NONE, Evidence.NONE_SHORT}),
        ("abcd", (KeyRule.HEAD_WORD, KeyRule.OCR), 2, {Evidence.NONE, Evidence.NONE_LOOSE}),
        ("abcd", (KeyRule.HEAD_WORD, KeyRule.MODIFIER), 0, {Evidence.NONE}),
        ("abc", (KeyRule.HEAD_WORD,), 3, {Evidence.NONE, Evidence.NONE_SHORT, Evidence.NONE_LOOSE}),
        ("abcd", (), 2, {Evidence.NONE, Evidence.NONE_LOOSE}),
        (None, (), 2, {Evidence.NONE, Evidence.NONE_LOOSE}),
    ],
)
def test_none_of_the_proposals_is_likelier_for_short_names_and_loose_matches(
    key: str | None, rules: tuple[KeyRule, ...], case: int, terms: set[Evidence]
) -> None:
    matches = tuple(match_word(NameKind.SYNONYM, rule) for rule in rules)
    found = NameProposals("x", Key(key) if key else None, tuple(range(1, len(rules) + 1)), matches)
    assert none_case(found) == case
    assert dict(none_terms(case)) == dict.fromkeys(terms, 1.0)
    weights = load_weights().lists
    assert WEIGHER.none_sums[case] == pytest.approx(sum(weights[term] for term in terms))


# -- codes of a name's genes ------------------------------------------------------------------------------------------


def evidence(gatherer: Gatherer, name: str, *taxa: int) -> dict[int, tuple[int, int, int]]:
    """Return the code, weight and source of each gene that a name may mean, by row."""
    shapes = Memo(partial(NameShape, gatherer), 9)
    own = NameEvidence(gatherer, gatherer.gather(name), shapes)
    meant = own.with_orthologs(gatherer.transfer(own.found, taxa))
    assert list(meant.genes) == sorted(set(meant.genes))
    assert list(meant.facts) == [gatherer.reference.gene_facts[gene] for gene in meant.genes]
    assert list(meant.groups) == [gatherer.reference.gene_groups[gene] for gene in meant.genes]
    weights = [facts & 255 for facts in meant.facts]
    return dict(zip(meant.genes, zip(meant.codes, weights, meant.sources, strict=True), strict=True))


def test_a_code_has_the_facts_of_its_gene(open_index: OpenIndex) -> None:
    genes = (
        Made(1, "ABC1", weight=200),
        Made(2, "QQA2", synonyms=("Abc1",), taxon_id=FLY, biotype=Biotype.PSEUDOGENE),
    )
    gatherer = Gatherer(open_index(*genes))
    human, fly = (gatherer.number_of(taxon) << SPECIES_SHIFT for taxon in (HUMAN, FLY))
    coding, pseudogene = (kind.value << BIOTYPE_SHIFT for kind in (Biotype.PROTEIN_CODING, Biotype.PSEUDOGENE))
    exact = match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
    folded = match_word(NameKind.SYNONYM, KeyRule.CASE)
    upper = CASING_CODES["upper"]
    assert evidence(gatherer, "ABC1") == {
        1: (exact | upper | coding | human, 200, 0),
        2: (folded | upper | pseudogene | fly, 0, 0),
    }


def test_an_ortholog_has_the_match_of_its_source_and_the_facts_of_its_own_gene(open_index: OpenIndex) -> None:
    genes = (Made(1, "ABC1", group="g1"), Made(2, "Qqa2", taxon_id=MOUSE, group="g1", weight=9))
    gatherer = Gatherer(open_index(*genes))
    found = evidence(gatherer, "ABC1", MOUSE)
    (source, _, _), (code, weight, via) = found[1], found[2]
    assert (weight, via) == (9, 1)
    human, mouse = (gatherer.number_of(taxon) << SPECIES_SHIFT for taxon in (HUMAN, MOUSE))
    assert code - mouse == source - human + IS_ORTHOLOG
    assert not source & IS_ORTHOLOG


def test_members_of_families_are_marked(open_index: OpenIndex) -> None:
    family = MadeFamily("ABC", ("ABC1", "ABC2"), ("ABCs",))
    found = evidence(Gatherer(open_index(Made(1, "ABC2"), Made(2, "ABC1"), families=[family])), "ABCs")
    marks = {gene: (bool(code & IS_MEMBER), bool(code & IS_FIRST_MEMBER)) for gene, (code, _, _) in found.items()}
    assert marks == {1: (True, False), 2: (True, True)}


# -- names that are guessed at, or another species' -------------------------------------------------------------------


GUESSES = {
    KeyRule.ROMAN_NUMERAL, KeyRule.PLURAL, KeyRule.DIGIT_BREAK, KeyRule.OCR, KeyRule.SPREADSHEET_DATE,
    KeyRule.USUAL_MEANING,
}  # fmt: skip


@pytest.mark.parametrize("rule", KeyRule)
def test_a_rule_is_a_guess_unless_the_name_is_the_same_or_a_part_says_so(rule: KeyRule) -> None:
    assert (rule in GUESSED_RULES) is (RULE_NUMBERS[rule] in GUESSED_CODES)
    if rule in GUESSES:
        assert rule in GUESSED_RULES
    elif rule in UNCHANGED or rule in CLOSE or rule in (KeyRule.SHARED_HEAD, KeyRule.SEVERAL_NAMES):
        assert rule not in GUESSED_RULES
    else:
        assert rule in GUESSED_RULES


def test_guesses_score_less_than_good_answers_and_distant_names_less_than_answers() -> None:
    assert (MOST_OF_GUESS, MOST_OF_DISTANT_NAME) == (0.59, 0.49)


@pytest.mark.parametrize("kind", NameKind)
def test_a_name_is_of_another_species_alone_unless_it_is_a_symbol_usual_or_supported(kind: NameKind) -> None:
    symbols = (NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYSTEMATIC_NAME, NameKind.IDENTIFIER)
    code = coded(kind) | IS_ORTHOLOG
    assert is_name_elsewhere(code) is (kind not in symbols)
    for bits in (IS_USUAL, 1 << SUPPORT_SHIFT, 2 << SUPPORT_SHIFT, 3 << SUPPORT_SHIFT):
        assert not is_name_elsewhere(code | bits)
    assert not is_name_elsewhere(coded(kind))
    others = IS_EXACT | IS_MEMBER | HAS_STYLE | HAS_PREFIX | OTHER_CASE | OTHER_SYMBOL | CASING_CODES["lower"]
    assert is_name_elsewhere(code | others) is (kind not in symbols)


# -- weights and chances ----------------------------------------------------------------------------------------------


def test_the_weights_are_those_of_the_columns_of_their_table() -> None:
    weights = load_weights()
    rows = {row[0]: tuple(map(float, row[1:4])) for row in data_rows("weights.tsv")}
    for name, expected in rows.items():
        term = Evidence[name]
        assert (weights.reasoned[term], weights.lists[term], weights.prose[term]) == expected
    assert WeightTable({}, {}).reasoned == {}


def test_there_is_a_sum_for_each_weight_and_for_each_case_of_none() -> None:
    assert (len(WEIGHER.weight_sums), len(WEIGHER.none_sums)) == (256, 4)
    assert len(weight_terms(255)) == 1


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.floats(-50, 50))
def test_chances_are_shares_of_the_whole_with_none(scores: list[float], none: float) -> None:
    odds = [math.exp(score) for score in scores]
    whole = sum(odds) + math.exp(none)
    assert chances(scores, none) == pytest.approx([odd / whole for odd in odds])


def test_words_sums_and_terms_of_a_code_are_kept() -> None:
    code = PLAIN | IS_EXACT
    assert WEIGHER.terms[code] == (WEIGHER.match_terms(code), WEIGHER.other_terms(code))
    assert WEIGHER.terms[code] is WEIGHER.terms[code]
    assert WEIGHER.classes[code] == context_class(code)
