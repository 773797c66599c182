"""A report as one HTML file without scripts, pictures or links to load: for a screen, a phone, and paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from genenorm.annotation.exports.answer_entries import Entry
from genenorm.annotation.exports.links import authority_link, ensembl_link, gene_link
from genenorm.annotation.exports.report_data import MOST, GroupRow, Report, reasons

_STYLE = """
:root { --ink: #1c2430; --soft: #5a6675; --line: #d9dee5; --paper: #fff; --wash: #f5f7f9; --bar: #2f6f9f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa7b6; --line: #36404d; --paper: #14181e; --wash: #1d232b; --bar: #6cb0e0; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
p, figcaption { margin: .3rem 0; color: var(--soft); }
a { color: var(--bar); }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; }
dl div { min-width: 6rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem 2rem; }
figure { margin: 0; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg rect { fill: var(--bar); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--wash); white-space: nowrap; }
tbody th { font-weight: 600; min-width: 7rem; overflow-wrap: break-word; }
.names tbody th { overflow-wrap: anywhere; }
small { color: var(--soft); }
@media (max-width: 40rem) {
  .cards thead { position: absolute; left: -9999px; }
  .cards tr { display: block; border: 1px solid var(--line); border-radius: .4rem; margin: 0 0 .7rem; padding: .3rem; }
  .cards th, .cards td { display: block; border: 0; padding: .15rem .4rem; }
  .cards td:empty { display: none; }
  .cards td::before { content: attr(data-name) ": "; color: var(--soft); }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --wash: #eee; --bar: #2f6f9f; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def render(report: Report, title: str, sources: Sequence[str] = ()) -> str:
    """Return a report as HTML; every text of the input is escaped.

    >>> "<script>" in render(Report(), "<script>")
    False
    """
    answered = sum(report.by_status[status] for status in ("resolved", "retired", "group", "family"))
    share = f"{answered / report.names:.0%}" if report.names else "–"
    facts = {
        "records": f"{report.records:,}",
        "names": f"{report.names:,}",
        "answered": share,
        "species": f"{len(report.by_species):,}",
        "homology groups": f"{len(report.groups):,}",
        "doubtful": f"{report.doubtful_count:,}",
    }
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n",
        "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items()) + "</dl>\n",
        '<div class="charts">\n',
        _chart("Names by what became of them", report.by_status.most_common()),
        _chart("Answered names by species", report.by_species.most_common(12)),
        "</div>\n",
        _doubtful(report),
        _homology(report),
        _footer(report.by_reference, sources),
        "</body>\n</html>\n",
    ]
    return "".join(parts)


def _chart(caption: str, counts: Sequence[tuple[str, int]]) -> str:
    """Return counts as horizontal bars, each with its name and number written beside it."""
    if not counts:
        return ""
    most = max(count for _, count in counts)
    row, left, room = 24, 195, 170
    height = row * len(counts)
    spoken = ", ".join(f"{name} {count}" for name, count in counts)
    label = escape(f"{caption}: {spoken}")
    box = f"0 0 {left + room + 60} {height}"
    parts = [
        f'<figure><figcaption>{escape(caption)}</figcaption>\n<svg viewBox="{box}" role="img" aria-label="{label}">'
    ]
    for number, (name, count) in enumerate(counts):
        y = number * row
        width = max(2.0, room * count / most)
        parts.append(
            f'<text x="{left - 8}" y="{y + 16}" text-anchor="end">{escape(_short(name))}</text>'
            f'<rect x="{left}" y="{y + 4}" width="{width:.1f}" height="{row - 8}" rx="2"/>'
            f'<text x="{left + width + 6:.1f}" y="{y + 16}">{count:,}</text>'
        )
    return "".join(parts) + "</svg></figure>\n"


def _short(name: str, most: int = 26) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _doubtful(report: Report) -> str:
    entries = report.doubtful
    if not entries:
        return "<h2>Doubtful names</h2>\n<p>None.</p>\n"
    head = ("name", "answer", "why doubtful", "evidence", "may also mean", "record")
    rows = []
    for entry in entries:
        cells = (
            _gene(entry, with_species=True),
            "<br>".join(map(escape, reasons(entry))),
            "<br>".join(escape(text) for text in (*entry.support, entry.evidence) if text),
            _alternatives(entry.alternatives),
            escape(entry.record),
        )
        body = "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in zip(head[1:], cells, strict=True))
        rows.append(f'<tr><th scope="row">{escape(entry.name)}</th>{body}</tr>\n')
    return "<h2>Doubtful names</h2>\n" + _table(head, rows, _more(len(entries), report.doubtful_count), "cards names")


def _homology(report: Report) -> str:
    groups = report.shown_groups
    if not groups:
        return ""
    species = [name for name, _ in report.by_species.most_common()]
    rows = [_group(group_id, row, species) for group_id, row in groups]
    note = _more(len(groups), len(report.groups))
    return "<h2>Homology groups</h2>\n" + _table(("group", *map(escape, species)), rows, note, "cards")


def _group(group_id: str, row: GroupRow, species: Iterable[str]) -> str:
    cells = ((name, "<br>".join(map(_gene, row.genes.get(name, {}).values()))) for name in species)
    body = "".join(f'<td data-name="{escape(name)}">{cell}</td>' for name, cell in cells)
    return f'<tr><th scope="row">{escape(group_id)}</th>{body}</tr>\n'


def _table(head: Sequence[str], rows: Iterable[str], note: str, kind: str) -> str:
    titles = "".join(f'<th scope="col">{name}</th>' for name in head)
    caption = f"<caption>{note}</caption>" if note else ""
    return (
        f'<div class="wide"><table class="{kind}">{caption}<thead><tr>{titles}</tr></thead>\n<tbody>\n'
        + "".join(rows)
        + "</tbody></table></div>\n"
    )


def _more(shown: int, whole: int) -> str:
    return f"The first {MOST:,} of {whole:,}; the tables hold all." if whole > shown else ""


def _gene(entry: Entry, *, with_species: bool = False) -> str:
    if not entry.symbol:
        return escape(entry.group_id)
    links = (
        ("NCBI", gene_link(entry.gene_id) if entry.gene_id.isdigit() else ""),
        ("Ensembl", ensembl_link(entry.ensembl_id)),
        ("authority", authority_link(entry.authority_id)),
    )
    shown = " · ".join(f'<a href="{escape(url)}">{name}</a>' for name, url in links if url)
    species = f" <small>{escape(entry.species)}</small>" if with_species else ""
    return f"{escape(entry.symbol)}{species} <small>{shown}</small>"


def _alternatives(alternatives: Sequence[str]) -> str:
    shown = []
    for text in alternatives[:8]:
        gene_id = text.partition(":")[2]
        known = gene_id.isdigit()
        shown.append(f'<a href="{gene_link(gene_id)}">{escape(text)}</a>' if known else escape(text))
    more = f" and {len(alternatives) - 8} more" if len(alternatives) > 8 else ""
    return ", ".join(shown) + more


def _footer(by_reference: Mapping[str, int], sources: Sequence[str]) -> str:
    indexes = [
        f"{escape(stamp)} ({count:,} names)" if stamp else f"not recorded for {count:,} names"
        for stamp, count in sorted(by_reference.items(), key=lambda item: (not item[0], item[0]))
    ]
    answered = "<h2>Reference index</h2>\n<p>" + "; ".join(indexes) + ".</p>\n" if indexes else ""
    read = "<h2>Sources</h2>\n<p>" + "; ".join(map(escape, sources)) + ".</p>\n" if sources else ""
    return answered + read
