"""AnnData files that declare more than they have, point at other files, or have values of other kinds than names."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.errors import RecordError
from genenorm.records.h5ad_cells import AnnDataCells
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

h5py = pytest.importorskip("h5py")
np = pytest.importorskip("numpy")


def made(fill: Callable[[Any], None]) -> bytes:
    """An AnnData file whose table of genes is filled by a function."""
    copy = BytesIO()
    with h5py.File(copy, "w") as file:
        var = file.create_group("var")
        var.attrs["_index"] = "names"
        fill(var)
    return copy.getvalue()


def many_cells(var: Any) -> None:
    var.create_dataset("names", shape=(200_000_000,), dtype="i1", chunks=(1 << 20,), compression="gzip")


def wide_cells(var: Any) -> None:
    var.create_dataset("names", shape=(100,), dtype="S2000000", chunks=(1,), compression="gzip")


def large_chunk(var: Any) -> None:
    var.create_dataset("names", shape=(3,), maxshape=(None,), dtype="i8", chunks=(1 << 24,), compression="gzip")


def many_codes(var: Any) -> None:
    names = var.create_group("names")
    names["categories"] = [b"TP53"]
    names.create_dataset("codes", shape=(10_000_000,), dtype="i1", chunks=(1 << 20,), compression="gzip")


def long_category(var: Any) -> None:
    names = var.create_group("names")
    names.create_dataset("categories", data=["A" * 100_000], dtype=h5py.string_dtype())
    names.create_dataset("codes", shape=(1_000,), dtype="i1")


def repeated_text(var: Any) -> None:
    """The places of all texts are changed to that of the first, which is long."""
    names = var.create_dataset("names", shape=(1_000,), dtype=h5py.string_dtype())
    names[:] = ["A" * 100_000] * 1_000


@pytest.mark.parametrize("fill", [many_cells, wide_cells, large_chunk, many_codes, long_category])
def test_what_is_declared_is_bounded_before_it_is_read(fill: Callable[[Any], None], resolver: Resolver) -> None:
    data = made(fill)
    assert len(data) < 1_000_000
    with pytest.raises(RecordError, match=r"a\.h5ad: more than 64 MB when expanded; .* --largest MB"):
        annotate_file(data, "a.h5ad", resolver)


def test_more_cells_than_python_counts_are_refused() -> None:
    class Declared:
        """A data set as a damaged file declares it; h5py makes none of this size."""

        name, ndim, shape, chunks = "/var/names", 1, (2**63 + 1,), None
        dtype = np.dtype("i1")
        external = None
        is_virtual = False

        def __len__(self) -> int:
            return self.shape[0]

    with pytest.raises(RecordError, match=r"a\.h5ad: more than 64 MB when expanded"):
        AnnDataCells("a.h5ad", 1_000, 0).read(Declared())


def test_texts_are_counted_while_they_are_read(resolver: Resolver) -> None:
    with pytest.raises(RecordError, match="more than 2 MB when expanded"):
        annotate_file(made(repeated_text), "a.h5ad", resolver, options=ReadOptions(largest=2 << 20))


def test_the_limit_can_be_raised(resolver: Resolver) -> None:
    def fill(var: Any) -> None:
        var.create_dataset("names", data=[b"TP53"] * 20_000)

    data = made(fill)
    with pytest.raises(RecordError, match="more than 1 MB"):
        annotate_file(data, "a.h5ad", resolver, options=ReadOptions(largest=1 << 20))
    options = ReadOptions(largest=4 << 20)
    assert len(annotate_file(data, "a.h5ad", resolver, options=options).annotations[0].rows) == 20_000


def test_values_in_other_files_are_not_read(tmp_path: Path, resolver: Resolver) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"EGFRTP53")
    whole = tmp_path / "whole.h5"
    whole.write_bytes(made(lambda var: var.create_dataset("names", data=[b"EGFR", b"TP53"])))

    def raw(var: Any) -> None:
        var.create_dataset("names", shape=(2,), dtype="S4", external=[(str(secret), 0, 8)])

    def virtual(var: Any) -> None:
        layout = h5py.VirtualLayout((2,), dtype="S4")
        layout[:] = h5py.VirtualSource(str(whole), "var/names", (2,), dtype="S4")
        var.create_virtual_dataset("names", layout)

    def link(var: Any) -> None:
        var["names"] = h5py.ExternalLink(str(whole), "var/names")

    for fill in (raw, virtual):
        with pytest.raises(RecordError, match="the values of /var/names are in other files, which are not read"):
            annotate_file(made(fill), "a.h5ad", resolver)
    with pytest.raises(RecordError, match=r"a\.h5ad: "):
        annotate_file(made(link), "a.h5ad", resolver)


def group(**parts: Any) -> Callable[[Any], None]:
    def fill(var: Any) -> None:
        names = var.create_group("names")
        for key, value in parts.items():
            names[key] = value

    return fill


def loop(*keys: str) -> Callable[[Any], None]:
    def fill(var: Any) -> None:
        names = var.create_group("names")
        names[keys[0]] = names
        names[keys[1]] = [0]

    return fill


def references(var: Any) -> None:
    var.create_dataset("names", data=[var.ref], dtype=h5py.ref_dtype)


def lists(var: Any) -> None:
    var.create_dataset("names", shape=(1,), dtype=h5py.vlen_dtype(np.int32))[0] = [1, 2]


def attributes(var: Any) -> None:
    var["names"] = [b"TP53"]
    for number in range(1_001):
        var.attrs[f"a{number}"] = 1


@pytest.mark.parametrize(
    ("fill", "cause"),
    [
        (group(categories=[b"TP53"], codes=[0.5]), "has values that are no codes of its categories"),
        (group(categories=[b"TP53"], codes=[b"0"]), "has values that are no codes of its categories"),
        (group(categories=[b"TP53"], codes=[[0]]), "/var/names/codes is no list of values"),
        (group(categories=[b"TP53"], codes=0), "/var/names/codes is no list of values"),
        (group(values=[1, 2], mask=[False]), "/var/names has 2 values and a mask of 1"),
        (loop("categories", "codes"), "/var/names/categories is no list of values"),
        (loop("values", "mask"), "/var/names/values is no list of values"),
        (lambda var: var.create_dataset("names", data=[b"TP53", b"\xff"]), "value 2 of the column .* not UTF-8"),
        (references, "values other than text"),
        (lists, "values other than text"),
        (attributes, "1,002 attributes; at most 1,000"),
        (lambda _: None, "var is no table"),
    ],
)  # fmt: skip
def test_values_of_other_kinds_are_told(fill: Callable[[Any], None], cause: str, resolver: Resolver) -> None:
    with pytest.raises(RecordError, match=cause):
        annotate_file(made(fill), "a.h5ad", resolver)


def test_a_heap_that_leads_to_itself_is_damaged(resolver: Resolver) -> None:
    def fill(var: Any) -> None:
        var.create_dataset("names", data=["TP53", "EGFR"], dtype=h5py.string_dtype())

    data = made(fill)
    heap = data.index(b"GCOL")
    names = data.index(b"TP53", heap)
    assert len(annotate_file(data, "a.h5ad", resolver).annotations[0].rows) == 2
    for number, size in ((0, 0), (0, 2**64 - 16), (1, 2**64 - 32), (1, 1 << 40)):
        changed = bytearray(data)
        changed[names - 16 : names - 14] = number.to_bytes(2, "little")
        changed[names - 8 : names] = size.to_bytes(8, "little")
        with pytest.raises(RecordError, match=r"a\.h5ad: damaged: an object of the heap at byte"):
            annotate_file(bytes(changed), "a.h5ad", resolver)
