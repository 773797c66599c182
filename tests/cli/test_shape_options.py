"""The options of ``annotate`` for the shape of a table, and what it says of a shape that it recognised."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from genenorm.annotation.stripping import strip_file
from genenorm.cli import main

TENX = b"ENSG00000176884\tGRIN1\tGene Expression\nENSG00000132535\tDLG4\tGene Expression\n"


def write(folder: Path, name: str, data: str | bytes) -> str:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return str(folder / name)


def symbols(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["annotate", *arguments, "--to", "csv"]) == 0
    return [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]]


@pytest.mark.parametrize(
    ("text", "options", "names"),
    [
        ("x,y\nGRIN1,DLG4\n", ["--column", "2"], ["DLG4"]),
        ("x,y\nGRIN1,DLG4\n", ["--column", "Y"], ["DLG4"]),
        ("x,2\nGRIN1,DLG4\n", ["--column", "2"], ["DLG4"]),
        ("psd95\nGRIN1\n", ["--no-header"], ["psd95", "GRIN1"]),
        ("a,b\nx,y\nGRIN1,DLG4\n", ["--header-row", "2", "--column", "x"], ["GRIN1"]),
        ("x|y\nGRIN1|DLG4\n", ["--delimiter", "bar", "--column", "x"], ["GRIN1"]),
        ("x:y\nGRIN1:DLG4\n", ["--delimiter", ":", "--column", "x"], ["GRIN1"]),
        ("x\ty\nGRIN1\tDLG4\n", ["--delimiter", "\\t", "--column", "x"], ["GRIN1"]),
    ],
)
def test_the_shape_of_a_table_is_said_by_options(
    text: str, options: list[str], names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert symbols(capsys, write(tmp_path, "a.csv", text), *options) == names


def test_a_sheet_is_chosen_by_an_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, of the excel extra, is not installed")
    book = openpyxl.Workbook()
    for row in (["gene"], ["DLG4"]):
        book.create_sheet("Up").append(row) if "Up" not in book.sheetnames else book["Up"].append(row)
    book.save(tmp_path / "a.xlsx")
    assert symbols(capsys, str(tmp_path / "a.xlsx"), "--sheet", "Up") == ["DLG4"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--no-header", "--header-row", "1"], "--no-header and --header-row exclude each other"),
        (["--delimiter", "::"], "--delimiter: the delimiter is '::'; it must be one character"),
        (["--header-row", "0"], "--header-row"),
    ],
)
def test_options_that_make_no_shape_are_a_usage_error(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", write(tmp_path, "a.csv", "gene\nGRIN1\n"), *options]) == 2
    assert message in capsys.readouterr().err


def test_the_first_gene_of_a_table_without_a_header_is_answered_and_the_guess_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.csv", "GRIN1\nDLG4\nTP53\n")
    assert main(["annotate", file, "--to", "csv"]) == 0
    shown = capsys.readouterr()
    assert [line.split(",")[0] for line in shown.out.splitlines()[1:]] == ["GRIN1", "DLG4", "TP53"]
    assert shown.err == (
        f"genenorm: {file}: the first row has data (GRIN1), so the table is read without a header; if it is one: "
        "--header-row 1\n"
    )
    assert symbols(capsys, file, "--header-row", "1") == ["DLG4", "TP53"]


def test_what_is_taken_for_granted_is_one_line_a_file_wherever_the_answers_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    files = [
        write(tmp_path / "in", "a.csv", "gene;n\nGRIN1;1,5\nDLG4;2\n"),
        write(tmp_path / "in", "features.tsv", TENX),
    ]
    known = "10x Genomics: identifier, symbol and type of each feature"
    no_header = f"no header, as in files of this name ({known}); if there is one: --header-row 1"
    column = "the names are those of column 1 (ENSG00000176884, …); choose another with --column NUMBER"
    lines = [
        f"genenorm: {files[0]}: the cells are separated by semicolons; the names are those of the column 'gene'",
        f"genenorm: {files[1]}: {no_header}; {column}",
    ]
    for place in (["--out", str(tmp_path / "out")], ["--table"], ["--stdout"]):
        assert main(["annotate", *files, *place]) == 0
        assert capsys.readouterr().err.splitlines()[:2] == lines
    assert main(["annotate", files[0], "--out", str(tmp_path / "b.csv")]) == 0
    assert capsys.readouterr().err.splitlines()[:-1] == lines[:1]
    assert main(["report", *files, "--out", str(tmp_path / "r.html")]) == 0
    assert capsys.readouterr().err.count("semicolons") in (0, 1)  # the tables next to the files take their place


def test_a_table_without_a_header_is_annotated_in_place_resumed_and_stripped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "features.tsv.gz", gzip.compress(TENX, mtime=0))
    assert main(["annotate", file, "--in-place"]) == 0
    once = Path(file).read_bytes()
    lines = gzip.decompress(once).decode().splitlines()
    assert [line.split("\t")[:5] for line in lines] == [
        [*row.split("\t"), "genenorm_short", "resolved"] for row in TENX.decode().splitlines()
    ]
    assert [line.split("\t")[6] for line in lines] == ["2902", "1742"]
    for more in (["--resume"], []):
        assert main(["annotate", file, "--in-place", *more]) == 0
        assert Path(file).read_bytes() == once
    assert gzip.decompress(strip_file(once, file)) == TENX
    capsys.readouterr()


def test_lists_are_unaffected_by_the_options_of_tables_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [write(tmp_path, "a.csv", "n,hit\n1,GRIN1\n"), write(tmp_path, "b.txt", "DLG4\nTP53\n")]
    assert symbols(capsys, *files, "--stdout", "--column", "hit") == ["GRIN1", "DLG4", "TP53"]
