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
BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_ELSEWHERE = re.compile(r"(?<![0-9])[\W_]+|[\W_]+(?![0-9])")


def fold(name: str) -> Key | None:
    """Return the key of a name, or ``None`` when it has no letter or digit.

    Laws: idempotent; total (no text raises); equal for variants in case, dashes, spaces and Greek letters.

    >>> fold("IL-1β"), fold("il1 BETA"), fold("Fs(3)Kar"), fold("NKX2.1"), fold("+/-")
    ('il1beta', 'il1beta', 'fs3kar', 'nkx2-1', None)
    """
    if name.isascii() and name.isalnum():  # the common case: nothing but case to fold
        return Key(name.lower())
    text = unicodedata.normalize("NFKC", name).casefold()
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")  # half a surrogate pair is no character
        text = unicodedata.normalize("NFKC", text).translate(GREEK_TABLE)
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    text = _ELSEWHERE.sub("", BETWEEN_DIGITS.sub("-", text))
    return Key(text) if text else None
