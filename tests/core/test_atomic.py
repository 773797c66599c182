"""Files written whole or not at all."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from genenorm.annotation.output_files import PendingFile
from genenorm.core import atomic
from genenorm.core.atomic import Draft, write_atomic
from genenorm.core.draft_locks import draft_name, lock_draft, sweep
from genenorm.core.errors import RecordError


@pytest.fixture(params=["unnamed", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of writing: where the system has files without a name, and where it has none."""
    if request.param == "named":
        monkeypatch.setattr(atomic, "_UNNAMED", 0)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, way: None) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")

    def fail(file: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomic(target, fail)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("name", ["missing/a", "folder"])
def test_a_write_that_fails_names_the_file_that_was_asked_for(tmp_path: Path, name: str, way: None) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=f"{name}'$") as failed:
        write_atomic(tmp_path / name, lambda file: file.write(b"new"))
    assert failed.value.filename == str(tmp_path / name)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_draft_is_seen_when_it_is_published_and_not_before(tmp_path: Path, old: bytes | None, way: None) -> None:
    target = tmp_path / "a"
    if old is not None:
        target.write_bytes(old)
    with Draft(target) as draft:
        draft.file.write(b"new")
        draft.sync()
        assert (target.read_bytes() if target.exists() else None) == old
        draft.publish()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


def test_a_draft_that_is_not_published_leaves_nothing(tmp_path: Path, way: None) -> None:
    with Draft(tmp_path / "a") as draft:
        draft.file.write(b"new")
        draft.sync()
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_mode_and_a_new_one_has_the_mode_asked_for_or_the_usual_one(tmp_path: Path, way: None) -> None:
    kept, asked, usual = tmp_path / "kept", tmp_path / "asked", tmp_path / "usual"
    kept.write_bytes(b"")
    kept.chmod(0o604)
    mask = os.umask(0o027)
    try:
        write_atomic(kept, lambda file: file.write(b"x"), mode=0o640)
        write_atomic(asked, lambda file: file.write(b"x"), mode=0o646)
        write_atomic(usual, lambda file: file.write(b"x"))
    finally:
        os.umask(mask)
    assert [path.stat().st_mode & 0o7777 for path in (kept, asked, usual)] == [0o604, 0o646, 0o640]


def test_a_link_to_a_missing_file_is_filled(tmp_path: Path, way: None) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "there")
    write_atomic(link, lambda file: file.write(b"new"))
    assert link.is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


def test_a_draft_that_is_not_waited_for_is_whole_when_it_can_first_be_seen(
    tmp_path: Path, way: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for name in ("link", "replace"):
        step = getattr(os, name)

        def watched(*paths: str, step: Callable[..., None] = step, **options: object) -> None:
            step(*paths, **options)
            seen.append(Path(paths[1]).read_bytes())

        monkeypatch.setattr(os, name, watched)
    with Draft(tmp_path / "a") as draft:
        draft.file.write(b"new")
        draft.publish()
    assert set(seen) == {b"new"}


@pytest.mark.parametrize("size", [5_000, 50_000])
def test_a_full_disk_is_reported_in_one_line_and_no_file_is_left(tmp_path: Path, way: None, size: int) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"old")
    read = source.stat()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(RecordError, match="a: cannot be written: file too large"):
            PendingFile(source, b"x" * size, source, read).finish()
        with pytest.raises(OSError, match="File too large"):
            write_atomic(source, lambda file: file.write(b"x" * size))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_file_keeps_its_extended_attributes_and_owner(tmp_path: Path, way: None) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    try:
        os.setxattr(target, "user.note", b"\0kept")
    except OSError as error:
        pytest.skip(f"no extended attributes in the folder of the tests: {error}")
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(target, 12345, 54321)
    target.chmod(0o640)
    write_atomic(target, lambda file: file.write(b"new"))
    state = target.stat()
    assert (target.read_bytes(), os.getxattr(target, "user.note")) == (b"new", b"\0kept")
    assert (state.st_mode & 0o7777, not is_root or (state.st_uid, state.st_gid) == (12345, 54321)) == (0o640, True)


def test_other_names_of_a_file_keep_the_old_bytes(tmp_path: Path, way: None) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "b")
    write_atomic(tmp_path / "a", lambda file: file.write(b"new"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "b": b"old"}


def test_a_protected_file_is_not_replaced(tmp_path: Path, way: None, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # root may write everything
    with pytest.raises(PermissionError, match=r"Permission denied.*a'$"):
        write_atomic(target, lambda file: file.write(b"new"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_links_in_a_circle_are_an_error_of_the_file(tmp_path: Path, way: None) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="symbolic links"):
        write_atomic(tmp_path / "a", lambda file: file.write(b"new"))
    assert len(list(tmp_path.iterdir())) == 2


def test_drafts_that_no_process_uses_are_deleted_and_those_in_use_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_UNNAMED", 0)
    left, other = tmp_path / draft_name(), tmp_path / ".genenorm-notes"
    for path in (left, other):
        path.write_bytes(b"x")
    (tmp_path / draft_name()).mkdir()
    with Draft(tmp_path / "a") as draft:
        assert not left.exists()
        draft.file.write(b"new")
        draft.file.flush()
        kept = sorted(tmp_path.iterdir())
        assert len(kept) == 3
        sweep.cache_clear()
        assert sweep(str(tmp_path)) == 0
        draft.publish()
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"a", ".genenorm-notes"}


def test_a_draft_that_is_taken_for_a_left_one_before_its_lock_gets_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_UNNAMED", 0)
    swept: list[int] = []

    def late_lock(descriptor: int) -> None:
        if not swept:
            sweep.cache_clear()
            swept.append(sweep(str(tmp_path)))
        lock_draft(descriptor)

    monkeypatch.setattr(atomic, "lock_draft", late_lock)
    write_atomic(tmp_path / "a", lambda file: file.write(b"new"))
    assert swept == [1]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}
