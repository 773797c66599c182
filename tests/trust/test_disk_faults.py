"""Faults of disks and folders: nothing is lost, each fault is told in one line, and all other files are written."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from genenorm.annotation import run
from genenorm.cli import main
from genenorm.core.files import FileContent, read_file
from tests.support.commands import GENENORM

TABLE = "gene,n\n" + "GRIN1,1\nTrp53,2\n" * 200
ANSWERED = b"2902"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a.csv", "b.csv", "c.csv"):
        (made / name).write_text(TABLE, encoding="utf-8")
    return made


def lines_about(name: str, errors: str) -> list[str]:
    return [line for line in errors.splitlines() if name in line]


def test_a_full_disk_is_told_for_each_file_and_no_file_is_lost(folder: Path) -> None:
    """No process may write longer files than a limit, as on a disk that is full."""
    (folder / "b.csv").write_text("gene\nGRIN1\n", encoding="utf-8")
    done = subprocess.run(
        [*GENENORM, "annotate", str(folder), "--in-place"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    for name in ("a.csv", "c.csv"):
        assert lines_about(name, done.stderr) == [f"genenorm: {folder / name}: cannot be written: file too large"]
        assert (folder / name).read_text("utf-8") == TABLE
    assert ANSWERED in (folder / "b.csv").read_bytes()
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize(
    "arguments", [["resolve", "GRIN1"], ["annotate", "a.csv", "--stdout"], ["cache", "export", "-"]]
)
def test_a_full_device_at_standard_output_is_one_line(folder: Path, tmp_path: Path, arguments: list[str]) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("no /dev/full")
    with device.open("wb") as full:
        done = subprocess.run(
            [*GENENORM, *arguments], cwd=folder, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False,
            env={**os.environ, "GENENORM_CACHE": str(tmp_path / "cache")},
        )  # fmt: skip
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"No space left on device" in done.stderr


@pytest.fixture
def unprivileged() -> list[str]:
    """The words before a command which make it obey the modes of files, which root may ignore."""
    if os.geteuid() != 0:
        return []
    words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    try:
        subprocess.run([*words, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the tests are run by root, which may write everything, and setpriv cannot change that")
    return words


def test_files_and_folders_that_are_protected_stay_as_they_are(folder: Path, unprivileged: list[str]) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "d.csv").write_text(TABLE, encoding="utf-8")
    (folder / "b.csv").chmod(0o444)
    (folder / "c.csv").chmod(0)
    (folder / "sub").chmod(0o555)
    try:
        done = subprocess.run(
            [*unprivileged, *GENENORM, "annotate", str(folder), "--in-place"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        (folder / "sub").chmod(0o755)
        (folder / "c.csv").chmod(0o644)
    assert done.returncode == 1
    for name, reason in (
        ("b.csv", "cannot be written: permission denied"),
        ("c.csv", "permission denied"),
        ("sub/d.csv", "cannot be written: permission denied"),
    ):
        assert lines_about(name, done.stderr) == [f"genenorm: {folder / name}: {reason}"]
    assert [path.name for path in folder.rglob("*.csv") if ANSWERED in path.read_bytes()] == ["a.csv"]
    assert len(list(folder.rglob("*"))) == 5


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("place", ["--in-place", "--out"])
def test_a_file_that_vanishes_is_told_and_does_not_come_back(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    when: str,
    place: str,
) -> None:
    def read(path: str | Path) -> FileContent:
        if Path(path).name != "b.csv":
            return read_file(path)
        if when == "before":
            (folder / "b.csv").unlink()
            return read_file(path)
        content = read_file(path)
        (folder / "b.csv").unlink()
        return content

    monkeypatch.setattr(run, "read_file", read)
    out = tmp_path / "out"
    assert main(["annotate", str(folder), place, *([str(out)] if place == "--out" else [])]) == 1
    told = lines_about("b.csv", capsys.readouterr().err)
    assert [line.split(": ", 2)[2] for line in told] == ["no such file or directory"]
    assert not (folder / "b.csv").exists()
    done = folder if place == "--in-place" else out
    assert [path.name for path in sorted(done.iterdir()) if ANSWERED in path.read_bytes()] == ["a.csv", "c.csv"]


def test_a_folder_that_vanishes_while_it_is_annotated_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(path: str | Path) -> FileContent:
        content = read_file(path)
        if Path(path).name == "b.csv":
            folder.rename(tmp_path / "elsewhere")
        return content

    monkeypatch.setattr(run, "read_file", read)
    assert main(["annotate", str(folder), "--in-place"]) == 1
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    assert len(lines_about("c.csv", errors)) == 1
    assert [path.read_text("utf-8") for path in sorted((tmp_path / "elsewhere").iterdir())][1:] == [TABLE, TABLE]
    assert not folder.exists()


def test_links_stay_links_and_hard_links_keep_the_old_bytes(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "target.csv").write_text(TABLE, encoding="utf-8")
    (folder / "link.csv").symlink_to(other / "target.csv")
    (folder / "again.csv").symlink_to(folder / "link.csv")
    os.link(folder / "a.csv", other / "hard.csv")
    assert main(["annotate", str(folder), "--in-place", "-q"]) == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "again.csv").is_symlink()
    assert ANSWERED in (other / "target.csv").read_bytes()
    assert ANSWERED in (folder / "a.csv").read_bytes()
    assert (other / "hard.csv").read_text("utf-8") == TABLE
    assert len(list(other.iterdir())) == 2


def test_links_in_circles_and_to_nowhere_are_told_and_folders_in_circles_are_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "one.csv").symlink_to("two.csv")
    (folder / "two.csv").symlink_to("one.csv")
    (folder / "gone.csv").symlink_to("nowhere.csv")
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder)
    code = main(["annotate", str(folder), "--in-place"])
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    assert code in (0, 1)
    assert all(ANSWERED in (folder / name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    for name in ("one.csv", "gone.csv"):
        assert main(["annotate", str(folder / name), "--in-place"]) != 0
        assert len(lines_about(name, capsys.readouterr().err)) == 1
        assert (folder / name).is_symlink()
    assert not (folder / "nowhere.csv").exists()


def test_one_file_under_several_names_has_its_answers_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "a.csv"
    (folder / "link.csv").symlink_to(file)
    names = [
        str(file),
        str(folder / "." / "a.csv"),
        str(folder / ".." / "in" / "a.csv"),
        str(folder / "link.csv"),
        str(folder),
    ]
    assert main(["annotate", *names, "--in-place"]) == 0
    once = file.read_bytes()
    assert once.splitlines()[0].count(b"gene_id") == 1
    assert main(["annotate", *reversed(names), "--in-place"]) == 0
    assert file.read_bytes() == once
    assert main(["strip", *names, "--in-place"]) == 0
    assert file.read_text("utf-8") == TABLE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_modes_and_extended_attributes_are_kept(tmp_path: Path, jobs: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.csv").write_text(TABLE, encoding="utf-8")
        (folder / f"{number}.csv").chmod(0o640 if number % 2 else 0o604)
    try:
        os.setxattr(folder / "3.csv", "user.curator", b"x")
    except OSError as error:
        pytest.skip(f"no extended attributes in the folder of the tests: {error}")
    assert main(["annotate", str(folder), "--in-place", "-q", "-j", jobs]) == 0
    for number in range(20):
        assert (folder / f"{number}.csv").stat().st_mode & 0o7777 == (0o640 if number % 2 else 0o604)
    assert os.getxattr(folder / "3.csv", "user.curator") == b"x"
