"""The commands for gene names: ``resolve``, ``explain`` and ``orthologs``."""

from __future__ import annotations

import click

from genenorm.cli.live_options import LiveChoice, live_options
from genenorm.cli.options import (
    ContextChoice,
    context_options,
    format_option,
    names_given,
    names_options,
    reference_option,
    taxon_ids,
)
from genenorm.cli.output.streams import chosen_format


@click.command(short_help="Find the gene that each name means.")
@names_options
@context_options
@format_option
@click.option("--split", is_flag=True, help="One row for each gene of a name of several genes (TP53; EGFR).")
@reference_option
@live_options
@click.option(
    "--locked", metavar="LOCK",
    help="Repeat, offline and byte for byte, the run that 'genenorm lock' wrote to the file LOCK. If that is not "
         "possible, fail with a message on what is missing.",
)  # fmt: skip
def resolve(
    names: tuple[str, ...],
    *,
    file: str | None,
    context: ContextChoice,
    form: str | None,
    split: bool,
    index: str | None,
    live: LiveChoice,
    locked: str | None,
) -> None:
    """Print one row for each gene name: the gene it means, how sure that is, why, and what else it may mean.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given. A name that is unknown or ambiguous gets a row too and is not an error. A name of several genes gets one row,
    with the genes in the column "alternatives", or with --split one row for each gene.

    Example: cut -f1 genes.tsv | genenorm resolve - --species mouse
    """
    if locked is not None:
        from genenorm.cli.lock import print_locked

        if split:
            raise click.UsageError("--locked repeats a run as it was, without --split", click.get_current_context())
        print_locked(locked, names, file, chosen_format(form), index=index)
        return
    from genenorm.cli.output.answers import print_rows
    from genenorm.cli.output.species_of_list import print_species_of_list
    from genenorm.index.reference import Reference

    given = names_given(names, file)
    with Reference.open(index) as reference, live.resolver(reference) as resolver:
        chosen = context.context(reference, any_taxon=live.wanted)
        print_rows(resolver.table(given, chosen, split=split), chosen_format(form))
        print_species_of_list(resolver, given, chosen)


@click.command(short_help="Show why a name gets its answer, with every candidate.")
@names_options
@context_options
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="text for people, json with every candidate in full.",
)  # fmt: skip
@reference_option
@live_options
def explain(
    names: tuple[str, ...], *, file: str | None, context: ContextChoice, form: str, index: str | None, live: LiveChoice
) -> None:
    """Show why each gene name gets its answer: every gene it may mean, with score and evidence.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given.
    """
    from genenorm.cli.output.explanation import explanation_json, explanation_text
    from genenorm.cli.output.species_of_list import print_species_of_list
    from genenorm.index.reference import Reference

    given = names_given(names, file)
    with Reference.open(index) as reference, live.resolver(reference) as resolver:
        chosen = context.context(reference, any_taxon=live.wanted)
        answers = resolver.resolve_all(given, chosen)
        click.echo(explanation_json(answers, reference) if form == "json" else explanation_text(answers, reference))
        print_species_of_list(resolver, given, chosen)


@click.command(short_help="List the orthologs of genes in other species.")
@names_options
@click.option(
    "--to", multiple=True, metavar="SPECIES,…", help="Species to find orthologs in; default: all in the index."
)
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Species of the genes that NAMES stand for.")
@click.option(
    "--homology", type=click.Choice(("stringent", "all")), default="stringent", show_default=True,
    help="stringent: members of the gene's homology group, and well supported pairs. all: every pair that any source "
         "lists.",
)  # fmt: skip
@format_option
@reference_option
def orthologs(
    names: tuple[str, ...],
    *,
    file: str | None,
    to: tuple[str, ...],
    species: tuple[str, ...],
    homology: str,
    form: str | None,
    index: str | None,
) -> None:
    """Print the orthologs of genes in other species, one row for each ortholog.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given. Each row shows the relation (one-to-one, or one of many), the sources that list the pair, and how many
    methods agree.
    """
    from genenorm.cli.output.answers import print_rows
    from genenorm.core.context import Context
    from genenorm.index.homology import Homology
    from genenorm.index.reference import Reference
    from genenorm.resolver.ortholog_answers import ortholog_answers, ortholog_table
    from genenorm.resolver.resolver import Resolver

    given = names_given(names, file)
    with Reference.open(index) as reference:
        targets = taxon_ids(reference, to, "--to") or tuple(reference.taxa)
        asked = taxon_ids(reference, species)
        answers = Resolver(reference).resolve_all(given, Context(species=asked))
        level = Homology(homology)
        rows = [row for answer in answers for row in ortholog_answers(reference, answer, targets, level, asked)]
        table = ortholog_table(rows, reference.stamp, reference.common_names)
        print_rows(table, chosen_format(form), last="evidence")
