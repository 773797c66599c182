"""What a terminal and a log show of names that somebody else chose, and input that has no end."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any, cast
from unicodedata import category

import pytest

from genenorm.cli import main
from genenorm.core import files
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file, read_stream

EVIL = "\x1b]0;title\x07\x1b[2J\x1b]8;;http://x\x1b\\\x9b31m\u202eA\u2066\x7f\x08\r"
"""A title for the window, a cleared screen, a link, a colour, text from right to left, and a line written over."""


def hidden(text: str) -> list[str]:
    """The characters of a text that control a terminal or cannot be seen."""
    return [ch for ch in text if ch not in "\n\t" and category(ch) in ("Cc", "Cf", "Cs")]


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with hostile names of files, headers and names; the colours of a terminal are asked for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "evil"
    folder.mkdir()
    (tmp_path / "a.csv").write_text(f"gene{EVIL[:-1]},x\nTP53,1\n", encoding="utf-8", newline="")
    name = EVIL.replace("/", "-")
    for end in (".md", "\nsecond line.md", ".gmt", ".pubtator", ".json"):
        (folder / f"{name}{end}").write_text("no record", encoding="utf-8")
    with open(os.fsencode(folder) + b"/\xff\xfe.md", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("x")
    return folder


COMMANDS = [
    *([command, "missing" + EVIL] for command in ("annotate", "strip", "report", "evaluate")),
    ["resolve", "--file", "missing" + EVIL],
    ["resolve", "TP53", "--reference", f"a/{EVIL}"],
    ["resolve", "TP53", "--species", EVIL],
    ["resolve", "TP53", "--organism", EVIL],
    ["resolve", "TP53", "--columns", EVIL],
    ["resolve", "TP53", "--format", EVIL],
    ["resolve", "TP53", "--locked", EVIL],
    ["resolve", "--file", "a.csv", "--column", "no"],
    ["resolve", EVIL, "--format", "table"],
    ["explain", EVIL],
    ["annotate", "evil", "--out", "out"],
    ["annotate", "evil", "--out", "out", "--verbose"],
    ["report", "evil", "--out", "report.html"],
    ["strip", "evil"],
    ["reference", "use", EVIL],
    ["reference", "add", EVIL],
    ["reference", "remove", EVIL],
    ["cache", "import", EVIL],
    [EVIL],
    ["resolve", f"--{EVIL}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]).split("\x1b")[0] + "…")
def test_no_message_or_table_controls_the_terminal(
    evil: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    main(command)
    printed = capsys.readouterr()
    ours = printed.out.replace("\x1b[1m", "").replace("\x1b[31m", "").replace("\x1b[33m", "").replace("\x1b[0m", "")
    assert hidden(ours) == hidden(printed.err) == []
    assert evil.is_dir()


def test_a_line_break_in_a_file_name_makes_no_message_of_its_own(
    evil: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["annotate", "evil", "--out", "out", "--quiet"])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(list(evil.iterdir()))
    assert all(line.startswith("genenorm: evil/") for line in lines)


class _Endless(io.RawIOBase):
    """A stream that never ends, such as /dev/zero or the pipe of ``yes``."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        filled = len(buffer) // 2 * 2
        buffer[:filled] = b"y\n" * (filled // 2)
        return filled


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_OF_STREAM", 4 << 20)


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("command", [["resolve", "-"], ["annotate", "-", "--from", "list"], ["explain", "-"]])
def test_standard_input_without_an_end_is_refused(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(cast(Any, io.BufferedReader)(_Endless())))
    assert main(command) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "genenorm: standard input: more than 4 MB, without a size; write it to a file to have it read\n"
    )


@pytest.mark.usefixtures("small_limit")
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no endless file")
def test_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(RecordError, match="/dev/zero: more than 4 MB, without a size"):
        read_file("/dev/zero")


@pytest.mark.usefixtures("small_limit")
def test_what_has_a_size_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * (5 << 20))
    assert len(read_file(file).data) == 5 << 20
    assert len(read_stream(io.BytesIO(b"x" * (4 << 20)), "a")) == 4 << 20


def test_too_little_memory_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def read1(self, _size: int) -> bytes:
            raise MemoryError

        read = read1

    class Input:
        buffer = Full()

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Input())
    assert main(["resolve", "-"]) == 1
    assert capsys.readouterr().err == "genenorm: needs more memory than there is\n"


def test_the_methods_are_not_written_over_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["resolve", "TP53", "--out", "new.tsv", "--methods", "./new.tsv"]) == 2
    assert "--methods ./new.tsv: the answers are written to this file too" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
