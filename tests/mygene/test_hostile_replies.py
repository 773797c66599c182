"""Replies that no service should send: they are not used, not stored, and neither hold a run nor fill the memory."""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import pytest

from genenorm.core.errors import LiveError
from genenorm.mygene.bounded_replies import LARGEST_REPLY, ReplyLimits
from genenorm.mygene.cached_source import LiveOptions, LiveSource
from genenorm.mygene.reply_rows import MOST_DIGITS, checked_rows
from genenorm.mygene.store import LookupStore
from tests.support.scripted_server import Script, reply, scripted_server

METADATA = reply(b'{"build_version": "20261101"}')
GOOD_ROW = {"query": "GRIN1", "taxid": 9606, "entrezgene": "2902", "symbol": "GRIN1"}


def answering(body: bytes) -> Script:
    """Return a script that answers queries with a body."""
    return lambda line: [METADATA if "/metadata" in line else body]


def look_up(script: Script, folder: Path, timeout: float = 5.0) -> tuple[str, int]:
    """Look a name up; return why it was not asked, and how many answers were stored."""
    with scripted_server(script) as url, LookupStore(folder / "store.sqlite") as store:
        options = LiveOptions(url=url, retries=0, timeout=timeout)
        found = LiveSource(store, options, sleep=lambda _: None).look_up(["GRIN1"], [9606])
        reasons = [one.reason for one in found.unasked]
        assert not found.hits["GRIN1"] or not reasons
        return "; ".join(reasons), store.info().entries


def test_a_good_reply_is_used_and_stored(tmp_path: Path) -> None:
    assert look_up(answering(reply(json.dumps([GOOD_ROW]).encode())), tmp_path) == ("", 1)


def test_a_good_reply_may_be_compressed(tmp_path: Path) -> None:
    body = gzip.compress(json.dumps([GOOD_ROW]).encode())
    assert look_up(answering(reply(body, "Content-Encoding: gzip")), tmp_path) == ("", 1)


@pytest.mark.parametrize(
    "body",
    [
        b"[1, 2]", b'["GRIN1"]', b'"GRIN1"', b"17", b"null", b"true", b"{}", b'{"GRIN1": 1}', b"[[]]", b"[{}]",
        b"[null]",
        b'[{"query": 3}]', b'[{"query": null, "symbol": "GRIN1"}]', b'{"success": false}', b'{"total": 1, "hits": []}',
        b"[" * 100_000, b'{"a":' * 100_000, b'[{"query": "GRIN1", "alias": ' + b"[" * 3_000 + b"]" * 3_000 + b"}]",
        b'\xff\xfe[{"query"}]', b'[{"query": "GRIN1", "symbol": "\xff\xff"}]', b"[NaN]",
    ],
)  # fmt: skip
def test_a_reply_of_another_shape_is_not_used(body: bytes, tmp_path: Path) -> None:
    reason, stored = look_up(answering(reply(body)), tmp_path)
    assert reason
    assert stored == 0


@pytest.mark.parametrize(
    "field",
    [
        {"entrezgene": 10**19}, {"entrezgene": "9" * 20}, {"entrezgene": -1}, {"entrezgene": 0}, {"entrezgene": "²"},
        {"entrezgene": float("nan")}, {"entrezgene": 1.5}, {"entrezgene": True}, {"entrezgene": [1]},
        {"entrezgene": None}, {"taxid": "9606.0"}, {"taxid": {}}, {"taxid": 10**30}, {"symbol": {}}, {"symbol": 1.5},
        {"symbol": [["GRIN1"]]}, {"symbol": "x" * 20_000}, {"alias": [None]}, {"alias": {"a": "b"}}, {"name": False},
        {"ensembl": "ENSG1"}, {"ensembl": [["ENSG1"]]}, {"ensembl": {"gene": {"a": 1}}}, {"HGNC": {}}, {"MGI": 1.5},
        {"alias": ["x"] * 20_000},
    ],
    ids=lambda field: str(field)[:40],
)  # fmt: skip
def test_a_field_of_another_type_is_not_used(field: dict[str, object]) -> None:
    row = {**GOOD_ROW, **field}
    with pytest.raises(LiveError, match=f"has a wrong value as {next(iter(field))}"):
        checked_rows([row], "http://localhost")


@pytest.mark.parametrize("field", [{"entrezgene": 2902}, {"alias": "NR1"}, {"alias": ["NR1", 5]}, {"HGNC": "4584"},
                                   {"ensembl": []}, {"ensembl": {}}, {"ensembl": [{"gene": "E1"}, {}]}, {"extra": {}},
                                   {"entrezgene": "9" * MOST_DIGITS}, {"retired": [12, "13"]}])  # fmt: skip
def test_fields_as_mygene_sends_them_are_used(field: dict[str, object]) -> None:
    row = {**GOOD_ROW, **field}
    assert checked_rows([row], "http://localhost") == [row]


def test_one_wrong_row_spoils_the_reply(tmp_path: Path) -> None:
    rows = [GOOD_ROW, {**GOOD_ROW, "entrezgene": 1e20}]
    reason, stored = look_up(answering(reply(json.dumps(rows).encode())), tmp_path)
    assert "wrong value as entrezgene" in reason
    assert stored == 0


@pytest.mark.parametrize("body", [b'{"build_version": {"a": 1}}', b'{"build_version": 1e5}', b"[]", b'"x"', b"[" * 9999,
                                  b'{"build_version": "' + b"x" * 1000 + b'"}'])  # fmt: skip
def test_metadata_of_another_shape_are_not_used(body: bytes, tmp_path: Path) -> None:
    good = reply(json.dumps([GOOD_ROW]).encode())
    reason, stored = look_up(lambda line: [reply(body) if "/metadata" in line else good], tmp_path)
    assert reason
    assert stored == 0


def endless(piece: bytes, *headers: str) -> Script:
    """Return a script that answers queries with a body without an end."""

    def pieces(line: str) -> Iterable[bytes]:
        if "/metadata" in line:
            return [METADATA]
        head = "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: application/json", *headers, "", "")).encode()
        return itertools.chain([head], itertools.repeat(piece))

    return pieces


def test_a_body_without_an_end_is_given_up(tmp_path: Path) -> None:
    reason, stored = look_up(endless(b" " * (1 << 20), f"Content-Length: {1 << 50}"), tmp_path, timeout=60)
    assert f"more than {LARGEST_REPLY >> 20} MB" in reason
    assert stored == 0


def test_a_small_body_that_expands_without_an_end_is_given_up(tmp_path: Path) -> None:
    pack = zlib.compressobj(wbits=31)
    bomb = pack.compress(b" " * (2 * LARGEST_REPLY)) + pack.flush()
    assert len(bomb) < 1 << 20
    reason, stored = look_up(answering(reply(bomb, "Content-Encoding: gzip")), tmp_path, timeout=60)
    assert f"more than {LARGEST_REPLY >> 20} MB" in reason
    assert stored == 0


@pytest.mark.parametrize(
    "body", [gzip.compress(b"[]", mtime=0)[:-9], b"no gzip at all", gzip.compress(b"[]" * 999, mtime=0)[:20]]
)
def test_a_damaged_compressed_body_is_not_used(body: bytes, tmp_path: Path) -> None:
    reason, stored = look_up(answering(reply(body, "Content-Encoding: gzip")), tmp_path)
    assert reason
    assert stored == 0


def test_an_encoding_that_was_not_asked_for_is_not_used(tmp_path: Path) -> None:
    reason, _ = look_up(answering(reply(b"[]", "Content-Encoding: br")), tmp_path)
    assert "in the encoding br" in reason


def dripping(first: bytes, *, before_headers: bool) -> Script:
    """Return a script that sends a byte every twentieth of a second, of the head or of the body."""

    def pieces(line: str) -> Iterator[bytes]:
        if "/metadata" in line:
            yield METADATA
            return
        yield b"HTTP/1.1 200 OK\r\nX-Slow: " if before_headers else first
        while True:
            time.sleep(0.05)
            yield b" "

    return pieces


@pytest.mark.parametrize("before_headers", [True, False])
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(before_headers: bool, tmp_path: Path) -> None:
    script = dripping(reply(b"", length=1 << 30), before_headers=before_headers)
    reason, stored = look_up(script, tmp_path, timeout=0.3)
    assert reason == "MyGene.info did not answer in time"
    assert stored == 0


def test_limits_are_those_of_one_client_and_its_connections_alone() -> None:
    with scripted_server(answering(reply(b"[]"))) as url:
        limits = ReplyLimits(seconds=30)
        hooks: dict[str, list[Callable[..., object]]] = {
            "request": [limits.limit_request],
            "response": [limits.limit_reply],
        }
        with httpx.Client(event_hooks=hooks, trust_env=False) as client, httpx.Client(trust_env=False) as other:
            with limits.deadline():
                assert client.get(f"{url}/query").json() == []
            assert other.get(f"{url}/query").json() == []
