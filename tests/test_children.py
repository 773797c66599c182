"""The tests' own processes: Ctrl-C reaches them wherever the tests are run, and none outlives its test."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.children import started

ROOT = Path(__file__).resolve().parents[1]
SLEEPER = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
IN_BACKGROUND = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
os.close(0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""A program that starts Python as the background job of a shell script does, without a standard input."""


def test_tests_of_ctrl_c_pass_where_it_is_ignored_and_nothing_else_is_set(tmp_path: Path) -> None:
    test = "tests/cli/test_main.py::test_ctrl_c_is_one_line_and_exit_code_130"
    pytest_words = ["-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "t"), test]
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "COVERAGE_PROCESS_START") if name in os.environ}
    log = tmp_path / "log"
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", IN_BACKGROUND, *pytest_words], cwd=ROOT, env={"PATH": "/usr/bin:/bin", **kept},
            stdout=out, stderr=out, timeout=100, check=False,
        )  # fmt: skip
    assert (done.returncode, "1 passed" in log.read_text()) == (0, True), log.read_text()


def fail_beside(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    raise AssertionError("it fails")


@pytest.mark.parametrize("program", [SLEEPER, STUBBORN], ids=["polite", "stubborn"])
def test_a_process_ends_with_its_block_also_when_a_test_fails(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.children.END_SECONDS", 0.2 if program == STUBBORN else 60)
    command = [sys.executable, "-c", program]
    with pytest.raises(AssertionError, match="it fails"), started(command, stdout=subprocess.PIPE) as process:
        fail_beside(process)
    assert process.returncode == (-signal.SIGKILL if program == STUBBORN else -signal.SIGTERM)


def test_a_group_ends_with_the_block_of_its_first_process() -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
    with started([sys.executable, "-c", parent], own_group=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        kept = os.dup(process.stdout.fileno())
        assert process.stdout.readline() == b"ready\n"
    try:
        assert os.read(kept, 1) == b"", "the pipe ends when the last process that could write to it has ended"
    finally:
        os.close(kept)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_interrupted_tests_leave_no_process(number: signal.Signals, tmp_path: Path) -> None:
    """The inner test waits for a process that would run for ten minutes."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_configure\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "from tests.support.children import started\n"
        "def test_it():\n"
        f"    with started([sys.executable, '-c', {SLEEPER!r}]) as process:\n"
        "        process.wait()\n",
        encoding="utf-8",
    )
    words = ["-m", "pytest", "-q", "-s", "-n0", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    with started([sys.executable, *words, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE) as tests:
        assert tests.stdout is not None
        kept = os.dup(tests.stdout.fileno())
        for line in iter(tests.stdout.readline, b""):
            if line.endswith(b"ready\n"):
                break
        tests.send_signal(number)
        assert tests.wait(timeout=60) == pytest.ExitCode.INTERRUPTED
    try:
        while os.read(kept, 65536):
            pass  # until the last process that could write to the pipe has ended
    finally:
        os.close(kept)


def test_tests_start_processes_that_go_on_by_one_helper_alone() -> None:
    call = re.compile(r"\bPopen\(")
    found = {path.name for path in (ROOT / "tests").rglob("*.py") if call.search(path.read_text(encoding="utf-8"))}
    assert found == {"children.py"}
