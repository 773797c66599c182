"""The report of a lift as a picture, a page and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from genenorm.core.atomic import write_atomic
from genenorm.datasets.lift.lift_plan import Fate
from genenorm.datasets.lift.lift_report import LiftReport, Outcome, percent, plural

_COLOURS = {
    Fate.ONE: "#0072b2",
    Fate.SAME: "#5aa9d6",
    Fate.TOGETHER: "#009e73",
    Fate.BEST: "#6cc5a8",
    Fate.EACH: "#b5dfc9",
    Fate.NO_ORTHOLOG: "#d55e00",
    Fate.ONE_TO_MANY: "#e69f00",
    Fate.MANY_TO_ONE: "#f2c968",
    Fate.OUTRANKED: "#f7e2ab",
    Fate.UNKNOWN: "#6b6b6b",
    Fate.AMBIGUOUS: "#cc79a7",
    Fate.FAMILY: "#e0aecb",
    Fate.RETIRED: "#a3a3a3",
    Fate.NOT_A_GENE: "#cfcfcf",
}
"""Blue and green for what is kept, other colours for what is lost; those of neighbours differ for all eyes."""
_WIDTH, _LEFT, _RIGHT = 760, 70, 20
_BAR, _GAP, _LINE = 30, 12, 20


@dataclass(frozen=True, slots=True)
class LiftPlot:
    """A picture of what was kept and lost: a bar for the genes and one for the counts."""

    svg: str
    """The picture as SVG, which browsers, notebooks and drawing programs read."""

    def save(self, file: str | Path) -> None:
        """Write the picture to a file, completely or not at all."""
        write_atomic(Path(file), lambda target: target.write(self.svg.encode()))

    def _repr_svg_(self) -> str:
        """Return the picture, for notebooks."""
        return self.svg


class _Bar(NamedTuple):
    label: str
    shares: tuple[tuple[Outcome, float], ...]


def lift_plot(report: LiftReport) -> LiftPlot:
    """Return the picture of a report; it looks the same each time."""
    return LiftPlot("".join(_svg(report)))


def _svg(report: LiftReport) -> Iterator[str]:
    bars = [_Bar("genes", tuple((one, one.genes / report.total_genes) for one in report.outcomes))]
    if total := report.total_counts:
        bars.append(_Bar("counts", tuple((one, (one.counts or 0) / total) for one in report.outcomes)))
    top = 58
    title, _, rest = report.headline.partition(": ")
    legend = top + len(bars) * (_BAR + _GAP) + 16
    height = legend + len(report.outcomes) * _LINE + 6
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(report.headline)}" font-family="sans-serif" font-size="13">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<text x="{_RIGHT}" y="20" font-size="14" font-weight="bold" fill="#222222">{escape(title)}</text>'
        f'<text x="{_RIGHT}" y="41" fill="#222222">{escape(rest)}</text>'
    )
    for number, bar in enumerate(bars):
        yield from _bar(bar, top + number * (_BAR + _GAP))
    for number, one in enumerate(report.outcomes):
        yield from _legend(report, one, legend + number * _LINE)
    yield "</svg>"


def _bar(bar: _Bar, top: int) -> Iterator[str]:
    yield f'<text x="{_LEFT - 8}" y="{top + 20}" text-anchor="end" fill="#222222">{bar.label}</text>'
    left, full = float(_LEFT), _WIDTH - _LEFT - _RIGHT
    for one, share in bar.shares:
        width = share * full
        tip = f"{_outcome_word(one)}: {one.fate.value}, {percent(share, 1)} of the {bar.label}"
        yield (
            f'<rect x="{left:.2f}" y="{top}" width="{width:.2f}" height="{_BAR}" fill="{_COLOURS[one.fate]}" '
            f'stroke="#ffffff" stroke-width="{1 if width > 2 else 0}"><title>{escape(tip)}</title></rect>'
        )
        left += width
    if not bar.shares:
        yield f'<rect x="{_LEFT}" y="{top}" width="{full}" height="{_BAR}" fill="none" stroke="#999999"/>'


def _legend(report: LiftReport, one: Outcome, top: int) -> Iterator[str]:
    counts = "" if one.counts is None else f"{percent(one.counts, report.total_counts)} of the counts"
    cells = (
        (_LEFT, f'<rect x="{_LEFT - 20}" y="{top}" width="13" height="13" fill="{_COLOURS[one.fate]}"/>',
         f"{_outcome_word(one)}: {one.fate.value}", "start"),
        (_LEFT + 410, "", f"{one.genes:,} {plural(one.genes)}", "end"),
        (_LEFT + 490, "", percent(one.genes, report.total_genes), "end"),
        (_WIDTH - _RIGHT, "", counts, "end"),
    )  # fmt: skip
    for left, mark, text, anchor in cells:
        yield f'{mark}<text x="{left}" y="{top + 11}" text-anchor="{anchor}" fill="#222222">{escape(text)}</text>'


def _outcome_word(one: Outcome) -> str:
    return "kept" if one.fate.is_kept else "lost"


_HEADERS = ("outcome", "reason", "genes", "share", "counts", "share", "examples")
_NUMBERS = (2, 3, 4, 5)


def report_html(report: LiftReport) -> str:
    """Return a report as a part of a page: the picture, the outcomes and the notes."""
    rows = [
        (
            _outcome_word(one), one.fate.value, f"{one.genes:,}", percent(one.genes, report.total_genes),
            "" if one.counts is None else f"{one.counts:,.10g}",
            "" if one.counts is None else percent(one.counts, report.total_counts), ", ".join(one.names),
        )
        for one in report.outcomes
    ]  # fmt: skip
    notes = "".join(f"<li>{escape(note)}</li>" for note in (report.rules, *report.all_notes))
    return f"{lift_plot(report).svg}{_table(rows)}<ul>{notes}</ul>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _HEADERS)
    body = "".join(f"<tr>{''.join(map(_cell, range(len(row)), row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(place: int, text: str) -> str:
    return f"<td{_RIGHT_ALIGNED if place in _NUMBERS else ''}>{escape(text)}</td>"


_RIGHT_ALIGNED = ' style="text-align:right;white-space:nowrap"'
_STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin-top:1rem}td,th{padding:.2rem .7rem;text-align:left;"
    "border-bottom:1px solid #ddd}svg{max-width:100%;height:auto}"
)


def report_page(report: LiftReport) -> str:
    """Return a report as a page of its own, which needs nothing else."""
    title = escape(report.headline)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body>{report_html(report)}<p>genenorm, index {escape(report.plan.reference)}</p></body></html>\n"
    )


def report_json(report: LiftReport) -> str:
    """Return a report as a JSON document: the outcomes, and what became of each gene."""
    table, genes = report.table(), report.genes()
    document = {
        "summary": report.headline,
        "to": report.plan.taxon_id,
        "one_to_many": str(report.plan.rules.one_to_many),
        "many_to_one": str(report.plan.rules.many_to_one),
        "homology": report.plan.homology.value,
        "reference": report.plan.reference,
        "genes": {"given": report.total_genes, "kept": report.kept_genes, "lost": report.lost_genes},
        "counts": None
        if report.counts is None
        else {"given": report.total_counts, "kept": report.kept_counts, "lost": report.lost_counts},
        "outcomes": json.loads(table.to_json(orient="records")),
        "notes": list(report.all_notes),
        "names": json.loads(genes.to_json(orient="records")),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
