"""Lists, arrays and columns of pandas as distinct names, each once, and the place of each name among them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy
import pandas

from genenorm.resolver.call_arguments import name_texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_SAME_TEXT = {str, numpy.str_, int, float, type(None), type(pandas.NA), type(pandas.NaT)}
"""Types of values of which equal ones have the same text; ``True`` is equal to 1, but no GeneID."""


def listed_names(names: Iterable[object]) -> tuple[NDArray[numpy.intp], list[str]]:
    """Return for each name its place among the distinct names, and these as text; missing values are empty text.

    >>> places, distinct = listed_names(["GRIN1", 7157, None, "GRIN1"])
    >>> places.tolist(), distinct
    ([0, 1, 2, 0], ['GRIN1', '7157', ''])
    """
    if isinstance(names, pandas.Series | pandas.Index):
        values: Any = names.array if isinstance(names, pandas.Series) else names.values
        if isinstance(names.dtype, pandas.CategoricalDtype):
            return _of_codes(values.codes, values.categories)
        if isinstance(names.dtype, pandas.ArrowDtype) or getattr(names.dtype, "storage", "") == "pyarrow":
            from genenorm.frames.arrow_answers import encoded_names

            return encoded_names(values.__arrow_array__())
        given = names.tolist()
    else:
        given = names.tolist() if type(names) is numpy.ndarray and names.dtype.kind in "UO" else list(names)
    kinds = set(map(type, given))
    if not _SAME_TEXT.issuperset(kinds):
        given, kinds = name_texts(given), {str}
    place_of: defaultdict[Any, int] = defaultdict()
    place_of.default_factory = place_of.__len__
    codes = numpy.fromiter(map(place_of.__getitem__, given), numpy.intp, len(given))
    return (codes, list(place_of)) if kinds == {str} else _with_same_text(codes, name_texts(place_of))


def _of_codes(codes: NDArray[Any], values: Any) -> tuple[NDArray[numpy.intp], list[str]]:
    """Return places and distinct names for the codes of values, of which some may have no use; -1 is a missing one."""
    is_used = numpy.zeros(len(values) + 1, bool)
    is_used[codes] = True
    used = numpy.flatnonzero(is_used)
    texts = name_texts([*values.take(used[used < len(values)]), *([None] if is_used[-1] else ())])
    moved = numpy.zeros(len(is_used), numpy.intp)
    moved[used] = numpy.arange(len(used))
    return _with_same_text(moved[codes], texts)


def _with_same_text(places: NDArray[numpy.intp], texts: list[str]) -> tuple[NDArray[numpy.intp], list[str]]:
    """Return places and texts with each text once."""
    place_of: dict[str, int] = {}
    moved = [place_of.setdefault(text, len(place_of)) for text in texts]
    return (places if len(place_of) == len(texts) else numpy.array(moved, numpy.intp)[places]), list(place_of)
