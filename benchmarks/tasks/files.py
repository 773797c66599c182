"""Times of documents and figure records, and of reading them alone; measured in turns, and the fastest round counts."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.turns import fastest_in_turns
from genenorm import Reference, Resolver
from genenorm.annotation.annotations import annotate_record_file
from genenorm.annotation.inputs import find_inputs, plan_tasks
from genenorm.annotation.job import Job, Place
from genenorm.annotation.run import run
from genenorm.records.formats import read_record_file
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows

IN_MEMORY = Path("/dev/shm")  # nosec B108 # for folders of new names
ROOM = 1 << 30
"""The least free bytes of ``IN_MEMORY`` to use it."""
ROUNDS = 2
DOCUMENT_ROUNDS = 4
Numbers = dict[str, object]


def documents(folder: Path) -> Numbers:
    """Measure annotating PubTator documents, and reading and writing them with empty answers."""
    data = (folder / "documents.pubtator").read_bytes()
    resolvers: list[Resolver] = []

    def new_resolver() -> None:
        resolvers[:] = [Resolver(Reference.open())]
        resolvers[0].resolve("GRIN1")
        gc.collect()

    actions = {
        "annotate": lambda: annotate_documents(data, resolvers[0]),
        "copy": lambda: write_without_answers(data),
    }
    return {"documents": data.count(b"|t|"), **fastest_in_turns(actions, DOCUMENT_ROUNDS, new_resolver)}


def annotate_documents(data: bytes, resolver: Resolver) -> bytes:
    """Return a file of documents with answers, made as the command makes them."""
    return annotate_record_file(read_record_file(data, "d.pubtator"), "d.pubtator", resolver).rewritten()


def write_without_answers(data: bytes) -> bytes:
    """Return a file of documents that was read and written again, with an empty answer for each mention."""
    source = read_record_file(data, "d.pubtator")
    if source.rewrite is None:
        raise ValueError(source.no_rewrite_reason)
    empty = [
        AnswerRows(("name", MENTION_GENE_IDS), tuple((name, "") for name in record.names)) for record in source.records
    ]
    return source.rewrite(empty)


def records(folder: Path) -> Numbers:
    """Measure parsing a folder of records with PyYAML's C loader, and annotating it with one process and with two.

    Beside them, plain Python reads the records and writes the answered ones. The names of one folder recur, those of
    the other hardly do.
    """
    numbers: Numbers = {}
    for name in ("records", "rare"):
        paths = sorted((folder / name).iterdir())
        pages = [path.read_bytes() for path in paths]
        actions = {
            "parse": partial(parse, pages),
            "one_process": partial(annotate, folder, name, 1),
            "two_processes": partial(annotate, folder, name, 2),
            "copy": partial(copy, paths, answered(folder, name)),
        }
        numbers[name] = {"records": len(pages), **fastest_in_turns(actions, ROUNDS)}
    return numbers


def parse(pages: list[bytes]) -> None:
    """Parse the front matter of each record."""
    for page in pages:
        yaml.load(page.split(b"---\n")[1], Loader=yaml.CSafeLoader)


def annotate(folder: Path, name: str, processes: int) -> None:
    """Annotate a folder of records into another folder, as the command does."""
    with output_folder(folder) as out:
        annotate_into(out, folder, name, processes)


def annotate_into(out: Path, folder: Path, name: str, processes: int) -> None:
    """Annotate a folder of records into another folder, which stays."""
    job = Job(Place.FOLDER, out)
    tasks = plan_tasks(find_inputs([folder / name], job).files, job)
    for outcome in run(tasks, job, processes):
        if outcome.error:
            raise SystemExit(outcome.error)


def answered(folder: Path, name: str) -> list[bytes]:
    """Return the answered records of a folder, sorted by their files."""
    with output_folder(folder) as out:
        annotate_into(out, folder, name, 2)
        return [path.read_bytes() for path in sorted(out.iterdir())]


def copy(paths: Sequence[Path], answered: Sequence[bytes]) -> None:
    """Read files and write others, as any program has to that answers them."""
    with output_folder(paths[0].parent.parent) as out:
        for path, data in zip(paths, answered, strict=True):
            path.read_bytes()
            (out / path.name).write_bytes(data)


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Make a folder for outputs and delete it at the end: in memory if there is room, or else in ``folder``.

    On a disk it matters what was deleted before. ext4 does not use the inode of a deleted file again for some minutes,
    and passes over all such inodes one by one for each new file near them. After a round of some thousand outputs,
    making a file took ten to a hundred times as long.
    """
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    with TemporaryDirectory(dir=IN_MEMORY if has_room else folder) as out:
        yield Path(out)


TASKS = {task.__name__: task for task in (documents, records)}

if __name__ == "__main__":
    gc.disable()  # as the command line does
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
