"""Times and memory of genenorm in one process: single names, tables, names in a context, documents, records."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

Numbers = dict[str, object]


def seconds_of(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def private_megabytes() -> float:
    """Return the memory in MB that only this process uses and that is not a copy of a file (Linux)."""
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_Dirty")) / 1024


def memory(_: Path) -> Numbers:
    """Measure the memory of a whole ``genenorm resolve GRIN1``."""
    from contextlib import redirect_stdout
    from io import StringIO

    from genenorm.cli import main

    with redirect_stdout(StringIO()):
        code = main(["resolve", "GRIN1"])
    return {"exit_code": code, "memory_mb": private_megabytes()}


def single(_: Path) -> Numbers:
    """Measure ``resolve`` for one plain symbol at a time, for the first time in the process and again."""
    from genenorm import Reference, Resolver

    start = time.perf_counter()
    resolver = Resolver(Reference.open())
    resolver.resolve("GRIN1")
    first_answer = time.perf_counter() - start
    symbols = [gene.symbol for gene in resolver.reference.genes(9606) if gene.gene_id][:6000]
    answers = [resolver.resolve(name) for name in symbols[:2000]]
    first_times = [seconds_of(lambda name=name: resolver.resolve(name)) for name in symbols[2000:]]  # type: ignore[misc]
    again = seconds_of(lambda: [resolver.resolve(name) for name in symbols[2000:]]) / len(first_times)
    return {
        "first_answer": first_answer,
        "plain": statistics.median(first_times),
        "plain_p95": sorted(first_times)[int(len(first_times) * 0.95)],
        "species_ranked": statistics.mean(
            len({candidate.gene.taxon_id for candidate in answer.candidates}) for answer in answers
        ),
        "repeated": again,
        "names": len(first_times),
    }


def frames(folder: Path) -> Numbers:
    """Measure ``resolve_frame`` for distinct names (a tenth, four tenths, all) and for the repeated list."""
    from genenorm import resolve_frame
    from genenorm.api import shared_resolver

    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    repeated = (folder / "repeated.txt").read_text(encoding="utf-8").splitlines()
    sizes = (len(names) // 10, len(names) * 4 // 10, len(names))
    scaling = {size: _seconds_without_cache(names[:size]) for size in sizes}
    shared_resolver.cache_clear()
    resolve_frame(["GRIN1"])
    return {
        "scaling": scaling,
        "names": len(names),
        "distinct": scaling[len(names)] / len(names),
        "repeated": seconds_of(lambda: resolve_frame(repeated)),
        "repeated_names": len(repeated),
        "memory_mb": private_megabytes(),
    }


def _seconds_without_cache(names: list[str]) -> float:
    """Return the seconds of ``resolve_frame`` for names when no answer is cached."""
    from genenorm import resolve_frame
    from genenorm.api import shared_resolver

    shared_resolver.cache_clear()
    resolve_frame(["GRIN1"])
    return seconds_of(lambda: resolve_frame(names))


def ambiguous(folder: Path) -> Numbers:
    """Measure names that several genes share, resolved in the context of a text."""
    from genenorm import Context, Reference, Resolver, Status

    resolver = Resolver(Reference.open())
    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    shared = [name for name in names[:20_000] if resolver.resolve(name).status is Status.AMBIGUOUS][:1000]
    context = Context(organisms=("Mus musculus",), text="The protein was found in mouse cortex and in rat neurons.")
    resolver.resolve("GRIN1", context)
    times = [seconds_of(lambda name=name: resolver.resolve(name, context)) for name in shared]  # type: ignore[misc]
    together = seconds_of(lambda: resolver.resolve_all(shared, context)) / len(shared)
    return {"names": len(shared), "each": statistics.median(times), "in_a_list": together}


def documents(folder: Path) -> Numbers:
    """Measure reading PubTator documents, resolving their mentions and writing them."""
    from genenorm import Reference, Resolver, annotate_file

    resolver = Resolver(Reference.open())
    data = (folder / "documents.pubtator").read_bytes()
    count = data.count(b"|t|")
    resolver.resolve("GRIN1")
    return {"documents": count, "seconds": seconds_of(lambda: annotate_file(data, "d.pubtator", resolver).rewritten())}


def records(folder: Path) -> Numbers:
    """Measure a folder of records whose names recur, with one and two processes, and one of rare names, with two.

    For each, parsing its files with PyYAML's C loader in one process is measured too.
    """
    numbers: Numbers = {}
    for name in ("records", "rare"):
        pages = [path.read_bytes() for path in sorted((folder / name).iterdir())]
        numbers[name] = len(pages)
        numbers[f"{name}_parse"] = seconds_of(lambda pages=pages: _parse(pages))  # type: ignore[misc]
        numbers[f"{name}_two_processes"] = seconds_of(lambda name=name: _annotate(folder, name, 2))  # type: ignore[misc]
    numbers["records_annotate"] = seconds_of(lambda: _annotate(folder, "records", 1))
    return {**numbers, "memory_mb": private_megabytes()}


def _parse(pages: list[bytes]) -> None:
    import yaml

    for page in pages:
        yaml.load(page.split(b"---\n")[1], Loader=yaml.CSafeLoader)


def _annotate(folder: Path, name: str, processes: int) -> None:
    from genenorm.annotation.inputs import find_inputs, plan_tasks
    from genenorm.annotation.job import Job, Place
    from genenorm.annotation.run import run

    with TemporaryDirectory(dir=folder) as out:
        job = Job(Place.FOLDER, Path(out))
        tasks = plan_tasks(find_inputs([folder / name], job).files, job)
        for outcome in run(tasks, job, processes):
            if outcome.error:
                raise SystemExit(outcome.error)


def doubled(folder: Path) -> Numbers:
    """Measure the same names with the shipped index and with one that has every gene and every name twice."""
    from genenorm import Reference, Resolver
    from genenorm.core.paths import SHIPPED_INDEX

    doubled_index = folder / "doubled.sqlite"
    _write_doubled_index(doubled_index)
    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()[:20_000]
    numbers: Numbers = {"names": len(names)}
    for label, path in (("shipped", SHIPPED_INDEX), ("doubled", doubled_index)):
        resolver = Resolver(Reference.open(path))
        resolver.resolve("GRIN1")
        numbers[label] = seconds_of(lambda r=resolver: r.resolve_all(names)) / len(names)  # type: ignore[misc]
    doubled_index.unlink()
    return numbers


def _write_doubled_index(path: Path) -> None:
    """Write a copy of the shipped index with every gene and name a second time, the second names ending in ``zzz``."""
    import shutil
    import sqlite3

    from genenorm import NameKind
    from genenorm.core.paths import SHIPPED_INDEX
    from genenorm.index.schema import kind_of, pack, target_of, unpack

    shutil.copyfile(SHIPPED_INDEX, path)
    with sqlite3.connect(path) as connection:
        size = connection.execute("SELECT max(key) FROM genes").fetchone()[0]

        def second_copy(word: int) -> int:
            is_of_gene = target_of(word) and kind_of(word).value < NameKind.FAMILY.value
            return word + (size << 12) if is_of_gene else word  # the target is in the bits from 12 on

        connection.create_function("second_copies", 1, lambda blob: pack(map(second_copy, unpack(blob))))
        connection.execute(
            "INSERT INTO genes SELECT key + ?, taxon_id, NULL, symbol || 'zzz', name, NULL, NULL, biotype, NULL, "
            "weight FROM genes",
            (size,),
        )
        connection.execute("INSERT INTO names SELECT key || 'zzz', second_copies(postings) FROM names")


TASKS = {task.__name__: task for task in (memory, single, frames, ambiguous, documents, records, doubled)}
"""The measurements by name, in the order in which they run."""

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
