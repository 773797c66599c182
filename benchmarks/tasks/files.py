"""Times of documents and figure records, and of reading them alone; measured in turns, and the fastest round counts."""

from __future__ import annotations

import gc
import json
import sys
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

    The names of one folder recur, those of the other hardly do.
    """
    numbers: Numbers = {}
    for name in ("records", "rare"):
        pages = [path.read_bytes() for path in sorted((folder / name).iterdir())]
        actions = {
            "parse": partial(parse, pages),
            "one_process": partial(annotate, folder, name, 1),
            "two_processes": partial(annotate, folder, name, 2),
        }
        numbers[name] = {"records": len(pages), **fastest_in_turns(actions, ROUNDS)}
    return numbers


def parse(pages: list[bytes]) -> None:
    """Parse the front matter of each record."""
    for page in pages:
        yaml.load(page.split(b"---\n")[1], Loader=yaml.CSafeLoader)


def annotate(folder: Path, name: str, processes: int) -> None:
    """Annotate a folder of records into another folder, as the command does."""
    with TemporaryDirectory(dir=folder) as out:
        job = Job(Place.FOLDER, Path(out))
        tasks = plan_tasks(find_inputs([folder / name], job).files, job)
        for outcome in run(tasks, job, processes):
            if outcome.error:
                raise SystemExit(outcome.error)


TASKS = {task.__name__: task for task in (documents, records)}

if __name__ == "__main__":
    gc.disable()  # as the command line does
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
