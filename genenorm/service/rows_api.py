"""The answers for a list or file, as lines that a page shows while they arrive: progress, then some rows at a time.

Each line is a JSON object with ``kind``:

``progress``
    how many names are done, and how many there are;
``columns``
    the headers and first rows of a table whose column with the names has to be named;
``head``
    what the list is, which downloads it has, the species that its names look like, and the bases of links;
``rows``
    some rows, in the order of the list; a row ``like`` an earlier one has its place alone;
``genes``
    instead of all other lines but the last: the genes that a person may choose for the names at the places asked for;
``chosen``
    the rows with the genes that were chosen by hand, by their places;
``problem``
    why there is no answer;
``end``
    that all was sent.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StrictInt
from starlette.responses import Response, StreamingResponse

from genenorm.annotation.exports.report_data import MEANINGS
from genenorm.annotation.plain_lists import names_of_plain_list
from genenorm.core.authorities import ENSEMBL, NCBI_GENE, NOMENCLATURE
from genenorm.core.context import NO_CONTEXT
from genenorm.core.errors import GenenormError, RecordError
from genenorm.core.model import Gene
from genenorm.records.record import Record
from genenorm.records.source import RecordFile, TableCells
from genenorm.resolver.resolver import Resolver
from genenorm.service.answered_rows import AnsweredRows, FileRows, ListRows
from genenorm.service.given_lists import ChoicesAsked, ColumnUnclearError, answered, read_list_asked
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.query_names import refuse_unknown_parameters
from genenorm.service.workers import Deadline, Workers

if TYPE_CHECKING:
    from genenorm.resolver.list_species import ListSpecies
    from genenorm.resolver.meter import Progress

_LINES = "application/x-ndjson"
_ROWS_OF_A_PART = 500
_SHOWN_ROWS = 4
_LEAST_SHARE = 0.1
"""Species that have less than this part of a list were hardly meant, when they are asked for."""
_FEWEST_WITH_PROGRESS = 1_000
Line = Mapping[str, Any]


class RowsAsked(ChoicesAsked):
    """A list or file, and how many candidates its rows have."""

    candidates: StrictInt = Field(
        8, ge=0, le=50, description="The most candidates of a row in doubt or without one gene."
    )
    places: list[StrictInt] | None = Field(
        None, max_length=100,
        description="Give no rows but the genes that the names at these places may mean, counted from 0.",
    )  # fmt: skip


class _StoppedError(GenenormError):
    """The client has gone."""


def rows_api(resolver: Resolver, limits: Limits, workers: Workers) -> APIRouter:
    """Return the route that answers lists and files in parts."""
    router = APIRouter(prefix="/api/v1", tags=["answers"], dependencies=[Depends(refuse_unknown_parameters)])
    reference = resolver.reference

    @router.post(
        "/rows",
        summary="Answer a list or file in parts, with progress",
        responses={
            200: {"description": "An object on each line.", "content": {_LINES: {"schema": {"type": "string"}}}}
        },
    )
    async def rows(asked: RowsAsked) -> Response:
        asked.context(reference)  # refused before the response begins
        genes = asked.genes(reference)
        try:
            record_file, name = await workers.run(lambda _deadline: read_list_asked(asked, reference, limits))
        except ColumnUnclearError as unclear:
            return Response(_line(_columns(unclear)), media_type=_LINES)

        def work(deadline: Deadline, tell: Callable[[Line], None]) -> None:
            def tell_in_time(line: Line) -> None:
                deadline.check()
                tell(line)

            _answer(record_file, name, asked, genes, resolver, tell_in_time)

        return _streamed(_told(workers, work))

    return router


def _columns(unclear: ColumnUnclearError) -> Line:
    return {"kind": "columns", **_shown_cells(unclear.cells), "detail": str(unclear)}


def _shown_cells(cells: TableCells) -> Line:
    return {"headers": cells.headers, "rows": cells.rows[:_SHOWN_ROWS]}


def _columns_of(file: RecordFile) -> Line | None:
    """Return the columns of a table, of which a person may choose another; ``None`` for other files."""
    cells = file.cells() if file.cells is not None else None
    return None if cells is None or len(cells.headers or cells.rows[:1]) == 0 else _shown_cells(cells)


def _note(note: str) -> str:
    """Return a note without what it says of options of the command line.

    >>> _note("the names are those of the column 'b'; choose others with --column")
    "the names are those of the column 'b'"
    """
    return "; ".join(part for part in note.split("; ") if "--" not in part)


def _streamed(lines: AsyncIterator[bytes]) -> Response:
    # An encoding of its own keeps the lines from being held back until they can be compressed.
    return StreamingResponse(lines, media_type=_LINES, headers={"Content-Encoding": "identity"})


def _line(value: Line) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


async def _told(
    workers: Workers, work: Callable[[Deadline, Callable[[Line], None]], None]
) -> AsyncGenerator[bytes, None]:
    """Yield the lines that work in another thread tells; it is stopped at its next line when nobody listens."""
    loop, lines, stopped = asyncio.get_running_loop(), asyncio.Queue[bytes | None](), threading.Event()

    def tell(line: Line) -> None:
        if stopped.is_set():
            raise _StoppedError
        loop.call_soon_threadsafe(lines.put_nowait, _line(line))

    async def run() -> str:
        """Return why the work did not end; empty for success."""
        try:
            await workers.run(lambda deadline: work(deadline, tell))
        except _StoppedError:
            return ""
        except (RequestError, RecordError) as error:
            return str(error)
        except Exception:  # of one request; the service goes on
            return "an unexpected error, which is a fault of genenorm"
        finally:
            lines.put_nowait(None)
        return ""

    running = loop.create_task(run())
    try:
        while (line := await lines.get()) is not None:
            yield line
        if problem := await running:
            yield _line({"kind": "problem", "detail": problem})
    finally:
        stopped.set()


def _answer(
    record_file: RecordFile,
    name: str,
    asked: RowsAsked,
    genes: Mapping[int, Gene],
    resolver: Resolver,
    tell: Callable[[Line], None],
) -> None:
    size = sum(len(record.names) for record in record_file.records)

    def watch(at: int, of: int) -> None:
        if size >= _FEWEST_WITH_PROGRESS:
            tell({"kind": "progress", "done": size * at // max(of, 1), "of": size})

    if asked.places is None:
        tell({"kind": "progress", "done": 0, "of": size})
    found = _answered(record_file, name, asked, resolver, watch)
    names = found.names
    if asked.places is not None:
        places = [place for place in asked.places if 0 <= place < len(names)]
        tell({"kind": "genes", "genes": {place: found.genes_of(place) for place in places}})
        tell({"kind": "end"})
        return
    rows = found.rows()
    ready = next(rows, None)  # the names are answered, so that the notes on them are known
    tell(_head(record_file, name, found, asked, resolver))
    part: list[Line] = []
    first_places: dict[object, int] = {}
    for place, (key, make) in enumerate(rows if ready is None else chain((ready,), rows)):
        first_place = first_places.setdefault(key, place)  # a name has one answer
        part.append(make() if first_place == place else {"like": first_place})
        if len(part) == _ROWS_OF_A_PART:
            tell({"kind": "rows", "rows": part})
            part = []
    tell({"kind": "rows", "rows": part})
    if genes := {place: gene for place, gene in genes.items() if 0 <= place < len(names)}:
        tell({"kind": "chosen", "rows": found.chosen(genes)})
    tell({"kind": "end"})


def _answered(
    record_file: RecordFile, name: str, asked: RowsAsked, resolver: Resolver, watch: Progress
) -> AnsweredRows:
    names = names_of_plain_list(record_file)
    if names is None and asked.places is not None:
        names = _names_of_list_like(record_file)  # the genes of some rows, without those of all others
    if names is not None:
        return ListRows(names, asked.context(resolver.reference), resolver, asked.candidates, watch)
    file = answered(record_file, name, asked, resolver, watch)
    return FileRows(file, resolver.reference, asked.candidates)


def _names_of_list_like(file: RecordFile) -> tuple[str, ...] | None:
    """Return the names of a table, whose answers are those of a list; ``None`` for what has a text or species."""
    if len(file.records) != 1 or file.cells is None:
        return None
    record = file.records[0]
    return record.names if replace(record, names=()) == Record(record.source, record.record_id, ()) else None


def _head(record_file: RecordFile, name: str, found: AnsweredRows, asked: RowsAsked, resolver: Resolver) -> Line:
    names, context = found.names, asked.context(resolver.reference)
    wanted = context.species
    # what the names look like, whatever was asked for: a list answered with genes of another species is to be seen
    is_told = bool(names) and all(each.document is None for each in record_file.records)  # the text of others decides
    species = resolver.species_of(names, NO_CONTEXT if wanted else context) if is_told else None
    sole = None if species is None else species.sole_taxon_id
    return {
        "kind": "head",
        "name": name,
        "rows": len(names),
        "records": [{"title": each.title or each.record_id, "rows": len(each.names)} for each in record_file.records][
            :1000
        ],
        "notes": [_note(note) for note in (*record_file.notes, *found.notes)],
        "columns": _columns_of(record_file),
        "can_be_rewritten": record_file.rewrite is not None,
        "verdict": "" if species is None else str(species),
        "species_of_list": None if species is None else species.first_name or None,
        "is_of_one_species": sole is not None,
        "is_of_another_species": bool(wanted) and species is not None and _is_of_others(species, wanted),
        "reference": resolver.reference.stamp,
        "meanings": MEANINGS,
        "links": _link_bases(),
    }


def _is_of_others(species: ListSpecies, wanted: Iterable[int]) -> bool:
    """Return whether the names of a list look as those of other species than some do."""
    return bool(species.known) and sum(species.shares.get(taxon, 0.0) for taxon in wanted) < _LEAST_SHARE


def _link_bases() -> dict[str, object]:
    """Return how the pages of identifiers are found, as ``annotation.exports.links`` finds them."""
    authorities = [
        {"name": each.name, "id_start": each.id_start, "page_start": each.page_start, "page_base": each.page_base}
        for each in NOMENCLATURE
    ]
    return {"gene_id": NCBI_GENE.page_base, "ensembl_id": ENSEMBL.page_base, "authorities": authorities}
