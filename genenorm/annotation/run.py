"""Annotating many files, in one process or in several.

Each output file is written completely or not at all, and a run that was stopped can be resumed. Memory does not grow
with the number of files, since a process reads one file at a time.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from genenorm.annotation.annotations import list_species_of
from genenorm.annotation.exports.export_formats import RECORD
from genenorm.annotation.failing import NONE_FAILING, FailingNames
from genenorm.annotation.file_annotator import FileAnnotator, errors_named
from genenorm.annotation.inputs import Task
from genenorm.annotation.job import Engine, Job, Place
from genenorm.annotation.output_files import MOST_WAITING, PendingFile
from genenorm.annotation.own_tables import may_be_replaced
from genenorm.annotation.replaced_answers import replaced_names
from genenorm.annotation.stripping import notes_on_stripping, read_to_strip, stripped
from genenorm.annotation.summary import NO_ANSWERS, AnswerSummary
from genenorm.core.errors import GenenormError, RecordError, ReferenceFileError
from genenorm.core.files import read_file
from genenorm.records.formats import input_format_of

if TYPE_CHECKING:
    from genenorm.annotation.annotations import AnnotatedFile
    from genenorm.core.tables import Cell
    from genenorm.index.reference import Reference
    from genenorm.mygene.lookups import LookupReport
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.list_species import ListSpecies

Chunk: TypeAlias = "list[tuple[str, str]]"
"""The sources and targets of some tasks, as text."""
Result: TypeAlias = "Callable[[], list[Outcome]]"
"""Waits for the outcomes of a chunk and returns them."""
CHUNK_SIZE = 64
"""The most files sent to a process at a time."""
_FEWEST_FILES = 16
"""With no more files than this, one process is used, since further ones would take longer to start."""
_CHUNKS_AHEAD = 4
"""Chunks that wait for each process: enough to keep it busy, and few enough for the run to stop soon."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for one file of a run."""

    source: str
    """Path of the file."""
    records: int = 0
    names: int = 0
    error: str = ""
    """Why the file could not be annotated, in one line; empty for success."""
    fault: str = ""
    """What failed by a fault of genenorm within the file, in one line, while the rest of it was answered and written.
    """
    skipped: bool = False
    """Whether the file was skipped because an earlier run has finished it, or because it has no answers to remove."""
    missing: tuple[str, ...] = ()
    """Genes that are named in the text but are not among the record's names, as lines; empty unless searched for."""
    species: tuple[ListSpecies, ...] = ()
    """The species of the names of each record, where they were to decide it."""
    notes: tuple[str, ...] = ()
    """What was taken for granted about the file's shape."""
    reports: tuple[LookupReport, ...] = ()
    """The reports of the file's live look-ups."""
    failing: FailingNames = NONE_FAILING
    """The names whose answers the run is not to have."""
    summary: AnswerSummary = NO_ANSWERS
    """The answers in numbers, with the most doubtful rows."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    """The rows of the file's table, for ``Place.SPLIT`` only."""
    replaced: tuple[str, ...] = ()
    """The names of a figure record whose earlier answers, which may have been edited, were other ones."""


def run(
    tasks: Sequence[Task],
    job: Job,
    processes: int = 1,
    reference: Reference | None = None,
    engine: Engine | None = None,
) -> Generator[Outcome, None, None]:
    """Annotate the files of some tasks, and yield the outcome of each in their order.

    An error in one file does not stop the others; it is reported in the outcome of that file.

    :param tasks: the input and output files, as ``plan_tasks`` returns them.
    :param job: the options, the same for all files.
    :param processes: the number of processes to use. A run of few files uses one in any case.
    :param reference: the open index of the job, which stays open; one process uses it, further ones open their own.
    :param engine: what gives the work to the workers of a cluster, instead of processes of this program.
    :raises GenenormError: one of several processes was killed. The files written until then are complete.
    """
    if engine is not None:
        from genenorm.annotation.engine_run import run_on_engine

        yield from run_on_engine(tasks, job, engine, processes)
    elif processes > 1 and len(tasks) > _FEWEST_FILES:
        yield from _run_in_processes(tasks, job, processes)
    else:
        with FileAnnotator(job, reference) as annotator:
            yield from annotate_files(tasks, annotator)


# -- several processes ------------------------------------------------------------------------------------------------


def _run_in_processes(tasks: Sequence[Task], job: Job, processes: int) -> Iterator[Outcome]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_prepare_worker) as pool:

        def submit(chunk: Chunk) -> Result:
            with interrupts_blocked():  # the first chunk starts the processes
                return pool.submit(_annotate_chunk, chunk, job).result

        try:
            yield from in_order(submit, tasks, processes)
        except BrokenProcessPool as error:
            cause = "a process of the run was killed, perhaps because memory ran out; the files written are complete"
            raise GenenormError(f"{cause}; continue with --resume and fewer --jobs") from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def in_order(submit: Callable[[Chunk], Result], tasks: Sequence[Task], processes: int) -> Iterator[Outcome]:
    """Submit tasks in chunks, some ahead for each process, and yield their outcomes in the order of the tasks."""
    sent: deque[Result] = deque()
    for chunk in _chunks(tasks, processes):
        sent.append(submit(chunk))
        if len(sent) > processes * _CHUNKS_AHEAD:
            yield from sent.popleft()()
    while sent:
        yield from sent.popleft()()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Delay Ctrl-C until the end of a ``with`` block.

    Processes started in the block never get it; without this, one that is still starting would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _chunks(tasks: Sequence[Task], processes: int) -> Iterator[Chunk]:
    """Yield the sources and targets of tasks in chunks, as text, which is much faster to send than Path objects."""
    size = min(CHUNK_SIZE, -(-len(tasks) // (processes * _CHUNKS_AHEAD)))
    for start in range(0, len(tasks), size):
        yield [(str(task.source), str(task.target)) for task in tasks[start : start + size]]


def _prepare_worker() -> None:
    """Prepare a process: leave Ctrl-C to the parent, end when the parent ends, and do not collect garbage."""
    import threading
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # annotating a file makes no reference cycles, also when it fails; a test checks this
    parent = parent_process()
    if parent is None:
        return

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def _annotate_chunk(chunk: Chunk, job: Job) -> list[Outcome]:
    return list(annotate_files(tasks_of(chunk), _worker_annotator(job)))


def tasks_of(chunk: Chunk) -> Iterator[Task]:
    """Yield the tasks of a chunk."""
    return (Task(Path(source), Path(target)) for source, target in chunk)


@lru_cache(maxsize=1)
def _worker_annotator(job: Job) -> FileAnnotator:
    """Return the annotator of a worker process; all its chunks share the open index and the cached names."""
    return FileAnnotator(job)


# -- one process ------------------------------------------------------------------------------------------------------


def annotate_files(tasks: Iterable[Task], annotator: FileAnnotator) -> Iterator[Outcome]:
    """Annotate the files of some tasks in this process, and yield the outcome of each in their order.

    Further files are annotated while earlier outputs are written to the disk.
    """
    return _finished(_annotate(task, annotator) for task in tasks)


def strip_files(tasks: Iterable[Task], options: ReadOptions) -> Iterator[Outcome]:
    """Remove the answers from the files of some tasks, and yield the outcome of each in their order.

    A file without answers stays as it is, and its outcome is ``skipped``; elsewhere than in place it is copied.

    :param tasks: the input and output files, as ``plan_tasks`` returns them.
    :param options: how to read the files.
    """
    return _finished(_strip(task, options) for task in tasks)


def _finished(results: Iterable[_Result]) -> Iterator[Outcome]:
    """Finish results, and yield their outcomes; further ones are made while earlier outputs are written to the disk."""
    waiting: deque[_Result] = deque()
    try:
        for made in results:
            waiting.append(made)
            while waiting and (waiting[0].is_ready or len(waiting) > 2 * MOST_WAITING):
                yield waiting.popleft().finish()
        while waiting:
            yield waiting.popleft().finish()
    finally:  # some are left when the caller stops early
        for result in waiting:
            result.discard()


@dataclass(frozen=True, slots=True)
class _Result:
    """The outcome of a task, and its output file when that still has to be moved into place."""

    outcome: Outcome
    output: PendingFile | None = None

    @property
    def is_ready(self) -> bool:
        """Whether ``finish`` can be called without waiting for the disk."""
        return self.output is None or self.output.is_ready

    def finish(self) -> Outcome:
        """Move the output into place, and return the outcome; it has an error if that failed."""
        try:
            if self.output is not None:
                with errors_named(self.outcome.source):
                    self.output.finish()
        except GenenormError as error:
            return Outcome(self.outcome.source, error=str(error), reports=self.outcome.reports)
        return self.outcome

    def discard(self) -> None:
        """Delete the new output and leave the target unchanged."""
        if self.output is not None:
            self.output.discard()


def _is_done(task: Task) -> bool:
    """Return whether a task's target is newer than its source and not empty. A power cut may leave an empty file."""
    try:
        state = task.target.stat()
        return state.st_size > 0 and state.st_mtime_ns >= task.source.stat().st_mtime_ns
    except OSError:
        return False


def _annotate(task: Task, annotator: FileAnnotator) -> _Result:
    """Read and annotate the file of a task, unless it is skipped, and begin to write its output."""
    name = str(task.source)
    try:
        with errors_named(name):
            return _annotated(task, annotator)
    except ReferenceFileError:  # of all files
        raise
    except GenenormError as error:
        return _Result(Outcome(name, error=str(error), reports=annotator.take_reports()))


def _annotated(task: Task, annotator: FileAnnotator) -> _Result:
    job, name = annotator.job, str(task.source)
    in_place = job.place is Place.IN_PLACE
    if job.resume and not in_place and _is_done(task):
        return _Result(Outcome(name, skipped=True))
    content = read_file(task.source)
    record_file = annotator.read(content.data, name)
    if job.resume and in_place and record_file.annotated:
        return _Result(Outcome(name, skipped=True))
    if job.place is Place.NEXT_TO_INPUT and not may_be_replaced(task.target):
        cause = "was not written by genenorm, and is left unchanged; rename it, or use --out DIR"
        raise RecordError(task.target, cause)
    annotated = annotator.annotate_record_file(record_file, name)
    if job.place is Place.SPLIT:
        return _Result(outcome_of(annotated, annotator))
    data = annotator.answers(annotated)
    outcome = outcome_of(annotated, annotator)
    if before := answers_before(task, job, content.data if record_file.annotated else b""):
        outcome = replace(outcome, replaced=replaced_names(before, data, name))
    return _Result(outcome, PendingFile(task.target, data, task.source, content.state))


def answers_before(task: Task, job: Job, source: bytes = b"") -> bytes:
    """Return the figure record whose answers the output of a task replaces; nothing if it replaces none.

    :param task: the input and output files.
    :param job: the options.
    :param source: the bytes of the input file, if it has answers.
    """
    if job.place is not Place.IN_PLACE and not os.path.exists(task.target):  # noqa: PTH110 - for each file of a run
        return b""
    if job.to != RECORD or input_format_of(task.source.name, job.read_options.form).name != "pfocr":
        return b""
    if job.place is Place.IN_PLACE:
        return source
    try:
        return task.target.read_bytes()
    except OSError:  # it is reported when it is written
        return b""


def outcome_of(file: AnnotatedFile, annotator: FileAnnotator) -> Outcome:
    """Return the outcome of a file that was annotated; with its rows, for a job of ``Place.SPLIT``."""
    job, annotations = annotator.job, file.annotations
    rows: tuple[tuple[Cell, ...], ...] = ()
    if job.place is Place.SPLIT:
        rows = annotator.table(file).rows
    summary = annotator.summary(file)
    return Outcome(
        file.name,
        records=len(annotations),
        names=sum(len(annotation.answers) for annotation in annotations),
        fault=annotator.take_fault(file),
        missing=tuple(str(gene) for annotation in annotations for gene in annotation.missing),
        species=list_species_of(annotations),
        notes=file.record_file.notes,
        reports=annotator.take_reports(),
        failing=annotator.failing(file),
        summary=summary,
        rows=rows,
    )


def _strip(task: Task, options: ReadOptions) -> _Result:
    """Read the file of a task, and begin to write it without answers, unless it has none and is to stay in place."""
    name = str(task.source)
    try:
        with errors_named(name):
            content = read_file(task.source)
            record_file = read_to_strip(content.data, name, options)
            data = stripped(record_file, content.data)
            outcome = Outcome(name, skipped=not record_file.annotated, notes=notes_on_stripping(record_file))
            if outcome.skipped and task.target == task.source:
                return _Result(outcome)
            return _Result(outcome, PendingFile(task.target, data, task.source, content.state))
    except GenenormError as error:
        return _Result(Outcome(name, error=str(error)))
