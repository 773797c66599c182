"""Retired identifiers and symbols, with the genes that replace them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.builder.merge.name_postings import FoldedName, reason_to_drop
from genenorm.builder.merge.roster import GeneDraft, Roster, gene_id_text
from genenorm.builder.source_rows import WithdrawnEntry
from genenorm.core.model import NameKind
from genenorm.core.taxa import YEAST
from genenorm.index.schema import UNDATED
from genenorm.text.keys import Key, fold

_LOC = re.compile(r"LOC(\d+)")
_NCBI = "NCBIGene:"
RetiredId = int | str
"""A GeneID as a number, or any other identifier as text."""


@dataclass(frozen=True, slots=True)
class RetiredEntries:
    """The retired identifiers and symbols of an index; genes are row numbers, 0 where there is no replacement."""

    symbols: list[tuple[Key, int, str]]
    """Withdrawn symbols as tuples (key, replacing gene, spelling)."""
    identifiers: dict[RetiredId, tuple[int, int]]
    """(replacing gene, date) by identifier."""
    dates: dict[Key, tuple[int, int]]
    """(replacing gene, date) by the key of the withdrawn symbol, for symbols with a known date."""


def resolve_retired(
    rosters: Mapping[int, Roster], names: Mapping[int, list[FoldedName]], withdrawn: Iterable[WithdrawnEntry]
) -> RetiredEntries:
    """Return the retired identifiers and symbols with their current genes.

    ``names`` has the names of each gene by ``id`` of its draft. Chains of replacements are followed to the current
    gene. A symbol that the current gene still has as a name is left out.
    """
    rows = list(withdrawn)
    chains = {(row.taxon_id, row.identifier): row.replacement for row in rows if row.identifier and row.replacement}
    found = RetiredEntries([], {}, {})
    seen: set[tuple[Key, int, str]] = set()
    for row in rows:
        roster = rosters.get(row.taxon_id)
        if roster is None:
            continue
        draft = _current_gene(row, roster, chains)
        gene = draft.key if draft else 0
        if row.identifier and roster.by_id(row.identifier) is None:
            known = found.identifiers.get(_retired_id(row.identifier))
            if known is None or not known[0]:
                found.identifiers[_retired_id(row.identifier)] = gene, row.date or UNDATED
        key = fold(row.symbol)
        if key is None or reason_to_drop(row.symbol, NameKind.SYMBOL, row.taxon_id):
            continue
        if draft is not None and any(name.key == key for name in names[id(draft)]):
            continue
        if row.date and (key not in found.dates or (found.dates[key][0] == 0 and gene)):
            found.dates[key] = gene, row.date
        if (key, gene, row.symbol) not in seen:
            seen.add((key, gene, row.symbol))
            found.symbols.append((key, gene, row.symbol))
    for roster in rosters.values():
        for draft in roster.drafts:
            _add_listed(draft, roster, found.identifiers)
    return found


def _current_gene(row: WithdrawnEntry, roster: Roster, chains: Mapping[tuple[int, str], str]) -> GeneDraft | None:
    """Return the gene at the end of a chain of replacements; ``None`` where it has no end or leads to no gene."""
    seen: set[str] = set()
    replacement = row.replacement
    while replacement and replacement not in seen:
        if draft := roster.by_id(replacement):
            return draft
        seen.add(replacement)
        replacement = chains.get((row.taxon_id, replacement), "")
    return roster.by_symbol(row.replacement)


def _add_listed(draft: GeneDraft, roster: Roster, identifiers: dict[RetiredId, tuple[int, int]]) -> None:
    """Add the identifiers that a source lists as replaced by the gene, unless another replacement is known."""
    for identifier in draft.retired:
        if roster.by_id(identifier) is None:
            _add_replacement(identifiers, _retired_id(identifier), draft.key)
    # LOC<GeneID> with another number than the gene's own: NCBI has merged that gene into this one; yeast's LOC7 is a
    # name like others
    for _, text in () if draft.taxon_id == YEAST else draft.names:
        if (loc := _LOC.fullmatch(text)) and roster.by_id(gene_id_text(int(loc[1]))) is None:
            _add_replacement(identifiers, int(loc[1]), draft.key)


def _add_replacement(identifiers: dict[RetiredId, tuple[int, int]], identifier: RetiredId, gene: int) -> None:
    known = identifiers.get(identifier)
    if known is None or not known[0]:
        identifiers[identifier] = gene, known[1] if known else UNDATED


def _retired_id(identifier: str) -> RetiredId:
    return int(identifier.removeprefix(_NCBI)) if identifier.startswith(_NCBI) else identifier
