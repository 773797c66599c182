"""The words of evidence: those that the documentation explains, and which of them tables show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genenorm.core.evidence import NO_TERMS, Evidence, WeighedTerms, words_of

ACCURACY = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
SAID_OTHERWISE = {
    Evidence.HUMAN, Evidence.RAT, Evidence.OTHER_SPECIES, Evidence.REQUESTED, Evidence.ABSENT, Evidence.ALONE,
    Evidence.HOMOLOGY, Evidence.WEIGHT, Evidence.OTHER_CASE, Evidence.OTHER_SYMBOL, Evidence.ASSIGNED_SYMBOL,
}  # fmt: skip
"""Terms that tables do not show: the columns of the species and of the match say so, or they hold for most genes."""

NOT_MEASURED = {
    Evidence.RETIRED_SYMBOL: "retired symbol",
    Evidence.IDENTIFIER: "identifier",
    Evidence.OTHER_CASE: "another gene of its species is spelled exactly so",
    Evidence.OTHER_SYMBOL: "the symbol, or a previous one, of another gene of its species",
    Evidence.REPAIRED: "after repairing a damaged name",
    Evidence.PREFIX: "species that the name says",
    Evidence.STYLE: "written as only its species writes symbols",
    Evidence.RECORD_ORGANISM: "organism of the record",
    Evidence.MACHINE_ORGANISM: "organism found by machine",
    Evidence.ASSIGNED: "gene of the figure's table",
}
"""The words of the terms that the page leaves out, since its measurement does not have them or they change nothing."""


def test_the_words_of_evidence_are_those_of_the_documentation() -> None:
    rows = re.findall(r"^\| ([A-Z_]+) \| ([^|]+) \|", ACCURACY.read_text(encoding="utf-8"), re.MULTILINE)
    words = dict(rows) | {term.name: text for term, text in NOT_MEASURED.items()}
    assert words == {term.name: term.value for term in Evidence}


def test_no_two_terms_have_the_same_words() -> None:
    assert len({term.value for term in Evidence}) == len(Evidence) == len(dict.fromkeys(Evidence))


@pytest.mark.parametrize("term", Evidence)
def test_a_term_for_a_candidate_is_shown_unless_another_column_says_it(term: Evidence) -> None:
    expected = () if term in SAID_OTHERWISE else (term.value,)
    assert words_of(((term, 1.0),)) == words_of(((term, 0.01),)) == expected
    assert words_of(((term, 0.0),)) == words_of(((term, -1.0),)) == ()


def test_terms_are_shown_in_their_order() -> None:
    terms = ((Evidence.SYNONYM, 1.0), (Evidence.HUMAN, 1.0), (Evidence.EXACT, 0.5), (Evidence.CASE, -0.5))
    assert words_of(terms) == ("synonym", "as written")
    assert words_of(terms[::-1]) == ("as written", "synonym")
    assert words_of(()) == ()


def test_no_evidence_has_no_words_and_weighs_nothing() -> None:
    assert WeighedTerms((), (), 0.0) == NO_TERMS
