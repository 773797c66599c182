"""The command ``annotate``: annotated records, tables and exports of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.annotate_options import (
    IN_PLACE,
    TABLE,
    AnnotateChoice,
    GeneSetChoice,
    OutputChoice,
    SearchChoice,
    check_find,
    check_full,
    check_methods,
    check_orthologs,
    check_output,
    check_split,
    gene_set_options,
    output_options,
    search_options,
)
from genenorm.cli.answer_options import exit_if_failing, fail_on_option, print_failing
from genenorm.cli.input_files import (
    check_format_given,
    check_standard_input,
    display_name,
    files_of,
    read_bytes,
)
from genenorm.cli.live_options import LiveChoice, live_options, print_lookup_warnings
from genenorm.cli.options import (
    STANDARD_INPUT,
    ContextChoice,
    context_options,
    open_index,
    reading_options,
    reference_option,
)
from genenorm.cli.output.messages import detail
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.inputs import Task
    from genenorm.annotation.job import Job, Place
    from genenorm.annotation.run import Outcome
    from genenorm.cli.output.run_story import RunStory
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions


@click.command(short_help="Find the genes of all names in files.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@output_options
@reading_options
@context_options
@search_options
@gene_set_options
@reference_option
@live_options
@fail_on_option
def annotate(
    paths: tuple[str, ...],
    *,
    output: OutputChoice,
    reading: ReadOptions,
    context: ContextChoice,
    search: SearchChoice,
    gene_sets: GeneSetChoice,
    index: str | None,
    live: LiveChoice,
    fail_on: tuple[str, ...],
) -> None:
    """Find the genes of all names in files. A file has one or more records: figures, gene lists, gene sets, documents.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. The other names, the text and
    the species of a record help to find the gene that each name means. --species, --organism and --text say it of all
    records.

    In a figure record (Markdown with a YAML header), the answers are written into the header as the table `genes`, one
    line for each name, and the species of the figure as the list `scope`. No other byte changes, a second run gives the
    same bytes, and 'genenorm strip' removes the answers. A line that deserves a look says why under `doubt`.

    At the end, standard error has the answers in numbers; in a terminal also the most doubtful ones and a command for
    a closer look, and elsewhere nothing when the answers are printed. Files that cannot be read are reported last; the
    exit code is then 1.
    """
    from genenorm.cli.output.answers import exit_with_failures

    choice = AnnotateChoice(paths, output, reading, context, search, gene_sets, live, fail_on)
    check_standard_input(*paths)
    check_output(paths, choice)
    check_format_given(paths, reading.form)
    check_methods(paths, output)
    # Opened here once, so that an error is reported once and all processes use the same file.
    reference = click.get_current_context().with_resource(open_index(index))
    if output.split_by:
        story = _split(paths, choice, reference)
    elif target := output.single_target(paths):
        story = _write_single(paths[0], target, choice, reference)
    elif output.is_printed():
        story = _print_all(paths, choice, reference)
    else:
        story = _write_all(paths, choice, reference)
    if output.methods:
        _write_methods(story, choice, reference)
    story.end(_next_commands(story, choice))
    print_failing(story.failing)
    exit_with_failures([*story.failures, *story.faults])
    exit_if_failing(story.failing)


def _job(
    place: Place,
    to: str,
    choice: AnnotateChoice,
    reference: Reference,
    *,
    out: Path | None = None,
    compression: str = "",
) -> Job:
    """Return the options for every file; ``compression`` is the suffix of the one to use without ``--pack``."""
    from genenorm import __version__
    from genenorm.annotation.annotations import TextSearch
    from genenorm.annotation.exports.export import Flavor, GeneText
    from genenorm.annotation.job import Job

    check_find(choice, to)
    check_split(choice, to)
    check_full(choice, to)
    search = TextSearch(missing_genes=choice.search.suggest, mentions=choice.search.find)
    ortholog_taxon = choice.gene_sets.ortholog_taxon(reference)
    context = choice.context.context(reference, any_taxon=choice.live.wanted)
    check_orthologs(choice, to)
    return Job(
        place,
        out,
        to,
        compression=f".{choice.output.pack}" if choice.output.pack else compression,
        read_options=replace(choice.reading, genes=choice.gene_sets.genes, without_names=search.reads_text),
        search=search,
        context=context,
        with_tables=choice.search.with_tables,
        resume=choice.output.resume,
        flavor=Flavor(choice.gene_sets.flavor),
        ortholog_taxon=ortholog_taxon,
        gene_text=GeneText(choice.gene_sets.genes or "symbol"),
        split=choice.output.split,
        full=choice.output.full,
        raw=choice.output.raw,
        version=__version__,
        reference=reference.path,
        live=choice.live.options if choice.live.wanted else None,
        always=choice.live.always,
        fail_on=choice.fail_on,
    )


# -- one file into another --------------------------------------------------------------------------------------------


def _write_single(source: str, target: Path, choice: AnnotateChoice, reference: Reference) -> RunStory:
    """Write the results for one file into another; return the messages about the run."""
    from genenorm.annotation.exports.export_formats import RECORD, format_for
    from genenorm.annotation.file_annotator import FileAnnotator, errors_named
    from genenorm.annotation.inputs import Task
    from genenorm.annotation.job import Place
    from genenorm.annotation.replaced_answers import replaced_names
    from genenorm.annotation.run import Outcome, answers_before, outcome_of
    from genenorm.cli.output.output_file import check_not_input, write_output
    from genenorm.cli.output.run_story import RunStory
    from genenorm.records.compressed import compress, compression_of, expand

    compression = compression_of(target.name)
    to = choice.output.to or format_for(source, target.name)
    job = _job(Place.CALLER, to, choice, reference, compression=compression)
    if job.to != RECORD:
        check_not_input(str(target), (source,))
    story = RunStory(is_one=True)
    with FileAnnotator(job, reference) as annotator:
        try:
            with errors_named(source):
                file = annotator.annotate(read_bytes(source), source)
                result = annotator.answers(file)
                if job.to == RECORD and compression != compression_of(source):  # the suffix of the target counts
                    result = compress(expand(result, source), target.name)
                outcome = outcome_of(file, annotator)
                before = answers_before(Task(Path(source), target), job)
                outcome = replace(outcome, replaced=replaced_names(before, result, target.name))
            write_output(str(target), [result], make_folder=True)
            story.add(outcome)
        except RecordError as error:
            story.add(Outcome(source, error=str(error), reports=annotator.take_reports()))
        finally:
            print_lookup_warnings(story.reports)
    return story


# -- to standard output -----------------------------------------------------------------------------------------------


def _print_all(paths: Sequence[str], choice: AnnotateChoice, reference: Reference) -> RunStory:
    """Print the results for each file in turn; return the messages about the run."""
    from genenorm.annotation.exports.export_formats import RECORD
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.inputs import find_inputs
    from genenorm.annotation.job import Place
    from genenorm.annotation.run import Outcome
    from genenorm.cli.output.run_story import RunStory, warn_of_no_files

    job = _job(Place.CALLER, choice.output.to or RECORD, choice, reference)
    files = files_of(paths, lambda part: find_inputs(part, job).files)
    warn_of_no_files(paths, len(files))
    _check_printable_together(len(files), job.to)
    story = RunStory(is_one=len(files) == 1, is_printed=True)
    with FileAnnotator(job, reference) as annotator:
        for number, file in enumerate(files):
            try:
                story.add(_print_one(file, annotator, is_first=number == 0))
            except RecordError as error:
                story.add(Outcome(display_name(file), error=str(error), reports=annotator.take_reports()))
        print_lookup_warnings(story.reports)
    return story


def _check_printable_together(count: int, to: str) -> None:
    """Raise a usage error for a format whose files cannot be printed one after the other."""
    from genenorm.annotation.exports.export_formats import PARQUET, TEXT_EXPORTS

    if count > 1 and (to == PARQUET or (to in TEXT_EXPORTS and TEXT_EXPORTS[to].one_file_each)):
        message = f"--to {to} cannot print several files, since each is a document of its own; use --out DIR or --table"
        raise click.UsageError(message, click.get_current_context())


def _print_one(source: str | Path, annotator: FileAnnotator, *, is_first: bool) -> Outcome:
    """Print the results for one file; a table after the first has no header."""
    from genenorm.annotation.exports.export_formats import TEXT_EXPORTS
    from genenorm.annotation.file_annotator import errors_named
    from genenorm.annotation.run import outcome_of
    from genenorm.records.compressed import compress

    job, name = annotator.job, display_name(source)
    with errors_named(name):
        file = annotator.annotate(read_bytes(source), name)
        if is_first or job.to not in TEXT_EXPORTS:
            result = annotator.answers(file)
        else:  # compressed parts one after the other are one compressed file
            text = TEXT_EXPORTS[job.to].body(file, annotator.export_settings)
            result = compress(text.encode(), f"x{job.compression}")
        outcome = outcome_of(file, annotator)
    click.echo(result, nl=False)
    return outcome


# -- many files -------------------------------------------------------------------------------------------------------


def _write_all(paths: Sequence[str], choice: AnnotateChoice, reference: Reference) -> RunStory:
    """Write the results for all files to the place in the options; return the messages about the run."""
    from genenorm.annotation.inputs import find_inputs, plan_tasks
    from genenorm.annotation.job import Place
    from genenorm.cli.output.run_story import note_left_out, warn_of_no_files

    output = choice.output
    if output.place == IN_PLACE:
        job = _job(Place.IN_PLACE, "record", choice, reference)
    elif output.place == TABLE:
        job = _job(Place.NEXT_TO_INPUT, output.to or "tsv", choice, reference)
    else:
        job = _job(Place.FOLDER, output.to or "record", choice, reference, out=Path(output.out))
    inputs = find_inputs(paths, job)
    try:
        tasks = plan_tasks(inputs.files, job)
    except RecordError as error:  # two input files have the same output file
        raise click.UsageError(f"{error.path} {error.cause}", click.get_current_context()) from error
    warn_of_no_files(paths, len(tasks))
    note_left_out(inputs)
    return _run(tasks, job, output, reference)


def _run(tasks: Sequence[Task], job: Job, output: OutputChoice, reference: Reference) -> RunStory:
    """Annotate the files of the tasks, with a progress bar; return the messages about the run."""
    from genenorm.annotation.run import run
    from genenorm.cli.output.run_story import RunStory, with_progress

    story = RunStory(is_one=len(tasks) == 1)
    try:
        outcomes = run(tasks, job, output.jobs, reference, output.engine_of_run())
        for outcome in with_progress(outcomes, len(tasks)):
            detail(
                f"genenorm: {outcome.source}: {outcome.records:,} records, {outcome.names:,} names, written as {job.to}"
            )
            story.add(outcome)
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt("the same command with --resume does the remaining files") from interrupt
    finally:
        print_lookup_warnings(story.reports)
    return story


def _split(paths: Sequence[str], choice: AnnotateChoice, reference: Reference) -> RunStory:
    """Write the rows of all files into the folder of ``--split-by``; return the messages about the run."""
    from genenorm.annotation.job import Place
    from genenorm.cli.split_run import split_files

    output = choice.output
    job = _job(Place.SPLIT, output.to or "tsv", choice, reference, out=Path(output.split_by))
    return split_files(paths, job, output.jobs, reference, output.engine_of_run())


# -- after a run ------------------------------------------------------------------------------------------------------


def _write_methods(story: RunStory, choice: AnnotateChoice, reference: Reference) -> None:
    """Write the methods paragraph of a run; a file that cannot be written is one of the failures."""
    from genenorm.cli.output.methods_file import write_methods

    sentences = []
    if choice.search.find:
        sentences.append("Names of genes were also searched in the titles and captions of the records.")
    if choice.gene_sets.orthologs_in:
        sentences.append(f"The genes were replaced by their stringent orthologs in {choice.gene_sets.orthologs_in}.")
    context = choice.context.context(reference, any_taxon=choice.live.wanted)
    try:
        write_methods(choice.output.methods, story.summary, reference, context, sentences, is_live=choice.live.wanted)
    except RecordError as error:
        story.failures.append(str(error))


def _next_commands(story: RunStory, choice: AnnotateChoice) -> list[tuple[str, str]]:
    """Return the commands for a closer look at the answers, each after what it is for."""
    from genenorm.cli.next_commands import after_annotate

    output, paths = choice.output, choice.paths
    if STANDARD_INPUT in paths:
        return after_annotate(story.summary, (), (), is_split=bool(output.split_by))
    is_kept = output.place in (IN_PLACE, TABLE) or output.out
    shown = (output.out,) if output.out else paths
    is_changed = any(choice.context) or choice.search.find or choice.gene_sets.orthologs_in or choice.live.wanted
    if is_changed and not is_kept:  # a report answers names without what was said of them here
        shown = ()
    return after_annotate(story.summary, paths, shown, is_split=bool(output.split_by))
