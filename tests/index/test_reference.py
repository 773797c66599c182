"""The reference index: as threads share it, and its tables of genes and identifiers."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.model import Family
from genenorm.index.group_table import FamilyTable
from genenorm.index.reference import Reference
from genenorm.index.schema import FIRST_TEXT_CODE, NUMBERED_IDS, IdFormat, numbered_id, stored_id
from tests.support.made_index import Made, make_index


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


@pytest.mark.parametrize("gene_id", [0, -5, 10**30, stored_id("ENST00000371561"), stored_id("NM_007327")])
def test_a_number_that_is_no_gene_id_has_no_gene(reference: Reference, gene_id: int) -> None:
    assert reference.gene_by_id(gene_id) is None
    assert reference.gene_by_other_id(gene_id) is None


IDS = (
    "A0A131MBU3",
    "ENSG00000999001",
    "ENST00000000001",
    "ENST00000371561",
    "NM_000001",
    "NM_001185090",
    "NM_7",
    "XR_1",
)


def test_ids_are_found_whether_they_are_stored_as_numbers_or_texts(tmp_path: Path) -> None:
    genes = [Made(1, "A1", more_ids=IDS[::2], retired_ids=(5, 7)), Made(2, "B2", more_ids=IDS[1::2])]
    with Reference.open(make_index(tmp_path / "index.safetensors", genes)) as made:
        found = {text: made.gene_by_other_id(text) for text in IDS}
        assert [match and match.gene and match.gene.symbol for match in found.values()] == ["A1", "B2"] * 4
        assert [row[0] for row in made.content_rows("ids")] == [
            5, 7, "ENST00000000001", "ENST00000371561", "NM_000001", "NM_001185090",
            "A0A131MBU3", "ENSG00000999001", "NM_7", "XR_1",
        ]  # fmt: skip
        assert made.gene_by_other_id("ENST00000000002") is made.gene_by_other_id("NR_000001") is None
        starts = {start: [text for text, _ in made.secondary_ids(start)] for start in ("ENST", "ENS", "NM_", "Q")}
        assert starts == {
            "ENST": ["ENST00000000001", "ENST00000371561"],
            "ENS": ["ENST00000000001", "ENST00000371561", "ENSG00000999001"],
            "NM_": ["NM_000001", "NM_001185090", "NM_7"],
            "Q": [],
        }


@given(
    st.one_of(
        st.sampled_from([IdFormat(*form) for form in NUMBERED_IDS]),
        st.builds(IdFormat, st.text(max_size=4), st.integers(0, 12)),
    ),
    st.integers(0, 1 << 40),
)
def test_every_identifier_is_restored_from_what_is_stored(form: IdFormat, number: int) -> None:
    identifier = form.decode(number)
    stored = stored_id(identifier)
    assert (numbered_id(stored) if isinstance(stored, int) else stored) == identifier
    assert not isinstance(stored, int) or FIRST_TEXT_CODE <= stored < 1 << 32


def test_the_forms_of_numbered_ids_have_room_and_do_not_overlap() -> None:
    forms = [IdFormat(*form) for form in NUMBERED_IDS]
    ends = [(form.decode(0), form.decode(min(10**form.digits, 1 << 27) - 1)) for form in forms]
    codes = [code for text in (text for pair in ends for text in pair) if isinstance(code := stored_id(text), int)]
    assert len(codes) == 2 * len(NUMBERED_IDS)
    assert codes == sorted(set(codes))
    assert codes[-1] < 1 << 32
