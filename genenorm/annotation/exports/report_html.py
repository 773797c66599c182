"""The report on answers as one HTML file that loads no other files.

The page is made from ``report.html.jinja``, ``report.css`` and ``report.js``, for wide screens, phones and paper. The
script filters and sorts; all can be read without it. No other script can run in the page: its security policy names
this one by its checksum.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from genenorm.annotation.exports.answer_entries import AnswerEntry
from genenorm.annotation.exports.links import Link, article_link, gene_links, identifier_link
from genenorm.annotation.exports.report_data import MAX_GROUPS, AnswerReport, meaning_of
from genenorm.annotation.exports.report_records import ReportRow, seriousness
from genenorm.core.model import Gene, Status
from genenorm.index.reference import Reference
from genenorm.resolver.doubt import Doubt

MOST_OPEN = 60
"""The most rows in doubt, and names in all, with which a page starts unfolded."""
_MANY_RECORDS = 200
"""From more records on, a browser lays out only those that are near the window, so that the page opens at once."""
_MOST_ALTERNATIVES = 8
_STATUSES = (
    Status.RESOLVED, Status.GROUP, Status.FAMILY, Status.AMBIGUOUS, Status.RETIRED, Status.UNKNOWN, Status.NOT_A_GENE,
)  # fmt: skip
"""The statuses in the order in which they are counted."""


def render_report(report: AnswerReport, title: str, reference: Reference, sources: Sequence[str] = ()) -> str:
    """Return a report as an HTML page; every text of the input is escaped.

    :param report: what to show.
    :param title: the heading of the page.
    :param reference: the open index, which has the symbols of alternatives.
    :param sources: the data sources of the index, as text for people.

    >>> "<i>" in render_report(AnswerReport(), "<i>", Reference.open())
    False
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    script = f"\n{_package_text('report.js')}"
    genes = _Genes(reference)
    return environment.from_string(_package_text("report.html.jinja")).render(
        title=title,
        style=Markup(_package_text("report.css")),  # nosec B704 # a file of the package
        script=Markup(script),  # nosec B704 # a file of the package
        script_checksum=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        report=report,
        records=report.shown_records,
        groups=report.mixed_groups,
        most_groups=MAX_GROUPS,
        statuses=_statuses(report),
        reasons=sorted(report.by_reason.items(), key=lambda item: -seriousness(item[0])),
        species=report.by_species.most_common(),
        references=sorted(report.by_reference.items(), key=lambda item: (not item[0], item[0])),
        data=[taxon.source for taxon in reference.taxa.values()],
        stamp=reference.stamp,
        sources=sources,
        is_open=report.doubtful_count <= MOST_OPEN and report.names <= 2 * MOST_OPEN,
        many_records=_MANY_RECORDS,
        most_alternatives=_MOST_ALTERNATIVES,
        meaning_of=meaning_of,
        links_of=_links_of,
        article_link=article_link,
        gene_of=genes.linked,
        detail_of=genes.detail,
    )


def _package_text(name: str) -> str:
    return files("genenorm.annotation.exports").joinpath(name).read_text(encoding="utf-8")


def _statuses(report: AnswerReport) -> list[tuple[str, int]]:
    """Return the number of names with each status; statuses that genenorm does not know come last."""
    known = [status.value for status in _STATUSES]
    others = sorted(report.by_status.keys() - set(known))
    return [(status, report.by_status[status]) for status in (*known, *others)]


def _links_of(entry: AnswerEntry) -> list[Link]:
    return gene_links(entry.gene_id, entry.ensembl_id, entry.authority_id)


class _Genes:
    """The genes of an index by their labels, as people read them."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def linked(self, label: str) -> tuple[str, Link]:
        """Return a gene as ``mouse Grin1`` with its page, by its label ``10090:14810``; the label if it is unknown."""
        taxon, _, identifier = label.partition(":")
        gene = self._gene(identifier)
        if gene is None or str(gene.taxon_id) != taxon:
            return label, Link(identifier, identifier_link(identifier))
        gene_id = "" if gene.gene_id is None else str(gene.gene_id)
        links = gene_links(gene_id, gene.ensembl_id, gene.authority_id)
        return self._text(gene), next((link for link in links if link.url), Link("", ""))

    def _gene(self, identifier: str) -> Gene | None:
        reference = self._reference
        if identifier.isascii() and identifier.isdigit():
            return reference.gene_by_id(int(identifier))
        return reference.gene_by_authority(identifier) or reference.gene_by_ensembl(identifier)

    def _text(self, gene: Gene) -> str:
        return f"{self._reference.taxa[gene.taxon_id].common} {gene.symbol or gene.authority_id or gene.ensembl_id}"

    def detail(self, reason: str, row: ReportRow) -> str:
        """Return what a row says of one of its reasons; empty when it says nothing."""
        entry = row.entry
        if reason == Doubt.OUT_OF_SCOPE.value and entry.members_in_scope:
            genes = [self.linked(member.partition(" ")[0])[0] for member in entry.members_in_scope]
            return f"in scope: {', '.join(genes)}"
        if reason in (Doubt.SHARED.value, Doubt.OTHER_GENE.value):
            word, colon, names = entry.shared_word.partition(": ")
            return f"“{word}” leads to {names}" if colon else entry.shared_word
        return ""
