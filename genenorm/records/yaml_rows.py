"""Rows as YAML lines that every YAML 1.1 and 1.2 reader reads back as the text or number meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from genenorm.core.caches import Memo

Cell: TypeAlias = str | int | float | None

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./()+-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9(]))*", re.ASCII)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Plain scalars that YAML 1.1 takes for booleans or null, in any case."""
_LONGEST_WORD = max(map(len, _WORDS))
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


_LINES_KEPT = 1 << 13
_LONGEST_LINES = 1 << 10
_KEPT = 1 << 14
"""Texts whose scalars are remembered: statuses, species, evidence, and the genes of one paper recur."""
_LONGEST_KEPT = 256


def scalar(value: Cell) -> str:
    """Return a value as one YAML scalar on one line; ``None`` is empty (null).

    >>> [scalar(value) for value in ("GRIN1", "NO", "9606:2902", "12_3", "", 2902, 0.5, None)]
    ['GRIN1', "'NO'", "'9606:2902'", "'12_3'", "''", '2902', '0.5', '']
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    if value.isascii() and value.isprintable():  # nearly every value, told without a search
        plain = value[0].isalpha() if value.isalnum() else _PLAIN.fullmatch(value)
        if plain and (len(value) > _LONGEST_WORD or value.lower() not in _WORDS):
            return value
        return f"'{value}'" if "'" not in value else "'" + value.replace("'", "''") + "'"
    if not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    text = "".join(_ESCAPES.get(ch) or (_escape(ch) if _UNPRINTABLE.match(ch) else ch) for ch in value)
    return f'"{text}"'


def _escape(ch: str) -> str:
    code = ord(ch)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_spaced = Memo[str, str](lambda text: f" {scalar(text)}", _KEPT, lambda spaced: len(spaced) <= _LONGEST_KEPT)
"""The scalars of texts with the space that stands before them."""


@lru_cache(maxsize=16)
def _lines(fields: tuple[str, ...], start: str) -> Memo[tuple[Cell, ...], str]:
    """Return the lines of neighbouring fields by their cells: what is said of a name recurs in a folder."""
    template = "\n".join(f"{'  ' if number else start}{field}:%s" for number, field in enumerate(fields))
    spaced = _spaced

    def lines(cells: tuple[Cell, ...]) -> str:
        return template % tuple(
            [spaced[cell] if type(cell) is str else "" if cell is None else f" {cell!r}" for cell in cells]
        )

    return Memo(lines, _LINES_KEPT, lambda text: len(text) <= _LONGEST_LINES)


def rows_as_items(fields: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> list[str]:
    r"""Return the items of a YAML list of mappings, every row with every field in the same order, one on each line.

    >>> rows_as_items(["keyword", "gene_id"], [("ON", 1), ("x", None)])
    ["- keyword: 'ON'\n  gene_id: 1", '- keyword: x\n  gene_id:']
    """
    fields = tuple(fields)
    score = next((place for place, cell in enumerate(rows[0]) if type(cell) is float), 0) if rows else 0
    if not 0 < score < len(fields) - 1:
        lines = _lines(fields, "- ")
        return [lines[row] for row in rows]
    # a score, which is another one in each row, parts what recurs
    before, name, behind = _lines(fields[:score], "- "), fields[score], _lines(fields[score + 1 :], "  ")
    return [f"{before[row[:score]]}\n  {name}: {row[score]!r}\n{behind[row[score + 1 :]]}" for row in rows]
