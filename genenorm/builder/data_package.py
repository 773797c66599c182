"""A wheel around a reference index, which genenorm answers from when it is installed and newer than the shipped one.

The wheel has the index, a module with its version, and the sources with their licences. It is written without a build
system, since it is a ZIP file of five files; the same index gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import ReferenceFileError
from genenorm.core.paths import DATA_FILE, DATA_MODULE, PACKAGED
from genenorm.index.choose import is_newer
from genenorm.index.library import verify
from genenorm.index.reference import Reference

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_VERSION = re.compile(r"\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the wheel, so that it depends on the index alone."""
_SOURCE_FIELDS = ("package", "release", "licence", "file")


@dataclass(frozen=True, slots=True)
class DataPackage:
    """A wheel that was written: its path, its version and the stamp of its index."""

    path: Path
    version: str
    stamp: str
    is_preferred: bool
    """Whether this genenorm would answer from it: its index is newer than the shipped one."""


def package_index(
    reference: str | Path | None, folder: Path, name: str = PACKAGED, version: str = "", *, replace: bool = False
) -> DataPackage:
    """Write a wheel with an index, given by name or path (default: the one in use), into ``folder``.

    ``name`` is that of the distribution; ``version`` is by default the build date of the index, as 2026.11.24. Raises
    ReferenceFileError when the index is damaged or states no date or sources, when the name or version is not valid,
    and when the wheel exists and ``replace`` is not set.
    """
    if not _NAME.fullmatch(name):
        raise ReferenceFileError(f"{name!r} cannot name a package: use lower-case letters, digits, '.', '_' and '-'")
    verify(reference)
    with Reference.open(reference) as opened:
        version = version or _dated_version(opened)
        if not _VERSION.fullmatch(version):
            raise ReferenceFileError(f"{version!r} is no version of a package; give one such as 2026.11.24")
        notice = _notice(opened)
        distribution = re.sub(r"[-_.]+", "_", name)
        target = folder / f"{distribution}-{version}-py3-none-any.whl"
        if target.exists() and not replace:
            raise ReferenceFileError(f"{target}: exists; choose another --version, or replace it: --replace")
        info = f"{distribution}-{version}.dist-info"
        module = f'"""The reference index {opened.stamp} for genenorm."""\n\n__version__ = "{version}"\n'
        files = {
            f"{DATA_MODULE}/__init__.py": module.encode(),
            f"{DATA_MODULE}/{DATA_FILE}": opened.path.read_bytes(),
            f"{info}/licenses/NOTICE": notice.encode(),
            f"{info}/METADATA": _metadata(opened, name, version, notice).encode(),
            f"{info}/WHEEL": _WHEEL.encode(),
        }
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(target, lambda file: _write_wheel(file, files, f"{info}/RECORD"), mode=0o644)
        return DataPackage(target, version, opened.stamp, is_newer(opened.path))


_WHEEL = "Wheel-Version: 1.0\nGenerator: genenorm\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _write_wheel(file: IO[bytes], files: dict[str, bytes], record: str) -> None:
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    listed = "\n".join((*rows, f"{record},,", "")).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in (*files.items(), (record, listed)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _dated_version(reference: Reference) -> str:
    date = _DATE.fullmatch(reference.meta.get("build_date", ""))
    if date is None:
        raise ReferenceFileError(f"{reference.stamp}: states no build date; give the version: --version")
    return ".".join(str(int(part)) for part in date.groups())


def _notice(reference: Reference) -> str:
    """Return the sources of an index with their releases and licences, as text."""
    sources = json.loads(reference.meta.get("sources", "[]"))
    lines = dict.fromkeys(_source_line(source) for source in sources)
    if not lines:
        raise ReferenceFileError(f"{reference.stamp}: states no sources, so their licences are not known")
    return "\n".join((
        f"The reference index {reference.stamp} for genenorm, profile {reference.meta.get('profile', 'unknown')}.",
        f"Content hash: {reference.meta.get('content_hash', '')}", "",
        "Its sources, each with release, licence and origin:", "", *(f"* {line}" for line in sorted(lines)), "",
        "Please cite the authorities when you publish results.", "",
    ))  # fmt: skip


def _source_line(source: dict[str, object]) -> str:
    package, release, licence, file = (str(source.get(field) or "") for field in _SOURCE_FIELDS)
    return ", ".join(filter(None, (package, release, licence or "licence not stated", file)))


def _metadata(reference: Reference, name: str, version: str, notice: str) -> str:
    species = ", ".join(taxon.common for taxon in reference.taxa.values())
    return "\n".join((
        "Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}",
        f"Summary: Reference index for genenorm (schema {reference.meta.get('schema')}): {species}",
        "License-File: NOTICE", "Requires-Python: >=3.11", "Description-Content-Type: text/plain", "", notice,
    ))  # fmt: skip
