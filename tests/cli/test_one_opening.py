"""A command opens the index once; of several processes each opens it once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
HOOK = """
import os, sys
def _note(event, arguments):
    if event == "open" and str(arguments[0]).endswith("reference.safetensors"):
        with open(os.environ["OPENINGS"], "a") as file:
            file.write(f"{os.getpid()}\\n")
sys.addaudithook(_note)
"""
"""A module that Python imports at the start of each process: it notes who opens the index, below any code of ours."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a record and a table, and one with many records."""
    (tmp_path / "many").mkdir()
    for number in range(20):
        shutil.copy(FIXTURE, tmp_path / "many" / f"{number}.md")
    shutil.copy(FIXTURE, tmp_path / "figure.md")
    (tmp_path / "names.tsv").write_text("gene\tn\nGRIN1\t1\n", encoding="utf-8")
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return tmp_path


def openings(folder: Path, command: str) -> list[int]:
    """Run a command line; return how often each of its processes opened the index."""
    noted = folder / "openings.txt"
    noted.write_text("", encoding="utf-8")
    paths = [str(folder / "hooks"), str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "OPENINGS": str(noted)}
    words = [sys.executable, "-m", "genenorm", *command.split()]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return sorted(Counter(noted.read_text(encoding="utf-8").split()).values())


@pytest.mark.parametrize(
    "command",
    [
        "annotate figure.md",
        "annotate figure.md --species human --as rat --find --to tsv --out out.tsv",
        "annotate many names.tsv --in-place",
        "report figure.md --out page.html",
        "explain GRIN1 --species mouse",
        "lock GRIN1 --out names.lock --species human",
    ],
)
def test_a_command_opens_the_index_once(command: str, folder: Path) -> None:
    assert openings(folder, command) == [1]


def test_each_of_several_processes_opens_the_index_once(folder: Path) -> None:
    counts = openings(folder, "annotate many --out out --jobs 2")
    assert set(counts) == {1}
    assert 2 <= len(counts) <= 3, "the first process, and those that it starts"
    assert len(list((folder / "out").iterdir())) == 20


def test_removing_answers_needs_no_index(folder: Path) -> None:
    assert openings(folder, "strip many --out clean") == []
