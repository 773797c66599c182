"""Answers of the resolver as parts of the results for assistants: bounded, with all identifiers read from the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from genenorm.core.context import Context
from genenorm.core.model import Candidate, Gene, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.resolver.answer_documents import species_name
from genenorm.resolver.doubt import doubt_text, doubts_of_answer, likeliest_first
from genenorm.resolver.ortholog_answers import OrthologAnswer
from genenorm.service.assistant_answers import AlternativeValue, AnswerValue, CandidateValue, GeneValue, OrthologValue
from genenorm.service.quoting import one_line

_MOST_ALTERNATIVES = 3
_MOST_MEMBERS = 8
_LEAST_OF_ALTERNATIVE = 0.01
"""The least score of a candidate that is shown beside an answer."""
_LONGEST_EVIDENCE = 300
_WITHOUT_MISTAKE = frozenset({Status.RESOLVED, Status.NOT_A_GENE})


def doubt_of(answer: Resolution, settled: Context) -> str:
    """Return the reasons to look at an answer; ``settled`` is the context that its list decided."""
    return doubt_text(doubts_of_answer(answer, settled.species))


def is_to_ask(answer: Resolution, doubt: str) -> bool:
    """Return whether the user is to be asked about an answer."""
    return bool(doubt) or answer.status not in _WITHOUT_MISTAKE


def answer_value(reference: Reference, place: int, answer: Resolution, doubt: str) -> AnswerValue:
    """Return an answer with the likeliest alternatives and the first members; ``place`` is its number in the list."""
    gene = answer.gene
    given = {member.key for member in answer.members} | ({gene.key} if gene is not None else set())
    others = [one for one in likeliest(answer) if one.gene.key not in given]
    likely = [one for one in others if one.score >= _LEAST_OF_ALTERNATIVE][:_MOST_ALTERNATIVES]
    return AnswerValue(
        place=place,
        name=answer.input,
        status=answer.status.value,
        ask_user=is_to_ask(answer, doubt),
        gene=None if gene is None else gene_value(reference, gene),
        group_id=answer.group_id or None,
        score=round(float(answer.score), 3),
        doubt=doubt,
        evidence=shortened(answer.evidence),
        alternatives=[
            AlternativeValue(**_gene_fields(reference, one.gene), score=round(float(one.score), 3)) for one in likely
        ],
        further_alternatives=len(others) - len(likely),
        members=gene_values(reference, answer.members[:_MOST_MEMBERS]),
        further_members=max(0, len(answer.members) - _MOST_MEMBERS),
    )


def likeliest(answer: Resolution) -> list[Candidate]:
    """Return the candidates of an answer, the likeliest first."""
    return sorted(likeliest_first(answer), key=lambda one: -one.score)


def candidate_value(reference: Reference, candidate: Candidate) -> CandidateValue:
    """Return a candidate with its evidence."""
    match = candidate.match
    return CandidateValue(
        **_gene_fields(reference, candidate.gene),
        score=round(float(candidate.score), 3),
        full_name=candidate.gene.name or None,
        name_kind=match.kind.label,
        key_rule=match.rule.value,
        evidence=list(candidate.evidence),
        via=None if match.via is None else gene_value(reference, match.via),
    )


def ortholog_value(
    reference: Reference, place: int, answer: Resolution, asks: bool, found: OrthologAnswer
) -> OrthologValue:
    """Return an ortholog of the gene that an answer means; ``asks`` says whether the user is to be asked about it."""
    gene, other, ortholog = answer.gene_meant, found.resolution.gene, found.ortholog
    return OrthologValue(
        place=place,
        name=answer.input,
        ask_user=asks,
        of=None if gene is None else gene_value(reference, gene),
        ortholog=None if ortholog is None or other is None else gene_value(reference, other),
        relation=None if ortholog is None else ortholog.relation.value,
        sources=None if ortholog is None else ortholog.homology,
        doubt=found.doubt,
        note=shortened(found.resolution.note or ("" if ortholog else found.resolution.evidence)),
    )


def gene_values(reference: Reference, genes: Sequence[Gene]) -> list[GeneValue]:
    """Return genes with their identifiers."""
    return [gene_value(reference, gene) for gene in genes]


def gene_value(reference: Reference, gene: Gene) -> GeneValue:
    """Return a gene with its identifiers."""
    return GeneValue(**_gene_fields(reference, gene))


def _gene_fields(reference: Reference, gene: Gene) -> dict[str, Any]:
    return {
        "species": species_name(gene.taxon_id, reference),
        "taxon_id": gene.taxon_id,
        "symbol": gene.symbol or None,
        "gene_id": gene.gene_id,
        "ensembl_id": gene.ensembl_id or None,
        "authority_id": gene.authority_id or None,
    }


def rest_of(what: str, start: int, shown: int, total: int) -> dict[str, Any]:
    """Return the fields of a result that say what was left out."""
    end = start + max(shown, 0)
    if start and start >= total:
        return {"cut": f"start is {start:,}, which is behind the last one: {what} are counted from 0 to {total - 1:,}."}
    if end >= total:
        return {}
    more = f"{what} {start:,} to {end - 1:,} of {total:,} are here; for the next ones call again with start={end}."
    return {"cut": more, "next_start": end}


def shortened(text: str) -> str:
    """Return evidence or a note in one line of bounded length."""
    return one_line(text, _LONGEST_EVIDENCE)
