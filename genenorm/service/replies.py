"""What answers of the API have in them, for its document: the answers themselves are written without these classes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

Status = Literal["resolved", "group", "ambiguous", "family", "retired", "unknown", "not-a-gene"]


class Answer(BaseModel):
    """The answer for one name; ``columns`` of the request says which of the fields it has."""

    input: str = Field("", description="The name as it was given.")
    status: Status | None = Field(None, description="The kind of answer.")
    taxon_id: int | None = None
    gene_id: int | None = Field(None, description="The NCBI GeneID.")
    symbol: str | None = None
    ensembl_id: str | None = None
    authority_id: str | None = Field(None, description="The id at the authority of the species, such as HGNC:4584.")
    group_id: str | None = Field(None, description="The homology group.")
    score: float | None = Field(None, description="The chance that the answer is right.")
    species: str | None = Field(None, description="The common name of the species.")
    doubt: str | None = Field(None, description="Why a person should look; empty for an answer to be trusted.")
    name_kind: str | None = None
    key_rule: str | None = None
    evidence: str | None = None
    alternatives: list[str] | None = Field(None, description="The other genes that the name may mean.")
    reference: str | None = Field(None, description="The index that answered.")
    candidates: list[ChoiceReply] | None = Field(
        None, description="The genes to choose from, of an answer in doubt or without one gene, if they are asked for."
    )


class SpeciesOfList(BaseModel):
    """The species that the names are of, taken together."""

    verdict: str = Field(description="The species with their shares, in words.", examples=["mouse, 97 % of 6 names"])
    taxon_id: int | None = Field(description="The species, when the list is of one.")


class AnswersReply(BaseModel):
    """The answers for a list of names, in its order."""

    reference: str
    species_of_list: SpeciesOfList
    answers: list[Answer]


class GeneReply(BaseModel):
    """A gene."""

    taxon_id: int
    species: str
    gene_id: int | None
    symbol: str
    name: str
    ensembl_id: str
    authority_id: str


class ChoiceReply(GeneReply):
    """A gene that a person may choose for a name."""

    label: str = Field(description="Taxon id and GeneID, by which it is chosen.", examples=["9606:2898"])
    group_id: str
    score: float | None = Field(description="None for a member of a family that is no candidate itself.")
    evidence: list[str] = Field(description="The reasons for it, in words.")


class CandidateReply(GeneReply):
    """A gene that a name may mean, and why."""

    score: float
    name_kind: str
    key_rule: str
    evidence: list[str]
    via: GeneReply | None = Field(description="The ortholog whose name it is, if it is not the gene's own.")


class Explanation(BaseModel):
    """The answer for one name, with every candidate."""

    input: str
    status: Status
    taxon_id: int | None
    gene_id: int | None
    symbol: str
    ensembl_id: str
    authority_id: str
    group_id: str
    score: float
    name_kind: str
    key_rule: str
    evidence: str
    candidates: list[CandidateReply]
    members: list[GeneReply] = Field(description="The genes of a family.")
    reference: str
    similar: list[GeneReply] = Field([], description="For an unknown name, genes whose symbols are like it.")


class ExplanationsReply(BaseModel):
    """The answers for a list of names with every candidate and its evidence."""

    reference: str
    answers: list[Explanation]


class OrthologRow(Answer):
    """An ortholog of the gene that a name means; the status is unknown where there is none, and evidence says why."""

    relation: str | None = Field(description="Such as one-to-one.")
    homology: str | None = Field(description="The sources that name the pair.")


class OrthologsReply(BaseModel):
    """The orthologs for a list of names, one row each, in the order of the names."""

    reference: str
    orthologs: list[OrthologRow]


class FindingReply(BaseModel):
    """A cell that is wrong or doubtful."""

    file: str
    line: int | None = Field(description="The line of a text, or row of a sheet; none for a whole table.")
    cell: str = Field(description="The cell as people name it, such as Sheet1!B7, or the header of its column.")
    name: str
    identifier: str
    finding: str = Field(description="Its kind.", examples=["other-species"])
    right: str = Field(description="The right value, if it is known.")
    sure: str = Field(description="certain, likely or possible.")
    why: str


class ChecksReply(BaseModel):
    """What is wrong with the names and identifiers of a file."""

    reference: str
    pairs: int = Field(description="The rows with a name beside an identifier, or with several identifiers.")
    notes: list[str] = Field(description="What was taken for granted, or not compared, and why.")
    findings: list[FindingReply]


class SpeciesReply(BaseModel):
    """What the index has of a species."""

    taxon_id: int
    species: str
    latin_name: str
    source: str
    genes: int
    gene_ids: int
    ensembl_ids: int


class ReferenceReply(BaseModel):
    """What the index has."""

    reference: str
    meta: dict[str, Any] = Field(description="The releases of its sources, and how it was made.")
    species: list[SpeciesReply]


class HealthReply(BaseModel):
    """The service answers."""

    status: Literal["ok"]
    reference: str


class Problem(BaseModel):
    """Why a request was not answered, as RFC 9457 has it."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="The meaning of the status.", examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field(description="What is wrong, and the way out.", examples=["names: Field required"])
    location: str | None = Field(None, description="The part of the request, where one is known.", examples=["names"])
