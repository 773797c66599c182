"""The API for files: their bytes in a request, the same with the answers, or a table of them, in the response.

The name of a file is a label: it shows the format and is part of messages. Nothing here opens a path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from genenorm.annotation.annotations import AnnotatedFile, Annotation, TextSearch
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.export_formats import EXPORT_NAMES, RECORD, exported, suffix_of
from genenorm.annotation.first_name import FirstNames
from genenorm.annotation.job import Job, Place
from genenorm.core.context import Context
from genenorm.core.errors import GenenormError, MissingExtraError, RecordError
from genenorm.index.reference import Reference
from genenorm.records.compressed import without_compression
from genenorm.records.formats import DOCUMENT_FORMATS, input_format_of, read_record_file
from genenorm.records.source import ReadOptions, RecordFile
from genenorm.service.limits import Limits
from genenorm.service.problems import RequestError
from genenorm.service.query_names import refuse_unknown_parameters
from genenorm.service.requests import FileAsked, checked_context
from genenorm.service.watched_resolver import WatchedResolver
from genenorm.service.workers import Deadline, Workers

if TYPE_CHECKING:
    pass

_MEDIA_TYPES = {
    "tsv": "text/tab-separated-values", "csv": "text/csv", "json": "application/json", "jsonl": "application/x-ndjson",
    "md": "text/markdown", "gmt": "text/tab-separated-values", "biothings": "application/x-ndjson",
    "jsonld": "application/ld+json", "sssom": "text/tab-separated-values", "pubtator": "text/plain",
    "bioc-json": "application/json",
}  # fmt: skip
BINARY = "application/octet-stream"
_OPTION = re.compile(r"--([a-z]+(?:-[a-z]+)*)")
FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the file.",
        "content": {BINARY: {"schema": {"type": "string", "format": "binary"}, "example": "gene,fold\nTrp53,2.1\n"}},
    }
}


def annotate_api(reference: Reference, version: str, limits: Limits, workers: Workers) -> APIRouter:
    """Return the route of the API that annotates files."""
    router = APIRouter(prefix="/api/v1", tags=["files"], dependencies=[Depends(refuse_unknown_parameters)])

    @router.post(
        "/annotate",
        summary="Return a file with the answers for its names, or a table of them",
        openapi_extra=FILE_BODY,
        responses={
            200: {
                "description": "The file, or the table.",
                "content": {kind: {"schema": {"type": "string"}} for kind in sorted({BINARY, *_MEDIA_TYPES.values()})},
            }
        },
    )
    async def annotate(asked: Annotated[FileAsked, Query()], request: Request) -> Response:
        if asked.to not in EXPORT_NAMES:
            raise RequestError(422, f"to: there are: {', '.join(EXPORT_NAMES)}", "query.to")
        context = checked_context(reference, asked.species, tuple(asked.organism), asked.text)
        options = _read_options(asked, reference, limits.body)
        data = await request.body()
        body = await workers.run(lambda deadline: _annotated(data, asked, options, context, deadline))
        return Response(body, headers=_headers(asked), media_type=_MEDIA_TYPES.get(asked.to, BINARY))

    def _annotated(data: bytes, asked: FileAsked, options: ReadOptions, context: Context, deadline: Deadline) -> bytes:
        search = TextSearch(mentions=asked.find)
        try:
            Job(Place.CALLER, to=asked.to, split=asked.split, search=search)  # which options contradict each other
        except ValueError as error:
            raise RequestError(422, str(error), "query.to") from error
        name = file_label(asked.filename)
        try:
            file = read_record_file(data, name, options)
            _check(file, asked, name)
            resolver = WatchedResolver(reference, deadline.check)
            annotations = []
            for record in file.records:
                deadline.check()
                annotations.append(Annotation(record, resolver, search, context))
            settings = ExportSettings(reference, version, split=asked.split, full=asked.full)
            return exported(asked.to, AnnotatedFile(name, file, tuple(annotations)), settings)
        except (RecordError, MissingExtraError) as error:
            raise file_refusal(error, name, limits) from error

    def _check(file: RecordFile, asked: FileAsked, name: str) -> None:
        """Raise an error for a file with too many names, or without a place for what is asked."""
        documents = [record.document for record in file.records if record.document is not None]
        count = sum(len(record.names) for record in file.records) + sum(len(each.mentions) for each in documents)
        if count > limits.names:
            raise RequestError(413, f"the file has {count:,} names; a request may have {limits.names:,} at most")
        form = input_format_of(name, asked.input_format).name
        if asked.find and asked.to == RECORD and form not in DOCUMENT_FORMATS:
            raise RecordError(name, "its format has no place for names found in a text; use to=tsv or another format")

    return router


def _read_options(asked: FileAsked, reference: Reference, largest: int) -> ReadOptions:
    try:
        return ReadOptions(
            field=asked.field, column=asked.column, delimiter=asked.delimiter, header_row=asked.header_row,
            no_header=asked.no_header, sheet=asked.sheet, form=asked.input_format, largest=largest,
            without_names=asked.find, is_name=FirstNames(lambda: reference),
        )  # fmt: skip
    except ValueError as error:
        raise RequestError(422, str(error)) from error


def file_label(filename: str) -> str:
    r"""Return the last part of a file's name, without characters that no name has.

    >>> file_label("../a/genes.csv"), file_label("C:\\x\\genes.csv"), file_label("a\nb.csv")
    ('genes.csv', 'genes.csv', 'a_b.csv')
    """
    last = re.split(r"[/\\]", filename)[-1]
    return "".join(letter if letter.isprintable() else "_" for letter in last) or "file"


def file_refusal(error: GenenormError, name: str, limits: Limits, location: str = "") -> RequestError:
    """Return the refusal of a file that cannot be read: 413 for one that is too large when it is expanded, else 422.

    :param error: what was wrong when it was read.
    :param name: the name of the file.
    :param limits: the limits of requests.
    :param location: the part of the request that the file is in; empty when it is the whole body.
    """
    if "--largest" in str(error):
        cause = f"{name}: expanded, it has more than the {limits.body:,} bytes of a request; send parts of it"
        return RequestError(413, cause, location)
    return RequestError(422, without_dashes(error), location)


def without_dashes(error: GenenormError) -> str:
    """Return a message that names options of the command line, with the parameters of this API."""
    return _OPTION.sub(lambda found: found[1].replace("-", "_"), str(error))


def _headers(asked: FileAsked) -> dict[str, str]:
    """Return the header with the name under which a browser stores what was made of a file."""
    name = file_label(asked.filename)
    if asked.to != RECORD:
        name = without_compression(name).rpartition(".")[0] or name
        name += suffix_of(asked.to)
    return attachment(name)


def attachment(name: str) -> dict[str, str]:
    """Return the header with the name under which a browser stores a file."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
