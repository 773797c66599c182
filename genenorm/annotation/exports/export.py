"""Export formats and their settings, and the genes of a record that an export contains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.model import Gene, NameKind, Status
from genenorm.index.homology import orthologs
from genenorm.index.reference import Reference


class Flavor(Enum):
    """Which genes of a record are exported, by the kind of name that was matched."""

    STRICT = "strict"
    """Genes named by their official symbol."""
    SYNONYMS = "synonyms"
    """Also genes named by any other name of their own."""
    ALL = "all"
    """Also the members of named families and complexes."""


class GeneText(Enum):
    """How a gene is written in a gene set."""

    SYMBOL = "symbol"
    GENE_ID = "gene_id"


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """The settings of an export."""

    reference: Reference
    version: str
    """Version of genenorm."""
    flavor: Flavor = Flavor.ALL
    ortholog_taxon: int | None = None
    """Taxon id of a species whose stringent orthologs replace all genes; ``None`` to keep the genes."""
    gene_text: GeneText = GeneText.SYMBOL
    split: bool = False
    """Whether in tables a name of several genes has one row for each gene."""
    full: bool = False
    """Whether records get all fields of an answer, and not the short ones alone."""
    raw: bool = False
    """Whether CSV keeps cells that a spreadsheet would run (``core.tables.to_csv``)."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A text format: its name, the suffix of its files, and the functions that write the text."""

    name: str
    suffix: str
    body: Callable[[AnnotatedFile, ExportSettings], str]
    """Function that returns the text for one annotated file, without the head."""
    head: Callable[[ExportSettings], str] = lambda _: ""
    """Function that returns the text at the beginning of an output file."""
    one_file_each: bool = False
    """Whether several annotated files need an output file each, since their texts cannot follow each other."""

    def text(self, file: AnnotatedFile, settings: ExportSettings) -> str:
        """Return the text of the output file for one annotated file."""
        return self.head(settings) + self.body(file, settings)


def exported_genes(row: RecordRow, settings: ExportSettings) -> Iterator[Gene]:
    """Yield the genes of a row that the settings select, best first and each once.

    With ``settings.ortholog_taxon``, each gene of another species is replaced by its orthologs in that species.
    """
    resolution = row.resolution
    kind = row.word_kind if row.word else resolution.kind
    genes: tuple[Gene, ...] = ()
    if (answered := resolution.gene) is not None:
        wanted = kind is not NameKind.FAMILY if settings.flavor is Flavor.SYNONYMS else kind is NameKind.SYMBOL
        genes = (answered,) if settings.flavor is Flavor.ALL or wanted else ()
    elif resolution.status is Status.GROUP and settings.flavor is not Flavor.STRICT:
        if settings.ortholog_taxon is not None:  # which decides the species, the only open question
            genes = (best,) if (best := resolution.best_gene) else ()
    elif resolution.status is Status.FAMILY and settings.flavor is Flavor.ALL:
        genes = resolution.members
    unique: dict[int, Gene] = {}
    for gene in genes:
        for mapped in _mapped_genes(gene, settings):
            unique.setdefault(mapped.key, mapped)
    yield from unique.values()


def _mapped_genes(gene: Gene, settings: ExportSettings) -> Iterator[Gene]:
    if settings.ortholog_taxon is None or gene.taxon_id == settings.ortholog_taxon:
        yield gene
    else:
        yield from (ortholog.gene for ortholog in orthologs(settings.reference, gene, settings.ortholog_taxon))


def annotations_by_record(file: AnnotatedFile) -> dict[str, list[Annotation]]:
    """Return the annotations of a file by record id.

    A figure in a gene table has one annotation for each of its organisms.
    """
    by_record: dict[str, list[Annotation]] = {}
    for annotation in file.annotations:
        by_record.setdefault(annotation.record.record_id, []).append(annotation)
    return by_record
