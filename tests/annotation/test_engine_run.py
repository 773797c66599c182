"""Runs by the workers of Dask: the same files and outcomes as in one process, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation import engine_run
from genenorm.annotation.engine_run import local_dask
from genenorm.annotation.file_annotator import FileAnnotator
from genenorm.annotation.inputs import Task, find_inputs, plan_tasks
from genenorm.annotation.job import Engine, Job, Place
from genenorm.annotation.run import annotate_files, run
from genenorm.cli import main
from genenorm.core.errors import GenenormError, MissingExtraError, ReferenceFileError
from genenorm.index.index_ticket import IndexTicket
from genenorm.index.reference import Reference
from tests.support.children import started
from tests.support.commands import GENENORM

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a cluster of two processes."""
    with local_dask(2) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents, one of them broken, named as seen from the folder above it, which is the current one."""
    folder = tmp_path / "documents"
    (folder / "more").mkdir(parents=True)
    for number in range(20):
        text = f"{number}|t|Grin{number} in mice.\n{number}|a|The gene.\n{number}\t0\t5\tGrin{number % 3 + 1}\tGene\n\n"
        (folder / ("more" if number % 2 else "") / f"{number:02}.pubtator").write_text(text, encoding="utf-8")
    (folder / "broken.pubtator").write_text("nothing\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path("documents")


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tasks_to(out: str, documents: Path) -> tuple[Job, tuple[Task, ...]]:
    job = Job(Place.FOLDER, Path(out))
    return job, plan_tasks(find_inputs([documents], job).files, job)


def test_the_files_and_outcomes_are_those_of_one_process(address: str, documents: Path) -> None:
    job, tasks = tasks_to("one", documents)
    expected = list(run(tasks, job))
    job, tasks = tasks_to("dask", documents)
    found = list(run(tasks, job, engine=Engine("dask", address)))
    assert found == expected
    assert [outcome.source for outcome in found if outcome.error] == ["documents/broken.pubtator"]
    assert outputs(Path("dask")) == outputs(Path("one"))
    assert len(outputs(Path("dask"))) == 20


def _killed_once(tasks: Any, annotator: FileAnnotator) -> Any:
    """Kill the first worker that begins, after it has written a file."""
    outcomes = annotate_files(tasks, annotator)
    first = next(outcomes)
    with suppress(FileExistsError):
        os.close(os.open("killed", os.O_CREAT | os.O_EXCL))
        os.kill(os.getpid(), signal.SIGKILL)
    return [first, *outcomes]


def _with_a_kill(*arguments: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:  # in the worker, whose own module it is
        patch.setattr(engine_run, "annotate_files", _killed_once)
        return engine_run._annotated(*arguments)


def test_a_killed_worker_loses_nothing(address: str, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, tasks = tasks_to("one", documents)
    expected = list(run(tasks, job))
    job, tasks = tasks_to("dask", documents)
    monkeypatch.setattr(engine_run, "_annotated", _with_a_kill)
    assert list(run(tasks, job, engine=Engine("dask", address))) == expected
    assert Path("killed").exists()
    assert outputs(Path("dask")) == outputs(Path("one"))


def test_the_command_line_says_what_one_process_says(
    address: str, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", "documents", "--out", "one"]) == 1
    expected = capsys.readouterr()
    assert main(["annotate", "documents", "--out", "dask", "--engine", "dask", "--scheduler", address]) == 1
    assert capsys.readouterr() == expected
    assert "documents/broken.pubtator, line 1" in expected.err
    assert main(["annotate", "documents", "--split-by", "doubt", "d", "--engine", "dask", "--scheduler", address]) == 1
    assert main(["annotate", "documents", "--split-by", "doubt", "s"]) == 1
    assert outputs(Path("d")) == outputs(Path("s"))


def test_ctrl_c_in_a_terminal_ends_the_run_and_its_workers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("GRIN1\n", encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")
    command = [*GENENORM, "annotate", "a.txt", "b.txt", "--table", "--engine", "dask", "--jobs", "2"]
    with started(command, own_group=True, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        (tmp_path / "b.txt").open("wb").close()  # opens once a worker is about to read
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to the command and all of its processes
        _, err = process.communicate(timeout=90)
    message = b"genenorm: interrupted; the same command with --resume does the remaining files"
    assert (process.returncode, err.strip()) == (130, message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["documents", "--stdout", "--engine", "dask"], "--engine is for many files"),
        (["documents/00.pubtator", "--engine", "spark"], "--engine is for many files"),
        (["documents", "--table", "--scheduler", "tcp://x:1"], "--scheduler needs the engine that it is of"),
        (["documents", "--table", "--engine", "ray"], "'ray' is not one of 'dask', 'spark'"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    options: list[str], message: str, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", *options]) == 2
    assert message in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_named(documents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        options = ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"]
        assert main(["annotate", "documents", "--table", *options]) == 1
    assert "--scheduler tcp://127.0.0.1:1: no scheduler of Dask answers there" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["dask", "spark"])
def test_an_engine_that_is_not_installed_is_named(
    engine: str, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, {"dask": "distributed", "spark": "pyspark.sql"}[engine], None)
    job, tasks = tasks_to("out", documents)
    with pytest.raises(MissingExtraError, match=rf"genenorm\[{engine}\]"):
        list(run(tasks, job, engine=Engine(engine)))


def test_what_ends_the_run_is_raised_in_the_program(documents: Path, reference: Reference) -> None:
    job, tasks = tasks_to("out", documents)
    chunk = [(str(task.source), str(task.target)) for task in tasks]
    ticket = IndexTicket.of(reference)
    other = engine_run._Work(job, ticket._replace(content_hash="other", path="none"), os.getcwd())  # noqa: PTH109
    lacking = engine_run._annotated(other, str, chunk)
    with pytest.raises(ReferenceFileError, match="a worker has no index"):
        engine_run._checked(lacking)
    nowhere = engine_run._annotated(engine_run._Work(job, ticket, "/nowhere"), str, chunk)
    with pytest.raises(GenenormError, match=r"cannot use the folder /nowhere .*folders that all machines share"):
        engine_run._checked(nowhere)
