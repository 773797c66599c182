"""The report on answers as one HTML file that has no scripts and loads no other files.

The page is made from ``report.html.jinja`` and ``report.css``, for wide screens, phones and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from genenorm.annotation.exports.answer_entries import AnswerEntry
from genenorm.annotation.exports.links import authority_link, ensembl_link, gene_link, identifier_link
from genenorm.annotation.exports.report_data import AnswerReport, doubt_reasons
from genenorm.core.authorities import authority_of
from genenorm.core.model import Status

_ANSWERED = (Status.RESOLVED, Status.RETIRED, Status.GROUP, Status.FAMILY)
"""Statuses of names that are counted as answered."""


def render_report(report: AnswerReport, title: str, sources: Sequence[str] = ()) -> str:
    """Return a report as an HTML page; every text of the input is escaped.

    ``sources`` are the data sources of the reference index, as text for people.

    >>> "<script>" in render_report(AnswerReport(), "<script>")
    False
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    return environment.from_string(_package_text("report.html.jinja")).render(
        title=title,
        style=Markup(_package_text("report.css")),
        report=report,
        facts=_facts(report),
        species=[name for name, _ in report.by_species.most_common()],
        references=sorted(report.by_reference.items(), key=lambda item: (not item[0], item[0])),
        sources=sources,
        line_break=Markup("<br>"),
        doubt_reasons=doubt_reasons,
        gene_links=_gene_links,
        alternative_link=_alternative_link,
    )


def _package_text(name: str) -> str:
    return files("genenorm.annotation.exports").joinpath(name).read_text(encoding="utf-8")


def _facts(report: AnswerReport) -> dict[str, str]:
    answered = sum(report.by_status[status.value] for status in _ANSWERED)
    return {
        "records": f"{report.records:,}",
        "names": f"{report.names:,}",
        "answered": f"{answered / report.names:.0%}" if report.names else "–",
        "species": f"{len(report.by_species):,}",
        "homology groups": f"{len(report.groups):,}",
        "doubtful": f"{report.doubtful_count:,}",
    }


def _gene_links(entry: AnswerEntry) -> list[tuple[str, str]]:
    """Return the name and the URL of each page about an answered gene."""
    authority = authority_of(entry.authority_id)
    pages = (
        ("NCBI", gene_link(entry.gene_id) if entry.gene_id.isdigit() else ""),
        ("Ensembl", ensembl_link(entry.ensembl_id)),
        (authority.name if authority else "", authority_link(entry.authority_id)),
    )
    return [(name, url) for name, url in pages if url]


def _alternative_link(label: str) -> str:
    """Return the URL of a gene's page by its label, e.g. ``9606:2902``; empty when there is none."""
    return identifier_link(label.partition(":")[2])
