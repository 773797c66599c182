"""Which names may name their species, by a cheap check of their first and last characters; it imports nothing.

What a name says exactly is read by ``named_species``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_WORDS = ("human", "homo", "mouse", "murine", "mus", "rat", "rattus", "fly", "drosophila", "zebrafish", "danio",
                "worm", "caenorhabditis", "yeast", "budding", "saccharomyces", "recombinant", "bovine", "cow",
                "porcine", "pig", "chicken", "rabbit", "canine", "dog", "ovine", "sheep", "hamster", "xenopus",
                "arabidopsis")  # fmt: skip
SPECIES_LETTERS = ("h", "m", "d", "z", "y", "x", "rh", "rm", "hu", "Hu", "hum", "Hum", "mu", "Mu", "Hs", "Mm", "Rn",
                   "Dm", "Dr", "Ce", "Sc", "dm", "zf", "Zf", "Cel")  # fmt: skip
"""Letters that mean one species before a capital; those of ``rIL6`` and ``cMyc`` do not: recombinant, cellular."""
SPECIES_CODES = ("zf", "hs", "mm", "rn", "dm", "dr", "ce", "sc", "xl", "hsa", "mmu", "rno", "dme", "dmel", "dre", "cel",
                 "sce", "Hs", "Mm", "Rn", "Dm", "Dr", "Ce", "Sc")  # fmt: skip
"""Letters of species before a dash and such."""
_LAST_WORDS = ("human", "mouse", "murine", "rat", "fly", "drosophila", "zebrafish", "worm", "yeast", "bovine", "cow",
               "porcine", "pig", "chicken", "rabbit", "canine", "sapiens", "musculus", "norvegicus", "melanogaster",
               "rerio", "elegans", "cerevisiae", "scrofa", "taurus", "gallus", "xenopus")  # fmt: skip


def by_two_characters(beginnings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return beginnings of names by their first two characters, to test a name against few of them.

    >>> by_two_characters(["mouse ", "mol", "rat "])
    {'mo': ('mouse ', 'mol'), 'ra': ('rat ',)}
    """
    found: dict[str, list[str]] = {}
    for beginning in beginnings:
        found.setdefault(beginning[:2], []).append(beginning)
    return {two: tuple(those) for two, those in found.items()}


WORD_STARTS: Mapping[str, tuple[str, ...]] = by_two_characters(
    (*_FIRST_WORDS, *map(str.capitalize, _FIRST_WORDS), *(f"{letter}. " for letter in "ACDEHMRSX"))
)
"""Beginnings of names with a word for their species, by their first two characters."""
LETTER_STARTS: Mapping[str, tuple[str, ...]] = by_two_characters(
    [letters + capital for letters in SPECIES_LETTERS for capital in _CAPITALS]
    + [code + mark for code in SPECIES_CODES for mark in "-_:."]
)
"""Beginnings of names with the letters of their species, by their first two characters."""
WORD_ENDS: Mapping[str, tuple[str, ...]] = {
    word[-2:]: tuple(other for other in _LAST_WORDS if other[-2:] == word[-2:]) for word in _LAST_WORDS
}
"""Last words of names that name their species, by their last two characters."""


def may_end_with_species(name: str) -> bool:
    """Return whether a name ends with a word for a species, also in brackets.

    >>> [may_end_with_species(name) for name in ("Tnf (mouse)", "TP53, human", "kinase")]
    [True, True, False]
    """
    end = name[-3:]
    last = end[:-1] if end[-1:] in ")]" else end[1:]
    return last in WORD_ENDS and name.rstrip(")]").lower().endswith(WORD_ENDS[last])


def may_have_word(name: str) -> bool:
    """Return whether a name may begin or end with a word for its species."""
    return name.startswith(WORD_STARTS.get(name[:2], ())) or may_end_with_species(name)


def may_have_letters(name: str) -> bool:
    """Return whether a name may begin with the letters of its species.

    >>> [may_have_letters(name) for name in ("hTERT", "mmu-Trp53", "TERT")]
    [True, True, False]
    """
    return name.startswith(LETTER_STARTS.get(name[:2], ()))
