"""The table of authorities, and its agreement with the species of the index and the fields of MyGene.info."""

from __future__ import annotations

import re

import pytest

from genenorm.builder.sources.pins import IndexedSpecies, load_species
from genenorm.core.authorities import (
    AUTHORITIES,
    ENSEMBL,
    FLYBASE,
    HGNC,
    MGI,
    NCBI_GENE,
    NOMENCLATURE,
    NOMENCLATURE_BY_TAXON,
    REFSEQ,
    RGD,
    SGD,
    UNIPROT,
    WORMBASE,
    ZFIN,
    Authority,
    authority_of,
    curie_of,
    index_form,
    with_index_case,
)
from genenorm.mygene.cached_source import LOOKUP_FIELDS
from genenorm.mygene.server.gene_documents import DOCUMENT_FIELDS

SPECIES = load_species()[1]
EXAMPLES = {
    NCBI_GENE: "2902",
    ENSEMBL: "ENSMUSG00000026959",
    UNIPROT: "Q05586-2",
    REFSEQ: "NM_007327",
    HGNC: "HGNC:4584",
    MGI: "MGI:95819",
    RGD: "RGD:2736",
    FLYBASE: "FBgn0010399",
    ZFIN: "ZDB-GENE-051202-1",
    WORMBASE: "WBGene00003774",
    SGD: "S000005606",
}


def is_written_as_in_the_index(authority: Authority, identifier: str) -> bool:
    pattern = re.escape(authority.id_start.upper()) + authority.id_rest
    return identifier.startswith(authority.id_start) and bool(re.fullmatch(pattern, identifier.upper()))


def test_every_authority_has_its_own_names_and_an_example() -> None:
    assert set(EXAMPLES) == set(AUTHORITIES)
    for names in (
        [row.name for row in AUTHORITIES],
        [row.curie_prefix for row in AUTHORITIES],
        [prefix for row in AUTHORITIES for prefix in row.prefixes],
        [row.mygene_field for row in NOMENCLATURE],
        [row.taxon_id for row in NOMENCLATURE],
    ):
        assert len(names) == len(set(names)), names
        assert all(names)


@pytest.mark.parametrize("authority", AUTHORITIES, ids=lambda row: row.name)
def test_an_identifier_matches_the_pattern_of_its_authority_only(authority: Authority) -> None:
    identifier = EXAMPLES[authority]
    assert [row.name for row in AUTHORITIES if is_written_as_in_the_index(row, identifier)] == [authority.name]
    assert not is_written_as_in_the_index(authority, f"{identifier}x")


@pytest.mark.parametrize("authority", NOMENCLATURE, ids=lambda row: row.name)
def test_an_identifier_is_recognized_and_its_forms_are_converted(authority: Authority) -> None:
    identifier = EXAMPLES[authority]
    assert authority_of(identifier) is authority
    assert with_index_case(identifier.upper()) == identifier
    assert curie_of(identifier).startswith(f"{authority.curie_prefix}:")
    for curie in (
        identifier,
        curie_of(identifier),
        *(f"{prefix.upper()}:{identifier}" for prefix in authority.prefixes),
    ):
        assert index_form(curie) == identifier, curie


@pytest.mark.parametrize("text", ["", "-", "wb", "mgi", "AT1G01010", "ENSG00000176884", "MIM:138249", "MGI:", "FB"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert index_form(text) == with_index_case(text) == text


@pytest.mark.parametrize("authority", AUTHORITIES, ids=lambda row: row.name)
def test_urls_are_complete(authority: Authority) -> None:
    for url in (authority.curie_base, authority.page_base):
        assert url.startswith("https://") or authority in (UNIPROT, REFSEQ)
    assert authority.page_start.startswith(authority.id_start) or not authority.page_start


@pytest.mark.parametrize("species", SPECIES, ids=lambda species: species.taxon.common)
def test_the_id_formats_of_an_indexed_species_agree_with_its_authority(species: IndexedSpecies) -> None:
    authority = NOMENCLATURE_BY_TAXON[species.taxon.taxon_id]
    assert species.taxon.authority == authority.name
    if species.authority.prefix:
        assert is_written_as_in_the_index(authority, species.authority.decode(1))
    if authority.is_shared_with_ensembl:
        assert species.ensembl == species.authority
    elif species.ensembl.prefix:
        assert is_written_as_in_the_index(ENSEMBL, species.ensembl.decode(1))


def test_the_indexed_species_are_those_of_the_nomenclature_authorities() -> None:
    assert {species.taxon.taxon_id for species in SPECIES} == set(NOMENCLATURE_BY_TAXON)


def test_the_fields_of_the_authorities_are_requested_from_mygene_and_served() -> None:
    fields = {row.mygene_field for row in NOMENCLATURE}
    assert fields <= set(LOOKUP_FIELDS.split(","))
    assert fields <= set(DOCUMENT_FIELDS)
    assert all(row.id_start.startswith(row.mygene_omits) for row in NOMENCLATURE)
