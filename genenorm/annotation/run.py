"""Many files: annotated one by one or on several processes, written whole, and taken up again after a stop.

Memory does not grow with the number of files: a process holds a few small files at a time, or one large one, and what
waits is a list of paths.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.annotations import AnnotatedFile, Look, annotate_file, annotate_source
from genenorm.annotation.exports.export import Setting
from genenorm.annotation.exports.export_formats import RECORD, exported
from genenorm.annotation.job import Job, Place, Task
from genenorm.annotation.output_files import TOGETHER, Delivery, read_file
from genenorm.core.errors import GenenormError
from genenorm.core.gc_pause import collector_held
from genenorm.index.reference import Reference
from genenorm.records.compressed import SUFFIXES, compress, expand, split
from genenorm.records.delimited import words_of
from genenorm.records.formats import BY_NAME, read_source
from genenorm.records.source import Source
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    from concurrent.futures import Future

    from genenorm.mygene.cached_source import LiveOptions
    from genenorm.mygene.lookups import Told

CHUNK = 64
"""The most files handed to a process at a time."""
FEWEST = 16
"""Files up to which one process does them all: another takes longer to start."""
AHEAD = 4
"""Chunks that wait for each process: enough to keep it busy, few enough to stop soon."""
_TOGETHER = 16
"""Files whose names are read ahead together, while"""
_MOST_TOGETHER = 1 << 20
"""bytes of files, and"""
_MOST_NAMES_AHEAD = 1 << 12
"""names are not exceeded."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    source: str
    records: int = 0
    names: int = 0
    error: str = ""
    """The one line that says what is wrong; empty when it is done."""
    passed_over: bool = False
    missing: tuple[str, ...] = ()
    """With ``suggest``: genes that its text names and its keywords do not."""
    told: tuple[Told, ...] = ()
    """What is to be said of its live look-ups."""


def run(tasks: Sequence[Task], job: Job, processes: int = 1) -> Generator[Outcome, None, None]:
    """Do the tasks and yield what became of each, in their order; one bad file does not stop the others.

    With more than one process the work is shared out; a parent that dies takes its processes along, and when one of
    them is killed GenenormError is raised.
    """
    if processes <= 1 or len(tasks) <= FEWEST:
        yield from _do_all(tasks, job)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    size = min(CHUNK, -(-len(tasks) // (processes * AHEAD)))
    chunks = (tasks[start : start + size] for start in range(0, len(tasks), size))
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_become_worker) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            for chunk in chunks:
                # as text: paths take longer to send than files to read
                waiting.append(pool.submit(_do_chunk, [(str(task.source), str(task.target)) for task in chunk], job))
                if len(waiting) > processes * AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            cause = "a process of the run was killed, for want of memory perhaps; what is written is whole"
            raise GenenormError(f"{cause}: go on with --resume, and fewer --jobs") from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _become_worker() -> None:
    """Leave Ctrl-C to the parent, end with it however it ends, and collect no cycles: there are none."""
    import threading
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # no file leaves cycles behind, whether it is answered or refused, and what is remembered stays
    parent = parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _do_chunk(chunk: Iterable[tuple[str, str]], job: Job) -> list[Outcome]:
    return list(_do_all((Task(Path(source), Path(target)) for source, target in chunk), job))


def _do_all(tasks: Iterable[Task], job: Job) -> Iterator[Outcome]:
    """Do the tasks in their order, further ones while the answers of some wait for the disk."""
    waiting: deque[tuple[Outcome, Delivery | None]] = deque()
    try:
        with collector_held():  # for all of them: what one leaves behind is remembered, not garbage
            for part in _together(tasks, job):
                _gather_ahead(part, job)
                waiting += [(item, None) if isinstance(item, Outcome) else _start(item, job) for item in part]
                part.clear()  # before the next are read, which may be large
                while waiting and (len(waiting) > 2 * TOGETHER or waiting[0][1] is None or waiting[0][1].is_settled):
                    yield _ended(*waiting.popleft())
            while waiting:
                yield _ended(*waiting.popleft())
    finally:  # with some left when the run is stopped
        for _, delivery in waiting:
            if delivery is not None:
                delivery.drop()


@dataclass(frozen=True, slots=True)
class _Read:
    """A task whose file is read."""

    task: Task
    size: int
    state: os.stat_result
    """What the system said of the file before it was read."""
    source: Source


def _together(tasks: Iterable[Task], job: Job) -> Iterator[list[_Read | Outcome]]:
    """Yield the files of tasks as they are read, a few small ones at a time; for one not to be done its outcome."""
    part: list[_Read | Outcome] = []
    size = 0
    for task in tasks:
        part.append(_read(task, job))
        size += part[-1].size if isinstance(part[-1], _Read) else 0
        if len(part) >= _TOGETHER or size > _MOST_TOGETHER:
            yield part
            part, size = [], 0
    if part:
        yield part


def _read(task: Task, job: Job) -> _Read | Outcome:
    name = str(task.source)
    try:
        if job.resume and job.place is not Place.IN_PLACE and _is_done(task):
            return Outcome(name, passed_over=True)
        data, state = read_file(task.source)
        source = read_source(data, name, job.options)
    except GenenormError as error:
        return Outcome(name, error=str(error))
    if job.resume and job.place is Place.IN_PLACE and source.annotated:
        return Outcome(name, passed_over=True)
    return _Read(task, len(data), state, source)


def _gather_ahead(part: Sequence[_Read | Outcome], job: Job) -> None:
    """Read what the names of several files lead to together, which takes fewer reads than file by file."""
    records = [record for item in part if isinstance(item, _Read) for record in item.source.records]
    names = dict.fromkeys(name for record in records if record.document is None for name in record.names)
    if len(records) > 1 and len(names) <= _MOST_NAMES_AHEAD:
        _resolver_for(job).gatherer.gather_all(list(names))


def _ended(outcome: Outcome, delivery: Delivery | None) -> Outcome:
    try:
        if delivery is not None:
            delivery.finish()
    except GenenormError as error:
        return Outcome(outcome.source, error=str(error))
    return outcome


def _start(item: _Read, job: Job) -> tuple[Outcome, Delivery | None]:
    """Answer for a file; return what becomes of it when its answers, which are under way, are in place."""
    source, target = item.task.source, item.task.target
    name = str(source)
    try:
        file = annotate_source(
            item.source, name, _resolver_for(job), look=_look(job), words=_words_beside(name) if job.tables else None
        )
        delivery = Delivery(target, answers_of(file, job), source, item.state)
    except GenenormError as error:
        return Outcome(name, error=str(error)), None
    missing = tuple(str(item) for annotation in file.annotations for item in annotation.missing)
    names = sum(len(annotation.rows) for annotation in file.annotations)
    return Outcome(name, len(file.annotations), names, missing=missing, told=take_told()), delivery


def _is_done(task: Task) -> bool:
    try:
        state = task.target.stat()
        # empty after a power cut, for the disk was not waited for
        return state.st_size > 0 and state.st_mtime_ns >= task.source.stat().st_mtime_ns
    except OSError:
        return False


def annotate(data: bytes, name: str, job: Job) -> AnnotatedFile:
    """Return a file annotated as the job says, with this process's own resolver."""
    words = _words_beside(name) if job.tables else None
    return annotate_file(data, name, _resolver_for(job), options=job.options, look=_look(job), words=words)


def _look(job: Job) -> Look:
    return (Look.MISSING if job.suggest else Look.NOTHING) | (Look.MENTIONS if job.find else Look.NOTHING)


def _words_beside(name: str) -> dict[str, str] | None:
    """Return the words of the gene table that lies beside a figure record; ``None`` where there is none."""
    path = Path(split(name)[0])
    if path.suffix.lower() not in BY_NAME["pfocr"].suffixes:
        return None
    table = path.with_name(f"{path.stem}-genes.tsv")
    found = next((file for file in (table, *(Path(f"{table}{end}") for end in SUFFIXES)) if file.is_file()), None)
    return words_of(expand(read_file(found)[0], found.name), str(found)) if found is not None else None


def answers_of(file: AnnotatedFile, job: Job) -> bytes:
    """Return a file's answers in the job's format; tables and exports compressed as the job says."""
    answers = exported(job.to, file, setting_of(job))
    return answers if job.to == RECORD else compress(answers, f"x{job.packed}")


def setting_of(job: Job) -> Setting:
    """Return the job's settings for exports."""
    return Setting(_resolver_for(job).reference, job.version, job.flavor, job.lift, job.gene_text)


def take_told() -> tuple[Told, ...]:
    """Return what this process's live look-ups have to tell since this was last called."""
    told = tuple(_heard)
    _heard.clear()
    return told


_heard: list[Told] = []
"""Filled by the process's own resolver, emptied file by file."""


def _resolver_for(job: Job) -> Resolver:
    return _resolver(job.reference, job.live, job.always)


@lru_cache(maxsize=1)
def _resolver(path: Path | None, live: LiveOptions | None, always: bool) -> Resolver:
    if live is None:
        return Resolver(Reference.open(path))
    from genenorm.mygene.lookups import shared_fresh

    return Resolver(Reference.open(path), live=shared_fresh(live, always=always, tell=_heard.append))
