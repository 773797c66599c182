"""What is said of a name that is no longer a gene's: when it was retired, and what replaced it."""

from __future__ import annotations

from genenorm.core.model import Gene, NameKind
from genenorm.index import identifiers
from genenorm.index.reference import Reference
from genenorm.index.schema import UNDATED
from genenorm.text.keys import Key


def retirement(reference: Reference, name: str, key: Key | None, gene: Gene | None = None) -> tuple[NameKind, str]:
    """Return which kind of retired name this is, and a note for its answer; ``gene`` is what replaces it.

    >>> reference = Reference.open()
    >>> kind, note = retirement(reference, "FBgn0000011", None, reference.gene_by_authority("FBgn0264442"))
    >>> kind.label, note
    ('retired identifier', 'retired, replaced by ab (NCBIGene:34560)')
    """
    found = identifiers.find(reference, name)
    if found is not None and found.retired:
        kind, word, date = NameKind.RETIRED_IDENTIFIER, "retired", found.retired
    else:
        kind, word, date = NameKind.RETIRED_SYMBOL, "withdrawn", reference.withdrawn_on(key) if key else 0
    when = f" {date // 10000}-{date // 100 % 100:02d}-{date % 100:02d}" if date > UNDATED else ""
    if gene is None:
        return kind, f"{word}{when} without a replacement"
    identifier = f"NCBIGene:{gene.gene_id}" if gene.gene_id is not None else gene.authority_id or gene.ensembl_id
    return kind, f"{word}{when}, replaced by {gene.symbol} ({identifier})"
