"""What ``genenorm reference info`` prints: an index's origin, coverage and sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from genenorm.cli.output.terminal_table import layout
from genenorm.index.reference import Reference

_FACTS = ("schema", "profile", "build_date", "content_hash")
_TABLES = ("genes", "names", "groups", "families", "ids")
_COVERAGE = ("species", "taxon_id", "genes", "gene_id", "ensembl_id", "group", "symbols_from")
_PACKAGES = ("package", "version", "licence", "sha256")
_FILES = ("release", "species", "use", "read", "kept", "dropped", "package", "file")


def as_text(reference: Reference) -> str:
    """Return the report as text for people."""
    return "\n".join(_lines(reference))


def _lines(reference: Reference) -> Iterator[str]:
    meta = reference.meta
    yield f"index         {reference.path}"
    yield f"stamp         {reference.stamp}"
    for key in _FACTS:
        yield f"{key.replace('_', ' '):<13} {meta.get(key, 'not recorded')}"
    for table in _TABLES:
        yield f"{table:<13} {reference.count(table):,}"
    sources = _sources(reference)
    yield from _table("Coverage: genes, and how many of them have each identifier", _COVERAGE, _coverage(reference))
    yield from _table("Packages read", _PACKAGES, dict.fromkeys(_cells(source, _PACKAGES) for source in sources))
    yield from _table("Rows of each file", _FILES, [_cells(source, _FILES) for source in sources])


def as_json(reference: Reference) -> str:
    """Return the report as one JSON object."""
    document = {
        "index": str(reference.path),
        "name": reference.name,
        "stamp": reference.stamp,
        **{key: reference.meta.get(key) for key in _FACTS},
        **{table: reference.count(table) for table in _TABLES},
        "coverage": [
            dict(zip(_COVERAGE, (taxon.common, taxon.taxon_id, *counts, taxon.source), strict=True))
            for taxon, *counts in reference.coverage()
        ],
        "sources": _sources(reference),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sources(reference: Reference) -> list[dict[str, object]]:
    sources: list[dict[str, object]] = json.loads(reference.meta.get("sources", "[]"))
    return sources


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"\n{title}"
    yield from layout(columns, list(rows), None)


def _coverage(reference: Reference) -> Iterator[Sequence[str]]:
    for taxon, *counts in reference.coverage():
        yield (taxon.common, str(taxon.taxon_id), *(f"{count:,}" for count in counts), taxon.source)


def _cells(source: Mapping[str, object], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(_cell(source.get(column, "")) for column in columns)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{count:,} {reason}" for reason, count in sorted(value.items())) or "0"
    return str(value)
