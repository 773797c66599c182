"""The rows of an index as the named arrays of its file; ``genenorm.index.schema`` describes them."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from genenorm.core.model import Biotype
from genenorm.index.ortholog_pairs import Pairs
from genenorm.index.schema import (
    FIRST_TEXT_CODE,
    GROUP_IDS,
    KEYS_PER_HEAD,
    SECTIONS,
    IdFormat,
    facts_word,
    key_head,
    stored_id,
    unpack,
)

Rows = Mapping[str, Iterable[Any]]
"""The rows of each table of ``content_hash.HASHED_TABLES``, in the order of their keys."""
Arrays = dict[str, "array[int] | bytes"]
"""The values of each section."""
_SLOTS_PER_KEY = 1.5


def index_arrays(rows: Rows) -> Arrays:
    """Return the sections of an index with these rows, except ``meta``; the rows are read once, in their order."""
    taxa = list(rows["taxa"])
    genes = list(rows["genes"])
    found: Arrays = _name_arrays(rows["names"]) | _id_arrays(rows["ids"])
    groups = list(rows["groups"])
    odd = _OddIds(taxa, genes, groups)
    found |= _gene_arrays(taxa, genes, odd) | odd.arrays() | _group_arrays(groups, odd)
    found |= _pair_arrays(rows["pairs"]) | _family_arrays(rows["families"])
    return {name: found[name] for name in SECTIONS if name != "meta"}


def _words(values: Iterable[int]) -> array[int]:
    return array("I", values)


def _texts(texts: Iterable[bytes]) -> tuple[array[int], bytes]:
    """Return the start of each text and the end of the last one, and the texts without separators."""
    starts, joined = array("I", [0]), bytearray()
    for text in texts:
        joined += text
        starts.append(len(joined))
    return starts, bytes(joined)


def _name_arrays(rows: Iterable[tuple[str, bytes]]) -> Arrays:
    keys: list[bytes] = []
    places, text, words = array("I"), bytearray(), array("I")
    for key, postings in rows:
        keys.append(key.encode())
        places.extend((len(text), len(words)))
        text += keys[-1]
        words.extend(unpack(postings))
    places.extend((len(text), len(words)))
    size = 2
    while size < len(keys) * _SLOTS_PER_KEY:
        size *= 2
    slots = array("I", bytes(4 * size))
    for row, encoded in enumerate(keys, start=1):
        slot = crc32(encoded) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = row
    heads = array("Q", map(key_head, keys[::KEYS_PER_HEAD]))
    return {"key_heads": heads, "slots": slots, "names": places, "postings": words, "key_text": bytes(text)}


class _OddIds:
    """The identifiers which are stored as text, in rising order, and the codes of all identifiers."""

    def __init__(self, taxa: Iterable[Any], genes: Iterable[Any], groups: Iterable[Any]) -> None:
        self.ensembl = {row[0]: IdFormat(row[7], row[8]) for row in taxa}
        self.authority = {row[0]: IdFormat(row[5], row[6]) for row in taxa}
        stored = [(row[5], self.ensembl[row[1]]) for row in genes]
        stored += [(row[6], self.authority[row[1]]) for row in genes]
        stored += [(row[1], GROUP_IDS) for row in groups]
        self._texts = sorted({form.decode(value).encode() for value, form in stored if _is_odd(value)})

    def code(self, stored: int | str | None, form: IdFormat) -> int:
        """Return the code of an identifier, given as the rows have it."""
        if stored is None:
            return 0
        if _is_odd(stored):
            return FIRST_TEXT_CODE + bisect_left(self._texts, form.decode(stored).encode())
        assert isinstance(stored, int)
        return stored + 1

    def arrays(self) -> Arrays:
        starts, text = _texts(self._texts)
        return {"odd_ids": starts, "odd_id_text": text}


def _is_odd(stored: int | str | None) -> bool:
    """Return whether an identifier is stored as text: it has another form, or its number is too large for a code."""
    return isinstance(stored, str) or (stored is not None and stored >= FIRST_TEXT_CODE - 1)


def _gene_arrays(taxa: Sequence[Any], genes: Sequence[Any], odd: _OddIds) -> Arrays:
    species = {row[0]: place for place, row in enumerate(taxa)}
    facts, gene_ids, groups, ensembl, authority = (array("I", [0]) for _ in range(5))
    texts: list[bytes] = [b"", b""]
    for row, (key, taxon, gene_id, symbol, name, ensembl_id, authority_id, biotype, group, weight) in enumerate(
        genes, start=1
    ):
        assert key == row, f"row numbers of genes must count from 1, and {key} is in place {row}"
        facts.append(facts_word(weight, Biotype(biotype), species[taxon]))
        gene_ids.append(gene_id or 0)
        groups.append(group or 0)
        ensembl.append(odd.code(ensembl_id, odd.ensembl[taxon]))
        authority.append(odd.code(authority_id, odd.authority[taxon]))
        texts += (symbol.encode(), (name or "").encode())
    starts, text = _texts(texts)
    rows = range(1, len(facts))
    by_ensembl, by_authority = (
        array("I", sorted(filter(codes.__getitem__, rows), key=lambda row: (facts[row] >> 12, codes[row])))
        for codes in (ensembl, authority)
    )
    return {
        "gene_facts": facts,
        "gene_groups": groups,
        "gene_ids": gene_ids,
        "gene_ensembl": ensembl,
        "gene_authority": authority,
        "gene_texts": starts + array("I", [len(text)]),
        "gene_text": text,
        "by_gene_id": array("I", sorted(filter(gene_ids.__getitem__, rows), key=gene_ids.__getitem__)),
        "by_ensembl": by_ensembl,
        "by_authority": by_authority,
        "species_starts": array("I", [
            bisect_left(found, place, key=lambda row: facts[row] >> 12)
            for found in (by_ensembl, by_authority)
            for place in range(len(taxa) + 1)
        ]),
    }  # fmt: skip


def _id_arrays(rows: Iterable[tuple[int | str, int, int]]) -> Arrays:
    numbers, texts, facts = array("I"), [], array("I")
    for identifier, gene, retired in rows:
        stored = stored_id(identifier)
        if isinstance(stored, str):
            texts.append(stored.encode())
        else:
            numbers.append(stored)
        facts.extend((gene, retired))
    starts, text = _texts(texts)
    return {"id_numbers": numbers, "id_texts": starts, "id_text": text, "ids": facts}


def _group_arrays(rows: Iterable[Any], odd: _OddIds) -> Arrays:
    ids, places, members, support = array("I"), array("I"), array("I"), bytearray()
    for _, group_id, words, counts in rows:
        ids.append(odd.code(group_id, GROUP_IDS))
        places.extend((len(members), len(support)))
        members.extend(unpack(words))
        support += counts or b""
    places.extend((len(members), len(support)))
    return {"group_ids": ids, "groups": places, "group_members": members, "group_support": bytes(support)}


def _pair_arrays(rows: Iterable[Any]) -> Arrays:
    listed = []
    first, other, order, methods, compared = array("I"), array("I"), array("I"), bytearray(), bytearray()
    for taxon_id, other_taxon_id, source, *columns in rows:
        pairs = Pairs.of_columns(source, *columns)
        listed.append((taxon_id, other_taxon_id, source, len(pairs), len(pairs.methods)))
        first.extend(pairs.first)
        other.extend(pairs.other)
        order.extend(pairs.order)
        methods += bytes(pairs.methods)
        compared += bytes(pairs.compared)
    return {
        "pair_first": first, "pair_other": other, "pair_order": order, "pair_methods": bytes(methods),
        "pair_compared": bytes(compared), "pairs": json.dumps(listed, separators=(",", ":")).encode(),
    }  # fmt: skip


def _family_arrays(rows: Iterable[tuple[int, str, bytes]]) -> Arrays:
    places, text, members = array("I"), bytearray(), array("I")
    for _, family_id, packed in rows:
        places.extend((len(text), len(members)))
        text += family_id.encode()
        members.extend(unpack(packed))
    places.extend((len(text), len(members)))
    return {"families": places, "family_text": bytes(text), "family_members": members}
