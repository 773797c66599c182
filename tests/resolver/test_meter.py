"""The progress that is told while a long list is answered, and lists that are interrupted."""

from __future__ import annotations

import pytest

from benchmarks.data import draw_names
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.index.reference import Reference
from genenorm.resolver.gather import NOTHING_AHEAD
from genenorm.resolver.meter import NO_METER, Meter
from genenorm.resolver.resolver import Resolver

MOST_CALLS = 100


@pytest.fixture(scope="module")
def names(reference: Reference) -> list[str]:
    return list(dict.fromkeys(draw_names(reference, 1500)))


def answered(resolver: Resolver, names: list[str], how: str, reports: list[tuple[int, int]]) -> object:
    def progress(done: int, size: int) -> None:
        reports.append((done, size))

    if how == "columns":
        return resolver.columns(names, progress=progress).table()
    if how == "loops":
        return resolver.resolve_list(names, progress=progress)[0]
    return resolver.table(names, split=how == "split", progress=progress)


@pytest.mark.parametrize("how", ["columns", "loops", "table", "split"])
def test_progress_rises_to_the_number_of_names_and_changes_no_answer(
    reference: Reference, names: list[str], how: str
) -> None:
    reports: list[tuple[int, int]] = []
    told = answered(Resolver(reference), names, how, reports)
    done = [done for done, _ in reports]
    assert done == sorted(set(done))
    assert done[-1] == len(names)
    assert {size for _, size in reports} == {len(names)}
    assert 10 < len(reports) <= MOST_CALLS
    resolver = Resolver(reference)
    if how == "loops":
        assert told == resolver.resolve_all(names)
    else:
        assert told == resolver.table(names, split=how == "split")


@pytest.mark.parametrize("how", ["columns", "loops"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("context", [NO_CONTEXT, Context(organisms="mouse")])
def test_an_interrupted_list_leaves_the_resolver_as_it_was(
    reference: Reference, names: list[str], how: str, share: float, context: Context
) -> None:
    resolver = Resolver(reference)

    def interrupt(done: int, size: int) -> None:
        if done >= share * size:
            raise KeyboardInterrupt

    ask = resolver.columns if how == "columns" else resolver.resolve_list
    with pytest.raises(KeyboardInterrupt):
        ask(names, context, progress=interrupt)
    assert resolver.gatherer.ahead is NOTHING_AHEAD
    assert resolver.table(names, context) == Resolver(reference).table(names, context)


def test_without_a_caller_nothing_is_counted() -> None:
    items = [1, 2, 3]
    assert NO_METER.over(items, 0.0, 1.0) is items
    NO_METER.end()


def test_parts_without_items_and_the_end_are_reported_once() -> None:
    reports: list[int] = []
    meter = Meter(lambda done, _: reports.append(done), 1000)
    assert list(meter.over([], 0.0, 0.5)) == []
    assert sum(meter.over(range(10_000), 0.5, 1.0)) == sum(range(10_000))
    meter.end()
    assert reports[-1] == 1000
    assert len(reports) == 40
