"""The API: answers for names, their explanation, orthologs, and what the index has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from genenorm.core.context import Context
from genenorm.core.model import Status
from genenorm.core.tables import Table
from genenorm.resolver.answer_documents import answer_document, choice_documents, similar_genes
from genenorm.resolver.answer_table import table_of
from genenorm.resolver.call_arguments import homology_level, taxon_ids
from genenorm.resolver.ortholog_answers import ortholog_answers, ortholog_table
from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.requests import AnswersAsked, Name, NamesAsked, OrthologsAsked, Species

LINES = "application/x-ndjson"
"""The media type of an answer on each line, which a client can read while it arrives."""
_ROWS_OF_A_PART = 1_000


def answers_api(resolver: Resolver, limits: Limits) -> APIRouter:
    """Return the routes of the API that a resolver answers."""
    reference = resolver.reference
    router = APIRouter(prefix="/api/v1", tags=["answers"])

    @router.post("/resolve", summary="Answer names, one row each, in their order")
    def resolve(asked: AnswersAsked, request: Request) -> Response:
        _check_number(asked.names, limits.names)
        context = asked.context(reference)
        if asked.candidates:
            rows = rows_with_choices(resolver, asked.names, context, asked.candidates)
        else:
            rows = _rows(resolver.table(asked.names, context))
        if LINES in request.headers.get("Accept", ""):
            return StreamingResponse(_lines(rows), media_type=LINES)
        species = resolver.species_of(asked.names, context)
        body = {
            "reference": reference.stamp,
            "species_of_list": {"verdict": str(species), "taxon_id": species.sole_taxon_id},
            "answers": list(rows),
        }
        return JSONResponse(body)

    @router.get("/resolve", summary="Answer a few names")
    def resolve_names(
        request: Request,
        name: Annotated[list[Name], Query(description="A gene name; may be repeated.")],
        species: Annotated[list[Species] | None, Query()] = None,
    ) -> Response:
        return resolve(AnswersAsked(names=name, species=species or None), request)

    @router.post("/explain", summary="Answer names with every candidate and its evidence")
    def explain(asked: NamesAsked) -> Response:
        _check_number(asked.names, limits.explained)
        answers = resolver.resolve_all(asked.names, asked.context(reference))
        documents = []
        for answer in answers:
            document = answer_document(answer, reference)
            if answer.status is Status.UNKNOWN:
                document["similar"] = similar_genes(answer, reference)
            documents.append(document)
        return JSONResponse({"reference": reference.stamp, "answers": documents})

    @router.post("/orthologs", summary="Return the orthologs of the genes that names mean")
    def orthologs(asked: OrthologsAsked) -> Response:
        _check_number(asked.names, limits.explained)
        context = asked.context(reference)
        taxa = _taxa(asked.to, resolver) or tuple(reference.taxa)
        answers, context = resolver.resolve_list(asked.names, context)
        level = homology_level(asked.homology)
        found = [
            ortholog_answers(reference, answer, taxa, level, context.species, resolver.faults) for answer in answers
        ]
        table = ortholog_table(list(chain.from_iterable(found)), reference.stamp, reference.common_names)
        return JSONResponse({"reference": reference.stamp, "orthologs": list(_rows(table))})

    @router.get("/reference", summary="Return what the index has", tags=["service"])
    def reference_info() -> Response:
        coverage = [
            {
                "taxon_id": row.taxon.taxon_id,
                "species": row.taxon.common,
                "latin_name": row.taxon.name,
                "source": row.taxon.source,
                "genes": row.genes,
                "gene_ids": row.gene_ids,
                "ensembl_ids": row.ensembl_ids,
            }
            for row in reference.coverage()
        ]
        return JSONResponse({"reference": reference.stamp, "meta": dict(reference.meta), "species": coverage})

    @router.get("/health", summary="Tell that the service answers", tags=["service"])
    async def health() -> Response:
        return JSONResponse({"status": "ok", "reference": reference.stamp})

    return router


def _check_number(names: Sequence[str], most: int) -> None:
    if len(names) > most:
        raise RequestError(413, f"{len(names):,} names; a request may have {most:,} at most", "names")


def _taxa(species: object, resolver: Resolver) -> tuple[int, ...]:
    from genenorm.core.errors import UnknownTaxonError

    try:
        return taxon_ids(resolver.reference, species, "to")  # type: ignore[arg-type]
    except UnknownTaxonError as error:
        raise RequestError(422, str(error), "to") from error


def _rows(table: Table) -> Iterator[dict[str, object]]:
    """Yield the rows of a table as values for JSON."""
    for row in table.rows:
        yield {
            name: list(cell) if isinstance(cell, tuple) else cell for name, cell in zip(table.columns, row, strict=True)
        }


def rows_with_choices(
    resolver: Resolver, names: Sequence[str], context: Context, most: int
) -> Iterator[dict[str, object]]:
    """Yield the answers as rows; those in doubt, or without one gene, have the genes that a person may choose."""
    answers, settled = resolver.resolve_list(names, context)
    table = table_of(answers, resolver.reference.stamp, resolver.reference.common_names, settled.species)
    for answer, row in zip(answers, _rows(table), strict=True):
        if row["doubt"] or answer.gene is None:
            row["candidates"] = choice_documents(answer, resolver.reference, most)
        yield row


def _lines(rows: Iterator[dict[str, object]]) -> Iterator[bytes]:
    """Yield rows as lines of JSON, some at a time."""
    part: list[str] = []
    for row in rows:
        part.append(json.dumps(row, ensure_ascii=False))
        if len(part) == _ROWS_OF_A_PART:
            yield "".join(f"{line}\n" for line in part).encode()
            part = []
    yield "".join(f"{line}\n" for line in part).encode()
