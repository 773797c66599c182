"""The values of datasets in an AnnData file, as far as they are in the file itself and no larger than its limit.

A dataset only declares its shape, and its chunks are compressed: a file of a few kilobytes may have a billion cells, or
text that a billion cells share. Values may also be kept in any other file of the machine, which is not read.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from genenorm.core.errors import RecordError
from genenorm.records.compressed import largest_expanded, too_large

if TYPE_CHECKING:
    import h5py

_BYTES_OF_CELL = 64
"""What a cell takes beside its own bytes when it is a name."""


class AnnDataCells:
    """Reads datasets of one file, and raises RecordError before more is read than the limit.

    :param source: the file's name for errors.
    :param packed: its size in bytes.
    :param largest: the most bytes of what is read; 0 for the limit of compressed files.
    """

    def __init__(self, source: str, packed: int, largest: int) -> None:
        self._source = source
        self._packed = packed
        self._limit = self._left = largest_expanded(packed, largest)

    def read(self, dataset: Any) -> Any:
        """Return the values of a dataset of one dimension as an array.

        Raises RecordError when it is another object, keeps its values in other files, or is too large.
        """
        if not hasattr(dataset, "is_virtual") or dataset.ndim != 1:
            raise RecordError(self._source, f"{dataset.name} is no list of values")
        if dataset.external or dataset.is_virtual:
            raise RecordError(self._source, f"the values of {dataset.name} are in other files, which are not read")
        width = dataset.dtype.itemsize
        if prod(dataset.chunks or (0,)) * width > self._limit:
            raise too_large(self._source, self._limit)
        self._take(dataset.shape[0] * (width + _BYTES_OF_CELL))
        return self._read_texts(dataset) if dataset.dtype.hasobject else dataset[:]

    def _read_texts(self, dataset: h5py.Dataset) -> Any:
        """Return values of any length; as many at a time as keep the limit if each is as long as the file."""
        import numpy as np

        fields = dataset.dtype.names or ()
        step = max(1, self._limit // (self._packed * max(1, len(fields))))
        parts = []
        for start in range(0, len(dataset), step):
            part = dataset[start : start + step]
            for column in [part[name] for name in fields] or [part]:
                if column.dtype.hasobject:
                    self._take(sum(map(_length, column.flat)))
            parts.append(part)
        return np.concatenate(parts) if parts else dataset[:]

    def texts(self, column: h5py.Dataset | h5py.Group) -> tuple[str, ...] | None:
        """Return a column's cells as text, empty for a missing value; ``None`` for one that cannot contain names."""
        if hasattr(column, "keys"):  # a group
            if "codes" in column and "categories" in column:
                return self.of_categories(self._plain_texts(column["categories"]), self.read(column["codes"]))
            if "values" not in column or "mask" not in column:
                return None
            values, mask = self._plain_texts(column["values"]), self.read(column["mask"]).tolist()
            if values and len(values) != len(mask):
                raise RecordError(self._source, f"{column.name} has {len(values)} values and a mask of {len(mask)}")
            return values and tuple("" if masked else text for text, masked in zip(values, mask, strict=True))
        if getattr(column, "ndim", None) != 1:
            return None
        if "categories" in column.attrs:  # codes, in versions 0.7 and earlier
            return self.of_categories(self._plain_texts(column.file[column.attrs["categories"]]), self.read(column))
        return self._plain_texts(column)

    def _plain_texts(self, dataset: h5py.Dataset) -> tuple[str, ...] | None:
        return self.array_texts(self.read(dataset))

    def of_categories(self, categories: tuple[str, ...] | None, codes: Any) -> tuple[str, ...] | None:
        """Return the text of each code of an array; ``None`` without categories that are texts."""
        if categories is None:
            return None
        if codes.dtype.kind not in "iu":
            raise RecordError(self._source, "the column of names has values that are no codes of its categories")
        texts = tuple(categories[code] if 0 <= code < len(categories) else "" for code in codes.tolist())
        self._take(sum(map(len, texts)))
        return texts

    def array_texts(self, cells: Any) -> tuple[str, ...] | None:
        """Return the cells of an array as text; ``None`` unless they are texts or whole numbers."""
        if cells.dtype.kind in "OSU":
            return self._decoded(cells)
        if cells.dtype.kind not in "iuf":
            return None
        numbers = cells.tolist()  # GeneIDs, as floats where some are missing
        if not all(number != number or float(number).is_integer() for number in numbers):
            return None
        return tuple("" if number != number else str(int(number)) for number in numbers)

    def _decoded(self, cells: Any) -> tuple[str, ...] | None:
        texts = []
        for number, cell in enumerate(cells.tolist(), start=1):
            if not isinstance(cell, bytes | str | None):
                return None  # lists of values, references to other objects
            try:
                texts.append(decoded(cell) if cell is not None else "")
            except UnicodeDecodeError as error:
                raise RecordError(self._source, f"value {number} of the column of names is not UTF-8 text") from error
        return tuple(texts)

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise too_large(self._source, self._limit)


def decoded(text: object) -> str:
    """Return a text that HDF5 gives as text or as bytes of UTF-8.

    >>> decoded("TP53"), decoded(b"TP53")
    ('TP53', 'TP53')
    """
    return text.decode() if isinstance(text, bytes) else str(text)


def _length(value: Any) -> int:
    return value.nbytes if hasattr(value, "nbytes") else len(value) if hasattr(value, "__len__") else 0
