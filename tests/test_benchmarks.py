"""The data of the benchmarks is the same in every run, and the page shows their numbers."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import data, measure, page, scale
from benchmarks.enlarge import write_copies
from benchmarks.tasks import files as file_tasks
from benchmarks.turns import fastest_in_turns
from genenorm import Reference, Resolution, Resolver
from genenorm.core.model import Biotype
from genenorm.index.schema import unpack
from genenorm.records.formats import read_record_file
from genenorm.records.pubtator import parse_pubtator
from genenorm.text.keys import Key
from tests.support.children import started
from tests.support.made_index import Made, MadeFamily, make_index

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "ketamine-figure.md"
NAMES = ["GRIN1", "Grin1", "IL-1β", "psd95", "Nmdar1"]


def test_a_repeated_list_has_the_first_names_most_often_and_is_the_same_every_time() -> None:
    drawn = data.draw_zipf(NAMES, 5000)
    assert drawn == data.draw_zipf(NAMES, 5000)
    counts = Counter(drawn)
    assert [name for name, _ in counts.most_common()] == NAMES
    assert 1.5 < counts["GRIN1"] / counts["Grin1"] < 2.5


def test_generated_records_have_their_keywords_and_name_some_in_the_caption(tmp_path: Path) -> None:
    data.write_records(tmp_path / "records", FIXTURE, iter(NAMES * 40), 3)
    files = sorted((tmp_path / "records").iterdir())
    assert len(files) == 3
    for file in files:
        (record,) = read_record_file(file.read_bytes(), file.name).records
        assert 20 <= len(record.names) <= 60
        assert set(record.names) <= set(NAMES)
        assert record.names[0] in record.caption


@pytest.mark.parametrize("memory", ["memory", "missing"])
def test_records_are_answered_into_a_folder_that_is_deleted(
    tmp_path: Path, memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory").mkdir()
    data.write_records(tmp_path / "records", FIXTURE, iter(NAMES * 40), 3)
    monkeypatch.setattr(file_tasks, "IN_MEMORY", tmp_path / memory)
    monkeypatch.setattr(file_tasks, "ROOM", 0)
    before = sorted(tmp_path.rglob("*"))
    answers = file_tasks.answered(tmp_path, "records")
    assert [answer.count(b"# genenorm: begin") for answer in answers] == [1, 1, 1]
    file_tasks.annotate(tmp_path, "records", 1)
    file_tasks.copy(sorted((tmp_path / "records").iterdir()), answers)
    assert sorted(tmp_path.rglob("*")) == before


def test_generated_documents_have_13_mentions_with_correct_offsets() -> None:
    lines = "\n".join(data.documents(NAMES, 4)) + "\n"
    documents = [parsed.document for parsed in parse_pubtator(lines.encode(), "d.pubtator")]
    assert [len(document.mentions) for document in documents] == [13] * 4
    for document in documents:
        whole = f"{document.title} {document.text}"
        assert all(whole[mention.start : mention.end] == mention.text for mention in document.mentions)


def test_a_clean_list_has_symbols_of_coding_genes_of_the_species(reference: Reference) -> None:
    coding = {gene.symbol for gene in reference.genes(9606) if gene.biotype is Biotype.PROTEIN_CODING}
    some = data.clean_symbols(reference, (9606,), 3000)
    assert len(set(some)) == 3000
    most = data.clean_symbols(reference, (9606,), 100_000)
    assert len(most) < 100_000
    assert set(some) <= set(most) == {symbol for symbol in coding if symbol and not re.fullmatch(r"LOC\d+", symbol)}


GENES = (
    Made(2902, "GRIN1", 4584, 176884, ("NMDAR1", "glu-N1"), "HomoloGene:7187", weight=9),
    Made(14810, "Grin1", 95819, 26959, ("Nmdar1",), "HomoloGene:7187", taxon_id=10090, weight=8),
    Made(1742, "DLG4", 2902, None, ("PSD-95",), full_name="discs large MAGUK scaffold protein 4", weight=7),
)


def test_the_floor_has_the_postings_of_every_key(tmp_path: Path) -> None:
    with Reference.open(make_index(tmp_path / "made.safetensors", GENES)) as reference:
        data.write_floor(reference, tmp_path / "floor.sqlite")
        names = {key: list(postings) for key, postings in reference.names()}
    with sqlite3.connect(tmp_path / "floor.sqlite") as connection:
        found = dict(connection.execute("SELECT key, postings FROM names"))
    connection.close()
    assert {key: list(unpack(postings)) for key, postings in found.items()} == names
    assert len(names[Key("grin1")]) == 2


def test_indexes_with_copies_answer_as_the_index_does_and_have_each_name_once_and_twice(tmp_path: Path) -> None:
    made = make_index(
        tmp_path / "made.sqlite", GENES, families=[MadeFamily("NMDAR", ("GRIN1",), ("NMDA receptor",))],
        withdrawn=["OLDX"],
    )  # fmt: skip
    paths = (tmp_path / "once.sqlite", tmp_path / "twice.sqlite")
    asked = ["GRIN1", "grin1", "glu-N1", "GLUN1", "psd95", "PSD-95", "NMDA receptor", "OLDX", "nothing"]
    with Reference.open(made) as index:
        write_copies(index, paths)
        answers = [texts(answer) for answer in Resolver(index).resolve_all(asked)]
        genes, names, groups = list(index.genes()), index.count("names"), index.count("groups")
        names_of_genes = names - 2
    assert len({status for status, *_ in answers}) > 2
    for copies, path in enumerate(paths, 1):
        with Reference.open(path) as reference:
            assert list(reference.genes())[:3] == genes
            assert reference.count("genes") == copies * len(genes)
            assert reference.count("names") == names + (copies - 1) * names_of_genes
            assert reference.count("groups") == groups == 1
            assert [texts(answer) for answer in Resolver(reference).resolve_all(asked)] == answers
            assert len(reference.postings(Key("grin1zzz"))) == (copies - 1) * 2


def texts(answer: Resolution) -> tuple[object, ...]:
    return answer.status, answer.gene_id, answer.symbol, answer.evidence


def test_turns_alternate_and_keep_the_fastest_round(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    clock = iter((0.0, 5.0, 10.0, 11.0, 20.0, 22.0, 30.0, 34.0))
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    actions = {"one": lambda: calls.append("one"), "two": lambda: calls.append("two")}
    assert fastest_in_turns(actions, 2, lambda: calls.append("-")) == {"one": 2.0, "two": 1.0}
    assert calls == ["-", "one", "-", "two", "-", "one", "-", "two"]


def test_instructions_of_a_process_and_its_parts_are_counted_and_a_failure_is_told() -> None:
    if not shutil.which("valgrind"):
        pytest.skip("valgrind is not installed")
    short, long = (measure.count_instructions(["-S", "-c", f"for _ in range({n}): pass"]) for n in (10, 1_000_000))
    assert long - short > 1_000_000
    _, few, many, _ = measure.count_in_parts(
        ["-S", "-c", "import os\nfor n in (0, 10, 100_000):\n for _ in range(n): pass\n os.getppid()"]
    )
    assert many > few + 100_000
    with pytest.raises(RuntimeError, match="no such thing"):
        measure.count_instructions(["-S", "-c", "raise SystemExit('no such thing')"])


def test_the_page_shows_whether_each_target_is_reached() -> None:
    text = page.render(numbers(plain=10e-6))
    floor = "folding it and a dictionary look-up: 2.0 µs"
    assert f"| a plain symbol, asked for the first time | ≤ 20 µs | 10.0 µs | {floor} | 5.0 × | yes |" in text
    assert f"| ≤ 20 µs | 25.0 µs | {floor} | 12.5 × | no |" in page.render(numbers(plain=25e-6))
    assert "| gilda 1.6.1 (genenorm's names as its terms, four species) | 90.0 µs | 12.0 s | 70% of 4,000 |" in text
    assert "| ≥ 4 × as fast as gilda | 30.0 µs a name | 90.0 µs a name | 3.00 × as fast | no |" in text
    assert "clean human symbols | ≤ 5 × a pandas merge | 10.0 µs a name | 2.5 µs a name | 4.00 × | yes |" in text
    parsed = "500 ms; reading and writing the files: 250 ms"
    assert f"one process | ≤ 3.3 × parsing them with PyYAML's C loader | 1.5 s | {parsed} | 3.00 × | yes |" in text
    assert f"two processes | ≤ 2.2 × parsing them with PyYAML's C loader | 1.2 s | {parsed} | 2.50 × | no |" in text


def test_the_page_leaves_out_what_was_not_measured() -> None:
    measured = numbers(plain=1e-5)
    measured["lists repeated"]["categories"] = 0.2
    whole = page.render(measured)
    assert "whole process, instructions | ≤ 2.5 × bare SQLite look-up | 150 million | 100 million | 1.50 ×" in whole
    assert "| Arrow, text | 250 ms | 2.5 |" in whole
    assert "repeated, as categoricals | ≤ 2.5 × `pandas.factorize` | 200 ms | 100 ms | 2.00 × | yes |" in whole
    measured["instructions"] = {}
    del measured["lists repeated"]["categories"], measured["peer gilda"]
    less = page.render(measured)
    assert not any(
        word in less.split("## Where the time goes")[0] for word in ("instructions", "categoricals", "gilda")
    )


def test_the_page_has_a_warning_when_the_machine_was_busy() -> None:
    busy = numbers(plain=1e-5)
    assert "shared with other work" not in page.render(busy)
    busy["machine"]["load"] = 2.5
    assert "shared with other work" in page.render(busy)


def numbers(plain: float) -> dict[str, dict[str, Any]]:
    labels = (measure.PASS, measure.LOOK_UP, measure.IMPORT_SQLITE, measure.IMPORT_GENENORM, measure.RESOLVE)
    record_times = {"parse": 0.5, "copy": 0.25, "one_process": 1.5, "two_processes": 1.25}
    return {
        "machine": {"processor": "p", "system": "s", "python": "3", "load": 0.0, "load_at_end": 1.0},
        "index": {"content_hash": "abc", "names": 10},
        "processes": dict.fromkeys((*labels, measure.IMPORT_PANDAS), 0.1),
        "instructions": {**dict.fromkeys(labels, 100_000_000), measure.RESOLVE: 150_000_000},
        "lower bounds": dict.fromkeys(("dict", "fold", "sqlite", "sqlite_batch", "polars_join"), 1e-6),
        "lists distinct": {
            label: {"names": 1000, "frame": 0.01, "merge": 0.0025} for label in ("human", "mouse", "mixed", "mix")
        },
        "lists repeated": {"names": 100, "frame": 0.3, "factorize": 0.1},
        "lists doors": {"names": 10, "factorize": 0.1, "Arrow, text": 0.25},
        "lists scaling": {"1": 1e-5, "10": 1e-4},
        "lists doubled": {"names": 10, "once": 1e-5, "twice": 1e-5},
        "single_names opening": {"first_answer": 0.01, "open": 0.001},
        "single_names plain": {"names": 10, "first": plain, "again": 1e-6, "fold": 1e-6, "dict": 1e-6},
        "single_names ambiguous": {"names": 10, "each": 2e-5, "first": 5e-5},
        "files documents": {"documents": 10, "annotate": 0.1, "copy": 0.01},
        "files records": {"records": {"records": 10, **record_times}, "rare": {"records": 2, **record_times}},
        "memory cold": {"private": 12.0},
        "memory frame": {"names": 10, "peak": 200.0, "kept": 100.0, "imports": 50.0},
        "memory shared": dict.fromkeys(
            (f"{number}_{name}" for number in ("one", "two") for name in ("private", "pss", "rss")), 20.0
        ),
        "peer gilda": {"each": 9e-5, "open": 12.0, "answered": 0.7, "names": 4000, "frame_each": 3e-5},
    }


def test_the_table_of_mentions_is_the_same_every_time_and_repeats_few_names_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(scale, "draw_names", lambda _, count: [f"name {number}" for number in range(count)])
    for folder in ("one", "two"):
        scale.write_mentions(tmp_path / folder, 2000)
    tables = [parquet.read_table(tmp_path / folder) for folder in ("one", "two")]
    assert tables[0].equals(tables[1])
    assert tables[0]["n"].to_pylist() == list(range(2000))
    counts = Counter(tables[0]["gene"].to_pylist())
    assert len(counts) <= scale.distinct_of(2000) == 100
    assert counts.most_common()[0][0] == "name 0"
    assert 1.5 < counts["name 0"] / counts["name 1"] < 2.7


def test_generated_documents_are_cut_into_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "documents_in_file", lambda _: 2)
    scale.write_documents(tmp_path / "documents", 5)
    files = sorted((tmp_path / "documents").iterdir())
    records = [parse_pubtator(file.read_bytes(), file.name) for file in files]
    assert list(map(len, records)) == [2, 2, 1]


def test_the_page_of_scale_shows_each_run_and_what_it_means_for_pubmed() -> None:
    names = [scale.Measured("arrow", 1, 1000, 2.0, 0.0, 300, 0, 320), scale.Measured("spark", 2, 1000, 1, 9, 1, 2, 3)]
    documents = [scale.Measured("genenorm --jobs", 1, 500, 1.0, 0.0, 100, 0, 100)]
    text = scale.page(names, documents, "python -m benchmarks.scale", (0.5, 1.5))
    assert "| arrow | 1 | 2.0 | 500 |  | 300 |  | 320 |" in text
    assert "| spark | 2 | 1.0 | 1,000 | 9.0 | 1 | 2 | 3 |" in text
    assert "they take 20 hours of one core" in " ".join(text.split())
    assert all(len(line) <= 120 or line.startswith("|") for line in text.splitlines())


def test_the_memory_of_children_is_seen() -> None:
    with started([sys.executable, "-c", "import time; held = bytes(range(256)) * 400_000; time.sleep(60)"]) as process:
        memory = scale.Memory(process.pid)
        memory.start()
        try:
            while memory.most["python"] < 100:
                time.sleep(0.1)
        finally:
            memory.end()
    assert memory.most["all"] >= 90
    assert memory.most["java"] == 0
