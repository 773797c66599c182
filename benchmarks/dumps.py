"""Dumps of full size in the authorities' formats, generated from the shipped index: for timing a build, nothing else.

Genes and names are the index's, folded, so that their numbers and lengths are real. What the index has no room for is
filled in: regions that are no genes, other organisms' rows in the tables that NCBI and FlyBase publish for all of them,
retired ids.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from genenorm.builder.profiles.official_plan import SPECIES
from genenorm.builder.sources.dump_list import Dump, load_dumps
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import decode_posting

REGIONS = 128_000
"""NCBI's human table holds this many genomic regions."""
RETIRED = 120_000
"""Retired GeneIDs for each species."""
FOREIGN = 12_000_000
"""Rows of other organisms in each of NCBI's tables for all of them."""
FOREIGN_FLIES = 900_000
_FIRST_INVENTED, _RETIRED_FROM = 500_000_000, 1_500_000_000
_SHORT = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)
_XREFS = {9606: "HGNC:", 10090: "MGI:", 10116: "", 7227: "FLYBASE:", 7955: "ZFIN:", 6239: "WormBase:", 559292: "SGD:"}
_PREFIXES = {7227: "FB:", 7955: "ZFIN:", 6239: "WB:", 559292: "SGD:"}
_TYPES = {
    Biotype.PROTEIN_CODING: "protein-coding", Biotype.NON_CODING_RNA: "ncRNA", Biotype.PSEUDOGENE: "pseudo",
    Biotype.GENE_SEGMENT: "other", Biotype.OTHER: "other", Biotype.UNKNOWN: "unknown",
}  # fmt: skip
Row = Sequence[str]
Names = dict[int, list[tuple[NameKind, str]]]
"""The names of a gene by its row number."""


def write_dumps(reference: Reference, folder: Path, *, foreign: int = FOREIGN) -> int:
    """Write the dumps into a folder and return how many bytes they have; ``foreign`` rows stand for other organisms."""
    names = _names(reference)
    genes = {taxon_id: list(reference.genes(taxon_id)) for taxon_id in SPECIES}
    dumps = {dump.key: dump for dump in load_dumps()}
    for taxon_id, name in SPECIES.items():
        _write(
            folder, dumps[f"gene_info_{name}"], _gene_info(genes[taxon_id], names, REGIONS if name == "human" else 0)
        )
    for key, rows in _shared(reference, genes, foreign):
        _write(folder, dumps[key], rows)
    for key, rows in _authorities(genes, names, foreign):
        _write(folder, dumps[key], rows)
    return sum(path.stat().st_size for path in folder.iterdir())


def _write(folder: Path, dump: Dump, rows: Iterable[Row]) -> None:
    path = folder / dump.file.replace("{release}", "WS298" if dump.key.startswith("worm") else "2025_04")
    separator = "," if dump.key == "wormbase" else "\t"
    with gzip.open(path, "wt", compresslevel=1) if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        if dump.headed:
            file.write("#" * dump.key.startswith("gene") + "\t".join(dump.columns) + "\n")
        file.writelines(f"{separator.join(row)}\n" for row in rows)


def _gene_id(gene: Gene) -> str:
    return str(gene.gene_id if gene.gene_id is not None else _FIRST_INVENTED + gene.key)


def _texts(gene: Gene, names: Names, kinds: Sequence[NameKind]) -> str:
    return "|".join(dict.fromkeys(text for kind, text in names.get(gene.key, ()) if kind in kinds))


def _names(reference: Reference) -> Names:
    names: Names = {}
    for key, words in reference.names():
        for word in words:
            posting = decode_posting(word)
            if posting.kind not in (NameKind.FAMILY, NameKind.FAMILY_NAME):
                names.setdefault(posting.target, []).append((posting.kind, key))
    return names


def _gene_info(genes: list[Gene], names: Names, regions: int) -> Iterator[Row]:
    for gene in genes:
        links = [_XREFS[gene.taxon_id] + gene.authority_id] if gene.authority_id else []
        links += [f"Ensembl:{gene.ensembl_id}"] if gene.ensembl_id else []
        yield (
            str(gene.taxon_id), _gene_id(gene), gene.symbol or f"LOC{_gene_id(gene)}", "-",
            _texts(gene, names, _SHORT) or "-", "|".join(links) or "-", gene.name or "-", _TYPES[gene.biotype],
            gene.name or "-", _texts(gene, names, (NameKind.DESIGNATION, NameKind.PREVIOUS_NAME)) or "-", "20251101",
        )  # fmt: skip
    for number in range(regions):
        region = f"LOC{2 * _FIRST_INVENTED + number}"
        yield "9606", region[3:], region, "-", "-", "-", "a region", "biological-region", "-", "-", "20251101"


def _shared(reference: Reference, genes: dict[int, list[Gene]], foreign: int) -> Iterator[tuple[str, Iterable[Row]]]:
    everyone = [gene for found in genes.values() for gene in found]
    first = {taxon_id: _gene_id(found[0]) for taxon_id, found in genes.items()}
    yield "gene_history", _followed(
        ([str(taxon), first[taxon], str(_RETIRED_FROM + place * RETIRED + number), f"OLD{number}X", "20190304"]
         for place, taxon in enumerate(genes) for number in range(RETIRED)),
        ["9913", "-", "100847001", "LOC100847001", "20150101"], foreign,
    )  # fmt: skip
    yield "gene2ensembl", _followed(
        ([str(gene.taxon_id), _gene_id(gene), gene.ensembl_id] for gene in everyone if gene.ensembl_id),
        ["9913", "281001", "ENSBTAG00000000001"], foreign,
    )  # fmt: skip
    yield "gene_orthologs", _followed(
        (["9606", _gene_id(human), "Ortholog", str(other.taxon_id), _gene_id(other)]
         for human, other in _pairs(reference)),
        ["9606", "2902", "Ortholog", "9913", "281001"], foreign,
    )  # fmt: skip
    yield (
        "homologene",
        (
            [group.removeprefix("HomoloGene:"), str(gene.taxon_id), str(gene.gene_id), gene.symbol]
            for gene in everyone
            if gene.gene_id and (group := reference.group_id(gene.group)).startswith("HomoloGene:")
        ),
    )
    yield "alliance", (
        [_curie(one), one.symbol, f"NCBITaxon:{one.taxon_id}", _curie(two), two.symbol, f"NCBITaxon:{two.taxon_id}",
         "OMA|PANTHER|InParanoid", "3", "12", "Yes", "Yes"]
        for _ in range(8) for human, other in _pairs(reference) for one, two in ((human, other), (other, human))
    )  # fmt: skip
    yield "hcop", (
        [str(other.taxon_id), _gene_id(human), human.ensembl_id, human.authority_id, human.symbol, _gene_id(other),
         other.ensembl_id, other.authority_id, other.symbol, "Ensembl,EggNOG,OMA,Panther"]
        for _ in range(12) for human, other in _pairs(reference)
    )  # fmt: skip


def _curie(gene: Gene) -> str:
    return f"{_PREFIXES.get(gene.taxon_id, '')}{gene.authority_id}"


def _followed(rows: Iterable[Row], filler: Row, count: int) -> Iterator[Row]:
    yield from rows
    yield from (filler for _ in range(count))


def _pairs(reference: Reference) -> Iterator[tuple[Gene, Gene]]:
    for human in reference.genes(9606):
        if human.group is not None:
            others = (reference.gene(member.gene) for member in reference.group(human.group).members)
            yield from ((human, other) for other in others if other.taxon_id != human.taxon_id)


def _authorities(genes: dict[int, list[Gene]], names: Names, foreign: int) -> Iterator[tuple[str, Iterable[Row]]]:
    def own(taxon_id: int) -> Iterator[tuple[Gene, str]]:
        return ((gene, _texts(gene, names, _SHORT)) for gene in genes[taxon_id] if gene.authority_id)

    yield "hgnc", (
        [gene.authority_id, gene.symbol, gene.name, "protein-coding gene", "Approved", texts, "", "", "", "2025-10-01",
         _gene_id(gene), gene.ensembl_id, "", "1|2", "", ""]
        for gene, texts in own(9606)
    )  # fmt: skip
    yield (
        "mgi",
        (
            [gene.authority_id, gene.symbol, "O", gene.name, "Gene", "protein coding gene", texts]
            for gene, texts in own(10090)
        ),
    )
    yield (
        "mgi_entrez",
        (
            [gene.authority_id, gene.symbol, "O", gene.name, "", "1", "Gene", "", _gene_id(gene), texts, ""]
            for gene, texts in own(10090)
        ),
    )
    yield (
        "mgi_ensembl",
        ([gene.authority_id, gene.symbol, gene.name, "", "1", gene.ensembl_id] for gene, _ in own(10090)),
    )
    yield "rgd", (
        [gene.authority_id[4:], gene.symbol, gene.name, "1;2", _gene_id(gene), "", texts.replace("|", ";"), "",
         "APPROVED", "protein-coding", gene.ensembl_id]
        for gene, texts in own(10116)
    )  # fmt: skip
    yield "flybase", _followed(
        ([gene.authority_id, "Dmel", gene.symbol, gene.name, "", texts] for gene, texts in own(7227)),
        ["FBgn0191000", "Dsim", "Dsim\\Akt", "", "", "Akt|GD19437"], min(foreign, FOREIGN_FLIES),
    )  # fmt: skip
    yield "flybase_annotation", ([gene.symbol, "Dmel", gene.authority_id, "", "", ""] for gene, _ in own(7227))
    yield (
        "flybase_links",
        ([gene.symbol, "Dmel", gene.authority_id, "", _gene_id(gene)] for gene, _ in own(7227) for _ in range(40)),
    )
    yield "flybase_products", (
        ["Dmel", "protein_coding_gene", gene.authority_id, gene.symbol, gene.name, ""]
        for gene, _ in own(7227) for _ in range(2)
    )  # fmt: skip
    yield "zfin", ([gene.authority_id, gene.symbol, gene.name, "GENE", "SO:0001217"] for gene, _ in own(7955))
    yield (
        "zfin_aliases",
        ([gene.authority_id, gene.name, gene.symbol, text] for gene, texts in own(7955) for text in texts.split("|")),
    )
    yield "zfin_entrez", ([gene.authority_id, "", gene.symbol, _gene_id(gene)] for gene, _ in own(7955))
    yield "zfin_ensembl", ([gene.authority_id, "", gene.symbol, gene.ensembl_id] for gene, _ in own(7955))
    yield (
        "wormbase",
        (["6239", gene.authority_id, gene.symbol.replace(",", "."), "", "Live", "gene"] for gene, _ in own(6239)),
    )
    yield (
        "wormbase_others",
        ([gene.authority_id, "Live", "", gene.symbol, *texts.split("|")] for gene, texts in own(6239)),
    )
    yield (
        "sgd",
        (
            [gene.authority_id, "ORF", "Verified", gene.symbol, gene.symbol, texts, "", ""]
            for gene, texts in own(559292)
        ),
    )
