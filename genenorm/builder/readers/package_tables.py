"""Tables that a package carries as pickled pandas frames of another pandas version.

The pickle is read by an unpickler that knows eleven names and gives each a plain stand-in, so that no code of the
pickle's choosing runs and neither pandas nor numpy is needed.
"""

from __future__ import annotations

import io
import lzma
import pickle
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from genenorm.builder.readers.ensembl import one_to_one
from genenorm.builder.source_rows import Blob, GroupRow, SourceGene, Tally
from genenorm.core.errors import SourceError
from genenorm.core.taxa import STRAINS

_CODES = {"i1": "b", "i2": "h", "i4": "i", "i8": "q"}


class _Stub:
    """Stands for any pandas object: keeps its arguments and its state."""

    def __init__(self, *args: Any) -> None:
        self.args = args
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Array:
    """Stands for a numpy array: flat values and a shape."""

    def __init__(self, *_: Any) -> None:
        self.values: list[Any] = []
        self.shape: tuple[int, ...] = ()
        self.fortran = False

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, self.shape, dtype, self.fortran, data = state
        self.values = _decode(data, dtype) if isinstance(data, bytes | bytearray) else list(data)

    def rows(self) -> list[list[Any]]:
        """Return the values row by row; a flat array is one row."""
        count = self.shape[0] if len(self.shape) == 2 else 1
        width = len(self.values) // count if count else 0
        if self.fortran:
            return [self.values[row::count] for row in range(count)]
        return [self.values[row * width : (row + 1) * width] for row in range(count)]


def _from_buffer(data: Any, dtype: _Stub, shape: tuple[int, ...], order: str) -> _Array:
    array = _Array()
    array.values, array.shape, array.fortran = _decode(bytes(data), dtype), shape, order == "F"
    return array


def _decode(data: bytes | bytearray, dtype: _Stub) -> list[Any]:
    code = _CODES[dtype.args[0]]
    return [value for (value,) in struct.iter_unpack(f"<{code}", data)]


def _new_index(_kind: Any, parts: dict[str, Any]) -> list[Any]:
    data = parts["data"]
    return data.values if isinstance(data, _Array) else list(data)


_ALLOWED: dict[tuple[str, str], Any] = {
    ("pandas.core.frame", "DataFrame"): _Stub,
    ("pandas.core.internals.managers", "BlockManager"): _Stub,
    ("pandas.core.indexes.base", "Index"): _Stub,
    ("pandas.core.indexes.base", "_new_Index"): _new_index,
    ("pandas.core.indexes.numeric", "Int64Index"): _Stub,
    ("pandas.core.arrays.categorical", "Categorical"): _Stub,
    ("pandas.core.dtypes.dtypes", "CategoricalDtype"): _Stub,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy.core.numeric", "_frombuffer"): _from_buffer,
    ("numpy", "dtype"): _Stub,
    ("numpy", "ndarray"): _Stub,
    ("builtins", "slice"): slice,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed") from None


def read_frame(blob: Blob, columns: Sequence[str]) -> list[list[Any]]:
    """Return the wanted columns of a pickled frame, in the order wanted; ``index`` is the frame's index.

    Raises SourceError when it is no such pickle, needs anything not allowed, or lacks a column.
    """
    try:
        frame = _Unpickler(io.BytesIO(lzma.decompress(blob.data))).load()
        _axes, _blocks, _items, extra = frame.state["_mgr"].state
        names, index = extra["0.14.1"]["axes"]
        found: dict[str, list[Any]] = {"index": index}
        for block in extra["0.14.1"]["blocks"]:
            if isinstance(block["values"], _Array):
                places = _places(block["mgr_locs"], len(names))
                found.update(zip((names[place] for place in places), block["values"].rows(), strict=True))
    except (pickle.UnpicklingError, lzma.LZMAError, EOFError, LookupError, AttributeError, TypeError) as error:
        raise SourceError(f"{blob.name}: not a readable frame ({type(error).__name__}: {error})") from error
    for column in columns:
        if column not in found:
            raise SourceError(f"{blob.name}: no column {column!r}; it has: {', '.join(map(str, found))}")
    return [found[column] for column in columns]


def _places(locations: _Array | slice, count: int) -> list[int]:
    if isinstance(locations, slice):
        return list(range(*locations.indices(count)))
    return list(locations.values)


def read_homologene(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[GroupRow]:
    """Yield HomoloGene's groups, restricted to the index's species."""
    columns = read_frame(blob, ["homology_id", "tax_id", "gene_id", "gene_symbol"])
    for group, taxon, gene_id, symbol in zip(*columns, strict=True):
        tally.read += 1
        taxon_id = STRAINS.get(taxon, taxon)
        if taxon_id not in taxa:
            tally.drop("other species")
            continue
        # pandas took the symbol NAN for "no value" when the frame was made
        named = symbol if isinstance(symbol, str) else ""
        yield GroupRow(f"HomoloGene:{group}", SourceGene(taxon_id, named, gene_id))


def read_entrez_frame(blob: Blob, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield Ensembl ids with the one GeneID that an Ensembl frame gives them."""
    found: dict[str, set[int]] = {}
    for ensembl, gene_id in zip(*read_frame(blob, ["index", "Entrez"]), strict=True):
        tally.read += 1
        if isinstance(gene_id, str) and gene_id.isdigit():
            found.setdefault(ensembl, set()).add(int(gene_id))
        else:
            tally.drop("no GeneID")
    yield from one_to_one(found, tally, taxon_id)
