"""The routes of the page: its files, which are part of the package and need nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "txt": "text/plain", "svg": "image/svg+xml"}
START = "index.html"
"""The file that ``/`` gives."""


class _PageFile(NamedTuple):
    content: bytes
    media_type: str
    tag: str


def page_routes() -> APIRouter:
    """Return the routes of the page: ``/``, and a route for each of its other files under ``/page``.

    >>> sorted(route.path for route in page_routes().routes)[:2]
    ['/', '/page/address.js']
    """
    router = APIRouter(include_in_schema=False)
    for name, file in _files().items():
        router.add_api_route("/" if name == START else f"/page/{name}", _answer(file), methods=["GET"])
    return router


def _files() -> dict[str, _PageFile]:
    folder = files("genenorm.service").joinpath("page")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if (media_type := _TYPES.get(file.name.rpartition(".")[2])) is not None:
            content = file.read_bytes()
            tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            found[file.name] = _PageFile(content, media_type, tag)
    return found


def _answer(file: _PageFile) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        headers = {"ETag": file.tag, "Cache-Control": "no-cache"}  # asked for again, and sent if it has changed
        if request.headers.get("If-None-Match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.content, media_type=file.media_type, headers=headers)

    return answer
