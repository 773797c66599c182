"""The types of identifiers that are recognised by their form, and that no index holds: proteins, probes, variants."""

from __future__ import annotations

from functools import cache, lru_cache

from genenorm.core.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Collection

_DIGITS = frozenset("0123456789")
_MARKS = frozenset("_:.(")
FEWEST_DIGITS = 5
"""Digits at the end of a GenBank accession."""
ENTRY_NAME = "a UniProt entry name"


class IdentifierType(NamedTuple):
    """What an identifier is of, and where it can be asked."""

    starts: tuple[str, ...]
    """Its beginnings, or a mark that it has (see the table)."""
    form: str
    """Regular expression for the whole identifier without its version."""
    what: str
    where: str

    @property
    def note(self) -> str:
        """The note of an unknown identifier of the type."""
        return f"{self.what}, which the index does not hold; to ask: {self.where}"


def identifier_type(name: str) -> IdentifierType | None:
    """Return the type of an identifier that the index does not hold; ``None`` for other names.

    >>> identifier_type("NP_000537.3").what, identifier_type("rs7412").what, identifier_type("GRIN1")
    ('a RefSeq protein', 'a variant', None)
    """
    if name[-1:] not in _DIGITS and name[-2:-1] not in _DIGITS and _MARKS.isdisjoint(name):
        return None  # most names: to keep them would take longer than to ask again
    return _type_by_form(name)


def type_starts() -> Collection[str]:
    """Return the first one or two characters of the identifiers of a type, but for types that have only a mark."""
    return [start for start in _rows_by_start() if start[0] != "*"]


@lru_cache(maxsize=1 << 10)
def _type_by_form(name: str) -> IdentifierType | None:
    by_start = _rows_by_start()
    rows = [row for start in (name[:1], name[:2]) for row in by_start.get(start, ()) if name.startswith(row.starts)]
    for mark in "_:":
        if mark in name:
            rows += by_start["*" + mark]
    if name[1:2] in _DIGITS:
        rows += by_start["*0"]
    if name.partition(".")[0][-FEWEST_DIGITS:].isdigit():
        rows += by_start["*00000"]
    fitting = [row for row in rows if _pattern(row.form).match(name)]
    return min(fitting, key=_table().index) if fitting else None


@cache
def _rows_by_start() -> dict[str, list[IdentifierType]]:
    """Return the types of identifiers by their first two characters, or by the mark that they have."""
    found: dict[str, list[IdentifierType]] = {}
    for row in _table():
        for start in dict.fromkeys(start if start[0] == "*" else start[:2] for start in row.starts):
            found.setdefault(start, []).append(row)
    return found


@cache
def _table() -> tuple[IdentifierType, ...]:
    from genenorm.core.paths import data_rows

    return tuple(IdentifierType(tuple(row[0].split("|")), *row[1:]) for row in data_rows("identifier_types.tsv"))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    import re

    return re.compile(rf"(?:{form})(?:\.\d{{1,3}})?$")


def before_entry_species(name: str) -> str:
    """Return the first part of a UniProt entry name, which is often the gene's symbol; empty for other names.

    >>> before_entry_species("EGFR_HUMAN"), before_entry_species("EGFR")
    ('EGFR', '')
    """
    found = identifier_type(name)
    return name.partition("_")[0] if found is not None and found.what == ENTRY_NAME else ""
