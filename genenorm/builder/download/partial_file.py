"""An unfinished download: the bytes received so far, the stamp of their file, and the requests for the rest."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.builder.download.web import DownloadInterruptedError, WebClient, classify_failure
from genenorm.builder.progress import DownloadProgress
from genenorm.builder.sources.file_origin import FileStamp, content_range, stamp_of
from genenorm.core.atomic import write_atomic
from genenorm.core.errors import SourceError

if TYPE_CHECKING:
    from requests import Response

MIN_ADVANCE = 1 << 20
"""A download goes on after a series of failures if it received at least this many bytes in between."""
_CHUNK = 1 << 20


class DownloadResult(Enum):
    """The result of a download."""

    COMPLETE = "complete"
    UNCHANGED = "unchanged"
    """The server answered that the file has not changed."""


class PartialFile:
    """The bytes of an unfinished download (``NAME.part``), with the stamp of their file in a note.

    Both stay on disk when a download is interrupted, and the next download resumes there.
    """

    def __init__(self, target: Path) -> None:
        self.file = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.origin.json")
        self.is_from_several_responses = False
        """Whether the bytes come from several responses; the server may have sent parts of different files."""

    @property
    def size(self) -> int:
        """The number of bytes received so far."""
        return self.file.stat().st_size if self.file.is_file() else 0

    @property
    def stamp(self) -> FileStamp:
        """The server's stamp of the file that the bytes belong to; empty where it is not known."""
        try:
            return FileStamp(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return FileStamp()

    def begin(self, stamp: FileStamp) -> None:
        """Delete the bytes, and begin the download of the file with this stamp."""
        self.discard()
        text = json.dumps(asdict(stamp))
        write_atomic(self._note, lambda note: note.write(text.encode()))

    def discard(self) -> None:
        """Delete the bytes and the note."""
        self.file.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        self.is_from_several_responses = False

    def is_complete(self) -> bool:
        """Return whether the size is the one that the server announced."""
        return self.size > 0 and self.stamp.size == self.size

    def unpack(self) -> None:
        """Undo the compression that the server applied for the transfer.

        Raises SourceError when the compression is unknown or the data is damaged.
        """
        encoding = self.stamp.encoding
        if not encoding or (encoding == "gzip" and self.file.name.endswith(".gz.part")):
            return  # some servers give the compression of a .gz file itself as that of the transfer
        if encoding != "gzip":
            raise SourceError(f"was sent with the content encoding {encoding}, which is not supported")
        decompressed = self.file.with_name(f"{self.file.name}.unpacked")
        try:
            _gunzip(self.file, decompressed)
            decompressed.replace(self.file)
        finally:
            decompressed.unlink(missing_ok=True)

    def move_to(self, target: Path) -> None:
        """Move the complete file to its final path."""
        with self.file.open("rb") as whole:
            os.fsync(whole.fileno())
        self.file.replace(target)
        self._note.unlink(missing_ok=True)


def _gunzip(compressed: Path, decompressed: Path) -> None:
    decompressor = zlib.decompressobj(wbits=31)
    with compressed.open("rb") as source, decompressed.open("wb") as target:
        try:
            while chunk := source.read(_CHUNK):
                target.write(decompressor.decompress(chunk))
        except zlib.error as error:
            raise SourceError(f"cannot be decompressed ({error})") from error
    if not decompressor.eof:
        raise SourceError("cannot be decompressed: the end is missing")


def download(
    web: WebClient, url: str, part: PartialFile, progress: DownloadProgress, *, previous: FileStamp | None = None
) -> DownloadResult:
    """Download the rest of a partial file.

    With ``previous``, the stamp of the file on disk, the server may answer that the file is unchanged. A download that
    fails repeatedly without receiving at least ``MIN_ADVANCE`` bytes raises the error of the last request.
    """
    reached = part.size
    while True:
        try:
            return web.retry(lambda: _attempt(web, url, part, progress, previous))
        except Exception as error:
            failure = classify_failure(error)
            if not failure.temporary or failure.retry_after or part.size < reached + MIN_ADVANCE:
                raise
            reached = part.size


def _attempt(
    web: WebClient, url: str, part: PartialFile, progress: DownloadProgress, previous: FileStamp | None
) -> DownloadResult:
    if part.size and not part.stamp.if_range:
        part.discard()  # without a stamp the server cannot check that the bytes are of the same file
    with web.open_body(url, _request_headers(part, previous)) as response:
        if response.status_code == 304 and previous is not None:
            return DownloadResult.UNCHANGED
        if response.status_code == 416:
            return _handle_unsatisfiable_range(response, part)
        if response.status_code not in (200, 206):
            raise SourceError(f"answered {response.status_code} {response.reason} instead of the file")
        _prepare_part(response, part)
        _receive(web, response, part, progress)
    return DownloadResult.COMPLETE


def _request_headers(part: PartialFile, previous: FileStamp | None) -> dict[str, str]:
    if part.size:
        return {"Range": f"bytes={part.size}-", "If-Range": part.stamp.if_range}
    conditions = {}
    if previous is not None and previous.etag:
        conditions["If-None-Match"] = previous.etag
    if previous is not None and previous.last_modified:
        conditions["If-Modified-Since"] = previous.last_modified
    return conditions


def _handle_unsatisfiable_range(response: Response, part: PartialFile) -> DownloadResult:
    """Handle status 416, no bytes beyond the partial file: it is complete, or the server has another file now."""
    total = content_range(response.headers.get("Content-Range", ""))[1]
    if total == str(part.size) or part.is_complete():
        return DownloadResult.COMPLETE
    part.discard()
    raise DownloadInterruptedError("has changed during the download")


def _prepare_part(response: Response, part: PartialFile) -> None:
    """Keep the partial file if the response continues it; empty it if the response has the whole file."""
    stamp = stamp_of(response.headers)
    if response.status_code == 200:
        part.begin(stamp)
        return
    start, _ = content_range(response.headers.get("Content-Range", ""))
    if start != part.size or part.stamp.contradicts(stamp):
        part.discard()
        raise DownloadInterruptedError("has changed during the download")
    part.is_from_several_responses = True


def _receive(web: WebClient, response: Response, part: PartialFile, progress: DownloadProgress) -> None:
    total = part.stamp.size
    size = part.size
    progress(size, total)
    with part.file.open("ab") as file:
        for chunk in web.read_chunks(response):
            file.write(chunk)
            file.flush()  # the bytes are kept even if the process is killed
            size += len(chunk)
            progress(size, total)
    if total is not None and size < total:
        raise DownloadInterruptedError(f"broke off after {size:,} of {total:,} bytes")
    if total is not None and size > total:
        part.discard()
        raise DownloadInterruptedError(f"sent {size:,} bytes where it announced {total:,}")
