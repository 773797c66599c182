"""The application: the parts of the service that are wanted, behind its guard."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from enum import Enum
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from genenorm.resolver.resolver import Resolver
from genenorm.service.answers_api import answers_api
from genenorm.service.downloads_api import downloads_api
from genenorm.service.guard import Guard
from genenorm.service.limits import Limits
from genenorm.service.mygene_routes import mygene_routes
from genenorm.service.page_routes import page_routes
from genenorm.service.problems import RequestError, problem_response
from genenorm.service.rows_api import rows_api

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp

_LEAST_FOR_GZIP = 2_048


class Part(Enum):
    """A part of the service; the value is the word of ``genenorm serve --only``."""

    API = "api"
    """The API under ``/api/v1``, with its OpenAPI document."""
    MYGENE = "mygene"
    """The routes of MyGene.info under ``/v3``."""
    PAGE = "page"
    """The page for people at ``/``, with the part of the API that it asks."""


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
    bounds = limits or Limits()
    app = FastAPI(
        title="genenorm",
        version=str(vars(sys.modules["genenorm"])["__version__"]),
        summary="From gene names as people write them to gene identifiers, homology groups and species.",
        openapi_url="/api/v1/openapi.json" if Part.API in parts else None,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(GZipMiddleware, minimum_size=_LEAST_FOR_GZIP)
    if Part.API in parts:
        app.include_router(answers_api(resolver, bounds))
    if Part.PAGE in parts or Part.API in parts:
        app.include_router(rows_api(resolver, bounds))
        app.include_router(downloads_api(resolver, bounds))
    if Part.PAGE in parts:
        if Part.API not in parts:
            app.include_router(answers_api(resolver, bounds))
        app.router.routes.extend(page_routes())
    if Part.MYGENE in parts:
        app.router.routes.extend(mygene_routes(resolver.reference))

    @app.exception_handler(RequestError)
    async def on_problem(_request: Request, error: RequestError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem_response(_of_validation(error))

    @app.exception_handler(HTTPException)
    async def on_http(_request: Request, error: HTTPException) -> Response:
        return problem_response(RequestError(error.status_code, str(error.detail)))

    @app.exception_handler(Exception)
    async def on_fault(_request: Request, _error: Exception) -> Response:
        return problem_response(RequestError(500, "an unexpected error, which is a fault of genenorm"))

    return Guard(app, names, bounds)


def _of_validation(error: RequestValidationError) -> RequestError:
    """Return what is wrong with a request in one sentence, about the first of its faults."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part != "body")
    return RequestError(422, f"{place or 'body'}: {first['msg']}", place)
