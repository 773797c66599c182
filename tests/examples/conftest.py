"""A place where examples run: the program ``genenorm`` of this checkout on the path, and nothing of the user's."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.children import started

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SECONDS = 110


@pytest.fixture
def run_example(tmp_path: Path) -> Run:
    """Run a program in a folder, by default ``tmp_path / "work"``; return its exit code and what it printed."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "genenorm"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m genenorm "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "work").mkdir()
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def run(*command: str | Path, cwd: Path = tmp_path / "work", **more: str) -> subprocess.CompletedProcess[str]:
        with started(
            command, own_group=True, cwd=cwd, env={**environment, **more},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            output, messages = process.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(command, process.returncode, output.decode(), messages.decode())

    return run
