"""Profile ``registry``: pinned packages read and merged into the content of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from genenorm.builder.build_report import BuildReport, Provenance, SourceCount
from genenorm.builder.merge.arrange import Content, arrange
from genenorm.builder.merge.families import FamilyDraft, build_families
from genenorm.builder.merge.groups import Groups
from genenorm.builder.merge.roster import Roster, merge, prefer_current
from genenorm.builder.profiles.registry_plan import FAMILIES, HOMOLOGENE, Reader, Step, registry_steps
from genenorm.builder.readers.famplex import read_famplex
from genenorm.builder.readers.hgnc import read_hgnc_orthologs, read_withdrawn
from genenorm.builder.readers.homology_tables import read_hcop_ensembl, read_zfin_orthologs
from genenorm.builder.readers.package_tables import read_homologene
from genenorm.builder.source_rows import Blob, GroupRow, OrthologPair, SourceGene, Tally, Withdrawn
from genenorm.builder.sources.fetch_packages import fetch, packages_folder, read_source
from genenorm.builder.sources.pins import Source, Species, load_sources, load_species
from genenorm.core.taxa import HUMAN

Tell = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is ready to be written."""

    content: Content
    species: tuple[Species, ...]
    meta: dict[str, str]
    report: BuildReport

    @classmethod
    def of(
        cls, profile: str, build_date: str, content: Content, species: tuple[Species, ...], report: BuildReport
    ) -> Assembled:
        """Return the content with what the index says of itself."""
        meta = {
            "profile": profile,
            "build_date": build_date,
            "species": ",".join(str(entry.taxon.taxon_id) for entry in species),
            "sources": report.sources_json(),
            "counts": report.counts_json(),
        }
        return cls(content, species, meta, report)


class Inputs:
    """The pinned files, fetched and read on demand, and the count of what became of their rows."""

    def __init__(self, sources: Mapping[str, Source], cache: Path | None, tell: Tell) -> None:
        self._sources = sources
        self._folder = packages_folder(cache)
        self._tell = tell
        self._files: dict[str, Path] = {}
        self._last: tuple[str, Reader, list[SourceGene], Tally] | None = None
        self.tallies: dict[tuple[str, int, str], Tally] = {}

    def fetch_all(self) -> None:
        """Fetch and check every package before anything is read."""
        pins = list({source.pin.file: source.pin for source in self._sources.values()}.values())
        for place, pin in enumerate(pins):
            self._tell(f"fetching {pin.name} {pin.version}", 0.2 * place / len(pins))
            self._files[pin.file] = fetch(pin, self._folder)

    def blob(self, key: str) -> Blob:
        """Return the bytes of a source."""
        source = self._sources[key]
        return read_source(source, self._files[source.pin.file])

    def rows(self, key: str, read: Reader, tally: Tally) -> list[SourceGene]:
        """Return the rows of a source; those read last are kept, for the next pass over the same source."""
        if self._last is None or self._last[:2] != (key, read):
            counted = Tally()
            self._last = key, read, list(read(self.blob(key), counted)), counted
        _, _, rows, counted = self._last
        tally.read += counted.read
        tally.dropped.update(counted.dropped)
        return rows

    def tally(self, key: str, taxon_id: int = 0, use: str = "") -> Tally:
        """Return the count of a source's rows for a species and a use."""
        taxon_id = taxon_id or self._sources[key].taxon_id
        return self.tallies.setdefault((key, taxon_id, use), Tally())


def assemble_registry(cache: Path | None, tell: Tell) -> Assembled:
    """Fetch, read and merge the sources of profile ``registry``."""
    snapshot, species = load_species()
    sources = load_sources()
    inputs = Inputs(sources, cache, tell)
    inputs.fetch_all()
    rosters = {entry.taxon.taxon_id: Roster(entry.taxon.taxon_id) for entry in species}
    homologene = _homologene(inputs, rosters)
    steps = registry_steps({entry.taxon.taxon_id: entry.ranked for entry in species})
    for place, step in enumerate(steps):
        tell(f"reading {step.source}", 0.2 + 0.55 * place / len(steps))
        _run(step, inputs, rosters[step.taxon_id], homologene)
    tell("joining orthologs", 0.75)
    groups = _groups(inputs, rosters, homologene)
    families = families_of(inputs.blob, inputs.tally, rosters[HUMAN])
    withdrawn = _withdrawn(inputs)
    tell("weighing genes", 0.8)
    content = arrange(rosters, groups, families, withdrawn)
    return Assembled.of("registry", snapshot, content, species, _report(inputs, sources, species, content))


def _homologene(inputs: Inputs, rosters: Mapping[int, Roster]) -> list[GroupRow]:
    tally = inputs.tally(HOMOLOGENE, use="groups")
    return list(read_homologene(inputs.blob(HOMOLOGENE), tally, frozenset(rosters)))


def _run(step: Step, inputs: Inputs, roster: Roster, homologene: list[GroupRow]) -> None:
    tally = inputs.tally(step.source, step.taxon_id, step.label)
    rows: Iterable[SourceGene]
    if step.read is not None:
        rows = inputs.rows(step.source, step.read, tally)
    else:
        own = [row.gene for row in homologene if row.gene.taxon_id == step.taxon_id]
        tally.read += len(own)
        rows = own
    join(step, rows, roster, tally)


def join(step: Step, rows: Iterable[SourceGene], roster: Roster, tally: Tally) -> None:
    """Merge a step's rows into its species' genes; where they are the current release, its Ensembl ids come first."""
    if step.current:
        rows = list(rows)
    merge(roster, rows, step.rules, adds=step.adds, tally=tally)
    if step.current:
        prefer_current(roster, {row.ensembl[0]: row.symbol for row in rows})


def _groups(inputs: Inputs, rosters: Mapping[int, Roster], homologene: list[GroupRow]) -> Groups:
    groups = Groups(rosters)
    groups.add_homologene(homologene, inputs.tally(HOMOLOGENE, use="groups"))
    pairs: list[tuple[str, Callable[[Blob, Tally], Iterator[OrthologPair]]]] = [
        ("hgnc_2025", read_hgnc_orthologs),
        ("zfin_human", read_zfin_orthologs),
        ("hcop", read_hcop_ensembl),
    ]
    for key, read in pairs:
        tally = inputs.tally(key, use="orthologs")
        groups.add_pairs(list(read(inputs.blob(key), tally)), tally)
    return groups


def families_of(blob: Callable[[str], Blob], tally: Callable[[str], Tally], human: Roster) -> list[FamilyDraft]:
    """Return the families that FamPlex's three files describe, each read with ``blob`` and counted with ``tally``."""
    first, second, third = FAMILIES
    tallies = (tally(first), tally(second), tally(third))
    return build_families(read_famplex(blob(first), blob(second), blob(third), tallies), human, tallies)


def _withdrawn(inputs: Inputs) -> list[Withdrawn]:
    tally = inputs.tally("hgnc_withdrawn")
    rows = list(read_withdrawn(inputs.blob("hgnc_withdrawn"), tally))
    tally.kept += len(rows)
    return rows


def _report(
    inputs: Inputs, sources: Mapping[str, Source], species: tuple[Species, ...], content: Content
) -> BuildReport:
    common = {entry.taxon.taxon_id: entry.taxon.common for entry in species}
    counts = tuple(
        SourceCount(Provenance.of_package(sources[key]), common.get(taxon_id, "all"), use, tally)
        for (key, taxon_id, use), tally in inputs.tallies.items()
    )
    return BuildReport.of(counts, content, common)
