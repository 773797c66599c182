"""Readers of RGD's tables of rat genes and of retired ids."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import (
    Name,
    SourceFile,
    SourceGene,
    Tally,
    WithdrawnEntry,
    parse_biotype,
    parse_date,
    parse_number,
    split_list,
)
from genenorm.core.model import NameKind
from genenorm.core.taxa import RAT

_GENES = [
    "GENE_RGD_ID", "SYMBOL", "NAME", "CURATED_REF_PUBMED_ID", "NCBI_GENE_ID", "UNIPROT_ID", "OLD_SYMBOL", "OLD_NAME",
    "NOMENCLATURE_STATUS", "GENE_TYPE", "ENSEMBL_ID",
]  # fmt: skip
_OBSOLETE = [
    "SPECIES", "OLD_GENE_RGD_ID", "OLD_GENE_SYMBOL", "NEW_GENE_RGD_ID", "NEW_GENE_STATUS", "DATE_DISCONTINUED",
]  # fmt: skip


def read_rgd_genes(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the rat genes of ``GENES_RAT.txt``.

    Genes with another symbol than ``LOC<GeneID>`` come first, then approved before provisional and older before newer
    ones. So the better established of two genes gets an Ensembl id or a symbol that both have.
    """
    rows = [(_precedence(row, file), parse_number(_first(row[4]), file), row) for row in file.read_columns(_GENES)]
    rows.sort(key=lambda item: item[0])
    taken: set[str] = set()
    for _, gene_id, row in rows:
        rgd, symbol, name, papers, _entrez, uniprot, olds, old_names, _status, kind, ensembl = row
        tally.read += 1
        if symbol in taken:
            tally.drop("symbol of a better established gene (row kept without it)")
            symbol = ""
        taken.add(symbol)
        names: list[Name] = [(NameKind.SYNONYM, text) for text in split_list(olds, ";")]
        names += [(NameKind.PREVIOUS_NAME, text) for text in split_list(old_names, ";")]
        yield SourceGene(
            RAT,
            symbol,
            gene_id,
            f"RGD:{rgd}",
            tuple(text for text in split_list(ensembl, ";") if text.startswith("ENSRNOG")),
            split_list(uniprot, ";"),
            parse_biotype(kind),
            name,
            tuple(names),
            papers=len(split_list(papers, ";")),
        )


def read_obsolete_rgd_ids(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield the retired and withdrawn rat genes, each with the active gene that replaces it if there is one."""
    for species, old, symbol, new, status, date in file.read_columns(_OBSOLETE):
        tally.read += 1
        if species.strip().lower() != "rat":
            tally.drop("other species")
            continue
        retired, current = parse_number(old, file), parse_number(new, file)
        replacement = f"RGD:{current}" if current and status.strip().upper() == "ACTIVE" else ""
        yield WithdrawnEntry(f"RGD:{retired}", symbol.strip(), replacement, RAT, parse_date(date, file))


def _precedence(row: list[str], file: SourceFile) -> tuple[bool, bool, int]:
    return row[1].startswith("LOC"), row[8].strip().upper() != "APPROVED", parse_number(row[0], file) or 0


def _first(text: str) -> str:
    return text.partition(";")[0]
