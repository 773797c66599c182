"""The options that commands share: how their text becomes values."""

from __future__ import annotations

import click
import pytest

from genenorm.cli.options import ContextChoice, taxon_ids
from genenorm.cli.plain_resolve import split_at_commas
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.index.reference import Reference


@pytest.mark.parametrize(
    ("given", "expected"), [([], ()), (["human"], ("human",)), (["human, mouse", "fly,"], ("human", "mouse", "fly"))]
)
def test_values_are_split_at_commas(given: list[str], expected: tuple[str, ...]) -> None:
    assert split_at_commas(given) == expected


def test_species_are_taken_by_any_of_their_names_once(reference: Reference) -> None:
    assert taxon_ids(reference, ["human,9606", "Homo sapiens,mouse"]) == (9606, 10090)


def test_an_unknown_species_is_a_usage_error(reference: Reference) -> None:
    expected = r"--to: unknown species 'moose'.*did you mean 'mouse'"
    with click.Context(click.Command("x")), pytest.raises(click.UsageError, match=expected):
        taxon_ids(reference, ["moose"], "--to")


def test_no_option_is_no_context(reference: Reference) -> None:
    assert ContextChoice((), (), "").context(reference) is NO_CONTEXT
    choice = ContextChoice(("fly",), ("human",), "t")
    assert choice.context(reference) == Context((7227,), ("human",), text="t")
