"""Readers of HGNC's tables of human genes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.builder.source_rows import (
    OrthologPair,
    SourceFile,
    SourceGene,
    Tally,
    WithdrawnEntry,
    parse_biotype,
    parse_number,
    split_list,
)
from genenorm.core.authorities import REFSEQ
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import HUMAN

_REPORT = re.compile(r"(HGNC:\d+)[|/].+")
_PRODUCT = re.compile(rf"{REFSEQ.id_rest}|ENST\d{{11}}")
_REPLACEMENT = re.compile(r"see \[(HGNC:\d+)\]")


def read_hgnc_genes(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the approved genes of HGNC's complete set."""
    columns = ["hgnc_id", "symbol", "name", "locus_group", "status", "alias_symbol", "prev_symbol"]
    for row in file.read_columns([*columns, "ensembl_gene_id", "uniprot_ids", "entrez_id"], quoted=True):
        hgnc_id, symbol, name, group, status, aliases, previous, ensembl, uniprot, entrez = row
        tally.read += 1
        if status != "Approved":
            tally.drop("not approved")
            continue
        names = [(NameKind.PREVIOUS_SYMBOL, text) for text in split_list(previous)]
        names += [(NameKind.SYNONYM, text) for text in split_list(aliases)]
        yield SourceGene(
            HUMAN,
            symbol,
            parse_number(entrez, file),
            hgnc_id,
            split_list(ensembl),
            split_list(uniprot),
            parse_biotype(group),
            name,
            tuple(names),
        )


def read_hgnc_names(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield alias names, previous names and publications of genes, from a complete set that may be older."""
    columns = ["hgnc_id", "alias_symbol", "alias_name", "prev_symbol", "prev_name", "uniprot_ids", "pubmed_id"]
    for hgnc_id, aliases, alias_names, previous, previous_names, uniprot, papers in file.read_columns(
        columns, quoted=True
    ):
        tally.read += 1
        names = [(NameKind.PREVIOUS_SYMBOL, text) for text in split_list(previous)]
        names += [(NameKind.SYNONYM, text) for text in split_list(aliases)]
        names += [(NameKind.DESIGNATION, text) for text in split_list(alias_names)]
        names += [(NameKind.PREVIOUS_NAME, text) for text in split_list(previous_names)]
        yield SourceGene(
            HUMAN, authority=hgnc_id, uniprot=split_list(uniprot), names=tuple(names), papers=len(split_list(papers))
        )


def read_hgnc_products(file: SourceFile, tally: Tally, column: str) -> Iterator[SourceGene]:
    """Yield genes with the accessions of their transcripts and proteins in a column, one each.

    The column is ``refseq_accession`` or ``mane_select``. Accessions of several genes are left out.
    """
    owners: dict[str, dict[str, None]] = {}
    for hgnc_id, accessions in file.read_columns(["hgnc_id", column], quoted=True):
        for text in split_list(accessions):
            tally.read += 1
            accession = text.partition(".")[0]
            if _PRODUCT.fullmatch(accession):
                owners.setdefault(accession, {})[hgnc_id] = None
            else:
                tally.drop("accession of a genomic region, or malformed")
    for accession, (hgnc_id, *others) in owners.items():
        if others:
            tally.drop("accession of several genes", 1 + len(others))
        else:
            yield SourceGene(HUMAN, authority=hgnc_id, products=(accession,))


def read_hgnc_orthologs(file: SourceFile, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the mouse and rat orthologs that HGNC's curators record."""
    for hgnc_id, mouse, rat in file.read_columns(["hgnc_id", "mgd_id", "rgd_id"], quoted=True):
        for other in (*split_list(mouse), *split_list(rat)):
            tally.read += 1
            yield OrthologPair("HGNC", (hgnc_id,), (other,))


def read_withdrawn_hgnc(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield withdrawn symbols and entries, each with the entry that replaces it if there is one."""
    for hgnc_id, symbol, name, status in file.read_columns(["HGNC ID", "Approved symbol", "Approved name", "Status"]):
        tally.read += 1
        if status == "Approved":
            tally.drop("approved, from the newer set")
            continue
        pointer = _REPLACEMENT.search(name)
        yield WithdrawnEntry(hgnc_id, symbol, pointer[1] if pointer else "")


def read_withdrawn_hgnc_report(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield HGNC's withdrawn entries, each once for every approved gene that replaces it."""
    for hgnc_id, symbol, merged in file.read_columns(
        ["HGNC_ID", "WITHDRAWN_SYMBOL", "MERGED_INTO_REPORT*"], quoted=True
    ):
        tally.read += 1
        reports = [_REPORT.match(part.strip()) for part in merged.split(",")]
        targets = [found[1] for found in reports if found]
        if merged.strip() and not targets:
            raise SourceError(f"{file.location}: {merged[:60]!r} where HGNC_ID|SYMBOL|STATUS was expected")
        for target in targets or [""]:
            yield WithdrawnEntry(hgnc_id, symbol, target)
