"""AnnData files: the names come from ``var``, the answers become columns of it in AnnData's own layout."""

from __future__ import annotations

import io
from typing import Any

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


# -- layouts and values -----------------------------------------------------------------------------------------------

STRING = h5py.string_dtype()


def file_of(index: list[object], columns: dict[str, object] | None = None, **attributes: str) -> bytes:
    """Return a file in the layout since version 0.8, with an index and columns of ``var``."""
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        var = file.create_group("var")
        var.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0", **attributes})
        var.attrs.create("column-order", list(columns or {}), shape=(len(columns or {}),), dtype=STRING)
        for name, cells in {"_index": index, **(columns or {})}.items():
            if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells):
                var.create_dataset(name, data=cells, shape=(len(cells),), dtype=STRING)
            else:
                var.create_dataset(name, data=cells)
    return data.getvalue()


def file_of_0_7() -> bytes:
    """Return a file in the layout of version 0.7: the categories of a column are in a group of ``var``."""
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        var = file.create_group("var")
        var.attrs.update({"_index": "index", "encoding-type": "dataframe", "encoding-version": "0.1.0"})
        var.attrs.create("column-order", [b"symbol", b"n"], dtype="S6")
        var.create_dataset("index", data=["g1", "g2", "g3"], dtype=STRING)
        categories = var.create_dataset("__categories/symbol", data=["EGFR", "TP53"], dtype=STRING)
        symbol = var.create_dataset("symbol", data=[1, -1, 0], dtype="i1")
        symbol.attrs["categories"] = categories.ref
        var.create_dataset("n", data=[1, 2, 3])
    return data.getvalue()


def file_of_0_6() -> bytes:
    """Return a file in the layout before version 0.7: ``var`` is one array, and categories are in ``uns``."""
    import numpy as np

    data = io.BytesIO()
    fields = [("index", "S8"), ("n_cells", "i4"), ("symbol", "i1"), ("note", STRING)]
    with h5py.File(data, "w") as file:
        rows = np.array([(b"TP53", 5, 1, "a"), ("IL-1β".encode(), 6, -1, "β")], dtype=fields)
        file.create_dataset("var", data=rows).attrs["kept"] = "yes"
        file.create_dataset("uns/symbol_categories", data=np.array([b"EGFR", b"MYC"]))
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "column", "names"),
    [
        (file_of_0_7(), "", ("g1", "g2", "g3")),
        (file_of_0_7(), "symbol", ("TP53", "", "EGFR")),
        (file_of_0_7(), "SYMBOL", ("TP53", "", "EGFR")),
        (file_of_0_6(), "", ("TP53", "IL-1β")),
        (file_of_0_6(), "symbol", ("MYC", "")),
        (file_of_0_6(), "note", ("a", "β")),
        (file_of(["TP53", "TP53", "None", "nan", ""]), "", ("TP53", "TP53", "None", "nan", "")),
        (file_of(["a", "b"], {"gene": [7157, 1956]}), "gene", ("7157", "1956")),
        (file_of(["a", "b"], {"gene": ["TP53", "b"]}), "index", ("a", "b")),
        (file_of([7157, 1956]), "", ("7157", "1956")),
        (file_of([0, 1]), "index", ("0", "1")),
    ],
)
def test_files_of_every_version_take_answers_and_give_them_back(
    data: bytes, column: str, names: tuple[str, ...]
) -> None:
    record_file = read(data, column)
    assert record_file.records[0].names == names
    assert record_file.rewrite is not None
    written = record_file.rewrite(answers(record_file))
    again = read(written, column)
    assert (again.annotated, again.records[0].names) == (True, names)
    assert again.rewrite is not None
    assert contents(again.rewrite(answers(again))) == contents(written)
    plain = read_record_file(written, "a.h5ad", ReadOptions(answers_only=True))
    assert plain.strip is not None
    assert contents(plain.strip()) == contents(data)


def contents(data: bytes) -> dict[str, object]:
    """Return every array of a file with its attributes, references left out, and the order of the columns."""
    found: dict[str, object] = {}

    def visit(name: str, item: Any) -> None:
        attributes = {key: str(value) for key, value in item.attrs.items() if key != "categories"}
        attributes["column-order"] = str([getattr(cell, "decode", lambda cell=cell: cell)()
                                          for cell in item.attrs.get("column-order", ())])  # fmt: skip
        found[name] = (str(item[()].tolist()) if hasattr(item, "dtype") else "", attributes)

    with h5py.File(io.BytesIO(data)) as file:
        file.visititems(visit)
    return found


def test_an_array_of_rows_gets_the_answers_as_further_fields() -> None:
    record_file = read(file_of_0_6())
    assert record_file.rewrite is not None
    with h5py.File(io.BytesIO(record_file.rewrite(answers(record_file)))) as file:
        var = file["var"]
        assert var.dtype.names[4:] == ("genenorm_gene_id", "genenorm_symbol", "genenorm_score", "genenorm_reference")
        assert (var["genenorm_symbol"][1].decode(), var["genenorm_score"][0], var.attrs["kept"]) == (
            "sIL-1β",
            0.25,
            "yes",
        )


def test_an_index_of_row_numbers_gives_way_to_the_column_of_names() -> None:
    record_file = read(file_of(["0", "1"], {"feature_name": ["TP53", "EGFR"], "n": [1, 2]}))
    assert record_file.records[0].names == ("TP53", "EGFR")
    assert record_file.notes == (
        "the index of var has the numbers of the rows (0, 1), so the names are those of its column 'feature_name'",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (file_of(["0", "1"]), "the index of var has the numbers of the rows (0, 1), not names; var has no other"),
        (file_of([0, 1], {"x": ["A", "B"]}), ("the index of var has the numbers of the rows (0, 1), not names; name a"
         " column of var with --column: x")),
        (file_of(["0.5", "1.5"], {"gene": ["A", "B"], "symbol": ["A", "B"]}), "the index of var has numbers (0.5"),
        (file_of([0.5, 1.5], {"x": ["A", "B"]}), "the index of var has values other than text, not names; name"),
        (file_of([[1, 2], [3, 4]]), "the index of var has values other than text, not names; var has no other column"),
        (file_of([]), "var has no genes"),
        (file_of([b"\xff\xfe"]), "value 1 of the column of names is not UTF-8 text"),
        (file_of(["A"], _index="gene"), "var has no column 'gene'; the columns are: _index"),
    ],
)  # fmt: skip
def test_an_index_that_is_no_names_is_a_one_line_error(data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(data)
    assert str(caught.value).startswith(f"a.h5ad: {message}")
    assert "\n" not in str(caught.value)


def test_raw_is_kept_and_noted() -> None:
    data = io.BytesIO(file_of(["TP53"]))
    with h5py.File(data, "r+") as file:
        file.create_dataset("raw/var/_index", data=["TP53", "EGFR"], dtype=STRING)
    record_file = read(data.getvalue())
    assert record_file.notes == ("raw has a var of its own, which stays as it is",)
    assert record_file.rewrite is not None
    with h5py.File(io.BytesIO(record_file.rewrite(answers(record_file)))) as file:
        assert list(file["raw/var"]) == ["_index"]


def test_a_column_of_the_user_named_like_answers_stays(cells: bytes) -> None:
    mine = with_column(cells, "genenorm_note", data=[1, 2])
    record_file = read(mine)
    assert not record_file.annotated
    assert record_file.rewrite is not None
    again = read(record_file.rewrite(answers(record_file)))
    assert again.strip is not None
    with h5py.File(io.BytesIO(again.strip())) as file:
        assert [name for name in file["var"] if name.startswith("genenorm_")] == ["genenorm_note"]
