"""AnnData files that make the HDF5 library break down or hang: another process has the harm."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.errors import RecordError
from genenorm.records import hdf5_trial
from genenorm.resolver.resolver import Resolver
from tests.support.commands import run

h5py = pytest.importorskip("h5py")

LARGEST = 10**8


def anndata() -> bytes:
    copy = BytesIO()
    with h5py.File(copy, "w") as file:
        var = file.create_group("var")
        var.attrs["_index"] = "names"
        var.attrs.create("column-order", ["a", "b"], dtype=h5py.string_dtype())
        var["names"] = ["TP53", "EGFR"]
    return copy.getvalue()


def trial(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(hdf5_trial, "_PROGRAM", program)
    monkeypatch.setattr(hdf5_trial, "_SECONDS", 5.0)
    hdf5_trial.try_hdf5(anndata(), "x.h5ad", LARGEST)


def test_a_library_that_breaks_down_is_an_error_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordError, match=r"^x\.h5ad: damaged: the HDF5 library breaks down"):
        trial(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")


def test_a_library_that_does_not_end_is_an_error_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordError, match=r"^x\.h5ad: damaged: the HDF5 library did not end within 5 seconds"):
        trial(monkeypatch, "while True: pass")


def test_a_whole_file_and_one_that_is_no_hdf5_pass() -> None:
    hdf5_trial.try_hdf5(anndata(), "x.h5ad", LARGEST)
    hdf5_trial.try_hdf5(b"no HDF5", "x.h5ad", LARGEST)  # reading it says what is wrong


def test_damage_never_ends_this_process(resolver: Resolver) -> None:
    data = anndata()
    for place, value in [(6217, 206), (1881, 98), *((place, 244) for place in range(6213, 6221))]:
        damaged = bytearray(data)
        damaged[place % len(data)] = value
        with suppress(RecordError):
            assert annotate_file(bytes(damaged), "x.h5ad", resolver).rewritten()


def test_the_other_files_of_a_folder_are_answered(tmp_path: Path) -> None:
    data = bytearray(anndata())
    data[6217], data[1881] = 206, 98
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.h5ad").write_bytes(data)
    (folder / "b.h5ad").write_bytes(anndata())
    done = run("annotate", str(folder), "--to", "tsv", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert f"{folder / 'a.h5ad'}: " in done.stderr
    (written,) = (tmp_path / "out").iterdir()
    assert "TP53" in written.read_text(encoding="utf-8")
