"""What every command has in common: one meaning for each letter, ``--quiet`` and ``--verbose``, colours, progress."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from genenorm.cli import main
from genenorm.cli.output.messages import NORMAL, detail, is_quiet, note
from genenorm.cli.output.streams import has_colours
from tests.support.commands import run, run_in_terminal
from tools import cli_page

LETTERS = {
    "-q": "--quiet",
    "-v": "--verbose",
    "-o": "--out",
    "-f": "--format",
    "-F": "--file",
    "-s": "--species",
    "-j": "--jobs",
}
"""Every short option and the one long option that it stands for, in all commands."""

COMMANDS = [(path, command) for path, command, _ in cli_page.commands()]


def options_of(command: click.Command) -> list[click.Option]:
    """Return the options of a command, without --help, of which click keeps the one that it makes first."""
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_a_letter_means_the_same_in_every_command(path: str, command: click.Command) -> None:
    for option in options_of(command):
        letters = [name for name in option.opts if not name.startswith("--")]
        assert all(LETTERS.get(letter) in option.opts for letter in letters), f"{path}: {option.opts}"
        for letter, long in LETTERS.items():
            assert long not in option.opts or letter in option.opts or long == "--species", f"{path}: {option.opts}"


def test_the_letters_are_those_in_use() -> None:
    used = {name for _, command in COMMANDS for option in options_of(command) for name in option.opts}
    assert {name for name in used if not name.startswith("--")} == LETTERS.keys()


@pytest.mark.parametrize(
    "line",
    ["-q annotate - --from list --to tsv -s auto", "annotate -q - --from list --to tsv -s auto", "-q resolve -s auto",
     "resolve --quiet -s auto --organism unicorn", "-q -q resolve -q -s auto"],
)  # fmt: skip
def test_quiet_leaves_notes_out_wherever_it_is_written(line: str) -> None:
    done = run(*line.split(), stdin="Grin1\nTrp53\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 3


def test_without_quiet_there_are_notes_and_errors_stay_with_it() -> None:
    assert "species left open" in run("resolve", "-s", "auto", "Grin1").stderr
    done = run("-q", "resolve", "Grin1", "-s", "unicorn")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    done = run("-q", "resolve", "--file", "no such file")
    assert (done.returncode, done.stderr) == (1, "genenorm: no such file: no such file or directory\n")


@pytest.mark.parametrize("line", ["-v resolve GRIN1", "resolve GRIN1 --verbose", "explain -v GRIN1", "-v lock x -o -"])
def test_verbose_names_the_index(line: str) -> None:
    done = run(*line.split())
    assert done.returncode == 0
    assert done.stderr.startswith("genenorm: index shipped ")
    assert " ms: " in done.stderr
    assert re.search(r"^genenorm: done in [\d.]+ s$", done.stderr.splitlines()[-1])


def test_verbose_tells_of_files_and_formats(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("gene,n\nGRIN1,1\n", encoding="utf-8")
    done = run("-v", "resolve", "--file", "a.csv", "--column", "gene", "-o", "b.json", cwd=tmp_path)
    assert "genenorm: 1 names in a column of a.csv, read as csv" in done.stderr
    assert "written to b.json as json" in done.stderr
    done = run("-v", "annotate", "a.csv", "b.json", "--from", "csv", "--table", cwd=tmp_path)
    assert "a.csv: 1 records, 1 names, written as tsv" in done.stderr


@pytest.mark.parametrize("line", ["-q -v resolve x", "-q resolve x -v", "-v cache info -q", "resolve -vq x"])
def test_quiet_and_verbose_exclude_each_other(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    assert "--quiet and --verbose exclude each other" in capsys.readouterr().err


def test_the_level_ends_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-q", "resolve", "GRIN1"]) == 0
    assert not is_quiet()
    assert main(["resolve", "GRIN1", "-v"]) == 0
    capsys.readouterr()
    detail("a detail")
    note("a note")
    assert capsys.readouterr().err == "a note\n"
    assert NORMAL == 0


# -- the terminal -----------------------------------------------------------------------------------------------------


class Stream:
    """A stream that says whether it is a terminal."""

    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("environment", "terminal", "pipe"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
    ids=str,
)
def test_colours_are_for_terminals_unless_the_environment_says_otherwise(
    environment: dict[str, str], terminal: bool, pipe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_colours(Stream(is_terminal=True)) is terminal  # type: ignore[arg-type]
    assert has_colours(Stream(is_terminal=False)) is pipe  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "colour", "cursor"), [("", True, True), ("NO_COLOR=1 ", False, True), ("TERM=dumb ", False, False)]
)
def test_a_terminal_gets_no_escapes_that_it_is_not_to_have(
    before: str, colour: bool, cursor: bool, tmp_path: Path
) -> None:
    for command in ("resolve GRIN1 nothing", "resolve GRIN1 --retries 3", "annotate a.txt b.txt --table"):
        (tmp_path / "a.txt").write_text("GRIN1\n", encoding="utf-8")
        (tmp_path / "b.txt").write_text("GRIN1\n", encoding="utf-8")
        shown = run_in_terminal(f"{before}genenorm {command}", tmp_path, escapes=True)
        assert bool(re.search(r"\x1b\[\d+m", shown)) is colour, command
        assert bool(re.search(r"\x1b\[\??\d*[A-Zhl]", shown)) is (cursor and "annotate" in command), command


def test_colours_are_forced_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32mresolved\x1b[0m" in run("resolve", "GRIN1", "--format", "table").stdout
    assert "\x1b" not in run("resolve", "GRIN1", "--format", "tsv").stdout
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b" not in run("resolve", "GRIN1", "--format", "table").stdout
