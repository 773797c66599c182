"""The command ``report``: one HTML page on what was answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.options import from_option, reference_option
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.exports.answer_entries import Entry
    from genenorm.annotation.exports.report_data import Report
    from genenorm.annotation.job import Job
    from genenorm.index.reference import Reference


@click.command(short_help="Show what was answered as one HTML page.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", metavar="FILE", help="Write the page to FILE; default: standard output.")
@click.option("--title", default="Gene names", show_default=True, help="Heading of the page.")
@from_option("the files")
@click.option("--field", default="", metavar="PATH", help="Where a YAML or JSON record has its names: a.b.c")
@click.option("--column", default="", metavar="NAME", help="The column that holds the names, in a table.")
@reference_option
def report(paths: tuple[str, ...], *, out: str | None, title: str, index: str | None, **reading: str) -> None:
    """Show what was answered in the files of PATHs as one HTML page that loads nothing.

    PATHs are records or tables that `annotate` wrote, whose answers are shown as they stand, or any other input,
    which is answered now. What became of the names and their species, doubtful names first, homology groups.
    """
    from genenorm.annotation.exports.answer_entries import TABLE_FORMATS
    from genenorm.annotation.exports.report_data import Report
    from genenorm.annotation.exports.report_html import render
    from genenorm.annotation.job import Job, Place, find, target_of
    from genenorm.annotation.output_files import write
    from genenorm.annotation.run import setting_of
    from genenorm.cli.output.answers import end_with
    from genenorm.index.reference import Reference
    from genenorm.records.compressed import SUFFIXES
    from genenorm.records.source import ReadOptions

    with Reference.open(index) as reference:
        job = Job(Place.FOLDER, Path(), options=ReadOptions(**reading), reference=reference.path)
    tables = [Job(Place.BESIDE, to=name, packed=pack) for name in TABLE_FORMATS for pack in ("", *SUFFIXES)]
    found = Report()
    failed = []
    tasks = find(paths, job, own=True, written=False).tasks
    files = {task.source for task in tasks}
    for task in tasks:
        if any(target_of(task.source, task.source.parent, table) in files - {task.source} for table in tables):
            continue  # its table lies beside it and is shown instead
        try:
            found.add(list(_entries(task.source, job)))
        except RecordError as error:
            failed.append(error)
    if len(failed) < len(tasks) or not tasks:
        page = render(found, title, _sources(setting_of(job).reference, found)).encode()
        if out:
            write(Path(out), page)
        else:
            click.echo(page, nl=False)
    end_with(failed)


def _sources(reference: Reference, found: Report) -> list[str]:
    """Return what the open index was made from, unless all answers are known to be of others."""
    if found.by_reference and not {reference.stamp, ""} & found.by_reference.keys():
        return []
    sources = json.loads(reference.meta.get("sources", "[]"))
    return list(dict.fromkeys(f"{source['package']}: {source['release']}" for source in sources))


def _entries(path: Path, job: Job) -> Iterator[Entry]:
    from genenorm.annotation.exports.answer_entries import entries_of, is_written, read_block, read_written
    from genenorm.annotation.output_files import read_file
    from genenorm.annotation.run import annotate
    from genenorm.records.formats import format_of

    data, name = read_file(path)[0], str(path)
    if is_written(name):
        yield from read_written(data, name)
    elif format_of(name, job.options.form).name == "pfocr" and (entries := read_block(data, name)):
        yield from entries
    else:
        yield from entries_of(annotate(data, name, job))
