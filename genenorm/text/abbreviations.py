"""Abbreviations that a text defines: ``brain-derived neurotrophic factor (BDNF)``.

The algorithm is that of Schwartz and Hearst (2003): the letters of the short form are searched for from the last to the
first in the words before the bracket, and the first one must be at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_UP_TO_LAST_BREAK = re.compile(r".*(?:[.;:](?=\s)|[()\[\]])", re.DOTALL)
_LONGEST_BEFORE = 160
"""The most characters before a bracket that may have its long or short form."""
_SHORT = re.compile(r"^[A-Za-z0-9\u0370-\u03ff][\w\-+/.*\u0370-\u03ff]{0,12}$")


def definitions(text: str) -> dict[str, str]:
    """Return the long forms by short form that a text defines; the first definition of a short form counts.

    >>> definitions("the vascular endothelial growth factor (VEGF) and TNF (tumor necrosis factor)")
    {'VEGF': 'vascular endothelial growth factor', 'TNF': 'tumor necrosis factor'}
    """
    found: dict[str, str] = {}
    for short, long in _pairs(text):
        found.setdefault(short, long)
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for bracket in _BRACKET.finditer(text):
        inner = bracket[1].partition(";")[0].partition(",")[0].strip()
        is_short = _SHORT.match(inner)
        if not (is_short or " " in inner):
            continue
        first, end = max(0, bracket.start() - _LONGEST_BEFORE), bracket.start()
        last_break = _UP_TO_LAST_BREAK.match(text, first, end)
        before = text[last_break.end() if last_break else first : end].rstrip()
        if is_short:
            if long := _align(inner, before):
                yield inner, long
        elif before:
            short = before.split()[-1]
            if _SHORT.match(short) and (long := _align(short, inner)):
                yield short, long


def _align(short: str, before: str) -> str:
    """Return the shortest end of ``before`` that has the short form's letters in order, or an empty string."""
    letters = [ch for ch in short.lower() if ch.isalnum()]
    words = before.split()
    before = " ".join(words[-min(len(letters) + 5, len(letters) * 2) :])
    at = len(before)
    lowered = before.lower()
    for place, letter in reversed(list(enumerate(letters))):
        at = lowered.rfind(letter, 0, at)
        while place == 0 and at > 0 and lowered[at - 1].isalnum():
            at = lowered.rfind(letter, 0, at)
        if at < 0:
            return ""
    long = before[at:]
    return long if len(long) > len(short) and short.lower() not in long.lower().split() else ""
