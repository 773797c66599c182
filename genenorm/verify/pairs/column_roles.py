"""Which columns of a table have names and identifiers of the same gene, by their headers and what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from genenorm.core.authorities import AUTHORITIES, NCBI_GENE
from genenorm.core.errors import RecordError
from genenorm.core.model import NameKind
from genenorm.core.paths import data_rows
from genenorm.core.taxa import COMMON_NAMES
from genenorm.index.identifiers import find_identifier, has_form
from genenorm.index.reference import Reference
from genenorm.index.schema import kind_of
from genenorm.records.cells.cell_table import CellTable
from genenorm.records.table_column import find_column
from genenorm.records.table_names import numbers_instead_of_names
from genenorm.text.keys import fold

SAMPLE = 200
"""The number of cells by which it is judged what a column has."""
MISSING = frozenset(("", "-", "--", "---", ".", "?", "na", "n/a", "#n/a", "nan", "none", "null", "nil", "<na>", "0"))
"""What programs write for no value, in lower case."""
_PIECES = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TAXON_WORDS = {common: taxon for taxon, common in COMMON_NAMES.items()}
_MOST_LISTED = 20


class Role(StrEnum):
    """What a column has."""

    ID = "id"
    SYMBOL = "symbol"
    NAME = "name"
    SPECIES = "species"
    OTHER = "other"


class Header(NamedTuple):
    """What a header says of its column."""

    role: Role
    about: frozenset[str] = frozenset()
    """The words that tell which gene of a row it is about."""
    numbers: str = ""
    """What stands before an identifier that is a number: ``NCBIGene``, or the beginning of an authority's ids."""


@cache
def _words() -> dict[str, tuple[str, str]]:
    found = {}
    for word, role, _ in data_rows("pair_columns.tsv"):
        name, _, prefix = role.partition(":")
        found[word] = name, prefix
    return found


@cache
def read_header(header: str) -> Header:
    """Return what a header says of its column.

    >>> read_header("NCBI Gene ID").role.value, read_header("Gene1Symbol"), read_header("alias_symbol").role.value
    ('id', Header(role=<Role.SYMBOL: 'symbol'>, about=frozenset({'1'}), numbers=''), 'other')
    """
    words = _words()
    tokens: list[str] = []
    for piece in _PIECES.findall(header):
        is_known = piece.lower() in words or piece.islower() or piece.isupper()
        tokens += [piece.lower()] if is_known else [part.lower() for part in _CAMEL.findall(piece)]
    roles = {words[token][0] for token in tokens if token in words}
    about = frozenset(token for token in tokens if token not in words)
    prefixes = [words[token][1] for token in tokens if token in words and words[token][1]]
    if roles & {"other"}:
        return Header(Role.OTHER)
    if "species" in roles:
        return Header(Role.SPECIES, about)
    if "symbol" in roles:
        return Header(Role.SYMBOL, about)
    if "id" in roles:
        if not prefixes and {"gene", "genes"} & set(tokens):
            prefixes = [NCBI_GENE.curie_prefix]
        return Header(Role.ID, about, prefixes[0].removeprefix("-") if prefixes else "")
    return Header(Role.NAME, about) if "name" in roles else Header(Role.OTHER)


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column with identifiers."""

    column: int
    numbers: str
    """What stands before an identifier that is a number; empty where numbers are no identifiers."""


@dataclass(frozen=True, slots=True)
class PairColumns:
    """The columns of a table that are about the same gene."""

    names: tuple[int, ...]
    """Usually one; in running text the words before and after an identifier."""
    ids: tuple[IdColumn, ...]
    is_symbol: bool = False
    """Whether the header says that the names are symbols."""
    species: int | None = None
    """The column with the species."""
    taxon_id: int | None = None
    """The species that the headers state."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The columns that a user names, each by header or number, and empty for those that are found."""

    names: str = ""
    ids: tuple[str, ...] = ()
    species: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no column is named."""
        return not (self.names or self.ids or self.species)


@dataclass(slots=True)
class ColumnReader:
    """Finds the columns of tables, by an index that knows what names and identifiers are."""

    reference: Reference
    is_taxon: Callable[[str], bool]
    """Whether a text is a species."""
    _seen: dict[str, bool] = field(default_factory=dict)

    def pairs_of(self, table: CellTable, choice: ColumnChoice, source: str) -> list[PairColumns]:
        """Return the columns of each gene of a table; none if it has no names beside identifiers.

        Raises RecordError when a column that is asked for is missing.
        """
        headers = [read_header(header) for header in table.headers]
        if not choice.is_empty:
            return self._chosen(table, choice, headers, source)
        found = [self._checked(table, column, header) for column, header in enumerate(headers)]
        return _grouped(found)

    def _chosen(
        self, table: CellTable, choice: ColumnChoice, headers: Sequence[Header], source: str
    ) -> list[PairColumns]:
        def place(asked: str) -> int:
            column = find_column(table.headers, asked)
            if column is None:
                near = get_close_matches(asked, table.headers, n=1)
                question = f"; did you mean {near[0]!r}?" if near else ";"
                raise RecordError(source, f"no column {asked!r}{question} the columns are: {listed_columns(table)}")
            return column

        found = [self._checked(table, column, header) for column, header in enumerate(headers)]
        ids = tuple(map(place, choice.ids))
        names = place(choice.names) if choice.names else None
        species = place(choice.species) if choice.species else None
        for column, header in enumerate(found):
            fixed = {names: Role.SYMBOL if header.role is Role.SYMBOL else Role.NAME, species: Role.SPECIES}
            fixed |= dict.fromkeys(ids, Role.ID)
            fixed.pop(None, None)
            role = fixed.get(column)
            is_replaced = (
                (role is None and (names is not None and header.role in (Role.NAME, Role.SYMBOL)))
                or (ids and header.role is Role.ID)
                or (species is not None and header.role is Role.SPECIES)
            )
            if role is not None:
                numbers = header.numbers or headers[column].numbers or NCBI_GENE.curie_prefix
                found[column] = Header(role, frozenset(), numbers if role is Role.ID else "")
            elif is_replaced:
                found[column] = Header(Role.OTHER)
            else:
                found[column] = header._replace(about=frozenset())
        return _grouped(found)

    def _checked(self, table: CellTable, column: int, header: Header) -> Header:
        """Return what a column is by its header and its first cells; without a header by these alone."""
        if table.is_prose:
            return header
        if header.role is Role.OTHER and (table.has_headers or table.headers[column]):
            return header
        if header.role is Role.SPECIES:
            return header
        cells = self._sample(table, column)
        if not cells:
            return header if header.role is Role.ID else Header(Role.OTHER)
        if header.role is Role.ID and all(map(str.isdigit, cells)) and numbers_instead_of_names(cells, are_ids=True):
            return Header(Role.OTHER)  # the numbers of the rows
        lettered = sum(map(self._is_lettered, cells)) / len(cells)
        if header.role is Role.ID:
            numbers = sum(map(_is_like_number, cells)) / len(cells)
            if lettered + (numbers if header.numbers else 0) >= _ENOUGH:
                return header
            are_names = not header.about and self._are_names(cells, _MANY)
            return header._replace(role=Role.NAME, numbers="") if are_names else Header(Role.OTHER)
        if lettered >= _ENOUGH:
            return header._replace(role=Role.ID)
        if header.role is Role.SYMBOL:
            return header
        if header.role is Role.NAME:
            return header if not table.has_headers or self._are_names(cells) else Header(Role.OTHER)
        if sum(map(self.is_taxon, cells)) == len(cells):
            return Header(Role.SPECIES)
        return Header(Role.NAME) if self._are_names(cells, _MANY) else Header(Role.OTHER)

    @staticmethod
    def _sample(table: CellTable, column: int) -> list[str]:
        found: list[str] = []
        for row in table.rows:
            if (cell := row[column].strip()).lower() not in MISSING:
                found.append(cell)
                if len(found) == SAMPLE:
                    break
        return found

    def _is_lettered(self, cell: str) -> bool:
        """Return whether a cell begins with an identifier that is no number."""
        first = re.split(r"[|;,\s]+", cell, maxsplit=1)[0]
        if first.isdigit():
            return False
        return has_form(first) or bool(_NEAR_FORM.match(first)) or find_identifier(self.reference, first) is not None

    def _are_names(self, cells: Sequence[str], least: float = 0.1) -> bool:
        return sum(map(self._is_name, cells)) >= max(1, least * len(cells))

    def _is_name(self, cell: str) -> bool:
        found = self._seen.get(cell)
        if found is None:
            key = fold(re.split(r"[|;,]", cell, maxsplit=1)[0])
            words = self.reference.postings(key) if key and not cell.isdigit() else ()
            found = any(kind_of(word) in _NAMING for word in words)
            self._seen[cell] = found
        return found


def _is_like_number(cell: str) -> bool:
    """Return whether a cell begins with a whole number, or is one that a spreadsheet changed."""
    return re.split(r"[.|;, ]", cell, maxsplit=1)[0].isdigit()


_ENOUGH, _MANY = 0.5, 0.6
_NAMING = frozenset((NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM, NameKind.SYSTEMATIC_NAME))
_STARTS = "|".join(
    re.escape(start.rstrip(":")) for row in AUTHORITIES for start in (row.id_start, *row.id_starts) if start
)
_NEAR_FORM = re.compile(rf"(?:{_STARTS})[:_A-Z]{{0,6}}[0-9OIl]{{2,}}$")
"""Identifiers with too few or wrong digits."""


def _grouped(found: Sequence[Header]) -> list[PairColumns]:
    """Return the columns of each gene: those with the same words, then what is left together if it is of one gene."""
    groups: dict[frozenset[str], list[int]] = {}
    for column, header in enumerate(found):
        if header.role not in (Role.OTHER, Role.SPECIES):
            groups.setdefault(header.about, []).append(column)
    whole = {about: columns for about, columns in groups.items() if _is_whole(columns, found)}
    left = [column for about, columns in groups.items() if about not in whole for column in columns]
    left.sort()
    about_of_names = {found[column].about for column in left if _has_name(found[column])}
    if not whole and about_of_names and _is_whole(left, found):
        whole[_about_of(left, found)] = left
    species = [column for column, header in enumerate(found) if header.role is Role.SPECIES]
    pairs = []
    for about, columns in whole.items():
        names = [column for column in columns if _has_name(found[column])]
        names.sort(key=lambda column: (found[column].role is not Role.SYMBOL, column))
        own = [column for column in species if found[column].about == about]
        if not own and len(whole) == 1:
            own = [column for column in species if not found[column].about] or (species if len(species) == 1 else [])
        taxa = {_TAXON_WORDS[word] for word in about if word in _TAXON_WORDS}
        pairs.append(
            PairColumns(
                tuple(names[:1]),
                tuple(IdColumn(column, found[column].numbers) for column in columns if found[column].role is Role.ID),
                bool(names) and found[names[0]].role is Role.SYMBOL,
                own[0] if own else None,
                taxa.pop() if len(taxa) == 1 else None,
            )
        )
    return pairs


def _about_of(columns: Sequence[int], found: Sequence[Header]) -> frozenset[str]:
    return next((found[column].about for column in columns if _has_name(found[column])), frozenset())


def _has_name(header: Header) -> bool:
    return header.role in (Role.SYMBOL, Role.NAME)


def _is_whole(columns: Iterable[int], found: Sequence[Header]) -> bool:
    """Return whether columns have identifiers with a name, or with other identifiers."""
    roles = [found[column].role for column in columns]
    ids = roles.count(Role.ID)
    return ids > 1 or (ids == 1 and len(roles) > 1)


def listed_columns(table: CellTable) -> str:
    """Return the headers of a table for messages."""
    shown = [header or f"(column {place})" for place, header in enumerate(table.headers[:_MOST_LISTED], start=1)]
    more = len(table.headers) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more else "")
