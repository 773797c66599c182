"""genenorm inside one process: single names, tables, ambiguity with context, documents, records, memory."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

Numbers = dict[str, object]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def private_megabytes() -> float:
    """Return the memory of this process that no other shares and no file backs, as Linux tells it."""
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
    """Measure ``resolve`` for one plain symbol at a time in a process that is warm: first asked, and asked again."""
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver

    start = time.perf_counter()
    resolver = Resolver(Reference.open())
    resolver.resolve("GRIN1")
    opened = time.perf_counter() - start
    symbols = [gene.symbol for gene in resolver.reference.genes(9606) if gene.gene_id][:6000]
    answers = [resolver.resolve(name) for name in symbols[:2000]]
    fresh = [timed(lambda name=name: resolver.resolve(name)) for name in symbols[2000:]]  # type: ignore[misc]
    again = timed(lambda: [resolver.resolve(name) for name in symbols[2000:]]) / len(fresh)
    return {
        "first_answer": opened,
        "plain": statistics.median(fresh),
        "plain_p95": sorted(fresh)[int(len(fresh) * 0.95)],
        "species_ranked": statistics.mean(len({c.gene.taxon_id for c in answer.candidates}) for answer in answers),
        "repeated": again,
        "names": len(fresh),
    }


def frames(folder: Path) -> Numbers:
    """Measure ``resolve_frame`` on distinct names (a tenth, four tenths, all) and on the repeated list."""
    from genenorm import resolve_frame
    from genenorm.api import shared_resolver

    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    repeated = (folder / "repeated.txt").read_text(encoding="utf-8").splitlines()
    sizes = (len(names) // 10, len(names) * 4 // 10, len(names))
    scaling = {size: _on_a_new_resolver(names[:size]) for size in sizes}
    shared_resolver.cache_clear()
    resolve_frame(["GRIN1"])
    return {
        "scaling": scaling,
        "names": len(names),
        "distinct": scaling[len(names)] / len(names),
        "repeated": timed(lambda: resolve_frame(repeated)),
        "repeated_names": len(repeated),
        "memory_mb": private_megabytes(),
    }


def _on_a_new_resolver(names: list[str]) -> float:
    """Return the seconds that a table of names takes when none of them was asked before."""
    from genenorm import resolve_frame
    from genenorm.api import shared_resolver

    shared_resolver.cache_clear()
    resolve_frame(["GRIN1"])
    return timed(lambda: resolve_frame(names))


def ambiguous(folder: Path) -> Numbers:
    """Measure names that several genes share, each decided in a context of its own text."""
    from genenorm.core.model import Status
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver
    from genenorm.text.species_words import Context

    resolver = Resolver(Reference.open())
    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    shared = [name for name in names[:20_000] if resolver.resolve(name).status is Status.AMBIGUOUS][:1000]
    context = Context(organisms=("Mus musculus",), text="The protein was found in mouse cortex and in rat neurons.")
    resolver.resolve("GRIN1", context)
    times = [timed(lambda name=name: resolver.resolve(name, context)) for name in shared]  # type: ignore[misc]
    together = timed(lambda: resolver.resolve_all(shared, context)) / len(shared)
    return {"names": len(shared), "each": statistics.median(times), "in_a_list": together}


def documents(folder: Path) -> Numbers:
    """Measure whole PubTator documents: read, decided mention by mention, written."""
    from genenorm.annotation.annotations import annotate_file
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver

    resolver = Resolver(Reference.open())
    data = (folder / "documents.pubtator").read_bytes()
    count = data.count(b"|t|")
    resolver.resolve("GRIN1")
    return {"documents": count, "seconds": timed(lambda: annotate_file(data, "d.pubtator", resolver).rewritten())}


def records(folder: Path) -> Numbers:
    """Measure a folder of records whose names recur, on one process and on two, and one of rare names on two.

    Beside each, parsing its files with PyYAML's C loader on one process.
    """
    found: Numbers = {}
    for name in ("records", "rare"):
        pages = [path.read_bytes() for path in sorted((folder / name).iterdir())]
        found[name] = len(pages)
        found[f"{name}_parse"] = timed(lambda pages=pages: _parse(pages))  # type: ignore[misc]
        found[f"{name}_two_processes"] = timed(lambda name=name: _annotate(folder, name, 2))  # type: ignore[misc]
    found["records_annotate"] = timed(lambda: _annotate(folder, "records", 1))
    return {**found, "memory_mb": private_megabytes()}


def _parse(pages: list[bytes]) -> None:
    import yaml

    for page in pages:
        yaml.load(page.split(b"---\n")[1], Loader=yaml.CSafeLoader)


def _annotate(folder: Path, name: str, processes: int) -> None:
    from genenorm.annotation.job import Job, Place, find
    from genenorm.annotation.run import run

    with TemporaryDirectory(dir=folder) as out:
        job = Job(Place.FOLDER, Path(out))
        for outcome in run(find([folder / name], job).tasks, job, processes):
            if outcome.error:
                raise SystemExit(outcome.error)


def doubled(folder: Path) -> Numbers:
    """Measure the same names on the shipped index and on one with every gene and every name a second time."""
    import shutil
    import sqlite3

    from genenorm.core.paths import SHIPPED_INDEX
    from genenorm.index.reference import Reference
    from genenorm.index.schema import pack, unpack
    from genenorm.resolver.resolver import Resolver

    twice = folder / "doubled.sqlite"
    shutil.copyfile(SHIPPED_INDEX, twice)
    with sqlite3.connect(twice) as connection:
        size = connection.execute("SELECT max(key) FROM genes").fetchone()[0]
        connection.create_function(
            "shifted",
            1,
            lambda blob: pack(w + (size << 12) if w >> 12 and w >> 8 & 15 < 8 else w for w in unpack(blob)),
        )
        connection.execute(
            "INSERT INTO genes SELECT key + ?, taxon_id, NULL, symbol || 'zzz', name, NULL, NULL, biotype, NULL, "
            "weight FROM genes",
            (size,),
        )
        connection.execute("INSERT INTO names SELECT key || 'zzz', shifted(postings) FROM names")
    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()[:20_000]
    found: Numbers = {"names": len(names)}
    for label, path in (("shipped", SHIPPED_INDEX), ("doubled", twice)):
        resolver = Resolver(Reference.open(path))
        resolver.resolve("GRIN1")
        found[label] = timed(lambda r=resolver: r.resolve_all(names)) / len(names)  # type: ignore[misc]
    twice.unlink()
    return found


TASKS = {task.__name__: task for task in (memory, single, frames, ambiguous, documents, records, doubled)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
