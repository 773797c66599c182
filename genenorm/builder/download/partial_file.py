"""A download that is under way: its bytes so far, of which file they are, and how the rest is got."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.builder.download.web import BrokenOffError, Web, judge
from genenorm.builder.sources.file_origin import Stamp, content_range, stamp_of
from genenorm.core.atomic import write_atomic
from genenorm.core.errors import SourceError

if TYPE_CHECKING:
    from requests import Response

Tell = Callable[[int, int | None], None]
"""Told how many bytes there are, and how many there will be."""

STEP = 1 << 20
"""Bytes: a series of failures that got at least so much further is no reason to give up."""


class Arrival(Enum):
    """How a download ended."""

    WHOLE = "whole"
    UNCHANGED = "unchanged"
    """The server says that the file is still the one we have."""


class Part:
    """The bytes of a download so far (``NAME.part``), and the stamp of the file they are of beside them.

    Both stay when a download is interrupted, in whatever way; the next one goes on from there.
    """

    def __init__(self, target: Path) -> None:
        self.file = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.origin.json")
        self.is_stitched = False
        """Whether it was put together from several answers, which only the server's word makes one file."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.file.stat().st_size if self.file.is_file() else 0

    @property
    def stamp(self) -> Stamp:
        """What the server said of the file these bytes are of; a blank where that is not known."""
        try:
            return Stamp(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Stamp()

    def begin(self, stamp: Stamp) -> None:
        """Throw away what there is and be the part of this file."""
        self.discard()
        text = json.dumps(asdict(stamp))
        write_atomic(self._note, lambda note: note.write(text.encode()))

    def discard(self) -> None:
        """Throw away what there is."""
        self.file.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        self.is_stitched = False

    def is_whole(self) -> bool:
        """Return whether every byte that the server announced is there."""
        return self.size > 0 and self.stamp.size == self.size

    def unpack(self) -> None:
        """Undo a packing that the server put around the file for the transfer."""
        encoding = self.stamp.encoding
        if not encoding or (encoding == "gzip" and self.file.name.endswith(".gz.part")):
            return  # some servers call a .gz file, which it is, packed
        if encoding != "gzip":
            raise SourceError(f"comes packed as {encoding}, which was not asked for")
        unpacked = self.file.with_name(f"{self.file.name}.unpacked")
        try:
            _gunzip(self.file, unpacked)
            unpacked.replace(self.file)
        finally:
            unpacked.unlink(missing_ok=True)

    def put(self, target: Path) -> None:
        """Move the bytes into place, for good."""
        with self.file.open("rb") as whole:
            os.fsync(whole.fileno())
        self.file.replace(target)
        self._note.unlink(missing_ok=True)


def _gunzip(packed: Path, unpacked: Path) -> None:
    wire = zlib.decompressobj(wbits=31)
    with packed.open("rb") as source, unpacked.open("wb") as target:
        try:
            while chunk := source.read(STEP):
                target.write(wire.decompress(chunk))
        except zlib.error as error:
            raise SourceError(f"cannot be unpacked ({error})") from error
    if not wire.eof:
        raise SourceError("cannot be unpacked: its end is missing")


def download(web: Web, url: str, part: Part, tell: Tell, *, known: Stamp | None = None) -> Arrival:
    """Bring the part to its end, from where it is; raises what the last failed request raised.

    With the stamp of the file we have, the server may answer that it is still the same. Giving up is
    for requests that fail in a row without getting further.
    """
    reached = part.size
    while True:
        try:
            return web.again(lambda: _attempt(web, url, part, tell, known))
        except Exception as error:
            failure = judge(error)
            if not failure.passing or failure.retry_after or part.size < reached + STEP:
                raise
            reached = part.size


def _attempt(web: Web, url: str, part: Part, tell: Tell, known: Stamp | None) -> Arrival:
    if part.size and not part.stamp.condition:
        part.discard()  # of which file these bytes are could not be told
    with web.body(url, _request_headers(part, known)) as response:
        if response.status_code == 304 and known is not None:
            return Arrival.UNCHANGED
        if response.status_code == 416:
            return _settle(response, part)
        if response.status_code not in (200, 206):
            raise SourceError(f"answered {response.status_code} {response.reason}, which is no file")
        _take_up(response, part)
        _receive(web, response, part, tell)
    return Arrival.WHOLE


def _request_headers(part: Part, known: Stamp | None) -> dict[str, str]:
    if part.size:
        return {"Range": f"bytes={part.size}-", "If-Range": part.stamp.condition}
    conditions = {}
    if known is not None and known.etag:
        conditions["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        conditions["If-Modified-Since"] = known.last_modified
    return conditions


def _settle(response: Response, part: Part) -> Arrival:
    """Nothing is beyond what we have: then it is all, or of another file."""
    total = content_range(response.headers.get("Content-Range", ""))[1]
    if total == str(part.size) or part.is_whole():
        return Arrival.WHOLE
    part.discard()
    raise BrokenOffError("has another file by now")


def _take_up(response: Response, part: Part) -> None:
    """Make the part ready for the body: as it is for its next bytes, else empty for the file from its beginning."""
    stamp = stamp_of(response.headers)
    if response.status_code == 200:
        part.begin(stamp)
        return
    begins, _ = content_range(response.headers.get("Content-Range", ""))
    if begins != part.size or part.stamp.contradicts(stamp):
        part.discard()
        raise BrokenOffError("has another file by now")
    part.is_stitched = True


def _receive(web: Web, response: Response, part: Part, tell: Tell) -> None:
    total = part.stamp.size
    size = part.size
    tell(size, total)
    with part.file.open("ab") as file:
        for chunk in web.chunks(response):
            file.write(chunk)
            file.flush()  # what came stays, however this process ends
            size += len(chunk)
            tell(size, total)
    if total is not None and size < total:
        raise BrokenOffError(f"broke off after {size:,} of {total:,} bytes")
    if total is not None and size > total:
        part.discard()
        raise BrokenOffError(f"sent {size:,} bytes where it announced {total:,}")
