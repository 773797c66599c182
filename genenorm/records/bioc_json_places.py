"""Where identifiers and annotations are inserted into the text of a BioC JSON collection, so that all else stays."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


class InfonPlace(NamedTuple):
    """Where the infons of an annotation are."""

    start: int
    """Offset after the opening brace of the infons."""
    blank_id: tuple[int, int] | None
    """Offsets of the start and end of an identifier's empty value."""


class PassagePlace(NamedTuple):
    """Where the annotations of a passage are."""

    start: int
    """Offset after the opening brace of the passage."""
    end_of_list: int
    """Offset of the closing bracket of its annotations; -1 when it has no list of annotations."""
    is_empty: bool
    """Whether the list of annotations is empty."""


class _Token(NamedTuple):
    """A token that is a value or begins or ends an object or list."""

    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    """The keys of the objects and lists around it, from the outside in; an item of a list has the empty key."""
    key: str
    """The key of the value; empty in a list, and for closing brackets."""


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the values and brackets of a JSON text in order."""
    keys: list[str] = []
    last_string = key = ""
    for found in _TOKEN.finditer(text):
        part = found[0]
        if part in "{[":
            yield _Token(part, *found.span(), tuple(keys), key)
            keys.append(key)
            key = ""
        elif part in "}]":
            keys.pop()
            yield _Token(part, *found.span(), tuple(keys), "")
            key = ""
        elif part == ":":
            key = last_string
        elif part == ",":
            key = ""
        elif part[0] == '"' and not key:
            last_string = json.loads(part)
        else:
            yield _Token(part, *found.span(), tuple(keys), key)
            key = ""


def infon_places(text: str, id_keys: Container[str], no_ids: Container[str]) -> list[InfonPlace]:
    """Return the place of each annotation's infons in a JSON text, in order.

    ``id_keys`` are the keys of infons with an identifier, ``no_ids`` their values that mean "no identifier".

    >>> text = '{"passages": [{"annotations": [{"infons": {"identifier": ""}}]}]}'
    >>> infon_places(text, {"identifier"}, {""})
    [InfonPlace(start=43, blank_id=(57, 59))]
    """
    places: list[InfonPlace] = []
    for token in _tokens(text):
        if token.text == "{" and token.key == "infons" and "annotations" in token.keys[-2:]:
            places.append(InfonPlace(token.end, None))
        elif (
            token.keys[-1:] == ("infons",)
            and "annotations" in token.keys[-3:-1]
            and token.key in id_keys
            and (token.text == "null" or token.text.strip('"') in no_ids)
        ):
            places[-1] = places[-1]._replace(blank_id=(token.start, token.end))
    return places


_NO_LIST = -2


def passage_places(text: str) -> list[PassagePlace]:
    """Return the place of each passage's annotations in a JSON text, in order.

    >>> passage_places('{"passages": [{"offset": 0}, {"annotations": []}]}')
    [PassagePlace(start=15, end_of_list=-1, is_empty=True), PassagePlace(start=30, end_of_list=46, is_empty=True)]
    """
    places: list[PassagePlace] = []
    depth = _NO_LIST  # of the list of annotations that is open
    for token in _tokens(text):
        if token.text == "{" and token.keys[-1:] == ("passages",):
            places.append(PassagePlace(token.end, -1, is_empty=True))
        elif token.text == "[" and token.key == "annotations" and token.keys[-2:] == ("passages", ""):
            depth = len(token.keys)
        elif token.text == "{" and len(token.keys) == depth + 1:
            places[-1] = places[-1]._replace(is_empty=False)
        elif token.text == "]" and len(token.keys) == depth:
            places[-1] = places[-1]._replace(end_of_list=token.start)
            depth = _NO_LIST
    return places
