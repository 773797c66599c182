"""Tables of typed cells, and each plain format that they are written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeAlias

from genenorm.core.errors import MissingExtraError

if TYPE_CHECKING:
    from pandas import DataFrame

SEPARATOR = "|"
"""Between the values of one cell."""

NUMBER_DTYPES = {"taxon_id": "Int64", "gene_id": "Int64", "score": "float64"}
"""Columns of numbers with their pandas dtype; NCBI's ids are integers in Python, JSON, frames and Parquet alike."""

Cell: TypeAlias = str | int | float | tuple[str, ...] | None
"""Text, a number, several texts, or ``None`` where there is no number."""


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of typed cells; each format decides how it writes a cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    reference: str = ""
    """Stamp of the index the rows come from (``Reference.stamp``), for formats that describe themselves."""


def text_of(cell: Cell) -> str:
    """Return a cell as text: empty for nothing, several values joined by ``|``.

    >>> text_of(None), text_of(2902), text_of(0.5), text_of(("10090:14810", "10116:24408"))
    ('', '2902', '0.500', '10090:14810|10116:24408')
    """
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return SEPARATOR.join(cell)
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return str(cell)


def to_tsv(table: Table, *, header: bool = True) -> str:
    r"""Return tab-separated text, one line per row.

    A cell that holds a tab, a line break or a double quote is quoted as in CSV (what pandas, R and Excel read);
    no character is lost or replaced.

    >>> to_tsv(Table(("input", "gene_id"), (("GRIN1", 2902), ("a\tb", None))))
    'input\tgene_id\nGRIN1\t2902\n"a\tb"\t\n'
    """
    return _delimited(table, "\t", header)


def to_csv(table: Table, *, header: bool = True) -> str:
    """Return comma-separated text (RFC 4180 quoting, line feeds)."""
    return _delimited(table, ",", header)


def _delimited(table: Table, delimiter: str, header: bool) -> str:
    rows = [[text_of(cell) for cell in row] for row in table.rows]
    lines = [table.columns, *rows] if header else rows
    text = (delimiter.join(quoted(cell, delimiter) for cell in line) for line in lines)
    # A row of one empty cell is written as one, since readers pass over blank lines.
    return "".join((line or '""') + "\n" for line in text)


def quoted(cell: str, delimiter: str) -> str:
    r"""Return a cell of a delimited row, quoted when it holds the delimiter, a quote or a line break.

    Unlike Python's own writer this quotes a carriage return whatever the line ends are.

    >>> quoted('5"-x', ","), quoted("a,b", "\t"), quoted("a\rb", ",")
    ('"5""-x"', 'a,b', '"a\rb"')
    """
    if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def to_json(table: Table) -> str:
    """Return a JSON list of objects, one per line; numbers are numbers, several values a list, nothing ``null``."""
    lines = [line for line in to_jsonl(table).splitlines() if line]
    return "[" + ",".join("\n" + line for line in lines) + "\n]\n"


def to_jsonl(table: Table) -> str:
    r"""Return JSON Lines: one object per row.

    >>> to_jsonl(Table(("input", "gene_id", "alternatives"), (("IL-1β", None, ("9606:1",)),)))
    '{"input": "IL-1β", "gene_id": null, "alternatives": ["9606:1"]}\n'
    """
    import json

    encode = json.JSONEncoder(ensure_ascii=False).encode
    return "".join(
        # U+2028 and its like are legal in JSON but split the line for readers that follow Unicode.
        encode(dict(zip(table.columns, row, strict=True))).translate(_LINE_BREAKS) + "\n"
        for row in table.rows
    )


_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def to_markdown(table: Table) -> str:
    r"""Return a Markdown table.

    >>> print(to_markdown(Table(("input", "gene_id"), (("a|b", 1),))), end="")
    | input | gene_id |
    | --- | --- |
    | a\|b | 1 |
    """
    lines = [table.columns, ("---",) * len(table.columns), *([_escaped(text_of(c)) for c in row] for row in table.rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


_MARKDOWN = {ord(ch): "\\" + ch for ch in "\\|`*<>[]~"} | {
    ord(ch): " " for ch in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
}


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)


def to_frame(table: Table) -> DataFrame:
    """Return a pandas DataFrame with one row for each row of a table.

    ``taxon_id`` and ``gene_id`` have dtype ``Int64`` (missing: ``<NA>``), ``score`` has ``float64``, all other columns
    hold text (missing: the empty string; several values are joined by ``|``); a gene called ``NA`` or ``nan`` is text.
    ``attrs["reference"]`` is the stamp of the index, also when there is no row.

    >>> to_frame(Table(("input", "gene_id"), (("NA", 2902), ("x", None)))).values.tolist()
    [['NA', 2902], ['x', <NA>]]
    """
    import pandas

    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    data = {
        name: pandas.Series(column, dtype=NUMBER_DTYPES[name])
        if name in NUMBER_DTYPES
        else pandas.Series([cell if type(cell) is str else text_of(cell) for cell in column], dtype=object)
        for name, column in zip(table.columns, columns, strict=True)
    }
    frame = pandas.DataFrame(data, columns=list(table.columns))
    if table.reference:
        frame.attrs["reference"] = table.reference
    return frame


def write_parquet(table: Table, file: IO[bytes]) -> None:
    """Write a Parquet file: ``taxon_id`` and ``gene_id`` are 64-bit integers, ``score`` is a double, all else is text.

    Its metadata has the stamp of the index as ``genenorm.reference``. Raises MissingExtraError without pyarrow.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("writing Parquet", "parquet") from error
    types = {"Int64": pyarrow.int64(), "float64": pyarrow.float64()}
    schema = pyarrow.schema(
        [(name, types[NUMBER_DTYPES[name]] if name in NUMBER_DTYPES else pyarrow.string()) for name in table.columns]
    )
    # through a frame, whose dtypes are kept in the metadata: pandas would read ids with gaps as floats otherwise
    written = pyarrow.Table.from_pandas(to_frame(table), schema, preserve_index=False)
    metadata = dict(written.schema.metadata)
    if table.reference:
        metadata[b"genenorm.reference"] = table.reference.encode()
    parquet.write_table(written.replace_schema_metadata(metadata), file)


TEXT_FORMATS: dict[str, Callable[[Table], str]] = {
    "tsv": to_tsv,
    "csv": to_csv,
    "json": to_json,
    "jsonl": to_jsonl,
    "md": to_markdown,
}
"""The formats that are text, by name and file suffix."""
