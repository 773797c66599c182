"""The species that a name names itself: in a word (``mouse Il6``, ``Tnf (rat)``), or in letters (``hTERT``)."""

from __future__ import annotations

import re

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.core.values import NamedTuple


class NamedSpecies(NamedTuple):
    """A name without the species that it names."""

    rest: str
    taxon_id: int


PREFIX_TAXA = {"h": HUMAN, "hu": HUMAN, "hum": HUMAN, "hs": HUMAN, "hsa": HUMAN, "rh": HUMAN, "m": MOUSE, "mu": MOUSE,
               "mm": MOUSE, "mmu": MOUSE, "rm": MOUSE, "r": RAT, "rn": RAT, "rno": RAT, "d": FLY, "dm": FLY,
               "dme": FLY, "dmel": FLY, "z": FISH, "zf": FISH, "dr": FISH, "dre": FISH, "c": WORM, "ce": WORM,
               "cel": WORM, "y": YEAST, "sc": YEAST, "sce": YEAST, "x": 8355, "xl": 8355}  # fmt: skip
"""Taxon ids by the letters before a name; the one of *Xenopus laevis* is in no index of ours."""
_LETTERS = re.compile(
    r"^(?:(?P<plain>r?[hm]|[dzyx]|[Hh]um?|[Mm]u|[Zz]f|Cel)(?=[A-Z])"
    r"|(?P<pair>Hs|Mm|Rn|Dm|Dr|Ce|Sc|dm)[\-_:.]?(?=[A-Z])"
    r"|(?P<dashed>zf|hs|mm|rn|dm|dr|ce|sc|xl|hsa|mmu|rno|dme|dmel|dre|cel|sce)[\-_](?=[A-Za-z]))"
)
"""Letters that mean one species; those of ``rIL6`` and ``cMyc`` are left out: recombinant or rat, cellular or worm."""


def lettered_species(name: str) -> NamedSpecies | None:
    """Return a name without the letters of its species; ``None`` for names that have none.

    >>> [tuple(found) for name in ("hTERT", "rmTNF", "mmu-Trp53") if (found := lettered_species(name))]
    [('TERT', 9606), ('TNF', 10090), ('Trp53', 10090)]
    >>> lettered_species("TERT"), lettered_species("rIL6")
    (None, None)
    """
    found = _LETTERS.match(name)
    if found is None:
        return None
    letters = found["plain"] or found["pair"] or found["dashed"]
    return NamedSpecies(name[found.end() :], PREFIX_TAXA[letters.lower()])


_RECOMBINANT = re.compile(r"(?:recombinant|native|purified)[\s\-]+", re.IGNORECASE)
_BEFORE, _BEHIND = " -_:.,", " ,;([_"
_NO_NAME = ("anti", "antigen", "antibod", "igg", "igm", "iga")
"""Beginnings of what stands behind the species of an animal in which antibodies were raised."""


def worded_species(name: str) -> NamedSpecies | None:
    """Return a name without the word for a species at its beginning or end; ``None`` for names that have none.

    Behind a name the word is in brackets, or behind a comma, a space or an underscore.

    >>> [tuple(found) for name in ("mouse Il6", "TP53 (human)", "recombinant rat Bdnf") if (found := worded_species(name))]
    [('Il6', 10090), ('TP53', 9606), ('Bdnf', 10116)]
    >>> worded_species("mouse"), worded_species("mouse anti-human CD3")
    (None, None)
    """
    from genenorm.text.species_words import NAMES_OF_SPECIES, species_words

    text = name.replace("_", " ")
    words = [word for word in species_words().find(text) if word.kind in NAMES_OF_SPECIES and len(word.taxa) == 1]
    if not words:
        return None
    recombinant = _RECOMBINANT.match(text)
    first, last = words[0], words[-1]
    if first.start in (0, recombinant.end() if recombinant else 0):
        rest, taxon = name[first.end :].lstrip(_BEFORE), first.taxa[0]
        is_apart = name[first.end : first.end + 1] in ("", *_BEFORE)
    else:
        rest, taxon = name[: last.start].rstrip(_BEHIND), last.taxa[0]
        is_apart = not text[last.end :].strip(" )]") and name[last.start - 1] in _BEHIND
    if not is_apart or not any(map(str.isalnum, rest)) or rest.lower().startswith(_NO_NAME):
        return None
    return NamedSpecies(rest, taxon)
