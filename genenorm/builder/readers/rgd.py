"""RGD's tables of rat genes: ``GENES_RAT.txt`` and the ids that RGD retired."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, Name, SourceGene, Tally, Withdrawn, biotype, day, number, split
from genenorm.core.model import NameKind
from genenorm.core.taxa import RAT

_GENES = [
    "GENE_RGD_ID", "SYMBOL", "NAME", "CURATED_REF_PUBMED_ID", "NCBI_GENE_ID", "UNIPROT_ID", "OLD_SYMBOL", "OLD_NAME",
    "NOMENCLATURE_STATUS", "GENE_TYPE", "ENSEMBL_ID",
]  # fmt: skip
_OBSOLETE = [
    "SPECIES", "OLD_GENE_RGD_ID", "OLD_GENE_SYMBOL", "NEW_GENE_RGD_ID", "NEW_GENE_STATUS", "DATE_DISCONTINUED",
]  # fmt: skip


def read_genes(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield RGD's rat genes; lists are separated by semicolons.

    Genes with a name of their own come before ``LOC<GeneID>`` ones, approved before provisional and older before newer
    ones, so that the first gets what both claim: an Ensembl id or a symbol.
    """
    rows = [(_standing(row, blob), number(_first(row[4]), blob), row) for row in blob.table(_GENES)]
    rows.sort(key=lambda item: item[0])
    taken: set[str] = set()
    for _, gene_id, row in rows:
        rgd, symbol, name, papers, _entrez, uniprot, olds, old_names, _status, kind, ensembl = row
        tally.read += 1
        if symbol in taken:
            tally.drop("symbol of a better established gene (row kept without it)")
            symbol = ""
        taken.add(symbol)
        names: list[Name] = [(NameKind.SYNONYM, text) for text in split(olds, ";")]
        names += [(NameKind.PREVIOUS_NAME, text) for text in split(old_names, ";")]
        yield SourceGene(
            RAT,
            symbol,
            gene_id,
            f"RGD:{rgd}",
            tuple(text for text in split(ensembl, ";") if text.startswith("ENSRNOG")),
            split(uniprot, ";"),
            biotype(kind),
            name,
            tuple(names),
            papers=len(split(papers, ";")),
        )


def read_obsolete(blob: Blob, tally: Tally) -> Iterator[Withdrawn]:
    """Yield the rat genes that RGD retired or withdrew, with the active gene that replaces each."""
    for species, old, symbol, new, status, date in blob.table(_OBSOLETE):
        tally.read += 1
        if species.strip().lower() != "rat":
            tally.drop("other species")
            continue
        retired, current = number(old, blob), number(new, blob)
        replacement = f"RGD:{current}" if current and status.strip().upper() == "ACTIVE" else ""
        yield Withdrawn(f"RGD:{retired}", symbol.strip(), replacement, RAT, day(date, blob))


def _standing(row: list[str], blob: Blob) -> tuple[bool, bool, int]:
    return row[1].startswith("LOC"), row[8].strip().upper() != "APPROVED", number(row[0], blob) or 0


def _first(text: str) -> str:
    return text.partition(";")[0]
