"""Answers as JSON documents, with every candidate, its evidence and the members of families."""

from __future__ import annotations

from genenorm.resolver.suggestions import suggestions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.core.model import Candidate, Gene, Resolution
    from genenorm.index.reference import Reference


def answer_document(answer: Resolution, reference: Reference) -> dict[str, object]:
    """Return an answer with its candidates and members in full, as a value for JSON.

    >>> from genenorm.index.reference import Reference
    >>> from genenorm.resolver.resolver import Resolver
    >>> resolver = Resolver(Reference.open())
    >>> found = answer_document(resolver.resolve("PSD95"), resolver.reference)
    >>> found["symbol"], found["name_kind"], found["candidates"][1]["symbol"]
    ('DLG4', 'synonym', 'Dlg4')
    """
    return {
        "input": answer.input,
        "status": answer.status.value,
        "taxon_id": answer.taxon_id,
        "gene_id": answer.gene_id,
        "symbol": answer.symbol,
        "ensembl_id": answer.ensembl_id,
        "authority_id": answer.authority_id,
        "group_id": answer.group_id,
        "score": answer.score,
        "name_kind": answer.name_kind,
        "key_rule": answer.key_rule,
        "evidence": answer.evidence,
        "candidates": [_candidate_document(candidate, reference) for candidate in answer.candidates],
        "members": [gene_document(gene, reference) for gene in answer.members],
        "reference": reference.stamp,
    }


def _candidate_document(candidate: Candidate, reference: Reference) -> dict[str, object]:
    return {
        "score": candidate.score,
        **gene_document(candidate.gene, reference),
        "name_kind": candidate.match.kind.label,
        "key_rule": candidate.match.rule.value,
        "evidence": list(candidate.evidence),
        "via": gene_document(via, reference) if (via := candidate.match.via) else None,
    }


def choice_documents(answer: Resolution, reference: Reference, most: int) -> list[dict[str, object]]:
    """Return the genes that a person may choose for a name, the likeliest first, then the members of a family.

    Each has the ``label`` by which it is chosen, ``species``, ``symbol``, its identifiers, ``score`` and ``evidence``,
    the reasons in words.

    :param most: the most genes to return.

    >>> from genenorm.index.reference import Reference
    >>> from genenorm.resolver.resolver import Resolver
    >>> resolver = Resolver(Reference.open())
    >>> found = choice_documents(resolver.resolve("KARs"), resolver.reference, 2)
    >>> [(gene["label"], gene["species"], gene["symbol"]) for gene in found]
    [('9606:3735', 'human', 'KARS1'), ('9606:2897', 'human', 'GRIK1')]
    """
    from itertools import islice

    from genenorm.core.model import label
    from genenorm.resolver.doubt import likeliest_first

    found: dict[int, dict[str, object]] = {}
    for candidate in islice(likeliest_first(answer), most):
        document = _choice(candidate.gene, reference, candidate.score, list(candidate.evidence))
        found[candidate.gene.key] = {"label": candidate.match.label or label(candidate.gene), **document}
    for member in answer.members:
        if len(found) >= most:
            break
        if member.key not in found:
            found[member.key] = {"label": label(member), **_choice(member, reference, None, ["a member"])}
    return list(found.values())


def _choice(gene: Gene, reference: Reference, score: float | None, evidence: list[str]) -> dict[str, object]:
    return {
        **gene_document(gene, reference),
        "group_id": reference.group_id(gene.group),
        "score": None if score is None else round(float(score), 3),
        "evidence": evidence,
    }


def gene_document(gene: Gene, reference: Reference) -> dict[str, object]:
    """Return a gene's species, identifiers, symbol and name as a value for JSON."""
    return {
        "taxon_id": gene.taxon_id,
        "species": species_name(gene.taxon_id, reference),
        "gene_id": gene.gene_id,
        "symbol": gene.symbol,
        "name": gene.name,
        "ensembl_id": gene.ensembl_id,
        "authority_id": gene.authority_id,
    }


def similar_genes(answer: Resolution, reference: Reference) -> list[dict[str, object]]:
    """Return genes whose symbols are like an unknown name, for people to choose from; see ``suggestions``."""
    return [gene_document(gene, reference) for gene in suggestions(reference, answer.input)]


def species_name(taxon_id: int | None, reference: Reference) -> str:
    """Return the common name of a species, or its taxon id where the index does not have it."""
    return reference.taxa[taxon_id].common if taxon_id in reference.taxa else f"taxon {taxon_id}"
