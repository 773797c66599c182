"""The command ``annotate``: annotated records, tables and exports of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
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
    print_notes,
    read_bytes,
)
from genenorm.cli.live_options import LiveChoice, live_options, print_lookup_warnings
from genenorm.cli.options import ContextChoice, context_options, reading_options, reference_option
from genenorm.cli.output.messages import detail, note
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.annotations import AnnotatedFile
    from genenorm.annotation.failing import FailingNames
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.inputs import Task
    from genenorm.annotation.job import Job, Place
    from genenorm.index.reference import Reference
    from genenorm.mygene.lookups import LookupReport
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.list_species import ListSpecies


@click.command(short_help="Find the genes of all names in files.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@output_options
@reading_options
@context_options
@search_options
@gene_set_options
@fail_on_option
@reference_option
@live_options
def annotate(
    paths: tuple[str, ...],
    *,
    output: OutputChoice,
    reading: ReadOptions,
    context: ContextChoice,
    search: SearchChoice,
    gene_sets: GeneSetChoice,
    fail_on: tuple[str, ...],
    index: str | None,
    live: LiveChoice,
) -> None:
    """Find the genes of all names in files. A file has one or more records: figures, gene lists, gene sets, documents.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. The other names, the text and
    the species of a record help to find the gene that each name means. --species, --organism and --text say it of all
    records.

    In a figure record (Markdown with a YAML header), the answers are written into the header as the table `genes`, one
    line for each name, and the species of the figure as the list `scope`. No other byte changes, a second run gives the
    same bytes, and 'genenorm strip' removes the answers. A line that deserves a look says why under `doubt`.

    Files that cannot be read are reported at the end, when the others are done; the exit code is then 1.
    """
    from genenorm.cli.output.answers import exit_with_failures
    from genenorm.index.reference import Reference

    choice = AnnotateChoice(paths, output, reading, context, search, gene_sets, live, fail_on)
    check_standard_input(*paths)
    check_output(paths, choice)
    check_format_given(paths, reading.form)
    # Opened here once, so that an error is reported once and all processes use the same file.
    reference = click.get_current_context().with_resource(Reference.open(index))
    if target := output.single_target(paths):
        failures = _write_single(paths[0], target, choice, reference)
    elif output.is_printed():
        failures = _print_all(paths, choice, reference)
    else:
        failures = _write_all(paths, choice, reference)
    print_failing(choice.failing)
    exit_with_failures(failures)
    exit_if_failing(choice.failing)


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
        version=__version__,
        reference=reference.path,
        live=choice.live.options if choice.live.wanted else None,
        always=choice.live.always,
        fail_on=choice.fail_on,
    )


# -- one file into another --------------------------------------------------------------------------------------------


def _write_single(source: str, target: Path, choice: AnnotateChoice, reference: Reference) -> list[str]:
    """Write the results for one file into another; return the failures."""
    from genenorm.annotation.annotations import list_species_of
    from genenorm.annotation.exports.export_formats import RECORD, format_for
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.job import Place
    from genenorm.cli.output.output_file import check_not_input, write_output
    from genenorm.records.compressed import compress, compression_of, expand

    compression = compression_of(target.name)
    to = choice.output.to or format_for(source, target.name)
    job = _job(Place.CALLER, to, choice, reference, compression=compression)
    if job.to != RECORD:
        check_not_input(str(target), (source,))
    with FileAnnotator(job, reference) as annotator:
        try:
            file = annotator.annotate(read_bytes(source), source)
            result = annotator.answers(file)
            if job.to == RECORD and compression != compression_of(source):  # the suffix of the target counts
                result = compress(expand(result, source), target.name)
            write_output(str(target), [result], make_folder=True)
            choice.failing.append(annotator.failing(file))
        except RecordError as error:
            return [str(error)]
        finally:
            print_lookup_warnings(annotator.take_reports())
    print_notes(source, file.record_file.notes)
    _print_missing_genes(source, _missing_genes(file))
    _print_species(source, list_species_of(file.annotations))
    return []


# -- to standard output -----------------------------------------------------------------------------------------------


def _print_all(paths: Sequence[str], choice: AnnotateChoice, reference: Reference) -> list[str]:
    """Print the results for each file in turn; return the failures."""
    from genenorm.annotation.exports.export_formats import RECORD
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.inputs import find_inputs
    from genenorm.annotation.job import Place

    job = _job(Place.CALLER, choice.output.to or RECORD, choice, reference)
    files = files_of(paths, lambda part: find_inputs(part, job).files)
    _warn_of_no_files(paths, len(files))
    _check_printable_together(len(files), job.to)
    failures = []
    with FileAnnotator(job, reference) as annotator:
        for number, file in enumerate(files):
            try:
                choice.failing.append(_print_one(file, annotator, is_first=number == 0))
            except RecordError as error:
                failures.append(str(error))
        print_lookup_warnings(annotator.take_reports())
    return failures


def _check_printable_together(count: int, to: str) -> None:
    """Raise a usage error for a format whose files cannot be printed one after the other."""
    from genenorm.annotation.exports.export_formats import PARQUET, TEXT_EXPORTS

    if count > 1 and (to == PARQUET or (to in TEXT_EXPORTS and TEXT_EXPORTS[to].one_file_each)):
        message = f"--to {to} cannot print several files, since each is a document of its own; use --out DIR or --table"
        raise click.UsageError(message, click.get_current_context())


def _print_one(source: str | Path, annotator: FileAnnotator, *, is_first: bool) -> FailingNames:
    """Print the results for one file, and return its failing names; a table after the first has no header."""
    from genenorm.annotation.annotations import list_species_of
    from genenorm.annotation.exports.export_formats import TEXT_EXPORTS
    from genenorm.records.compressed import compress

    job, name = annotator.job, display_name(source)
    file = annotator.annotate(read_bytes(source), name)
    if is_first or job.to not in TEXT_EXPORTS:
        result = annotator.answers(file)
    else:  # compressed parts one after the other are one compressed file
        text = TEXT_EXPORTS[job.to].body(file, annotator.export_settings)
        result = compress(text.encode(), f"x{job.compression}")
    click.echo(result, nl=False)
    print_notes(name, file.record_file.notes)
    _print_missing_genes(name, _missing_genes(file))
    _print_species(name, list_species_of(file.annotations))
    return annotator.failing(file)


# -- many files -------------------------------------------------------------------------------------------------------


def _write_all(paths: Sequence[str], choice: AnnotateChoice, reference: Reference) -> list[str]:
    """Write the results for all files to the place in the options; return the failures."""
    from genenorm.annotation.inputs import find_inputs, plan_tasks
    from genenorm.annotation.job import Place

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
    _warn_of_no_files(paths, len(tasks))
    _print_skipped(inputs.unrecognized, "with a suffix of no known format")
    _print_skipped(inputs.without_genes, "which have no names of genes, as their names show")
    _print_skipped(inputs.like_outputs, "named as a table of genenorm but not written by it; rename to read")
    return _run(tasks, job, output.jobs, reference, choice.failing)


def _print_skipped(count: int, why: str) -> None:
    """Print how many files of folders were left out, in one line; nothing if none were."""
    if count:
        note(f"genenorm: {'1 file' if count == 1 else f'{count:,} files'} skipped, {why}")


def _warn_of_no_files(paths: Sequence[str], count: int) -> None:
    if not count:
        note(f"genenorm: no records in {', '.join(paths)}")


def _run(
    tasks: Sequence[Task], job: Job, processes: int, reference: Reference, failing: list[FailingNames]
) -> list[str]:
    """Annotate the files of the tasks, with a progress bar; return the failures, and add the failing names."""
    from genenorm.annotation.run import run
    from genenorm.cli.output.progress_bar import progress_bar

    failures: list[str] = []
    reports: list[LookupReport] = []
    done, records, start = 0, 0, monotonic()
    try:
        with progress_bar(wanted=len(tasks) > 1) as bar:
            for outcome in run(tasks, job, processes, reference):
                done += 1
                records += outcome.records
                reports += outcome.reports
                failing.append(outcome.failing)
                detail(f"{outcome.source}: {outcome.records:,} records, {outcome.names:,} names, written as {job.to}")
                if outcome.error:
                    failures.append(outcome.error)
                print_notes(outcome.source, outcome.notes)
                _print_missing_genes(outcome.source, outcome.missing)
                _print_species(outcome.source, outcome.species)
                rate = records / max(monotonic() - start, 1e-9)
                bar.show(done, len(tasks), f"{done:,}/{len(tasks):,} files, {rate:,.0f} records/s")
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt("the same command with --resume does the remaining files") from interrupt
    finally:
        print_lookup_warnings(reports)
    return failures


def _print_species(source: str, species: Sequence[ListSpecies]) -> None:
    """Print what the names of a file's records decided about their species, in one line; nothing if nothing did."""
    from genenorm.cli.output.species_of_list import decisions

    if species:
        note(f"{source}: {decisions(species)}")


def _missing_genes(file: AnnotatedFile) -> Iterator[str]:
    return (str(gene) for annotation in file.annotations for gene in annotation.missing)


def _print_missing_genes(source: str, genes: Iterable[str]) -> None:
    for gene in genes:
        click.echo(f"{source}: not among the keywords: {gene}", err=True)
