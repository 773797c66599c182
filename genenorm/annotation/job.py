"""What is to be done with many files: which they are, where their answers go, and in which format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.exports.export import Flavor, GeneText
from genenorm.annotation.exports.export_formats import RECORD, suffix_of
from genenorm.core.errors import RecordError
from genenorm.records.compressed import split
from genenorm.records.formats import BY_NAME, FORMATS
from genenorm.records.source import ReadOptions

if TYPE_CHECKING:
    from genenorm.mygene.cached_source import LiveOptions

_TABLE = ".genes."
"""In the names of the tables we write beside records; a folder's are read as input by a report alone."""
_OWN = (_TABLE, ".sssom.")
"""In the names of what we write beside records under an input format's suffix; a folder's are not read as input."""


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
    tables: bool = False
    """Whether the gene table beside a figure record says which word was read for each of its names."""
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
class Found:
    """The files behind the paths of a command line."""

    tasks: tuple[Task, ...]
    unknown: int = 0
    """Files in folders that were left aside, their names telling no format; what we wrote there is not counted."""


def find(paths: Sequence[str | Path], job: Job, *, own: bool = False, written: bool = True) -> Found:
    """Return the files behind paths, folders and globs, in a steady order, each with its target.

    With ``own``, tables that an earlier run wrote are taken from folders too, beside the records they belong to.
    Raises RecordError when two of them would be written to one file, unless nothing is ``written``.
    """
    tasks: list[Task] = []
    unknown = 0
    for path in map(Path, paths):
        for root, file, named in _files(path, job.out):
            ours = any(part in file.name for part in _OWN)
            if named or (own and _TABLE in file.name) or (not ours and _has_format(file.name, job.options.form)):
                tasks.append(Task(file, target_of(file, root, job)))
            elif not ours:
                unknown += 1
    seen: dict[Path, Path] = {}
    for task in dict.fromkeys(tasks) if written else ():
        other = seen.setdefault(task.target, task.source)
        if other != task.source:
            cause = f"would be written for more than one FILE: {other} and {task.source}"
            raise RecordError(task.target, f"{cause}; choose one kind with --from, or annotate one after the other")
    return Found(tuple(dict.fromkeys(tasks)), unknown)


def _files(path: Path, out: Path | None) -> Iterator[tuple[Path, Path, bool]]:
    """Yield (folder that names are kept below, file, whether it was named itself); what was written to ``out`` is none.

    A folder that a glob matches is walked, as it is when a shell expands the glob.
    """
    if path.is_dir():
        aside = None if out is None else out.resolve()
        for folder, folders, names in os.walk(path):
            below = (name for name in folders if not name.startswith("."))
            folders[:] = sorted(name for name in below if aside is None or Path(folder, name).resolve() != aside)
            for name in sorted(names):
                file = Path(folder) / name
                if not name.startswith(".") and (file.is_file() or not file.exists()):  # no pipes: they may never end
                    yield path, file, False
    elif not path.exists() and set("*?[") & set(str(path)):
        base = Path(path.anchor) if path.anchor else Path()
        matches = sorted(base.glob(str(path.relative_to(base)) if path.anchor else str(path)))
        for match in (match for match in matches if not match.name.startswith(".")):
            if match.is_dir():
                yield from () if "**" in path.parts else _files(match, out)
            elif match.is_file() and (out is None or out.resolve() not in match.resolve().parents):
                yield match.parent, match, True
        if not matches:
            yield path.parent, path, True
    else:
        yield path.parent, path, True


def _has_format(name: str, form: str) -> bool:
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
