"""The reference index as threads share it."""

from __future__ import annotations

import numpy
import pytest

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.model import Family
from genenorm.index.group_table import FamilyTable
from genenorm.index.reference import Reference


def test_families_asked_for_while_they_are_read_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reference.open() as reference, Reference.open() as other:
        found = reference.gene_by_id(2897)  # GRIK1, of a family that is not among the first
        assert found is not None
        gene = found.key
        expected = other.families_of(gene)
        assert expected
        read = FamilyTable.family
        heard: list[tuple[Family, ...]] = []

        def between(table: FamilyTable, row: int) -> Family:
            if row == 5 and not heard:  # as another thread would ask now
                monkeypatch.setattr(FamilyTable, "family", read)
                heard.append(reference.families_of(gene))
            return read(table, row)

        monkeypatch.setattr(FamilyTable, "family", between)
        assert reference.families_of(gene) == expected
        assert heard == [expected]


def test_the_genes_of_a_species_are_asked_for_by_name_or_taxon_id(reference: Reference) -> None:
    by_name = next(reference.genes("mouse"))
    assert by_name == next(reference.genes(10090)) == next(reference.genes("Mus musculus"))
    assert by_name.taxon_id == 10090
    assert list(reference.genes(9823)) == []
    with pytest.raises(UnknownTaxonError):
        next(reference.genes("unicorn"))


@pytest.mark.parametrize("gene_id", [2902, numpy.int64(2902), numpy.int32(2902)])
def test_a_gene_id_may_be_a_number_of_numpy(reference: Reference, gene_id: int) -> None:
    gene = reference.gene_by_id(gene_id)
    assert gene is not None
    assert gene.symbol == "GRIN1"


@pytest.mark.parametrize("gene_id", [0, -5, 10**30])
def test_a_number_that_is_no_gene_id_has_no_gene(reference: Reference, gene_id: int) -> None:
    assert reference.gene_by_id(gene_id) is None
    assert reference.gene_by_other_id(gene_id) is None
