"""The seam to the ``mygene`` client, and what comes of every fault of a server on this machine."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import LiveError
from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import FIELDS, SCOPES, LiveOptions, LiveSource, LookUp
from genenorm.mygene.client import _SEAM, Ask, MyGene, _check_seam, _escaped, answers_by_term
from genenorm.mygene.server.faults import NO_FAULT, Fault, FaultKind
from genenorm.mygene.server.gene_documents import Documents
from genenorm.mygene.server.http_server import MyGeneServer
from genenorm.mygene.server.service import split_terms
from genenorm.mygene.store import Store

HUMAN, MOUSE = 9606, 10090


def ask(*terms: str, taxa: tuple[int, ...] = (HUMAN,), size: int = 20) -> Ask:
    return Ask(terms, taxa, size, SCOPES, FIELDS)


@pytest.fixture(scope="module")
def server(reference: Reference) -> Iterator[MyGeneServer]:
    Documents(reference).names.of(1)  # read now, lest the first request of a test with a short timeout waits for it
    with MyGeneServer(reference) as running:
        yield running


@pytest.fixture
def client(server: MyGeneServer) -> Iterator[MyGene]:
    opened = MyGene(server.url, timeout=5)
    yield opened
    opened.close()


# -- the seam ---------------------------------------------------------------------------------------------------------


def test_the_installed_clients_are_versions_this_package_is_tested_with() -> None:
    """When this fails, run this file with the new version, then widen the range here and in docs/live.md."""
    assert version("mygene") == "3.2.2"
    assert version("biothings_client") in ("0.4.1", "0.5.0", "0.5.1")


def test_our_transport_with_its_timeout_carries_every_request(
    server: MyGeneServer, client: MyGene, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[httpx.Request] = []
    client._http.event_hooks["request"].append(seen.append)
    monkeypatch.setattr(httpx, "Client", None)  # a client made inside mygene would have no timeout
    client.ask(ask("GRIN1"))
    client.build()
    assert [(request.method, request.url.path) for request in seen] == [("POST", "/v3/query/"), ("GET", "/v3/metadata")]
    assert all(
        request.extensions["timeout"] == dict.fromkeys(("connect", "read", "write", "pool"), 5) for request in seen
    )
    assert all(request.headers["user-agent"].endswith(" genenorm") for request in seen)
    assert client._client.http_client is client._http


def test_the_client_does_not_sleep_after_a_batch(client: MyGene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr(time, "sleep", refuse)
    client.ask(ask("GRIN1", "GRIN2B"))


def test_a_batch_is_one_request_however_long(server: MyGeneServer, client: MyGene) -> None:
    before = len(server.requests)
    rows = client.ask(ask(*(f"name{number}" for number in range(1000))))
    assert len(rows) == 1000
    assert len(server.requests) == before + 1


@pytest.mark.parametrize("name", _SEAM)
def test_a_client_whose_inside_has_changed_is_refused(name: str) -> None:
    changed = SimpleNamespace(**{other: None for other in _SEAM if other != name})
    with pytest.raises(LiveError, match=rf"no {name}; live look-ups are tested with mygene 3\.2\.2"):
        _check_seam(changed)


@pytest.mark.parametrize(
    "term",
    ["GRIN1", 'kl-3"', "a\\b", 'a\\"b', "x,y", "N/A|b", "Fs(3)Kar", "3'-5' exo", "β-actin", "a+b", "TGF β 1", "*"],
)
def test_a_term_arrives_as_it_was_written(client: MyGene, term: str) -> None:
    rows = client.ask(ask(term, "GRIN1"))
    assert {row["query"] for row in rows} == {term, "GRIN1"}
    assert set(answers_by_term((term, "GRIN1"), rows)) == {term, "GRIN1"}


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5))
def test_any_terms_survive_quoting_here_and_at_mygene(texts: list[str]) -> None:
    """MyGene.info reads a batch's terms with the rules of ``shlex``; the server here must read them the same."""
    terms = [term for text in texts if (term := " ".join(text.split()))]
    sent = ",".join(f'"{_escaped(term)}"' for term in terms)
    assert split_terms(sent) == terms
    lexer = shlex.shlex(sent, posix=True)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\n\x0b\x0c\r|,+", True, ""
    assert [term.strip() for term in lexer] == terms


def test_an_echo_with_our_escapes_is_understood() -> None:
    assert answers_by_term(['kl-3"'], [{"query": 'kl-3\\"', "notfound": True}]) == {'kl-3"': []}


@pytest.mark.parametrize("rows", ["text", {"a": 1}, [1], [{"symbol": "X"}], None])
def test_an_answer_of_another_shape_is_not_believed(
    client: MyGene, rows: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client._client, "querymany", lambda *_, **__: rows)
    with pytest.raises(LiveError, match="did not answer as MyGene"):
        client.ask(ask("GRIN1"))


def test_metadata_of_another_shape_is_not_believed(client: MyGene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client._client, "metadata", lambda **_: [1])
    with pytest.raises(LiveError, match="did not answer as MyGene"):
        client.build()


# -- faults -----------------------------------------------------------------------------------------------------------

Run = Callable[..., tuple[LookUp, list[float], MyGeneServer]]


@pytest.fixture
def run(server: MyGeneServer, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Look names up over HTTP while the server fails as planned; the first request, for the build, works."""
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)

    def look_up(names: list[str], *faults: Fault, **options: object) -> tuple[LookUp, list[float], MyGeneServer]:
        waits: list[float] = []
        with Store.open(tmp_path) as store, MyGeneServer(reference, faults=[NO_FAULT, *faults]) as server:
            chosen = LiveOptions(url=server.url, **{"timeout": 10, "retries": 2, **options})  # type: ignore[arg-type]
            source = LiveSource(store, chosen, sleep=waits.append)
            found = source.look_up(names, [HUMAN])
            if source._asker is not None:
                source._asker.close()  # type: ignore[attr-defined]
        return found, waits, server

    return look_up


def _patience(fault: FaultKind) -> float:
    """Seconds: little where the client is to give up, much where a slow machine must not make it."""
    return 1.0 if fault in (FaultKind.HANG, FaultKind.DELAY) else 10.0


def test_hits_over_http_are_typed_and_remembered(run: Run) -> None:
    found, _, server = run(["nmdar1", "no such gene"])
    (hit,) = found.hits["nmdar1"]
    assert (hit.gene_id, hit.symbol, hit.kind, hit.authority_id) == (2902, "GRIN1", NameKind.SYNONYM, "HGNC:4584")
    assert hit.ensembl_ids == ("ENSG00000176884",)
    assert hit.build == "20261124"
    assert {ortholog.gene_id for ortholog in hit.orthologs if ortholog.taxon_id == MOUSE} == {14810}
    assert found.hits["no such gene"] == ()
    assert found.unasked == ()
    assert server.requests == ("GET /v3/metadata", "POST /v3/query/")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.UNAVAILABLE),
        Fault(FaultKind.TOO_MANY),
        Fault(FaultKind.TOO_MANY, retry_after="1"),
        Fault(FaultKind.TRUNCATED),
        Fault(FaultKind.CUT_SHORT),
        Fault(FaultKind.CLOSED),
        Fault(FaultKind.HANG),
        Fault(FaultKind.DELAY, seconds=2),
    ],
    ids=lambda fault: fault.kind.value,
)
def test_a_fault_that_passes_costs_one_more_request(run: Run, fault: Fault) -> None:
    found, waits, server = run(["GRIN1"], fault, timeout=_patience(fault.kind))
    assert found.hits["GRIN1"][0].gene_id == 2902
    assert found.unasked == ()
    assert len(waits) == 1
    assert server.requests.count("POST /v3/query/") == 2


def test_a_short_delay_is_no_fault(run: Run) -> None:
    found, waits, _ = run(["GRIN1"], Fault(FaultKind.DELAY, seconds=0.1))
    assert (found.hits["GRIN1"][0].gene_id, waits) == (2902, [])


def test_retry_after_is_waited_for(run: Run) -> None:
    _, waits, _ = run(["GRIN1"], Fault(FaultKind.TOO_MANY, retry_after="9"))
    assert 9 <= waits[0] < 10


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (FaultKind.UNAVAILABLE, "MyGene.info answered 503 Service Unavailable"),
        (FaultKind.TOO_MANY, "MyGene.info answered 429 Too Many Requests"),
        (FaultKind.TRUNCATED, "MyGene.info sent a broken answer"),
        (FaultKind.CLOSED, "MyGene.info broke off the connection"),
        (FaultKind.CUT_SHORT, "MyGene.info broke off the connection"),
        (FaultKind.HANG, "MyGene.info did not answer in time"),
    ],
    ids=str,
)
def test_a_fault_that_stays_is_named_after_all_tries(run: Run, fault: FaultKind, reason: str) -> None:
    found, waits, server = run(["GRIN1", "GRIN2B"], *[Fault(fault)] * 9, batch=1, timeout=_patience(fault))
    assert found.hits == {"GRIN1": (), "GRIN2B": ()}
    assert [(one.name, one.reason) for one in found.unasked] == [("GRIN1", reason), ("GRIN2B", reason)]
    assert len(waits) == 2
    assert server.requests.count("POST /v3/query/") == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(FaultKind.BAD_REQUEST, "answered 400 Bad Request"), (FaultKind.WRONG_TYPE, "answered with text/html, not JSON")],
    ids=str,
)
def test_a_refusal_or_a_page_is_not_asked_again(run: Run, fault: FaultKind, reason: str) -> None:
    found, waits, _ = run(["GRIN1", "GRIN2B"], Fault(fault), batch=1)
    assert [one.name for one in found.unasked] == ["GRIN1"]
    assert found.unasked[0].reason.endswith(reason)
    assert len(found.hits["GRIN2B"]) == 1
    assert waits == []


def test_after_a_fault_only_the_lost_batch_is_asked_next_time(run: Run) -> None:
    found, _, _ = run(["GRIN1", "GRIN2B", "GRIA1"], NO_FAULT, *[Fault(FaultKind.BAD_REQUEST)] * 1, batch=1)
    assert [one.name for one in found.unasked] == ["GRIN2B"]


def test_a_service_that_is_not_there_leaves_the_names_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    with Store.open(tmp_path) as store:
        source = LiveSource(store, LiveOptions(url="http://127.0.0.1:1/v3", retries=1), sleep=lambda _: None)
        found = source.look_up(["GRIN1"], [HUMAN])
    assert found.unasked[0].reason == "MyGene.info cannot be reached"


@pytest.mark.parametrize("url", ["mygene.info/v3", "ftp://mygene.info/v3", "http://", "http://[::1"])
def test_an_address_that_is_none_is_named_and_not_retried(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    waits: list[float] = []
    with Store.open(tmp_path) as store:
        found = LiveSource(store, LiveOptions(url=url), sleep=waits.append).look_up(["GRIN1"], [HUMAN])
    assert found.unasked[0].name == "GRIN1"
    assert waits == []
