"""AnnData with other names: matrices of all kinds, layers, raw, backed files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy
import pandas
import pytest

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.datasets.harmonize.harmonizing import plan_datasets
from genenorm.resolver.resolver import Resolver

anndata = pytest.importorskip("anndata")
sparse = pytest.importorskip("scipy.sparse")

NAMES = ["p53", "TP53", "EGFR", "NMDAR1", "xyzzy"]


def made(matrix: Any, names: list[str] = NAMES) -> Any:
    var = pandas.DataFrame({"symbol": names, "n": range(len(names))}, index=names)
    return anndata.AnnData(matrix, var=var)


def dense(number: float = 1) -> Any:
    return numpy.arange(15).reshape(3, 5) * number


MATRICES = {
    "dense": dense(0.5),
    "csr": sparse.csr_matrix(dense(0.5)),
    "csc": sparse.csc_matrix(dense(0.5)),
    "csr array": sparse.csr_array(dense().astype("int32")),
    "csc array": sparse.csc_array(dense().astype("float32")),
}


@pytest.mark.parametrize("kind", MATRICES)
def test_matrices_keep_their_kind_and_sums_are_those_of_their_columns(kind: str, resolver: Resolver) -> None:
    matrix = MATRICES[kind]
    adata = made(matrix)
    adata.layers["counts"] = matrix.copy()
    adata.varm["pca"] = numpy.ones((5, 2))
    adata.raw = adata
    plan = plan_datasets({"a": adata}, resolver, species="human")
    assert [place.place for place in plan.places] == ["var_names"]
    done = plan.with_action("sum").apply()
    new: Any = done["a"]
    assert new.var_names.to_list() == ["TP53", "EGFR", "GRIN1", "xyzzy"]
    assert adata.var_names.to_list() == NAMES
    assert adata.shape == (3, 5)
    whole = matrix if kind == "dense" else matrix.toarray()
    wanted = numpy.column_stack([whole[:, 0] + whole[:, 1], whole[:, 2:]])
    for found in (new.X, new.layers["counts"]):
        assert type(found) is type(matrix)
        assert found.dtype == matrix.dtype
        numpy.testing.assert_array_equal(found if kind == "dense" else found.toarray(), wanted)
    assert new.varm["pca"].shape == (4, 2)
    assert new.var["n"].to_list() == [1, 2, 3, 4]
    assert new.raw.var_names.to_list() == NAMES
    assert "a: raw has names of its own, which stay as they are" in done.report


@pytest.mark.parametrize("form", [numpy.array, sparse.csr_matrix])
def test_sums_that_do_not_fit_get_a_larger_type(form: Any, resolver: Resolver) -> None:
    adata = made(form(numpy.full((2, 5), 200, dtype="uint8")))
    new: Any = plan_datasets({"a": adata}, resolver, species="human").with_action("sum").apply()["a"]
    assert new.X.max() == 400


def test_a_column_of_var_is_changed_and_var_names_stay(resolver: Resolver) -> None:
    adata = made(dense())
    plan = plan_datasets({"a": adata}, resolver, species="human", columns="symbol")
    new: Any = plan.apply()["a"]
    assert new.var_names.to_list() == NAMES
    assert new.var["symbol"].to_list() == ["p53", "TP53", "EGFR", "GRIN1", "xyzzy"]
    with pytest.raises(ValueError, match=r"a: .*'name'"):
        plan_datasets({"a": adata}, resolver, columns="name")


def test_names_that_are_given_twice_on_purpose_are_told(resolver: Resolver) -> None:
    done = plan_datasets({"a": made(dense())}, resolver, species="human").with_action("rename").apply()
    new: Any = done["a"]
    assert new.var_names.to_list() == ["TP53", "TP53", "EGFR", "GRIN1", "xyzzy"]
    assert any("the plan gives several rows the same name: TP53" in line for line in done.report)


def test_an_empty_one_stays_empty(resolver: Resolver) -> None:
    adata = anndata.AnnData(numpy.zeros((2, 0)))
    new: Any = plan_datasets({"a": adata}, resolver).apply()["a"]
    assert new.shape == (2, 0)


def test_files_are_written_anew_and_backed_ones_read(tmp_path: Path, resolver: Resolver) -> None:
    path = tmp_path / "a.h5ad"
    made(sparse.csr_matrix(dense(0.5))).write_h5ad(path)
    plan = plan_datasets([path], resolver, species="human").with_action("sum")
    done = plan.apply(out_dir=tmp_path / "new")
    assert done["a"] == tmp_path / "new" / "a.h5ad"
    new = anndata.read_h5ad(tmp_path / "new" / "a.h5ad")
    assert new.var_names.to_list() == ["TP53", "EGFR", "GRIN1", "xyzzy"]
    assert sparse.issparse(new.X)
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["a.h5ad"]
    assert "stays as it is" in plan.apply({"a": tmp_path / "new" / "a.h5ad"}, out_dir=tmp_path / "again").report[0]
    backed = anndata.read_h5ad(path, backed="r")
    held: Any = plan_datasets({"a": backed}, resolver, species="human").apply()["a"]
    assert held.var_names.to_list() == ["p53", "TP53", "EGFR", "GRIN1", "xyzzy"]
    assert not held.isbacked
    backed.file.close()


@pytest.mark.parametrize("data", [b"", b"no HDF5", b"\x89HDF\r\n\x1a\n" + b"\0" * 80])
def test_what_is_no_anndata_file_is_named(data: bytes, tmp_path: Path, resolver: Resolver) -> None:
    path = tmp_path / "bad.h5ad"
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"bad\.h5ad"):
        plan_datasets([path], resolver)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resolver: Resolver) -> None:
    path = tmp_path / "a.h5ad"
    made(dense(0.5)).write_h5ad(path)
    monkeypatch.setitem(sys.modules, "anndata", None)
    with pytest.raises(MissingExtraError, match=r"reading AnnData needs .*genenorm\[anndata\]"):
        plan_datasets([path], resolver)


def test_a_missing_column_of_a_file_is_named(tmp_path: Path, resolver: Resolver) -> None:
    path = tmp_path / "a.h5ad"
    made(dense(0.5)).write_h5ad(path)
    with pytest.raises(RecordError, match=r"a\.h5ad: .*'name'"):
        plan_datasets([path], resolver, columns="name")
