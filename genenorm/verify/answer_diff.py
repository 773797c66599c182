"""The answers for a list of names that differ between two reference indexes, with the reasons.

>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as old, Reference.open() as new:
...     comparison = compare_answers(Resolver(old), Resolver(new), ["GRIN1", "p62"])
>>> comparison.changes, comparison.same
((), 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Gene, Resolution, label
from genenorm.core.tables import SEPARATOR
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.verify.index_diff import MatchedBy, find_successor, label_and_symbol, retirement_note

ANSWER_CHANGE_COLUMNS = (
    "input", "old_status", "old_gene", "old_symbol", "new_status", "new_gene", "new_symbol", "differs", "why",
)  # fmt: skip
_IDENTITY_COLUMNS = ("status", "taxon_id", "gene_id", "symbol", "ensembl_id", "authority_id", "group_id")
"""Answers that differ in one of these columns, or in their members, count as different."""
_DETAIL_COLUMNS = ("score", "name_kind", "key_rule", "evidence", "alternatives")
"""Answers that differ only in these columns count as slightly different."""
_MAX_GENES_NAMED = 3
"""The most genes named in a reason; the others are counted."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A name with different answers from the old and the new index."""

    old: Resolution
    new: Resolution
    differs: tuple[str, ...]
    """The columns that differ."""
    why: str
    """The reasons, separated by semicolons."""
    is_other_answer: bool
    """Whether status, gene or members differ; if not, it is the same gene with another symbol, identifier or group."""


@dataclass(frozen=True, slots=True)
class AnswerComparison:
    """The answers of two indexes for a list of names; repeated names are counted once."""

    changes: tuple[AnswerChange, ...]
    """In the order of the names."""
    slight: int
    """The number of answers that differ only in score, matched name, evidence or alternatives."""
    same: int
    """The number of equal answers."""


def compare_answers(
    old: Resolver, new: Resolver, names: Sequence[str], context: Context = NO_CONTEXT
) -> AnswerComparison:
    """Return the differences between the answers of two resolvers for the same names.

    :param old: a resolver over the old index.
    :param new: a resolver over the new index.
    :param names: the names; repeated ones are compared once.
    :param context: the context of the names, the same for both resolvers.
    """
    distinct = list(dict.fromkeys(names))
    changes, slight, same = [], 0, 0
    answers = zip(old.resolve_all(distinct, context), new.resolve_all(distinct, context), strict=True)
    for before, after in answers:
        if differs := _identity_differences(before, after):
            reasons = dict.fromkeys(_reasons(before, after, new.reference)) or ("the same genes, weighed otherwise",)
            changes.append(
                AnswerChange(before, after, differs, "; ".join(reasons), _is_other_answer(before, after, new.reference))
            )
        elif _different_columns(before, after, _DETAIL_COLUMNS):
            slight += 1
        else:
            same += 1
    return AnswerComparison(tuple(changes), slight, same)


def answer_change_cells(change: AnswerChange) -> tuple[str, ...]:
    """Return the cells of a changed answer, in the order of ``ANSWER_CHANGE_COLUMNS``."""
    old, new = change.old, change.new
    return (
        old.input, old.status.value, answer_label(old), old.symbol, new.status.value, answer_label(new), new.symbol,
        SEPARATOR.join(change.differs), change.why,
    )  # fmt: skip


def answer_label(answer: Resolution) -> str:
    """Return the label of the gene of an answer; without a gene, the id of its homology group, or empty text."""
    return label(answer.answer.gene) if answer.answer else answer.group_id


def _is_other_answer(before: Resolution, after: Resolution, new: Reference) -> bool:
    if before.status is not after.status or not _have_equal_members(before, after):
        return True
    if before.answer is None or after.answer is None:
        return False
    successor = _successor_gene(before.answer.gene, new)
    return successor is None or successor.key != after.answer.gene.key


def _identity_differences(old: Resolution, new: Resolution) -> tuple[str, ...]:
    columns = _different_columns(old, new, _IDENTITY_COLUMNS)
    return columns if _have_equal_members(old, new) else (*columns, "members")


def _different_columns(old: Resolution, new: Resolution, columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if getattr(old, column) != getattr(new, column))


def _have_equal_members(old: Resolution, new: Resolution) -> bool:
    return [*map(label, old.members)] == [*map(label, new.members)]


# -- reasons ----------------------------------------------------------------------------------------------------------


def _reasons(before: Resolution, after: Resolution, new: Reference) -> Iterator[str]:
    successor = _successor_gene(before.answer.gene, new) if before.answer else None
    is_same_gene = successor is not None and after.answer is not None and after.answer.gene.key == successor.key
    if before.answer:
        yield from _retirements(before.answer.gene, new)
    if is_same_gene or (before.answer is None and after.answer is None):
        yield from _attribute_changes(before, after)
    lost, gained = _lost_and_gained_genes(before, after, new)
    if gained:
        yield f"now names {_some_genes(gained)} too" if before.candidates else f"now names {_some_genes(gained)}"
    if lost:
        yield f"no longer names {_some_genes(lost)}"
    if not _have_equal_members(before, after):
        yield f"members: {_some_labels(before.members)} → {_some_labels(after.members)}"


def _successor_gene(gene: Gene, new: Reference) -> Gene | None:
    successor = find_successor(gene, new)
    return successor.gene if successor else None


def _retirements(gene: Gene, new: Reference) -> Iterator[str]:
    """Yield a reason when a gene is not in the new index, or was merged into another."""
    successor = find_successor(gene, new)
    if successor is None:
        note = retirement_note(gene, new)
        yield f"{label_and_symbol(gene)}: {note}" if note else f"{label_and_symbol(gene)} is not in the new index"
    elif successor.matched_by is MatchedBy.RETIRED_ID:
        yield f"{label_and_symbol(gene)}: {retirement_note(gene, new)}"


def _attribute_changes(before: Resolution, after: Resolution) -> Iterator[str]:
    """Yield a reason for each changed attribute of the same gene or group."""
    for name, old_value, new_value in (
        ("symbol", before.symbol, after.symbol),
        ("GeneID", str(before.gene_id or ""), str(after.gene_id or "")),
        ("authority id", before.authority_id, after.authority_id),
        ("Ensembl id", before.ensembl_id, after.ensembl_id),
        ("homology group", before.group_id, after.group_id),
    ):
        if old_value != new_value:
            yield f"{name} {old_value or 'none'} → {new_value or 'none'}"


def _lost_and_gained_genes(before: Resolution, after: Resolution, new: Reference) -> tuple[list[Gene], list[Gene]]:
    """Return the genes that only the old index proposes for the name, and those that only the new index proposes."""
    new_genes = {candidate.gene.key: candidate.gene for candidate in after.candidates}
    successors = (_successor_gene(candidate.gene, new) for candidate in before.candidates)
    old_genes = {gene.key: gene for gene in successors if gene}
    lost = [gene for key, gene in old_genes.items() if key not in new_genes]
    return lost, [gene for key, gene in new_genes.items() if key not in old_genes]


def _some_genes(genes: Sequence[Gene]) -> str:
    return _shortened(", ".join(map(label_and_symbol, genes[:_MAX_GENES_NAMED])), len(genes))


def _some_labels(genes: Sequence[Gene]) -> str:
    return _shortened(SEPARATOR.join(map(label, genes[:_MAX_GENES_NAMED])) or "none", len(genes))


def _shortened(named: str, total: int) -> str:
    return named if total <= _MAX_GENES_NAMED else f"{named} and {total - _MAX_GENES_NAMED:,} more"
