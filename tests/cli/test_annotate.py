"""``genenorm annotate``: where the answers go, and what stays untouched."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from genenorm.annotation.annotations import strip_file
from genenorm.cli import main
from genenorm.records.compressed import expand
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from tests.support.commands import run_in_terminal

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return Path(shutil.copy(FIXTURE, tmp_path / "figure.md"))


def test_the_annotated_record_is_printed_and_the_file_stays(
    record: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["annotate", str(record)]) == 0
    shown = capsysbinary.readouterr().out
    assert record.read_bytes() == FIXTURE.read_bytes()
    assert b"genes:" in shown
    added = [line for line in shown.splitlines() if line not in record.read_bytes().splitlines()]
    assert [line for line in shown.splitlines() if line not in added] != []


def test_in_place_twice_gives_the_same_bytes_and_out_the_same_record(record: Path, tmp_path: Path) -> None:
    assert main(["annotate", str(record), "--out", str(tmp_path / "out")]) == 0
    assert main(["annotate", str(record), "--in-place"]) == 0
    once = record.read_bytes()
    assert once != FIXTURE.read_bytes()
    assert (tmp_path / "out" / "figure.md").read_bytes() == once
    assert main(["annotate", str(record), "--in-place"]) == 0
    assert record.read_bytes() == once


def test_the_table_is_written_next_to_the_record_and_the_record_stays(record: Path) -> None:
    assert main(["annotate", str(record), "--table"]) == 0
    lines = record.with_suffix(".genes.tsv").read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")[: len(ANSWER_COLUMNS)]) == ANSWER_COLUMNS
    assert len(lines) == 46
    assert record.read_bytes() == FIXTURE.read_bytes()


def test_files_of_one_name_are_printed_though_they_could_not_be_written_into_one_folder(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = record.parent / "other" / record.name
    other.parent.mkdir()
    shutil.copy(record, other)
    table = record.with_name("figure.csv")
    table.write_text("gene\nGRIN1\n", encoding="utf-8")
    assert main(["annotate", str(record), str(other), str(table), "--stdout", "--to", "tsv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 45 + 45 + 1
    assert main(["annotate", str(record), str(table), "--table"]) == 2
    assert "select one format with --from" in capsys.readouterr().err


def test_a_dash_as_output_is_standard_output(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(record), "--to", "tsv"]) == 0
    printed = capsys.readouterr().out
    assert main(["annotate", str(record), "--to", "tsv", "--out", "-"]) == 0
    assert capsys.readouterr().out == printed
    assert main(["report", str(record), "--out", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!")


def test_files_of_a_folder_without_a_known_suffix_are_counted(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.dat", "b"):
        (record.parent / name).write_text("GRIN1\n", encoding="utf-8")
    assert main(["annotate", str(record.parent), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err == "genenorm: 2 files skipped, with a suffix of no known format\n"


def test_a_terminal_shows_the_progress_of_several_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("GRIN1\n", encoding="utf-8")
    shown = run_in_terminal("genenorm annotate a.txt b.txt --table", tmp_path, columns=80)
    assert "2/2 files, " in shown
    assert "files" not in run_in_terminal("genenorm annotate a.txt --table", tmp_path)


def test_one_bad_file_does_not_stop_the_others(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = record.with_name("missing.md")
    assert main(["annotate", str(missing), str(record), "--table"]) == 1
    assert capsys.readouterr().err == f"genenorm: {missing}: no such file or directory\n"
    assert record.with_suffix(".genes.tsv").exists()


def test_a_folder_that_cannot_be_written_is_one_line(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = record.with_name("blocked")
    blocked.write_text("a file, not a folder", encoding="utf-8")
    assert main(["annotate", str(record), "--out", str(blocked)]) == 1
    shown = capsys.readouterr().err
    assert (shown.count("\n"), str(blocked) in shown) == (1, True)


def test_names_found_in_the_caption_are_marked_rows_after_the_keywords(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record), "--to", "jsonl", "--find"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    marks = [row["found"] for row in rows]
    assert len(marks) > 45
    assert not any(marks[:45])
    assert all(mark.startswith(("title ", "caption ")) for mark in marks[45:])
    assert "Flk-1" in {row["input"] for row in rows[45:]}


def test_names_found_in_the_caption_are_mentions_of_the_text(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(record), "--to", "pubtator"]) == 0
    plain = capsys.readouterr().out.splitlines()
    assert main(["annotate", str(record), "--to", "pubtator", "--find"]) == 0
    found = capsys.readouterr().out.splitlines()
    assert set(plain) < set(found)
    ends = [(int(cells[1]), int(cells[2])) for line in found if len(cells := line.split("\t")) == 6]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert any(line.split("\t")[3:4] == ["Flk-1"] for line in found)


@pytest.mark.parametrize("to", [[], ["--in-place"], ["--to", "gmt"], ["--to", "sssom"], ["--to", "record"]])
def test_names_found_in_the_caption_have_no_place_among_a_records_own(
    record: Path, to: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record), "--find", *to]) == 2
    assert "has no place for the names that --find finds" in capsys.readouterr().err
    assert record.read_bytes() == FIXTURE.read_bytes()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.pubtator"
    path.write_text("7|t|TrkB\n7|a|and PSD95 in rats\n7\t0\t4\tTrkB\tGene\t1\n\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("to", [[], ["--to", "record"], ["--to", "pubtator"]])
def test_names_found_in_a_document_are_mentions_of_it(
    document: Path, to: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document), "--find", *to]) == 0
    assert capsys.readouterr().out == document.read_text(encoding="utf-8").replace(
        "Gene\t1\n", "Gene\t1\n7\t9\t14\tPSD95\tGene\t29495\n"
    )


def test_names_are_found_in_documents_in_place_once(document: Path) -> None:
    assert main(["annotate", str(document), "--find", "--in-place"]) == 0
    once = document.read_bytes()
    assert b"29495" in once
    assert main(["annotate", str(document.parent), "--find", "--in-place"]) == 0
    assert document.read_bytes() == once


def test_a_figure_in_a_folder_has_no_place_for_names_found_in_it(
    document: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document.parent), "--find", "--in-place"]) == 1
    shown = capsys.readouterr().err
    assert f"{record}: its format has no place for names found in a text; use --to with one of: tsv" in shown
    assert record.read_bytes() == FIXTURE.read_bytes()


def test_names_found_in_a_document_are_rows_with_its_offsets(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document), "--find", "--to", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["input"], row["found"]) for row in rows] == [("TrkB", ""), ("PSD95", "text 9-14")]


def test_a_figure_without_keywords_can_be_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "f1.md"
    page.write_text("---\nfigid: f1\ncaption: TrkB in mice\n---\n", encoding="utf-8")
    assert main(["annotate", str(page), "--suggest", "--find", "--to", "tsv"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split("\t")[0] == "TrkB"
    assert 'caption: "TrkB"' in shown.err
    assert main(["annotate", str(page), "--to", "tsv"]) == 1


@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_packed_tables_of_several_files_are_one_compressed_table(
    record: Path, pack: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    if pack == "zst":
        pytest.importorskip("zstandard", reason="zstandard, of the zst extra, is not installed")
    second = Path(shutil.copy(FIXTURE, record.with_name("second.md")))
    command = ["annotate", str(record), str(second), "--stdout", "--to", "tsv"]
    assert main(command) == 0
    plain = capsysbinary.readouterr().out
    assert main([*command, "--pack", pack]) == 0
    assert expand(capsysbinary.readouterr().out, f"x.{pack}") == plain


@pytest.mark.parametrize(("name", "target"), [("figure.md", "out.tsv.gz"), ("figure.md", "out.md.gz")])
def test_a_target_is_compressed_as_its_name_says(record: Path, name: str, target: str) -> None:
    out = record.with_name(target)
    assert main(["annotate", str(record.with_name(name)), "--out", str(out)]) == 0
    plain = record.with_name(target.removesuffix(".gz"))
    assert main(["annotate", str(record), "--out", str(plain)]) == 0
    assert expand(out.read_bytes(), out.name) == plain.read_bytes() != record.read_bytes()


def test_words_read_in_the_figure_come_from_the_table_next_to_its_record(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n9606\tTrkB\tNTRK2\n9606\tother\tMDH1\n"
    record.with_name("figure-genes.tsv").write_text(table, encoding="utf-8")
    assert main(["annotate", str(record), "--with-tables", "--to", "jsonl"]) == 0
    rows = {row["input"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["MDH1"]["word"], rows["MDH1"]["word_kind"]) == ("KAR", "synonym")
    assert (rows["NTRK2"]["word"], rows["AKT1"]["word"]) == ("TrkB", "")
    assert main(["annotate", str(record), "--with-tables", "--in-place"]) == 0
    written = record.read_bytes()
    assert b"\n  word: KAR\n  word_kind: synonym\n" in written
    assert b"\nscope:\n" in written
    assert strip_file(written, "figure.md") == FIXTURE.read_bytes()


def test_a_record_without_a_table_next_to_it_gets_the_same_answers(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record)]) == 0
    plain = capsys.readouterr().out
    assert main(["annotate", str(record), "--with-tables"]) == 0
    assert capsys.readouterr().out == plain


def test_genes_take_the_place_of_names_in_a_copy_of_a_set_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = tmp_path / "a.gmt"
    sets.write_text("s\td\tPSD-95\tXyzzyq\n", encoding="utf-8")
    assert main(["annotate", str(sets), "--genes", "gene_id"]) == 0
    assert capsys.readouterr().out == "s\td\t1742\tXyzzyq\n"
    assert main(["annotate", str(sets)]) == 1
    assert "--genes gene_id (or symbol)" in capsys.readouterr().err
    assert main(["annotate", str(sets), "--genes", "gene_id", "--in-place"]) == 2
    assert sets.read_text(encoding="utf-8") == "s\td\tPSD-95\tXyzzyq\n"
