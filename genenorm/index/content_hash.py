"""The content hash of an index, which is computed when the index is written, and again to verify it.

It covers every row of every table except ``meta``, which has the hash itself and the notes on sources. The tables are
hashed in the order of the schema, and the rows in the order of their keys.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator

from genenorm.index.schema import SCHEMA

Row = tuple[object, ...]

HASHED_TABLES = tuple(name for name in re.findall(r"CREATE TABLE (\w+)\(", SCHEMA) if name != "meta")
"""The tables with content, in the order in which they are hashed."""


def hashed(table: str, rows: Iterable[Row], digest: hashlib._Hash) -> Iterator[Row]:
    """Yield the rows of a table, and add each of them to ``digest``."""
    digest.update(f"{table}\n".encode())
    for row in rows:
        digest.update(repr(row).encode())
        yield row


def hash_content(connection: sqlite3.Connection) -> tuple[str, int]:
    """Return the content hash of an open index file, in hexadecimal digits, and the number of rows that it covers."""
    digest, count = hashlib.sha256(), 0
    for table in HASHED_TABLES:
        columns = sorted((row[5], row[1]) for row in connection.execute(f"PRAGMA table_info({table})") if row[5])
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(name for _, name in columns)}")
        for _ in hashed(table, _species(connection, rows) if table == "taxa" else rows, digest):
            count += 1
    return digest.hexdigest(), count


def _species(connection: sqlite3.Connection, rows: Iterable[Row]) -> list[Row]:
    """Return the rows of ``taxa`` in the order of species that ``meta`` records."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'species'").fetchone()
    order = found[0].split(",") if found else []
    return sorted(rows, key=lambda row: order.index(str(row[0])) if str(row[0]) in order else len(order))
