"""Many files: found, annotated one by one or on several processes, written whole, and taken up again after a stop.

Memory does not grow with the number of files: a process holds one file at a time, and what waits is a list of paths.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotate import AnnotatedFile, Look, annotate_file
from genenorm.errors import GenenormError, RecordError
from genenorm.exports.export import Flavor, GeneText, Setting
from genenorm.exports.formats import RECORD, exported, suffix_of
from genenorm.index import Reference
from genenorm.paths import write_atomic
from genenorm.records.compressed import compress, split
from genenorm.records.formats import BY_NAME, FORMATS, read_source
from genenorm.records.source import ReadOptions
from genenorm.resolve import Resolver

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from genenorm.fresh import Told
    from genenorm.live.source import LiveOptions

CHUNK = 64
"""The most files handed to a process at a time."""
FEWEST = 16
"""Files up to which one process does them all: another takes longer to start."""
AHEAD = 4
"""Chunks that wait for each process: enough to keep it busy, few enough to stop soon."""
_WRITERS = 8
"""Files of a process whose writes wait for the disk at the same time; a write returns when the file is safe there."""
_OWN = ".genes."
"""In the names of the tables we write beside records; a folder's are not read as input."""


class Place(Enum):
    """Where the answers for a file go."""

    IN_PLACE = "in-place"
    BESIDE = "table"
    FOLDER = "out"


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with each file."""

    place: Place
    out: Path | None = None
    """The folder, for ``Place.FOLDER``."""
    to: str = RECORD
    """Name of the output format (``exports.formats.NAMES``)."""
    packed: str = ""
    """Compression of tables and exports: ``.gz``, ``.zst`` or none. A record keeps its own."""
    options: ReadOptions = field(default_factory=ReadOptions)
    suggest: bool = False
    find: bool = False
    """Whether the names in titles and captions are answered too."""
    resume: bool = False
    """Whether files that are done already are passed over."""
    flavor: Flavor = Flavor.ALL
    lift: int | None = None
    gene_text: GeneText = GeneText.SYMBOL
    version: str = ""
    reference: Path | None = None
    live: LiveOptions | None = None
    """How names that the index lacks are looked up live; ``None``: not at all."""
    always: bool = False
    """Whether all names are, to tell where the two sources disagree."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file and where its answers go."""

    source: Path
    target: Path


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


@dataclass(frozen=True, slots=True)
class Found:
    """The files behind the paths of a command line."""

    tasks: tuple[Task, ...]
    unknown: int = 0
    """Files in folders that were left aside, their names telling no format."""


def find(paths: Sequence[str | Path], job: Job, *, own: bool = False) -> Found:
    """Return the files behind paths, folders and globs, in a steady order, each with its target.

    With ``own``, tables that an earlier run wrote are taken from folders too, beside the records they belong to.
    Raises RecordError when two of them would be written to one file.
    """
    tasks: list[Task] = []
    unknown = 0
    for path in map(Path, paths):
        for root, file, named in _files(path):
            if not named and not (_OWN in file.name and own) and not _has_format(file.name, job.options.form):
                unknown += 1
            else:
                tasks.append(Task(file, target_of(file, root, job)))
    seen: dict[Path, Path] = {}
    for task in dict.fromkeys(tasks):
        other = seen.setdefault(task.target, task.source)
        if other != task.source:
            cause = f"would be written for more than one FILE: {other} and {task.source}"
            raise RecordError(task.target, cause)
    return Found(tuple(dict.fromkeys(tasks)), unknown)


def _files(path: Path) -> Iterator[tuple[Path, Path, bool]]:
    """Yield (folder that names are kept below, file, whether it was named itself)."""
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    yield path, Path(folder) / name, False
    elif not path.exists() and set("*?[") & set(str(path)):
        base = Path(path.anchor) if path.anchor else Path()
        matches = sorted(base.glob(str(path.relative_to(base)) if path.anchor else str(path)))
        for match in (match for match in matches if match.is_file() and not match.name.startswith(".")):
            yield match.parent, match, True
        if not matches:
            yield path.parent, path, True
    else:
        yield path.parent, path, True


def _has_format(name: str, form: str) -> bool:
    if _OWN in name:
        return False
    formats = (BY_NAME[form],) if form in BY_NAME else FORMATS
    return split(name)[0].lower().endswith(tuple(suffix for each in formats for suffix in each.suffixes))


def target_of(file: Path, root: Path, job: Job) -> Path:
    """Return where a file's answers are written.

    >>> target_of(Path("in/a/f.md"), Path("in"), Job(Place.FOLDER, Path("out"))).as_posix()
    'out/a/f.md'
    >>> target_of(Path("in/f.md"), Path("in"), Job(Place.BESIDE, to="tsv")).as_posix()
    'in/f.genes.tsv'
    """
    if job.place is Place.IN_PLACE:
        return file
    below = file.relative_to(root) if root != file else Path(file.name)
    folder = job.out if job.place is Place.FOLDER and job.out is not None else root
    if job.to == RECORD:
        return folder / below
    stem = split(below.name)[0]
    known = next((suffix for each in FORMATS for suffix in each.suffixes if stem.lower().endswith(suffix)), "")
    return folder / below.with_name(stem[: len(stem) - len(known)] + suffix_of(job.to) + job.packed)


def run(tasks: Sequence[Task], job: Job, processes: int = 1) -> Iterator[Outcome]:
    """Do the tasks and yield what became of each, in their order; one bad file does not stop the others.

    With more than one process the work is shared out; a parent that dies takes its processes along.
    """
    if processes <= 1 or len(tasks) <= FEWEST:
        yield from _do_all(tasks, job)
        return
    from concurrent.futures import ProcessPoolExecutor
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
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _become_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    import threading
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
    """Do the tasks in their order, further ones while the writes of some wait for the disk."""
    waiting: deque[tuple[Outcome, Future[None] | None]] = deque()
    for task in tasks:
        waiting.append(_start(task, job))
        while waiting and (len(waiting) > 2 * _WRITERS or waiting[0][1] is None or waiting[0][1].done()):
            yield _ended(*waiting.popleft())
    while waiting:
        yield _ended(*waiting.popleft())


def _ended(outcome: Outcome, writing: Future[None] | None) -> Outcome:
    try:
        if writing is not None:
            writing.result()
    except GenenormError as error:
        return Outcome(outcome.source, error=str(error))
    return outcome


def _start(task: Task, job: Job) -> tuple[Outcome, Future[None] | None]:
    """Do a task but for its write; return what becomes of it when the write, which is under way, succeeds."""
    name = str(task.source)
    try:
        if job.resume and job.place is not Place.IN_PLACE and _is_done(task):
            return Outcome(name, passed_over=True), None
        data, mode = read_file(task.source)
        if job.resume and job.place is Place.IN_PLACE and read_source(data, name, job.options).annotated:
            return Outcome(name, passed_over=True), None
        file = annotate(data, name, job)
        answers = exported(job.to, file, setting_of(job))
        packed = compress(answers, f"x{job.packed}") if job.to != RECORD else answers
    except GenenormError as error:
        return Outcome(name, error=str(error)), None
    missing = tuple(str(item) for annotation in file.annotations for item in annotation.missing)
    names = sum(len(annotation.rows) for annotation in file.annotations)
    outcome = Outcome(name, len(file.annotations), names, missing=missing, told=take_told())
    return outcome, _writers().submit(write, task.target, packed, mode)


@cache
def _writers() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(_WRITERS)


def _is_done(task: Task) -> bool:
    try:
        return task.target.stat().st_mtime_ns >= task.source.stat().st_mtime_ns
    except OSError:
        return False


def annotate(data: bytes, name: str, job: Job) -> AnnotatedFile:
    """Return a file annotated as the job says, with this process's own resolver."""
    look = (Look.MISSING if job.suggest else Look.NOTHING) | (Look.MENTIONS if job.find else Look.NOTHING)
    return annotate_file(data, name, _resolver_for(job), options=job.options, look=look)


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
    from genenorm.fresh import shared_fresh

    return Resolver(Reference.open(path), live=shared_fresh(live, always=always, tell=_heard.append))


def read_file(path: Path) -> tuple[bytes, int]:
    """Return a file's bytes and its mode; raises RecordError saying why it cannot be read."""
    try:
        return path.read_bytes(), path.stat().st_mode
    except OSError as error:
        raise RecordError(path, (error.strerror or str(error)).lower()) from error


def write(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all, its folder made when missing; raises RecordError saying why it cannot be."""
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, lambda file: file.write(data), mode=mode)
    except OSError as error:
        raise RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
