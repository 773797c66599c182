"""The parts of a document that a request asks for, in the form it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentShape:
    """Which fields of a document are returned, and in which form.

    Fields are named by their path: ``ensembl.gene`` is the field ``gene`` of the mapping ``ensembl``.
    """

    fields: tuple[str, ...] | None = None
    """The fields to return; ``None`` means all."""
    dotfield: bool = False
    """Whether nested mappings are replaced by fields with dotted names."""
    always_list: tuple[str, ...] = ()
    """Fields that are lists even if there is one value."""
    allow_null: tuple[str, ...] = ()
    """Fields that are returned as null if the document does not have them."""

    @property
    def roots(self) -> frozenset[str] | None:
        """The top-level fields to return, or ``None`` for all."""
        return None if self.fields is None else frozenset(field.partition(".")[0] for field in self.fields)


def shape_document(document: Mapping[str, object], shape: DocumentShape) -> dict[str, object]:
    """Return the parts of a document that a shape asks for; fields such as ``_id`` are always returned.

    >>> document = {"_id": "2902", "ensembl": {"gene": "ENSG01", "type_of_gene": "x"}, "symbol": "GRIN1"}
    >>> shape = DocumentShape(fields=("ensembl.gene",), dotfield=True, always_list=("ensembl.gene",))
    >>> shape_document(document, shape)
    {'_id': '2902', 'ensembl.gene': ['ENSG01']}
    """
    selected = {
        field: value if field.startswith("_") else _select(value, field, shape.fields)
        for field, value in document.items()
        if field.startswith("_") or _is_wanted(field, shape.fields)
    }
    selected = {field: value for field, value in selected.items() if value is not None}
    for path in shape.allow_null:
        _set_null(selected, path.split("."))
    for path in shape.always_list:
        _make_list(selected, path.split("."))
    return dict(_flatten("", selected)) if shape.dotfield else selected


def _is_wanted(path: str, fields: tuple[str, ...] | None) -> bool:
    """Return whether a field, or a part of it, is among the fields asked for."""
    return fields is None or any(
        field == path or field.startswith(path + ".") or path.startswith(field + ".") for field in fields
    )


def _select(value: object, path: str, fields: tuple[str, ...] | None) -> object:
    """Return the wanted parts of the value at a path; ``None`` if there are none."""
    if not isinstance(value, dict):
        return value
    parts = {key: _select(inner, f"{path}.{key}", fields) for key, inner in value.items()}
    return {key: inner for key, inner in parts.items() if _is_wanted(f"{path}.{key}", fields)} or None


def _set_null(document: dict[str, object], path: list[str]) -> None:
    """Set the field at a path to null if the mapping it belongs to exists and lacks it."""
    head, *rest = path
    if not rest:
        document.setdefault(head, None)
    elif isinstance(inner := document.get(head), dict):
        _set_null(inner, rest)


def _make_list(document: dict[str, object], path: list[str]) -> None:
    """Replace a single value at a path by a list of it, and null by an empty list."""
    head, *rest = path
    inner = document.get(head)
    if rest and isinstance(inner, dict):
        _make_list(inner, rest)
    elif not rest and head in document and not isinstance(inner, list):
        document[head] = [] if inner is None else [inner]


def _flatten(prefix: str, value: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the values of nested mappings with their dotted names."""
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flatten(f"{prefix}{key}.", inner)
        else:
            yield f"{prefix}{key}", inner
