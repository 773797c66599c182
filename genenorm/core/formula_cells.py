"""Cells of CSV files that a spreadsheet would take for formulas, written as text and read back.

A name such as ``=HYPERLINK(…)`` in a file of unknown origin would run when the answers are opened in a spreadsheet. An
apostrophe before it makes it text; numbers, also negative ones, stay as they are.
"""

from __future__ import annotations

_MARK = "'"
_FORMULA = frozenset("=+-@\t\r")
"""Characters with which a formula, or what a spreadsheet makes of one, may begin."""


def inert_cell(text: str) -> str:
    r"""Return a cell with an apostrophe before it if a spreadsheet would take it for a formula.

    A text that begins with apostrophes and then such a character gets one more, so that ``original_cell`` gives back
    every text.

    >>> [inert_cell(text) for text in ("=1+1", "-0.5", "-a", "@x", "\tx", "'=1", "5'-x", "'x", "")]
    ["'=1+1", '-0.5', "'-a", "'@x", "'\tx", "''=1", "5'-x", "'x", '']
    """
    if text.lstrip(_MARK)[:1] not in _FORMULA:
        return text
    return text if _is_number(text) else _MARK + text


def original_cell(text: str) -> str:
    """Return a cell without the apostrophe that ``inert_cell`` put before it.

    >>> [original_cell(text) for text in ("'=1+1", "-0.5", "''=1", "'x", "GRIN1")]
    ['=1+1', '-0.5', "'=1", "'x", 'GRIN1']
    """
    return text[1:] if text[:1] == _MARK and text.lstrip(_MARK)[:1] in _FORMULA else text


def _is_number(text: str) -> bool:
    """Return whether a text is a number with a sign, as spreadsheets write it: ``-0.5``, ``+1e-3``."""
    if not (text[0] in "+-" and (text[1:2].isdigit() or text[1:2] == ".") and text.isascii() and "_" not in text):
        return False
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text
