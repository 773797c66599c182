"""The benchmarks' data is the same in every run, and their page shows every number it is given."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import data, measure, page
from genenorm.records.formats import read_source

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "ketamine-figure.md"
NAMES = ["GRIN1", "Grin1", "IL-1β", "psd95", "Nmdar1"]


def test_a_repeated_list_favours_the_first_names_and_is_the_same_every_time() -> None:
    drawn = data.zipf(NAMES, 5000)
    assert drawn == data.zipf(NAMES, 5000)
    counts = Counter(drawn)
    assert [name for name, _ in counts.most_common()] == NAMES
    assert 1.5 < counts["GRIN1"] / counts["Grin1"] < 2.5


def test_generated_records_are_records(tmp_path: Path) -> None:
    data.write_records(tmp_path / "records", FIXTURE, iter(NAMES * 40), 3)
    files = sorted((tmp_path / "records").iterdir())
    assert len(files) == 3
    for file in files:
        (record,) = read_source(file.read_bytes(), file.name).records
        assert 20 <= len(record.names) <= 60
        assert set(record.names) <= set(NAMES)
        assert record.names[0] in record.caption


def test_generated_documents_have_their_mentions_where_they_say(tmp_path: Path) -> None:
    text = "\n".join(data.documents(NAMES, 4)) + "\n"
    source = read_source(text.encode(), "d.pubtator")
    assert [len(record.names) for record in source.records] == [13] * 4


def test_the_page_tells_what_is_reached_and_what_is_not() -> None:
    text = page.render(numbers(plain=10e-6))
    assert "| a plain symbol, first asked | ≤ 15 µs | 10.0 µs | yes |" in text
    assert "| a plain symbol, first asked | ≤ 15 µs | 20.0 µs | no |" in page.render(numbers(plain=20e-6))
    assert "| gilda 1.6.1 (genenorm's names as its terms, four species) | 90.0 µs | 12.0 s | 70% of 4,000 |" in text


def test_the_page_says_when_other_work_shared_the_machine() -> None:
    busy = numbers(plain=1e-5)
    assert "Other work" not in page.render(busy)
    busy["machine"]["load"] = 2.5
    assert "other ratios are rough" in page.render(busy)


def numbers(plain: float) -> dict[str, dict[str, Any]]:
    return {
        "machine": {"processor": "p", "system": "s", "python": "3", "load": 0.0, "load_at_end": 1.0},
        "index": {"content_hash": "abc", "names": 10},
        "cold": dict.fromkeys(measure.COLD, 0.1),
        "floors": dict.fromkeys(
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
