"""Writing the content of an index as one SQLite file; the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from genenorm.builder.merge.arrange import IndexContent
from genenorm.builder.merge.name_postings import posting_lists, reason_to_drop
from genenorm.builder.merge.roster import GeneDraft
from genenorm.builder.sources.pins import IndexedSpecies
from genenorm.core.model import Biotype, NameKind, Support
from genenorm.index.content_hash import Row, hashed
from genenorm.index.ortholog_columns import pack_columns
from genenorm.index.schema import (
    GROUP_IDS,
    INDEXES,
    SCHEMA,
    SCHEMA_VERSION,
    member_word,
    pack,
    pack_support,
    symbol_key,
)

PAGE_SIZE = 1024
"""Size of the pages in bytes: small ones make the smallest file, and look-ups are as fast as with larger ones."""
_TABLE_WIDTHS = {"taxa": 9, "genes": 10, "names": 2, "ids": 3, "groups": 4, "pairs": 7, "families": 3}


def write_index_file(out: Path, content: IndexContent, species: Sequence[IndexedSpecies], meta: dict[str, str]) -> str:
    """Write an index to ``out`` and return its content hash; on an error ``out`` is left unchanged."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        content_hash = _write(part, content, species, meta)
        part.chmod(0o644)
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return content_hash


def _write(part: Path, content: IndexContent, species: Sequence[IndexedSpecies], meta: dict[str, str]) -> str:
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA page_size={PAGE_SIZE}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        digest = hashlib.sha256()
        rows = {"taxa": _taxa(species), "genes": _genes(content, species), "names": _names(content),
                "ids": _ids(content), "groups": _groups(content), "pairs": _pairs(content),
                "families": _families(content)}  # fmt: skip
        for table, width in _TABLE_WIDTHS.items():
            marks = ",".join("?" * width)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", hashed(table, rows[table], digest))
        facts = {"schema": str(SCHEMA_VERSION), **meta, "content_hash": digest.hexdigest()}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(facts.items()))
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        connection.execute("VACUUM")
    finally:
        connection.close()
    return digest.hexdigest()


def _taxa(species: Sequence[IndexedSpecies]) -> Iterator[Row]:
    for entry in species:
        taxon = entry.taxon
        yield (
            taxon.taxon_id, taxon.name, taxon.common, taxon.authority, taxon.source, entry.authority.prefix,
            entry.authority.digits, entry.ensembl.prefix, entry.ensembl.digits,
        )  # fmt: skip


def _genes(content: IndexContent, species: Sequence[IndexedSpecies]) -> Iterator[Row]:
    formats = {entry.taxon.taxon_id: (entry.ensembl, entry.authority) for entry in species}
    for draft in content.genes:
        ensembl, authority = formats[draft.taxon_id]
        yield (
            draft.key,
            draft.taxon_id,
            draft.gene_id,
            "" if draft.symbol == f"LOC{draft.gene_id}" else draft.symbol,
            _full_name(draft),
            ensembl.encode(draft.ensembl) if draft.ensembl and ensembl != authority else None,
            authority.encode(draft.authority) if draft.authority else None,
            draft.biotype.value,
            draft.group or None,
            draft.weight,
        )


def _full_name(draft: GeneDraft) -> str | None:
    """Return the full name; ``None`` for a pseudogene, and for a boilerplate or missing name."""
    if draft.biotype is Biotype.PSEUDOGENE or reason_to_drop(draft.full_name, NameKind.FULL_NAME, draft.taxon_id):
        return None
    return draft.full_name


def _names(content: IndexContent) -> Iterator[Row]:
    postings = [
        (name.key, name.kind, draft.weight, draft.key, name.spelling)
        for draft in content.genes
        for name in content.names[draft.key - 1]
    ]
    for row_number, family in enumerate(content.families, 1):
        postings += [(key, kind, 0, row_number, text) for key, kind, text in family.names]
    postings += [(key, NameKind.RETIRED_SYMBOL, 0, target, text) for key, target, text in content.retired.symbols]
    for key, words in posting_lists(postings):
        yield key, pack(words)


def _ids(content: IndexContent) -> Iterator[Row]:
    found: dict[int | str, tuple[int, int]] = {}
    for draft in content.genes:
        for secondary in draft.more_ids:
            found.setdefault(secondary, (draft.key, 0))
    for retired, gene_and_date in content.retired.identifiers.items():
        found.setdefault(retired, gene_and_date)
    for key, gene_and_date in content.retired.dates.items():
        found[symbol_key(key)] = gene_and_date
    for identifier in sorted(found, key=lambda key: (isinstance(key, str), key)):
        yield identifier, *found[identifier]


def _groups(content: IndexContent) -> Iterator[Row]:
    for group in content.groups:
        members = sorted(zip(group.members, group.support, strict=True), key=lambda member: member[0].key)
        packed = pack(member_word(draft.key, support) for draft, support in members)
        support = pack_support(support for _, support in members)
        yield group.key, GROUP_IDS.encode(group.group_id), packed, support if any(support) else None


def _pairs(content: IndexContent) -> Iterator[Row]:
    columns: dict[tuple[int, int, str], list[tuple[int, int, Support]]] = {}
    for pair in content.pairs:
        first, last = sorted((pair.gene, pair.other), key=lambda draft: draft.key)
        species_and_source = (first.taxon_id, last.taxon_id, pair.support.source)
        columns.setdefault(species_and_source, []).append((first.key, last.key, pair.support))
    for species_and_source in sorted(columns):
        yield *species_and_source, *pack_columns(columns[species_and_source])


def _families(content: IndexContent) -> Iterator[Row]:
    for row_number, family in enumerate(content.families, 1):
        yield row_number, family.family_id, pack(draft.key for draft in family.members)
