"""The types of identifiers that are recognised by their form, and that no index holds: proteins, probes, variants."""

from __future__ import annotations

from functools import cache

from genenorm.core.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_DIGITS = frozenset("0123456789")
_MARKS = frozenset("_:.(")
ENTRY_NAME = "a UniProt entry name"


class IdentifierType(NamedTuple):
    """What an identifier is of, and where it can be asked."""

    starts: tuple[str, ...]
    """Its beginnings; none when they have none in common."""
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
        return None
    may_be_any = name[-4:].isdigit() or name[1:2] in _DIGITS or not _MARKS.isdisjoint(name)
    for row in _rows_of(name[:1]):
        if (name.startswith(row.starts) if row.starts else may_be_any) and _pattern(row.form).match(name):
            return row
    return None


@cache
def _rows_of(first: str) -> tuple[IdentifierType, ...]:
    """Return the types of identifiers that may begin with a character."""
    return tuple(row for row in _table() if not row.starts or any(start[0] == first for start in row.starts))


@cache
def _table() -> tuple[IdentifierType, ...]:
    from genenorm.core.paths import data_rows

    rows = data_rows("identifier_types.tsv")
    return tuple(IdentifierType(tuple(starts.split("|")) if starts else (), *rest) for starts, *rest in rows)


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
