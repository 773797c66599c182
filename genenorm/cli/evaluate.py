"""The command ``evaluate``: the accuracy of answers for documents and lists whose genes are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from genenorm.cli.options import (
    ContextChoice,
    column_option,
    from_option,
    open_index,
    reference_option,
    taxon_ids,
    text_or_json_option,
)
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genenorm.core.context import Context
    from genenorm.resolver.resolver import Resolver
    from genenorm.verify.list_scores import ListScores
    from genenorm.verify.scores import EvaluationScores

_TABLES = (".tsv", ".csv")
_TOLD = ("nothing", "organism", "species")


@click.command(short_help="Score the answers for documents or lists with known genes.")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD…")
@from_option
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Species of all names, if known in advance.")
@click.option("--organism", multiple=True, metavar="NAME,…", help="Species of the documents or lists, as evidence.")
@click.option("--told", type=click.Choice(_TOLD), default=_TOLD[0], show_default=True,
              help="What the answers for a list are told of its species, for tables with a column of species: nothing, "
                   "as with the option --organism, or as with --species.")  # fmt: skip
@column_option
@click.option(
    "--gold-column", multiple=True, metavar="NAME|NUMBER", help="A column of a table that has GeneIDs or Ensembl ids."
)
@text_or_json_option
@reference_option
def evaluate(
    gold: tuple[str, ...],
    *,
    input_format: str,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    told: str,
    column: str,
    gold_column: tuple[str, ...],
    form: str,
    index: str | None,
) -> None:
    """Score the answers for documents or lists whose genes are known.

    GOLD files are PubTator or BioC documents with gene mentions and their GeneIDs ('-': standard input, with --from),
    or tables (.tsv, .csv) of names with their GeneIDs or Ensembl ids. The names are resolved without these, and the
    answers are compared with them.

    For documents, an answer is right when every GeneID in it is one of the known GeneIDs of the mention. The output has
    the accuracy of mentions, of their homology groups, by species and as the mean of the species; coverage and
    precision of the answers with status resolved; precision, recall and F1 of the genes by document; the causes of
    errors; and the accuracy by score.

    For tables, an answer is right when its gene is one of the known genes. Names with the same list_id are one list.
    The output has the accuracy of the distinct names, also for symbols and other names apart and by species, coverage
    and precision, and the accuracy by score.
    """
    from genenorm.cli.input_files import check_format_given, check_standard_input, display_name
    from genenorm.cli.output.scores_text import list_scores_text, scores_json, scores_text
    from genenorm.core.context import Context
    from genenorm.resolver.resolver import Resolver

    check_standard_input(*gold)
    tables = [path for path in gold if display_name(path).casefold().endswith(_TABLES) and not input_format]
    if tables and len(tables) < len(gold):
        raise click.UsageError("documents and tables are scored differently; give them in two commands")
    with open_index(index) as reference:
        resolver = Resolver(reference)
        organisms = ContextChoice((), organism, "").context(reference).organisms
        context = Context(species=taxon_ids(reference, species), organisms=organisms)
        if tables:
            lists = _score_lists(tables, resolver, context, told, column, gold_column)
            click.echo(scores_json(lists, reference) if form == "json" else list_scores_text(lists, reference))
            return
        if column or gold_column or told != _TOLD[0]:
            raise click.UsageError("--told, --column and --gold-column are for tables")
        check_format_given(gold, input_format)
        scores = _score_documents(gold, resolver, context, input_format)
        click.echo(scores_json(scores, reference) if form == "json" else scores_text(scores, reference))


def _score_documents(gold: Sequence[str], resolver: Resolver, context: Context, input_format: str) -> EvaluationScores:
    from genenorm.cli.input_files import display_name, read_bytes
    from genenorm.records.formats import read_record_file
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.document_mentions import DocumentResolver
    from genenorm.verify.scores import judge_mentions, summarise

    documents_resolver = DocumentResolver(resolver, context.species, context.organisms)
    judged = []
    for path in gold:
        name = display_name(path)
        source = read_record_file(read_bytes(path), name, ReadOptions(form=input_format))
        documents = [record.document for record in source.records if record.document is not None]
        found = judge_mentions(documents, documents_resolver)
        if not found:
            raise RecordError(name, "no gene mention with an identifier to score against")
        judged += found
    return summarise(judged)


def _score_lists(
    gold: Sequence[str],
    resolver: Resolver,
    context: Context,
    told: str,
    column: str,
    gold_columns: tuple[str, ...],
) -> ListScores:
    from genenorm.cli.input_files import display_name, read_bytes
    from genenorm.verify.gold_lists import read_gold_lists
    from genenorm.verify.list_scores import Told, judge_lists, summarise_lists

    lists = []
    for path in gold:
        lists += read_gold_lists(read_bytes(path), display_name(path), column, gold_columns)
    return summarise_lists(judge_lists(lists, resolver, Told(told), None if context.is_empty else context))
