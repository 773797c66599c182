"""A dataset of any kind carried to another species."""

from __future__ import annotations

import sys
from typing import Any

from genenorm.datasets.lift.lift_request import Lifted, LiftRequest


def lift_data(data: object, axis: str | int | None, request: LiftRequest) -> Lifted[Any]:
    """Return a dataset carried to another species, of the kind that was given.

    :param data: a DataFrame of pandas or polars, or an AnnData object.
    :param axis: where the genes are: ``"rows"``, ``"columns"``, or the name of a column, of ``var`` for AnnData.
    :raises TypeError: the data are of another kind.
    """
    kind = type(data).__module__.partition(".")[0]
    if kind == "anndata" and hasattr(data, "var_names"):
        from genenorm.datasets.lift.lift_anndata import lift_anndata

        if axis in ("rows", "columns"):
            raise ValueError(f"the genes of AnnData are in var; axis={axis!r} is for tables: give a column of var")
        if request.values:
            raise ValueError("values is for tables; X, layers and raw of AnnData are all lifted")
        return lift_anndata(data, axis, request)
    import pandas

    if isinstance(data, pandas.DataFrame):
        from genenorm.datasets.lift.lift_frames import lift_frame

        return lift_frame(data, axis, request)
    if kind == "polars" and type(data).__name__ == "DataFrame":
        from genenorm.datasets.lift.lift_frames import lift_polars

        return lift_polars(data, axis, request)  # type: ignore[arg-type]
    raise TypeError(f"data must be a DataFrame of pandas or polars, or AnnData, not {_words(data)}")


def _words(data: object) -> str:
    """Return what was given instead of data, and the way out."""
    name = f"{type(data).__module__}.{type(data).__name__}".removeprefix("builtins.")
    if isinstance(data, str):
        return f"a path or text; read the file first, or on the command line: genenorm lift {data:.60}"
    if name == "polars.lazyframe.frame.LazyFrame":
        return f"{name}; collect it first"
    scipy_sparse = sys.modules.get("scipy.sparse")
    if (scipy_sparse is not None and scipy_sparse.issparse(data)) or name == "numpy.ndarray":
        return f"{name}, which has no names of genes; put it into a DataFrame or AnnData"
    return name
