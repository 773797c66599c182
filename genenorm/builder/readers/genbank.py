"""Reader of the yeast genes in GenBank's flat files of the chromosomes, which a package has in a zip archive."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally
from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import YEAST

_GENE_FEATURES = {
    "CDS": Biotype.PROTEIN_CODING, "tRNA": Biotype.NON_CODING_RNA, "rRNA": Biotype.NON_CODING_RNA,
    "ncRNA": Biotype.NON_CODING_RNA,
}  # fmt: skip
"""The features that have a gene's SGD id, with the type of gene that each of them is."""
Qualifiers = list[tuple[str, str]]


def read_genbank(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes with their SGD ids, systematic names, symbols, synonyms and products.

    A product ends with the symbol (``pyruvate kinase CDC19``); the text before it is a further name if only one gene
    has it. Raises SourceError when the file is not an archive of such files.
    """
    genes = [gene for text in _flat_files(file) for gene in _genes(text, tally)]
    if not genes:
        raise SourceError(f"{file.name}: no gene with an SGD id in its .gb files")
    uses = Counter(_without_symbol(gene) for gene in genes)
    for gene in genes:
        name = _without_symbol(gene)
        is_own = name and uses[name] == 1
        yield replace(gene, names=(*gene.names, (NameKind.DESIGNATION, name))) if is_own else gene


def _flat_files(file: SourceFile) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".gb"):
                    yield archive.read(name).decode("ascii")
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise SourceError(f"{file.name}: not an archive of GenBank files ({error})") from error


def _genes(text: str, tally: Tally) -> Iterator[SourceGene]:
    for feature, qualifiers in _features(text):
        biotype = _GENE_FEATURES.get(feature)
        values = dict(reversed(qualifiers))  # of repeated qualifiers the first
        locus = values.get("locus_tag", "")
        ids = [value.removeprefix("SGD:") for key, value in qualifiers if key == "db_xref" and value.startswith("SGD:")]
        if biotype is None or not locus:
            continue
        tally.read += 1
        if not ids:
            tally.drop("no SGD id")
            continue
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, locus)]
        synonyms = values.get("gene_synonym", "").split(";")
        names += [(NameKind.SYNONYM, text) for synonym in synonyms if (text := synonym.strip())]
        yield SourceGene(
            YEAST,
            values.get("gene", ""),
            authority=ids[0],
            biotype=Biotype.PSEUDOGENE if {"pseudo", "pseudogene"} & values.keys() else biotype,
            full_name=values.get("product", ""),
            names=tuple(names),
        )


def _features(text: str) -> Iterator[tuple[str, Qualifiers]]:
    """Yield the key of each feature with its qualifiers, whose lines are joined by spaces.

    Keys of features begin in column 6, qualifiers in column 22 with a slash.
    """
    _, _, table = text.partition("\nFEATURES ")
    key, qualifiers = "", list[tuple[str, str]]()
    for line in table.partition("\nORIGIN")[0].splitlines()[1:]:
        if line[5:6].strip():
            if key:
                yield key, _unquoted(qualifiers)
            key, qualifiers = line[5:21].strip(), []
        elif line[21:22] == "/":
            name, _, value = line[22:].partition("=")
            qualifiers.append((name, value))
        elif qualifiers:
            name, value = qualifiers[-1]
            qualifiers[-1] = name, f"{value} {line[21:].strip()}"
    if key:
        yield key, _unquoted(qualifiers)


def _unquoted(qualifiers: Qualifiers) -> Qualifiers:
    return [(name, value.strip().strip('"').strip()) for name, value in qualifiers]


def _without_symbol(gene: SourceGene) -> str:
    symbol = gene.symbol or next(text for _, text in gene.names)
    return gene.full_name.removesuffix(symbol).strip() if gene.full_name.endswith(f" {symbol}") else ""
