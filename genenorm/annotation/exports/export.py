"""What all exports share: their settings, and which genes of a record count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.record_rows import Row
from genenorm.core.model import Gene, NameKind, Status
from genenorm.index.homology import orthologs
from genenorm.index.reference import Reference


class Flavor(Enum):
    """Which genes of a record count, by the name that led to them."""

    STRICT = "strict"
    """Those named by their official symbol."""
    SYNONYMS = "synonyms"
    """Also those named by any other name of their own."""
    ALL = "all"
    """Also the members of families and complexes named."""


class GeneText(Enum):
    """How a gene is written in a set."""

    SYMBOL = "symbol"
    GENE_ID = "gene_id"


@dataclass(frozen=True, slots=True)
class Setting:
    """What an export may need beside the rows."""

    reference: Reference
    version: str
    """Of this program."""
    flavor: Flavor = Flavor.ALL
    lift: int | None = None
    """Taxon id that genes of every species are lifted to: to their orthologs there, the stringent ones."""
    gene_text: GeneText = GeneText.SYMBOL


@dataclass(frozen=True, slots=True)
class Export:
    """A format that is text: what comes before all files, what each adds, and the end of a file's name."""

    name: str
    suffix: str
    body: Callable[[AnnotatedFile, Setting], str]
    head: Callable[[Setting], str] = lambda _: ""
    one_file_each: bool = False
    """Whether two bodies behind each other are no file of this format."""

    def text(self, file: AnnotatedFile, setting: Setting) -> str:
        """Return one input file's own output file."""
        return self.head(setting) + self.body(file, setting)


def genes_of(row: Row, setting: Setting) -> Iterator[Gene]:
    """Yield the genes of a row that count in this flavor, lifted when asked for; best first, each once."""
    found = row.resolution
    kind = row.word_kind or found.kind
    genes: tuple[Gene, ...] = ()
    if found.answer is not None:
        wanted = kind is not NameKind.FAMILY if setting.flavor is Flavor.SYNONYMS else kind is NameKind.SYMBOL
        genes = (found.answer.gene,) if setting.flavor is Flavor.ALL or wanted else ()
    elif found.status is Status.GROUP and setting.lift is not None and setting.flavor is not Flavor.STRICT:
        genes = (found.candidates[0].gene,)  # only its species is open, and that is what lifting decides
    elif found.status is Status.FAMILY and setting.flavor is Flavor.ALL:
        genes = found.members
    seen: dict[int, Gene] = {}
    for gene in genes:
        for lifted in _lifted(gene, setting):
            seen.setdefault(lifted.key, lifted)
    yield from seen.values()


def _lifted(gene: Gene, setting: Setting) -> Iterator[Gene]:
    if setting.lift is None or gene.taxon_id == setting.lift:
        yield gene
    else:
        yield from (found.gene for found in orthologs(setting.reference, gene, setting.lift))


def by_record(file: AnnotatedFile) -> dict[str, list[Annotation]]:
    """Return a file's annotations by record id; the gene table of one figure has one for each organism."""
    found: dict[str, list[Annotation]] = {}
    for annotation in file.annotations:
        found.setdefault(annotation.record.record_id, []).append(annotation)
    return found
