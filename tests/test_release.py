"""The files of a release: their metadata is checked, and the SBOM is valid and names what the index was read from."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import genenorm
from genenorm.builder.sources.pins import load_pinned_files
from tools.release import ReleaseError, check_metadata, make_release, problem_of, reference_component

METADATA = f"Metadata-Version: 2.4\nName: genenorm\nVersion: {genenorm.__version__}\nLicense-Expression: MIT\n"


def built(folder: Path, wheel: str = METADATA, archive: str = METADATA) -> list[Path]:
    """A wheel and a source archive with this metadata and nothing else."""
    paths = [folder / "genenorm-1-py3-none-any.whl", folder / "genenorm-1.tar.gz"]
    with zipfile.ZipFile(paths[0], "w") as packed:
        packed.writestr("genenorm-1.dist-info/METADATA", wheel)
    with tarfile.open(paths[1], "w:gz") as packed_archive:
        info = tarfile.TarInfo("genenorm-1/PKG-INFO")
        info.size = len(archive.encode())
        packed_archive.addfile(info, io.BytesIO(archive.encode()))
    return paths


def test_a_wheel_and_an_archive_with_the_same_metadata_pass(tmp_path: Path) -> None:
    check_metadata(built(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("License-Expression: MIT", "License-Expression: mine", "metadata: .*mine"),
        (f"Version: {genenorm.__version__}", "Version: 99", "of version 99, not of"),
        ("Name: genenorm\n", "", "metadata: .*name"),
    ],
)
def test_wrong_metadata_is_refused_with_the_reason(old: str, new: str, message: str, tmp_path: Path) -> None:
    wrong = METADATA.replace(old, new)
    assert wrong != METADATA
    with pytest.raises(ReleaseError, match=message):
        check_metadata(built(tmp_path, wrong, wrong))


def test_files_that_differ_or_are_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="have different metadata"):
        check_metadata(built(tmp_path, METADATA, f"{METADATA}Summary: another\n"))
    with pytest.raises(ReleaseError, match="a wheel and a source archive were to be built, not: "):
        check_metadata(built(tmp_path)[:1])


def test_a_release_is_made_in_an_empty_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "old.whl").touch()
    with pytest.raises(ReleaseError, match="not empty"):
        make_release(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["old.whl"]


@pytest.fixture
def bom() -> dict[str, Any]:
    """An SBOM with the reference index alone."""
    pytest.importorskip("cyclonedx", reason="cyclonedx-bom, a development dependency, is not installed")
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [reference_component()]}


def test_the_reference_index_is_a_valid_component_with_its_sources(bom: dict[str, Any]) -> None:
    assert problem_of(bom) == ""
    (index,) = bom["components"]
    found = {
        (package["name"], package["version"], package["hashes"][0]["content"], file["name"])
        for package in index["components"]
        for file in package["components"]
    }
    pinned = {(each.pin.name, each.pin.version, each.pin.sha256, each.path) for each in load_pinned_files().values()}
    assert found
    assert found <= pinned
    assert {name for name, *_ in found} == {each.pin.name for each in load_pinned_files().values()}


def test_each_package_of_data_has_the_licence_that_notice_names(bom: dict[str, Any]) -> None:
    (index,) = bom["components"]
    notice = " ".join(index["licenses"][0]["license"]["text"]["content"].split())
    for package in index["components"]:
        licence = re.split("[; ]", package["licenses"][0]["license"]["name"])[0]
        assert f"{package['name']} ({licence}" in notice, package["name"]


def test_what_the_schema_does_not_allow_is_found(bom: dict[str, Any]) -> None:
    bom["components"][0]["type"] = "a type that there is not"
    assert "a type that there is not" in problem_of(bom)
