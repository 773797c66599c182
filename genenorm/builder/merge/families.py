"""Families and complexes with all their member genes, at every level of the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass

from genenorm.builder.merge.roster import GeneDraft, Roster
from genenorm.builder.source_rows import FamilyRows, Tally
from genenorm.core.model import NameKind
from genenorm.text.keys import Key, fold


@dataclass(frozen=True, slots=True)
class FamilyDraft:
    """One family or complex: its id, its member genes, and its names as (key, kind, spelling)."""

    family_id: str
    members: tuple[GeneDraft, ...]
    names: tuple[tuple[Key, NameKind, str], ...]


def build_families(rows: FamilyRows, human: Roster, tallies: tuple[Tally, Tally, Tally]) -> list[FamilyDraft]:
    """Return the families and complexes that have a member gene, in the order of their ids.

    A name that FamPlex gives to one human gene is added to that gene as a synonym. ``tallies`` count the rows of
    FamPlex's three files.
    """
    genes, children = _hierarchy(rows, human, tallies[1])
    names: dict[str, list[str]] = {}
    known = set(rows.ids)
    for text, family_id in rows.names:
        if family_id in known:
            names.setdefault(family_id, []).append(text)
            tallies[2].kept += 1
        else:
            tallies[2].drop("no such family")
    families = []
    for family_id in sorted(known):
        members = _members(family_id, genes, children)
        if members:
            tallies[0].kept += 1
            families.append(FamilyDraft(family_id, members, _names(family_id, names.get(family_id, []))))
        else:
            tallies[0].drop("no human member gene")
    for text, symbol in rows.gene_names:
        if draft := human.by_name(symbol):
            draft.names.setdefault((NameKind.SYNONYM, text))
            tallies[2].kept += 1
        else:
            tallies[2].drop("no such human gene")
    return families


def _hierarchy(
    rows: FamilyRows, human: Roster, tally: Tally
) -> tuple[dict[str, list[GeneDraft]], dict[str, list[str]]]:
    genes: dict[str, list[GeneDraft]] = {}
    children: dict[str, list[str]] = {}
    for space, part, whole in rows.parts:
        if space == "FPLX":
            children.setdefault(whole, []).append(part)
        elif draft := human.by_name(part):
            genes.setdefault(whole, []).append(draft)
        else:
            tally.drop("no such human gene")
            continue
        tally.kept += 1
    return genes, children


def _members(
    family_id: str, genes: dict[str, list[GeneDraft]], children: dict[str, list[str]]
) -> tuple[GeneDraft, ...]:
    found: dict[int, GeneDraft] = {}
    pending, seen = [family_id], {family_id}
    while pending:
        current = pending.pop()
        found.update((id(draft), draft) for draft in genes.get(current, ()))
        new_children = [child for child in children.get(current, ()) if child not in seen]
        seen.update(new_children)
        pending += new_children
    return tuple(sorted(found.values(), key=lambda draft: (draft.symbol, draft.authority)))


def _names(family_id: str, texts: list[str]) -> tuple[tuple[Key, NameKind, str], ...]:
    wanted = [(NameKind.FAMILY, family_id), (NameKind.FAMILY, family_id.replace("_", " "))]
    wanted += [(NameKind.FAMILY_NAME, text) for text in texts]
    found: dict[Key, tuple[Key, NameKind, str]] = {}
    for kind, text in wanted:
        if key := fold(text):
            found.setdefault(key, (key, kind, text))
    return tuple(found.values())
