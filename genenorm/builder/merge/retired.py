"""Identifiers and symbols that are no longer a gene's, led to the gene that replaces them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.builder.merge.name_postings import NamedKey, noise
from genenorm.builder.merge.roster import Draft, Roster, gene_id_text
from genenorm.builder.source_rows import Withdrawn
from genenorm.core.model import NameKind
from genenorm.index.schema import UNDATED
from genenorm.text.keys import Key, fold

_LOC = re.compile(r"LOC(\d+)")
_NCBI = "NCBIGene:"
Identifier = int | str
"""A GeneID as a number, any other identifier as text."""


@dataclass(frozen=True, slots=True)
class Retired:
    """What an index holds of retired identifiers and symbols; a gene is its row number, 0 for no replacement."""

    symbols: list[tuple[Key, int, str]]
    """(key, replacing gene, spelling)."""
    identifiers: dict[Identifier, tuple[int, int]]
    """(replacing gene, date) by identifier."""
    dates: dict[Key, tuple[int, int]]
    """(replacing gene, date) by the key of a withdrawn symbol whose date is known."""


def lead_retired(
    rosters: Mapping[int, Roster], names: Mapping[int, list[NamedKey]], withdrawn: Iterable[Withdrawn]
) -> Retired:
    """Return where retired identifiers and symbols lead; ``names`` are the index's names by ``id`` of the draft.

    What an identifier was replaced by may itself have been replaced: the way is followed to its end. A symbol that the
    replacing gene still has as a name is none of the retired ones.
    """
    rows = list(withdrawn)
    chains = {(row.taxon_id, row.identifier): row.replacement for row in rows if row.identifier and row.replacement}
    found = Retired([], {}, {})
    seen: set[tuple[Key, int, str]] = set()
    for row in rows:
        roster = rosters.get(row.taxon_id)
        if roster is None:
            continue
        draft = _end(row, roster, chains)
        gene = draft.key if draft else 0
        if row.identifier and roster.by_id(row.identifier) is None:
            known = found.identifiers.get(_stored(row.identifier))
            if known is None or not known[0]:
                found.identifiers[_stored(row.identifier)] = gene, row.date or UNDATED
        key = fold(row.symbol)
        if key is None or noise(row.symbol, NameKind.SYMBOL, row.taxon_id):
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
            _add_own(draft, roster, found.identifiers)
    return found


def _end(row: Withdrawn, roster: Roster, chains: Mapping[tuple[int, str], str]) -> Draft | None:
    """Return the gene at the end of the way from a retired identifier; ``None`` when it ends nowhere or in a circle."""
    passed: set[str] = set()
    replacement = row.replacement
    while replacement and replacement not in passed:
        if draft := roster.by_id(replacement):
            return draft
        passed.add(replacement)
        replacement = chains.get((row.taxon_id, replacement), "")
    return roster.by_symbol(row.replacement)


def _add_own(draft: Draft, roster: Roster, identifiers: dict[Identifier, tuple[int, int]]) -> None:
    """Add the identifiers that a source says the gene replaces, where nothing better is known."""
    for identifier in draft.retired:
        if roster.by_id(identifier) is None:
            _fill(identifiers, _stored(identifier), draft.key)
    # LOC<GeneID> of another number than the gene's own: NCBI has merged that gene into this one
    for _, text in draft.names:
        if (loc := _LOC.fullmatch(text)) and roster.by_id(gene_id_text(int(loc[1]))) is None:
            _fill(identifiers, int(loc[1]), draft.key)


def _fill(identifiers: dict[Identifier, tuple[int, int]], identifier: Identifier, gene: int) -> None:
    known = identifiers.get(identifier)
    if known is None or not known[0]:
        identifiers[identifier] = gene, known[1] if known else UNDATED


def _stored(identifier: str) -> Identifier:
    return int(identifier.removeprefix(_NCBI)) if identifier.startswith(_NCBI) else identifier
