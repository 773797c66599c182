"""The agreement of two sources on identifiers; the shipped index is compared with dumps where a checkout has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.builder.readers.ncbi import read_gene_info
from genenorm.builder.source_rows import SourceFile, Tally
from genenorm.index.reference import Reference
from genenorm.verify.id_agreement import (
    GeneIdentifiers,
    IdAgreement,
    IdPair,
    compare_identifiers,
    compare_index_identifiers,
    gene_identifiers,
)
from tests.support.made_index import Made, make_index

DUMPS = Path(__file__).resolve().parents[3] / "shared" / "dumps"
FILES = {
    9606: "Homo_sapiens.gene_info.gz",
    10090: "Mus_musculus.gene_info.gz",
    7227: "Drosophila_melanogaster.gene_info.gz",
    7955: "Danio_rerio.gene_info.gz",
    559292: "Saccharomyces_cerevisiae.gene_info.gz",
}
FLOORS = {
    (9606, IdPair.AUTHORITY_GENE): 0.9985,
    (9606, IdPair.ENSEMBL_GENE): 0.998,
    (9606, IdPair.AUTHORITY_ENSEMBL): 0.998,
    (10090, IdPair.AUTHORITY_GENE): 0.99,
    (10090, IdPair.ENSEMBL_GENE): 0.998,
    (10090, IdPair.AUTHORITY_ENSEMBL): 0.995,
    (7227, IdPair.AUTHORITY_GENE): 0.999,
    (7955, IdPair.AUTHORITY_GENE): 0.998,
    (7955, IdPair.ENSEMBL_GENE): 0.99,
    (7955, IdPair.AUTHORITY_ENSEMBL): 0.993,
    (559292, IdPair.AUTHORITY_GENE): 0.999,
}
"""The least share of the identifiers in both the shipped index and NCBI that must agree."""


def compared(a: list[GeneIdentifiers], b: list[GeneIdentifiers]) -> dict[IdPair, IdAgreement]:
    return {one.pair: one for one in compare_identifiers(9606, a, b)}


def counts(one: IdAgreement) -> tuple[int, int, int, int]:
    return one.agree, len(one.disagreements), one.only_a, one.only_b


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([GeneIdentifiers("A", 1, "HGNC:1")], [GeneIdentifiers("A", 1, "HGNC:1")], (1, 0, 0, 0)),
        ([GeneIdentifiers("A", 1, "HGNC:1")], [GeneIdentifiers("A", 2, "HGNC:1")], (0, 1, 0, 0)),
        ([GeneIdentifiers("A", 1, "HGNC:1")], [GeneIdentifiers("A", None, "HGNC:1")], (0, 0, 1, 0)),
        ([GeneIdentifiers("A", 1, "HGNC:1")], [GeneIdentifiers("B", 2, "HGNC:2")], (0, 0, 1, 1)),
        ([], [GeneIdentifiers("A", 1, "HGNC:1")], (0, 0, 0, 1)),
    ],
    ids=["agree", "disagree", "no GeneID in B", "other genes", "nothing in A"],
)
def test_an_identifier_agrees_differs_or_is_in_one_source_only(
    a: list[GeneIdentifiers], b: list[GeneIdentifiers], expected: tuple[int, int, int, int]
) -> None:
    assert counts(compared(a, b)[IdPair.AUTHORITY_GENE]) == expected


def test_one_of_several_ensembl_ids_is_enough() -> None:
    a = [GeneIdentifiers("A", 1, "HGNC:1", ("ENSG1",)), GeneIdentifiers("B", 2, "HGNC:2", ("ENSG3",), ("ENSG2",))]
    b = [GeneIdentifiers("A", 1, "HGNC:1", ("ENSG9", "ENSG1")), GeneIdentifiers("B", 2, "HGNC:2", ("ENSG2",))]
    found = compared(a, b)
    assert counts(found[IdPair.AUTHORITY_ENSEMBL]) == (2, 0, 0, 0)
    assert counts(found[IdPair.ENSEMBL_GENE]) == (2, 0, 1, 1)


def test_a_disagreement_has_the_identifiers_of_both_sources() -> None:
    (one,) = compared([GeneIdentifiers("A", 1, "HGNC:1")], [GeneIdentifiers("B", 2, "HGNC:1")])[
        IdPair.AUTHORITY_GENE
    ].disagreements
    assert (one.identifier, one.symbol_a, one.in_a, one.symbol_b, one.in_b) == ("HGNC:1", "A", ("1",), "B", ("2",))


def test_ids_that_ensembl_shares_with_the_authority_are_counted_once() -> None:
    fly = [GeneIdentifiers("Dl", 42313, "FBgn0000463", ("FBgn0000463",))]
    assert list(compared(fly, fly)) == [IdPair.AUTHORITY_GENE]


def test_indexes_are_compared_by_species_of_both(tmp_path: Path) -> None:
    mouse = Made(22059, "Trp53", 98834, 59552, taxon_id=10090)
    first = make_index(tmp_path / "a.safetensors", [Made(7157, "TP53", 11998, 141510), mouse])
    human = make_index(tmp_path / "b.safetensors", [Made(7157, "TP53", 11998, 141511)], taxa=[9606])
    patched = Made(7157, "TP53", 11998, 141511, more_ids=("ENSG00000141510", "P04637"))
    other = make_index(tmp_path / "c.safetensors", [patched, mouse])
    with Reference.open(first) as a, Reference.open(human) as b, Reference.open(other) as c:
        assert [(one.taxon_id, counts(one)) for one in compare_index_identifiers(a, b)] == [
            (9606, (1, 0, 0, 0)), (9606, (0, 0, 1, 1)), (9606, (0, 1, 0, 0)),
        ]  # fmt: skip
        assert [counts(one) for one in compare_index_identifiers(a, c, (9606,))] == [
            (1, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 0, 0),
        ]
        assert {one.taxon_id for one in compare_index_identifiers(a, c)} == {9606, 10090}


@pytest.mark.parametrize("taxon_id", FILES)
def test_the_shipped_index_agrees_with_ncbi(taxon_id: int, reference: Reference) -> None:
    path = DUMPS / FILES[taxon_id]
    if not path.is_file():
        pytest.skip(f"no dump next to this checkout (looked for shared/dumps/{path.name} next to the project)")
    rows = read_gene_info(SourceFile(path.name, path=path), Tally())
    ncbi = [
        GeneIdentifiers(row.symbol, row.gene_id, row.authority, row.ensembl) for row in rows if row.taxon_id == taxon_id
    ]
    shares = {one.pair: one.share for one in compare_identifiers(taxon_id, gene_identifiers(reference, taxon_id), ncbi)}
    for (taxon, pair), floor in FLOORS.items():
        if taxon == taxon_id:
            assert (shares[pair] or 0) >= floor, pair.words
