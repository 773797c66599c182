"""Changing a file by replacing some spans of its content, so that all else stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, AnyStr


def spliced(content: AnyStr, edits: Iterable[tuple[int, int, AnyStr]]) -> AnyStr:
    """Return text or bytes with some spans (start, end, new content) replaced; the spans must not overlap.

    >>> spliced("a b c", [(4, 5, "z"), (1, 1, "-")])
    'a- b z'
    """
    whole: Any = content
    if isinstance(whole, bytes):
        whole = memoryview(whole)  # whose slices are no copies
    parts: list[AnyStr] = []
    done = 0
    for start, end, new in sorted(edits):
        parts += [whole[done:start], new]
        done = end
    parts.append(whole[done:])
    return content[:0].join(parts)


def space_before(content: AnyStr, place: int) -> AnyStr:
    """Return the blanks and line breaks before a place."""
    start = place
    while start and content[start - 1 : start].isspace():
        start -= 1
    return content[start:place]
