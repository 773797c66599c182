"""NCBI Gene: the ``gene_info`` table, and the same data as a Python literal in goatools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from genenorm.build.rows import Blob, Name, SourceGene, Tally, biotype, number, split
from genenorm.errors import SourceError
from genenorm.model import NameKind

_GENE_INFO = [
    "tax_id", "GeneID", "Symbol", "LocusTag", "Synonyms", "dbXrefs", "description", "type_of_gene",
    "Full_name_from_nomenclature_authority", "Other_designations",
]  # fmt: skip
_GOATOOLS = ("tax_id", "GeneID", "CurrentID", "Symbol", "Aliases", "description", "other_designations")
_AUTHORITIES = re.compile(r"^(?:HGNC:|MGI:)?((?:HGNC:|MGI:|ZDB-|WBGene|FBgn|S00)\S+)$")
_ENTRY = re.compile(r"^\s*\d+\s*:\s*NtData\((.*)\),?\s*$")
_FIELD = re.compile(r"(\w+)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+)(?:, |$)")
_LOCUS = re.compile(r"^(?:Dmel_|Dmel\\)?(C[GR]\d+)$")


def read_gene_info(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of an NCBI ``gene_info`` table; genomic regions that are no genes are dropped."""
    for row in blob.table(_GENE_INFO):
        taxon, gene_id, symbol, locus, synonyms, xrefs, description, kind, full_name, others = row
        tally.read += 1
        if kind == "biological-region":
            tally.drop("biological region")
            continue
        if symbol == "NEWENTRY":
            tally.drop("placeholder entry")
            continue
        names: list[Name] = [(NameKind.SYNONYM, text) for text in split(synonyms)]
        names += [(NameKind.SYSTEMATIC_NAME, text) for text in split(locus)]
        names += [(NameKind.DESIGNATION, text) for text in split(others)]
        references = split(xrefs)
        yield SourceGene(
            int(taxon),
            symbol,
            number(gene_id, blob),
            _authority(references),
            tuple(ref[8:] for ref in references if ref.startswith("Ensembl:")),
            biotype=biotype(kind),
            full_name=full_name if full_name != "-" else description if description != "-" else "",
            names=tuple(names),
        )


def _authority(references: tuple[str, ...]) -> str:
    for reference in references:
        # HGNC:HGNC:5 and MGI:MGI:87853, but ZFIN:ZDB-GENE-…, FLYBASE:FBgn…, SGD:S…, WormBase:WBGene…
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
