"""The input files of a run: those that paths, folders and globs mean, and where the answers for each are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.annotation.exports.export_formats import RECORD, suffix_of
from genenorm.annotation.job import Job, Place
from genenorm.core.errors import RecordError
from genenorm.records.compressed import without_compression
from genenorm.records.formats import INPUT_FORMATS

_TABLE_MARK = ".genes."
"""In the names of the tables that runs write next to records."""
_OUTPUT_MARKS = (_TABLE_MARK, ".sssom.")
"""In the names of all files that runs write with the suffix of an input format."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that is read, and the folder below which its name is kept when answers are written elsewhere."""

    path: Path
    root: Path


@dataclass(frozen=True, slots=True)
class InputFiles:
    """The files that some paths mean."""

    files: tuple[InputFile, ...]
    unrecognized: int = 0
    """How many files in folders were left out because their names show no input format; outputs are not counted."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to annotate and the file its answers are written to."""

    source: Path
    target: Path


# -- finding files ----------------------------------------------------------------------------------------------------


def find_inputs(paths: Iterable[str | Path], job: Job, *, with_tables: bool = False) -> InputFiles:
    """Return the files that paths of files and folders and globs mean, each once and in a fixed order.

    From a folder are taken the files whose names show an input format (the one of ``job.read_options``, if any), except
    hidden files and the outputs of earlier runs. A file that is named itself is always taken. With ``with_tables``, the
    tables that an earlier run wrote are taken from folders too.
    """
    files: dict[InputFile, None] = {}
    unrecognized = 0
    for found in _find_all(paths, job.out):
        name = found.file.path.name
        if found.is_named or (with_tables and _TABLE_MARK in name):
            files[found.file] = None
        elif any(mark in name for mark in _OUTPUT_MARKS):
            continue
        elif _has_format(name, job.read_options.form):
            files[found.file] = None
        else:
            unrecognized += 1
    return InputFiles(tuple(files), unrecognized)


@dataclass(frozen=True, slots=True)
class _FoundFile:
    file: InputFile
    is_named: bool
    """Whether a path or glob means the file itself, not a folder that it is in."""


def _find_all(paths: Iterable[str | Path], out: Path | None) -> Iterator[_FoundFile]:
    """Yield all files that some paths mean, except those in the folder for the answers."""
    excluded = None if out is None else out.resolve()
    for path in map(Path, paths):
        if path.is_dir():
            yield from _walk(path, excluded)
        elif not path.exists() and set("*?[") & set(str(path)):
            yield from _expand(path, excluded)
        else:
            yield _FoundFile(InputFile(path, path.parent), is_named=True)


def _walk(root: Path, excluded: Path | None) -> Iterator[_FoundFile]:
    """Yield the files below a folder except hidden ones; the files of a folder come before those of its subfolders."""
    for folder, subfolders, names in os.walk(root):
        visible = (name for name in subfolders if not name.startswith("."))
        subfolders[:] = sorted(
            name for name in visible if excluded is None or Path(folder, name).resolve() != excluded
        )  # os.walk goes on with these
        for name in sorted(names):
            path = Path(folder) / name
            # a broken link is taken, and reported later; a pipe is not, as reading it may never end
            if not name.startswith(".") and (path.is_file() or not path.exists()):
                yield _FoundFile(InputFile(path, root), is_named=False)


def _expand(glob: Path, excluded: Path | None) -> Iterator[_FoundFile]:
    """Yield the files that a glob matches, and those in a folder that it matches, as a shell would expand it.

    A glob without a match is yielded as a file, so that it is reported as missing.
    """
    base = Path(glob.anchor)
    matches = sorted(base.glob(str(glob.relative_to(base))))
    if not matches:
        yield _FoundFile(InputFile(glob, glob.parent), is_named=True)
    for match in matches:
        if match.name.startswith("."):
            continue
        if match.is_dir():
            if "**" not in glob.parts:  # which matches the files in the folder by itself
                yield from _walk(match, excluded)
        elif match.is_file() and (excluded is None or excluded not in match.resolve().parents):
            yield _FoundFile(InputFile(match, match.parent), is_named=True)


def _has_format(name: str, form: str) -> bool:
    """Return whether a file's name shows the input format ``form``, or any when there is none of that name."""
    formats = (INPUT_FORMATS[form],) if form in INPUT_FORMATS else INPUT_FORMATS.values()
    return without_compression(name).lower().endswith(tuple(suffix for each in formats for suffix in each.suffixes))


# -- where the answers are written ------------------------------------------------------------------------------------


def plan_tasks(files: Sequence[InputFile], job: Job) -> tuple[Task, ...]:
    """Return a task for each file; raises RecordError when the answers for two files would be written to one file."""
    tasks = tuple(dict.fromkeys(Task(file.path, target_of(file, job)) for file in files))
    sources: dict[Path, Path] = {}
    for task in tasks:
        other = sources.setdefault(task.target, task.source)
        if other != task.source:
            cause = f"would be written for more than one FILE: {other} and {task.source}"
            raise RecordError(task.target, f"{cause}; choose one kind with --from, or annotate one after the other")
    return tasks


def target_of(file: InputFile, job: Job) -> Path:
    """Return the file that the answers for a file are written to; raises ValueError when the caller gets them.

    >>> target_of(InputFile(Path("in/a/f.md"), Path("in")), Job(Place.FOLDER, Path("out"))).as_posix()
    'out/a/f.md'
    >>> target_of(InputFile(Path("in/f.md"), Path("in")), Job(Place.NEXT_TO_INPUT, to="tsv")).as_posix()
    'in/f.genes.tsv'
    """
    if job.place is Place.CALLER:
        raise ValueError("answers that the caller gets are not written to a file")
    if job.place is Place.IN_PLACE:
        return file.path
    below = file.path.relative_to(file.root) if file.root != file.path else Path(file.path.name)
    folder = job.out if job.out is not None else file.root
    return folder / (below if job.to == RECORD else below.with_name(_output_name(below.name, job)))


def _output_name(name: str, job: Job) -> str:
    """Return a file's name with the suffixes of the output format instead of those of the input format."""
    stem = without_compression(name)
    suffixes = (suffix for each in INPUT_FORMATS.values() for suffix in each.suffixes)
    known = next((suffix for suffix in suffixes if stem.lower().endswith(suffix)), "")
    return stem[: len(stem) - len(known)] + suffix_of(job.to) + job.compression
