"""The application: the parts of the service that are wanted, behind its guard."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Match

from genenorm.resolver.resolver import Resolver
from genenorm.service.about_api import about_api, docs_routes
from genenorm.service.annotate_api import annotate_api
from genenorm.service.answers_api import answers_api
from genenorm.service.downloads_api import downloads_api
from genenorm.service.guard import Guard
from genenorm.service.limits import Limits
from genenorm.service.mygene_routes import mygene_routes
from genenorm.service.openapi import openapi_document
from genenorm.service.page_routes import page_routes
from genenorm.service.problems import RequestError, problem_response
from genenorm.service.rows_api import rows_api
from genenorm.service.workers import Workers

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Scope

_LEAST_FOR_GZIP, _GZIP_LEVEL = 2_048, 4
"""The bytes from which on answers are compressed, and how: a higher level takes long, and makes few bytes fewer."""


class Part(Enum):
    """A part of the service; the value is the word of ``genenorm serve --only``."""

    API = "api"
    """The API under ``/api/v1``, with its OpenAPI document."""
    MYGENE = "mygene"
    """The routes of MyGene.info under ``/v3``."""
    PAGE = "page"
    """The page for people at ``/``, with the API that it asks."""


ALL_PARTS = frozenset(Part)


def application(
    resolver: Resolver,
    parts: Collection[Part] = ALL_PARTS,
    *,
    names: Iterable[str] = (),
    limits: Limits | None = None,
) -> ASGIApp:
    """Return the service as an ASGI application, for ``genenorm serve`` and for any other ASGI server.

    :param resolver: answers the names; its index stays open.
    :param parts: the parts that are served; all by default.
    :param names: the names by which clients call the service, besides addresses and ``localhost``.
    :param limits: the bounds of requests.

    >>> from genenorm import Reference
    >>> app = application(Resolver(Reference.open()), {Part.API})
    >>> callable(app)
    True
    """
    if Part.PAGE in parts:
        parts = {*parts, Part.API}
    bounds = limits or Limits()
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
        routers += [about_api(reference), docs_routes(app)]
    if Part.PAGE in parts:
        routers.append(page_routes())
    if Part.MYGENE in parts:
        routers.append(mygene_routes(resolver.reference, workers))
    for router in routers:
        app.include_router(router)
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
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(routes, request.scope))
        return problem_response(RequestError(error.status_code, str(error.detail), headers=headers), request.url.path)

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
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return RequestError(400, f"the body is no JSON: {first['ctx']['error']}", "body")
    place = ".".join(str(part) for part in first["loc"] if part != "body")
    return RequestError(422, f"{place or 'body'}: {first['msg']}", place)
