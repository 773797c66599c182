"""Readers of tables that a package has as pickled data frames of an older pandas.

The unpickler allows only the names in ``_ALLOWED`` and replaces them by simple classes. So it runs no code from the
pickle, and needs neither pandas nor numpy.
"""

from __future__ import annotations

import io
import lzma
import pickle  # nosec B403 # by _Unpickler alone, after the hash of the package was checked
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from genenorm.builder.readers.ensembl import one_to_one
from genenorm.builder.source_rows import GroupRow, SourceFile, SourceGene, Tally
from genenorm.core.errors import SourceError
from genenorm.core.taxa import STRAINS

_CODES = {"i1": "b", "i2": "h", "i4": "i", "i8": "q"}


class _PandasObject:
    """Replaces any pandas object and keeps its arguments and state."""

    def __init__(self, *args: Any) -> None:
        self.args = args
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _NumpyArray:
    """Replaces a numpy array: a flat list of values, and a shape."""

    def __init__(self, *_: Any) -> None:
        self.values: list[Any] = []
        self.shape: tuple[int, ...] = ()
        self.fortran = False

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, self.shape, dtype, self.fortran, data = state
        self.values = _decode(data, dtype) if isinstance(data, bytes | bytearray) else list(data)

    def rows(self) -> list[list[Any]]:
        """Return the values row by row; a one-dimensional array is one row."""
        count = self.shape[0] if len(self.shape) == 2 else 1
        width = len(self.values) // count if count else 0
        if self.fortran:
            return [self.values[row::count] for row in range(count)]
        return [self.values[row * width : (row + 1) * width] for row in range(count)]


def _from_buffer(data: Any, dtype: _PandasObject, shape: tuple[int, ...], order: str) -> _NumpyArray:
    array = _NumpyArray()
    array.values, array.shape, array.fortran = _decode(bytes(data), dtype), shape, order == "F"
    return array


def _decode(data: bytes | bytearray, dtype: _PandasObject) -> list[Any]:
    code = _CODES[dtype.args[0]]
    return [value for (value,) in struct.iter_unpack(f"<{code}", data)]


def _new_index(_kind: Any, parts: dict[str, Any]) -> list[Any]:
    data = parts["data"]
    return data.values if isinstance(data, _NumpyArray) else list(data)


_ALLOWED: dict[tuple[str, str], Any] = {
    ("pandas.core.frame", "DataFrame"): _PandasObject,
    ("pandas.core.internals.managers", "BlockManager"): _PandasObject,
    ("pandas.core.indexes.base", "Index"): _PandasObject,
    ("pandas.core.indexes.base", "_new_Index"): _new_index,
    ("pandas.core.indexes.numeric", "Int64Index"): _PandasObject,
    ("pandas.core.arrays.categorical", "Categorical"): _PandasObject,
    ("pandas.core.dtypes.dtypes", "CategoricalDtype"): _PandasObject,
    ("numpy.core.multiarray", "_reconstruct"): _NumpyArray,
    ("numpy.core.numeric", "_frombuffer"): _from_buffer,
    ("numpy", "dtype"): _PandasObject,
    ("numpy", "ndarray"): _PandasObject,
    ("builtins", "slice"): slice,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed") from None


def read_frame(file: SourceFile, columns: Sequence[str]) -> list[list[Any]]:
    """Return the given columns of a pickled data frame in the given order; ``index`` is the frame's index.

    Raises SourceError when the file is not such a pickle, uses a name that is not allowed, or lacks a column.
    """
    try:
        frame = _Unpickler(io.BytesIO(lzma.decompress(file.data))).load()
        _axes, _blocks, _items, extra = frame.state["_mgr"].state
        names, index = extra["0.14.1"]["axes"]
        found: dict[str, list[Any]] = {"index": index}
        for block in extra["0.14.1"]["blocks"]:
            if isinstance(block["values"], _NumpyArray):
                positions = _positions(block["mgr_locs"], len(names))
                found.update(zip((names[position] for position in positions), block["values"].rows(), strict=True))
    except (pickle.UnpicklingError, lzma.LZMAError, EOFError, LookupError, AttributeError, TypeError) as error:
        raise SourceError(f"{file.name}: not a readable frame ({type(error).__name__}: {error})") from error
    for column in columns:
        if column not in found:
            raise SourceError(f"{file.name}: no column {column!r}; it has: {', '.join(map(str, found))}")
    return [found[column] for column in columns]


def _positions(locations: _NumpyArray | slice, count: int) -> list[int]:
    if isinstance(locations, slice):
        return list(range(*locations.indices(count)))
    return list(locations.values)


def read_homologene(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[GroupRow]:
    """Yield the members of HomoloGene's groups, for the species ``taxa``."""
    columns = read_frame(file, ["homology_id", "tax_id", "gene_id", "gene_symbol"])
    for group, taxon, gene_id, symbol in zip(*columns, strict=True):
        tally.read += 1
        taxon_id = STRAINS.get(taxon, taxon)
        if taxon_id not in taxa:
            tally.drop("other species")
            continue
        # pandas read the symbol NAN as a missing value when the frame was made
        named = symbol if isinstance(symbol, str) else ""
        yield GroupRow(f"HomoloGene:{group}", SourceGene(taxon_id, named, gene_id))


def read_transcripts(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield Ensembl's genes with the accessions of their transcripts, and those of equal transcripts in RefSeq."""
    genes: dict[str, dict[str, None]] = {}
    for transcript, gene, equal in zip(*read_frame(file, ["index", "gene_id", "NCBI Transcript ID"]), strict=True):
        products = genes.setdefault(gene, {})
        products[transcript] = None
        if isinstance(equal, str):
            products[equal.partition(".")[0]] = None
    tally.read += len(genes)
    for gene, products in genes.items():
        yield SourceGene(taxon_id, ensembl=(gene,), products=tuple(products))


def read_entrez_frame(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the unambiguous pairs of Ensembl id and GeneID in a data frame of Ensembl's genes."""
    found: dict[str, set[int]] = {}
    for ensembl, gene_id in zip(*read_frame(file, ["index", "Entrez"]), strict=True):
        tally.read += 1
        if isinstance(gene_id, str) and gene_id.isdigit():
            found.setdefault(ensembl, set()).add(int(gene_id))
        else:
            tally.drop("no GeneID")
    yield from one_to_one(found, tally, taxon_id)
