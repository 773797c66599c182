"""The OpenAPI document of the API: what FastAPI finds in the routes, and the refusals that all of them share."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from genenorm.service.problems import PROBLEM_TYPE, RequestError, problem_document
from genenorm.service.replies import Problem

_DESCRIPTION = """Names of genes as people write them, to gene identifiers, homology groups and species.

Lists are sent as JSON, files as their bytes. A request that cannot be answered gets problem details (RFC 9457), whose
`detail` says what is wrong and what to do. Bodies may be sent with `Content-Encoding: gzip`, and answers are compressed
for clients that accept it. The service keeps nothing between requests."""
_PROBLEM: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
_ALWAYS = (
    RequestError(400, "the header Host is missing or empty"),
    RequestError(403, "this service does not answer as 'genes.example'; start it with --allow-host NAME"),
    RequestError(414, "a path may have 8,192 characters at most; send long lists in a body"),
    RequestError(500, "an unexpected error, which is a fault of genenorm"),
)
_OF_INPUT = (
    RequestError(413, "200,000 names; a request may have 100,000 at most", "names"),
    RequestError(422, "unknown species 'unicorn'; known are: human, mouse", "species"),
    RequestError(503, "too many requests are being worked on; try again in a moment"),
)
_OF_BODY = (RequestError(415, "a body with the encoding 'br' cannot be read; send it with gzip or as it is"),)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, which is made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=_DESCRIPTION,
            routes=app.routes,
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Problem"] = Problem.model_json_schema()
        for path in document["paths"].values():
            for operation in path.values():
                _add_problems(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _add_problems(operation: dict[str, Any]) -> None:
    has_body = "requestBody" in operation
    takes_input = has_body or operation.get("parameters")
    problems = (*_ALWAYS, *(_OF_INPUT if takes_input else ()), *(_OF_BODY if has_body else ()))
    for problem in sorted(problems, key=lambda problem: problem.status):
        document = problem_document(problem)
        operation["responses"][str(problem.status)] = {
            "description": document["title"],
            "content": {PROBLEM_TYPE: {"schema": _PROBLEM, "example": document}},
        }
    operation["responses"] = dict(sorted(operation["responses"].items()))
