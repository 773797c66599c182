"""Write the lock files in ``requirements``: ``python -m tools.lock``, with uv, or ``nox -s lock``, which installs it.

* ``run.txt``: the dependencies of genenorm without its extras, which an installation of the wheel is checked with.
* ``ci.txt``: these and all that the tests and tools need.
* ``apart.txt``: these and what the tests need that cannot be installed beside all that: the group ``apart``.
* ``build.txt``: the part of ``ci.txt`` that builds packages, which is installed before the others.

Each has exact versions for every supported Python and system, with the hashes of all their files. Versions that are
locked stay if pyproject.toml allows them; ``--upgrade`` takes the newest, ``--upgrade-package NAME`` that of one.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "requirements"
BUILDERS = ("editables", "setuptools")
"""What builds need beside the build backend that pyproject.toml names; the extra ``dev`` has both."""


def project() -> dict[str, Any]:
    """Return the content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def build_requirements() -> tuple[str, ...]:
    """Return the requirements that ``build.txt`` locks, with what they need."""
    return (*project()["build-system"]["requires"], *BUILDERS)


def write_locks(options: list[str]) -> None:
    """Write the four files; ``options`` are further ones of ``uv pip compile``."""
    python = project()["project"]["requires-python"].removeprefix(">=")
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", python, "--generate-hashes"]
    command += ["--no-annotate", "--custom-compile-command", "nox -s lock"]

    def run(arguments: list[str], name: str, text: str = "") -> None:
        output = ["--output-file", f"requirements/{name}"]
        subprocess.run([*arguments, *output], cwd=ROOT, input=text, text=True, check=True)

    run([*command, *options, "--extra", "dev", "pyproject.toml"], "ci.txt")
    run([*command, *options, "--group", "apart", "pyproject.toml"], "apart.txt")
    run([*command, "--constraints", "requirements/apart.txt", "pyproject.toml"], "run.txt")
    run([*command, "--constraints", "requirements/ci.txt", "-"], "build.txt", "\n".join(build_requirements()))


if __name__ == "__main__":
    try:
        write_locks(sys.argv[1:])
    except FileNotFoundError:
        sys.exit("uv is needed to lock the dependencies: pip install uv")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
