"""The cells of a file in any format that has names beside identifiers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from genenorm.core.errors import RecordError
from genenorm.records.cells.cell_table import CellFile
from genenorm.records.cells.delimited_cells import read_delimited_cells
from genenorm.records.cells.object_cells import (
    read_figure_cells,
    read_json_cells,
    read_json_lines_cells,
    read_yaml_cells,
)
from genenorm.records.cells.ontology_cells import read_obo_cells, read_rdf_cells
from genenorm.records.cells.prose_cells import read_prose_cells
from genenorm.records.cells.sheet_cells import read_sheet_cells
from genenorm.records.compressed import compress, compression_of, expand, without_compression
from genenorm.records.decode import decode_text
from genenorm.records.source import ReadOptions
from genenorm.records.table_delimiter import likely_delimiter

Reader = Callable[[bytes, str, ReadOptions], CellFile]


def _read_text(data: bytes, source: str, options: ReadOptions) -> CellFile:
    """Return the cells of a text file, which may be a table or running text."""
    sample = decode_text(data, source).body[: 1 << 16]
    if options.says_table or _is_table(sample):
        usual = "\t" if "\t" in sample else likely_delimiter(sample) or ","
        return read_delimited_cells(data, source, options, delimiter=usual)
    return read_prose_cells(data, source, options)


_FEWEST_ROWS = 2


def _is_table(sample: str) -> bool:
    """Return whether the first lines of a text have cells: as many tabs in each, or headers over commas."""
    lines = [line for line in sample.splitlines()[:50] if line.strip() and not line.startswith(("#", "!"))]
    tabs = {line.count("\t") for line in lines}
    return (len(lines) >= _FEWEST_ROWS and len(tabs) == 1 and tabs != {0}) or bool(likely_delimiter(sample))


READERS: dict[str, tuple[tuple[str, ...], Reader]] = {
    "pfocr": ((".md", ".markdown"), read_figure_cells),
    "yaml": ((".yaml", ".yml"), read_yaml_cells),
    "json": ((".json", ".jsonld"), read_json_cells),
    "jsonl": ((".jsonl", ".ndjson"), read_json_lines_cells),
    "csv": ((".csv",), partial(read_delimited_cells, delimiter=",")),
    "tsv": ((".tsv", ".tab", ".maf", ".gaf", ".gene_info"), partial(read_delimited_cells, delimiter="\t")),
    "excel": ((".xlsx",), read_sheet_cells),
    "obo": ((".obo",), read_obo_cells),
    "owl": ((".owl", ".rdf"), read_rdf_cells),
    "text": ((".txt", ".text", ".list", ".rpt", ".log"), _read_text),
}
"""The formats by name: the ends of the names of their files, and the reader."""


def form_of(name: str, forced: str = "") -> str:
    """Return the name of the format of a file by the end of its name, or ``forced``.

    Raises RecordError when there is no such format.

    >>> form_of("genes.tsv.gz"), form_of("a/PMC1.md"), form_of("-", "text")
    ('tsv', 'pfocr', 'text')
    """
    if forced:
        if forced not in READERS:
            raise RecordError(name, f"no format {forced!r} to check; there are: {', '.join(READERS)}")
        return forced
    plain = without_compression(name).lower()
    found = next((form for form, (suffixes, _) in READERS.items() if plain.endswith(suffixes)), "")
    if not found:
        raise RecordError(name, f"the file's name does not show its format; give it with --from: {', '.join(READERS)}")
    return found


def read_cells(data: bytes, name: str, options: ReadOptions | None = None) -> CellFile:
    r"""Return the cells of a file, given by its bytes and its name; by default its format is chosen by the name.

    The bytes are expanded first when the name has a compression suffix, and replaced ones compressed again. A figure
    record without front matter is read as text. Raises RecordError when the file cannot be read.

    >>> from genenorm.records.cells.cell_table import CellPlace
    >>> found = read_cells(b"gene,id\nGRIN1,2902\n", "genes.csv")
    >>> found.tables[0].rows, found.replaced({CellPlace(0, 0, 1): "2903"})
    ([('GRIN1', '2902')], b'gene,id\nGRIN1,2903\n')
    """
    options = options or ReadOptions()
    form = form_of(name, options.form)
    plain = expand(data, name, options.largest)
    if form == "pfocr" and not options.form and not plain.lstrip(b"\xef\xbb\xbf").startswith(b"---"):
        form = "text"
    found = READERS[form][1](plain, name, options)
    if not compression_of(name):
        return found
    write, without = found.replaced, found.without_rows
    if without is None:
        return replace(found, replaced=lambda values: compress(write(values), name))
    return replace(
        found,
        replaced=lambda values: compress(write(values), name),
        without_rows=lambda values, rows: compress(without(values, rows), name),
    )
