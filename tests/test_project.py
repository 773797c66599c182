"""The project's own rules: its metadata, the recipes for contributors, and the form of commit messages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

import genenorm
import noxfile
from tools.commit_message import LONGEST_SUBJECT, mistake

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
PATHS = r"`((?:genenorm|tests|tools|fixtures|docs|benchmarks)/[\w./-]*\w|[\w-]+\.(?:md|py|toml))`"


def name_of(requirement: str) -> str:
    """Return the normalized name of a requirement: ``Foo.Bar[x]>=1`` is ``foo-bar``."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported_packages(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
    return {module.partition(".")[0] for module in modules}


def test_every_package_that_is_imported_is_a_dependency() -> None:
    groups = [extra for name, extra in EXTRAS.items() if name not in ("dev", "bench")]
    declared = {name_of(entry) for group in (PROJECT["project"]["dependencies"], *groups) for entry in group}
    distributions = packages_distributions()
    for path in (ROOT / "genenorm").rglob("*.py"):
        for module in imported_packages(path) - {"genenorm", *sys.stdlib_module_names}:
            names = {name_of(name) for name in distributions.get(module, [module])}
            assert names & declared, f"{path}: {module} is no dependency in pyproject.toml"


@pytest.mark.parametrize(
    "requirement", [*PROJECT["project"]["dependencies"], *(entry for extra in EXTRAS.values() for entry in extra)]
)
def test_every_dependency_has_a_lower_bound(requirement: str) -> None:
    assert re.search(r">=\d", requirement) or requirement.startswith("genenorm[")


def test_the_source_archive_has_every_text_and_folder_of_the_project() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert all((ROOT / entry[1:]).exists() for entry in included)
    wanted = {f"/{path.name}" for path in (*ROOT.glob("*.md"), *ROOT.glob("*.py"))}
    wanted |= {f"/{folder}" for folder in PROJECT["tool"]["mypy"]["files"]}
    assert wanted <= set(included)


@pytest.mark.parametrize("path", sorted(set(re.findall(PATHS, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))))
def test_the_recipes_name_files_that_exist(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_recipes_name_tables_that_exist() -> None:
    """Every name in capitals in CONTRIBUTING.md is defined in a module that the same recipe names."""
    for recipe in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n### ")[1:]:
        sources = [
            (ROOT / path).read_text(encoding="utf-8") for path in re.findall(PATHS, recipe) if path[-3:] == ".py"
        ]
        for name in re.findall(r"`(_?[A-Z]+(?:_[A-Z]+)+|_[A-Z]+)`", recipe):
            assert any(re.search(rf"^{name}\b.* = ", source, re.MULTILINE) for source in sources), name


def test_every_hook_runs_what_is_installed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert {hook["language"] for hook in config["repos"][0]["hooks"]} == {"system"}


def test_the_readme_has_the_commands_that_are_run_as_written() -> None:
    assert noxfile.readme_commands("main-job").startswith("genenorm annotate ")
    assert noxfile.readme_commands("test").startswith("python -m pytest")
    with pytest.raises(ValueError, match="no command under <!-- ci: other -->"):
        noxfile.readme_commands("other")


@pytest.mark.parametrize(
    "message",
    ["x" * LONGEST_SUBJECT, "Read GMT files\n\nWhy it is so.\n", "# a comment\nRead GMT files\n# another\n", "α" * 72],
)
def test_a_message_with_a_short_subject_is_right(message: str) -> None:
    assert mistake(message) == ""


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("x" * 73, "the subject has 73 characters, more than 72"),
        ("Read GMT files\nand others\n", "line 2 must be empty: it separates the subject from the body"),
        ("", "the first line must be a subject"),
        ("\nRead GMT files\n", "the first line must be a subject"),
        ("# only comments\n", "the first line must be a subject"),
    ],
)
def test_a_message_of_another_form_is_refused(message: str, reason: str) -> None:
    assert mistake(message) == reason


@pytest.mark.parametrize(("subject", "code"), [("Read GMT files", 0), ("x" * 73, 1)])
def test_the_hook_refuses_by_its_exit_code(subject: str, code: int, tmp_path: Path) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(subject + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tools.commit_message", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert done.stderr == ("" if code == 0 else "commit message: the subject has 73 characters, more than 72\n")


def test_the_citation_has_what_its_format_demands_and_the_present_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == genenorm.__version__
    assert citation["license"] == PROJECT["project"]["license"]
    assert citation["repository-code"] == PROJECT["project"]["urls"]["Homepage"]
