"""Jobs: options that contradict each other are refused when the job is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genenorm.annotation.annotations import TextSearch
from genenorm.annotation.exports.export_formats import EXPORT_NAMES
from genenorm.annotation.job import (
    FORMATS_OF_MEANINGS,
    FORMATS_WITH_MENTIONS,
    FORMATS_WITH_OWN_ORTHOLOGS,
    Job,
    Place,
)
from genenorm.core.context import Context
from genenorm.mygene.cached_source import LiveOptions
from genenorm.records.source import ReadOptions

OUT = Path("out")


@pytest.mark.parametrize(
    ("job", "changes", "message"),
    [
        (Job(Place.FOLDER, OUT), {"out": None}, "needs a folder"),
        (Job(Place.CALLER), {"out": OUT}, "only Place.FOLDER and Place.SPLIT use"),
        (Job(Place.IN_PLACE), {"to": "tsv"}, "in the file's own format, not as tsv"),
        (Job(Place.IN_PLACE), {"read_options": ReadOptions(genes="symbol")}, "only in another file"),
        (Job(Place.FOLDER, OUT, "gmt"), {"search": TextSearch(mentions=True)}, "gmt has no place for names found"),
        (Job(Place.FOLDER, OUT, "sssom"), {"ortholog_taxon": 9606}, "sssom says which genes the names mean"),
        (Job(Place.SPLIT, OUT, "tsv"), {"out": None}, "needs a folder"),
        (Job(Place.SPLIT, OUT, "tsv"), {"to": "gmt"}, "gmt has no rows to split"),
        (Job(Place.SPLIT, OUT, "tsv"), {"resume": True}, "none can be skipped"),
        (Job(Place.FOLDER, OUT), {"always": True}, "needs the options for live look-ups"),
    ],
)
def test_options_that_contradict_each_other_are_refused(job: Job, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(job, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("to", FORMATS_WITH_MENTIONS)
def test_formats_with_a_place_for_mentions_are_output_formats(to: str) -> None:
    assert to in EXPORT_NAMES
    assert Job(Place.CALLER, to=to, search=TextSearch(mentions=True)).search.mentions


def test_formats_for_orthologs_are_output_formats() -> None:
    assert {*FORMATS_OF_MEANINGS, *FORMATS_WITH_OWN_ORTHOLOGS} <= {*EXPORT_NAMES}


def test_a_job_can_be_sent_to_another_process_and_found_in_a_cache() -> None:
    import pickle

    job = Job(Place.FOLDER, OUT, live=LiveOptions(), always=True, context=Context(species="auto"))
    copy = pickle.loads(pickle.dumps(job))
    assert (copy, hash(copy)) == (job, hash(job))
