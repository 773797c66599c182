r"""Plans as files that people edit in a spreadsheet: tab-separated, with lines that begin with ``#`` above the headers.

What is edited is the action of a row, and the name that it becomes. All else must stay: each row ends with four letters
made from its dataset, place and name, by which a name that a spreadsheet changed is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from typing import NamedTuple

from genenorm.core.errors import RecordError
from genenorm.core.formula_cells import inert_cell, original_cell
from genenorm.core.numbers import whole_number
from genenorm.core.tables import quoted
from genenorm.datasets.harmonize.name_answers import TARGETS
from genenorm.datasets.harmonize.plan_rows import (
    RENAMING,
    Action,
    ConflictKind,
    PlanPlace,
    PlanRow,
    counted,
    counts_after,
    names_digest,
)
from genenorm.records.decode import decode_text
from genenorm.records.excel_sheet import read_sheet
from genenorm.records.table_lines import table_lines
from genenorm.text.damage import from_date

_MARK = "#genenorm plan"
_VERSION = "1"
_TO, _INDEX, _PLACE, _NOTE = "#to", "#index", "#dataset", "#note"
PLAN_COLUMNS = (
    "dataset", "place", "name", "rows", "action", "becomes", "gene_id", "species", "conflict", "reason", "doubt",
    "score",
)  # fmt: skip
"""The columns of a plan; a file has one more, ``check``."""
_CHECK = "check"
_ZIP = b"PK\x03\x04"
_LETTERS = "abcdefghijklmnop"
_MONTHS = r"jan|feb|mar|march|apr|april|may|june?|july?|aug|sept?|oct|nov|dec"
_LIKE_DATE = re.compile(rf"(?:{_MONTHS})[-. /]?\d{{1,4}}\Z|\d{{1,2}}[-/](?:{_MONTHS})\Z", re.IGNORECASE)
_LIKE_NUMBER = re.compile(r"\d+(?:\.\d+)?e[-+]?\d+\Z|0\d+\Z|\d+\.0+\Z|\d{16,}\Z", re.IGNORECASE)


def is_damaged_by_spreadsheets(name: str) -> bool:
    """Return whether a spreadsheet makes something else of a name, unless its column is text.

    >>> list(filter(is_damaged_by_spreadsheets, ("SEPT2", "MARCHF1", "DEC1", "2E10", "2310009E13Rik", "OCT4")))
    ['SEPT2', 'DEC1', '2E10', 'OCT4']
    """
    return bool(_LIKE_DATE.match(name) or _LIKE_NUMBER.match(name))


class PlanContent(NamedTuple):
    """What a plan file has."""

    rows: tuple[PlanRow, ...]
    places: tuple[PlanPlace, ...]
    to: str
    reference: str
    notes: tuple[str, ...]


# -- writing ----------------------------------------------------------------------------------------------------------


def plan_text(plan: PlanContent) -> str:
    """Return a plan as text, for ``read_plan_text``."""
    lines: list[Sequence[object]] = [(_MARK, _VERSION), (_TO, plan.to), (_INDEX, plan.reference)]
    lines += [(_PLACE, *place) for place in plan.places]
    lines += [(_NOTE, note) for note in plan.notes]
    lines.append((*PLAN_COLUMNS, _CHECK))
    rows = [_line((*_cells(row), _check(row.key))) for row in plan.rows]
    return "".join([*map(_line, lines), *rows])


def _cells(row: PlanRow) -> Sequence[object]:
    return (*row[:6], "" if row.gene_id is None else row.gene_id, *row[7:11], f"{row.score:.3f}")


_IS_SPECIAL = re.compile(r"[\"\r\n]|\t['=+\-@]")


def _line(cells: Iterable[object]) -> str:
    texts = list(map(str, cells))
    line = "\t".join(texts)
    # nearly all lines have nothing to quote, and nothing that a spreadsheet would run
    if line.count("\t") == len(texts) - 1 and not _IS_SPECIAL.search(f"\t{line}"):
        return f"{line}\n"
    return "\t".join([quoted(inert_cell(text), "\t") for text in texts]) + "\n"


def _check(key: Sequence[str]) -> str:
    digest = sha256("\0".join(key).encode("utf-8", "surrogatepass")).digest()
    return "".join(_LETTERS[byte % 16] for byte in digest[:4])


# -- reading ----------------------------------------------------------------------------------------------------------


def read_plan_text(data: bytes, source: str) -> PlanContent:
    """Return the plan in a file, with the edits that were made in it.

    :raises RecordError: the file is no plan, or was changed where it must not be; the message names the line.
    """
    facts: dict[str, list[list[str]]] = {}
    columns: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    number = 1
    for number, cells in _lines_of(data, source):
        plain = [original_cell(cell) if cell[:1] == "'" else cell for cell in cells]
        if not any(plain):
            continue
        if plain[0].startswith("#") and not columns:
            facts.setdefault(plain[0].strip(), []).append(_without_empty_end(plain[1:]))
        elif not columns:
            columns = [cell.strip() for cell in plain]
            _require_columns(columns, facts, source, number)
        else:
            rows.append((number, dict(zip(columns, plain, strict=False))))
    if not columns:
        _require_columns(columns, facts, source, number)
    places = tuple(_place(cells, source) for cells in facts.get(_PLACE, ()))
    checked = _Rows(places, source)
    made = tuple(checked.row(number, cells) for number, cells in rows)
    checked.require_all(made)
    to = _fact(facts, _TO)
    if to not in TARGETS:
        raise RecordError(source, f"the line {_TO} says {to!r}; it must be one of: {', '.join(TARGETS)}")
    return PlanContent(
        made, places, to, _fact(facts, _INDEX), tuple(cells[0] for cells in facts.get(_NOTE, ()) if cells)
    )


def _lines_of(data: bytes, source: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the cells of each line with its number, also of a workbook, as which a spreadsheet may have saved it."""
    if data.startswith(_ZIP):
        sheet = read_sheet(data, source, "")
        yield from zip(sheet.numbers, sheet.rows, strict=True)
        return
    text = decode_text(data, source).body
    for line in table_lines(text, _delimiter(text), source):
        yield line.number, line.cells


def _delimiter(text: str) -> str:
    """Return what separates the cells: a spreadsheet may have saved the file with commas or semicolons."""
    header = next((line for line in text.splitlines() if line.strip('"').startswith(PLAN_COLUMNS[0])), "")
    return next((mark for mark in "\t;," if mark in header), "\t")


def _without_empty_end(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at the end, which spreadsheets add."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _fact(facts: Mapping[str, list[list[str]]], name: str) -> str:
    return next((cells[0] for cells in facts.get(name, ()) if cells), "")


def _require_columns(columns: Sequence[str], facts: Mapping[str, list[list[str]]], source: str, line: int) -> None:
    if _MARK not in facts:
        raise RecordError(source, f"not a plan of genenorm harmonize: the first line must be {_MARK!r}")
    if (version := _fact(facts, _MARK)) != _VERSION:
        raise RecordError(source, f"a plan of version {version!r}, which this genenorm cannot read; make it anew")
    for name in (*PLAN_COLUMNS[:6], _CHECK):
        if name not in columns:
            raise RecordError(source, f"the plan has no column {name!r}; leave the headers as they were written", line)


def _place(cells: list[str], source: str) -> PlanPlace:
    cells = cells + [""] * (len(PlanPlace._fields) - len(cells))
    number = whole_number(cells[4])
    if number is None or len(cells[5]) != _HEX_OF_DIGEST:
        raise RecordError(
            source, f"the line {_PLACE} {cells[0]} was changed; leave the lines that begin with # as they were"
        )
    dataset, place, found_in, species = cells[:4]
    return PlanPlace(dataset, place, found_in, species, number, cells[5])


_HEX_OF_DIGEST = 64


class _Rows:
    """The rows of a plan file, each checked when it is read."""

    def __init__(self, places: Sequence[PlanPlace], source: str) -> None:
        self._places = {(place.dataset, place.place): place for place in places}
        self._source = source
        self._lines: dict[tuple[str, str, str], int] = {}

    def row(self, line: int, cells: Mapping[str, str]) -> PlanRow:
        """Return a row; raises RecordError when it is not one of the plan, or when its action does not fit."""
        dataset, place, name = key = cells.get("dataset", ""), cells.get("place", ""), cells.get("name", "")
        if (dataset, place) not in self._places:
            known = "; ".join(f"{one} in {other}" for one, other in self._places)
            raise self._error(line, f"no dataset {dataset!r} with names in {place!r}; there are: {known}")
        if cells.get(_CHECK, "").strip() != _check(key):
            raise self._error(line, _on_changed_name(name))
        if key in self._lines:
            raise self._error(line, f"{name} of {dataset} has a row already, in line {self._lines[key]}")
        self._lines[key] = line
        try:
            return checked_row(key, cells)
        except ValueError as error:
            raise self._error(line, str(error)) from None

    def require_all(self, rows: Iterable[PlanRow]) -> None:
        """Raise RecordError when rows are missing: a name that is not there cannot be told from one that is new."""
        counts: dict[tuple[str, str], dict[str, int]] = {key: {} for key in self._places}
        for row in rows:
            counts[row.dataset, row.place][row.name] = row.rows
        for key, place in self._places.items():
            if len(counts[key]) != place.names:
                missing = place.names - len(counts[key])
                cause = (
                    f"{missing:,} of the {place.names:,} rows of {key[0]} ({key[1]}) are missing; rows stay in the "
                    f"plan: to leave a name as it is, its action is {Action.KEEP}"
                )
                raise RecordError(self._source, cause)
            if names_digest(counts[key]) != place.digest:
                raise RecordError(
                    self._source, f"the numbers of rows of {key[0]} were changed; only actions and names can"
                )

    def _error(self, line: int, cause: str) -> RecordError:
        return RecordError(self._source, cause, line)


def _on_changed_name(name: str) -> str:
    was = from_date(name)
    way_out = "open the plan with all columns as text"
    if was:
        return f"the name {name} is what a spreadsheet makes of {' or '.join(was)}; {way_out}"
    if _LIKE_NUMBER.match(name) or _LIKE_DATE.match(name):
        return f"the name {name} is not the one that was written, but what a spreadsheet made of it; {way_out}"
    return f"the name {name!r} is not the one that was written; edit the columns action and becomes alone"


_ACTIONS = {action.value: action for action in Action}


def checked_row(key: tuple[str, str, str], cells: Mapping[str, object]) -> PlanRow:
    """Return a row of a plan from the cells of an edited one.

    :raises ValueError: the action is unknown, or does not fit to the name; the message names no line.

    >>> checked_row(("a", "rows", "p53"), {"rows": "1", "action": " Rename ", "becomes": "TP53"}).action.value
    'rename'
    """
    name = key[2]
    word = _text(cells.get("action")).strip().casefold()
    if (known := _ACTIONS.get(word)) is None:
        near = get_close_matches(word, list(Action), n=1)
        question = f"did you mean {near[0]}? " if near else ""
        raise ValueError(f"no action {word!r} for {name}; {question}there are: {', '.join(Action)}")
    action, becomes = known, _text(cells.get("becomes")).strip()
    if action in RENAMING:
        if not becomes:
            raise ValueError(f"{name} has the action {action}, but the column becomes is empty")
        if any(mark in becomes for mark in "\t\r\n\0"):
            raise ValueError(f"{name} would become {becomes!r}, which has a tab or a line break")
        if becomes != name and (was := from_date(becomes)):
            raise ValueError(f"{name} would become {becomes}, which is what a spreadsheet makes of {' or '.join(was)}")
        if becomes != name and not becomes.isdigit() and _LIKE_NUMBER.match(becomes):
            raise ValueError(f"{name} would become {becomes}, a number that a spreadsheet has changed")
    conflict = _text(cells.get("conflict"))
    if action is Action.CONFLICT and conflict not in ConflictKind.__members__.values():
        raise ValueError(f"{name} has the action conflict, but no kind of conflict; to leave it as it is: keep")
    score, rows = _text(cells.get("score")), whole_number(_text(cells.get("rows")).strip())
    if not rows:
        raise ValueError(f"{name} has no number of rows; edit the columns action and becomes alone")
    try:
        number = float(score.replace(",", ".") or 0)
    except ValueError:
        number = 0.0
    gene_id = whole_number(_text(cells.get("gene_id")).strip())
    species, reason, doubt = (_text(cells.get(column)) for column in ("species", "reason", "doubt"))
    return PlanRow(*key, rows, action, becomes, gene_id, species, conflict, reason, doubt, number)


def _text(cell: object) -> str:
    """Return a cell as text; empty for a missing one, as frames have them."""
    if cell is None or cell != cell or type(cell).__name__ == "NAType":
        return ""
    return str(cell)


# -- whether data are those of a plan ---------------------------------------------------------------------------------


def require_data_of_plan(place: PlanPlace, rows: Sequence[PlanRow], counts: Mapping[str, int]) -> bool:
    """Return whether data are those that a plan was made for; ``False`` when it was applied to them already.

    :raises ValueError: the data are others.
    """
    after = counts_after(rows)
    if names_digest(counts) == place.digest:
        if after == counts and (exchanged := [row.name for row in rows if row.final != row.name]):
            raise ValueError(
                f"{place.dataset}: the plan exchanges names ({', '.join(exchanged[:3])}), so that nobody could tell "
                "whether it was applied; do it in two plans"
            )
        return True
    if counts == after:
        return False
    planned = Counter({row.name: row.rows for row in rows})
    new, gone = Counter(counts) - planned, planned - Counter(counts)
    parts = [
        f"{counted(found.total(), 'name')} {words} ({', '.join(sorted(found)[:3])}{', …' if len(found) > 3 else ''})"
        for found, words in ((new, "more than planned"), (gone, "of the plan missing"))
        if found
    ]
    raise ValueError(
        f"{place.dataset}: the names in {place.place} are others than when the plan was made: {', '.join(parts)}; make "
        "the plan anew"
    )
