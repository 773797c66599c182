"""Suggestions for an unknown name: genes with a similar symbol. For people to choose from, never answers."""

from __future__ import annotations

from genenorm.core.model import Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import kind_of, target_of
from genenorm.text.keys import Key, fold

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_SHORTEST_KEY = 4
"""Shorter keys are within one edit of too many others."""
_LONGEST_KEY = 64
"""Longer keys, which no symbol has, take long to edit."""


def suggestions(reference: Reference, name: str, most: int = 5) -> tuple[Gene, ...]:
    """Return at most ``most`` genes whose official symbol is one edit away from a name, the best known first.

    >>> [gene.symbol for gene in suggestions(Reference.open(), "KRIT11", most=2)]
    ['KRIT1', 'Krit1']
    """
    key = fold(name)
    postings = reference.postings_of(edits(key)) if key is not None else {}
    genes = {target_of(word) for words in postings.values() for word in words if kind_of(word) is NameKind.SYMBOL}
    best_known = sorted(reference.genes_of(genes), key=lambda gene: (-gene.weight, gene.key))
    return tuple(best_known[:most])


def edits(key: Key) -> tuple[Key, ...]:
    """Return every key within one edit: a character removed, added, replaced, or swapped with its neighbour.

    Keys of fewer than 4 characters, or of more than 64, have none.

    >>> Key("grin1") in edits(Key("grim1")), edits(Key("p5"))
    (True, ())
    """
    if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        return ()
    found: dict[str, None] = {}
    for position in range(len(key) + 1):
        head, tail = key[:position], key[position:]
        found.update((head + letter + tail, None) for letter in _ALPHABET)
        if tail:
            found.update((head + letter + tail[1:], None) for letter in _ALPHABET)
            found[head + tail[1:]] = None
            found[head + tail[1:2] + tail[0] + tail[2:]] = None
    return tuple(Key(text) for text in found if text != key)
