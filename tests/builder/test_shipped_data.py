"""Tests of the shipped index: invariants, coverage, and agreement with official dumps where these exist."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from genenorm.builder.merge.name_postings import KIND_RANK
from genenorm.builder.sources.pins import load_pinned_files, load_species
from genenorm.core.model import NameKind
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.ortholog_pairs import Pairs
from genenorm.index.reference import Reference
from genenorm.index.schema import (
    COUNTING_SOURCES,
    GROUP_IDS,
    HOMOLOGY_SOURCES,
    KIND_BY_CODE,
    SCHEMA_VERSION,
    UNDATED,
    kind_of,
    target_of,
    unpack,
)
from genenorm.index.sqlite_export import export_sqlite
from genenorm.text.keys import Key, fold
from tests.support.unmeasured import unmeasured

DUMPS = Path(__file__).resolve().parents[3] / "shared" / "dumps"
FAMILY_KINDS = {NameKind.FAMILY.value, NameKind.FAMILY_NAME.value}
RETIRED = NameKind.RETIRED_SYMBOL.value

# numbers of genes, with GeneID, with Ensembl id, with homology group, in the first merge of the same packages
FIRST_JOIN = {
    "human": (100_637, 65_375, 79_260, 18_989),
    "mouse": (119_907, 73_137, 78_318, 20_930),
    "rat": (80_679, 45_082, 60_642, 19_343),
    "fly": (19_171, 13_914, 19_171, 8_413),
    "zebrafish": (30_613, 23_369, 26_663, 16_124),
    "worm": (49_552, 6_575, 49_552, 6_575),
    "yeast": (7_098, 4_579, 0, 4_579),
}
GENES, GENE_IDS, ENSEMBL, GROUPED = range(4)
BELOW = {
    ("human", GENE_IDS): (65_200, "GeneIDs of extinct humans, and those that HGNC has replaced since, are of no gene"),
    ("mouse", GENES): (101_300, "the source of the other GeneIDs is under the GPL and left out"),
    ("mouse", GENE_IDS): (30_400, "the source of the other GeneIDs is under the GPL and left out"),
    ("rat", GENES): (78_300, "ids that RGD or a shared symbol gives to one gene make one gene here"),
    ("rat", ENSEMBL): (56_900, "several Ensembl ids of one gene: one is primary, the others are in the table of ids"),
    ("fly", GENE_IDS): (13_910, "GeneIDs of genes that have been split since 2016 are given to none of the parts"),
    ("fly", GROUPED): (6_550, "a group needs a second member among the seven species"),
    ("yeast", GENES): (6_900, "genes that were there under an old and a new symbol are one"),
    ("yeast", GROUPED): (2_040, "a group needs a second member among the seven species"),
}
"""Numbers that are lower on purpose: the least number, and the reason."""


@pytest.fixture(scope="module")
def sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file = tmp_path_factory.mktemp("shipped") / "index.sqlite"
    with Reference.open(SHIPPED_INDEX) as reference, unmeasured():
        export_sqlite(reference, file)
    connection = sqlite3.connect(file)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def gene_count(sql: sqlite3.Connection) -> int:
    (count,) = sql.execute("SELECT count(*) FROM genes").fetchone()
    return int(count)


def test_rows_of_genes_are_numbered_without_gaps(sql: sqlite3.Connection, gene_count: int) -> None:
    assert sql.execute("SELECT min(key), max(key) FROM genes").fetchone() == (1, gene_count)
    assert gene_count < 1 << 20


@pytest.mark.parametrize("column", ["gene_id", "ensembl, taxon_id", "authority, taxon_id"])
def test_no_two_genes_share_an_identifier(column: str, sql: sqlite3.Connection) -> None:
    first = column.split(",")[0]
    query = f"SELECT {column}, count(*) FROM genes WHERE {first} IS NOT NULL GROUP BY {column} HAVING count(*) > 1"
    assert sql.execute(query).fetchall() == []


def test_every_posting_points_to_a_gene_or_family(sql: sqlite3.Connection, gene_count: int) -> None:
    (families,) = sql.execute("SELECT count(*) FROM families").fetchone()
    for key, blob in sql.execute("SELECT key, postings FROM names"):
        words = unpack(blob)
        assert words, f"{key} has no posting"
        for word in words:
            kind, target = kind_of(word).value, target_of(word)
            assert kind in KIND_BY_CODE
            most = families if kind in FAMILY_KINDS else gene_count
            assert (0 if kind == RETIRED else 1) <= target <= most, key


def test_postings_have_the_strongest_kind_first_and_no_repetition(sql: sqlite3.Connection) -> None:
    place = {kind.value: rank for kind, rank in KIND_RANK.items()}
    for key, blob in sql.execute("SELECT key, postings FROM names"):
        words = unpack(blob)
        if len(words) > 1:
            kinds = [place[kind_of(word).value] for word in words]
            assert kinds == sorted(kinds), key
            assert len(set(words)) == len(words), key


def test_keys_are_folded(sql: sqlite3.Connection) -> None:
    for (key,) in sql.execute("SELECT key FROM names"):
        assert fold(key) == key


def test_no_name_has_too_many_postings(sql: sqlite3.Connection) -> None:
    longest = max(len(blob) // 4 for (blob,) in sql.execute("SELECT postings FROM names"))
    assert longest <= 120


def test_every_group_has_two_members_and_each_knows_its_group(sql: sqlite3.Connection) -> None:
    grouped = dict(sql.execute("SELECT key, grp FROM genes WHERE grp IS NOT NULL"))
    seen: Counter[int] = Counter()
    for key, group_id, blob in sql.execute("SELECT key, group_id, members FROM groups"):
        members = unpack(blob)
        assert len(members) >= 2, group_id
        for word in members:
            assert grouped[target_of(word)] == key, group_id
            assert 0 < word & 0xFFF < 1 << len(HOMOLOGY_SOURCES), "a member without a source"
            seen[target_of(word)] += 1
    assert set(seen) == set(grouped)
    assert set(seen.values()) == {1}


def test_group_ids_are_unique_and_name_their_source(sql: sqlite3.Connection) -> None:
    ids = [GROUP_IDS.decode(group_id) for (group_id,) in sql.execute("SELECT group_id FROM groups")]
    assert len(set(ids)) == len(ids)
    assert {group_id.split(":")[0] for group_id in ids} == {"HomoloGene", "HGNC"}


def test_pairs_are_in_the_order_of_the_index_without_repetition(sql: sqlite3.Connection) -> None:
    species = dict(sql.execute("SELECT key, taxon_id FROM genes"))
    for taxon, other_taxon, source, *columns in sql.execute("SELECT * FROM pairs"):
        pairs = Pairs.of_columns(source, *columns)
        assert source in HOMOLOGY_SOURCES
        found = [(gene, other) for gene in dict.fromkeys(pairs.first) for other, _ in pairs.others(gene)]
        assert len(set(found)) == len(found) == len(pairs) > 0
        assert {(species[gene], species[other]) for gene, other in found} == {(taxon, other_taxon)}
        assert all(gene < other for gene, other in found)
        if source in COUNTING_SOURCES:
            counts = [support for gene in dict.fromkeys(pairs.first) for _, support in pairs.others(gene)]
            assert all(0 < support.methods <= support.compared for support in counts)


def test_families_have_human_members(sql: sqlite3.Connection) -> None:
    (last_human,) = sql.execute("SELECT max(key) FROM genes WHERE taxon_id = 9606").fetchone()
    for family_id, blob in sql.execute("SELECT family_id, members FROM families"):
        members = list(unpack(blob))
        assert members, family_id
        assert len(set(members)) == len(members)
        assert all(1 <= key <= last_human for key in members)


def test_other_ids_point_to_genes_and_are_not_primary_ids(sql: sqlite3.Connection, gene_count: int) -> None:
    for key, gene, retired in sql.execute("SELECT key, gene, retired FROM ids"):
        assert (0 if retired else 1) <= gene <= gene_count, key
        assert retired in (0, UNDATED) or 19900101 <= retired <= 20991231, key
    query = "SELECT ensembl FROM genes WHERE taxon_id = 9606 AND ensembl IS NOT NULL"
    primary = {f"ENSG{number:011d}" for (number,) in sql.execute(query)}
    assert len(primary) > 70_000
    others = {key for (key,) in sql.execute("SELECT key FROM ids WHERE key GLOB 'ENSG*'")}
    assert others
    assert not primary & others


def test_genes_are_sorted_by_species_in_the_order_of_the_index(sql: sqlite3.Connection, reference: Reference) -> None:
    expected = [entry.taxon.taxon_id for entry in load_species()[1]]
    query = "SELECT taxon_id FROM genes GROUP BY taxon_id ORDER BY min(key)"
    assert [taxon for (taxon,) in sql.execute(query)] == expected
    assert list(reference.taxa) == expected
    spans = sql.execute("SELECT count(*), max(key) - min(key) + 1 FROM genes GROUP BY taxon_id").fetchall()
    assert all(count == span for count, span in spans)


@pytest.mark.parametrize("species", FIRST_JOIN)
def test_coverage_is_not_below_the_first_join(species: str, reference: Reference) -> None:
    found = {row.taxon.common: row[1:] for row in reference.coverage()}[species]
    for column, (have, expected) in enumerate(zip(found, FIRST_JOIN[species], strict=True)):
        least, reason = BELOW.get((species, column), (expected, "no reason"))
        assert have >= least, f"{species}, column {column}: {have} of {expected} ({reason})"


def test_every_exception_of_the_coverage_is_still_needed(reference: Reference) -> None:
    found = {row.taxon.common: row[1:] for row in reference.coverage()}
    for species, column in BELOW:
        assert found[species][column] < FIRST_JOIN[species][column], f"{species}, column {column}: drop the exception"


def test_rat_ensembl_ids_that_lead_to_a_gene_are_not_below_the_first_join(sql: sqlite3.Connection) -> None:
    (primary,) = sql.execute("SELECT count(ensembl) FROM genes WHERE taxon_id = 10116").fetchone()
    (others,) = sql.execute("SELECT count(*) FROM ids WHERE key GLOB 'ENSRNOG*'").fetchone()
    assert primary + others >= FIRST_JOIN["rat"][ENSEMBL]


def test_the_index_is_small_enough_to_ship() -> None:
    data = SHIPPED_INDEX.read_bytes()
    assert len(data) <= 70_000_000
    packer = zlib.compressobj(6)
    packed = sum(len(packer.compress(data[start : start + (1 << 20)])) for start in range(0, len(data), 1 << 20))
    assert packed + len(packer.flush()) <= 25_000_000


def test_the_index_names_its_sources_as_pinned(reference: Reference) -> None:
    assert reference.meta["schema"] == str(SCHEMA_VERSION)
    assert reference.meta["build_date"] == load_species()[0]
    pinned = load_pinned_files()
    recorded = json.loads(reference.meta["sources"])
    assert {source["key"] for source in recorded} == set(pinned)
    for source in recorded:
        pin = pinned[source["key"]].pin
        assert (source["package"], source["version"], source["sha256"]) == (pin.name, pin.version, pin.sha256)
        assert source["read"] >= source["kept"] > 0
    assert len(reference.meta["content_hash"]) == 64


KNOWN = [
    ("GRIN1", 9606, 2902), ("Grin1", 10090, 14810), ("Nmdar1", 7227, 40665), ("Pgm2", 10090, 66681),
    ("p62", 9606, 8878), ("IL-1β", 9606, 3553), ("PPARγ", 9606, 5468), ("SEPT2", 9606, 4735),
    ("h", 7227, 38995), ("Dl", 7227, 42313),
    ("PSD-95", 9606, 1742), ("Akt", 7227, 41957), ("Timm23", 10116, 54312), ("na", 7227, 45338),
]  # fmt: skip


@pytest.mark.parametrize(("name", "taxon_id", "gene_id"), KNOWN)
def test_well_known_names_reach_their_gene(name: str, taxon_id: int, gene_id: int, reference: Reference) -> None:
    key = fold(name)
    assert key is not None
    gene = reference.gene_by_id(gene_id)
    assert gene is not None
    assert gene.taxon_id == taxon_id
    assert gene.key in {target_of(word) for word in reference.postings(key)}


def test_a_fly_gene_without_a_gene_id_has_its_flybase_id(reference: Reference) -> None:
    gene = reference.gene_by_authority("FBgn0001054")
    assert gene is not None
    assert gene.gene_id is None
    assert gene.key in {target_of(word) for word in reference.postings(Key("fs3kar"))}


PRODUCTS = {
    "ENST00000371561": 2902, "ENST00000269305": 7157, "NM_007327": 2902, "NM_000546": 7157, "NR_001564": 7503,
    "YP_003024026": 4535, "ENSMUST00000114307": 14810, "NM_008169": 14810,
}  # fmt: skip


@pytest.mark.parametrize("accession", PRODUCTS)
def test_transcripts_and_proteins_reach_their_gene(accession: str, reference: Reference) -> None:
    found = reference.gene_by_other_id(accession)
    assert found is not None
    assert found.gene is not None
    assert (found.gene.gene_id, found.retired) == (PRODUCTS[accession], 0)


@pytest.mark.parametrize(("start", "least"), [("ENST", 249_000), ("ENSMUST", 140_000), ("N", 85_000), ("X", 6_000)])
def test_the_index_has_transcripts_of_each_form(start: str, least: int, reference: Reference) -> None:
    assert sum(1 for _ in reference.secondary_ids(start)) >= least


DUMP_FILES = {
    9606: ("Homo_sapiens", "HGNC:HGNC:", "HGNC:"),
    10090: ("Mus_musculus", "MGI:MGI:", "MGI:"),
    7227: ("Drosophila_melanogaster", "FLYBASE:FBgn", "FBgn"),
    7955: ("Danio_rerio", "ZFIN:", ""),
    559292: ("Saccharomyces_cerevisiae", "SGD:S", "S"),
}


@cache
def dump(taxon_id: int) -> dict[str, int]:
    """Return the GeneIDs by authority id in NCBI's own table."""
    stem, prefix, written = DUMP_FILES[taxon_id]
    path = DUMPS / f"{stem}.gene_info.gz"
    if not path.is_file():
        pytest.skip(f"no dump {path.name} in shared/dumps next to the project")
    found: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t", 6)
            if len(fields) == 7 and fields[1].isdigit():
                for reference in fields[5].split("|"):
                    if reference.startswith(prefix):
                        found[written + reference[len(prefix) :]] = int(fields[1])
    return found


@pytest.mark.parametrize("taxon_id", DUMP_FILES)
def test_gene_ids_agree_with_ncbi_for_99_of_100(taxon_id: int, sql: sqlite3.Connection) -> None:
    official = dump(taxon_id)
    authority = next(entry.authority for entry in load_species()[1] if entry.taxon.taxon_id == taxon_id)
    query = "SELECT authority, gene_id FROM genes WHERE taxon_id = ? AND authority IS NOT NULL AND gene_id IS NOT NULL"
    pairs = [(official.get(authority.decode(stored)), gene_id) for stored, gene_id in sql.execute(query, (taxon_id,))]
    both = [(theirs, ours) for theirs, ours in pairs if theirs is not None]
    assert len(both) > 4_000
    assert sum(theirs == ours for theirs, ours in both) / len(both) >= 0.99


@pytest.mark.parametrize(("taxon_id", "share"), [(9606, 1.0), (10116, 1.0), (10090, 0.8), (7227, 0.86)])
def test_the_index_has_the_genes_of_figures_under_their_symbols(
    taxon_id: int, share: float, corpus: Path, reference: Reference
) -> None:
    found: list[bool] = []
    for path in sorted((corpus / "pfocr" / "tables").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines, delimiter="\t") if int(row["organism_id"]) == taxon_id]
        found += [_known(reference, int(row["ncbigene_id"]), row["ncbigene_symbol"]) for row in rows]
    assert found
    assert sum(found) / len(found) >= share


def _known(reference: Reference, gene_id: int, symbol: str) -> bool:
    gene, key = reference.gene_by_id(gene_id), fold(symbol)
    return gene is not None and key is not None and gene.key in {target_of(word) for word in reference.postings(key)}
