"""Where a downloaded file is from: what the server said of it, and the note that is kept beside it."""

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

SUFFIX = ".origin.json"
_HASHES = {"md5": 32, "sha-256": 64}
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a server says of one file: enough to tell whether it is still the same file, and whether all of it came."""

    etag: str = ""
    last_modified: str = ""
    size: int | None = None
    """Bytes on the wire; ``None`` where the server does not say."""
    encoding: str = ""
    """How the bytes on the wire are packed: ``gzip``, or nothing."""
    digest: str = ""
    """``md5:`` or ``sha-256:`` and the hexadecimal digest of the bytes on the wire, where the server publishes one."""

    @property
    def condition(self) -> str:
        """What ``If-Range`` may hold: a strong ETag, else the date; nothing where the file has neither."""
        return self.last_modified if self.etag.startswith("W/") or not self.etag else self.etag

    @property
    def moment(self) -> datetime | None:
        """When the file was last changed, if the server says so."""
        try:
            moment = parsedate_to_datetime(self.last_modified)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def is_same_as(self, other: Stamp) -> bool:
        """Return whether both are certainly of the same file."""
        if self.etag and other.etag:
            return _strong(self.etag) == _strong(other.etag)
        return bool(self.last_modified) and self.last_modified == other.last_modified and not self.contradicts(other)

    def contradicts(self, other: Stamp) -> bool:
        """Return whether both are certainly of different files: a part of an answer may leave out what it likes."""
        tags = (_strong(self.etag), _strong(other.etag))
        pairs = (tags, (self.last_modified, other.last_modified), (self.size, other.size))
        return any(mine and others and mine != others for mine, others in pairs)


def _strong(etag: str) -> str:
    return etag.removeprefix("W/")


def stamp_of(headers: Mapping[str, str]) -> Stamp:
    """Return the stamp that an answer's headers hold.

    >>> stamp_of({"ETag": '"x"', "Content-Range": "bytes 5-9/10", "Content-Length": "5"})
    Stamp(etag='"x"', last_modified='', size=10, encoding='', digest='')
    """
    told = {name.casefold(): value.strip() for name, value in headers.items()}
    size = told.get("content-length", "")
    if "content-range" in told:
        size = content_range(told["content-range"])[1]
    encoding = told.get("content-encoding", "").casefold().removeprefix("x-")
    return Stamp(
        told.get("etag", ""),
        told.get("last-modified", ""),
        int(size) if size.isascii() and size.isdigit() else None,
        "" if encoding == "identity" else encoding,
        _digest(told),
    )


def content_range(text: str) -> tuple[int | None, str]:
    """Return where the bytes of a partial answer begin, and how many there are in all, as written.

    >>> content_range("bytes 100-199/200"), content_range("bytes */200")
    ((100, '200'), (None, '200'))
    """
    match = _CONTENT_RANGE.fullmatch(text.strip())
    if match is None:
        return None, ""
    return int(match[1]) if match[1] else None, match[2]


def _digest(told: Mapping[str, str]) -> str:
    """Return the digest of the whole file that a server publishes, the strongest first."""
    fields = [told.get(name, "") for name in ("repr-digest", "digest")]
    # Google's store speaks of the bytes it keeps, which are not those it sends when it unpacks on the way.
    if told.get("x-goog-stored-content-encoding", "identity") == (told.get("content-encoding") or "identity"):
        fields.append(told.get("x-goog-hash", ""))
    if "content-range" not in told:
        fields.append(f"md5={told['content-md5']}" if "content-md5" in told else "")
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
class Origin:
    """What is known of a fetched file; kept beside it as ``NAME.origin.json``."""

    key: str
    """The dump it is."""
    url: str
    etag: str
    last_modified: str
    release: str
    sha256: str
    size: int
    fetched: str
    """The date of the download."""

    @property
    def stamp(self) -> Stamp:
        """What the server said of the file."""
        return Stamp(self.etag, self.last_modified)

    @classmethod
    def read(cls, file: Path) -> Origin | None:
        """Return the origin of a file; ``None`` where it has none, or is no longer the file that was fetched."""
        try:
            held = json.loads(note_of(file).read_text(encoding="utf-8"))
            origin = cls(**{name.replace("-", "_"): value for name, value in held.items()})
            return origin if file.stat().st_size == origin.size else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def write(self, file: Path) -> None:
        """Keep this beside the file."""
        held = {name.replace("_", "-"): value for name, value in asdict(self).items()}
        text = json.dumps(held, ensure_ascii=False, indent=2) + "\n"
        write_atomic(note_of(file), lambda note: note.write(text.encode()))


def note_of(file: Path) -> Path:
    """Return the path of the note beside a file.

    >>> note_of(Path("gene_history.gz")).name
    'gene_history.gz.origin.json'
    """
    return file.with_name(f"{file.name}{SUFFIX}")
