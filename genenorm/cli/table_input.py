"""A table whose names are answered: ``genenorm resolve --column``.

The table is read, and answers are added to it, as ``annotate`` does; what is added are the columns of ``resolve``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from genenorm.cli.answer_options import AnswerOutput, FileFormat, format_of_file, write_table
from genenorm.cli.input_files import display_name, print_notes, read_bytes
from genenorm.cli.options import STANDARD_INPUT, option_group, read_options, shape_options
from genenorm.cli.output.messages import detail, note
from genenorm.cli.output.streams import ANSWER_FORMATS, chosen_format

if TYPE_CHECKING:
    from genenorm.core.tables import Cell, Table
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions
    from genenorm.records.yaml_rows import AnswerCell

Command = TypeVar("Command", bound=Callable[..., Any])

TABLE_FORMATS = ("tsv", "csv", "excel")
"""The values of ``--from`` for tables."""
_BY_DELIMITER = {"\t": "tsv", ",": "csv"}
_WORKBOOK = "xlsx"
_WITH_KEYS = ("json", "jsonl", "parquet")
"""Output formats in which each column needs a name of its own."""


def table_options(command: Command) -> Command:
    """Add ``--column`` and the options of tables; the command gets them as ``reading``, ``None`` without it."""
    return option_group(
        "reading", _table_reading, command,
        click.option("--column", default="", metavar="NAME|NUMBER",
                     help="Read a table, and answer the names in this column of it, given by its header or its number, "
                          "counted from 1."),
        click.option("--from", "input_format", type=click.Choice(TABLE_FORMATS), default=None,
                     help="Format of the table; default: by the file's suffix, else what the text shows."),
        *shape_options,
    )  # fmt: skip


def _table_reading(
    *, column: str, input_format: str | None, no_header: bool, header_row: int | None, delimiter: str | None,
    sheet: str, largest: int | None,
) -> ReadOptions | None:  # fmt: skip
    if column:
        return read_options(
            input_format=input_format or "", column=column, no_header=no_header, header_row=header_row,
            delimiter=delimiter, sheet=sheet, largest=largest,
        )  # fmt: skip
    given = {"--from": input_format, "--no-header": no_header, "--header-row": header_row, "--delimiter": delimiter,
             "--sheet": sheet, "--largest": largest}  # fmt: skip
    for option, value in given.items():
        if value:
            message = f"{option} is for a table; name the column with the names: --column"
            raise click.UsageError(message, click.get_current_context())
    return None


class TableOutput(NamedTuple):
    """How a table with answers is written."""

    file_format: FileFormat
    is_own: bool
    """Whether it has the format of the input, in which all else stays as it is, byte for byte."""


class NamesTable:
    """The names of one column of a table, and the table around them.

    :param file: the file, ``-`` for standard input.
    :param reading: the column and the shape of the table.
    :param reference: the index, which tells a header from the names of genes.
    :param output: where the table with the answers is to be written and how.
    :raises RecordError: the file cannot be read as a table, or has no such column.
    """

    def __init__(self, file: str, reading: ReadOptions, reference: Reference, output: AnswerOutput) -> None:
        from genenorm.annotation.first_name import FirstNames
        from genenorm.cli.output.output_file import check_not_input, check_writable
        from genenorm.records.compressed import expand, without_compression
        from genenorm.records.formats import INPUT_FORMATS
        from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS

        check_not_input(output.out, (file,))
        check_writable(output.out)
        self._source, self._asked = display_name(file), reading.column
        self._plain_name = "" if file == STANDARD_INPUT else without_compression(file)
        form = reading.form or {".csv": "csv", ".xlsx": "excel"}.get(self._suffix, "tsv")
        options = replace(reading, is_name=FirstNames(lambda: reference))
        data = read_bytes(file)
        data = data if file == STANDARD_INPUT else expand(data, file)
        self._is_workbook = form == "excel"
        content = INPUT_FORMATS[form].read(data, self._source, options)
        if content.cells is None or content.rewrite is None:
            raise AssertionError(f"the format {form} is that of tables")
        self._rewrite, self._cells = content.rewrite, content.cells()
        self._is_empty = not (self._cells.headers or self._cells.rows)
        print_notes(self._source, content.notes)
        self._output = self._chosen_output(output)
        self._raw = output.raw
        self._columns = output.chosen_columns(ANSWER_COLUMNS, SHORT_COLUMNS, self._output.file_format.form)
        if not {*self._columns} - {"input"}:
            raise click.UsageError("--columns has no column to add to the table", click.get_current_context())
        self.names = [name for record in content.records for name in record.names]
        detail(f"genenorm: {len(self.names):,} names in a column of {self._source}, read as {form}")

    @property
    def _suffix(self) -> str:
        return PurePath(self._plain_name).suffix.lower()

    def write(self, answers: Table, out: str) -> None:
        """Write the table with the answers to its names, one for each, to a file; ``-`` is standard output."""
        file_format, is_own = self._output
        if file_format.form == "table":  # the table's own columns would leave no room
            shown = tuple(dict.fromkeys(("input", *self._columns)))
            write_table(answers.only(shown), out, file_format)
            note(f"genenorm: the rows and columns of {self._source} are kept with --out FILE, and in pipes")
            return
        added = [name for name in self._columns if name not in ("input", "reference")]
        added += ["reference"] if "reference" in self._columns else []
        if is_own and not self._is_empty:
            self._write_own(answers, added, out, file_format)
        else:
            table = self._joined(answers.only(added), with_keys=file_format.form in _WITH_KEYS)
            write_table(table, out, file_format, raw=self._raw)

    def with_answers(self, answers: Table) -> Table:
        """Return the table with the answers to its names, one for each, as columns behind its own."""
        return self._joined(answers.only([name for name in self._columns if name != "input"]), with_keys=True)

    def _chosen_output(self, output: AnswerOutput) -> TableOutput:
        """Return the format of the output: the one asked for, by default that of the input."""
        from genenorm.records.compressed import compression_of, without_compression

        own = _WORKBOOK if self._is_workbook else _BY_DELIMITER.get(self._cells.delimiter, "")
        if output.out == STANDARD_INPUT:
            usual = "table" if chosen_format(None) == "table" else "tsv" if self._is_workbook else ""
            form = output.given_form or usual
            output.file_format()  # which refuses one that a terminal cannot show
            return TableOutput(FileFormat(form or own), is_own=not form or form == own)
        compression = compression_of(output.out)
        if output.given_form:
            return TableOutput(FileFormat(output.given_form, compression), is_own=output.given_form == own)
        suffix = PurePath(without_compression(output.out)).suffix.lower()
        if suffix in (self._suffix, f".{own}") or (suffix in ("", ".txt") and not self._is_workbook):
            return TableOutput(FileFormat(own, compression), is_own=True)
        if suffix == f".{_WORKBOOK}":
            message = f"{output.out} would be a workbook, which is written for a workbook alone; use .tsv or .csv"
            raise click.UsageError(message, click.get_current_context())
        known = [form for form in ANSWER_FORMATS if form != "table"]
        file_format = format_of_file(output.out, known, "tsv")
        return TableOutput(file_format, is_own=file_format.form == own)

    def _write_own(self, answers: Table, added: Sequence[str], out: str, file_format: FileFormat) -> None:
        from genenorm.cli.output.output_file import write_output
        from genenorm.core.tables import cell_text
        from genenorm.records.answer_fields import CELLS_AFTER_MARK, FULL_MARK
        from genenorm.records.compressed import compress
        from genenorm.records.source import AnswerRows

        fields = [name for name in added if name != "reference"]
        stamp = answers.reference if "reference" in added else ""
        # Without headers all answers have as many cells, by which a later run knows them.
        missing = 0 if self._cells.headers else CELLS_AFTER_MARK[FULL_MARK] - len(fields) - bool(stamp)
        as_cell = _answer_cell if self._is_workbook else cell_text  # a text has the digits of all other texts
        rows = tuple((*map(as_cell, row), *[""] * missing) for row in answers.only(("input", *fields)).rows)
        written = self._rewrite(
            [AnswerRows(("keyword", *fields, *[""] * missing), rows, reference=stamp, is_raw=self._raw)]
        )
        write_output(out, [compress(written, f"x{file_format.compression}")])
        if missing:
            place = max(map(len, self._cells.rows)) + 2
            stamped = (*fields, "reference") if stamp else fields
            note(
                f"genenorm: {self._source} has no header; its column {place - 1} is now the mark {FULL_MARK}, and "
                f"those from {place} on are: {', '.join(stamped)}"
            )

    def _joined(self, answers: Table, *, with_keys: bool) -> Table:
        """Return the table's own columns and, behind them, those of the answers."""
        from genenorm.core.tables import Table
        from genenorm.records.answer_fields import ANSWER_PREFIX

        headers, rows, _ = self._cells
        if self._is_empty:
            headers = (f"column_{self._asked}" if self._asked.isdecimal() else self._asked,)
        elif not headers:
            headers = ("",) * len(rows[0])
            with_keys = True
        columns = (*(_distinct(headers) if with_keys else headers), *(ANSWER_PREFIX + name for name in answers.columns))
        joined = tuple((*mine, *theirs) for mine, theirs in zip(rows, answers.rows, strict=True))
        return Table(columns, joined, answers.reference)


def _answer_cell(cell: Cell) -> AnswerCell:
    from genenorm.core.tables import SEPARATOR

    return SEPARATOR.join(cell) if isinstance(cell, tuple) else cell


def _distinct(headers: Sequence[str]) -> tuple[str, ...]:
    """Return headers that are all different and not empty: those that come again get a number.

    >>> _distinct(["gene", "n", "n", ""])
    ('gene', 'n', 'n_2', 'column_4')
    """
    found: dict[str, None] = {}
    for place, header in enumerate(headers, start=1):
        name, number = header or f"column_{place}", 1
        unique = name
        while unique in found:
            number += 1
            unique = f"{name}_{number}"
        found[unique] = None
    return tuple(found)
