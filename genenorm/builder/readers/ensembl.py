"""Ensembl's genes: identifiers, symbols, biotypes; their GeneIDs; interest lists and synonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from genenorm.builder.source_rows import Blob, SourceGene, Tally, biotype, number
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import FISH


def read_gencode(blob: Blob, tally: Tally, taxon_id: int, prefix: str) -> Iterator[SourceGene]:
    """Yield the genes of a table without header: id, symbol, version, length, biotype.

    Only a symbol that one gene has, and that is written as the species writes symbols, is a name of that gene:
    ``Y_RNA`` names hundreds, and capitals in zebrafish are the human ortholog's.
    """
    rows = [row[:5] for row in blob.plain(5)]
    uses = Counter(row[1] for row in rows)
    for identifier, symbol, _version, _length, kind in rows:
        tally.read += 1
        if not identifier.startswith(prefix):
            tally.drop("not a gene of this species")
            continue
        own = symbol != identifier and uses[symbol] == 1 and not (taxon_id == FISH and symbol != symbol.lower())
        yield SourceGene(taxon_id, symbol if own else "", ensembl=(identifier,), biotype=biotype(kind))


def read_entrez(blob: Blob, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield Ensembl ids with the one GeneID that a BioMart table gives them."""
    found: dict[str, set[int]] = {}
    for ensembl, entrez in blob.table(["ensembl_gene_id", "entrezgene_id"], delimiter=",", quoted=True):
        tally.read += 1
        gene_id = number(entrez.removesuffix(".0"), blob)
        if gene_id is None:
            tally.drop("no GeneID")
        else:
            found.setdefault(ensembl, set()).add(gene_id)
    yield from one_to_one(found, tally, taxon_id)


def read_alternates(blob: Blob, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield every Ensembl id of a BioMart table with its symbol: ids of patches and alternate loci lead to the gene."""
    for symbol, ensembl in blob.table(["hgnc_symbol", "ensembl_gene_id"], delimiter=",", quoted=True):
        tally.read += 1
        yield SourceGene(taxon_id, symbol, ensembl=(ensembl,))


def one_to_one(found: dict[str, set[int]], tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the pairs of Ensembl id and GeneID in which neither has another partner."""
    uses: dict[int, int] = {}
    for gene_ids in found.values():
        for gene_id in gene_ids:
            uses[gene_id] = uses.get(gene_id, 0) + 1
    for ensembl, gene_ids in found.items():
        gene_id = min(gene_ids)
        if len(gene_ids) > 1 or uses[gene_id] > 1:
            tally.drop("several GeneIDs or Ensembl ids")
        else:
            yield SourceGene(taxon_id, gene_id=gene_id, ensembl=(ensembl,))


def read_interest(blob: Blob, tally: Tally, taxon_id: int, ranked: int) -> Iterator[SourceGene]:
    """Yield full names by Ensembl id; the first ``ranked`` rows also with their place, most studied first."""
    lines = blob.text().splitlines()
    prefix = next((line.partition(":")[2].strip() for line in lines if line.startswith("## prefix:")), "")
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    if not prefix or any(len(row) < 6 for row in rows):
        raise SourceError(f"{blob.name}: no '## prefix:' line, or a row of less than 6 columns")
    uses = Counter(row[4] for row in rows)
    for place, row in enumerate(rows, 1):
        tally.read += 1
        yield SourceGene(
            taxon_id,
            row[4] if uses[row[4]] == 1 else "",
            ensembl=(f"{prefix}{row[3]:0>11}",),
            full_name=unquote(row[5]).strip(),
            rank=place if place <= ranked else 0,
        )


def read_synonyms(blob: Blob, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield synonyms by symbol."""
    for line in blob.text().splitlines():
        if line.startswith("#") or not line:
            continue
        symbol, *synonyms = line.split("\t")
        tally.read += 1
        names = tuple((NameKind.SYNONYM, unquote(text).strip()) for text in synonyms if text != symbol)
        yield SourceGene(taxon_id, symbol, names=names)
