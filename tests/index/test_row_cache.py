"""What is read from the index is held: read once, many together, bounded, and safe to share."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from genenorm.index import row_cache
from genenorm.index.row_cache import RowCache


class Asked:
    """A reader that remembers what it was asked for."""

    def __init__(self) -> None:
        self.keys: list[list[int]] = []

    def __call__(self, keys: Sequence[int]) -> dict[int, int]:
        self.keys.append(list(keys))
        return {key: key * key for key in keys}


def test_a_value_is_read_when_first_asked_for_and_not_again() -> None:
    asked = Asked()
    squares = RowCache(asked)
    assert [squares.one(3), squares.one(3)] == [9, 9]
    assert asked.keys == [[3]]


def test_many_are_read_together_in_the_order_of_the_file_and_given_in_that_of_the_question() -> None:
    asked = Asked()
    squares = RowCache(asked)
    squares.one(4)
    assert squares.all((5, 4, 1, 5)) == [25, 16, 1, 25]
    assert asked.keys == [[4], [1, 5]]


def test_what_was_read_ahead_is_not_read_again() -> None:
    asked = Asked()
    squares = RowCache(asked)
    assert squares.read_ahead((2, 1, 2)) == {1: 1, 2: 4}
    assert squares.read_ahead((2, 3)) == {3: 9}
    assert squares.all((1, 2, 3)) == [1, 4, 9]
    assert asked.keys == [[1, 2], [3]]


def test_the_cache_stays_within_its_limit_and_returns_the_right_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_cache, "MOST_VALUES", 10)
    squares = RowCache(Asked())
    for start in range(0, 100, 4):
        assert squares.all(range(start, start + 4)) == [key * key for key in range(start, start + 4)]
        assert len(squares._values) <= 10


def test_threads_that_make_each_other_forget_get_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_cache, "MOST_VALUES", 20)
    squares = RowCache(Asked())

    def ask(start: int) -> bool:
        keys = range(start % 50, start % 50 + 12)
        return squares.all(keys) == [key * key for key in keys] and squares.one(start) == start * start

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(4000)))


class Forgetful(dict[int, int]):
    """Forgets all after each look-up, as another thread may."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found

    def get(self, key: int, default: int | None = None) -> int | None:  # type: ignore[override]
        found = super().get(key, default)
        self.clear()
        return found


def test_values_forgotten_between_two_look_ups_are_read_again() -> None:
    squares = RowCache(Asked())
    squares._values = Forgetful({2: 4, 3: 9})
    assert squares.all((2, 3, 5)) == [4, 9, 25]
