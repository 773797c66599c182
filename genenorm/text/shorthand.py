"""Names that stand for several genes at once: ``WNT3/5A``, ``Akt1-3``, ``TGF-beta1 and -beta2``.

No name is looked up: each part has its possible full forms, the best first, and the caller takes the first that the
index knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SEPARATOR = re.compile(r"\s*(?:/+|\|+|,|;|&|::|\t|\band\b|\bor\b|\bplus\b)\s*", re.IGNORECASE)
_RANGE = re.compile(r"(.*[A-Za-z\u0370-\u03ff)][\s\-]?)(\d{1,2})\s*(?:-|–|—|to)\s*[\-]?(\d{1,2})$")
_LONGEST_RANGE = 12
_GREEK = r"alpha|beta|gamma|delta|epsilon|zeta|kappa|theta|[\u03b1-\u03c9]"
_ENDINGS = (
    # What a later part may be, and then replaces at the end of the first part; tried in this order.
    re.compile(r"\d+$"),
    re.compile(r"\d+[.\-]\d+$"),
    re.compile(r"\d+[A-Za-z]?\d*$"),
    re.compile(rf"(?:{_GREEK})[\s\-]?\d*$", re.IGNORECASE),
    re.compile(r"[IVX]+[A-Za-z]?$"),
    re.compile(r"[A-Za-z]\d+$"),
    re.compile(r"[A-Za-z]$"),
)
_RANGE_END = re.compile(r"\d\s*(?:[-–—]|to)\s*-?\d{1,2}$")
_SEPARATED = re.compile(r"[/|,;&\t]|::|and(?!\w)(?<!\w...)|or(?!\w)(?<!\w..)|plus(?!\w)(?<!\w....)")
_DASHES = "-–— "
_TAIL = re.compile(r"(\S+)((?:\s+[A-Za-z]{3,}\w*)+)$")


def expand(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the possible full names of each gene that a name stands for; none for a name that is no shorthand.

    >>> expand("WNT3/5A")
    (('WNT3',), ('WNT5A', '5A'))
    >>> expand("Akt1-3")
    (('Akt1',), ('Akt2',), ('Akt3',))
    >>> expand("TrkB/Flk-1")[1]
    ('Flk-1',)
    >>> expand("GRIN1")
    ()
    """
    if may_be_range(name) and (found := _RANGE.match(name)):
        head, low, high = found[1], int(found[2]), int(found[3])
        if low < high <= low + _LONGEST_RANGE:
            return tuple((f"{head}{number}",) for number in range(low, high + 1))
    if not may_be_list(name):
        return ()
    parts = [part for part in _SEPARATOR.split(name) if part]
    if len(parts) < 2:
        return ()
    first, tail = parts[0], ""
    if found := _TAIL.match(parts[-1]):  # 5-HT 2A/2C receptor: the words after the last part belong to all parts
        if any(ending.match(found[1]) for ending in _ENDINGS):
            parts[-1], tail = found[1], found[2]
    forms: list[tuple[str, ...]] = [(first + tail, first) if tail else (first,)]
    for part in parts[1:]:
        forms.append(tuple(dict.fromkeys(_full_forms(part, first, tail))))
        if not is_ending(part):  # IL6/CXCL1/2: an ending is that of the last full name before it
            first = part
    return tuple(forms)


def is_ending(part: str) -> bool:
    """Return whether a later part of a name is only an ending, which replaces that of an earlier part.

    >>> [is_ending(part) for part in ("5A", "-9", "beta", "C", "Flk-1")]
    [True, True, True, True, False]
    """
    bare = part.lstrip(_DASHES)
    return bare != part or any(ending.match(bare) for ending in _ENDINGS)


def may_be_range(name: str) -> bool:
    """Return whether a name ends like a range, which is cheaper to check than to find the range's start."""
    return (not name.isalnum() or "to" in name) and _RANGE_END.search(name) is not None


def may_be_list(name: str) -> bool:
    """Return whether a name may have several parts, by a cheap check for a separator.

    >>> [may_be_list(name) for name in ("WNT3/5A", "TGF-beta1 and -beta2", "histone H3 receptor", "GRIN1")]
    [True, True, False, False]
    """
    return not name.isalnum() and (not name.isascii() or _SEPARATED.search(name.lower()) is not None)


def _full_forms(part: str, first: str, tail: str) -> Iterator[str]:
    bare = part.lstrip(_DASHES)
    for ending in _ENDINGS:
        if ending.match(bare):
            head = ending.sub("", first)
            if head != first and head:
                yield head + bare + tail
    if bare != part:  # "MMP-2/-9", "IL-1 and -6": the dash replaces the head
        head = re.sub(r"[\s\-–—]*[^\s\-–—]+$", "", first)
        if head:
            yield f"{head}-{bare}{tail}"
    if tail:
        yield bare + tail
    yield part
