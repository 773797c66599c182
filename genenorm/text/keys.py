"""Keys of names: a name in the form under which the index stores it.

``fold`` unifies compatibility forms, folds case, spells out Greek letters and removes accents, dashes, spaces and other
punctuation. A separator between two digits is kept, as ``-``, because it distinguishes names (``MIR1-2`` and ``MIR12``,
``Nkx2-1``, ``14-3-3``).
"""

from __future__ import annotations

import unicodedata
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import NewType

    Key = NewType("Key", str)
else:
    Key = str
"""A folded name, made by ``fold``; never empty, and not for display."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "ς": "sigma", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega",
}  # fmt: skip
"""Names of Greek letters in gene names. NFKC turns the micro sign and variant letters into these."""

GREEK_TABLE = str.maketrans(GREEK)
_IN_ASCII = GREEK_TABLE | {ord(letter.upper()): name for letter, name in GREEK.items() if letter != "ς"} | {0xB5: "mu"}
"""Greek letters of either case and the micro sign, spelled out."""
_PLAIN = _IN_ASCII | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
BETWEEN_DIGITS = r"(?<=[0-9])[\W_]+(?=[0-9])"
"""Regular expression for the separators that a key keeps."""
_ELSEWHERE = r"(?<![0-9])[\W_]+|[\W_]+(?![0-9])"
_ASCII = bytes(range(128))
_LOWER = bytes(range(256)).lower()
_SEPARATORS = bytes(code for code in _ASCII if not chr(code).isalnum())
_CLASSES = bytes(ord("0" if chr(code).isdigit() else "a" if chr(code).isalnum() else " ") for code in _ASCII).ljust(256)
"""Each character's class: a digit, a letter, or a separator."""
_WORDS = bytes(ord(chr(code).lower() if chr(code).isalnum() else " ") for code in _ASCII).ljust(256)
"""Letters in lower case, and a space for each separator."""


def spelled_out(text: str) -> str:
    """Return a text in lower case, with compatibility forms unified and Greek letters spelled out.

    >>> spelled_out("IFN-γ"), spelled_out("ⅣΑ")
    ('ifn-gamma', 'ivalpha')
    """
    if text.isascii():
        return text.lower()
    plain = text.translate(_IN_ASCII)  # enough for texts whose only letters outside ASCII are Greek
    if plain.isascii():
        return plain.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(GREEK_TABLE)


def fold(name: str) -> Key | None:
    """Return the key of a name, or ``None`` when it has no letter or digit.

    Folding a key returns the key. No text raises an error. Names that differ only in case, dashes, spaces or the
    spelling of Greek letters have the same key.

    >>> fold("IL-1β"), fold("il1 BETA"), fold("Fs(3)Kar"), fold("NKX2.1"), fold("+/-")
    ('il1beta', 'il1beta', 'fs3kar', 'nkx2-1', None)
    """
    # short cuts for most names: only case to fold, and no separator to keep
    plain = name
    if not name.isascii():
        plain = name.translate(_PLAIN)
        if not plain.isascii():
            return _folded(name)
    if plain.isalnum():
        return Key(plain.lower())
    text = plain.encode("ascii")
    key = text.translate(_LOWER, _SEPARATORS)
    if not key.isalpha() and b"0 0" in b" ".join(text.translate(_CLASSES).split()):
        key = _joined(text.translate(_WORDS).split())
    return Key(key.decode("ascii")) or None


def _joined(words: list[bytes]) -> bytes:
    """Return words as one, with the separators between two digits kept."""
    key = b""
    for word in words:
        key += b"-" + word if key[-1:].isdigit() and word[:1].isdigit() else word
    return key


def _folded(name: str) -> Key | None:
    """Return the key of any text, without the short cuts of ``fold``."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")  # removes lone surrogates
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
        text = text.translate(GREEK_TABLE)  # after the accents are removed, which Greek letters have too
    between_digits, elsewhere = _separators()
    text = elsewhere.sub("", between_digits.sub("-", text))
    return Key(text) if text else None


@cache
def _separators() -> tuple[re.Pattern[str], re.Pattern[str]]:
    import re  # not needed for most names, and its import takes as long as an answer

    return re.compile(BETWEEN_DIGITS), re.compile(_ELSEWHERE)
