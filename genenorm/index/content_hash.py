"""The rows of an index, and the content hash, which is computed when an index is written, and again to verify it.

The rows are those of the tables of an exported index (``sqlite_export``), in the order of its schema; the rows of a
table are in the order of their keys. They do not depend on the layout of the file, and neither does the hash. It covers
every table except ``meta``, which has the hash itself and the notes on sources.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.index.reference import Reference

Row = tuple[object, ...]

HASHED_TABLES = ("taxa", "genes", "names", "ids", "groups", "pairs", "families")
"""The tables with content, in the order in which they are hashed."""


def hashed(table: str, rows: Iterable[Row], digest: hashlib._Hash) -> Iterator[Row]:
    """Yield the rows of a table, and add each of them to ``digest``."""
    digest.update(f"{table}\n".encode())
    for row in rows:
        digest.update(repr(row).encode())
        yield row


def hash_content(reference: Reference) -> tuple[str, int]:
    """Return the content hash of an open index, in hexadecimal digits, and the number of rows that it covers."""
    digest, count = hashlib.sha256(), 0
    for table in HASHED_TABLES:
        for _ in hashed(table, reference.content_rows(table), digest):
            count += 1
    return digest.hexdigest(), count
