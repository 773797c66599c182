"""The input formats, and the function that reads a file's bytes in one of them.

A format is chosen by option or by the end of the file's name. A list may turn out to be a table: see ``read_list``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from genenorm.core.errors import RecordError
from genenorm.records import (
    bioc,
    delimited,
    document_source,
    excel,
    gct,
    gene_features,
    gene_sets,
    gpml,
    h5ad,
    pfocr,
    yaml_json,
)
from genenorm.records.compressed import compress, compression_of, expand, without_compression
from genenorm.records.source import ReadOptions, RecordFile
from genenorm.records.table_names import file_without_genes


@dataclass(frozen=True, slots=True)
class InputFormat:
    """An input format: its name for ``--from``, the suffixes of its files, and its reader."""

    name: str
    suffixes: tuple[str, ...]
    """Ends of file names, in lower case, without a compression suffix."""
    read: Callable[[bytes, str, ReadOptions], RecordFile]
    """Takes the file's bytes, its name for error messages, and the options; raises RecordError."""


INPUT_FORMATS = {
    input_format.name: input_format
    for input_format in (
        InputFormat("pfocr", (".md", ".markdown"), pfocr.read_pfocr),
        InputFormat("pfocr-table", ("-genes.tsv",), delimited.read_pfocr_table),
        InputFormat("yaml", (".yaml", ".yml"), yaml_json.read_yaml),
        InputFormat("bioc-json", (".bioc.json",), bioc.read_bioc_json),
        InputFormat("json", (".json",), yaml_json.read_json),
        InputFormat("jsonl", (".jsonl", ".ndjson"), yaml_json.read_json_lines),
        InputFormat("csv", (".csv",), delimited.read_csv),
        InputFormat("tsv", (".tsv", ".tab", ".maf", ".rnk"), delimited.read_tsv),
        InputFormat("excel", (".xlsx",), excel.read_excel),
        InputFormat("gmt", (".gmt",), gene_sets.read_gmt),
        InputFormat("gmx", (".gmx",), gene_sets.read_gmx),
        InputFormat("list", (".txt", ".list"), gene_sets.read_list),
        InputFormat("pubtator", (".pubtator",), document_source.read_pubtator),
        InputFormat("bioc", (".xml",), bioc.read_bioc_xml),
        InputFormat("gtf", (".gtf",), gene_features.read_gene_features),
        InputFormat("gff3", (".gff3", ".gff"), gene_features.read_gene_features),
        InputFormat("gct", (".gct",), gct.read_gct),
        InputFormat("gpml", (".gpml",), gpml.read_gpml),
        InputFormat("anndata", (".h5ad",), h5ad.read_anndata),
    )
}
"""Every input format by its name.

The first format with a matching suffix is chosen, so a longer suffix comes before a shorter one that it ends with.
"""

DOCUMENT_FORMATS = ("pubtator", "bioc", "bioc-json")
"""Names of the formats of documents, whose texts have a place for mentions."""


def input_format_of(name: str, forced: str = "") -> InputFormat:
    """Return the format named ``forced``, or else the format of a file by the end of its name.

    A compression suffix is ignored. Raises RecordError when there is no such format.

    >>> input_format_of("a/PMC1-genes.tsv").name, input_format_of("x.GMT.gz").name, input_format_of("-", "list").name
    ('pfocr-table', 'gmt', 'list')
    """
    if forced:
        if forced not in INPUT_FORMATS:
            raise RecordError(name, f"no input format {forced!r}; there are: {', '.join(INPUT_FORMATS)}")
        return INPUT_FORMATS[forced]
    expanded_name = without_compression(name).lower()
    for input_format in INPUT_FORMATS.values():
        if expanded_name.endswith(input_format.suffixes):
            return input_format
    raise RecordError(
        name,
        "the file's name does not show its format; for a table: --from tsv; the other formats of --from are: "
        + ", ".join(form for form in INPUT_FORMATS if form != "tsv"),
    )


def read_record_file(data: bytes, name: str, options: ReadOptions | None = None) -> RecordFile:
    r"""Return the records of a file, given by its bytes and its name; by default its format is chosen by the name.

    The bytes are expanded first when the name has a compression suffix. Raises RecordError with the file's name, the
    line if it is known, and the cause; MissingExtraError when the format needs a package that is not installed.

    >>> record_file = read_record_file(b"GRIN1\nGrin1\n", "names.txt")
    >>> record_file.records[0].names, record_file.rewrite is None
    (('GRIN1', 'Grin1'), True)
    """
    options = options or ReadOptions()
    if not options.form and (what := file_without_genes(name)):
        raise RecordError(name, f"it has {what}, no names of genes; to read it all the same, use --from tsv")
    record_file = input_format_of(name, options.form).read(expand(data, name, options.largest), name, options)
    return _compressed(record_file, name) if compression_of(name) else record_file


def _compressed(record_file: RecordFile, name: str) -> RecordFile:
    """Return a record file whose functions compress the bytes they return."""
    rewrite, strip = record_file.rewrite, record_file.strip
    return replace(
        record_file,
        rewrite=(lambda answers: compress(rewrite(answers), name)) if rewrite else None,
        strip=(lambda: compress(strip(), name)) if strip else None,
    )
