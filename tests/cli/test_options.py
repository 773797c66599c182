"""The options that commands share: how their text becomes values."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from genenorm.cli import main
from genenorm.cli.options import ContextChoice, taxon_ids
from genenorm.cli.plain_resolve import split_at_commas
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.index.reference import Reference


@pytest.mark.parametrize(
    ("given", "expected"), [([], ()), (["human"], ("human",)), (["human, mouse", "fly,"], ("human", "mouse", "fly"))]
)
def test_values_are_split_at_commas(given: list[str], expected: tuple[str, ...]) -> None:
    assert split_at_commas(given) == expected


def test_species_are_taken_by_any_of_their_names_once(reference: Reference) -> None:
    assert taxon_ids(reference, ["human,9606", "Homo sapiens,mouse"]) == (9606, 10090)


def test_an_unknown_species_is_a_usage_error(reference: Reference) -> None:
    expected = r"--to: unknown species 'moose'.*did you mean 'mouse'"
    with click.Context(click.Command("x")), pytest.raises(click.UsageError, match=expected):
        taxon_ids(reference, ["moose"], "--to")


def test_no_option_is_no_context(reference: Reference) -> None:
    assert ContextChoice((), (), "").context(reference) is NO_CONTEXT
    choice = ContextChoice(("fly",), ("human",), "t")
    assert choice.context(reference) == Context((7227,), ("human",), text="t")


@pytest.mark.parametrize("command", ["annotate", "strip"])
def test_several_files_cannot_be_written_into_one(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text("GRIN1\n")
    target = tmp_path / "out.txt"
    target.write_text("mine")
    assert main([command, str(tmp_path / "in"), "--out", str(target)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"--out {target} is a file, and for several files must be a folder; give another name" in line
    assert target.read_text() == "mine"
