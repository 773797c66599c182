"""The help of the commands: examples that can be run, exit codes, variables and completion."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

import genenorm
from genenorm.cli import main
from genenorm.cli.commands import COMMANDS, cli
from genenorm.cli.help_texts import COMPLETION, EXAMPLES, EXIT_CODES, VARIABLES, general_text
from tests.support.commands import GENENORM
from tools import cli_page

PATHS = {path.removeprefix("genenorm "): command for path, command, _ in cli_page.commands() if path != "genenorm"}


@pytest.mark.parametrize("path", PATHS)
def test_every_help_ends_with_an_example_of_the_command(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    examples = shown.partition("\n  Example")[2].splitlines()[1:]
    assert any(line.startswith(f"    genenorm {path}") for line in examples)
    assert "\b" not in shown
    assert "\\b" not in shown  # the mark written out, before a table that is then filled like a paragraph
    assert [line for line in shown.splitlines() if len(line) > 100] == []


def parsed(words: list[str]) -> None:
    """Parse a command line as its command does, without running it."""
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None
        command, context = found, click.Context(found, parent=context)
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("line", [line for path, lines in EXAMPLES.items() if path in PATHS for line in lines])
def test_the_options_of_examples_exist(line: str) -> None:
    for part in re.split(r" \| ", line.partition(" > ")[0]):
        words = shlex.split(part)
        if words[0] == "genenorm":
            parsed(words[1:])


def test_a_wrong_example_would_be_noticed() -> None:
    with pytest.raises(click.NoSuchOption):
        parsed(["cache", "warm", "--speceis", "human"])


def test_the_general_help_has_codes_variables_and_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for word in (*map(str, EXIT_CODES), *VARIABLES, COMPLETION["bash"][1]):
        assert word in shown
    assert general_text().count("\b") == 3
    for section in ("## Exit codes", "## Environment variables", "## Completion"):
        assert section in cli_page.page()


def test_every_variable_that_the_code_reads_is_told() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(genenorm.__file__).parent.rglob("*.py"))
    read = set(re.findall(r"(?<!_)GENENORM_[A-Z]+", code))
    assert read == {name for name in VARIABLES if name.startswith("GENENORM_")}


@pytest.mark.parametrize("shell", COMPLETION)
def test_shells_get_their_script(shell: str) -> None:
    environment = {**os.environ, "_GENENORM_COMPLETE": f"{shell}_source"}
    done = subprocess.run(GENENORM, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert f"_GENENORM_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("genenorm re", {"resolve", "report", "reference"}),
        ("genenorm resolve --fai", {"--fail-on"}),
        ("genenorm resolve x --format j", {"json", "jsonl"}),
        ("genenorm reference ver", {"verify"}),
        ("genenorm resolve --species human,mo", {"human,mouse"}),
        ("genenorm orthologs --to z", {"zebrafish"}),
        ("genenorm resolve --columns gene_", {"gene_id"}),
        ("genenorm resolve --fail-on unknown,am", {"unknown,ambiguous"}),
    ],
)
def test_commands_options_and_values_are_completed(words: str, expected: set[str]) -> None:
    environment = {
        **os.environ, "_GENENORM_COMPLETE": "bash_complete", "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }  # fmt: skip
    done = subprocess.run(GENENORM, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("genenorm annotate fig", "file,fig"),
        ("genenorm resolve --file na", "file,na"),
        ("genenorm reference verify min", "file,min"),
    ],
)
def test_the_shell_completes_files(words: str, expected: str) -> None:
    environment = {
        **os.environ, "_GENENORM_COMPLETE": "bash_complete", "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }  # fmt: skip
    done = subprocess.run(GENENORM, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"{expected}\n"


def test_commands_have_examples() -> None:
    assert EXAMPLES.keys() >= {*COMMANDS}
