"""``genenorm lock`` and ``genenorm resolve --locked``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service
from tests.support.commands import run
from tests.support.made_index import Made, make_index
from tests.support.small_index import write_small_index

NAMES = "GRIN1\nNmdar1\np62\nFRESH1\n\nno such gene\n"
OTHER_NAMES = "give those, or make another lock with: genenorm lock"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a list of names."""
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    (tmp_path / "names.txt").write_text(NAMES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def newer_service(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with (
        Reference.open(write_small_index(place / "small.safetensors")) as small,
        Service(Resolver(small), {Part.MYGENE}) as running,
    ):
        monkeypatch.setenv("GENENORM_MYGENE", running.mygene_url)
        yield running


@pytest.mark.parametrize("form", ["tsv", "csv", "json", "jsonl"])
def test_a_locked_list_gives_the_bytes_of_the_run_it_was_made_from(place: Path, form: str) -> None:
    options = ("--file", "names.txt", "--species", "human,mouse", "--organism", "Mus musculus", "--text", "in brain")
    made = run("lock", *options, cwd=place)
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr.startswith("genenorm: 6 names locked in genenorm.lock: index shipped ")
    plain = run("resolve", *options, "--format", form, cwd=place)
    again = run("resolve", "--locked", "genenorm.lock", "--format", form, cwd=place)
    assert (again.returncode, again.stdout, again.stderr) == (0, plain.stdout, "")
    given = run("resolve", "--locked", "genenorm.lock", "--file", "-", "--format", form, stdin=NAMES, cwd=place)
    assert given.stdout == plain.stdout


def test_a_live_run_is_repeated_without_a_socket(place: Path, newer_service: Service) -> None:
    assert run("lock", "-F", "names.txt", "--live", "-s", "human", cwd=place).returncode == 0
    plain = run("resolve", "-F", "names.txt", "--live", "-s", "human", cwd=place)
    assert "FRESH1\tresolved" in plain.stdout
    code = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a socket was used")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from genenorm.cli import main
sys.exit(main(["resolve", "--locked", "genenorm.lock"]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, plain.stdout, "")


def test_the_same_run_writes_the_same_lock(place: Path) -> None:
    first = run("lock", "GRIN1", "p62", "--out", "-", cwd=place)
    again = run("lock", "GRIN1", "p62", "--out", "a.lock", cwd=place)
    assert first.stdout == (place / "a.lock").read_text(encoding="utf-8")
    assert first.stderr.replace("standard output", "a.lock") == again.stderr
    assert again.stderr.count("\n") == 1


def test_a_repetition_reads_the_names_from_their_source(place: Path) -> None:
    run("lock", "GRIN1", "IL-1β", "--file", "names.txt", "--out", "both.lock", cwd=place)
    again = run("resolve", "--locked", "both.lock", cwd=place)
    assert [line.split("\t")[0] for line in again.stdout.splitlines()[1:4]] == ["GRIN1", "IL-1β", "GRIN1"]
    run("lock", "--out", "piped.lock", stdin="TP53\nPTEN\n", cwd=place)
    again = run("resolve", "--locked", "piped.lock", stdin="TP53\nPTEN\n", cwd=place)
    assert [line.split("\t")[4] for line in again.stdout.splitlines()[1:]] == ["TP53", "PTEN"]
    refused = run("resolve", "--locked", "piped.lock", stdin="TP53\n", cwd=place)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"genenorm: 1 name given, 2 locked: {OTHER_NAMES}\n"


def test_a_list_that_changed_is_refused_with_the_name_of_its_file(place: Path) -> None:
    run("lock", "-F", "names.txt", cwd=place)
    (place / "names.txt").write_text(NAMES.replace("p62", "p53"), encoding="utf-8")
    done = run("resolve", "--locked", "genenorm.lock", cwd=place)
    assert (done.returncode, done.stdout) == (1, "")
    expected = f"the names differ from the locked names (from names.txt), at least in their order: {OTHER_NAMES}"
    assert done.stderr == f"genenorm: {expected}\n"


def test_look_ups_missing_after_a_clear_are_named(place: Path, newer_service: Service) -> None:
    run("lock", "FRESH1", "--live", "-s", "human", cwd=place)
    run("cache", "export", "kept.jsonl", cwd=place)
    run("cache", "clear", "--yes", cwd=place)
    done = run("resolve", "--locked", "genenorm.lock", cwd=place)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "look-ups missing from" in done.stderr
    assert "genenorm cache import FILE" in done.stderr
    run("cache", "import", "kept.jsonl", cwd=place)
    assert "FRESH1\tresolved" in run("resolve", "--locked", "genenorm.lock", cwd=place).stdout


def test_another_version_is_noted_on_stderr_where_the_answers_are_the_same(place: Path) -> None:
    run("lock", "GRIN1", cwd=place)
    file = place / "genenorm.lock"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], json.dumps({"genenorm": "0.0.9"}), *lines[2:]]) + "\n", encoding="utf-8")
    done = run("resolve", "--locked", "genenorm.lock", cwd=place)
    assert (done.returncode, done.stdout) == (0, run("resolve", "GRIN1", cwd=place).stdout)
    assert done.stderr.startswith("genenorm: locked by genenorm 0.0.9, this is ")
    assert done.stderr.endswith("; the answers are the same\n")


def test_an_index_that_is_not_here_is_named_by_its_hash(place: Path) -> None:
    run("lock", "GRIN1", cwd=place)
    file = place / "genenorm.lock"
    text = file.read_text(encoding="utf-8")
    content_hash = json.loads(text.splitlines()[3])["reference"]["content_hash"]
    file.write_text(text.replace(content_hash, "f" * 64), encoding="utf-8")
    done = run("resolve", "--locked", "genenorm.lock", cwd=place)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"genenorm: no index with content hash {'f' * 64} (shipped ")


def test_an_index_can_be_locked_and_given_as_a_file(place: Path) -> None:
    mine = str(make_index(place / "mine.safetensors", [Made(1, "QQA1")]))
    assert run("lock", "QQA1", "--reference", mine, cwd=place).returncode == 0
    refused = run("resolve", "--locked", "genenorm.lock", cwd=place)
    assert (refused.returncode, "no index with content hash abab" in refused.stderr) == (1, True)
    moved = Path(mine).rename(place / "moved.safetensors")
    done = run("resolve", "--locked", "genenorm.lock", "--reference", str(moved), cwd=place)
    assert done.stdout.splitlines()[1].split("\t")[-1] == "mine 2026-11-15 abababababab"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("lock", "-F", "names.txt", "--live", "--retries", "0"), 1, "not locked: MyGene.info cannot be reached"),
        (("lock", "GRIN1", "--out", "no/such/folder"), 1, "no/such"),
        (("lock", "GRIN1", "-s", "humman"), 2, "did you mean 'human'?"),
        (("resolve", "--locked", "names.txt"), 1, "names.txt, line 1: not a lock"),
        (("resolve", "--locked", "nowhere.lock"), 1, "nowhere.lock: no such file"),
        (("resolve", "--locked", "x", "-s", "human"), 2, "--species cannot be used with --locked"),
        (("resolve", "--locked", "x", "--live"), 2, "--live cannot be used with --locked"),
        (("resolve", "--locked", "x", "--max-age", "3"), 2, "--max-age cannot be used with --locked"),
    ],
)
def test_mistakes_are_one_line_and_leave_no_lock(
    place: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    monkeypatch.setenv("GENENORM_MYGENE", "http://127.0.0.1:1/v3")
    done = run(*arguments, cwd=place)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (place / "genenorm.lock").exists()
