"""The Galaxy tool: its description follows Galaxy's schema, and its own tests pass with the command it gives."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import pytest

import genenorm
from genenorm.resolver.answer_table import chosen_columns
from tests.examples.conftest import ROOT, Run
from tests.examples.test_versions import TOOL

DATA = TOOL.parent / "test-data"
TREE = ET.parse(TOOL).getroot()
TOKENS = {str(token.get("name")): str(token.text) for token in TREE.iter("token")}
TESTS = TREE.findall("tests/test")


class Chosen(list[str]):
    """A choice of several values as a template of Galaxy sees it: joined by commas."""

    def __str__(self) -> str:
        return ",".join(self)


def values_of(test: ET.Element, outputs: dict[str, Path]) -> dict[str, object]:
    """Return what the command's template sees: the parameters of a test, else their defaults, and the outputs."""
    given = {str(param.get("name")): str(param.get("value")) for param in test.findall("param")}
    values: dict[str, object] = {name: str(path) for name, path in outputs.items()}
    for param in TREE.findall("inputs/param"):
        name = param.get("name") or str(param.get("argument")).strip("-").replace("-", "_")
        chosen = next((option.get("value") for option in param if option.get("selected") == "true"), None)
        value = given.pop(name, chosen)
        if param.get("type") == "data":
            values[name] = str(DATA / str(value))
        elif param.get("multiple") == "true":
            values[name] = Chosen(value.split(",")) if value else None
        else:
            values[name] = value if value or param.get("optional") == "true" else ""
    assert not given, f"the test gives parameters that the tool lacks: {given}"
    return values


def with_tokens(text: str | None) -> str:
    """Return a text with the macros' tokens filled in."""
    for name, value in TOKENS.items():
        text = str(text).replace(name, value)
    return str(text)


@pytest.mark.parametrize("test", TESTS, ids=range(len(TESTS)))
def test_the_tools_own_tests_pass(test: ET.Element, run_example: Run, tmp_path: Path) -> None:
    template = pytest.importorskip("Cheetah.Template", reason="Cheetah is not installed (extra workflows)").Template
    outputs = {str(data.get("name")): tmp_path / f"{data.get('name')}.dat" for data in TREE.findall("outputs/data")}
    command = str(template(TREE.findtext("command"), searchList=[values_of(test, outputs)]))
    done = run_example("bash", "-euo", "pipefail", "-c", " ".join(command.split("\n")))
    if test.get("expect_failure") == "true":
        assert done.returncode == 3, done.stderr
        return
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert int(str(test.get("expect_num_outputs"))) == len(outputs) == len(test.findall("output"))
    for expected in test.findall("output"):
        got = outputs[str(expected.get("name"))].read_text(encoding="utf-8")
        if expected.get("file"):
            assert got == (DATA / str(expected.get("file"))).read_text(encoding="utf-8")
        for claim in expected.findall("assert_contents/*"):
            if claim.tag == "has_text":
                assert with_tokens(claim.get("text")) in got
            else:
                assert claim.tag == "has_n_lines"
                assert len(got.splitlines()) == int(str(claim.get("n")))


def test_every_choice_of_the_tool_is_one_of_the_command_line(run_example: Run) -> None:
    choices = {
        str(param.get("argument")): [str(option.get("value")) for option in param.findall("option")]
        for param in TREE.findall("inputs/param[@type='select']")
    }
    for species in choices.pop("--species"):
        assert len(genenorm.resolve_frame(["TP53"], species=species)) == 1
    for columns in choices.pop("--columns"):
        assert chosen_columns(columns)
    (kinds,) = choices.values()
    done = run_example("genenorm", "resolve", "TP53", "--fail-on", ",".join(kinds))
    assert done.returncode in (0, 3), done.stderr


def test_the_table_of_the_tool_is_that_of_the_other_examples() -> None:
    assert (DATA / "genes.tsv").read_bytes() == (ROOT / "examples" / "genes.tsv").read_bytes()


def test_the_description_follows_the_schema_of_galaxy() -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (extra workflows)")
    package = find_spec("galaxy.tool_util") if find_spec("galaxy") else None
    if package is None or package.origin is None:
        pytest.skip("galaxy-tool-util, which has the schema, is not installed (extra workflows)")
    schema = etree.XMLSchema(etree.parse(str(Path(package.origin).parent / "xsd" / "galaxy.xsd")))
    schema.assertValid(etree.parse(str(TOOL)))


def test_galaxy_lints_the_tool_without_a_warning(run_example: Run) -> None:
    if not find_spec("galaxy") or not find_spec("galaxy.tool_util"):
        pytest.skip("galaxy-tool-util is not installed (extra workflows)")
    program = """
import sys
from galaxy.tool_util.lint import LintLevel, lint_tool_source
from galaxy.tool_util.parser import get_tool_source
sys.exit(not lint_tool_source(get_tool_source(sys.argv[1]), level=LintLevel.WARN, fail_level=LintLevel.WARN))
"""
    done = run_example(sys.executable, "-c", program, TOOL)
    assert done.returncode == 0, done.stdout + done.stderr
