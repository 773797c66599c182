"""What must hold of answers for any file and any list of names; each check returns what is wrong, or nothing."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from types import FrameType

from genenorm.annotation.annotations import AnnotatedFile, annotate_file
from genenorm.annotation.stripping import strip_file
from genenorm.core.context import Context
from genenorm.core.errors import GenenormError
from genenorm.records.compressed import expand
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

LONGEST_SECONDS = 20
"""Processor seconds that a file of a few kilobytes or a short list may take."""
_SECONDS_A_NAME = 0.02
_CELLS_ALONE = (".xlsx", ".h5ad")
"""Formats that are written anew: what the answers are added to is compared by its values, not its bytes."""


class TooSlowError(BaseException):
    """What is raised in work that takes too long; no code that goes on after errors takes it for one."""


@contextmanager
def time_limit(seconds: float = LONGEST_SECONDS) -> Iterator[None]:
    """Raise TooSlowError in a ``with`` block that takes more processor time; only in the main thread of a process."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def wrong_with_file(data: bytes, name: str, resolver: Resolver, options: ReadOptions) -> str:
    """Return what is wrong when a file is annotated, annotated again and stripped; empty if all holds.

    It may be refused in one line. Otherwise the answers can be written, are the same when they are written again, and
    without them the file has its bytes.
    """
    try:
        with time_limit():
            return _wrong_with_file(data, name, resolver, options)
    except GenenormError as error:
        return "" if len(str(error).splitlines()) == 1 else f"an error of several lines: {error!r}"
    except (Exception, TooSlowError) as error:
        return f"{type(error).__name__}: {error}"


def _wrong_with_file(data: bytes, name: str, resolver: Resolver, options: ReadOptions) -> str:
    first = _annotated(data, name, resolver, options)
    if fault := next((each.error for each in first.annotations if each.error), ""):
        return f"a fault in a record: {fault}"
    if any(len(each.answers) != len(each.record.names) for each in first.annotations):
        return "answers are missing"
    if first.record_file.rewrite is None:
        return ""
    once = first.rewritten()
    clean = expand(strip_file(data, name, options=options), name)
    if clean != expand(data, name) and not first.record_file.annotated:
        return "bytes were lost that are no answers"
    again = _annotated(once, name, resolver, options)
    if [each.answers for each in again.annotations] != [each.answers for each in first.annotations]:
        return "other answers the second time"
    if name.endswith(_CELLS_ALONE):
        try:
            cells = _cells(clean, name)
        except Exception:  # it is damaged in a part that has no genes
            return ""
        return "" if _cells(strip_file(once, name, options=options), name) == cells else "lost cells"
    if again.rewritten() != once:
        return "other bytes the second time"
    if first.record_file.strip is None:
        return "" if _texts(again) == _texts(first) else "the text of a document was changed"
    if expand(strip_file(once, name, options=options), name) != clean:
        return "bytes were lost with the answers"
    return ""


def _annotated(data: bytes, name: str, resolver: Resolver, options: ReadOptions) -> AnnotatedFile:
    return annotate_file(data, name, resolver, options=options)


def _texts(file: AnnotatedFile) -> list[object]:
    """Return the texts of documents with the places of their mentions, whose identifiers are the answers."""
    found: list[object] = []
    for record in file.record_file.records:
        document = record.document
        if document is not None:
            places = [(mention.start, mention.end, mention.text) for mention in document.mentions]
            found.append((record.names, document.title, document.text, places))
    return found


def _cells(data: bytes, name: str) -> object:
    """Return the values of a workbook's first sheet without those that are empty, or the names of an AnnData file."""
    if name.endswith(".xlsx"):
        from openpyxl import load_workbook

        rows = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
        return {cell.coordinate: cell.value for row in rows for cell in row if cell.value is not None}
    import h5py

    with h5py.File(io.BytesIO(data)) as file:
        found: list[str] = []
        file.visit(found.append)
        return found


def wrong_with_names(names: Sequence[str], resolver: Resolver, context: Context, chance: Random) -> str:
    """Return what is wrong with the answers for a list of names; empty if all holds.

    The table has a row for each name, in order; a permuted list has its rows permuted; one of the names has the same
    answer alone, as a list of one name, and in a table.
    """
    try:
        with time_limit(LONGEST_SECONDS + _SECONDS_A_NAME * len(names)):
            return _wrong_with_names(list(names), resolver, context, chance)
    except (Exception, TooSlowError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        resolver.faults.clear()


def _wrong_with_names(names: list[str], resolver: Resolver, context: Context, chance: Random) -> str:
    table = resolver.table(names, context)
    if [row[0] for row in table.rows] != names:
        return "rows are missing, or in another order"
    if resolver.faults:
        return f"faults: {resolver.faults}"
    rows = dict(zip(names, table.rows, strict=True))
    if any(rows[name] != row for name, row in zip(names, table.rows, strict=True)):
        return "a name has several answers in one list"
    permuted = chance.sample(names, len(names))
    if list(resolver.table(permuted, context).rows) != [rows[name] for name in permuted]:
        return "a permuted list has other answers"
    if not names:
        return ""
    name = chance.choice(names)
    alone = resolver.resolve(name, context)
    listed = resolver.resolve_all([name] * 2, context)
    if listed != [alone] * 2:
        return f"{name!r} alone has another answer than as a list of one name"
    row = resolver.table([name], context).rows[0]
    if row[:2] != (name, alone.status.value) or (alone.gene_id is not None and row[3] != alone.gene_id):
        return f"{name!r} has another answer in a table"
    return f"faults: {resolver.faults}" if resolver.faults else ""
