"""A lock as a file: JSON Lines, one fact or one look-up a line.

Like an export of look-ups, and for its reasons: read at once however many look-ups there are, written without another
library, and two locks differ line by line where their runs do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from genenorm.core.errors import RecordError
from genenorm.text.species_words import Context
from genenorm.verify.lock.lock_values import Lock, LockedLive, LockedLookUp, LockedNames, LockedReference

_HEADER = {"format": "genenorm lock", "version": 1}
_LOOK_UP = "look_up"
_PARTS = ("genenorm", "tables", "reference", "context", "live", "names", "answers")
"""The facts, a line each, in the order of the file."""
_CONTEXT = ("species", "organisms", "text")
"""What of a context can be said on a command line."""

Value = TypeVar("Value")


def lock_lines(lock: Lock) -> Iterator[str]:
    """Yield a lock as the lines of its file; the same lock gives the same bytes."""
    yield _dump(_HEADER)
    for part in _PARTS:
        value: Any = getattr(lock, part)
        if part == "context":
            value = {name: getattr(value, name) for name in _CONTEXT}
        elif part in ("reference", "live", "names"):
            value = asdict(value) if value is not None else None
        yield _dump({part: value})
    for look_up in lock.look_ups:
        yield _dump({_LOOK_UP: asdict(look_up)})


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def read_lock(path: str | Path, data: bytes) -> Lock:
    """Return the lock in the bytes of a file; raises RecordError naming the line and what is wrong with it."""
    facts: dict[str, tuple[int, Any]] = {}
    look_ups: list[LockedLookUp] = []
    for number, line in enumerate(_text(path, data).splitlines(), start=1):
        row = _row(path, number, line)
        if number == 1:
            _check_header(path, row)
            continue
        for name, value in row.items():
            if name == _LOOK_UP:
                look_ups.append(_value(LockedLookUp, path, number, value))
            else:
                facts[name] = number, value
    if not facts:
        raise RecordError(path, "empty; make a lock with: genenorm lock")
    if missing := [part for part in _PARTS if part not in facts]:
        raise RecordError(path, f"the lock has no line for {', '.join(missing)}; make it again with: genenorm lock")
    return _lock(path, facts, tuple(look_ups))


def _lock(path: str | Path, facts: dict[str, tuple[int, Any]], look_ups: tuple[LockedLookUp, ...]) -> Lock:
    live_at, live = facts["live"]
    return Lock(
        genenorm=_checked(str, path, *facts["genenorm"], "genenorm"),
        tables=_checked(dict, path, *facts["tables"], "tables"),
        reference=_value(LockedReference, path, *facts["reference"]),
        context=_context(path, *facts["context"]),
        live=None if live is None else _value(LockedLive, path, live_at, live),
        names=_value(LockedNames, path, *facts["names"]),
        answers=_checked(str, path, *facts["answers"], "answers"),
        look_ups=look_ups,
    )


def _text(path: str | Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(path, "not UTF-8 text, so no lock; make one with: genenorm lock") from error


def _row(path: str | Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise RecordError(path, "not a lock; make one with: genenorm lock", line=number) from error
    return _checked(dict, path, number, row, "the line")


def _check_header(path: str | Path, row: dict[str, Any]) -> None:
    if row.get("format") != _HEADER["format"]:
        raise RecordError(path, "not a lock; make one with: genenorm lock", line=1)
    if row.get("version") != _HEADER["version"]:
        raise RecordError(path, f"lock version {row.get('version')}, this genenorm reads version 1", line=1)


def _checked(kind: type[Value], path: str | Path, number: int, value: object, name: str) -> Value:
    if not isinstance(value, kind):
        raise RecordError(path, f"{name!r} is {json.dumps(value)}, expected {_WORDS.get(kind, 'another kind')}", number)
    return value


_WORDS: dict[type, str] = {str: "a text", dict: "an object", list: "a list"}
_TYPES = {
    "str": (str,), "int": (int,), "float": (float, int), "bool": (bool,), "str | None": (str, type(None)),
    "tuple[str, ...]": (list,),
}  # fmt: skip


def _value(kind: type[Value], path: str | Path, number: int, row: object) -> Value:
    """Return a line's object as a value of this kind, its members checked against the kind's own annotations."""
    given = _checked(dict, path, number, row, kind.__name__)
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = given.get(field.name)
        allowed = _TYPES[str(field.type)]
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            raise RecordError(path, f"{field.name!r} is missing or not {field.type}", number)
        values[field.name] = tuple(map(str, value)) if isinstance(value, list) else value
    return kind(**values)


def _context(path: str | Path, number: int, row: object) -> Context:
    given = _checked(dict, path, number, row, "context")
    species = _checked(list, path, number, given.get("species"), "species")
    organisms = _checked(list, path, number, given.get("organisms"), "organisms")
    if not all(isinstance(taxon, int) for taxon in species):
        raise RecordError(path, "'species' has what is no taxon id", number)
    text = _checked(str, path, number, given.get("text"), "text")
    return Context(species=tuple(species), organisms=tuple(map(str, organisms)), text=text)
