"""One answered name as flat text, from an annotation, from the answers inside a record, or from a written table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.scope import Reason, Scope
from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.core.tables import SEPARATOR, text_of
from genenorm.records.compressed import expand, split
from genenorm.records.decode import decode
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.yaml_block import ABOUT_KEYS, KEYS, REFERENCE_KEYS, text_loader

TABLE_FORMATS = ("tsv", "csv", "json", "jsonl", "parquet")
"""Formats of written tables that are read back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answered name of one record; empty text is "none"."""

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
    evidence: str
    alternatives: tuple[str, ...]
    support: tuple[str, ...]
    shared_word: str
    scope: str
    members_in_scope: tuple[str, ...]
    scope_reason: str
    found: str
    reference: str
    """Stamp of the index that answered; empty where an early version wrote the answer."""


def entry_of(cells: Mapping[str, str], record: str = "") -> Entry:
    """Return the entry that a row of a table, or of the answers in a record, describes.

    >>> entry_of({"input": "kar", "status": "ambiguous", "score": "0.4", "alternatives": "9606:1|9606:2"}).alternatives
    ('9606:1', '9606:2')
    """

    def several(name: str) -> tuple[str, ...]:
        return tuple(part for part in cells.get(name, "").split(SEPARATOR) if part)

    return Entry(
        record=cells.get("record") or record,
        name=cells.get("input") or cells.get("keyword", ""),
        status=cells.get("status", ""),
        species=cells.get("species", ""),
        gene_id=cells.get("gene_id", ""),
        symbol=cells.get("symbol", ""),
        ensembl_id=cells.get("ensembl_id", ""),
        authority_id=cells.get("authority_id", ""),
        group_id=cells.get("group_id", ""),
        score=float(cells.get("score") or 0),
        evidence=cells.get("evidence", ""),
        alternatives=several("alternatives"),
        support=several("support"),
        shared_word=cells.get("shared_word", ""),
        scope=cells.get("scope", ""),
        members_in_scope=several("members_in_scope"),
        scope_reason=cells.get("scope_reason", ""),
        found=cells.get("found", ""),
        reference=cells.get("reference", ""),
    )


def entries_of(file: AnnotatedFile) -> Iterator[Entry]:
    """Yield the entries of an annotated file."""
    table = file.table
    for row in table.rows:
        yield entry_of(dict(zip(table.columns, map(text_of, row), strict=True)))


def is_written(name: str) -> bool:
    """Whether a file is a table that ``annotate`` wrote, by its name."""
    return split(name)[0].lower().endswith(tuple(f".genes.{form}" for form in TABLE_FORMATS))


def read_written(data: bytes, name: str) -> Iterator[Entry]:
    """Yield the entries of a table that ``annotate`` wrote."""
    try:
        for row in _rows(expand(data, name), name):
            if "status" not in row or "input" not in row:
                raise RecordError(name, "not a table of answers: no columns input and status", 1)
            yield entry_of({key: _text(cell) for key, cell in row.items()})
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise RecordError(name, f"not a table of answers: {error}") from error


def _rows(data: bytes, name: str) -> Iterable[Mapping[str, object]]:
    """Return the rows of a table in one of ``TABLE_FORMATS``."""
    form = split(name)[0].lower().rpartition(".")[2]
    if form == "parquet":
        return _from_parquet(data)
    text = decode(data, name)
    if form == "json":
        return list(json.loads(text))
    if form == "jsonl":
        return [json.loads(line) for line in text.splitlines() if line]
    return csv.DictReader(io.StringIO(text, newline=""), delimiter="," if form == "csv" else "\t")


def _from_parquet(data: bytes) -> list[Mapping[str, object]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("reading Parquet", "parquet") from error
    return list(parquet.read_table(io.BytesIO(data)).to_pylist())


def _text(cell: object) -> str:
    if isinstance(cell, list):
        return SEPARATOR.join(map(str, cell))
    return "" if cell is None else str(cell)


def read_block(data: bytes, name: str) -> list[Entry]:
    """Return the entries that stand in a PFOCR record from an earlier run; none when it holds no answers."""
    page = FrontMatter.parse(expand(data, name), name)
    if not page.yaml.block:
        return []
    import yaml

    record = page.yaml.value("figid") or name
    try:
        block = yaml.load(page.yaml.block, Loader=text_loader())
        rows = _one_of(block, KEYS, [])
        scope = _scope_of(_one_of(block, ABOUT_KEYS, []))
        reference = str(_one_of(block, REFERENCE_KEYS, ""))
        return [
            replace(
                entry_of(row, record),
                scope_reason=scope.reason(_taxon(row.get("taxon_id", ""))),
                reference=reference,
            )
            for row in rows
        ]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordError(name, "the answers in it were edited and cannot be read; annotate it again") from error


def _one_of(block: Mapping[str, Any], keys: Iterable[str], default: object) -> Any:
    return next((block[key] for key in keys if key in block), default)


def _scope_of(about: Iterable[Mapping[str, str]]) -> Scope:
    """Return the scope that stands in a record; species of the index are told by their names."""
    reasons = tuple(Reason(_taxon(row["taxon_id"]), row["reason"], row["species"]) for row in about)
    known = (reason.taxon_id for reason in reasons if reason.species)
    return Scope(tuple(taxon for taxon in known if taxon is not None), reasons)


def _taxon(text: str) -> int | None:
    return int(text) if text else None
