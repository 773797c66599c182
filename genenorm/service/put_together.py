"""The parts of the service put together: their routes, their document, and errors as problem details."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Match

from genenorm.core.errors import ReferenceFileError
from genenorm.resolver.resolver import Resolver
from genenorm.service.about_api import about_api, docs_routes
from genenorm.service.annotate_api import annotate_api
from genenorm.service.answers_api import answers_api
from genenorm.service.application import Part
from genenorm.service.check_api import check_api
from genenorm.service.downloads_api import downloads_api
from genenorm.service.guard import Guard
from genenorm.service.limits import Limits
from genenorm.service.mygene_routes import mygene_routes
from genenorm.service.openapi import openapi_document
from genenorm.service.page_routes import page_routes
from genenorm.service.problems import RequestError, is_mygene, problem_response
from genenorm.service.reconciliation.reconcile_routes import reconcile_routes
from genenorm.service.rows_api import rows_api
from genenorm.service.workers import Workers

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Scope

_NO_OBJECT = ("missing", "model_attributes_type", "model_type", "dict_type")
"""The kinds of faults of a body that is none, or no JSON object, as pydantic has them."""
_LEAST_FOR_GZIP, _GZIP_LEVEL = 2_048, 4
"""The bytes from which on answers are compressed, and how: a higher level takes long, and makes few bytes fewer."""


def put_together(resolver: Resolver, parts: Collection[Part], names: Iterable[str], bounds: Limits) -> ASGIApp:
    """Return the application of some parts; see ``application`` for the parameters."""
    if Part.PAGE in parts:
        parts = {*parts, Part.API}
    workers = Workers(bounds)
    app = FastAPI(
        title="genenorm",
        version=str(vars(sys.modules["genenorm"])["__version__"]),
        summary="From gene names as people write them to gene identifiers, homology groups and species.",
        openapi_url="/api/v1/openapi.json" if Part.API in parts else None,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(GZipMiddleware, minimum_size=_LEAST_FOR_GZIP, compresslevel=_GZIP_LEVEL)
    routers = []
    if Part.API in parts:
        reference = resolver.reference
        routers += [answers_api(resolver, bounds, workers), annotate_api(reference, app.version, bounds, workers)]
        routers += [rows_api(resolver, bounds, workers), downloads_api(resolver, bounds, workers)]
        routers += [check_api(resolver, bounds, workers), about_api(reference), docs_routes(app)]
    if Part.PAGE in parts:
        routers.append(page_routes())
    if Part.MYGENE in parts:
        routers.append(mygene_routes(resolver.reference, workers))
    for router in routers:
        app.include_router(router)
    if Part.RECONCILE in parts:
        app.router.routes.extend(reconcile_routes(resolver, bounds, workers))
    routes = [*(route for router in routers for route in router.routes), *app.routes]
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]

    @app.exception_handler(RequestError)
    async def on_problem(request: Request, error: RequestError) -> Response:
        return problem_response(error, request.url.path)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        return problem_response(_of_validation(error), request.url.path)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        detail = str(error.detail)
        if isinstance(error.__cause__, (ValueError, RecursionError)):  # FastAPI says no more of such a body
            detail = "the body cannot be read: it is no JSON in UTF-8, or it is nested too deeply"
        path, has_docs = request.url.path, Part.API in parts and not is_mygene(request.url.path)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(routes, request.scope))
            if not is_mygene(path):  # whose clients know the words of HTTP
                detail = f"{request.method} is no method of this path; its methods are {headers['Allow']}"
        elif error.status_code == HTTPStatus.NOT_FOUND and has_docs:
            detail = "there is nothing at this path; what there is, is at /api/v1/docs"
        return problem_response(RequestError(error.status_code, detail, headers=headers), path)

    @app.exception_handler(ReferenceFileError)
    async def on_index(request: Request, _error: ReferenceFileError) -> Response:
        cause = "the reference index is damaged or was changed while in use; start the server again"
        return problem_response(RequestError(503, cause), request.url.path)

    @app.exception_handler(Exception)
    async def on_fault(request: Request, _error: Exception) -> Response:
        cause = "an unexpected error, which is a fault of genenorm"
        return problem_response(RequestError(500, cause), request.url.path)

    return Guard(app, names, bounds)


def _methods(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Return the methods of a path, of all routes that it has."""
    found: set[str] = set()
    for route in routes:
        if route.matches(scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return sorted(found | {"HEAD"} if "GET" in found else found)


def _of_validation(error: RequestValidationError) -> RequestError:
    """Return what is wrong with a request in one sentence, about the first of its faults."""
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        return RequestError(400, f"the body is no JSON: {faults[0]['ctx']['error']}", "body")
    place = _place(faults[0])
    fault = [fault for fault in faults if _place(fault) == place][-1]  # of several forms of a value, the last has most
    if not place and fault["type"] in _NO_OBJECT:
        return RequestError(422, "the body must be a JSON object, sent with Content-Type: application/json", "body")
    return RequestError(422, f"{place or 'body'}: {fault['msg']}", place)


def _place(fault: dict[str, Any]) -> str:
    """Return the part of the request that a fault is in, without the name of the form that a value was tried in."""
    parts = takewhile(lambda part: isinstance(part, int) or part.isidentifier(), fault["loc"])
    return ".".join(str(part) for part in parts if part != "body")
