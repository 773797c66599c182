"""Keys of names: a name in the form under which the index stores it.

``fold`` unifies compatibility forms, folds case, spells out Greek letters and removes accents, dashes, spaces and other
punctuation. A separator between two digits is kept, as ``-``, because it distinguishes names (``MIR1-2`` and ``MIR12``,
``Nkx2-1``, ``14-3-3``).
"""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
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
_IN_ASCII = GREEK_TABLE | {ord(letter.upper()): name for letter, name in GREEK.items()} | {0xB5: "mu"}
"""Greek letters of either case and the micro sign, spelled out."""
_PLAIN = _IN_ASCII | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
BETWEEN_DIGITS = r"(?<=[0-9])[\W_]+(?=[0-9])"
"""Regular expression for the separators that a key keeps."""
_ELSEWHERE = r"(?<![0-9])[\W_]+|[\W_]+(?![0-9])"
_PLAIN_WORDS = bytes(code if chr(code).isalnum() else 32 for code in range(128)).lower().ljust(256)
"""ASCII in lower case, with a space for each separator, as ``bytes.translate`` takes it."""
_NINE = ord("9")


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
    plain = name if name.isascii() else name.translate(_PLAIN)
    if not plain.isascii():
        return _folded(name)
    if plain.isalnum():
        return plain.lower()  # type: ignore[return-value]  # most names: making a ``Key`` would take as long again
    words = plain.encode("ascii").translate(_PLAIN_WORDS).split()
    if not words:
        return None
    key = words[0]
    for word in words[1:]:
        key += b"-" + word if key[-1] <= _NINE and word[0] <= _NINE else word
    return key.decode("ascii")  # type: ignore[return-value]


def _folded(name: str) -> Key | None:
    """Return the key of any text, as ``fold`` does for texts that are not plain."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")  # removes lone surrogates
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
        text = text.translate(GREEK_TABLE)  # after the accents are removed, which Greek letters have too
    import re  # its import takes as long as an answer, and few names need it

    text = re.sub(_ELSEWHERE, "", re.sub(BETWEEN_DIGITS, "-", text))
    return Key(text) if text else None
