"""The command ``evaluate``: the accuracy of answers for documents whose genes are known."""

from __future__ import annotations

import click

from genenorm.cli.options import ContextChoice, from_option, reference_option, taxon_ids, text_or_json_option
from genenorm.core.errors import RecordError


@click.command(short_help="Score the answers for documents with known genes.")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD…")
@from_option
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Species of all mentions, if known in advance.")
@click.option("--organism", multiple=True, metavar="NAME,…", help="Species of the documents, as evidence.")
@text_or_json_option
@reference_option
def evaluate(
    gold: tuple[str, ...],
    *,
    input_format: str,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    form: str,
    index: str | None,
) -> None:
    """Score the answers for documents whose genes are known.

    GOLD files are PubTator or BioC documents with gene mentions and their GeneIDs ('-': standard input, with --from).
    The mentions are resolved without their GeneIDs, and the answers are compared with the GeneIDs. An answer is right
    when every GeneID in it is one of the known GeneIDs of the mention.

    The output has the accuracy of mentions, of their homology groups, by species and as the mean of the species;
    coverage and precision of the answers with status resolved; precision, recall and F1 of the genes by document; the
    causes of errors; and the accuracy by score.
    """
    from genenorm.cli.input_files import check_format_given, check_standard_input, display_name, read_bytes
    from genenorm.cli.output.scores_text import scores_json, scores_text
    from genenorm.index.reference import Reference
    from genenorm.records.formats import read_record_file
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.document_mentions import DocumentResolver
    from genenorm.resolver.resolver import Resolver
    from genenorm.verify.scores import judge_mentions, summarise

    check_standard_input(*gold)
    check_format_given(gold, input_format)
    with Reference.open(index) as reference:
        organisms = ContextChoice((), organism, "").context(reference).organisms
        resolver = DocumentResolver(Resolver(reference), taxon_ids(reference, species), organisms)
        judged = []
        for path in gold:
            name = display_name(path)
            source = read_record_file(read_bytes(path), name, ReadOptions(form=input_format))
            documents = [record.document for record in source.records if record.document is not None]
            found = judge_mentions(documents, resolver)
            if not found:
                raise RecordError(name, "no gene mention with an identifier to score against")
            judged += found
        scores = summarise(judged)
        click.echo(scores_json(scores, reference) if form == "json" else scores_text(scores, reference))
