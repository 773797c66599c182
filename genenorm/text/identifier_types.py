"""The types of identifiers that are recognised by their form, and that no index holds: proteins, probes, variants."""

from __future__ import annotations

from functools import cache

from genenorm.core.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_MARKS = frozenset("0123456789_(")
"""Every identifier of the table has one of these."""
_SHORTEST = 4
ENTRY_NAME = "a UniProt entry name"


class IdentifierType(NamedTuple):
    """What an identifier is of, and where it can be asked."""

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
    if len(name) < _SHORTEST or _MARKS.isdisjoint(name):
        return None
    pattern, types = _table()
    found = pattern.match(name)
    return types[found.lastindex - 1] if found and found.lastindex else None


@cache
def _table() -> tuple[re.Pattern[str], tuple[IdentifierType, ...]]:
    import re

    from genenorm.core.paths import data_rows

    rows = list(data_rows("identifier_types.tsv"))
    forms = "|".join(f"({form})" for form, _, _ in rows)
    return re.compile(rf"(?:{forms})(?:\.\d{{1,3}})?$"), tuple(IdentifierType(what, where) for _, what, where in rows)


def before_entry_species(name: str) -> str:
    """Return the first part of a UniProt entry name, which is often the gene's symbol; empty for other names.

    >>> before_entry_species("EGFR_HUMAN"), before_entry_species("EGFR")
    ('EGFR', '')
    """
    found = identifier_type(name)
    return name.partition("_")[0] if found is not None and found.what == ENTRY_NAME else ""
