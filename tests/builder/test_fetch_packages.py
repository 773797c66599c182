"""Tests of downloading pinned packages with pip, uv and npm and checking their hashes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from genenorm.builder.sources import fetch_packages
from genenorm.builder.sources.fetch_packages import fetch_package, packages_folder, read_pinned_file
from genenorm.builder.sources.pins import PinnedFile, PinnedPackage, load_pinned_files, load_species
from genenorm.core.errors import SourceError

GOOD = b"the package"
PIN = PinnedPackage("demo", "1.0", "pypi", "demo-1.0-py3-none-any.whl", hashlib.sha256(GOOD).hexdigest(), "MIT")


def client(
    monkeypatch: pytest.MonkeyPatch, written: bytes | None, *, code: int = 0, complaint: str = ""
) -> list[list[str]]:
    """Replace pip and npm by a function that writes a file (or none); return the list of commands it is called with."""
    commands: list[list[str]] = []

    def run(command: list[str], cwd: Path, **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        if written is not None:
            (cwd / PIN.file).write_bytes(written)
        return subprocess.CompletedProcess(command, code, "", complaint)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_a_package_is_downloaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = client(monkeypatch, GOOD)
    assert fetch_package(PIN, tmp_path).read_bytes() == GOOD
    assert fetch_package(PIN, tmp_path).read_bytes() == GOOD
    assert len(commands) == 1
    assert commands[0][1:4] == ["-m", "pip", "download"]
    assert {"--no-deps", "demo==1.0"} <= set(commands[0])
    assert [path.name for path in tmp_path.iterdir()] == [PIN.file]


def test_a_package_for_a_newer_python_is_downloaded_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = client(monkeypatch, GOOD)
    fetch_package(PinnedPackage("demo", "1.0", "pypi", PIN.file, PIN.sha256, "MIT", python="3.13"), tmp_path)
    assert commands[0][commands[0].index("--python-version") + 1] == "3.13"


def test_an_npm_package_is_downloaded_with_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = client(monkeypatch, GOOD)
    fetch_package(PinnedPackage("demo", "1.0", "npm", PIN.file, PIN.sha256, "MIT"), tmp_path)
    assert commands == [["npm", "pack", "demo@1.0"]]


def test_a_download_of_another_hash_is_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client(monkeypatch, b"something else")
    with pytest.raises(SourceError, match=f"expected {PIN.sha256}; the registry's file is not the pinned one"):
        fetch_package(PIN, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cached_file_of_another_hash_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / PIN.file).write_bytes(b"altered")
    with pytest.raises(
        SourceError, match=r"demo-1\.0-py3-none-any\.whl: sha256 is .*delete it to download demo 1\.0 again"
    ):
        fetch_package(PIN, tmp_path)


FAILURES: dict[str, tuple[Callable[[pytest.MonkeyPatch], object], str]] = {
    "a client that fails": (
        lambda patch: client(patch, None, code=1, complaint="warning\nERROR: no such version\n"),
        "demo 1.0: .*pip download … failed: ERROR: no such version",
    ),
    "a client that gives another file": (lambda patch: client(patch, None), "pypi has no file demo-1.0"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_download_is_one_line_and_leaves_nothing(
    failure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, message = FAILURES[failure]
    prepare(monkeypatch)
    with pytest.raises(SourceError, match=message) as caught:
        fetch_package(PIN, tmp_path)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("there", "begins"),
    [
        (
            ("uv", "pip"),
            [
                "/bin/uv",
                "run",
                "--quiet",
                "--no-project",
                "--python",
                sys.executable,
                "--with",
                "pip",
                "python",
                "-m",
                "pip",
            ],
        ),
        (("pip3",), ["/bin/pip3", "download"]),
    ],
)
def test_where_this_python_has_no_pip_another_one_is_run(
    there: tuple[str, ...], begins: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pip(monkeypatch, *there)
    commands = client(monkeypatch, GOOD)
    assert fetch_package(PIN, tmp_path).read_bytes() == GOOD
    assert commands[0][: len(begins)] == begins
    assert commands[0][-1] == "demo==1.0"


def test_without_pip_and_uv_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pip(monkeypatch)
    with pytest.raises(SourceError) as caught:
        fetch_package(PIN, tmp_path)
    assert str(caught.value) == (
        f"demo 1.0: pip or uv is needed to download it; install pip with: {sys.executable} -m ensurepip"
    )
    assert list(tmp_path.iterdir()) == []


def without_pip(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Let this Python have no pip, and the path these programs alone."""
    monkeypatch.setattr(fetch_packages, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in programs else None)


def test_a_missing_client_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> None:
        raise FileNotFoundError("npm")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SourceError, match=r"npm is needed to download it; install Node\.js"):
        fetch_package(PinnedPackage("demo", "1.0", "npm", PIN.file, PIN.sha256, "MIT"), tmp_path)


def test_a_file_that_is_not_a_package_is_named(tmp_path: Path) -> None:
    package = tmp_path / PIN.file
    package.write_bytes(b"no archive")
    with pytest.raises(SourceError, match="cannot be read as a package"):
        read_pinned_file(PinnedFile("demo", PIN, "a.tsv", "1", 9606), package)


def test_the_cache_is_the_given_folder_else_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "variable"))
    assert packages_folder(tmp_path / "given") == tmp_path / "given" / "packages"
    assert packages_folder() == tmp_path / "variable" / "packages"


def test_every_pin_is_complete() -> None:
    sources = load_pinned_files()
    assert len(sources) == len({(source.pin.file, source.path) for source in sources.values()})
    for source in sources.values():
        assert len(source.pin.sha256) == 64
        assert source.pin.version in source.pin.file
        assert source.pin.licence
        # a file that such a package has unchanged from its maker may be read alone, under the maker's terms
        assert "GPL" not in source.pin.licence or "(code not used); data CC" in source.pin.licence
        assert source.release
        assert source.pin.registry in ("pypi", "npm")


def test_the_species_are_those_of_the_index_in_order() -> None:
    snapshot, species = load_species()
    assert snapshot == "2026-11-24"
    assert [entry.taxon.taxon_id for entry in species] == [9606, 10090, 10116, 7227, 7955, 6239, 559292]
    assert species[3].authority.decode(10399) == "FBgn0010399"
    assert species[6].authority.decode(6369) == "S000006369"
