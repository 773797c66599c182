"""Errors of requests as problem details (RFC 9457): a JSON body with the status, a title and what to do.

The routes of MyGene.info have its fields instead, which its clients read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from starlette.responses import Response

PROBLEM_TYPE = "application/problem+json"
MYGENE_PATH = "/v3"
"""What the paths of MyGene.info begin with."""
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class RequestError(Exception):
    """A request that cannot be answered: its HTTP status, and what is wrong with it.

    :param status: the status code, 400 to 599.
    :param detail: what is wrong and what can be done, in one sentence.
    :param location: the part of the request, such as ``names`` or ``query.species``; empty for the whole.
    :param headers: further headers of the response, such as ``Retry-After``.
    """

    def __init__(self, status: int, detail: str, location: str = "", headers: Mapping[str, str] = _NO_HEADERS) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.location = location
        self.headers = headers


def problem_response(problem: RequestError, path: str = "") -> Response:
    """Return the response for a request that cannot be answered, as the clients of its path expect it.

    >>> problem_response(RequestError(413, "too many names")).body
    b'{"type":"about:blank","title":"Request Entity Too Large","status":413,"detail":"too many names"}'
    >>> problem_response(RequestError(404, "no such gene"), "/v3/gene/1").body
    b'{"code":404,"success":false,"error":"no such gene"}'
    """
    if is_mygene(path):
        body: dict[str, object] = {"code": problem.status, "success": False, "error": problem.detail}
        media_type = "application/json; charset=UTF-8"
    else:
        body, media_type = problem_document(problem), PROBLEM_TYPE
    text = json.dumps(body, separators=(",", ":"))
    return Response(text, problem.status, dict(problem.headers), media_type)


def problem_document(problem: RequestError) -> dict[str, object]:
    """Return the problem details for a request that cannot be answered, as a value for JSON."""
    title = HTTPStatus(problem.status).phrase
    body: dict[str, object] = {
        "type": "about:blank", "title": title, "status": problem.status, "detail": problem.detail,
    }  # fmt: skip
    return body | {"location": problem.location} if problem.location else body


def is_mygene(path: str) -> bool:
    """Return whether a path is one of MyGene.info's."""
    return path == MYGENE_PATH or path.startswith(f"{MYGENE_PATH}/")
