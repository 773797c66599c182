"""Words that look like gene names and are not: metabolites, common words, laboratory terms. Data with a reason each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from genenorm.core.paths import DATA
from genenorm.text.keys import Key, fold


@dataclass(frozen=True, slots=True)
class NonGenes:
    """The not-a-gene list: key to the reason, in words."""

    reasons: Mapping[Key, str]

    @classmethod
    def load(cls) -> NonGenes:
        """Return the shipped list (``data/not_genes.tsv``), read once.

        >>> NonGenes.load().reason(fold("ATP"))
        'a metabolite: adenosine triphosphate'
        """
        return _shipped()

    def reason(self, key: Key | None) -> str:
        """Return why a name is no gene name, or an empty text."""
        return self.reasons.get(key, "") if key is not None else ""


@cache
def _shipped() -> NonGenes:
    table = (DATA / "not_genes.tsv").read_text("utf-8")
    reasons: dict[Key, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            names, sort, reason = line.split("\t")
            for name in names.split("|"):
                if (key := fold(name)) is not None:
                    reasons[key] = f"{sort}: {reason}"
    return NonGenes(reasons)
