"""The genes that the names of several datasets mean: those of datasets of the same species are answered together.

So a name has the same answer in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.resolver.resolver import Resolver

TARGETS = ("symbol", "gene_id", "ensembl_id")
"""What names can become."""
TARGET_WORDS = {"symbol": "official symbol", "gene_id": "NCBI GeneID", "ensembl_id": "Ensembl id"}


class NameAnswer(NamedTuple):
    """What a name of a dataset means."""

    target: str
    """The symbol or id that the name should become; empty without one gene, or when the gene has none."""
    gene: str
    """What tells the gene from all others; empty without one gene."""
    gene_id: int | None
    species: str
    """The common name of the gene's species."""
    reason: str
    """How the name means the gene, or why no one gene is known."""
    doubt: str
    score: float


class SpeciesFound(NamedTuple):
    """The species of a dataset."""

    taxa: tuple[int, ...]
    """Empty when it is open."""
    words: str
    """For a person: the verdict on its names, or that the species was given."""


def species_found(
    resolver: Resolver, names: Sequence[str], given: tuple[int, ...] | None, common_names: Mapping[int, str]
) -> SpeciesFound:
    """Return the species of a dataset.

    :param given: the species that the user says; ``None`` to let the names decide; none for any species.
    """
    if given is not None:
        words = ", ".join(common_names.get(taxon, str(taxon)) for taxon in given) or "any species"
        return SpeciesFound(given, f"{words}, as given")
    found = resolver.species_of(names)
    sole = found.sole_taxon_id
    return SpeciesFound(() if sole is None else (sole,), str(found))


def answers_of(resolver: Resolver, names: Iterable[str], taxa: tuple[int, ...], to: str) -> dict[str, NameAnswer]:
    """Return what names mean in some species, or in any, as one list.

    :param to: what names should become, one of ``TARGETS``.
    """
    distinct = sorted(set(names))  # so that the order of the datasets does not matter
    if not distinct:
        return {}
    columns = resolver.columns(distinct, Context(species=taxa) if taxa else NO_CONTEXT)
    texts = columns.texts
    found = {}
    for place, name in enumerate(distinct):
        status = texts["status"][place]
        score, doubt = float(columns.scores[place]), texts["doubt"][place]
        taxon_id = int(columns.taxon_ids[place])
        if status != Status.RESOLVED or not taxon_id:
            found[name] = NameAnswer("", "", None, "", _why_open(status, texts["evidence"][place]), doubt, score)
            continue
        gene_id = int(columns.gene_ids[place]) or None
        symbol, ensembl_id = texts["symbol"][place] or "", texts["ensembl_id"][place] or ""
        target = {"symbol": symbol, "gene_id": str(gene_id or ""), "ensembl_id": ensembl_id}[to]
        own = gene_id or ensembl_id or texts["authority_id"][place] or symbol
        species = texts["species"][place] or str(taxon_id)
        evidence = texts["evidence"][place]
        if evidence.startswith(_OTHER_SPECIES):
            doubt = "; ".join(filter(None, (NAME_OF_OTHER_SPECIES, doubt)))
        if not target:
            reason = f"its gene has no {TARGET_WORDS[to]} in the index"
        else:
            reason = _how(name, target, texts["name_kind"][place], texts["key_rule"][place], evidence)
        found[name] = NameAnswer(target, f"{taxon_id}:{own}", gene_id, species, reason, doubt, score)
    return found


NAME_OF_OTHER_SPECIES = "known in another species alone"
"""The doubt for a name that means a gene only through an ortholog."""
_OTHER_SPECIES = "ortholog of "


def _why_open(status: str, evidence: str) -> str:
    reason = evidence.partition("; ")[0]
    if status in (Status.UNKNOWN, Status.NOT_A_GENE, Status.RETIRED):
        return reason or status
    return f"no one gene: {reason}" if reason else "no one gene"


def _how(name: str, target: str, kind: str, rule: str, evidence: str) -> str:
    """Return in words how a name means a gene."""
    if name == target:
        return "as it should be"
    if evidence.startswith(_OTHER_SPECIES):
        return evidence.partition("; ")[0]
    if kind == NameKind.SYMBOL.label and rule == KeyRule.CASE.value:
        return f"{target} in other case"
    if kind == NameKind.SYMBOL.label and rule == KeyRule.AS_WRITTEN.value:
        return "symbol of the gene"
    how = f"{kind} of its gene"
    return how if rule in (KeyRule.AS_WRITTEN.value, KeyRule.IDENTIFIER.value) else f"{how}, {rule}"
