"""The store of cached answers: entries, damaged files, and many processes at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from genenorm.core.errors import LiveError
from genenorm.mygene.store import STORE_FILE_NAME, STORE_SCHEMA, LookupEntry, LookupStore, Question
from tests.support.children import started

QUESTION = Question("https://mygene.info/v3", "symbol", "taxid")
OTHER = Question("http://127.0.0.1:9/v3", "symbol", "taxid")


def entry(name: str, taxon_id: int = 9606, asked: int = 100, hits: str = '{"symbol":"X"}') -> LookupEntry:
    return LookupEntry(taxon_id, name, asked, "20261115", hits)


def test_an_entry_is_returned_as_it_was_stored(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(QUESTION, [entry("GRIN1"), entry("nothing", hits="")])
        found = store.get(QUESTION, ["GRIN1", "nothing", "other"], [9606])
    assert found == {("GRIN1", 9606): entry("GRIN1"), ("nothing", 9606): entry("nothing", hits="")}


@pytest.mark.parametrize(
    ("question", "name", "taxon_id"),
    [(OTHER, "GRIN1", 9606), (QUESTION, "Grin1", 9606), (QUESTION, "GRIN1", 10090)],
)
def test_another_question_spelling_or_species_is_another_entry(
    tmp_path: Path, question: Question, name: str, taxon_id: int
) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(QUESTION, [entry("GRIN1")])
        assert store.get(question, [name], [taxon_id]) == {}


def test_an_answer_asked_later_is_kept(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(QUESTION, [entry("A", asked=200, hits="")])
        store.put(QUESTION, [entry("A", asked=100)])
        assert store.get(QUESTION, ["A"], [9606])["A", 9606].asked == 200
        store.put(QUESTION, [entry("A", asked=300)])
        assert store.get(QUESTION, ["A"], [9606])["A", 9606].asked == 300


def test_a_failed_transaction_stores_nothing(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        broken = LookupEntry(9606, "B", 1, "", None)  # type: ignore[arg-type]
        with pytest.raises(LiveError, match="NOT NULL"):
            store.put(QUESTION, [entry("A"), broken])
        assert store.get(QUESTION, ["A"], [9606]) == {}
        store.put(QUESTION, [entry("A")])
        assert len(store.get(QUESTION, ["A"], [9606])) == 1


def test_five_thousand_names_take_few_reads(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        names = [f"GENE{number}" for number in range(5000)]
        store.put(QUESTION, [entry(name) for name in names])
        statements: list[str] = []
        store._connection.set_trace_callback(statements.append)
        assert len(store.get(QUESTION, names, [9606, 10090])) == 5000
    assert len(statements) <= 15


def test_info_counts_entries_misses_and_names(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(QUESTION, [entry("A", asked=5), entry("A", 10090, 9, ""), entry("B")])
        info = store.info()
    assert (info.entries, info.misses, info.names, info.oldest, info.newest) == (3, 1, 2, 5, 100)
    assert info.builds == ("20261115",)
    assert info.bytes > 0


def test_clear_deletes_all_entries_and_returns_their_number(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(QUESTION, [entry("A"), entry("B")])
        assert store.clear() == 2
        assert store.info().entries == 0


def test_the_folder_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "new" / "folder"))
    with LookupStore.open() as store:
        assert store.file == tmp_path / "new" / "folder" / STORE_FILE_NAME
    assert store.file.is_file()


# -- damage -----------------------------------------------------------------------------------------------------------


def filled(folder: Path, count: int = 2000) -> Path:
    with LookupStore.open(folder) as store:
        store.put(QUESTION, [entry(f"GENE{number}", hits="x" * 500) for number in range(count)])
    return store.file


def set_aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("lookups.set-aside-*.sqlite"))


def test_a_file_that_is_no_database_is_set_aside_with_a_notice_of_one_line(tmp_path: Path) -> None:
    file = tmp_path / STORE_FILE_NAME
    file.write_bytes(b"this is not a database " * 100)
    with LookupStore.open(tmp_path) as store:
        assert store.notice.count("\n") == 0
        assert str(file) in store.notice
        assert set_aside(tmp_path)[0].name in store.notice
        store.put(QUESTION, [entry("A")])
    assert set_aside(tmp_path)[0].read_bytes() == b"this is not a database " * 100


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / STORE_FILE_NAME).touch()
    with LookupStore.open(tmp_path) as store:
        assert store.notice == ""
        store.put(QUESTION, [entry("A")])


FIRST_STORE = """
PRAGMA journal_mode = WAL;
CREATE TABLE questions(
    code TEXT PRIMARY KEY, service TEXT NOT NULL, scopes TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE TABLE lookups(
    question TEXT NOT NULL, taxon_id INTEGER NOT NULL, name TEXT NOT NULL,
    asked INTEGER NOT NULL, build TEXT NOT NULL, hits TEXT NOT NULL,
    PRIMARY KEY (question, taxon_id, name)
);
INSERT INTO questions VALUES ('58551f0ee2c6', 'https://mygene.info/v3', 'symbol', 'taxid');
INSERT INTO lookups VALUES ('58551f0ee2c6', 9606, 'GRIN1', 100, '20261115', '{"symbol":"X"}');
PRAGMA user_version = 1;
"""
"""The statements by which version 0.1.0 makes a store with one entry."""


def test_a_store_of_version_0_1_0_opens(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / STORE_FILE_NAME)
    connection.executescript(FIRST_STORE)
    connection.close()
    with LookupStore.open(tmp_path) as store:
        assert store.notice == ""
        assert store.get(QUESTION, ["GRIN1"], [9606]) == {("GRIN1", 9606): entry("GRIN1")}


@pytest.mark.parametrize("schema", [0, STORE_SCHEMA + 1])
def test_a_store_of_another_schema_is_set_aside(tmp_path: Path, schema: int) -> None:
    file = filled(tmp_path, 1)
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {schema}")
    connection.close()
    with LookupStore.open(tmp_path) as store:
        assert f"schema {schema}" in store.notice
        assert store.info().entries == 0
    assert len(set_aside(tmp_path)) == 1


def test_a_file_found_damaged_while_reading_is_set_aside_and_the_store_can_still_be_used(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with LookupStore.open(tmp_path) as store:
        data = bytearray(file.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        file.write_bytes(data)
        assert store.get(QUESTION, ["GENE1"], [9606]) == {}
        assert "damaged" in store.notice
        store.put(QUESTION, [entry("A")])
        assert len(store.get(QUESTION, ["A"], [9606])) == 1
    assert len(set_aside(tmp_path)) == 1


def test_a_store_set_aside_by_another_process_is_not_set_aside_again(tmp_path: Path) -> None:
    file = filled(tmp_path)
    with LookupStore.open(tmp_path) as early:
        data = bytearray(file.read_bytes())
        data[100:] = b"\xff" * (len(data) - 100)
        file.write_bytes(data)
        with LookupStore.open(tmp_path) as other:
            assert "damaged" in other.notice
            other.put(QUESTION, [entry("A")])
            early.put(QUESTION, [entry("B")])
            assert early.notice == ""
            assert len(other.get(QUESTION, ["A", "B"], [9606])) == 2
    assert len(set_aside(tmp_path)) == 1


def test_a_folder_that_cannot_be_created_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LiveError, match="GENENORM_CACHE"):
        LookupStore.open(tmp_path / "file" / "folder")


def test_a_store_that_cannot_be_written_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, 1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with LookupStore.open(tmp_path) as store:
        assert "not stored" in store.notice
        store.put(QUESTION, [entry("A")])
        assert list(store.get(QUESTION, ["GENE0", "A"], [9606])) == [("GENE0", 9606)]


# -- many at once -----------------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from genenorm.mygene.store import LookupEntry, Question, LookupStore
question = Question("s", "c", "f")
with LookupStore.open(Path(sys.argv[1])) as store:
    for batch in range(20):
        names = [f"{sys.argv[2]}-{batch}-{number}" for number in range(20)]
        store.put(question, [LookupEntry(9606, name, 1, "", "") for name in [*names, "shared"]])
        assert len(store.get(question, names, [9606])) == 20
    if store.notice:
        sys.exit(store.notice)
"""


LOCK_HOLDER = """
import sys
from pathlib import Path
from genenorm.mygene.store import _file_lock
with _file_lock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_process_with_the_lock(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that has the lock of the folder; it ends when its standard input is closed."""
    command = [sys.executable, "-c", LOCK_HOLDER, str(folder)]
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        yield process


def test_a_process_waits_until_another_one_has_created_the_store(tmp_path: Path) -> None:
    with other_process_with_the_lock(tmp_path) as other, ThreadPoolExecutor() as pool:
        opening = pool.submit(LookupStore.open, tmp_path)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.3)
        assert other.stdin is not None
        other.stdin.close()
        with opening.result(timeout=20) as store:
            assert store.notice == ""
            store.put(QUESTION, [entry("A")])


def test_a_lock_held_for_too_long_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genenorm.mygene.store.LOCK_SECONDS", 0.2)
    words = r"lookups\.lock: another process has held this lock for .* s; end it, or name another folder"
    with other_process_with_the_lock(tmp_path), pytest.raises(LiveError, match=words):
        LookupStore.open(tmp_path)


def test_a_store_that_is_ready_is_opened_without_the_lock(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    with other_process_with_the_lock(tmp_path), LookupStore.open(tmp_path) as store:
        assert len(store.get(QUESTION, ["GENE0"], [9606])) == 1


@pytest.mark.parametrize("damaged", [False, True])
def test_eight_processes_use_one_store_without_losing_entries(tmp_path: Path, damaged: bool) -> None:
    if damaged:
        (tmp_path / STORE_FILE_NAME).write_bytes(b"not a database " * 500)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                started([sys.executable, "-c", WRITER, str(tmp_path), str(number)], stderr=subprocess.PIPE)
            )
            for number in range(8)
        ]
        errors = [process.communicate()[1].decode() for process in processes]
    codes = [process.returncode for process in processes]
    if damaged:  # exactly one of them set the file aside and has a notice
        assert sorted(codes) == [0] * 7 + [1], errors
        assert sum("damaged" in error for error in errors) == 1
    else:
        assert codes == [0] * 8, errors
    with LookupStore.open(tmp_path) as store:
        assert store.info().entries == 8 * 20 * 20 + 1
