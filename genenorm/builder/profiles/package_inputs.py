"""The files of the profile ``registry``: pinned packages that are downloaded and read on demand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from genenorm.builder.profiles.registry_plan import GeneReader
from genenorm.builder.progress import BuildProgress
from genenorm.builder.source_rows import SourceFile, SourceGene, Tally
from genenorm.builder.sources.fetch_packages import fetch_package, packages_folder, read_pinned_file
from genenorm.builder.sources.pins import PinnedFile


class PackageInputs:
    """The pinned files, downloaded and read on demand, and the number of their rows that were read and kept."""

    def __init__(self, sources: Mapping[str, PinnedFile], cache: Path | None, progress: BuildProgress) -> None:
        self._sources = sources
        self._folder = packages_folder(cache)
        self._progress = progress
        self._files: dict[str, Path] = {}
        self._last: tuple[str, GeneReader, list[SourceGene], Tally] | None = None
        self.tallies: dict[tuple[str, int, str], Tally] = {}

    def fetch_all(self) -> None:
        """Download and check every package, before any of them is read."""
        pins = list({source.pin.file: source.pin for source in self._sources.values()}.values())
        for position, pin in enumerate(pins):
            self._progress(f"fetching {pin.name} {pin.version}", 0.2 * position / len(pins))
            self._files[pin.file] = fetch_package(pin, self._folder)

    def source_file(self, key: str) -> SourceFile:
        """Return the file of a source."""
        source = self._sources[key]
        return read_pinned_file(source, self._files[source.pin.file])

    def rows(self, key: str, read: GeneReader, tally: Tally) -> list[SourceGene]:
        """Return the rows of a source; the last result is kept, since the next step may read the same source."""
        if self._last is None or self._last[:2] != (key, read):
            counted = Tally()
            self._last = key, read, list(read(self.source_file(key), counted)), counted
        _, _, rows, counted = self._last
        tally.read += counted.read
        tally.dropped.update(counted.dropped)
        return rows

    def tally(self, key: str, taxon_id: int = 0, use: str = "") -> Tally:
        """Return the row counts of a source for one species and one use."""
        taxon_id = taxon_id or self._sources[key].taxon_id
        return self.tallies.setdefault((key, taxon_id, use), Tally())
