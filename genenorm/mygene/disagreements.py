"""Where the reference index and MyGene.info disagree about a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from genenorm.core.model import KeyRule, Resolution, Status
from genenorm.mygene.hits import LiveHit

_GUESSES = (KeyRule.OCR, KeyRule.COMPLETION)
"""Rules by which the index answers a name that it does not hold: a new symbol may look like a damaged old one."""


class Difference(Enum):
    """How the two sources differ; the value is the word printed in tables."""

    OTHER_GENE = "other gene"
    OTHER_SYMBOL = "other symbol"
    ONLY_MYGENE = "only MyGene.info"
    ONLY_INDEX = "only the index"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One name the two sources answer differently, with what each says."""

    name: str
    difference: Difference
    index: str
    """``taxon_id:gene_id symbol`` by the index; empty when it has no answer."""
    mygene: tuple[str, ...]
    """The same by MyGene.info, best first; empty when it has no answer."""

    def __str__(self) -> str:
        """Return the disagreement as a line for a person.

        >>> print(Disagreement("p53", Difference.OTHER_SYMBOL, "9606:7157 TP53", ("9606:7157 P53",)))
        p53: other symbol: the index says 9606:7157 TP53, MyGene.info 9606:7157 P53
        """
        told = " or ".join(self.mygene[:3]) or "nothing"
        return f"{self.name}: {self.difference.value}: the index says {self.index or 'nothing'}, MyGene.info {told}"


def names_to_ask(resolutions: Iterable[Resolution], *, always: bool) -> tuple[str, ...]:
    """Return the distinct names to look up live: those the index cannot answer or only guesses, or ``always`` all."""
    return tuple(dict.fromkeys(one.input for one in resolutions if always or _is_open(one)))


def _is_open(resolution: Resolution) -> bool:
    if resolution.status is Status.NOT_A_GENE:
        return False
    withdrawn = resolution.status is Status.RETIRED and resolution.answer is None
    return resolution.status is Status.UNKNOWN or withdrawn or resolution.rule in _GUESSES


def disagreements(
    resolutions: Iterable[Resolution], hits: Mapping[str, tuple[LiveHit, ...]]
) -> tuple[Disagreement, ...]:
    """Return the names about which the sources disagree, in the order of the resolutions.

    Names that were not looked up live, or that the index finds ambiguous, are passed over.
    """
    found = (_compare(resolution, hits[resolution.input]) for resolution in resolutions if resolution.input in hits)
    return tuple(dict.fromkeys(disagreement for disagreement in found if disagreement))


def _compare(resolution: Resolution, hits: tuple[LiveHit, ...]) -> Disagreement | None:
    told = tuple(f"{hit.taxon_id}:{hit.gene_id or hit.authority_id} {hit.symbol}" for hit in hits)
    if resolution.status is Status.UNKNOWN:
        return Disagreement(resolution.input, Difference.ONLY_MYGENE, "", told) if hits else None
    if resolution.status is not Status.RESOLVED:
        return None
    said = f"{resolution.taxon_id}:{resolution.gene_id or resolution.authority_id} {resolution.symbol}"
    rivals = [hit for hit in hits if hit.taxon_id == resolution.taxon_id]
    same = next((hit for hit in rivals if _is_same(resolution, hit)), None)
    if same is not None:
        renamed = same.symbol not in ("", resolution.symbol)
        return Disagreement(resolution.input, Difference.OTHER_SYMBOL, said, told) if renamed else None
    return Disagreement(resolution.input, Difference.OTHER_GENE if rivals else Difference.ONLY_INDEX, said, told)


def _is_same(resolution: Resolution, hit: LiveHit) -> bool:
    if resolution.gene_id is not None and hit.gene_id is not None:
        return resolution.gene_id == hit.gene_id
    if resolution.authority_id and resolution.authority_id == hit.authority_id:
        return True
    return bool(resolution.ensembl_id) and resolution.ensembl_id in hit.ensembl_ids
