"""Files of expression values carried to another species, each read and written in its own format."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from scipy import io

from genenorm.core.errors import RecordError
from genenorm.datasets.lift.lift_gct import lift_gct
from genenorm.datasets.lift.lift_mtx import is_mtx_folder, lift_mtx
from genenorm.datasets.lift.lift_request import LiftRequest
from genenorm.datasets.lift.lift_rules import lift_rules
from genenorm.datasets.lift.lift_tables import lift_table
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

ADDED = "genenorm_original"


@pytest.fixture
def request_to_human(resolver: Resolver) -> LiftRequest:
    return LiftRequest(resolver, 9606)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("gene\ts1\nGrin1\t5\nTrp53\t2\n", "gene\ts1\tADDED\nGRIN1\t5\tGrin1\nTP53\t2\tTrp53\n"),
        ("s1\ts2\nGrin1\t5\t0\nTrp53\t2\t1\n", "s1\ts2\tADDED\nGRIN1\t5\t0\tGrin1\nTP53\t2\t1\tTrp53\n"),
        ("gene;s1\r\nGrin1;1,5\r\n", "gene;s1;ADDED\r\nGRIN1;1,5;Grin1\r\n"),
        ("\ufeffgene,s1\nGrin1,5\n", "\ufeffgene,s1,ADDED\nGRIN1,5,Grin1\n"),
        ("# made by a program\ngene\ts1\nGrin1\t5\n", "# made by a program\ngene\ts1\tADDED\nGRIN1\t5\tGrin1\n"),
        ("Grin1\t5\nTrp53\t2\n", "GRIN1\t5\tGrin1\nTP53\t2\tTrp53\n"),
        ('gene,s1\n"Grin1",5\n"p53, old",2\n', 'gene,s1,ADDED\nGRIN1,5,Grin1\n'),
        ("gene\ts1\ts2\nIns1\tNA\t1\nIns2\t3\t2\n", "gene\ts1\ts2\tADDED\nINS\t3\t3\tIns1|Ins2\n"),
        (",Grin1,Ins1,Ins2\nc1,1,2,3\n", ",GRIN1,INS\nc1,1,5\n"),
        ("sample,Grin1,Ins1,Ins2\nc1,1,2,3\n", "sample,GRIN1,INS\nc1,1,5\n"),
    ],
)  # fmt: skip
def test_a_table_keeps_its_shape(given: str, expected: str, request_to_human: LiftRequest) -> None:
    made, report = lift_table(given.encode(), "a.tsv", request_to_human, ReadOptions())
    assert made.decode() == expected.replace("ADDED", ADDED)
    assert report.total_genes >= 1


def test_lengths_and_identifiers_are_no_values(request_to_human: LiftRequest) -> None:
    table = b"Geneid\tLength\tentrez\ta\nENSMUSG00000000215\t500\t1\t2\nENSMUSG00000035804\t400\t2\t3\n"
    made, report = lift_table(table, "a.tsv", request_to_human, ReadOptions(column="Geneid"))
    assert made.decode().splitlines()[1].startswith("INS\t\t\t5\t")
    assert report.total_counts == 5


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "the file is empty"),
        (b"gene\ts1\n", "the table has no rows"),
        (b"gene\ts1\nGrin1\t5\nTrp53\t2\t3\n", "line 3 has 3 cells"),
        (b"gene\ts1\n" + b"Grin1\t5\n" * 500 + b"Trp53\tmany\n", "line 502: 'many' among the numbers"),
        (b"a\tb\nqq1\tqq2\n", "--axis columns"),
        (b"gene\ts1\nGrin1\t\xff\n", "not UTF-8"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_in_one_line(given: bytes, words: str, request_to_human: LiftRequest) -> None:
    with pytest.raises(RecordError, match=words) as error:
        lift_table(given, "a.tsv", request_to_human, ReadOptions())
    assert "\n" not in str(error.value)


def test_a_long_table_is_read_as_a_short_one(request_to_human: LiftRequest) -> None:
    rows = ["Grin1\t1\tx"] * 3000
    table = "\n".join(["gene\ts1\tnote", *rows]) + "\n"
    made, report = lift_table(table.encode(), "a.tsv", request_to_human, ReadOptions())
    assert made.decode() == f"gene\ts1\tnote\t{ADDED}\nGRIN1\t3000\tx\tGrin1\n"
    assert report.kept_counts == 3000


GCT = b"#1.2\n3\t2\nName\tDescription\ts1\ts2\nGrin1\tna\t1\t2\nIns1\tinsulin\t3\t4\nIns2\tanother\t5\t6\n"
GCT_3 = b"#1.3\n3\t2\t1\t1\nid\tsymbol\ts1\ts2\ngroup\tna\tx\ty\nr1\tGrin1\t1.5\t2\nr2\tIns1\t3\t4\nr3\tIns2\t5\t6\n"


def test_gct_of_both_versions_has_a_place_for_the_original_names(request_to_human: LiftRequest) -> None:
    made, _ = lift_gct(GCT, "a.gct", request_to_human, ReadOptions())
    assert made.decode() == (
        "#1.2\n2\t2\nName\tDescription\ts1\ts2\nGRIN1\tGrin1\t1\t2\nINS\tIns1|Ins2; insulin|another\t8\t10\n"
    )
    made, _ = lift_gct(GCT_3, "a.gct", request_to_human, ReadOptions(column="symbol"))
    assert made.decode() == (
        f"#1.3\n2\t2\t2\t1\nid\tsymbol\t{ADDED}\ts1\ts2\ngroup\tna\tna\tx\ty\n"
        "r1\tGRIN1\tGrin1\t1.5\t2\nr3\tINS\tIns2\t5.0\t6\n"
    )
    exploding = LiftRequest(request_to_human.resolver, 9606, rules=lift_rules("explode"))
    made, _ = lift_gct(GCT, "a.gct", exploding, ReadOptions())
    assert [line.split("\t")[0] for line in made.decode().splitlines()[3:]] == ["GRIN1", "INS", "INS_2"]
    with pytest.raises(RecordError, match="line 5: 3 cells"):
        lift_gct(GCT.replace(b"\t4", b""), "a.gct", request_to_human, ReadOptions())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "run"
    path.mkdir()
    matrix = "%%MatrixMarket matrix coordinate integer general\n4 2 5\n1 1 5\n2 1 1\n3 1 2\n3 2 4\n4 2 9\n"
    features = ("ENSMUSG00000026959\tGrin1", "ENSMUSG00000035804\tIns1", "ENSMUSG00000000215\tIns2")
    lines = [f"{feature}\tGene Expression\n" for feature in features] + ["CD3\tCD3\tAntibody Capture\n"]
    (path / "matrix.mtx.gz").write_bytes(gzip.compress(matrix.encode()))
    (path / "features.tsv.gz").write_bytes(gzip.compress("".join(lines).encode()))
    (path / "barcodes.tsv").write_text("AA-1\nAC-1\n", encoding="utf-8")
    return path


def test_a_folder_of_counts_keeps_its_files_and_what_is_no_gene(
    folder: Path, request_to_human: LiftRequest, tmp_path: Path
) -> None:
    assert is_mtx_folder(folder)
    files, report = lift_mtx(folder, request_to_human, ReadOptions())
    assert set(files) == {"matrix.mtx.gz", "features.tsv.gz", "barcodes.tsv"}
    features = gzip.decompress(files["features.tsv.gz"]).decode().splitlines()
    assert [line.split("\t")[1:] for line in features] == [
        ["GRIN1", "Gene Expression", "ENSMUSG00000026959"],
        ["INS", "Gene Expression", "ENSMUSG00000035804|ENSMUSG00000000215"],
        ["CD3", "Antibody Capture", "CD3"],
    ]
    (tmp_path / "m.mtx").write_bytes(gzip.decompress(files["matrix.mtx.gz"]))
    assert io.mmread(tmp_path / "m.mtx").toarray().tolist() == [[5, 0], [3, 4], [0, 9]]
    assert report.total_counts == 12
    by_symbol, _ = lift_mtx(folder, request_to_human, ReadOptions(column="2"))
    assert b"Ins1|Ins2" in gzip.decompress(by_symbol["features.tsv.gz"])


def test_a_folder_whose_files_do_not_fit_is_refused(folder: Path, request_to_human: LiftRequest) -> None:
    with pytest.raises(RecordError, match="no column '4'"):
        lift_mtx(folder, request_to_human, ReadOptions(column="4"))
    (folder / "features.tsv").write_text("Grin1\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"4 rows, and features\.tsv has 1"):
        lift_mtx(folder, request_to_human, ReadOptions())
    (folder / "matrix.mtx").write_text("no matrix\n", encoding="utf-8")
    with pytest.raises(RecordError, match="not a MatrixMarket file"):
        lift_mtx(folder, request_to_human, ReadOptions())
    (folder / "barcodes.tsv").unlink()
    with pytest.raises(RecordError, match=r"no barcodes\.tsv"):
        lift_mtx(folder, request_to_human, ReadOptions())
