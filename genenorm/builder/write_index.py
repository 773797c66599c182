"""Writing the content of an index as one file of named arrays; the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

from genenorm.builder.index_arrays import Arrays, Rows, index_arrays
from genenorm.builder.merge.arrange import IndexContent
from genenorm.builder.merge.groups import GroupDraft, PairDraft
from genenorm.builder.merge.name_postings import posting_lists, reason_to_drop
from genenorm.builder.merge.roster import GeneDraft
from genenorm.builder.sources.pins import IndexedSpecies
from genenorm.core.atomic import write_atomic
from genenorm.core.model import Biotype, NameKind, Support
from genenorm.index.array_file import BLOCK, CHECKSUMS, SEAL, SEAL_SIZE, TYPE_CODES, seal
from genenorm.index.content_hash import HASHED_TABLES, Row, hashed
from genenorm.index.ortholog_pairs import pack_columns
from genenorm.index.schema import (
    FORMAT,
    GROUP_IDS,
    SCHEMA_VERSION,
    SECTIONS,
    member_word,
    pack,
    pack_support,
    stored_id,
    symbol_key,
)

_LONGEST_TEXT = 200
"""The most characters of a text about the index that is in the header; longer ones are read when they are needed."""
_TWO_COLUMNS = frozenset({"names", "ids", "gene_texts", "groups", "families"})
_ALIGNMENT = 8


def write_index_file(out: Path, content: IndexContent, species: Sequence[IndexedSpecies], meta: dict[str, str]) -> str:
    """Write an index to ``out`` and return its content hash; on an error ``out`` is left unchanged."""
    return write_rows(out, content_rows(content, species), meta)


def content_rows(content: IndexContent, species: Sequence[IndexedSpecies]) -> dict[str, Iterator[Row]]:
    """Return the rows of each table, in the order of their keys; the content hash is that of these rows."""
    return {
        "taxa": _taxa(species), "genes": _genes(content, species), "names": _names(content), "ids": _ids(content),
        "groups": group_rows(content.groups), "pairs": pair_rows(content.pairs), "families": _families(content),
    }  # fmt: skip


def write_rows(out: Path, rows: Rows, meta: Mapping[str, str]) -> str:
    """Write an index of some rows to ``out`` and return their content hash, which is recorded unless ``meta`` has one.

    On an error ``out`` is left unchanged.
    """
    digest = hashlib.sha256()
    kept = {table: list(hashed(table, rows[table], digest)) for table in HASHED_TABLES}
    facts = {"schema": str(SCHEMA_VERSION), "content_hash": digest.hexdigest(), **meta}
    short = {key: text for key, text in facts.items() if len(text) <= _LONGEST_TEXT}
    metadata = {"format": FORMAT, **dict(sorted(short.items())), "taxa": _json(kept["taxa"]).decode()}
    arrays = index_arrays(kept)
    arrays["meta"] = _json({key: text for key, text in sorted(facts.items()) if key not in short})
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(out, lambda file: file.writelines(_file_parts(metadata, arrays)), mode=0o644)
    return digest.hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _file_parts(metadata: Mapping[str, str], arrays: Arrays) -> Iterator[bytes]:
    """Yield the bytes of the file: the header, the sections, their checksums, and the seal (``array_file``)."""
    packed = {name: values if isinstance(values, bytes) else _packed(values) for name, values in arrays.items()}
    # the arrays of bytes are last: spaces after the JSON of the last one align the checksums
    covered = sum(map(len, packed.values()))
    packed["meta"] += b" " * (-covered % _ALIGNMENT)
    sections = b"".join(packed.values())
    blocks = range(0, len(sections), BLOCK)
    packed[CHECKSUMS] = _packed(array("I", [crc32(sections[start : start + BLOCK]) for start in blocks]))
    packed[SEAL] = bytes(SEAL_SIZE)
    header: dict[str, object] = {"__metadata__": metadata}
    end = 0
    for name, values in packed.items():
        start, end = end, end + len(values)
        dtype = SECTIONS.get(name, "U32")
        count = len(values) // array(TYPE_CODES[dtype]).itemsize
        shape = [count // 2, 2] if name in _TWO_COLUMNS else [count]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}
    encoded = _json(header)
    encoded += b" " * (-len(encoded) % _ALIGNMENT)
    before = len(encoded).to_bytes(8, "little") + encoded
    yield before
    yield sections
    yield packed[CHECKSUMS]
    yield seal(before, packed[CHECKSUMS])


def _packed(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


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
    for identifier in sorted(found, key=id_order):
        yield identifier, *found[identifier]


def id_order(identifier: int | str) -> tuple[bool, int | str]:
    """Return a key that sorts identifiers as the index does: GeneIDs, those with a code, then texts."""
    stored = stored_id(identifier)
    return isinstance(stored, str), stored


def group_rows(groups: Iterable[GroupDraft]) -> Iterator[Row]:
    """Yield the rows of numbered homology groups, in their order."""
    for group in groups:
        members = sorted(zip(group.members, group.support, strict=True), key=lambda member: member[0].key)
        packed = pack(member_word(draft.key, support) for draft, support in members)
        support = pack_support(support for _, support in members)
        yield group.key, GROUP_IDS.encode(group.group_id), packed, support if any(support) else None


def pair_rows(pairs: Iterable[PairDraft]) -> Iterator[Row]:
    """Yield the rows of ortholog pairs outside groups, in the order of their species and sources."""
    columns: dict[tuple[int, int, str], list[tuple[int, int, Support]]] = {}
    for pair in pairs:
        first, last = sorted((pair.gene, pair.other), key=lambda draft: draft.key)
        species_and_source = (first.taxon_id, last.taxon_id, pair.support.source)
        columns.setdefault(species_and_source, []).append((first.key, last.key, pair.support))
    for species_and_source in sorted(columns):
        yield *species_and_source, *pack_columns(columns[species_and_source])


def _families(content: IndexContent) -> Iterator[Row]:
    for row_number, family in enumerate(content.families, 1):
        yield row_number, family.family_id, pack(draft.key for draft in family.members)
