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
    """What each name means instead, by its key; for names that are meant in one spelling only, an empty string."""
    spelled: Mapping[str, str]
    """What each name that is meant in one spelling only means instead, by this spelling."""

    @classmethod
    def load(cls) -> NotGenes:
        """Return the shipped list (``data/not_genes.tsv``), which is read once.

        >>> words = NotGenes.load()
        >>> words.reason(fold("ATP")), words.reason(fold("tPA"), "tPA")
        ('a metabolite: adenosine triphosphate', '')
        """
        return _shipped()

    def reason(self, key: Key | None, name: str = "") -> str:
        """Return why the name with this key is not a gene, or an empty string for names that may be genes.

        :param name: the name as it is written.
        """
        if key is None:
            return ""
        reason = self.reasons.get(key)
        if reason is None or reason:
            return reason or ""
        name = name.strip()
        return self.spelled.get(name) or self.spelled.get(name.strip(_BRACKETS), "")


_BRACKETS = "()[]{}<>_\"'* "
"""What programs write around a missing value: ``(none)``, ``<NA>``."""


@cache
def _shipped() -> NotGenes:
    reasons: dict[Key, str] = {}
    spelled: dict[str, str] = {}
    for names, sort, reason in data_rows("not_genes.tsv"):
        for name in names.split("|"):
            if (key := fold(name)) is None:
                continue
            if name.startswith("="):
                spelled[name[1:]] = f"{sort}: {reason}"
                reasons.setdefault(key, "")
            else:
                reasons[key] = f"{sort}: {reason}"
    return NotGenes(reasons, spelled)
