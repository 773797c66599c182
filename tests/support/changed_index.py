"""Changing the rows of an index file, as somebody else might, while the recorded content hash stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from genenorm.builder.write_index import write_rows
from genenorm.index.content_hash import HASHED_TABLES, Row
from genenorm.index.reference import Reference


def change_index(
    file: Path, table: str = "", change: Callable[[list[Row]], list[Row]] = list, **meta: str | None
) -> Path:
    """Write an index again with other rows of one table, or other texts about it, of which ``None`` removes one."""
    with Reference.open(file) as reference:
        rows = {name: list(reference.content_rows(name)) for name in HASHED_TABLES}
        facts = {**reference.meta, **meta}
    if table:
        rows[table] = change(rows[table])
    write_rows(file, rows, {key: text for key, text in facts.items() if text is not None})
    return file
