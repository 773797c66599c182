"""Tables of typed cells, and the plain formats in which they are written."""

from __future__ import annotations

from genenorm.core.errors import MissingExtraError
from genenorm.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import IO, Any, TypeAlias

    from pandas import DataFrame

SEPARATOR = "|"
"""The separator of several values in one cell."""

NUMBER_DTYPES = {"taxon_id": "Int64", "gene_id": "Int64", "score": "float64"}
"""The pandas dtype of each column of numbers; NCBI's ids are integers in Python, JSON, frames and Parquet."""
MAY_BE_MISSING = frozenset({
    "species", "symbol", "ensembl_id", "authority_id", "group_id", "name_kind", "key_rule", "relation", "homology",
    "scope", "word_kind",
})  # fmt: skip
"""The columns of text in which an empty cell is a missing value: ``null`` in JSON and Parquet, ``<NA>`` in frames.

In the other columns of text it is a value: the name as it was given (``input``), nothing to doubt (``doubt``), no
reason or remark.
"""

Cell: TypeAlias = str | int | float | tuple[str, ...] | None
"""A text, a number, several texts, or ``None`` for a missing number."""


class Table(Value):
    """Named columns and rows of typed cells; each format decides how it writes a cell.

    >>> Table(("input", "gene_id"), (("GRIN1", 2902), ("x", None))).rows[0]
    ('GRIN1', 2902)
    """

    columns: tuple[str, ...]
    """Names of the columns."""
    rows: tuple[tuple[Cell, ...], ...]
    """The rows, each with one cell for each column."""
    reference: str = ""
    """Stamp of the index that gave the rows (``Reference.stamp``); frames and Parquet files have it as metadata."""

    def only(self, columns: Sequence[str]) -> Table:
        """Return the table with some of its columns, in the order given.

        :raises ValueError: the table has no such column.

        >>> Table(("input", "status", "gene_id"), (("GRIN1", "resolved", 2902),)).only(("gene_id", "input")).rows
        ((2902, 'GRIN1'),)
        """
        if (wanted := tuple(columns)) == self.columns:
            return self
        if unknown := next((name for name in wanted if name not in self.columns), None):
            raise ValueError(f"no column {unknown!r} in this table; it has: {', '.join(self.columns)}")
        places = [self.columns.index(name) for name in wanted]
        rows = tuple([tuple([row[place] for place in places]) for row in self.rows])
        return Table(wanted, rows, self.reference)

    def frame(self) -> DataFrame:
        """Return the table as a pandas DataFrame; ``to_frame`` documents its types.

        >>> Table(("input", "gene_id"), (("GRIN1", 2902), ("x", None))).frame()["gene_id"].isna().to_list()
        [False, True]
        """
        return to_frame(self)

    def _repr_html_(self) -> str:
        """Return the table as HTML, of a long one the first and last rows, for notebooks."""
        return str(to_frame(self).to_html(max_rows=_MOST_SHOWN, show_dimensions=True))


_MOST_SHOWN = 20
"""The most rows of a table that a notebook shows."""


def cell_text(cell: Cell) -> str:
    """Return a cell as text: empty for ``None``, floats with three decimals, several texts joined by ``|``.

    >>> cell_text(None), cell_text(2902), cell_text(0.5), cell_text(("10090:14810", "10116:24408"))
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

    A cell with a tab, a line break or a double quote is quoted as in CSV, which pandas, R and Excel understand.
    No character is lost or replaced.

    >>> to_tsv(Table(("input", "gene_id"), (("GRIN1", 2902), ("a\tb", None))))
    'input\tgene_id\nGRIN1\t2902\n"a\tb"\t\n'
    """
    return _delimited(table, "\t", header)


def to_csv(table: Table, *, header: bool = True, raw: bool = False) -> str:
    r"""Return comma-separated text, one line per row, quoted as in RFC 4180; lines end with a line feed.

    A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return, and is no number, has an apostrophe
    before it, so that no spreadsheet runs it as a formula; with ``raw`` it is kept as it is.

    >>> to_csv(Table(("input", "score"), (("=1+1", -0.5),)), header=False)
    "'=1+1,-0.500\n"
    """
    if raw:
        return _delimited(table, ",", header)
    from genenorm.core.formula_cells import inert_cell

    columns = tuple(map(inert_cell, table.columns))
    rows = [[cell if type(cell) in _NUMBERS else inert_cell(cell_text(cell)) for cell in row] for row in table.rows]
    return _delimited(Table(columns, tuple(map(tuple, rows))), ",", header)


_NUMBERS = (int, float)


def _delimited(table: Table, delimiter: str, header: bool) -> str:
    lines = [_line(table.columns, delimiter)] if header else []
    written: dict[int, str] = {}  # the line of each row, since equal names of a record share theirs
    for row in table.rows:
        if (line := written.get(id(row))) is None:
            line = written[id(row)] = _line(row, delimiter)
        lines.append(line)
    return "".join(lines)


def _line(row: Sequence[Cell], delimiter: str) -> str:
    cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
    line = delimiter.join(cells)
    # a cell with the delimiter adds one to those of the line
    if '"' in line or "\n" in line or "\r" in line or line.count(delimiter) >= len(cells):
        line = delimiter.join([quoted(cell, delimiter) for cell in cells])
    # A row of one empty cell is written as "", because readers skip blank lines.
    return f"{line}\n" if line else '""\n'


def quoted(cell: str, delimiter: str) -> str:
    r"""Return a cell of a delimited row, quoted when it has the delimiter, a double quote or a line break.

    Unlike ``csv.writer`` this also quotes a carriage return.

    >>> quoted('5"-x', ","), quoted("a,b", "\t"), quoted("a\rb", ",")
    ('"5""-x"', 'a,b', '"a\rb"')
    """
    if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def to_json(table: Table) -> str:
    """Return a JSON list with one object for each row, one per line.

    Numbers are JSON numbers, several texts are a list, and a missing value is ``null``, also in the columns of text
    that ``MAY_BE_MISSING`` names.
    """
    lines = [line for line in to_jsonl(table).splitlines() if line]
    return "[" + ",".join("\n" + line for line in lines) + "\n]\n"


def to_jsonl(table: Table) -> str:
    r"""Return JSON Lines: one object for each row, with values as in ``to_json``.

    >>> to_jsonl(Table(("input", "symbol", "gene_id", "alternatives"), (("IL-1β", "", None, ("9606:1",)),)))
    '{"input": "IL-1β", "symbol": null, "gene_id": null, "alternatives": ["9606:1"]}\n'
    """
    import json

    encode = json.JSONEncoder(ensure_ascii=False).encode
    nullable = [place for place, name in enumerate(table.columns) if _own_name(name) in MAY_BE_MISSING]

    def line(row: Sequence[Cell]) -> str:
        cells = list(row)
        for place in nullable:
            cells[place] = cells[place] or None
        # U+2028 and its like are legal in JSON but split the line for readers that follow Unicode.
        return encode(dict(zip(table.columns, cells, strict=True))).translate(_LINE_BREAKS) + "\n"

    return "".join(map(line, table.rows))


_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def to_markdown(table: Table) -> str:
    r"""Return a Markdown table.

    >>> print(to_markdown(Table(("input", "gene_id"), (("a|b", 1),))), end="")
    | input | gene_id |
    | --- | --- |
    | a\|b | 1 |
    """
    lines = [
        table.columns,
        ("---",) * len(table.columns),
        *([_escaped(cell_text(cell)) for cell in row] for row in table.rows),
    ]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


_MARKDOWN = {ord(ch): "\\" + ch for ch in "\\|`*<>[]~"} | {
    ord(ch): " " for ch in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
}


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)


def to_frame(table: Table) -> DataFrame:
    """Return a pandas DataFrame with one row for each row of a table.

    ``taxon_id`` and ``gene_id`` have dtype ``Int64``, ``score`` has ``float64``, and all other columns are text, with
    several values joined by ``|``. A missing value is ``pandas.NA``, also in the columns of text that
    ``MAY_BE_MISSING`` names; a gene called ``NA`` or ``nan`` is text. ``attrs["reference"]`` is the stamp of the index,
    also when there is no row.

    >>> to_frame(Table(("input", "symbol", "gene_id"), (("NA", "NAT1", 9), ("x", "", None)))).values.tolist()
    [['NA', 'NAT1', 9], ['x', <NA>, <NA>]]
    """
    import pandas

    columns, dtypes = _columns(table), _number_dtypes(table)

    def series(name: str, cells: Iterable[Cell]) -> pandas.Series[Any]:
        if name in dtypes:
            return pandas.Series(list(cells), dtype=dtypes[name])
        texts: list[Any] = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        if _own_name(name) in MAY_BE_MISSING:
            texts = [text or pandas.NA for text in texts]
        return pandas.Series(texts, dtype=object)

    data = {name: series(name, column) for name, column in zip(table.columns, columns, strict=True)}
    frame = pandas.DataFrame(data, columns=list(table.columns))
    if table.reference:
        frame.attrs["reference"] = table.reference
    return frame


def _own_name(column: str) -> str:
    """Return the name of a column of answers that may have been added to a user's table."""
    return column.removeprefix("genenorm_")


def _columns(table: Table) -> list[tuple[Cell, ...]]:
    return list(zip(*table.rows, strict=True)) or [()] * len(table.columns)


def _number_dtypes(table: Table) -> dict[str, str]:
    """Return the dtypes of the columns of numbers; a user's own column of such a name is text."""
    found = {}
    for name, column in zip(table.columns, _columns(table), strict=True):
        dtype = NUMBER_DTYPES.get(_own_name(name))
        if dtype and not any(type(cell) is str for cell in column):
            found[name] = dtype
    return found


def write_parquet(table: Table, file: IO[bytes]) -> None:
    """Write a table to a binary file as Parquet.

    ``taxon_id`` and ``gene_id`` are 64-bit integers, ``score`` is a double, all other columns are text; a missing value
    is null, where it is missing in a frame (``to_frame``). The metadata
    has the stamp of the index as ``genenorm.reference``. Raises MissingExtraError when pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("writing Parquet", "parquet") from error
    types = {"Int64": pyarrow.int64(), "float64": pyarrow.float64()}
    dtypes = _number_dtypes(table)
    schema = pyarrow.schema(
        [(name, types[dtypes[name]] if name in dtypes else pyarrow.string()) for name in table.columns]
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
"""The text formats by name, which is also the file suffix."""
