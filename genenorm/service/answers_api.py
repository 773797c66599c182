"""The API: answers for names, their explanation, and orthologs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from genenorm.core.model import Resolution, Status
from genenorm.core.tables import Table
from genenorm.index.reference import Reference
from genenorm.resolver.answer_documents import answer_document, choice_documents, similar_genes
from genenorm.resolver.answer_table import chosen_columns, table_of
from genenorm.resolver.call_arguments import homology_level
from genenorm.resolver.ortholog_answers import ortholog_answers, ortholog_table
from genenorm.resolver.resolver import Resolver
from genenorm.service.json_parts import json_lines, json_object
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.query_names import refuse_unknown_parameters
from genenorm.service.replies import AnswersReply, ExplanationsReply, OrthologsReply
from genenorm.service.requests import AnswersAsked, Name, NamesAsked, OrthologsAsked, SpeciesNames
from genenorm.service.workers import Deadline, Workers

JSON = "application/json"
LINES = "application/x-ndjson"
"""The media type of an answer on each line, which a client can read while it arrives."""
_MOST_CHARACTERS = 4_000
"""The most characters of a small request; long names take as long as many."""
_Names = Annotated[list[Name], Query(description="A gene name; may be repeated.", examples=["GRIN1"])]
_SpeciesQuery = Annotated[
    SpeciesNames, Query(description="Only genes of this species are answers; may be repeated; auto: the names decide.")
]
_Lines: dict[str, object] = {"schema": {"type": "string"}, "example": '{"input": "GRIN1", "gene_id": 2902}\n'}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": AnswersReply, "description": "The answers. With Accept: application/x-ndjson one on each line.",
          "content": {LINES: _Lines}},
}  # fmt: skip
_EXPLANATIONS: dict[int | str, dict[str, Any]] = {200: {"model": ExplanationsReply, "description": "The explanations."}}


def answers_api(resolver: Resolver, limits: Limits, workers: Workers) -> APIRouter:
    """Return the routes of the API that a resolver answers."""
    reference = resolver.reference
    router = APIRouter(prefix="/api/v1", tags=["answers"], dependencies=[Depends(refuse_unknown_parameters)])

    async def worked(asked: NamesAsked, most: int, work: Callable[[Deadline], Iterator[bytes]], media: str) -> Response:
        """Return the response of which the work makes the parts: whole, or while it is sent when it is long."""
        if len(asked.names) > most:
            raise RequestError(413, f"{len(asked.names):,} names; a request may have {most:,} at most", "names")
        is_small = len(asked.names) <= limits.small and asked.characters <= _MOST_CHARACTERS
        parts = await workers.run(work, at_once=is_small)
        return Response(b"".join(parts), media_type=media) if is_small else StreamingResponse(parts, media_type=media)

    @router.post("/resolve", summary="Answer names, one row each, in their order", responses=_ANSWERS)
    async def resolve(asked: AnswersAsked, request: Request) -> Response:
        try:
            columns = chosen_columns(asked.columns)
        except ValueError as error:
            raise RequestError(422, str(error), "columns") from error
        context = asked.context(reference)
        as_lines = LINES in request.headers.get("Accept", "")

        def work(deadline: Deadline) -> Iterator[bytes]:
            further = None
            if asked.candidates:
                answers, settled = resolver.resolve_list(asked.names, context, progress=deadline.progress)
                full = table_of(answers, reference.stamp, reference.common_names, settled.species)
                further = _choices(answers, full, reference, asked.candidates)
                table = full.only(columns)
            else:
                table = resolver.table(asked.names, context, progress=deadline.progress).only(columns)
            if as_lines:
                return json_lines(table, further)
            species = resolver.species_of(asked.names, context)
            verdict = {"verdict": str(species), "taxon_id": species.sole_taxon_id}
            return json_object({"reference": reference.stamp, "species_of_list": verdict}, "answers", table, further)

        return await worked(asked, limits.names, work, LINES if as_lines else JSON)

    @router.get("/resolve", summary="Answer a few names", responses=_ANSWERS)
    async def resolve_names(request: Request, name: _Names, species: _SpeciesQuery = []) -> Response:  # noqa: B006
        asked = AnswersAsked.model_construct(names=name, species=cast("Any", species))
        return await resolve(asked, request)

    @router.post(
        "/explain", summary="Answer names with every candidate and its evidence", responses=_EXPLANATIONS
    )  # fmt: skip
    async def explain(asked: NamesAsked) -> Response:
        context = asked.context(reference)

        def work(deadline: Deadline) -> Iterator[bytes]:
            documents = []
            for answer in resolver.resolve_list(asked.names, context, progress=deadline.progress)[0]:
                deadline.check()
                document = answer_document(answer, reference)
                if answer.status is Status.UNKNOWN:
                    document["similar"] = similar_genes(answer, reference)
                documents.append(document)
            return _documents({"reference": reference.stamp}, documents)

        return await worked(asked, limits.explained, work, JSON)

    @router.get("/explain", summary="Answer a few names with every candidate", responses=_EXPLANATIONS)
    async def explain_names(name: _Names, species: _SpeciesQuery = []) -> Response:  # noqa: B006
        return await explain(NamesAsked.model_construct(names=name, species=cast("Any", species)))

    @router.post(
        "/orthologs",
        summary="Return the orthologs of the genes that names mean",
        responses={200: {"model": OrthologsReply, "description": "The orthologs, one row each."}},
    )
    async def orthologs(asked: OrthologsAsked) -> Response:
        context, taxa, level = asked.context(reference), asked.taxa(reference), homology_level(asked.homology)

        def work(deadline: Deadline) -> Iterator[bytes]:
            answers, settled = resolver.resolve_list(asked.names, context, progress=deadline.progress)
            found = []
            for answer in answers:
                deadline.check()
                found.append(ortholog_answers(reference, answer, taxa, level, settled.species, resolver.faults))
            rows = list(chain.from_iterable(found))
            table: Table = ortholog_table(rows, reference.stamp, reference.common_names)
            return json_object({"reference": reference.stamp}, "orthologs", table)

        return await worked(asked, limits.explained, work, JSON)

    return router


def _choices(
    answers: Sequence[Resolution], table: Table, reference: Reference, most: int
) -> Callable[[int], Mapping[str, object]]:
    """Return a function that gives a row in doubt, or without one gene, the genes that a person may choose."""
    doubt = table.columns.index("doubt")

    def choices(place: int) -> Mapping[str, object]:
        answer = answers[place]
        if answer.gene is not None and not table.rows[place][doubt]:
            return {}
        return {"candidates": choice_documents(answer, reference, most)}

    return choices


def _documents(head: dict[str, object], documents: Sequence[object]) -> Iterator[bytes]:
    """Yield a JSON object with documents as its field ``answers``, one at a time."""
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "answers": ['
    for place, document in enumerate(documents):
        yield (b"," if place else b"") + json.dumps(document, ensure_ascii=False).encode()
    yield b"]}"
