"""DataFrames whose names of genes become others: the labels of rows or columns, or the cells of a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from genenorm.datasets.gene_axis import COLUMNS, ROWS, GeneAxis, frame_axis, share_of_genes
from genenorm.datasets.harmonize.name_changes import NameChanges
from genenorm.datasets.harmonize.opened_dataset import Changed, Names, only_names_column, texts_of_names, told_columns
from genenorm.records.table_names import is_header_of_ids
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    import pandas

_COLUMN = "column "


def place_of(axis: GeneAxis, frame: pandas.DataFrame) -> str:
    """Return the name of a place of a frame: ``rows``, ``columns`` or ``column`` with its label."""
    if axis.column is not None:
        return f"{_COLUMN}{frame.columns[axis.column]}"
    return COLUMNS if axis.is_columns else ROWS


class FrameDataset:
    """A DataFrame with its places of names."""

    source = "DataFrame"

    def __init__(self, frame: pandas.DataFrame, label: str) -> None:
        self._frame = frame
        self._label = label
        self.notes: tuple[str, ...] = ()

    def chosen(self, column: str, resolver: Resolver) -> list[str]:
        """Return the place of the names; raises ValueError when it is not clear.

        :param column: the label of a column, ``rows`` or ``columns``; empty to find the place.
        """
        frame = self._frame
        if not column and not len(frame) and not len(frame.columns):
            return [ROWS]
        labels = [str(label) for label in frame.columns]
        only = None if column else only_names_column(labels)
        try:
            axis = frame_axis(frame, column or (labels[only] if only is not None else None), share_of_genes(resolver))
        except ValueError as error:
            raise ValueError(f"{self._label}: {_with_columns(str(error))}") from None
        self.notes = (axis.note,) if axis.note else ()
        return [place_of(axis, frame)]

    def _column(self, place: str) -> int:
        headers, name = [str(label) for label in self._frame.columns], place.removeprefix(_COLUMN)
        if headers.count(name) != 1:
            what = f"no column {name!r}" if name not in headers else f"{headers.count(name)} columns {name!r}"
            raise ValueError(f"{self._label}: {what}; the columns are: {', '.join(headers[:20])}")
        return headers.index(name)

    def _axis(self, place: str) -> pandas.Index:
        axis = self._frame.index if place == ROWS else self._frame.columns
        if axis.nlevels > 1:
            raise ValueError(f"{self._label}: the {place} have {axis.nlevels} levels of labels; keep that of the genes")
        return axis

    def names(self, place: str) -> Names:
        """Return the names of an axis or column; raises ValueError when there is no such column."""
        if place in (ROWS, COLUMNS):
            return texts_of_names(self._axis(place))
        return texts_of_names(self._frame.iloc[:, self._column(place)])

    def changed(self, changes: Mapping[str, NameChanges]) -> Changed:
        """Return a new frame; its sums are those of the columns of numbers, the others stay as in the row kept."""
        frame = self._frame.copy()
        notes: list[str] = []
        for place, change in changes.items():
            by_columns = place == COLUMNS
            if not change.keeps_rows:
                frame, said = _reduced(frame, change, by_columns=by_columns)
                notes += said
            if place in (ROWS, COLUMNS):
                frame = frame.set_axis(_renamed(frame.columns if by_columns else frame.index, change.names),
                                       axis=1 if by_columns else 0)  # fmt: skip
            elif change.renamed:
                header = frame.columns[self._column(place)]
                frame[header] = _renamed_series(frame[header], change.names)
        return Changed(frame, tuple(notes))


def _with_columns(message: str) -> str:
    """Return a message of ``gene_axis`` with the argument of ``harmonize`` that says where the names are."""
    return message.replace("axis=", "columns=", 1).replace("axis=", "")


def _renamed(axis: pandas.Index, names: Names) -> pandas.Index:
    import pandas

    old = axis.tolist()
    new = [value if _is_same(value, name) else name for value, name in zip(old, names, strict=True)]
    if all(one is other for one, other in zip(old, new, strict=True)):
        return axis
    return pandas.Index(new, dtype=object, name=axis.name)


def _renamed_series(column: pandas.Series[Any], names: Names) -> pandas.Series[Any]:
    import pandas

    old = column.tolist()
    new = [value if _is_same(value, name) else name for value, name in zip(old, names, strict=True)]
    made = pandas.Series(new, index=column.index, dtype=object, name=column.name)
    if isinstance(column.dtype, pandas.CategoricalDtype):
        return made.astype("category")
    return made if pandas.api.types.is_numeric_dtype(column.dtype) else made.astype(column.dtype)


def _is_same(value: object, name: str | None) -> bool:
    """Return whether a value stays: it is missing, or has this name already."""
    return name is None or texts_of_names((value,))[0] == name


def _reduced(frame: pandas.DataFrame, change: NameChanges, *, by_columns: bool) -> tuple[pandas.DataFrame, list[str]]:
    """Return a frame without the rows, or columns, that are dropped or added to others."""
    if not by_columns:
        made = frame.iloc[change.kept].copy()
        if not change.summed:
            return made, []
        columns, summed = [], []
        for place in range(frame.shape[1]):
            column = frame.iloc[:, place]
            if _is_summable(column) and not is_header_of_ids(str(column.name)):
                summed.append(str(column.name))
                columns.append(_with_sums(column, made.iloc[:, place], change.summed))
            else:
                columns.append(made.iloc[:, place])
        import pandas

        whole = pandas.concat(columns, axis=1) if columns else made
        whole.columns = made.columns
        whole.attrs = dict(frame.attrs)
        return whole, [f"summed: {told_columns(summed)}; the other columns stay as in the row that is kept"]
    made = frame.iloc[:, change.kept].copy()
    if not change.summed:
        return made, []
    parts = [made.iloc[:, place] for place in range(made.shape[1])]
    for place, members in change.summed.items():
        several = [frame.iloc[:, member] for member in members]
        if not all(map(_is_summable, several)):
            raise ValueError(
                f"the column {made.columns[place]!r} has no numbers, and cannot be summed; use drop or keep"
            )
        parts[place] = frame.iloc[:, members].sum(axis=1, min_count=1)
    import pandas

    whole = pandas.concat(parts, axis=1)
    whole.columns = made.columns
    return whole, []


def _is_summable(column: pandas.Series[Any]) -> bool:
    import pandas

    types = pandas.api.types
    return bool(types.is_numeric_dtype(column.dtype)) and not types.is_bool_dtype(column.dtype)


def _with_sums(
    column: pandas.Series[Any], kept: pandas.Series[Any], summed: Mapping[int, list[int]]
) -> pandas.Series[Any]:
    """Return the kept rows of a column with the sums of several in some places, in a type that holds them."""
    import numpy
    import pandas

    members = [member for several in summed.values() for member in several]
    group = numpy.repeat(numpy.arange(len(summed)), [len(several) for several in summed.values()])
    sums = column.iloc[members].reset_index(drop=True).groupby(group).sum(min_count=1)
    is_small = pandas.api.types.is_integer_dtype(kept.dtype) and sums.dtype != kept.dtype
    if is_small:
        fits = sums.max() <= numpy.iinfo(str(kept.dtype).lower()).max
        sums = sums.astype(kept.dtype) if fits else sums
        kept = kept if fits else kept.astype(sums.dtype)
    made = kept.copy()
    made.iloc[list(summed)] = sums.array
    return made
