"""The members of the objects in JSON, JSON Lines and YAML, each with its place in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from genenorm.records.cells.cell_table import CellFile, TextCell, TextCells
from genenorm.records.cells.prose_cells import add_pairs
from genenorm.records.decode import decode_text, parse_json
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.source import ReadOptions
from genenorm.records.yaml_block import compose
from genenorm.records.yaml_rows import scalar

if TYPE_CHECKING:
    from genenorm.records.yaml_block import YamlNode

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_EMPTY = frozenset(("null", "true", "false"))


def read_json_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the texts and numbers of each object of a JSON file, and the pairs named in its texts.

    Raises RecordError when the file is not valid JSON.
    """
    decoded = decode_text(data, source)
    parse_json(decoded.body, source)
    cells = TextCells(decoded.body, decoded.mark, written=_json_value)
    _add_objects(cells, decoded.body, 0)
    return _with_prose(cells)


def read_json_lines_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the texts and numbers of each object of a JSON Lines file, and the pairs named in its texts.

    Raises RecordError, with the line, for one that is not valid JSON.
    """
    decoded = decode_text(data, source)
    cells = TextCells(decoded.body, decoded.mark, written=_json_value)
    place = 0
    for number, line in enumerate(decoded.body.split("\n"), start=1):
        if line.strip():
            parse_json(line, source, number)
            _add_objects(cells, line, place)
        place += len(line) + 1
    return _with_prose(cells)


def _with_prose(cells: TextCells) -> CellFile:
    add_pairs(cells)
    return cells.file()


def _add_objects(cells: TextCells, text: str, start: int) -> None:
    """Add the members of each object of a valid JSON text that begins at some place of the whole text."""
    for members in _objects(text):
        headers = tuple(key for key, _, _ in members)
        found = [TextCell(_json_text(text[first:last]), start + first, start + last) for _, first, last in members]
        cells.add(headers, found)


def _objects(text: str) -> Iterator[list[tuple[str, int, int]]]:
    """Yield the members of each object that are texts or numbers, or several in a list: key, start and end."""
    opened: list[tuple[bool, list[tuple[str, int, int]]]] = []  # whether it is an object, and the members to add to
    keys: list[str] = []
    is_key = False
    for token in _TOKEN.finditer(text):
        part = token[0]
        if part in ("{", "["):
            is_key = part == "{"
            inner = opened[-1][1] if opened and not is_key and keys[-1] else []  # a list's items are of its object
            opened.append((is_key, inner))
            keys.append("" if is_key or not keys else keys[-1])
        elif part in ("}", "]"):
            is_object, members = opened.pop()
            keys.pop()
            if is_object and members:
                yield members
        elif part == ",":
            is_key = opened[-1][0]
        elif part == ":":
            is_key = False
        elif is_key:
            keys[-1] = _json_text(part)
        elif opened and keys[-1] and part not in _EMPTY:
            opened[-1][1].append((keys[-1], *token.span()))


def _json_text(raw: str) -> str:
    return str(json.loads(raw)) if raw[0] == '"' else raw


def _json_value(new: str, old: str) -> str:
    if old[:1] != '"' and new.isascii() and new.isdigit():
        return new
    quoted = json.dumps(new, ensure_ascii=False)
    return quoted if old[:1] == '"' or not _is_within_text(old) else quoted[1:-1]


def _is_within_text(old: str) -> bool:
    """Return whether what is replaced is a part of a text, and no number."""
    try:
        json.loads(old)
    except ValueError:
        return True
    return False


# -- YAML -------------------------------------------------------------------------------------------------------------


def read_yaml_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the scalars of each mapping of a YAML file, and the pairs named in its texts.

    Raises RecordError when it is not a YAML mapping.
    """
    decoded = decode_text(data, source)
    return _yaml_cells(decoded.mark, "", decoded.body, "", source)


def read_figure_cells(data: bytes, source: str, options: ReadOptions) -> CellFile:
    """Return the scalars of each mapping in the front matter of a figure record, and the pairs named in it.

    The answers that genenorm wrote into it are among them. Raises RecordError when it has no front matter.
    """
    page = FrontMatter.parse(data, source, options.largest)
    text = data.decode()
    return _yaml_cells("", page.before, text[len(page.before) : len(text) - len(page.after)], page.after, source)


def _yaml_cells(mark: str, before: str, body: str, after: str, source: str) -> CellFile:
    root = compose(body, source, 1 + before.count("\n"))
    cells = TextCells(before + body + after, mark, written=_yaml_value)
    if root is not None:
        for members in _mappings(root):
            found = [TextCell(text, len(before) + start, len(before) + end) for _, text, start, end in members]
            cells.add(tuple(key for key, *_ in members), found)
    return _with_prose(cells)


def _mappings(root: YamlNode) -> Iterator[list[tuple[str, str, int, int]]]:
    """Yield the scalars of each mapping, also those in a list of scalars; an alias is read once."""
    seen: set[int] = set()
    listed: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or node.id == "scalar":
            continue
        seen.add(id(node))
        if node.id == "sequence":
            waiting += reversed(node.value)
            continue
        members = []
        for key, value in node.value:
            items = value.value if value.id == "sequence" else [value]
            if id(value) in listed or not isinstance(key.value, str):
                continue
            listed.add(id(value))
            members += [
                (key.value, str(item.value), item.start_mark.index, item.end_mark.index)
                for item in items
                if item.id == "scalar"
            ]
        waiting += reversed([value for _, value in node.value])
        if members:
            yield members


def _yaml_value(new: str, old: str) -> str:
    return new if new.isascii() and new.isdigit() and old[:1] not in "'\"" else scalar(new)
