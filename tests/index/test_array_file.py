"""The file of named arrays: its layout for other programs, and damage, which is an error and never a wrong answer."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from genenorm.builder.write_index import write_rows
from genenorm.core.errors import ReferenceFileError
from genenorm.core.model import Biotype, NameKind, Support, label
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index import array_file
from genenorm.index.array_file import BLOCK, ArrayFile
from genenorm.index.content_hash import HASHED_TABLES, Row
from genenorm.index.library import verify
from genenorm.index.ortholog_pairs import pack_columns
from genenorm.index.reference import Reference
from genenorm.index.schema import SECTIONS, member_word, pack, pack_support, posting_word
from genenorm.text.keys import Key

COUNT = 400


def rows() -> dict[str, list[Row]]:
    """Return the rows of an index that has something in each of its sections."""
    support = pack_support([{}, {"HCOP": Support("HCOP", 11, 12)}])
    names = {f"name{number:04}": posting_word(number, NameKind.SYMBOL, f"NAME{number}") for number in range(1, COUNT)}
    names["ɣname"] = posting_word(1, NameKind.FAMILY, "ɣ-name")
    return {
        "taxa": [
            (9606, "Homo sapiens", "human", "HGNC", "HGNC 2026-11", "HGNC:", 0, "ENSG", 11),
            (10090, "Mus musculus", "mouse", "MGI", "MGI 2026-11", "MGI:", 0, "ENSMUSG", 11),
            (7227, "Drosophila melanogaster", "fly", "FlyBase", "FlyBase 2026-11", "FBgn", 7, "FBgn", 7),
        ],
        "genes": [
            (1, 9606, 1001, "NAME1", "the first", 176884, 4584, Biotype.PROTEIN_CODING.value, 1, 200),
            (2, 10090, 1002, "", None, "LRG_321", None, Biotype.PSEUDOGENE.value, 1, 0),
            (3, 7227, None, "n3", "third", None, 17, Biotype.OTHER.value, None, 3),
            (4, 9606, None, "N4", None, 99999999999, 2147483647, Biotype.UNKNOWN.value, None, 4),
            *((row, 9606, 1000 + row, f"NAME{row}", None, row, row, 1, None, 1) for row in range(5, COUNT)),
        ],
        "names": [(key, pack([word])) for key, word in sorted(names.items())],
        "ids": [(77, 0, 20190304), ("P12345", 1, 0), ("Q99999", 2, 0), ("symbol old1", 0, 1)],
        "groups": [(1, 7187, pack([member_word(1, ["HGNC"]), member_word(2, ["HCOP"])]), support)],
        "pairs": [(9606, 10090, "HCOP", *pack_columns([(1, 2, Support("HCOP", 9, 12))]))],
        "families": [(1, "NMDAR", pack([1, 4]))],
    }


def write(file: Path) -> Path:
    write_rows(file, rows(), {"build_date": "2026-11-15", "species": "9606,10090,7227", "sources": "x" * 999})
    return file


def answers(file: Path) -> Iterator[object]:
    """Yield the answers of a fixed set of look-ups."""
    with Reference.open(file) as reference:
        yield reference.stamp, reference.taxa, dict(reference.meta)
        for key in ("name0001", "name0399", "name0200", "ɣname", "unknown", "name0300"):
            yield list(reference.postings(Key(key)))
        for row in (1, 2, 3, 4, 200, COUNT - 1):
            yield reference.gene(row)
            yield reference.label(row), reference.symbol(row), reference.ensembl_id(row), reference.authority_id(row)
        yield [reference.gene_by_id(number) for number in (1001, 1002, 1003, 1399)]
        yield [reference.gene_by_ensembl(text) for text in ("ENSG00000176884", "ENSG99999999999", "FBgn0000017", "x")]
        yield [reference.gene_by_authority(text) for text in ("HGNC:4584", "HGNC:2147483647", "FBgn0000017", "MGI:1")]
        yield [reference.gene_by_other_id(text) for text in (77, "P12345", "Q99999", "P54321", 78)]
        yield reference.withdrawn_on(Key("old1")), list(reference.secondary_ids("P"))
        yield reference.group(1), reference.members(1), reference.family(1), reference.families_of(4)
        yield [list(pairs.others(1)) + list(pairs.genes(2)) for pairs in reference.pairs(9606, 10090)]
        yield [(key, list(words)) for key, words in reference.starting_with("name03", 20)]
        yield reference.continuations("name0", 2), reference.has_name_starting_with("name039")
        yield (
            [*reference.gene_facts[0 : len(reference.gene_facts)]],
            [*reference.gene_groups[0 : len(reference.gene_groups)]],
            [*reference.gene_ids[0 : len(reference.gene_ids)]],
        )


def answers_or_error(file: Path) -> list[object] | str:
    try:
        return list(answers(file))
    except ReferenceFileError as error:
        return str(error)


def test_every_value_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = rows()
    with Reference.open(write(tmp_path / "a.safetensors")) as reference:
        assert {table: list(reference.content_rows(table)) for table in HASHED_TABLES} == written
        assert reference.meta["sources"] == "x" * 999
        assert list(reference.meta) == ["build_date", "content_hash", "schema", "sources", "species"]
        assert [reference.label(row) for row in (1, 2, 3, 4)] == [
            "9606:1001", "10090:1002", "7227:FBgn0000017", "9606:HGNC:2147483647",
        ]  # fmt: skip
        assert (reference.symbol(2), reference.ensembl_id(2), reference.ensembl_id(3)) == (
            "LOC1002", "LRG_321", "FBgn0000017",
        )  # fmt: skip
        assert reference.taxon_ids == (9606, 10090, 7227)
        with pytest.raises(KeyError):
            reference.gene(COUNT)
    assert verify(tmp_path / "a.safetensors").rows == sum(map(len, written.values()))


def test_the_layout_is_that_of_safetensors_and_aligned() -> None:
    data = SHIPPED_INDEX.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    assert all(isinstance(text, str) for text in header.pop("__metadata__").values())
    assert list(header) == [*SECTIONS, "checksums", "seal"]
    end = 0
    for entry in header.values():
        start, count = entry["data_offsets"][0], 1
        for length in entry["shape"]:
            count *= length
        width = {"U8": 1, "U32": 4, "U64": 8}[entry["dtype"]]
        assert (start, (8 + size + start) % width) == (end, 0)
        end = entry["data_offsets"][1]
        assert end - start == count * width
    assert 8 + size + end == len(data)


def test_damage_is_an_error_and_never_another_answer(tmp_path: Path) -> None:
    sound = write(tmp_path / "a.safetensors").read_bytes()
    expected = list(answers(tmp_path / "a.safetensors"))
    chance = random.Random(5)
    damaged = tmp_path / "b.safetensors"
    told = 0
    for attempt in range(1100):
        data = bytearray(sound)
        if attempt < 1000:
            bit = chance.randrange(8 * len(data))
            data[bit // 8] ^= 1 << bit % 8
        else:
            del data[chance.randrange(len(data)) :]
        damaged.write_bytes(data)
        found = answers_or_error(damaged)
        if isinstance(found, str):
            assert "\n" not in found
            told += 1
        else:
            assert found[1:] == expected[1:]  # the first has the name of the file
        with pytest.raises(ReferenceFileError):
            verify(damaged)
    assert told > 1000


def test_an_error_names_the_file_the_section_and_the_way_out(tmp_path: Path) -> None:
    file = write(tmp_path / "a.safetensors")
    data = bytearray(file.read_bytes())
    places = ArrayFile(file).layout["gene_facts"]["data_offsets"]
    data[8 + int.from_bytes(data[:8], "little") + places[0] + 8] ^= 1
    file.write_bytes(data)
    with Reference.open(file) as reference:
        message = r"a\.safetensors: damaged \(.*gene_facts.*\); build it again, or add it again from a good copy$"
        with pytest.raises(ReferenceFileError, match=message):
            _ = reference.gene_facts[1]
    file.write_bytes(data + b"\0")
    with pytest.raises(ReferenceFileError, match="damaged or incomplete"):
        Reference.open(file)


def test_a_section_is_checked_by_block_at_first_and_then_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ArrayFile(SHIPPED_INDEX).whole("postings")
    section = ArrayFile(SHIPPED_INDEX).section("postings")
    checked: list[int] = []

    def noted(data: memoryview[int]) -> int:
        checked.append(len(data))
        return crc32(data)

    monkeypatch.setattr(array_file, "crc32", noted)
    assert [section[place] for place in (0, 1, 2)] == list(values[:3])
    assert checked == [BLOCK]
    per_block = BLOCK // values.itemsize
    assert all(section[place * per_block] == values[place * per_block] for place in range(100))
    assert section.is_whole
    assert len(checked) - len(values) // per_block in (1, 2)  # each of its blocks once
    assert section[4000] == values[4000]
    assert len(checked) - len(values) // per_block in (1, 2)


def test_a_machine_of_the_other_byte_order_reads_and_writes_the_same_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(answers(write(tmp_path / "a.safetensors")))
    assert len(expected) == 29
    if sys.byteorder == "little":  # values that are swapped when written and when read are the same again
        monkeypatch.setattr(sys, "byteorder", "big")
        monkeypatch.setattr("genenorm.index.schema.sys", _Little())
        assert list(answers(write(tmp_path / "a.safetensors"))) == expected


class _Little:
    byteorder = "little"


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    file = write(tmp_path / "a.safetensors")
    reference = Reference.open(file)
    assert reference.postings(Key("name0001"))
    gene = reference.gene(5)
    reference.close()
    assert (reference.gene(5), reference.label(5)) == (gene, label(gene))  # for answers that are still in use
    asked: tuple[Callable[[], object], ...] = (
        lambda: reference.postings(Key("name0001")),
        lambda: reference.gene_by_id(1),
        lambda: reference.group(1),
    )
    for ask in asked:
        with pytest.raises(ValueError, match="the reference index is closed"):
            ask()


def test_a_file_that_is_closed_or_forgotten_is_not_held_open() -> None:
    closed, forgotten = ArrayFile(SHIPPED_INDEX), ArrayFile(SHIPPED_INDEX)
    descriptors = closed._descriptor, forgotten._descriptor
    closed.close()
    closed.check_unchanged()
    del forgotten
    for descriptor in descriptors:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(descriptor)


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_file_that_the_process_has_closed_is_left_alone(tmp_path: Path, is_taken: bool) -> None:
    opened = ArrayFile(SHIPPED_INDEX)
    descriptor = opened._descriptor
    with (tmp_path / "other").open("wb") as other:
        if is_taken:
            os.dup2(other.fileno(), descriptor)
        else:
            os.close(descriptor)
        opened.check_unchanged()
        opened.close()
        if is_taken:
            os.close(descriptor)  # which is still open
