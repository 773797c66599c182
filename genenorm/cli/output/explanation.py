"""What ``genenorm explain`` prints: each answer with its evidence and every candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from genenorm.cli.output.streams import printable
from genenorm.core.model import KeyRule, Status
from genenorm.resolver.answer_documents import answer_document, species_name
from genenorm.resolver.suggestions import suggestions

if TYPE_CHECKING:
    from genenorm.core.model import Candidate, Gene, Resolution
    from genenorm.index.reference import Reference


def explanation_text(answers: Sequence[Resolution], reference: Reference) -> str:
    """Return the answers as text, one paragraph each; the last line names the data they are based on.

    Without answers the text is empty.
    """
    if not answers:
        return ""
    paragraphs = ["\n".join(_paragraph(answer, reference)) for answer in answers]
    return "\n\n".join([*paragraphs, f"data: {_sources(answers, reference)}"])


def _paragraph(answer: Resolution, reference: Reference) -> Iterator[str]:
    yield printable(f"{answer.input}: {_verdict(answer, reference)}")
    if answer.name_kind or answer.key_rule:
        yield f"  matched: {', '.join(part for part in (answer.name_kind, answer.key_rule) if part)}"
    if answer.evidence:
        yield printable(f"  why: {answer.evidence}")
    if answer.status is Status.UNKNOWN and (near := suggestions(reference, answer.input)):
        yield f"  did you mean: {', '.join(_gene(gene, reference) for gene in near)}"
    if answer.members:
        yield "  members:"
        yield from (f"    {_gene(gene, reference)}" for gene in answer.members)
    if answer.candidates:
        yield "  candidates:"
        for candidate in answer.candidates:
            yield from _candidate(candidate, reference)


def _verdict(answer: Resolution, reference: Reference) -> str:
    parts = [answer.status.value]
    if answer.symbol:
        parts.append(f"{species_name(answer.taxon_id, reference)} {answer.symbol}")
    identifiers = [f"NCBIGene:{answer.gene_id}"] if answer.gene_id is not None else []
    identifiers += [part for part in (answer.ensembl_id, answer.authority_id, answer.group_id) if part]
    if identifiers:
        parts.append(f"({', '.join(identifiers)})")
    if answer.score:
        parts.append(f"score {answer.score:.2f}")
    return " ".join(parts)


def _candidate(candidate: Candidate, reference: Reference) -> Iterator[str]:
    yield f"    {candidate.score:.2f}  {_gene(candidate.gene, reference)}"
    rule = candidate.match.rule
    changed = () if rule is KeyRule.AS_WRITTEN else (rule.value,)
    yield printable(f"          {'; '.join((*changed, *candidate.evidence))}")


def _gene(gene: Gene, reference: Reference) -> str:
    identifiers = [f"NCBIGene:{gene.gene_id}"] if gene.gene_id is not None else []
    identifiers += [part for part in (gene.ensembl_id, gene.authority_id) if part]
    return printable(f"{species_name(gene.taxon_id, reference)} {gene.symbol} ({', '.join(identifiers)})")


def _sources(answers: Sequence[Resolution], reference: Reference) -> str:
    genes = [gene for answer in answers for gene in answer.members]
    genes += [found.gene for answer in answers for found in answer.candidates if not found.match.source]
    sources = {gene.taxon_id: reference.taxa[gene.taxon_id].source for gene in genes if gene.taxon_id in reference.taxa}
    live = dict.fromkeys(found.match.source for answer in answers for found in answer.candidates if found.match.source)
    index = f"reference index {reference.stamp}"
    return "; ".join([*(source for _, source in sorted(sources.items())), *live, index])


def explanation_json(answers: Sequence[Resolution], reference: Reference) -> str:
    """Return the answers as a JSON list, each with its candidates and members in full."""
    import json

    return json.dumps([answer_document(answer, reference) for answer in answers], ensure_ascii=False, indent=2)
