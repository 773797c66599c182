"""What ``genenorm reference diff`` prints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.terminal_table import layout, printable
from genenorm.core.tables import quoted
from genenorm.verify.index_diff import COLUMNS, Change, ChangeKind, cells, changes

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.verify.answer_diff import AnswerChange, Compared

SHOWN = 20
"""Rows of each kind in the text for people."""


class _Counted:
    """Changes that pass through, counted by kind and species."""

    def __init__(self, found: Iterable[Change]) -> None:
        self._found = found
        self.counts: Counter[tuple[ChangeKind, int]] = Counter()

    def __iter__(self) -> Iterator[Change]:
        for change in self._found:
            self.counts[change.kind, change.taxon_id] += 1
            yield change


def print_changes(old: Reference, new: Reference, taxa: Collection[int], form: str) -> None:
    """Print what changed between two indexes; tsv and json are written as the changes are found."""
    found = _Counted(changes(old, new, taxa))
    if form == "text":
        _print_text(old, new, found)
        return
    if form == "tsv":
        click.echo("\t".join(COLUMNS))
        for change in found:
            click.echo(_tsv_row(map(str, cells(change))))
        click.echo(f"genenorm: {_summary(found.counts)}", err=True)
        return
    click.echo(f'{{"old": {_json(_facts(old))}, "new": {_json(_facts(new))}, "changes": [', nl=False)
    for place, change in enumerate(found):
        click.echo(f"{',' if place else ''}\n{_json(dict(zip(COLUMNS, cells(change), strict=True)))}", nl=False)
    counts = [
        {"change": kind.value, "taxon_id": taxon, "count": found.counts[kind, taxon]}
        for kind, taxon in _in_order(found.counts)
    ]
    click.echo(f'\n], "counts": {_json(counts)}}}')


def _print_text(old: Reference, new: Reference, found: _Counted) -> None:
    rows = _weightiest(found)
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


def _weightiest(found: Iterable[Change]) -> dict[ChangeKind, list[Change]]:
    """Return the changes of each kind that concern the best known genes, the first found among equals."""
    heaps: dict[ChangeKind, list[tuple[int, int, Change]]] = {}
    for place, change in enumerate(found):
        heap = heaps.setdefault(change.kind, [])
        # no two places are equal, so that changes themselves are never compared
        item = (change.weight, -place, change)
        if len(heap) < SHOWN:
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


def _line(change: Change) -> str:
    """Tell a change in a line: ``9606:23157 SEPTIN6: SEPT6 → SEPTIN6``."""
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
    told = ", ".join(f"{by_kind[kind]:,} {kind.value}" for kind in ChangeKind if by_kind[kind])
    return told or "no difference"


def _in_order(counts: Counter[tuple[ChangeKind, int]]) -> list[tuple[ChangeKind, int]]:
    place = {kind: number for number, kind in enumerate(ChangeKind)}
    return sorted(counts, key=lambda pair: (place[pair[0]], pair[1]))


# -- answers ----------------------------------------------------------------------------------------------------------


def print_answer_changes(compared: Compared, form: str) -> None:
    """Print which answers change; how many do is told on standard error, or in the JSON."""
    from genenorm.verify.answer_diff import COLUMNS as ANSWER_COLUMNS
    from genenorm.verify.answer_diff import cells as answer_cells

    counts = {"differ": len(compared.changes), "slight": compared.slight, "same": compared.same}
    rows = [answer_cells(change) for change in compared.changes]
    if form == "json":
        found = [dict(zip(ANSWER_COLUMNS, row, strict=True)) for row in rows]
        click.echo(json.dumps({"counts": counts, "changes": found}, ensure_ascii=False, indent=2))
        return
    if form == "tsv":
        click.echo("\t".join(ANSWER_COLUMNS))
        for row in rows:
            click.echo(_tsv_row(row))
    else:
        for change in compared.changes:
            click.echo(printable(f"{change.old.input}: {_answer(change, 'old')} → {_answer(change, 'new')}"))
            click.echo(printable(f"  {change.why}"))
    whole = sum(counts.values())
    click.echo(
        f"genenorm: {counts['differ']:,} of {whole:,} answers differ; "
        f"{counts['slight']:,} more in score, evidence or alternatives only",
        err=True,
    )


def _answer(change: AnswerChange, side: str) -> str:
    from genenorm.verify.answer_diff import meaning

    answer = change.old if side == "old" else change.new
    return " ".join(part for part in (answer.status.value, meaning(answer), answer.symbol) if part)


def _tsv_row(values: Iterable[str]) -> str:
    return "\t".join(quoted(value, "\t") for value in values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
