"""Tables of pandas and polars carried to another species."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from genenorm.datasets.gene_axis import GeneAxis, frame_axis
from genenorm.datasets.lift.lift_plan import LiftPlan
from genenorm.datasets.lift.lift_request import ORIGINAL, Lifted, LiftRequest, free_label, names_of, rule_note
from genenorm.datasets.lift.lift_values import Sources, facts_of, joined_cells, lift_values, no_values
from genenorm.records.answer_fields import is_answer_header
from genenorm.records.table_names import is_header_of_ids, is_header_of_property, is_number

if TYPE_CHECKING:
    import polars


def lift_frame(frame: pandas.DataFrame, axis: str | int | None, request: LiftRequest) -> Lifted[pandas.DataFrame]:
    """Return a table of pandas carried to another species.

    :param axis: where the genes are, as ``frame_axis`` takes it.
    :raises ValueError: it is not clear where the genes are, or a column or rule does not fit the values.
    """
    return lift_along(frame, frame_axis(frame, axis, request.share), request)


def lift_along(frame: pandas.DataFrame, found: GeneAxis, request: LiftRequest) -> Lifted[pandas.DataFrame]:
    """Return a table of which it is known where the genes are, carried to another species."""
    if frame.columns.nlevels > 1:
        raise ValueError(f"the labels of the columns have {frame.columns.nlevels} levels; keep one of them")
    frame = _with_numbers(frame)
    return _lift_columns(frame, found, request) if found.is_columns else _lift_rows(frame, found, request)


def _with_numbers(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Return a table whose columns of objects that are all numbers, as turning a table makes them, are of numbers."""
    objects = [place for place, dtype in enumerate(frame.dtypes) if dtype.kind == "O"]
    made = {place: _numbers_of(frame.iloc[:, place]) for place in objects}
    if not any(map(_is_number, made.values())):
        return frame
    columns = [made[place] if place in made else frame.iloc[:, place] for place in range(frame.shape[1])]
    turned = pandas.concat(columns, axis=1)
    turned.columns, turned.attrs = frame.columns, frame.attrs
    return turned


def lift_polars(frame: polars.DataFrame, axis: str | int | None, request: LiftRequest) -> Lifted[polars.DataFrame]:
    """Return a table of polars carried to another species; missing numbers are NaN in the result."""
    import polars as library

    numbers = {name for name, dtype in frame.schema.items() if dtype.is_numeric()}
    columns = {name: frame[name].to_numpy() if name in numbers else frame[name].to_list() for name in frame.columns}
    data, report = lift_frame(pandas.DataFrame(columns), axis, request)
    kept = {str(name): data.iloc[:, place] for place, name in enumerate(data.columns)}
    if len(kept) < data.shape[1]:
        raise ValueError("many_to_one='explode' gives columns of one name, which polars does not have; turn the table")
    made = {name: column.to_list() if column.dtype == object else column.to_numpy() for name, column in kept.items()}
    whole = library.DataFrame(made)  # a column without a cell shows no type
    return Lifted(whole.cast({library.Null: library.String}) if not len(whole) else whole, report)


def _numbers_of(column: pandas.Series) -> pandas.Series:
    """Return a column of objects as one of numbers if its cells are numbers, of whatever type; else as it is."""
    filled = column.dropna()
    if not len(filled) or any(isinstance(cell, bool) or not isinstance(cell, Number) for cell in filled):
        return column
    made = column.infer_objects()
    if _is_number(made) or any(isinstance(cell, complex) for cell in filled):
        return made
    floats = np.full(len(column), np.nan)
    floats[column.notna().to_numpy()] = [float(cell) for cell in filled]
    return pandas.Series(floats, column.index, name=column.name)


def _lift_rows(frame: pandas.DataFrame, found: GeneAxis, request: LiftRequest) -> Lifted[pandas.DataFrame]:
    values = _value_places(frame, found.column, request.values)
    groups = _groups(frame, values)
    arrays = [_array(frame.iloc[:, places]) for places in groups]
    facts = no_values(len(frame))
    each = [facts_of(array, 0) for array in arrays]
    for one in each:
        facts = facts.with_others(one)
    rules = request.settled_rules([("the values", facts)])
    plan = request.plan(request.answer(found.names), found.names, rules, facts)
    sources = Sources.of(plan)
    parts = [
        _frame_of(lift_values(array, sources, 0, one.largest), frame.iloc[:, places], places)
        for array, one, places in zip(arrays, each, groups, strict=True)
    ]
    notes = [found.note, rule_note(request.rules, plan) if values else "no column has numbers, so there are no values"]
    taken = set(values)
    if mixed := [place for place in range(frame.shape[1]) if place not in taken | {found.column}]:
        notes.append(_mixed_note(frame, mixed))
    for place in range(frame.shape[1]):
        if place in taken:
            continue
        if place == found.column:
            parts.append(pandas.DataFrame({place: pandas.Series(names_of(plan.lifted), dtype=object)}))
        elif is_answer_header(str(frame.columns[place])):
            notes.append(f"the column {frame.columns[place]} is about the genes given, and was left out")
        else:
            parts.append(pandas.DataFrame({place: _joined(frame.iloc[:, place], plan)}))
    made = pandas.concat(parts, axis=1) if parts else pandas.DataFrame(index=range(len(plan.lifted)))
    order = sorted(map(int, made.columns))
    made = made[order]
    labels: list[object] = [frame.columns[place] for place in order]
    made[frame.shape[1]] = pandas.Series([plan.original_names(gene) for gene in plan.lifted], dtype=object)
    made.columns = pandas.Index([*labels, free_label(ORIGINAL, labels)], name=frame.columns.name)
    if found.column is None:
        made.index = pandas.Index(names_of(plan.lifted), dtype=object, name=frame.index.name)
    elif not isinstance(frame.index, pandas.RangeIndex):
        made.index = frame.index.take(np.array([gene.sources[0] for gene in plan.lifted], np.intp))
    made.attrs = dict(frame.attrs)
    return Lifted(made, request.report(plan, facts, notes))


def _lift_columns(frame: pandas.DataFrame, found: GeneAxis, request: LiftRequest) -> Lifted[pandas.DataFrame]:
    places = _value_places(frame, None, request.values)
    names = [found.names[place] for place in places]
    array = _array(frame.iloc[:, places])
    facts = facts_of(array, 1)
    rules = request.settled_rules([("the values", facts)])
    plan = request.plan(request.answer(names), names, rules, facts)
    lifted = lift_values(array, Sources.of(plan), 1, facts.largest)
    others = frame.iloc[:, sorted(set(range(frame.shape[1])) - set(places))]
    values = _frame_of(lifted, frame.iloc[:, places], range(others.shape[1], others.shape[1] + len(plan.lifted)))
    values.index = frame.index
    made = pandas.concat([others.set_axis(range(others.shape[1]), axis=1), values], axis=1)
    made.columns = pandas.Index([*others.columns, *names_of(plan.lifted)], name=frame.columns.name)
    originals: dict[str, str] = {}
    for gene in plan.lifted:
        known = originals.get(gene.name)
        originals[gene.name] = "|".join(filter(None, (known, plan.original_names(gene))))
    made.attrs = {**frame.attrs, ORIGINAL: originals}
    notes = [found.note, rule_note(request.rules, plan)]
    if others.shape[1]:
        notes.append(f"columns that have no values stay as they are: {', '.join(map(str, others.columns))}")
    return Lifted(made, request.report(plan, facts, notes))


def _value_places(frame: pandas.DataFrame, names: int | None, asked: Sequence[str | int]) -> list[int]:
    """Return the positions of the columns with values: those asked for, else all of numbers but ids and lengths."""
    if asked:
        labels = list(frame.columns)
        missing = [label for label in asked if label not in labels]
        if missing:
            raise ValueError(f"no column {missing[0]!r} for the values; there are: {', '.join(map(str, labels[:20]))}")
        found = [place for place, label in enumerate(labels) if label in set(asked)]
        for place in found:
            if place == names or not _is_number(frame.iloc[:, place]):
                raise ValueError(f"the column {labels[place]!r} has no numbers, and cannot be one of the values")
        return found
    labels = list(map(str, frame.columns))
    return [
        place for place in range(frame.shape[1])
        if place != names and _is_number(frame.iloc[:, place])
        and not is_header_of_ids(labels[place]) and not is_header_of_property(labels[place])
    ]  # fmt: skip


def _is_number(column: pandas.Series) -> bool:
    return is_numeric_dtype(column) and not is_bool_dtype(column) and column.dtype.kind in "iuf"


def _groups(frame: pandas.DataFrame, places: Sequence[int]) -> list[list[int]]:
    """Return positions of columns in groups of one type, so that whole numbers are not made to others."""
    groups: dict[object, list[int]] = {}
    dtypes = list(frame.dtypes)
    for place in places:
        groups.setdefault(dtypes[place], []).append(place)
    return list(groups.values())


def _array(frame: pandas.DataFrame) -> Any:
    """Return columns of numbers as an array: a sparse one if all columns are, whole numbers if none is missing."""
    dtypes = set(frame.dtypes)
    if dtypes and all(isinstance(dtype, pandas.SparseDtype) and dtype.fill_value == 0 for dtype in dtypes):
        accessor: Any = frame.sparse
        return accessor.to_coo().tocsr()
    if all(isinstance(dtype, np.dtype) for dtype in dtypes):
        return frame.to_numpy()
    has_gaps = bool(frame.isna().to_numpy().any())
    are_whole = all(dtype.kind in "iu" for dtype in dtypes)
    return frame.to_numpy(np.int64) if are_whole and not has_gaps else frame.to_numpy(np.float64, na_value=np.nan)


def _frame_of(array: Any, given: pandas.DataFrame, columns: Sequence[int]) -> pandas.DataFrame:
    """Return an array as columns of the types that were given, if these can hold it."""
    if not isinstance(array, np.ndarray):
        accessor: Any = pandas.DataFrame.sparse
        made: pandas.DataFrame = accessor.from_spmatrix(array)
        made.columns = pandas.Index(columns)
        return made
    made = pandas.DataFrame(array, columns=list(columns))
    dtype = given.dtypes.iloc[0] if len(set(given.dtypes)) == 1 else None
    if dtype is None or isinstance(dtype, np.dtype | pandas.SparseDtype):
        return made
    is_rounded = dtype.kind in "iu" and array.dtype.kind == "f" and bool((array[np.isfinite(array)] % 1).any())
    return made.astype("Float64" if is_rounded else dtype)


def _mixed_note(frame: pandas.DataFrame, places: Sequence[int]) -> str:
    """Return a note on columns that would be values but for some texts among their numbers; empty without any."""
    found: list[str] = []
    for place in places:
        column = frame.iloc[:, place]
        texts = [] if is_numeric_dtype(column) else [str(cell) for cell in column.dropna().unique() if cell != ""]
        others = [text for text in texts if not is_number(text)]
        if len(others) * 2 < len(texts):
            found.append(f"{frame.columns[place]!s} ({repr(others[0]) if others else 'its numbers are texts'})")
    return f"no values, since they have texts among their numbers: {', '.join(found)}" if found else ""


def _joined(column: pandas.Series, plan: LiftPlan) -> pandas.Series:
    """Return a column that has no values, with one cell for each gene of the result."""
    sources = [gene.sources for gene in plan.lifted]
    if all(len(places) == 1 for places in sources):
        return column.iloc[[places[0] for places in sources]].reset_index(drop=True)
    cells = column.to_list()
    joined = [joined_cells(cells, places) for places in sources]
    return pandas.Series(joined, dtype=None if is_numeric_dtype(column) else object)
