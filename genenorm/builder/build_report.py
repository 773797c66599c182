"""The build report: rows read, kept and dropped, as text tables and as the JSON that an index stores about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from genenorm.builder.merge.arrange import IndexContent
from genenorm.builder.source_rows import Tally
from genenorm.builder.sources.pins import PinnedFile
from genenorm.core.model import NameKind
from genenorm.core.taxa import HUMAN
from genenorm.index.identifiers import is_uniprot_accession
from genenorm.index.schema import stored_id


@dataclass(frozen=True, slots=True)
class SourceProvenance:
    """The origin of one source of a build, as the index records it."""

    key: str
    package: str
    """Name of the package that contains the file, or of the dump."""
    version: str
    registry: str
    """``pypi`` or ``npm``; ``authority`` for a dump."""
    sha256: str
    licence: str
    file: str
    """Path inside the package, or the URL of the dump."""
    release: str

    @classmethod
    def of_package(cls, source: PinnedFile) -> SourceProvenance:
        """Return the origin of a file inside a pinned package."""
        pin = source.pin
        return cls(
            source.key, pin.name, pin.version, pin.registry, pin.sha256, pin.licence, source.path, source.release
        )


@dataclass(frozen=True, slots=True)
class SourceCount:
    """The row counts of one source in one use of it."""

    source: SourceProvenance
    species: str
    use: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class SpeciesCoverage:
    """Numbers of genes, identifiers and names that the index has for one species."""

    species: str
    genes: int
    gene_ids: int
    ensembl: int
    groups: int
    names: int
    uniprot: int = 0
    """Genes with a UniProt accession."""
    transcripts: int = 0
    """Genes with an identifier of a transcript."""
    synonyms: int = 0
    """Genes with a name besides their symbol."""
    orthologs: int = 0
    """Genes with a human ortholog; 0 for human."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: rows read, kept and dropped of each source, and the contents of the index."""

    sources: tuple[SourceCount, ...]
    names: tuple[tuple[str, Mapping[str, int]], ...]
    """For each species the number of names read, kept, and dropped for each reason."""
    coverage: tuple[SpeciesCoverage, ...]
    groups: int
    families: int
    pairs: int = 0
    """Ortholog pairs that are not part of a homology group."""
    missing: tuple[str, ...] = ()
    """A line for each missing source: the data that the index lacks without it."""
    unused: tuple[str, ...] = ()
    """A line for each file that was found and not read: another one is missing, or a newer one was read instead."""
    path: Path | None = None
    size: int = 0
    content_hash: str = ""

    @classmethod
    def from_content(
        cls, sources: tuple[SourceCount, ...], content: IndexContent, common: Mapping[int, str]
    ) -> BuildReport:
        """Return the report of an index with this content; ``common`` gives the species' names by taxon id."""
        coverage = []
        with_ortholog = _with_human_ortholog(content)
        for taxon_id, species in common.items():
            genes = [draft for draft in content.genes if draft.taxon_id == taxon_id]
            coverage.append(
                SpeciesCoverage(
                    species,
                    len(genes),
                    sum(draft.gene_id is not None for draft in genes),
                    sum(bool(draft.ensembl) for draft in genes),
                    sum(bool(draft.group) for draft in genes),
                    sum(len(content.names[draft.key - 1]) for draft in genes),
                    sum(any(map(is_uniprot_accession, draft.more_ids)) for draft in genes),
                    sum(any(isinstance(stored_id(text), int) for text in draft.more_ids) for draft in genes),
                    sum(
                        any(name.kind is not NameKind.SYMBOL for name in content.names[draft.key - 1])
                        for draft in genes
                    ),
                    sum(draft.key in with_ortholog for draft in genes),
                )
            )
        names = tuple((common[taxon_id], dict(counts)) for taxon_id, counts in content.name_counts.items())
        sizes = len(content.groups), len(content.families), len(content.pairs)
        return cls(sources, names, tuple(coverage), *sizes)

    def with_file(self, path: Path, content_hash: str) -> BuildReport:
        """Return the report with the path, size and content hash of the index file."""
        return replace(self, path=path, size=path.stat().st_size, content_hash=content_hash)

    def sources_json(self) -> str:
        """Return the sources as JSON, with release, hash, licence, and rows read, kept and dropped."""
        return _json(
            [
                {
                    **asdict(count.source),
                    "species": count.species,
                    "use": count.use,
                    "read": count.tally.read,
                    "kept": count.tally.kept,
                    "dropped": dict(sorted(count.tally.dropped.items())),
                }
                for count in self.sources
            ]
        )

    def counts_json(self) -> str:
        """Return the coverage and the names kept and dropped of each species, as JSON."""
        return _json(
            {
                row.species: {
                    "genes": row.genes, "gene_ids": row.gene_ids, "ensembl": row.ensembl, "grouped": row.groups,
                    "uniprot": row.uniprot, "transcripts": row.transcripts, "synonyms": row.synonyms,
                    "orthologs": row.orthologs,
                    "names": dict(sorted(dict(self.names)[row.species].items())),
                }
                for row in self.coverage
            }
        )  # fmt: skip

    def render(self) -> str:
        """Return the report as text tables."""
        rows = [("source", "species", "read", "kept", "dropped")]
        for count in self.sources:
            label = f"{count.source.key} ({count.use})" if count.use else count.source.key
            dropped = ", ".join(f"{number} {reason}" for reason, number in sorted(count.tally.dropped.items()))
            rows.append((label, count.species, str(count.tally.read), str(count.tally.kept), dropped))
        for species, counts in self.names:
            reasons = sorted((reason, number) for reason, number in counts.items() if reason not in ("read", "kept"))
            dropped = ", ".join(f"{number} {reason}" for reason, number in reasons)
            rows.append(("names", species, str(counts.get("read", 0)), str(counts.get("kept", 0)), dropped))
        contents = [("species", "genes", "with GeneID", "with Ensembl", "with group", "names")]
        contents += [
            (row.species, str(row.genes), str(row.gene_ids), str(row.ensembl), str(row.groups), str(row.names))
            for row in self.coverage
        ]
        tail = f"{self.groups} homology groups, {self.pairs} ortholog pairs outside them, "
        tail += f"{self.families} families and complexes"
        if self.path is not None:
            tail += f"\n{self.path}: {self.size / 1e6:.1f} MB, content {self.content_hash[:16]}"
        lists = _list("missing dumps, without which the index lacks:", self.missing) + _list(
            "dumps that were found but not used:", self.unused
        )
        return f"{text_table(rows)}\n\n{text_table(contents)}\n\n{lists}{tail}"


def _with_human_ortholog(content: IndexContent) -> set[int]:
    """Return the row numbers of the genes of other species that a group or a pair connects with a human gene."""
    pairs = [(pair.gene, pair.other) for pair in content.pairs]
    pairs += [
        (human, other)
        for group in content.groups
        for human in group.members
        if human.taxon_id == HUMAN
        for other in group.members
    ]
    found: set[int] = set()
    for genes in pairs:
        if any(draft.taxon_id == HUMAN for draft in genes):
            found.update(draft.key for draft in genes if draft.taxon_id != HUMAN)
    return found


def _list(title: str, lines: Sequence[str]) -> str:
    return "\n".join((title, *(f"  {line}" for line in lines), "", "")) if lines else ""


def text_table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as lines of aligned cells, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(width) if text.isdigit() else text.ljust(width) for text, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
