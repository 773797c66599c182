"""Compressed files that expand without an end, and files whose end is missing."""

from __future__ import annotations

import gzip
import importlib.util
import itertools

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.errors import RecordError
from genenorm.records.compressed import ALWAYS_EXPANDED, compress, expand, largest_expanded
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

_HAS_ZST = importlib.util.find_spec("zstandard") is not None
SUFFIXES = (
    ".gz",
    pytest.param(".zst", marks=pytest.mark.skipif(not _HAS_ZST, reason="zstandard, of the extra, is not installed")),
)
TEXT = b"".join(f"GENE{number}\n".encode() for number in range(20_000))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_small_file_that_expands_without_an_end_is_refused_with_the_way_out(suffix: str, resolver: Resolver) -> None:
    name = f"bomb.txt{suffix}"
    bomb = compress(b"\n" * (ALWAYS_EXPANDED + 1), name)
    assert len(bomb) * 100 < ALWAYS_EXPANDED
    with pytest.raises(RecordError, match=f"{name}: more than 64 MB when expanded; .* --largest MB"):
        annotate_file(bomb, name, resolver)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_limit_can_be_raised(suffix: str) -> None:
    data = b"x" * (ALWAYS_EXPANDED + 1)
    packed = compress(data, f"a{suffix}")
    assert expand(packed, f"a{suffix}", largest=len(data)) == data


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_option_gives_the_limit(suffix: str, resolver: Resolver) -> None:
    name = f"a.txt{suffix}"
    packed = compress(b"TP53\n" * 500_000, name)
    with pytest.raises(RecordError, match="more than 1 MB when expanded"):
        annotate_file(packed, name, resolver, options=ReadOptions(largest=1 << 20))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("missing", [1, 2, 3, 4, 9, 100, 5_000])
def test_a_file_whose_end_is_missing_is_refused(suffix: str, missing: int) -> None:
    packed = compress(TEXT, f"a{suffix}")
    with pytest.raises(RecordError, match=f"damaged or not {suffix[1:]}-compressed"):
        expand(packed[:-missing], f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_several_parts_is_read_whole(suffix: str) -> None:
    parts = [b"TP53\n", b"", TEXT, b"EGFR\n"] * 3
    packed = b"".join(compress(part, f"a{suffix}") for part in parts)
    assert expand(packed, f"a{suffix}") == b"".join(parts)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_byte_counts(suffix: str) -> None:
    packed = compress(TEXT[:300], f"a{suffix}")
    for place, bit in itertools.product(range(len(packed)), (1, 128)):
        changed = packed[:place] + bytes([packed[place] ^ bit]) + packed[place + 1 :]
        try:
            assert len(expand(changed, f"a{suffix}")) <= ALWAYS_EXPANDED
        except RecordError:
            continue


def test_large_files_may_expand_to_a_hundred_times_their_size() -> None:
    assert largest_expanded(1) == ALWAYS_EXPANDED
    assert largest_expanded(100 << 20) == 100 * (100 << 20)
    assert len(expand(gzip.compress(TEXT * 10), "a.gz")) == len(TEXT) * 10
