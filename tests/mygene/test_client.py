"""Requests through the ``mygene`` client, and look-ups at a server on this machine that fails on purpose."""

from __future__ import annotations

import contextlib
import shlex
import socket
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
from genenorm.mygene.cached_source import LOOKUP_FIELDS, LOOKUP_SCOPES, LiveOptions, LiveSource, SourceReply
from genenorm.mygene.client import (
    _CLIENT_ATTRIBUTES,
    LookupBatch,
    MyGeneClient,
    NoConnectionError,
    _check_client,
    _escape,
    check_connection,
    hits_by_term,
)
from genenorm.mygene.server.endpoints import split_terms
from genenorm.mygene.server.gene_documents import GeneDocuments
from genenorm.mygene.store import LookupStore
from tests.support.mygene_faults import NO_FAULT, Fault, FaultKind, MyGeneTestServer
from tests.support.unmeasured import unmeasured

HUMAN = 9606


def batch(*terms: str, taxa: tuple[int, ...] = (HUMAN,), size: int = 20) -> LookupBatch:
    return LookupBatch(terms, taxa, size, LOOKUP_SCOPES, LOOKUP_FIELDS)


@pytest.fixture(scope="module")
def server(reference: Reference) -> Iterator[MyGeneTestServer]:
    with unmeasured():
        GeneDocuments(reference).names.names_of(1)  # now, so that the first request of a test does not wait for it
    with MyGeneTestServer(reference) as running:
        yield running


@pytest.fixture
def client(server: MyGeneTestServer) -> Iterator[MyGeneClient]:
    opened = MyGeneClient(server.url, timeout=5)
    yield opened
    opened.close()


# -- the client -------------------------------------------------------------------------------------------------------


def test_the_installed_clients_are_versions_this_package_is_tested_with() -> None:
    """When this fails, run this file with the new version, then extend the range here and in docs/live.md."""
    assert version("mygene") == "3.2.2"
    assert version("biothings_client") in ("0.4.1", "0.5.0", "0.5.1")


def test_every_request_uses_our_http_client_with_its_timeout(
    server: MyGeneTestServer, client: MyGeneClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[httpx.Request] = []
    client._http.event_hooks["request"].append(seen.append)
    monkeypatch.setattr(httpx, "Client", None)  # a client made inside mygene would have no timeout
    client.query(batch("GRIN1"))
    client.build()
    assert [(request.method, request.url.path) for request in seen] == [("POST", "/v3/query/"), ("GET", "/v3/metadata")]
    assert all(
        request.extensions["timeout"] == dict.fromkeys(("connect", "read", "write", "pool"), 5) for request in seen
    )
    assert all(request.headers["user-agent"].endswith(" genenorm") for request in seen)
    assert client._client.http_client is client._http


def test_the_client_does_not_sleep_after_a_batch(client: MyGeneClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr(time, "sleep", refuse)
    client.query(batch("GRIN1", "GRIN2B"))


def test_a_batch_is_one_request_however_long(server: MyGeneTestServer, client: MyGeneClient) -> None:
    before = len(server.requests)
    rows = client.query(batch(*(f"name{number}" for number in range(1000))))
    assert len(rows) == 1000
    assert len(server.requests) == before + 1


@pytest.mark.parametrize("name", _CLIENT_ATTRIBUTES)
def test_a_client_that_lacks_an_attribute_is_refused(name: str) -> None:
    changed = SimpleNamespace(**{other: None for other in _CLIENT_ATTRIBUTES if other != name})
    with pytest.raises(LiveError, match=rf"no {name}; live look-ups are tested with mygene 3\.2\.2"):
        _check_client(changed)


@pytest.mark.parametrize(
    "term",
    ["GRIN1", 'kl-3"', "a\\b", 'a\\"b', "x,y", "N/A|b", "Fs(3)Kar", "3'-5' exo", "β-actin", "a+b", "TGF β 1", "*"],
)
def test_a_term_arrives_unchanged(client: MyGeneClient, term: str) -> None:
    rows = client.query(batch(term, "GRIN1"))
    assert {row["query"] for row in rows} == {term, "GRIN1"}
    assert set(hits_by_term((term, "GRIN1"), rows)) == {term, "GRIN1"}


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5))
def test_any_terms_are_quoted_so_that_both_servers_read_them_back(texts: list[str]) -> None:
    """MyGene.info reads the terms of a batch with the rules of ``shlex``, and our server must do the same."""
    terms = [term for text in texts if (term := " ".join(text.split()))]
    sent = ",".join(f'"{_escape(term)}"' for term in terms)
    assert split_terms(sent) == terms
    lexer = shlex.shlex(sent, posix=True)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\n\x0b\x0c\r|,+", True, ""
    assert [term.strip() for term in lexer] == terms


def test_a_row_whose_term_is_still_escaped_is_understood() -> None:
    assert hits_by_term(['kl-3"'], [{"query": 'kl-3\\"', "notfound": True}]) == {'kl-3"': []}


@pytest.mark.parametrize("rows", ["text", {"a": 1}, [1], [{"symbol": "X"}], None])
def test_an_answer_that_is_not_a_list_of_rows_is_rejected(
    client: MyGeneClient, rows: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client._client, "querymany", lambda *_, **__: rows)
    with pytest.raises(LiveError, match="did not answer as MyGene"):
        client.query(batch("GRIN1"))


def test_metadata_that_is_not_a_mapping_is_rejected(client: MyGeneClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client._client, "metadata", lambda **_: [1])
    with pytest.raises(LiveError, match="did not answer as MyGene"):
        client.build()


# -- faults -----------------------------------------------------------------------------------------------------------

Run = Callable[..., tuple[SourceReply, list[float], MyGeneTestServer]]


@pytest.fixture
def run(server: MyGeneTestServer, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Look names up over HTTP while the server fails as planned; the first request, for the build, succeeds."""
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)

    def look_up(
        names: list[str], *faults: Fault, **options: object
    ) -> tuple[SourceReply, list[float], MyGeneTestServer]:
        waits: list[float] = []
        with LookupStore.open(tmp_path) as store, MyGeneTestServer(reference, faults=[NO_FAULT, *faults]) as server:
            chosen = LiveOptions(url=server.url, **{"timeout": 10, "retries": 2, **options})  # type: ignore[arg-type]
            source = LiveSource(store, chosen, sleep=waits.append)
            found = source.look_up(names, [HUMAN])
            if source._fetcher._service is not None:
                source._fetcher._service.close()  # type: ignore[attr-defined]
        return found, waits, server

    return look_up


def _timeout(fault: FaultKind) -> float:
    """Seconds: few where the client is to give up, many where it must not give up on a slow machine."""
    return 1.0 if fault in (FaultKind.HANG, FaultKind.DELAY) else 10.0


def test_hits_over_http_are_typed_and_cached(run: Run) -> None:
    found, _, server = run(["nmdar1", "no such gene"])
    (hit,) = found.hits["nmdar1"]
    assert (hit.gene_id, hit.symbol, hit.kind, hit.authority_id) == (2902, "GRIN1", NameKind.SYNONYM, "HGNC:4584")
    assert hit.ensembl_ids == ("ENSG00000176884",)
    assert hit.build == "20261124"
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
def test_a_temporary_fault_costs_one_more_request(run: Run, fault: Fault) -> None:
    found, waits, server = run(["GRIN1"], fault, timeout=_timeout(fault.kind))
    assert found.hits["GRIN1"][0].gene_id == 2902
    assert found.unasked == ()
    assert len(waits) == 1
    assert server.requests.count("POST /v3/query/") == 2


def test_a_short_delay_is_no_failure(run: Run) -> None:
    found, waits, _ = run(["GRIN1"], Fault(FaultKind.DELAY, seconds=0.1))
    assert (found.hits["GRIN1"][0].gene_id, waits) == (2902, [])


def test_the_wait_of_retry_after_is_kept(run: Run) -> None:
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
def test_a_lasting_fault_is_named_after_all_attempts(run: Run, fault: FaultKind, reason: str) -> None:
    found, waits, server = run(["GRIN1", "GRIN2B"], *[Fault(fault)] * 9, batch=1, timeout=_timeout(fault))
    assert found.hits == {"GRIN1": (), "GRIN2B": ()}
    assert [(one.name, one.reason) for one in found.unasked] == [("GRIN1", reason), ("GRIN2B", reason)]
    assert len(waits) == 2
    assert server.requests.count("POST /v3/query/") == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(FaultKind.BAD_REQUEST, "answered 400 Bad Request"), (FaultKind.WRONG_TYPE, "answered with text/html, not JSON")],
    ids=str,
)
def test_a_refusal_or_an_html_page_is_not_repeated(run: Run, fault: FaultKind, reason: str) -> None:
    found, waits, _ = run(["GRIN1", "GRIN2B"], Fault(fault), batch=1)
    assert [one.name for one in found.unasked] == ["GRIN1"]
    assert found.unasked[0].reason.endswith(reason)
    assert len(found.hits["GRIN2B"]) == 1
    assert waits == []


def test_only_the_batch_with_the_fault_is_not_asked(run: Run) -> None:
    found, _, _ = run(["GRIN1", "GRIN2B", "GRIA1"], NO_FAULT, *[Fault(FaultKind.BAD_REQUEST)] * 1, batch=1)
    assert [one.name for one in found.unasked] == ["GRIN2B"]


def test_without_a_service_the_names_are_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    with LookupStore.open(tmp_path) as store:
        source = LiveSource(store, LiveOptions(url="http://127.0.0.1:1/v3", retries=1), sleep=lambda _: None)
        found = source.look_up(["GRIN1"], [HUMAN])
    assert found.unasked[0].reason == "MyGene.info cannot be reached"


@pytest.mark.parametrize("url", ["mygene.info/v3", "ftp://mygene.info/v3", "http://", "http://[::1"])
def test_an_invalid_address_is_not_retried(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    waits: list[float] = []
    with LookupStore.open(tmp_path) as store:
        found = LiveSource(store, LiveOptions(url=url), sleep=waits.append).look_up(["GRIN1"], [HUMAN])
    assert found.unasked[0].name == "GRIN1"
    assert waits == []


# -- without a network ------------------------------------------------------------------------------------------------


def test_a_service_that_cannot_be_reached_is_not_waited_for() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        waits: list[float] = []
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/v3"
        source = LiveSource(None, LiveOptions(url=url, retries=20), sleep=waits.append)
        reasons = [one.reason for one in source.look_up(["GRIN1", "x1"], [HUMAN]).unasked]
    assert reasons == ["MyGene.info cannot be reached"] * 2
    assert waits == []


def test_a_connection_that_is_not_accepted_is_given_up() -> None:
    with socket.socket() as full, contextlib.ExitStack() as opened:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):  # of which the last are left waiting
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        with pytest.raises(NoConnectionError, match="cannot be reached"):
            check_connection(f"http://127.0.0.1:{full.getsockname()[1]}/v3", seconds=0.2)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1:1", "http://[::1", "http://127.0.0.1:99999", "nonsense", "http://"])
def test_an_address_that_is_none_is_left_to_the_client(url: str) -> None:
    check_connection(url)


def test_through_a_proxy_the_server_need_not_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoConnectionError):
        check_connection("http://127.0.0.1:1/v3")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:2")
    check_connection("http://127.0.0.1:1/v3")
