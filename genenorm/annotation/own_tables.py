"""Which tables genenorm wrote, by their first bytes: other files with such a name are not replaced."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

from genenorm.records.compressed import without_compression
from genenorm.resolver.answer_class import AnswerClass
from genenorm.resolver.answer_table import ANSWER_COLUMNS

_SUFFIXES = (".genes.tsv", ".genes.csv", ".genes.md", ".genes.json", ".genes.jsonl")
_FIRST = 1 << 12
"""The number of bytes that are read; the headers are among them."""
_ZSTANDARD, _PARQUET = b"\x28\xb5\x2f\xfd", b"PAR1"
_COLUMNS = (ANSWER_COLUMNS[0], "status", "gene_id")
"""Columns of every table of every version."""
_SPLIT_NAMES = frozenset(kind.value for kind in AnswerClass)


def may_be_replaced(path: Path) -> bool:
    """Return whether a file is missing, empty, or a table that genenorm wrote, as far as its name and start show."""
    name = without_compression(path.name).lower()
    if not name.endswith(_SUFFIXES):
        return True
    return starts_with_columns(path, _COLUMNS)


def is_split_table(path: Path) -> bool:
    """Return whether a file is one of the three tables of answers that a run with ``--split-by`` wrote."""
    stem, _, suffix = without_compression(path.name).lower().partition(".")
    is_named_so = stem in _SPLIT_NAMES and f".genes.{suffix}" in _SUFFIXES
    return is_named_so and path.is_file() and path.stat().st_size > 0 and starts_with_columns(path, _COLUMNS)


def starts_with_columns(path: Path, columns: Sequence[str]) -> bool:
    """Return whether some columns are named at the beginning of a table, or a file is missing or has no row.

    It is also true of formats that say nothing of their origin, and of a file that cannot be read, which is reported
    when it is written.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_FIRST)
    except OSError:
        return True
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data)
        except zlib.error:
            return False
    elif data.startswith((_ZSTANDARD, _PARQUET)):
        return True
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    start = text if ".json" in path.name.lower() else text.partition("\n")[0]
    return text.split() in ([], ["[", "]"], ["[]"]) or all(column in start for column in columns)
