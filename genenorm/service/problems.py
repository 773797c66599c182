"""Errors of requests as problem details (RFC 9457): a JSON body with the status, a title and what to do."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

PROBLEM_TYPE = "application/problem+json"


class RequestError(Exception):
    """A request that cannot be answered: its HTTP status, and what is wrong with it.

    :param status: the status code, 400 to 599.
    :param detail: what is wrong and what can be done, in one sentence.
    :param location: the part of the request, such as ``names`` or ``query.species``; empty for the whole.
    """

    def __init__(self, status: int, detail: str, location: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.location = location


def problem_response(problem: RequestError) -> JSONResponse:
    """Return the response for a request that cannot be answered.

    >>> problem_response(RequestError(413, "too many names")).body
    b'{"type":"about:blank","title":"Request Entity Too Large","status":413,"detail":"too many names"}'
    """
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.location:
        body["location"] = problem.location
    return JSONResponse(body, problem.status, media_type=PROBLEM_TYPE)
