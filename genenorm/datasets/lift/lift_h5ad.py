"""AnnData files carried to another species."""

from __future__ import annotations

from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError, RecordError, fault_text
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_request import LiftRequest
from genenorm.records.hdf5_heaps import check_heaps

if TYPE_CHECKING:
    from anndata import AnnData

_PIECE = 1 << 20


def read_h5ad(path: str) -> AnnData:
    """Return an AnnData file in memory.

    :raises RecordError: the file cannot be read.
    :raises MissingExtraError: anndata is not installed.
    """
    try:
        import anndata
    except ImportError as error:
        raise MissingExtraError("lifting AnnData files", "anndata") from error
    try:
        if not Path(path).stat().st_size:
            raise RecordError(path, "the file is empty")
        with Path(path).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            check_heaps(data, path)  # with some damage the library would not end
        return anndata.read_h5ad(path)
    except RecordError:
        raise
    except OSError as error:
        raise RecordError(path, (error.strerror or fault_text(error)).lower()) from error
    except Exception as error:  # whatever a damaged file brings about in the library
        raise RecordError(path, f"not a readable AnnData file: {fault_text(error)}") from error


def lift_h5ad(path: str, request: LiftRequest, column: str | None) -> tuple[Iterator[bytes], LiftReport]:
    """Return the bytes of an AnnData file carried to another species, in pieces, and the report.

    They are written into a temporary file first, since the library writes files that have a name.
    """
    adata = read_h5ad(path)
    from genenorm.datasets.lift.lift_anndata import lift_anndata

    lifted, report = lift_anndata(adata, column, request)
    del adata
    return _pieces(lifted), report


def _pieces(adata: AnnData) -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "lifted.h5ad")
        adata.write_h5ad(file)
        with file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                yield piece
