"""The parts of a document a request wants, in the form it wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields of a document are wanted, and how they are written."""

    fields: tuple[str, ...] | None = None
    """Dotted field names; ``None`` means all."""
    dotfield: bool = False
    always_list: tuple[str, ...] = ()
    allow_null: tuple[str, ...] = ()

    @property
    def roots(self) -> frozenset[str] | None:
        """The top-level fields wanted, or ``None`` for all."""
        return None if self.fields is None else frozenset(field.partition(".")[0] for field in self.fields)


def shaped(document: Mapping[str, object], shape: Shape) -> dict[str, object]:
    """Return the wanted part of a document; what begins with ``_`` stays.

    >>> document = {"_id": "2902", "ensembl": {"gene": "ENSG01", "type_of_gene": "x"}, "symbol": "GRIN1"}
    >>> shaped(document, Shape(fields=("ensembl.gene",), dotfield=True, always_list=("ensembl.gene",)))
    {'_id': '2902', 'ensembl.gene': ['ENSG01']}
    """
    found = {
        field: value if field.startswith("_") else _part(value, field, shape.fields)
        for field, value in document.items()
        if field.startswith("_") or _wanted(field, shape.fields)
    }
    found = {field: value for field, value in found.items() if value is not None}
    for path in shape.allow_null:
        _null(found, path.split("."))
    for path in shape.always_list:
        _listed(found, path.split("."))
    return dict(_flat("", found)) if shape.dotfield else found


def _wanted(path: str, fields: tuple[str, ...] | None) -> bool:
    return fields is None or any(
        field == path or field.startswith(path + ".") or path.startswith(field + ".") for field in fields
    )


def _part(value: object, path: str, fields: tuple[str, ...] | None) -> object:
    if not isinstance(value, dict):
        return value
    parts = {key: _part(inner, f"{path}.{key}", fields) for key, inner in value.items()}
    return {key: inner for key, inner in parts.items() if _wanted(f"{path}.{key}", fields)} or None


def _null(found: dict[str, object], path: list[str]) -> None:
    head, *rest = path
    if not rest:
        found.setdefault(head, None)
    elif isinstance(inner := found.get(head), dict):
        _null(inner, rest)


def _listed(found: dict[str, object], path: list[str]) -> None:
    head, *rest = path
    inner = found.get(head)
    if rest and isinstance(inner, dict):
        _listed(inner, rest)
    elif not rest and head in found and not isinstance(inner, list):
        found[head] = [] if inner is None else [inner]


def _flat(prefix: str, value: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(f"{prefix}{key}.", inner)
        else:
            yield f"{prefix}{key}", inner
