"""The command ``check``: places, formats, exit codes and messages."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.cli.check_options import CHECK_FORMS, FINDING_KINDS, SURENESSES
from genenorm.records.cells.read_cells import READERS
from genenorm.verify.pairs.findings import FINDING_COLUMNS, FindingKind, Sureness

WRONG = "symbol,gene_id\nGRIN1,2902\nBRCA1,675\nSEPT6,23157\n"
FIXED = "symbol,gene_id\nGRIN1,2902\nBRCA1,675\nSEPTIN6,23157\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table with a pair that cannot be decided and an outdated symbol."""
    path = tmp_path / "genes.csv"
    path.write_bytes(WRONG.encode())
    return path


def test_findings_are_rows_and_end_with_code_1(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(table)]) == 1
    out, err = capsys.readouterr()
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert tuple(header) == FINDING_COLUMNS
    assert [(row[1], row[5], row[6], row[7]) for row in rows] == [
        ("3", "mismatch", "", "certain"), ("4", "outdated", "SEPTIN6", "certain"),
    ]  # fmt: skip
    assert err.splitlines() == [
        "genenorm: 2 findings in 3 pairs: 1 mismatch, 1 outdated; 1 can be corrected with --fix"
    ]


def test_a_clean_file_ends_with_code_0(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.write_text("symbol,gene_id\nGRIN1,2902\n", encoding="utf-8")
    assert main(["check", str(table), "--to", "text"]) == 0
    assert capsys.readouterr() == ("", "genenorm: nothing found in 1 pair\n")


def test_the_text_for_people_has_the_reason_below_each_finding(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(table), "--to", "text", "-q"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        str(table),
        "  line 3, gene_id: BRCA1, 675: mismatch (certain)",
        "      BRCA1 is human NCBIGene:672, but NCBIGene 675 is BRCA2 (human, NCBIGene:675)",
        "  line 4, symbol: SEPT6, 23157: outdated (certain) → SEPTIN6",
        "      SEPT6 is a former symbol of SEPTIN6 (human, NCBIGene:23157)",
    ]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "md", "github"])
def test_findings_are_written_in_the_format_of_the_file(
    form: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / f"findings.{form}"
    assert main(["check", str(table), "--out", str(out), *(["--to", form] if form == "github" else [])]) == 1
    assert capsys.readouterr().out == ""
    text = out.read_text(encoding="utf-8")
    assert main(["check", str(table), "--to", form]) == 1
    assert capsys.readouterr().out == text
    if form == "json":
        assert [row["finding"] for row in json.loads(text)] == ["mismatch", "outdated"]
    if form == "github":
        first = text.splitlines()[0]
        assert first.startswith(f"::error file={table},line=3,title=genenorm%3A mismatch::gene_id: BRCA1, 675: ")


def test_a_corrected_copy_is_written_and_what_is_left_ends_with_code_1(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.csv"
    assert main(["check", str(table), "--fix", "--out", str(copy)]) == 1
    assert (table.read_bytes(), copy.read_bytes()) == (WRONG.encode(), FIXED.encode())
    out, err = capsys.readouterr()
    assert [line.split("\t")[-1] for line in out.splitlines()] == ["corrected", "no", "yes"]
    assert err.endswith("1 corrected, 1 left\n")
    assert main(["check", str(table), "--fix", "--in-place", "--trust", "ids"]) == 0
    assert table.read_bytes() == FIXED.replace("BRCA1", "BRCA2").encode()
    before = table.stat()
    assert main(["check", str(table), "--fix", "--in-place"]) == 0
    assert table.stat() == before, "a file without corrections is not written"


def test_only_the_kinds_of_fail_on_end_with_code_1(table: Path) -> None:
    assert main(["check", str(table), "--fail-on", "retired,malformed"]) == 0
    assert main(["check", str(table), "--fail-on", "retired,outdated"]) == 1
    assert main(["check", str(table), "--fail-on", "none"]) == 0


def test_less_sure_findings_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "a.csv"
    table.write_text("symbol,gene_id\nnosuchgene77,2902\n", encoding="utf-8")
    assert main(["check", str(table)]) == 0
    assert main(["check", str(table), "--sure", "possible"]) == 1
    assert "unknown-name" in capsys.readouterr().out


def test_standard_input_is_audited_and_its_copy_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert main(["check", "-", "--from", "csv", "--fix", "--out", "-", "-q"]) == 1
    out, err = capsys.readouterr()
    assert out == FIXED
    assert "mismatch" in err


def test_a_folder_is_searched_and_files_without_pairs_are_named(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "other.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    (tmp_path / "deep" / ".hidden.csv").write_text(WRONG, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert main(["check", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert f"{tmp_path / 'deep' / 'other.tsv'}: no names beside identifiers; name the columns with --column" in err
    assert "2 findings in 3 pairs of 2 files" in err


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_audited(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.json").write_text('{"a": ', encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    assert main(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert "mismatch" in out
    assert "broken.json, line 1: not valid JSON" in err
    assert "empty.csv: no rows with identifiers of genes in it" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix"], "--fix needs a place for the corrected copy: --out FILE, or --in-place"),
        (["--in-place"], "--in-place is the place of corrected files; it needs --fix"),
        (["--fix", "--in-place", "--out", "b.csv"], "--out and --in-place exclude each other"),
        (["--fail-on", "mismach"], "--fail-on: no kind of finding 'mismach'; did you mean 'mismatch'?"),
        (["--species", "human,mouse"], "--species takes one species here"),
        (["--species", "unicorn"], "unknown species 'unicorn'"),
        (["--from", "list"], "is not one of 'pfocr'"),
    ],
)
def test_a_mistake_in_the_command_line_is_one_line_with_the_way_out(
    arguments: list[str], message: str, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(table), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_missing_column_is_named_with_the_nearest(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(table), "--id-column", "gen_id"]) == 1
    err = capsys.readouterr().err
    cause = "no column 'gen_id'; did you mean 'gene_id'? the columns are: symbol, gene_id"
    assert err == f"genenorm: {table}: {cause}\n"


def test_the_words_of_the_options_are_those_of_the_audit() -> None:
    assert tuple(READERS) == CHECK_FORMS
    assert tuple(kind.value for kind in FindingKind) == FINDING_KINDS
    assert tuple(sure.value for sure in Sureness) == SURENESSES
