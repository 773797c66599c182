"""``genenorm reference info`` and ``build``."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.index.content_hash import HASHED_TABLES
from genenorm.index.reference import Reference
from genenorm.index.schema import unpack
from genenorm.text.keys import Key


def test_info_prints_schema_sources_and_coverage(reference: Reference, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "info"]) == 0
    shown = capsys.readouterr().out
    for needed in ("schema", "build date", "content hash", "licence", "sha256", "release"):
        assert needed in shown
    for row in reference.coverage():
        assert any(line.startswith(row.taxon.common) and f"{row.genes:,}" in line for line in shown.splitlines())
    assert "HGNC 2026-06" in shown
    assert "CC0" in shown


def test_info_as_json_has_the_same_facts(reference: Reference, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "info", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["content_hash"] == reference.meta["content_hash"]
    assert [row["genes"] for row in document["coverage"]] == [row.genes for row in reference.coverage()]
    assert all(row["uniprot"] > 0 for row in document["coverage"] if row["species"] != "yeast")
    assert [row["transcripts"] > 0 for row in document["coverage"]] == [True, True, *[False] * 5]
    assert all(row["synonyms"] > 0 for row in document["coverage"])
    assert [row["orthologs"] > 0 for row in document["coverage"]] == [False, *[True] * 6]
    assert "NCBI Gene 2016-02" in document["releases"]["fly"]
    assert all(source["licence"] and source["sha256"] and source["release"] for source in document["sources"])


def test_info_takes_another_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "info", str(tmp_path / "none.safetensors")]) == 1
    assert "no such reference index" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["info"], ["verify"], ["diff", "shipped"], ["audit", "shipped"]], ids=lambda command: command[0]
)
def test_a_name_that_no_index_has_is_a_mistake_in_the_command_line(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reference", *command, "shiped"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"genenorm reference {command[0]}: no reference index 'shiped'; did you mean 'shipped'?")
    assert shown.count("\n") == 1


def test_a_build_of_an_unknown_profile_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "index.safetensors"
    assert main(["reference", "build", "--profile", "nonsense", "--out", str(out)]) != 0
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "nonsense" in shown
    assert list(tmp_path.iterdir()) == []


def test_an_index_is_exported_as_an_sqlite_database(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "index.sqlite"
    assert main(["reference", "export", "--sqlite", str(file), "small"]) == 0
    assert capsys.readouterr().err.startswith(f"written: {file}, of small 2026-11-15 ")
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT symbol FROM genes WHERE gene_id = 2902").fetchall()
    words = connection.execute("SELECT postings FROM names WHERE key = 'newalias7'").fetchone()[0]
    with Reference.open("small") as reference:
        assert dict(connection.execute("SELECT key, value FROM meta")) == {**reference.meta, "schema": "2"}
        assert list(unpack(words)) == list(reference.postings(Key("newalias7")))
        for table in HASHED_TABLES:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            assert rows == list(reference.content_rows(table))
        genes = [
            (gene.key, gene.gene_id, gene.symbol, gene.ensembl_id, gene.authority_id, reference.group_id(gene.group))
            for gene in reference.genes()
        ]
    columns = "key, gene_id, symbol, ifnull(ensembl_id, ''), ifnull(authority_id, ''), ifnull(group_id, '')"
    assert connection.execute(f"SELECT {columns} FROM gene_list ORDER BY key").fetchall() == genes
    by_name = "SELECT symbol, kind FROM gene_names JOIN gene_list ON gene = key WHERE gene_names.name = 'newalias7'"
    named = connection.execute(by_name).fetchall()
    connection.close()
    assert found == [("GRIN1",)]
    assert named
    assert [path.name for path in file.parent.iterdir()] == ["index.sqlite"]


def test_an_export_replaces_a_file_only_on_request(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "index.sqlite"
    file.write_bytes(b"somebody's")
    command = ["reference", "export", "--sqlite", str(file), "small"]
    assert main(command) == 1
    shown = capsys.readouterr().err
    assert (shown.count("\n"), "--replace" in shown, file.read_bytes()) == (1, True, b"somebody's")
    assert main([*command, "--replace"]) == 0
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert main(["reference", "export", "--sqlite", str(file), "smal"]) == 2
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert main(["reference", "export", "small"]) == 2


def test_an_export_never_replaces_the_index_itself_or_what_is_no_file(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Reference.open("small") as reference:
        index = reference.path
    before = index.read_bytes()
    assert main(["reference", "export", "--sqlite", str(index), "--replace", "small"]) == 1
    assert "is the index itself" in capsys.readouterr().err
    assert index.read_bytes() == before
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert main(["reference", "export", "--sqlite", str(pipe), "--replace", "small"]) == 1
    assert "not a regular file" in capsys.readouterr().err
    assert pipe.is_fifo()


def test_an_index_of_the_library_that_is_no_file_is_named_with_the_reason(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Reference.open("small") as reference:
        reference.path.with_name("folder.safetensors").mkdir()
    assert main(["resolve", "GRIN1", "--reference", "folder"]) == 1
    assert "a folder, not a reference index" in capsys.readouterr().err
