"""The sort of study that a text reports: on whole animals, on animals bred for it, or on molecules.

The words are data (``data/study_words.tsv``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from genenorm.core.paths import data_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_FEW = 2
"""Words of the list that a text needs to be half as clear as it can be."""


class StudyWords(NamedTuple):
    """The list of words, in lower case."""

    bred: frozenset[str]
    """Words for animals that were bred or changed for a study."""
    animal: frozenset[str]
    """Words for what is done to whole animals and measured in them."""
    molecule: frozenset[str]
    """Words for sequences, parts and partners of molecules."""

    def has_bred_animals(self, words: AbstractSet[str]) -> bool:
        """Return whether a text with these words, in lower case, reports on animals that were bred for the study.

        >>> study_words().has_bred_animals({"transgenic", "mice"})
        True
        """
        return not self.bred.isdisjoint(words)

    def balance(self, words: AbstractSet[str]) -> float:
        """Return how far a text with these words, in lower case, is about animals (up to 1) or molecules (down to -1).

        >>> study_words().balance({"injected", "saline", "brain"}), study_words().balance({"domain", "binds", "liver"})
        (0.6, -0.2)
        """
        animal, molecule = len(self.animal & words), len(self.molecule & words)
        return (animal - molecule) / (animal + molecule + _FEW)


@cache
def study_words() -> StudyWords:
    """Return the shipped list of words, read once."""
    words = {kind: frozenset(text.split("|")) for kind, text in data_rows("study_words.tsv")}
    return StudyWords(words["bred"], words["animal"], words["molecule"])
