"""Names that the reference index and MyGene.info answer differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from genenorm.core.model import KeyRule, Resolution, Status
from genenorm.mygene.hits import LiveHit

_GUESSES = (KeyRule.OCR, KeyRule.COMPLETION)
"""Rules by which the index guesses names that it does not contain; they may be new symbols that MyGene.info knows."""


class DisagreementKind(Enum):
    """How the two sources differ; the value is the word shown to the user."""

    OTHER_GENE = "other gene"
    OTHER_SYMBOL = "other symbol"
    ONLY_MYGENE = "only MyGene.info"
    ONLY_INDEX = "only the index"


@dataclass(frozen=True, slots=True)
class LookupDisagreement:
    """A name that the index and MyGene.info answer differently."""

    name: str
    kind: DisagreementKind
    index: str
    """The gene of the index as ``taxon_id:gene_id symbol``; empty if it has no answer."""
    mygene: tuple[str, ...]
    """The genes of MyGene.info in the same form, best first; empty if it has none."""

    def __str__(self) -> str:
        """Return the disagreement as one line.

        >>> print(LookupDisagreement("p53", DisagreementKind.OTHER_SYMBOL, "9606:7157 TP53", ("9606:7157 P53",)))
        p53: other symbol: the index says 9606:7157 TP53, MyGene.info 9606:7157 P53
        """
        mygene = " or ".join(self.mygene[:3]) or "nothing"
        return f"{self.name}: {self.kind.value}: the index says {self.index or 'nothing'}, MyGene.info {mygene}"


def names_to_look_up(resolutions: Iterable[Resolution], *, always: bool) -> tuple[str, ...]:
    """Return the distinct names to look up live.

    These are the names that the index cannot answer or only guesses; with ``always`` all names.
    """
    return tuple(dict.fromkeys(one.input for one in resolutions if always or _is_unanswered(one)))


def _is_unanswered(resolution: Resolution) -> bool:
    if resolution.status is Status.NOT_A_GENE:
        return False
    is_withdrawn = resolution.status is Status.RETIRED and resolution.answer is None
    return resolution.status is Status.UNKNOWN or is_withdrawn or resolution.rule in _GUESSES


def find_disagreements(
    resolutions: Iterable[Resolution], hits: Mapping[str, tuple[LiveHit, ...]]
) -> tuple[LookupDisagreement, ...]:
    """Return the disagreements between answers of the index and the hits of MyGene.info, in the order of the answers.

    Names without an entry in ``hits`` and names that the index finds ambiguous are not compared.
    """
    found = (_compare(resolution, hits[resolution.input]) for resolution in resolutions if resolution.input in hits)
    return tuple(dict.fromkeys(disagreement for disagreement in found if disagreement))


def _compare(resolution: Resolution, hits: tuple[LiveHit, ...]) -> LookupDisagreement | None:
    kind = _kind_of_disagreement(resolution, hits)
    if kind is None:
        return None
    by_index = f"{resolution.taxon_id}:{resolution.gene_id or resolution.authority_id} {resolution.symbol}"
    by_mygene = tuple(f"{hit.taxon_id}:{hit.gene_id or hit.authority_id} {hit.symbol}" for hit in hits)
    return LookupDisagreement(
        resolution.input, kind, "" if kind is DisagreementKind.ONLY_MYGENE else by_index, by_mygene
    )


def _kind_of_disagreement(resolution: Resolution, hits: tuple[LiveHit, ...]) -> DisagreementKind | None:
    if resolution.status is Status.UNKNOWN:
        return DisagreementKind.ONLY_MYGENE if hits else None
    if resolution.status is not Status.RESOLVED:
        return None
    same_species = [hit for hit in hits if hit.taxon_id == resolution.taxon_id]
    same_gene = next((hit for hit in same_species if _is_same_gene(resolution, hit)), None)
    if same_gene is not None:
        return None if same_gene.symbol in ("", resolution.symbol) else DisagreementKind.OTHER_SYMBOL
    return DisagreementKind.OTHER_GENE if same_species else DisagreementKind.ONLY_INDEX


def _is_same_gene(resolution: Resolution, hit: LiveHit) -> bool:
    if resolution.gene_id is not None and hit.gene_id is not None:
        return resolution.gene_id == hit.gene_id
    if resolution.authority_id and resolution.authority_id == hit.authority_id:
        return True
    return bool(resolution.ensembl_id) and resolution.ensembl_id in hit.ensembl_ids
