"""Lists of names whose genes are known, read from tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError, UnknownTaxonError
from genenorm.core.numbers import whole_number
from genenorm.core.taxa import taxon_id_of
from genenorm.index.identifiers import gene_id_of, has_form
from genenorm.records.decode import decode_text
from genenorm.records.table_delimiter import delimiter_of
from genenorm.records.table_lines import preamble_of

NAME_COLUMNS = ("name", "input", "gene", "symbol", "label", "ncbigene_symbol")
"""Columns of names that are found without being named, the first of them that a table has."""
GOLD_COLUMNS = ("entrez", "gene_id", "geneid", "ncbi_gene_id", "ncbigene_id", "ensembl", "ensembl_id")
"""Columns of gold identifiers that are found without being named; all of them that a table has."""
LIST_COLUMN = "list_id"
_SEPARATORS = re.compile(r"[|;,\s]+")
_SPECIES_COLUMNS = ("taxon_id", "organism", "species")


@dataclass(frozen=True, slots=True)
class GoldName:
    """A name in a list, with the identifiers of its gene."""

    name: str
    gold: frozenset[str]
    """NCBI GeneIDs and Ensembl ids that are right answers; empty when the gene is not known."""


@dataclass(frozen=True, slots=True)
class GoldList:
    """The names of one list."""

    list_id: str
    """That of the table, or the name of its file."""
    taxon_id: int | None
    """Taxon id of the list's species; ``None`` when the table does not say it."""
    names: tuple[GoldName, ...]


def read_gold_lists(data: bytes, source: str, column: str = "", gold_columns: Sequence[str] = ()) -> list[GoldList]:
    r"""Return the lists of a table of names, in order.

    A table is one list, or has a column ``list_id``. Its species is read from a column ``taxon_id``, ``organism`` or
    ``species``. Cells may have several identifiers, separated by ``|``, ``;`` or ``,``; see ``gold_identifiers``.

    :param data: a table with a header, separated by commas, tabs or semicolons; comments before it are skipped.
    :param source: name of the file, for messages.
    :param column: the column of names, by header or number; the first of ``NAME_COLUMNS`` when empty.
    :param gold_columns: the columns of GeneIDs and Ensembl ids, likewise; all of ``GOLD_COLUMNS`` when empty.

    >>> (found,) = read_gold_lists(b"name\tgene_id\nNMDAR1\t2902\n", "names.tsv")
    >>> found.names
    (GoldName(name='NMDAR1', gold=frozenset({'2902'})),)

    Raises RecordError when a column is missing or no name has an identifier.
    """
    text = decode_text(data, source).body
    before = preamble_of(text)
    text = text[len(before.text) :]
    delimiter = before.delimiter or delimiter_of(text, "\t" if "\t" in text.partition("\n")[0] else ",", column)
    if delimiter == "\t":
        rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    columns = _by_header_or_number(rows.fieldnames or ())
    names = _column(columns, (column,) if column else NAME_COLUMNS, source, "of names", "--column", rows.fieldnames)
    chosen = [found for name in gold_columns or GOLD_COLUMNS if (found := columns.get(name.casefold()))]
    if not chosen or (gold_columns and len(chosen) < len(gold_columns)):
        missing = [name for name in gold_columns if name.casefold() not in columns] or GOLD_COLUMNS
        _column({}, missing, source, "of gene identifiers", "--gold-column", rows.fieldnames)
    species = next((columns[name] for name in _SPECIES_COLUMNS if name in columns), None)
    list_column = columns.get(LIST_COLUMN)
    lists: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in rows:
        key = (row[list_column] or "" if list_column else source, row[species] or "" if species else "")
        gold = {found for name in chosen for found in gold_identifiers(row[name] or "")}
        lists.setdefault(key, {}).setdefault(row[names] or "", set()).update(gold)
    if not any(gold for found in lists.values() for gold in found.values()):
        raise RecordError(source, "no name with an identifier to score against")
    return [
        GoldList(list_id, _taxon_id(given, source), tuple(GoldName(n, frozenset(g)) for n, g in found.items()))
        for (list_id, given), found in lists.items()
    ]


def _by_header_or_number(headers: Sequence[str]) -> dict[str, str]:
    """Return the columns of a table by their numbers and, which come first, by their headers in lower case."""
    by_number = {str(number): header for number, header in enumerate(headers, start=1)}
    return by_number | {header.casefold(): header for header in headers}


def gold_identifiers(cell: str) -> Iterator[str]:
    """Yield the identifiers in a cell, which may have several, a GeneID as a float, versions, or a mark for none.

    >>> list(gold_identifiers("2064.0")), list(gold_identifiers("1956;13649")), list(gold_identifiers("NA"))
    (['2064'], ['1956', '13649'], [])
    """
    for part in _SEPARATORS.split(cell):
        text = part.strip("\"'[](){}")
        if not any(map(str.isdigit, text)):  # NA, x
            continue
        whole, _, fraction = text.partition(".")
        if whole.isdigit() and not fraction.strip("0"):
            text = whole
        elif gene_id := gene_id_of(text):
            text = str(gene_id)
        elif has_form(text):
            text = whole.rpartition(":")[2] if text.lower().startswith("ensembl:") else whole
        if text.strip("0"):
            yield text


def _column(
    columns: dict[str, str], wanted: Iterable[str], source: str, what: str, option: str, has: Sequence[str] | None
) -> str:
    """Return the first of some columns that a table has."""
    wanted = tuple(wanted)
    for name in wanted:
        if found := columns.get(name.casefold()):
            return found
    listed = ", ".join(name for name in has or () if name)
    known = f"; the table has {listed}" if listed else "; the table has no header"
    raise RecordError(source, f"no column {what} ({', '.join(wanted)}){known}; name it with {option}")


def _taxon_id(given: str, source: str) -> int | None:
    if not given or (number := whole_number(given)) is not None:
        return number if given else None
    try:
        return taxon_id_of(given)
    except UnknownTaxonError as error:
        raise RecordError(source, str(error)) from error
