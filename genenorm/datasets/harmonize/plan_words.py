"""A plan in words: a paragraph for a paper, and HTML for notebooks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from html import escape

from genenorm.annotation.methods import methods_text
from genenorm.annotation.summary import NO_ANSWERS
from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
from genenorm.datasets.harmonize.name_answers import TARGET_WORDS
from genenorm.datasets.harmonize.plan_rows import RENAMING, STAYING, Action, PlanRow, counted
from genenorm.index.reference import Reference

_MOST_SHOWN = 20


def methods_of_plan(plan: HarmonizePlan, reference: Reference | None, *, markdown: bool) -> str:
    """Return the paragraph on a plan; raises ValueError when the index is not the one that answered."""
    index = reference or Reference.open()
    if index.stamp != plan.reference:
        raise ValueError(f"the plan was made with the index {plan.reference}, not with {index.stamp}; use that index")
    version = str(vars(sys.modules["genenorm"])["__version__"])
    return methods_text(NO_ANSWERS, index, version=version, options=tuple(_sentences(plan)), markdown=markdown)


def _sentences(plan: HarmonizePlan) -> Iterator[str]:
    summary = plan.summary
    total = len(plan.rows)
    parts = []
    for dataset, counts in summary.actions.items():
        species = f", {summary.species[dataset]}" if summary.species[dataset] else ""
        parts.append(f"{dataset}: {sum(counts.values()):,} names{species}")
    yield f"The names of {counted(len(parts), 'dataset')} ({'; '.join(parts)}) were made consistent."
    counts = {action: sum(row.action is action for row in plan.rows) for action in Action}
    changed = sum(row.action in RENAMING and row.final != row.name for row in plan.rows)
    yield (
        f"Of {counted(total, 'name')}, {changed:,} were replaced by the {TARGET_WORDS[plan.to]} of their gene; of the "
        f"others, no one gene is known for {counts[Action.UNKNOWN]:,}, the replacement of {counts[Action.CONFLICT]:,} "
        f"would have been in conflict with another name, and {counts[Action.KEEP]:,} were right already, in doubt, or "
        "kept on purpose."
    )
    if counts[Action.SUM]:
        yield f"The values of {counts[Action.SUM]:,} names were added to those of another name of the same gene."
    if counts[Action.DROP]:
        yield f"The rows of {counts[Action.DROP]:,} names were left out."
    if len(parts) > 1:
        yield f"The datasets shared {summary.shared_before:,} names before and {summary.shared_after:,} afterwards."


def html_of_plan(plan: HarmonizePlan) -> str:
    """Return a plan as HTML: counts for each dataset, notes, conflicts, and the first changes."""
    summary = plan.summary
    actions = [action for action in Action if any(counts[action] for counts in summary.actions.values())]
    parts = [f"<div><b>Plan: names become the {escape(TARGET_WORDS[plan.to])}</b>"]
    rows = [
        (dataset, summary.species[dataset], *(f"{counts[action]:,}" for action in actions))
        for dataset, counts in summary.actions.items()
    ]
    parts.append(_table(("dataset", "species", *map(str, actions)), rows))
    if len(summary.actions) > 1:
        parts.append(
            f"<p>names in all {len(summary.actions)} datasets: {summary.shared_before:,} → "
            f"<b>{summary.shared_after:,}</b></p>"
        )
    if plan.notes:
        parts.append(f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in plan.notes)}</ul>")
    held = [row for row in plan.rows if row.action is Action.CONFLICT]
    parts += _section("conflicts", len(plan.conflicts), held, is_open=True)
    changes = [row for row in plan.rows if row.action not in STAYING]
    parts += _section("changes", len(changes), changes, is_open=False)
    return "\n".join([*parts, "</div>"])


def _section(title: str, count: int, rows: list[PlanRow], *, is_open: bool) -> Iterator[str]:
    if not rows:
        return
    shown = [(row.dataset, row.name, row.action, row.becomes, row.conflict, row.reason) for row in rows[:_MOST_SHOWN]]
    more = f"<p>and {len(rows) - _MOST_SHOWN:,} more names</p>" if len(rows) > _MOST_SHOWN else ""
    yield f"<details{' open' if is_open else ''}><summary>{count:,} {title}</summary>"
    yield _table(("dataset", "name", "action", "becomes", "conflict", "reason"), shown) + more + "</details>"


def _table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
