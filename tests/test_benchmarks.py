"""The data of the benchmarks is the same in every run, and the page shows their numbers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import data, measure, page
from genenorm.records.formats import read_record_file
from genenorm.records.pubtator import parse_pubtator

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


def test_generated_documents_have_13_mentions_with_correct_offsets() -> None:
    lines = "\n".join(data.documents(NAMES, 4)) + "\n"
    documents = [parsed.document for parsed in parse_pubtator(lines.encode(), "d.pubtator")]
    assert [len(document.mentions) for document in documents] == [13] * 4
    for document in documents:
        whole = f"{document.title} {document.text}"
        assert all(whole[mention.start : mention.end] == mention.text for mention in document.mentions)


def test_the_page_shows_whether_each_target_is_reached() -> None:
    text = page.render(numbers(plain=10e-6))
    assert "| a plain symbol, for the first time | ≤ 15 µs | 10.0 µs | yes |" in text
    assert "| a plain symbol, for the first time | ≤ 15 µs | 20.0 µs | no |" in page.render(numbers(plain=20e-6))
    assert "| gilda 1.6.1 (genenorm's names as its terms, four species) | 90.0 µs | 12.0 s | 70% of 4,000 |" in text


def test_the_page_has_a_warning_when_the_machine_was_busy() -> None:
    busy = numbers(plain=1e-5)
    assert "shared with other work" not in page.render(busy)
    busy["machine"]["load"] = 2.5
    assert "shared with other work" in page.render(busy)


def numbers(plain: float) -> dict[str, dict[str, Any]]:
    return {
        "machine": {"processor": "p", "system": "s", "python": "3", "load": 0.0, "load_at_end": 1.0},
        "index": {"content_hash": "abc", "names": 10},
        "processes": dict.fromkeys(measure.PROCESSES, 0.1),
        "lower bounds": dict.fromkeys(
            ("dict", "fold", "sqlite", "sqlite_batch", "pandas_merge", "polars_join", "factorize"), 1e-6
        ),
        "memory": {"memory_mb": 20.0},
        "single": {"plain": plain, "repeated": 1e-6, "first_answer": 0.01},
        "frames": {
            "names": 10,
            "distinct": 4e-6,
            "repeated": 0.1,
            "repeated_names": 100,
            "scaling": {"1": 1e-5, "10": 1e-4},
        },
        "ambiguous": {"each": 5e-5},
        "documents": {"documents": 10, "seconds": 0.1},
        "records": {
            "records": 10,
            "records_parse": 1.0,
            "records_two_processes": 1.0,
            "records_annotate": 1.4,
            "rare": 2,
            "rare_parse": 1.0,
            "rare_two_processes": 1.6,
        },
        "doubled": {"names": 10, "shipped": 1e-5, "doubled": 1e-5},
        "peer gilda": {"each": 9e-5, "open": 12.0, "answered": 0.7, "names": 4000},
    }
