"""Answers that a person has chosen: an annotated file with some genes put in by hand, marked as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.model import Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.index.reference import Reference
from genenorm.records.source import AnswerRows
from genenorm.resolver.doubt import likeliest_first

BY_HAND = "chosen by hand"
"""What the columns ``doubt`` and ``evidence`` say of an answer that a person has chosen."""
SCORE_BY_HAND = 1.0
"""The score of such an answer: no chance was measured, and programs that keep sure answers alone have to keep it."""


def gene_of_label(reference: Reference, text: str) -> Gene | None:
    """Return a gene by its label, as the column ``alternatives`` writes it; ``None`` when the index has no such gene.

    >>> gene_of_label(Reference.open(), "10090:14810").symbol, gene_of_label(Reference.open(), "9606:14810")
    ('Grin1', None)
    """
    taxon, _, identifier = text.partition(":")
    if identifier.isascii() and identifier.isdigit():
        gene = reference.gene_by_id(int(identifier)) if len(identifier) <= _MOST_DIGITS else None
    else:
        gene = reference.gene_by_authority(identifier) or reference.gene_by_ensembl(identifier)
    return gene if gene is not None and str(gene.taxon_id) == taxon else None


_MOST_DIGITS = 18


def with_chosen_genes(file: AnnotatedFile, choices: Mapping[int, Gene], reference: Reference) -> AnnotatedFile:
    r"""Return an annotated file in which some names have the genes that a person has chosen.

    :param file: the file as it was answered; it is not changed.
    :param choices: the gene of a row by its place among the rows of all records, counted from 0.
    :param reference: the open index, which the genes are from.
    :raises IndexError: the file has no such row.

    >>> from genenorm.annotation.annotations import annotate_file
    >>> from genenorm.resolver.resolver import Resolver
    >>> reference = Reference.open()
    >>> file = annotate_file(b"KARs\nGRIN1\n", "names.txt", Resolver(reference))
    >>> rows = with_chosen_genes(file, {0: gene_of_label(reference, "9606:2897")}, reference).annotations[0].rows
    >>> rows[0].resolution.symbol, rows[0].doubt, rows[1].doubt
    ('GRIK1', 'chosen by hand', '')
    """
    size = sum(len(annotation.answers) for annotation in file.annotations)
    if out := [place for place in choices if not 0 <= place < size]:
        raise IndexError(f"there is no row {min(out)}: the list has {size:,} rows, counted from 0")
    annotations, first = [], 0
    for annotation in file.annotations:
        own = range(first, first + len(annotation.answers))
        chosen = {place - first: gene for place, gene in choices.items() if place in own}
        annotations.append(_WithChosenGenes(annotation, chosen, reference) if chosen else annotation)
        first = own.stop
    return replace(file, annotations=tuple(annotations))


class _WithChosenGenes(Annotation):
    """A record with genes chosen by hand; all else is that of the record as it was answered."""

    def __init__(self, annotation: Annotation, chosen: Mapping[int, Gene], reference: Reference) -> None:
        rows = list(annotation.complete().rows)
        self.__dict__.update(annotation.__dict__)
        for place, gene in chosen.items():
            rows[place] = row_of_choice(rows[place], gene, reference)
        self.__dict__["rows"] = tuple(rows)
        self.answers = tuple(row.resolution for row in rows)
        self._chosen = frozenset(chosen)

    def answer_rows(self, *, full: bool = False) -> AnswerRows:
        """Return the rows as they are written into the file, with the places of the chosen genes."""
        return replace(super().answer_rows(full=full), by_hand=self._chosen)


def row_of_choice(row: RecordRow, gene: Gene, reference: Reference) -> RecordRow:
    """Return the row of a name for which a person has chosen a gene."""
    answer = _answer_of_choice(row.resolution, gene, reference)
    return row._replace(
        resolution=answer,
        species=reference.common_names.get(gene.taxon_id, str(gene.taxon_id)),
        doubt=BY_HAND,
        scope="",
        members_in_scope=(),
        scope_reason="",
        shared_word="",
    )


def _answer_of_choice(answer: Resolution, gene: Gene, reference: Reference) -> Resolution:
    """Return the answer with a gene that a person has chosen; the other genes that it may mean stay alternatives."""
    candidates = list(likeliest_first(answer))
    chosen = next((each for each in candidates if each.gene.key == gene.key), None)
    if chosen is None:  # a member of a family, or a gene that the index does not connect with the name
        is_member = any(member.key == gene.key for member in answer.members)
        chosen = Candidate(
            gene, Match(NameKind.FAMILY if is_member else NameKind.SYNONYM, KeyRule.AS_WRITTEN, label(gene)), 0.0
        )
        kind = NameKind.FAMILY if is_member else None
    else:
        kind = chosen.match.kind
    others = [each for each in candidates if each.gene.key != gene.key]
    return Resolution(
        answer.input,
        Status.RESOLVED,
        chosen,
        (chosen, *others),
        tuple(member for member in answer.members if member.key != gene.key),
        reference.group_id(gene.group),
        SCORE_BY_HAND,
        kind,
        None if kind is None else chosen.match.rule,
        BY_HAND,
    )
