"""The arguments of the tools for assistants: checked as they arrive, with one sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from genenorm.core.context import Context
from genenorm.core.errors import UnknownTaxonError
from genenorm.core.names import name_text
from genenorm.index.reference import Reference
from genenorm.resolver.call_arguments import context_of, taxon_ids
from genenorm.service.quoting import quoted

MOST_NAMES, MOST_FOR_ORTHOLOGS, MOST_EXPLAINED = 2_000, 100, 10
"""The most names of a list, of a search for orthologs, and of an explanation."""
MOST_PAIRS = 1_000
"""The most pairs of a check."""
LONGEST_NAME = 300
"""The most characters of a name."""
LONGEST_TEXT = 20_000
"""The most characters of a text."""
MOST_SPECIES = 50
_LARGEST_GENE_ID = 2**53
"""Larger numbers are not whole in every JSON reader."""


class ToolError(Exception):
    """A call that cannot be answered; the message is one sentence for the assistant."""


@contextmanager
def refused() -> Iterator[None]:
    """Turn an error about species, in a ``with`` block that reads them, into a ToolError."""
    try:
        yield
    except (UnknownTaxonError, TypeError, ValueError) as error:
        raise ToolError(f"{error}.") from error


def asked_taxa(reference: Reference, species: object, argument: str = "species") -> tuple[int, ...]:
    """Return the taxon ids of some species of the index; raises ToolError for others."""
    with refused():
        return taxon_ids(reference, species, argument)  # type: ignore[arg-type]


def _checked_name(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("must be a text, or a GeneID as a number")
    if isinstance(value, int) and not 0 <= value <= _LARGEST_GENE_ID:
        raise ValueError("is no GeneID: the number is out of range")
    if isinstance(value, str) and len(value) > LONGEST_NAME:
        raise ValueError(f"has {len(value):,} characters; a name may have {LONGEST_NAME} at most")
    return name_text(value)


def _checked_species(value: object) -> object:
    if value is None:
        return None
    given = value if isinstance(value, list) else [value]
    if len(given) > MOST_SPECIES:
        raise ValueError(f"has {len(given):,} species; there may be {MOST_SPECIES} at most")
    for one in given:
        if isinstance(one, bool) or not isinstance(one, str | int):
            raise ValueError("must be a species or a list of species, each by name or NCBI taxon id")
        if isinstance(one, str) and len(one) > LONGEST_NAME:
            raise ValueError(f"has a name of {len(one):,} characters, which is no species")
        if isinstance(one, int) and not 0 <= one <= _LARGEST_GENE_ID:
            raise ValueError("has a number that is no taxon id")
    return value


_ONE_SPECIES: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
Name = Annotated[
    str,
    BeforeValidator(_checked_name),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": LONGEST_NAME}, {"type": "integer", "minimum": 0}]}),
]
"""A gene name or identifier; a number is a GeneID."""
Species = Annotated[
    Any,
    BeforeValidator(_checked_species),
    WithJsonSchema(
        {"anyOf": [*_ONE_SPECIES["anyOf"], {"type": "array", "items": _ONE_SPECIES, "maxItems": MOST_SPECIES}]}
    ),
]
"""One species or several, each by common name, Latin name or taxon id."""
_FIRST = "The number of the first one to return, from 0, to read on where an earlier call stopped (its next_start)."


class Arguments(BaseModel):
    """The arguments of a tool; those that it does not have are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listed(Arguments):
    """What is known of a list of names."""

    species: Species = Field(
        default=None,
        description="Only genes of these species are answers, such as mouse or ['human', 10090]; 'auto' lets the names "
        "of a list decide together. Give it only if the user or the source says it; otherwise leave it out.",
    )
    organisms: Species = Field(
        default=None, description="The organisms of the study: their genes are preferred, but others are possible."
    )
    text: str = Field(
        default="",
        max_length=LONGEST_TEXT,
        description="The text that the names are from, such as an abstract or caption: evidence for species and genes.",
    )

    def context(self, reference: Reference) -> Context:
        """Return the context for a resolver; raises ToolError for species that the index lacks."""
        organisms = () if self.organisms is None else self.organisms
        with refused():
            return context_of(reference, self.species, organisms, self.text)


_NAMES = "Gene names or identifiers as written, in order; do not correct or expand them."


class ResolveArguments(Listed):
    """The arguments of ``resolve``."""

    names: list[Name] = Field(
        max_length=MOST_NAMES, description=f"{_NAMES} Names of one list together: they are context for each other."
    )
    start: int = Field(default=0, ge=0, description=_FIRST)


class ExplainArguments(Listed):
    """The arguments of ``explain``."""

    names: list[Name] = Field(max_length=MOST_EXPLAINED, description=_NAMES)
    start: int = Field(default=0, ge=0, description=f"Of the candidates of each name. {_FIRST}")


class OrthologArguments(Listed):
    """The arguments of ``orthologs``."""

    names: list[Name] = Field(max_length=MOST_FOR_ORTHOLOGS, description=_NAMES)
    to: Species = Field(
        default=None, description="The species to find orthologs in; all species of the index by default."
    )
    homology: Literal["stringent", "all"] = Field(
        default="stringent",
        description="stringent: well supported orthologs; all: also those that a single source names.",
    )
    start: int = Field(default=0, ge=0, description=f"Of the rows. {_FIRST}")


class PairGiven(Arguments):
    """A name with the identifier that is said to be its."""

    name: Name
    identifier: Name = Field(description="A GeneID, or an identifier of Ensembl or of the species' authority.")


class CheckArguments(Arguments):
    """The arguments of ``check``."""

    pairs: list[PairGiven] = Field(
        max_length=MOST_PAIRS, description="Names with their identifiers as written, one pair for each row."
    )
    species: Species = Field(default=None, description="The species of all pairs, if the user or the source says it.")
    start: int = Field(default=0, ge=0, description=f"Of the pairs. {_FIRST}")


class ListArguments(Arguments):
    """The arguments of ``species_of_list``."""

    names: list[Name] = Field(max_length=MOST_NAMES, description=_NAMES)


class TextArguments(Arguments):
    """The arguments of ``annotate_text``."""

    text: str = Field(max_length=LONGEST_TEXT, description="The passage, exactly as written: offsets count in it.")
    title: str = Field(
        default="",
        max_length=LONGEST_TEXT,
        description="The title of the paper: context, in which no genes are searched.",
    )
    species: Species = Field(
        default=None, description="Only genes of these species are answers; by default the text itself decides."
    )
    start: int = Field(default=0, ge=0, description=f"Of the mentions. {_FIRST}")


class NoArguments(Arguments):
    """A tool without arguments."""


def sentence(tool: str, arguments: type[Arguments], error: ValidationError) -> str:
    """Return the first thing that is wrong with the arguments of a tool, and the way out, in one sentence.

    >>> try:
    ...     ListArguments.model_validate({"name": "GRIN1"})
    ... except ValidationError as error:
    ...     print(sentence("species_of_list", ListArguments, error))
    species_of_list needs the argument names.
    """
    first = error.errors(include_url=False, include_context=True)[0]
    kind, context, given = first["type"], first.get("ctx", {}), first["input"]
    place = _place(first["loc"])
    if kind == "missing":
        return f"{tool} needs the argument {place}."
    if kind == "extra_forbidden" and len(first["loc"]) > 1:
        return f"{_place(first['loc'][:-1])} has no member {quoted(str(first['loc'][-1]), 60)}."
    if kind == "extra_forbidden":
        known = ", ".join(arguments.model_fields) or "none"
        return f"{tool} has no argument {quoted(place, 60)}; its arguments are: {known}."
    if kind == "too_long":
        return (
            f"{place} has {context['actual_length']:,} items; a call may have {context['max_length']:,} at most: "
            "send them in several calls."
        )
    if kind == "string_too_long":
        return (
            f"{place} has {len(given):,} characters; a call may have {context['max_length']:,} at most: send it in "
            "parts."
        )
    if kind == "model_type":
        needed = " with name and identifier" if place.startswith("pairs[") else ""
        return f"{place} must be an object{needed}, not {quoted(str(given), 60)}."
    if kind == "list_type":
        return f"{place} must be a list, not {quoted(str(given), 60)}."
    message = first["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        return f"{place} {message}."
    return f"{place}: {message[:1].lower()}{message[1:]}, not {quoted(str(given), 60)}."


def _place(location: tuple[str | int, ...]) -> str:
    """Return a place in the arguments: ``names[3]``."""
    first, *inner = location or ("the arguments",)
    return str(first) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in inner)
