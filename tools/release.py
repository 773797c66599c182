"""Make the files of a release: ``python -m tools.release [FOLDER]``, by default in ``dist``, which must be empty.

* the source archive and the wheel, built with the locked build backend; the same source gives the same bytes,
* ``genenorm-VERSION.cdx.json``: what is in it (a CycloneDX SBOM): the locked run-time dependencies, and the reference
  index with the packages that its data was read from,
* ``SHA256SUMS``: the hashes of these files, which ``sha256sum --check SHA256SUMS`` compares.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from packaging.metadata import Metadata

import genenorm
from genenorm.index.reference import Reference
from tools.lock import LOCKS, ROOT

SUMS = "SHA256SUMS"


class ReleaseError(Exception):
    """A file of the release that is not as it must be; the message says which and why."""


def make_release(folder: Path) -> list[Path]:
    """Return the files of a release, made in a folder that is empty or missing; raises ReleaseError if one is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ReleaseError(f"{folder}: not empty; a release is made in an empty folder")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    built = sorted(folder.iterdir())
    check_metadata(built)
    bom = folder / f"genenorm-{genenorm.__version__}.cdx.json"
    bom.write_text(json.dumps(bill_of_materials(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    files = [*built, bom]
    sums = folder / SUMS
    sums.write_text("".join(f"{digest(path)}  {path.name}\n" for path in files), encoding="ascii")
    return [*files, sums]


def run(*command: str) -> str:
    """Return what a program prints; raises ReleaseError with its last line if it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        cause = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise ReleaseError(f"{' '.join(command[1:4])} … failed: {cause}")
    return done.stdout


def check_metadata(built: Sequence[Path]) -> None:
    """Raise ReleaseError unless the files are a source archive and a wheel with the same valid metadata."""
    if [path.name.rpartition(".")[2] for path in built] != ["whl", "gz"]:
        raise ReleaseError(f"a wheel and a source archive were to be built, not: {[path.name for path in built]}")
    texts = [metadata_of(path) for path in built]
    if texts[0] != texts[1]:
        raise ReleaseError("the wheel and the source archive have different metadata")
    try:
        metadata = Metadata.from_email(texts[0], validate=True)
    except ExceptionGroup as errors:
        raise ReleaseError(f"metadata: {'; '.join(map(str, errors.exceptions))}") from errors
    if str(metadata.version) != genenorm.__version__:
        raise ReleaseError(f"the files are of version {metadata.version}, not of {genenorm.__version__}")


def metadata_of(path: Path) -> bytes:
    """Return the metadata inside a wheel or a source archive."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")))
    with tarfile.open(path) as archive:
        member = archive.extractfile(f"{path.name.removesuffix('.tar.gz')}/PKG-INFO")
        return member.read() if member else b""


def bill_of_materials() -> dict[str, Any]:
    """Return the SBOM, which is valid by the schema of CycloneDX, or raise ReleaseError."""
    with tempfile.TemporaryDirectory() as folder:
        environment = venv.EnvBuilder(with_pip=False)
        environment.create(folder)
        python = environment.ensure_directories(folder).env_exe
        install = ("install", "--quiet", "--require-hashes", "--no-deps", "--requirement", str(LOCKS / "run.txt"))
        run(sys.executable, "-m", "pip", "--python", python, *install)
        options = ("--output-reproducible", "--pyproject", "pyproject.toml", "--mc-type", "library")
        bom: dict[str, Any] = json.loads(run(sys.executable, "-m", "cyclonedx_py", "environment", *options, python))
    bom["metadata"]["component"] |= {
        "version": genenorm.__version__,
        "purl": f"pkg:pypi/genenorm@{genenorm.__version__}",
    }
    bom["components"].append(reference_component())
    if problem := problem_of(bom):
        raise ReleaseError(f"the SBOM is not valid: {problem}")
    return bom


def problem_of(bom: dict[str, Any]) -> str:
    """Return what is wrong with an SBOM by the schema of its version; empty if nothing is."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.from_version(bom["specVersion"]))
    error = validator.validate_str(json.dumps(bom))
    return "" if error is None else str(error.data.message if hasattr(error.data, "message") else error)


def reference_component() -> dict[str, Any]:
    """Return the shipped index as a component, and in it the packages and files that its data was read from.

    The terms of the data are the text of NOTICE; the licences of the packages are those that they declare.
    """
    with Reference.open() as reference:
        path, meta = Path(reference.path), dict(reference.meta)
    return {
        "type": "data",
        "bom-ref": "reference-index",
        "name": "genenorm reference index",
        "version": f"{meta['build_date']} {meta['content_hash'][:12]}",
        "hashes": [{"alg": "SHA-256", "content": digest(path)}],
        "licenses": [{"license": {"name": "see NOTICE", "text": {"content": notice()}}}],
        "components": list(source_components(json.loads(meta["sources"]))),
    }


def notice() -> str:
    """Return the text of NOTICE."""
    return (ROOT / "NOTICE").read_text(encoding="utf-8")


def source_components(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield a component for each package that an index was built from, with its files as further components."""
    from packageurl import PackageURL

    packages: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        packages.setdefault((row["registry"], row["package"], row["version"]), []).append(row)
    for (registry, name, version), files in sorted(packages.items()):
        address = PackageURL(registry, name=name, version=version).to_string()
        yield {
            "type": "data",
            "bom-ref": f"data:{name}",
            "name": name,
            "version": version,
            "purl": address,
            "hashes": [{"alg": "SHA-256", "content": files[0]["sha256"]}],
            "licenses": [{"license": {"name": files[0]["licence"]}}],
            "components": [
                {"type": "data", "bom-ref": f"data:{name}:{path}", "name": path, "version": release}
                for path, release in sorted({each["file"]: each["release"] for each in files}.items())
            ],
        }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        for made in make_release(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute()):
            print(made)
    except ReleaseError as failure:
        sys.exit(f"release: {failure}")
