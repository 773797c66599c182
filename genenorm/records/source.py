"""The records of one source file, with the functions that write answers into the file or remove them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from genenorm.records.answer_fields import DOUBT
from genenorm.records.record import Record
from genenorm.records.yaml_rows import AnswerCell, yaml_flow_items, yaml_list_items


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading a file; each format ignores those that it does not use."""

    field: str = ""
    """Path of the names in a YAML or JSON record, keys joined by dots: ``schema-jsonld.keywords``."""
    column: str = ""
    """Header of the column with the names, in any case if that is clear, or its number, counted from 1; in genome
    annotation, the attribute."""
    delimiter: str = ""
    """The character between the cells of a table; empty for that of the format, or the one that the file shows."""
    header_row: int = 0
    """The line or row with the headers, counted from 1; 0 for the first that looks like it."""
    no_header: bool = False
    """Whether the first row of a table has a gene and not the headers."""
    sheet: str = ""
    """Name of a workbook's sheet; empty for the first."""
    form: str = ""
    """Name of the input format; empty to choose it by the file's name."""
    genes: str = ""
    """Field that replaces the names of a gene set or a GCT file, ``symbol`` or ``gene_id``; empty to keep the names."""
    largest: int = 0
    """The most bytes of a compressed file or workbook when expanded; 0 for 64 MiB, or a hundred times its size."""
    without_names: bool = False
    """Whether figures, and YAML and JSON records, without names are read too, to search their texts."""
    answers_only: bool = False
    """Whether the file is read to remove its answers, for which it need not be clear where a table has the names."""
    is_name: Callable[[str, Sequence[str]], bool] | None = None
    """Tells whether the first cell of a column is a gene as those below it are, and not their header.

    It is asked for tables whose header is not known otherwise; ``None`` to judge these by their numbers alone.
    """

    def __post_init__(self) -> None:
        """Raise ValueError for options that contradict each other, TypeError for values of other types."""
        column: object = self.column
        if type(column) is int:
            object.__setattr__(self, "column", str(column))
        for kind, wanted, names in _OPTION_TYPES:
            for name in names:
                if not isinstance(value := getattr(self, name), kind):
                    raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}: {value!r:.60}")
        if self.no_header and self.header_row:
            raise ValueError("a table without a header has no header row")
        if len(self.delimiter) > 1 or self.delimiter in ('"', "\n", "\r"):
            raise ValueError(
                f"the delimiter is {self.delimiter!r}; it must be one character, and no quote or line break"
            )

    @property
    def says_table(self) -> bool:
        """Whether an option says of the file what only a table has."""
        return bool(self.delimiter or self.header_row or self.no_header)


_OPTION_TYPES = (
    (str, "text", ("field", "column", "delimiter", "sheet", "form", "genes")),
    (int, "a whole number", ("header_row", "largest")),
)

MENTION_GENE_IDS = "mention_gene_ids"
"""Field of a document's answer rows: the GeneIDs to fill into the mention, joined by commas.

An ambiguous mention gets the GeneID of its likeliest gene, since it has no place for alternatives.
"""


_NO_DOUBT = f"\n  {DOUBT}: ''"


SCOPE_FIELDS = ("taxon_id", "species", "reason")
"""Fields of the scope rows; the taxon id is ``None`` when the reason is not about one species."""


class FoundMention(NamedTuple):
    """A gene that was found in the text of a document, to be added to its mentions."""

    start: int
    """Offset of the first character in the title, a space and the text; without a title, in the text."""
    text: str
    gene_ids: tuple[str, ...]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """The answers for one record, as they are written into its file: one row for each name."""

    fields: tuple[str, ...]
    """Names of the fields; the first is the name itself."""
    rows: tuple[tuple[AnswerCell, ...], ...]
    """One row for each name of the record, in its order, with one cell for each field."""
    scope: tuple[tuple[AnswerCell, ...], ...] = ()
    """The species in the record's scope and the reasons, as rows with ``SCOPE_FIELDS``."""
    reference: str = ""
    """Stamp of the index that gave the answers."""
    found: tuple[FoundMention, ...] = ()
    """The genes that were found in the text of a document, in order and apart from its mentions."""
    is_full: bool = True
    """Whether the rows have all fields, and not the short ones alone."""
    by_hand: frozenset[int] = frozenset()
    """The places of rows whose genes a person has chosen: they take the place of what the file says itself."""
    is_raw: bool = False
    """Whether CSV keeps cells that a spreadsheet would run (``core.formula_cells``)."""

    def column(self, field: str) -> tuple[AnswerCell, ...]:
        """Return the cells of one field; raises ValueError when there is no such field.

        >>> AnswerRows(("keyword", "gene_id"), (("GRIN1", 2902), ("x", None))).column("gene_id")
        (2902, None)
        """
        place = self.fields.index(field)
        return tuple(row[place] for row in self.rows)

    def yaml_items(self) -> list[str]:
        r"""Return the rows as items of a YAML list.

        Short rows have one line each, without empty fields; full rows one line for each field, without an empty
        ``DOUBT``.

        >>> rows = (("a", ""), ("b", "shared word"))
        >>> AnswerRows(("keyword", DOUBT), rows, is_full=False).yaml_items()
        ['- {keyword: a}', '- {keyword: b, doubt: shared word}']
        >>> AnswerRows(("keyword", DOUBT), rows).yaml_items()
        ['- keyword: a', '- keyword: b\n  doubt: shared word']
        """
        if not self.is_full:
            return yaml_flow_items(self.fields, self.rows)
        items = yaml_list_items(self.fields, self.rows)
        return [item.replace(_NO_DOUBT, "", 1) for item in items] if DOUBT in self.fields else items

    def yaml_scope_items(self) -> list[str]:
        """Return the scope rows as items of a YAML list."""
        return (yaml_list_items if self.is_full else yaml_flow_items)(SCOPE_FIELDS, self.scope)


class TableCells(NamedTuple):
    """The cells of a table, without the answers of an earlier run."""

    headers: tuple[str, ...]
    """One for each column; none for a table without headers."""
    rows: tuple[tuple[str, ...], ...]
    """The rows, one for each name and all of one length."""
    delimiter: str = ""
    """The character between the cells of a text table; empty for a workbook."""

    @classmethod
    def of(cls, headers: Sequence[str], rows: Sequence[Sequence[str]], width: int, delimiter: str = "") -> TableCells:
        """Return the cells of a table of some width, with empty cells where a row is shorter.

        >>> TableCells.of(("gene",), [("a", "1"), ("b",)], 2).rows
        (('a', '1'), ('b', ''))
        """
        above = ("",) * (width - len(headers)) if headers else ()  # over the names of rows, as R writes them
        return cls((*above, *headers), tuple((*row, *[""] * (width - len(row))) for row in rows), delimiter)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The records of one file, in the file's order."""

    records: tuple[Record, ...]
    rewrite: Callable[[Sequence[AnswerRows]], bytes] | None = None
    """Returns the file's bytes with the answers for each record; ``None`` for a format without a place for answers."""
    strip: Callable[[], bytes] | None = None
    """Returns the file's bytes without the answers of an earlier run; ``None`` when the format cannot remove them."""
    annotated: bool = False
    """Whether the file contains answers of an earlier run."""
    needs_full: bool = False
    """Whether ``rewrite`` always takes rows with all fields, of which it writes some."""
    no_rewrite_reason: str = "this format has no place for answers; write a table with --table or --to tsv"
    """The error message when answers are to be written and ``rewrite`` is ``None``."""
    cells: Callable[[], TableCells] | None = None
    """Returns the cells of a table, a row for each name; ``None`` for other formats."""
    notes: tuple[str, ...] = ()
    """What was taken for granted about the file's shape, and how to say otherwise, one line each."""
