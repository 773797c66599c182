"""Results of the tools for assistants in words, for programs that show a model the text of a result alone."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.service.assistant_answers import (
    AnswerValue,
    CheckResult,
    ExplainResult,
    GeneValue,
    ListResult,
    OrthologResult,
    ReferenceResult,
    ResolveResult,
    Result,
    TextResult,
)
from genenorm.service.quoting import quoted

_LEAST_SHARE = 0.01
"""The least share of a species that is said."""


def resolve_words(found: ResolveResult) -> Iterator[str]:
    """Yield the answers for names, a line each, after a summary."""
    counts = ", ".join(f"{count:,} {status}" for status, count in found.counts.items()) or "no names"
    species = f" Species of the list: {found.species_of_list}." if found.total > 1 else ""
    yield f"{found.total:,} {'name' if found.total == 1 else 'names'}: {counts}.{species}"
    if found.to_ask:
        yield f"Ask the user about {found.to_ask:,} of them (marked ?), with their alternatives; do not decide."
    for answer in found.answers:
        yield answer_words(answer, f"{answer.place} ")


def explain_words(found: ExplainResult) -> Iterator[str]:
    """Yield each name with its candidates, a line each."""
    for each in found.names:
        asks = "; ask the user" if each.ask_user else ""
        yield f"{quoted(each.name)}: {each.status}; {_joined(each.doubt, each.evidence)}{asks}"
        for one in each.candidates:
            full_name = f" {one.full_name}," if one.full_name else ""
            yield f"  {_long(one)},{full_name} score {one.score or 0:.3f}: {'; '.join(one.evidence)}"
        if each.members:
            yield f"  members: {', '.join(map(_short, each.members))}"
        if each.similar:
            yield f"  similar symbols, to show the user and never to answer: {', '.join(map(_short, each.similar))}"


def ortholog_words(found: OrthologResult) -> Iterator[str]:
    """Yield orthologs, a line each."""
    for row in found.orthologs:
        name = f"{'? ' if row.ask_user else ''}{quoted(row.name)}"
        of = f" is {_short(row.of)}:" if row.of is not None else ":"
        if row.ortholog is None:
            yield f"{name}{of} no ortholog; {row.note}"
        else:
            yield f"{name}{of} {_joined(_long(row.ortholog), row.relation, row.sources, row.doubt, row.note)}"


def check_words(found: CheckResult) -> Iterator[str]:
    """Yield pairs of names and identifiers, a line each, and a line for each finding."""
    for pair in found.pairs:
        mark = "? " if pair.ask_user else ""
        gene = f"; the identifier is {_long(pair.gene)}" if pair.gene is not None else ""
        yield f"{mark}{pair.place} {quoted(pair.name)} with {quoted(pair.identifier)}: {pair.verdict}{gene}"
        for one in pair.findings:
            right = f"; right: {quoted(one.right)}" if one.right else ""
            yield f"  {one.on}: {one.kind} ({one.sure}): {one.why}{right}"


def list_words(found: ListResult) -> Iterator[str]:
    """Yield the species of a list of names."""
    shares = ", ".join(f"{one.species} {one.share:.0%}" for one in found.shares if one.share >= _LEAST_SHARE)
    sure = "" if found.species is not None else " The list is not surely of one species: ask the user."
    yield f"{found.verdict}.{sure}"
    if shares:
        yield f"Shares: {shares}."


def text_words(found: TextResult) -> Iterator[str]:
    """Yield the mentions of genes in a text, a line each."""
    species = ", ".join(found.species_of_text) or "not said"
    yield f"{found.total:,} {'mention' if found.total == 1 else 'mentions'}. Species of the text: {species}."
    for each in found.mentions:
        yield answer_words(each.answer, f"{each.start}-{each.end} ")


def reference_words(found: ReferenceResult) -> Iterator[str]:
    """Yield what the index has."""
    yield f"Index {found.reference}"
    for one in found.species:
        yield f"{one.species} ({one.latin_name}, taxon {one.taxon_id}): {one.genes:,} genes, {one.source}"
    yield f"The most a call may have: {', '.join(f'{number:,} {what}' for what, number in found.limits.items())}."


def answer_words(answer: AnswerValue, place: str) -> str:
    """Return an answer in one line; a question mark before it says that the user is to be asked."""
    found = _long(answer.gene) if answer.gene is not None else answer.status
    parts = [found, f"score {answer.score:.3f}" if answer.score else "", answer.doubt]
    if answer.ask_user or answer.gene is None:
        parts.append(answer.evidence)
        parts.append(_list("members: ", answer.members, answer.further_members))
        others = [f"{_short(one)} {one.score:.2f}" for one in answer.alternatives]
        more = f" and {answer.further_alternatives:,} more" if answer.further_alternatives and others else ""
        parts.append(f"or: {', '.join(others)}{more}" if others else "")
    return f"{'? ' if answer.ask_user else ''}{place}{quoted(answer.name)}: {_joined(*parts)}"


def in_words(lines: Iterator[str], found: Result) -> str:
    """Return a result's lines as one text, with what was cut at the end."""
    return "\n".join([*lines, *([f"Cut: {found.cut}"] if found.cut else [])])


def _list(head: str, genes: list[GeneValue], further: int) -> str:
    more = f" and {further:,} more" if further else ""
    return f"{head}{', '.join(map(_short, genes))}{more}" if genes else ""


def _joined(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)


def _short(gene: GeneValue) -> str:
    return f"{gene.symbol or gene.authority_id or gene.ensembl_id} ({gene.species}, {_ids(gene)[0]})"


def _long(gene: GeneValue) -> str:
    return f"{gene.symbol or gene.authority_id or gene.ensembl_id} ({', '.join((gene.species, *_ids(gene)))})"


def _ids(gene: GeneValue) -> list[str]:
    ids = [f"NCBIGene:{gene.gene_id}" if gene.gene_id is not None else None, gene.ensembl_id, gene.authority_id]
    return list(dict.fromkeys(one for one in ids if one))
