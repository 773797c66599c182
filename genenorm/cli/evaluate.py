"""The command ``evaluate``: how often the right gene is found in documents whose identifiers are known."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from genenorm.cli.options import from_option, read_file, reference_option, shown_name, taxon_ids
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.verify.scores import Report

FORMS = ("text", "json")


@click.command(short_help="Score the resolver on documents with known genes.")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD…")
@from_option("GOLD")
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Tell the species of all mentions beforehand.")
@click.option(
    "--format", "-f", "shown", type=click.Choice(FORMS), default="text", show_default=True,
    help="Text for people, or JSON.",
)  # fmt: skip
@reference_option
def evaluate(gold: tuple[str, ...], *, form: str, species: tuple[str, ...], shown: str, index: str | None) -> None:
    """Remove the identifiers of the gene mentions in the documents GOLD (PubTator, BioC), resolve them, and score.

    A mention is right when every GeneID answered is one of its gold ids. Mention accuracy overall, per species and as
    their mean; the same at the level of homology groups; coverage and precision of the answers with status resolved;
    precision, recall and F1 of the genes per document; what went wrong; and how far scores can be believed.
    """
    from genenorm.index.reference import Reference
    from genenorm.records.formats import read_source
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.document_mentions import DocumentResolver
    from genenorm.resolver.resolver import Resolver
    from genenorm.verify.scores import judge, summarise

    with Reference.open(index) as reference:
        asked = taxon_ids(reference, species)
        resolver = DocumentResolver(Resolver(reference), species=asked)
        judged = []
        for path in gold:
            source = read_source(read_file(path), shown_name(path), ReadOptions(form=form))
            documents = [record.document for record in source.records if record.document is not None]
            found = judge(documents, resolver)
            if not found:
                raise RecordError(path, "no gene mention with an identifier to score against")
            judged += found
        report = summarise(judged)
        click.echo(as_json(report, reference) if shown == "json" else "\n".join(as_text(report, reference)))


def as_json(report: Report, reference: Reference) -> str:
    """Return the figures as one JSON object, with the index that answered."""
    values = dataclasses.asdict(report)
    values["causes"] = {cause.value: count for cause, count in report.causes}
    return json.dumps({**values, "reference": reference.stamp}, indent=2)


def as_text(report: Report, reference: Reference) -> Iterator[str]:
    """Yield the lines that show the figures to a person."""
    yield f"reference index                 {reference.stamp}"
    yield f"mentions with gold identifiers  {report.mentions}"
    yield f"mention accuracy                {report.accuracy:.4f}"
    yield f"  at homology group level       {report.group_accuracy:.4f}"
    yield f"  mean of the species           {report.macro:.4f}"
    yield f"coverage (status resolved)      {report.coverage:.4f}"
    yield f"precision of the resolved       {report.precision:.4f}"
    precision, recall = report.document_precision, report.document_recall
    yield f"genes per document              precision {precision:.4f}, recall {recall:.4f}, F1 {report.document_f1:.4f}"
    yield ""
    yield f"{'species of the gold gene':30}{'mentions':>9}{'accuracy':>10}"
    for taxon_id, count, accuracy in report.per_taxon:
        taxon = reference.taxa.get(taxon_id) if taxon_id is not None else None
        yield f"  {taxon.name if taxon else 'not in the index':28}{count:9}{accuracy:10.4f}"
    yield ""
    yield f"{'cause':44}{'mentions':>9}{'share':>8}"
    for cause, count in report.causes:
        yield f"  {cause.value:42}{count:9}{count / report.mentions:8.4f}"
    yield ""
    yield f"{'score from':12}{'mentions':>9}{'mean score':>12}{'right':>8}"
    for low, count, mean, right in report.reliability:
        yield f"  {low:<10.1f}{count:9}{mean:12.4f}{right:8.4f}"
