"""``genenorm reference info`` and ``build``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.index.reference import Reference


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
    assert all(source["licence"] and source["sha256"] and source["release"] for source in document["sources"])


def test_info_takes_another_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "info", str(tmp_path / "none.sqlite")]) == 1
    assert "no such reference index" in capsys.readouterr().err


def test_a_build_of_an_unknown_profile_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "index.sqlite"
    assert main(["reference", "build", "--profile", "nonsense", "--out", str(out)]) != 0
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "nonsense" in shown
    assert list(tmp_path.iterdir()) == []
