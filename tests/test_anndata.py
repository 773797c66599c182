"""AnnData with answers in ``var``: in memory, views, backed, written and read again, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anndata
import numpy
import pandas
import pytest
import scipy.sparse

import genenorm
from genenorm.anndata import annotate_var
from genenorm.core.errors import UnknownTaxonError
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from tests.support.commands import run

NAMES = ["GRIN1", "psd95", "ENSG00000141510.17", "KARs", "no such gene", "MATR3"]
IDS = ["ENSG00000176884", "ENSG00000132535", "ENSG00000141510", "ENSG00000163399", "ENSG00000000000", "ENSG00000015479"]
SHORT = ["status", "species", "gene_id", "symbol", "ensembl_id", "group_id", "score", "doubt"]


def made(names: list[str] = NAMES, **columns: Any) -> anndata.AnnData:
    """Return data of three cells with these genes."""
    counts = scipy.sparse.csr_matrix(numpy.arange(3 * len(names), dtype="f4").reshape(3, len(names)))
    return anndata.AnnData(counts, var=pandas.DataFrame(columns, index=names))


def test_the_answers_are_those_of_resolve_frame_in_the_order_of_the_genes() -> None:
    adata = made(mean=numpy.arange(6.0))
    assert annotate_var(adata, species="human") is None
    expected = genenorm.resolve_frame(NAMES, species="human", columns="short")
    assert list(adata.var.columns) == ["mean", *(f"genenorm_{name}" for name in SHORT)]
    assert list(adata.var_names) == NAMES
    for name in SHORT:
        got, wanted = adata.var[f"genenorm_{name}"], expected[name]
        assert got.isna().to_list() == wanted.isna().to_list()
        assert got.dropna().to_list() == wanted.dropna().to_list()
    assert adata.var["genenorm_gene_id"].dtype == "Int64"
    assert adata.var["genenorm_symbol"].to_list()[:3] == ["GRIN1", "DLG4", "TP53"]


def test_uns_says_what_the_answers_depend_on() -> None:
    adata = made()
    adata.uns["genenorm"] = {"other": "kept"}
    annotate_var(adata, species=(one for one in ("human", 10090)), organisms="Mus musculus", columns="symbol,doubt")
    assert adata.uns["genenorm"]["other"] == "kept"
    call = adata.uns["genenorm"]["annotate_var"]["genenorm_"]
    assert call == {
        "version": genenorm.__version__,
        "reference": genenorm.Reference.open().stamp,
        "names": "var_names",
        "species": "human, 10090",
        "organisms": "Mus musculus",
        "columns": "genenorm_symbol,genenorm_doubt",
    }


@pytest.mark.parametrize("columns", ["short", "full", ANSWER_COLUMNS])
def test_a_written_file_gives_the_same_columns_again(tmp_path: Path, columns: Any) -> None:
    adata = made(chromosome=pandas.Categorical(["1", "17", "17", "1", "2", "5"]))
    annotate_var(adata, columns=columns)
    adata.write_h5ad(tmp_path / "a.h5ad")
    again = anndata.read_h5ad(tmp_path / "a.h5ad")
    pandas.testing.assert_frame_equal(again.var, adata.var)
    assert again.uns["genenorm"] == adata.uns["genenorm"]
    annotate_var(again, columns=columns, overwrite=True)
    pandas.testing.assert_frame_equal(again.var, adata.var)


@pytest.mark.parametrize("names", [[], ["no such gene"], ["no such gene", "and"], ["TP53"]])
def test_columns_without_any_answer_are_written_and_read_too(tmp_path: Path, names: list[str]) -> None:
    adata = made(names)
    annotate_var(adata, columns="full")
    assert len(adata.var) == len(names)
    adata.write_h5ad(tmp_path / "a.h5ad")
    pandas.testing.assert_frame_equal(anndata.read_h5ad(tmp_path / "a.h5ad").var, adata.var)


@pytest.mark.filterwarnings("ignore:Writing zarr v2 data")
def test_zarr_keeps_the_columns_too(tmp_path: Path) -> None:
    pytest.importorskip("zarr")  # older versions of anndata do without
    adata = made()
    annotate_var(adata)
    adata.write_zarr(tmp_path / "a.zarr")
    pandas.testing.assert_frame_equal(anndata.read_zarr(tmp_path / "a.zarr").var, adata.var)


def test_backed_data_is_annotated_without_reading_it(tmp_path: Path) -> None:
    made().write_h5ad(tmp_path / "a.h5ad")
    adata = anndata.read_h5ad(tmp_path / "a.h5ad", backed="r+")
    annotate_var(adata, species="human")
    assert adata.isbacked
    adata.write()
    adata.file.close()
    again = anndata.read_h5ad(tmp_path / "a.h5ad")
    assert again.var["genenorm_symbol"].to_list()[:3] == ["GRIN1", "DLG4", "TP53"]
    assert again.uns["genenorm"]["annotate_var"]["genenorm_"]["species"] == "human"
    assert (again.X != made().X).nnz == 0


def test_data_backed_for_reading_are_annotated_in_memory(tmp_path: Path) -> None:
    made().write_h5ad(tmp_path / "a.h5ad")
    before = (tmp_path / "a.h5ad").read_bytes()
    adata = anndata.read_h5ad(tmp_path / "a.h5ad", backed="r")
    annotate_var(adata)
    assert "genenorm_symbol" in adata.var
    with pytest.raises(ValueError, match=r"a copy needs a file: annotate_var\(adata.copy"):
        annotate_var(adata, copy=True, overwrite=True)
    with pytest.raises(ValueError, match=r"a part of a backed AnnData.* adata.to_memory\(\)"):
        annotate_var(adata[:, :2])
    part = adata[:, :2].to_memory()
    annotate_var(part, prefix="part_")
    assert part.var["part_symbol"].to_list() == ["GRIN1", "DLG4"]
    adata.file.close()
    assert (tmp_path / "a.h5ad").read_bytes() == before


def test_a_view_becomes_data_of_its_own_and_the_whole_stays_as_it_is() -> None:
    adata = made()
    part = adata[:, [2, 0]]
    assert part.is_view
    annotate_var(part)
    assert part.var["genenorm_symbol"].to_list() == ["TP53", "GRIN1"]
    assert not part.is_view
    assert not adata.var.columns.size
    assert not adata.uns


def test_a_copy_has_the_answers_and_the_original_has_not() -> None:
    adata = made()
    copied = annotate_var(adata, copy=True)
    assert copied.var["genenorm_symbol"].to_list()[0] == "GRIN1"
    assert not adata.var.columns.size
    assert not adata.uns


@pytest.mark.filterwarnings("ignore:Variable names are not unique")
def test_repeated_names_keep_their_rows(tmp_path: Path) -> None:
    adata = made(["TP53", "MATR3", "TP53", "TBCE.1", "TP53"])
    annotate_var(adata, columns=["gene_id"])
    assert adata.var["genenorm_gene_id"].to_list() == [7157, 9782, 7157, 6905, 7157]
    assert list(adata.var_names) == ["TP53", "MATR3", "TP53", "TBCE.1", "TP53"]
    adata.write_h5ad(tmp_path / "a.h5ad")
    assert anndata.read_h5ad(tmp_path / "a.h5ad").var["genenorm_gene_id"].to_list()[2] == 7157


def test_the_identifiers_of_10x_are_a_column() -> None:
    adata = made(["GRIN1", "DLG4", "TP53", "ATP1A1", "OTHER", "MATR3-1"], gene_ids=IDS, feature_types="Gene Expression")
    annotate_var(adata, column="gene_ids", columns="symbol,ensembl_id,input")
    assert adata.var["genenorm_symbol"].to_list()[:4] == ["GRIN1", "DLG4", "TP53", "ATP1A1"]
    assert adata.var["genenorm_symbol"].isna().to_list()[4:] == [True, False]
    assert adata.var["genenorm_input"].to_list() == IDS
    assert adata.uns["genenorm"]["annotate_var"]["genenorm_"]["names"] == "gene_ids"


@pytest.mark.parametrize("kind", ["object", "category", "string"])
def test_a_column_of_names_may_have_missing_values(kind: str) -> None:
    adata = made(["a", "b", "c"], name=pandas.Series(["GRIN1", None, "GRIN1"], index=["a", "b", "c"], dtype=kind))
    annotate_var(adata, column="name")
    assert adata.var["genenorm_symbol"].isna().to_list() == [False, True, False]
    assert adata.var["genenorm_status"].to_list() == ["resolved", "unknown", "resolved"]


def test_names_that_are_row_numbers_are_replaced_by_the_only_known_column() -> None:
    numbers = ["0", "1", "2"]
    adata = made(numbers, length=[5, 6, 7], gene_symbol=["GRIN1", "DLG4", "TP53"])
    annotate_var(adata)
    assert adata.var["genenorm_symbol"].to_list() == ["GRIN1", "DLG4", "TP53"]
    assert adata.uns["genenorm"]["annotate_var"]["genenorm_"]["names"] == "gene_symbol"
    with pytest.raises(ValueError, match=r"the numbers of the rows .* name a column of var; the columns are: 'length'"):
        annotate_var(made(numbers, length=[5, 6, 7]))
    with pytest.raises(ValueError, match="the columns are: none"):
        annotate_var(made(numbers))


def test_columns_that_are_there_are_replaced_only_when_asked() -> None:
    adata = made()
    annotate_var(adata, columns="symbol,evidence")
    with pytest.raises(ValueError, match="'genenorm_symbol' already; to replace them give overwrite=True"):
        annotate_var(adata, columns="status,symbol")
    assert list(adata.var.columns) == ["genenorm_symbol", "genenorm_evidence"]
    annotate_var(adata, columns="symbol", prefix="second_")
    annotate_var(adata, columns="status,symbol", overwrite=True, species="mouse")
    assert list(adata.var.columns) == ["genenorm_symbol", "second_symbol", "genenorm_status"]
    assert adata.var["genenorm_symbol"].to_list()[:2] == ["Grin1", "Dlg4"]
    assert adata.var["second_symbol"].to_list()[:2] == ["GRIN1", "DLG4"]
    assert set(adata.uns["genenorm"]["annotate_var"]) == {"genenorm_", "second_"}


def test_a_column_of_answers_can_be_the_source_of_others_but_not_of_itself() -> None:
    adata = made()
    annotate_var(adata, columns="symbol,ensembl_id")
    with pytest.raises(ValueError, match="the names are in 'genenorm_symbol', which the answers would replace"):
        annotate_var(adata, column="genenorm_symbol", columns="symbol", overwrite=True)
    annotate_var(adata, column="genenorm_ensembl_id", prefix="", columns="symbol")
    assert adata.var["symbol"].to_list()[:3] == ["GRIN1", "DLG4", "TP53"]


def test_raw_stays_as_it_is_and_its_names_are_answered_by_resolve_frame() -> None:
    adata = made()
    adata.raw = adata
    small = adata[:, :2].copy()
    annotate_var(small)
    assert small.raw.shape[1] == len(NAMES)
    assert not small.raw.var.columns.size
    assert genenorm.resolve_frame(small.raw.var_names)["symbol"].to_list()[2] == "TP53"
    with pytest.raises(TypeError, match=r"not Raw; for names alone, such as those of adata\.raw, use resolve_frame"):
        annotate_var(small.raw)


@pytest.mark.filterwarnings("ignore")  # of mudata, about itself
def test_the_genes_of_mudata_are_one_of_its_parts(tmp_path: Path) -> None:
    mudata = pytest.importorskip("mudata", reason="mudata is not installed (extra workflows)")
    both = mudata.MuData({"rna": made(), "protein": made(["CD3_TotalSeqB"])})
    with pytest.raises(TypeError, match=r"adata is a MuData; annotate the modality .*annotate_var\(mdata"):
        annotate_var(both)
    annotate_var(both["rna"], species="human", columns="symbol")
    both.pull_var()
    assert both.var["rna:genenorm_symbol"].to_list()[:2] == ["GRIN1", "DLG4"]
    both.write(tmp_path / "both.h5mu")
    assert mudata.read(tmp_path / "both.h5mu")["rna"].var["genenorm_symbol"].to_list()[2] == "TP53"


def test_the_command_line_gives_a_file_the_same_answers(tmp_path: Path) -> None:
    adata = made()
    adata.write_h5ad(tmp_path / "a.h5ad")
    done = run("annotate", "a.h5ad", "--in-place", "--species", "human", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = anndata.read_h5ad(tmp_path / "a.h5ad").var
    annotate_var(adata, species="human")
    for name in SHORT:
        ours = adata.var[f"genenorm_{name}"].astype(object)
        assert list(map(str, ours.where(ours.notna(), ""))) == list(map(str, written[f"genenorm_{name}"])), name
    adata.write_h5ad(tmp_path / "b.h5ad")  # these columns are answers for the command line too
    assert run("strip", "b.h5ad", "--in-place", cwd=tmp_path).returncode == 0
    assert not anndata.read_h5ad(tmp_path / "b.h5ad").var.columns.size


@pytest.mark.parametrize(
    ("adata", "arguments", "error", "message"),
    [
        (pandas.DataFrame({"a": ["TP53"]}), {}, TypeError, "must be an AnnData, not DataFrame"),
        (SimpleNamespace(mod={}), {}, TypeError, r"annotate the modality that has the genes: annotate_var\(mdata"),
        (made(), {"column": "symbols"}, ValueError, "var has no column 'symbols'; var has no columns"),
        (made(symbol=NAMES), {"column": ["symbol"]}, ValueError, "var has no column .* there are: symbol"),
        (made(symbol=NAMES), {"column": "symbols"}, ValueError, "var has no column 'symbols'; there are: symbol"),
        (made(), {"prefix": "a/"}, ValueError, "prefix is 'a/'; it must be a text without '/'"),
        (made(), {"columns": "gene_di"}, ValueError, "no column 'gene_di': did you mean gene_id"),
        (made(), {"species": "unicorn"}, UnknownTaxonError, "unknown species 'unicorn'"),
    ],
)
def test_what_cannot_be_annotated_says_why(adata: Any, arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        annotate_var(adata, **arguments)


@pytest.mark.parametrize("kept", ["text", {"annotate_var": "text"}])
def test_notes_of_another_program_are_not_replaced(kept: object) -> None:
    adata = made()
    adata.uns["genenorm"] = kept
    with pytest.raises(ValueError, match="uns has a 'genenorm' of another program"):
        annotate_var(adata)
    assert not adata.var.columns.size


def test_variables_that_are_not_in_memory_are_loaded_first() -> None:
    lazy = SimpleNamespace(var=object(), uns={}, is_view=False, isbacked=False)
    with pytest.raises(ValueError, match=r"var is not in memory; load it first: adata = adata.to_memory\(\)"):
        annotate_var(lazy)


def test_one_import_is_enough_and_loads_neither_scanpy_nor_anndata() -> None:
    program = "import genenorm, sys; genenorm.anndata.annotate_var; print({'anndata', 'scanpy'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"
