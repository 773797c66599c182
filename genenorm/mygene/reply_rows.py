"""The rows of a reply, checked against what MyGene.info sends: nothing else is used or stored."""

from __future__ import annotations

from collections.abc import Mapping

from genenorm.core.authorities import NOMENCLATURE
from genenorm.core.errors import LiveError
from genenorm.core.numbers import whole_number

LONGEST_TEXT = 10_000
"""The most characters of a text in a row."""
MOST_TEXTS = 10_000
"""The most texts of a field."""
MOST_DIGITS = 12
"""The most digits of a GeneID, a taxon id or another number that is an identifier."""
_TEXTS = ("symbol", "name", "alias", "other_names", "retired", *(row.mygene_field for row in NOMENCLATURE))
_NUMBERS = ("taxid", "entrezgene")


def checked_rows(reply: object, address: str) -> list[dict[str, object]]:
    """Return the rows of a reply to a batch.

    :param reply: the reply as read from JSON.
    :param address: the address of the service, for the error.
    :raises LiveError: the reply is no list of rows with a term each, or a field of a row has another type than
        MyGene.info gives it.

    >>> checked_rows([{"query": "GRIN1", "entrezgene": "2902", "symbol": "GRIN1"}], "http://localhost")
    [{'query': 'GRIN1', 'entrezgene': '2902', 'symbol': 'GRIN1'}]
    >>> checked_rows([{"query": "GRIN1", "entrezgene": float("nan")}], "http://localhost")
    Traceback (most recent call last):
    genenorm.core.errors.LiveError: http://localhost: the answer for 'GRIN1' has a wrong value as entrezgene
    """
    if not isinstance(reply, list):
        raise _not_mygene(address)
    for row in reply:
        if not isinstance(row, dict) or not isinstance(row.get("query"), str):
            raise _not_mygene(address)
        if field := _wrong_field(row):
            raise LiveError(f"{address}: the answer for {row['query'][:100]!r} has a wrong value as {field}")
    return reply


def _not_mygene(address: str) -> LiveError:
    return LiveError(f"{address} did not answer as MyGene.info does; is the address right?")


def _wrong_field(row: Mapping[str, object]) -> str:
    """Return the first field of a row whose value cannot be used; empty if there is none."""
    for field in _TEXTS:
        if field in row and not _are_texts(row[field]):
            return field
    for field in _NUMBERS:
        if field in row and not _is_number(row[field]):
            return field
    ensembl = row.get("ensembl", [])
    parts = ensembl if isinstance(ensembl, list) else [ensembl]
    if not all(isinstance(part, dict) and _are_texts(part.get("gene", [])) for part in parts[:MOST_TEXTS]):
        return "ensembl"
    return ""


def _are_texts(value: object) -> bool:
    """Return whether a value is a text, a number that is an identifier, or a list of them."""
    parts = value if isinstance(value, list) else [value]
    return len(parts) <= MOST_TEXTS and all(
        len(part) <= LONGEST_TEXT if isinstance(part, str) else _is_number(part) for part in parts
    )


def _is_number(value: object) -> bool:
    """Return whether a value is a number above 0 that may be an identifier, as an integer or as ASCII digits."""
    if type(value) is int:
        return bool(0 < value < 10**MOST_DIGITS)
    return isinstance(value, str) and len(value) <= MOST_DIGITS and whole_number(value) is not None
