"""Answers carried over to other species: the orthologs of what names mean, as answers and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from genenorm.core.model import Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.core.tables import COLUMNS, Cell, Table, cells
from genenorm.core.taxa import HUMAN
from genenorm.index.homology import Homology, Ortholog, orthologs
from genenorm.index.paralogs import left_out, related
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import gene_meant

ORTHOLOG_COLUMNS = (*COLUMNS, "relation", "homology")
"""Columns of a table of orthologs: those of every table, one-to-one or one-to-many, and who says so."""


@dataclass(frozen=True, slots=True)
class OrthologAnswer:
    """An ortholog of the gene a name means, as an answer of its own; without ortholog where there is none."""

    resolution: Resolution
    ortholog: Ortholog | None = None


def ortholog_answers(
    reference: Reference, answer: Resolution, taxon_ids: Iterable[int], homology: Homology = Homology.STRINGENT
) -> list[OrthologAnswer]:
    """Return the orthologs of an answer's gene as answers, at least one for each other species asked for.

    A species without a known ortholog, and a name that means no single gene, are told in ``status`` and ``evidence``;
    so is a gene of the only species asked for: no name goes without an answer.
    """
    gene = gene_meant(answer)
    if gene is None:
        return [OrthologAnswer(answer)]
    rows: list[OrthologAnswer] = []
    for taxon_id in taxon_ids:
        if taxon_id == gene.taxon_id:
            continue
        found = orthologs(reference, gene, taxon_id, homology)
        rows += [OrthologAnswer(_lifted(reference, answer, gene, ortholog), ortholog) for ortholog in found]
        if not found:
            rows.append(OrthologAnswer(_missing(reference, answer, gene, taxon_id)))
    return rows or [OrthologAnswer(_own(reference, answer, gene))]


def _lifted(reference: Reference, answer: Resolution, gene: Gene, ortholog: Ortholog) -> Resolution:
    kind, rule = answer.kind or NameKind.SYMBOL, answer.rule or KeyRule.AS_WRITTEN
    alone = left_out(reference, gene, ortholog)
    return Resolution(
        answer.input,
        Status.RESOLVED,
        Candidate(ortholog.gene, Match(kind, rule, label(ortholog.gene), via=gene), answer.score),
        group_id=ortholog.group_id,
        score=answer.score,
        kind=kind,
        rule=rule,
        note=alone.words if alone else "",
    )


def _missing(reference: Reference, answer: Resolution, gene: Gene, taxon_id: int) -> Resolution:
    note = f"no {reference.taxa[taxon_id].common} ortholog of {gene.symbol} ({label(gene)}) in the index"
    if gene.taxon_id == HUMAN and (relative := related(reference, gene, taxon_id)):
        note = f"{note}; {relative}"
    return Resolution(answer.input, Status.UNKNOWN, note=note)


def _own(reference: Reference, answer: Resolution, gene: Gene) -> Resolution:
    species = reference.taxa[gene.taxon_id].common
    return Resolution(
        answer.input,
        Status.UNKNOWN,
        note=f"{gene.symbol} ({label(gene)}) is a {species} gene itself, and no other species is asked for",
    )


def ortholog_table(answers: Iterable[OrthologAnswer], reference: str) -> Table:
    """Return the table of some orthologs of the index with this stamp, with ``ORTHOLOG_COLUMNS``."""
    return Table(ORTHOLOG_COLUMNS, tuple(_rows(answers, reference)), reference)


def _rows(answers: Iterable[OrthologAnswer], reference: str) -> Iterator[tuple[Cell, ...]]:
    for answer in answers:
        found = answer.ortholog
        told = (found.relation.value, found.homology) if found else ("", "")
        yield (*cells(answer.resolution, reference), *told)
