"""What the arrays of an index say of many values at a time is what its tables say of each."""

from __future__ import annotations

import random

import numpy

from genenorm.core.model import NameKind
from genenorm.index.identifiers import find_identifier, gene_id_of
from genenorm.index.name_table import MOST_LONGER
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of


def drawn_stems(reference: Reference) -> list[str]:
    """Return beginnings of keys, whole keys, and texts that begin none, the same ones each time."""
    draw = random.Random(7)
    keys = draw.sample([key for key, _ in reference.names()], 300)
    cut = [key[: draw.randint(1, len(key))] for key in keys]
    return [*keys, *cut, *(f"{key}q" for key in keys[:50]), "g", "zzzzzzzzzzzz", "ÿ", "ensrnog0000006", "αβγδεζ"]


def test_endings_are_those_of_the_keys_that_begin_with_a_stem(reference: Reference) -> None:
    stems = drawn_stems(reference)
    found = reference.columns.endings(stems)
    longer = {stem: [key[len(stem) :] for key, _ in reference.starting_with(stem)] for stem in stems}
    assert found == {stem: endings for stem, endings in longer.items() if endings}
    assert max(map(len, found.values())) == MOST_LONGER
    assert len(found) < len(longer)


def test_fewer_endings_are_returned_when_asked_for(reference: Reference) -> None:
    assert reference.columns.endings(["grin"], 2) == {
        "grin": [key[4:] for key, _ in reference.starting_with("grin", 2)]
    }
    assert reference.columns.endings([]) == {}


def test_rows_of_gene_ids_are_those_of_their_genes(reference: Reference) -> None:
    draw = random.Random(8)
    gene_ids = [reference.gene_ids[row] for row in range(len(reference.gene_ids))]
    known = draw.sample([gene_id for gene_id in gene_ids if gene_id], 200)
    asked = [*known, 0, 1 << 40, *(draw.randrange(1, 200_000_000) for _ in range(200))]
    genes = [reference.gene_by_id(gene_id) for gene_id in asked]
    assert reference.columns.rows_of(asked).tolist() == [gene.key if gene else 0 for gene in genes]
    assert reference.columns.rows_of([]).tolist() == []


def test_a_text_is_a_gene_id_where_it_is_found_as_one(reference: Reference) -> None:
    texts = (
        "2902",
        " LOC2902",
        "loc 2902",
        "NCBIGene:2902",
        "HGNC:4584",
        "ENSG00000176884",
        "GRIN1",
        "",
        "١",
        "12345678901",
    )
    for text in texts:
        found = find_identifier(reference, text)
        gene_id = gene_id_of(text)
        assert (gene_id == 2902) == ("2902" in text), text
        if gene_id:
            assert found is not None, text
            assert found.gene is not None, text
            assert found.gene.gene_id == gene_id


def test_genes_with_identifiers_are_found_in_arrays_as_one_by_one(reference: Reference) -> None:
    rows = numpy.arange(1, reference.count("genes") + 1)
    found = reference.columns.has_ids(rows).tolist()
    assert found == [reference.has_ids(row) for row in rows.tolist()]
    assert False in found


def test_shared_names_are_those_of_unrelated_genes_of_a_species_and_aliases_that_name_a_family(
    reference: Reference,
) -> None:
    columns, facts, groups = reference.columns, reference.gene_facts, reference.gene_groups
    genes = set(random.Random(9).sample(range(1, reference.count("genes") + 1), 4000))
    expected: dict[int, list[tuple[str, bool, bool]]] = {gene: [] for gene in genes}
    for key, words in reference.names():
        families = any(kind_of(word) in FAMILY_KINDS for word in words)
        named = [
            (target_of(word), kind_of(word)) for word in words if kind_of(word) not in FAMILY_KINDS and target_of(word)
        ]
        for gene, kind in named:
            if gene in genes:
                is_alias = kind in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)
                of_species = {row for row, _ in named if row and facts[row] >> 12 == facts[gene] >> 12}
                if len({groups[row] or -row for row in of_species}) > 1 or (families and is_alias):
                    expected[gene].append((key, is_alias, families and is_alias))
    found = {
        gene: sorted((columns.key(name.key_row), name.is_alias, name.is_of_family) for name in names)
        for gene, names in columns.shared_names(genes).items()
    }
    assert found == {gene: sorted(names) for gene, names in expected.items() if names}
    assert any(expected.values())


def test_the_previous_symbols_of_a_gene_are_its_names_of_that_kind(reference: Reference) -> None:
    expected: dict[int, list[str]] = {gene: [] for gene in range(1, 3000)}
    for key, words in reference.names():
        for word in words:
            if target_of(word) in expected and kind_of(word) is NameKind.PREVIOUS_SYMBOL:
                expected[target_of(word)].append(key)
    assert {gene: reference.columns.previous_symbols(gene) for gene in expected} == expected
    assert any(expected.values())
