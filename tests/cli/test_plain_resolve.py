"""A plain ``genenorm resolve`` is answered without click, and nobody can tell: same output, errors and codes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import genenorm.cli
from genenorm.cli import main
from genenorm.cli.plain_resolve import PlainRequest, plain_request, split_at_commas, utf8_names
from genenorm.cli.resolve import resolve
from genenorm.index.reference import Reference
from tests.support.children import started
from tests.support.commands import GENENORM, run, run_in_terminal

WORDS = (
    "GRIN1", "IL-6", "β-catenin", "", " ", "mouse", "human,", ",", "csv", "table", "TSV", "resolve", "a=b", "a\udcffb",
    "=", "+s", "-", "--", "-1", "-s", "-f", "-h", "-smouse", "-s=mouse", "-fcsv", "-f=csv", "-sf", "--species",
    "--format", "--species=", "--format=", "--species=mouse", "--species=human,fly", "--species=-s", "--format=csv",
    "--format=xlsx", "--spec", "--specie=mouse", "--Species", "--help", "--live", "--offline", "--file", "--locked",
    "--text", "auto", "--species=auto", "--retries=3", "--unknown",
)  # fmt: skip


def as_click_reads(arguments: list[str]) -> PlainRequest:
    """Return a command line as click parses it; fails for a mistake, and for more than a request can hold."""
    read, usual = (dict(resolve.make_context("resolve", list(line)).params) for line in (arguments, ["GRIN1"]))
    names, species, form = (read.pop(name) for name in ("names", "species", "form"))
    assert read == {name: usual[name] for name in read}
    assert names
    assert "-" not in names, "standard input"
    assert bool(species) == bool(split_at_commas(species)), "an empty --species is a mistake"
    return PlainRequest(utf8_names(names), split_at_commas(species), form)


@given(st.lists(st.sampled_from(WORDS), max_size=6))
@example(["GRIN1", "-s", "mouse", "IL-6", "--species=fly", "-f", "json", "--format", "csv"])
@example(["--species"])
@example(["GRIN1", "--format"])
@example(["GRIN1", "-s", "--", "x"])
def test_what_is_taken_over_is_what_click_reads(arguments: list[str]) -> None:
    request = plain_request(["resolve", *arguments])
    if request is not None:
        assert request == as_click_reads(arguments)


@given(st.lists(st.text(max_size=5) | st.sampled_from(WORDS), max_size=5))
def test_no_text_is_taken_over_that_click_reads_otherwise(arguments: list[str]) -> None:
    request = plain_request(["resolve", *arguments])
    if request is not None:
        assert request == as_click_reads(arguments)


@pytest.mark.parametrize(
    ("line", "names", "species", "form"),
    [
        (["GRIN1"], ["GRIN1"], (), None),
        (["GRIN1", "", "a b"], ["GRIN1", "", "a b"], (), None),
        (["-s", "mouse", "GRIN1"], ["GRIN1"], ("mouse",), None),
        (["GRIN1", "--species=mouse, rat", "-s", "fly"], ["GRIN1"], ("mouse", "rat", "fly"), None),
        (["--format", "csv", "GRIN1", "-f", "json"], ["GRIN1"], (), "json"),
    ],
)
def test_names_species_and_format_are_plain(
    line: list[str], names: list[str], species: tuple[str, ...], form: str | None
) -> None:
    assert plain_request(["resolve", *line]) == PlainRequest(names, species, form) == as_click_reads(line)


@pytest.mark.parametrize(
    "line",
    [[], ["resolve"], ["resolve", "-"], ["resolve", "x", "--"], ["resolve", "-x"], ["resolve", "x", "-s"],
     ["explain", "x"], ["resolve", "x", "--live"], ["resolve", "x", "-s", ","], ["resolve", "x", "-f", "xlsx"],
     ["resolve", "x", "-h"], ["--version"], ["resolve", "a\udcffb"]],
    ids=" ".join,
)  # fmt: skip
def test_the_rest_is_for_click(line: list[str]) -> None:
    assert plain_request(line) is None


@pytest.mark.parametrize("variable", ["GENENORM_OFFLINE", "_GENENORM_COMPLETE"])
def test_variables_that_click_looks_at_are_for_click(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_request(["resolve", "GRIN1"]) is not None
    monkeypatch.setenv(variable, "1")
    assert plain_request(["resolve", "GRIN1"]) is None


class BothWays:
    """Runs a command line as it is and with click alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def run(self, arguments: list[str]) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
        plain = self._run(arguments)
        with self._monkeypatch.context() as patch:
            patch.setattr(genenorm.cli, "plain_request", lambda _: None)
            return plain, self._run(arguments)

    def _run(self, arguments: list[str]) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *self._capsys.readouterr()


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> BothWays:
    return BothWays(monkeypatch, capsys)


@pytest.mark.parametrize(
    "line",
    [["GRIN1"], ["nothing-like-it", ""], ["p53", "Nmdar1", "KAR", "and", "IL-1β", "GRIN1"], ["Nmdar1", "-s", "mouse"],
     ["NMDAR1", "--species=human,10090"], ["GRIN1", "-s", "humna"], ["GRIN1", "-s", "mouse,unicorn"],
     ["GRIN1", "TP53", "-s", "auto"], ["GRIN1", "TP53", "BRCA1", "--species=auto"], ["GRIN1", "-s", "auto,fly"],
     ["p53\x1b[31m", "a\tb"], *(["GRIN1", "CCL4", "-f", form] for form in ("table", "tsv", "csv", "json", "jsonl"))],
    ids=" ".join,
)  # fmt: skip
def test_both_ways_print_the_same(line: list[str], both_ways: BothWays) -> None:
    assert plain_request(["resolve", *line]) is not None
    plain, with_click = both_ways.run(["resolve", *line])
    assert plain == with_click
    assert plain[1] or plain[0] == 2


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), KeyboardInterrupt("half is done"), OSError(28, "No space left on device", "f")]
)
def test_both_ways_end_the_same(error: BaseException, both_ways: BothWays, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Reference, "open", fail)
    plain, with_click = both_ways.run(["resolve", "GRIN1"])
    assert plain == with_click
    assert plain[0] in (1, 130)
    assert plain[2].strip().startswith("genenorm: ")


def test_both_ways_tell_of_an_index_that_is_not_there(both_ways: BothWays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", "shiped")
    plain, with_click = both_ways.run(["resolve", "GRIN1"])
    assert plain == with_click
    assert plain[:2] == (1, "")


@pytest.mark.parametrize("columns", [60, 200])
def test_both_ways_show_the_same_in_a_terminal(columns: int, tmp_path: Path) -> None:
    plain = run_in_terminal("genenorm resolve GRIN1 CCL4 nothing", tmp_path, columns)
    assert plain == run_in_terminal("genenorm resolve GRIN1 CCL4 nothing --retries 3", tmp_path, columns)
    assert "resolved" in plain


def test_a_closed_output_ends_a_plain_run_quietly() -> None:
    with started([*GENENORM, "resolve", "GRIN1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_the_console_script_and_the_module_answer_without_click() -> None:
    program = "import sys; from genenorm.cli import main; main(['resolve', 'GRIN1']); print('click' in sys.modules)"
    done = subprocess.run([GENENORM[0], "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
    assert done.stdout.splitlines()[:-1] == run("resolve", "GRIN1").stdout.splitlines()


def test_click_reads_no_variable_for_an_option() -> None:
    """A plain request does not look for them, so there must be none."""
    assert resolve.context_settings.get("auto_envvar_prefix") is None
    assert all(parameter.envvar is None for parameter in resolve.params if isinstance(parameter, click.Option))
