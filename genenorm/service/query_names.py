"""The names of query parameters: those that a route does not have are refused, since to ignore one changes answers."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from fastapi import Request

from genenorm.service.problems import RequestError


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise RequestError for a query parameter that the route of a request does not have; a dependency of routers."""
    if not request.query_params:
        return
    known = sorted(set(_names(request.scope["route"].dependant)))
    if unknown := next((name for name in request.query_params if name not in known), None):
        raise RequestError(422, f"query.{unknown}: {_way_out(unknown, known)}", f"query.{unknown}")


def _names(dependant: Any) -> Iterator[str]:
    """Yield the names of the query parameters of a route, those of a model of several each."""
    for parameter in dependant.query_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        if fields is None:
            yield parameter.alias
        else:
            yield from (field.alias or name for name, field in fields.items())


def _way_out(unknown: str, known: list[str]) -> str:
    """Return what to do about an unknown parameter.

    >>> _way_out("specie", ["name", "species"]), _way_out("x", [])
    ('there is no such parameter; did you mean species?', 'this request has no query parameters; send it in the body')
    """
    if not known:
        return "this request has no query parameters; send it in the body"
    if close := get_close_matches(unknown, known, n=1):
        return f"there is no such parameter; did you mean {close[0]}?"
    return f"there is no such parameter; there are: {', '.join(known)}"
