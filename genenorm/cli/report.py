"""The command ``report``: the answers for files as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.input_files import (
    check_format_given,
    check_standard_input,
    display_name,
    files_of,
    print_notes,
    read_bytes,
)
from genenorm.cli.options import open_index, reading_options, reference_option
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.exports.answer_entries import AnswerEntry
    from genenorm.annotation.exports.report_data import AnswerReport
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.job import Job
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions


@click.command(short_help="Show the answers for files as one HTML page.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", "-o", metavar="FILE", default="-", help="Write the page to FILE; default: standard output.")
@click.option("--title", default="Gene names", show_default=True, help="Heading of the page.")
@reading_options
@reference_option
def report(paths: tuple[str, ...], *, out: str, title: str, reading: ReadOptions, index: str | None) -> None:
    """Show the answers for the names in files as one self-contained HTML page.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. For annotated records and for
    tables that 'genenorm annotate' wrote, the page shows their answers; the names in other files are resolved now.

    The page shows the number of names with an answer, the species, the most doubtful names and the homology groups.
    """
    from genenorm.annotation.exports.report_data import AnswerReport
    from genenorm.annotation.exports.report_html import render_report
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.job import Job, Place
    from genenorm.cli.output.answers import exit_with_failures
    from genenorm.cli.output.output_file import check_not_input, write_output

    check_standard_input(*paths)
    check_format_given(paths, reading.form)
    reference = click.get_current_context().with_resource(open_index(index))
    job = Job(Place.CALLER, read_options=reading, reference=reference.path)
    files = _files_to_show(paths, job)
    check_not_input(out, map(str, files))
    shown = AnswerReport()
    failures = []
    with FileAnnotator(job, reference) as annotator:
        for file in files:
            try:
                shown.add(list(_entries(file, annotator)))
            except RecordError as error:
                failures.append(error)
        if len(failures) < len(files) or not files:
            page = render_report(shown, title, _sources(reference, shown))
            write_output(out, [page.encode()], make_folder=True)
    exit_with_failures(failures)


def _files_to_show(paths: Sequence[str], job: Job) -> list[str | Path]:
    """Return the files to show; a table of answers takes the place of the input file next to it."""
    from genenorm.annotation.exports.answer_entries import TABLE_FORMATS
    from genenorm.annotation.inputs import InputFile, find_inputs, target_of
    from genenorm.annotation.job import Job, Place
    from genenorm.records.compressed import COMPRESSION_SUFFIXES

    table_jobs = [
        Job(Place.NEXT_TO_INPUT, to=name, compression=suffix)
        for name in TABLE_FORMATS
        for suffix in ("", *COMPRESSION_SUFFIXES)
    ]
    files = files_of(paths, lambda part: find_inputs(part, job, with_tables=True).files)
    known = set(files)

    def has_table(file: Path) -> bool:
        tables = (target_of(InputFile(file, file.parent), table_job) for table_job in table_jobs)
        return any(table in known and table != file for table in tables)

    return [file for file in files if isinstance(file, str) or not has_table(file)]


def _entries(file: str | Path, annotator: FileAnnotator) -> Iterator[AnswerEntry]:
    """Yield the answers that a file contains or, where it contains none, the answers for its names."""
    from genenorm.annotation.exports.answer_entries import (
        entries_of,
        is_answer_table,
        read_answer_table,
        read_record_answers,
    )
    from genenorm.records.formats import input_format_of

    data, name = read_bytes(file), display_name(file)
    if is_answer_table(name):
        yield from read_answer_table(data, name)
        return
    is_figure = input_format_of(name, annotator.job.read_options.form).name == "pfocr"
    if is_figure and (entries := read_record_answers(data, name)):
        yield from entries
    else:
        annotated = annotator.annotate(data, name)
        print_notes(name, annotated.record_file.notes)
        yield from entries_of(annotated)


def _sources(reference: Reference, shown: AnswerReport) -> list[str]:
    """Return the sources of the open index; none when all answers are known to be from other indexes."""
    if shown.by_reference and not {reference.stamp, ""} & shown.by_reference.keys():
        return []
    sources = json.loads(reference.meta.get("sources", "[]"))
    return list(dict.fromkeys(f"{source['package']}: {source['release']}" for source in sources))
