"""The commands for gene names: ``resolve``, ``explain`` and ``orthologs``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from genenorm.cli.answer_options import AnswerOutput, answer_options, exit_with_faults, format_of_file, out_option
from genenorm.cli.live_options import LiveChoice, live_options
from genenorm.cli.options import (
    STANDARD_INPUT,
    ContextChoice,
    context_options,
    names_given,
    names_options,
    open_index,
    reference_option,
    taxon_ids,
)
from genenorm.cli.output.messages import note
from genenorm.cli.result_options import check_results, methods_option, split_by_option, split_format
from genenorm.cli.table_input import table_options

if TYPE_CHECKING:
    from genenorm.core.tables import Table
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.ortholog_answers import OrthologAnswer

SHORT_ORTHOLOG_COLUMNS = (
    "input", "status", "species", "gene_id", "symbol", "ensembl_id", "group_id", "relation", "homology", "doubt",
    "evidence",
)  # fmt: skip
"""The columns of orthologs that a person reads; the evidence says why there is none."""

_SAMPLE = 40
"""The names that are looked at for what shows a table."""
_NAMES_A_STEP = 256
"""After as many names the progress of orthologs is shown."""


@click.command(short_help="Find the gene that each name means.")
@names_options
@context_options
@answer_options
@click.option("--split", is_flag=True, help="One row for each gene of a name of several genes (TP53; EGFR).")
@table_options
@reference_option
@split_by_option
@methods_option
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
    reading: ReadOptions | None,
    context: ContextChoice,
    output: AnswerOutput,
    split: bool,
    index: str | None,
    split_by: str,
    methods: str,
    live: LiveChoice,
    locked: str | None,
) -> None:
    """Print one row for each gene name: the gene it means, how sure that is, why, and what else it may mean.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given. A name that is unknown or ambiguous gets a row too and is not an error. A name of several genes gets one row,
    with the genes in the column "alternatives", or with --split one row for each gene.

    With --column the input is a table. All of its rows and columns are kept as they are, and the answers are added as
    columns called genenorm_…
    """
    from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS

    if locked is not None:
        from genenorm.cli.lock import locked_table

        for option, is_given in (("--split", split), ("--split-by", split_by), ("--methods", methods)):
            if is_given:
                message = f"--locked repeats a run as it was, without {option}"
                raise click.UsageError(message, click.get_current_context())
        output.check((locked, file), ANSWER_COLUMNS)
        table = locked_table(locked, names, file, index=index)
        output.write(table, SHORT_COLUMNS)
        output.exit_if_failing(table)
        return
    from genenorm.cli.output.progress_bar import names_progress
    from genenorm.cli.output.species_of_list import is_long_list, print_species_of_list

    source = None
    check_results(split_by, methods, output.out, file)
    if reading is None:
        output.check((file,), ANSWER_COLUMNS)
        given = names_given(names, file)
        _note_on_table(file, given)
    else:
        _check_table(names, split=split)
        file = _table_file(file)
    with open_index(index) as reference, live.resolver(reference) as resolver:
        chosen = context.context(reference, any_taxon=live.wanted)
        if reading is not None:
            from genenorm.cli.table_input import NamesTable

            source = NamesTable(file or STANDARD_INPUT, reading, reference, output)
            given = source.names
        with names_progress(len(given)) as progress:
            table = resolver.table(given, chosen, split=split, progress=progress)
        if split_by:
            from genenorm.cli.output.split_files import split_rows, write_split

            form = split_format(output.given_form)
            chosen_columns = output.chosen_columns(ANSWER_COLUMNS, SHORT_COLUMNS, form)
            shown = table.only(chosen_columns) if source is None else source.with_answers(table)
            write_split(split_by, shown, split_rows(table), form, inputs=(file,), raw=output.raw)
        elif source is None:
            output.write(table, SHORT_COLUMNS)
        else:
            source.write(table, output.out)
        print_species_of_list(resolver, given, chosen)
        if methods or is_long_list(given):
            from genenorm.cli.output.list_end import ListEnd

            end = ListEnd(resolver, table, chosen)
            if methods:
                end.write_methods(methods, is_live=live.wanted)
            if is_long_list(given):
                end.print_summary(file if reading is None else None, is_kept_apart=bool(split_by))
    output.exit_if_failing(table, resolver.faults)


def _note_on_table(file: str | None, given: list[str]) -> None:
    """Print how to answer one column, if the lines that were taken for names are rather the rows of a table."""
    some = given[:_SAMPLE]
    plain_name = (file or "").lower().removesuffix(".gz").removesuffix(".zst")
    delimiter = "," if plain_name.endswith(".csv") else "\t"
    if len(some) > 1 and 2 * sum(delimiter in name for name in some) > len(some):
        note("genenorm: whole lines are taken for names; to answer one column of a table: --column NAME|NUMBER")


def _check_table(names: tuple[str, ...], *, split: bool) -> None:
    """Raise a usage error for what cannot be combined with ``--column``."""
    if names and names != (STANDARD_INPUT,):
        message = "--column is for a table, given with --file or in a pipe; leave the names out"
        raise click.UsageError(message, click.get_current_context())
    if split:
        message = "--split makes several rows of one, and with --column all rows stay as they are"
        raise click.UsageError(message, click.get_current_context())


def _table_file(file: str | None) -> str:
    """Return the file with the table; a usage error when there is none, nor anything piped into the command."""
    if file is None and (sys.stdin is None or sys.stdin.isatty()):
        raise click.UsageError("no table: give it with --file, or in a pipe", click.get_current_context())
    return file or STANDARD_INPUT


@click.command(short_help="Show why a name gets its answer, with every candidate.")
@names_options
@context_options
@out_option
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")),
    help="text for people, json with every candidate in full. Default: by the suffix of --out, else text.",
)  # fmt: skip
@reference_option
@live_options
def explain(
    names: tuple[str, ...],
    *,
    file: str | None,
    context: ContextChoice,
    out: str,
    form: str | None,
    index: str | None,
    live: LiveChoice,
) -> None:
    """Show why each gene name gets its answer: every gene it may mean, with score and evidence.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given.
    """
    from genenorm.cli.output.explanation import explanation_json, explanation_text
    from genenorm.cli.output.output_file import check_not_input, check_writable, write_output
    from genenorm.cli.output.progress_bar import names_progress
    from genenorm.cli.output.species_of_list import print_species_of_list
    from genenorm.records.compressed import compress, compression_of

    is_file = out != STANDARD_INPUT
    chosen_form = form or (format_of_file(out, ("json", "text"), "text").form if is_file else "text")
    check_not_input(out, (file,))
    check_writable(out)
    given = names_given(names, file)
    with open_index(index) as reference, live.resolver(reference) as resolver:
        chosen = context.context(reference, any_taxon=live.wanted)
        with names_progress(len(given)) as progress:
            answers, _ = resolver.resolve_list(given, chosen, progress=progress)
        is_json = chosen_form == "json"
        text = explanation_json(answers, reference) if is_json else explanation_text(answers, reference)
        text += "\n" if text else ""
        if is_file:
            write_output(out, [compress(text.encode("utf-8", "backslashreplace"), f"x{compression_of(out)}")])
        else:
            click.echo(text, nl=False)
        print_species_of_list(resolver, given, chosen)
    exit_with_faults(resolver.faults)


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
@answer_options
@reference_option
def orthologs(
    names: tuple[str, ...],
    *,
    file: str | None,
    to: tuple[str, ...],
    species: tuple[str, ...],
    homology: str,
    output: AnswerOutput,
    index: str | None,
) -> None:
    """Print the orthologs of genes in other species, one row for each ortholog.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given. Each row shows the relation (one-to-one, or one of many), the sources that list the pair, and how many
    methods agree.
    """
    from genenorm.cli.output.progress_bar import names_progress
    from genenorm.core.context import Context
    from genenorm.index.homology import Homology
    from genenorm.resolver.ortholog_answers import ORTHOLOG_COLUMNS, ortholog_answers, ortholog_table
    from genenorm.resolver.resolver import Resolver

    output.check((file,), ORTHOLOG_COLUMNS)
    given = names_given(names, file)
    with open_index(index) as reference:
        targets = taxon_ids(reference, to, "--to") or tuple(reference.taxa)
        asked = taxon_ids(reference, species)
        level = Homology(homology)
        rows: list[OrthologAnswer] = []
        with names_progress(len(given)) as progress:
            resolver = Resolver(reference)
            answers, _ = resolver.resolve_list(given, Context(species=asked), progress=progress)
            for number, answer in enumerate(answers):
                rows += ortholog_answers(reference, answer, targets, level, asked, resolver.faults)
                if progress is not None and number % _NAMES_A_STEP == 0:
                    progress(number, len(answers), "orthologs of")
        table = ortholog_table(rows, reference.stamp, reference.common_names)
        output.write(table, SHORT_ORTHOLOG_COLUMNS if output.columns else _telling_columns(table))
    output.exit_if_failing(table, resolver.faults)


def _telling_columns(table: Table) -> tuple[str, ...]:
    """Return the short columns for a terminal: without doubts if there are none, nor reasons if no ortholog lacks."""
    relations, doubts = zip(*table.only(("relation", "doubt")).rows, strict=True) if table.rows else ((), ())
    dropped = {"doubt"} if not any(doubts) else set()
    dropped |= {"evidence"} if all(relations) else set()
    return tuple(name for name in SHORT_ORTHOLOG_COLUMNS if name not in dropped)
