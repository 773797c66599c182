"""Other spellings of the words of a name: Greek and Latin letters, Roman and Arabic numerals, separators of digits.

Each change has a guard, since few changes apply to most names, which are one short word. The pattern of a guard begins
with characters, which the regex engine finds fast; that of the change begins with a look-behind, which is slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from genenorm.core.model import KeyRule
from genenorm.text.keys import BETWEEN_DIGITS, GREEK, spelled_out


class SpellingChange(NamedTuple):
    """A way to spell the same words differently."""

    rule: KeyRule
    is_of_lower_case: bool
    """Whether the change is made in the text as ``spelled_out`` returns it, and not as it is written."""
    guard: re.Pattern[str]
    """Found in every text that the change changes, also with its words in another order."""
    apply: Callable[[str], str]
    depends_on_place: bool = False
    """Whether it is made in the last word of a text alone, or in all but the first; else in any word."""


def spellings(text: str, rule: KeyRule, changes: Sequence[SpellingChange]) -> list[tuple[str, KeyRule]]:
    """Return other spellings of a text, each with its rule: the change's, or ``rule`` if another rule made the text.

    >>> spellings("PPARγ", KeyRule.AS_WRITTEN, SPELLING_CHANGES)
    [('pparg', <KeyRule.GREEK_LETTER: 'Greek as Latin letter'>)]
    """
    lowered = text.lower() if text.isascii() else spelled_out(text)
    keeps_rule = rule is _AS_WRITTEN
    found = []
    for change_rule, is_of_lower_case, guard, apply, _ in changes:
        source = lowered if is_of_lower_case else text
        if guard.search(source):
            form = apply(source)
            if form != lowered and form != text:
                found.append((form, change_rule if keeps_rule else rule))
    return found


_AS_WRITTEN = KeyRule.AS_WRITTEN


def applicable(text: str, changes: Sequence[SpellingChange]) -> list[SpellingChange]:
    """Return the changes that may apply to a text or to its words in another order."""
    lowered = spelled_out(text)
    return [change for change in changes if change.guard.search(lowered if change.is_of_lower_case else text)]


LATIN_AS_GREEK = {"a": "alpha", "b": "beta", "g": "gamma", "d": "delta", "e": "epsilon", "k": "kappa", "z": "zeta",
                  "u": "mu", "micro": "mu", "y": "gamma", "ss": "beta"}  # fmt: skip
"""Greek letters by the Latin ones written for them; ``ss`` is what became of a German sharp s typed for beta."""
_ROMAN_VALUES = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
                 "x": "10", "xi": "11", "xii": "12", "xiii": "13"}  # fmt: skip
_ARABIC_VALUES = {value: roman for roman, value in _ROMAN_VALUES.items()}


def arabic(roman: str) -> str:
    """Return a Roman numeral of a gene name, up to 13 or of a collagen, in Arabic digits; empty for other texts.

    >>> arabic("IV"), arabic("xvii"), arabic("IM")
    ('4', '17', '')
    """
    lowered = roman.lower()
    if (value := _ROMAN_VALUES.get(lowered)) is not None:
        return value
    rest = _ROMAN_VALUES.get(lowered[1:]) if lowered[:1] == "x" else None
    return str(10 + int(rest)) if rest is not None and int(rest) < 10 else ""


def _as_greek(found: re.Match[str]) -> str:
    return LATIN_AS_GREEK[found[0]]


def _as_roman(found: re.Match[str]) -> str:
    return _ARABIC_VALUES[found[0]]


def _as_arabic(found: re.Match[str]) -> str:
    return _ROMAN_VALUES[found[0].lower()]


_GREEK_WORD = re.compile(
    # A name of a Greek letter that is a word, or comes before a digit (TGFbeta1); the longer names also end other words
    # (PPARgamma).
    "(?:" + "|".join(sorted(set(GREEK.values()) - {"eta", "mu", "nu", "pi", "xi", "chi", "psi", "rho"}))
    + r")(?![a-z])|(?<![a-z])(?:eta|mu|nu|pi|xi|chi|psi|rho)(?![a-z])"
)  # fmt: skip
_LONE_LETTER = re.compile(r"[abgdekzuy](?![a-z])(?<![a-z].)(?!\d\d)|k(?=b(?![a-z]))(?<![a-z].)|ss(?![a-z])(?<![a-z]..)")
_TRAILING_LETTER = re.compile(
    r"(?<=[A-Z])(?:[abgdeky]|micro)(?=\d*(?:$|[^A-Za-z0-9]))|(?<=kinase)[abgd](?=$)"
)  # TGFb, AMPKa
_ROMAN = re.compile(r"(?<![a-z])(?:" + "|".join(_ROMAN_VALUES) + r")(?![a-z])")
_RECEPTOR_ROMAN = re.compile(r"(?<=[A-Zαβγ]R)(?:I{1,3}|IV)(?=[ABab]?$)")
_ARABIC = re.compile(r"(?<=[\s\-])(?:1[0-3]|[1-9])(?=[\s\-]|$)")

# Guards, of which only one or two match in most symbols.
_LAST_TWO = sorted({word[-2:] for word in GREEK.values()})
_GREEK_END = re.compile(f"[{''.join(sorted({end[1] for end in _LAST_TWO}))}](?![a-z])(?<={'|'.join(_LAST_TWO)})")
_AFTER_CAPITAL = re.compile(r"[abgdeky](?![A-Za-z])(?<=[A-Ze].)|micro(?<=[A-Z].....)")
_ROMAN_RUN = re.compile(r"[ivx](?<![a-z].)[ivx]{0,3}(?![a-z])")
_NUMBER = re.compile(r"[1-9](?<![^\s\-].)[0-3]?(?![^\s\-])")
_MEETING_DIGITS = re.compile(r"[0-9][^0-9]*[\W_][^0-9]*[0-9]")
_BETWEEN_DIGITS = re.compile(BETWEEN_DIGITS)

SPELLING_CHANGES = (
    SpellingChange(KeyRule.GREEK_LETTER, True, _GREEK_END, partial(_GREEK_WORD.sub, lambda found: found[0][0])),
    SpellingChange(KeyRule.LATIN_LETTER, True, _LONE_LETTER, partial(_LONE_LETTER.sub, _as_greek)),
    SpellingChange(KeyRule.LATIN_LETTER, False, _AFTER_CAPITAL, partial(_TRAILING_LETTER.sub, _as_greek), True),
    SpellingChange(KeyRule.ROMAN_NUMERAL, True, _ROMAN_RUN, partial(_ROMAN.sub, _as_arabic)),
    SpellingChange(KeyRule.ROMAN_NUMERAL, True, _NUMBER, partial(_ARABIC.sub, _as_roman), True),
    SpellingChange(KeyRule.ROMAN_NUMERAL, False, re.compile("RI"), partial(_RECEPTOR_ROMAN.sub, _as_arabic), True),
    SpellingChange(KeyRule.DIGIT_BREAK, True, _MEETING_DIGITS, partial(_BETWEEN_DIGITS.sub, "")),
)
"""All changes, the most trusted first."""
GUARDS = "|".join(
    f"(?i:{change.guard.pattern})" if change.is_of_lower_case else change.guard.pattern for change in SPELLING_CHANGES
)
"""Regular expression that is found in every text of ASCII characters that one of the changes changes."""
