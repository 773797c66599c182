"""HGNC's tables of human genes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, OrthologPair, SourceGene, Tally, Withdrawn, biotype, number, split
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import HUMAN

_REPORT = re.compile(r"(HGNC:\d+)[|/].+")
_REPLACEMENT = re.compile(r"see \[(HGNC:\d+)\]")


def read_hgnc(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the approved genes of the complete set."""
    columns = ["hgnc_id", "symbol", "name", "locus_group", "status", "alias_symbol", "prev_symbol"]
    for row in blob.table([*columns, "ensembl_gene_id", "uniprot_ids", "entrez_id"], quoted=True):
        hgnc_id, symbol, name, group, status, aliases, previous, ensembl, uniprot, entrez = row
        tally.read += 1
        if status != "Approved":
            tally.drop("not approved")
            continue
        names = [(NameKind.PREVIOUS_SYMBOL, text) for text in split(previous)]
        names += [(NameKind.SYNONYM, text) for text in split(aliases)]
        yield SourceGene(
            HUMAN,
            symbol,
            number(entrez, blob),
            hgnc_id,
            split(ensembl),
            split(uniprot),
            biotype(group),
            name,
            tuple(names),
        )


def read_hgnc_names(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield what an older complete set adds to the genes: alias and previous names, publications."""
    columns = ["hgnc_id", "alias_symbol", "alias_name", "prev_symbol", "prev_name", "uniprot_ids", "pubmed_id"]
    for hgnc_id, aliases, alias_names, previous, previous_names, uniprot, papers in blob.table(columns, quoted=True):
        tally.read += 1
        names = [(NameKind.PREVIOUS_SYMBOL, text) for text in split(previous)]
        names += [(NameKind.SYNONYM, text) for text in split(aliases)]
        names += [(NameKind.DESIGNATION, text) for text in split(alias_names)]
        names += [(NameKind.PREVIOUS_NAME, text) for text in split(previous_names)]
        yield SourceGene(
            HUMAN, authority=hgnc_id, uniprot=split(uniprot), names=tuple(names), papers=len(split(papers))
        )


def read_hgnc_orthologs(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the mouse and rat orthologs that HGNC's curators record."""
    for hgnc_id, mouse, rat in blob.table(["hgnc_id", "mgd_id", "rgd_id"], quoted=True):
        for other in (*split(mouse), *split(rat)):
            tally.read += 1
            yield OrthologPair("HGNC", (hgnc_id,), (other,))


def read_withdrawn(blob: Blob, tally: Tally) -> Iterator[Withdrawn]:
    """Yield withdrawn symbols and entries, with the entry that each one points to."""
    for hgnc_id, symbol, name, status in blob.table(["HGNC ID", "Approved symbol", "Approved name", "Status"]):
        tally.read += 1
        if status == "Approved":
            tally.drop("approved, from the newer set")
            continue
        pointer = _REPLACEMENT.search(name)
        yield Withdrawn(hgnc_id, symbol, pointer[1] if pointer else "")


def read_withdrawn_report(blob: Blob, tally: Tally) -> Iterator[Withdrawn]:
    """Yield HGNC's withdrawn entries, once for each approved gene that one was merged into or split between."""
    for hgnc_id, symbol, merged in blob.table(["HGNC_ID", "WITHDRAWN_SYMBOL", "MERGED_INTO_REPORT*"], quoted=True):
        tally.read += 1
        reports = [_REPORT.match(part.strip()) for part in merged.split(",")]
        targets = [found[1] for found in reports if found]
        if merged.strip() and not targets:
            raise SourceError(f"{blob.where}: {merged[:60]!r} where HGNC_ID|SYMBOL|STATUS was expected")
        for target in targets or [""]:
            yield Withdrawn(hgnc_id, symbol, target)
