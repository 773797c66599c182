"""What ``genenorm reference info`` prints: an index's origin, coverage and sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from genenorm.cli.terminal import layout
from genenorm.index import Reference

_COVERAGE = ("species", "taxon_id", "genes", "gene_id", "ensembl_id", "group", "symbols from")
_PACKAGES = ("package", "version", "licence", "sha256")
_FILES = ("release", "species", "use", "read", "kept", "dropped", "package", "file")


def report(reference: Reference) -> Iterator[str]:
    """Yield the lines of the report."""
    meta = reference.meta
    yield f"index         {reference.path}"
    for key in ("schema", "profile", "build_date", "content_hash"):
        yield f"{key.replace('_', ' '):<13} {meta.get(key, 'not recorded')}"
    for table in ("genes", "names", "groups", "families", "ids"):
        yield f"{table:<13} {reference.count(table):,}"
    sources = json.loads(meta.get("sources", "[]"))
    yield from _table("Coverage: genes, and how many of them have each identifier", _COVERAGE, _coverage(reference))
    yield from _table("Packages read", _PACKAGES, dict.fromkeys(_cells(source, _PACKAGES) for source in sources))
    yield from _table("Rows of each file", _FILES, [_cells(source, _FILES) for source in sources])


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
