"""The guard of ``find_identifier``: true for every form of an identifier."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.authorities import AUTHORITIES
from genenorm.index.identifiers import find_identifier, may_be_identifier
from genenorm.index.reference import Reference

IDENTIFIERS = st.one_of(
    *(
        st.from_regex(re.compile(row.id_start.upper() + rf"(?:{row.id_rest})", re.ASCII), fullmatch=True)
        for row in AUTHORITIES
    )
)
PREFIXES = st.sampled_from(["", *(f"{prefix}:" for row in AUTHORITIES for prefix in row.prefixes)])


@given(PREFIXES, IDENTIFIERS, st.booleans(), st.sampled_from(["", " ", "\n"]))
def test_an_identifier_in_any_form_may_be_one(prefix: str, identifier: str, is_lower: bool, space: str) -> None:
    text = prefix + (identifier.lower() if is_lower else identifier)
    assert may_be_identifier(space + text + space)


@pytest.mark.parametrize("symbol", ["", "TNF", "GRIN1", "p53", "IL-6", "CDK2", "C3"])
def test_a_plain_symbol_is_none(symbol: str) -> None:
    assert not may_be_identifier(symbol)


@pytest.mark.parametrize("space", ["", " ", "\u3000"])
@pytest.mark.parametrize("digit", ["١", "１", "²", "९", "⑨", "２９０２", "٢٩٠٢", "29０2"])
def test_a_digit_that_is_not_ascii_is_none(digit: str, space: str, reference: Reference) -> None:
    assert not may_be_identifier(digit + space)
    assert find_identifier(reference, digit + space) is None


@pytest.mark.parametrize(("text", "gene_id"), [("1", 1), ("9 ", 9), ("2902", 2902)])
def test_a_digit_and_a_number_are_gene_ids(text: str, gene_id: int, reference: Reference) -> None:
    found = find_identifier(reference, text)
    assert found is not None
    assert found.gene is not None
    assert found.gene.gene_id == gene_id
