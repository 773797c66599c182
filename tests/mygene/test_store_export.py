"""Export and import of a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.core.errors import RecordError
from genenorm.mygene.hits import dump_hit
from genenorm.mygene.store import LookupEntry, LookupStore, Question
from genenorm.mygene.store_export import export_lines, import_lines

QUESTION = Question("https://mygene.info/v3", "symbol", "taxid")
HIT = dump_hit({"symbol": "GRIN1", "name": "β \u2028", "alias": "A"})
HEADER = '{"format":"genenorm look-ups","version":1}'
GOOD = {
    "name": "A", "taxon_id": 9606, "asked": 5, "build": "b", "hits": [], "service": "s", "scopes": "c", "fields": "f",
}  # fmt: skip


def test_an_imported_export_gives_the_same_export(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path / "one") as one, LookupStore.open(tmp_path / "two") as two:
        one.put(QUESTION, [LookupEntry(9606, "B", 5, "x", ""), LookupEntry(9606, "A", 5, "x", f"{HIT}\n{HIT}")])
        one.put(Question("other", "", ""), [LookupEntry(10090, "Ä", 6, "", HIT)])
        lines = list(export_lines(one))
        assert import_lines(two, "file", lines) == 3
        assert list(export_lines(two)) == lines
        assert two.get(QUESTION, ["A"], [9606]) == one.get(QUESTION, ["A"], [9606])


def test_the_order_of_an_export_does_not_depend_on_the_order_of_writing(tmp_path: Path) -> None:
    entries = [LookupEntry(taxon, name, 5, "x", "") for taxon in (9606, 10090) for name in "ab"]
    with LookupStore.open(tmp_path / "one") as one, LookupStore.open(tmp_path / "two") as two:
        one.put(QUESTION, entries)
        two.put(QUESTION, reversed(entries))
        assert list(export_lines(one)) == list(export_lines(two))


def test_an_import_keeps_answers_that_were_asked_later(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        store.put(Question("s", "c", "f"), [LookupEntry(9606, "A", 9, "new", "")])
        import_lines(store, "file", [HEADER, json.dumps(GOOD)])
        assert store.get(Question("s", "c", "f"), ["A"], [9606])["A", 9606].build == "new"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "f.jsonl, line 1: not a line of JSON"),
        (["name\ttaxon"], "f.jsonl, line 1: not a line of JSON"),
        (["[1]"], "f.jsonl, line 1: not a JSON object"),
        (["{}"], "f.jsonl, line 1: not a look-up export"),
        (['{"format":"genenorm look-ups","version":2}'], "f.jsonl, line 1: export version 2"),
        ([HEADER, json.dumps(GOOD), "{"], "f.jsonl, line 3: not a line of JSON"),
        ([HEADER, json.dumps({**GOOD, "name": 5})], "f.jsonl, line 2: 'name' is missing or not a text"),
        ([HEADER, json.dumps({**GOOD, "asked": "5"})], "f.jsonl, line 2: 'asked' is missing or not a whole number"),
        ([HEADER, json.dumps({**GOOD, "asked": True})], "f.jsonl, line 2: 'asked' is missing or not a whole number"),
        ([HEADER, json.dumps({**GOOD, "hits": {}})], "f.jsonl, line 2: 'hits' is missing or not a list of objects"),
        ([HEADER, json.dumps({**GOOD, "hits": [1]})], "f.jsonl, line 2: 'hits' is missing or not a list of objects"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(tmp_path: Path, lines: list[str], message: str) -> None:
    with LookupStore.open(tmp_path) as store:
        with pytest.raises(RecordError) as caught:
            import_lines(store, "f.jsonl", lines)
        assert str(caught.value).startswith(message)
        assert store.info().entries == 0


def test_an_empty_store_exports_only_the_header(tmp_path: Path) -> None:
    with LookupStore.open(tmp_path) as store:
        assert list(export_lines(store)) == [HEADER + "\n"]
