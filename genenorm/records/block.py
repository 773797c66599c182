"""Rows as YAML lines that every YAML 1.1 and 1.2 reader reads back as the text or number meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./()+-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9(]))*", re.ASCII)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Plain scalars that YAML 1.1 takes for booleans or null, in any case."""
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@lru_cache(maxsize=1 << 14, typed=True)  # 1 and 1.0 are written differently
def scalar(value: Cell) -> str:
    """Return a value as one YAML scalar on one line; ``None`` is empty (null).

    >>> [scalar(value) for value in ("GRIN1", "NO", "9606:2902", "12_3", "", 2902, 0.5, None)]
    ['GRIN1', "'NO'", "'9606:2902'", "'12_3'", "''", '2902', '0.5', '']
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    text = "".join(_ESCAPES.get(ch) or (_escape(ch) if _UNPRINTABLE.match(ch) else ch) for ch in value)
    return f'"{text}"'


def _escape(ch: str) -> str:
    code = ord(ch)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def rows_as_lines(fields: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[str]:
    """Return the lines of a YAML list of mappings, every row with every field in the same order.

    >>> rows_as_lines(["keyword", "gene_id"], [("ON", 1), ("x", None)])
    ["- keyword: 'ON'", '  gene_id: 1', '- keyword: x', '  gene_id:']
    """
    starts = [("- " if number == 0 else "  ") + field + ":" for number, field in enumerate(fields)]
    lines = []
    for row in rows:
        for start, value in zip(starts, row, strict=True):
            text = scalar(value)
            lines.append(f"{start} {text}" if text else start)
    return lines
