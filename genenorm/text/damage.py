"""Repair of names that programs damaged: spreadsheet dates, and characters that OCR confuses."""

from __future__ import annotations

import re
from datetime import date, timedelta

from genenorm.text.keys import Key, fold

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GENES_OF_MONTH = {"Mar": ("MARCHF", "MARCH", "MARC"), "Sep": ("SEPTIN", "SEPT"), "Oct": ("OCT",),
                   "Dec": ("DELEC", "DEC")}  # fmt: skip
"""Genes whose names look like dates, by month: the stems of today's symbols, then of old ones; OCT4 is a synonym."""
_YEAR = r"(?:[-/. ](?:19|20)?\d\d)?"
_DATES = (
    re.compile(rf"^(?P<day>\d{{1,2}})[-/. ](?P<month>[A-Za-z]{{3,9}}){_YEAR}$"),
    re.compile(rf"^(?P<month>[A-Za-z]{{3,9}})[-/. ]0?(?P<day>\d{{1,2}}){_YEAR}$"),
    re.compile(r"^20\d\d[-/](?P<number>\d\d)[-/](?P<day>\d\d)(?:[ T]00:00:00)?$"),
    re.compile(r"^(?P<number>\d{1,2})/(?P<day>\d{1,2})(?:/(?:19|20)?\d\d)?$"),
    re.compile(r"^(?P<number>\d{1,2})\.(?P<day>\d{1,2})\.(?:(?:19|20)\d\d)$"),
)
_MONTH_OR_YEAR = re.compile(r"mar|sep|oct|dec|^20|^\d\d?[/.]")
_SERIAL = re.compile(r"^(?:3[5-9]|4\d)\d{3}$")
_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheet serial numbers, which count a 29 February 1900 that did not exist."""


def from_date(name: str) -> tuple[str, ...]:
    """Return the symbols that a spreadsheet turns into this date, the best first; none for a name that is no date.

    Two numbers are a month and a day, or a day and a month.

    >>> from_date("2-Sep"), from_date("1-Mar-23"), from_date("2006-09-02")
    (('SEPTIN2', 'SEPT2'), ('MARCHF1', 'MARCH1', 'MARC1'), ('SEPTIN2', 'SEPT2'))
    >>> from_date("43891"), from_date("9/3"), from_date("GRIN1")
    (('MARCHF1', 'MARCH1', 'MARC1'), ('SEPTIN3', 'SEPT3', 'MARCHF9', 'MARCH9', 'MARC9'), ())
    """
    text = name.strip()
    if text.isdigit() and _SERIAL.match(text):
        day = _EPOCH + timedelta(days=int(text))
        return _symbols(_MONTHS[day.month - 1], day.day)
    if not may_be_date(text):
        return ()
    for pattern in _DATES:
        if found := pattern.match(text):
            parts = found.groupdict()
            day_number, number = int(parts["day"]), parts.get("number")
            if number is None:
                return _symbols(parts["month"][:3].capitalize(), day_number)
            orders = dict.fromkeys(((int(number), day_number), (day_number, int(number))))
            return tuple(symbol for month, day in orders for symbol in _symbols_of_numbers(month, day))
    return ()


def may_be_date(text: str) -> bool:
    """Return whether a text may be a date with genes, by a cheap check for a separator and a month or year.

    >>> [may_be_date(text) for text in ("2-Sep", "2006-09-02", "GRIN-1", "SEPT2")]
    [True, True, False, False]
    """
    return not text.isalnum() and _MONTH_OR_YEAR.search(text.lower()) is not None


def _symbols_of_numbers(month: int, day: int) -> tuple[str, ...]:
    return _symbols(_MONTHS[month - 1], day) if 1 <= month <= len(_MONTHS) else ()


def _symbols(month: str, number: int) -> tuple[str, ...]:
    return tuple(f"{stem}{number}" for stem in _GENES_OF_MONTH.get(month, ()))


def are_of_today(symbol: str) -> bool:
    """Return whether a symbol is one of today's that a spreadsheet turned into a date under its old form.

    >>> are_of_today("SEPTIN6"), are_of_today("BHLHE40"), are_of_today("OCT1")
    (True, False, False)
    """
    return symbol.startswith(tuple(stems[0] for stems in _GENES_OF_MONTH.values() if len(stems) > 1))


_HOMOGLYPHS = str.maketrans("АВЕКМНОРСТХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXaeopcyxiABEZHIKMNOPTYX")
_CONFUSED = (("0", "O"), ("O", "0"), ("1", "I"), ("1", "l"), ("I", "1"), ("l", "1"), ("l", "I"), ("I", "l"),
             ("5", "S"), ("S", "5"), ("8", "B"), ("B", "8"), ("rn", "m"), ("vv", "w"), ("|", "I"))  # fmt: skip


def from_ocr(name: str) -> list[str]:
    """Return the names that OCR may have misread as this one, with one pair of look-alike characters replaced.

    >>> from_ocr("GRINl")
    ['GRIN1', 'GRINI', 'GR1Nl', 'GRlNl']
    """
    straight = name if name.isascii() else name.translate(_HOMOGLYPHS)
    confused = [pair for pair in _CONFUSED if pair[0] in straight]
    if not confused and straight is name:
        return []
    last, others = [], []
    for wrong, right in confused:
        if straight.endswith(wrong):  # an error at the end is likelier: digits are there, and most pairs have one
            last.append(straight.removesuffix(wrong) + right)
        if (behind := straight.find(wrong) + len(wrong)) < len(straight):
            others.append(straight[: behind - len(wrong)] + right + straight[behind:])
    return [text for text in dict.fromkeys((straight, *last, *others)) if text != name]


def repaired_keys(name: str) -> list[Key]:
    """Return the keys of the names that OCR may have misread as this one (``from_ocr``).

    >>> repaired_keys("GRINl")
    ['grin1', 'grini', 'gr1nl', 'grlnl']
    """
    repaired = from_ocr(name)
    if name.isalnum() and name.isascii():
        return [*map(str.lower, repaired)]  # type: ignore[list-item]  # all that ``fold`` does to letters and digits
    return [key for key in map(fold, repaired) if key is not None]
