"""Notes on retired names: the date, and the gene that replaced them."""

from __future__ import annotations

from typing import NamedTuple

from genenorm.core.model import Gene, NameKind
from genenorm.index import identifiers
from genenorm.index.reference import Reference
from genenorm.index.schema import UNDATED
from genenorm.text.keys import Key


class Retirement(NamedTuple):
    """The kind of a retired name, and a note for its answer."""

    kind: NameKind
    """``RETIRED_IDENTIFIER`` or ``RETIRED_SYMBOL``."""
    note: str
    """The date of retirement and the replacement, in words."""


def retirement(reference: Reference, name: str, key: Key | None, gene: Gene | None = None) -> Retirement:
    """Return the kind and the note for a retired name, given as written and as key; ``gene`` is its replacement.

    >>> reference = Reference.open()
    >>> found = retirement(reference, "FBgn0000011", None, reference.gene_by_authority("FBgn0264442"))
    >>> found.kind.label, found.note
    ('retired identifier', 'retired, replaced by ab (NCBIGene:34560)')
    """
    found = identifiers.find_identifier(reference, name)
    if found is not None and found.retired:
        kind, verb, date = NameKind.RETIRED_IDENTIFIER, "retired", found.retired
    else:
        kind, verb, date = NameKind.RETIRED_SYMBOL, "withdrawn", reference.withdrawn_on(key) if key else 0
    when = f" {date // 10000}-{date // 100 % 100:02d}-{date % 100:02d}" if date > UNDATED else ""
    if gene is None:
        return Retirement(kind, f"{verb}{when} without a replacement")
    identifier = f"NCBIGene:{gene.gene_id}" if gene.gene_id is not None else gene.authority_id or gene.ensembl_id
    return Retirement(kind, f"{verb}{when}, replaced by {gene.symbol} ({identifier})")
