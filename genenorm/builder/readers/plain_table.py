"""Reader of a table with one gene in a row, whose columns are described as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally, parse_biotype, parse_number, split_list
from genenorm.core.model import NameKind

Column = str | int
"""A column by its name in the header, or by its position from 1 in a file without a header."""

_NAME_KINDS = {
    "systematic_names": NameKind.SYSTEMATIC_NAME, "synonyms": NameKind.SYNONYM,
    "previous_symbols": NameKind.PREVIOUS_SYMBOL, "designations": NameKind.DESIGNATION,
}  # fmt: skip
FIELDS = ("symbol", "gene_id", "authority", "ensembl", "uniprot", "full_name", "biotype", *_NAME_KINDS)
"""What a column can have."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Which column of a table has what, and how its cells are written."""

    columns: Mapping[str, Column]
    """The column of each of ``FIELDS`` that the table has."""
    only: tuple[tuple[Column, frozenset[str]], ...] = ()
    """Columns with the values of the rows that are read; other rows are dropped."""
    delimiter: str = "\t"
    quoted: bool = False
    list_separator: str = "|"
    """What separates several identifiers or names in one cell."""

    @classmethod
    def of_row(cls, row: Mapping[str, Any], where: str) -> TableLayout:
        """Return the layout that a TOML table describes; raises ValueError, beginning with ``where``, if it is wrong.

        >>> TableLayout.of_row({"columns": {"symbol": "Name"}}, "demo").columns
        {'symbol': 'Name'}
        """
        columns = dict(row["columns"])
        if unknown := [field for field in columns if field not in FIELDS]:
            raise ValueError(f"{where}: columns has {unknown[0]!r}; it may have: {', '.join(FIELDS)}")
        if not columns.keys() & {"symbol", "gene_id", "authority", "ensembl"}:
            raise ValueError(f"{where}: columns has neither symbol nor an identifier")
        only = tuple((column, frozenset(map(str, values))) for column, values in _conditions(row, where))
        used = [*columns.values(), *(column for column, _ in only)]
        if len({type(column) for column in used}) != 1 or not isinstance(used[0], str | int):
            raise ValueError(f"{where}: columns are all given by name, or all by position (a number from 1)")
        if isinstance(used[0], int) and min(used) < 1:
            raise ValueError(f"{where}: positions of columns count from 1")
        return cls(columns, only, **{key: row[key] for key in ("delimiter", "quoted", "list_separator") if key in row})


def _conditions(row: Mapping[str, Any], where: str) -> Iterator[tuple[Column, list[Any]]]:
    for condition in row.get("only", ()):
        if set(condition) != {"column", "values"}:
            raise ValueError(f"{where}: each entry of only has column and values")
        yield condition["column"], condition["values"]


def read_plain_table(file: SourceFile, tally: Tally, taxon_id: int, layout: TableLayout) -> Iterator[SourceGene]:
    """Yield the genes of a table; rows without symbol and identifier are dropped."""
    fields = list(layout.columns)
    for cells in _cells(file, layout):
        tally.read += 1
        own, conditions = cells[: len(fields)], cells[len(fields) :]
        if any(cell not in values for cell, (_, values) in zip(conditions, layout.only, strict=True)):
            tally.drop("not of the rows to read")
            continue
        gene = _gene(dict(zip(fields, own, strict=True)), file, taxon_id, layout)
        if gene.symbol or gene.gene_id or gene.authority or gene.ensembl:
            yield gene
        else:
            tally.drop("neither symbol nor identifier")


def _cells(file: SourceFile, layout: TableLayout) -> Iterator[list[str]]:
    """Yield the cells of the fields and then those of the conditions, of every row."""
    wanted = [*layout.columns.values(), *(column for column, _ in layout.only)]
    names = [column for column in wanted if isinstance(column, str)]
    if names:
        rows = file.read_columns(names, delimiter=layout.delimiter, quoted=layout.quoted)
    else:
        places = [int(column) for column in wanted]
        whole = file.read_headerless(max(places), delimiter=layout.delimiter, quoted=layout.quoted)
        rows = ([row[place - 1] for place in places] for row in whole)
    for row in rows:
        yield [cell.strip() for cell in row]


def _gene(cells: Mapping[str, str], file: SourceFile, taxon_id: int, layout: TableLayout) -> SourceGene:
    def listed(field: str) -> tuple[str, ...]:
        return split_list(cells.get(field, ""), layout.list_separator)

    def single(field: str) -> str:
        return "".join(split_list(cells.get(field, ""), "\0"))

    symbol, ensembl = single("symbol"), listed("ensembl")
    names: list[Name] = [(kind, text) for field, kind in _NAME_KINDS.items() for text in listed(field)]
    return SourceGene(
        taxon_id,
        "" if symbol in ensembl else symbol,  # Ensembl repeats the id of a gene without a symbol
        parse_number(cells.get("gene_id", ""), file),
        single("authority"),
        ensembl,
        listed("uniprot"),
        parse_biotype(cells.get("biotype", "")),
        single("full_name"),
        tuple(dict.fromkeys(names)),
    )
