"""AnnData whose names of genes become others: ``var_names``, or a column of ``var``.

Only the ``anndata`` of the user is used, never this package's own module of that name; sparse matrices stay sparse.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from genenorm.datasets.gene_axis import ROWS, var_axis
from genenorm.datasets.harmonize.frame_dataset import FrameDataset, place_of
from genenorm.datasets.harmonize.name_changes import NameChanges
from genenorm.datasets.harmonize.opened_dataset import Changed, Names, texts_of_names
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    from anndata import AnnData

VAR_NAMES = "var_names"
_COLUMN = "var column "


class AnnDataDataset:
    """An AnnData with its places of names."""

    source = "AnnData"

    def __init__(self, adata: AnnData, label: str) -> None:
        self._adata = adata
        self._label = label
        self.notes: tuple[str, ...] = ()

    def chosen(self, column: str, resolver: Resolver) -> list[str]:  # noqa: ARG002 - others look names up
        """Return the place of the names: ``var_names``, or a column of ``var``; raises ValueError without one."""
        if column == VAR_NAMES or (not column and not self._adata.n_vars):
            return [VAR_NAMES]
        try:
            axis = var_axis(self._adata.var, column or None)
        except ValueError as error:
            raise ValueError(f"{self._label}: {error}") from None
        self.notes = (axis.note,) if axis.note else ()
        return [VAR_NAMES if axis.column is None else f"var {place_of(axis, self._adata.var)}"]

    def names(self, place: str) -> Names:
        """Return the names; raises ValueError when ``var`` has no such column."""
        var = self._adata.var
        if place == VAR_NAMES:
            return texts_of_names(var.index)
        name = place.removeprefix(_COLUMN)
        if list(var.columns).count(name) != 1:
            raise ValueError(f"{self._label}: var has no column {name!r}; it has: {', '.join(map(str, var.columns))}")
        return texts_of_names(var[name])

    def changed(self, changes: Mapping[str, NameChanges]) -> Changed:
        """Return a new AnnData, in memory; ``raw`` stays as it is."""
        old = self._adata
        made = old
        notes = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are not unique, which the report tells
            for place, change in changes.items():
                made = _reduced(made, change) if not change.keeps_rows else made
                made = made.to_memory() if made.isbacked else made.copy() if made is old else made
                names = FrameDataset(made.var, self._label)
                inner = ROWS if place == VAR_NAMES else place.removeprefix("var ")
                renaming = change._replace(kept=list(range(made.n_vars)), summed={}, dropped=0)
                made.var = names.changed({inner: renaming}).value
            if made is old:
                made = old.to_memory() if old.isbacked else old.copy()
        if made.raw is not None:
            notes.append("raw has names of its own, which stay as they are")
        return Changed(made, tuple(notes))


def _reduced(adata: AnnData, change: NameChanges) -> AnnData:
    """Return a copy without the genes that are dropped or added to others; X and the layers have the sums."""
    whole = adata.to_memory() if adata.isbacked else adata
    made = whole[:, change.kept].copy()
    if change.summed:
        if whole.X is not None:
            made.X = _with_sums(whole.X, change)
        for name in list(whole.layers):
            made.layers[name] = _with_sums(whole.layers[name], change)
    return made


def _with_sums(matrix: Any, change: NameChanges) -> Any:
    """Return the columns of a matrix that are kept, some of them as sums, in the same format and type if they fit."""
    import numpy
    from scipy import sparse

    columns = [change.summed.get(place, [old]) for place, old in enumerate(change.kept)]
    if not sparse.issparse(matrix):
        made = numpy.asarray(matrix[:, change.kept]).copy()
        sums = {place: numpy.asarray(matrix[:, several]).sum(axis=1) for place, several in change.summed.items()}
        if made.dtype.kind in "iub" and any((total != total.astype(made.dtype)).any() for total in sums.values()):
            made = made.astype(numpy.result_type(*sums.values()))
        for place, total in sums.items():
            made[:, place] = total
        return made
    rows = [old for several in columns for old in several]
    places = numpy.repeat(numpy.arange(len(columns)), [len(several) for several in columns])
    kind = matrix.dtype if matrix.dtype.kind == "f" else numpy.dtype("int64")
    ones = numpy.ones(len(rows), kind)
    chooser = type(matrix)(sparse.coo_array((ones, (rows, places)), shape=(matrix.shape[1], len(columns))))
    made = (matrix @ chooser).asformat(matrix.format)
    made.sort_indices()
    if made.dtype != matrix.dtype:
        narrow = made.astype(matrix.dtype)
        made = narrow if (narrow.data == made.data).all() else made
    return made
