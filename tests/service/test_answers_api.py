"""The API: answers, explanations and orthologs, whole or in lines, and its refusals."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from genenorm.core.context import Context
from genenorm.core.tables import Table, to_json
from genenorm.resolver.answer_table import SHORT_COLUMNS
from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from genenorm.service.workers import Deadline

MIXED = ["GRIN1", "Grin1", "Nmdar1", "PSD-95", "IL-1β", "KARs", "and", "no such gene", "", "TP53; EGFR", "\u2028x"]
LINES = {"Accept": "application/x-ndjson"}


@pytest.fixture(scope="module")
def http(resolver: Resolver) -> Iterator[httpx.Client]:
    limits = Limits(names=5_000, explained=50)
    with (
        Service(resolver, limits=limits) as service,
        httpx.Client(base_url=f"{service.url}/api/v1", timeout=60) as client,
    ):
        yield client


def rows(table: Table) -> Any:
    return json.loads(to_json(table))


def test_names_are_answered_as_in_python_in_their_order(http: httpx.Client, resolver: Resolver) -> None:
    reply = http.post("/resolve", json={"names": MIXED}).json()
    assert reply["answers"] == rows(resolver.table(MIXED))
    assert reply["reference"] == resolver.reference.stamp
    species = resolver.species_of(MIXED)
    assert reply["species_of_list"] == {"verdict": str(species), "taxon_id": species.sole_taxon_id}


def test_a_list_that_is_sent_in_parts_has_the_same_answers(http: httpx.Client, resolver: Resolver) -> None:
    names = MIXED * 300
    whole = http.post("/resolve", json={"names": names}).json()
    lines = http.post("/resolve", json={"names": names}, headers=LINES)
    assert whole["answers"] == rows(resolver.table(names))
    assert [json.loads(line) for line in lines.text.split("\n")[:-1]] == whole["answers"]
    assert lines.headers["Content-Type"] == "application/x-ndjson"


def test_lines_arrive_one_by_one(http: httpx.Client) -> None:
    with http.stream("POST", "/resolve", json={"names": MIXED * 300}, headers=LINES) as reply:
        first = next(reply.iter_lines())
    assert json.loads(first)["gene_id"] == 2902


def test_an_empty_list_has_no_answers(http: httpx.Client) -> None:
    assert http.post("/resolve", json={"names": []}).json()["answers"] == []
    assert http.post("/resolve", json={"names": []}, headers=LINES).content == b""
    assert http.post("/explain", json={"names": []}).json()["answers"] == []
    assert http.post("/orthologs", json={"names": []}).json()["orthologs"] == []


@pytest.mark.parametrize(
    ("asked", "context"),
    [
        ({"species": "mouse"}, Context(species="mouse")),
        ({"species": ["rat", 10090]}, Context(species=("rat", 10090))),
        ({"species": "auto"}, Context(species="auto")),
        ({"organisms": ["fly"]}, Context(organisms=("fly",))),
        ({"text": "In the rat hippocampus"}, Context(text="In the rat hippocampus")),
    ],
)
def test_what_is_known_of_a_list_counts(
    http: httpx.Client, resolver: Resolver, asked: dict[str, Any], context: Context
) -> None:
    assert http.post("/resolve", json={"names": MIXED, **asked}).json()["answers"] == rows(
        resolver.table(MIXED, context)
    )


def test_columns_are_chosen(http: httpx.Client) -> None:
    short = http.post("/resolve", json={"names": ["GRIN1"], "columns": "short"}).json()["answers"][0]
    assert tuple(short) == SHORT_COLUMNS
    some = http.post("/resolve", json={"names": ["GRIN1"], "columns": ["gene_id", "input"]}).json()["answers"][0]
    assert some == {"gene_id": 2902, "input": "GRIN1"}


def test_a_few_names_are_asked_for_in_the_address(http: httpx.Client) -> None:
    found = http.get("/resolve", params={"name": ["GRIN1", "IL-1β"], "species": ["human"]}).json()["answers"]
    assert [row["gene_id"] for row in found] == [2902, 3553]
    assert http.get("/resolve?name=Grin1&species=10090").json()["answers"][0]["gene_id"] == 14810
    assert http.get("/explain?name=KARs").json()["answers"][0]["members"]


def test_an_explanation_has_every_candidate_and_what_is_like_an_unknown_name(http: httpx.Client) -> None:
    known, unknown = http.post("/explain", json={"names": ["PSD95", "KRIT11"]}).json()["answers"]
    assert [found["symbol"] for found in known["candidates"]][:2] == ["DLG4", "Dlg4"]
    assert known["candidates"][0]["evidence"]
    assert "KRIT1" in [gene["symbol"] for gene in unknown["similar"]]


def test_orthologs_are_rows_in_the_order_of_the_names(http: httpx.Client) -> None:
    asked = {"names": ["GRIN1", "no such gene"], "to": ["mouse", "fly"], "species": "human"}
    found = http.post("/orthologs", json=asked).json()["orthologs"]
    assert [(row["input"], row["gene_id"]) for row in found] == [
        ("GRIN1", 14810), ("GRIN1", 40665), ("no such gene", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status", "location", "words"),
    [
        ("/resolve", {}, 422, "names", "required"),
        ("/resolve", {"names": "GRIN1"}, 422, "names", "list"),
        ("/resolve", {"names": [None]}, 422, "names.0", "string"),
        ("/resolve", {"names": ["x" * 8193]}, 422, "names.0", "8192"),
        ("/resolve", {"names": ["x"] * 5_001}, 413, "names", "5,000 at most"),
        ("/resolve", {"names": [], "species": "unicorn"}, 422, "species", "known are: human"),
        ("/resolve", {"names": [], "species": ["auto", "human"]}, 422, "species", "alone"),
        ("/resolve", {"names": [], "columns": ["gen_id"]}, 422, "columns", "did you mean gene_id"),
        ("/resolve", {"names": [], "columns": []}, 422, "columns", "at least 1"),
        ("/resolve", {"names": [], "text": "x" * 100_001}, 422, "text", "100000"),
        ("/resolve", {"names": [], "color": 1}, 422, "color", "not permitted"),
        ("/explain", {"names": ["x"] * 51}, 413, "names", "50 at most"),
        ("/orthologs", {"names": [], "to": "unicorn"}, 422, "to", "unicorn"),
        ("/orthologs", {"names": [], "homology": "some"}, 422, "homology", "stringent"),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    http: httpx.Client, path: str, body: dict[str, Any], status: int, location: str, words: str
) -> None:
    reply = http.post(path, json=body)
    problem = reply.json()
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert (reply.status_code, problem["status"]) == (status, status)
    assert problem["location"].split(".")[: location.count(".") + 1] == location.split(".")
    assert words in problem["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 200_000, b'{"names": [' + b"9" * 5_000 + b"]}", b"\xff", b"null"])
def test_a_body_that_is_no_list_of_names_is_refused(
    http: httpx.Client, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = http.post("/resolve", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code in (400, 422)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert capfd.readouterr().err == ""


def test_answers_are_compressed_for_clients_that_accept_it(http: httpx.Client) -> None:
    plain = http.post("/resolve", json={"names": MIXED}, headers={"Accept-Encoding": "identity"})
    with http.stream("POST", "/resolve", json={"names": MIXED}, headers={"Accept-Encoding": "gzip"}) as reply:
        packed = b"".join(reply.iter_raw())
    assert reply.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 2


def test_too_many_requests_at_work_are_told_to_come_again(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, table = threading.Event(), threading.Event(), Resolver.table

    def held_table(*arguments: Any, **options: Any) -> Table:
        begun.set()
        assert go_on.wait(60)
        return table(*arguments, **options)

    replies = []
    with Service(resolver, limits=Limits(threads=1, waiting=0)) as service:
        url, names = f"{service.url}/api/v1/resolve", [f"GRIN1 {number}" for number in range(200)]
        with monkeypatch.context() as patch:
            patch.setattr(Resolver, "table", held_table)
            asking = threading.Thread(
                target=lambda: replies.append(httpx.post(url, json={"names": names}, timeout=100))
            )
            asking.start()
            assert begun.wait(60)
            refused = httpx.post(url, json={"names": names}, timeout=100)
        health = httpx.get(f"{service.url}/api/v1/health").status_code
        go_on.set()
        asking.join()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert (health, replies[0].status_code) == (200, 200)


def test_work_beyond_its_time_ends_and_is_told(resolver: Resolver) -> None:
    names = [f"GRIN1 {number}" for number in range(200)]
    with Service(resolver, limits=Limits(work=0.0)) as service:
        reply = httpx.post(f"{service.url}/api/v1/resolve", json={"names": names}, timeout=100)
    assert reply.status_code == 503
    assert "send less in one request" in reply.json()["detail"]


def test_a_list_looks_at_the_time_while_it_is_worked_on(resolver: Resolver) -> None:
    looks: list[int] = []
    deadline = Deadline(60)
    deadline.progress = lambda done, _size: looks.append(done)
    resolver.table([f"GRIN{number}" for number in range(500)], progress=deadline.progress)
    assert len(looks) > 3


@pytest.mark.parametrize(
    "body",
    [
        b'{"names": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"names": ["\xff\xfe"]}',
        b'{"names": [' + b"9" * 9_999 + b"]}",
    ],
)
def test_a_body_that_no_reader_of_json_takes_is_refused_in_words(http: httpx.Client, body: bytes) -> None:
    refused = http.post("/resolve", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == 400
    assert refused.json()["detail"] == "the body cannot be read: it is no JSON in UTF-8, or it is nested too deeply"


@pytest.mark.parametrize(
    ("method", "path", "detail"),
    [
        ("GET", "/resolve?name=Trp53&specie=human", "query.specie: there is no such parameter; did you mean species?"),
        ("GET", "/explain?name=Trp53&to=x", "query.to: there is no such parameter; there are: name, species"),
        ("POST", "/resolve?species=human", "query.species: this request has no query parameters; send it in the body"),
        ("POST", "/rows?names=TP53", "query.names: this request has no query parameters; send it in the body"),
        ("POST", "/download?to=tsv&species=human", "query.species: there is no such parameter; there are: to"),
        ("POST", "/check?filename=a.csv&fixx=true", "query.fixx: there is no such parameter; did you mean fix?"),
    ],
)
def test_a_query_parameter_that_there_is_not_is_refused(
    http: httpx.Client, method: str, path: str, detail: str
) -> None:
    reply = http.request(method, path, json={"names": ["Trp53"]} if method == "POST" else None)
    assert (reply.status_code, reply.headers["Content-Type"]) == (422, "application/problem+json")
    assert reply.json()["detail"].startswith(detail)
    assert reply.json()["location"] == detail.partition(":")[0]


def test_the_parameters_that_there_are_and_those_of_health_are_taken(http: httpx.Client) -> None:
    reply = http.get("/resolve", params={"name": ["wg", "dpp"], "species": "fly"})
    assert [row["symbol"] for row in reply.json()["answers"]] == ["wg", "dpp"]
    assert http.get("/health?time=1").json()["status"] == "ok", "what keeps caches away harms no answer"


def test_a_body_without_its_media_type_is_told_how_to_be_sent(http: httpx.Client) -> None:
    told = "the body must be a JSON object, sent with Content-Type: application/json"
    for body, media in (
        (b'{"names": ["TP53"]}', "application/x-www-form-urlencoded"),
        (b"[1]", "application/json"),
        (b"", "application/json"),
    ):
        reply = http.post("/resolve", content=body, headers={"Content-Type": media})
        assert (reply.status_code, reply.json()["detail"], reply.json()["location"]) == (422, told, "body")


def test_a_path_or_method_that_there_is_not_is_told_what_there_is(http: httpx.Client) -> None:
    for path in ("", "/", "/none"):
        assert http.get(path).json()["detail"] == "there is nothing at this path; what there is, is at /api/v1/docs"
    assert http.put("/check").json()["detail"] == "PUT is no method of this path; its methods are POST"
