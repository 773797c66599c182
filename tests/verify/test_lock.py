"""Locks as values and files, and runs repeated from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from genenorm.core.context import Context
from genenorm.core.errors import LockError, RecordError
from genenorm.core.paths import DATA
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import LiveOptions, Network
from genenorm.mygene.store import LookupStore
from genenorm.resolver.answer_table import table_of
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service
from genenorm.verify.lock import locked_run as lock_run
from genenorm.verify.lock.lock_file import lock_lines, read_lock
from genenorm.verify.lock.lock_values import Lock
from genenorm.verify.lock.locked_run import ANSWER_TABLES, RunOptions, make_lock, repeat_lock
from tests.support.changed_index import change_index
from tests.support.made_index import Made, make_index
from tests.support.small_index import write_small_index

NAMES = ["GRIN1", "Nmdar1", "p62", "IL-1β", "", "no such gene", "GRIN1"]
HUMAN = Context(species=(9606,))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("GENENORM_CACHE", str(folder))
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    return folder


@pytest.fixture
def fresher(tmp_path: Path) -> Iterator[Service]:
    """A server that knows genes which the shipped index lacks."""
    with (
        Reference.open(write_small_index(tmp_path / "small.safetensors")) as small,
        Service(Resolver(small), {Part.MYGENE}) as running,
    ):
        yield running


def locked(reference: Reference, names: list[str], run: RunOptions | None = None) -> Lock:
    return make_lock(reference, names, run or RunOptions("1"))[0]


def live_run(server: Service, **more: object) -> RunOptions:
    return RunOptions("1", HUMAN, LiveOptions(url=server.mygene_url, retries=0, **more))  # type: ignore[arg-type]


# -- the file ---------------------------------------------------------------------------------------------------------


def test_a_lock_is_the_same_after_writing_and_reading(reference: Reference, fresher: Service) -> None:
    run = replace(live_run(fresher), context=Context((9606,), organisms=("Homo sapiens",), text="brain — “β”"))
    lock, _ = make_lock(reference, ["FRESH1", "GRIN1"], run, arguments=["FRESH1"], file="names.txt")
    text = "".join(lock_lines(lock))
    assert read_lock("f", text.encode()) == lock
    assert text.count("\n") == 8 + len(lock.lookups)
    assert lock.lookups


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda _: [], "f: empty"),
        (lambda _: ["GRIN1"], "f, line 1: not a lock"),
        (lambda _: ['{"format": "genenorm look-ups", "version": 1}'], "f, line 1: not a lock"),
        (
            lambda lines: [lines[0].replace("2", "1")],
            "f, line 1: lock version 1, this genenorm reads version 2; make it again with: genenorm lock",
        ),
        (lambda lines: lines[:-1], "f: the lock has no line for answers"),
        (lambda lines: [*lines, "{"], "f, line 9: not a lock"),
        (lambda lines: [*lines, "[]"], "f, line 9: 'the line' is []"),
        (lambda lines: [*lines, '{"look_up": {"name": "a"}}'], "f, line 9: 'taxon_id' is missing or not int"),
        (lambda lines: [line.replace("[9606]", '["human"]') for line in lines], "f, line 5: 'species'"),
        (lambda lines: [line.replace('"count": 1', '"count": "1"') for line in lines], "f, line 7: 'count'"),
    ],
)
def test_a_damaged_lock_is_refused_by_file_and_line(reference: Reference, edit: object, message: str) -> None:
    lines = "".join(lock_lines(locked(reference, ["GRIN1"], RunOptions("1", HUMAN)))).splitlines()
    edited = edit(lines)  # type: ignore[operator]
    with pytest.raises(RecordError) as caught:
        read_lock("f", "\n".join(edited).encode())
    assert str(caught.value).startswith(message)


def test_bytes_that_are_not_text_are_not_a_lock() -> None:
    with pytest.raises(RecordError, match="not UTF-8"):
        read_lock("f", b"\xff\xfe")


# -- runs -------------------------------------------------------------------------------------------------------------


def test_a_locked_run_gives_the_same_table(reference: Reference) -> None:
    lock = locked(reference, NAMES, RunOptions("1", HUMAN))
    again = repeat_lock(lock, NAMES, "1")
    expected = table_of(Resolver(reference).resolve_all(NAMES, HUMAN), reference.stamp)
    assert (again.table, again.notes, again.reports) == (expected, (), ())


@pytest.mark.parametrize("names", [NAMES[:-1], [*NAMES[1:], NAMES[0]], [*NAMES, "x"]])
def test_other_names_are_refused(reference: Reference, names: list[str]) -> None:
    with pytest.raises(LockError, match=r"names (differ|given, 7 locked).*: give those"):
        repeat_lock(locked(reference, NAMES), names, "1")


def test_other_options_are_refused(reference: Reference) -> None:
    lock = replace(locked(reference, ["NMDAR1"], RunOptions("1", HUMAN)), context=Context(species=(10090,)))
    with pytest.raises(LockError, match=r"the answers differ from the locked ones: .* the lock was edited"):
        repeat_lock(lock, ["NMDAR1"], "1")


def test_another_version_that_answers_the_same_is_noted(reference: Reference) -> None:
    again = repeat_lock(locked(reference, NAMES), NAMES, "2")
    assert again.notes == ("locked by genenorm 1, this is 2 (pip install genenorm==1)",)


def test_another_version_with_other_answers_is_refused_by_its_number(reference: Reference) -> None:
    lock = replace(locked(reference, NAMES), answers="0" * 64)
    with pytest.raises(LockError, match=r"^the answers differ from the locked ones: locked by genenorm 1, this is 2"):
        repeat_lock(lock, NAMES, "2")


def test_a_changed_table_of_the_package_is_named(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = locked(reference, NAMES)
    here = lock_run.table_digests()
    monkeypatch.setattr(lock_run, "table_digests", lambda: here | {"weights.tsv": "0" * 64})
    assert repeat_lock(lock, NAMES, "1").notes == ("genenorm's own weights.tsv changed since",)
    with pytest.raises(LockError, match=r"weights\.tsv changed since"):
        repeat_lock(replace(lock, answers="0" * 64), NAMES, "1")


def test_every_table_that_answers_depend_on_is_locked() -> None:
    read_with_files = {"table_shapes.tsv", "genomes.tsv", "pair_columns.tsv"}  # a list of names is no file
    about_answers = {"citations.tsv"}
    assert {path.name for path in DATA.glob("*.tsv")} == {*ANSWER_TABLES, *read_with_files, *about_answers}


# -- the index --------------------------------------------------------------------------------------------------------


def test_the_index_is_found_by_its_content_whatever_its_name(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_index(tmp_path / "mine.safetensors", [Made(1, "QQA1")])
    with Reference.open(file) as opened:
        lock = locked(opened, ["QQA1"])
        expected = table_of(Resolver(opened).resolve_all(["QQA1"]), opened.stamp)
    with pytest.raises(
        LockError, match=rf"no index with content hash {'ab' * 32} \(mine 2026-11-15 abababababab\): none"
    ):
        repeat_lock(lock, ["QQA1"], "1")
    assert repeat_lock(lock, ["QQA1"], "1", file).table == expected
    (cache / "references").mkdir(parents=True)
    library = file.rename(cache / "references" / "renamed.safetensors")
    (cache / "references" / "broken.safetensors").write_bytes(b"no index")
    assert repeat_lock(lock, ["QQA1"], "1").table == expected
    monkeypatch.setenv("GENENORM_REFERENCE", "no-such-name")
    assert repeat_lock(lock, ["QQA1"], "1").table == expected
    moved = library.rename(tmp_path / "elsewhere.safetensors")
    monkeypatch.setenv("GENENORM_REFERENCE", str(moved))
    assert repeat_lock(lock, ["QQA1"], "1").table == expected


def test_an_index_given_with_other_content_is_refused(tmp_path: Path, reference: Reference) -> None:
    other = make_index(tmp_path / "other.safetensors", [Made(1, "QQA1")])
    with pytest.raises(LockError, match=r"other\.safetensors has another"):
        repeat_lock(locked(reference, NAMES), NAMES, "1", other)


def test_an_index_altered_under_its_hash_is_refused(tmp_path: Path) -> None:
    file = make_index(tmp_path / "mine.safetensors", [Made(1, "QQA1")])
    with Reference.open(file) as opened:
        lock = locked(opened, ["QQA1"])
    file.unlink()
    make_index(file, [Made(2, "QQA1")])
    with pytest.raises(LockError, match="the index does not match its hash"):
        repeat_lock(lock, ["QQA1"], "1", file)


def test_an_index_without_a_hash_cannot_be_locked(tmp_path: Path) -> None:
    file = change_index(write_small_index(tmp_path / "small.safetensors"), content_hash="")
    with Reference.open(file) as small, pytest.raises(LockError, match="no content hash"):
        locked(small, ["GRIN1"])


# -- look-ups ---------------------------------------------------------------------------------------------------------


def test_a_live_run_is_repeated_without_the_service(reference: Reference, fresher: Service) -> None:
    names = ["FRESH1", "GRIN1", "no such gene"]
    lock = locked(reference, names, live_run(fresher))
    assert [(one.name, one.taxon_id, one.build) for one in lock.lookups] == [
        ("FRESH1", 9606, "20261115"),
        ("no such gene", 9606, "20261115"),
    ]
    fresher.close()
    again = repeat_lock(lock, names, "1").table
    assert [row[4] for row in again.rows] == ["FRESH1", "GRIN1", ""]
    assert "MyGene.info 20261115" in str(again.rows[0])


def test_the_age_of_a_look_up_is_what_it_was(reference: Reference, fresher: Service) -> None:
    lock = locked(reference, ["FRESH1"], live_run(fresher))
    assert lock.live is not None
    years_ago = replace(
        lock,
        live=replace(lock.live, moment=lock.live.moment - 10**8),
        lookups=tuple(replace(one, asked=one.asked - 10**8) for one in lock.lookups),
    )
    assert repeat_lock(years_ago, ["FRESH1"], "1").table.rows[0][4] == "FRESH1"


def test_look_ups_that_are_missing_are_named(reference: Reference, fresher: Service) -> None:
    lock = locked(reference, ["FRESH1", "zzz9"], live_run(fresher))
    with LookupStore.open() as store:
        store.clear()
    with pytest.raises(
        LockError, match=r"missing from .*: 'FRESH1' in 9606 \(asked .*\), 'zzz9' in 9606 .*cache import"
    ):
        repeat_lock(lock, ["FRESH1", "zzz9"], "1")


def test_a_reply_that_changed_is_named_and_one_asked_again_is_not(
    reference: Reference, fresher: Service, cache: Path
) -> None:
    lock = locked(reference, ["FRESH1"], live_run(fresher))
    with LookupStore.open() as store:
        ((question, entry),) = store.entries()
        store.put(question, [entry._replace(asked=entry.asked + 99, build="20270101")])
    again = repeat_lock(lock, ["FRESH1"], "1").table
    assert "MyGene.info 20261115" in str(again.rows[0])
    with LookupStore.open() as store:
        store.put(question, [entry._replace(asked=entry.asked + 999, hits="")])
    with pytest.raises(LockError, match=r"changed in .*lookups\.sqlite: 'FRESH1' in 9606"):
        repeat_lock(lock, ["FRESH1"], "1")


def test_every_missing_part_is_reported_at_once(reference: Reference, fresher: Service) -> None:
    lock = locked(reference, ["FRESH1"], live_run(fresher))
    lock = replace(lock, reference=replace(lock.reference, content_hash="0" * 64))
    with LookupStore.open() as store:
        store.clear()
    with pytest.raises(LockError) as caught:
        repeat_lock(lock, ["GRIN1", "GRIN2A"], "1")
    for part in ("2 names given, 1 locked", "no index with content hash 000", "look-ups missing"):
        assert part in str(caught.value)


def test_a_failure_of_the_service_cannot_be_locked(reference: Reference) -> None:
    down = RunOptions("1", live=LiveOptions(url="http://127.0.0.1:1/v3", retries=0))
    with pytest.raises(LockError, match=r"not locked: MyGene\.info cannot be reached.*: FRESH1$"):
        locked(reference, ["GRIN1", "FRESH1"], down)


def test_a_name_that_was_unknown_offline_stays_unknown(reference: Reference, cache: Path) -> None:
    run = RunOptions("1", live=LiveOptions(network=Network.OFFLINE))
    lock = locked(reference, ["FRESH1"], run)
    again = repeat_lock(lock, ["FRESH1"], "1")
    assert "unknown (offline)" in str(again.table.rows[0])
    assert lock.lookups == ()
    assert not cache.exists()


def test_always_asks_for_every_name_and_reports_disagreements_again(reference: Reference, fresher: Service) -> None:
    lock, reports = make_lock(reference, ["TP53", "GRIN1"], replace(live_run(fresher), always=True))
    assert {one.name for one in lock.lookups} == {"TP53", "GRIN1"}
    again = repeat_lock(lock, ["TP53", "GRIN1"], "1")
    assert [one.disagreements for one in again.reports] == [one.disagreements for one in reports]
    assert reports[0].disagreements


def test_a_species_beyond_the_index_is_locked_too(reference: Reference, fresher: Service) -> None:
    lock = locked(reference, ["GRIN1", "NMDAR1"], replace(live_run(fresher), context=Context(species=(9823,))))
    assert {one.taxon_id for one in lock.lookups} == {9823}
    assert [row[3] for row in repeat_lock(lock, ["GRIN1", "NMDAR1"], "1").table.rows] == [100155500, 100155500]


def test_an_older_answer_that_was_used_is_used_again(reference: Reference, fresher: Service) -> None:
    locked(reference, ["FRESH1"], live_run(fresher))
    with LookupStore.open() as store:
        ((question, entry),) = store.entries()
        store.clear()
        store.put(question, [entry._replace(asked=entry.asked - 99 * 86_400)])
    fresher.close()
    lock = locked(reference, ["FRESH1"], live_run(fresher, stale_ok=True))
    assert "stale, asked" in str(repeat_lock(lock, ["FRESH1"], "1").table.rows[0])


@pytest.mark.parametrize("age", [0.0, 30.0])
@pytest.mark.parametrize("network", [Network.UNCACHED, Network.REFRESH])
def test_answers_from_any_network_mode_can_be_locked(
    reference: Reference, fresher: Service, network: Network, age: float
) -> None:
    lock = locked(reference, ["FRESH1"], live_run(fresher, network=network, max_age=age))
    assert repeat_lock(lock, ["FRESH1"], "1").table.rows[0][4] == "FRESH1"
