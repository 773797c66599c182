"""Spark: the answers of a cluster of two workers are those of one process, also when one is killed or lacks the index.

The cluster takes long to start, so it is started once, and each test is much of what it could be split into.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas
import pytest

from benchmarks.spark_cluster import spark_cluster
from genenorm import resolve, resolve_frame
from genenorm.cli import main
from genenorm.index.index_ticket import IndexTicket
from genenorm.spark import resolve as answered
from tests.support.engine_names import NAMES, cells_of
from tests.support.small_index import write_small_index

pytest.importorskip("pyspark")

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not shutil.which("java"), reason="no Java on this machine, which Spark needs"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),  # pyspark's own
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with spark_cluster(2, 512, spark__task__maxFailures="2") as started:
        yield started


@pytest.fixture(scope="module")
def table(session: Any) -> Any:
    frame = session.createDataFrame(list(enumerate(NAMES)), "n bigint, `the name` string")
    return frame.repartition(4).cache()


def rows_of(frame: Any) -> pandas.DataFrame:
    rows: pandas.DataFrame = frame.toPandas().sort_values("n")
    return rows


@pytest.mark.parametrize("species", [None, "auto"])
def test_the_answers_are_those_of_the_whole_list(table: Any, species: Any) -> None:
    rows = answered(table, "the name", species=species, columns="full")
    expected = resolve_frame(NAMES, species=species).drop(columns="input")
    assert rows.columns == ["n", "the name", *(f"genenorm_{name}" for name in expected.columns)]
    assert cells_of(rows_of(rows), "genenorm_") == cells_of(expected)


def test_each_name_alone_is_answered_as_resolve_does(table: Any) -> None:
    rows = rows_of(answered(table, "the name", columns="symbol", together=False, prefix="a_"))
    assert cells_of(rows, "a_") == [[resolve(name).symbol or None] for name in NAMES]


def test_what_cannot_be_answered_is_said(session: Any, table: Any) -> None:
    with pytest.raises(ValueError, match=r"no column 'gene'; it has: n, the name"):
        answered(table, "gene")
    with pytest.raises(ValueError, match="has a column 'genenorm_doubt' already"):
        answered(table.withColumnRenamed("n", "genenorm_doubt"), "the name")
    with pytest.raises(TypeError, match="each name a row of its own"):
        answered(session.createDataFrame([], "gene array<string>"), "gene")


def _die_once(mark: str, batches: Iterable[Any]) -> Iterator[Any]:
    """Kill the worker that gets the first row for the first time: the Java machine above this process and its own."""
    for batch in batches:
        if 0 in batch.column("n").to_pylist():
            try:
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                pass
            else:
                parent = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1]
                os.kill(int(parent), signal.SIGKILL)
        yield batch


def test_a_killed_worker_loses_nothing(table: Any, tmp_path: Path) -> None:
    rows = answered(table, "the name")
    mark = tmp_path / "killed"
    computed = rows_of(rows.mapInArrow(partial(_die_once, str(mark)), rows.schema))
    assert mark.exists()
    assert cells_of(computed, "genenorm_") == cells_of(resolve_frame(NAMES, columns="short").drop(columns="input"))


def test_files_are_annotated_by_the_workers(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # where the workers are not
    Path("in").mkdir()
    for number in range(6):
        text = f"{number}|t|Grin1 in mice.\n{number}|a|The gene.\n{number}\t0\t5\tGrin1\tGene\n\n"
        Path("in", f"{number}.pubtator").write_text(text, encoding="utf-8")
    Path("in", "broken.pubtator").write_text("nothing\n", encoding="utf-8")
    assert main(["annotate", "in", "--out", "one"]) == 1
    expected = capsys.readouterr()
    assert main(["annotate", "in", "--out", "spark", "--engine", "spark"]) == 1
    assert capsys.readouterr() == expected
    assert "in/broken.pubtator, line 1" in expected.err
    assert [path.read_bytes() for path in sorted(Path("spark").iterdir())] == [
        path.read_bytes() for path in sorted(Path("one").iterdir())
    ]
    assert session.range(3).count() == 3  # it is the program's own, and goes on


def test_workers_get_an_index_that_they_do_not_have(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_small_index(tmp_path / "mine.safetensors")
    monkeypatch.setenv("GENENORM_REFERENCE", str(real))
    of, copied = IndexTicket.of, IndexTicket.copied_to
    elsewhere = str(tmp_path / "not on this machine.safetensors")
    monkeypatch.setattr(IndexTicket, "of", lambda reference: of(reference)._replace(path=elsewhere))
    monkeypatch.setattr(IndexTicket, "copied_to", lambda ticket, to: copied(ticket._replace(path=str(real)), to))
    frame = session.createDataFrame([(0, "FRESH1"), (1, "no such gene")], "n bigint, gene string")
    with pytest.raises(Exception, match=r"a worker has no index mine .*no copy was sent"):
        answered(frame, "gene", together=False, ship=False).collect()
    rows = rows_of(answered(frame, "gene", columns="gene_id, reference", together=False))
    assert rows["genenorm_gene_id"].tolist()[0] == 999999901
    assert rows["genenorm_reference"].tolist()[0].startswith("mine 2026")


def test_names_of_columns_may_have_points(session: Any) -> None:
    frame = session.createDataFrame([("TP53", 1)], "`a.b` string, `c``d` int")
    row = answered(frame, "a.b", columns="symbol").collect()[0]
    assert row.asDict() == {"a.b": "TP53", "c`d": 1, "genenorm_symbol": "TP53"}


def test_wrong_tables_are_told(session: Any) -> None:
    with pytest.raises(TypeError, match="must be a DataFrame of Spark, not pandas"):
        answered(pandas.DataFrame({"gene": NAMES}), "gene")
    frame = session.createDataFrame([("TP53", 1)], "gene string, GENENORM_symbol int")
    with pytest.raises(ValueError, match="has a column 'genenorm_symbol' already"):
        answered(frame, "gene")
    with pytest.raises(ValueError, match="several columns 'gene'"):
        answered(frame.select("gene", "gene"), "gene")
