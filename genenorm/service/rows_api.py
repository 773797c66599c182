"""The answers for a list or file, as lines that a page shows while they arrive: progress, then some rows at a time.

Each line is a JSON object with ``kind``:

``progress``
    how many names are done, and how many there are;
``columns``
    the headers and first rows of a table whose column with the names has to be told;
``head``
    what the list is, which downloads it has, the species that its names look like, and the bases of links;
``rows``
    some rows, in the order of the list; a row ``like`` an earlier one has its place alone;
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
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response, StreamingResponse

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.chosen_genes import with_chosen_genes
from genenorm.annotation.exports.report_data import MEANINGS
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.authorities import ENSEMBL, NCBI_GENE, NOMENCLATURE
from genenorm.core.errors import GenenormError, RecordError
from genenorm.core.model import Gene, Status
from genenorm.index.reference import Reference
from genenorm.records.source import RecordFile, TableCells
from genenorm.resolver.answer_documents import choice_documents
from genenorm.resolver.resolver import Resolver
from genenorm.service.given_lists import ChoicesAsked, ColumnUnclearError, answered, read_list_asked
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.workers import Deadline, Workers

_LINES = "application/x-ndjson"
_ROWS_OF_A_PART = 500
_SHOWN_ROWS = 4
_FEWEST_WITH_PROGRESS = 1_000
_ENDS = frozenset({Status.RESOLVED})
Line = Mapping[str, Any]


class RowsAsked(ChoicesAsked):
    """A list or file, and how many candidates its rows have."""

    candidates: StrictInt = Field(
        8, ge=0, le=50, description="The most candidates of a row in doubt or without one gene."
    )


class _StoppedError(GenenormError):
    """The client has gone."""


def rows_api(resolver: Resolver, limits: Limits, workers: Workers) -> APIRouter:
    """Return the route that answers lists and files in parts."""
    router = APIRouter(prefix="/api/v1", tags=["answers"])
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

    tell({"kind": "progress", "done": 0, "of": size})
    file = answered(record_file, name, asked, resolver, watch)
    names = [answer.input for annotation in file.annotations for answer in annotation.answers]
    species = resolver.species_of(names, asked.context(resolver.reference)) if names else None
    first = None if species is None else species.taxon_id
    tell(
        {
            "kind": "head",
            "name": name,
            "rows": len(names),
            "records": [
                {"title": each.record.title or each.record.record_id, "rows": len(each.answers)}
                for each in file.annotations
            ][:1000],
            "notes": [_note(note) for note in record_file.notes],
            "columns": _columns_of(record_file),
            "can_be_rewritten": record_file.rewrite is not None,
            "verdict": "" if species is None else str(species),
            "species_of_list": None if first is None or species is None else species.first_name,
            "is_of_one_species": species is not None and species.sole_taxon_id is not None,
            "reference": resolver.reference.stamp,
            "meanings": MEANINGS,
            "links": _link_bases(),
        }
    )
    part: list[Line] = []
    first_places: dict[tuple[int, str], int] = {}
    for place, row in enumerate(_rows(file)):
        first_place = first_places.setdefault((id(row.resolution), row.doubt), place)  # a name has one answer
        is_first = first_place == place
        part.append(_row(row, asked.candidates, resolver.reference) if is_first else {"like": first_place})
        if len(part) == _ROWS_OF_A_PART:
            tell({"kind": "rows", "rows": part})
            part = []
    tell({"kind": "rows", "rows": part})
    if genes := {place: gene for place, gene in genes.items() if 0 <= place < len(names)}:
        chosen = enumerate(_rows(with_chosen_genes(file, genes, resolver.reference)))
        rows = {place: _row(row, 0, resolver.reference) for place, row in chosen if place in genes}
        tell({"kind": "chosen", "rows": rows})
    tell({"kind": "end"})


def _rows(file: AnnotatedFile) -> Iterator[RecordRow]:
    for annotation in file.annotations:
        yield from annotation.rows


def _row(row: RecordRow, most: int, reference: Reference) -> Line:
    """Return a row without its empty fields, with candidates if a person may want to choose among them."""
    answer = row.resolution
    gene = answer.gene
    found: dict[str, object] = {
        "input": answer.input,
        "status": answer.status.value,
        "species": row.species,
        "symbol": gene.symbol if gene else "",
        "gene_id": gene.gene_id if gene else None,
        "ensembl_id": gene.ensembl_id if gene else "",
        "authority_id": gene.authority_id if gene else "",
        "group_id": answer.group_id,
        "score": round(float(answer.score), 3),
        "doubt": row.doubt,
        "evidence": answer.evidence,
        "support": list(row.support),
        "shared_word": row.shared_word,
        "word": row.word,
    }
    if most and (row.doubt or answer.status not in _ENDS):
        found["candidates"] = choice_documents(answer, reference, most)
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _link_bases() -> dict[str, object]:
    """Return how the pages of identifiers are found, as ``annotation.exports.links`` finds them."""
    authorities = [
        {"name": each.name, "id_start": each.id_start, "page_start": each.page_start, "page_base": each.page_base}
        for each in NOMENCLATURE
    ]
    return {"gene_id": NCBI_GENE.page_base, "ensembl_id": ENSEMBL.page_base, "authorities": authorities}
