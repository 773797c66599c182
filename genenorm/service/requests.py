"""What requests to the API have in them, checked as they arrive."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from genenorm.annotation.exports.export_formats import EXPORT_NAMES
from genenorm.core.context import Context
from genenorm.core.errors import UnknownTaxonError
from genenorm.index.reference import Reference
from genenorm.records.formats import INPUT_FORMATS
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.call_arguments import context_of, taxon_ids
from genenorm.service.problems import RequestError

LONGEST_NAME, LONGEST_TEXT = 8192, 100_000
_MOST_SPECIES = 100

Name = Annotated[StrictStr, Field(max_length=LONGEST_NAME)]
Species = Annotated[StrictStr, Field(max_length=200)] | StrictInt
SpeciesNames = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=_MOST_SPECIES)]
_Column = Annotated[StrictStr, Field(json_schema_extra={"enum": list(ANSWER_COLUMNS)})]
_Several = Annotated[list[Species], Field(max_length=_MOST_SPECIES)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListContext(_Asked):
    """What is known of the list or text that names are from."""

    species: _Several | Species | None = Field(
        None,
        description="Only genes of these species are answers; auto: the species that the list as a whole is of. A "
        "species is its common name, Latin name or NCBI taxon id.",
        examples=["mouse", ["human", 10090], "auto"],
    )
    organisms: _Several | None = Field(
        None, description="The organisms of the study; their genes are preferred.", examples=[["human"]]
    )
    text: StrictStr = Field(
        "",
        max_length=LONGEST_TEXT,
        description="A text that the names are from, which is evidence for species and genes.",
        examples=["Receptors in the brain of the rat"],
    )

    def context(self, reference: Reference) -> Context:
        """Return the context for a resolver; raises RequestError for species that the index lacks."""
        return checked_context(reference, self.species, tuple(self.organisms or ()), self.text)


class NamesAsked(ListContext):
    """A list of names, and what is known of it."""

    names: list[Name] = Field(
        description="Gene names as people write them, in any order, of one species or several.",
        examples=[["GRIN1", "Grin1", "Nmdar1", "PSD-95"]],
    )

    @property
    def characters(self) -> int:
        """The characters of the request, which the work grows with."""
        return sum(map(len, self.names)) + len(self.text)


class AnswersAsked(NamesAsked):
    """A list of names, and what their answers are to have."""

    candidates: StrictInt = Field(
        default=0,
        ge=0,
        le=50,
        description="The most candidates of an answer in doubt, or without one gene; 0 for none.",
    )
    columns: Literal["full", "short"] | Annotated[list[_Column], Field(min_length=1, max_length=100)] = Field(
        "full", description="The columns of the answers: full, short, or some by name.", examples=["short"]
    )


class OrthologsAsked(NamesAsked):
    """A list of names, and the species to find orthologs in."""

    to: _Several | Species | None = Field(
        None, description="The species of the orthologs; all by default.", examples=["mouse"]
    )
    homology: Literal["stringent", "all"] = Field(
        "stringent", description="Well supported pairs, or all pairs that any source names."
    )

    def taxa(self, reference: Reference) -> tuple[int, ...]:
        """Return the taxon ids of the species to find orthologs in; raises RequestError for others."""
        try:
            return taxon_ids(reference, cast("Any", self.to), "to") or tuple(reference.taxa)
        except (UnknownTaxonError, ValueError) as error:
            raise RequestError(422, str(error), "to") from error


class FileAsked(_Asked):
    """A file to annotate: its name, how to read it, and what to write."""

    filename: str = Field(
        min_length=1, max_length=255,
        description="The name of the file, whose end shows its format; a label alone.", examples=["genes.csv"],
    )  # fmt: skip
    to: str = Field(
        "record",
        description="The format to write; record: that of the file, with the answers in it.",
        json_schema_extra={"enum": list(EXPORT_NAMES)},
    )
    input_format: str = Field(
        "", alias="from",
        description="The format of the file; by default its name shows it.",
        json_schema_extra={"enum": ["", *INPUT_FORMATS]},
    )  # fmt: skip
    column: str = Field("", max_length=1000, description="The column with the names: its header, or its number.")
    field: str = Field("", max_length=1000, description="The place of the names in YAML or JSON, keys joined by dots.")
    sheet: str = Field("", max_length=1000, description="The sheet of a workbook; by default the first.")
    delimiter: str = Field("", max_length=1, description="The character between the cells of a table.")
    header_row: int = Field(0, ge=0, le=10**9, description="The row with the headers, counted from 1; 0 to find it.")
    no_header: bool = Field(False, description="Whether the first row of a table has a gene and not the headers.")
    species: SpeciesNames = Field([], description="Only genes of these species are answers; auto: the names decide.")
    organism: SpeciesNames = Field([], description="The organisms of the study; their genes are preferred.")
    text: str = Field("", max_length=8192, description="A text that is evidence for species and genes.")
    split: bool = Field(False, description="Give a name of several genes a row for each, in tables.")
    full: bool = Field(False, description="Write all fields of an answer into the file, not the short ones alone.")
    find: bool = Field(False, description="Find genes in the texts of the file too, for formats that have a place.")


class CheckAsked(_Asked):
    """A file to audit: its name, its columns, and what to write."""

    filename: str = Field(
        min_length=1, max_length=255,
        description="The name of the file, whose end shows its format; a label alone.", examples=["genes.csv"],
    )  # fmt: skip
    column: str = Field("", max_length=1000, description="The column with the names: its header, or its number.")
    id_column: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=_MOST_SPECIES)] = Field(
        [], description="The columns with identifiers; by default they are found."
    )
    species_column: str = Field("", max_length=1000, description="The column with the species of each row.")
    species: str = Field("", max_length=200, description="The species of all genes, where no column says it.")
    trust: Literal["neither", "names", "ids"] = Field(
        "neither", description="Which side is right when a name and an identifier disagree and nothing else decides."
    )
    fix: bool = Field(False, description="Return the file with what is certain corrected, instead of the findings.")


def checked_context(reference: Reference, species: object, organisms: object, text: str) -> Context:
    """Return a context for a resolver; raises RequestError for species that the index lacks."""
    if species in (["auto"], "auto"):
        species = "auto"
    elif isinstance(species, list) and not species:
        species = None
    try:
        return context_of(reference, cast("Any", species), cast("Any", organisms), text)
    except (UnknownTaxonError, ValueError) as error:
        raise RequestError(422, str(error), "species") from error
