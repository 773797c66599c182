"""The origin of a downloaded file: its stamp from the HTTP headers, and the note that is stored next to it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from genenorm.core.atomic import write_atomic
from genenorm.core.numbers import whole_number

ORIGIN_SUFFIX = ".origin.json"
_HASHES = {"md5": 32, "sha-256": 64}
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class FileStamp:
    """The HTTP headers that identify a version of a file, with its size and digest."""

    etag: str = ""
    last_modified: str = ""
    size: int | None = None
    """Size in bytes as transferred; ``None`` where the server does not give it."""
    encoding: str = ""
    """Compression of the transfer, such as ``gzip``; empty for none."""
    digest: str = ""
    """``md5:`` or ``sha-256:`` and the hexadecimal digest of the bytes as transferred; empty where there is none."""

    @property
    def if_range(self) -> str:
        """Value for an ``If-Range`` header: a strong ETag, else the date; empty where the file has neither."""
        return self.last_modified if self.etag.startswith("W/") or not self.etag else self.etag

    @property
    def modified(self) -> datetime | None:
        """Time of the last change of the file; ``None`` where the server does not give it."""
        try:
            moment = parsedate_to_datetime(self.last_modified)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def is_same_as(self, other: FileStamp) -> bool:
        """Return whether both stamps are certainly of the same version of a file."""
        if self.etag and other.etag:
            return _strong(self.etag) == _strong(other.etag)
        return bool(self.last_modified) and self.last_modified == other.last_modified and not self.contradicts(other)

    def contradicts(self, other: FileStamp) -> bool:
        """Return whether both stamps are certainly of different versions; a header that one lacks is ignored."""
        tags = (_strong(self.etag), _strong(other.etag))
        pairs = (tags, (self.last_modified, other.last_modified), (self.size, other.size))
        return any(mine and others and mine != others for mine, others in pairs)


def _strong(etag: str) -> str:
    return etag.removeprefix("W/")


def stamp_of(headers: Mapping[str, str]) -> FileStamp:
    """Return the stamp in the headers of a response.

    >>> stamp_of({"ETag": '"x"', "Content-Range": "bytes 5-9/10", "Content-Length": "5"})
    FileStamp(etag='"x"', last_modified='', size=10, encoding='', digest='')
    """
    headers = {name.casefold(): value.strip() for name, value in headers.items()}
    size = headers.get("content-length", "")
    if "content-range" in headers:
        size = content_range(headers["content-range"])[1]
    encoding = headers.get("content-encoding", "").casefold().removeprefix("x-")
    return FileStamp(
        headers.get("etag", ""),
        headers.get("last-modified", ""),
        whole_number(size),
        "" if encoding == "identity" else encoding,
        _digest(headers),
    )


def content_range(text: str) -> tuple[int | None, str]:
    """Return the first position and the total size in a ``Content-Range`` header, the size as text.

    >>> content_range("bytes 100-199/200"), content_range("bytes */200")
    ((100, '200'), (None, '200'))
    """
    match = _CONTENT_RANGE.fullmatch(text.strip())
    if match is None:
        return None, ""
    return int(match[1]) if match[1] else None, match[2]


def _digest(headers: Mapping[str, str]) -> str:
    """Return the strongest digest of the whole file that the headers give."""
    fields = [headers.get(name, "") for name in ("repr-digest", "digest")]
    # Google's storage gives the hash of the stored bytes, which differ from those sent if it decompresses the file.
    if headers.get("x-goog-stored-content-encoding", "identity") == (headers.get("content-encoding") or "identity"):
        fields.append(headers.get("x-goog-hash", ""))
    if "content-range" not in headers:
        fields.append(f"md5={headers['content-md5']}" if "content-md5" in headers else "")
    found: dict[str, str] = {}
    for part in ",".join(fields).split(","):
        name, _, value = part.strip().partition("=")
        try:
            digest = base64.b64decode(value.strip(":"), validate=True).hex()
        except ValueError:
            continue
        if len(digest) == _HASHES.get(name.casefold()):
            found.setdefault(name.casefold(), digest)
    return next((f"{name}:{found[name]}" for name in ("sha-256", "md5") if name in found), "")


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """The origin of a fetched file, stored next to it as ``NAME.origin.json``."""

    key: str
    """Key of the dump."""
    url: str
    etag: str
    last_modified: str
    release: str
    sha256: str
    size: int
    fetched: str
    """Date of the download."""

    @property
    def stamp(self) -> FileStamp:
        """The file's stamp, without size and digest."""
        return FileStamp(self.etag, self.last_modified)

    @classmethod
    def read(cls, file: Path) -> FileOrigin | None:
        """Return the origin of a file; ``None`` where it has no note, or where its size has changed since."""
        try:
            fields = json.loads(origin_note_of(file).read_text(encoding="utf-8"))
            origin = cls(**{name.replace("-", "_"): value for name, value in fields.items()})
            return origin if file.stat().st_size == origin.size else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def write(self, file: Path) -> None:
        """Write the note of ``file``."""
        fields = {name.replace("_", "-"): value for name, value in asdict(self).items()}
        text = json.dumps(fields, ensure_ascii=False, indent=2) + "\n"
        write_atomic(origin_note_of(file), lambda note: note.write(text.encode()))


def origin_note_of(file: Path) -> Path:
    """Return the path of the note of a file's origin.

    >>> origin_note_of(Path("gene_history.gz")).name
    'gene_history.gz.origin.json'
    """
    return file.with_name(f"{file.name}{ORIGIN_SUFFIX}")
