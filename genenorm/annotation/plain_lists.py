r"""Lists of names and nothing else, answered as ``resolve`` answers them.

A list has no text, no figure and no species of its own, so that nothing but its answers says what is doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from genenorm.annotation.annotations import Annotation
from genenorm.annotation.record_rows import AnyRow, RecordRow
from genenorm.core.model import Resolution
from genenorm.records.record import Record
from genenorm.records.source import RecordFile
from genenorm.resolver.answer_table import common_name_of
from genenorm.resolver.doubt import doubt_text, doubts_of_answer


def names_of_plain_list(file: RecordFile) -> tuple[str, ...] | None:
    r"""Return the names of a file that is a list of names and nothing else; ``None`` for all other files.

    >>> from genenorm.records.formats import read_record_file
    >>> names_of_plain_list(read_record_file(b"GRIN1\nGrin1\n", "names.txt"))
    ('GRIN1', 'Grin1')
    >>> names_of_plain_list(read_record_file(b"gene\nGRIN1\n", "table.csv"))
    """
    if len(file.records) != 1 or file.rewrite is not None:
        return None
    record = file.records[0]
    return record.names if record == Record(record.source, record.record_id, record.names) else None


class PlainList(Annotation):
    """A record that is a list of names and nothing else; its rows are those of ``resolve``."""

    @cached_property
    def rows(self) -> tuple[RecordRow, ...]:
        """One row for each name."""
        taxa = self._given.species
        made: dict[int, RecordRow] = {}  # equal names have one row

        def row(answer: Resolution) -> RecordRow:
            doubts = doubts_of_answer(answer, taxa)
            return RecordRow(answer, common_name_of(answer, self._common_names), (), doubt=doubt_text(doubts))

        return tuple([made.setdefault(id(each), made.get(id(each)) or row(each)) for each in self.answers])

    @property
    def _short_rows(self) -> Sequence[AnyRow]:
        """The same rows, which have no other parts."""
        return self.rows
