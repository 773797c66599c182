"""YAML, JSON and JSON Lines records: the names are at a path of keys; the answers are added under a key of their own.

A YAML mapping gets an answer block (see ``yaml_block``), a JSON object a last member ``"genenorm"``. All other bytes
stay unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode_text, parse_json
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_block import YamlText

_ANSWER_KEY = "genenorm"
"""Key of the answers in a JSON object."""
_ID_KEYS = ("figid", "_id", "id", "@id", "name")
"""Keys of a record's own identifier, in order of preference."""
_ANSWER_START = re.compile(rf',\s*"{_ANSWER_KEY}"\s*:\s*')
_LAST_BRACE = re.compile(r"\s*\}")
_DOCUMENT_END = re.compile(r"(?:\A|(?<=[\r\n]))\.\.\.[ \t]*(?:\r\n|\n|\r|\Z)")
_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def _path_of_names(options: ReadOptions, source: str) -> tuple[str, ...]:
    """Return the keys that lead to the names; none when names are not needed and no field was given."""
    if not options.field and options.without_names:
        return ()
    if not options.field:
        cause = "which field has the names? name it with --field, e.g. --field schema-jsonld.keywords"
        raise RecordError(source, cause)
    return tuple(options.field.split("."))


def read_yaml(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a YAML file as one record."""
    text = decode_text(data, source).text
    marks = text[: len(text) - len(text.lstrip("\ufeff"))]  # PyYAML skips several byte order marks
    end = _DOCUMENT_END.search(text)
    stop = end.start() if end else len(text)
    after = text[stop:]
    yaml = YamlText.parse(text[len(marks) : stop], source, largest=options.largest)
    path = _path_of_names(options, source)
    names = yaml.values(*path) if path else ()
    if not (names or options.without_names):
        raise RecordError(source, f"no names: {options.field} is missing or empty")
    newline = "\r\n" if "\r\n" in text else "\n"
    record_id = next((value for key in _ID_KEYS if (value := yaml.value(key))), source)
    record = Record(source, record_id, names, yaml.value("title"), caption=yaml.value("caption"))

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        rows = answers[0]
        new_yaml = yaml.with_block(rows.yaml_items(), newline, rows.yaml_scope_items(), rows.reference)
        return (marks + new_yaml + after).encode()

    return RecordFile((record,), rewrite, lambda: (marks + yaml.body + after).encode(), yaml.has_block)


@dataclass(frozen=True, slots=True)
class _JsonText:
    """The text of a JSON object without its answer member, split where that member is inserted."""

    before: str
    after: str
    record: Record
    has_answers: bool
    key_taken: bool
    """Whether another member has the key of the answers: one that genenorm did not write, or not the last one."""
    source: str
    line: int

    @classmethod
    def parse(cls, text: str, source: str, options: ReadOptions, line: int = 1) -> _JsonText:
        """Return a JSON object whose text starts on a line of the file; raises RecordError with the line."""
        path = _path_of_names(options, source)
        value = parse_json(text, source, line)
        if not isinstance(value, dict):
            raise RecordError(source, "its JSON is not an object of keys and values", line)
        body = _without_answers(text)
        names = _texts_at(value, path, source, line) if path else ()
        place = len(body.rstrip()[:-1].rstrip())
        record_id = next((value[key] for key in _ID_KEYS if isinstance(value.get(key), str)), f"{source}:{line}")
        texts = {key: item for key, item in value.items() if isinstance(item, str)}
        record = Record(source, record_id, names, texts.get("title", ""), caption=texts.get("caption", ""))
        has_answers = body != text
        key_taken = _ANSWER_KEY in value and not has_answers
        return cls(body[:place], body[place:], record, has_answers, key_taken, source, line)

    @property
    def without_answers(self) -> str:
        """The text without its answer member."""
        return self.before + self.after

    def with_answers(self, answers: AnswerRows) -> str:
        """Return the text with the answers as its last member, on lines of their own when the object has several lines.

        Raises RecordError when the object has another member with that key.
        """
        if self.key_taken:
            cause = f'its member "{_ANSWER_KEY}" was not written by genenorm or was edited; remove it, or use --table'
            raise RecordError(self.source, cause, self.line)
        # The stamp is in each row, since the member is a list and a row may be read alone.
        stamp = {"reference": answers.reference} if answers.reference else {}
        kept = answers.fields if answers.is_full else answers.fields[:1]
        rows = [
            json.dumps(
                {name: cell for name, cell in zip(answers.fields, row, strict=True) if cell or name in kept} | stamp,
                ensure_ascii=False,
            )
            for row in answers.rows
        ]
        first_indent = re.search(r"\n([ \t]*)\S", self.before)
        if "\n" in self.after.split("}")[0] and first_indent:
            indent = first_indent.group(1)
            inner = ",\n".join(indent * 2 + row for row in rows)
            member = f',\n{indent}"{_ANSWER_KEY}": [\n{inner}\n{indent}]'
        else:
            member = f', "{_ANSWER_KEY}": [{", ".join(rows)}]'
        return self.before + member.translate(_LINE_BREAKS) + self.after


def _without_answers(text: str) -> str:
    end = text.rstrip()
    if not end.endswith("}") or f'"{_ANSWER_KEY}"' not in text:
        return text
    # The value of the last member ends before the closing brace; after the same characters in a string none does.
    done = 0
    for match in _ANSWER_START.finditer(text):
        if match.start() < done:  # inside the value of another member
            continue
        try:
            rows, done = json.JSONDecoder().raw_decode(text, match.end())
        except json.JSONDecodeError:
            continue
        if (brace := _LAST_BRACE.match(end, done)) and brace.end() == len(end) and _are_answers(rows):
            return text[: match.start()] + text[done:]
    return text


def _are_answers(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) and "keyword" in row for row in rows)


def _texts_at(value: Any, path: tuple[str, ...], source: str, line: int) -> tuple[str, ...]:
    """Return the texts at a path of keys, which may lead through lists; raises RecordError for other values."""
    found = [value]
    for key in path:
        items = [item for node in found for item in (node if isinstance(node, list) else [node])]
        found = [item[key] for item in items if isinstance(item, dict) and key in item]
    texts: list[str] = []
    for item in found:
        for text in item if isinstance(item, list) else [item]:
            if not isinstance(text, str):
                raise RecordError(source, f"an item of {'.'.join(path)} is not text; quote it", line)
            texts.append(text)
    return tuple(texts)


def read_json(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a JSON file as one record."""
    decoded = decode_text(data, source)
    mark, json_text = decoded.mark, _JsonText.parse(decoded.body, source, options)
    if not (json_text.record.names or options.without_names):
        raise RecordError(source, f"no names: {options.field} is missing or empty", 1)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        return (mark + json_text.with_answers(answers[0])).encode()

    def strip() -> bytes:
        return (mark + json_text.without_answers).encode()

    return RecordFile((json_text.record,), rewrite, strip, json_text.has_answers)


def read_json_lines(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a JSON Lines file, one record for each line; blank lines and objects without names stay unchanged."""
    lines = decode_text(data, source).text.split("\n")
    objects = (
        (number, _JsonText.parse(line, source, options, number + 1))
        for number, line in enumerate(lines)
        if line.strip("\ufeff \r\t")
    )
    by_number = {number: json_text for number, json_text in objects if json_text.record.names or options.without_names}
    if not by_number:
        raise RecordError(source, f"no names: {options.field} is missing or empty in every line")

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        written = {
            number: json_text.with_answers(rows)
            for (number, json_text), rows in zip(by_number.items(), answers, strict=True)
        }
        return "\n".join(written.get(number, line) for number, line in enumerate(lines)).encode()

    def strip() -> bytes:
        stripped = {number: json_text.without_answers for number, json_text in by_number.items()}
        return "\n".join(stripped.get(number, line) for number, line in enumerate(lines)).encode()

    return RecordFile(
        tuple(json_text.record for json_text in by_number.values()),
        rewrite,
        strip,
        any(json_text.has_answers for json_text in by_number.values()),
    )
