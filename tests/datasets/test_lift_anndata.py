"""AnnData objects and files carried to another species."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anndata
import numpy as np
import pandas
import pytest
from scipy import sparse

from genenorm import lift
from genenorm.core.errors import RecordError
from genenorm.datasets.lift.lift_h5ad import read_h5ad

NAMES = ["Grin1", "Trp53", "nosuch", "Hbb-bs", "Ins1", "Ins2"]
COUNTS = np.array([[5, 2, 1, 7, 3, 4], [0, 3, 1, 1, 2, 6], [0, 0, 0, 2, 1, 1]], np.float32)


@pytest.fixture
def cells() -> anndata.AnnData:
    made = anndata.AnnData(
        sparse.csr_matrix(COUNTS),
        obs=pandas.DataFrame({"kind": ["a", "b", "b"]}, index=["c1", "c2", "c3"]),
        var=pandas.DataFrame({"n_cells": [1, 2, 3, 4, 5, 6], "biotype": "coding"}, index=NAMES),
        obsm={"X_pca": np.ones((3, 2))},
        varm={"PCs": np.ones((6, 2))},
        uns={"neighbors": {"k": 15}},
        layers={"counts": sparse.csc_matrix(COUNTS.astype(np.int32))},
        obsp={"distances": sparse.csr_matrix(np.eye(3))},
    )
    made.raw = anndata.AnnData(
        sparse.csr_matrix(np.hstack([COUNTS, COUNTS])),
        obs=made.obs[[]],
        var=pandas.DataFrame(index=[*NAMES, "Actb", "nosuch2", "Gapdh", "Gapdhrt", "Tnf", "hh"]),
    )
    return made


def test_all_matrices_are_lifted_and_all_about_cells_is_kept(cells: anndata.AnnData) -> None:
    before = cells.copy()
    human, report = lift(cells, "human")
    assert list(human.var_names) == ["GRIN1", "TP53", "INS"]
    assert human.X.toarray().tolist() == [[5, 2, 7], [0, 3, 8], [0, 0, 2]]
    assert (type(human.X), human.X.dtype) == (sparse.csr_matrix, np.float32)
    assert type(human.layers["counts"]) is sparse.csc_matrix
    assert human.layers["counts"].dtype == np.int32
    assert (human.layers["counts"].toarray() == human.X.toarray()).all()
    assert list(human.raw.var_names) == ["GRIN1", "TP53", "INS", "ACTB", "GAPDH", "TNF", "SHH"]
    assert human.raw.X.toarray()[0].tolist() == [5, 2, 7, 5, 8, 3, 4]
    assert human.obs.equals(cells.obs)
    assert (human.obsm["X_pca"] == 1).all()
    assert human.obsp["distances"].nnz == 3
    assert human.uns["neighbors"] == {"k": 15}
    assert list(human.var["genenorm_original"]) == ["Grin1", "Trp53", "Ins1|Ins2"]
    assert list(human.var["genenorm_gene_id"]) == ["2902", "7157", "3630"]
    assert human.var["n_cells"].to_list() == [1, 2, pandas.NA]
    assert list(human.var["biotype"]) == ["coding"] * 3
    assert not human.varm
    notes = "; ".join(report.notes)
    assert "varm 'PCs'" in notes
    assert "layer 'counts', raw" in notes
    assert human.uns["genenorm_lift"]["counts_kept"] == report.kept_counts == 27
    human.obsm["X_pca"][:] = 0
    assert (cells.X != before.X).nnz == 0
    assert (cells.obsm["X_pca"] == 1).all()
    assert list(cells.var.columns) == ["n_cells", "biotype"]


def test_it_can_be_written_and_read_again(cells: anndata.AnnData, tmp_path: Path) -> None:
    human, _ = lift(cells, "human")
    human.write_h5ad(tmp_path / "human.h5ad")
    again = anndata.read_h5ad(tmp_path / "human.h5ad")
    assert list(again.var["genenorm_original"]) == ["Grin1", "Trp53", "Ins1|Ins2"]
    assert again.uns["genenorm_lift"]["to"] == 9606
    assert again.raw.shape == (3, 7)


def test_names_may_be_in_a_column_of_var(cells: anndata.AnnData) -> None:
    del cells.raw
    cells.var["gene_symbols"] = list(cells.var_names)
    cells.var_names = [f"id{number}" for number in range(6)]
    human, _ = lift(cells, "human", axis="gene_symbols")
    assert list(human.var_names) == list(human.var["gene_symbols"]) == ["GRIN1", "TP53", "INS"]
    assert list(human.var["genenorm_original_index"]) == ["id0", "id1", "id4|id5"]
    cells.var_names = list("012345")
    human, report = lift(cells, "human")
    assert list(human.var_names) == ["GRIN1", "TP53", "INS"]
    assert "gene_symbols" in report.notes[0]


def test_values_below_0_are_not_added_up(cells: anndata.AnnData) -> None:
    cells.layers["scaled"] = COUNTS - 3
    with pytest.raises(ValueError, match="layer 'scaled' go down to -3; use best, mean or drop"):
        lift(cells, "human", many_to_one="sum")
    human, report = lift(cells, "human")
    assert str(report.plan.rules.many_to_one) == "best"
    assert list(human.var["genenorm_original"])[-1] == "Ins2"
    assert human.X.toarray()[0].tolist() == [5, 2, 4]


def test_explode_gives_equal_names_without_a_warning(cells: anndata.AnnData) -> None:
    human, _ = lift(cells, "human", rule="explode")
    assert list(human.var_names) == ["GRIN1", "TP53", "HBB", "HBD", "INS", "INS"]


def test_what_is_backed_by_a_file_is_refused_in_one_line(cells: anndata.AnnData, tmp_path: Path) -> None:
    cells.write_h5ad(tmp_path / "cells.h5ad")
    backed = anndata.read_h5ad(tmp_path / "cells.h5ad", backed="r")
    try:
        with pytest.raises(ValueError, match=r"adata\.to_memory\(\)") as error:
            lift(backed, "human")
        assert "\n" not in str(error.value)
    finally:
        backed.file.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"axis": "rows"}, "give a column of var"), ({"axis": "nosuch"}, "no column 'nosuch'"),
     ({"values": ["a"]}, "values is for tables")],
)  # fmt: skip
def test_arguments_of_tables_are_refused(cells: anndata.AnnData, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        lift(cells, "human", **arguments)


def test_an_object_without_values_has_its_genes_lifted() -> None:
    cells = anndata.AnnData(obs=pandas.DataFrame(index=["c"]), var=pandas.DataFrame(index=NAMES))
    human, report = lift(cells, "human")
    assert human.X is None
    assert human.shape == (1, 3)
    assert report.total_counts == 0
    assert "of the counts" not in report.headline


def test_a_file_that_is_no_anndata_is_an_error_of_that_file(tmp_path: Path) -> None:
    path = tmp_path / "a.h5ad"
    with pytest.raises(RecordError, match=r"a\.h5ad"):
        read_h5ad(str(path))
    path.write_bytes(b"")
    with pytest.raises(RecordError, match=r"a\.h5ad"):
        read_h5ad(str(path))
    heap = b"GCOL\x01\0\0\0" + (4096).to_bytes(8, "little") + bytes(4080)  # a free part that leads to itself
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + heap)
    with pytest.raises(RecordError, match="an object of the heap"):
        read_h5ad(str(path))
    path.write_bytes(b"no file of HDF5")
    with pytest.raises(RecordError, match=r"a\.h5ad"):
        read_h5ad(str(path))
