"""AnnData files: the names come from ``var``, the answers become columns of it in AnnData's own layout."""

from __future__ import annotations

import io

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile

h5py = pytest.importorskip("h5py", reason="h5py, of the anndata extra, is not installed")
FIELDS = ("keyword", "gene_id", "symbol", "score")


@pytest.fixture
def cells() -> bytes:
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        file.create_dataset("X", data=[[1.0, 2.0]])
        var = file.create_group("var")
        var.attrs.update({"_index": "gene_ids", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
        var.attrs.create("column-order", ["feature"], dtype=h5py.string_dtype())
        var.create_dataset("gene_ids", data=["ENSG00000176884", "NA"], dtype=h5py.string_dtype())
        feature = var.create_group("feature")
        feature.create_dataset("categories", data=["GRIN1", "TP53"], dtype=h5py.string_dtype())
        feature.create_dataset("codes", data=[1, -1])
    return data.getvalue()


def read(data: bytes, column: str = "") -> RecordFile:
    return read_record_file(data, "a.h5ad", ReadOptions(column=column))


def answers(record_file: RecordFile) -> list[AnswerRows]:
    rows = tuple((name, len(name) if name != "NA" else None, f"s{name}", 0.25) for name in record_file.records[0].names)
    return [AnswerRows(FIELDS, rows, reference="shipped")]


def columns(data: bytes) -> dict[str, list[object]]:
    with h5py.File(io.BytesIO(data)) as file:
        var = file["var"]
        names = [str(name) for name in var.attrs["column-order"] if name != "feature"]
        return {name: var[name].asstr()[:].tolist() if var[name].dtype.kind == "O" else var[name][:].tolist()
                for name in names}  # fmt: skip


def test_genes_are_the_index_of_var_or_a_column(cells: bytes) -> None:
    assert read(cells).records[0].names == ("ENSG00000176884", "NA")
    assert read(cells, "feature").records[0].names == ("TP53", "")
    with pytest.raises(RecordError, match="var has no column 'x'; the columns are: feature, gene_ids"):
        read(cells, "x")


def with_column(cells: bytes, name: str, **parts: list[object]) -> bytes:
    """Return the file with one more column: a list, or a group of lists."""
    data = io.BytesIO(cells)
    with h5py.File(data, "r+") as file:
        if list(parts) == ["data"]:
            file["var"].create_dataset(name, **parts)
        else:
            group = file["var"].create_group(name)
            for part, values in parts.items():
                group.create_dataset(part, data=values)
    return data.getvalue()


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"data": [7157, 2902]}, ("7157", "2902")),
        ({"data": [7157.0, float("nan")]}, ("7157", "")),
        ({"values": [7157, 1], "mask": [False, True]}, ("7157", "")),
        ({"values": ["NO", ""], "mask": [False, True]}, ("NO", "")),
        ({"categories": [7157, 2902], "codes": [1, -1]}, ("2902", "")),
    ],
)
def test_gene_ids_are_names_in_every_encoding_of_a_column(
    cells: bytes, parts: dict[str, list[object]], names: tuple[str, ...]
) -> None:
    assert read(with_column(cells, "entrez", **parts), "entrez").records[0].names == names


@pytest.mark.parametrize("parts", [{"data": [0.5, 1.0]}, {"data": [float("inf"), 1.0]}, {"data": [True, False]}])
def test_a_column_of_other_values_is_an_error(cells: bytes, parts: dict[str, list[object]]) -> None:
    with pytest.raises(RecordError, match=r"^a\.h5ad: var's column 'n' contains neither text nor whole numbers$"):
        read(with_column(cells, "n", **parts), "n")


def test_answers_become_columns_of_var_and_the_rest_is_kept(cells: bytes) -> None:
    record_file = read(cells)
    assert record_file.rewrite is not None
    written = record_file.rewrite(answers(record_file))
    assert columns(written) == {
        "genenorm_gene_id": ["15", ""],
        "genenorm_symbol": ["sENSG00000176884", "sNA"],
        "genenorm_score": [0.25, 0.25],
        "genenorm_reference": ["shipped", "shipped"],
    }
    with h5py.File(io.BytesIO(written)) as file:
        assert file["X"][:].tolist() == [[1.0, 2.0]]
        assert file["var"].attrs["column-order"][0] == "feature"
        assert dict(file["var"]["genenorm_symbol"].attrs) == {
            "encoding-type": "string-array", "encoding-version": "0.2.0",
        }  # fmt: skip
    assert record_file.rewrite(answers(record_file)) == written


def test_annotating_again_replaces_the_answer_columns_and_stripping_keeps_the_others(cells: bytes) -> None:
    record_file = read(cells)
    assert record_file.rewrite is not None
    written = read(record_file.rewrite(answers(record_file)))
    assert (record_file.annotated, written.annotated, written.records[0].names) == (
        False,
        True,
        record_file.records[0].names,
    )
    assert written.rewrite is not None
    assert written.strip is not None
    assert columns(written.rewrite(answers(written))) == columns(record_file.rewrite(answers(record_file)))
    stripped = written.strip()
    assert columns(stripped) == {}
    assert read(stripped, "feature").records[0].names == ("TP53", "")


def test_other_bytes_are_an_error() -> None:
    with pytest.raises(RecordError, match=r"a\.h5ad: not an AnnData file"):
        read(b"not hdf5")
