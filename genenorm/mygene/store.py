"""Cached answers of MyGene.info in one SQLite file: one entry per name, species and question, misses included.

Many processes may use a store at the same time: every write is one short transaction, and readers never wait for it
(write-ahead log). A file that is damaged or has another schema is renamed, never deleted, and a new one is created.
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
STORE_FILE_NAME = "lookups.sqlite"
LOCK_SECONDS = 60.0
"""How long a process waits for another one that writes to the store, or that creates or replaces its file."""

_LOCK_FILE_NAME = "lookups.lock"
_BATCH = 400
"""Names per statement; with the taxon ids there are fewer than 999 parameters, the limit of old SQLite versions."""
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
_SOUND = (
    "typeof(taxon_id) = 'integer' AND typeof(name) = 'text' AND typeof(build) = 'text' AND typeof(hits) = 'text' "
    "AND typeof(asked) = 'integer' AND asked BETWEEN 0 AND 253402300799"
)
"""Holds for all entries that genenorm writes: SQLite keeps any value in any column. The last second is of year 9999."""
_COLUMNS = {
    "questions": ["code", "service", "scopes", "fields"],
    "lookups": ["question", "taxon_id", "name", "asked", "build", "hits"],
}
_READ_ONLY = "?mode=ro&immutable=1"
_EXISTING = "?mode=rw"
"""Lets SQLite open a file but not create it."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Question:
    """The part of a request that is the same for every name: the service, and the fields to search and to return.

    Answers to different questions are cached separately.
    """

    service: str
    """URL of the service."""
    scopes: str
    """The fields to search, separated by commas."""
    fields: str
    """The fields to return, separated by commas."""

    @property
    def code(self) -> str:
        """A short digest of the question, stored with every entry."""
        text = "\n".join((self.service, self.scopes, self.fields))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


class LookupEntry(NamedTuple):
    """The cached answer for one name in one species.

    A tuple, as a long list of names makes tens of thousands, and a dataclass takes three times as long to make.
    """

    taxon_id: int
    name: str
    asked: int
    """Time of the look-up, in seconds since 1970."""
    build: str
    """The build of the service's data."""
    hits: str
    """The hits, each as one line of ``hits.dump_hit``; empty if there were none."""


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """The size and age of a store."""

    path: Path
    bytes: int
    entries: int
    misses: int
    """Entries without a hit."""
    names: int
    """Distinct names."""
    oldest: int | None
    """Time of the oldest look-up, in seconds since 1970; ``None`` if the store is empty."""
    newest: int | None
    """Time of the newest look-up, likewise."""
    builds: tuple[str, ...]
    """The builds of the service's data that the entries are from."""


class LookupStore:
    """An open store of cached answers.

    Threads may share a store, but every process must open its own, also after a fork. ``notice`` is a line for the user
    if the file had to be replaced or cannot be written, and empty otherwise.

    >>> from tempfile import TemporaryDirectory
    >>> question = Question("https://mygene.info/v3", "symbol", "symbol,taxid")
    >>> with TemporaryDirectory() as folder, LookupStore.open(Path(folder)) as store:
    ...     store.put(question, [LookupEntry(9606, "no such gene", 1_795_000_000, "20261115", "")])
    ...     store.get(question, ["no such gene", "GRIN1"], [9606])["no such gene", 9606].build
    '20261115'
    """

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.file = file
        self.notice = ""
        self._read_only = read_only
        self._lock = threading.RLock()
        self._connection = self._open_read_only() if read_only else self._open()
        self._inode = file.stat().st_ino

    @classmethod
    def open(cls, folder: Path | None = None) -> LookupStore:
        """Open the store of a folder, by default the cache folder (``GENENORM_CACHE``); it is created if missing.

        A store that can be read but not written can be opened too; then new answers are not stored, and ``notice``
        has a line about it. Raises LiveError if the store can neither be opened nor created.
        """
        file = (folder or cache_folder()) / STORE_FILE_NAME
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return cls(file, read_only=file.is_file() and not os.access(file.parent, os.W_OK))
        except (OSError, sqlite3.Error) as error:
            raise LiveError(f"{file}: cannot be opened ({error}); name another folder with GENENORM_CACHE") from error

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> LookupStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- entries ----------------------------------------------------------------------------------------------

    def get(self, question: Question, names: Sequence[str], taxa: Sequence[int]) -> dict[tuple[str, int], LookupEntry]:
        """Return the stored entries for names in species, by name and taxon id.

        :param question: the service and fields of the look-ups.
        :param names: the names as search terms, see ``cached_source.search_term``.
        :param taxa: the taxon ids of the species.
        :raises LiveError: the store cannot be read.
        """
        return self._run(lambda: dict(self._read(question.code, names, taxa)))

    def _read(
        self, code: str, names: Sequence[str], taxa: Sequence[int]
    ) -> Iterator[tuple[tuple[str, int], LookupEntry]]:
        taxon_marks = ",".join("?" * len(taxa))
        for start in range(0, len(names), _BATCH):
            part = names[start : start + _BATCH]
            statement = (
                "SELECT taxon_id, name, asked, build, hits FROM lookups WHERE question = ? "  # nosec B608 # question marks
                f"AND taxon_id IN ({taxon_marks}) AND name IN ({','.join('?' * len(part))}) AND {_SOUND}"
            )
            for row in self._connection.execute(statement, (code, *taxa, *part)):
                yield (row[1], row[0]), LookupEntry._make(row)

    def put(self, question: Question, entries: Iterable[LookupEntry]) -> None:
        """Store entries in one transaction; a later entry that is in the store already is kept.

        Nothing is stored if the store cannot be written (see ``notice``). Raises LiveError if writing fails.
        """
        if self._read_only:
            return
        rows = [(question.code, *entry) for entry in entries]

        def write() -> None:
            with self._transaction() as connection:
                question_row = (question.code, question.service, question.scopes, question.fields)
                connection.execute("INSERT OR IGNORE INTO questions VALUES (?, ?, ?, ?)", question_row)
                connection.executemany(_UPSERT, rows)

        self._run(write)

    def entries(self) -> Iterator[tuple[Question, LookupEntry]]:
        """Yield all entries with their questions, in a fixed order; raises LiveError if the store cannot be read."""
        statement = (
            "SELECT service, scopes, fields, taxon_id, name, asked, build, hits FROM lookups "  # nosec B608 # a constant
            f"JOIN questions ON question = code WHERE {_SOUND} ORDER BY service, scopes, fields, taxon_id, name"
        )
        rows = self._run(lambda: self._connection.execute(statement))
        try:
            for row in rows:
                yield Question(*map(str, row[:3])), LookupEntry(*row[3:])
        except sqlite3.Error as error:
            raise LiveError(f"{self.file}: {error}; name another folder with GENENORM_CACHE") from error

    def clear(self) -> int:
        """Delete all entries, shrink the file, and return how many entries there were."""

        def delete() -> int:
            with self._transaction() as connection:
                count = int(connection.execute("SELECT count(*) FROM lookups").fetchone()[0])
                connection.execute("DELETE FROM lookups")
                connection.execute("DELETE FROM questions")
            self._connection.execute("VACUUM")
            return count

        return self._run(delete)

    def info(self) -> StoreInfo:
        """Return the size and age of the store."""
        statement = (
            "SELECT count(*), coalesce(sum(hits = ''), 0), count(DISTINCT name), min(asked), max(asked) "  # nosec B608 # a constant
            f"FROM lookups WHERE {_SOUND}"
        )
        builds_statement = f"SELECT DISTINCT build FROM lookups WHERE {_SOUND} ORDER BY build"  # nosec B608 # a constant

        def read() -> StoreInfo:
            entries, misses, names, oldest, newest = self._connection.execute(statement).fetchone()
            builds = self._connection.execute(builds_statement).fetchall()
            return StoreInfo(
                path=self.file,
                bytes=sum(part.stat().st_size for part in _files_of_store(self.file) if part.exists()),
                entries=entries,
                misses=misses,
                names=names,
                oldest=oldest,
                newest=newest,
                builds=tuple(build for (build,) in builds if build),
            )

        return self._run(read)

    # -- the file ---------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        if not _is_ready(self.file):
            # Under a lock, since of several processes that start together only one may replace a damaged file.
            with _file_lock(self.file.parent):
                if problem := _problem(self.file):
                    self.notice = _set_aside(self.file, problem)
                _create_tables(self.file)
        connection = _connect(self.file, _EXISTING)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _open_read_only(self) -> sqlite3.Connection:
        if problem := _problem(self.file, _READ_ONLY):
            raise LiveError(f"{self.file}: {problem}, and its folder cannot be written; name another: GENENORM_CACHE")
        self.notice = f"{self.file.parent} cannot be written: new answers are not stored"
        return _connect(self.file, _READ_ONLY)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # IMMEDIATE: a transaction that begins as a reader fails at once, instead of waiting, when it has to write.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _run(self, action: Callable[[], Result]) -> Result:
        """Return the result of an action on the file; if the file is damaged, repeat the action with a new one."""
        with self._lock:
            try:
                return action()
            except sqlite3.DatabaseError as error:
                # Another process may also have renamed the file, which it found damaged, while this one had it open.
                is_renamed = _error_code(error) == sqlite3.SQLITE_READONLY_DBMOVED
                if self._read_only or not (is_renamed or _is_damage(error)):
                    raise LiveError(f"{self.file}: {error}; name another folder with GENENORM_CACHE") from error
                self._reopen(error)
                return action()

    def _reopen(self, error: sqlite3.DatabaseError) -> None:
        """Open a new file; the old one is set aside first, unless another process has done so already."""
        self._connection.close()
        try:
            with _file_lock(self.file.parent):
                if self.file.exists() and self.file.stat().st_ino == self._inode:
                    self.notice = _set_aside(self.file, f"damaged ({error})")
            self._connection = self._open()
            self._inode = self.file.stat().st_ino
        except OSError as failure:
            raise LiveError(f"{self.file}: damaged, and cannot be replaced ({failure})") from failure


def _connect(file: Path, options: str = "") -> sqlite3.Connection:
    uri = file.absolute().as_uri() + options
    return sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)


def _create_tables(file: Path) -> None:
    """Create the tables of a store, unless it has them."""
    connection = _connect(file)
    try:
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {STORE_SCHEMA}; COMMIT;")
    finally:
        connection.close()


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _error_code(error) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _error_code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's code of an error, or 0 for errors that Python itself raises, e.g. for a closed connection."""
    return getattr(error, "sqlite_errorcode", 0)


def _files_of_store(file: Path) -> tuple[Path, ...]:
    """Return the database file with its log and index of the log, which must be renamed together."""
    return (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm"))


def _is_ready(file: Path) -> bool:
    """Return whether the file is a store that can be used as it is."""
    try:
        return file.stat().st_size > 0 and not _problem(file, _EXISTING)
    except (OSError, sqlite3.OperationalError):  # missing, or another process is replacing it
        return False


def _problem(file: Path, options: str = "") -> str:
    """Return why an existing file cannot be used; empty if it can, or if the file is missing or empty."""
    if not file.exists() or file.stat().st_size == 0:
        return ""
    try:
        connection = _connect(file, options)
        try:
            schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
            columns = _columns(connection)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return f"damaged ({error})"
    if schema != STORE_SCHEMA:
        return f"of schema {schema}, this genenorm reads schema {STORE_SCHEMA}"
    return "" if columns == _COLUMNS else "a database of other tables"


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of each table, view and trigger; a view or trigger, which may run for ever, has none."""
    objects = connection.execute("SELECT type, name FROM sqlite_master WHERE type <> 'index'").fetchall()
    statement = "SELECT name FROM pragma_table_xinfo(?)"
    return {
        str(name): [str(column) for (column,) in connection.execute(statement, (name,))] if kind == "table" else []
        for kind, name in objects
    }


def _set_aside(file: Path, problem: str) -> str:
    """Rename the files of a store and return a line about it for the user."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    renamed = file.with_name(f"{file.stem}.set-aside-{stamp}-{os.getpid()}{file.suffix}")
    for part, target in zip(_files_of_store(file), _files_of_store(renamed), strict=True):
        if part.exists():
            part.rename(target)
    return f"{file}: {problem}; set aside as {renamed.name}, a new look-up store was created"


@contextmanager
def _file_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time create or replace the store of a folder; raises LiveError after LOCK_SECONDS."""
    from filelock import FileLock, Timeout  # takes 80 ms, and is not needed to open an existing store

    lock = FileLock(folder / _LOCK_FILE_NAME)
    try:
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise LiveError(
            f"{folder / _LOCK_FILE_NAME}: another process has held this lock for {LOCK_SECONDS:.0f} s; "
            "end it, or name another folder with GENENORM_CACHE"
        ) from error
    try:
        yield
    finally:
        lock.release()
