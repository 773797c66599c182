"""Readers of Gene Ontology's annotation files (GAF): the proteins of a species, and genes with a common ancestor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from genenorm.builder.source_rows import Name, OrthologPair, SourceFile, SourceGene, Tally
from genenorm.core.authorities import index_form
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import FLY, HUMAN, WORM

MOST_HUMAN = 3
"""Of genes below a node with more human genes than this, fewer than nine in ten are orthologs."""
_COLUMNS = 15
_LOCUS_TAGS = {FLY: re.compile(r"Dmel_(C[GR]\d+)"), WORM: re.compile(r"(?:CELE_)?(\w+\.\d+)")}
"""Systematic names among the synonyms, by species."""
_STRAIN = re.compile(r"^(?:Dmel[\\_]|CELE_)")
"""What UniProt puts before the systematic name of a gene without a symbol."""


def read_gaf_proteins(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the UniProt accessions of a species with the symbols and systematic names of their genes."""
    seen: set[str] = set()
    for row in _rows(file):
        accession, symbol, synonyms = row[1], row[2], row[10].split("|")
        if row[0] != "UniProtKB" or row[12].split("|")[0] != f"taxon:{taxon_id}" or accession in seen:
            continue
        seen.add(accession)
        tally.read += 1
        tag = _LOCUS_TAGS.get(taxon_id)
        loci = [found[1] for text in (symbol, *synonyms) if tag and (found := tag.fullmatch(text))]
        names: tuple[Name, ...] = tuple((NameKind.SYSTEMATIC_NAME, text) for text in dict.fromkeys(loci))
        own = "" if symbol == accession else _STRAIN.sub("", symbol)
        yield SourceGene(taxon_id, own, uniprot=(accession,), names=names)


def _rows(file: SourceFile, containing: str = "") -> Iterator[list[str]]:
    """Yield the rows of a GAF file, only those that contain a text where it is given."""
    for line in file.lines():
        if line.startswith("!") or containing not in line:
            continue
        row = line.rstrip("\n").split("\t")
        if len(row) < _COLUMNS:
            raise SourceError(f"{file.location}: {len(row)} columns, expected {_COLUMNS} or more")
        yield row


class AncestorRows:
    """The genes of several species that annotation files place below the same nodes of PANTHER's gene trees.

    A row of evidence IBA (inferred from a biological ancestor) has a node, a gene whose protein is annotated because it
    descends from the node, and genes for which the same was shown in experiments.
    """

    def __init__(self, gene_of: Callable[[str], tuple[int, str] | None]) -> None:
        """Make an empty collection.

        ``gene_of`` returns the taxon id and an identifier of the gene with an identifier, the same one for all
        identifiers of the gene, or ``None`` for an unknown gene.
        """
        self._gene_of = cache(gene_of)
        self._nodes: dict[str, dict[int, set[str]]] = {}

    def read(self, file: SourceFile, tally: Tally) -> None:
        """Add the rows of a file."""
        for row in _rows(file, "\tIBA\t"):
            tally.read += 1
            evidence = row[7].split("|")
            genes = {gene for text in (f"{row[0]}:{row[1]}", *evidence) if (gene := self._gene_of(_identifier(text)))}
            nodes = [text for text in evidence if text.startswith("PANTHER:PTN")]
            if not (nodes and genes):
                tally.drop("no node of a tree, or no known gene")
                continue
            tally.kept += 1
            for node in nodes:
                members = self._nodes.setdefault(node, {})
                for taxon_id, identifier in genes:
                    members.setdefault(taxon_id, set()).add(identifier)

    def pairs(self, taxon_id: int) -> Iterator[OrthologPair]:
        """Yield the genes of a species with their human orthologs, those below the node with the fewest human genes.

        A gene is left out if that node has more than ``MOST_HUMAN`` human genes, or several both of human and of the
        species, since the tree may have split them before the species did.
        """
        narrowest: dict[str, tuple[int, str]] = {}
        for node, members in self._nodes.items():
            if human := len(members.get(HUMAN, ())):
                for gene in members.get(taxon_id, ()):
                    narrowest[gene] = min(narrowest.get(gene, (human, node)), (human, node))
        for gene, (human, node) in sorted(narrowest.items()):
            members = self._nodes[node]
            if human == 1 or (human <= MOST_HUMAN and len(members[taxon_id]) == 1):
                for ortholog in sorted(members[HUMAN]):
                    yield OrthologPair("PANTHER", (ortholog,), (gene,), may_extend_group=False)


def _identifier(text: str) -> str:
    """Return an identifier of a GAF file as ``Roster.by_id`` takes it.

    >>> [_identifier(text) for text in ("UniProtKB:Q05586", "FB:FBgn0010399", "SGD:S000006369")]
    ['UniProt:Q05586', 'FBgn0010399', 'S000006369']
    """
    return f"UniProt:{text[10:]}" if text.startswith("UniProtKB:") else index_form(text)
