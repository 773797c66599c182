"""Columns of millions of names, and folders of documents, answered by engines: time, memory, and docs/scale.md.

::

    python -m benchmarks.scale --rows 20000000 --documents 40000
    python -m benchmarks.scale --rows 1000000 --documents 2000 --page /dev/stdout    # to try it

Each run is a process of its own, and so are its workers. The answers of all runs over the names are compared, row by
row, by a sum of hashes; a difference ends the program with an error.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.data import SEED, documents, draw_names
from benchmarks.measure import load_average, machine
from benchmarks.spark_cluster import ROOT, spark_cluster
from genenorm import Reference
from genenorm.annotation.engine_run import local_dask
from genenorm.frames.worker_answers import MOST_KEPT

ENGINES = ("arrow", "duckdb", "dask", "spark")
DOCUMENT_ENGINES = ("genenorm --jobs", "dask", "spark")
_PARTS = 16
"""Files of the table of names, each read by one worker at a time."""
_BATCH = 1 << 16
PUBMED = 36_000_000
"""Abstracts in PubMed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took."""

    engine: str
    workers: int
    rows: int
    """Names, or documents."""
    seconds: float
    """From the start of the work to its last file, without the start of the cluster."""
    start_seconds: float
    """Until the cluster was ready."""
    megabytes: float = 0.0
    """The most memory of a Python process."""
    java_megabytes: float = 0.0
    """The most memory of a Java machine."""
    all_megabytes: float = 0.0
    """The most memory of all processes together, in which what they share counts once."""
    answers: str = ""
    """The sum of the hashes of all rows; empty for documents."""


# -- data -------------------------------------------------------------------------------------------------------------


def write_mentions(folder: Path, rows: int) -> None:
    """Write a table of names as Parquet files: the n-th of some distinct names occurs in proportion to 1/n."""
    import numpy
    import pyarrow
    import pyarrow.parquet

    folder.mkdir(parents=True)
    with Reference.open() as reference:
        names = pyarrow.array(draw_names(reference, distinct_of(rows)))
    random = numpy.random.default_rng(SEED)
    sums = numpy.cumsum(1 / numpy.arange(1, len(names) + 1))
    for part in range(_PARTS):
        first, end = (rows * place // _PARTS for place in (part, part + 1))
        places = numpy.searchsorted(sums, random.random(end - first) * sums[-1])
        columns = {"n": pyarrow.array(numpy.arange(first, end)), "gene": names.take(pyarrow.array(places))}
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / f"part-{part:02}.parquet")


def distinct_of(rows: int) -> int:
    """Return the number of distinct names to draw from."""
    return min(300_000, rows // 20)


def write_documents(folder: Path, count: int) -> None:
    """Write files of PubTator documents as long as an abstract, each with 13 gene mentions."""
    folder.mkdir(parents=True)
    with Reference.open() as reference:
        names = draw_names(reference, 30_000)
    lines, size = iter(documents(names, count)), documents_in_file(count)
    for number in range(-(-count // size)):
        with (folder / f"documents-{number:05}.pubtator").open("w", encoding="utf-8") as file:
            for _ in range(min(size, count - number * size)):
                for line in lines:
                    file.write(f"{line}\n")
                    if not line:
                        break


def documents_in_file(count: int) -> int:
    """Return the number of documents in a file: 500, but fewer for several files where there are few."""
    return max(1, min(500, count // 40))


# -- runs over names --------------------------------------------------------------------------------------------------


def answer_by_arrow(source: Path, target: Path, workers: int) -> float:
    """Answer the names in this process, batch by batch, and return the seconds until it was ready."""
    import pyarrow.dataset
    import pyarrow.parquet

    from genenorm.frames.worker_answers import names_job, worker_answers, worker_votes

    del workers
    table = pyarrow.dataset.dataset(source)
    job = names_job()
    distinct: set[str] = set()
    for batch in table.to_batches(columns=["gene"], batch_size=1 << 20):
        distinct.update(batch.column(0).unique().to_pylist())
    job = job.with_votes([worker_votes(job.ticket, pyarrow.array(distinct))])
    key, writer = job.key, None
    target.mkdir()
    for batch in table.to_batches(batch_size=_BATCH):
        answers = worker_answers(job, batch.column("gene"), key=key)
        rows = pyarrow.Table.from_batches([batch])
        for name in answers.column_names:
            rows = rows.append_column(f"genenorm_{name}", answers[name])
        writer = writer or pyarrow.parquet.ParquetWriter(target / "all.parquet", rows.schema)
        writer.write_table(rows)
    if writer is not None:
        writer.close()
    return 0.0


def answer_by_duckdb(source: Path, target: Path, workers: int) -> float:
    """Answer the names in DuckDB, and return the seconds until it was ready."""
    import duckdb

    from genenorm.duckdb import resolve

    target.mkdir()
    with duckdb.connect(config={"threads": workers}) as connection:
        rows = resolve(connection, f"FROM '{source}/*.parquet'", "gene")
        rows.write_parquet(str(target / "all.parquet"))
    return 0.0


def answer_by_dask(source: Path, target: Path, workers: int) -> float:
    """Answer the names by worker processes of Dask, and return the seconds until they were ready."""
    import dask.dataframe
    from distributed import Client

    from genenorm.dask import resolve

    start = time.monotonic()
    with (
        local_dask(workers) as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(workers)
        ready = time.monotonic() - start
        resolve(dask.dataframe.read_parquet(source), "gene").to_parquet(target, write_index=False)
    return ready


def answer_by_spark(source: Path, target: Path, workers: int) -> float:
    """Answer the names by workers of Spark, and return the seconds until they were ready."""
    from genenorm.spark import resolve

    start = time.monotonic()
    with spark_cluster(workers, 1024) as session:
        session.range(100 * workers).repartition(2 * workers).count()
        ready = time.monotonic() - start
        resolve(session.read.parquet(str(source)), "gene").write.parquet(str(target))
    return ready


def hash_of(folder: Path) -> str:
    """Return a sum of hashes of all rows of some Parquet files, which does not depend on their order."""
    import duckdb

    with duckdb.connect() as connection:
        files = f"FROM '{folder}/*.parquet'"
        columns = connection.sql(files).columns
        cells = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in sorted(columns))
        found = connection.sql(f"SELECT count(*), sum(hash({cells})::HUGEINT) {files}").fetchall()
    return " ".join(map(str, found[0]))


# -- measuring --------------------------------------------------------------------------------------------------------


class Memory(threading.Thread):
    """Looks at the memory of the descendants of a process and of itself, twice a second."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._ended = threading.Event()
        self.most = {"python": 0.0, "java": 0.0, "all": 0.0}
        """Megabytes: of one process of Python, of one of Java, and of all together."""

    def run(self) -> None:
        """Look until ``end``."""
        while not self._ended.wait(0.5):
            shared = 0.0
            for process in _descendants(self._process):
                name, own, proportional = _memory_of(process)
                kind = "java" if name == "java" else "python"
                self.most[kind] = max(self.most[kind], own)
                shared += proportional
            self.most["all"] = max(self.most["all"], shared)

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()
        self.join()


def _descendants(process: int) -> Iterator[int]:
    yield process
    try:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                yield from _descendants(int(child))
    except OSError:  # it has ended
        return


def _memory_of(process: int) -> tuple[str, float, float]:
    """Return the name of a process, its memory in megabytes, and its share of it where it is shared."""
    try:
        name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return "", 0.0, 0.0
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}
    return name, sizes.get("Rss:", 0.0), sizes.get("Pss:", 0.0)


def run_names(engine: str, workers: int, source: Path, target: Path) -> dict[str, float]:
    """Run an engine over the table of names in this process, and return the seconds that it took."""
    runs: dict[str, Callable[[Path, Path, int], float]] = {
        "arrow": answer_by_arrow, "duckdb": answer_by_duckdb, "dask": answer_by_dask, "spark": answer_by_spark,
    }  # fmt: skip
    start = time.monotonic()
    ready = runs[engine](source, target, workers)
    return {"seconds": time.monotonic() - start - ready, "start_seconds": ready}


@contextmanager
def _memory_of_children(process: subprocess.Popen[str]) -> Iterator[Memory]:
    memory = Memory(process.pid)
    memory.start()
    try:
        yield memory
    finally:
        memory.end()


def measure_names(engine: str, workers: int, source: Path, folder: Path, rows: int) -> Measured:
    """Measure a run over the table of names in a process of its own."""
    target = folder / f"{engine}-{workers}"
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.scale", "--one", engine, str(workers), str(source), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        with _memory_of_children(process) as memory:
            output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{engine} with {workers} workers failed")
    took = json.loads(output.splitlines()[-1])
    answers = hash_of(target)
    shutil.rmtree(target)
    return _with_memory(
        Measured(engine, workers, rows, took["seconds"], took["start_seconds"], answers=answers), memory
    )


def measure_documents(engine: str, workers: int, source: Path, folder: Path, count: int, expected: Path) -> Measured:
    """Measure a run over the documents; the files must be those of ``expected``, which the first run writes."""
    target = folder / "annotated" if expected.exists() else expected
    shutil.rmtree(target, ignore_errors=True)
    options = [] if engine == "genenorm --jobs" else ["--engine", engine]
    command = [sys.executable, "-m", "genenorm", "annotate", str(source), "--out", str(target), "-q"]
    start = time.monotonic()
    with subprocess.Popen([*command, "--jobs", str(workers), *options], text=True, cwd=ROOT) as process:
        with _memory_of_children(process) as memory:
            process.wait()
        if process.returncode:
            raise RuntimeError(f"annotate by {engine} with {workers} workers failed")
    seconds = time.monotonic() - start
    for file in expected.iterdir():
        if file.read_bytes() != (target / file.name).read_bytes():
            raise RuntimeError(f"{engine} with {workers} workers wrote another {file.name}")
    return _with_memory(Measured(engine, workers, count, seconds, 0.0), memory)


def _with_memory(measured: Measured, memory: Memory) -> Measured:
    return replace(
        measured,
        megabytes=memory.most["python"],
        java_megabytes=memory.most["java"],
        all_megabytes=memory.most["all"],
    )


# -- page -------------------------------------------------------------------------------------------------------------


def page(names: list[Measured], annotated: list[Measured], command: str, loads: tuple[float, float]) -> str:
    """Return the text of docs/scale.md.

    :param loads: the load average of the machine before the runs, and after them.
    """
    rows, count = names[0].rows, annotated[0].rows
    parts = [
        "# Scale",
        _measured(command),
        f"## A column of {rows:,} names",
        _OF_NAMES.format(distinct=f"{distinct_of(rows):,}", parts=_PARTS),
        _table(names, "names"),
        f"## {count:,} documents",
        _OF_DOCUMENTS.format(size=documents_in_file(count)),
        _table(annotated, "documents"),
        _OF_LOAD.format(*loads),
        "## All of PubMed",
        *_of_pubmed(names, annotated),
    ]
    return "\n\n".join(part if part.startswith("|") else textwrap.fill(part, 120) for part in parts) + "\n"


def _measured(command: str) -> str:
    about = machine()
    where = f"{about['processor']}, {about['system']}, Python {about['python']}"
    return (
        f"Measured by `{command}` on one machine: {where}. A worker has one core; all of them, and the processes that "
        "give them work, share those of the machine. [engines.md](engines.md) says how to use the engines."
    )


_OF_NAMES = (
    "{distinct} distinct names from the index, a third of them rewritten and a tenth random letters, in which the n-th "
    "occurs in proportion to 1/n, in {parts} Parquet files; the result is written as Parquet with the short columns. "
    "The answers of all runs are the same in every row. The start of a cluster is not in the time. Memory is in "
    "megabytes: the most of a process of Python and of a Java machine, and that of all processes together, in which "
    "what they share counts once."
)
_OF_DOCUMENTS = (
    "Documents in PubTator, as long as an abstract, with 13 gene mentions each, in files of {size}, annotated by "
    "`genenorm annotate FOLDER --out OUT` with `--jobs N`, and `--engine dask` or `spark`. All runs write the same "
    "bytes. The time is that of the command, with the start of the workers."
)
_OF_LOAD = (
    "The load average over a minute was {:.1f} at the start and {:.1f} at the end; more than the number of workers "
    "means that the cores were shared with other work, and that the times are too long."
)


def _of_pubmed(names: list[Measured], annotated: list[Measured]) -> Iterator[str]:
    """Yield paragraphs on what these figures mean for all abstracts."""
    fewest = annotated[0]
    hours = PUBMED * fewest.seconds * fewest.workers / fewest.rows / 3600
    most = max(annotated, key=lambda one: one.rows / one.seconds)
    yield (
        f"PubMed has some {PUBMED // 1_000_000} million abstracts. At {fewest.rows / fewest.seconds:,.0f} documents a "
        f"second, as {fewest.engine} with {_workers(fewest)} annotates them here, they take {hours:,.0f} hours of one "
        f"core, and {hours / 64:,.1f} hours of 64 such cores, since no file waits for another. The most of the runs "
        f"above is {most.rows / most.seconds:,.0f} documents a second, by {most.engine} with {_workers(most)}. Most "
        "abstracts name fewer genes than these, and many name none."
    )
    fastest = max(names, key=lambda one: one.rows / one.seconds)
    mentions = 13 * PUBMED
    hours = mentions * fastest.seconds / fastest.rows / 3600
    yield (
        f"Their names as a column, if all abstracts had 13 as these do, are {mentions // 1_000_000} million rows: "
        f"{hours:,.1f} hours at {fastest.rows / fastest.seconds:,.0f} names a second, as {fastest.engine} answers "
        f"them here with {_workers(fastest)}."
    )
    yield (
        "The votes of the first pass, by which names are context for each other, take 12 bytes for each distinct name "
        f"where they are merged, {12 / 10:.1f} GB for 100 million. The workers need no more memory for more rows: they "
        f"keep the answers for {MOST_KEPT:,} names at most."
    )


def _workers(one: Measured) -> str:
    return "1 worker" if one.workers == 1 else f"{one.workers} workers"


def _table(runs: list[Measured], unit: str) -> str:
    head = ("engine", "workers", "seconds", f"{unit} a second", "start, s", "Python, MB", "Java, MB", "all, MB")
    lines = [head, ("---", *["---:"] * (len(head) - 1)), *map(_row, runs)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(one: Measured) -> tuple[str, ...]:
    start, java = f"{one.start_seconds:,.1f}", f"{one.java_megabytes:,.0f}"
    return (
        one.engine, str(one.workers), f"{one.seconds:,.1f}", f"{one.rows / one.seconds:,.0f}",
        start if one.start_seconds else "", f"{one.megabytes:,.0f}", java if one.java_megabytes else "",
        f"{one.all_megabytes:,.0f}",
    )  # fmt: skip


# -- command ----------------------------------------------------------------------------------------------------------


def main() -> None:
    """Make the data, measure all runs, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=main.__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000, help="names (default: %(default)s)")
    parser.add_argument("--documents", type=int, default=40_000, help="documents (default: %(default)s)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers (default: 1 2)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES, help="engines (default: all)")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "scale.md", help="where to write the page")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        engine, workers, source, target = chosen.one
        print(json.dumps(run_names(engine, int(workers), Path(source), Path(target))))
        return
    command = f"python -m benchmarks.scale --rows {chosen.rows} --documents {chosen.documents}"
    command += f" --workers {' '.join(map(str, chosen.workers))} --engines {' '.join(chosen.engines)}"
    load = load_average()
    with tempfile.TemporaryDirectory(prefix="scale-") as made:
        folder = Path(made)
        write_mentions(folder / "mentions", chosen.rows)
        write_documents(folder / "documents", chosen.documents)
        names = []
        for engine in chosen.engines:
            for workers in chosen.workers if engine in ("dask", "spark") else [1]:  # the others are one process
                names.append(measure_names(engine, workers, folder / "mentions", folder, chosen.rows))
                print(json.dumps(asdict(names[-1])), file=sys.stderr, flush=True)
                if names[-1].answers != names[0].answers:
                    raise SystemExit(f"{engine} with {workers} workers gave other answers than {names[0].engine}")
        annotated = []
        for engine in (DOCUMENT_ENGINES[0], *(name for name in DOCUMENT_ENGINES if name in chosen.engines)):
            for workers in chosen.workers:
                expected = folder / "expected"
                run = measure_documents(engine, workers, folder / "documents", folder, chosen.documents, expected)
                annotated.append(run)
                print(json.dumps(asdict(run)), file=sys.stderr, flush=True)
    chosen.page.write_text(page(names, annotated, command, (load, load_average())), encoding="utf-8")


if __name__ == "__main__":
    main()
