"""Versions and dependencies in the examples are those of the project."""

from __future__ import annotations

import re
import tomllib
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import genenorm
from tests.examples.conftest import ROOT

EXAMPLES = ROOT / "examples"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
MODULE = EXAMPLES / "nextflow" / "modules" / "local" / "genenorm" / "resolve"
TOOL = EXAMPLES / "galaxy" / "genenorm_resolve.xml"
CONTAINERFILE = EXAMPLES / "container" / "Containerfile"
RECIPE: dict[str, Any] = yaml.safe_load((EXAMPLES / "conda" / "recipe.yaml").read_text(encoding="utf-8"))


def bounds(requirements: list[str]) -> dict[str, str]:
    """Return the versions that requirements of Python or conda ask for, by normalized name."""
    parsed = [Requirement(entry.replace(" >", ">")) for entry in requirements]
    return {re.sub(r"[-_.]+", "-", entry.name).lower(): str(entry.specifier) for entry in parsed}


def test_the_conda_recipe_asks_for_what_the_project_asks_for() -> None:
    run = bounds(RECIPE["requirements"]["run"])
    assert run.pop("python") == PROJECT["requires-python"]
    assert run == bounds(PROJECT["dependencies"])
    host = bounds(RECIPE["requirements"]["host"])
    assert host.pop("python") == PROJECT["requires-python"]
    assert host.pop("pip") == ""
    assert host == bounds(PYPROJECT["build-system"]["requires"])


def test_the_conda_recipe_describes_the_project() -> None:
    assert RECIPE["context"]["version"] == genenorm.__version__
    assert RECIPE["package"] == {"name": PROJECT["name"], "version": "${{ version }}"}
    about = RECIPE["about"]
    assert (about["summary"], about["license"], about["license_file"]) == (
        PROJECT["description"], PROJECT["license"], PROJECT["license-files"],
    )  # fmt: skip
    assert (about["homepage"], about["documentation"]) == (
        PROJECT["urls"]["Homepage"], PROJECT["urls"]["Documentation"],
    )  # fmt: skip
    points = [f"{name} = {target}" for name, target in PROJECT["scripts"].items()]
    assert RECIPE["build"]["python"]["entry_points"] == points


@pytest.mark.parametrize("file", [EXAMPLES / "snakemake" / "environment.yaml", MODULE / "environment.yml"])
def test_an_environment_has_the_present_version(file: Any) -> None:
    environment = yaml.safe_load(file.read_text(encoding="utf-8"))
    (package,) = environment["dependencies"]
    assert re.fullmatch(r"genenorm ?=(.+)", package)[1] == genenorm.__version__  # type: ignore[index]


def test_the_galaxy_tool_has_the_present_version() -> None:
    tool = ET.parse(TOOL).getroot()
    assert {token.get("name"): token.text for token in tool.iter("token")} == {"@TOOL_VERSION@": genenorm.__version__}
    (requirement,) = tool.iter("requirement")
    assert (requirement.text, requirement.get("version")) == ("genenorm", "@TOOL_VERSION@")
    assert str(tool.get("version")).startswith("@TOOL_VERSION@+galaxy")


def test_containers_have_the_present_version_and_a_python_that_the_project_supports() -> None:
    tag = f"genenorm:{genenorm.__version__}"
    assert f'container "{tag}"' in (MODULE / "main.nf").read_text(encoding="utf-8")
    text = CONTAINERFILE.read_text(encoding="utf-8")
    assert f"--tag {tag} " in text
    (python,) = re.findall(r"^FROM docker\.io/library/python:(3\.\d+)-slim$", text, re.MULTILINE)
    assert f"Programming Language :: Python :: {python}" in PROJECT["classifiers"]


def test_the_container_installs_files_that_exist() -> None:
    files = re.findall(r"--requirement (\S+)", CONTAINERFILE.read_text(encoding="utf-8"))
    assert files == ["requirements/build.txt", "requirements/run.txt"]
    assert all((ROOT / file).is_file() for file in files)


def test_no_example_names_another_version() -> None:
    numbers = re.compile(r"genenorm[ :=]+=?(\d+\.\d+[\w.]*)")
    found = {
        (path.relative_to(ROOT).as_posix(), version)
        for path in EXAMPLES.rglob("*")
        if path.is_file()
        for version in numbers.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) >= 4
    assert {version for _, version in found} == {genenorm.__version__}
