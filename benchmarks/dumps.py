"""Dumps of full size in the authorities' formats, generated from the shipped index, to measure the time of a build.

Genes and names are those of the index, with folded names, so that their numbers and lengths are realistic. Content that
the index does not have is made up: regions that are not genes, rows of other organisms in the tables that NCBI and
FlyBase publish for all organisms, and retired ids.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from genenorm import Reference
from genenorm.builder.profiles.official_plan import DUMP_SPECIES
from genenorm.builder.sources.dump_list import Dump, load_dumps
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.schema import decode_posting

REGION_ROWS = 128_000
"""Genomic regions in NCBI's human table."""
RETIRED_IDS = 120_000
"""Retired GeneIDs for each species."""
OTHER_ORGANISM_ROWS = 12_000_000
"""Rows of other organisms in each of NCBI's tables for all organisms."""
OTHER_FLY_ROWS = 900_000
"""Rows of other species in FlyBase's table of names."""
_FIRST_MADE_UP_ID, _FIRST_RETIRED_ID = 500_000_000, 1_500_000_000
_SHORT_KINDS = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)
_XREFS = {9606: "HGNC:", 10090: "MGI:", 10116: "", 7227: "FLYBASE:", 7955: "ZFIN:", 6239: "WormBase:", 559292: "SGD:"}
_PREFIXES = {7227: "FB:", 7955: "ZFIN:", 6239: "WB:", 559292: "SGD:"}
_TYPES = {
    Biotype.PROTEIN_CODING: "protein-coding", Biotype.NON_CODING_RNA: "ncRNA", Biotype.PSEUDOGENE: "pseudo",
    Biotype.GENE_SEGMENT: "other", Biotype.OTHER: "other", Biotype.UNKNOWN: "unknown",
}  # fmt: skip
Row = Sequence[str]
NamesByGene = dict[int, list[tuple[NameKind, str]]]
"""The names of each gene, by its key in the index."""
NamedGenes = list[tuple[Gene, str]]
"""Genes with their synonyms and previous symbols, joined by ``|``."""
Tables = dict[str, Iterable[Row]]
"""The rows of dumps, by the key of the dump."""


def write_dumps(reference: Reference, folder: Path, *, other_rows: int = OTHER_ORGANISM_ROWS) -> int:
    """Write the dumps into a folder and return their size in bytes.

    ``other_rows`` is the number of rows of other organisms in each table that has them.
    """
    names = _read_names(reference)
    genes = {taxon_id: list(reference.genes(taxon_id)) for taxon_id in DUMP_SPECIES}
    dumps = {dump.key: dump for dump in load_dumps()}
    tables: Tables = {
        f"gene_info_{name}": _gene_info(genes[taxon_id], names, REGION_ROWS if name == "human" else 0)
        for taxon_id, name in DUMP_SPECIES.items()
    }
    tables |= _shared_tables(reference, genes, other_rows)
    tables |= _authority_tables(genes, names, other_rows)
    for key, rows in tables.items():
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
    return str(gene.gene_id if gene.gene_id is not None else _FIRST_MADE_UP_ID + gene.key)


def _joined(gene: Gene, names: NamesByGene, kinds: Sequence[NameKind]) -> str:
    return "|".join(dict.fromkeys(text for kind, text in names.get(gene.key, ()) if kind in kinds))


def _read_names(reference: Reference) -> NamesByGene:
    names: NamesByGene = {}
    for key, words in reference.names():
        for word in words:
            posting = decode_posting(word)
            if posting.kind not in (NameKind.FAMILY, NameKind.FAMILY_NAME):
                names.setdefault(posting.target, []).append((posting.kind, key))
    return names


def _gene_info(genes: list[Gene], names: NamesByGene, regions: int) -> Iterator[Row]:
    for gene in genes:
        links = [_XREFS[gene.taxon_id] + gene.authority_id] if gene.authority_id else []
        links += [f"Ensembl:{gene.ensembl_id}"] if gene.ensembl_id else []
        yield (
            str(gene.taxon_id), _gene_id(gene), gene.symbol or f"LOC{_gene_id(gene)}", "-",
            _joined(gene, names, _SHORT_KINDS) or "-", "|".join(links) or "-", gene.name or "-", _TYPES[gene.biotype],
            gene.name or "-", _joined(gene, names, (NameKind.DESIGNATION, NameKind.PREVIOUS_NAME)) or "-", "20251101",
        )  # fmt: skip
    for number in range(regions):
        region = f"LOC{2 * _FIRST_MADE_UP_ID + number}"
        yield "9606", region[3:], region, "-", "-", "-", "a region", "biological-region", "-", "-", "20251101"


def _shared_tables(reference: Reference, genes: dict[int, list[Gene]], other_rows: int) -> Tables:
    """Return the tables that have rows of all species."""
    all_genes = [gene for found in genes.values() for gene in found]
    first = {taxon_id: _gene_id(found[0]) for taxon_id, found in genes.items()}
    return {
        "gene_history": _with_filler(
            ([str(taxon_id), first[taxon_id], str(_FIRST_RETIRED_ID + place * RETIRED_IDS + number), f"OLD{number}X",
              "20190304"] for place, taxon_id in enumerate(genes) for number in range(RETIRED_IDS)),
            ["9913", "-", "100847001", "LOC100847001", "20150101"], other_rows,
        ),
        "gene2ensembl": _with_filler(
            ([str(gene.taxon_id), _gene_id(gene), gene.ensembl_id] for gene in all_genes if gene.ensembl_id),
            ["9913", "281001", "ENSBTAG00000000001"], other_rows,
        ),
        "gene_orthologs": _with_filler(
            (["9606", _gene_id(human), "Ortholog", str(other.taxon_id), _gene_id(other)]
             for human, other in _pairs(reference)),
            ["9606", "2902", "Ortholog", "9913", "281001"], other_rows,
        ),
        "homologene": (
            [group.removeprefix("HomoloGene:"), str(gene.taxon_id), str(gene.gene_id), gene.symbol]
            for gene in all_genes
            if gene.gene_id and (group := reference.group_id(gene.group)).startswith("HomoloGene:")
        ),
        "alliance": (
            [_curie(one), one.symbol, f"NCBITaxon:{one.taxon_id}", _curie(two), two.symbol, f"NCBITaxon:{two.taxon_id}",
             "OMA|PANTHER|InParanoid", "3", "12", "Yes", "Yes"]
            for _ in range(8) for human, other in _pairs(reference) for one, two in ((human, other), (other, human))
        ),
        "hcop": (
            [str(other.taxon_id), _gene_id(human), human.ensembl_id, human.authority_id, human.symbol, _gene_id(other),
             other.ensembl_id, other.authority_id, other.symbol, "Ensembl,EggNOG,OMA,Panther"]
            for _ in range(12) for human, other in _pairs(reference)
        ),
    }  # fmt: skip


def _curie(gene: Gene) -> str:
    return f"{_PREFIXES.get(gene.taxon_id, '')}{gene.authority_id}"


def _with_filler(rows: Iterable[Row], filler: Row, count: int) -> Iterator[Row]:
    yield from rows
    yield from (filler for _ in range(count))


def _pairs(reference: Reference) -> Iterator[tuple[Gene, Gene]]:
    for human in reference.genes(9606):
        if human.group is not None:
            others = (reference.gene(member.gene) for member in reference.group(human.group).members)
            yield from ((human, other) for other in others if other.taxon_id != human.taxon_id)


def _authority_tables(genes: dict[int, list[Gene]], names: NamesByGene, other_rows: int) -> Tables:
    """Return the tables of the nomenclature authorities, each with the genes of its species."""
    named = {
        taxon_id: [(gene, _joined(gene, names, _SHORT_KINDS)) for gene in found if gene.authority_id]
        for taxon_id, found in genes.items()
    }
    return {
        **_human_tables(named[9606]),
        **_mouse_tables(named[10090]),
        **_rat_tables(named[10116]),
        **_fly_tables(named[7227], min(other_rows, OTHER_FLY_ROWS)),
        **_zebrafish_tables(named[7955]),
        **_worm_tables(named[6239]),
        **_yeast_tables(named[559292]),
    }


def _human_tables(genes: NamedGenes) -> Tables:
    return {
        "hgnc": (
            [gene.authority_id, gene.symbol, gene.name, "protein-coding gene", "Approved", synonyms, "", "", "",
             "2025-10-01", _gene_id(gene), gene.ensembl_id, "", "1|2", "", ""]
            for gene, synonyms in genes
        ),
    }  # fmt: skip


def _mouse_tables(genes: NamedGenes) -> Tables:
    return {
        "mgi": (
            [gene.authority_id, gene.symbol, "O", gene.name, "Gene", "protein coding gene", synonyms]
            for gene, synonyms in genes
        ),
        "mgi_entrez": (
            [gene.authority_id, gene.symbol, "O", gene.name, "", "1", "Gene", "", _gene_id(gene), synonyms, ""]
            for gene, synonyms in genes
        ),
        "mgi_ensembl": ([gene.authority_id, gene.symbol, gene.name, "", "1", gene.ensembl_id] for gene, _ in genes),
    }


def _rat_tables(genes: NamedGenes) -> Tables:
    return {
        "rgd": (
            [gene.authority_id[4:], gene.symbol, gene.name, "1;2", _gene_id(gene), "", synonyms.replace("|", ";"), "",
             "APPROVED", "protein-coding", gene.ensembl_id]
            for gene, synonyms in genes
        ),
    }  # fmt: skip


def _fly_tables(genes: NamedGenes, other_rows: int) -> Tables:
    return {
        "flybase": _with_filler(
            ([gene.authority_id, "Dmel", gene.symbol, gene.name, "", synonyms] for gene, synonyms in genes),
            ["FBgn0191000", "Dsim", "Dsim\\Akt", "", "", "Akt|GD19437"],
            other_rows,
        ),
        "flybase_annotation": ([gene.symbol, "Dmel", gene.authority_id, "", "", ""] for gene, _ in genes),
        "flybase_links": (
            [gene.symbol, "Dmel", gene.authority_id, "", _gene_id(gene)] for gene, _ in genes for _ in range(40)
        ),
        "flybase_products": (
            ["Dmel", "protein_coding_gene", gene.authority_id, gene.symbol, gene.name, ""]
            for gene, _ in genes
            for _ in range(2)
        ),
    }


def _zebrafish_tables(genes: NamedGenes) -> Tables:
    return {
        "zfin": ([gene.authority_id, gene.symbol, gene.name, "GENE", "SO:0001217"] for gene, _ in genes),
        "zfin_aliases": (
            [gene.authority_id, gene.name, gene.symbol, synonym]
            for gene, synonyms in genes
            for synonym in synonyms.split("|")
        ),
        "zfin_entrez": ([gene.authority_id, "", gene.symbol, _gene_id(gene)] for gene, _ in genes),
        "zfin_ensembl": ([gene.authority_id, "", gene.symbol, gene.ensembl_id] for gene, _ in genes),
    }


def _worm_tables(genes: NamedGenes) -> Tables:
    return {
        "wormbase": (
            ["6239", gene.authority_id, gene.symbol.replace(",", "."), "", "Live", "gene"] for gene, _ in genes
        ),
        "wormbase_others": (
            [gene.authority_id, "Live", "", gene.symbol, *synonyms.split("|")] for gene, synonyms in genes
        ),
    }


def _yeast_tables(genes: NamedGenes) -> Tables:
    return {
        "sgd": (
            [gene.authority_id, "ORF", "Verified", gene.symbol, gene.symbol, synonyms, "", ""]
            for gene, synonyms in genes
        ),
    }
