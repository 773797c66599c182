"""GCT files, versions 1.2 and 1.3, carried to another species."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from genenorm.core.errors import RecordError
from genenorm.datasets.gene_axis import GeneAxis
from genenorm.datasets.lift.lift_frames import lift_along
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_request import ORIGINAL, LiftRequest, free_label
from genenorm.datasets.lift.lift_tables import TableLayout, read_values
from genenorm.records.decode import decode_text
from genenorm.records.gct import read_gct
from genenorm.records.source import ReadOptions
from genenorm.records.table_column import find_column

_MISSING = "na"


def lift_gct(data: bytes, source: str, request: LiftRequest, options: ReadOptions) -> tuple[bytes, LiftReport]:
    r"""Return a GCT file carried to another species, and the report.

    The original names are in the description of version 1.2, before what was there, and in a column of row metadata of
    version 1.3.

    :raises RecordError: the file has not the lines or columns that it declares, or no such column.
    """
    read_gct(data, source, options)  # which refuses a file that is not as it says
    version, dimensions, header, *lines = decode_text(data, source).body.splitlines()
    numbers = [int(cell) for cell in dimensions.split("\t") if cell.strip()]
    samples = numbers[1]
    own, column_metadata = (1 + numbers[2], numbers[3]) if len(numbers) == 4 else (2, 0)
    headers = tuple(header.split("\t")[: own + samples])
    above, rows = lines[:column_metadata], lines[column_metadata:]
    layout = TableLayout(
        source, "", headers, "\t", frozenset(range(own, own + samples)), first_line=4 + column_metadata, is_quoted=False
    )
    frame = read_values("\n".join(rows) + "\n", layout)
    place = find_column(headers[:own], options.column) if options.column else 0
    if place is None:
        raise RecordError(source, f"no column {options.column!r}; there are: {', '.join(headers[:own])}", 3)
    axis = GeneAxis(tuple(frame.iloc[:, place].astype(str)), column=place)
    lifted, report = lift_along(frame, axis, request)
    originals = lifted.pop(lifted.columns[-1])
    if len(numbers) == 4:
        lifted.insert(own, ORIGINAL, originals)
        made_headers = [*headers[:own], ORIGINAL, *headers[own:]]
        above = [_with_missing(line, own) for line in above]
        shape = [len(lifted), samples, own, column_metadata]
    else:
        other = 1 - place
        lifted[other] = [_described(*pair) for pair in zip(originals, lifted[other], strict=True)]
        made_headers, shape = list(headers), [len(lifted), samples]
    lifted[0] = _distinct(lifted[0])
    body = lifted.to_csv(sep="\t", index=False, header=False, lineterminator="\n", na_rep="NaN", quoting=csv.QUOTE_NONE)
    top = [version.strip(), "\t".join(map(str, shape)), "\t".join(made_headers), *above]
    return ("\n".join(top) + "\n" + body).encode(), report


def _distinct(names: Iterable[object]) -> list[str]:
    """Return the names of rows, which must differ in such a file: one that comes again gets a number.

    >>> _distinct(["INS", "INS", "TP53"])
    ['INS', 'INS_2', 'TP53']
    """
    made: dict[str, None] = {}
    for name in names:
        made[free_label(str(name), made)] = None
    return list(made)


def _with_missing(line: str, own: int) -> str:
    cells = line.split("\t")
    return "\t".join([*cells[:own], _MISSING, *cells[own:]])


def _described(original: str, description: object) -> str:
    text = "" if description is None else str(description).strip()
    return original if text.lower() in ("", _MISSING, original.lower()) else f"{original}; {text}"
