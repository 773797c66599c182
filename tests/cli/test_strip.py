"""The command ``strip``: answers leave files, and everything else stays."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.core.atomic import Draft

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
DATA = FIXTURE.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a record and a table that have answers, and a record that has none."""
    root = tmp_path / "in"
    (root / "deep").mkdir(parents=True)
    shutil.copy(FIXTURE, root / "figure.md")
    (root / "deep" / "a.csv").write_bytes(b"gene,n\r\nGRIN1,1")
    assert main(["annotate", str(root), "--in-place", "--full"]) == 0
    shutil.copy(FIXTURE, root / "clean.md")
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


CLEAN = {"clean.md": DATA, "deep/a.csv": b"gene,n\r\nGRIN1,1", "figure.md": DATA}


def test_a_folder_is_stripped_in_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "clean.md").stat()
    assert contents(folder) != CLEAN
    assert main(["strip", str(folder), "--in-place"]) == 0
    assert contents(folder) == CLEAN
    assert (folder / "clean.md").stat() == before, "a file without answers is not written"
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"genenorm: {folder / 'clean.md'}: no answers in it, left as it is",
        "genenorm: answers removed from 2 of 3 files",
    ]  # fmt: skip
    assert main(["strip", str(folder), "--in-place"]) == 0
    assert capsys.readouterr().err == "genenorm: answers removed from 0 of 3 files\n"


def test_copies_without_answers_are_written_into_a_folder(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    assert main(["strip", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert contents(tmp_path / "out") == CLEAN
    assert contents(folder) == before


def test_one_file_is_printed_or_written_into_another(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    figure, target = str(folder / "figure.md"), folder / "new" / "out.md.gz"
    assert main(["strip", figure]) == 0
    assert capsysbinary.readouterr() == (DATA, b"")
    assert main(["strip", figure, "-o", str(target)]) == 0
    assert gzip.decompress(target.read_bytes()) == DATA
    assert main(["strip", figure, str(folder / "deep" / "a.csv"), "--stdout"]) == 0
    assert capsysbinary.readouterr().out == DATA + CLEAN["deep/a.csv"]


def test_standard_input_is_printed_without_answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((folder / "figure.md").read_bytes())))
    assert main(["strip", "-", "--from", "pfocr"]) == 0
    assert capsysbinary.readouterr() == (DATA, b"")


def test_a_compressed_record_and_one_that_needs_a_field_are_stripped_without_options(tmp_path: Path) -> None:
    originals = {"a.json.gz": gzip.compress(b'{"x": ["GRIN1"]}\n', mtime=0), "b.yaml": b"x: [GRIN1]"}
    for name, data in originals.items():
        (tmp_path / name).write_bytes(data)
        assert main(["annotate", str(tmp_path / name), "--field", "x", "--in-place"]) == 0
        assert (tmp_path / name).read_bytes() != data
    assert main(["strip", str(tmp_path), "--in-place"]) == 0
    assert gzip.decompress((tmp_path / "a.json.gz").read_bytes()) == b'{"x": ["GRIN1"]}\n'
    assert (tmp_path / "b.yaml").read_bytes() == originals["b.yaml"]


def test_files_that_cannot_be_read_are_reported_when_the_others_are_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.md").write_bytes(b"no front matter\n")
    assert main(["strip", str(folder), "--in-place"]) == 1
    assert (folder / "figure.md").read_bytes() == DATA
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"genenorm: {folder / 'broken.md'}, line 1: no front")
    assert main(["strip", str(folder / "missing.md")]) == 1
    assert "missing.md: no such file or directory" in capsys.readouterr().err


def test_a_format_whose_answers_have_no_marks_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.pubtator"
    file.write_bytes(b"7|t|TrkB in rats\n7|a|\n7\t0\t4\tTrkB\tGene\n")
    assert main(["annotate", str(file), "--in-place"]) == 0
    written = file.read_bytes()
    assert main(["strip", str(file), "--in-place"]) == 0
    assert file.read_bytes() == written
    assert "a.pubtator: left as it is: this format does not tell answers from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["strip", "."], "for several files, choose where the results go: --in-place, --out DIR or --stdout"),
        (["strip", "-", "--in-place", "--from", "csv"], "can only be printed, since it has no file name"),
        (["strip", "-"], "standard input has no file name that shows its format"),
        (["strip", "a.md", "--in-place", "--out", "b"], "--out and --in-place exclude each other"),
        (["strip"], "Missing argument 'PATH…'"),
        (["strp", "a.md"], "did you mean 'strip'?"),
    ],
)
def test_a_mistake_in_the_command_line_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


def test_an_interrupted_run_leaves_whole_files_and_no_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    publish = Draft.publish

    def interrupted(_: Draft) -> None:
        monkeypatch.setattr(Draft, "publish", publish)
        raise KeyboardInterrupt

    monkeypatch.setattr(Draft, "publish", interrupted)
    assert main(["strip", str(folder), "--in-place"]) == 130
    assert capsys.readouterr().err.splitlines()[-1].endswith("the same command does the rest")
    after = contents(folder)
    assert after.keys() == before.keys(), "no draft is left"
    assert all(after[name] in (before[name], CLEAN[name]) for name in before)
    assert main(["strip", str(folder), "--in-place"]) == 0
    assert contents(folder) == CLEAN


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_stripped_file_keeps_its_mode(folder: Path) -> None:
    (folder / "figure.md").chmod(0o640)
    assert main(["strip", str(folder / "figure.md"), "--in-place"]) == 0
    assert (folder / "figure.md").stat().st_mode & 0o777 == 0o640
