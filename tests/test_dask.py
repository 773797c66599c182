"""Dask: the answers of a cluster of two processes are those of one, also when a worker is killed or lacks the index."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pytest

from genenorm import resolve, resolve_frame
from genenorm.annotation.engine_run import local_dask
from genenorm.dask import resolve as answered
from genenorm.index.index_delivery import send_by_dask
from genenorm.index.index_ticket import IndexTicket, opened
from genenorm.index.reference import Reference
from tests.support.engine_names import NAMES, cells_of
from tests.support.small_index import write_small_index

pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")

import dask.dataframe  # noqa: E402 - after the check that it is there


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A cluster of two worker processes, of which the work of a killed one is begun again at once."""
    with (
        local_dask(2) as cluster,
        distributed.Client(cluster) as opened_client,
    ):
        yield opened_client


def table(parts: int = 5) -> Any:
    frame = pandas.DataFrame({"gene": NAMES, "n": range(len(NAMES))}, index=range(100, 100 + len(NAMES)))
    return dask.dataframe.from_pandas(frame, npartitions=parts)


@pytest.mark.parametrize("parts", [1, 20])
@pytest.mark.parametrize("species", [None, "auto", ["mouse", "rat"]])
def test_the_answers_are_those_of_the_whole_list(parts: int, species: Any) -> None:
    rows = answered(table(parts), "gene", species=species, columns="full")
    assert rows.npartitions == table(parts).npartitions
    computed = rows.compute(scheduler="sync")
    pandas.testing.assert_frame_equal(computed.iloc[:0], rows._meta)
    assert computed["n"].tolist() == list(range(len(NAMES)))
    assert computed.index[0] == 100
    expected = resolve_frame(NAMES, species=species)
    assert cells_of(computed, "genenorm_") == cells_of(expected.drop(columns="input"))


def test_each_name_alone_is_answered_as_resolve_does() -> None:
    rows = answered(table(), "gene", columns="symbol", together=False, prefix="a_").compute(scheduler="sync")
    assert [*map(str, rows["a_symbol"].fillna(""))] == [resolve(name).symbol for name in NAMES]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([7157, 2902], ["TP53", "GRIN1"]), ([7157.0, None], ["TP53", None])],
)
def test_gene_ids_are_names(values: list[Any], expected: list[str]) -> None:
    frame = dask.dataframe.from_pandas(pandas.DataFrame({"id": values}), npartitions=1)
    rows = answered(frame, "id", columns="symbol").compute(scheduler="sync")
    assert cells_of(rows, "genenorm_") == [[symbol] for symbol in expected]


def test_what_cannot_be_answered_is_said() -> None:
    with pytest.raises(ValueError, match=r"no column 'name'; it has: gene, n"):
        answered(table(), "name")
    with pytest.raises(ValueError, match="has a column 'genenorm_doubt' already"):
        answered(table().assign(genenorm_doubt=1), "gene")
    lists = pandas.Series([["TP53"]], dtype=pandas.ArrowDtype(pyarrow.list_(pyarrow.string())))
    with pytest.raises(TypeError, match="each name a row of its own"):
        answered(dask.dataframe.from_pandas(pandas.DataFrame({"gene": lists}), npartitions=1), "gene")


def _die_once(part: Any, mark: str) -> Any:
    """Kill this worker when it has the first part for the first time."""
    if len(part) and part["n"].iloc[0] == 0:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return part
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def test_a_killed_worker_loses_nothing(client: Any, tmp_path: Path) -> None:
    before = set(client.scheduler_info()["workers"])
    rows = answered(table(), "gene").map_partitions(_die_once, str(tmp_path / "killed"))
    computed = client.compute(rows, retries=2).result()
    assert (tmp_path / "killed").exists()
    assert computed["n"].tolist() == list(range(len(NAMES)))
    assert cells_of(computed, "genenorm_") == cells_of(resolve_frame(NAMES, columns="short").drop(columns="input"))
    client.wait_for_workers(2)
    assert set(client.scheduler_info()["workers"]) != before


def test_workers_get_an_index_that_they_do_not_have(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_small_index(tmp_path / "mine.safetensors")
    monkeypatch.setenv("GENENORM_REFERENCE", str(file))
    with Reference.open() as reference:
        ticket = IndexTicket.of(reference)._replace(path=str(tmp_path / "not on this machine.safetensors"))
        real = IndexTicket.of(reference)
    monkeypatch.setattr(IndexTicket, "copied_to", lambda _, folder: _copied(real, folder))
    send_by_dask(client, ticket)
    assert client.submit(_stamp_at_worker, ticket, pure=False).result() == real.stamp
    opened.cache_clear()


_copied = IndexTicket.copied_to


def _stamp_at_worker(ticket: IndexTicket) -> str:
    from genenorm.index.index_delivery import folder_at_dask_worker

    return opened(ticket, folder_at_dask_worker()).stamp


def test_a_table_of_pandas_is_told_where_to_go() -> None:
    with pytest.raises(TypeError, match=r"must be a DataFrame of Dask, not pandas.*genenorm\.resolve_frame\(column\)"):
        answered(pandas.DataFrame({"gene": NAMES}), "gene")


def test_a_column_that_is_there_twice_is_told() -> None:
    twice = dask.dataframe.from_pandas(pandas.DataFrame([["a", "b"]], columns=["gene", "gene"]), npartitions=1)
    with pytest.raises(ValueError, match="several columns 'gene'; give them different names first"):
        answered(twice, "gene")
