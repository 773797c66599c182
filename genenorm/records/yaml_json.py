"""YAML, JSON and JSON Lines records: the names are at a path of keys, the answers become one more key.

A YAML mapping gets our block (see ``yamltext``). A JSON object gets ``"genenorm"`` as its last member, so that every
other byte stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode, parse_json
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Rows, Source
from genenorm.records.yaml_block import YamlText

KEY = "genenorm"
"""Our member of a JSON object."""
_ID_KEYS = ("figid", "_id", "id", "@id", "name")
_OURS = re.compile(rf',\s*"{KEY}"\s*:\s*')
_DOCUMENT_END = re.compile(r"(?:\A|(?<=[\r\n]))\.\.\.[ \t]*(?:\r\n|\n|\r|\Z)")
_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def _path(options: ReadOptions, source: str) -> tuple[str, ...]:
    if not options.field:
        raise RecordError(
            source, "which field holds the names? say so with --field, e.g. --field schema-jsonld.keywords"
        )
    return tuple(options.field.split("."))


def read_yaml(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return a YAML file as one record."""
    text = decode(data, source)
    mark = text[: len(text) - len(text.lstrip("\ufeff"))]
    end = _DOCUMENT_END.search(text)
    cut = end.start() if end else len(text)
    after = text[cut:]
    yaml = YamlText.parse(text[len(mark) : cut], source)
    path = _path(options, source)
    names = yaml.values(*path)
    if not names:
        raise RecordError(source, f"no names: {options.field} is missing or empty")
    newline = "\r\n" if "\r\n" in text else "\n"
    record_id = next((value for key in _ID_KEYS if (value := yaml.value(key))), source)
    record = Record(source, record_id, names, yaml.value("title"), caption=yaml.value("caption"))

    def rewrite(tables: Sequence[Rows]) -> bytes:
        ours = tables[0]
        return (mark + yaml.with_block(ours.items(), newline, ours.about_items(), ours.reference) + after).encode()

    return Source((record,), rewrite, lambda: (mark + yaml.body + after).encode(), yaml.had_block)


@dataclass(frozen=True, slots=True)
class _JsonText:
    """The text of one JSON object without our member, cut where that member belongs."""

    before: str
    after: str
    record: Record
    had_member: bool
    taken: bool
    """Whether another member has our name, or ours is not the last any more."""
    source: str
    line: int

    @classmethod
    def parse(cls, text: str, source: str, options: ReadOptions, line: int = 1) -> _JsonText:
        path = _path(options, source)
        value = parse_json(text, source, line)
        if not isinstance(value, dict):
            raise RecordError(source, "its JSON is not an object of keys and values", line)
        body = _without_member(text)
        names = _texts(value, path, source, line)
        place = len(body.rstrip()[:-1].rstrip())
        record_id = next((value[key] for key in _ID_KEYS if isinstance(value.get(key), str)), f"{source}:{line}")
        given = {key: item for key, item in value.items() if isinstance(item, str)}
        record = Record(source, record_id, names, given.get("title", ""), caption=given.get("caption", ""))
        had = body != text
        taken = KEY in value and not had
        return cls(body[:place], body[place:], record, had, taken, source, line)

    def with_member(self, table: Rows) -> str:
        """Return the text with our member, laid out on lines if the object is.

        Raises RecordError when its name is taken.
        """
        if self.taken:
            raise RecordError(
                self.source, f'its member "{KEY}" is not ours as written; remove it, or use --table', self.line
            )
        # In each row, since the member is a list, and whoever reads one row reads which index it is of.
        last = {"reference": table.reference} if table.reference else {}
        rows = [json.dumps(dict(zip(table.fields, row, strict=True)) | last, ensure_ascii=False) for row in table.rows]
        indent = re.search(r"\n([ \t]*)\S", self.before)
        if "\n" in self.after.split("}")[0] and indent:
            step = indent.group(1)
            inner = ",\n".join(step * 2 + row for row in rows)
            member = f',\n{step}"{KEY}": [\n{inner}\n{step}]'
        else:
            member = f', "{KEY}": [{", ".join(rows)}]'
        return self.before + member.translate(_LINE_BREAKS) + self.after


def _without_member(text: str) -> str:
    end = text.rstrip()
    if not end.endswith("}") or f'"{KEY}"' not in text:
        return text
    # The last member is ours when its value runs to the closing brace; the same letters inside a string are
    # followed by no value that does.
    for match in _OURS.finditer(text):
        try:
            rows, stop = json.JSONDecoder().raw_decode(text, match.end())
        except json.JSONDecodeError:
            continue
        if end[stop:].strip() == "}" and _are_ours(rows):
            return text[: match.start()] + text[stop:]
    return text


def _are_ours(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) and "keyword" in row for row in rows)


def _texts(value: Any, path: tuple[str, ...], source: str, line: int) -> tuple[str, ...]:
    found = [value]
    for key in path:
        items = [item for node in found for item in (node if isinstance(node, list) else [node])]
        found = [item[key] for item in items if isinstance(item, dict) and key in item]
    names: list[str] = []
    for item in found:
        for text in item if isinstance(item, list) else [item]:
            if not isinstance(text, str):
                raise RecordError(source, f"an item of {'.'.join(path)} is no text; quote it", line)
            names.append(text)
    return tuple(names)


def read_json(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return a JSON file as one record."""
    text = decode(data, source)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    found = _JsonText.parse(text[len(mark) :], source, options)
    if not found.record.names:
        raise RecordError(source, f"no names: {options.field} is missing or empty", 1)

    def rewrite(tables: Sequence[Rows]) -> bytes:
        return (mark + found.with_member(tables[0])).encode()

    return Source((found.record,), rewrite, lambda: (mark + found.before + found.after).encode(), found.had_member)


def read_json_lines(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return a JSON Lines file as one record per line; blank lines, and records without names, stay as they are."""
    lines = decode(data, source).split("\n")
    read = (
        (n, _JsonText.parse(line, source, options, n + 1)) for n, line in enumerate(lines) if line.strip("\ufeff \r\t")
    )
    found = {n: item for n, item in read if item.record.names}
    if not found:
        raise RecordError(source, f"no names: {options.field} is missing or empty in every line")

    def rewrite(tables: Sequence[Rows]) -> bytes:
        new = dict(zip(found, tables, strict=True))
        return "\n".join(found[n].with_member(new[n]) if n in new else line for n, line in enumerate(lines)).encode()

    def strip() -> bytes:
        return "\n".join(
            found[n].before + found[n].after if n in found else line for n, line in enumerate(lines)
        ).encode()

    return Source(
        tuple(item.record for item in found.values()), rewrite, strip, any(f.had_member for f in found.values())
    )
