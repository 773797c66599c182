"""Readers of Ensembl's genes, of BioMart tables, of interest lists and of synonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from genenorm.builder.source_rows import SourceFile, SourceGene, Tally, parse_biotype, parse_number
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import FISH


def read_ensembl_genes(file: SourceFile, tally: Tally, taxon_id: int, prefix: str) -> Iterator[SourceGene]:
    """Yield the genes of a table without a header: id, symbol, version, length, biotype.

    A symbol is dropped if several genes have it, such as ``Y_RNA``, or if it is a zebrafish symbol with capitals, which
    is the symbol of the human ortholog.
    """
    rows = [row[:5] for row in file.read_headerless(5)]
    uses = Counter(row[1] for row in rows)
    for identifier, symbol, _version, _length, kind in rows:
        tally.read += 1
        if not identifier.startswith(prefix):
            tally.drop("not a gene of this species")
            continue
        own = symbol != identifier and uses[symbol] == 1 and not (taxon_id == FISH and symbol != symbol.lower())
        yield SourceGene(taxon_id, symbol if own else "", ensembl=(identifier,), biotype=parse_biotype(kind))


def read_biomart_gene_ids(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the unambiguous pairs of Ensembl id and GeneID in a BioMart table."""
    found: dict[str, set[int]] = {}
    for ensembl, entrez in file.read_columns(["ensembl_gene_id", "entrezgene_id"], delimiter=",", quoted=True):
        tally.read += 1
        gene_id = parse_number(entrez.removesuffix(".0"), file)
        if gene_id is None:
            tally.drop("no GeneID")
        else:
            found.setdefault(ensembl, set()).add(gene_id)
    yield from one_to_one(found, tally, taxon_id)


def read_biomart_symbols(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield every Ensembl id in a BioMart table with its symbol, including ids of patches and alternate loci."""
    for symbol, ensembl in file.read_columns(["hgnc_symbol", "ensembl_gene_id"], delimiter=",", quoted=True):
        tally.read += 1
        yield SourceGene(taxon_id, symbol, ensembl=(ensembl,))


def one_to_one(found: dict[str, set[int]], tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the pairs of Ensembl id and GeneID in which neither id is in another pair."""
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


def read_names(file: SourceFile, tally: Tally, taxon_id: int, digits: int) -> Iterator[SourceGene]:
    """Yield the full names of genes in an interest list whose ids have ``digits`` digits, without its symbols.

    A name that several genes have is that of a class, such as ``COLlagen``, and is dropped.
    """
    prefix, rows = _interest_rows(file)
    names = [unquote(row[5]).strip() for row in rows]
    uses = Counter(names)
    for row, name in zip(rows, names, strict=True):
        tally.read += 1
        if not name:
            tally.drop("no name")
        elif uses[name] > 1:
            tally.drop("name of several genes")
        else:
            yield SourceGene(taxon_id, ensembl=(prefix + row[3].zfill(digits),), full_name=name)


def read_interest_list(file: SourceFile, tally: Tally, taxon_id: int, ranked: int) -> Iterator[SourceGene]:
    """Yield the full names of genes in an interest list; the first ``ranked`` rows also have a rank."""
    prefix, rows = _interest_rows(file)
    uses = Counter(row[4] for row in rows)
    for rank, row in enumerate(rows, 1):
        tally.read += 1
        yield SourceGene(
            taxon_id,
            row[4] if uses[row[4]] == 1 else "",
            ensembl=(f"{prefix}{row[3]:0>11}",),
            full_name=unquote(row[5]).strip(),
            rank=rank if rank <= ranked else 0,
        )


def _interest_rows(file: SourceFile) -> tuple[str, list[list[str]]]:
    """Return the prefix of the ids in an interest list, and its rows."""
    lines = file.text().splitlines()
    prefix = next((line.partition(":")[2].strip() for line in lines if line.startswith("## prefix:")), "")
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    if not prefix or any(len(row) < 6 for row in rows):
        raise SourceError(f"{file.name}: no '## prefix:' line, or a row of fewer than 6 columns")
    return prefix, rows


def read_synonyms(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the synonyms of genes, given by their symbols."""
    for line in file.text().splitlines():
        if line.startswith("#") or not line:
            continue
        symbol, *synonyms = line.split("\t")
        tally.read += 1
        names = tuple((NameKind.SYNONYM, unquote(text).strip()) for text in synonyms if text != symbol)
        yield SourceGene(taxon_id, symbol, names=names)
