"""The fields of the answers that are written into tables and records, and the headers of their columns.

A column counts as one of answers only when its header is that of such a field. So a user's own column
``genenorm_note`` stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from genenorm.core.errors import RecordError

DOUBT = "doubt"
"""Field with the reasons to look at a row; a block of YAML has it only where there are any."""
SCOPE = "scope"
"""Field with the verdict of a record's scope; short rows have it in records only, for rows out of scope."""
SHORT_FIELDS = (
    "keyword",
    "status",
    "species",
    "gene_id",
    "symbol",
    "ensembl_id",
    "group_id",
    "score",
    DOUBT,
)
"""The fields of a row that are written into a file, unless all are asked for."""
ROW_FIELDS = (
    "keyword",
    "status",
    "species",
    "taxon_id",
    "gene_id",
    "symbol",
    "ensembl_id",
    "authority_id",
    "group_id",
    "group_members",
    "score",
    DOUBT,
    "evidence",
    "alternatives",
    "support",
    "shared_word",
    SCOPE,
    "members_in_scope",
)
"""All fields of a row, which are written into a file when they are asked for."""
WORD_FIELDS = ("word", "word_kind")
"""Further fields of rows whose record has the words that were read in the figure; a short row has the first alone."""
REFERENCE = "reference"
"""The last field of a table: the stamp of the index."""

NAME_FIELDS = ("name_kind", "key_rule")
"""Fields of the answers of ``resolve`` that rows of records do not have."""
ANSWER_PREFIX = "genenorm_"
"""Start of the header of every answer column."""
FULL_MARK, SHORT_MARK = "genenorm_answers", "genenorm_short"
"""The cell before the answers in each row of a table without a header: before all fields, and before the short ones."""
ANSWER_HEADERS = tuple(ANSWER_PREFIX + field for field in (*ROW_FIELDS[1:], *WORD_FIELDS, *NAME_FIELDS, REFERENCE))
"""The headers of all answer columns, in their order."""
CELLS_AFTER_MARK = {FULL_MARK: len(ROW_FIELDS), SHORT_MARK: len(SHORT_FIELDS)}
"""The number of cells behind each mark: all fields but the name, and the stamp of the index."""
_HEADERS = frozenset((*ANSWER_HEADERS, *CELLS_AFTER_MARK))


def is_answer_header(cell: str) -> bool:
    """Return whether a cell is the header of an answer column, or a mark before answers.

    >>> [is_answer_header(cell) for cell in ("genenorm_gene_id", "genenorm_answers", "genenorm_note", "gene_id")]
    [True, True, False, False]
    """
    return cell in _HEADERS


def moved_answers(source: str, line: int | None = None) -> RecordError:
    """Return the error for answer columns that are no longer as they were written, so that none can be removed."""
    return RecordError(source, f"its {ANSWER_PREFIX}… columns were edited or moved; remove them first", line)


def own_width(headers: Sequence[str], source: str, line: int | None = None) -> int:
    """Return the number of headers before those of answers.

    Raises RecordError when the answer columns are not all behind the others, or two have the same header: to remove
    them would remove columns of the user.

    >>> own_width(("gene", "genenorm_note", "genenorm_gene_id"), "a.tsv")
    2
    """
    answers = [header for header in headers if is_answer_header(header)]
    width = len(headers) - len(answers)
    are_marked = mark_in(answers) is not None
    if list(headers[width:]) != answers or len(set(answers)) < len(answers) or are_marked:
        raise moved_answers(source, line)
    return width


def mark_in(cells: Sequence[str]) -> str | None:
    """Return the mark before answers that some cells have; ``None`` when they have none.

    >>> mark_in(("TP53", "genenorm_short", "resolved")), mark_in(("TP53",))
    ('genenorm_short', None)
    """
    return next((cell for cell in cells if cell in CELLS_AFTER_MARK), None)


def has_answer_header(cells: Iterable[str]) -> bool:
    """Return whether one of some cells is the header of an answer column, or a mark before answers."""
    return not _HEADERS.isdisjoint(cells)
