"""Lists, arrays and columns of pandas as distinct names."""

from __future__ import annotations

import decimal
from typing import Any

import numpy
import pandas
import pytest

from genenorm.core.names import name_text
from genenorm.frames.listed_names import listed_names

VALUES = ["TP53", None, "GRIN1", "TP53", ""]
SERIES = pandas.Series(VALUES, dtype=object)
KINDS: dict[str, Any] = {
    "list": VALUES,
    "tuple": tuple(VALUES),
    "generator": (value for value in VALUES),
    "array": numpy.array(VALUES, object),
    "series": SERIES,
    "index": pandas.Index(SERIES),
    "string": SERIES.astype("string"),
    "Arrow string": SERIES.astype("string[pyarrow]"),
    "categories": SERIES.astype("category"),
    "index of categories": pandas.CategoricalIndex(SERIES),
    "a slice of categories": pandas.Series(["KARs", *VALUES], dtype="category")[1:],
}


@pytest.mark.parametrize("names", KINDS.values(), ids=KINDS)
def test_each_distinct_name_is_once_and_a_missing_value_is_empty_text(names: Any) -> None:
    places, distinct = listed_names(names)
    assert [distinct[place] for place in places] == ["TP53", "", "GRIN1", "TP53", ""]
    assert sorted(distinct) == ["", "GRIN1", "TP53"]


MIXED: list[list[Any]] = [
    [1, True, 1.0, "1", numpy.int64(1), decimal.Decimal("1.0"), decimal.Decimal(1)],
    [0, False, -0.0, "0"],
    [float("nan"), numpy.float32("nan"), None, pandas.NA, pandas.NaT, ""],
    ["a\0b", "a", "a\0c"],
    ["A\ud800", "A"],
    [2**53 + 1, float(2**53), 2**53],
    [numpy.str_("TP53"), "TP53"],
]


@pytest.mark.parametrize("values", MIXED, ids=repr)
def test_values_that_are_equal_but_written_otherwise_are_other_names(values: list[Any]) -> None:
    for names in (values, values[::-1], pandas.Series(values, dtype=object)):
        places, distinct = listed_names(names)
        assert [distinct[place] for place in places] == [name_text(value) for value in names]
        assert len(set(distinct)) == len(distinct)
        assert all(type(name) is str for name in distinct)


@pytest.mark.parametrize("dtype", ["int64", "float32", "Int64", "int64[pyarrow]", "category"])
def test_columns_of_numbers_are_gene_ids(dtype: Any) -> None:
    places, distinct = listed_names(pandas.Series([7157, 2902, 7157]).astype(dtype))
    assert [distinct[place] for place in places] == ["7157", "2902", "7157"]


def test_no_names_are_no_names() -> None:
    several: list[Any] = [[], pandas.Series([], dtype="category"), pandas.Index([]), numpy.array([], "U1")]
    for names in several:
        places, distinct = listed_names(names)
        assert (places.tolist(), distinct) == ([], [])


@pytest.mark.parametrize("wrong", [["TP53"], {"TP53": 1}, numpy.array(["TP53"]), b"TP53"], ids=repr)
def test_what_is_not_one_name_is_named_with_its_place(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"names\[1\]"):
        listed_names(["GRIN1", wrong])


def test_rows_of_an_index_with_several_levels_are_not_names() -> None:
    with pytest.raises(TypeError, match=r"names\[0\] is a tuple, not one name"):
        listed_names(pandas.MultiIndex.from_tuples([("TP53", 1)]))
