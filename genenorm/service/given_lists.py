"""Lists and files as a page or a program gives them, read by the package's readers and answered.

A file is given by its text or bytes in the request, and its name, which shows the format alone: nothing is read from
the file system by it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from genenorm.annotation.annotations import AnnotatedFile, annotate_record_file
from genenorm.annotation.chosen_genes import gene_of_label
from genenorm.annotation.first_name import FirstNames
from genenorm.annotation.plain_lists import PlainList, names_of_plain_list
from genenorm.core.errors import GenenormError, MissingExtraError, RecordError
from genenorm.core.model import Gene
from genenorm.index.reference import Reference
from genenorm.records.decode import NOT_TEXT
from genenorm.records.formats import input_format_of, read_record_file
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, RecordFile, TableCells
from genenorm.records.table_delimiter import likely_delimiter
from genenorm.resolver.resolver import Resolver
from genenorm.service.annotate_api import file_refusal, without_dashes
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.requests import ListContext, Name
from genenorm.service.watched_resolver import WatchedResolver

if TYPE_CHECKING:
    from genenorm.resolver.meter import Progress

PASTED = "pasted list"
"""The name of a list that no file gives one."""
_NOT_READ = frozenset({"anndata"})
"""Formats whose readers need a file on disk."""
_PUBTATOR = re.compile(r"\d+\|[ta]\|")
_SEPARATORS = re.compile(r"[\t,;|]")
_MOST_OF_LINE = 1_000
"""The most names that are looked for between the spaces of a line."""
_STARTS = (
    (_PUBTATOR, ".pubtator"),
    (re.compile(r"---[ \t]*[\r\n]"), ".md"),
    (re.compile(r"<(?:\?xml|!DOCTYPE collection|collection|Pathway)\b"), ".xml"),
    (re.compile(r"\{\s*\".*\}\s*\n\{"), ".jsonl"),
    (re.compile(r"\{\s*\"|\[\s*[\"{\[]"), ".json"),
)
"""The beginning of a text of some formats, with the suffix of their files."""


class GivenFile(BaseModel):
    """A file in a request."""

    model_config = ConfigDict(extra="forbid")

    name: StrictStr = Field(
        "", max_length=255, description="The name of the file, which shows its format; empty to guess."
    )
    text: StrictStr = Field("", description="The text of the file.")
    data: StrictStr = Field("", description="The bytes of the file in base64, for a workbook; instead of a text.")

    @property
    def content(self) -> bytes:
        """The bytes of the file; raises RequestError for what is no base64."""
        if not self.data:
            return self.text.encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise RequestError(422, f"file.data: not in base64 ({error})", "file.data") from error


class ListAsked(ListContext):
    """Names in a list, or those of a file, and what is known of them."""

    names: list[Name] | None = Field(None, description="The names, in their order; instead of a file.")
    file: GivenFile | None = Field(None, description="A list, table, record or document with the names.")
    column: StrictStr = Field(
        "", max_length=1_000, description="The header or number of a table's column with the names."
    )


class ChoicesAsked(ListAsked):
    """A list or file, and the genes that were chosen by hand for some of its names."""

    choices: dict[int, Annotated[StrictStr, Field(max_length=100)]] = Field(
        default_factory=dict,
        description="Genes chosen by hand: the place of a row, counted from 0, and the label of its gene, such as "
        "10090:14810 (taxon id and GeneID).",
    )

    def genes(self, reference: Reference) -> dict[int, Gene]:
        """Return the chosen genes by place; raises RequestError for a gene that the index does not have."""
        found: dict[int, Gene] = {}
        for place, text in self.choices.items():
            gene = gene_of_label(reference, text)
            if gene is None:
                raise RequestError(422, f"choices.{place}: the index has no gene {text!r:.60}", "choices")
            found[place] = gene
        return found


class ColumnUnclearError(Exception):
    """A table whose column with the names has to be named.

    :param cells: the headers and rows.
    :param cause: why the column is not clear.
    """

    def __init__(self, cells: TableCells, cause: str) -> None:
        super().__init__(cause)
        self.cells = cells


def suffix_of_text(text: str) -> str:
    r"""Return the suffix of a pasted text's format, by its beginning; that of a list for all others.

    >>> [suffix_of_text(text) for text in ("123|t|On kainate", "---\nfigid: a\n", "GRIN1\nGrin1", "gene,p\nA1,0.1\n")]
    ['.pubtator', '.md', '.txt', '.csv']
    >>> [suffix_of_text(text) for text in ("<?xml version='1.0'?>", '{"keywords": []}', "<b>GRIN1</b>", "[GRIN1]")]
    ['.xml', '.json', '.txt', '.txt']
    """
    start = text.lstrip("\ufeff \t\r\n")
    for beginning, suffix in _STARTS:
        if beginning.match(start):
            return suffix
    return ".csv" if likely_delimiter(text) else ".txt"


def names_of_line(text: str) -> list[str]:
    r"""Return the names of a text that is one line of several; none for other texts.

    >>> names_of_line("GRIN1, Grin1;Nmdar1"), names_of_line("GRIN1\nGrin1"), names_of_line("NMDA receptor")
    (['GRIN1', 'Grin1', 'Nmdar1'], [], [])
    """
    line = text.strip()
    if "\n" in line or "\r" in line or not _SEPARATORS.search(line) or suffix_of_text(line) not in (".txt", ".csv"):
        return []
    return [name for part in _SEPARATORS.split(line) if (name := part.strip())]


def _names_between_spaces(text: str, reference: Reference) -> list[str]:
    """Return the names of a line that spaces separate, if each of them is a gene's own name; else none."""
    parts = text.split()
    is_line = len(text.strip().splitlines()) == 1 and 1 < len(parts) <= _MOST_OF_LINE
    return parts if is_line and FirstNames(lambda: reference).are_names(parts) else []


def read_list_asked(asked: ListAsked, reference: Reference, limits: Limits) -> tuple[RecordFile, str]:
    """Return the records that are asked for, with a name for them.

    :raises RequestError: they cannot be read, or are too many.
    :raises ColumnUnclearError: a table does not show which column has the names.
    """
    if (asked.names is None) == (asked.file is None):
        raise RequestError(422, "names: give either names or a file", "names")
    names, given = asked.names, asked.file
    if given is not None and not given.name:
        names = names_of_line(given.text) or _names_between_spaces(given.text, reference) or None
    if given is None or names is not None:
        file, name = _list_of(names or []), PASTED
    else:
        file, name = _read_file(given, asked.column, reference, limits)
    size = sum(len(record.names) for record in file.records)
    if size > limits.names:
        where = "names" if asked.file is None else "file"
        raise RequestError(413, f"{size:,} names; a request may have {limits.names:,} at most", where)
    return file, name


def _list_of(names: Sequence[str]) -> RecordFile:
    return RecordFile((Record(PASTED, PASTED, tuple(names)),))


def _read_file(given: GivenFile, column: str, reference: Reference, limits: Limits) -> tuple[RecordFile, str]:
    name = PurePosixPath(given.name.replace("\\", "/")).name or PASTED
    source = name if given.name else f"{PASTED}{suffix_of_text(given.text)}"
    options = ReadOptions(column=column, largest=limits.body, is_name=FirstNames(lambda: reference))
    content, is_guess = given.content, False
    try:
        form = input_format_of(source).name
    except RecordError:  # the name shows no format, such as that of a mail's attachment
        source, is_guess = f"{name}{suffix_of_text(given.text)}", True
        form = input_format_of(source).name
    if form in _NOT_READ:
        cause = (
            "AnnData files are mostly larger than a request may be, and are read on the command line: genenorm annotate"
        )
        raise RequestError(422, f"{name}: {cause}; or give the names of the genes alone (adata.var_names)", "file")
    try:
        file = read_record_file(content, source, options)
        names = names_of_plain_list(file)
        if names is not None and not given.name:  # no file, so that nothing has to show its format
            return replace(_list_of(names), notes=file.notes), PASTED
        return file, source
    except MissingExtraError as error:
        raise RequestError(422, f"{name}: {error}", "file") from error
    except RecordError as error:
        if not column and (cells := _cells_of(content, source, options)) is not None:
            raise ColumnUnclearError(cells, without_dashes(error)) from error
        if is_guess and error.cause == NOT_TEXT:
            cause = "it is no text; give a list, a table (CSV, TSV, .xlsx), a figure record or a PubTator or BioC file"
            raise RequestError(422, f"{name}: {cause}", "file") from error
        refusal = file_refusal(error, name, limits, "file")
        if is_guess:  # the suffix that was added to know the format is none of the file's name
            refusal = RequestError(refusal.status, name + refusal.detail.removeprefix(source), "file")
        raise refusal from error
    except ValueError as error:
        raise RequestError(422, f"{name}: {error}", "file") from error


def _cells_of(content: bytes, source: str, options: ReadOptions) -> TableCells | None:
    """Return the cells of a table whose column with the names is not clear; ``None`` for what is no table."""
    try:
        file = read_record_file(content, source, replace(options, column="1"))
        return file.cells() if file.cells is not None else None
    except (GenenormError, ValueError):
        return None


def answered(
    record_file: RecordFile, name: str, asked: ListAsked, resolver: Resolver, watch: Progress | None = None
) -> AnnotatedFile:
    """Return records with the answers for their names.

    :param watch: is called now and then with the number of names that are done, and that of all.
    """
    watched, context = WatchedResolver(resolver.reference, watch, resolver.weights), asked.context(resolver.reference)
    if names_of_plain_list(record_file) is not None:
        file = AnnotatedFile(name, record_file, (PlainList(record_file.records[0], watched, context=context),))
    else:
        file = annotate_record_file(record_file, name, watched, context=context)
    for annotation in file.annotations:
        annotation.complete()
    return file
