"""The routes of MyGene.info: ``/v3/query``, ``/v3/gene`` and ``/v3/metadata``, for programs that use its client."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genenorm.index.reference import Reference
from genenorm.mygene.server.endpoints import MyGeneService
from genenorm.mygene.server.request_forms import form_fields
from genenorm.service.problems import RequestError
from genenorm.service.workers import Deadline, Workers


def mygene_routes(reference: Reference, workers: Workers) -> APIRouter:
    """Return the routes of MyGene.info, answered from an index."""
    service = MyGeneService(reference)

    async def answer(request: Request) -> Response:
        parameters = dict(parse_qsl(request.url.query, keep_blank_values=True))
        if request.method == "POST":
            try:
                parameters |= form_fields(await request.body(), request.headers.get("Content-Type", ""))
            except (ValueError, RecursionError) as error:
                raise RequestError(400, f"the body cannot be read: {error}") from error

        def work(_deadline: Deadline) -> tuple[int, bytes]:
            reply = service.answer(request.method, request.url.path, parameters)
            return reply.status, json.dumps(reply.body, separators=(",", ":")).encode()

        status, body = await workers.run(work)
        return Response(body, status, media_type="application/json; charset=UTF-8")

    return APIRouter(routes=[Route("/v3/{path:path}", answer, methods=["GET", "POST"])])
