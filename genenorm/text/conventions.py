"""How symbols are written in each species: their casing, and styles that only one authority uses."""

from __future__ import annotations

from functools import cache

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


def case_pattern(name: str) -> str:
    """Return the casing of a name's letters: ``upper``, ``title``, ``lower``, ``mixed``, or ``none`` without letters.

    >>> [case_pattern(name) for name in ("GRIN1", "Grin1", "grin1a", "eEF2", "14-3-3")]
    ['upper', 'title', 'lower', 'mixed', 'none']
    """
    text = name.lstrip("([ ")
    # outside ASCII there are characters with a case that are no letters
    letters = text if text.isascii() else "".join(filter(str.isalpha, text))
    if letters.isupper():
        return "upper"
    if letters.islower():
        return "lower"
    if text[:1].isupper() and letters[1:].islower():
        return "title"
    return "mixed" if any(map(str.isalpha, letters)) else "none"


_STYLES = (
    (FLY, r"(?:l|f?s|Fs|m|M|Su|su|E|e|In|Df|Dp|T)\([\w;]+\)|(?:CG|CR)\d{3,6}$|Dmel\\"),
    (FISH, r"(?:si|zgc|wu|im|sb|zmp|cssl):\w"),
    (WORM, r"[a-z]{3,4}-\d{1,3}(?:\.\d+)?$|[A-Z]\w{2,6}\.\d{1,2}[a-z]?$"),
    (MOUSE, r"(?:\d{7}[A-Z]\d{2}Rik|Gm\d{3,5}|[A-Z]{2}\d{6})$"),
    (YEAST, r"Y[A-P][LR]\d{3}[WC](?:-[A-H])?$|[A-Z][a-z]{2}\d{1,3}p$"),
    (HUMAN, r"(?:FLJ|KIAA|DKFZp|LINC|C\d{1,2}orf)\d+"),
)


_DIGITS = "0123456789"  # importing them from ``string`` would import ``re``
STYLED_LENGTH = 8
"""The length of a mouse's ``AA123456``; other styles of one word have few beginnings."""
STYLED_MARKS = "(:.\\\n"
"""Of which one is in each name of a style that is no word, unless it begins with a small letter (``unc-13``) or as
those of words; the end of a line is one since patterns match before it too."""
STYLED_END = "p"
"""The last letter of the proteins of yeast, as in ``Snf7p``."""


@cache
def style_starts() -> frozenset[str]:
    """Return the two characters with which names of a style begin that are one word of ASCII letters and digits."""
    numbers = (f"{tens}{digit}" for tens in ["C", *_DIGITS] for digit in _DIGITS)
    return frozenset(
        ("CG", "CR", "Gm", "FL", "KI", "DK", "LI", *numbers, *(f"Y{letter}" for letter in "ABCDEFGHIJKLMNOP"))
    )


@cache
def _style_pattern() -> re.Pattern[str]:
    import re

    return re.compile("|".join(f"({form})" for _, form in _STYLES))


def style_taxon(name: str) -> int | None:
    """Return the taxon id of the only species whose authority writes symbols like this name, or ``None``.

    >>> [style_taxon(name) for name in ("l(2)46Da", "si:dkey-1a2.3", "unc-13", "1700012A03Rik", "Snf7p", "TP53")]
    [7227, 7955, 6239, 10090, 559292, None]
    """
    if name.isascii() and name.isalnum() and name[:2] not in style_starts() and len(name) != STYLED_LENGTH:
        if name[-1] != STYLED_END:
            return None
    found = _style_pattern().match(name)
    return _STYLES[found.lastindex - 1][0] if found and found.lastindex else None


CASE_SENSITIVE = frozenset({FLY})
"""Taxon ids of species where names that differ only in case are different genes: fly ``h`` and ``H``."""
CASE_CONVENTION = {
    "upper": {HUMAN: 1.0, YEAST: 0.5, MOUSE: -0.5, RAT: -0.5, FLY: -0.5, FISH: -1.0, WORM: -0.5},
    "title": {HUMAN: -0.5, YEAST: -0.5, MOUSE: 1.0, RAT: 1.0, FLY: 0.5, FISH: -0.5, WORM: -0.5},
    "lower": {HUMAN: -0.5, YEAST: 0.0, MOUSE: -0.5, RAT: -0.5, FLY: 0.5, FISH: 1.0, WORM: 1.0},
}
"""How far a casing speaks for (+) or against (-) the symbols of a species, -1 to 1, by casing and taxon id."""


def may_be_cased(casing: str, taxon_id: int) -> bool:
    """Return whether a species writes symbols in a casing, or the casing says nothing, as that of ``p-ERK``.

    >>> may_be_cased("title", MOUSE), may_be_cased("upper", MOUSE), may_be_cased("mixed", MOUSE)
    (True, False, True)
    """
    convention = CASE_CONVENTION.get(casing)
    return convention is None or convention.get(taxon_id, 1.0) > 0
