"""What ``genenorm reference info`` prints: an index's origin, sources and coverage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from genenorm.cli.terminal import layout
from genenorm.index import Reference

_SOURCE_COLUMNS = ("package", "version", "release", "licence", "read", "kept", "sha256")
_COVERAGE_COLUMNS = ("species", "taxon_id", "genes", "gene_id", "ensembl_id", "group", "symbols from")


def report(reference: Reference) -> Iterator[str]:
    """Yield the lines of the report."""
    meta = reference.meta
    yield f"index         {reference.path}"
    for key in ("schema", "profile", "build_date", "content_hash"):
        if key in meta:
            yield f"{key.replace('_', ' '):<13} {meta[key]}"
    for table in ("genes", "names", "groups", "families", "ids"):
        yield f"{table:<13} {reference.count(table):,}"
    yield ""
    yield from layout(_COVERAGE_COLUMNS, list(_coverage(reference)), None)
    yield ""
    yield from layout(_SOURCE_COLUMNS, list(_sources(meta.get("sources", "[]"))), None)


def _coverage(reference: Reference) -> Iterator[Sequence[str]]:
    for taxon, *counts in reference.coverage():
        yield (taxon.common, str(taxon.taxon_id), *(f"{count:,}" for count in counts), taxon.source)


def _sources(text: str) -> Iterator[Sequence[str]]:
    for source in json.loads(text):
        yield tuple(_cell(source.get(column, "")) for column in _SOURCE_COLUMNS)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
