"""A run over files whose rows go into three tables of a folder, by what the answers are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.annotations import RECORD_COLUMNS
from genenorm.annotation.file_annotator import FileAnnotator, errors_named
from genenorm.annotation.inputs import Task, find_inputs
from genenorm.annotation.run import Outcome, outcome_of, run
from genenorm.cli.input_files import display_name, files_of, read_bytes
from genenorm.cli.live_options import print_lookup_warnings
from genenorm.cli.output.run_story import RunStory, note_left_out, warn_of_no_files, with_progress
from genenorm.cli.output.split_files import SplitFiles, split_rows
from genenorm.core.errors import RecordError
from genenorm.core.tables import Table

if TYPE_CHECKING:
    from genenorm.annotation.inputs import InputFile, InputFiles
    from genenorm.annotation.job import Engine, Job
    from genenorm.index.reference import Reference


def split_files(
    paths: Sequence[str], job: Job, processes: int, reference: Reference, engine: Engine | None = None
) -> RunStory:
    """Write the rows of all files into the folder of a job of ``Place.SPLIT``; return the messages about the run.

    :param paths: files, folders and globs; ``-`` is standard input.
    :param processes: the number of processes to use.
    :param reference: the open index of the job.
    :param engine: what gives the work to the workers of a cluster.
    :raises RecordError: a file of the folder cannot be written, or is no table of answers.
    """
    found: list[InputFiles] = []

    def find(part: list[str]) -> Sequence[InputFile]:
        found.append(find_inputs(part, job))
        return found[-1].files

    files = files_of(paths, find)
    warn_of_no_files(paths, len(files))
    for inputs in found:
        note_left_out(inputs)
    story = RunStory(is_one=len(files) == 1)
    given = map(str, files)
    packed, raw = job.compression, job.raw
    try:
        with SplitFiles(str(job.out), RECORD_COLUMNS, job.to, compression=packed, inputs=given, raw=raw) as split:
            for outcome in with_progress(_outcomes(files, job, processes, reference, engine), len(files)):
                story.add(outcome)
                split.add(outcome.rows, split_rows(Table(RECORD_COLUMNS, outcome.rows)))
            split.publish()
    finally:
        print_lookup_warnings(story.reports)
    return story


def _outcomes(
    files: Sequence[str | Path], job: Job, processes: int, reference: Reference, engine: Engine | None
) -> Iterator[Outcome]:
    """Yield the outcomes of files; with standard input among them, which is text, all in this process."""
    if all(isinstance(file, Path) for file in files):
        yield from run([Task(Path(file), Path(file)) for file in files], job, processes, reference, engine)
        return
    with FileAnnotator(job, reference) as annotator:
        for file in files:
            name = display_name(file)
            try:
                with errors_named(name):
                    outcome = outcome_of(annotator.annotate(read_bytes(file), name), annotator)
                yield outcome
            except RecordError as error:
                yield Outcome(name, error=str(error), reports=annotator.take_reports())
