"""Results in three files of a folder, by what the answers are worth: clean, doubtful and failed.

Each row is in one of the files, and the rows of a file are in the order in which they came. The files are written
completely or not at all, and none is replaced before all three are complete. All three are there after each run, with
their headers at least, so that none is left from an earlier run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from genenorm.annotation.own_tables import starts_with_columns
from genenorm.annotation.scope import OUT_OF_SCOPE
from genenorm.cli.output.messages import note
from genenorm.cli.output.output_file import check_not_input
from genenorm.core.atomic import Draft
from genenorm.core.errors import RecordError
from genenorm.core.tables import TEXT_FORMATS, Cell, Table, to_csv, to_jsonl, to_tsv, write_parquet
from genenorm.core.values import replace
from genenorm.records.compressed import compress
from genenorm.resolver.answer_class import AnswerClass, answer_class

_MOST_WAITING = 10_000
"""Rows that are kept in memory before they are written, in formats that can be written bit by bit."""
_OWN = ("status", "gene_id")
"""Columns of the tables of other options, which a run may replace."""


class SplitFiles:
    """The three files of a run; they appear when ``publish`` is called.

    :param folder: their folder, which is made if it is missing.
    :param columns: the columns of all rows.
    :param form: the format, one of ``core.tables.TEXT_FORMATS`` or ``parquet``; it is also the suffix.
    :param compression: the suffix of a compression, ``.gz`` or ``.zst``; empty for none.
    :param reference: the stamp of the index that answered.
    :param inputs: the files that are read, which must not be replaced.
    :param raw: whether CSV keeps cells that a spreadsheet would run (``core.tables.to_csv``).
    :raises RecordError: a file has such a name but is no table of answers, or cannot be written.
    """

    def __init__(
        self,
        folder: str,
        columns: Sequence[str],
        form: str,
        *,
        compression: str = "",
        reference: str = "",
        inputs: Iterable[str | None] = (),
        raw: bool = False,
    ) -> None:
        self._raw = raw
        self.counts = dict.fromkeys(AnswerClass, 0)
        """The number of rows in each file."""
        self._form, self._compression = form, compression
        self._empty = Table(tuple(columns), (), reference)
        self.folder = Path(folder)
        self.paths = {kind: self.folder / f"{kind.value}.{form}{compression}" for kind in AnswerClass}
        if self.folder.is_file():
            raise RecordError(folder, "is a file; give --split-by a folder")
        given = tuple(inputs)
        for path in self.paths.values():
            check_not_input(str(path), given)
            if not (starts_with_columns(path, self._empty.columns[:3]) or starts_with_columns(path, _OWN)):
                cause = "is no table of answers, and is left unchanged; rename it, or give another folder"
                raise RecordError(path, cause)
        self._waiting: dict[AnswerClass, list[tuple[Cell, ...]]] = {kind: [] for kind in AnswerClass}
        self._drafts: dict[AnswerClass, Draft] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for kind, path in self.paths.items():
                self._drafts[kind] = Draft(path)
        except OSError as error:
            self.discard()
            raise self._error(error) from error
        if form in _HEADS:
            head = compress(_HEADS[form](self._empty).encode(), f"x{compression}")
            for draft in self._drafts.values():
                draft.file.write(head)

    def add(self, rows: Iterable[tuple[Cell, ...]], classes: Iterable[AnswerClass]) -> None:
        """Add some rows, each with its class."""
        for row, kind in zip(rows, classes, strict=True):
            self.counts[kind] += 1
            self._waiting[kind].append(row)
        if self._form in _BODIES and max(map(len, self._waiting.values())) >= _MOST_WAITING:
            self._write()

    def publish(self) -> None:
        """Replace the files by the new ones, and print how many rows are in each."""
        self._write()
        try:
            for draft in self._drafts.values():
                draft.sync()
            for draft in self._drafts.values():
                draft.publish()
        except OSError as error:
            raise self._error(error) from error
        counted = ", ".join(f"{count:,} {kind.value}" for kind, count in self.counts.items())
        names = ", ".join(path.name for path in self.paths.values())
        note(f"genenorm: rows in {self.folder}: {counted} ({names})")

    def discard(self) -> None:
        """Delete what is not published."""
        for draft in self._drafts.values():
            draft.discard()

    def __enter__(self) -> SplitFiles:
        return self

    def __exit__(self, *_error: object) -> None:
        self.discard()

    def _write(self) -> None:
        """Write the rows that wait into the new files."""
        try:
            for kind, draft in self._drafts.items():
                table = replace(self._empty, rows=tuple(self._waiting[kind]))
                self._waiting[kind].clear()
                if self._form == PARQUET:
                    write_parquet(table, draft.file)
                else:
                    if self._form == "csv":
                        text = to_csv(table, header=False, raw=self._raw)
                    else:
                        text = _BODIES.get(self._form, TEXT_FORMATS[self._form])(table)
                    draft.file.write(compress(text.encode("utf-8", "backslashreplace"), f"x{self._compression}"))
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> RecordError:
        return RecordError(
            error.filename or self.folder, f"cannot be written: {(error.strerror or str(error)).lower()}"
        )


PARQUET = "parquet"
_BODIES: dict[str, Callable[[Table], str]] = {
    "tsv": lambda table: to_tsv(table, header=False),
    "csv": lambda table: to_csv(table, header=False),
    "jsonl": to_jsonl,
}
"""The formats whose files can be written bit by bit, with the function for rows without a header."""
_HEADS: dict[str, Callable[[Table], str]] = {"tsv": to_tsv, "csv": to_csv}


def split_rows(table: Table) -> list[AnswerClass]:
    """Return the class of each row of a table with the columns ``status`` and ``doubt``, and ``scope`` for records.

    >>> split_rows(Table(("input", "status", "doubt"), (("GRIN1", "resolved", ""), ("and", "not-a-gene", ""))))
    [<AnswerClass.CLEAN: 'clean'>, <AnswerClass.FAILED: 'failed'>]
    """
    status, doubt = table.columns.index("status"), table.columns.index("doubt")
    scope = table.columns.index("scope") if "scope" in table.columns else None
    return [
        answer_class(
            str(row[status]), str(row[doubt]), is_out_of_scope=scope is not None and row[scope] == OUT_OF_SCOPE
        )
        for row in table.rows
    ]


def write_split(
    folder: str,
    table: Table,
    classes: Sequence[AnswerClass],
    form: str,
    *,
    inputs: Iterable[str | None] = (),
    raw: bool = False,
) -> None:
    """Write a table into the three files of a folder, each row by its class; see ``SplitFiles`` for the parameters.

    The table may have any columns: the classes are given because it need not show them.
    """
    with SplitFiles(folder, table.columns, form, reference=table.reference, inputs=inputs, raw=raw) as files:
        files.add(table.rows, classes)
        files.publish()
