"""The orthologs of the genes that names mean, as answers and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genenorm.core.errors import NOT_OF_ONE_NAME
from genenorm.core.model import Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.core.tables import Cell, Table
from genenorm.core.taxa import COMMON_NAMES, HUMAN
from genenorm.index.homology import Homology, Ortholog, orthologs
from genenorm.index.paralogs import find_sole_ortholog, sole_ortholog_note
from genenorm.index.reference import Reference
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS, answer_cells, common_name_of
from genenorm.resolver.doubt import doubt_text, doubts_of_answer
from genenorm.resolver.guarded_answers import answer_of_fault

ORTHOLOG_COLUMNS = (*ANSWER_COLUMNS, "relation", "homology")
"""Columns of a table of orthologs: those of every table of answers, then the relation and its sources."""
SHORT_ORTHOLOG_COLUMNS = (*SHORT_COLUMNS, "relation")
"""The columns of such a table that a person reads."""
_MOST_SHOWN = 4
"""The most less well supported orthologs that a note lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class OrthologAnswer:
    """An ortholog of the gene that a name means, as an answer of its own."""

    resolution: Resolution
    ortholog: Ortholog | None = None
    """``None`` when there is no ortholog; ``resolution`` says why."""
    doubt: str = ""
    """The reasons to look at the answer for the name itself; empty when no ortholog comes of it."""


def ortholog_answers(
    reference: Reference,
    answer: Resolution,
    taxon_ids: Iterable[int],
    homology: Homology = Homology.STRINGENT,
    taxa: Sequence[int] = (),
    faults: dict[str, str] | None = None,
) -> list[OrthologAnswer]:
    """Return the orthologs of an answer's gene as answers, at least one for each other species asked for.

    An answer without an ortholog says why: no known ortholog in a species; a name that means no single gene; a gene
    that is itself of the only species asked for. So every name has at least one answer. ``taxa`` are the species that
    the name was asked for in, if any. With ``faults``, those of the resolver, an exception that nobody expected becomes
    the answer of its name, as in ``Resolver.resolve``.
    """
    try:
        return _ortholog_answers(reference, answer, taxon_ids, homology, taxa)
    except NOT_OF_ONE_NAME:
        raise
    except Exception as error:
        if faults is None:
            raise
        return [OrthologAnswer(answer_of_fault(faults, answer.input, error))]


def _ortholog_answers(
    reference: Reference, answer: Resolution, taxon_ids: Iterable[int], homology: Homology, taxa: Sequence[int]
) -> list[OrthologAnswer]:
    gene = answer.gene_meant
    doubt = doubt_text(doubts_of_answer(answer, taxa))
    if gene is None:
        return [OrthologAnswer(answer, doubt=doubt)]
    answers: list[OrthologAnswer] = []
    for taxon_id in taxon_ids:
        if taxon_id == gene.taxon_id:
            continue
        found = orthologs(reference, gene, taxon_id, homology)
        answers += [OrthologAnswer(_ortholog_answer(reference, answer, gene, each), each, doubt) for each in found]
        if not found:
            answers.append(OrthologAnswer(_no_ortholog(reference, answer, gene, taxon_id)))
    return answers or [OrthologAnswer(_same_species(reference, answer, gene))]


def lifted_answer(reference: Reference, answer: Resolution, taxon_id: int) -> Resolution:
    """Return an answer with its genes replaced by their stringent orthologs in a species.

    A gene with several orthologs becomes an answer of several genes, as a family is, and one without any is unknown;
    both say which gene it was. An answer that means no gene stays as it is.
    """
    if answer.status is Status.FAMILY:
        lifted = [other for gene in answer.members for other in _in_species(reference, gene, taxon_id)]
        members = tuple({gene.key: gene for gene in lifted}.values())
        note = f"{answer.note}; {len(members)} {reference.taxa[taxon_id].common} orthologs"
        return answer if members == answer.members else answer._replace(members=members, note=note)
    gene = answer.gene_meant
    if gene is None or (answer.answered and gene.taxon_id == taxon_id):
        return answer
    if gene.taxon_id == taxon_id:  # the species was the only open question
        return answer._replace(status=Status.RESOLVED, answered=True)
    found = orthologs(reference, gene, taxon_id)
    if not found:
        return _no_ortholog(reference, answer, gene, taxon_id)
    if len(found) == 1:
        return _ortholog_answer(reference, answer, gene, found[0])
    members = tuple(ortholog.gene for ortholog in found)
    note = f"{len(members)} {reference.taxa[taxon_id].common} orthologs of {gene.symbol} ({label(gene)})"
    return Resolution(answer.input, Status.FAMILY, members=members, group_id=answer.group_id, score=answer.score,
                      kind=answer.kind, rule=answer.rule, note=note)  # fmt: skip


def _in_species(reference: Reference, gene: Gene, taxon_id: int) -> Iterator[Gene]:
    """Yield the orthologs of a gene in a species, or the gene itself when it is of that species."""
    if gene.taxon_id == taxon_id:
        yield gene
    else:
        yield from (ortholog.gene for ortholog in orthologs(reference, gene, taxon_id))


def _ortholog_answer(reference: Reference, answer: Resolution, gene: Gene, ortholog: Ortholog) -> Resolution:
    kind, rule = answer.kind or NameKind.SYMBOL, answer.rule or KeyRule.AS_WRITTEN
    only_member = find_sole_ortholog(reference, gene, ortholog)
    return Resolution(
        answer.input,
        Status.RESOLVED,
        Candidate(ortholog.gene, Match(kind, rule, label(ortholog.gene), via=gene), answer.score),
        group_id=ortholog.group_id,
        score=answer.score,
        kind=kind,
        rule=rule,
        note=only_member.words if only_member else "",
    )


def _no_ortholog(reference: Reference, answer: Resolution, gene: Gene, taxon_id: int) -> Resolution:
    species = reference.taxa[taxon_id].common
    if others := orthologs(reference, gene, taxon_id, Homology.ALL):
        shown = ", ".join(found.gene.symbol for found in others[:_MOST_SHOWN])
        more = f" and {len(others) - _MOST_SHOWN} more" if len(others) > _MOST_SHOWN else ""
        note = (
            f"no well supported {species} ortholog of {gene.symbol} ({label(gene)}); with homology 'all': {shown}{more}"
        )
    else:
        note = f"no {species} ortholog of {gene.symbol} ({label(gene)}) in the index"
    if gene.taxon_id == HUMAN and (relative := sole_ortholog_note(reference, gene, taxon_id)):
        note = f"{note}; {relative}"
    return Resolution(answer.input, Status.UNKNOWN, note=note)


def _same_species(reference: Reference, answer: Resolution, gene: Gene) -> Resolution:
    species = reference.taxa[gene.taxon_id].common
    return Resolution(
        answer.input,
        Status.UNKNOWN,
        note=f"{gene.symbol} ({label(gene)}) is a {species} gene itself, and no other species is asked for",
    )


def ortholog_table(
    answers: Iterable[OrthologAnswer], reference: str, species: Mapping[int, str] = COMMON_NAMES
) -> Table:
    """Return the table of some orthologs, with ``ORTHOLOG_COLUMNS``.

    :param reference: the stamp of the index.
    :param species: the common names of its species by taxon id.
    """
    return Table(ORTHOLOG_COLUMNS, tuple(_rows(answers, reference, species)), reference)


def _rows(answers: Iterable[OrthologAnswer], reference: str, species: Mapping[int, str]) -> Iterator[tuple[Cell, ...]]:
    for answer in answers:
        found = answer.ortholog
        relation = (found.relation.value, found.homology) if found else ("", "")
        common = common_name_of(answer.resolution, species)
        yield (*answer_cells(answer.resolution, reference, common, answer.doubt), *relation)
