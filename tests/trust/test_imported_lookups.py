"""Exported look-ups that somebody else has written: read, or refused in one line that names the file and the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.mygene.store import LookupStore

HEADER = json.dumps({"format": "genenorm look-ups", "version": 1})
ENTRY = {
    "name": "GRIN1", "taxon_id": 9606, "asked": 1, "build": "b", "hits": [],
    "service": "s", "scopes": "c", "fields": "f",
}  # fmt: skip


def entry(**changes: object) -> str:
    return json.dumps({**ENTRY, **changes})


LINES = {
    "deep": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a number that no table has": entry(asked=10**30),
    "a negative number": entry(taxon_id=-1),
    "a number of 5,000 digits": entry(taxon_id=0).replace('"taxon_id": 0', f'"taxon_id": {"9" * 5_000}'),
    "a number with a point": entry(asked=1.5),
    "true": entry(asked=True),
    "half a character": entry(name="\ud800"),
    "half a character in a hit": entry(hits=[{"symbol": "\ud800"}]),
    "a hit that is a list": entry(hits=[[]]),
    "no object": "[1]",
    "nothing": "null",
    "a name that is a list": entry(name=["GRIN1"]),
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("kind", LINES)
def test_a_bad_line_is_told_and_nothing_is_imported(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f"{HEADER}\n{entry()}\n{LINES[kind]}\n", encoding="utf-8")
    assert main(["cache", "import", str(file)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"genenorm: {file}, line 3: ")
    with LookupStore.open(cache) as store:
        assert store.info().entries == 0


def test_odd_names_are_imported_as_they_are(cache: Path, tmp_path: Path) -> None:
    names = ["\u0000", "β", "\U0001f9ec", "x" * 10_000, "'; DROP TABLE lookups; --", ""]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join([HEADER, *(entry(name=name) for name in names)]), encoding="utf-8")
    assert main(["cache", "import", str(file), "-q"]) == 0
    with LookupStore.open(cache) as store:
        assert sorted(found.name for _, found in store.entries()) == sorted(names)
