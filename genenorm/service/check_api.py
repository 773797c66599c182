"""The API for audits: the bytes of a file, and what is wrong with its names and identifiers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from genenorm.core.errors import MissingExtraError, RecordError, UnknownTaxonError
from genenorm.records.source import ReadOptions
from genenorm.resolver.call_arguments import taxon_ids
from genenorm.resolver.resolver import Resolver
from genenorm.service.annotate_api import BINARY, FILE_BODY, attachment, file_label, file_refusal
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.query_names import refuse_unknown_parameters
from genenorm.service.replies import ChecksReply
from genenorm.service.requests import CheckAsked
from genenorm.service.workers import Workers
from genenorm.verify.pairs.check_file import CheckedFile, check_bytes
from genenorm.verify.pairs.column_roles import ColumnChoice
from genenorm.verify.pairs.verdicts import Trust


def check_api(resolver: Resolver, limits: Limits, workers: Workers) -> APIRouter:
    """Return the route of the API that audits names and identifiers."""
    router = APIRouter(prefix="/api/v1", tags=["files"], dependencies=[Depends(refuse_unknown_parameters)])

    @router.post(
        "/check",
        summary="Return what is wrong with the names and identifiers of a file, or the file corrected",
        openapi_extra=FILE_BODY,
        responses={200: {"model": ChecksReply, "content": {BINARY: {"schema": {"type": "string"}}}}},
    )
    async def check(asked: Annotated[CheckAsked, Query()], request: Request) -> Response:
        taxon_id = _taxon_id(asked.species)
        data = await request.body()
        if not data:
            raise RequestError(422, "the file is empty", "body")
        checked = await workers.run(lambda _deadline: _checked(data, asked, taxon_id))
        if asked.fix:
            name = file_label(asked.filename)
            return Response(checked.fixed(), headers=attachment(name), media_type=BINARY)
        table = checked.table
        findings = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        reply = {"reference": checked.reference, "pairs": checked.pairs, "notes": list(checked.notes)}
        return JSONResponse({**reply, "findings": findings})

    def _taxon_id(species: str) -> int | None:
        try:
            taxa = taxon_ids(resolver.reference, species or None)
        except (UnknownTaxonError, ValueError) as error:
            raise RequestError(422, str(error), "query.species") from error
        return taxa[0] if taxa else None

    def _checked(data: bytes, asked: CheckAsked, taxon_id: int | None) -> CheckedFile:
        name = file_label(asked.filename)
        columns = ColumnChoice(asked.column, tuple(asked.id_column), asked.species_column)
        try:
            options = ReadOptions(largest=limits.body)
            return check_bytes(
                data, name, resolver, options=options, columns=columns, species=taxon_id, trust=Trust(asked.trust)
            )
        except (RecordError, MissingExtraError) as error:
            raise file_refusal(error, name, limits) from error

    return router
