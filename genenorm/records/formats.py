"""The one door: a file's bytes and name to its records, by a table of formats; nothing is guessed from the content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.records import anndata, bioc, delimited, document_source, excel, gene_sets, yaml_json
from genenorm.records.compressed import compress, expand, split
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.pfocr import record_of
from genenorm.records.source import ReadOptions, Rows, Source


@dataclass(frozen=True, slots=True)
class Format:
    """An input format: its name for ``--from``, the ends of file names that mean it, its reader."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str, ReadOptions], Source]


def _read_pfocr(data: bytes, source: str, options: ReadOptions) -> Source:
    del options
    page = FrontMatter.parse(data, source)

    def rewrite(tables: Sequence[Rows]) -> bytes:
        return page.with_block(tables[0].items(), tables[0].about_items(), tables[0].reference)

    return Source((record_of(page, source),), rewrite, page.without_block, page.yaml.had_block)


FORMATS = (
    Format("pfocr", (".md", ".markdown"), _read_pfocr),
    Format("pfocr-table", ("-genes.tsv",), delimited.read_pfocr_table),
    Format("yaml", (".yaml", ".yml"), yaml_json.read_yaml),
    Format("bioc-json", (".bioc.json",), bioc.read_json),
    Format("json", (".json",), yaml_json.read_json),
    Format("jsonl", (".jsonl", ".ndjson"), yaml_json.read_json_lines),
    Format("csv", (".csv",), delimited.read_csv),
    Format("tsv", (".tsv", ".tab"), delimited.read_tsv),
    Format("excel", (".xlsx",), excel.read_excel),
    Format("gmt", (".gmt",), gene_sets.read_gmt),
    Format("gmx", (".gmx",), gene_sets.read_gmx),
    Format("list", (".txt", ".list"), gene_sets.read_list),
    Format("pubtator", (".pubtator",), document_source.read_pubtator),
    Format("bioc", (".xml",), bioc.read_xml),
    Format("anndata", (".h5ad",), anndata.read_anndata),
)
"""Every input format; the first whose suffix ends the name is taken, so longer suffixes stand before shorter ones."""

BY_NAME = {form.name: form for form in FORMATS}


def format_of(name: str, forced: str = "") -> Format:
    """Return the format of a file: the one asked for, else by the end of its name (compression aside).

    >>> format_of("a/PMC1-genes.tsv").name, format_of("x.GMT.gz").name, format_of("-", "list").name
    ('pfocr-table', 'gmt', 'list')
    """
    if forced:
        if forced not in BY_NAME:
            raise RecordError(name, f"no format {forced!r}; there are: {', '.join(BY_NAME)}")
        return BY_NAME[forced]
    plain = split(name)[0].lower()
    for form in FORMATS:
        if plain.endswith(form.suffixes):
            return form
    raise RecordError(name, f"its name tells no format; say which with --from: {', '.join(BY_NAME)}")


def read_source(data: bytes, name: str, options: ReadOptions | None = None) -> Source:
    r"""Return the records of a file, expanded first when its name says it is compressed.

    >>> source = read_source(b"GRIN1\nGrin1\n", "names.txt")
    >>> source.records[0].names, source.rewrite is None
    (('GRIN1', 'Grin1'), True)
    """
    options = options or ReadOptions()
    source = format_of(name, options.form).read(expand(data, name), name, options)
    return source if not split(name)[1] else _compressed(source, name)


def _compressed(source: Source, name: str) -> Source:
    rewrite, strip = source.rewrite, source.strip
    return Source(
        source.records,
        (lambda tables: compress(rewrite(tables), name)) if rewrite else None,
        (lambda: compress(strip(), name)) if strip else None,
        source.annotated,
        source.no_place,
    )
