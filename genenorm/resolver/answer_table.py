"""Answers as a table: the columns, and one row for each answer."""

from __future__ import annotations

from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.core.tables import Cell, Table
from genenorm.core.taxa import COMMON_NAMES
from genenorm.resolver.answer_notes import SURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from genenorm.core.model import Resolution

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
    "species",
    "doubt",
    "name_kind",
    "key_rule",
    "evidence",
    "alternatives",
    "reference",
)
"""The first columns of every table of answers, in this order: the answer, then the evidence for it.

``species`` is the common name of the answered gene's species. ``doubt`` has the reasons to look at the answer, as
``resolver.doubt`` words them, and is empty for one that can be trusted.

``reference`` is the index's stamp, the same in every row: a column stays with a row when programs sort, cut and join
tables, and a comment line would not.
"""
SHORT_COLUMNS = ("input", "status", "species", "gene_id", "symbol", "ensembl_id", "group_id", "score", "doubt")
"""The columns that a person reads."""


def chosen_columns(
    columns: str | Sequence[str], known: Sequence[str] = ANSWER_COLUMNS, short: Sequence[str] = SHORT_COLUMNS
) -> tuple[str, ...]:
    """Return the names of the columns that are asked for, in the order of the request.

    :param columns: ``"short"`` for the short ones, ``"full"`` for all columns, or the names of columns: in one text,
        separated by commas, or as a sequence.
    :param known: the columns there are.
    :param short: the columns that a person reads.
    :raises ValueError: there is no such column; the message has the names like it.
    :raises TypeError: ``columns`` is neither text nor a sequence of texts.

    >>> chosen_columns("short")[:4], chosen_columns("symbol, gene_id"), chosen_columns(["score", "input"])
    (('input', 'status', 'species', 'gene_id'), ('symbol', 'gene_id'), ('score', 'input'))
    """
    if isinstance(columns, str) and columns in ("full", "short"):
        return tuple(known if columns == "full" else short)
    if isinstance(columns, str):
        wanted = [name for part in columns.split(",") if (name := part.strip())]
    else:
        is_several = hasattr(columns, "__iter__") and not isinstance(columns, bytes)
        wanted = list(columns) if is_several else []
        if not (is_several and all(isinstance(name, str) for name in wanted)):
            raise TypeError(f"columns is {columns!r:.60}; it may be 'short', 'full', or names of columns as texts")
    if not wanted:
        raise ValueError(f"columns is empty; it may be 'short', 'full', or some of: {', '.join(known)}")
    for name in wanted:
        if name not in known:
            raise ValueError(_no_column(name, known))
    return tuple(dict.fromkeys(wanted))


def columns_to_add(columns: str | Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are asked for where answers are added to a table that has the names already.

    ``"short"`` and ``"full"`` leave out ``input``; all else is as for ``chosen_columns``.

    >>> columns_to_add("short")[:2], columns_to_add("input, symbol")
    (('status', 'species'), ('input', 'symbol'))
    """
    chosen = chosen_columns(columns)
    is_set = isinstance(columns, str) and columns in ("full", "short")
    return tuple([name for name in chosen if name != "input"]) if is_set else chosen


def _no_column(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), (*known, "short", "full"), cutoff=0.5)
    advice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}; or short, or full"
    return f"no column {name!r:.60}: {advice}"


def answer_cells(resolution: Resolution, reference: str, species: str, doubt: str) -> tuple[Cell, ...]:
    """Return the cells of one answer, in the order of ``ANSWER_COLUMNS``.

    :param reference: the stamp of the index.
    :param species: the common name of the answered gene's species.
    :param doubt: the reasons to look at the answer.
    """
    gene = resolution.gene  # looked up once for all its cells
    gene_cells: tuple[Cell, ...] = (None, None, "", "", "")
    if gene is not None:
        gene_cells = gene.taxon_id, gene.gene_id, gene.symbol, gene.ensembl_id, gene.authority_id
    return (
        resolution.input,
        resolution.status.value,
        *gene_cells,
        resolution.group_id,
        round(float(resolution.score), 3),
        species,
        doubt,
        resolution.name_kind,
        resolution.key_rule,
        resolution.evidence,
        resolution.alternatives,
        reference,
    )


def common_name_of(resolution: Resolution, species: Mapping[int, str]) -> str:
    """Return the common name of the answered gene's species; the taxon id of one that the index does not have.

    Live look-ups answer for further species. Without an answered gene it is empty.
    """
    gene = resolution.gene
    return species.get(gene.taxon_id) or str(gene.taxon_id) if gene is not None else ""


def rows_of_answers(
    resolutions: Iterable[Resolution], reference: str, species: Mapping[int, str], taxa: Sequence[int]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each answer, in the order of ``ANSWER_COLUMNS``; see ``table_of`` for the parameters."""
    for resolution in resolutions:
        doubt = _doubt_of(resolution, taxa) if taxa or not _is_plain(resolution) else ""
        yield answer_cells(resolution, reference, common_name_of(resolution, species), doubt)


def _is_plain(resolution: Resolution) -> bool:
    """Return whether an answer is a symbol as it is written, and sure, so that no reason to doubt it need be loaded."""
    ranked = resolution.ranked
    if resolution.status is not Status.RESOLVED or resolution.score < SURE or resolution.note:
        return False
    return not isinstance(ranked, tuple) and ranked.best_match == _SYMBOL_AS_WRITTEN


_SYMBOL_AS_WRITTEN = (NameKind.SYMBOL, KeyRule.AS_WRITTEN, False)


def _doubt_of(resolution: Resolution, taxa: Sequence[int]) -> str:
    from genenorm.resolver.doubt import doubt_text, doubts_of_answer

    doubts = doubts_of_answer(resolution, taxa)
    return doubt_text(doubts) if doubts else ""


def table_of(
    resolutions: Iterable[Resolution],
    reference: str,
    species: Mapping[int, str] = COMMON_NAMES,
    taxa: Sequence[int] = (),
) -> Table:
    """Return a table with one row for each answer, in their order.

    :param reference: the stamp of the index that answered.
    :param species: the common names of its species by taxon id (``Reference.common_names``).
    :param taxa: taxon ids of the species asked for, if any: answers are not in doubt for genes of other species.

    >>> from genenorm.core.model import Resolution, Status
    >>> table = table_of([Resolution("and", Status.NOT_A_GENE)], "shipped 2026-11-24 9cf31e202c67")
    >>> table.rows[0][:3], table.rows[0][-1]
    (('and', 'not-a-gene', None), 'shipped 2026-11-24 9cf31e202c67')
    """
    return Table(ANSWER_COLUMNS, tuple(rows_of_answers(resolutions, reference, species, taxa)), reference)
