"""A store of look-ups, or a lock, that somebody else has made: read, refused in one line, or set aside."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.mygene.store import LookupEntry, LookupStore, Question

QUESTION = Question("http://localhost", "symbol", "symbol,taxid")
ENDLESS = (
    "CREATE VIEW lookups AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT 'q' question, 9606 taxon_id, 'GRIN1' name, 1 asked, 'b' build, '' hits FROM n"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("GENENORM_CACHE", str(folder))
    with LookupStore.open(folder) as store:
        store.put(QUESTION, [LookupEntry(9606, "GRIN1", int(time.time()), "b", "")])
    return folder


def change(cache: Path, *statements: str) -> None:
    """Change the database of a store behind the back of genenorm."""
    connection = sqlite3.connect(cache / "lookups.sqlite")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE lookups", ENDLESS),
        ("CREATE TRIGGER t AFTER INSERT ON lookups BEGIN DELETE FROM lookups; END",),
        ("CREATE VIEW v AS SELECT 1",),
        ("CREATE TABLE other(x)",),
        ("ALTER TABLE lookups ADD COLUMN more",),
        ("DROP TABLE questions",),
        ("ALTER TABLE lookups DROP COLUMN hits",),
    ],
    ids=["endless view", "trigger", "view", "table", "column", "table missing", "column missing"],
)
def test_a_database_of_other_tables_is_set_aside(
    cache: Path, capsys: pytest.CaptureFixture[str], statements: tuple[str, ...]
) -> None:
    change(cache, *statements)
    assert main(["cache", "info"]) == 0
    assert "entries  0 of 0 names" in capsys.readouterr().out
    assert len(list(cache.glob("lookups.set-aside-*.sqlite"))) == 1


@pytest.mark.parametrize(
    "values",
    [
        "'abc', 'EGFR', 1, 'b', ''",
        "9606, x'ff00', 1, 'b', ''",
        "9606, 'EGFR', 'later', 'b', ''",
        "9606, 'EGFR', 9223372036854775807, 'b', ''",
        "9606, 'EGFR', 253402300800, 'b', ''",
        "9606, 'EGFR', -1, 'b', ''",
        "9606, 'EGFR', 1.5, 'b', ''",
        "9606, 'EGFR', 1, x'ff', ''",
        "9606, 'EGFR', 1, 'b', x'7b7d'",
    ],
)
def test_entries_of_other_types_are_none(cache: Path, capsys: pytest.CaptureFixture[str], values: str) -> None:
    change(cache, f"INSERT INTO lookups SELECT code, {values} FROM questions")
    assert main(["cache", "info"]) == 0
    assert "entries  1 of 1 names" in capsys.readouterr().out
    assert main(["cache", "export", "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    with LookupStore.open(cache) as store:
        assert [name for name, _ in store.get(QUESTION, ["GRIN1", "EGFR"], [9606])] == ["GRIN1"]


@pytest.mark.parametrize(
    "hits", ["[[[", "5", "null", "[]", "[1]", '"x"', "[" * 100_000, '{"a":' * 100_000, '{"symbol": [[]], "alias": 5}']
)
def test_answers_that_cannot_be_read_are_one_line(cache: Path, capsys: pytest.CaptureFixture[str], hits: str) -> None:
    change(cache, f"UPDATE lookups SET hits = '{hits}'")
    code = main(["cache", "export", "-"])
    printed = capsys.readouterr()
    if code:
        (line,) = printed.err.splitlines()
        assert line.startswith(f"genenorm: {cache / 'lookups.sqlite'}: the answer for 'GRIN1' cannot be read;")
    else:
        assert json.loads(printed.out.splitlines()[1])["name"] == "GRIN1"


def test_text_that_is_not_utf_8_is_one_line(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(cache, "UPDATE lookups SET name = CAST(x'ff41' AS TEXT)")
    assert main(["cache", "export", "-"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"genenorm: {cache / 'lookups.sqlite'}: Could not decode to UTF-8")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "a.lock"
    assert main(["lock", "TP53", "--out", str(file), "--quiet"]) == 0
    return file


@pytest.mark.parametrize("broken", ["[" * 100_000, '{"a":' * 100_000, '{"names": {"arguments": ["\\ud800"]}}'])
@pytest.mark.parametrize("place", [0, 6])
def test_a_lock_with_a_broken_line_is_one_line(
    lock: Path, capsys: pytest.CaptureFixture[str], broken: str, place: int
) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    lines[place] = broken
    lock.write_text("\n".join(lines), encoding="utf-8")
    assert main(["resolve", "--locked", str(lock)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith(f"genenorm: {lock}, line {place + 1}: ")


@pytest.mark.skipif(os.name != "posix", reason="names of files are text on other systems")
def test_a_file_whose_name_is_not_utf_8_is_not_locked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    Path(name).write_text("TP53\n", encoding="utf-8")
    assert main(["lock", "--file", name, "--out", str(tmp_path / "a.lock")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("\\udcff.txt: not locked, since the name of the file is not UTF-8; rename the file")
    assert not (tmp_path / "a.lock").exists()
