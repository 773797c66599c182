"""Tests of the readers of package files: rows yielded, and rows dropped with the reason."""

from __future__ import annotations

import lzma
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest

from genenorm.builder.readers import (
    authority,
    ensembl,
    famplex,
    genbank,
    hgnc,
    homology_tables,
    mirbase,
    ncbi,
    package_tables,
)
from genenorm.builder.source_rows import (
    OrthologPair,
    SourceFile,
    SourceGene,
    Tally,
    WithdrawnEntry,
    parse_biotype,
    parse_number,
)
from genenorm.core.errors import MissingExtraError, SourceError
from genenorm.core.model import Biotype, NameKind
from tests.support.packages import GENBANK, contents, frame, go_index, parquet, source_file, table, transcripts, zipped


def names(gene: SourceGene, kind: NameKind) -> list[str]:
    return [text for found, text in gene.names if found is kind]


def fly_entry(symbol: str, aliases: str, designations: str = "") -> SourceFile:
    fields = f"tax_id=7227, GeneID=1, CurrentID=0, Symbol={symbol!r}, Aliases={aliases!r}, description='', "
    return source_file(f"  1 : NtData({fields}other_designations={designations!r}),\n")


def test_hgnc_keeps_approved_genes() -> None:
    text = contents()["hgnc"].decode() + table("HGNC:1 GONE x y Withdrawn _ _ _ _ _ _")
    tally = Tally()
    first, second = hgnc.read_hgnc_genes(source_file(text), tally)
    assert (first.gene_id, first.authority, first.ensembl, first.uniprot) == (
        2902, "HGNC:4584", ("ENSG00000176884",), ("Q05586",),
    )  # fmt: skip
    assert first.biotype is Biotype.PROTEIN_CODING
    assert names(first, NameKind.SYNONYM) == ["GluN1", "NR1"]
    assert names(first, NameKind.PREVIOUS_SYMBOL) == ["NMDAR1"]
    assert second.symbol == "GRIN2A"
    assert (tally.read, dict(tally.dropped)) == (3, {"not approved": 1})


def test_hgnc_orthologs_name_both_species() -> None:
    pairs = list(hgnc.read_hgnc_orthologs(source_file(contents()["hgnc_2025"]), Tally()))
    assert pairs == [
        OrthologPair("HGNC", ("HGNC:4584",), ("MGI:95819",)),
        OrthologPair("HGNC", ("HGNC:4584",), ("RGD:2736",)),
    ]


def test_withdrawn_symbols_point_to_their_replacement() -> None:
    found = list(hgnc.read_withdrawn_hgnc(source_file(contents()["hgnc_withdrawn"]), Tally()))
    assert found == [WithdrawnEntry("HGNC:6", "OLD1", "HGNC:4584"), WithdrawnEntry("HGNC:7", "GONE1", "")]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("HGNC:HGNC:5", "HGNC:5"), ("MGI:MGI:87853", "MGI:87853"), ("ZFIN:ZDB-GENE-980526-104", "ZDB-GENE-980526-104"),
        ("FLYBASE:FBgn0003449", "FBgn0003449"), ("SGD:S000006369", "S000006369"), ("MIM:138670", ""),
    ],
)  # fmt: skip
def test_gene_info_names_the_authority_id(reference: str, expected: str) -> None:
    header = contents()["gene_info"].decode().splitlines()[0]
    row = f"1\t2\tS\t-\t-\t{reference}|Ensembl:E1\td\tprotein-coding\t-\t-"
    (gene,) = ncbi.read_gene_info(source_file(f"{header}\n{row}\n"), Tally())
    assert (gene.authority, gene.ensembl, gene.full_name) == (expected, ("E1",), "d")


def test_goatools_is_read_as_text_and_its_locus_tag_comes_first() -> None:
    (gene,) = ncbi.read_goatools(fly_entry("Pepck", "CG10924, Dmel_CG17725, CG17725, dPEPCK"), Tally())
    assert names(gene, NameKind.SYSTEMATIC_NAME)[0] == "CG17725"
    assert names(gene, NameKind.SYNONYM) == ["dPEPCK"]


def test_fly_aliases_broken_at_a_quoted_comma_are_dropped_but_primes_are_names() -> None:
    tally = Tally()
    (gene,) = ncbi.read_goatools(fly_entry("snf", "PP2A-B'', Dmel_x, half(a, Dmel\\CG4528, U2B"), tally)
    assert names(gene, NameKind.SYNONYM) == ["PP2A-B''", "U2B"]
    assert tally.dropped["alias broken at a quoted comma"] == 2
    assert names(gene, NameKind.SYSTEMATIC_NAME) == ["CG4528"]


def test_anonymous_markers_are_no_genes() -> None:
    tally = Tally()
    assert list(ncbi.read_goatools(fly_entry("D2Mit242", ""), tally)) == []
    assert tally.dropped == {"anonymous marker": 1}


def test_goatools_code_is_never_run() -> None:
    with pytest.raises(SourceError, match="without Aliases"):
        list(
            ncbi.read_goatools(
                source_file("  1 : NtData(tax_id=1, GeneID=1, CurrentID=0, Symbol='a', Aliases=exit(1)),"), Tally()
            )
        )


def rows(*found: tuple[str | None, ...]) -> SourceFile:
    return source_file(parquet(*found))


def test_rat_synonyms_come_from_the_previous_symbols_and_loc_symbols_are_gene_ids() -> None:
    given = rows(
        (None, "LOC123", "", "", "pseudo", "provisional", "RGD:7", "pseudogene"),
        ("E2", "Grin1", "", "", "x", "provisional", "RGD:598277205", "protein_coding"),
        ("E1", "Grin1", "", "NR1|LOC99", "x", "approved", "RGD:2736", "protein_coding"),
    )
    first, second, third = authority.read_rgd(given, Tally())
    assert (first.authority, first.symbol, names(first, NameKind.SYNONYM)) == ("RGD:2736", "Grin1", ["NR1", "LOC99"])
    assert (second.authority, second.symbol) == ("RGD:598277205", ""), "the approved gene keeps the symbol"
    assert (third.gene_id, third.biotype) == (123, Biotype.PSEUDOGENE)
    (old,) = authority.read_rgd_loc(given, Tally())
    assert (old.authority, old.gene_id) == ("RGD:2736", 99)


def test_fly_gene_types_are_loci_and_its_previous_symbols_are_retired_ids() -> None:
    given = rows(
        ("FBgn2", "a", "Arc|CG13505", "FBgn0034701|x", "CG6741", "approved", "FlyBase:FBgn0000008", "protein_coding")
    )
    (gene,) = authority.read_flybase(given, Tally())
    assert gene.authority == "FBgn0000008"
    assert names(gene, NameKind.SYSTEMATIC_NAME) == ["CG6741", "CG13505"]
    assert gene.retired == ("FBgn0034701",)


def test_worm_sequence_names_are_systematic() -> None:
    given = rows(
        ("W", "aat-1", "F27C8.1|aat-1|AAT", "", "gene", "approved", "WormBase:WBGene00000002", "protein_coding")
    )
    (gene,) = authority.read_wormbase(given, Tally())
    assert gene.names == ((NameKind.SYSTEMATIC_NAME, "F27C8.1"), (NameKind.SYNONYM, "AAT"))


def test_a_parquet_table_without_a_column_is_named() -> None:
    short = source_file(parquet(("E", "A"), columns=("ensembl_id", "symbol")))
    with pytest.raises(SourceError, match="no column 'alias_symbols'; it has: ensembl_id, symbol"):
        list(authority.read_mgi(short, Tally()))


def test_a_missing_pyarrow_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=r"genenorm\[build\]"):
        list(authority.read_mgi(source_file(b""), Tally()))


def test_zebrafish_rows_of_one_gene_are_joined() -> None:
    text = (
        "ZFIN ID\tSymbol\tNCBI Gene ID\tEnsembl ID\nZDB-GENE-1\ta\t5\tE1\nZDB-GENE-1\ta\t5\tE2\nZDB-GENE-2\tb\tLOC7\t\n"
    )
    first, second = authority.read_zfin(source_file(text), Tally())
    assert (first.gene_id, first.ensembl) == (5, ("E1", "E2"))
    assert (second.gene_id, second.ensembl) == (7, ())


@pytest.mark.parametrize(
    ("taxon_id", "identifier", "expected"),
    [
        (7227, "FBGN0001054", "FBgn0001054"), (6239, "WBGENE00000001", "WBGene00000001"), (10116, "2736", "RGD:2736"),
        (559292, "S000006369", "S000006369"), (7227, "Q9VEI3", None), (10090, "PR:1", None),
    ],
)  # fmt: skip
def test_go_indexes_give_authority_ids(taxon_id: int, identifier: str, expected: str | None) -> None:
    found = list(authority.read_go_index(source_file(go_index({identifier: "SYM"})), Tally(), taxon_id))
    assert [gene.authority for gene in found] == ([expected] if expected else [])
    assert all(gene.terms == 2 for gene in found)


def test_ensembl_symbols_of_several_genes_are_dropped() -> None:
    text = "ENSG1,Y_RNA,1,9,x\nENSG2,Y_RNA,1,9,x\nENSG3,A,1,9,lncRNA\nENSG4,ENSG4,1,9,lncRNA\nERCC1,x,1,1,y\n"
    tally = Tally()
    found = list(ensembl.read_ensembl_genes(source_file(text), tally, 9606, "ENSG"))
    assert [gene.symbol for gene in found] == ["", "", "A", ""]
    assert dict(tally.dropped) == {"not a gene of this species": 1}
    (fish,) = ensembl.read_ensembl_genes(source_file("ENSDARG1,TRHDE,1,9,protein_coding\n"), Tally(), 7955, "ENSDARG")
    assert fish.symbol == "", "capitals in zebrafish are the human ortholog's"


def test_only_unambiguous_pairs_of_ensembl_and_gene_ids_count() -> None:
    text = "ensembl_gene_id,entrezgene_id\nE1,1.0\nE2,2\nE2,3\nE4,4\nE5,4\nE6,\n"
    tally = Tally()
    found = list(ensembl.read_biomart_gene_ids(source_file(text), tally, 10090))
    assert [(gene.ensembl, gene.gene_id) for gene in found] == [(("E1",), 1)]
    assert dict(tally.dropped) == {"no GeneID": 1, "several GeneIDs or Ensembl ids": 3}


def test_the_sorted_part_of_an_interest_list_ranks_genes() -> None:
    text = "## prefix: ENSG\n1\t1\t1\t7\tA\talpha%2C beta\n1\t1\t1\t8\tB\t\n"
    first, second = ensembl.read_interest_list(source_file(text), Tally(), 9606, 1)
    assert (first.ensembl, first.full_name, first.rank) == (("ENSG00000000007",), "alpha, beta", 1)
    assert second.rank == 0


def test_names_of_several_genes_are_those_of_a_class() -> None:
    text = "## prefix: WBGene\n" + "".join(
        f"I\t1\t1\t{row}\n" for row in ("7\ta-1\tAxin", "8\tb\tCOLlagen", "9\tc\tCOLlagen", "10\td\t ")
    )
    tally = Tally()
    (gene,) = ensembl.read_names(source_file(text), tally, 6239, 8)
    assert (gene.ensembl, gene.full_name, gene.symbol) == (("WBGene00000007",), "Axin", "")
    assert tally.dropped == {"name of several genes": 2, "no name": 1}


def test_mirbase_has_the_gene_ids_of_one_species_at_a_time() -> None:
    (gene,) = mirbase.read_mirbase(source_file(contents()["mirbase"]), Tally(), 10116)
    assert (gene.taxon_id, gene.symbol, gene.gene_id) == (10116, "Mirlet7a", 100313983)


def test_genbank_has_the_systematic_names_synonyms_and_products_of_yeast_genes() -> None:
    tally = Tally()
    rho, trna = genbank.read_genbank(source_file(contents()["genbank_yeast"]), tally)
    assert (rho.symbol, rho.authority, rho.full_name) == ("RHO1", "S000006369", "Rho family GTPase RHO1")
    assert (names(rho, NameKind.SYSTEMATIC_NAME), names(rho, NameKind.SYNONYM)) == (["YPR165W"], ["RHOS1", "RHOS2"])
    assert names(rho, NameKind.DESIGNATION) == ["Rho family GTPase"]
    assert (trna.symbol, names(trna, NameKind.SYSTEMATIC_NAME)) == ("", ["YNCP0001W"])
    assert trna.biotype is Biotype.NON_CODING_RNA
    assert (tally.read, tally.dropped) == (3, {"no SGD id": 1})


def test_a_product_without_the_symbol_is_no_name_if_several_genes_have_it() -> None:
    rho, twin = GENBANK, GENBANK.replace("RHO1", "RHO2").replace("S000006369", "S000000001")
    found = list(genbank.read_genbank(source_file(zipped({"chr01.gb": twin, "chr16.gb": rho})), Tally()))
    assert [names(gene, NameKind.DESIGNATION) for gene in found] == [[]] * 4


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"text", "not an archive of GenBank files"), (zipped({"a.gb": "LOCUS"}), "no gene with an SGD id")],
)
def test_other_data_than_genbank_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(genbank.read_genbank(source_file(data), Tally()))


def test_a_frame_of_an_old_pandas_is_read_without_pandas() -> None:
    made = source_file(frame({"a": ["x", "y"], "b": [1, 2]}, ["i", "j"]))
    assert package_tables.read_frame(made, ["b", "index", "a"]) == [[1, 2], ["i", "j"], ["x", "y"]]
    with pytest.raises(SourceError, match="no column 'c'; it has: index, a, b"):
        package_tables.read_frame(made, ["c"])


class _Evil:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        import os

        return os.system, ("exit 1",)


@pytest.mark.parametrize("payload", [_Evil(), sys.modules, {"a": 1}, print])
def test_a_pickle_may_use_nothing_but_the_frames_own_classes(payload: object) -> None:
    try:
        data = pickle.dumps(payload)
    except TypeError:
        data = b"\x80\x02cos\nsystem\nX\x06\x00\x00\x00exit 1\x85R."
    with pytest.raises(SourceError, match="not a readable frame"):
        package_tables.read_frame(source_file(lzma.compress(data)), ["a"])


def test_homologene_keeps_the_species_asked_for_and_names_yeast_by_its_strain() -> None:
    tally = Tally()
    found = list(
        package_tables.read_homologene(source_file(contents()["homologene"]), tally, frozenset({9606, 559292}))
    )
    assert [(row.group_id, row.gene.taxon_id, row.gene.gene_id) for row in found] == [
        ("HomoloGene:7187", 9606, 2902), ("HomoloGene:11", 559292, 856),
    ]  # fmt: skip
    assert tally.dropped["other species"] == 4


def test_transcripts_are_of_one_gene_each_and_those_of_refseq_have_no_version() -> None:
    made = transcripts("ENST1 ENSG1 NM_1.4", "ENST2 ENSG1 _", "ENST3 ENSG2 NM_1.5")
    tally = Tally()
    first, second = package_tables.read_transcripts(source_file(made), tally, 9606)
    assert (first.ensembl, first.products) == (("ENSG1",), ("ENST1", "NM_1", "ENST2"))
    assert (second.ensembl, second.products) == (("ENSG2",), ("ENST3", "NM_1"))
    assert tally.read == 2


def test_hgnc_has_accessions_of_transcripts_and_proteins() -> None:
    text = table(
        "hgnc_id refseq_accession", "HGNC:1 NM_000001.2|NG_000001|YP_003024026", "HGNC:2 NM_000002|NM_000002|NR_1",
        "HGNC:3 NM_000003", "HGNC:4 NM_000003", "HGNC:5 _",
    )  # fmt: skip
    tally = Tally()
    found = hgnc.read_hgnc_products(source_file(text), tally, "refseq_accession")
    assert [(gene.authority, *gene.products) for gene in found] == [
        ("HGNC:1", "NM_000001"), ("HGNC:1", "YP_003024026"), ("HGNC:2", "NM_000002"),
    ]  # fmt: skip
    assert (tally.read, dict(tally.dropped)) == (
        8, {"accession of a genomic region, or malformed": 2, "accession of several genes": 2},
    )  # fmt: skip
    (mane,) = hgnc.read_hgnc_products(
        source_file(table("hgnc_id mane_select", "HGNC:1 ENST00000000001.3")), Tally(), "mane_select"
    )
    assert mane.products == ("ENST00000000001",)


def test_a_symbol_that_pandas_read_as_a_missing_value_is_empty() -> None:
    made = frame({"homology_id": [1], "tax_id": [7227], "gene_id": [39571], "gene_symbol": [float("nan")]})
    (row,) = package_tables.read_homologene(source_file(made), Tally(), frozenset({7227}))
    assert row.gene.symbol == ""


def test_orthologs_count_their_evidence() -> None:
    text = "ZFIN ID\tHGNC ID\nZ1\t5\nZ1\t5\nZ2\t\n"
    assert list(homology_tables.read_zfin_orthologs(source_file(text), Tally())) == [
        OrthologPair("ZFIN", ("HGNC:5",), ("Z1",), 2)
    ]


def test_famplex_keeps_names_of_families_and_human_genes() -> None:
    files = contents()
    tallies = (Tally(), Tally(), Tally())
    keys = ("famplex_entities", "famplex_relations", "famplex_grounding_map")
    found = famplex.read_famplex(
        source_file(files[keys[0]]), source_file(files[keys[1]]), source_file(files[keys[2]]), tallies
    )
    assert found.names == (("NMDA receptors", "NMDA_R"),)
    assert found.gene_names == (("zeta1", "GRIN1"),)
    assert tallies[2].dropped["neither a family nor a human gene"] == 1
    assert tallies[1].dropped["not a gene or family of FamPlex"] == 1


def test_a_number_field_with_anything_else_is_refused() -> None:
    assert (parse_number(" 7 ", source_file("")), parse_number("-", source_file(""))) == (7, None)
    with pytest.raises(SourceError, match=r"demo\.whl: demo\.tsv: 'x7' where a number was expected"):
        parse_number("x7", source_file(""))


def test_a_short_row_is_named_by_its_line() -> None:
    with pytest.raises(SourceError, match="line 3: 1 columns, expected 2"):
        list(source_file("a\tb\n1\t2\n3\n").read_columns(["a", "b"]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("protein_coding", Biotype.PROTEIN_CODING), ("protein-coding", Biotype.PROTEIN_CODING),
        ("lincRNA", Biotype.NON_CODING_RNA), ("IG_V_pseudogene", Biotype.PSEUDOGENE),
        ("IG_V_gene", Biotype.GENE_SEGMENT), ("TEC", Biotype.OTHER), ("", Biotype.UNKNOWN),
    ],
)  # fmt: skip
def test_biotypes_fall_into_broad_classes(text: str, kind: Biotype) -> None:
    assert parse_biotype(text) is kind
