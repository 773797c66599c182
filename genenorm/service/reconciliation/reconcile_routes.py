"""The routes of reconciliation under ``/reconcile``: manifest, queries, suggestions, previews and data extension."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from genenorm.core.numbers import whole_number
from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.reconciliation.entities import Entities, Entity
from genenorm.service.reconciliation.entity_candidates import EntityCandidates
from genenorm.service.reconciliation.entity_pages import EntityPages
from genenorm.service.reconciliation.entity_properties import EntityProperties
from genenorm.service.reconciliation.entity_suggestions import suggested_entities, with_beginning
from genenorm.service.reconciliation.manifest import manifest
from genenorm.service.reconciliation.query_forms import read_extension, read_fields, read_queries, read_query
from genenorm.service.workers import Deadline, Workers

ENDPOINT = "/reconcile"
_FORM = "application/x-www-form-urlencoded"
_PAGE, _MOST_SUGGESTED = 10, 100
"""The suggestions of one answer: by default, and at most."""
_LARGEST = 100_000
_Item = TypeVar("_Item")
_ANY_PAGE = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"])
"""Lets pages of other addresses read the answers, which the specification demands; none of them is private."""


def reconcile_routes(resolver: Resolver, limits: Limits, workers: Workers) -> list[Route]:
    """Return the routes of reconciliation, answered by a resolver."""
    service = _Reconciliation(resolver, limits)

    def route(path: str, answer: Callable[[_Received], Response], *methods: str) -> Route:
        async def respond(request: Request) -> Response:
            fields = await _fields(request)
            return await workers.run(lambda deadline: answer(_Received(request, fields, deadline)))

        return Route(ENDPOINT + path, respond, methods=["GET", "OPTIONS", *methods], middleware=[_ANY_PAGE])

    return [
        route("", service.answer, "POST"),
        route("/", service.answer, "POST"),
        route("/suggest/entity", service.suggest_entities),
        route("/suggest/property", service.suggest_properties),
        route("/suggest/type", service.suggest_types),
        route("/flyout/{what}", service.flyout),
        route("/properties", service.proposals),
        route("/preview", service.preview),
        route("/view", service.view),
    ]


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a request: of its address, and of the form in its body."""
    if request.method == "OPTIONS":
        cause = "OPTIONS asks for what a page may do, and needs the headers of such a request"
        raise RequestError(405, cause, headers={"Allow": "GET, POST"})
    fields = read_fields(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("Content-Type", _FORM).partition(";")[0].strip().lower()
        if kind != _FORM:
            raise RequestError(415, f"the body is {kind!r:.60}; send a form ({_FORM}) with the field queries or extend")
        fields |= read_fields(await request.body())
    if "callback" in fields:
        cause = "JSONP is not offered; pages of other addresses can read the answers (CORS)"
        raise RequestError(400, cause, "callback")
    return fields


class _Received(NamedTuple):
    """A request with its fields."""

    request: Request
    fields: Mapping[str, str]
    deadline: Deadline
    """Until when it may be worked on."""


class _Reconciliation:
    """Answers requests for reconciliation."""

    def __init__(self, resolver: Resolver, limits: Limits) -> None:
        self._batch = limits.explained
        self._entities = Entities(resolver.reference)
        self._candidates = EntityCandidates(resolver, self._entities)
        self._properties = EntityProperties(self._entities)
        self._pages = EntityPages(self._entities)

    def answer(self, got: _Received) -> Response:
        """Answer queries, or a query for data extension; without either, return the manifest."""
        fields, check = got.fields, got.deadline.check
        if "queries" in fields:
            return _json(self._candidates.of_batch(read_queries(fields["queries"], self._batch), check))
        if "extend" in fields:
            return _json(self._properties.extension(read_extension(fields["extend"], self._batch), check))
        if "query" in fields:
            return _json({"result": self._candidates.of_query(read_query(fields["query"]))})
        if got.request.method == "POST":
            raise RequestError(400, "the form has no field queries and no field extend")
        base = str(got.request.base_url).rstrip("/")
        return _json(manifest(base, self._entities, self._properties, self._batch))

    # -- suggestions --------------------------------------------------------------------------------------------------

    def suggest_entities(self, got: _Received) -> Response:
        """Return the entities whose names begin with a text."""
        entities = self._entities
        type_id = got.fields.get("type", "")
        found = suggested_entities(entities, _prefix(got.fields), type_id if type_id in entities.types else "")
        items = [
            {
                **entities.value(entity),
                "description": entities.description(entity),
                "notable": [{"id": kind.id, "name": kind.name} for kind in entities.types_of(entity)],
            }
            for entity in _page(found, got.fields)
        ]
        return _json({"result": items})

    def suggest_properties(self, got: _Received) -> Response:
        """Return the properties of which a word begins with a text."""
        prefix = _prefix(got.fields)
        found = [one for one in self._properties.all.values() if with_beginning((one.id, one.name), prefix)]
        items = [{"id": one.id, "name": one.name, "description": one.description} for one in _page(found, got.fields)]
        return _json({"result": items})

    def suggest_types(self, got: _Received) -> Response:
        """Return the types of which a word begins with a text."""
        prefix = _prefix(got.fields)
        found = [one for one in self._entities.types.values() if with_beginning((one.id, one.name), prefix)]
        items = [{**one.document(), "description": one.description} for one in _page(found, got.fields)]
        return _json({"result": items})

    def flyout(self, got: _Received) -> Response:
        """Return a few lines about an entity, property or type."""
        identifier = _identifier(got.fields)
        what = got.request.path_params["what"]
        if what == "entity":
            html = self._pages.flyout(self._entity(identifier))
        elif what == "type" and (kind := self._entities.types.get(identifier)) is not None:
            html = self._pages.lines(kind.name, kind.id, kind.description)
        elif what == "property" and (found := self._properties.all.get(identifier)) is not None:
            html = self._pages.lines(found.name, found.id, found.description)
        else:
            raise RequestError(404, f"no {what[:20]} {identifier!r:.60}", "id")
        return _json({"id": identifier, "html": html})

    # -- data extension, previews -------------------------------------------------------------------------------------

    def proposals(self, got: _Received) -> Response:
        """Return the properties to fetch for a type."""
        type_id = got.fields.get("type", "")
        found = self._properties.of_type(type_id)
        limit = _number(got.fields, "limit", len(found))
        body: dict[str, object] = {"type": type_id}
        if "limit" in got.fields:
            body["limit"] = limit
        return _json({**body, "properties": [{"id": one.id, "name": one.name} for one in found[:limit]]})

    def preview(self, got: _Received) -> Response:
        """Return a page about an entity that other pages may show in a frame: it has nothing to click but links."""
        return self._page(got.fields, "frame-ancestors *")

    def view(self, got: _Received) -> Response:
        """Return a page about an entity."""
        return self._page(got.fields, "frame-ancestors 'none'")

    def _page(self, fields: Mapping[str, str], frame_ancestors: str) -> Response:
        page = self._pages.page(self._entity(_identifier(fields)))
        return HTMLResponse(page, headers={"Content-Security-Policy": self._pages.content_policy(frame_ancestors)})

    def _entity(self, identifier: str) -> Entity:
        found = self._entities.find(identifier)
        if found is None:
            raise RequestError(404, f"no entity {identifier!r:.60} in the index", "id")
        return found


def _json(body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), media_type="application/json")


def _prefix(fields: Mapping[str, str]) -> str:
    prefix = fields.get("prefix", "")
    if len(prefix) > 1_000:
        raise RequestError(400, "prefix: at most 1,000 characters", "prefix")
    return prefix


def _identifier(fields: Mapping[str, str]) -> str:
    if not fields.get("id"):
        raise RequestError(400, "the address needs the field id", "id")
    return fields["id"]


def _page(found: Sequence[_Item], fields: Mapping[str, str]) -> Sequence[_Item]:
    start = _number(fields, "cursor", 0)
    return found[start : start + min(_number(fields, "limit", _PAGE), _MOST_SUGGESTED)]


def _number(fields: Mapping[str, str], name: str, default: int) -> int:
    given = fields.get(name, "")
    number = whole_number(given) if given else default
    if number is None or not 0 <= number <= _LARGEST:
        raise RequestError(400, f"{name} is {given!r:.60}; it may be 0 to {_LARGEST:,}", name)
    return number
