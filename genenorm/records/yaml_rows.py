"""Answer rows as YAML lines, from which all readers of YAML 1.1 and 1.2 get the same texts and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from genenorm.core.caches import Memo

AnswerCell: TypeAlias = str | int | float | None
"""A text, a number, or ``None`` for a missing value."""

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./()+-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9(]))*", re.ASCII)
"""Texts that may be written without quotes, unless they are reserved words."""
_RESERVED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Plain scalars that YAML 1.1 reads as booleans or null, in any case."""
_LONGEST_RESERVED_WORD = max(map(len, _RESERVED_WORDS))
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: AnswerCell) -> str:
    """Return a value as a YAML scalar on one line; ``None`` is empty, which YAML reads as null.

    >>> [scalar(value) for value in ("GRIN1", "NO", "9606:2902", "12_3", "", 2902, 0.5, None)]
    ['GRIN1', "'NO'", "'9606:2902'", "'12_3'", "''", '2902', '0.5', '']
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    if value.isascii() and value.isprintable():  # nearly every value; faster than the search for unprintable characters
        plain = value[0].isalpha() if value.isalnum() else _PLAIN.fullmatch(value)
        if plain and (len(value) > _LONGEST_RESERVED_WORD or value.lower() not in _RESERVED_WORDS):
            return value
        return f"'{value}'" if "'" not in value else "'" + value.replace("'", "''") + "'"
    if not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    text = "".join(_ESCAPES.get(ch) or (_escape(ch) if _UNPRINTABLE.match(ch) else ch) for ch in value)
    return f'"{text}"'


def _escape(ch: str) -> str:
    code = ord(ch)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# Statuses, species, evidence and the genes of one paper recur, so scalars and lines are cached, the short ones only.
_SCALARS_KEPT = 1 << 14
_LONGEST_SCALAR_KEPT = 256
_LINES_KEPT = 1 << 13
_LONGEST_LINES_KEPT = 1 << 10
_FIELD_LISTS_KEPT = 16

_spaced_scalars = Memo[str, str](
    lambda text: f" {scalar(text)}", _SCALARS_KEPT, lambda spaced: len(spaced) <= _LONGEST_SCALAR_KEPT
)
"""The scalars of texts, each with a space before it."""


def _new_line_cache(fields_and_start: tuple[tuple[str, ...], str]) -> Memo[tuple[AnswerCell, ...], str]:
    """Return a cache of the lines of neighbouring fields by their cells; the first line begins with ``start``."""
    fields, start = fields_and_start
    template = "\n".join(f"{'  ' if number else start}{field}:%s" for number, field in enumerate(fields))
    spaced_scalars = _spaced_scalars

    def lines(cells: tuple[AnswerCell, ...]) -> str:
        return template % tuple(
            [spaced_scalars[cell] if type(cell) is str else "" if cell is None else f" {cell!r}" for cell in cells]
        )

    return Memo(lines, _LINES_KEPT, lambda text: len(text) <= _LONGEST_LINES_KEPT)


_line_caches = Memo(_new_line_cache, _FIELD_LISTS_KEPT)


def yaml_list_items(fields: Sequence[str], rows: Sequence[tuple[AnswerCell, ...]]) -> list[str]:
    r"""Return rows as the items of a YAML list of mappings, with one field on each line, in the order of ``fields``.

    >>> yaml_list_items(["keyword", "gene_id"], [("ON", 1), ("x", None)])
    ["- keyword: 'ON'\n  gene_id: 1", '- keyword: x\n  gene_id:']
    """
    fields = tuple(fields)
    score = next((place for place, cell in enumerate(rows[0]) if type(cell) is float), 0) if rows else 0
    if not 0 < score < len(fields) - 1:
        lines = _line_caches[fields, "- "]
        return [lines[row] for row in rows]
    # The score differs from row to row, so the lines before and after it are cached apart.
    before, name, after = _line_caches[fields[:score], "- "], fields[score], _line_caches[fields[score + 1 :], "  "]
    return [f"{before[row[:score]]}\n  {name}: {row[score]!r}\n{after[row[score + 1 :]]}" for row in rows]


_WIDEST_ALIGNED = 32
"""The most characters of a field with its name to which the others in its column are aligned."""


def _new_flow_fields(name_and_place: tuple[str, bool]) -> Memo[AnswerCell, str]:
    """Return a cache of a field with its name, as it is written in braces, by its cell; empty for a cell left out."""
    name, is_first = name_and_place

    def written(cell: AnswerCell) -> str:
        if not cell and not (is_first and cell == ""):
            return ""
        text = scalar(cell)
        if ":" in text and text[0] not in "'\"":  # which early parsers take for the end of a key inside braces
            text = f"'{text}'"
        return f"{name}: {text}, "

    return Memo(written, _SCALARS_KEPT, lambda text: len(text) <= _LONGEST_SCALAR_KEPT)


_flow_fields = Memo(_new_flow_fields, _FIELD_LISTS_KEPT)


def yaml_flow_items(fields: Sequence[str], rows: Sequence[tuple[AnswerCell, ...]]) -> list[str]:
    r"""Return rows as the items of a YAML list of mappings in braces, each on one line, with aligned fields.

    Empty cells are left out, but not a first one that is an empty text; numbers that are 0 count as empty.

    >>> rows = [("kar", "unknown", None, ""), ("GRIN1", "resolved", 2902, "HomoloGene:7187")]
    >>> print("\n".join(yaml_flow_items(["keyword", "status", "gene_id", "group_id"], rows)))
    - {keyword: kar,   status: unknown}
    - {keyword: GRIN1, status: resolved, gene_id: 2902, group_id: 'HomoloGene:7187'}
    """
    columns, template = [], "- {"
    for place, (name, cells) in enumerate(zip(fields, zip(*rows, strict=True), strict=True) if rows else ()):
        texts = [*map(_flow_fields[name, not place].__getitem__, cells)]
        width = max(map(len, texts))
        if width > _WIDEST_ALIGNED:
            width = max((size for size in map(len, texts) if size <= _WIDEST_ALIGNED), default=0)
        columns.append(texts)
        template += f"%-{width}s" if width else "%s"
    return [(template % texts).rstrip(" ,") + "}" for texts in zip(*columns, strict=True)]
