"""Reading and writing lock files: JSON Lines with one fact or one look-up a line.

The format is quick to read, needs no further library, and two locks can be compared line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from genenorm.core.context import AUTO, Context
from genenorm.core.errors import RecordError
from genenorm.verify.lock.lock_values import Lock, LockedLive, LockedLookup, LockedNames, LockedReference

_HEADER = {"format": "genenorm lock", "version": 2}
_LOOKUP = "look_up"
_FACTS = ("genenorm", "tables", "reference", "context", "live", "names", "answers")
"""The facts of a lock, in the order of their lines."""
_CONTEXT_PARTS = ("species", "organisms", "text")
"""The parts of a context that a command line can give."""

Value = TypeVar("Value")


class _Line(NamedTuple):
    """A value read from a line of a lock file, with the place for error messages."""

    path: str | Path
    number: int
    value: Any

    def error(self, message: str) -> RecordError:
        return RecordError(self.path, message, self.number)

    def checked(self, kind: type[Value], name: str) -> Value:
        """Return the value; raises RecordError, with ``name`` in the message, if it is not of this type."""
        if not isinstance(self.value, kind):
            expected = _TYPE_WORDS.get(kind, "another type")
            raise self.error(f"{name!r} is {json.dumps(self.value)}, expected {expected}")
        return self.value

    def member(self, name: str, kind: type[Value]) -> Value:
        """Return a member of the JSON object in ``value``; raises RecordError if it is not of this type."""
        return self._replace(value=self.value.get(name)).checked(kind, name)


_TYPE_WORDS: dict[type, str] = {str: "a text", dict: "an object", list: "a list"}


def lock_lines(lock: Lock) -> Iterator[str]:
    """Yield the lines of a lock file; equal locks give equal bytes."""
    yield _json_line(_HEADER)
    for fact in _FACTS:
        value: Any = getattr(lock, fact)
        if fact == "context":
            parts = {name: getattr(value, name) for name in _CONTEXT_PARTS}
            value = parts | {"species": [AUTO]} if value.is_auto else parts
        elif fact in ("reference", "live", "names"):
            value = asdict(value) if value is not None else None
        yield _json_line({fact: value})
    for lookup in lock.lookups:
        yield _json_line({_LOOKUP: asdict(lookup)})


def _json_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def read_lock(path: str | Path, data: bytes) -> Lock:
    """Return the lock in a lock file.

    :param path: the file's name, for error messages only.
    :param data: the file's bytes.
    :raises RecordError: the bytes are not a complete lock; the error has the line that is wrong.
    """
    facts: dict[str, _Line] = {}
    lookups: list[LockedLookup] = []
    for number, text in enumerate(_decoded(path, data).splitlines(), start=1):
        row = _row(path, number, text)
        if number == 1:
            _check_header(path, row)
            continue
        for name, value in row.items():
            line = _Line(path, number, value)
            if name == _LOOKUP:
                lookups.append(_locked_value(LockedLookup, line))
            else:
                facts[name] = line
    if not facts:
        raise RecordError(path, "empty; make a lock with: genenorm lock")
    if missing := [name for name in _FACTS if name not in facts]:
        raise RecordError(path, f"the lock has no line for {', '.join(missing)}; make it again with: genenorm lock")
    return Lock(
        genenorm=facts["genenorm"].checked(str, "genenorm"),
        tables=facts["tables"].checked(dict, "tables"),
        reference=_locked_value(LockedReference, facts["reference"]),
        context=_context(facts["context"]),
        live=None if facts["live"].value is None else _locked_value(LockedLive, facts["live"]),
        names=_locked_value(LockedNames, facts["names"]),
        answers=facts["answers"].checked(str, "answers"),
        lookups=tuple(lookups),
    )


def _decoded(path: str | Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(path, "not a lock, since it is not UTF-8 text; make one with: genenorm lock") from error


def _row(path: str | Path, number: int, text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
        if "\\u" in text:
            json.dumps(row, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:  # also half of a character, which is no text
        raise RecordError(path, "not a lock; make one with: genenorm lock", line=number) from error
    return _Line(path, number, row).checked(dict, "the line")


def _check_header(path: str | Path, row: dict[str, Any]) -> None:
    if row.get("format") != _HEADER["format"]:
        raise RecordError(path, "not a lock; make one with: genenorm lock", line=1)
    if row.get("version") != _HEADER["version"]:
        found, read = row.get("version"), _HEADER["version"]
        advice = "make it again with: genenorm lock"
        raise RecordError(path, f"lock version {found}, this genenorm reads version {read}; {advice}", line=1)


_FIELD_TYPES = {
    "str": (str,), "int": (int,), "float": (float, int), "bool": (bool,), "str | None": (str, type(None)),
    "tuple[str, ...]": (list,),
}  # fmt: skip
"""The JSON types of a field, by its annotation."""


def _locked_value(kind: type[Value], line: _Line) -> Value:
    """Return the JSON object of a line as one of the data classes of a lock.

    Raises RecordError if a member is missing or does not have the type of the field.
    """
    members = line.checked(dict, kind.__name__)
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = members.get(field.name)
        allowed = _FIELD_TYPES[str(field.type)]
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            raise line.error(f"{field.name!r} is missing or not {field.type}")
        values[field.name] = tuple(map(str, value)) if isinstance(value, list) else value
    return kind(**values)


def _context(line: _Line) -> Context:
    line.checked(dict, "context")
    species, organisms = line.member("species", list), line.member("organisms", list)
    text = line.member("text", str)
    if species == [AUTO]:
        return Context(species=AUTO, organisms=tuple(map(str, organisms)), text=text)
    if not all(isinstance(taxon_id, int) for taxon_id in species):
        raise line.error("'species' has a value that is not a taxon id")
    return Context(species=tuple(species), organisms=tuple(map(str, organisms)), text=text)
