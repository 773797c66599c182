"""Tests of the readers of the authorities' dumps on slices of real files: rows yielded, dropped and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from genenorm.builder.readers import flybase, hgnc, mgi, ncbi, rgd, sgd, wormbase, zfin
from genenorm.builder.source_rows import OrthologPair, SourceFile, SourceGene, Tally, WithdrawnEntry
from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind

SLICES = Path(__file__).parents[2] / "fixtures" / "dumps"
TAXA = frozenset({9606, 10090, 10116, 7227, 7955, 6239, 559292})
SYNONYM, SYSTEMATIC = NameKind.SYNONYM, NameKind.SYSTEMATIC_NAME


def slice_of(name: str) -> SourceFile:
    return SourceFile(name, path=SLICES / name)


def genes(read: Callable[[SourceFile, Tally], Iterator[SourceGene]], name: str) -> tuple[list[SourceGene], Tally]:
    tally = Tally()
    return list(read(slice_of(name), tally)), tally


def names(gene: SourceGene, kind: NameKind) -> list[str]:
    return [text for found, text in gene.names if found is kind]


# -- NCBI ------------------------------------------------------------------------------------------------------------


def test_gene_info_keeps_the_genes_of_one_species() -> None:
    found, tally = genes(partial(ncbi.read_gene_info, taxon_id=9606), "Homo_sapiens.gene_info")
    assert [gene.symbol for gene in found] == ["GRIN1", "GRIN2A", "AKT1", "HLA-DRB4", "LOC105378000"]
    assert dict(tally.dropped) == {
        "biological region": 1, "placeholder entry": 1, "other species or strain": 1,
    }  # fmt: skip
    assert found[3].ensembl == ("ENSG00000227357", "ENSG00000227826"), "a gene may have several Ensembl ids"
    assert (found[0].authority, found[0].references) == ("HGNC:4584", 4)
    assert (found[4].authority, found[4].ensembl, found[4].references) == ("", (), 0)


@pytest.mark.parametrize(
    ("taxon", "file", "authority", "ensembl"),
    [
        (10090, "Mus_musculus", "MGI:95819", "ENSMUSG00000026959"),
        (10116, "Rattus_norvegicus", "RGD:2736", "ENSRNOG00000011726"),
        (7227, "Drosophila_melanogaster", "FBgn0010399", "FBgn0010399"),
        (7955, "Danio_rerio", "ZDB-GENE-051202-1", "ENSDARG00000027828"),
        (6239, "Caenorhabditis_elegans", "WBGene00000102", "WBGene00000102"),
    ],
)
def test_gene_info_names_the_authority_and_ensembl_in_their_own_form(
    taxon: int, file: str, authority: str, ensembl: str
) -> None:
    found, _ = genes(partial(ncbi.read_gene_info, taxon_id=taxon), f"{file}.gene_info")
    assert (found[0].authority, found[0].ensembl) == (authority, (ensembl,))


def test_gene_info_may_begin_with_a_comment_and_name_the_species_of_a_strain() -> None:
    found, tally = genes(partial(ncbi.read_gene_info, taxon_id=559292), "Saccharomyces_cerevisiae.gene_info")
    assert [(gene.symbol, gene.authority, names(gene, SYSTEMATIC)) for gene in found] == [
        ("ACT1", "S000001855", ["YFL039C"])
    ]
    assert tally.dropped["other species or strain"] == 1


def test_locus_tags_lose_their_prefix() -> None:
    fly, _ = genes(partial(ncbi.read_gene_info, taxon_id=7227), "Drosophila_melanogaster.gene_info")
    assert names(fly[0], SYSTEMATIC) == ["CG2902"]
    worm, _ = genes(partial(ncbi.read_gene_info, taxon_id=6239), "Caenorhabditis_elegans.gene_info")
    assert names(worm[0], SYSTEMATIC) == ["C12D8.10"]


def test_gene2ensembl_is_read_once_per_pair_for_the_given_species() -> None:
    found, tally = genes(partial(ncbi.read_gene2ensembl, taxa=TAXA), "gene2ensembl")
    assert [(gene.taxon_id, gene.gene_id, gene.ensembl) for gene in found] == [
        (7227, 40665, ("FBgn0010399",)),
        (9606, 2902, ("ENSG00000176884",)),
        (9606, 3126, ("ENSG00000231021",)),
        (10090, 14810, ("ENSMUSG00000026959",)),
        (10116, 24408, ("ENSRNOG00000011726",)),
        (10116, 24185, ("ENSRNOG00000028629",)),
    ]
    assert tally.read == 7, "rows of other species are not counted"


def test_gene_history_gives_replacement_and_date() -> None:
    found = list(ncbi.read_gene_history(slice_of("gene_history"), Tally(), TAXA))
    assert found[:3] == [
        WithdrawnEntry("NCBIGene:999000001", "NMDARX", "NCBIGene:2902", 9606, 20190304),
        WithdrawnEntry("NCBIGene:999000002", "", "NCBIGene:999000001", 9606, 20080516),
        WithdrawnEntry("NCBIGene:999000003", "GONE9", "", 9606, 20200105),
    ]
    assert found[-1] == WithdrawnEntry("NCBIGene:999000006", "ACTX", "NCBIGene:850504", 559292, 20010926)
    assert len(found) == 6


def test_homologene_is_restricted_to_the_species() -> None:
    tally = Tally()
    rows = list(ncbi.read_homologene_data(slice_of("homologene.data"), tally, TAXA))
    assert [(row.group_id, row.gene.taxon_id, row.gene.gene_id) for row in rows][:2] == [
        ("HomoloGene:7187", 9606, 2902), ("HomoloGene:7187", 10090, 14810),
    ]  # fmt: skip
    assert dict(tally.dropped) == {"other species": 1}


# -- human, mouse, rat -----------------------------------------------------------------------------------------------


def test_the_complete_set_is_read_with_and_without_quotes() -> None:
    found, _ = genes(hgnc.read_hgnc_genes, "hgnc_complete_set.txt")
    assert [names(gene, SYNONYM) for gene in found[:2]] == [["GluN1", "NR1"], ["GluN2A", "NR2A"]]
    more, _ = genes(hgnc.read_hgnc_names, "hgnc_complete_set.txt")
    assert (more[0].papers, names(more[0], NameKind.PREVIOUS_NAME)) == (
        2, ["glutamate receptor, ionotropic, N-methyl D-aspartate 1"],
    )  # fmt: skip


def test_merged_and_split_hgnc_entries_have_a_row_for_each_replacing_gene() -> None:
    assert list(hgnc.read_withdrawn_hgnc_report(slice_of("withdrawn.txt"), Tally())) == [
        WithdrawnEntry("HGNC:1531", "CBBM", "HGNC:4206"),
        WithdrawnEntry("HGNC:1531", "CBBM", "HGNC:9936"),
        WithdrawnEntry("HGNC:440", "ALPPL1", ""),
        WithdrawnEntry("HGNC:392", "AKT1X", "HGNC:391"),
    ]


def test_mouse_markers_that_are_not_genes_are_dropped() -> None:
    found, tally = genes(mgi.read_mgi_markers, "MRK_List2.rpt")
    assert [(gene.symbol, gene.biotype) for gene in found] == [
        ("Grin1", Biotype.PROTEIN_CODING), ("Grin2a", Biotype.PROTEIN_CODING), ("Rhob", Biotype.PROTEIN_CODING),
        ("Rpl21-ps1", Biotype.PSEUDOGENE),
    ]  # fmt: skip
    assert dict(tally.dropped) == {"not a gene": 2}


def test_the_table_of_mgi_gene_ids_has_retired_mgi_ids() -> None:
    found, tally = genes(mgi.read_mgi_gene_ids, "MGI_EntrezGene.rpt")
    assert [(gene.authority, gene.gene_id, gene.retired) for gene in found] == [
        ("MGI:95819", 14810, ("MGI:2136540", "MGI:3605610")), ("MGI:107949", 11852, ()),
    ]  # fmt: skip
    assert dict(tally.dropped) == {"withdrawn": 2, "not a gene": 1}


def test_withdrawn_mouse_symbols_point_to_a_symbol() -> None:
    assert list(mgi.read_withdrawn_mgi_markers(slice_of("MGI_EntrezGene.rpt"), Tally())) == [
        WithdrawnEntry("", "Rhobx", "Rhob", 10090), WithdrawnEntry("", "Zzgone", "", 10090),
    ]  # fmt: skip


def test_mgi_ensembl_ids_are_those_of_genes() -> None:
    found, _ = genes(mgi.read_mgi_ensembl_ids, "MRK_ENSEMBL.rpt")
    assert [gene.ensembl for gene in found] == [("ENSMUSG00000026959",), ("ENSMUSG00000059003",)]


def test_rat_lists_are_split_at_semicolons_and_the_better_established_gene_comes_first() -> None:
    found, tally = genes(rgd.read_rgd_genes, "GENES_RAT.txt")
    assert [(gene.authority, gene.symbol) for gene in found] == [
        ("RGD:2081", "Akt1"), ("RGD:2736", "Grin1"), ("RGD:14694837", ""), ("RGD:150429756", "LOC100911545"),
    ]  # fmt: skip
    grin1 = found[1]
    assert (grin1.gene_id, grin1.papers, grin1.uniprot) == (24408, 2, ("P35439", "A0A0G2JVI9"))
    assert grin1.ensembl == ("ENSRNOG00000061847", "ENSRNOG00000011726")
    assert names(grin1, SYNONYM) == ["GluN1", "LOC24408", "NMDAR1", "NR1"]
    assert list(tally.dropped) == ["symbol of a better established gene (row kept without it)"]


def test_obsolete_rat_ids_have_a_date_or_none() -> None:
    assert list(rgd.read_obsolete_rgd_ids(slice_of("GENES_OBSOLETE_IDS.txt"), Tally())) == [
        WithdrawnEntry("RGD:1560991", "Nmdaz", "RGD:2736", 10116, 20141002),
        WithdrawnEntry("RGD:1560992", "Nowhere1", "", 10116, 0),
    ]


# -- fly -------------------------------------------------------------------------------------------------------------


def test_only_fly_genes_are_kept_with_cg_numbers_as_systematic_names() -> None:
    found, tally = genes(flybase.read_flybase_names, "fb_synonym_fb_2025_04.tsv")
    assert [gene.symbol for gene in found] == ["Nmdar1", "Akt", "Pepck1", "ar", "CG13895"]
    assert names(found[0], SYSTEMATIC) == ["CG2902"]
    assert names(found[0], SYNONYM) == ["NR1", "Nmdar", "dNR1"]
    assert (found[0].full_name, names(found[0], NameKind.DESIGNATION)) == (
        "NMDA receptor 1", ["NMDA receptor", "dNMDAR1"],
    )  # fmt: skip
    assert names(found[4], SYSTEMATIC) == ["CG13895"]
    assert dict(tally.dropped) == {"other species": 1, "not a gene": 1}


def test_flybase_names_are_read_as_a_table_of_terms_too() -> None:
    found, tally = genes(flybase.read_flybase_names, "flybase_2025_04.names.tsv")
    assert [(gene.authority, gene.symbol, gene.names) for gene in found] == [
        ("FBgn0010399", "Nmdar1", ((SYNONYM, "NMDA receptor 1"), (SYSTEMATIC, "CG2902"))),
    ]
    assert dict(tally.dropped) == {"other species": 1}


def test_flybase_retired_ids_links_and_gene_types() -> None:
    annotated, _ = genes(flybase.read_flybase_annotation_ids, "fbgn_annotation_ID_fb_2025_04.tsv")
    assert annotated[0].retired == ("FBgn0016031", "FBgn0037361")
    assert names(annotated[1], SYSTEMATIC) == ["CG17725", "CG10925", "CG31188"]
    linked, _ = genes(flybase.read_flybase_links, "fbgn_NAseq_Uniprot_fb_2025_04.tsv")
    assert [(gene.gene_id, gene.uniprot) for gene in linked] == [(40665, ("Q24418",))]
    classes, _ = genes(flybase.read_flybase_gene_types, "fbgn_fbtr_fbpp_expanded_fb_2025_04.tsv")
    assert [(gene.symbol, gene.biotype) for gene in classes] == [
        ("Nmdar1", Biotype.PROTEIN_CODING), ("lncRNA:CR44769", Biotype.NON_CODING_RNA),
    ]  # fmt: skip


# -- zebrafish, worm, yeast ------------------------------------------------------------------------------------------


def test_zfin_markers_that_are_genes_have_a_biotype() -> None:
    found, tally = genes(zfin.read_zfin_markers, "genetic_markers.txt")
    assert [(gene.symbol, gene.biotype) for gene in found] == [
        ("grin1a", Biotype.PROTEIN_CODING), ("grin1b", Biotype.PROTEIN_CODING), ("mir21-1", Biotype.NON_CODING_RNA),
        ("si:dkey-1p", Biotype.PSEUDOGENE),
    ]  # fmt: skip
    assert dict(tally.dropped) == {"not a gene": 1}


def test_zfin_aliases_are_previous_names_or_synonyms() -> None:
    found, _ = genes(zfin.read_zfin_aliases, "aliases.txt")
    assert [gene.names for gene in found] == [
        ((SYNONYM, "nr1.1"),), ((NameKind.PREVIOUS_NAME, "NMDA receptor 1.1"),),
    ]  # fmt: skip


def test_zfin_files_are_read_with_a_date_and_a_header_or_without() -> None:
    entrez, _ = genes(zfin.read_zfin_gene_ids, "gene.txt")
    assert [(gene.authority, gene.gene_id) for gene in entrez] == [
        ("ZDB-GENE-051202-1", 767745), ("ZDB-GENE-051202-2", 100005675),
    ]  # fmt: skip
    ensembl, _ = genes(zfin.read_zfin_ensembl_ids, "ensembl_1_to_1.txt")
    assert [gene.ensembl for gene in ensembl] == [("ENSDARG00000027828",), ("ENSDARG00000025728",)]


def test_zfin_history_and_orthologs() -> None:
    assert list(zfin.read_zfin_history(slice_of("zdb_history.txt"), Tally())) == [
        WithdrawnEntry("ZDB-GENE-030131-9999", "", "ZDB-GENE-051202-1", 7955)
    ]
    tally = Tally()
    pairs = list(zfin.read_zfin_human_orthologs(slice_of("human_orthos.txt"), tally))
    assert [pair.support for pair in pairs] == [2], "two lines of evidence"
    assert isinstance(pairs[0], OrthologPair)
    assert dict(tally.dropped) == {"no HGNC id": 1}


def test_worm_genes_are_the_live_ones() -> None:
    name = "c_elegans.PRJNA13758.WS298.geneIDs.txt"
    found, tally = genes(wormbase.read_wormbase_genes, name)
    assert [(gene.symbol, names(gene, SYSTEMATIC)) for gene in found] == [
        ("akt-1", ["C12D8.10"]), ("unc-13", ["ZK524.2"]), ("2L52.1", ["2L52.1"]),
    ]  # fmt: skip
    assert dict(tally.dropped) == {"no longer a gene": 1}
    assert list(wormbase.read_dead_wormbase_genes(slice_of(name), Tally())) == [
        WithdrawnEntry("WBGene00000003", "F07C3.7", "", 6239)
    ]


def test_other_names_of_worm_genes_fill_the_columns_after_the_fourth() -> None:
    found, _ = genes(wormbase.read_wormbase_other_names, "c_elegans.PRJNA13758.WS298.geneOtherIDs.txt")
    assert [names(gene, SYNONYM) for gene in found] == [["C12D8.10", "pkb-1"], ["phm-1"]]


def test_yeast_features_that_are_genes() -> None:
    found, tally = genes(sgd.read_sgd_features, "SGD_features.tab")
    assert [(gene.symbol, gene.biotype) for gene in found] == [
        ("ACT1", Biotype.PROTEIN_CODING), ("RHO1", Biotype.PROTEIN_CODING), ("YFL012W-A", Biotype.OTHER),
        ("tF(GAA)B", Biotype.NON_CODING_RNA),
    ]  # fmt: skip
    assert (names(found[0], SYNONYM), names(found[0], SYSTEMATIC)) == (["ABY1", "END7", "actin"], ["YFL039C"])
    assert dict(tally.dropped) == {"not a gene": 2}


# -- wrong lines ----------------------------------------------------------------------------------------------------

BAD = {
    "gene_info": (ncbi.read_gene_info, "Mus_musculus.gene_info", "14810\tGrin1", "x\tGrin1", "line 2: 'x' where"),
    "gene2ensembl": (
        partial(ncbi.read_gene2ensembl, taxa=TAXA), "gene2ensembl", "9606\t2902\t", "9606\t?\t", "line 4: '?' where",
    ),
    "gene_history": (
        partial(ncbi.read_gene_history, taxa=TAXA), "gene_history", "20190304", "March", "line 3: 'March' where a date",
    ),
    "homologene": (
        partial(ncbi.read_homologene_data, taxa=TAXA), "homologene.data", "7187\t10116", "7187\trat", "line 3: 'rat'",
    ),
    "hgnc": (hgnc.read_hgnc_genes, "hgnc_complete_set.txt", "\t2903\t", "\tnone\t", "line 3: 'none' where a number"),
    "withdrawn": (
        hgnc.read_withdrawn_hgnc_report, "withdrawn.txt", "HGNC:391|AKT1", "AKT1",
        "line 4: 'AKT1|Approved' where HGNC_ID",
    ),
    "mgi": (mgi.read_mgi_markers, "MRK_List2.rpt", "MGI:95820", "95820", "line 3: '95820' where an MGI id"),
    "mgi_entrez": (mgi.read_mgi_gene_ids, "MGI_EntrezGene.rpt", "14810", "1481O", "line 1: '1481O' where a number"),
    "mgi_ensembl": (
        mgi.read_mgi_ensembl_ids, "MRK_ENSEMBL.rpt", "MGI:95820", "Grin2a", "line 2: 'Grin2a' where an MGI id",
    ),
    "rgd": (rgd.read_rgd_genes, "GENES_RAT.txt", "\t24185\t", "\tx\t", "line 9: 'x' where a number"),
    "rgd_obsolete": (
        rgd.read_obsolete_rgd_ids, "GENES_OBSOLETE_IDS.txt", "2014-10-02", "2014", "line 5: '2014' where a date",
    ),
    "flybase": (
        flybase.read_flybase_names, "fb_synonym_fb_2025_04.tsv", "FBgn0010379", "FBgn1", "line 7: 'FBgn1' where",
    ),
    "flybase_terms": (
        flybase.read_flybase_names, "flybase_2025_04.names.tsv", "flybase:FBgn0191000", "FBgn:FBgnX",
        "line 6: 'FBgnX' where",
    ),
    "flybase_links": (
        flybase.read_flybase_links, "fbgn_NAseq_Uniprot_fb_2025_04.tsv", "40665", "4o", "line 8: '4o' where a number",
    ),
    "zfin": (zfin.read_zfin_markers, "genetic_markers.txt", "ZDB-MIRNAG", "MIRNAG", "line 3: 'MIRNAG-041217-1' where"),
    "zfin_entrez": (zfin.read_zfin_gene_ids, "gene.txt", "767745", "77x", "line 3: '77x' where a number"),
    "zfin_short": (
        zfin.read_zfin_history, "zdb_history.txt", "\tZDB-GENE-051202-1\t", "", "line 1: 1 columns, expected 2",
    ),
    "wormbase": (
        wormbase.read_wormbase_genes, "c_elegans.PRJNA13758.WS298.geneIDs.txt", "WBGene00006752", "unc-13",
        "line 2: 'unc-13'",
    ),
    "sgd": (sgd.read_sgd_features, "SGD_features.tab", "S000006369", "RHO1", "line 2: 'RHO1' where an SGD id"),
}  # fmt: skip


@pytest.mark.parametrize("key", BAD)
def test_a_bad_line_is_one_error_that_names_file_and_line(key: str) -> None:
    read, name, good, bad, message = BAD[key]
    text = (SLICES / name).read_text(encoding="utf-8")
    assert good in text
    with pytest.raises(SourceError) as caught:
        list(read(SourceFile(name, text.replace(good, bad, 1).encode()), Tally()))  # type: ignore[operator]
    assert str(caught.value).startswith(f"{name}, {message}")
    assert "\n" not in str(caught.value)


def test_a_zfin_file_without_any_id_is_refused() -> None:
    with pytest.raises(SourceError, match=r"gene\.txt: no row that begins with a ZFIN id"):
        list(zfin.read_zfin_gene_ids(SourceFile("gene.txt", b"<html>moved</html>\n"), Tally()))


def test_a_web_page_instead_of_a_table_is_refused() -> None:
    with pytest.raises(SourceError, match=r"MRK_List2\.rpt: no column 'MGI Accession ID'; its header has: <html>"):
        list(mgi.read_mgi_markers(SourceFile("MRK_List2.rpt", b"<html>\nmoved\n"), Tally()))
