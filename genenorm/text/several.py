"""Several names in one cell: ``TP53; EGFR``, ``DDR1 /// MIR4640``, ``EML4-ALK fusion``, split where a list may be.

No name is looked up: the caller takes the first way to split a name in which the index has all parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from genenorm.text.shorthand import MOST_PARTS


class Separated(NamedTuple):
    """A name split into parts."""

    parts: tuple[str, ...]
    is_clear: bool
    """Whether the separators are those of lists; dashes and spaces are in names as well."""
    is_spaced: bool = False
    """Whether the separators are spaces."""


_CLEAR = re.compile(
    r"(?:\s*(?:/+|\|+|;|,|::+|--+|[\t\r\n]+|\s[-–—+]\s|&|→|<?[-=]+>|\s(?:and|or|plus|vs\.?|versus)\s(?!-)))+\s*",
    re.IGNORECASE,
)
_MAY_BE_CLEAR = re.compile(r"[/|;,&\t\r\n→>]|::|--|\s[-–—+]\s|\b(?i:and|or|plus|vs|versus)\b")
_TIGHT = re.compile(r"[-–—+_:]")
_WRAPPED = re.compile(r"^(?:c?\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\]|\{(?P<curly>[^{}]*)\})$")
_TAIL = re.compile(
    r"\s+(?:(?:gene|oncogenic|oncogene|protein)\s+)?(?:fusions?|translocations?|rearrangements?|chimeras?|chimaeras?|"
    r"(?:hetero)?dimers?|complex(?:es)?|axis|interactions?|pathways?|signall?ing)"
    r"(?:\s+(?:genes?|proteins?|oncogenes?|transcripts?|oncoproteins?|pathways?|complex))?$",
    re.IGNORECASE,
)
_SITE = re.compile(r"^.[\-_]|(?:^|[\-_])[STY]\d{2,4}(?:[\-_]|$)")
"""Found in words with a phosphorylated site (``p-T160-CDK2``), which are no lists."""
_SUFFIX = re.compile(r"^(?:AS|IT|OT|DT|HG|PS|RS|P)\d*$", re.IGNORECASE)
"""What nomenclature writes behind the symbol of a gene for its antisense, intronic, overlapping and other genes."""
_LIKE_SYMBOL = re.compile(r"^(?=.*[^\W_a-z])(?!\d+$)[^\W_]\S{2,}$")
_MOST_DASHED = 4
_QUOTES = " \t\r\n\"'`“”‘’"
_SHORTEST_TIGHT = 3
"""Characters of the shortest part that a dash or a space separates from another one."""


def may_be_several(name: str) -> bool:
    """Return whether a name may be split, by a cheap check.

    >>> [may_be_several(name) for name in ("TP53; EGFR", "EML4-ALK", "TP53 EGFR", "IL-6", "GRIN1", "HLA-A")]
    [True, True, True, False, False, False]
    """
    if name.isalnum() or name[:3] == "Tg(":
        return False
    if _MAY_BE_CLEAR.search(name):
        return True
    middle = name[_SHORTEST_TIGHT:-_SHORTEST_TIGHT]
    return middle != "" and not middle.isalnum()


def separations(name: str) -> Iterator[Separated]:
    """Yield the ways to split a name, those with the fewest parts first; none for a name that is no list.

    >>> [way.parts for way in separations("TP53; EGFR")]
    [('TP53', 'EGFR')]
    >>> [way.parts for way in separations("HLA-DRB1-TP53")]
    [('HLA', 'DRB1-TP53'), ('HLA-DRB1', 'TP53'), ('HLA', 'DRB1', 'TP53')]
    >>> list(separations("tumor necrosis factor"))
    []
    """
    if not may_be_several(name):
        return
    text = name.strip(_QUOTES)
    if found := _WRAPPED.match(text):
        text = found["round"] or found["square"] or found["curly"] or ""
    text = _TAIL.sub("", text)
    if _MAY_BE_CLEAR.search(text):
        parts = [part.strip(_QUOTES) for part in _CLEAR.split(text)]
        parts = [part for part in parts if any(map(str.isalnum, part))]
        if 2 <= len(parts) <= MOST_PARTS:
            yield Separated(tuple(parts), is_clear=True)
        return
    words = text.split()
    if len(words) > 1:
        if len(words) <= MOST_PARTS and all(map(is_like_symbol, words)):
            yield Separated(tuple(words), is_clear=False, is_spaced=True)
        return
    yield from _at_dashes(text)


def _at_dashes(text: str) -> Iterator[Separated]:
    """Yield the ways to split a word at its dashes, in two first, then at all of them."""
    marks = [found.start() for found in _TIGHT.finditer(text)]
    if not 1 <= len(marks) <= _MOST_DASHED or _SITE.search(text) or _SUFFIX.match(text[marks[-1] + 1 :]):
        return
    for place in marks:
        parts = (text[:place], text[place + 1 :])
        if all(map(is_like_symbol, parts)) and parts[1][0].isalpha():
            yield Separated(parts, is_clear=False)
    words = _TIGHT.split(text)
    if len(words) > 2 and all(map(is_like_symbol, words)):
        yield Separated(tuple(words), is_clear=False)


def is_like_symbol(word: str) -> bool:
    """Return whether a word may be a symbol in a list without clear separators: long enough, and no plain word.

    >>> [is_like_symbol(word) for word in ("TP53", "Abl", "daf-2", "factor", "E2", "53")]
    [True, True, True, False, False, False]
    """
    return _LIKE_SYMBOL.match(word) is not None
