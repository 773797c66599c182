"""What requests for reconciliation have in them, checked as they arrive."""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    TypeAdapter,
    ValidationError,
)

from genenorm.service.problems import RequestError

MOST_CANDIDATES = 1_000
"""The most candidates that a query can ask for."""
_MOST_PARTS = 100
"""The most types or properties of a query, values of a property, and fields of a form."""
_LONGEST_SHOWN = 60
_Text = Annotated[str, Field(max_length=1 << 16)]


def _whole(value: object) -> object:
    """Return a JSON number without a fraction as an integer; what is no number stays, and is refused."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole: TypeAlias = Annotated[StrictInt, BeforeValidator(_whole)]
"""A JSON number without a fraction."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ReconciledValue(_Part):
    """A cell that was reconciled itself."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    id: _Text
    name: _Text = ""


Value: TypeAlias = _Text | StrictBool | StrictInt | StrictFloat | ReconciledValue


class PropertyValues(_Part):
    """A property with the values that a row has for it."""

    pid: _Text
    v: Value | Annotated[list[Value], Field(max_length=_MOST_PARTS)]

    def texts(self) -> list[str]:
        """Return the values as texts, without empty ones.

        >>> PropertyValues(pid="gene_id", v=[2902.0, " MGI:95819", ""]).texts()
        ['2902', 'MGI:95819']
        """
        values = self.v if isinstance(self.v, list) else [self.v]
        return [text for value in values if (text := _text_of(value))]


class ReconciliationQuery(_Part):
    """A query: the text of a cell, and what else its row has."""

    query: Annotated[str, Field(max_length=8192)] = ""
    type: _Text | Annotated[list[_Text], Field(max_length=_MOST_PARTS)] = []
    limit: Annotated[Whole, Field(ge=1, le=MOST_CANDIDATES)] = 10
    properties: Annotated[list[PropertyValues], Field(max_length=_MOST_PARTS)] = []
    type_strict: Literal["any", "should", "all"] = "should"

    @property
    def types(self) -> tuple[str, ...]:
        """The ids of the types; empty when any type will do."""
        return (self.type,) if isinstance(self.type, str) else tuple(self.type)


class ExtensionProperty(_Part):
    """A property to fetch, with its settings."""

    id: _Text
    settings: dict[str, _Text | StrictBool | StrictInt | StrictFloat | None] | None = None


class ExtensionQuery(_Part):
    """The entities and the properties of them that are asked for."""

    ids: list[_Text]
    properties: Annotated[list[ExtensionProperty], Field(max_length=_MOST_PARTS)]


_SEVERAL_FORMS = {
    "type": "the id of a type was expected, or a list of them",
    "v": f"a text, a number or a cell with an id was expected, or a list of {_MOST_PARTS} at most",
    "settings": "texts and numbers by the names of the settings were expected",
}
"""What is expected where a value may have several forms, by the name of its field."""
_PLAIN_FAULTS = {"extra_forbidden": "there is no such field", "missing": "the field is missing"}
"""What is said of some faults, by the type that pydantic gives them."""
_Read = TypeVar("_Read")
_QUERIES = TypeAdapter(dict[str, ReconciliationQuery])
_QUERY = TypeAdapter(ReconciliationQuery)
_EXTENSION = TypeAdapter(ExtensionQuery)


def read_queries(text: str, most: int) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch by their keys; raises RequestError for another text, or more than ``most``.

    >>> read_queries('{"q0": {"query": "GRIN1", "limit": 3}}', 10)["q0"].limit
    3
    """
    queries = _read(_QUERIES, text, "queries")
    check_count("queries", len(queries), most)
    for key, query in queries.items():
        _check_query(query, f"queries.{_shown(key)}")
    return queries


def _check_query(query: ReconciliationQuery, place: str) -> None:
    # A cell may be empty, and has no candidates then: the other cells of the batch are answered all the same.
    if "query" not in query.model_fields_set and not query.properties:
        raise RequestError(400, f"{place}: a query needs the field query or properties", "queries")
    values = sum(len(given.v) if isinstance(given.v, list) else 1 for given in query.properties)
    if values > _MOST_PARTS:
        cause = f"{place}: {values:,} values of properties; a query may have {_MOST_PARTS} at most"
        raise RequestError(400, cause, "queries")


def read_query(text: str) -> ReconciliationQuery:
    """Return a single query, which is JSON or the name alone, as version 0.1 has it.

    >>> read_query("GRIN1").query, read_query('{"query": "GRIN1", "type": "gene"}').types
    ('GRIN1', ('gene',))
    """
    if not text.strip():
        raise RequestError(400, "query: a name or a query in JSON was expected", "query")
    query = _read(_QUERY, text if text.lstrip().startswith("{") else json.dumps({"query": text}), "query")
    _check_query(query, "query")
    return query


def read_extension(text: str, most: int) -> ExtensionQuery:
    """Return a query for data extension; raises RequestError for another text, or for more than ``most`` ids."""
    query = _read(_EXTENSION, text, "extend")
    check_count("ids", len(query.ids), most)
    return query


def read_fields(encoded: bytes | str) -> dict[str, str]:
    """Return the fields of a form or of the query of an address; raises RequestError for what is none.

    >>> read_fields(b"queries=%7B%7D&x=")
    {'queries': '{}', 'x': ''}
    """
    try:
        text = encoded.decode() if isinstance(encoded, bytes) else encoded
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARTS)
    except ValueError as error:
        raise RequestError(400, f"the fields of the request cannot be read: {error}") from error
    return dict(pairs)


def check_count(what: str, count: int, most: int) -> None:
    """Raise RequestError when there are more than ``most`` of something."""
    if count > most:
        raise RequestError(413, f"{count:,} {what}; a request may have {most:,} at most", what)


def _read(adapter: TypeAdapter[_Read], text: str, field: str) -> _Read:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        parts, what = [_shown(str(part)) for part in first["loc"]], first["msg"]
        what = _PLAIN_FAULTS.get(first["type"], what)
        for name, allowed in _SEVERAL_FORMS.items():
            if name in parts[1:]:  # what follows names a form that the value might have had
                parts, what = parts[: parts.index(name, 1) + 1], allowed
        raise RequestError(400, f"{'.'.join((field, *parts))}: {_shown(what, 200)}", field) from error


def _text_of(value: Value) -> str:
    if isinstance(value, ReconciledValue):
        return value.id.strip() or value.name.strip()
    if isinstance(value, bool):
        return ""
    return str(_whole(value)).strip()


def _shown(text: str, most: int = _LONGEST_SHOWN) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
