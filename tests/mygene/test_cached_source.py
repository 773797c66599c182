"""Only what is missing is asked, every answer is kept, and what could not be asked is named."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from genenorm.core.errors import LiveError
from genenorm.mygene.cached_source import DAY, LONGEST_NAME, LiveOptions, LiveSource, Network
from genenorm.mygene.client import Ask
from genenorm.mygene.store import Store

HUMAN, MOUSE, PIG = 9606, 10090, 9823
START = 1_795_000_000.0


class FakeMyGene:
    """Knows GRIN1 in human and mouse, and INS in every species; fails on demand."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.failures: list[Exception | None] = []
        self.builds = 0
        self.echo: Callable[[str], str] = str

    def build(self) -> str:
        self.builds += 1
        return "20261115"

    def ask(self, ask: Ask) -> list[dict[str, object]]:
        self.asks.append(ask)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        rows: list[dict[str, object]] = []
        for term in ask.terms:
            hits = [row for row in self.known(term) if row["taxid"] in ask.taxa][: ask.size]
            rows += [{"query": self.echo(term), "_score": 1.0, **hit} for hit in hits]
            if not hits and term != "passed over":
                rows.append({"query": self.echo(term), "notfound": True})
        return rows

    def known(self, term: str) -> list[dict[str, object]]:
        if term.upper() == "GRIN1":
            symbols = {HUMAN: "GRIN1", MOUSE: "Grin1"}
            return [{"_id": str(taxon), "taxid": taxon, "symbol": symbol} for taxon, symbol in symbols.items()]
        if term == "INS":
            many = [{"_id": str(number), "taxid": HUMAN, "symbol": "INS"} for number in range(45)]
            return [*many, {"_id": "m", "taxid": MOUSE, "symbol": "Ins"}]
        return []

    @property
    def terms(self) -> list[tuple[str, ...]]:
        return [ask.terms for ask in self.asks]


class Clock:
    def __init__(self) -> None:
        self.now = START
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def mygene() -> FakeMyGene:
    return FakeMyGene()


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., LiveSource]


@pytest.fixture
def make(store: Store, mygene: FakeMyGene, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)

    def source(**options: object) -> LiveSource:
        return LiveSource(store, LiveOptions(**options), asker=mygene, now=clock, sleep=clock.sleep)  # type: ignore[arg-type]

    return source


def test_a_name_is_asked_once_and_remembered_with_its_date_and_build(make: Make, mygene: FakeMyGene) -> None:
    found = make().candidates(["GRIN1"], [HUMAN])
    assert [(hit.taxon_id, hit.symbol, hit.build, hit.asked) for hit in found["GRIN1"]] == [
        (HUMAN, "GRIN1", "20261115", int(START))
    ]
    assert make().candidates(["GRIN1"], [HUMAN]) == found
    assert len(mygene.asks) == 1


def test_misses_are_remembered_too(make: Make, mygene: FakeMyGene) -> None:
    assert make().candidates(["nothing"], [HUMAN, MOUSE]) == {"nothing": ()}
    look_up = make().look_up(["nothing"], [MOUSE, HUMAN])
    assert (look_up.hits, look_up.unasked, look_up.asked) == ({"nothing": ()}, (), 0)
    assert len(mygene.asks) == 1


def test_a_longer_list_in_another_order_asks_for_what_is_new(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["a1", "b2", "c3"], [HUMAN])
    make().look_up(["d4", "c3", "a1", "e5", "b2"], [HUMAN])
    assert mygene.terms == [("a1", "b2", "c3"), ("d4", "e5")]


def test_the_same_name_in_another_species_is_another_question(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    hits = make().candidates(["GRIN1"], [MOUSE, HUMAN])["GRIN1"]
    assert [hit.symbol for hit in hits] == ["Grin1", "GRIN1"], "hits stand in the order of the species"
    assert [ask.taxa for ask in mygene.asks] == [(HUMAN,), (MOUSE,)]


def test_names_that_lack_different_species_are_asked_in_different_batches(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    make().look_up(["GRIN1", "new1"], [HUMAN, MOUSE])
    assert [(ask.terms, ask.taxa) for ask in mygene.asks[1:]] == [(("GRIN1",), (MOUSE,)), (("new1",), (HUMAN, MOUSE))]


def test_duplicates_are_asked_once_and_answered_each(make: Make, mygene: FakeMyGene) -> None:
    found = make().candidates(["GRIN1", " GRIN1 ", "GRIN1", "Grin1"], [HUMAN])
    assert mygene.terms == [("GRIN1", "Grin1")]
    assert list(found) == ["GRIN1", " GRIN1 ", "Grin1"]
    assert all(len(hits) == 1 for hits in found.values())


@pytest.mark.parametrize("name", ["", "   ", "+/-", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_is_sent_nowhere(make: Make, mygene: FakeMyGene, name: str) -> None:
    look_up = make().look_up([name], [HUMAN])
    assert look_up.hits == {name: ()}
    assert mygene.asks == []


def test_batches_have_the_size_asked_for_and_at_most_ten_species(make: Make, mygene: FakeMyGene) -> None:
    make(batch=2).look_up(["a1", "b2", "c3"], list(range(1, 13)))
    assert [(len(ask.terms), len(ask.taxa)) for ask in mygene.asks] == [(2, 10), (1, 10), (2, 2), (1, 2)]
    assert mygene.builds == 1


def test_an_answer_cut_short_is_asked_again_species_by_species(make: Make, mygene: FakeMyGene) -> None:
    hits = make().candidates(["INS"], [HUMAN, MOUSE])["INS"]
    assert [ask.taxa for ask in mygene.asks] == [(HUMAN, MOUSE), (HUMAN,), (MOUSE,)]
    assert {hit.symbol for hit in hits} == {"INS", "Ins"}


def test_an_answer_that_passes_over_a_name_is_no_miss(make: Make, mygene: FakeMyGene) -> None:
    look_up = make().look_up(["GRIN1", "passed over"], [HUMAN])
    assert [(one.name, one.reason) for one in look_up.unasked] == [("passed over", "the answer passes over it")]
    make().look_up(["passed over"], [HUMAN])
    assert len(mygene.asks) == 2


def test_an_answer_about_something_else_is_not_believed(make: Make, mygene: FakeMyGene) -> None:
    mygene.echo = str.lower
    look_up = make().look_up(["GRIN1"], [HUMAN])
    assert look_up.hits == {"GRIN1": ()}
    assert "'grin1', which was not asked" in look_up.unasked[0].reason


# -- failure ----------------------------------------------------------------------------------------------------------


def test_a_failure_that_passes_is_retried(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    mygene.failures = [httpx.ReadTimeout("late"), httpx.ConnectError("no")]
    look_up = make().look_up(["GRIN1"], [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert len(clock.waits) == 2


def test_batches_that_succeeded_are_kept_when_the_service_goes_down(
    make: Make, mygene: FakeMyGene, clock: Clock
) -> None:
    mygene.failures = [None, *[httpx.ConnectError("no")] * 2]
    names = ["GRIN1", "b2", "c3", "d4", "e5", "f6"]
    look_up = make(batch=2, retries=1).look_up(names, [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert [one.name for one in look_up.unasked] == ["c3", "d4", "e5", "f6"]
    assert {one.reason for one in look_up.unasked} == {"MyGene.info cannot be reached"}
    assert len(mygene.asks) == 3, "once the service is down, the other batches do not wait for it too"
    assert make(network=Network.OFFLINE).look_up(names, [HUMAN]).hits["GRIN1"] == look_up.hits["GRIN1"]


def test_a_service_that_was_down_is_tried_again_later(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    mygene.failures = [httpx.ConnectError("no")]
    source = make(retries=0)
    assert source.look_up(["GRIN1"], [HUMAN]).unasked
    assert source.look_up(["GRIN1"], [HUMAN]).unasked
    clock.now += 61
    assert not source.look_up(["GRIN1"], [HUMAN]).unasked
    assert len(mygene.asks) == 2


def test_a_batch_the_service_refuses_is_not_repeated_and_the_next_is_asked(
    make: Make, mygene: FakeMyGene, clock: Clock
) -> None:
    request = httpx.Request("POST", "https://mygene.info/v3/query/")
    mygene.failures = [httpx.HTTPStatusError("", request=request, response=httpx.Response(400, request=request))]
    look_up = make(batch=1).look_up(["bad1", "GRIN1"], [HUMAN])
    assert [(one.name, one.reason) for one in look_up.unasked] == [("bad1", "MyGene.info answered 400 Bad Request")]
    assert len(look_up.hits["GRIN1"]) == 1
    assert clock.waits == []


def test_a_mistake_of_this_program_is_not_taken_for_a_service_that_is_down(make: Make, mygene: FakeMyGene) -> None:
    mygene.failures = [TypeError("a mistake")]
    with pytest.raises(TypeError, match="a mistake"):
        make().look_up(["GRIN1"], [HUMAN])


def test_a_build_that_cannot_be_had_stops_the_questions(make: Make, mygene: FakeMyGene) -> None:
    def fail() -> str:
        raise httpx.ConnectError("no")

    mygene.build = fail  # type: ignore[method-assign]
    assert make().look_up(["GRIN1"], [HUMAN]).unasked[0].reason == "MyGene.info cannot be reached"
    assert mygene.asks == []


# -- age --------------------------------------------------------------------------------------------------------------


def test_an_answer_older_than_the_limit_is_asked_again(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 29 * DAY
    make().look_up(["GRIN1"], [HUMAN])
    assert len(mygene.asks) == 1
    make(max_age=28).look_up(["GRIN1"], [HUMAN])
    assert len(mygene.asks) == 2


def test_refresh_asks_for_everything_once_a_run(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 5
    source = make(network=Network.REFRESH)
    source.look_up(["GRIN1"], [HUMAN])
    clock.now += 5
    source.look_up(["GRIN1"], [HUMAN])
    assert len(mygene.asks) == 2


def test_an_old_answer_stands_in_only_when_allowed_and_is_marked(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 31 * DAY
    mygene.failures = [httpx.ConnectError("no")] * 2
    strict = make(retries=0).look_up(["GRIN1"], [HUMAN])
    assert (strict.hits, strict.stale) == ({"GRIN1": ()}, ())
    assert strict.unasked[0].reason == "MyGene.info cannot be reached"
    lenient = make(retries=0, stale_ok=True).look_up(["GRIN1"], [HUMAN])
    assert (lenient.unasked, lenient.stale) == ((), ("GRIN1",))
    assert [hit.stale for hit in lenient.hits["GRIN1"]] == [True]
    fresh = make(stale_ok=True).look_up(["GRIN1"], [HUMAN])
    assert fresh.stale == ()
    assert [hit.stale for hit in fresh.hits["GRIN1"]] == [False]


# -- offline ----------------------------------------------------------------------------------------------------------


def test_offline_the_store_alone_answers(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    look_up = make(network=Network.OFFLINE).look_up(["GRIN1", "new1"], [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert [(one.name, one.taxa, one.reason) for one in look_up.unasked] == [("new1", (HUMAN,), "offline")]
    assert len(mygene.asks) == 1


@pytest.mark.parametrize("network", list(Network))
def test_the_environment_closes_the_network_whatever_the_options(
    make: Make, mygene: FakeMyGene, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_OFFLINE", "1")
    assert make(network=network).look_up(["GRIN1"], [HUMAN]).unasked[0].reason == "offline"
    assert mygene.asks == []


def test_offline_makes_no_client_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a client was made offline")

    monkeypatch.setattr("genenorm.mygene.cached_source.MyGene", refuse)
    source = LiveSource(store, LiveOptions(network=Network.OFFLINE))
    assert source.look_up(["GRIN1"], [HUMAN]).unasked


def test_a_store_that_fails_is_an_error_not_an_answer(make: Make, store: Store) -> None:
    store.close()
    with pytest.raises(LiveError):
        make().look_up(["GRIN1"], [HUMAN])


def test_an_entry_with_a_broken_text_is_named_with_the_way_out(make: Make, store: Store, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    store._connection.execute("UPDATE lookups SET hits = substr(hits, 1, 9)")
    with pytest.raises(LiveError, match="entry for 'GRIN1' is damaged"):
        make().look_up(["GRIN1"], [HUMAN])
    clock.now += 1
    assert len(make(network=Network.REFRESH).look_up(["GRIN1"], [HUMAN]).hits["GRIN1"]) == 1


def test_five_thousand_warm_names_are_read_quickly(make: Make, store: Store, mygene: FakeMyGene) -> None:
    """A quarter of a second on an idle machine; the limit here leaves room for a busy one."""
    names = [f"GRIN1-{number}" for number in range(5000)]
    mygene.known = lambda term: [{"taxid": HUMAN, "symbol": term, "alias": ["A", "B"], "name": term}]  # type: ignore[method-assign]
    make().look_up(names, [HUMAN])
    asked = len(mygene.asks)
    times = []
    for _ in range(3):
        start = time.process_time()
        found = make().look_up(names, [HUMAN])
        times.append(time.process_time() - start)
    assert sum(map(len, found.hits.values())) == 5000
    assert len(mygene.asks) == asked == 10
    assert min(times) < 0.75


def test_offline_look_ups_load_no_client(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from genenorm.mygene.cached_source import LiveOptions, LiveSource, Network
from genenorm.mygene.store import Store
with Store.open(Path(sys.argv[1])) as store:
    assert LiveSource(store, LiveOptions(network=Network.OFFLINE)).look_up(["GRIN1"], [9606]).unasked
print([name for name in ("mygene", "httpx", "requests", "pandas", "tenacity") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
