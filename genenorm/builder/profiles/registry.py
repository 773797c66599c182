"""The profile ``registry``: the content of an index made from pinned packages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.builder.build_report import BuildReport, SourceCount, SourceProvenance
from genenorm.builder.merge.arrange import IndexContent, arrange
from genenorm.builder.merge.families import FamilyDraft, build_families
from genenorm.builder.merge.roster import Roster, merge_rows, prefer_current_ensembl_ids
from genenorm.builder.profiles.added_species import merge_added, newest_date, profile_name
from genenorm.builder.profiles.package_inputs import PackageInputs
from genenorm.builder.profiles.registry_homology import join_orthologs
from genenorm.builder.profiles.registry_plan import FAMILY_SOURCES, HOMOLOGENE, MergeStep, registry_steps
from genenorm.builder.progress import BuildProgress
from genenorm.builder.readers.famplex import read_famplex
from genenorm.builder.readers.hgnc import read_withdrawn_hgnc
from genenorm.builder.readers.package_tables import read_homologene
from genenorm.builder.source_rows import GroupRow, SourceFile, SourceGene, Tally, WithdrawnEntry
from genenorm.builder.sources.pins import IndexedSpecies, PinnedFile, load_pinned_files, load_species
from genenorm.builder.sources.species_file import AddedSpecies
from genenorm.core.taxa import HUMAN


@dataclass(frozen=True, slots=True)
class AssembledIndex:
    """The content of an index, its species and metadata, and the build report: the input of ``write_index_file``."""

    content: IndexContent
    species: tuple[IndexedSpecies, ...]
    meta: dict[str, str]
    report: BuildReport

    @classmethod
    def from_content(
        cls,
        profile: str,
        build_date: str,
        content: IndexContent,
        species: tuple[IndexedSpecies, ...],
        report: BuildReport,
    ) -> AssembledIndex:
        """Return the content with the metadata that the index stores about itself."""
        meta = {
            "profile": profile,
            "build_date": build_date,
            "species": ",".join(str(entry.taxon.taxon_id) for entry in species),
            "sources": report.sources_json(),
            "counts": report.counts_json(),
        }
        return cls(content, species, meta, report)


def assemble_registry(
    cache: Path | None, progress: BuildProgress, added: Sequence[AddedSpecies] = ()
) -> AssembledIndex:
    """Return the content of an index made from the pinned packages, with ``added`` species.

    Raises SourceError when a package cannot be read.
    """
    snapshot, species = load_species()
    species = (*species, *(one.species for one in added))
    sources = load_pinned_files()
    inputs = PackageInputs(sources, cache, progress)
    inputs.fetch_all()
    rosters = {entry.taxon.taxon_id: Roster(entry.taxon.taxon_id) for entry in species}
    homologene = _homologene(inputs, rosters)
    steps = registry_steps({entry.taxon.taxon_id: entry.ranked for entry in species})
    for position, step in enumerate(steps):
        progress(f"reading {step.source}", 0.2 + 0.55 * position / len(steps))
        _run(step, inputs, rosters[step.taxon_id], homologene)
    counts = [count for one in added for count in merge_added(one, rosters[one.taxon_id], lambda: homologene, cache)]
    progress("joining orthologs", 0.75)
    groups = join_orthologs(inputs, rosters, homologene)
    families = read_families(inputs.source_file, inputs.tally, rosters[HUMAN])
    withdrawn = _withdrawn(inputs, rosters[HUMAN])
    progress("weighing genes", 0.8)
    content = arrange(rosters, groups, families, withdrawn)
    return AssembledIndex.from_content(
        profile_name("registry", added), max(snapshot, newest_date(added)), content, species,
        _report(inputs, sources, species, content, counts),
    )  # fmt: skip


def _homologene(inputs: PackageInputs, rosters: Mapping[int, Roster]) -> list[GroupRow]:
    tally = inputs.tally(HOMOLOGENE, use="groups")
    return list(read_homologene(inputs.source_file(HOMOLOGENE), tally, frozenset(rosters)))


def _run(step: MergeStep, inputs: PackageInputs, roster: Roster, homologene: list[GroupRow]) -> None:
    tally = inputs.tally(step.source, step.taxon_id, step.label)
    rows: Iterable[SourceGene]
    if step.read is not None:
        rows = inputs.rows(step.source, step.read, tally)
    else:
        own = [row.gene for row in homologene if row.gene.taxon_id == step.taxon_id]
        tally.read += len(own)
        rows = own
    merge_step(step, rows, roster, tally)


def merge_step(step: MergeStep, rows: Iterable[SourceGene], roster: Roster, tally: Tally) -> None:
    """Merge a step's rows into the genes of its species, and prefer its Ensembl ids if it is the current release."""
    if step.is_current_release:
        rows = list(rows)
    merge_rows(
        roster,
        rows,
        step.rules,
        adds_genes=step.adds_genes,
        tally=tally,
        only_new_names=step.only_new_names,
        has_older_records=step.has_older_records,
        has_older_ids=step.has_older_ids,
        gives_ids_only=step.gives_ids_only,
    )
    if step.is_current_release:
        prefer_current_ensembl_ids(roster, {row.ensembl[0]: row.symbol for row in rows})


def read_families(
    source_file: Callable[[str], SourceFile], tally: Callable[[str], Tally], human: Roster
) -> list[FamilyDraft]:
    """Return the families and complexes of FamPlex's three files.

    ``source_file`` and ``tally`` give the file and the row counts of a source by its key.
    """
    first, second, third = FAMILY_SOURCES
    tallies = (tally(first), tally(second), tally(third))
    return build_families(
        read_famplex(source_file(first), source_file(second), source_file(third), tallies), human, tallies
    )


def _withdrawn(inputs: PackageInputs, human: Roster) -> list[WithdrawnEntry]:
    tally = inputs.tally("hgnc_withdrawn")
    rows = list(read_withdrawn_hgnc(inputs.source_file("hgnc_withdrawn"), tally))
    tally.kept += len(rows)
    known = {row.identifier for row in rows}
    return [*rows, *(row for row in human.withdrawn if row.identifier not in known)]


def _report(
    inputs: PackageInputs, sources: Mapping[str, PinnedFile], species: tuple[IndexedSpecies, ...],
    content: IndexContent, added: Iterable[SourceCount],
) -> BuildReport:  # fmt: skip
    common = {entry.taxon.taxon_id: entry.taxon.common for entry in species}
    counts = tuple(
        SourceCount(SourceProvenance.of_package(sources[key]), common.get(taxon_id, "all"), use, tally)
        for (key, taxon_id, use), tally in inputs.tallies.items()
    )
    return BuildReport.from_content((*counts, *added), content, common)
