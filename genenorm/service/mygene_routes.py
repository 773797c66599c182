"""The routes of MyGene.info: ``/v3/query``, ``/v3/gene`` and ``/v3/metadata``, for programs that use its client."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genenorm.index.reference import Reference
from genenorm.mygene.server.endpoints import MyGeneService, ServiceReply
from genenorm.mygene.server.request_forms import form_fields


def mygene_routes(reference: Reference) -> list[Route]:
    """Return the routes of MyGene.info, answered from an index."""
    service = MyGeneService(reference)

    async def answer(request: Request) -> Response:
        parameters = dict(parse_qsl(request.url.query, keep_blank_values=True))
        if request.method == "POST":
            try:
                parameters |= form_fields(await request.body(), request.headers.get("Content-Type", ""))
            except (ValueError, RecursionError) as error:
                return _response(_refusal(400, f"the body cannot be read: {error}"))
        return _response(await run_in_threadpool(service.answer, request.method, request.url.path, parameters))

    return [Route("/v3/{path:path}", answer, methods=["GET", "POST"])]


def _response(reply: ServiceReply) -> Response:
    body = json.dumps(reply.body, separators=(",", ":"))
    return Response(body, reply.status, media_type="application/json; charset=UTF-8")


def _refusal(status: int, error: str) -> ServiceReply:
    return ServiceReply(status, {"code": status, "success": False, "error": error})
