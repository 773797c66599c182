"""Datasets as users give them, opened: DataFrames, AnnData, and the paths of tables, workbooks and AnnData files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.core.files import read_file
from genenorm.datasets.harmonize.anndata_dataset import AnnDataDataset
from genenorm.datasets.harmonize.frame_dataset import FrameDataset
from genenorm.datasets.harmonize.name_changes import NameChanges
from genenorm.datasets.harmonize.opened_dataset import Changed, Names, OpenedDataset
from genenorm.datasets.harmonize.table_dataset import TableDataset
from genenorm.index.reference import Reference
from genenorm.records.hdf5_heaps import check_heaps
from genenorm.records.hdf5_trial import try_hdf5
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    from anndata import AnnData

_ANNDATA_SUFFIX = ".h5ad"


def opened(source: object, label: str, options: ReadOptions, reference: Reference) -> OpenedDataset:
    """Return a dataset opened.

    :param source: a pandas DataFrame, an AnnData, or the path of a file.
    :param label: how the user calls it, for messages.
    :raises RecordError: the file cannot be read.
    :raises TypeError: it is something else.
    """
    if isinstance(source, str | Path):
        if str(source).lower().endswith(_ANNDATA_SUFFIX):
            return AnnDataFile(Path(source), label, options.largest)
        return TableDataset(read_file(source).data, str(source), options, reference)
    if hasattr(source, "var_names") and hasattr(source, "obs_names"):
        held: Any = source
        return AnnDataDataset(held, label)
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        held = source
        return FrameDataset(held, label)
    way_out = "; make it one of pandas: frame.to_pandas()" if hasattr(source, "to_pandas") else ""
    kind = f"{type(source).__module__.partition('.')[0]}.{type(source).__qualname__}".removeprefix("builtins.")
    raise TypeError(f"the dataset {label!r} must be a pandas DataFrame, an AnnData or a path, not {kind}{way_out}")


def has_file(source: object) -> bool:
    """Return whether a dataset is given by the path of a file."""
    return isinstance(source, str | Path)


class AnnDataFile:
    """An AnnData file with its places of names: of its data, only ``var`` is read before they are changed."""

    def __init__(self, path: Path, label: str, largest: int) -> None:
        self.source = str(path)
        self._label = label
        data = read_file(path).data
        check_heaps(data, self.source)
        try_hdf5(data, self.source, largest)
        self._path = path
        self._backed: AnnData = _read(path, backed="r")
        self._inner = AnnDataDataset(self._backed, label)
        self._backed.file.close()
        self.notes: tuple[str, ...] = ()

    def chosen(self, column: str, resolver: Resolver) -> list[str]:
        """Return the place of the names; raises RecordError when there is no such column, or none is clear."""
        try:
            found = self._inner.chosen(column, resolver)
        except ValueError as error:
            raise RecordError(self.source, str(error).removeprefix(f"{self._label}: ")) from None
        self.notes = self._inner.notes
        return found

    def names(self, place: str) -> Names:
        """Return the names; raises RecordError when ``var`` has no such column."""
        try:
            return self._inner.names(place)
        except ValueError as error:
            raise RecordError(self.source, str(error).removeprefix(f"{self._label}: ")) from None

    def changed(self, changes: Mapping[str, NameChanges]) -> Changed:
        """Return an AnnData with other names, in memory."""
        return AnnDataDataset(_read(self._path), self._label).changed(changes)


def _read(path: Path, **options: Any) -> AnnData:
    import warnings

    try:
        import anndata
    except ImportError as error:
        raise MissingExtraError("reading AnnData", "anndata") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of older files, and of names that are not unique
            return anndata.read_h5ad(path, **options)
    except MemoryError:
        raise
    except Exception as error:
        cause = " ".join(str(error).split())
        raise RecordError(path, f"not an AnnData file that anndata can read: {cause[:200]}") from error


def write_dataset(value: object, target: Path) -> None:
    """Write a changed dataset into a file, completely or not at all; raises RecordError when it cannot be written."""
    try:
        if isinstance(value, bytes):
            write_atomic(target, lambda file: file.write(value))
            return
        with TemporaryDirectory(dir=target.parent, prefix=".genenorm-") as folder:
            draft = Path(folder, "draft.h5ad")
            held: Any = value
            held.write_h5ad(draft)
            with draft.open("rb") as written:
                write_atomic(target, lambda file: shutil.copyfileobj(written, file))
    except OSError as error:
        raise RecordError(target, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
