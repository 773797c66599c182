"""Answers as text entries for the report, read from annotations, annotated records or answer tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.scope import OUT_OF_SCOPE, Reason, Scope
from genenorm.core.errors import MissingExtraError, RecordError, UnknownTaxonError
from genenorm.core.formula_cells import original_cell
from genenorm.core.model import Status
from genenorm.core.tables import SEPARATOR, cell_text
from genenorm.core.taxa import common_name, taxon_id_of
from genenorm.records.compressed import expand, without_compression
from genenorm.records.decode import decode_text
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.yaml_block import GENES_KEYS, REFERENCE_KEYS, SCOPE_KEYS, text_loader
from genenorm.resolver.doubt import Doubt, read_doubts

TABLE_FORMATS = ("tsv", "csv", "json", "jsonl", "parquet")
"""The table formats that can be read back."""

_SEVERAL_GENES = frozenset({Status.FAMILY.value, Status.GROUP.value, Status.AMBIGUOUS.value})


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """The answer for one name of one record; a missing value is empty text.

    The short answers in a record have no ``authority_id``, ``evidence``, ``alternatives``, ``support``, ``shared_word``
    and ``members_in_scope``.
    """

    record: str
    name: str
    status: str
    species: str
    gene_id: str
    symbol: str
    ensembl_id: str
    authority_id: str
    group_id: str
    score: float
    doubt: str
    """The reasons to look at the row, as ``resolver.doubt`` words them."""
    evidence: str
    alternatives: tuple[str, ...]
    support: tuple[str, ...]
    shared_word: str
    scope: str
    members_in_scope: tuple[str, ...]
    scope_reason: str
    found: str
    reference: str
    """Stamp of the reference index; empty for answers written before stamps were recorded."""
    word: str = ""
    """The word that was read in the figure, for records that have it."""


def entry_of(row: Mapping[str, str], record: str = "") -> AnswerEntry:
    """Return the entry for a row of an answer table or of an annotated record.

    :param row: the cells as text by column name, with several values separated by ``|``.
    :param record: the record id, for a row without a column ``record``.

    >>> entry_of({"input": "kar", "status": "ambiguous", "score": "0.4", "alternatives": "9606:1|9606:2"}).alternatives
    ('9606:1', '9606:2')
    """

    def values(name: str) -> tuple[str, ...]:
        return tuple(value for value in row.get(name, "").split(SEPARATOR) if value)

    return AnswerEntry(
        record=row.get("record") or record,
        name=row.get("input") or row.get("keyword", ""),
        status=row.get("status", ""),
        species=common_name(row.get("species", "")),  # earlier versions wrote Latin names
        gene_id=row.get("gene_id", ""),
        symbol=row.get("symbol", ""),
        ensembl_id=row.get("ensembl_id", ""),
        authority_id=row.get("authority_id", ""),
        group_id=row.get("group_id", ""),
        score=float(row.get("score") or 0),
        doubt=row.get("doubt", ""),
        evidence=row.get("evidence", ""),
        alternatives=values("alternatives"),
        support=values("support"),
        shared_word=row.get("shared_word", ""),
        scope=row.get("scope", ""),
        members_in_scope=values("members_in_scope"),
        scope_reason=row.get("scope_reason", ""),
        found=row.get("found", ""),
        reference=row.get("reference", ""),
        word=row.get("word", ""),
    )


def entries_of(file: AnnotatedFile) -> Iterator[AnswerEntry]:
    """Yield the entries of an annotated file."""
    table = file.table
    for row in table.rows:
        yield entry_of(dict(zip(table.columns, map(cell_text, row), strict=True)))


def is_answer_table(name: str, data: bytes = b"") -> bool:
    """Return whether a file is a table of answers which genenorm wrote, by its name or by its columns.

    :param name: the file's name; that of a table next to a record is enough.
    :param data: the file's bytes, in which the columns are looked for. Parquet is known by its name alone.

    >>> is_answer_table("figure.genes.tsv.gz"), is_answer_table("genes.tsv")
    (True, False)
    >>> is_answer_table("clean.csv", b"input,status,species,gene_id,score")
    True
    """
    stem = without_compression(name).lower()
    if stem.endswith(tuple(f".genes.{form}" for form in TABLE_FORMATS)):
        return True
    form = stem.rpartition(".")[2]
    if not data or form not in TABLE_FORMATS or form == "parquet":
        return False
    start = expand(data, name)[:_FIRST].decode("utf-8-sig", "replace")
    if form in ("tsv", "csv"):
        columns = set(start.partition("\n")[0].strip().replace('"', "").split("," if form == "csv" else "\t"))
        return columns.issuperset(_COLUMNS)
    return start.lstrip()[:1] in ("[", "{") and all(f'"{column}":' in start for column in _COLUMNS)


_COLUMNS = ("input", "status", "gene_id", "score")
"""Columns of the tables of every command and version."""
_FIRST = 1 << 12
"""The number of bytes in which the columns are looked for."""


def read_answer_table(data: bytes, name: str) -> Iterator[AnswerEntry]:
    """Yield the entries of a table that ``genenorm annotate`` wrote.

    The suffix of ``name`` gives the format. Raises RecordError if the bytes are not such a table, and MissingExtraError
    for Parquet when pyarrow is not installed.
    """
    try:
        for row in _table_rows(expand(data, name), name):
            if "status" not in row or "input" not in row:
                raise RecordError(name, "not a table of answers: no columns input and status", 1)
            yield entry_of({column: _cell_text(cell) for column, cell in row.items()})
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise RecordError(name, f"not a table of answers: {error}") from error


def _table_rows(data: bytes, name: str) -> Iterable[Mapping[str, object]]:
    form = without_compression(name).lower().rpartition(".")[2]
    if form == "parquet":
        return _parquet_rows(data)
    text = decode_text(data, name).text
    if form == "json":
        return list(json.loads(text))
    if form == "jsonl":
        return [json.loads(line) for line in text.splitlines() if line]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="," if form == "csv" else "\t")
    return map(_original_cells, rows) if form == "csv" else rows


def _original_cells(row: Mapping[str, object]) -> Mapping[str, object]:
    """Return a row of CSV without the apostrophes before cells that a spreadsheet would run."""
    return {name: original_cell(cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def _parquet_rows(data: bytes) -> list[Mapping[str, object]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("reading Parquet", "parquet") from error
    return list(parquet.read_table(io.BytesIO(data)).to_pylist())


def _cell_text(cell: object) -> str:
    if isinstance(cell, list):
        return SEPARATOR.join(map(str, cell))
    return "" if cell is None else str(cell)


def read_record_answers(data: bytes, name: str) -> list[AnswerEntry]:
    """Return the entries of the answers in an annotated figure record, short or full; empty for one without answers.

    Raises RecordError when the answers cannot be read, since they were edited.
    """
    page = FrontMatter.parse(expand(data, name), name)
    if not page.yaml.block:
        return []
    import yaml

    record = page.yaml.value("figid") or name
    first_line = page.yaml.first_line + page.yaml.body[: page.yaml.place].count("\n")
    entries: list[AnswerEntry] = []
    try:
        block = yaml.load(page.yaml.block, Loader=text_loader())  # nosec B506 # it makes texts, lists and mappings alone
        scope = _scope_of(_first_of(block, SCOPE_KEYS, []))
        reference = str(_first_of(block, REFERENCE_KEYS, ""))
        rows = _first_of(block, GENES_KEYS, [])
        entries.extend(
            _entry_in_scope(entry_of(row, record), _scope_taxon(row, scope), scope, reference) for row in rows
        )
    except yaml.MarkedYAMLError as error:
        is_open = "flow" in str(error.context) or "quoted" in str(error.context)  # a row that is not closed
        mark = error.context_mark if is_open else error.problem_mark
        line = first_line + mark.line if mark is not None else None
        raise RecordError(name, f"the answers were edited and cannot be read from here on{_WAY_OUT}", line) from error
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        row_number = f"row {len(entries) + 1} of the answers"
        raise RecordError(name, f"{row_number} was edited and cannot be read{_WAY_OUT}", first_line) from error
    return entries


_WAY_OUT = "; correct it, or annotate again, which replaces all answers in the file"


def _entry_in_scope(entry: AnswerEntry, taxon_id: int | None, scope: Scope, reference: str) -> AnswerEntry:
    """Return an entry with what a record says once for all rows, and with the verdict that short rows do not repeat."""
    verdict = entry.scope or scope.verdict(taxon_id)
    if not verdict and Doubt.OUT_OF_SCOPE in read_doubts(entry.doubt):  # a short row of several genes
        verdict = OUT_OF_SCOPE
    reason = scope.reason(taxon_id if taxon_id is not None or not verdict else _NO_TAXON)
    return replace(entry, scope=verdict, scope_reason=reason, reference=reference)


_NO_TAXON = 0
"""Stands for a species that is not in scope."""


def _first_of(block: Mapping[str, Any], keys: Iterable[str], default: object) -> Any:
    """Return the value of the first key that the block has; earlier versions wrote other keys."""
    return next((block[key] for key in keys if key in block), default)


def _scope_of(rows: Iterable[Mapping[str, str]]) -> Scope:
    """Return the scope written in a record; only species of the index have a name there."""
    reasons = tuple(
        Reason(_taxon_id(row.get("taxon_id", "")), row["reason"], common_name(row.get("species", ""))) for row in rows
    )
    indexed = (reason.taxon_id for reason in reasons if reason.species)
    return Scope(tuple(taxon_id for taxon_id in indexed if taxon_id is not None), reasons)


def _scope_taxon(row: Mapping[str, str], scope: Scope) -> int | None:
    """Return the species by which the scope of a row was decided; for several genes the first of theirs in scope."""
    taxon_id = _taxon_id(row.get("taxon_id", ""))
    if taxon_id is None and (species := row.get("species")):  # a short row
        try:
            return taxon_id_of(species)
        except UnknownTaxonError:  # of an index with further species
            return next((reason.taxon_id for reason in scope.reasons if reason.species == species), None)
    if taxon_id is not None or row.get("status") not in _SEVERAL_GENES:
        return taxon_id
    labels = filter(None, row.get("alternatives", "").split(SEPARATOR))
    taxa = [int(label.partition(":")[0]) for label in labels]
    return next((taxon for taxon in taxa if taxon in scope.taxa), next(iter(taxa), None))


def _taxon_id(text: str) -> int | None:
    return int(text) if text else None
