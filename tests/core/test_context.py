"""A context takes species and organisms however they are given, and refuses what it would misread."""

from __future__ import annotations

import numpy
import pytest

from genenorm.core.context import NO_CONTEXT, Context, with_text
from genenorm.core.errors import UnknownTaxonError
from genenorm.core.values import replace
from genenorm.resolver.resolver import Resolver


@pytest.mark.parametrize(
    "species",
    ["mouse", "Mus musculus", "M. musculus", "mice", 10090, "10090", "taxid:10090", numpy.int64(10090), ["mouse"],
     "Mus_musculus", "mmusculus", "M musculus", "NCBITaxon_10090", "Mus musculus musculus", " mus  musculus ",
     ("mouse",), {"mouse"}, ("mouse", 10090), iter(["Mouse"])],
)  # fmt: skip
def test_a_species_is_a_name_or_a_taxon_id_one_or_several(species: object) -> None:
    assert Context(species=species).species == (10090,)  # type: ignore[arg-type]


def test_species_keep_their_order() -> None:
    assert Context(species=["fly", "human"]).species == (7227, 9606)
    assert Context(species=None).species == Context(species=[]).species == ()


def test_yeast_is_its_reference_strain_by_any_name() -> None:
    assert Context(species=["yeast", 4932, "Saccharomyces cerevisiae", 559292]).species == (559292,)


def test_a_species_that_no_index_holds_is_given_by_taxon_id() -> None:
    assert Context(species=9823).species == (9823,)


@pytest.mark.parametrize("species", ["unicorn", ["mouse", "unicorn"], "human,mose", "human,", ""])
def test_an_unknown_species_is_an_error_that_lists_the_known_ones(species: object) -> None:
    with pytest.raises(UnknownTaxonError, match=r"known are: human, mouse, rat, fly, zebrafish, worm, yeast"):
        Context(species=species)  # type: ignore[arg-type]


@pytest.mark.parametrize("species", [9606.0, b"mouse", True, object(), [None], [9606.0], [("mouse",)], [True]])
def test_what_is_no_species_is_a_type_error(species: object) -> None:
    with pytest.raises(TypeError, match="species must be names or taxon ids"):
        Context(species=species)  # type: ignore[arg-type]


def test_one_organism_may_be_given_as_a_text() -> None:
    assert Context(organisms="Homo sapiens").organisms == ("Homo sapiens",)
    assert Context(organisms=["Homo sapiens", "mouse"]).organisms == ("Homo sapiens", "mouse")


@pytest.mark.parametrize("part", ["title", "text"])
def test_the_other_parts_are_text(part: str) -> None:
    with pytest.raises(TypeError, match=f"{part} must be text, not int"):
        Context(**{part: 9606})  # type: ignore[arg-type]


def test_organisms_are_names_or_taxon_ids() -> None:
    assert Context(organisms=10090).organisms == ("10090",)
    assert Context(organisms=["fly", numpy.int64(9606)]).organisms == ("fly", "9606")  # type: ignore[list-item]
    for wrong in (True, 1.5, b"fly", [None]):
        with pytest.raises(TypeError, match="organisms must be names or taxon ids, not"):
            Context(organisms=wrong)  # type: ignore[arg-type]


def test_a_cross_of_two_species_is_neither() -> None:
    with pytest.raises(UnknownTaxonError):
        Context(species="Mus musculus x Mus spretus")


def test_a_context_is_a_frozen_value() -> None:
    context = Context(species="mouse", text="neurons")
    assert context == Context(species=10090, text="neurons")
    assert hash(context) == hash(Context(species=10090, text="neurons"))
    assert replace(context, species=(10116,)).species == (10116,)
    assert NO_CONTEXT.is_empty
    with pytest.raises(AttributeError):
        context.text = "glia"  # type: ignore[misc]


def test_names_of_species_answer_as_their_taxon_ids_do(resolver: Resolver) -> None:
    answer = resolver.resolve("NMDAR1", Context(species=("mouse",)))
    assert answer.gene_id == resolver.resolve("NMDAR1", Context(species=(10090,))).gene_id == 14810


def test_mentions_are_species_mentions() -> None:
    with pytest.raises(TypeError, match="mentions must be SpeciesMention values, not str"):
        Context(mentions="mice")  # type: ignore[arg-type]


def test_a_list_may_decide_its_species_itself() -> None:
    context = Context(species="auto", text="rats")
    assert (context.is_auto, context.species) == (True, ())
    assert not Context(species="mouse").is_auto
    assert replace(context, species=(9606,), is_auto=False) == Context(species="human", text="rats")
    assert replace(context, organisms=("rat",)).is_auto
    with pytest.raises(UnknownTaxonError, match="auto"):
        Context(species=("mouse", "auto"))


@pytest.mark.parametrize(
    ("text", "further", "whole"),
    [("", "In mice", "In mice"), ("A cell.", "", "A cell."), ("A cell", "In mice", "A cell. In mice"),
     ("Which cell? ", "In mice", "Which cell?  In mice")],
)  # fmt: skip
def test_a_further_text_begins_a_sentence(text: str, further: str, whole: str) -> None:
    assert with_text(text, further) == whole
