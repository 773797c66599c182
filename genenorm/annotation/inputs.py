"""The input files of a run, found from paths, folders and globs, and the output file of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.annotation.exports.export_formats import RECORD, suffix_of
from genenorm.annotation.job import Job, Place
from genenorm.annotation.own_tables import is_split_table, may_be_replaced
from genenorm.core.errors import RecordError
from genenorm.records.compressed import COMPRESSION_SUFFIXES, without_compression
from genenorm.records.formats import INPUT_FORMATS
from genenorm.records.table_names import file_without_genes

_TABLE_MARK = ".genes."
"""Part of the name of every table that a run writes next to a record."""
_GENE_TABLE = "-genes.tsv"
"""End of the name of the gene table beside a figure record."""
_OUTPUT_MARKS = (_TABLE_MARK, ".sssom.")
"""Parts of the names of output files that have the suffix of an input format."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input file."""

    path: Path
    root: Path
    """The folder that was searched; in an output folder the file keeps its path relative to it."""


@dataclass(frozen=True, slots=True)
class InputFiles:
    """The input files found for some paths."""

    files: tuple[InputFile, ...]
    unrecognized: int = 0
    """The number of files left out because their names show no input format. Output files are not counted."""
    without_genes: int = 0
    """The number of files left out because files of their names have no names of genes (``barcodes.tsv``)."""
    like_outputs: int = 0
    """The number of files left out because they have the name of a table of an earlier run, but are none."""
    read_with_records: int = 0
    """The number of gene tables left out because their words are read with the figure records beside them."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to annotate and the file its answers are written to."""

    source: Path
    target: Path


# -- finding files ----------------------------------------------------------------------------------------------------


def find_inputs(paths: Iterable[str | Path], job: Job, *, with_tables: bool = False) -> InputFiles:
    """Return the input files for paths of files, folders and globs, each once and in a fixed order.

    A file that is given itself is always included. From a folder, the files are included whose names show an input
    format (the one in ``job.read_options``, if it has one). Hidden files and the outputs of earlier runs are left out,
    but ``with_tables`` includes the tables of an earlier run, those of ``--split-by`` if there are no other files. A
    job with ``with_tables`` leaves out the gene tables that it reads with the figure records beside them, since it
    would count their names twice.
    """
    files: dict[InputFile, None] = {}
    named: set[Path] = set()
    split: dict[InputFile, None] = {}
    unrecognized = without_genes = like_outputs = 0
    for found in _find_all(paths, job.out):
        name = found.file.path.name
        if found.is_named:
            named.add(found.file.path)
        if found.is_named or (with_tables and _TABLE_MARK in name):
            files[found.file] = None
        elif any(mark in name for mark in _OUTPUT_MARKS):
            like_outputs += not may_be_replaced(found.file.path)
        elif is_split_table(found.file.path):
            split[found.file] = None
        elif file_without_genes(name):
            without_genes += 1
        elif _has_format(name, job.read_options.form):
            files[found.file] = None
        else:
            unrecognized += 1
    if with_tables and not files:  # the folder of --split-by itself
        files = split
    tables = _tables_of_records(files) - named if job.with_tables and not job.read_options.form else set()
    kept = tuple(file for file in files if file.path not in tables)
    return InputFiles(kept, unrecognized, without_genes, like_outputs, len(files) - len(kept))


def _tables_of_records(files: Iterable[InputFile]) -> set[Path]:
    """Return the paths that the gene tables of the figure records among some files would have."""
    return {
        table.with_name(table.name + compression)
        for path in (file.path for file in files)
        if without_compression(path.name).lower().endswith(INPUT_FORMATS["pfocr"].suffixes)
        for table in (path.with_name(f"{Path(without_compression(path.name)).stem}{_GENE_TABLE}"),)
        for compression in ("", *COMPRESSION_SUFFIXES)
    }


@dataclass(frozen=True, slots=True)
class _FoundFile:
    file: InputFile
    is_named: bool
    """Whether the file itself is given by a path or glob, and not only a folder that contains it."""


def _find_all(paths: Iterable[str | Path], out: Path | None) -> Iterator[_FoundFile]:
    """Yield all files for some paths, except those in the output folder ``out``."""
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
        )  # os.walk reads only the subfolders left in this list
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
            if "**" not in glob.parts:  # a glob with ** also matches the files in the folder
                yield from _walk(match, excluded)
        elif match.is_file() and (excluded is None or excluded not in match.resolve().parents):
            yield _FoundFile(InputFile(match, match.parent), is_named=True)


def _has_format(name: str, form: str) -> bool:
    """Return whether a file's name has a suffix of the input format ``form``; of any format if ``form`` is unknown."""
    formats = (INPUT_FORMATS[form],) if form in INPUT_FORMATS else INPUT_FORMATS.values()
    return without_compression(name).lower().endswith(tuple(suffix for each in formats for suffix in each.suffixes))


# -- where the answers are written ------------------------------------------------------------------------------------


def plan_tasks(files: Sequence[InputFile], job: Job) -> tuple[Task, ...]:
    """Return one task for each file.

    Raises RecordError when two input files would have the same output file.
    """
    tasks = tuple(dict.fromkeys(Task(file.path, target_of(file, job)) for file in files))
    sources: dict[Path, Path] = {}
    for task in tasks:
        other = sources.setdefault(task.target, task.source)
        if other != task.source:
            cause = f"would be the output for two input files, {other} and {task.source}"
            raise RecordError(task.target, f"{cause}; select one format with --from, or annotate them one at a time")
    return tasks


def target_of(file: InputFile, job: Job) -> Path:
    """Return the output file for an input file; raises ValueError for ``Place.CALLER``, which has no output file.

    >>> target_of(InputFile(Path("in/a/f.md"), Path("in")), Job(Place.FOLDER, Path("out"))).as_posix()
    'out/a/f.md'
    >>> target_of(InputFile(Path("in/f.md"), Path("in")), Job(Place.NEXT_TO_INPUT, to="tsv")).as_posix()
    'in/f.genes.tsv'
    """
    if job.place is Place.CALLER:
        raise ValueError("Place.CALLER has no output file")
    if job.place in (Place.IN_PLACE, Place.SPLIT):  # for SPLIT the caller writes, and no two files have one target
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
