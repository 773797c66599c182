"""Requests for reconciliation that are wrong or hostile: each is refused in one line that says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import ALL_PARTS
from genenorm.service.running import Service
from tests.support.reconciliation_schemas import INVALID_EXTENSION_QUERIES, INVALID_QUERIES


def refusal(answered: httpx.Response, status: int = 400) -> str:
    """Return what a refused request is told, which must be one line of moderate length."""
    assert answered.status_code == status, answered.text
    assert answered.headers["Content-Type"] == "application/problem+json"
    detail: str = answered.json()["detail"]
    assert detail == " ".join(detail.split())
    assert len(detail) < 500
    return detail


def asked(reconciler: httpx.Client, queries: object) -> httpx.Response:
    return reconciler.post("/reconcile", data={"queries": queries if isinstance(queries, str) else json.dumps(queries)})


@pytest.mark.parametrize("batch", INVALID_QUERIES)
def test_invalid_queries_are_refused(reconciler: httpx.Client, batch: Any) -> None:
    assert refusal(asked(reconciler, batch)).startswith("queries")


@pytest.mark.parametrize("query", INVALID_EXTENSION_QUERIES)
def test_invalid_extension_queries_are_refused(reconciler: httpx.Client, query: Any) -> None:
    assert refusal(reconciler.post("/reconcile", data={"extend": json.dumps(query)})).startswith("extend")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"query": "x", "limit": 10**12}, "limit"),
        ({"query": "x", "limit": -1}, "limit"),
        ({"query": "x", "limit": True}, "limit"),
        ({"query": "x" * 9_000}, "8192"),
        ({"query": "x", "props": []}, "props: there is no such field"),
        ({"query": "x", "properties": [{"p": "species", "v": "human"}]}, "properties.0.pid: the field is missing"),
        ({"query": "x", "type": ["gene"] * 1_000}, "list of them"),
        ({"query": "x", "properties": [{"pid": "species", "v": {"id": {"id": {"id": 1}}}}]}, "properties.0.v: "),
        ({"query": "x", "properties": [{"pid": "species", "v": "human"}] * 1_000}, "properties"),
        ({"query": "x", "properties": [{"pid": "symbol", "v": ["y"] * 51}] * 2}, "102 values"),
    ],
)
def test_each_refusal_names_the_field(reconciler: httpx.Client, query: dict[str, Any], said: str) -> None:
    detail = refusal(asked(reconciler, {"q0": {"query": "GRIN1"}, "the key": query}))
    assert "queries.the key" in detail
    assert said in detail


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "1", '"GRIN1"', "[" * 200_000, '{"a":' * 200_000, '{"q0": {"query": "\\ud800"}}', "{'q0': 1}"],
)
def test_what_is_no_batch_is_refused(reconciler: httpx.Client, text: str) -> None:
    assert refusal(asked(reconciler, text)).startswith("queries")


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ({"ids": ["x"], "properties": [{"id": "symbol"}] * 2}, "twice"),
        ({"ids": ["x"], "properties": [{"id": "orthologs", "settings": {"species": "dog"}}]}, "dog"),
        ({"ids": ["x"], "properties": [{"id": "orthologs", "settings": {"homology": "x"}}]}, "stringent, all"),
        ({"ids": ["x"], "properties": [{"id": "orthologs", "settings": {"limit": "-1"}}]}, "whole number"),
        ({"ids": ["x"], "properties": [{"id": "orthologs", "settings": {"limit": 1.5}}]}, "whole number"),
        ({"ids": ["x"], "properties": [{"id": "orthologs", "settings": {"colour": 1}}]}, "no setting 'colour'"),
    ],
)
def test_properties_asked_for_twice_and_unknown_settings_are_refused(
    reconciler: httpx.Client, extension: object, said: str
) -> None:
    assert said in refusal(reconciler.post("/reconcile", data={"extend": json.dumps(extension)}))


@pytest.mark.parametrize("query", ["", "{", '{"limit": 1}', "x" * 9_000])
def test_a_single_query_that_is_none_is_refused(reconciler: httpx.Client, query: str) -> None:
    assert refusal(reconciler.post("/reconcile", data={"query": query})).startswith("query")


def test_too_many_ids_are_refused(reconciler: httpx.Client) -> None:
    extension = {"ids": ["NCBIGene:2902"] * 1_001, "properties": [{"id": "symbol"}]}
    assert "1,001 ids" in refusal(reconciler.post("/reconcile", data={"extend": json.dumps(extension)}), 413)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"queries=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"queries=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 1_000), "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
        (b"other=1", "application/x-www-form-urlencoded", 400),
        (b'{"queries": {}}', "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
    ],
)
def test_bodies_that_are_no_form_are_refused(reconciler: httpx.Client, content: bytes, kind: str, status: int) -> None:
    refusal(reconciler.post("/reconcile", content=content, headers={"Content-Type": kind}), status)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reconcile/preview", 400),
        ("/reconcile/preview?id=", 400),
        ("/reconcile/preview?id=%3Cscript%3E", 404),
        ("/reconcile/preview?id=../../etc/passwd", 404),
        ("/reconcile/view?id=NCBIGene:99999999999999999999", 404),
        ("/reconcile/view?id=FPLX:", 404),
        ("/reconcile/view?id=homology:HGNC:4584", 404),
        ("/reconcile/flyout/entity?id=x", 404),
        ("/reconcile/flyout/colour?id=gene", 404),
        ("/reconcile/flyout/type?id=colour", 404),
        ("/reconcile/suggest/entity?prefix=a&cursor=x", 400),
        ("/reconcile/suggest/entity?prefix=a&cursor=-1", 400),
        ("/reconcile/suggest/entity?prefix=a&limit=99999999", 400),
        ("/reconcile/suggest/entity?prefix=" + "a" * 2_000, 400),
        ("/reconcile/properties?type=gene&limit=x", 400),
        ("/reconcile/none", 404),
    ],
)
def test_addresses_that_mean_nothing_are_refused(reconciler: httpx.Client, path: str, status: int) -> None:
    answered = reconciler.get(path)
    detail = refusal(answered, status)
    assert answered.headers["X-Frame-Options"] == "DENY"
    assert "<script>" not in detail or answered.headers["X-Content-Type-Options"] == "nosniff"


def test_a_cell_of_any_content_does_not_fail_its_batch(reconciler: httpx.Client) -> None:
    cells = ["dog", "NCBITaxon:9615", "", "\u0000", "<b>", True, -1, 1e300, "10090; 9606", "mouse"]
    batch = {
        f"q{place}": {"query": "GRIN1", "properties": [{"pid": "species", "v": cell}, {"pid": "gene_id", "v": cell}]}
        for place, cell in enumerate(cells)
    }
    answered = asked(reconciler, batch)
    assert answered.status_code == 200, answered.text
    found = {place: answered.json()[f"q{place}"]["result"] for place in range(len(cells))}
    assert [place for place, rows in found.items() if any(row["match"] for row in rows)] == [2, 5]
    assert found[0] == found[1] == []
    assert found[9][0]["id"] == "NCBIGene:14810"


_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["gene", "GRIN1"])
)
_NAMES = st.sampled_from(
    ["query", "type", "limit", "properties", "type_strict", "pid", "v", "ids", "id", "settings", "q0"]
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(max_size=5), inner, max_size=4),
)
_QUERY = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("query", "type", "limit", "properties", "type_strict"), _JSON)
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    field=st.sampled_from(["queries", "extend", "query"]), document=_JSON | st.dictionaries(st.text(max_size=3), _QUERY)
)
def test_any_document_is_answered_or_refused(reconciler: httpx.Client, field: str, document: object) -> None:
    answered = reconciler.post("/reconcile", data={field: json.dumps(document)})
    if answered.status_code != 200:
        refusal(answered)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["suggest/entity", "suggest/type", "flyout/entity", "preview", "view", "properties"]),
    fields=st.dictionaries(st.sampled_from(["id", "prefix", "type", "cursor", "limit"]), st.text(max_size=9)),
)
def test_any_text_in_an_address_is_answered_or_refused(
    reconciler: httpx.Client, path: str, fields: dict[str, str]
) -> None:
    answered = reconciler.get(f"/reconcile/{path}", params=fields)
    if answered.status_code != 200:
        refusal(answered, 404 if answered.status_code == 404 else 400)


def test_other_parts_are_not_read_by_other_pages(reference: Reference) -> None:
    with Service(Resolver(reference), ALL_PARTS) as running, httpx.Client(base_url=running.url) as http:
        origin = {"Origin": "https://evil.example"}
        for path in ("/api/v1/health", "/v3/metadata"):
            answered = http.get(path, headers=origin)
            assert answered.status_code == 200
            assert "Access-Control-Allow-Origin" not in answered.headers
        refused = http.get("/reconcile", headers={**origin, "Host": "evil.example"})
        assert refused.status_code == 403
        assert "Access-Control-Allow-Origin" not in refused.headers
