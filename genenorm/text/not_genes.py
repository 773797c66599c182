"""Names that some gene has as an alias and that hardly ever mean it: metabolites, common words, laboratory terms."""

from __future__ import annotations

from functools import cache

from genenorm.core.paths import data_rows
from genenorm.core.values import Value
from genenorm.text.keys import Key, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class NotGenes(Value):
    """The list of names that are not genes."""

    reasons: Mapping[Key, str]
    """What each name means instead, by its key."""

    @classmethod
    def load(cls) -> NotGenes:
        """Return the shipped list (``data/not_genes.tsv``), which is read once.

        >>> NotGenes.load().reason(fold("ATP"))
        'a metabolite: adenosine triphosphate'
        """
        return _shipped()

    def reason(self, key: Key | None) -> str:
        """Return why the name with this key is not a gene, or an empty string for names that may be genes."""
        return self.reasons.get(key, "") if key is not None else ""


@cache
def _shipped() -> NotGenes:
    reasons: dict[Key, str] = {}
    for names, sort, reason in data_rows("not_genes.tsv"):
        for name in names.split("|"):
            if (key := fold(name)) is not None:
                reasons[key] = f"{sort}: {reason}"
    return NotGenes(reasons)
