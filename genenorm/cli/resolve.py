"""The commands that answer for names: ``resolve``, ``explain`` and ``orthologs``."""

from __future__ import annotations

import click

from genenorm.cli.live_options import LiveChoice, live_options
from genenorm.cli.options import (
    chosen_format,
    context_of,
    context_options,
    format_option,
    names_given,
    names_options,
    reference_option,
    taxon_ids,
)


@click.command(short_help="Say what each name means, one row each.")
@names_options
@context_options
@format_option
@reference_option
@live_options
@click.option(
    "--locked", metavar="LOCK",
    help="Repeat the run that genenorm lock wrote to LOCK: offline, the same bytes, or say which part is missing.",
)  # fmt: skip
def resolve(
    names: tuple[str, ...],
    *,
    file: str | None,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    text: str,
    form: str | None,
    index: str | None,
    live: LiveChoice,
    locked: str | None,
) -> None:
    """Print one row for each of NAMES, in their order: the gene meant, how sure, why, and what else it may mean.

    Names come from the command line, from --file, or from standard input, one a line.
    An unknown or ambiguous name is an answer like any other.
    """
    if locked is not None:
        from genenorm.cli.lock import print_locked

        print_locked(locked, names, file, chosen_format(form), index=index)
        return
    from genenorm.cli.output.answers import print_answers
    from genenorm.index.reference import Reference

    given = names_given(names, file)
    with Reference.open(index) as reference, live.resolver(reference) as resolver:
        context = context_of(reference, species, organism, text, any_taxon=live.wanted)
        print_answers(resolver.resolve_all(given, context), reference, chosen_format(form))


@click.command(short_help="Tell why a name is answered as it is, with every candidate.")
@names_options
@context_options
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="Text for people, or JSON with every candidate in full.",
)  # fmt: skip
@reference_option
@live_options
def explain(
    names: tuple[str, ...],
    *,
    file: str | None,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    text: str,
    form: str,
    index: str | None,
    live: LiveChoice,
) -> None:
    """Tell why each of NAMES is answered as it is, with every candidate and its evidence."""
    from genenorm.cli.output.explanation import as_json, as_text
    from genenorm.index.reference import Reference

    given = names_given(names, file)
    with Reference.open(index) as reference, live.resolver(reference) as resolver:
        context = context_of(reference, species, organism, text, any_taxon=live.wanted)
        answers = resolver.resolve_all(given, context)
        render = as_json if form == "json" else as_text
        click.echo(render(answers, reference))


@click.command(short_help="List the orthologs of genes in other species.")
@names_options
@click.option("--to", multiple=True, metavar="SPECIES,…", help="Target species; default: all of the index.")
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Species that the names themselves are of.")
@click.option(
    "--homology", type=click.Choice(("stringent", "all")), default="stringent", show_default=True,
    help="Members of the gene's homology group and well supported pairs, or whatever any source says.",
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
    """Print the orthologs of the genes NAMES in other species, one row for each.

    Each says whether it is one of many, and which sources say so, with the methods that agree.
    """
    from genenorm.cli.output.answers import print_rows
    from genenorm.index.homology import Homology
    from genenorm.index.reference import Reference
    from genenorm.resolver.ortholog_answers import ortholog_answers, ortholog_table
    from genenorm.resolver.resolver import Resolver
    from genenorm.text.species_words import Context

    given = names_given(names, file)
    with Reference.open(index) as reference:
        targets = taxon_ids(reference, to, "--to") or tuple(reference.taxa)
        answers = Resolver(reference).resolve_all(given, Context(species=taxon_ids(reference, species)))
        level = Homology(homology)
        rows = [row for answer in answers for row in ortholog_answers(reference, answer, targets, level)]
        print_rows(ortholog_table(rows, reference.stamp), chosen_format(form), last="evidence")
