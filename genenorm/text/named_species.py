"""The species that a name names itself: in a word (``mouse Il6``, ``Tnf (rat)``), or in letters (``hTERT``)."""

from __future__ import annotations

from functools import cache

from genenorm.core.paths import data_rows
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.core.values import NamedTuple
from genenorm.text.species_marks import SPECIES_CODES, SPECIES_LETTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


class NamedSpecies(NamedTuple):
    """A name without the species that it names."""

    rest: str
    taxon_id: int


PREFIX_TAXA = {"h": HUMAN, "hu": HUMAN, "hum": HUMAN, "hs": HUMAN, "hsa": HUMAN, "rh": HUMAN, "m": MOUSE, "mu": MOUSE,
               "mm": MOUSE, "mmu": MOUSE, "rm": MOUSE, "r": RAT, "rn": RAT, "rno": RAT, "d": FLY, "dm": FLY,
               "dme": FLY, "dmel": FLY, "z": FISH, "zf": FISH, "dr": FISH, "dre": FISH, "c": WORM, "ce": WORM,
               "cel": WORM, "y": YEAST, "sc": YEAST, "sce": YEAST, "x": 8355, "xl": 8355}  # fmt: skip
"""Taxon ids by the letters before a name; the one of *Xenopus laevis* is in no index of ours."""
_MOST_LETTERS = 4


def lettered_species(name: str) -> NamedSpecies | None:
    """Return a name without the letters of its species; ``None`` for names that have none.

    >>> [tuple(found) for name in ("hTERT", "rmTNF", "mmu-Trp53") if (found := lettered_species(name))]
    [('TERT', 9606), ('TNF', 10090), ('Trp53', 10090)]
    >>> lettered_species("TERT"), lettered_species("rIL6")
    (None, None)
    """
    for count in range(_MOST_LETTERS, 0, -1):
        letters, following = name[:count], name[count : count + 1]
        if (letters in SPECIES_LETTERS and following.isupper()) or (letters in SPECIES_CODES and following in _MARKS):
            rest = name[count:].lstrip(_MARKS)
            return NamedSpecies(rest, PREFIX_TAXA[letters.lower()]) if rest[:1].isalpha() else None
    return None


_MARKS = "-_:."
_RECOMBINANT = r"(?i)(?:recombinant|native|purified)[\s\-]+"
_BRACKETED = r"^(?P<rest>.*?)[\s,]*[(\[](?P<word>[^()\[\]]+)[)\]]\s*$"
_BETWEEN = r"[\s_]+"
_NO_NAME = ("anti", "igg", "igm", "iga")
"""Beginnings of what stands behind the animal in which antibodies were raised."""
_MOST_WORDS = 4
_KINDS = ("name", "everyday name", "guest", "none")


def worded_species(name: str) -> NamedSpecies | None:
    """Return a name without the word for a species at its beginning or end; ``None`` for names that have none.

    Behind a name the word is in brackets, or behind a comma, a space or an underscore.

    >>> names = ("mouse Il6", "TP53 (human)", "recombinant rat Bdnf", "C. elegans daf-16")
    >>> [tuple(found) for name in names if (found := worded_species(name))]
    [('Il6', 10090), ('TP53', 9606), ('Bdnf', 10116), ('daf-16', 6239)]
    >>> worded_species("mouse"), worded_species("mouse anti-human CD3")
    (None, None)
    """
    found = _at_beginning(_pattern(_RECOMBINANT).sub("", name, count=1)) or _at_end(name)
    if found is None or not any(map(str.isalpha, found.rest)) or found.rest.lower().startswith(_NO_NAME):
        return None
    return found


def _at_beginning(name: str) -> NamedSpecies | None:
    words = _pattern(r"[\s\-_]+").split(name, _MOST_WORDS)
    for count in range(len(words), 0, -1):  # the longest first: budding yeast; rat sarcoma is no rat
        taxon = _species_of_words().get(" ".join(words[:count]).lower().rstrip(",:;"))
        if taxon is not None:
            rest = _pattern(rf"(?:[^\s\-_]+[\s\-_]+){{{count}}}").sub("", name, count=1)
            return NamedSpecies(rest, taxon) if taxon and count < len(words) else None
    return None


def _at_end(name: str) -> NamedSpecies | None:
    if found := _pattern(_BRACKETED).match(name):
        taxon = _species_of_words().get(found["word"].strip().lower())
        return NamedSpecies(found["rest"], taxon) if taxon and found["rest"] else None
    words = _pattern(_BETWEEN).split(name.strip())
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        if taxon := _species_of_words().get(" ".join(words[-count:]).lower()):
            rest = _pattern(rf"(?:[\s_]+[^\s_]+){{{count}}}\s*$").sub("", name).rstrip(" ,;")
            return NamedSpecies(rest, taxon)
    return None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    import re

    return re.compile(text)


@cache
def _species_of_words() -> dict[str, int]:
    """Return the taxon id that a word for a species means, by the word in lower case; 0 for other meanings of it."""
    found: dict[str, int] = {}
    for taxa, kind, words in data_rows("species_words.tsv"):
        if kind in _KINDS and taxa.isascii() and "," not in taxa:
            for word in words.lower().split("|"):
                taxon = 0 if kind == "none" else int(taxa)
                found[word.removesuffix("~")] = taxon
                if word.endswith("~"):
                    found[f"{word[:-1]}s"] = taxon
    return found
