"""Profile ``official``: the authorities' dumps read and merged into the content of an index, as many as there are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from genenorm.builder.build_report import BuildReport, Provenance, SourceCount
from genenorm.builder.merge.arrange import Content, arrange
from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import Groups
from genenorm.builder.merge.roster import Roster
from genenorm.builder.profiles.official_plan import ORTHOLOGIES, RETIREMENTS, SHARED, SPECIES, official_steps
from genenorm.builder.profiles.registry import Assembled, Tell, families_of, join
from genenorm.builder.profiles.registry_plan import FAMILIES, HOMOLOGENE, Step
from genenorm.builder.readers.ncbi import read_homologene_data
from genenorm.builder.source_rows import Blob, SourceGene, Tally, Withdrawn
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.builder.sources.dumps_on_disk import DumpFile, find_dumps
from genenorm.builder.sources.pins import Species, load_species
from genenorm.core.errors import SourceError
from genenorm.core.taxa import HUMAN

UNDATED = "undated"
"""The build date of an index whose sources tell none."""


class Dumps:
    """The dumps of a folder, read on demand, and the count of what became of their rows."""

    def __init__(self, files: Mapping[str, DumpFile]) -> None:
        self.files = files
        self.tallies: dict[tuple[str, int, str], Tally] = {}
        self._shared: list[SourceGene] | None = None

    @property
    def used(self) -> frozenset[str]:
        """The dumps that were read."""
        return frozenset(key for key, _, _ in self.tallies)

    def blob(self, key: str) -> Blob:
        """Return a dump, to be read line by line."""
        path = self.files[key].path
        return Blob(str(path), path=path)

    def tally(self, key: str, taxon_id: int = 0, use: str = "") -> Tally:
        """Return the count of a dump's rows for a species and a use."""
        return self.tallies.setdefault((key, taxon_id, use), Tally())

    def rows(self, step: Step, tally: Tally) -> Iterable[SourceGene]:
        """Return the rows of a step's species; the dump that all species share is read once."""
        if step.read is None:
            raise SourceError(f"{step.source}: no reader")
        if step.source != SHARED:
            return step.read(self.blob(step.source), tally)
        if self._shared is None:
            self._shared = list(step.read(self.blob(SHARED), Tally()))
        own = [row for row in self._shared if row.taxon_id == step.taxon_id]
        tally.read += len(own)
        return own


def assemble_official(folder: Path, tell: Tell) -> Assembled:
    """Read and merge the dumps that lie in a folder; the report says what the index lacks without the others."""
    tell("looking for dumps", 0.0)
    dumps = Dumps(find_dumps(load_dumps(), folder))
    rosters = {taxon_id: Roster(taxon_id) for taxon_id in SPECIES}
    steps = [step for step in official_steps() if step.source in dumps.files]
    for place, step in enumerate(steps):
        tell(f"reading {step.source}", 0.05 + 0.6 * place / len(steps))
        _run(step, dumps, rosters[step.taxon_id])
    rosters = {taxon_id: roster for taxon_id, roster in rosters.items() if roster.drafts}
    if not rosters:
        raise SourceError(f"{folder}: no genes in {', '.join(dumps.files)}; a dump such as gene_info is needed")
    tell("joining orthologs", 0.65)
    groups = _groups(dumps, rosters)
    families = _families(dumps, rosters)
    tell("reading what was retired", 0.7)
    withdrawn = _withdrawn(dumps)
    tell("weighing genes", 0.8)
    content = arrange(rosters, groups, families, withdrawn, loci=True)
    species = _species(dumps, rosters)
    build_date = max(dumps.files[key].date for key in dumps.used) or UNDATED
    return Assembled.of("official", build_date, content, species, _report(dumps, species, content))


def _run(step: Step, dumps: Dumps, roster: Roster) -> None:
    tally = dumps.tally(step.source, step.taxon_id, step.label)
    join(step, dumps.rows(step, tally), roster, tally)


def _groups(dumps: Dumps, rosters: Mapping[int, Roster]) -> Groups:
    groups = Groups(rosters)
    if HOMOLOGENE in dumps.files:
        tally = dumps.tally(HOMOLOGENE, use="groups")
        read = partial(read_homologene_data, taxa=frozenset(rosters))
        groups.add_homologene(read(dumps.blob(HOMOLOGENE), tally), tally)
    for orthology in ORTHOLOGIES:
        if orthology.source in dumps.files:
            tally = dumps.tally(orthology.source, use="orthologs")
            groups.add_pairs(orthology.read(dumps.blob(orthology.source), tally), tally)
    return groups


def _families(dumps: Dumps, rosters: Mapping[int, Roster]) -> list[FamilyDraft]:
    return [] if _families_need(dumps, rosters) else families_of(dumps.blob, dumps.tally, rosters[HUMAN])


def _families_need(dumps: Dumps, taxa: Container[int]) -> str:
    """Return what families cannot be read without and is not there; empty when all of it is."""
    if HUMAN not in taxa:
        return f"genes of {SPECIES[HUMAN]}"
    return ", ".join(key for key in FAMILIES if key not in dumps.files)


def _withdrawn(dumps: Dumps) -> list[Withdrawn]:
    found: list[Withdrawn] = []
    for retirement in RETIREMENTS:
        if retirement.source in dumps.files:
            tally = dumps.tally(retirement.source, use="retired")
            rows = list(retirement.read(dumps.blob(retirement.source), tally))
            tally.kept += len(rows)
            found += rows
    return found


def _species(dumps: Dumps, rosters: Mapping[int, Roster]) -> tuple[Species, ...]:
    """Return the species that have genes, each with the release of the dump that its symbols come from."""
    first: dict[int, str] = {}
    for step in official_steps():
        if step.adds and step.source in dumps.files:
            first.setdefault(step.taxon_id, step.source)
    found = []
    for species in load_species()[1]:
        taxon = species.taxon
        if taxon.taxon_id in rosters:
            file = dumps.files[first[taxon.taxon_id]]
            name = "NCBI Gene" if file.dump.key.startswith("gene_info") else taxon.authority
            release = file.release if file.date or name != "FlyBase" else f"FB{file.release.removeprefix('FB')}"
            found.append(replace(species, taxon=replace(taxon, source=f"{name} {release}")))
    return tuple(found)


def _report(dumps: Dumps, species: tuple[Species, ...], content: Content) -> BuildReport:
    common = {entry.taxon.taxon_id: entry.taxon.common for entry in species}
    counts = tuple(
        SourceCount(_provenance(dumps.files[key]), common.get(taxon_id, "all"), use, tally)
        for (key, taxon_id, use), tally in dumps.tallies.items()
    )
    report = BuildReport.of(counts, content, common)
    return replace(report, missing=tuple(_missing(dumps, common)), unused=tuple(_unused(dumps, common)))


def _provenance(file: DumpFile) -> Provenance:
    dump = file.dump
    return Provenance(
        dump.key, file.path.name, file.release, "authority", file.sha256, dump.licence, dump.url, file.release
    )


def _missing(dumps: Dumps, common: Mapping[int, str]) -> Iterable[str]:
    for taxon_id in (taxon_id for taxon_id in SPECIES if taxon_id not in common):
        makers = dict.fromkeys(step.source for step in official_steps() if step.adds and step.taxon_id == taxon_id)
        yield f"every gene of {SPECIES[taxon_id]} (no {', '.join(makers)})"
    for dump in load_dumps():
        if dump.key not in dumps.files and any(taxon_id in common for taxon_id in dump.taxa):
            yield f"{dump.gives} ({dump.key})"


def _unused(dumps: Dumps, taxa: Container[int]) -> Iterable[str]:
    for key, file in dumps.files.items():
        if key not in dumps.used:  # families alone are of no use without each other
            yield f"{file.path} ({file.dump.gives}): needs {_families_need(dumps, taxa)}"
        yield from (f"{other}: {file.path.name} goes before it" for other in file.others)
