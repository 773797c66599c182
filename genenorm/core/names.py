"""Names as text: conversion from the texts, numbers and missing values that programs pass."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def name_text(name: object) -> str:
    """Return a name, given as text or number, as text; empty for a missing value (``None``, ``NaN``, ``pandas.NA``).

    >>> name_text("GRIN1"), name_text(2902), name_text(2902.0), name_text(None)
    ('GRIN1', '2902', '2902', '')

    Raises TypeError for bytes, and for lists and tables, which are several names.
    """
    if isinstance(name, str):
        return str(name)  # also of a subclass, such as numpy's, which would reach the output
    if hasattr(name, "as_py"):  # a scalar of pyarrow, as its arrays yield them
        return name_text(name.as_py())
    if name is None or type(name).__name__ == "MaskedConstant" or _is_missing(name):
        return ""
    if isinstance(name, bytes | bytearray):
        raise TypeError(f"a name must be text, not bytes; decode it first: {bytes(name[:40])!r}")
    if type(name) is int:
        return str(name)
    if isinstance(name, Iterable):
        raise TypeError(f"{type(name).__name__} is not one name; for several names use resolve_frame(names)")
    if isinstance(name, bool):
        return str(name)
    import numbers

    # a column of GeneIDs with missing values is often one of floats
    is_whole = isinstance(name, numbers.Real) and float(name).is_integer()
    return f"{float(name):.0f}" if is_whole else str(name)  # type: ignore[arg-type]


def _is_missing(value: object) -> bool:
    pandas = sys.modules.get("pandas")  # a value of pandas' own can only come from a program that has imported it
    if pandas is not None and (value is pandas.NA or value is pandas.NaT):
        return True
    return not isinstance(value, Iterable) and value != value  # NaN is the one number unequal to itself
