"""Answers as a table: the columns, and one row for each answer."""

from __future__ import annotations

from collections.abc import Iterable

from genenorm.core.model import Resolution
from genenorm.core.tables import Cell, Table

ANSWER_COLUMNS = (
    "input",
    "status",
    "taxon_id",
    "gene_id",
    "symbol",
    "ensembl_id",
    "authority_id",
    "group_id",
    "score",
    "name_kind",
    "key_rule",
    "evidence",
    "alternatives",
    "reference",
)
"""The first columns of every table of answers, in this order.

``reference`` is the index's stamp, the same in every row: a column stays with a row when programs sort, cut and join
tables, and a comment line would not.
"""


def answer_cells(resolution: Resolution, reference: str) -> tuple[Cell, ...]:
    """Return the cells of one answer, in the order of ``ANSWER_COLUMNS``; ``reference`` is the stamp of the index."""
    return (
        resolution.input,
        resolution.status.value,
        resolution.taxon_id,
        resolution.gene_id,
        resolution.symbol,
        resolution.ensembl_id,
        resolution.authority_id,
        resolution.group_id,
        round(float(resolution.score), 3),
        resolution.name_kind,
        resolution.key_rule,
        resolution.evidence,
        resolution.alternatives,
        reference,
    )


def table_of(resolutions: Iterable[Resolution], reference: str) -> Table:
    """Return a table with one row for each answer, in their order; ``reference`` is the stamp of the index.

    >>> from genenorm.core.model import Status
    >>> table = table_of([Resolution("and", Status.NOT_A_GENE)], "shipped 2026-11-24 9cf31e202c67")
    >>> table.rows[0][:3], table.rows[0][-1]
    (('and', 'not-a-gene', None), 'shipped 2026-11-24 9cf31e202c67')
    """
    return Table(ANSWER_COLUMNS, tuple(answer_cells(resolution, reference) for resolution in resolutions), reference)
