"""Readers of NCBI Gene's tables of genes, Ensembl ids, retired ids and groups, and of its genes in goatools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from genenorm.builder.source_rows import (
    GroupRow,
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
from genenorm.core.authorities import authority_of, index_form
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.core.taxa import STRAINS

_GENE_INFO = [
    "tax_id", "GeneID", "Symbol", "LocusTag", "Synonyms", "dbXrefs", "description", "type_of_gene",
    "Full_name_from_nomenclature_authority", "Other_designations",
]  # fmt: skip
_GENE2ENSEMBL = ["tax_id", "GeneID", "Ensembl_gene_identifier"]
_GENE_HISTORY = ["tax_id", "GeneID", "Discontinued_GeneID", "Discontinued_Symbol", "Discontinue_Date"]
_GOATOOLS = ("tax_id", "GeneID", "CurrentID", "Symbol", "Aliases", "description", "other_designations")
_ENTRY = re.compile(r"^\s*\d+\s*:\s*NtData\((.*)\),?\s*$")
_FIELD = re.compile(r"(\w+)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+)(?:, |$)")
_MARKER = re.compile(r"D\w+Mit\d+[.\d]*")
_LOCUS_TAG = re.compile(r"^(?:Dmel|CELE)_")
_LOCUS = re.compile(r"^(?:Dmel_|Dmel\\)?(C[GR]\d+)$")


def read_gene_info(
    file: SourceFile, tally: Tally, taxon_id: int | None = None, *, authority_prefix: str = ""
) -> Iterator[SourceGene]:
    """Yield the genes of an NCBI ``gene_info`` table, only those of ``taxon_id`` where it is given.

    Genomic regions that are not genes are dropped. ``authority_prefix`` is the beginning of the identifiers of an
    authority that genenorm does not know.
    """
    for row in file.read_columns(_GENE_INFO):
        tally.read += 1
        if taxon_id is not None and row[0] != str(taxon_id):
            tally.drop("other species or strain")
        elif row[7] == "biological-region":
            tally.drop("biological region")
        elif row[2] == "NEWENTRY":
            tally.drop("placeholder entry")
        else:
            yield _gene_info_row(row, file, authority_prefix)


def _gene_info_row(row: list[str], file: SourceFile, authority_prefix: str) -> SourceGene:
    taxon, gene_id, symbol, locus, synonyms, xrefs, description, kind, full_name, others = row
    names: list[Name] = [(NameKind.SYSTEMATIC_NAME, _LOCUS_TAG.sub("", text)) for text in split_list(locus)]
    names += [
        (NameKind.SYSTEMATIC_NAME, found[1]) if taxon == "7227" and (found := _LOCUS.match(text))
        else (NameKind.SYNONYM, text)
        for text in split_list(synonyms)
    ]  # fmt: skip
    names += [(NameKind.DESIGNATION, text) for text in split_list(others)]
    references = split_list(xrefs)
    authority_id = _authority_id(references, authority_prefix)
    authority = authority_of(authority_id)
    ensembl = tuple(ref[8:] for ref in references if ref.startswith("Ensembl:"))
    return SourceGene(
        parse_number(taxon, file) or 0,
        symbol,
        parse_number(gene_id, file),
        authority_id,
        ensembl or ((authority_id,) if authority and authority.is_shared_with_ensembl else ()),
        biotype=parse_biotype(kind),
        full_name=full_name if full_name != "-" else description if description != "-" else "",
        names=tuple(dict.fromkeys(names)),
        references=len(references),
    )


def read_gene2ensembl(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[SourceGene]:
    """Yield each GeneID with each Ensembl id that NCBI matches to it, for the species ``taxa``."""
    seen: set[tuple[str, str]] = set()
    for taxon, gene_id, ensembl in file.read_columns(_GENE2ENSEMBL, prefixes=_line_prefixes(taxa)):
        tally.read += 1
        if (gene_id, ensembl) not in seen and ensembl != "-":
            seen.add((gene_id, ensembl))
            yield SourceGene(int(taxon), gene_id=parse_number(gene_id, file), ensembl=(ensembl,))


def read_gene_history(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[WithdrawnEntry]:
    """Yield retired GeneIDs with their symbols, replacements and dates, for the species ``taxa``."""
    for row in file.read_columns(_GENE_HISTORY, prefixes=_line_prefixes(taxa)):
        tally.read += 1
        taxon, new, old, symbol, date = (text if text != "-" else "" for text in row)
        retired = parse_number(old, file)
        if retired is None:
            tally.drop("no GeneID")
            continue
        replacement = f"NCBIGene:{parse_number(new, file)}" if new else ""
        named = "" if symbol == f"LOC{old}" else symbol
        yield WithdrawnEntry(
            f"NCBIGene:{retired}", named, replacement, STRAINS.get(int(taxon), int(taxon)), parse_date(date, file)
        )


def read_homologene_data(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[GroupRow]:
    """Yield the members of HomoloGene's groups in NCBI's table, for the species ``taxa``."""
    for row in file.read_headerless(4, delimiter="\t", quoted=False):
        tally.read += 1
        taxon = parse_number(row[1], file) or 0
        taxon = STRAINS.get(taxon, taxon)
        if taxon in taxa:
            yield GroupRow(
                f"HomoloGene:{parse_number(row[0], file)}", SourceGene(taxon, row[3], parse_number(row[2], file))
            )
        else:
            tally.drop("other species")


def _line_prefixes(taxa: frozenset[int]) -> tuple[str, ...]:
    strains = [species for species, strain in STRAINS.items() if strain in taxa]
    return tuple(f"{taxon}\t" for taxon in sorted((*taxa, *strains)))


def _authority_id(references: tuple[str, ...], prefix: str) -> str:
    for reference in references:
        # HGNC:HGNC:5 and MGI:MGI:87853, but RGD:2736, ZFIN:ZDB-GENE-…, FLYBASE:FBgn…, SGD:S…, WormBase:WBGene…
        identifier = index_form(reference)
        if authority_of(identifier):
            return identifier
    known = (text for reference in references for text in (reference.partition(":")[2], reference))
    return next((text for text in known if prefix and text.startswith(prefix)), "")


def read_goatools(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes in a Python file of goatools, which has one on each line; the file is parsed and never run."""
    found = False
    for line in file.text().splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        found = True
        tally.read += 1
        literals = dict(_FIELD.findall(entry[1]))
        if missing := [name for name in _GOATOOLS if name not in literals]:
            raise SourceError(f"{file.name}: an entry without {', '.join(missing)}")
        if _MARKER.fullmatch(ast.literal_eval(literals["Symbol"])):
            tally.drop("anonymous marker")
            continue
        fields = {name: str(ast.literal_eval(literals[name])) for name in _GOATOOLS}
        if fields["CurrentID"] != "0":
            tally.drop("replaced GeneID")
            continue
        yield _from_goatools(fields, tally)
    if not found:
        raise SourceError(f"{file.name}: no line of the form 'GeneID : NtData(...)'")


def _from_goatools(fields: dict[str, str], tally: Tally) -> SourceGene:
    fly = fields["tax_id"] == "7227"
    loci: list[Name] = []
    names: list[Name] = []
    for text in (fields["Symbol"], *fields["Aliases"].split(", ")):
        locus = _LOCUS.match(text) if fly else None
        if locus:
            # the locus tag, Dmel_CG…, comes first: the others may belong to neighbouring genes
            loci.insert(0 if text.startswith("Dmel_") else len(loci), (NameKind.SYSTEMATIC_NAME, locus[1]))
        elif fly and _is_broken(text):
            tally.drop("alias broken at a quoted comma")
        elif text and text != fields["Symbol"]:
            names.append((NameKind.SYNONYM, text))
    names += [(NameKind.DESIGNATION, text) for text in split_list(fields["other_designations"])]
    return SourceGene(
        int(fields["tax_id"]),
        fields["Symbol"],
        int(fields["GeneID"]),
        full_name=fields["description"],
        names=(*dict.fromkeys(loci), *names),
    )


def _is_broken(alias: str) -> bool:
    """Return whether an alias was cut at a quoted comma; '' at the end of a fly name is correct."""
    body = alias[:-2] if alias.endswith("''") else alias
    return alias.startswith("Dmel_") or "\\" in alias or '"' in body or body.count("(") != body.count(")")
