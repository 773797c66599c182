"""Tests of fetching dumps from a local server that fails in many ways, without waiting and without the internet."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from genenorm.builder.download.fetch_dumps import FetchedDump, FetchOutcome, fetch_dumps, fetched_file, partial_files
from genenorm.builder.download.partial_file import PartialFile
from genenorm.builder.download.web import DownloadLimits
from genenorm.builder.sources.dump_list import Dump, ReleaseRule
from genenorm.builder.sources.file_origin import FileOrigin, FileStamp, origin_note_of, stamp_of
from genenorm.core.errors import SourceError
from tests.support.children import started
from tests.support.dump_server import DumpServer, listing
from tests.support.mygene_faults import Fault, FaultKind

ROOT = Path(__file__).parents[2]
CHANCE = random.Random(1)
ROWS = "".join(f"9606\t{number}\tGENE{number}\t{CHANCE.random()}\n" for number in range(60_000))
TEXT = f"#tax_id\tGeneID\tSymbol\tchance\n{ROWS}".encode()
PACKED = gzip.compress(TEXT, compresslevel=1, mtime=0)
OTHER = gzip.compress(TEXT.replace(b"GENE", b"LOC"), compresslevel=1, mtime=0)


class World(NamedTuple):
    """A server, a folder to fetch into, and the waits before retries."""

    server: DumpServer
    folder: Path
    waits: list[float]

    def dump(self, file: str = "genes.gz", **other: Any) -> Dump:
        fields = {
            "key": file.partition(".")[0],
            "file": file,
            "also": (),
            "url": f"{self.server.url}/{file}",
            "release": ReleaseRule.LAST_MODIFIED,
            "licence": "CC0-1.0",
            "taxa": (9606,),
            "columns": ("tax_id", "GeneID", "Symbol"),
            "gives": "names",
        }
        return Dump(**{**fields, **other})

    def fetch(self, *dumps: Dump, **limits: Any) -> FetchedDump:
        return self.fetch_all(*(dumps or (self.dump(),)), **limits)[-1]

    def fetch_all(self, *dumps: Dump, **limits: Any) -> tuple[FetchedDump, ...]:
        given = {"retries": 3, "read": 5.0, "sleep": self.waits.append}
        return fetch_dumps(dumps, self.folder, limits=DownloadLimits(**{**given, **limits}))

    def part(self) -> PartialFile:
        return PartialFile(self.folder / "genes.gz")

    def has_part(self, data: bytes, stamp: FileStamp | None = None) -> None:
        """Leave an interrupted download with these bytes in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        published = FileStamp('"1"', "Fri, 20 Nov 2026 10:00:00 GMT", len(PACKED))
        self.part().begin(stamp or published)
        self.part().file.write_bytes(data)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    with DumpServer().running() as server:
        server.publish("genes.gz", PACKED)
        yield World(server, tmp_path / "dumps", [])


def is_whole(world: World, fetched: FetchedDump, data: bytes = PACKED) -> bool:
    """Return whether the folder has exactly the file and its note, with the given data."""
    assert fetched.reason == ""
    assert fetched.file is not None
    assert fetched.file.read_bytes() == data
    origin = FileOrigin.read(fetched.file)
    assert origin is not None
    assert origin == fetched.origin
    assert origin.sha256 == hashlib.sha256(data).hexdigest()
    names = {file.name for file in world.folder.iterdir() if not file.name.startswith(".")}
    return names == {fetched.file.name, origin_note_of(fetched.file).name}


# -- without failures ------------------------------------------------------------------------------------------------


def test_a_dump_is_fetched_with_a_note_of_its_origin(world: World) -> None:
    fetched = world.fetch()
    assert fetched.outcome is FetchOutcome.FETCHED
    assert is_whole(world, fetched)
    note = json.loads((world.folder / "genes.gz.origin.json").read_text(encoding="utf-8"))
    assert set(note) == {"key", "url", "etag", "last-modified", "release", "sha256", "size", "fetched"}
    assert note["url"] == f"{world.server.url}/genes.gz"
    assert note["release"] == "2026-11-20"
    assert note["size"] == len(PACKED)
    assert (world.folder / "genes.gz").stat().st_mtime == 1795168800  # the date on the server
    assert fetched_file(world.dump(), world.folder) == world.folder / "genes.gz"
    assert world.server.asked[0].headers["User-Agent"].startswith("genenorm ")


def test_an_unchanged_dump_costs_one_conditional_request(world: World) -> None:
    world.fetch()
    world.server.asked.clear()
    fetched = world.fetch()
    assert fetched.outcome is FetchOutcome.UNCHANGED
    assert is_whole(world, fetched)
    assert [(asked.method, asked.status) for asked in world.server.asked] == [("HEAD", 304)]
    assert world.server.asked[0].headers["If-None-Match"] == '"1"'


def test_a_changed_dump_replaces_the_old_one(world: World) -> None:
    world.fetch()
    world.server.publish("genes.gz", OTHER, etag='"2"', last_modified="Sat, 21 Nov 2026 10:00:00 GMT")
    fetched = world.fetch()
    assert fetched.outcome is FetchOutcome.FETCHED
    assert is_whole(world, fetched, OTHER)
    assert fetched.origin is not None
    assert fetched.origin.release == "2026-11-21"


def test_a_file_that_was_altered_or_lost_its_note_is_fetched_again(world: World) -> None:
    file = world.folder / "genes.gz"
    world.fetch()
    file.write_bytes(b"altered")
    assert world.fetch().outcome is FetchOutcome.FETCHED
    origin_note_of(file).write_text("{}", encoding="utf-8")
    assert world.fetch().outcome is FetchOutcome.FETCHED
    file.unlink()
    assert is_whole(world, world.fetch())


def test_a_file_from_another_address_is_fetched_again(world: World) -> None:
    world.fetch()
    world.server.publish("mirror/genes.gz", OTHER)
    fetched = world.fetch(world.dump(url=f"{world.server.url}/mirror/genes.gz"))
    assert is_whole(world, fetched, OTHER)


def test_a_server_that_refuses_head_gets_a_conditional_get(world: World) -> None:
    world.server.files["/genes.gz"].has_head = False
    assert world.fetch().outcome is FetchOutcome.FETCHED
    assert world.fetch().outcome is FetchOutcome.UNCHANGED
    assert [asked.status for asked in world.server.gets()] == [200, 304]


def test_a_file_without_dates_or_etags_is_compared_by_its_bytes(world: World) -> None:
    world.server.publish("genes.gz", PACKED, etag="", last_modified="")
    first = world.fetch()
    assert first.origin is not None
    note = origin_note_of(world.folder / "genes.gz")
    note.write_text(note.read_text(encoding="utf-8").replace(first.origin.release, "2026-01-31"), encoding="utf-8")
    again = world.fetch()
    assert again.outcome is FetchOutcome.UNCHANGED
    assert again.origin is not None
    assert again.origin.release == "2026-01-31"
    world.server.publish("genes.gz", OTHER, etag="", last_modified="")
    assert world.fetch().outcome is FetchOutcome.FETCHED


def test_a_redirect_is_followed_and_requests_stay_conditional(world: World) -> None:
    world.server.redirects["/genes.gz"] = "/9.0.0/genes.gz"
    world.server.publish("9.0.0/genes.gz", PACKED)
    assert is_whole(world, world.fetch())
    assert world.fetch().outcome is FetchOutcome.UNCHANGED
    assert len(world.server.gets("9.0.0/genes.gz")) == 1


# -- releases ---------------------------------------------------------------------------------------------------------


def released(world: World) -> Dump:
    return world.dump(
        "names_fb_{release}.gz",
        url=f"{world.server.url}/releases/FB{{release}}/names_fb_{{release}}.gz",
        listing=f"{world.server.url}/releases/",
        pattern="FB([0-9]{4}_[0-9]{2})",
        release=ReleaseRule.FILE_NAME,
    )


def test_the_newest_release_of_a_listing_is_fetched_and_the_older_file_removed(world: World) -> None:
    world.server.publish("releases/", listing(["FB2025_06", "FB2025_05", "current"]))
    world.server.publish("releases/FB2025_06/names_fb_2025_06.gz", PACKED)
    first = world.fetch(released(world))
    assert first.origin is not None
    assert first.origin.release == "2025_06"
    assert world.fetch(released(world)).outcome is FetchOutcome.UNCHANGED
    world.server.publish("releases/", listing(["FB2025_06", "FB2026_01"]), etag='"2"')
    world.server.publish("releases/FB2026_01/names_fb_2026_01.gz", OTHER)
    (world.folder / "names_fb_2019_01.gz").write_bytes(b"put there by its owner")
    fetched = world.fetch(released(world))
    assert fetched.outcome is FetchOutcome.FETCHED
    (world.folder / "names_fb_2019_01.gz").unlink()
    assert is_whole(world, fetched, OTHER)
    assert [asked.status for asked in world.server.gets("releases/")] == [200, 304, 200]


def test_a_listing_is_read_once_for_all_dumps_of_a_run(world: World) -> None:
    world.server.publish("releases/", listing(["FB2025_06"]))
    world.server.publish("releases/FB2025_06/names_fb_2025_06.gz", PACKED)
    world.fetch_all(released(world), replace(released(world), key="again"))
    assert len(world.server.gets("releases/")) == 1


def test_a_listing_without_a_release_is_a_failure(world: World) -> None:
    world.server.publish("releases/", listing(["new", "old"]))
    fetched = world.fetch(released(world))
    assert fetched.outcome is FetchOutcome.FAILED
    assert "/releases/ lists no release like FB(" in fetched.reason


# -- interrupted downloads ------------------------------------------------------------------------------------------


def test_an_interrupted_download_is_resumed(world: World) -> None:
    world.server.files["/genes.gz"].fails(FaultKind.CUT_SHORT)
    assert is_whole(world, world.fetch())
    first, second = world.server.gets()
    half = len(PACKED) // 2
    assert (first.status, second.status) == (200, 206)
    assert second.headers["Range"] == f"bytes={half}-"
    assert second.headers["If-Range"] == '"1"'


def test_an_interrupted_download_is_resumed_by_the_next_run(world: World) -> None:
    world.server.files["/genes.gz"].fails(FaultKind.CUT_SHORT, *[FaultKind.CLOSED] * 3)
    broken = world.fetch()
    assert broken.outcome is FetchOutcome.FAILED
    half = len(PACKED) // 2
    assert f"broke off the connection ({half:,} bytes are kept, and the next fetch resumes there)" in broken.reason
    assert partial_files(world.folder) == (world.folder / "genes.gz.part",)
    world.server.asked.clear()
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [206]


def test_a_download_survives_many_interruptions_while_it_advances(world: World) -> None:
    data = gzip.compress(random.Random(1).randbytes(12 << 20), 0)
    dump = world.dump("noise.gz", headed=False)
    world.server.publish("noise.gz", data).fails(*[FaultKind.CLOSED, FaultKind.CUT_SHORT] * 3)
    assert is_whole(world, world.fetch(dump, retries=1), data)
    assert len(world.server.gets()) == 7


def test_a_server_without_ranges_sends_the_file_from_the_beginning(world: World) -> None:
    world.server.files["/genes.gz"].has_ranges = False
    world.server.files["/genes.gz"].fails(FaultKind.CUT_SHORT)
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [200, 200]


def test_a_server_without_ranges_that_always_interrupts_is_given_up(world: World) -> None:
    world.server.files["/genes.gz"].has_ranges = False
    world.server.files["/genes.gz"].fails(*[FaultKind.CUT_SHORT] * 50)
    assert world.fetch().outcome is FetchOutcome.FAILED
    assert len(world.server.gets()) <= 8


@pytest.mark.parametrize("how", [{}, {"has_head": False}, {"has_head": False, "keeps_if_range": False}])
def test_a_file_that_changed_after_the_interruption_is_fetched_from_the_beginning(
    world: World, how: dict[str, bool]
) -> None:
    world.has_part(PACKED[:5000])
    world.server.publish("genes.gz", OTHER, etag='"2"', last_modified="Sat, 21 Nov 2026 10:00:00 GMT", **how)
    assert is_whole(world, world.fetch(), OTHER)


def test_pieces_of_two_files_with_one_etag_are_detected_and_fetched_again(world: World) -> None:
    world.has_part(OTHER[:5000])
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [206, 200]


def test_a_partial_file_without_a_stamp_is_deleted(world: World) -> None:
    world.has_part(b"something", FileStamp())
    assert is_whole(world, world.fetch())
    assert "Range" not in world.server.gets()[0].headers


def test_if_range_has_the_date_instead_of_a_weak_etag(world: World) -> None:
    world.server.publish("genes.gz", PACKED, etag='W/"1"').fails(FaultKind.CUT_SHORT)
    assert is_whole(world, world.fetch())
    assert world.server.gets()[1].headers["If-Range"] == "Fri, 20 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize("has_head", [True, False])
def test_a_complete_partial_file_is_not_fetched_again(world: World, has_head: bool) -> None:
    world.server.files["/genes.gz"].has_head = has_head
    world.has_part(PACKED)
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == ([] if has_head else [416])


def test_a_partial_file_longer_than_the_file_is_deleted(world: World) -> None:
    world.server.files["/genes.gz"].has_head = False
    world.has_part(PACKED + b"more", FileStamp('"1"', "Fri, 20 Nov 2026 10:00:00 GMT"))
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [416, 200]


@pytest.mark.parametrize("announced", [len(PACKED) + 100, 5 * len(PACKED)], ids=["a little", "much"])
def test_fewer_bytes_than_announced_are_a_failure(world: World, announced: int) -> None:
    world.server.publish("genes.gz", PACKED, announced=announced, has_ranges=False)
    fetched = world.fetch()
    assert fetched.outcome is FetchOutcome.FAILED
    assert f"({len(PACKED):,} bytes are kept" in fetched.reason
    assert not (world.folder / "genes.gz").exists()


def test_a_wrong_length_is_corrected_by_the_response_to_the_next_range(world: World) -> None:
    world.server.files["/genes.gz"].announced = len(PACKED) + 100
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [200, 416]


def test_more_bytes_than_announced_are_a_failure(world: World) -> None:
    world.server.files["/genes.gz"].announced = len(PACKED) - 100
    assert "is damaged gzip" in world.fetch().reason


def test_a_file_of_unknown_length_is_fetched(world: World) -> None:
    world.server.files["/genes.gz"].announced = -1
    assert is_whole(world, world.fetch())


def test_a_body_in_chunks_is_read_to_its_last_chunk(world: World) -> None:
    world.server.publish("genes.gz", PACKED, chunked=True).fails(FaultKind.CUT_SHORT)
    assert is_whole(world, world.fetch())
    assert [asked.status for asked in world.server.gets()] == [200, 206]


def test_an_interrupted_file_in_chunks_is_not_complete(world: World) -> None:
    world.server.publish("genes.txt", TEXT, chunked=True).fails(*[FaultKind.CUT_SHORT] * 4)
    fetched = world.fetch(world.dump("genes.txt"), retries=0)
    assert "genes.txt broke off the connection" in fetched.reason


def test_a_request_to_a_slow_server_is_repeated(world: World) -> None:
    world.server.files["/genes.gz"].drip = 0.02
    fetched = world.fetch(retries=1, read=1.0)
    assert fetched.outcome is FetchOutcome.FAILED
    assert "sent only" in fetched.reason
    assert len(world.server.gets()) == 2


def test_a_server_that_does_not_answer_is_given_up(world: World) -> None:
    world.server.files["/genes.gz"].fails(FaultKind.HANG, FaultKind.HANG)
    fetched = world.fetch(retries=1, read=0.5)
    assert fetched.outcome is FetchOutcome.FAILED
    assert fetched.reason.endswith("/genes.gz did not answer in time")


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_a_request_to_a_busy_server_is_repeated(world: World) -> None:
    world.server.files["/genes.gz"].fails(FaultKind.UNAVAILABLE, FaultKind.CLOSED)
    assert is_whole(world, world.fetch())
    assert len(world.waits) == 2


def test_a_retry_waits_as_long_as_the_server_asks(world: World) -> None:
    world.server.files["/genes.gz"].fails(Fault(FaultKind.TOO_MANY, retry_after="17"))
    assert is_whole(world, world.fetch())
    assert len(world.waits) == 1
    assert 17 <= world.waits[0] < 18


def test_a_server_that_asks_for_a_long_wait_is_given_up(world: World) -> None:
    world.server.files["/genes.gz"].fails(Fault(FaultKind.TOO_MANY, retry_after="3600"))
    fetched = world.fetch()
    assert fetched.reason.endswith("/genes.gz answered 429 Too Many Requests, asks to come back in 3600 s")
    assert world.waits == []


def test_a_missing_file_fails_without_a_retry(world: World) -> None:
    fetched = world.fetch(world.dump("gone.gz"))
    assert fetched.outcome is FetchOutcome.FAILED
    assert fetched.reason == f"{world.server.url}/gone.gz answered 404 Not Found"
    assert world.waits == []
    assert len(world.server.gets()) == 1


def test_an_unreachable_host_is_a_failure(world: World) -> None:
    fetched = world.fetch(world.dump(url="http://127.0.0.1:9/genes.gz"), retries=1)
    assert fetched.reason == "http://127.0.0.1:9/genes.gz cannot be reached"
    assert len(world.waits) == 1


def test_one_failure_does_not_stop_the_others(world: World) -> None:
    outcomes = [fetched.outcome for fetched in world.fetch_all(world.dump("gone.gz"), world.dump())]
    assert outcomes == [FetchOutcome.FAILED, FetchOutcome.FETCHED]


def test_a_failure_leaves_the_older_file_unchanged(world: World) -> None:
    world.fetch()
    world.server.publish("genes.gz", b"<html>Please log in</html>", etag='"2"')
    failed = world.fetch()
    assert failed.outcome is FetchOutcome.FAILED
    assert failed.file == world.folder / "genes.gz"
    assert failed.file.read_bytes() == PACKED
    assert failed.origin == FileOrigin.read(failed.file)


# -- checks of the content --------------------------------------------------------------------------------------------

BAD = {
    "gzip cut short": (PACKED[:-9], "is damaged gzip (Compressed file ended before the end-of-stream marker"),
    "a flipped bit": (PACKED[:-6] + bytes([PACKED[-6] ^ 1]) + PACKED[-5:], "is damaged gzip (CRC check failed"),
    "bytes after the end": (PACKED + b"tail", "is damaged gzip (Not a gzipped file"),
    "no gzip": (TEXT, "is damaged gzip (Not a gzipped file"),
    "a web page": (b"\n<!DOCTYPE html><html>Please log in</html>", "is a web page instead of the file"),
    "nothing": (b"", "is empty"),
    "other columns": (
        gzip.compress(b"#tax_id\tSymbol\n"),
        "genes: no column GeneID; its first line has: tax_id, Symbol",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_file_that_is_not_the_dump_is_refused_with_the_reason(bad: str, world: World) -> None:
    data, reason = BAD[bad]
    world.server.publish("genes.gz", data)
    fetched = world.fetch()
    assert fetched.outcome is FetchOutcome.FAILED
    assert fetched.reason.startswith(f"{world.server.url}/genes.gz {reason}")
    assert fetched.reason.endswith("; the download was deleted")
    assert "\n" not in fetched.reason
    assert {file.name for file in world.folder.iterdir()} <= {".http.sqlite", ".fetch.lock"}
    assert len(world.server.gets()) == 1


def test_a_gzip_of_several_members_is_accepted(world: World) -> None:
    data = gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:])
    world.server.publish("genes.gz", data)
    assert is_whole(world, world.fetch(), data)


MD5 = base64.b64encode(hashlib.md5(PACKED, usedforsecurity=False).digest()).decode()
SHA = base64.b64encode(hashlib.sha256(PACKED).digest()).decode()
WRONG = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"x-goog-hash": f"crc32c=n03x6A==,md5={MD5}"}, True),
        ({"x-goog-hash": f"crc32c=n03x6A==,md5={WRONG[:22]}=="}, False),
        ({"x-goog-hash": f"md5={WRONG[:22]}==", "x-goog-stored-content-encoding": "gzip"}, True),
        ({"Content-MD5": MD5}, True),
        ({"Content-MD5": f"{WRONG[:22]}=="}, False),
        ({"Repr-Digest": f"sha-256=:{SHA}:"}, True),
        ({"Digest": f"sha-256={WRONG}"}, False),
        ({"Digest": "unixsum=30637, sha-512=nonsense"}, True),
    ],
)
def test_a_published_digest_is_checked(headers: dict[str, str], accepted: bool, world: World) -> None:
    world.server.publish("genes.gz", PACKED, headers=headers)
    fetched = world.fetch()
    assert (fetched.outcome is FetchOutcome.FETCHED) is accepted
    if not accepted:
        assert "but its server published" in fetched.reason


def test_a_digest_is_kept_for_a_resumed_download(world: World) -> None:
    world.server.publish("genes.gz", PACKED, headers={"Content-MD5": MD5}).fails(FaultKind.CUT_SHORT)
    assert is_whole(world, world.fetch())
    assert stamp_of({"Content-MD5": MD5}).digest == stamp_of({"x-goog-hash": f"md5={MD5}"}).digest != ""


def test_a_compressed_transfer_is_decompressed(world: World) -> None:
    dump = world.dump("genes.txt")
    world.server.publish("genes.txt", PACKED, headers={"Content-Encoding": "gzip"}).fails(FaultKind.CUT_SHORT)
    fetched = world.fetch(dump)
    assert is_whole(world, fetched, TEXT)
    assert world.fetch(dump).outcome is FetchOutcome.UNCHANGED
    assert [asked.status for asked in world.server.gets()] == [200, 206]


def test_a_gzip_file_with_a_content_encoding_stays_compressed(world: World) -> None:
    world.server.publish("genes.gz", PACKED, headers={"Content-Encoding": "x-gzip"})
    assert is_whole(world, world.fetch())


def test_an_unknown_content_encoding_is_a_failure(world: World) -> None:
    world.server.publish("genes.gz", PACKED, headers={"Content-Encoding": "br"})
    assert "was sent with the content encoding br, which is not supported" in world.fetch().reason


# -- the folder, the lock, progress -----------------------------------------------------------------------------------


def test_offline_no_socket_is_opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_OFFLINE", "1")
    with pytest.raises(SourceError, match="GENENORM_OFFLINE"):
        world.fetch()
    assert world.server.asked == []
    assert not world.folder.exists()


def test_a_folder_that_cannot_be_written_to_is_an_error(world: World) -> None:
    world.folder.write_bytes(b"a file")
    with pytest.raises(SourceError, match=r"dumps: cannot be written to \(File exists\)"):
        world.fetch()
    assert world.server.asked == []


def test_two_fetches_in_one_process_exclude_each_other(world: World) -> None:
    world.server.files["/genes.gz"].drip = 0.01
    slow = threading.Thread(target=lambda: world.fetch(retries=0, read=1.0))
    slow.start()
    assert world.server.begun.wait(10)
    with pytest.raises(SourceError, match="another fetch into this folder is running"):
        world.fetch()
    slow.join()


LOCK_FOLDER = """
import sys
from pathlib import Path
from genenorm.builder.download.fetch_dumps import _folder_lock

with _folder_lock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_two_processes_exclude_each_other(world: World) -> None:
    program = [sys.executable, "-c", LOCK_FOLDER, str(world.folder)]
    with started(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(SourceError, match="another fetch into this folder is running"):
            world.fetch()
        assert world.server.asked == []
        other.kill()
    assert is_whole(world, world.fetch()), "a killed process leaves no lock"


def test_too_little_space_is_a_failure_before_the_download(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(100, 90, 10))
    fetched = world.fetch()
    assert fetched.reason == f"{world.folder} has too little space: {len(PACKED):,} bytes are needed, 10 are free"
    assert world.server.gets() == []


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_damaged_http_cache_is_replaced(world: World) -> None:
    world.fetch()
    (world.folder / ".http.sqlite").write_bytes(b"not a database, by no means" * 100)
    assert world.fetch().outcome is FetchOutcome.UNCHANGED


def test_progress_is_reported_during_the_download(world: World) -> None:
    reports: list[tuple[str, int, int | None]] = []
    world.has_part(PACKED[:5000])
    fetch_dumps([world.dump()], world.folder, progress=lambda *report: reports.append(report))
    assert reports[:2] == [("genes", 0, None), ("genes", 5000, len(PACKED))]
    assert reports[-1] == ("genes", len(PACKED), len(PACKED))
    assert [size for _, size, _ in reports] == sorted(size for _, size, _ in reports)


def test_a_download_stopped_by_the_user_keeps_its_bytes(world: World) -> None:
    def interrupt(_key: str, size: int, _total: int | None) -> None:
        if size:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_dumps([world.dump()], world.folder, progress=interrupt)
    assert len(partial_files(world.folder)) == 1
    kept = world.part().size
    world.server.asked.clear()
    assert is_whole(world, world.fetch())
    if kept < len(PACKED):
        assert [asked.status for asked in world.server.gets()] == [206]
