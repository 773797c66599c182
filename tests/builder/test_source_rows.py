"""Tests of reading source files line by line, compressed or not, with errors that name the line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from genenorm.builder.source_rows import SourceFile, parse_date, parse_number
from genenorm.core.errors import SourceError

TABLE = "# made 2026-01-31\n#tax_id\tGeneID\n9606\t1\n10090\t2\n# the end\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_and_its_bytes_are_read_alike(tmp_path: Path, packed: bool) -> None:
    data = gzip.compress(TABLE.encode()) if packed else TABLE.encode()
    path = tmp_path / "gene.tsv"
    path.write_bytes(data)
    for file in (SourceFile("gene.tsv", data), SourceFile("gene.tsv", path=path)):
        assert list(file.read_columns(["GeneID", "tax_id"])) == [["1", "9606"], ["2", "10090"]]
        assert list(file.read_columns(["GeneID"], prefixes=("10090\t",))) == [["2"]]


def test_a_column_may_be_given_by_its_prefix() -> None:
    file = SourceFile(
        "w.txt", b"HGNC_ID\tMERGED_INTO_REPORT(S) (i.e HGNC_ID|SYMBOL|STATUS)\nHGNC:1\tHGNC:2|A|Approved\n"
    )
    assert list(file.read_columns(["MERGED_INTO_REPORT*"])) == [["HGNC:2|A|Approved"]]


def test_a_missing_column_is_named_with_the_existing_ones() -> None:
    with pytest.raises(SourceError, match=r"^gene\.tsv: no column 'Symbol'; its header has: tax_id, GeneID$"):
        list(SourceFile("gene.tsv", b"tax_id\tGeneID\n1\t2\n").read_columns(["Symbol"]))


def test_a_short_row_is_named_with_its_line() -> None:
    rows = SourceFile("gene.tsv", b"# comment\na\tb\n1\t2\n3\n").read_columns(["b"])
    with pytest.raises(SourceError, match=r"^gene\.tsv, line 4: 1 columns, expected 2$"):
        list(rows)


@pytest.mark.parametrize(("text", "wanted"), [("x", "a number"), ("1.5", "a number"), ("\u0663", "a number")])
def test_a_bad_number_is_named_with_its_line(text: str, wanted: str) -> None:
    file = SourceFile("gene.tsv", f"GeneID\n7\n{text}\n".encode())
    with pytest.raises(SourceError, match=rf"^gene\.tsv, line 3: '.+' where {wanted} was expected$"):
        [parse_number(row[0], file) for row in file.read_columns(["GeneID"])]


@pytest.mark.parametrize("text", ["soon", "2019", "20190304x", "04/03/2019"])
def test_a_bad_date_is_an_error(text: str) -> None:
    with pytest.raises(SourceError, match="where a date was expected"):
        parse_date(text, SourceFile("demo"))


def test_a_truncated_file_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "gene.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n" + b"1\t2\n" * 9999)[:-20])
    with pytest.raises(SourceError, match=r"^gene\.tsv\.gz: not readable as text"):
        list(SourceFile("gene.tsv.gz", path=path).read_columns(["a"]))
