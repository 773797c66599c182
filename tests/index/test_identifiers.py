"""The guard of ``find_identifier``: true for every form of an identifier."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.authorities import AUTHORITIES
from genenorm.index.identifiers import may_be_identifier

IDENTIFIERS = st.one_of(
    *(st.from_regex(row.id_start.upper() + rf"(?:{row.id_rest})", fullmatch=True) for row in AUTHORITIES)
)
PREFIXES = st.sampled_from(["", *(f"{prefix}:" for row in AUTHORITIES for prefix in row.prefixes)])


@given(PREFIXES, IDENTIFIERS, st.booleans(), st.sampled_from(["", " ", "\n"]))
def test_an_identifier_in_any_form_may_be_one(prefix: str, identifier: str, is_lower: bool, space: str) -> None:
    text = prefix + (identifier.lower() if is_lower else identifier)
    assert may_be_identifier(space + text + space)


@pytest.mark.parametrize("symbol", ["", "TNF", "GRIN1", "p53", "IL-6", "CDK2", "C3"])
def test_a_plain_symbol_is_none(symbol: str) -> None:
    assert not may_be_identifier(symbol)
