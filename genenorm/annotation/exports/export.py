"""The export format type, the settings of an export, and the genes of a record that an export writes."""

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
class Setting:
    """The settings of an export."""

    reference: Reference
    version: str
    """Version of genenorm."""
    flavor: Flavor = Flavor.ALL
    lift: int | None = None
    """Taxon id of the species to which every gene is mapped by its stringent orthologs; ``None`` for no mapping."""
    gene_text: GeneText = GeneText.SYMBOL


@dataclass(frozen=True, slots=True)
class Export:
    """A text format: its name, the suffix of its files, and functions that return the parts of a file."""

    name: str
    suffix: str
    body: Callable[[AnnotatedFile, Setting], str]
    """Returns the text for one annotated file."""
    head: Callable[[Setting], str] = lambda _: ""
    """Returns the text at the beginning of an output file."""
    one_file_each: bool = False
    """Whether an output file can have one body only."""

    def text(self, file: AnnotatedFile, setting: Setting) -> str:
        """Return the output file of one annotated file."""
        return self.head(setting) + self.body(file, setting)


def exported_genes(row: RecordRow, setting: Setting) -> Iterator[Gene]:
    """Yield the genes of a row that the settings select, best first and each once.

    With ``setting.lift``, the orthologs in that species take the place of each gene of another species.
    """
    resolution = row.resolution
    kind = row.word_kind or resolution.kind
    genes: tuple[Gene, ...] = ()
    if resolution.answer is not None:
        wanted = kind is not NameKind.FAMILY if setting.flavor is Flavor.SYNONYMS else kind is NameKind.SYMBOL
        genes = (resolution.answer.gene,) if setting.flavor is Flavor.ALL or wanted else ()
    elif resolution.status is Status.GROUP and setting.lift is not None and setting.flavor is not Flavor.STRICT:
        genes = (resolution.candidates[0].gene,)  # only the species is undecided, and lifting decides it
    elif resolution.status is Status.FAMILY and setting.flavor is Flavor.ALL:
        genes = resolution.members
    unique: dict[int, Gene] = {}
    for gene in genes:
        for lifted in _lifted(gene, setting):
            unique.setdefault(lifted.key, lifted)
    yield from unique.values()


def _lifted(gene: Gene, setting: Setting) -> Iterator[Gene]:
    if setting.lift is None or gene.taxon_id == setting.lift:
        yield gene
    else:
        yield from (ortholog.gene for ortholog in orthologs(setting.reference, gene, setting.lift))


def annotations_by_record(file: AnnotatedFile) -> dict[str, list[Annotation]]:
    """Return the annotations of a file by record id; a gene table has one annotation for each organism of a figure."""
    by_record: dict[str, list[Annotation]] = {}
    for annotation in file.annotations:
        by_record.setdefault(annotation.record.record_id, []).append(annotation)
    return by_record
