"""The profile ``official``: the content of an index made from the authorities' dumps in a folder."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from genenorm.builder.build_report import BuildReport, SourceCount, SourceProvenance
from genenorm.builder.merge.arrange import IndexContent, arrange
from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.roster import Roster
from genenorm.builder.profiles.added_species import merge_added, newest_date, profile_name
from genenorm.builder.profiles.official_plan import (
    DUMP_SPECIES,
    ORTHOLOG_DUMPS,
    RETIRED_ID_DUMPS,
    SHARED_DUMP,
    for_taxa,
    official_steps,
)
from genenorm.builder.profiles.registry import AssembledIndex, merge_step, read_families
from genenorm.builder.profiles.registry_plan import FAMILY_SOURCES, HOMOLOGENE, MergeStep
from genenorm.builder.progress import BuildProgress
from genenorm.builder.readers.ncbi import read_homologene_data
from genenorm.builder.source_rows import GroupRow, SourceFile, SourceGene, Tally, WithdrawnEntry
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.builder.sources.dumps_on_disk import DumpFile, find_dumps
from genenorm.builder.sources.pins import IndexedSpecies, load_species
from genenorm.builder.sources.species_file import AddedSpecies
from genenorm.core import values
from genenorm.core.errors import SourceError
from genenorm.core.taxa import HUMAN

UNDATED_BUILD = "undated"
"""The build date of an index whose sources have no dates."""


class DumpInputs:
    """The dumps of a folder, read on demand, and the number of their rows that were read and kept."""

    def __init__(self, files: Mapping[str, DumpFile]) -> None:
        self.files = files
        self.tallies: dict[tuple[str, int, str], Tally] = {}
        self._shared: list[SourceGene] | None = None

    @property
    def used(self) -> frozenset[str]:
        """The keys of the dumps that were read."""
        return frozenset(key for key, _, _ in self.tallies)

    def source_file(self, key: str) -> SourceFile:
        """Return the file of a dump."""
        path = self.files[key].path
        return SourceFile(str(path), path=path)

    def tally(self, key: str, taxon_id: int = 0, use: str = "") -> Tally:
        """Return the row counts of a dump for one species and one use."""
        return self.tallies.setdefault((key, taxon_id, use), Tally())

    def rows(self, step: MergeStep, tally: Tally) -> Iterable[SourceGene]:
        """Return a step's rows for its species; the dump that all species share is read once."""
        if step.read is None:
            raise SourceError(f"{step.source}: no reader")
        if step.source != SHARED_DUMP:
            return step.read(self.source_file(step.source), tally)
        if self._shared is None:
            self._shared = list(step.read(self.source_file(SHARED_DUMP), Tally()))
        own = [row for row in self._shared if row.taxon_id == step.taxon_id]
        tally.read += len(own)
        return own


def assemble_official(folder: Path, progress: BuildProgress, added: Sequence[AddedSpecies] = ()) -> AssembledIndex:
    """Return the content of an index made from the dumps in ``folder``, with ``added`` species.

    The report lists the missing dumps.

    Raises SourceError when the folder has no dump with genes, or when a dump cannot be read.
    """
    progress("looking for dumps", 0.0)
    dumps = DumpInputs(find_dumps(load_dumps(), folder))
    taxa = (*DUMP_SPECIES, *(one.taxon_id for one in added))
    rosters = {taxon_id: Roster(taxon_id) for taxon_id in taxa}
    steps = [step for step in official_steps() if step.source in dumps.files]
    for position, step in enumerate(steps):
        progress(f"reading {step.source}", 0.05 + 0.6 * position / len(steps))
        _run(step, dumps, rosters[step.taxon_id])
    homologene = partial(_homologene, dumps, frozenset(taxa))
    counts = [count for one in added for count in merge_added(one, rosters[one.taxon_id], homologene)]
    rosters = {taxon_id: roster for taxon_id, roster in rosters.items() if roster.drafts}
    if not rosters:
        raise SourceError(
            f"{folder}: no genes in {', '.join(dumps.files)}; a dump with genes is needed, such as gene_info"
        )
    progress("joining orthologs", 0.65)
    groups = _groups(dumps, rosters)
    families = _families(dumps, rosters)
    progress("reading retired identifiers", 0.7)
    withdrawn = _withdrawn(dumps, frozenset(rosters))
    progress("weighing genes", 0.8)
    content = arrange(rosters, groups, families, withdrawn)
    species = (*_species(dumps, rosters), *(one.species for one in added if one.taxon_id in rosters))
    dates = (newest_date(added), *(dumps.files[key].date for key in dumps.used))
    return AssembledIndex.from_content(
        profile_name("official", added), max(dates) or UNDATED_BUILD, content, species,
        _report(dumps, species, content, counts),
    )  # fmt: skip


def _run(step: MergeStep, dumps: DumpInputs, roster: Roster) -> None:
    tally = dumps.tally(step.source, step.taxon_id, step.label)
    merge_step(step, dumps.rows(step, tally), roster, tally)


def _homologene(dumps: DumpInputs, taxa: frozenset[int]) -> Iterable[GroupRow]:
    """Return the rows of HomoloGene for a species that takes its genes from there."""
    if HOMOLOGENE not in dumps.files:
        raise SourceError(f"an added species is read from {HOMOLOGENE}, and its dump is missing")
    return read_homologene_data(dumps.source_file(HOMOLOGENE), Tally(), taxa)


def _groups(dumps: DumpInputs, rosters: Mapping[int, Roster]) -> HomologyGroups:
    groups = HomologyGroups(rosters)
    if HOMOLOGENE in dumps.files:
        tally = dumps.tally(HOMOLOGENE, use="groups")
        groups.add_homologene(
            read_homologene_data(dumps.source_file(HOMOLOGENE), tally, taxa=frozenset(rosters)), tally
        )
    for dump in ORTHOLOG_DUMPS:
        if dump.source in dumps.files:
            tally = dumps.tally(dump.source, use="orthologs")
            read = for_taxa(dump.read, frozenset(rosters))
            groups.add_pairs(read(dumps.source_file(dump.source), tally), tally)
    return groups


def _families(dumps: DumpInputs, rosters: Mapping[int, Roster]) -> list[FamilyDraft]:
    return (
        [] if _missing_for_families(dumps, rosters) else read_families(dumps.source_file, dumps.tally, rosters[HUMAN])
    )


def _missing_for_families(dumps: DumpInputs, taxa: Container[int]) -> str:
    """Return the missing inputs that families and complexes need, or an empty string when there are none."""
    if HUMAN not in taxa:
        return f"genes of {DUMP_SPECIES[HUMAN]}"
    return ", ".join(key for key in FAMILY_SOURCES if key not in dumps.files)


def _withdrawn(dumps: DumpInputs, taxa: frozenset[int]) -> list[WithdrawnEntry]:
    found: list[WithdrawnEntry] = []
    for dump in RETIRED_ID_DUMPS:
        if dump.source in dumps.files:
            tally = dumps.tally(dump.source, use="retired")
            rows = list(for_taxa(dump.read, taxa)(dumps.source_file(dump.source), tally))
            tally.kept += len(rows)
            found += rows
    return found


def _species(dumps: DumpInputs, rosters: Mapping[int, Roster]) -> tuple[IndexedSpecies, ...]:
    """Return the species that have genes, each with the release of the dump that gave its symbols."""
    first: dict[int, str] = {}
    for step in official_steps():
        if step.adds_genes and step.source in dumps.files:
            first.setdefault(step.taxon_id, step.source)
    found = []
    for species in load_species()[1]:
        taxon = species.taxon
        if taxon.taxon_id in rosters:
            file = dumps.files[first[taxon.taxon_id]]
            name = "NCBI Gene" if file.dump.key.startswith("gene_info") else taxon.authority
            release = file.release if file.date or name != "FlyBase" else f"FB{file.release.removeprefix('FB')}"
            found.append(replace(species, taxon=values.replace(taxon, source=f"{name} {release}")))
    return tuple(found)


def _report(
    dumps: DumpInputs, species: tuple[IndexedSpecies, ...], content: IndexContent, added: Iterable[SourceCount]
) -> BuildReport:
    common = {entry.taxon.taxon_id: entry.taxon.common for entry in species}
    counts = tuple(
        SourceCount(_provenance(dumps.files[key]), common.get(taxon_id, "all"), use, tally)
        for (key, taxon_id, use), tally in dumps.tallies.items()
    )
    report = BuildReport.from_content((*counts, *added), content, common)
    return replace(report, missing=tuple(_missing(dumps, common)), unused=tuple(_unused(dumps, common)))


def _provenance(file: DumpFile) -> SourceProvenance:
    dump = file.dump
    return SourceProvenance(
        dump.key,
        file.path.name,
        file.release,
        "authority",
        file.sha256,
        dump.licence,
        dump.url.replace("{release}", file.release),
        file.release,
    )


def _missing(dumps: DumpInputs, common: Mapping[int, str]) -> Iterable[str]:
    for taxon_id in (taxon_id for taxon_id in DUMP_SPECIES if taxon_id not in common):
        makers = dict.fromkeys(
            step.source for step in official_steps() if step.adds_genes and step.taxon_id == taxon_id
        )
        yield f"every gene of {DUMP_SPECIES[taxon_id]} (no {', '.join(makers)})"
    for dump in load_dumps():
        if dump.key not in dumps.files and any(taxon_id in common for taxon_id in dump.taxa):
            yield f"{dump.gives} ({dump.key})"


def _unused(dumps: DumpInputs, taxa: Container[int]) -> Iterable[str]:
    for key, file in dumps.files.items():
        if key not in dumps.used:  # only FamPlex's files are left unread: they need each other
            yield f"{file.path} ({file.dump.gives}): needs {_missing_for_families(dumps, taxa)}"
        yield from (f"{other}: {file.path.name} is used instead" for other in file.superseded)
