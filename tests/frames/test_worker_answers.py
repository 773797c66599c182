"""What workers do: answers in batches are those of the whole list, and each name is looked up once."""

from __future__ import annotations

import pickle
from typing import Any

import pyarrow
import pytest

from genenorm import resolve, resolve_frame
from genenorm.frames import worker_answers as module
from genenorm.frames.worker_answers import names_job, worker_answers, worker_votes
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from tests.support.engine_names import NAMES, cells_of

BATCHES = [pyarrow.array(NAMES[start : start + 7]) for start in range(0, len(NAMES), 7)]


@pytest.fixture(autouse=True)
def no_answers_kept() -> None:
    module._kept.cache_clear()


def answered(job: module.NamesJob) -> list[list[object]]:
    return cells_of(pyarrow.concat_tables([worker_answers(job, batch) for batch in BATCHES]).to_pandas())


@pytest.mark.parametrize("species", [None, "human", "auto"])
def test_the_answers_in_batches_are_those_of_the_list(species: Any) -> None:
    job = names_job(species, columns=ANSWER_COLUMNS)
    job = job.with_votes([worker_votes(job.ticket, batch) for batch in BATCHES])
    assert answered(pickle.loads(pickle.dumps(job))) == cells_of(resolve_frame(NAMES, species=species))


def test_without_votes_each_name_is_answered_alone() -> None:
    expected = [[resolve(name).symbol or None] for name in NAMES]
    assert answered(names_job(columns="symbol")) == expected
    assert expected != cells_of(resolve_frame(NAMES, columns="symbol"))


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = module._KeptAnswers._answered

    def counted(kept: module._KeptAnswers, names: list[str]) -> pyarrow.Table:
        asked.extend(names)
        return real(kept, names)

    monkeypatch.setattr(module._KeptAnswers, "_answered", counted)
    answered(names_job())
    assert sorted(asked) == sorted({name or "" for name in NAMES})


@pytest.mark.parametrize("most", [3, 10])
def test_the_answers_that_are_kept_are_few(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    job = names_job()
    expected = answered(job)
    module._kept.cache_clear()
    monkeypatch.setattr(module, "MOST_KEPT", most)
    assert answered(job) == expected
    kept = module._kept(module._Keyed(job.key, job, ""))
    assert len(kept._place_of) <= most


def test_answers_kept_in_many_pieces_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answered(names_job())
    module._kept.cache_clear()
    monkeypatch.setattr(module, "_MOST_CHUNKS", 1)
    assert answered(names_job()) == expected


def test_jobs_with_other_columns_or_species_are_not_mixed_up() -> None:
    for species in ("human", "mouse", "human"):
        rows = worker_answers(names_job(species, columns="symbol"), pyarrow.array(["Grin1"]))
        assert rows.to_pydict() == {"symbol": [resolve("Grin1", species=species).symbol]}


def test_no_names_have_no_answers_and_no_say() -> None:
    none = pyarrow.array([], pyarrow.string())
    job = names_job()
    assert worker_answers(job, none).num_rows == 0
    job = job.with_votes([worker_votes(job.ticket, none)])
    assert worker_answers(job, none).schema.equals(job.schema)
