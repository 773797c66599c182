"""From a name as written to the key under which the index may hold it.

``fold`` makes the one key that every stored name has: compatibility forms unified, case folded, Greek letters
spelled out, dashes, spaces and other punctuation dropped. A separator between two digits stays, as ``-``,
because it tells names apart (``MIR1-2`` and ``MIR12``, ``Nkx2-1``, ``14-3-3``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NewType

Key = NewType("Key", str)
"""A folded name; only ``fold`` makes one. Never empty, and not meant to be shown to people."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "ς": "sigma", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega",
}  # fmt: skip
"""Greek letters by their names in gene names; NFKC has turned the micro sign and symbol variants into these."""

GREEK_TABLE = str.maketrans(GREEK)
_IN_ASCII = GREEK_TABLE | {ord(letter.upper()): name for letter, name in GREEK.items() if letter != "ς"} | {0xB5: "mu"}
"""Greek letters of either case and the micro sign, spelled out."""
_PLAIN = _IN_ASCII | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_ELSEWHERE = re.compile(r"(?<![0-9])[\W_]+|[\W_]+(?![0-9])")
_DIGITS_APART = re.compile(r"[0-9][\W_]+[0-9]")
_LOWER = bytes(range(256)).lower()
_SEPARATORS = bytes(code for code in range(128) if not chr(code).isalnum())


def spelled_out(text: str) -> str:
    """Return a text in lower case, its compatibility forms unified, its Greek letters spelled out.

    >>> spelled_out("IFN-γ"), spelled_out("ⅣΑ")
    ('ifn-gamma', 'ivalpha')
    """
    if text.isascii():
        return text.lower()
    plain = text.translate(_IN_ASCII)  # spelled out already, when Greek letters are all that is not ASCII
    if plain.isascii():
        return plain.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(GREEK_TABLE)


def fold(name: str) -> Key | None:
    """Return the key of a name, or ``None`` when it has no letter or digit.

    Laws: idempotent; total (no text raises); equal for variants in case, dashes, spaces and Greek letters.

    >>> fold("IL-1β"), fold("il1 BETA"), fold("Fs(3)Kar"), fold("NKX2.1"), fold("+/-")
    ('il1beta', 'il1beta', 'fs3kar', 'nkx2-1', None)
    """
    plain = name if name.isascii() else name.translate(_PLAIN)
    if plain.isascii():  # the common cases: nothing but case to fold, and separators that all go
        if plain.isalnum():
            return Key(plain.lower())
        if not _DIGITS_APART.search(plain):
            return Key(plain.encode("ascii").translate(_LOWER, _SEPARATORS).decode("ascii")) or None
    return _folded(name)


def _folded(name: str) -> Key | None:
    """Return the key of any text; what ``fold`` does faster for most names."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")  # half a surrogate pair is no character
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
        text = text.translate(GREEK_TABLE)  # after accents are gone: an accented letter is no other letter
    text = _ELSEWHERE.sub("", BETWEEN_DIGITS.sub("-", text))
    return Key(text) if text else None
