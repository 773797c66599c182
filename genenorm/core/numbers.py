"""Whole numbers in text: GeneIDs, taxon ids, offsets and places, which nobody writes with hundreds of digits."""

from __future__ import annotations

MOST_DIGITS = 18
"""The most digits of a number that is read; with these, it has at most 60 bits."""


def whole_number(text: str) -> int | None:
    """Return the number that a text of ASCII digits is; ``None`` for other texts and for more than 18 digits.

    ``str.isdigit`` is true of ``²`` too, and ``int`` takes ``1_000``, digits of all scripts, and signs and spaces.

    >>> [whole_number(text) for text in ("2902", "007", "²", "1_000", "-1", "", "9" * 19)]
    [2902, 7, None, None, None, None, None]
    """
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() else None
