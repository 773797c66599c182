"""Which answers for a list of names another reference index changes, and why.

>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as old, Reference.open() as new:
...     compared = compare_answers(Resolver(old), Resolver(new), ["GRIN1", "p62"])
>>> compared.changes, compared.same
((), 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from genenorm.core.model import Gene, Resolution, label
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.text.species_words import NO_CONTEXT, Context
from genenorm.verify.index_diff import Link, end_of, named, successor

COLUMNS = (
    "input", "old_status", "old_gene", "old_symbol", "new_status", "new_gene", "new_symbol", "differs", "why",
)  # fmt: skip
_DECISIVE = ("status", "taxon_id", "gene_id", "symbol", "ensembl_id", "authority_id", "group_id")
"""What makes an answer another one."""
_SLIGHT = ("score", "name_kind", "key_rule", "evidence", "alternatives")
_SHOWN = 3
"""Genes named in a reason; the rest are counted."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A name that the new index answers otherwise."""

    old: Resolution
    new: Resolution
    differs: tuple[str, ...]
    """The columns that differ."""
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What two indexes answer for a list of names, each distinct name once."""

    changes: tuple[AnswerChange, ...]
    """In the order of the names."""
    slight: int
    """Answers that differ in score, evidence or alternatives only."""
    same: int


def compare_answers(old: Resolver, new: Resolver, names: Sequence[str], context: Context = NO_CONTEXT) -> Compared:
    """Return which answers for a list of names differ between two resolvers."""
    distinct = list(dict.fromkeys(names))
    changes, slight, same = [], 0, 0
    pairs = zip(old.resolve_all(distinct, context), new.resolve_all(distinct, context), strict=True)
    for before, after in pairs:
        if differs := _differing(before, after, _DECISIVE):
            reasons = dict.fromkeys(_reasons(before, after, new.reference)) or ("the same genes, weighed otherwise",)
            changes.append(AnswerChange(before, after, differs, "; ".join(reasons)))
        elif _differing(before, after, _SLIGHT):
            slight += 1
        else:
            same += 1
    return Compared(tuple(changes), slight, same)


def cells(change: AnswerChange) -> tuple[str, ...]:
    """Return a changed answer's cells, in the order of ``COLUMNS``."""
    old, new = change.old, change.new
    return (
        old.input, old.status.value, meaning(old), old.symbol, new.status.value, meaning(new), new.symbol,
        "|".join(change.differs), change.why,
    )  # fmt: skip


def meaning(answer: Resolution) -> str:
    """Return what an answer names, as tables show it: the gene's label, else the group, else nothing."""
    return label(answer.answer.gene) if answer.answer else answer.group_id


def _differing(old: Resolution, new: Resolution, columns: Iterable[str]) -> tuple[str, ...]:
    found = [column for column in columns if getattr(old, column) != getattr(new, column)]
    if columns is _DECISIVE and [*map(label, old.members)] != [*map(label, new.members)]:
        found.append("members")
    return tuple(found)


# -- why --------------------------------------------------------------------------------------------------------------


def _reasons(before: Resolution, after: Resolution, new: Reference) -> Iterator[str]:
    now = _now(before.answer.gene, new) if before.answer else None
    is_same_gene = now is not None and after.answer is not None and after.answer.gene.key == now.key
    if before.answer:
        yield from _fate(before.answer.gene, new)
    if is_same_gene or (before.answer is None and after.answer is None):
        yield from _attributes(before, after)
    went, came = _moves(before, after, new)
    if came:
        yield f"now names {_some(came)} too" if before.candidates else f"now names {_some(came)}"
    if went:
        yield f"no longer names {_some(went)}"
    if [*map(label, before.members)] != [*map(label, after.members)]:
        yield f"members: {_labels(before.members)} → {_labels(after.members)}"


def _now(gene: Gene, new: Reference) -> Gene | None:
    found = successor(gene, new)
    return found[0] if found else None


def _fate(gene: Gene, new: Reference) -> Iterator[str]:
    """Tell what became of a gene that was answered, if it is gone or was merged away."""
    found = successor(gene, new)
    if found is None:
        end = end_of(gene, new)
        yield f"{named(gene)}: {end}" if end else f"{named(gene)} is not in the new index"
    elif found[1] is Link.RETIRED_ID:
        yield f"{named(gene)}: {end_of(gene, new)}"


def _attributes(before: Resolution, after: Resolution) -> Iterator[str]:
    """Tell what is otherwise about the same gene or group."""
    for what, was, now in (
        ("symbol", before.symbol, after.symbol),
        ("GeneID", str(before.gene_id or ""), str(after.gene_id or "")),
        ("authority id", before.authority_id, after.authority_id),
        ("Ensembl id", before.ensembl_id, after.ensembl_id),
        ("homology group", before.group_id, after.group_id),
    ):
        if was != now:
            yield f"{what} {was or 'none'} → {now or 'none'}"


def _moves(before: Resolution, after: Resolution, new: Reference) -> tuple[list[Gene], list[Gene]]:
    """Return the genes that the name led to and does not now, and those that it leads to now and did not."""
    now = {candidate.gene.key: candidate.gene for candidate in after.candidates}
    then = {found.key: found for candidate in before.candidates if (found := _now(candidate.gene, new))}
    went = [gene for key, gene in then.items() if key not in now]
    return went, [gene for key, gene in now.items() if key not in then]


def _some(genes: Sequence[Gene]) -> str:
    shown = ", ".join(map(named, genes[:_SHOWN]))
    return shown if len(genes) <= _SHOWN else f"{shown} and {len(genes) - _SHOWN:,} more"


def _labels(genes: Sequence[Gene]) -> str:
    shown = "|".join(map(label, genes[:_SHOWN])) or "none"
    return shown if len(genes) <= _SHOWN else f"{shown} and {len(genes) - _SHOWN:,} more"
