"""Look-ups with a cache: only missing names are asked, answers are cached, and names not asked are reported."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from genenorm.core.errors import LiveError
from genenorm.mygene.cached_source import (
    LONGEST_NAME,
    LOOKUP_FIELDS,
    LOOKUP_SCOPES,
    SECONDS_PER_DAY,
    LiveOptions,
    LiveSource,
    Network,
)
from genenorm.mygene.client import MYGENE_URL, LookupBatch
from genenorm.mygene.store import LookupEntry, LookupStore, Question

HUMAN, MOUSE, PIG = 9606, 10090, 9823
START = 1_795_000_000.0
EARLIER_FIELDS = LOOKUP_FIELDS.replace(",retired", ",homologene,pantherdb.ortholog,retired")


class FakeMyGene:
    """A service that knows GRIN1 and INS in human and mouse, and fails on demand."""

    def __init__(self) -> None:
        self.batches: list[LookupBatch] = []
        self.failures: list[Exception | None] = []
        self.builds = 0
        self.echo: Callable[[str], str] = str

    def build(self) -> str:
        self.builds += 1
        return "20261115"

    def query(self, batch: LookupBatch) -> list[dict[str, object]]:
        self.batches.append(batch)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        rows: list[dict[str, object]] = []
        for term in batch.terms:
            hits = [row for row in self.known(term) if row["taxid"] in batch.taxa][: batch.size]
            rows += [{"query": self.echo(term), "_score": 1.0, **hit} for hit in hits]
            if not hits and term != "left out":
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
        return [batch.terms for batch in self.batches]


class Clock:
    def __init__(self) -> None:
        self.now = START
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LookupStore]:
    with LookupStore.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def mygene() -> FakeMyGene:
    return FakeMyGene()


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., LiveSource]


@pytest.fixture
def make(store: LookupStore, mygene: FakeMyGene, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)

    def source(**options: object) -> LiveSource:
        return LiveSource(store, LiveOptions(**options), service=mygene, now=clock, sleep=clock.sleep)  # type: ignore[arg-type]

    return source


def test_a_name_is_asked_once_and_cached_with_date_and_build(make: Make, mygene: FakeMyGene) -> None:
    found = make().look_up(["GRIN1"], [HUMAN]).hits
    assert [(hit.taxon_id, hit.symbol, hit.build, hit.asked) for hit in found["GRIN1"]] == [
        (HUMAN, "GRIN1", "20261115", int(START))
    ]
    assert make().look_up(["GRIN1"], [HUMAN]).hits == found
    assert len(mygene.batches) == 1


def test_misses_are_cached_too(make: Make, mygene: FakeMyGene) -> None:
    assert make().look_up(["nothing"], [HUMAN, MOUSE]).hits == {"nothing": ()}
    look_up = make().look_up(["nothing"], [MOUSE, HUMAN])
    assert (look_up.hits, look_up.unasked, look_up.fetched) == ({"nothing": ()}, (), 0)
    assert len(mygene.batches) == 1


def test_of_a_longer_list_in_another_order_only_the_new_names_are_asked(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["a1", "b2", "c3"], [HUMAN])
    make().look_up(["d4", "c3", "a1", "e5", "b2"], [HUMAN])
    assert mygene.terms == [("a1", "b2", "c3"), ("d4", "e5")]


def test_the_same_name_in_another_species_is_another_question(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    hits = make().look_up(["GRIN1"], [MOUSE, HUMAN]).hits["GRIN1"]
    assert [hit.symbol for hit in hits] == ["Grin1", "GRIN1"], "hits are in the order of the species"
    assert [batch.taxa for batch in mygene.batches] == [(HUMAN,), (MOUSE,)]


def test_names_missing_in_different_species_are_asked_in_different_batches(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    make().look_up(["GRIN1", "new1"], [HUMAN, MOUSE])
    assert [(batch.terms, batch.taxa) for batch in mygene.batches[1:]] == [
        (("GRIN1",), (MOUSE,)),
        (("new1",), (HUMAN, MOUSE)),
    ]


def test_duplicates_are_asked_once_and_all_answered(make: Make, mygene: FakeMyGene) -> None:
    found = make().look_up(["GRIN1", " GRIN1 ", "GRIN1", "Grin1"], [HUMAN]).hits
    assert mygene.terms == [("GRIN1", "Grin1")]
    assert list(found) == ["GRIN1", " GRIN1 ", "Grin1"]
    assert all(len(hits) == 1 for hits in found.values())


@pytest.mark.parametrize("name", ["", "   ", "+/-", "x" * (LONGEST_NAME + 1)])
def test_text_that_is_no_name_is_not_sent(make: Make, mygene: FakeMyGene, name: str) -> None:
    look_up = make().look_up([name], [HUMAN])
    assert look_up.hits == {name: ()}
    assert mygene.batches == []


def test_batches_have_the_chosen_size_and_at_most_ten_species(make: Make, mygene: FakeMyGene) -> None:
    make(batch=2).look_up(["a1", "b2", "c3"], list(range(1, 13)))
    assert [(len(batch.terms), len(batch.taxa)) for batch in mygene.batches] == [(2, 10), (1, 10), (2, 2), (1, 2)]
    assert mygene.builds == 1


def test_a_name_with_too_many_hits_for_one_answer_is_asked_species_by_species(make: Make, mygene: FakeMyGene) -> None:
    hits = make().look_up(["INS"], [HUMAN, MOUSE]).hits["INS"]
    assert [batch.taxa for batch in mygene.batches] == [(HUMAN, MOUSE), (HUMAN,), (MOUSE,)]
    assert {hit.symbol for hit in hits} == {"INS", "Ins"}


def test_a_name_without_a_row_in_the_answer_is_no_miss(make: Make, mygene: FakeMyGene) -> None:
    look_up = make().look_up(["GRIN1", "left out"], [HUMAN])
    assert [(one.name, one.reason) for one in look_up.unasked] == [("left out", "the answer passes over it")]
    make().look_up(["left out"], [HUMAN])
    assert len(mygene.batches) == 2


def test_an_answer_to_another_name_is_rejected(make: Make, mygene: FakeMyGene) -> None:
    mygene.echo = str.lower
    look_up = make().look_up(["GRIN1"], [HUMAN])
    assert look_up.hits == {"GRIN1": ()}
    assert "'grin1', which was not asked" in look_up.unasked[0].reason


def test_answers_with_the_fields_of_earlier_versions_are_kept_but_asked_again(
    make: Make, store: LookupStore, mygene: FakeMyGene
) -> None:
    earlier = Question(MYGENE_URL, LOOKUP_SCOPES, EARLIER_FIELDS)
    hits = '{"taxid":9606,"symbol":"GRIN1"}\t{"homologene":{"id":7187}}'
    entry = LookupEntry(HUMAN, "GRIN1", int(START), "20261101", hits)
    store.put(earlier, [entry])
    assert make(network=Network.OFFLINE).look_up(["GRIN1"], [HUMAN]).unasked[0].reason == "offline"
    assert [hit.build for hit in make().look_up(["GRIN1"], [HUMAN]).hits["GRIN1"]] == ["20261115"]
    assert len(mygene.batches) == 1
    assert store.get(earlier, ["GRIN1"], [HUMAN]) == {("GRIN1", HUMAN): entry}, "a lock may need it"


# -- failure ----------------------------------------------------------------------------------------------------------


def test_a_temporary_failure_is_retried(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    mygene.failures = [httpx.ReadTimeout("late"), httpx.ConnectError("no")]
    look_up = make().look_up(["GRIN1"], [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert len(clock.waits) == 2


def test_answers_are_kept_when_a_later_batch_fails(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    mygene.failures = [None, *[httpx.ConnectError("no")] * 2]
    names = ["GRIN1", "b2", "c3", "d4", "e5", "f6"]
    look_up = make(batch=2, retries=1).look_up(names, [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert [one.name for one in look_up.unasked] == ["c3", "d4", "e5", "f6"]
    assert {one.reason for one in look_up.unasked} == {"MyGene.info cannot be reached"}
    assert len(mygene.batches) == 3, "after a lasting failure the remaining batches are not sent"
    assert make(network=Network.OFFLINE).look_up(names, [HUMAN]).hits["GRIN1"] == look_up.hits["GRIN1"]


def test_a_service_that_failed_is_asked_again_after_a_pause(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    mygene.failures = [httpx.ConnectError("no")]
    source = make(retries=0)
    assert source.look_up(["GRIN1"], [HUMAN]).unasked
    assert source.look_up(["GRIN1"], [HUMAN]).unasked
    clock.now += 61
    assert not source.look_up(["GRIN1"], [HUMAN]).unasked
    assert len(mygene.batches) == 2


def test_a_refused_batch_is_not_repeated_and_the_next_is_sent(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    request = httpx.Request("POST", "https://mygene.info/v3/query/")
    mygene.failures = [httpx.HTTPStatusError("", request=request, response=httpx.Response(400, request=request))]
    look_up = make(batch=1).look_up(["bad1", "GRIN1"], [HUMAN])
    assert [(one.name, one.reason) for one in look_up.unasked] == [("bad1", "MyGene.info answered 400 Bad Request")]
    assert len(look_up.hits["GRIN1"]) == 1
    assert clock.waits == []


def test_an_error_of_this_program_is_not_taken_for_a_failure_of_the_service(make: Make, mygene: FakeMyGene) -> None:
    mygene.failures = [TypeError("a mistake")]
    with pytest.raises(TypeError, match="a mistake"):
        make().look_up(["GRIN1"], [HUMAN])


def test_nothing_is_asked_when_the_build_of_the_data_is_not_available(make: Make, mygene: FakeMyGene) -> None:
    def fail() -> str:
        raise httpx.ConnectError("no")

    mygene.build = fail  # type: ignore[method-assign]
    assert make().look_up(["GRIN1"], [HUMAN]).unasked[0].reason == "MyGene.info cannot be reached"
    assert mygene.batches == []


# -- age --------------------------------------------------------------------------------------------------------------


def test_a_name_with_an_expired_answer_is_asked_again(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 29 * SECONDS_PER_DAY
    make().look_up(["GRIN1"], [HUMAN])
    assert len(mygene.batches) == 1
    make(max_age=28).look_up(["GRIN1"], [HUMAN])
    assert len(mygene.batches) == 2


def test_refresh_asks_for_every_name_once_per_run(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 5
    source = make(network=Network.REFRESH)
    source.look_up(["GRIN1"], [HUMAN])
    clock.now += 5
    source.look_up(["GRIN1"], [HUMAN])
    assert len(mygene.batches) == 2


def test_a_stale_answer_is_used_only_if_allowed_and_is_marked(make: Make, mygene: FakeMyGene, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    clock.now += 31 * SECONDS_PER_DAY
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


def test_offline_only_cached_answers_are_used(make: Make, mygene: FakeMyGene) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    look_up = make(network=Network.OFFLINE).look_up(["GRIN1", "new1"], [HUMAN])
    assert len(look_up.hits["GRIN1"]) == 1
    assert [(one.name, one.taxa, one.reason) for one in look_up.unasked] == [("new1", (HUMAN,), "offline")]
    assert len(mygene.batches) == 1


@pytest.mark.parametrize("network", list(Network))
def test_genenorm_offline_takes_precedence_over_the_options(
    make: Make, mygene: FakeMyGene, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_OFFLINE", "1")
    assert make(network=network).look_up(["GRIN1"], [HUMAN]).unasked[0].reason == "offline"
    assert mygene.batches == []


def test_offline_no_client_is_made(store: LookupStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a client was made offline")

    monkeypatch.setattr("genenorm.mygene.cached_source.MyGeneClient", refuse)
    source = LiveSource(store, LiveOptions(network=Network.OFFLINE))
    assert source.look_up(["GRIN1"], [HUMAN]).unasked


def test_a_failure_of_the_store_is_an_error(make: Make, store: LookupStore) -> None:
    store.close()
    with pytest.raises(LiveError):
        make().look_up(["GRIN1"], [HUMAN])


def test_a_damaged_cached_answer_is_named_with_a_remedy(make: Make, store: LookupStore, clock: Clock) -> None:
    make().look_up(["GRIN1"], [HUMAN])
    store._connection.execute("UPDATE lookups SET hits = substr(hits, 1, 9)")
    with pytest.raises(LiveError, match="cached answer for 'GRIN1' is damaged"):
        make().look_up(["GRIN1"], [HUMAN])
    clock.now += 1
    assert len(make(network=Network.REFRESH).look_up(["GRIN1"], [HUMAN]).hits["GRIN1"]) == 1


def test_five_thousand_cached_names_are_read_quickly(make: Make, store: LookupStore, mygene: FakeMyGene) -> None:
    """A quarter of a second on an idle machine; the limit here leaves room for a busy one."""
    names = [f"GRIN1-{number}" for number in range(5000)]
    mygene.known = lambda term: [{"taxid": HUMAN, "symbol": term, "alias": ["A", "B"], "name": term}]  # type: ignore[method-assign]
    make().look_up(names, [HUMAN])
    asked = len(mygene.batches)
    times = []
    for _ in range(3):
        start = time.process_time()
        found = make().look_up(names, [HUMAN])
        times.append(time.process_time() - start)
    assert sum(map(len, found.hits.values())) == 5000
    assert len(mygene.batches) == asked == 10
    assert min(times) < 0.75


def test_offline_look_ups_import_no_client(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from genenorm.mygene.cached_source import LiveOptions, LiveSource, Network
from genenorm.mygene.store import LookupStore
with LookupStore.open(Path(sys.argv[1])) as store:
    assert LiveSource(store, LiveOptions(network=Network.OFFLINE)).look_up(["GRIN1"], [9606]).unasked
print([name for name in ("mygene", "httpx", "requests", "pandas", "tenacity") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
