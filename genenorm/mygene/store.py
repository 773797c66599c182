"""The look-up store: one entry per name, species and question, misses included, in one SQLite file.

Many processes may share a store: every write is one short transaction, readers never wait (write-ahead log).
A file that is damaged or of another schema is set aside under a new name, never deleted, and a fresh one begun.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from genenorm.core.errors import LiveError
from genenorm.core.paths import cache_folder

STORE_SCHEMA = 1
FILE_NAME = "lookups.sqlite"
LOCK_SECONDS = 60.0
"""How long a process waits for others that write."""

_BATCH = 400
"""Names per statement: with the species they stay under the 999 parameters of old SQLites."""
_TABLES = """
CREATE TABLE IF NOT EXISTS questions(
    code TEXT PRIMARY KEY, service TEXT NOT NULL, scopes TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS lookups(
    question TEXT NOT NULL, taxon_id INTEGER NOT NULL, name TEXT NOT NULL,
    asked INTEGER NOT NULL, build TEXT NOT NULL, hits TEXT NOT NULL,
    PRIMARY KEY (question, taxon_id, name)
);
"""
_UPSERT = """
INSERT INTO lookups(question, taxon_id, name, asked, build, hits) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT(question, taxon_id, name) DO UPDATE
SET asked = excluded.asked, build = excluded.build, hits = excluded.hits WHERE excluded.asked >= asked
"""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a name: the service, the fields searched and the fields wanted back."""

    service: str
    scopes: str
    fields: str

    @property
    def code(self) -> str:
        """A short digest that stands for the question in every entry."""
        text = "\n".join((self.service, self.scopes, self.fields))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


class Entry(NamedTuple):
    """One remembered answer: a name in one species, when and of which build it was asked, and what came back.

    A tuple, since a long list of names makes tens of thousands: three times as quick to make as a dataclass.
    """

    taxon_id: int
    name: str
    asked: int
    """Seconds since 1970."""
    build: str
    hits: str
    """The hits, one line of ``hits.dump_hit`` each; empty for a remembered miss."""


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """How much a store holds."""

    path: Path
    bytes: int
    entries: int
    misses: int
    names: int
    oldest: int | None
    newest: int | None
    builds: tuple[str, ...]


class Store:
    """An open look-up store; ``notice`` says in one line what was set aside, if anything was.

    Threads may share it; processes open the same folder each on their own, also after a fork.
    """

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.file = file
        self.notice = ""
        self._read_only = read_only
        self._lock = threading.RLock()
        self._connection = self._open_read_only() if read_only else self._open()
        self._inode = file.stat().st_ino

    @classmethod
    def open(cls, folder: Path | None = None) -> Store:
        """Open the store in ``folder``, by default the cache folder (``GENENORM_CACHE``), making it if needed.

        A store that may be read but not written answers and remembers nothing new; ``notice`` says so.
        Raises LiveError when there is no store and none can be made.
        """
        file = (folder or cache_folder()) / FILE_NAME
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return cls(file, read_only=file.is_file() and not os.access(file.parent, os.W_OK))
        except (OSError, sqlite3.Error) as error:
            raise LiveError(f"{file}: cannot be opened ({error}); name another folder with GENENORM_CACHE") from error

    def close(self) -> None:
        """Close the file; the object answers nothing afterwards."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- entries ----------------------------------------------------------------------------------------------

    def get(self, question: Question, names: Sequence[str], taxa: Sequence[int]) -> dict[tuple[str, int], Entry]:
        """Return what is remembered of these names in these species, by name and taxon id."""
        return self._guarded(lambda: dict(self._read(question.code, names, taxa)))

    def _read(self, code: str, names: Sequence[str], taxa: Sequence[int]) -> Iterator[tuple[tuple[str, int], Entry]]:
        taxon_marks = ",".join("?" * len(taxa))
        for start in range(0, len(names), _BATCH):
            part = names[start : start + _BATCH]
            statement = (
                "SELECT taxon_id, name, asked, build, hits FROM lookups WHERE question = ? "
                f"AND taxon_id IN ({taxon_marks}) AND name IN ({','.join('?' * len(part))})"
            )
            for row in self._connection.execute(statement, (code, *taxa, *part)):
                yield (row[1], row[0]), Entry._make(row)

    def put(self, question: Question, entries: Iterable[Entry]) -> None:
        """Remember entries in one transaction; an entry asked later than the new one stays."""
        if self._read_only:
            return
        rows = [(question.code, *entry) for entry in entries]

        def write() -> None:
            with self._transaction() as connection:
                known = (question.code, question.service, question.scopes, question.fields)
                connection.execute("INSERT OR IGNORE INTO questions VALUES (?, ?, ?, ?)", known)
                connection.executemany(_UPSERT, rows)

        self._guarded(write)

    def everything(self) -> Iterator[tuple[Question, Entry]]:
        """Iterate over all entries with their questions, in a fixed order."""
        statement = (
            "SELECT service, scopes, fields, taxon_id, name, asked, build, hits FROM lookups "
            "JOIN questions ON question = code ORDER BY service, scopes, fields, taxon_id, name"
        )
        for row in self._guarded(lambda: self._connection.execute(statement)):
            yield Question(*row[:3]), Entry(*row[3:])

    def clear(self) -> int:
        """Forget every entry, give the space back, and return how many there were."""

        def empty() -> int:
            with self._transaction() as connection:
                count = int(connection.execute("SELECT count(*) FROM lookups").fetchone()[0])
                connection.execute("DELETE FROM lookups")
                connection.execute("DELETE FROM questions")
            self._connection.execute("VACUUM")
            return count

        return self._guarded(empty)

    def info(self) -> StoreInfo:
        """Return how much the store holds."""
        statement = (
            "SELECT count(*), coalesce(sum(hits = ''), 0), count(DISTINCT name), min(asked), max(asked) FROM lookups"
        )

        def read() -> StoreInfo:
            entries, misses, names, oldest, newest = self._connection.execute(statement).fetchone()
            builds = self._connection.execute("SELECT DISTINCT build FROM lookups ORDER BY build").fetchall()
            size = sum(part.stat().st_size for part in _parts(self.file) if part.exists())
            known = tuple(build for (build,) in builds if build)
            return StoreInfo(self.file, size, entries, misses, names, oldest, newest, known)

        return self._guarded(read)

    # -- the file ---------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        # Processes that start together must not both set a damaged file aside, nor both turn the log on.
        with _folder_lock(self.file.parent):
            if problem := _problem(self.file):
                self.notice = _set_aside(self.file, problem)
            connection = _connect(self.file)
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {STORE_SCHEMA}; COMMIT;")
            connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _open_read_only(self) -> sqlite3.Connection:
        if problem := _problem(self.file, "?mode=ro&immutable=1"):
            raise LiveError(f"{self.file}: {problem}, and its folder cannot be written; name another: GENENORM_CACHE")
        self.notice = f"{self.file.parent} cannot be written: new answers are not remembered"
        return _connect(self.file, "?mode=ro&immutable=1")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # IMMEDIATE: a transaction that began as a reader cannot wait its turn to write, it fails at once.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _guarded(self, action: Callable[[], Result]) -> Result:
        """Do something with the file; when it proves damaged, set it aside and do it on a fresh one."""
        with self._lock:
            try:
                return action()
            except sqlite3.DatabaseError as error:
                moved = _code(error) == sqlite3.SQLITE_READONLY_DBMOVED
                if self._read_only or not (moved or _is_damage(error)):
                    raise LiveError(f"{self.file}: {error}; name another folder with GENENORM_CACHE") from error
                self._begin_again(error)
                return action()

    def _begin_again(self, error: sqlite3.DatabaseError) -> None:
        self._connection.close()
        with _folder_lock(self.file.parent):
            # Another process that met the damage first has put a fresh store here: that one must stay.
            if self.file.exists() and self.file.stat().st_ino == self._inode:
                self.notice = _set_aside(self.file, f"damaged ({error})")
        self._connection = self._open()
        self._inode = self.file.stat().st_ino


def _connect(file: Path, options: str = "") -> sqlite3.Connection:
    uri = file.absolute().as_uri() + options
    return sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _code(error) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's code of an error; errors that Python itself raises, as on a closed file, have none."""
    return getattr(error, "sqlite_errorcode", 0)


def _parts(file: Path) -> tuple[Path, ...]:
    """Name the files that make up a store; the log must move with it, or it would be played into the next one."""
    return (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm"))


def _problem(file: Path, options: str = "") -> str:
    """Say why an existing file cannot be used; empty when it can, or is not there yet."""
    if not file.exists() or file.stat().st_size == 0:
        return ""
    try:
        connection = _connect(file, options)
        try:
            schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
            columns = [row[1] for row in connection.execute("PRAGMA table_info(lookups)")]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return f"damaged ({error})"
    if schema != STORE_SCHEMA or columns[:3] != ["question", "taxon_id", "name"]:
        return f"of schema {schema}, this genenorm reads schema {STORE_SCHEMA}"
    return ""


def _set_aside(file: Path, problem: str) -> str:
    """Rename a store out of the way and return the line that says so."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    aside = file.with_name(f"{file.stem}.set-aside-{stamp}-{os.getpid()}{file.suffix}")
    for part, target in zip(_parts(file), _parts(aside), strict=True):
        if part.exists():
            part.rename(target)
    return f"{file}: {problem}; set aside as {aside.name}, a fresh look-up store begun"


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time open or replace the store of a folder."""
    try:
        import fcntl
    except ImportError:  # Windows: two processes that start at the same instant rely on SQLite's own locks
        yield
        return
    with (folder / "lookups.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
