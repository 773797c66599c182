"""The lock files in ``requirements``: they satisfy pyproject.toml, name every file by hash, and name no place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.lock import LOCKS, build_requirements, project

PINS = re.compile(r"([\w.-]+==\S+(?: ; [^\\\n]+)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
NAMES = ("build.txt", "run.txt", "apart.txt", "ci.txt")
EXTRAS: dict[str, list[str]] = project()["project"]["optional-dependencies"]
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
)
PYTHONS = [
    each.rpartition(" ")[2]
    for each in project()["project"]["classifiers"]
    if each.startswith("Programming Language :: Python :: 3.")
]
PLACES = list(product(PYTHONS, SYSTEMS))
"""The supported Pythons on each system."""


def locked(name: str) -> list[Requirement]:
    """The pins of a lock file; every line that is no comment belongs to one."""
    text = "".join(
        line
        for line in (LOCKS / name).read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("#")
    )
    pins = list(PINS.finditer(text))
    assert "".join(pin[0] for pin in pins) == text, f"{name}: a line is neither a pin with hashes nor a comment"
    return [Requirement(pin[1]) for pin in pins]


def versions(name: str, python: str, system: dict[str, str]) -> dict[str, Version]:
    """The versions that a lock file has for a Python on a system, by the name of the package."""
    environment = {"python_version": python, "python_full_version": f"{python}.1", **system}
    found: dict[str, Version] = {}
    for pin in locked(name):
        if pin.marker is None or pin.marker.evaluate(environment):
            assert pin.name not in found, f"{name}: {pin.name} is pinned twice for Python {python}, {system}"
            found[canonicalize_name(pin.name)] = Version(str(pin.specifier).removeprefix("=="))
    return found


def wanted(entries: Iterable[str]) -> Iterator[Requirement]:
    """The requirements of a list, with those of the extras of genenorm that it names."""
    for entry in map(Requirement, entries):
        if entry.name == "genenorm":
            for extra in sorted(entry.extras):
                yield from wanted(EXTRAS[extra])
        else:
            yield entry


ENTRIES: dict[str, list[str]] = {
    "build.txt": list(build_requirements()),
    "run.txt": project()["project"]["dependencies"],
    "apart.txt": [*project()["project"]["dependencies"], *project()["dependency-groups"]["apart"]],
    "ci.txt": [*project()["project"]["dependencies"], "genenorm[dev]", *build_requirements()],
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("python", "system"), PLACES)
def test_each_requirement_is_locked_to_a_version_that_it_allows(name: str, python: str, system: dict[str, str]) -> None:
    found = versions(name, python, system)
    for requirement in wanted(ENTRIES[name]):
        assert requirement.specifier.contains(found[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize(("python", "system"), PLACES)
def test_the_smaller_locks_have_the_versions_of_the_larger_ones(python: str, system: dict[str, str]) -> None:
    assert versions("run.txt", python, system).items() <= versions("apart.txt", python, system).items()
    assert versions("build.txt", python, system).items() <= versions("ci.txt", python, system).items()


def test_the_extras_of_users_are_in_the_lock_of_the_tests() -> None:
    """Left out are ``bench``, whose peers the benchmarks install, and ``fuzz``, which long runs alone need, and
    ``workflows``, which a session of its own installs.
    """
    names = {requirement.name for requirement in wanted(["genenorm[dev]"])}
    for extra in EXTRAS.keys() - {"dev", "bench", "fuzz", "workflows"}:
        assert {requirement.name for requirement in wanted(EXTRAS[extra])} <= names, extra


@pytest.mark.parametrize("name", NAMES)
def test_no_lock_names_an_address_or_a_folder(name: str) -> None:
    assert not re.search(r"://|file:|--find-links|index-url| @ |/", (LOCKS / name).read_text(encoding="utf-8"))


def test_a_line_without_a_hash_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.txt").write_text(f"a==1 \\\n    --hash=sha256:{'0' * 64}\nb==2\n", encoding="utf-8")
    monkeypatch.setattr("tests.test_locks.LOCKS", tmp_path)
    with pytest.raises(AssertionError, match="neither a pin with hashes nor a comment"):
        locked("x.txt")
