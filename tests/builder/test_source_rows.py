"""Source files are read line by line, packed or not, and an error names the line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from genenorm.builder.source_rows import Blob, day, number
from genenorm.core.errors import SourceError

TABLE = "# made 2026-01-31\n#tax_id\tGeneID\n9606\t1\n10090\t2\n# the end\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_as_its_bytes_are(tmp_path: Path, packed: bool) -> None:
    data = gzip.compress(TABLE.encode()) if packed else TABLE.encode()
    path = tmp_path / "gene.tsv"
    path.write_bytes(data)
    for blob in (Blob("gene.tsv", data), Blob("gene.tsv", path=path)):
        assert list(blob.table(["GeneID", "tax_id"])) == [["1", "9606"], ["2", "10090"]]
        assert list(blob.table(["GeneID"], starting=("10090\t",))) == [["2"]]


def test_a_column_may_be_known_by_its_beginning() -> None:
    blob = Blob("w.txt", b"HGNC_ID\tMERGED_INTO_REPORT(S) (i.e HGNC_ID|SYMBOL|STATUS)\nHGNC:1\tHGNC:2|A|Approved\n")
    assert list(blob.table(["MERGED_INTO_REPORT*"])) == [["HGNC:2|A|Approved"]]


def test_a_missing_column_names_what_is_there() -> None:
    with pytest.raises(SourceError, match=r"^gene\.tsv: no column 'Symbol'; its header has: tax_id, GeneID$"):
        list(Blob("gene.tsv", b"tax_id\tGeneID\n1\t2\n").table(["Symbol"]))


def test_a_short_row_is_named_with_its_line() -> None:
    rows = Blob("gene.tsv", b"# comment\na\tb\n1\t2\n3\n").table(["b"])
    with pytest.raises(SourceError, match=r"^gene\.tsv, line 4: 1 columns, expected 2$"):
        list(rows)


@pytest.mark.parametrize(("text", "wanted"), [("x", "a number"), ("1.5", "a number"), ("\u0663", "a number")])
def test_a_bad_number_is_named_with_its_line(text: str, wanted: str) -> None:
    blob = Blob("gene.tsv", f"GeneID\n7\n{text}\n".encode())
    with pytest.raises(SourceError, match=rf"^gene\.tsv, line 3: '.+' where {wanted} was expected$"):
        [number(row[0], blob) for row in blob.table(["GeneID"])]


@pytest.mark.parametrize("text", ["soon", "2019", "20190304x", "04/03/2019"])
def test_a_bad_date_is_an_error(text: str) -> None:
    with pytest.raises(SourceError, match="where a date was expected"):
        day(text, Blob("demo"))


def test_a_torn_file_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "gene.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n" + b"1\t2\n" * 9999)[:-20])
    with pytest.raises(SourceError, match=r"^gene\.tsv\.gz: not readable as text"):
        list(Blob("gene.tsv.gz", path=path).table(["a"]))
