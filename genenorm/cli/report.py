"""The command ``report``: the answers for files as one HTML page."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
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
    from genenorm.annotation.exports.report_records import ReportRecord
    from genenorm.annotation.file_annotator import FileAnnotator
    from genenorm.annotation.job import Job
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions


@click.command(short_help="Show the answers for files as one HTML page.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", "-o", metavar="FILE", help="Write the page to FILE; default: standard output.")
@click.option("--title", default="Gene names", show_default=True, help="Heading of the page.")
@click.option(
    "--with-tables",
    is_flag=True,
    help="Read the table NAME-genes.tsv next to each figure record NAME.md, as 'genenorm annotate' does.",
)
@reading_options
@reference_option
def report(
    paths: tuple[str, ...],
    *,
    out: str | None,
    title: str,
    with_tables: bool,
    reading: ReadOptions,
    index: str | None,
) -> None:
    """Show the answers for the names in files as one self-contained HTML page.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. For annotated records and for
    tables of answers, also those of --split-by, the page shows their answers; names in other files are resolved now.

    The page has a summary, and for each record the names in doubt, grouped by reason, then the others. It needs no
    network, and can be filtered, sorted and printed.
    """
    from dataclasses import replace

    from genenorm.annotation.exports.report_data import AnswerReport
    from genenorm.annotation.exports.report_html import render_report
    from genenorm.annotation.file_annotator import FileAnnotator, errors_named
    from genenorm.annotation.job import Job, Place
    from genenorm.cli.output.answers import exit_with_failures
    from genenorm.cli.output.output_file import STANDARD_OUTPUT, check_not_input, write_output

    if out is None and sys.stdout.isatty():
        message = "a terminal does not show the page; write it to a file, with --out report.html"
        raise click.UsageError(message, click.get_current_context())
    check_standard_input(*paths)
    check_format_given(paths, reading.form)
    reference = click.get_current_context().with_resource(open_index(index))
    job = Job(Place.CALLER, read_options=reading, with_tables=with_tables, reference=reference.path)
    files = _files_to_show(paths, job)
    check_not_input(out, map(str, files))
    shown = AnswerReport()
    failures: list[object] = []
    not_shown = 0
    with (
        FileAnnotator(job, reference) as annotator,
        FileAnnotator(replace(job, with_tables=True), reference) as table_annotator,
    ):
        for file, source in files.items():
            try:
                with errors_named(display_name(file)):
                    shown.add(_records(file, source, annotator, table_annotator, failures))
            except RecordError as error:
                failures.append(error)
                not_shown += 1
        if not_shown < len(files) or not files:
            page = render_report(shown, title, reference, _sources(reference, shown))
            write_output(out or STANDARD_OUTPUT, [page.encode("utf-8", "backslashreplace")], make_folder=True)
    exit_with_failures(failures)


def _files_to_show(paths: Sequence[str], job: Job) -> dict[str | Path, Path | None]:
    """Return the files to show; a table of answers takes the place of the input file next to it, which is its value."""
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
    sources: dict[str | Path, Path] = {}

    def has_table(file: Path) -> bool:
        targets = (target_of(InputFile(file, file.parent), table_job) for table_job in table_jobs)
        tables = [table for table in targets if table in known and table != file]
        sources.update(dict.fromkeys(tables, file))
        return bool(tables)

    shown = [file for file in files if isinstance(file, str) or not has_table(file)]
    return {file: sources.get(file) for file in shown}


def _records(
    file: str | Path,
    source: Path | None,
    annotator: FileAnnotator,
    with_tables: FileAnnotator,
    failures: list[object],
) -> list[ReportRecord]:
    """Return the records of a file with the answers that it contains or, where it contains none, those of today.

    ``source`` is the file next to a table of answers that this is for. To ``failures`` is added what failed by a fault
    of genenorm, while the rest was answered.
    """
    from genenorm.annotation.exports.answer_entries import is_answer_table, read_answer_table, read_record_answers
    from genenorm.annotation.exports.report_records import resolved_records
    from genenorm.records.formats import input_format_of

    data, name = read_bytes(file), display_name(file)
    options = annotator.job.read_options
    is_as_it_is = not (options.form or options.column or options.field)  # else it is said how to read the file
    if is_answer_table(name, data if is_as_it_is else b""):
        written = list(read_answer_table(data, name))
        described = (read_bytes(source), display_name(source)) if source is not None else None
        return _written_records(written, name, described, (with_tables, annotator))
    is_figure = input_format_of(name, annotator.job.read_options.form).name == "pfocr"
    if is_figure and (written := read_record_answers(data, name)):
        return _written_records(written, name, (data, name), (with_tables, annotator))
    annotated = annotator.annotate(data, name)
    print_notes(name, annotated.record_file.notes)
    records = resolved_records(annotated, annotator.resolver.reference)
    if fault := annotator.take_fault(annotated):
        failures.append(fault)
    return records


def _written_records(
    written: list[AnswerEntry], name: str, source: tuple[bytes, str] | None, annotators: Sequence[FileAnnotator]
) -> list[ReportRecord]:
    """Return the records for answers that were written, described by their source where it is known.

    They are resolved again by each of the annotators, until one gives the same answers.
    """
    from genenorm.annotation.exports.report_records import written_records

    annotator = annotators[-1]
    reference = annotator.resolver.reference
    if source is None:
        return written_records(written, name, reference)
    record_file = annotator.read(*source)
    if any(entry.reference != reference.stamp for entry in written):
        return written_records(written, name, reference, records=record_file.records)
    found: dict[int, list[ReportRecord]] = {}
    for each in annotators:
        records = written_records(written, name, reference, now=each.annotate_record_file(record_file, source[1]))
        edited = sum(row.is_edited for record in records for row in record.rows)
        found.setdefault(edited, records)
        if not edited:
            break
    return found[min(found)]


def _sources(reference: Reference, shown: AnswerReport) -> list[str]:
    """Return the sources of the open index; none when all answers are known to be from other indexes."""
    if shown.by_reference and not {reference.stamp, ""} & shown.by_reference.keys():
        return []
    sources = json.loads(reference.meta.get("sources", "[]"))
    return list(dict.fromkeys(f"{source['package']}: {source['release']}" for source in sources))
