"""The command ``strip``: files without the answers that ``annotate`` wrote into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.annotate_options import IN_PLACE, OutputChoice, check_place, place_options
from genenorm.cli.input_files import check_format_given, check_standard_input, display_name, files_of, read_bytes
from genenorm.cli.options import STANDARD_INPUT, answer_reading_options
from genenorm.cli.output.messages import detail, note
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.inputs import InputFiles
    from genenorm.annotation.job import Job
    from genenorm.annotation.run import Outcome
    from genenorm.records.source import ReadOptions


@click.command(short_help="Remove the answers from annotated files.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@place_options
@answer_reading_options
def strip(paths: tuple[str, ...], *, output: OutputChoice, reading: ReadOptions) -> None:
    """Remove the answers that 'genenorm annotate' wrote into files, so that they have their own bytes again.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. By default the file without
    answers is printed. A file without answers stays as it is, or is copied by --out DIR.

    Answers are known by their marks, whichever version wrote them, short or full. The GeneIDs filled into documents
    (PubTator, BioC) and names replaced in gene sets have no marks and stay.

    Files that cannot be read are reported at the end, when the others are done; the exit code is then 1.
    """
    from genenorm.cli.output.answers import exit_with_failures

    check_standard_input(*paths)
    check_place(paths, output, "--in-place, --out DIR or --stdout")
    if STANDARD_INPUT in paths and not output.is_printed():
        message = "standard input without answers can only be printed, since it has no file name; use --stdout"
        raise click.UsageError(message, click.get_current_context())
    check_format_given(paths, reading.form)
    target = output.single_target(paths)
    if target is not None or output.is_printed():
        outcomes = _write_each(paths, target, reading)
    else:
        outcomes = _write_all(paths, output, reading)
    exit_with_failures(_report(outcomes, len(paths)))


def _report(outcomes: Iterator[Outcome], named: int) -> list[str]:
    """Print what was done with each file; return the failures."""
    failures = []
    stripped, unchanged = 0, []
    for outcome in outcomes:
        if outcome.error:
            failures.append(outcome.error)
        elif outcome.skipped:
            unchanged.append(outcome)
        else:
            stripped += 1
    for outcome in unchanged:  # of the files in a folder, the number is enough
        show = note if len(unchanged) <= named else detail
        show(f"genenorm: {outcome.source}: {'; '.join(outcome.notes)}")
    if (count := stripped + len(unchanged)) > 1:
        note(f"genenorm: answers removed from {stripped:,} of {count:,} files")
    return failures


def _job(reading: ReadOptions, output: OutputChoice | None = None) -> Job:
    """Return the options by which files are found, and the place of those without answers."""
    from genenorm.annotation.job import Job, Place

    if output is None:
        return Job(Place.CALLER, read_options=reading)
    if output.place == IN_PLACE:
        return Job(Place.IN_PLACE, read_options=reading)
    return Job(Place.FOLDER, Path(output.out), read_options=reading)


def _write_each(paths: Sequence[str], target: Path | None, reading: ReadOptions) -> Iterator[Outcome]:
    """Print the files without answers, or write the only one into another; yield the outcome of each."""
    from genenorm.annotation.file_annotator import errors_named
    from genenorm.annotation.inputs import find_inputs
    from genenorm.annotation.run import Outcome
    from genenorm.annotation.stripping import notes_on_stripping, read_to_strip, stripped
    from genenorm.cli.output.output_file import STANDARD_OUTPUT, write_output
    from genenorm.records.compressed import compress, compression_of, expand

    job = _job(reading)
    files = files_of(paths, lambda part: _noted(find_inputs(part, job)).files)
    _warn_of_no_files(paths, len(files))
    for file in files:
        name = display_name(file)
        try:
            with errors_named(name):
                data = read_bytes(file)
                record_file = read_to_strip(data, name, reading)
                data = stripped(record_file, data)
                if target is not None and compression_of(target.name) != compression_of(name):  # the target's counts
                    data = compress(expand(data, name), target.name)
            write_output(STANDARD_OUTPUT if target is None else str(target), [data], make_folder=True)
        except RecordError as error:
            yield Outcome(name, error=str(error))
            continue
        yield Outcome(name, skipped=not record_file.annotated, notes=notes_on_stripping(record_file))


def _write_all(paths: Sequence[str], output: OutputChoice, reading: ReadOptions) -> Iterator[Outcome]:
    """Write all files without answers to the place in the options; yield the outcome of each."""
    from genenorm.annotation.inputs import find_inputs, plan_tasks
    from genenorm.annotation.run import strip_files
    from genenorm.cli.output.progress_bar import progress_bar

    job = _job(reading, output)
    files = _noted(find_inputs(paths, job)).files
    _warn_of_no_files(paths, len(files))
    try:
        tasks = plan_tasks(files, job)
    except RecordError as error:  # two input files have the same output file
        raise click.UsageError(f"{error.path} {error.cause}", click.get_current_context()) from error
    try:
        with progress_bar(wanted=len(tasks) > 1) as bar:
            for done, outcome in enumerate(strip_files(tasks, reading), start=1):
                yield outcome
                bar.show(done, len(tasks), f"{done:,}/{len(tasks):,} files")
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt("files are complete or untouched; the same command does the rest") from interrupt


def _noted(found: InputFiles) -> InputFiles:
    """Return the files found, after a note on those of other kinds that were left out."""
    if found.unrecognized:
        files = "1 file" if found.unrecognized == 1 else f"{found.unrecognized:,} files"
        note(f"genenorm: {files} skipped, with a suffix of no known format")
    return found


def _warn_of_no_files(paths: Sequence[str], count: int) -> None:
    if not count:
        note(f"genenorm: no records in {', '.join(paths)}")
