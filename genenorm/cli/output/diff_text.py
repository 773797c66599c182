"""What ``genenorm reference diff`` prints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.messages import note
from genenorm.cli.output.streams import printable
from genenorm.cli.output.terminal_table import layout
from genenorm.core.tables import quoted
from genenorm.verify.index_diff import CHANGE_COLUMNS, ChangeKind, IndexChange, change_cells, index_changes

if TYPE_CHECKING:
    from genenorm.core.model import Resolution
    from genenorm.index.reference import Reference
    from genenorm.verify.answer_diff import AnswerComparison

SHOWN_CHANGES = 20
"""The most rows of each kind in the text for people; the others are counted."""


class _CountedChanges:
    """An iterable of changes that counts them by kind and species as they are read."""

    def __init__(self, found: Iterable[IndexChange]) -> None:
        self._found = found
        self.counts: Counter[tuple[ChangeKind, int]] = Counter()

    def __iter__(self) -> Iterator[IndexChange]:
        for change in self._found:
            self.counts[change.kind, change.taxon_id] += 1
            yield change


def print_changes(old: Reference, new: Reference, taxa: Collection[int], form: str) -> None:
    """Print what changed between two indexes; ``tsv`` and ``json`` row by row, without keeping all in memory."""
    found = _CountedChanges(index_changes(old, new, taxa))
    if form == "text":
        _print_text(old, new, found)
        return
    if form == "tsv":
        click.echo("\t".join(CHANGE_COLUMNS))
        for change in found:
            click.echo(_tsv_row(map(str, change_cells(change))))
        note(f"genenorm: {_summary(found.counts)}")
        return
    click.echo(f'{{"old": {_json(_facts(old))}, "new": {_json(_facts(new))}, "changes": [', nl=False)
    for place, change in enumerate(found):
        row = dict(zip(CHANGE_COLUMNS, change_cells(change), strict=True))
        click.echo(f"{',' if place else ''}\n{_json(row)}", nl=False)
    counts = [
        {"change": kind.value, "taxon_id": taxon, "count": found.counts[kind, taxon]}
        for kind, taxon in _in_order(found.counts)
    ]
    click.echo(f'\n], "counts": {_json(counts)}}}')


def _print_text(old: Reference, new: Reference, found: _CountedChanges) -> None:
    rows = _most_important(found)
    click.echo(f"old  {old.stamp} ({old.path})\nnew  {new.stamp} ({new.path})\n")
    if not rows:
        click.echo("no difference: the same genes, identifiers, groups and names")
        return
    click.echo("\n".join(_count_table(old, new, found.counts)))
    for kind in ChangeKind:
        if kind in rows:
            click.echo(f"\n{kind.value}")
            click.echo("\n".join(f"  {printable(_line(change))}" for change in rows[kind]))
            left = sum(count for (other, _), count in found.counts.items() if other is kind) - len(rows[kind])
            if left:
                click.echo(f"  and {left:,} more: --format tsv")


def _most_important(found: Iterable[IndexChange]) -> dict[ChangeKind, list[IndexChange]]:
    """Return the changes of each kind with the greatest weight, the first found among equals."""
    heaps: dict[ChangeKind, list[tuple[int, int, IndexChange]]] = {}
    for place, change in enumerate(found):
        heap = heaps.setdefault(change.kind, [])
        # places differ, so changes themselves, which have no order, are never compared
        item = (change.weight, -place, change)
        if len(heap) < SHOWN_CHANGES:
            heappush(heap, item)
        elif item > heap[0]:
            heapreplace(heap, item)
    return {kind: [change for *_, change in sorted(heap, reverse=True)] for kind, heap in heaps.items()}


def _count_table(old: Reference, new: Reference, counts: Counter[tuple[ChangeKind, int]]) -> Iterator[str]:
    names = {**old.taxa, **new.taxa}
    taxa = [taxon for taxon in names if any(other == taxon for _, other in counts)]
    rows = []
    for kind in ChangeKind:
        numbers = [counts[kind, taxon] for taxon in taxa]
        if any(numbers):
            rows.append([kind.value, *(f"{number:,}" for number in (*numbers, sum(numbers)))])
    return layout(["change", *(names[taxon].common for taxon in taxa), "all"], rows, None)


def _line(change: IndexChange) -> str:
    """Return a change as a line, such as ``9606:23157 SEPTIN6: SEPT6 → SEPTIN6``."""
    whose = " ".join(part for part in (change.gene, change.symbol) if part)
    note = f" ({change.note})" if change.note else ""
    if change.kind in (ChangeKind.ADDED, ChangeKind.GONE, ChangeKind.SPECIES_ADDED, ChangeKind.SPECIES_GONE):
        return f"{change.before or change.after}{note}"
    if change.kind in (ChangeKind.RETIRED, ChangeKind.MERGED):
        return f"{change.before} → {change.after or 'nothing'}{note}"
    if change.kind in (ChangeKind.NEW_SYNONYM, ChangeKind.LOST_SYNONYM):
        return f"{whose}: {change.before or change.after}{note}"
    return f"{whose}: {change.before or 'none'} → {change.after or 'none'}{note}"


def _facts(reference: Reference) -> dict[str, str]:
    meta = reference.meta
    return {
        "index": reference.name,
        "file": str(reference.path),
        "build_date": meta.get("build_date", ""),
        "content_hash": meta.get("content_hash", ""),
    }


def _summary(counts: Counter[tuple[ChangeKind, int]]) -> str:
    by_kind: Counter[ChangeKind] = Counter()
    for (kind, _), count in counts.items():
        by_kind[kind] += count
    summary = ", ".join(f"{by_kind[kind]:,} {kind.value}" for kind in ChangeKind if by_kind[kind])
    return summary or "no difference"


def _in_order(counts: Counter[tuple[ChangeKind, int]]) -> list[tuple[ChangeKind, int]]:
    place = {kind: number for number, kind in enumerate(ChangeKind)}
    return sorted(counts, key=lambda pair: (place[pair[0]], pair[1]))


# -- answers ----------------------------------------------------------------------------------------------------------


def print_answer_changes(comparison: AnswerComparison, form: str) -> None:
    """Print the answers that change, in the text for people those of another gene before those of another identifier.

    Their numbers are printed on standard error, or are part of the JSON.
    """
    from genenorm.verify.answer_diff import ANSWER_CHANGE_COLUMNS, answer_change_cells

    others = sum(change.is_other_answer for change in comparison.changes)
    counts = {"differ": len(comparison.changes), "slight": comparison.slight, "same": comparison.same}
    rows = [answer_change_cells(change) for change in comparison.changes]
    if form == "json":
        found = [dict(zip(ANSWER_CHANGE_COLUMNS, row, strict=True)) for row in rows]
        click.echo(json.dumps({"counts": counts, "changes": found}, ensure_ascii=False, indent=2))
        return
    if form == "tsv":
        click.echo("\t".join(ANSWER_CHANGE_COLUMNS))
        for row in rows:
            click.echo(_tsv_row(row))
    else:
        for change in sorted(comparison.changes, key=lambda change: not change.is_other_answer):
            click.echo(printable(f"{change.old.input}: {_answer_text(change.old)} → {_answer_text(change.new)}"))
            click.echo(printable(f"  {change.why}"))
    whole = sum(counts.values())
    note(
        f"genenorm: {counts['differ']:,} of {whole:,} answers differ: {others:,} in gene or status, "
        f"{counts['differ'] - others:,} in symbol, identifiers or group of the same gene; "
        f"{counts['slight']:,} more in score, evidence or alternatives only"
    )


def _answer_text(answer: Resolution) -> str:
    from genenorm.verify.answer_diff import answer_label

    return " ".join(part for part in (answer.status.value, answer_label(answer), answer.symbol) if part)


def _tsv_row(values: Iterable[str]) -> str:
    return "\t".join(quoted(value, "\t") for value in values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
