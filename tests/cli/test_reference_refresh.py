"""``genenorm reference refresh`` as a person runs it: from a file, and from a server on this machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.homology_refresh import REFRESHED_DUMPS
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.cli import main
from genenorm.cli.reference_refresh import ORTHOLOG_KEYS
from genenorm.index.reference import Reference
from tests.support.dump_server import DumpServer

SLICES = Path(__file__).resolve().parents[2] / "fixtures" / "dumps"
ALLIANCE = SLICES / "ORTHOLOGY-ALLIANCE_COMBINED.tsv"
REFRESH = ["reference", "refresh", "--homology"]


@pytest.fixture
def flies(library: Path) -> Path:
    """Return the library with an index of fly and human in use, as ``flies``."""
    folder = library.parent / "few"
    folder.mkdir()
    for name in ("Homo_sapiens.gene_info", "Drosophila_melanogaster.gene_info"):
        (folder / name).write_bytes((SLICES / name).read_bytes())
    build_index(library / "flies.safetensors", profile="official", folder=folder)
    assert main(["reference", "use", "flies"]) == 0
    return library


def test_the_choices_are_the_dumps_that_can_be_refreshed() -> None:
    assert set(ORTHOLOG_KEYS) == set(REFRESHED_DUMPS)
    assert set(ORTHOLOG_KEYS) < {dump.key for dump in load_dumps()}


def test_a_file_is_laid_over_the_index_in_use(flies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (flies / "flies.safetensors").read_bytes()
    capsys.readouterr()
    assert main([*REFRESH, "--from", str(ALLIANCE)]) == 0
    shown = capsys.readouterr()
    assert re.search(r"^fly +\d+ +\d+ +0$", shown.out, re.MULTILINE)
    assert shown.err == "in the library; use it with: genenorm reference use flies-alliance\n"
    assert (flies / "flies.safetensors").read_bytes() == before
    assert main(["orthologs", "Nmdar1", "--to", "human", "-f", "tsv", "--reference", "flies-alliance"]) == 0
    (row,) = capsys.readouterr().out.splitlines()[1:]
    assert row.split("\t")[4] == "GRIN1"
    assert row.endswith("\tAlliance 9/10 methods")


def test_an_index_is_replaced_only_when_asked(flies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*REFRESH, "flies", "--from", str(ALLIANCE), "--name", "other"]) == 0
    assert main([*REFRESH, "flies", "--from", str(ALLIANCE), "--name", "other"]) == 1
    assert "there is an index 'other'; choose another --name, or replace it: --replace" in capsys.readouterr().err
    assert main([*REFRESH, "other", "--from", str(ALLIANCE), "--name", "other", "--replace"]) == 0
    with Reference.open("other") as made:
        assert made.meta["profile"] == "official+alliance"


def test_a_second_refresh_keeps_the_name_short(flies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*REFRESH, "--from", str(ALLIANCE)]) == 0
    assert main([*REFRESH, "flies-alliance", "--from", str(ALLIANCE), "--replace"]) == 0
    assert capsys.readouterr().err.endswith("genenorm reference use flies-alliance\n")


def test_without_a_file_the_dump_is_downloaded(
    flies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    with DumpServer().running() as server:
        server.publish("orthologs.tsv", ALLIANCE.read_bytes())
        entry = (SLICES.parents[1] / "genenorm" / "builder" / "sources.toml").read_text(encoding="utf-8")
        (own,) = re.findall(r'^\[\[dump\]\]\nkey = "alliance"\n(?:.+\n)+', entry, re.MULTILINE)
        own = re.sub(r'url = ".*"', f'url = "{server.url}/orthologs.tsv"', own)
        own = own.replace("COMBINED.tsv.gz", "COMBINED.tsv")
        mirror = tmp_path / "mirror.toml"
        mirror.write_text(own, encoding="utf-8")
        assert main([*REFRESH, "--sources", str(mirror)]) == 0
        assert main([*REFRESH, "--sources", str(mirror), "--dump", "hcop"]) == 2
        assert f"{mirror} lists no dump 'hcop'" in capsys.readouterr().err
        del server.files["/orthologs.tsv"]
        assert main([*REFRESH, "--sources", str(mirror), "--name", "again"]) == 1
        shown = capsys.readouterr().err
    assert (tmp_path / "dumps" / ALLIANCE.name).read_bytes() == ALLIANCE.read_bytes()
    assert shown.startswith(f"genenorm: alliance: {server.url}/orthologs.tsv ")
    assert shown.endswith("; a file that is on disk is read with --from FILE\n")
    assert not (flies / "again.safetensors").exists()


def test_what_to_refresh_must_be_said(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "refresh"]) == 2
    assert "say what to refresh: --homology" in capsys.readouterr().err


def test_an_unknown_index_is_a_usage_error(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*REFRESH, "none", "--from", str(ALLIANCE)]) == 2
    assert "no reference index 'none'" in capsys.readouterr().err
