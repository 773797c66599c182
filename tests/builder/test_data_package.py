"""Tests of wheels around an index: what is in them, that they install, and when genenorm answers from them."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.data_package import package_index
from genenorm.cli import main
from genenorm.core.errors import ReferenceFileError
from genenorm.core.paths import PACKAGED, SHIPPED_INDEX, index_name
from genenorm.index.choose import ChosenBy, choose, index_names, keep_choice
from genenorm.index.library import index_entries, remove
from genenorm.index.reference import Reference
from tests.support.changed_index import change_index
from tests.support.commands import GENENORM

SLICES = Path(__file__).parents[2] / "fixtures" / "dumps"
NEWER, OLDER = "2099-01-05", "2001-01-05"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of all slices, which is newer than the shipped one."""
    file = tmp_path_factory.mktemp("index") / "official.safetensors"
    build_index(file, profile="official", folder=SLICES)
    return change_index(file, build_date=NEWER)


def installed(folder: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpack a wheel where Python finds packages, and return its index."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    monkeypatch.syspath_prepend(str(folder))
    return folder / "genenorm_data" / "reference.safetensors"


# -- the wheel ------------------------------------------------------------------------------------------------------


def test_the_wheel_has_the_index_its_version_and_its_sources_with_licences(official: Path, tmp_path: Path) -> None:
    made = package_index(official, tmp_path)
    assert (made.path.name, made.version) == ("genenorm_data-2099.1.5-py3-none-any.whl", "2099.1.5")
    with zipfile.ZipFile(made.path) as wheel:
        names = wheel.namelist()
        texts = {Path(name).name: wheel.read(name).decode() for name in names if not name.endswith(".safetensors")}
        assert wheel.read("genenorm_data/reference.safetensors") == official.read_bytes()
        for name, digest, size in csv.reader(texts["RECORD"].splitlines()):
            data = wheel.read(name)
            if not name.endswith("/RECORD"):
                expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                assert (digest, size) == (f"sha256={expected}", str(len(data)))
        assert len(texts["RECORD"].splitlines()) == len(names)
    metadata = message_from_string(texts["METADATA"])
    assert (metadata["Name"], metadata["Version"]) == ("genenorm-data", "2099.1.5")
    assert metadata["Summary"].startswith("Reference index for genenorm (schema 4): human, mouse, rat, fly")
    notice = texts["NOTICE"]
    assert metadata.get_payload() == notice
    assert "* hgnc_complete_set.txt, " in notice
    assert ", CC-BY-4.0, https://" in notice
    assert "{release}" not in notice
    assert texts["__init__.py"].endswith('__version__ = "2099.1.5"\n')


def test_the_same_index_gives_the_same_bytes(official: Path, tmp_path: Path) -> None:
    one, two = (package_index(official, tmp_path / name) for name in ("one", "two"))
    assert one.path.read_bytes() == two.path.read_bytes()


def test_name_and_version_can_be_given(official: Path, tmp_path: Path) -> None:
    made = package_index(official, tmp_path, "lab-genes.index", "1.2.post1")
    assert made.path.name == "lab_genes_index-1.2.post1-py3-none-any.whl"
    with pytest.raises(ReferenceFileError, match=r"exists; choose another --version, or replace it: --replace"):
        package_index(official, tmp_path, "lab-genes.index", "1.2.post1")
    package_index(official, tmp_path, "lab-genes.index", "1.2.post1", replace=True)
    with pytest.raises(ReferenceFileError, match="'Lab genes' cannot name a package"):
        package_index(official, tmp_path, "Lab genes")
    with pytest.raises(ReferenceFileError, match="'new' is no version of a package"):
        package_index(official, tmp_path, version="new")


def test_an_index_that_does_not_say_what_it_is_of_is_not_packed(official: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.safetensors"
    file.write_bytes(official.read_bytes())
    with pytest.raises(ReferenceFileError, match="states no build date; give the version: --version"):
        package_index(change_index(file, build_date=None), tmp_path / "wheels")
    with pytest.raises(ReferenceFileError, match="states no sources, so their licences are not known"):
        package_index(change_index(file, sources=None), tmp_path / "wheels", version="1")
    data = bytearray(official.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ReferenceFileError, match="damaged"):
        package_index(file, tmp_path / "wheels")
    assert not (tmp_path / "wheels").exists()


def test_a_package_that_would_not_be_preferred_says_so(
    official: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "old.safetensors"
    shutil.copyfile(official, file)
    change_index(file, build_date=OLDER)
    assert main(["reference", "package", str(file), "--to", str(tmp_path)]) == 0
    assert "genenorm answers from it only after: genenorm reference use genenorm-data" in capsys.readouterr().err
    assert main(["reference", "package", str(official), "--to", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


def test_pip_installs_the_wheel_and_genenorm_answers_from_it(
    official: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GENENORM_REFERENCE", raising=False)
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    assert main(["reference", "package", str(official), "--to", str(tmp_path)]) == 0
    wheel = tmp_path / "genenorm_data-2099.1.5-py3-none-any.whl"
    assert capsys.readouterr().out.startswith(f"{wheel}: ")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(wheel)], check=True)
    path = os.pathsep.join((str(tmp_path / "site"), str(SLICES.parents[1])))
    command = [*GENENORM, "resolve", "GRIN1", "--format", "tsv"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert "\tgenenorm-data 2099-01-05 " in done.stdout


# -- the choice -----------------------------------------------------------------------------------------------------


def test_the_index_of_the_package_is_used_when_it_is_newer_and_no_other_is_chosen(
    official: Path, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = installed(tmp_path / "site", package_index(official, tmp_path).path, monkeypatch)
    assert (choose().path, choose().by) == (file, ChosenBy.PACKAGE)
    assert index_names() == ("shipped", PACKAGED, "small")
    assert index_name(file) == PACKAGED
    with Reference.open() as opened:
        assert opened.stamp.startswith("genenorm-data 2099-01-05 ")
    assert [entry.name for entry in index_entries() if entry.in_use] == [PACKAGED]
    assert choose("shipped").path == SHIPPED_INDEX
    keep_choice("small")
    assert choose().by is ChosenBy.USE
    keep_choice(PACKAGED)
    assert choose().path == file
    keep_choice("shipped")
    assert (choose().path, choose().by) == (SHIPPED_INDEX, ChosenBy.USE)
    with pytest.raises(ReferenceFileError, match="is the index of an installed package; uninstall the package"):
        remove(PACKAGED)


@pytest.mark.parametrize(("date", "schema"), [(OLDER, "4"), (None, "4"), (NEWER, "99")])
def test_an_older_index_and_one_of_another_schema_are_not_used(
    official: Path, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, date: str | None, schema: str
) -> None:
    file = installed(tmp_path / "site", package_index(official, tmp_path).path, monkeypatch)
    change_index(file, build_date=date, schema=schema)
    assert (choose().path, choose().by) == (SHIPPED_INDEX, ChosenBy.DEFAULT)
    problems = {entry.name: entry.problem for entry in index_entries()}
    assert problems[PACKAGED].startswith("schema 99, this genenorm reads") is (schema == "99")


def test_a_damaged_package_is_an_error_with_the_way_out(
    official: Path, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = installed(tmp_path / "site", package_index(official, tmp_path).path, monkeypatch)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ReferenceFileError, match=r"install genenorm-data again, or uninstall it$"):
        Reference.open()
    file.write_bytes(b"no index at all")
    with pytest.raises(ReferenceFileError, match=r"install genenorm-data again, or uninstall it$"):
        Reference.open()


def test_the_name_belongs_to_the_package(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "add", str(library / "small.safetensors"), "--name", PACKAGED]) == 1
    assert "'genenorm-data' is the index inside the package of this name" in capsys.readouterr().err
    assert main(["reference", "use", PACKAGED]) == 2
    assert "no reference index 'genenorm-data'" in capsys.readouterr().err
