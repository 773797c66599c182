"""Names close to one that is unknown: suggestions for a person, never answers."""

from __future__ import annotations

from genenorm.core.model import Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.text.keys import Key, fold

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_SHORTEST = 4
"""Keys of fewer characters are within one edit of too many others to suggest any."""


def suggestions(reference: Reference, name: str, most: int = 5) -> tuple[Gene, ...]:
    """Return genes whose official symbol is one edit away from a name, the best known first.

    >>> [gene.symbol for gene in suggestions(Reference.open(), "KRIT11", most=2)]
    ['KRIT1', 'Krit1']
    """
    key = fold(name)
    found = reference.postings_of(edits(key)) if key is not None else {}
    genes = {word >> 12 for words in found.values() for word in words if word >> 8 & 15 == NameKind.SYMBOL.value}
    known = sorted(reference.genes_of(genes), key=lambda gene: (-gene.weight, gene.key))
    return tuple(known[:most])


def edits(key: Key) -> tuple[Key, ...]:
    """Return every key within one edit: a character left out, added, replaced, or swapped with its neighbour.

    >>> Key("grin1") in edits(Key("grim1")), edits(Key("p5"))
    (True, ())
    """
    if len(key) < _SHORTEST:
        return ()
    found: dict[str, None] = {}
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        found.update((head + letter + tail, None) for letter in _ALPHABET)
        if tail:
            found.update((head + letter + tail[1:], None) for letter in _ALPHABET)
            found[head + tail[1:]] = None
            found[head + tail[1:2] + tail[0] + tail[2:]] = None
    return tuple(Key(text) for text in found if text != key)
