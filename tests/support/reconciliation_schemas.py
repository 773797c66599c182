"""JSON schemas for the documents of the Reconciliation Service API 0.2, written from the text of its specification.

They demand at least what the text does; responses may have no fields that it does not name, and no field may be empty
that it calls non-empty. Each is accompanied by documents that are valid and invalid by the text.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_URL: Schema = {"type": "string", "format": "uri", "pattern": "^https?://[^ ]+$"}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema, **more: object) -> Schema:
    return {"type": "array", "items": items, **more}


_NAMED = _object({"id": _TEXT, "name": _TEXT})
_TYPE = _object({"id": _TEXT, "name": _TEXT}, {"description": {"type": "string"}, "broader": _list(_NAMED)})
_TEMPLATE: Schema = {"type": "string", "pattern": r"^https?://[^ ]*\{\{id\}\}[^ ]*$"}
_PLACE = _object({"service_url": _URL, "service_path": {"type": "string", "pattern": "^/[^?]*$"}})
_SUGGEST = _object(
    {"service_url": _URL, "service_path": {"type": "string", "pattern": "^/"}},
    {"flyout_service_url": _URL, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)


def _setting(kind: str, default: str) -> Schema:
    fields: Schema = {"name": _TEXT, "label": _TEXT, "type": {"const": kind}}
    if kind == "select":
        fields["choices"] = _list(_object({"value": {"type": "string"}, "name": _TEXT}), minItems=1)
    return _object(fields, {"default": {"type": default}, "help_text": _TEXT})


_SETTINGS = (("number", "number"), ("text", "string"), ("checkbox", "boolean"), ("select", "string"))

MANIFEST = _object(
    {
        "versions": _list(_TEXT, contains={"const": "0.2"}),
        "name": _TEXT,
        "identifierSpace": _URL,
        "schemaSpace": _URL,
    },
    {
        "defaultTypes": _list(_TYPE, uniqueItems=True),
        "documentation": _URL,
        "logo": _URL,
        "serviceVersion": _TEXT,
        "view": _object({"url": _TEMPLATE}),
        "feature_view": _object({"url": _TEMPLATE}),
        "preview": _object({"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _SUGGEST, "property": _SUGGEST, "type": _SUGGEST}),
        "extend": _object(
            {},
            {
                "propose_properties": _PLACE,
                "property_settings": _list({"oneOf": [_setting(kind, default) for kind, default in _SETTINGS]}),
            },
        ),
        "batchSize": {"type": "integer", "minimum": 1},
    },
)

_VALUE: Schema = {
    "oneOf": [
        {"type": "string"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "object", "properties": {"id": _TEXT, "name": {"type": "string"}}, "required": ["id"]},
    ]
}
_QUERY = _object(
    {},
    {
        "query": _TEXT,
        "type": {"oneOf": [_TEXT, _list(_TEXT)]},
        "limit": {"type": "integer", "minimum": 1},
        "properties": _list(_object({"pid": _TEXT, "v": {"oneOf": [_VALUE, _list(_VALUE)]}})),
        "type_strict": {"enum": ["should", "all", "any"]},
    },
)
QUERIES: Schema = {
    "type": "object",
    "additionalProperties": {
        **_QUERY,
        "anyOf": [{"required": ["query"]}, {"required": ["properties"], "properties": {"properties": {"minItems": 1}}}],
    },
}
_CANDIDATE = _object(
    {"id": _TEXT, "name": _TEXT, "type": _list(_NAMED), "score": {"type": "number"}, "match": {"type": "boolean"}},
    {
        "description": {"type": "string"},
        "features": _list(_object({"id": _TEXT, "value": {"type": ["boolean", "number"]}}), uniqueItems=True),
    },
)
RESULTS: Schema = {"type": "object", "additionalProperties": _object({"result": _list(_CANDIDATE)})}

_SUGGESTION = {"description": {"type": "string"}}
ENTITIES = _object({"result": _list(_object({"id": _TEXT, "name": _TEXT}, {**_SUGGESTION, "notable": _list(_NAMED)}))})
PROPERTIES = _object({"result": _list(_object({"id": _TEXT, "name": _TEXT}, _SUGGESTION))})
TYPES = _object({"result": _list(_TYPE)})
FLYOUT = _object({"id": _TEXT, "html": _TEXT})
PROPOSALS = _object({"properties": _list(_NAMED), "type": {"type": "string"}}, {"limit": {"type": "integer"}})

EXTENSION_QUERY = _object(
    {"ids": _list(_TEXT), "properties": _list(_object({"id": _TEXT}, {"settings": {"type": "object"}}))}
)
EXTENSION = _object(
    {
        "meta": _list(_object({"id": _TEXT, "name": _TEXT}, {"type": _NAMED, "service": _URL})),
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": _list(
                    {
                        "oneOf": [
                            _object({}),
                            _object({"id": _TEXT, "name": _TEXT}, {"description": {"type": "string"}}),
                            _object({"str": {"type": "string"}}),
                            _object({"float": {"type": "number"}}),
                            _object({"int": {"type": "integer"}}),
                            _object({"bool": {"type": "boolean"}}),
                            _object({"date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}}),
                        ]
                    }
                ),
            },
        },
    }
)

_LEAST = {"versions": ["0.2"], "name": "n", "identifierSpace": "http://i.example/", "schemaSpace": "http://s.example/"}
VALID_QUERIES: list[Any] = [
    {"q0": {"query": "GRIN1"}},
    {
        "q0": {
            "query": "GRIN1", "type": ["gene/9606", "family"], "limit": 2, "type_strict": "any",
            "properties": [{"pid": "species", "v": "human"}, {"pid": "gene_id", "v": [2902, {"id": "NCBIGene:2902"}]}],
        },
        "q1": {"query": "p53", "type": "homology-group", "type_strict": "should"},
    },
    {"q0": {"properties": [{"pid": "gene_id", "v": 2902}]}},
    {"q0": {"query": "GRIN1", "type": "person", "properties": [{"pid": "profession", "v": ["a", {"id": "b"}]}]}},
    {"a key, \u00e9 and more": {"query": "Grin1", "properties": []}},
    {"q0": {"query": "Grin1", "properties": [{"pid": "text", "v": {"id": "x", "name": "y", "more": 1}}]}},
    {},
]  # fmt: skip
INVALID_QUERIES: list[Any] = [
    [{"query": "GRIN1"}],
    {"q0": []},
    {"q0": {}},
    {"q0": "GRIN1"},
    {"q0": {"type": "gene"}},
    {"q0": {"properties": []}},
    {"q0": {"query": ["GRIN1"]}},
    {"q0": {"query": "GRIN1", "limit": "3"}},
    {"q0": {"query": "GRIN1", "limit": 0}},
    {"q0": {"query": "GRIN1", "limit": 1.5}},
    {"q0": {"query": "GRIN1", "type": {"id": "gene"}}},
    {"q0": {"query": "GRIN1", "type_strict": "maybe"}},
    {"q0": {"query": "GRIN1", "types": ["gene"]}},
    {"q0": {"query": "GRIN1", "properties": {"pid": "species", "v": "human"}}},
    {"q0": {"query": "GRIN1", "properties": [{"p": "species", "v": "human"}]}},
    {"q0": {"query": "GRIN1", "properties": [{"pid": "species"}]}},
    {"q0": {"query": "GRIN1", "properties": [{"pid": "species", "v": None}]}},
    {"q0": {"query": "GRIN1", "properties": [{"pid": "species", "v": {"name": "human"}}]}},
    {"q0": {"query": "GRIN1", "properties": [{"pid": "species", "v": [["human"]]}]}},
]
VALID_EXTENSION_QUERIES: list[Any] = [
    {"ids": ["NCBIGene:2902"], "properties": [{"id": "symbol"}]},
    {"ids": [], "properties": []},
    {"ids": ["NCBIGene:2902"], "properties": [{"id": "orthologs", "settings": {"species": "mouse", "limit": 1}}]},
    {"ids": ["10662041X"], "properties": [{"id": "occupation", "settings": {"limit": "5", "content": "id"}}]},
]
INVALID_EXTENSION_QUERIES: list[Any] = [
    [],
    {"ids": ["NCBIGene:2902"]},
    {"properties": [{"id": "symbol"}]},
    {"ids": "NCBIGene:2902", "properties": [{"id": "symbol"}]},
    {"ids": [2902], "properties": [{"id": "symbol"}]},
    {"ids": ["NCBIGene:2902"], "properties": ["symbol"]},
    {"ids": ["NCBIGene:2902"], "properties": [{"pid": "symbol"}]},
    {"ids": ["NCBIGene:2902"], "properties": [{"id": "orthologs", "settings": ["mouse"]}]},
]
_ROW = {"id": "a", "name": "A", "type": [{"id": "t", "name": "T"}], "score": 1, "match": False}
EXAMPLES: list[tuple[Schema, list[Any], list[Any]]] = [
    (
        MANIFEST,
        [
            _LEAST,
            {**_LEAST, "view": {"url": "http://v.example/{{id}}"}, "batchSize": 50},
            {**_LEAST, "suggest": {"type": {"service_url": "http://s.example", "service_path": "/type?key=k"}}},
        ],
        [
            *({field: value for field, value in _LEAST.items() if field != left_out} for left_out in _LEAST),
            {**_LEAST, "versions": ["0.1"]},
            {**_LEAST, "view": {"url": "http://v.example/id"}},
            {**_LEAST, "documentation": {"url": "http://d.example/"}},
            {**_LEAST, "preview": {"url": "http://p.example/{{id}}"}},
            {**_LEAST, "extend": {"property_settings": [{"name": "n", "label": "l", "type": "select"}]}},
        ],
    ),
    (QUERIES, VALID_QUERIES, INVALID_QUERIES),
    (
        RESULTS,
        [{}, {"q0": {"result": []}}, {"q0": {"result": [{**_ROW, "features": [{"id": "f", "value": 0.5}]}]}}],
        [
            {"q0": []},
            {"q0": {}},
            {"q0": {"result": [{**_ROW, "score": "1"}]}},
            {"q0": {"result": [{**_ROW, "id": ""}]}},
            {"q0": {"result": [{**_ROW, "type": "t"}]}},
        ],
    ),
    (EXTENSION_QUERY, VALID_EXTENSION_QUERIES, INVALID_EXTENSION_QUERIES),
    (
        EXTENSION,
        [{"meta": [{"id": "a", "name": "A"}], "rows": {"x": {"a": [{"str": "1"}, {"id": "y", "name": "Y"}, {}]}}}],
        [
            {"rows": {}},
            {"meta": [], "rows": []},
            {"meta": [], "rows": {"x": {"a": {"str": "1"}}}},
            {"meta": [], "rows": {"x": {"a": ["1"]}}},
            {"meta": [], "rows": {"x": {"a": [{"str": "1", "int": 1}]}}},
        ],
    ),
]
"""Schemas with documents that are valid and invalid by each."""
