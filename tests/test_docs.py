"""Documentation that cannot drift: its examples run, its commands exist, its pages match the code."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from genenorm.cli.commands import COMMANDS
from tools import api_page, cli_page, examples

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TUTORIALS = sorted(examples.TUTORIALS.glob("*.md"))
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(*languages: str, pages: Sequence[Path] = PAGES) -> Iterator[Block]:
    """Yield the blocks of pages in these languages."""
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for found in _FENCE.finditer(text):
            if found[1] in languages:
                yield Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2])


@pytest.fixture
def workplace() -> Iterator[Path]:
    """A folder with the project's fixtures in it, where examples may write."""
    with examples.workplace() as folder:
        yield folder


def check_python(block: Block, names: dict[str, object]) -> None:
    """Run a block of Python, which may use and define names, and compare what it prints with what it shows."""
    if ">>>" not in block.text:
        exec(compile(block.text, str(block), "exec"), names)  # noqa: S102 - the page's own example
        return
    test = doctest.DocTestParser().get_doctest(block.text, names, str(block), str(block.page), block.line)
    report: list[str] = []
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed = doctest.DocTestRunner(optionflags=options).run(test, out=report.append, clear_globs=False).failed
    assert not failed, "".join(report)
    names.update(test.globs)


def check_console(block: Block, folder: Path) -> None:
    """Run the commands of a block in a folder, and compare what a terminal shows with what the block shows."""
    shown = examples.run_block(block.text, folder)
    assert examples.same(shown, block.text), f"{block}: now shows\n{shown}\nrenew with: python -m tools.examples"


@pytest.mark.usefixtures("without_coverage")
@pytest.mark.parametrize("block", [one for one in blocks("python") if one.page not in TUTORIALS], ids=str)
def test_python_examples_run_and_print_what_they_show(
    block: Block, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace)
    check_python(block, {})


@pytest.mark.parametrize("block", [one for one in blocks("console") if one.page not in TUTORIALS], ids=str)
def test_console_examples_show_what_a_terminal_shows(block: Block, workplace: Path) -> None:
    check_console(block, workplace)


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_can_be_followed_from_its_first_line_to_its_last(
    page: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace)
    names: dict[str, object] = {}
    steps = list(blocks("python", "console", pages=[page]))
    assert steps
    for block in steps:
        if block.language == "python":
            check_python(block, names)
        else:
            check_console(block, workplace)


def test_the_index_of_the_documentation_leads_to_every_page() -> None:
    docs = ROOT / "docs"
    text = (docs / "index.md").read_text(encoding="utf-8")
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")} - {"index.md"}
    assert {page for page in pages if f"]({page})" not in text} == set()


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 200


def test_there_are_examples_to_run() -> None:
    assert any(block.page.name == "README.md" for block in blocks("python"))
    assert any(block.page.name == "README.md" for block in blocks("console"))


@pytest.mark.parametrize("generator", [cli_page, api_page], ids=lambda generator: generator.PAGE.name)
def test_a_generated_page_is_what_its_generator_writes(generator: ModuleType) -> None:
    assert generator.PAGE.read_text(encoding="utf-8") == generator.page(), f"run: python -m {generator.__name__}"


@pytest.mark.parametrize(("path", "command"), [(path, command) for path, command, _ in cli_page.commands()])
def test_every_command_and_option_has_help(path: str, command: object) -> None:
    assert getattr(command, "help", ""), f"{path} has no help"
    for parameter in getattr(command, "params", ()):
        if parameter.param_type_name == "option":
            assert parameter.help, f"{path} {parameter.opts}: an option without help"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    assert f"genenorm {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
