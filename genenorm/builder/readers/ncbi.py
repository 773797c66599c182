"""NCBI Gene: its tables of genes, Ensembl ids and retired ids, and the genes as Python literals in goatools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, GroupRow, Name, SourceGene, Tally, Withdrawn, biotype, day, number, split
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import STRAINS

_GENE_INFO = [
    "tax_id", "GeneID", "Symbol", "LocusTag", "Synonyms", "dbXrefs", "description", "type_of_gene",
    "Full_name_from_nomenclature_authority", "Other_designations",
]  # fmt: skip
_GENE2ENSEMBL = ["tax_id", "GeneID", "Ensembl_gene_identifier"]
_GENE_HISTORY = ["tax_id", "GeneID", "Discontinued_GeneID", "Discontinued_Symbol", "Discontinue_Date"]
_ALSO_ENSEMBL = ("FBgn", "WBGene")
"""Ids of authorities whose ids Ensembl has taken over."""
_GOATOOLS = ("tax_id", "GeneID", "CurrentID", "Symbol", "Aliases", "description", "other_designations")
_AUTHORITIES = re.compile(r"^(?:HGNC:|MGI:)?((?:HGNC:|MGI:|ZDB-|WBGene|FBgn|S00)\S+)$")
_ENTRY = re.compile(r"^\s*\d+\s*:\s*NtData\((.*)\),?\s*$")
_FIELD = re.compile(r"(\w+)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+)(?:, |$)")
_LOCUS_TAG = re.compile(r"^(?:Dmel|CELE)_")
_LOCUS = re.compile(r"^(?:Dmel_|Dmel\\)?(C[GR]\d+)$")


def read_gene_info(blob: Blob, tally: Tally, taxon_id: int | None = None) -> Iterator[SourceGene]:
    """Yield the genes of an NCBI ``gene_info`` table, of one species where a taxon is given.

    Genomic regions that are no genes are dropped.
    """
    for row in blob.table(_GENE_INFO):
        tally.read += 1
        if taxon_id is not None and row[0] != str(taxon_id):
            tally.drop("other species or strain")
        elif row[7] == "biological-region":
            tally.drop("biological region")
        elif row[2] == "NEWENTRY":
            tally.drop("placeholder entry")
        else:
            yield _gene_info_row(row, blob)


def _gene_info_row(row: list[str], blob: Blob) -> SourceGene:
    taxon, gene_id, symbol, locus, synonyms, xrefs, description, kind, full_name, others = row
    names: list[Name] = [(NameKind.SYSTEMATIC_NAME, _LOCUS_TAG.sub("", text)) for text in split(locus)]
    names += [
        (NameKind.SYSTEMATIC_NAME, found[1]) if taxon == "7227" and (found := _LOCUS.match(text))
        else (NameKind.SYNONYM, text)
        for text in split(synonyms)
    ]  # fmt: skip
    names += [(NameKind.DESIGNATION, text) for text in split(others)]
    references = split(xrefs)
    authority = _authority(references)
    ensembl = tuple(ref[8:] for ref in references if ref.startswith("Ensembl:"))
    return SourceGene(
        number(taxon, blob) or 0,
        symbol,
        number(gene_id, blob),
        authority,
        ensembl or ((authority,) if authority.startswith(_ALSO_ENSEMBL) else ()),
        biotype=biotype(kind),
        full_name=full_name if full_name != "-" else description if description != "-" else "",
        names=tuple(dict.fromkeys(names)),
        references=len(references),
    )


def read_gene2ensembl(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[SourceGene]:
    """Yield each GeneID with each Ensembl id that NCBI matches to it, for some species of a table of all."""
    seen: set[tuple[str, str]] = set()
    for taxon, gene_id, ensembl in blob.table(_GENE2ENSEMBL, starting=_of(taxa)):
        tally.read += 1
        if (gene_id, ensembl) not in seen and ensembl != "-":
            seen.add((gene_id, ensembl))
            yield SourceGene(int(taxon), gene_id=number(gene_id, blob), ensembl=(ensembl,))


def read_gene_history(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[Withdrawn]:
    """Yield retired GeneIDs with their symbols, replacements and dates, for some species of a table of all."""
    for row in blob.table(_GENE_HISTORY, starting=_of(taxa)):
        tally.read += 1
        taxon, new, old, symbol, date = (text if text != "-" else "" for text in row)
        retired = number(old, blob)
        if retired is None:
            tally.drop("no GeneID")
            continue
        replacement = f"NCBIGene:{number(new, blob)}" if new else ""
        named = "" if symbol == f"LOC{old}" else symbol
        yield Withdrawn(f"NCBIGene:{retired}", named, replacement, STRAINS.get(int(taxon), int(taxon)), day(date, blob))


def read_homologene_data(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[GroupRow]:
    """Yield HomoloGene's groups as NCBI publishes them, restricted to some species."""
    for row in blob.plain(4, delimiter="\t", quoted=False):
        tally.read += 1
        taxon = number(row[1], blob) or 0
        taxon = STRAINS.get(taxon, taxon)
        if taxon in taxa:
            yield GroupRow(f"HomoloGene:{number(row[0], blob)}", SourceGene(taxon, row[3], number(row[2], blob)))
        else:
            tally.drop("other species")


def _of(taxa: frozenset[int]) -> tuple[str, ...]:
    strains = [species for species, strain in STRAINS.items() if strain in taxa]
    return tuple(f"{taxon}\t" for taxon in sorted((*taxa, *strains)))


def _authority(references: tuple[str, ...]) -> str:
    for reference in references:
        # HGNC:HGNC:5 and MGI:MGI:87853, but RGD:2736, ZFIN:ZDB-GENE-…, FLYBASE:FBgn…, SGD:S…, WormBase:WBGene…
        if reference.startswith("RGD:"):
            return reference
        _, _, identifier = reference.partition(":")
        if match := _AUTHORITIES.match(identifier):
            return match[1]
    return ""


def read_goatools(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of goatools' Python file, read as text: each entry is a line of literals, never run."""
    found = False
    for line in blob.text().splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        found = True
        tally.read += 1
        literals = dict(_FIELD.findall(entry[1]))
        if missing := [name for name in _GOATOOLS if name not in literals]:
            raise SourceError(f"{blob.name}: an entry without {', '.join(missing)}")
        fields = {name: str(ast.literal_eval(literals[name])) for name in _GOATOOLS}
        if fields["CurrentID"] != "0":
            tally.drop("replaced GeneID")
            continue
        yield _from_goatools(fields, tally)
    if not found:
        raise SourceError(f"{blob.name}: no line of the form 'GeneID : NtData(...)'")


def _from_goatools(fields: dict[str, str], tally: Tally) -> SourceGene:
    fly = fields["tax_id"] == "7227"
    loci: list[Name] = []
    names: list[Name] = []
    for text in (fields["Symbol"], *fields["Aliases"].split(", ")):
        locus = _LOCUS.match(text) if fly else None
        if locus:
            # the locus tag, Dmel_CG…, goes first: the others may belong to neighbours
            loci.insert(0 if text.startswith("Dmel_") else len(loci), (NameKind.SYSTEMATIC_NAME, locus[1]))
        elif fly and _broken(text):
            tally.drop("alias broken at a quoted comma")
        elif text and text != fields["Symbol"]:
            names.append((NameKind.SYNONYM, text))
    names += [(NameKind.DESIGNATION, text) for text in split(fields["other_designations"])]
    return SourceGene(
        int(fields["tax_id"]),
        fields["Symbol"],
        int(fields["GeneID"]),
        full_name=fields["description"],
        names=(*dict.fromkeys(loci), *names),
    )


def _broken(alias: str) -> bool:
    """Tell aliases that a quoted comma broke; '' at the end of a fly name is legitimate."""
    body = alias[:-2] if alias.endswith("''") else alias
    return alias.startswith("Dmel_") or "\\" in alias or '"' in body or body.count("(") != body.count(")")
