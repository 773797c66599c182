"""What ``genenorm reference info`` prints: the build, the coverage and the sources of an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from genenorm.cli.output.terminal_table import layout
from genenorm.index.reference import Reference

_BUILD_FACTS = ("schema", "profile", "build_date", "content_hash")
_COUNTED_TABLES = ("genes", "names", "groups", "families", "ids")
_RECORDED = ("uniprot", "transcripts", "synonyms", "orthologs")
"""Numbers of genes with a protein, a transcript, a further name, and a human ortholog, which a build records."""
_COVERAGE_COLUMNS = ("species", "taxon_id", "genes", "gene_id", "ensembl_id", "group", *_RECORDED, "symbols_from")
_AGE_COLUMNS = ("species", "releases")
_PACKAGE_COLUMNS = ("package", "version", "licence", "sha256")
_FILE_COLUMNS = ("release", "species", "use", "read", "kept", "dropped", "package", "file")


def index_info_text(reference: Reference) -> str:
    """Return the facts about an index as text for people."""
    return "\n".join(_lines(reference))


def _lines(reference: Reference) -> Iterator[str]:
    meta = reference.meta
    yield f"index         {reference.path}"
    yield f"stamp         {reference.stamp}"
    for key in _BUILD_FACTS:
        yield f"{key.replace('_', ' '):<13} {meta.get(key, 'not recorded')}"
    for table in _COUNTED_TABLES:
        yield f"{table:<13} {reference.count(table):,}"
    sources = _sources(reference)
    yield from _table(
        "Coverage: genes, and how many of them have each identifier, a further name and a human ortholog",
        _COVERAGE_COLUMNS,
        _coverage(reference),
    )
    ages = [(species, ", ".join(releases)) for species, releases in _releases(sources).items()]
    yield from _table("Releases that the genes of each species come from", _AGE_COLUMNS, ages)
    yield from _table(
        "Packages read", _PACKAGE_COLUMNS, dict.fromkeys(_cells(source, _PACKAGE_COLUMNS) for source in sources)
    )
    yield from _table("Rows of each file", _FILE_COLUMNS, [_cells(source, _FILE_COLUMNS) for source in sources])


def index_info_json(reference: Reference) -> str:
    """Return the facts about an index as one JSON object."""
    document = {
        "index": str(reference.path),
        "name": reference.name,
        "stamp": reference.stamp,
        **{key: reference.meta.get(key) for key in _BUILD_FACTS},
        **{table: reference.count(table) for table in _COUNTED_TABLES},
        "coverage": [dict(zip(_COVERAGE_COLUMNS, row, strict=True)) for row in _coverage_rows(reference)],
        "releases": _releases(_sources(reference)),
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
    for common, taxon_id, *counts, source in _coverage_rows(reference):
        shown = ("" if count is None else f"{count:,}" for count in counts)
        yield (str(common), str(taxon_id), *shown, str(source))


def _coverage_rows(reference: Reference) -> Iterator[tuple[str | int | None, ...]]:
    """Yield the cells of ``_COVERAGE_COLUMNS``; ``None`` for a number that the build did not record."""
    recorded = json.loads(reference.meta.get("counts", "{}"))
    for row in reference.coverage():
        taxon = row.taxon
        further = (recorded.get(taxon.common, {}).get(name) for name in _RECORDED)
        yield (
            taxon.common, taxon.taxon_id, row.genes, row.gene_ids, row.ensembl_ids, row.groups, *further, taxon.source,
        )  # fmt: skip


def _releases(sources: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the releases that were read for each species, in reading order."""
    found: dict[str, list[str]] = {}
    for source in sources:
        releases = found.setdefault(str(source["species"]), [])
        if (release := str(source["release"])) not in releases:
            releases.append(release)
    return found


def _cells(source: Mapping[str, object], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(_cell(source.get(column, "")) for column in columns)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{count:,} {reason}" for reason, count in sorted(value.items())) or "0"
    return str(value)
