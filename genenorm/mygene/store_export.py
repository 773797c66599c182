"""Export and import of the look-up store as JSON Lines, for use on another machine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from genenorm.core.errors import LiveError, RecordError
from genenorm.mygene.hits import dump_hit, load_hit
from genenorm.mygene.store import LookupEntry, LookupStore, Question

_HEADER = {"format": "genenorm look-ups", "version": 1}
_TEXT_FIELDS = ("service", "scopes", "fields", "name", "build")
_NUMBER_FIELDS = ("taxon_id", "asked")
_LEAST_TOO_LARGE = 10**18


def export_lines(store: LookupStore) -> Iterator[str]:
    """Yield the store as JSON Lines: a header, then the cached answers in a fixed order.

    Stores with the same content yield the same lines. Raises LiveError for an answer that cannot be read.
    """
    yield _dump(_HEADER)
    for question, entry in store.entries():
        yield _dump(
            {
                "name": entry.name,
                "taxon_id": entry.taxon_id,
                "asked": entry.asked,
                "build": entry.build,
                "hits": _hits(store, entry),
                "service": question.service,
                "scopes": question.scopes,
                "fields": question.fields,
            }
        )


def _hits(store: LookupStore, entry: LookupEntry) -> list[dict[str, object]]:
    try:
        return [load_hit(line) for line in entry.hits.splitlines()]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        cause = f"the answer for {entry.name!r} cannot be read; look it up again with --live --refresh"
        raise LiveError(f"{store.file}: {cause}") from error


def import_lines(store: LookupStore, path: str | Path, lines: Iterable[str]) -> int:
    """Add the cached answers of an export to a store, and return their number.

    If both have an answer, the later one is kept. ``path`` is the file's name for error messages. Raises RecordError
    for the first bad line; then nothing is imported.
    """
    numbered = enumerate(lines, start=1)
    _check_header(path, next(numbered, (1, ""))[1])
    entries = [_parse_entry(path, number, line) for number, line in numbered if line.strip()]
    entries.sort(key=lambda pair: (pair[0].service, pair[0].scopes, pair[0].fields))
    for question, group in groupby(entries, key=lambda pair: pair[0]):
        store.put(question, (entry for _, entry in group))
    return len(entries)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _check_header(path: str | Path, line: str) -> None:
    header = _parse_object(path, 1, line)
    if header.get("format") != _HEADER["format"]:
        raise RecordError(path, "not a look-up export; make one with: genenorm cache export FILE", line=1)
    if header.get("version") != _HEADER["version"]:
        raise RecordError(path, f"export version {header.get('version')}, this genenorm reads version 1", line=1)


def _parse_entry(path: str | Path, number: int, line: str) -> tuple[Question, LookupEntry]:
    row = _parse_object(path, number, line)
    for field in _TEXT_FIELDS:
        if not isinstance(row.get(field), str):
            raise RecordError(path, f"{field!r} is missing or not a text", line=number)
    for field in _NUMBER_FIELDS:
        value = row.get(field)
        if type(value) is not int or not 0 <= value < _LEAST_TOO_LARGE:
            raise RecordError(path, f"{field!r} is missing or not a whole number of 18 digits at most", line=number)
    hits = row.get("hits")
    if not isinstance(hits, list) or not all(isinstance(hit, dict) for hit in hits):
        raise RecordError(path, "'hits' is missing or not a list of objects", line=number)
    question = Question(str(row["service"]), str(row["scopes"]), str(row["fields"]))
    entry = LookupEntry(
        taxon_id=int(str(row["taxon_id"])),
        name=str(row["name"]),
        asked=int(str(row["asked"])),
        build=str(row["build"]),
        hits="\n".join(map(dump_hit, hits)),
    )
    return question, entry


def _parse_object(path: str | Path, number: int, line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
        if "\\u" in line:
            _dump(row).encode()
    except (ValueError, RecursionError) as error:  # also half of a character, which is no text
        raise RecordError(path, f"not a line of JSON ({error})", line=number) from error
    if not isinstance(row, dict):
        raise RecordError(path, "not a JSON object", line=number)
    return row
