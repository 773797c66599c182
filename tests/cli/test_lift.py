"""The command ``lift``: places, formats, rules, reports and exit codes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import anndata
import numpy as np
import pandas
import pytest
from openpyxl import Workbook, load_workbook
from scipy import sparse

from genenorm.cli import main
from genenorm.cli.lift_options import RULES
from genenorm.datasets.lift.lift_rules import LiftRule
from tests.support.commands import run

TABLE = "gene\ts1\ts2\nGrin1\t5\t0\nTrp53\t2\t3\nHbb-bs\t7\t1\nIns1\t3\t2\nIns2\t4\t6\nnosuch\t1\t1\n"
HUMAN = (
    "gene\ts1\ts2\tgenenorm_original\nGRIN1\t5\t0\tGrin1\nTP53\t2\t3\tTrp53\nINS\t7\t8\tIns1|Ins2\n"
)  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "counts.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_table_goes_to_standard_output_and_the_report_to_standard_error(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lift", str(table), "--to", "human"]) == 0
    out, err = capsys.readouterr()
    assert out == HUMAN
    assert err.splitlines()[0] == (
        "genenorm: mouse to human: 4 of 6 genes (66.7 %) with 71.4 % of the counts kept, as 3 human genes"
    )
    assert "lost  several orthologs" in err
    assert main(["lift", str(table), "--to", "human", "--quiet"]) == 0
    assert capsys.readouterr() == (HUMAN, "")


def test_a_pipe_and_compressed_files_are_read_and_written(table: Path, tmp_path: Path) -> None:
    done = run("lift", "-", "--to", "human", "-q", stdin=TABLE)
    assert (done.returncode, done.stdout, done.stderr) == (0, HUMAN, "")
    packed = tmp_path / "counts.tsv.gz"
    packed.write_bytes(gzip.compress(TABLE.encode()))
    out = tmp_path / "human.csv.gz"
    assert main(["lift", str(packed), "--to", "human", "--out", str(out), "-q"]) == 0
    assert gzip.decompress(out.read_bytes()).decode() == HUMAN.replace("\t", ",")


def test_reports_have_the_format_of_their_suffix(table: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out.tsv")
    for suffix in ("tsv", "html", "svg", "json"):
        report = tmp_path / f"report.{suffix}"
        assert main(["lift", str(table), "--to", "human", "-o", out, "--report", str(report), "-q"]) == 0
    genes = pandas.read_csv(tmp_path / "report.tsv", sep="\t").set_index("input")
    assert genes.loc["Hbb-bs", "reason"] == "several orthologs"
    assert genes.loc["Ins1", "lifted"] == "INS"
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert document["counts"] == {"given": 35, "kept": 25, "lost": 10}
    assert [name["input"] for name in document["names"]] == list(genes.index)
    assert (tmp_path / "report.svg").read_text(encoding="utf-8").startswith("<svg ")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "several orthologs" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_anndata_files_are_lifted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = anndata.AnnData(
        sparse.csr_matrix(np.array([[5, 3, 4]], np.float32)), var=pandas.DataFrame(index=["Grin1", "Ins1", "Ins2"])
    )
    path, out = tmp_path / "cells.h5ad", tmp_path / "human.h5ad"
    cells.write_h5ad(path)
    assert main(["lift", str(path), "--to", "human", "-o", str(out)]) == 0
    human = anndata.read_h5ad(out)
    assert list(human.var_names) == ["GRIN1", "INS"]
    assert human.X.toarray().tolist() == [[5, 7]]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cells.h5ad", "human.h5ad"]
    path.write_bytes(path.read_bytes()[:2000])
    assert main(["lift", str(path), "--to", "human", "-o", str(out)]) == 1
    assert "cells.h5ad" in capsys.readouterr().err
    assert list(anndata.read_h5ad(out).var_names) == ["GRIN1", "INS"]


def test_a_sheet_of_a_workbook_goes_to_a_workbook_or_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    book.active.append(["about"])  # type: ignore[union-attr]
    sheet = book.create_sheet("counts")
    for row in (["gene", "s1", "s2"], ["Grin1", 5, 0.5], ["Ins1", 3, 2], ["Ins2", 4, 6], ["=1+1", 1, 1]):
        sheet.append(row)
    sheet["A5"].data_type = "s"
    path, out = tmp_path / "counts.xlsx", tmp_path / "human.xlsx"
    book.save(path)
    arguments = ["lift", str(path), "--to", "human", "--sheet", "counts", "--many-to-one", "sum", "-q"]
    assert main([*arguments, "-o", str(out)]) == 0
    made = load_workbook(out)
    assert made.sheetnames == ["counts"]
    assert [list(row) for row in made["counts"].values] == [
        ["gene", "s1", "s2", "genenorm_original"], ["GRIN1", 5, 0.5, "Grin1"], ["INS", 7, 8, "Ins1|Ins2"],
    ]  # fmt: skip
    first = out.read_bytes()
    assert main([*arguments, "-o", str(out)]) == 0
    assert out.read_bytes() == first
    assert main(arguments) == 0
    assert capsys.readouterr().out == (
        "gene\ts1\ts2\tgenenorm_original\nGRIN1\t5\t0.5\tGrin1\nINS\t7\t8.0\tIns1|Ins2\n"
    )
    assert main(["lift", str(path), "--to", "human", "--sheet", "no"]) == 1
    assert "no sheet 'no'" in capsys.readouterr().err


def test_a_folder_of_counts_goes_to_a_new_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    matrix = "%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 5\n"
    for name, text in (("matrix.mtx", matrix), ("genes.tsv", "Grin1\tGrin1\n"), ("barcodes.tsv", "AA\n")):
        (folder / name).write_text(text, encoding="utf-8")
    out = tmp_path / "human"
    assert main(["lift", str(folder), "--to", "human", "-o", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == {"matrix.mtx", "genes.tsv", "barcodes.tsv"}
    assert main(["lift", str(folder), "--to", "human", "-o", str(out)]) == 2
    assert "exists; give a new folder" in capsys.readouterr().err
    assert main(["lift", str(tmp_path), "--to", "human", "-o", str(tmp_path / "new")]) == 1
    assert "without a matrix.mtx" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--to", "humn"], 2, "did you mean 'human'?"),
        (["--to", "human,mouse"], 2, "--to takes one species"),
        ([], 2, "Missing option '--to'"),
        (["--to", "human", "--one-to-many", "sum"], 2, "--one-to-many sum: one gene has nothing to add up"),
        (["--to", "human", "--rule", "sum"], 2, "'sum' is not one of"),
        (["--to", "human", "--out", "counts.tsv"], 2, "would replace it"),
        (["--to", "human", "--out", "human.h5ad"], 2, "is not of the kind of"),
        (["--to", "human", "--report", "lost.txt"], 2, "it may be .tsv, .html, .svg, .json"),
        (["--to", "human", "--report", "no/lost.tsv"], 1, "there is no folder no"),
        (["--to", "human", "--column", "gnee"], 1, "did you mean 'gene'?"),
        (["--to", "human", "--values", "s9"], 1, "--values: no column 's9'"),
        (["--to", "human", "--axis", "columns", "--column", "gene"], 2, "the headers are the names"),
        (["--to", "human", "--reference", "nosuch"], 2, "no reference index 'nosuch'"),
    ],
)
def test_mistakes_are_told_in_one_line_and_write_nothing(
    table: Path, arguments: list[str], code: int, words: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(table.parent)
    assert main(["lift", "counts.tsv", *arguments]) == code
    out, err = capsys.readouterr()
    assert words in err
    assert len(err.splitlines()) == 1
    assert out == ""
    assert [file.name for file in table.parent.iterdir()] == ["counts.tsv"]


def test_values_that_are_no_counts_cannot_be_added_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ratios.csv"
    path.write_text("gene,fold\nGrin1,-1.5\nTrp53,2\n", encoding="utf-8")
    assert main(["lift", str(path), "--to", "human", "--many-to-one", "sum"]) == 1
    assert capsys.readouterr().err == (
        f"genenorm: {path}: --many-to-one sum adds up counts, but the values go down to -1.5; use best, mean or drop\n"
    )


def test_a_missing_file_and_an_empty_one_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lift", str(tmp_path / "no.tsv"), "--to", "human"]) == 1
    assert "no such file" in capsys.readouterr().err
    (tmp_path / "empty.tsv").write_bytes(b"")
    assert main(["lift", str(tmp_path / "empty.tsv"), "--to", "human"]) == 1
    assert "the file is empty" in capsys.readouterr().err
    assert main(["lift", "-", "--to", "human", "--from", "anndata", "-o", str(tmp_path / "a.h5ad")]) == 2
    assert "not read from standard input" in capsys.readouterr().err


def test_the_rules_of_the_help_are_those_of_the_package() -> None:
    assert tuple(LiftRule) == RULES
