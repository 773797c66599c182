"""The API about the service itself: what the index has, whether it answers, and its documentation as a page."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, FastAPI
from jinja2 import Environment
from starlette.responses import HTMLResponse, JSONResponse, Response

from genenorm.index.reference import Reference
from genenorm.service.replies import HealthReply, ReferenceReply


def about_api(reference: Reference) -> APIRouter:
    """Return the routes about an index and the service."""
    router = APIRouter(prefix="/api/v1", tags=["service"])

    @router.get(
        "/reference",
        summary="Return what the index has",
        responses={200: {"model": ReferenceReply, "description": "The index, its sources and its species."}},
    )
    async def reference_info() -> Response:
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

    @router.get(
        "/health",
        summary="Tell that the service answers",
        responses={200: {"model": HealthReply, "description": "The service answers."}},
    )
    async def health() -> Response:
        return JSONResponse({"status": "ok", "reference": reference.stamp})

    return router


def docs_routes(app: FastAPI) -> APIRouter:
    """Return the routes of the page that shows the document of an application."""
    folder = files("genenorm.service") / "docs_page"
    router = APIRouter(prefix="/api/v1", include_in_schema=False)

    @router.get("/docs")
    async def docs() -> Response:
        template = (folder / "docs.html.jinja").read_text(encoding="utf-8")
        page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
        return HTMLResponse(page.render(document=app.openapi()))

    @router.get("/docs.css")
    async def style() -> Response:
        return Response((folder / "docs.css").read_bytes(), media_type="text/css")

    return router
