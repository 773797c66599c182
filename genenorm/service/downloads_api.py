"""Downloads: the answers for a list or file in the formats of other programs, with the genes chosen by hand.

Nothing is kept between requests: the list is answered again, and the choices are put in.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.chosen_genes import with_chosen_genes
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.export_formats import TEXT_EXPORTS
from genenorm.annotation.plain_lists import names_of_plain_list
from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.core.formula_cells import inert_cell
from genenorm.core.model import Gene
from genenorm.core.tables import Cell, Table, cell_text, to_csv, to_json, to_tsv
from genenorm.index.reference import Reference
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.resolver import Resolver
from genenorm.service.annotate_api import file_refusal
from genenorm.service.answered_rows import ListRows
from genenorm.service.given_lists import PASTED, ChoicesAsked, ColumnUnclearError, answered, read_list_asked
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.query_names import refuse_unknown_parameters
from genenorm.service.workers import Deadline, Workers

_MARK = "\ufeff"
_STEMS_END = 80


class Download(Enum):
    """The formats of downloads."""

    TSV = "tsv"
    CSV = "csv"
    XLSX = "xlsx"
    GMT = "gmt"
    SSSOM = "sssom"
    JSON = "json"
    RECORD = "record"
    """The file itself with the answers in it."""


_TABLES = frozenset({Download.TSV, Download.CSV, Download.XLSX, Download.JSON})
_SUFFIXES = {
    Download.TSV: ".genes.tsv",
    Download.CSV: ".genes.csv",
    Download.XLSX: ".genes.xlsx",
    Download.GMT: ".gmt",
    Download.SSSOM: ".sssom.tsv",
    Download.JSON: ".genes.json",
}
_TYPES = {
    Download.TSV: "text/tab-separated-values; charset=utf-8",
    Download.CSV: "text/csv; charset=utf-8",
    Download.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Download.GMT: "text/plain; charset=utf-8",
    Download.SSSOM: "text/tab-separated-values; charset=utf-8",
    Download.JSON: "application/json",
    Download.RECORD: "application/octet-stream",
}

_SCHEMAS: dict[str, dict[str, object]] = {"application/json": {"schema": {"type": "array"}}}


def downloads_api(resolver: Resolver, limits: Limits, workers: Workers) -> APIRouter:
    """Return the route that gives the answers for a list or file as a file."""
    router = APIRouter(prefix="/api/v1", tags=["answers"], dependencies=[Depends(refuse_unknown_parameters)])
    reference = resolver.reference

    @router.post(
        "/download",
        summary="Give the answers as a file, with the genes chosen by hand",
        responses={
            200: {
                "description": "The file.",
                "content": {
                    kind.partition(";")[0]: _SCHEMAS.get(kind, {"schema": {"type": "string"}})
                    for kind in _TYPES.values()
                },
            }
        },
    )
    async def download(
        asked: ChoicesAsked, to: Annotated[Download, Query(description="The format of the file.")]
    ) -> Response:
        genes = asked.genes(reference)
        asked.context(reference)  # refused before other work
        name, body = await workers.run(lambda deadline: _download(asked, to, genes, deadline))
        disposition = f"attachment; filename*=UTF-8''{quote(_file_name(name, to), safe='')}"
        return Response(body, media_type=_TYPES[to], headers={"Content-Disposition": disposition})

    def _download(
        asked: ChoicesAsked, to: Download, genes: Mapping[int, Gene], deadline: Deadline
    ) -> tuple[str, bytes]:
        name = PASTED
        try:
            record_file, name = read_list_asked(asked, reference, limits)
            if to is Download.RECORD and record_file.rewrite is None:
                raise RequestError(422, "a list has no place for answers; choose another format", "query.to")
            names = names_of_plain_list(record_file)
            if names is not None and to in _TABLES:
                rows = ListRows(names, asked.context(reference), resolver, watch=deadline.check)
                return name, _table_bytes(rows.table_with(genes), to)
            file = answered(record_file, name, asked, resolver, deadline.check)
            return name, file_bytes(with_chosen_genes(file, genes, reference), to, reference)
        except ColumnUnclearError as error:
            raise RequestError(422, str(error), "column") from error
        except IndexError as error:
            raise RequestError(422, str(error), "choices") from error
        except (RecordError, MissingExtraError) as error:
            raise file_refusal(error, name, limits, "file") from error

    return router


def _file_name(name: str, to: Download) -> str:
    if to is Download.RECORD:
        return name
    stem = name.rpartition(".")[0] or name
    return f"{stem[:_STEMS_END]}{_SUFFIXES[to]}"


def file_bytes(file: AnnotatedFile, to: Download, reference: Reference) -> bytes:
    """Return the answers in a format; no cell of a table is one that a spreadsheet would run.

    :raises RecordError: the format is that of the file itself, which has no place for answers.
    :raises MissingExtraError: a workbook is asked for, and openpyxl is not installed.
    """
    if to is Download.RECORD:
        return file.rewritten()
    if to in (Download.GMT, Download.SSSOM):
        version = str(vars(sys.modules["genenorm"])["__version__"])
        text = TEXT_EXPORTS[to.value].text(file, ExportSettings(reference, version))
        return (text if to is Download.GMT else _inert_lines(text)).encode("utf-8", "backslashreplace")
    return _table_bytes(_table(file), to)


def _table_bytes(table: Table, to: Download) -> bytes:
    """Return a table of answers as a file; no cell is one that a spreadsheet would run."""
    if to is Download.XLSX:
        return _workbook(table)
    if to is Download.JSON:
        text = to_json(table)
    elif to is Download.CSV:
        text = _MARK + to_csv(table)  # without the mark Excel takes the letters of IL-1β for others
    else:
        text = to_tsv(_inert(table))
    return text.encode("utf-8", "backslashreplace")


def _table(file: AnnotatedFile) -> Table:
    """Return the rows as a table: the columns of answers, and for several records which one a row is of."""
    columns = (*ANSWER_COLUMNS, "record") if len(file.annotations) > 1 else ANSWER_COLUMNS
    return file.table.only(columns)


def _inert(table: Table) -> Table:
    def inert(cell: Cell) -> Cell:
        return cell if cell is None or isinstance(cell, int | float) else inert_cell(cell_text(cell))

    return Table(table.columns, tuple(tuple(map(inert, row)) for row in table.rows), table.reference)


def _inert_lines(text: str) -> str:
    """Return a table with a head of comments without cells that a spreadsheet would run."""
    head = [line for line in text.splitlines(keepends=True) if line.startswith("#")]
    out = io.StringIO()
    out.writelines(head)
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    rows: Iterator[list[str]] = csv.reader(io.StringIO(text[sum(map(len, head)) :]), delimiter="\t")
    writer.writerows([list(map(inert_cell, row)) for row in rows])
    return out.getvalue()


def _workbook(table: Table) -> bytes:
    """Return a table as an Excel workbook whose texts are texts: neither formulas nor dates."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
    except ImportError as error:
        raise MissingExtraError("writing a workbook", "excel") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("genes")
    sheet.freeze_panes = "A2"
    for row in (table.columns, *table.rows):
        cells: list[object] = []
        for value in row:
            if isinstance(value, str | tuple):
                cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell_text(value)))
                cell.data_type = "s"  # a name that starts with "=" is no formula
                cells.append(cell)
            else:
                cells.append(value)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
