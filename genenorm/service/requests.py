"""What requests to the API have in them, checked as they arrive."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from genenorm.core.context import Context
from genenorm.core.errors import UnknownTaxonError
from genenorm.index.reference import Reference
from genenorm.resolver.call_arguments import context_of
from genenorm.service.problems import RequestError

Name = Annotated[str, Field(max_length=8192, examples=["GRIN1"])]
Species = Annotated[str | int, Field(examples=["mouse", 10090, "Mus musculus"])]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListContext(_Asked):
    """What is known of the list or text that names are from."""

    species: list[Species] | Literal["auto"] | Species | None = Field(
        None, description="Only genes of these species are answers; auto: the species that the list as a whole is of."
    )
    organisms: list[Species] | None = Field(None, description="The organisms of the study; their genes are preferred.")
    text: str = Field("", description="A text that the names are from, which is evidence for species and genes.")

    def context(self, reference: Reference) -> Context:
        """Return the context for a resolver; raises RequestError for species that the index lacks."""
        try:
            return context_of(reference, self.species, self.organisms or (), self.text)
        except UnknownTaxonError as error:
            raise RequestError(422, str(error), "species") from error


class NamesAsked(ListContext):
    """A list of names, and what is known of it."""

    names: list[Name] = Field(description="Gene names as people write them, in any order, of one species or several.")


class AnswersAsked(NamesAsked):
    """A list of names, and how many genes to choose from its answers have."""

    candidates: int = Field(
        default=0, ge=0, le=50, description="The most candidates of an answer in doubt, or without one gene; 0 for none."
    )


class OrthologsAsked(NamesAsked):
    """A list of names, and the species to find orthologs in."""

    to: list[Species] | Species | None = Field(None, description="The species of the orthologs; all by default.")
    homology: Literal["stringent", "all"] = Field(
        "stringent", description="Well supported pairs, or all pairs that any source names."
    )
