"""Classes of genes that a text names by a word, such as ``cytokines`` or ``proinflammatory chemokines``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from genenorm.core.paths import data_rows

_ADJECTIVE = r"(?:[a-z\-]+(?:ory|ic|al|ed|ent|ant|ive|ing|able)|other|these|several|various|many|all|Th\d+)"


class GeneClass(NamedTuple):
    """A class of genes that texts name by a word."""

    word: str
    """The word in the singular."""
    words: re.Pattern[str]
    """Found in the full names of the genes of the class."""
    other_words: re.Pattern[str]
    """Found in full names of genes that only have to do with the class."""

    def has(self, full_name: str) -> bool:
        """Return whether the gene with a full name is of the class.

        >>> cytokine = gene_class("cytokines")
        >>> [cytokine.has(name) for name in ("interleukin 6", "interleukin 6 receptor", "tumor protein p53")]
        [True, False, False]
        """
        return self.words.search(full_name) is not None and not self.other_words.search(full_name)


def gene_class(name: str) -> GeneClass | None:
    """Return the class that a name means, alone or after adjectives; ``None`` for other names.

    >>> gene_class("proinflammatory Cytokines").word, gene_class("IL-2 receptor")
    ('cytokine', None)
    """
    found = _names_of_classes().match(name)
    return _classes()[re.sub(r"[\s\-]+", " ", found["word"]).lower()] if found else None


@cache
def _classes() -> dict[str, GeneClass]:
    return {word: GeneClass(word, _any(words), _any(others)) for word, words, others in data_rows("gene_classes.tsv")}


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


@cache
def _names_of_classes() -> re.Pattern[str]:
    words = "|".join(word.replace(" ", r"[\s\-]+") for word in _classes())
    return re.compile(rf"^(?:{_ADJECTIVE}\s+)*(?P<word>{words})(?:s|\s+genes?|\s+proteins?)?$", re.IGNORECASE)
