"""Damage of the shipped index: never another answer, never a traceback; the whole index is damaged in the long run.

A small index is damaged a thousand times by ``tests/index/test_array_file.py``.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.reference import Reference
from tools.trust.index_damage import DamagedIndex
from tools.trust.names import known_names

pytestmark = pytest.mark.usefixtures("without_coverage")

BITS, ENDS = 40, 10


def test_single_bits_and_lost_ends_of_the_shipped_index_are_errors_or_change_nothing(
    reference: Reference, tmp_path: Path
) -> None:
    chance = Random(12)
    damaged = DamagedIndex(SHIPPED_INDEX, tmp_path, chance.sample(known_names(reference), 30))
    assert [wrong for _ in range(BITS) if (wrong := damaged.wrong_with_bit(chance))] == []
    assert [wrong for _ in range(ENDS) if (wrong := damaged.wrong_with_end(chance))] == []


def test_the_check_finds_an_index_that_answers_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = DamagedIndex(SHIPPED_INDEX, tmp_path, ["GRIN1"])
    monkeypatch.setattr(Reference, "check", lambda _self: None)
    assert damaged.wrong_with_bit(Random(1)).endswith("not found by a check of the whole file")
    damaged._expected = []
    monkeypatch.undo()
    assert damaged.wrong_with_bit(Random(1)).endswith(": other answers")
