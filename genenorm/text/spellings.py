"""Other spellings of the words of a name: Greek and Latin letters, Roman and Arabic numerals, separators of digits.

A change has a guard, since most names are one short word that few changes touch: a search whose pattern begins with
characters, which the regex engine skips to, where the change's own pattern begins with a look back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from genenorm.core.model import KeyRule
from genenorm.text.keys import BETWEEN_DIGITS, GREEK, spelled_out


class Change(NamedTuple):
    """A way to spell the same words otherwise."""

    rule: KeyRule
    of_lowered: bool
    """Whether the text changes in lower case with Greek letters spelled out, or as it is written."""
    needs: Callable[[str], object]
    """False only where nothing changes, in this text and in every other order of its words."""
    changed: Callable[[str], str]


def spellings(text: str, rule: KeyRule, changes: Sequence[Change]) -> Iterator[tuple[str, KeyRule]]:
    """Yield other spellings of a text that ``rule`` made, each with the rule that it counts as.

    >>> list(spellings("PPARγ", KeyRule.AS_WRITTEN, CHANGES))
    [('pparg', <KeyRule.GREEK_LETTER: 'Greek as Latin letter'>)]
    """
    lowered = spelled_out(text)
    for own_rule, of_lowered, needs, changed in changes:
        source = lowered if of_lowered else text
        if needs(source):
            form = changed(source)
            if form not in (lowered, text):
                yield form, own_rule if rule is _AS_WRITTEN else rule


def applicable(text: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that may touch a text or the same words in another order."""
    lowered = spelled_out(text)
    return tuple(change for change in changes if change.needs(lowered if change.of_lowered else text))


_AS_WRITTEN = KeyRule.AS_WRITTEN
LATIN_AS_GREEK = {"a": "alpha", "b": "beta", "g": "gamma", "d": "delta", "e": "epsilon", "k": "kappa", "z": "zeta"}
_ROMAN_VALUES = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
                 "x": "10", "xi": "11", "xii": "12", "xiii": "13"}  # fmt: skip
_ARABIC_VALUES = {value: roman for roman, value in _ROMAN_VALUES.items()}


def _as_greek(found: re.Match[str]) -> str:
    return LATIN_AS_GREEK[found[0]]


def _as_arabic(found: re.Match[str]) -> str:
    return _ROMAN_VALUES[found[0].lower()]


_GREEK_WORD = re.compile(
    # A Greek name that is a word, or ends one (PPARgamma), or stands before a digit (TGFbeta1);
    # never the ``eta`` of ``beta``: the longer names come first.
    "(?:" + "|".join(sorted(set(GREEK.values()) - {"eta", "mu", "nu", "pi", "xi", "chi", "psi", "rho"}, key=len)[::-1])
    + r")(?![a-z])|(?<![a-z])(?:eta|mu|nu|pi|xi|chi|psi|rho)(?![a-z])"
)  # fmt: skip
_LONE_LETTER = re.compile(r"[abgdekz](?![a-z0-9])(?<![a-z].)")
_TRAILING_LETTER = re.compile(r"(?<=[A-Z])[abgdek](?=\d*(?:$|[^A-Za-z0-9]))|(?<=kinase)[abgd](?=$)")  # TGFb, AMPKa
_ROMAN = re.compile(r"(?<![a-z])(?:" + "|".join(sorted(_ROMAN_VALUES, key=len, reverse=True)) + r")(?![a-z])")
_RECEPTOR_ROMAN = re.compile(r"(?<=[A-Zαβγ]R)(?:I{1,3}|IV)(?=[ABab]?$)")
_ARABIC = re.compile(r"(?<=[\s\-])(?:1[0-3]|[1-9])(?=[\s\-]|$)")

# Guards. In the lower case of most symbols only one or two of them hit.
_LAST_TWO = sorted({word[-2:] for word in GREEK.values()})
_GREEK_END = re.compile(f"[{''.join(sorted({end[1] for end in _LAST_TWO}))}](?![a-z])(?<={'|'.join(_LAST_TWO)})")
_AFTER_CAPITAL = re.compile(r"[abgdek](?![A-Za-z])(?<=[A-Ze].)")
_ROMAN_RUN = re.compile(r"[ivx](?<![a-z].)[ivx]{0,3}(?![a-z])")
_NUMBER = re.compile(r"[1-9](?<![^\s\-].)[0-3]?(?![^\s\-])")
_DIGITS = re.compile(r"[0-9]+")


def _digits_may_meet(text: str) -> bool:
    return not text.isalnum() and len(_DIGITS.findall(text)) > 1


CHANGES = (
    Change(KeyRule.GREEK_LETTER, True, _GREEK_END.search, partial(_GREEK_WORD.sub, lambda found: found[0][0])),
    Change(KeyRule.LATIN_LETTER, True, _LONE_LETTER.search, partial(_LONE_LETTER.sub, _as_greek)),
    Change(KeyRule.LATIN_LETTER, False, _AFTER_CAPITAL.search, partial(_TRAILING_LETTER.sub, _as_greek)),
    Change(KeyRule.ROMAN_NUMERAL, True, _ROMAN_RUN.search, partial(_ROMAN.sub, _as_arabic)),
    Change(KeyRule.ROMAN_NUMERAL, True, _NUMBER.search, partial(_ARABIC.sub, lambda found: _ARABIC_VALUES[found[0]])),
    Change(KeyRule.ROMAN_NUMERAL, False, re.compile("RI").search, partial(_RECEPTOR_ROMAN.sub, _as_arabic)),
    Change(KeyRule.DIGIT_BREAK, True, _digits_may_meet, partial(BETWEEN_DIGITS.sub, "")),
)
"""In order of trust."""
