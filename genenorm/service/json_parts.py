"""Tables as JSON for responses: whole, or in parts that are made while a client reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from genenorm.core.tables import Table, to_jsonl
from genenorm.core.values import replace

_ROWS_OF_A_PART = 1_000
"""Few enough that other requests are answered between two parts."""


def json_lines(table: Table, further: Callable[[int], Mapping[str, object]] | None = None) -> Iterator[bytes]:
    r"""Yield the rows of a table as lines of JSON, some at a time.

    :param further: returns more fields of a row, by its place.

    >>> b"".join(json_lines(Table(("input", "symbol"), (("GRIN1", "GRIN1"), ("x", "")))))
    b'{"input": "GRIN1", "symbol": "GRIN1"}\n{"input": "x", "symbol": null}\n'
    """
    for start in range(0, len(table.rows), _ROWS_OF_A_PART):
        text = to_jsonl(replace(table, rows=table.rows[start : start + _ROWS_OF_A_PART]))
        if further is not None:
            lines = enumerate(text.split("\n")[:-1], start)
            text = "".join(f"{_with_fields(line, further(place))}\n" for place, line in lines)
        yield text.encode()


def _with_fields(line: str, fields: Mapping[str, object]) -> str:
    return f"{line[:-1]}, {json.dumps(fields, ensure_ascii=False)[1:]}" if fields else line


def json_object(
    head: Mapping[str, object],
    name: str,
    table: Table,
    further: Callable[[int], Mapping[str, object]] | None = None,
) -> Iterator[bytes]:
    """Yield a JSON object in parts: some fields, and a last one with the rows of a table; see ``json_lines``.

    >>> b"".join(json_object({"reference": "made"}, "answers", Table(("input",), (("GRIN1",), ("x",)))))
    b'{"reference":"made","answers":[{"input": "GRIN1"},{"input": "x"}]}'
    """
    begin = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    yield begin[:-1] + (b"," if head else b"") + json.dumps(name).encode() + b":["
    separator = b""
    for lines in json_lines(table, further):
        yield separator + lines[:-1].replace(b"\n", b",")
        separator = b","
    yield b"]}"
