"""An index file that is replaced, deleted, cut or written into while it is open: old answers or an error, no others."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.context import Context
from genenorm.core.errors import ReferenceFileError
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index import library as index_library
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.running import Service
from tests.support.children import started
from tests.support.commands import GENENORM
from tests.support.small_index import write_small_index

Change = Callable[[Path], object]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    file = write_small_index(tmp_path / "a.safetensors")
    os.utime(file, (1_700_000_000, 1_700_000_000))  # a change has another time, however coarse the clock is
    return file


def cut(file: Path) -> None:
    with file.open("rb+") as opened:
        opened.truncate(100)


def cut_to_nothing(file: Path) -> None:
    file.write_bytes(b"")


def write_other_bytes(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[random.Random(1).randrange(len(data) // 2, len(data))] ^= 1
    with file.open("rb+") as opened:
        opened.write(data)


def copy_the_shipped_index_over_it(file: Path) -> None:
    shutil.copyfile(SHIPPED_INDEX, file)


IN_PLACE = (cut, cut_to_nothing, write_other_bytes, copy_the_shipped_index_over_it)


def move_another_index_there(file: Path) -> None:
    other = file.with_name("other")
    shutil.copyfile(SHIPPED_INDEX, other)
    other.replace(file)


def copy_the_same_bytes_over_it(file: Path) -> None:
    data = file.read_bytes()
    with file.open("rb+") as opened:
        opened.write(data)


HARMLESS = (move_another_index_there, copy_the_same_bytes_over_it, Path.touch, Path.unlink)


@pytest.mark.parametrize("change", HARMLESS)
def test_an_index_that_was_replaced_gives_the_old_answers(index: Path, change: Change) -> None:
    with Reference.open(index) as reference:
        resolver = Resolver(reference)
        assert resolver.resolve("FRESH1").gene_id == 999999901
        change(index)
        for _ in range(2):
            assert resolver.resolve("NEWALIAS7").gene_id == 2902
            assert [row[3] for row in resolver.table(["TP53NEW", "FRQZ-19"]).rows] == [7157, 999999901]
            assert reference.meta["build_date"] == "2026-11-15"
            reference.check()


@pytest.mark.parametrize("change", IN_PLACE)
def test_an_index_that_was_written_into_gives_an_error_and_no_answers(index: Path, change: Change) -> None:
    with Reference.open(index) as reference:
        resolver = Resolver(reference)
        known = resolver.resolve("FRESH1")
        assert known.candidates  # what nobody has looked at before the change could not be read after it
        change(index)
        asked: tuple[Callable[[], object], ...] = (
            lambda: resolver.resolve("NEWALIAS7"),
            lambda: resolver.resolve("FRESH1", Context(species="human")),
            lambda: resolver.resolve_all(["NEWALIAS7", "FRESH1"]),
            lambda: resolver.table(["NEWALIAS7", "FRESH1"]),
            lambda: resolver.columns(["NEWALIAS7", "FRESH1"]),
            lambda: annotate_file(b"gene\nFRESH1\n", "a.csv", resolver),
        )
        for ask in asked:
            with pytest.raises(ReferenceFileError, match=r"a\.safetensors: its bytes were changed while"):
                ask()
        assert resolver.resolve("FRESH1") is known  # an answer that was given before may be given again


@pytest.mark.parametrize("change", [cut, copy_the_shipped_index_over_it])
def test_a_server_whose_index_was_written_into_says_so(
    index: Path, change: Change, capfd: pytest.CaptureFixture[str]
) -> None:
    with Reference.open(index) as reference, Service(Resolver(reference)) as server:
        assert httpx.get(f"{server.url}/v3/query?q=FRESH1").json()["total"] == 2
        change(index)
        for path in ("v3/query?q=NEWALIAS7", "v3/gene/7157", "v3/metadata", "api/v1/resolve?name=NEWALIAS7"):
            answer = httpx.get(f"{server.url}/{path}")
            assert (answer.status_code, "index is damaged or was changed" in answer.text) == (503, True)
    assert capfd.readouterr().err == ""


READER = """
import sys
from genenorm import Reference, Resolver
from genenorm.core.errors import ReferenceFileError
with Reference.open(sys.argv[1]) as reference:
    resolver = Resolver(reference)
    print("open", flush=True)
    for turn in range(10 ** 9):
        try:
            answers = resolver.resolve_all([f"no gene {turn}", "FRESH1", "TP53NEW"])
        except ReferenceFileError as error:
            sys.exit(f"told: {error}")
        assert [answer.gene_id for answer in answers] == [None, 999999901, 7157], answers
        if turn == 300:
            print("read", flush=True)
"""


def test_a_process_goes_on_while_its_index_is_replaced_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path))
    source = write_small_index(tmp_path / "source.safetensors")
    file = index_library.add(source, "own")
    command = [sys.executable, "-c", READER, str(file)]
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        for _ in range(20):
            index_library.add(source, "own", replace=True)
            time.sleep(0.005)
        assert process.stdout.readline() == b"read\n"
        assert process.poll() is None


def test_a_run_whose_index_is_written_into_ends_with_one_line(index: Path) -> None:
    command = [*GENENORM, "annotate", "-", "--from", "csv", "--to", "tsv", "--reference", str(index)]
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(0.5)  # it opens its index before it reads; when that takes longer, it is told the same at once
        data = index.read_bytes()
        with index.open("rb+") as opened:
            opened.write(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
        _, errors = process.communicate(b"gene\nFRESH1\n", timeout=60)
    assert process.returncode == 1
    assert b"a.safetensors: " in errors
    assert len(errors.splitlines()) == 1, errors
