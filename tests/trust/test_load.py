"""Many threads and processes at one resolver, index, store and folder, forked and spawned ones: the answers of one."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from random import Random

import numpy  # noqa: F401 - with it, long lists are answered on arrays
import pytest

from genenorm.core.context import Context
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.core.tables import Table
from genenorm.index.reference import Reference
from genenorm.mygene.store import LookupEntry, LookupStore, Question
from genenorm.resolver.resolver import Resolver
from tests.support.children import started
from tests.support.commands import GENENORM, run
from tools.trust.names import known_names, made_lists

pytestmark = pytest.mark.usefixtures("without_coverage")

THREADS = 16
PROCESSES = 8
_SECONDS = 100

Lists = list[tuple[list[str], Context]]


@pytest.fixture(scope="module")
def lists(reference: Reference) -> Lists:
    made = islice(made_lists(known_names(reference), 31), 60)
    return [(names, context) for names, context in made if len(names) <= 120][:24]


@pytest.fixture(scope="module")
def expected(reference: Reference, lists: Lists) -> list[Table]:
    return tables(Resolver(reference), lists)


def tables(resolver: Resolver, lists: Lists) -> list[Table]:
    return [resolver.table(names, context) for names, context in lists]


def test_threads_share_a_resolver_that_nothing_was_asked_before(lists: Lists, expected: list[Table]) -> None:
    with Reference.open(SHIPPED_INDEX) as reference, ThreadPoolExecutor(THREADS) as pool:
        resolver, all_ready = Resolver(reference), threading.Barrier(THREADS)

        def answer(number: int) -> bool:
            order = list(range(len(lists)))
            Random(number).shuffle(order)
            all_ready.wait(_SECONDS)
            return all(resolver.table(*lists[place]) == expected[place] for place in order)

        assert list(pool.map(answer, range(THREADS))) == [True] * THREADS
        assert resolver.faults == {}


def test_threads_open_and_close_one_index_file(lists: Lists, expected: list[Table]) -> None:
    def answer(place: int) -> bool:
        with Reference.open(SHIPPED_INDEX) as reference:
            return Resolver(reference).table(*lists[place]) == expected[place]

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(answer, [*range(len(lists))] * 2))


FORK = """
import os, sys, pickle
import numpy
from genenorm import Reference, Resolver
lists, expected = pickle.load(open(sys.argv[1], "rb"))
resolver = Resolver(Reference.open("shipped"))
half = len(lists) // 2
assert [resolver.table(*given) for given in lists[:half]] == expected[:half]
children = []
for number in range(int(sys.argv[2])):
    child = os.fork()
    if not child:
        found = [resolver.table(*given) for given in lists]
        os._exit(0 if found == expected and not resolver.faults else 1)
    children.append(child)
assert [resolver.table(*given) for given in lists[half:]] == expected[half:]
sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def test_an_index_that_was_open_before_a_fork_is_read_by_all_processes(
    tmp_path: Path, lists: Lists, expected: list[Table]
) -> None:
    import pickle

    (tmp_path / "lists").write_bytes(pickle.dumps((lists, expected)))
    command = [sys.executable, "-c", FORK, str(tmp_path / "lists"), str(PROCESSES)]
    done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def answer_in_process(given: tuple[list[str], Context]) -> Table:
    with Reference.open(SHIPPED_INDEX) as reference:
        return Resolver(reference).table(*given)


def test_spawned_processes_give_the_same_answers(lists: Lists, expected: list[Table]) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(answer_in_process, lists[:8])) == expected[:8]


def run_together(commands: list[list[str]], **environment: str) -> list[tuple[int, str]]:
    """Run commands at the same time, and return their exit codes and messages."""
    env = {**os.environ, **environment}
    with ExitStack() as stack:
        processes = [stack.enter_context(started(command, stderr=subprocess.PIPE, env=env)) for command in commands]
        errors = [process.communicate(timeout=_SECONDS)[1].decode() for process in processes]
        return [(process.returncode, error) for process, error in zip(processes, errors, strict=True)]


def test_processes_write_one_folder_at_the_same_time(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.csv").write_text(f"gene\nGRIN1\nTrp53\nnone{number}\n", encoding="utf-8")
    assert run("annotate", str(folder), "--out", str(tmp_path / "alone"), "-q").returncode == 0
    command = [*GENENORM, "annotate", str(folder), "--out", str(out), "-q"]
    assert run_together([command] * PROCESSES) == [(0, "")] * PROCESSES
    expected = {path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()}
    assert {path.name: path.read_bytes() for path in out.iterdir()} == expected


def test_processes_annotate_the_same_files_in_place_and_lose_none(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.csv").write_text(f"gene\nGRIN1\nTrp53\nnone{number}\n", encoding="utf-8")
    assert run("annotate", str(folder), "--out", str(tmp_path / "alone"), "-q").returncode == 0
    ended = run_together([[*GENENORM, "annotate", str(folder), "--in-place", "-q"]] * PROCESSES)
    for code, errors in ended:  # a file that another process has just written may be left to it
        lines = errors.splitlines()
        assert (code, bool(lines)) in ((0, False), (1, True))
        assert all("changed while it was read and is left unchanged" in line for line in lines), errors
    expected = {path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected


def test_threads_share_a_store_and_read_their_own_entries(tmp_path: Path) -> None:
    question = Question("https://mygene.example/v3", "symbol", "symbol,taxid")

    def work(number: int) -> int:
        entries = [LookupEntry(9606, f"N{number}-{place}", 1_795_000_000, "b", "") for place in range(50)]
        store.put(question, entries)
        return len(store.get(question, [entry.name for entry in entries], [9606]))

    with LookupStore.open(tmp_path) as store, ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS))) == [50] * THREADS
        assert store.info().entries == THREADS * 50


def test_processes_import_into_one_store_at_the_same_time(tmp_path: Path) -> None:
    question = Question("https://mygene.example/v3", "symbol", "symbol,taxid")
    commands: list[list[str]] = []
    for number in range(PROCESSES):
        with LookupStore.open(tmp_path / f"{number}") as store:
            names = (f"N{number}-{place}" for place in range(200))
            store.put(question, [LookupEntry(9606, name, 1_795_000_000, "b", "") for name in (*names, "shared")])
        file = str(tmp_path / f"{number}.jsonl")
        done = subprocess.run(
            [*GENENORM, "cache", "export", file], env={**os.environ, "GENENORM_CACHE": str(tmp_path / f"{number}")},
            timeout=_SECONDS, check=True,
        )  # fmt: skip
        assert done.returncode == 0
        commands.append([*GENENORM, "cache", "import", file, "-q"])
    assert run_together(commands, GENENORM_CACHE=str(tmp_path / "all")) == [(0, "")] * PROCESSES
    with LookupStore.open(tmp_path / "all") as store:
        assert store.info().entries == PROCESSES * 200 + 1
