"""Long lists: progress in terminals alone, and an end without traces when interrupted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.cli.output import progress_bar
from genenorm.resolver.resolver import Resolver
from tests.support.children import started
from tests.support.commands import GENENORM, run, run_in_terminal

COUNT = 2_100
_BAR = re.compile(r"([\d,]+)/([\d,]+) names, [\d,]+ names/s")
_REMOVED = "\x1b[1A\x1b[2K"
"""The escapes with which a terminal deletes the line of the bar."""


@pytest.fixture(autouse=True)
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a long list of names, in the folder to work in."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "names.txt"
    file.write_text("".join(f"gene{number}\n" for number in range(COUNT - 1)) + "GRIN1\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "command", ["resolve -F names.txt", "explain -F names.txt", "orthologs -F names.txt", "resolve -F t.tsv --column g"]
)
def test_a_terminal_shows_progress_and_removes_it(command: str, tmp_path: Path, names: Path) -> None:
    (tmp_path / "t.tsv").write_text("g\n" + names.read_text(encoding="utf-8"), encoding="utf-8")
    shown = run_in_terminal(f"genenorm {command} -o out", tmp_path, escapes=True)
    counts = _BAR.findall(shown)
    assert {size for _, size in counts} == {f"{COUNT:,}"}
    assert counts[-1][0] != "0"
    assert not _BAR.search(shown[shown.rindex(_REMOVED) :])
    piped = run(*command.split())
    assert (piped.returncode, piped.stderr) == (0, "")
    assert (tmp_path / "out").read_text(encoding="utf-8") == piped.stdout, "the list is answered as a whole"


def test_nothing_is_shown_where_it_is_not_wanted(tmp_path: Path, names: Path) -> None:
    for command in ("genenorm -q resolve", "TERM=dumb genenorm resolve", "genenorm resolve 2> err"):
        assert not _BAR.search(run_in_terminal(f"{command} -F names.txt -o out", tmp_path, escapes=True)), command
    assert "names/s" not in (tmp_path / "err").read_text(encoding="utf-8")
    names.write_text("GRIN1\n" * 100, encoding="utf-8")
    assert not _BAR.search(run_in_terminal("genenorm resolve -F names.txt -o out", tmp_path, escapes=True))


def test_without_a_bar_nothing_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "has_progress", lambda: False)
    with progress_bar.names_progress(1_000_000) as progress:
        assert progress is None


# -- Ctrl-C -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["resolve", "explain", "orthologs"])
def test_an_interrupted_list_leaves_no_file(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for method in ("table", "resolve_list"):
        monkeypatch.setattr(Resolver, method, interrupted)
    (tmp_path / "old.tsv").write_text("old", encoding="utf-8")
    for out in ("new.tsv", "old.tsv") if command != "explain" else ("new", "old.txt"):
        assert main([command, "-F", "names.txt", "-o", out]) == 130
        assert capsys.readouterr().err.strip() == "genenorm: interrupted"
    assert (tmp_path / "old.tsv").read_text(encoding="utf-8") == "old"
    assert {file.name for file in tmp_path.iterdir()} == {"names.txt", "old.tsv"}


@pytest.mark.parametrize("arguments", [["resolve", "-o", "out.tsv"], ["resolve", "--column", "1"], ["explain", "-"]])
def test_ctrl_c_while_reading_a_pipe_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    with started([*GENENORM, *arguments], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        process.stdin.write(b"GRIN1\n" * 100_000)  # more than the pipe holds, so that it is being read now
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"genenorm: interrupted")
    assert [file.name for file in tmp_path.iterdir()] == ["names.txt"]


def test_ctrl_c_in_a_terminal_removes_the_bar(tmp_path: Path) -> None:
    """The terminal sends the interrupt when the first steps are shown; the list is long enough not to be done then."""
    (tmp_path / "names.txt").write_text("".join(f"gene{n}x\n" for n in range(200_000)), encoding="utf-8")
    shown = interrupt_when(lambda text: bool(_BAR.search(text)), [*GENENORM, "resolve", "-F", "names.txt", "-o", "out"])
    assert shown.endswith("genenorm: interrupted\r\n")
    assert not _BAR.search(shown[shown.rindex(_REMOVED) :])
    assert [file.name for file in tmp_path.iterdir()] == ["names.txt"]


def interrupt_when(is_time: Callable[[str], bool], command: list[str]) -> str:
    """Run a command in a terminal, press Ctrl-C when what it shows says so, and return all that it shows."""
    import pty

    pid, controller = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm"
        os.execv(command[0], command)
    shown, is_sent = b"", False
    try:
        while part := os.read(controller, 65536):
            shown += part
            if not is_sent and is_time(shown.decode(errors="replace")):
                is_sent = bool(os.write(controller, b"\x03"))
    except OSError:  # on Linux, the last process has closed the terminal
        pass
    finally:
        os.close(controller)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 130
    return shown.decode(errors="replace")
