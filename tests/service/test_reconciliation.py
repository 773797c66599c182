"""The reconciliation service, asked as OpenRefine asks; its documents against the schemas of the specification."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, quote_plus

import click
import httpx
import jsonschema
import pytest

from genenorm.service.application import Part
from genenorm.service.running import Service
from tests.support.reconciliation_schemas import (
    ENTITIES,
    EXAMPLES,
    EXTENSION,
    FLYOUT,
    MANIFEST,
    PROPERTIES,
    PROPOSALS,
    RESULTS,
    TYPES,
    VALID_EXTENSION_QUERIES,
    VALID_QUERIES,
    Schema,
)

OF_PROGRAM = {
    "User-Agent": "OpenRefine/3.6.2 [62de008]", "Accept-Encoding": "gzip, x-gzip, deflate",
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
}  # fmt: skip
"""The headers of a request of the program behind OpenRefine."""
OF_PAGE = {
    "Origin": "http://127.0.0.1:3333", "Referer": "http://127.0.0.1:3333/",
    "Accept": "application/json, text/javascript, */*; q=0.01", "Sec-Fetch-Mode": "cors",
}  # fmt: skip
"""The headers of a request of the page of OpenRefine in a browser."""


def check(document: Any, schema: Schema) -> None:
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)


def post(reconciler: httpx.Client, field: str, value: object) -> httpx.Response:
    """Return the response to a form with one field, encoded as OpenRefine encodes it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return reconciler.post(
        "/reconcile", content=f"{field}={quote_plus(text, safe='*-._')}".encode(), headers=OF_PROGRAM
    )


def results(reconciler: httpx.Client, *queries: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the candidates of each query of a batch."""
    batch = {f"q{place}": query for place, query in enumerate(queries)}
    answered = post(reconciler, "queries", batch)
    assert answered.status_code == 200, answered.text
    document = answered.json()
    check(document, RESULTS)
    assert list(document) == list(batch)
    return [document[key]["result"] for key in batch]


def extended(reconciler: httpx.Client, query: dict[str, Any]) -> dict[str, Any]:
    answered = post(reconciler, "extend", query)
    assert answered.status_code == 200, answered.text
    document: dict[str, Any] = answered.json()
    check(document, EXTENSION)
    return document


@pytest.mark.parametrize(("schema", "valid", "invalid"), EXAMPLES)
def test_the_schemas_tell_valid_documents_from_others(schema: Schema, valid: list[Any], invalid: list[Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    assert [document for document in valid if not validator.is_valid(document)] == []
    assert [document for document in invalid if validator.is_valid(document)] == []


# -- adding the service ---------------------------------------------------------------------------------------------


def test_the_manifest_is_read_by_a_page_of_another_address(reconciler: httpx.Client, reconciliation: Service) -> None:
    answered = reconciler.get("/reconcile", headers=OF_PAGE)
    assert answered.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answered.headers
    manifest = answered.json()
    check(manifest, MANIFEST)
    assert manifest["versions"] == ["0.2"]  # 0.1 demands JSONP
    assert manifest["view"]["url"] == f"{reconciliation.url}/reconcile/view?id={{{{id}}}}"
    assert [kind["id"] for kind in manifest["defaultTypes"]][:3] == ["gene", "gene/9606", "gene/10090"]


def test_every_address_of_the_manifest_answers(reconciler: httpx.Client) -> None:
    manifest = reconciler.get("/reconcile").json()
    schemas = {"entity": ENTITIES, "property": PROPERTIES, "type": TYPES}
    ids = {"entity": "NCBIGene:2902", "property": "orthologs/10090", "type": "gene/10090"}
    for what, suggest in manifest["suggest"].items():
        url = suggest["service_url"] + suggest["service_path"]
        suggested = reconciler.get(url, params={"prefix": ids[what]}, headers=OF_PAGE)
        check(suggested.json(), schemas[what])
        assert suggested.headers["Access-Control-Allow-Origin"] == "*"
        assert ids[what] in [item["id"] for item in suggested.json()["result"]]
        path = suggest["flyout_service_path"].replace("${id}", quote(ids[what], safe=""))
        flyout = reconciler.get(suggest["flyout_service_url"] + path).json()
        check(flyout, FLYOUT)
        assert flyout["id"] == ids[what]
    proposals = manifest["extend"]["propose_properties"]
    url = proposals["service_url"] + proposals["service_path"]
    for kind in [*manifest["defaultTypes"], {"id": ""}]:
        proposed = reconciler.get(f"{url}?type={kind['id']}").json()
        check(proposed, PROPOSALS)
        assert proposed["properties"]
    assert len(reconciler.get(url, params={"type": "gene", "limit": 2}).json()["properties"]) == 2
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = reconciler.get(template.replace("{{id}}", quote("NCBIGene:2902", safe="")))
        assert page.status_code == 200
        assert "<h1>GRIN1</h1>" in page.text


def test_a_page_asks_what_it_may_do(reconciler: httpx.Client) -> None:
    asked = {"Origin": "https://tools.example", "Access-Control-Request-Method": "POST"}
    for path in ("/reconcile", "/reconcile/suggest/entity", "/reconcile/properties"):
        answered = reconciler.options(path, headers=asked)
        assert answered.status_code == 200
        assert answered.headers["Access-Control-Allow-Origin"] == "*"
    assert reconciler.options("/reconcile").status_code == 405


def test_jsonp_is_refused_with_what_there_is_instead(reconciler: httpx.Client) -> None:
    refused = reconciler.get("/reconcile", params={"callback": "jQuery1_2", "_": "3"})
    assert refused.status_code == 400
    assert "CORS" in refused.json()["detail"]
    assert "jQuery1_2" not in refused.text


def test_the_command_line_offers_each_part() -> None:
    from genenorm.cli.serve import serve

    only = next(option for option in serve.params if option.name == "only")
    assert isinstance(only.type, click.Choice)
    assert set(only.type.choices) == {part.value for part in Part}


# -- queries ----------------------------------------------------------------------------------------------------------


def test_types_are_guessed_from_the_first_cells(reconciler: httpx.Client) -> None:
    found = results(reconciler, *({"query": name, "limit": 3} for name in ("GRIN1", "DLG4", "TP53 ")))
    assert [rows[0]["type"][0]["id"] for rows in found] == ["gene/9606"] * 3
    assert all(len(rows) <= 3 for rows in found)


def test_a_batch_begins_at_any_key(reconciler: httpx.Client) -> None:
    batch = {"q1": {"query": "Nmdar1", "limit": 3}, "q2": {"query": "p53", "limit": 3}, "q0": {"query": "GRIN1"}}
    assert list(post(reconciler, "queries", batch).json()) == ["q1", "q2", "q0"]


def test_a_batch_of_ten_with_the_columns_of_its_rows(reconciler: httpx.Client) -> None:
    names = (
        "Grin1",
        "Nmdar1",
        "PSD-95",
        "\u03b1-synuclein",
        "no such gene",
        "Bdnf & co",
        "50% + x",
        "=1+1",
        "MARCH1",
        "p53",
    )
    queries = [
        {
            "query": name, "type": "gene", "type_strict": "should",
            "properties": [{"pid": "species", "v": {"id": "10090", "name": "Mus musculus"}}, {"pid": "text", "v": "x"}],
        }
        for name in names
    ]  # fmt: skip
    found = results(reconciler, *queries)
    assert all(row["type"][0]["id"] == "gene/10090" for rows in found for row in rows)
    best = [rows[0]["id"] if rows else "" for rows in found]
    assert best[:5] == ["NCBIGene:14810", "NCBIGene:14810", "NCBIGene:13385", "NCBIGene:20617", ""]


def test_a_thousand_queries_are_one_batch_and_more_are_refused(reconciler: httpx.Client) -> None:
    assert reconciler.get("/reconcile").json()["batchSize"] == 1_000
    found = results(reconciler, *({"query": "GRIN1", "limit": 1} for _ in range(1_000)))
    assert {rows[0]["id"] for rows in found} == {"NCBIGene:2902"}
    refused = post(reconciler, "queries", {f"q{place}": {"query": "GRIN1"} for place in range(1_001)})
    assert refused.status_code == 413
    assert "1,001 queries" in refused.json()["detail"]


def test_a_query_is_answered_alike_in_any_batch(reconciler: httpx.Client) -> None:
    asked = {"query": "Nmdar1"}
    among_mouse = results(
        reconciler, asked, *({"query": name} for name in ("Grin2a", "Dlg4", "Bdnf", "Ntrk2", "Camk2a"))
    )
    among_human = results(reconciler, *({"query": name, "type": "gene/9606"} for name in ("GRIN2A", "DLG4")), asked)
    assert among_mouse[0] == among_human[-1] == results(reconciler, asked)[0]


def test_queries_may_stand_in_the_address(reconciler: httpx.Client) -> None:
    text = json.dumps({"q0": {"query": "GRIN1", "limit": 1}})
    answered = reconciler.get("/reconcile", params={"queries": text})
    check(answered.json(), RESULTS)
    assert answered.json() == post(reconciler, "queries", json.loads(text)).json()


@pytest.mark.parametrize("query", ["GRIN1", '{"query": "GRIN1", "type": "gene"}'])
def test_a_single_query_of_version_0_1(reconciler: httpx.Client, query: str) -> None:
    for answered in (
        reconciler.get("/reconcile", params={"query": query}),
        reconciler.post("/reconcile", data={"query": query}),
    ):
        check({"q0": answered.json()}, RESULTS)
        assert answered.json()["result"][0]["id"] == "NCBIGene:2902"


@pytest.mark.parametrize("batch", VALID_QUERIES)
def test_all_valid_queries_are_answered(reconciler: httpx.Client, batch: dict[str, Any]) -> None:
    answered = post(reconciler, "queries", batch)
    assert answered.status_code == 200
    check(answered.json(), RESULTS)
    assert list(answered.json()) == list(batch)


def test_an_empty_cell_has_no_candidates_and_does_not_fail_its_batch(reconciler: httpx.Client) -> None:
    queries = [{"query": cell} for cell in ("", "  ", "GRIN1")]
    assert [[row["id"] for row in rows][:1] for rows in results(reconciler, *queries)] == [[], [], ["NCBIGene:2902"]]


# -- data extension ---------------------------------------------------------------------------------------------------


def test_columns_are_added_for_matched_cells(reconciler: httpx.Client) -> None:
    ids = ["NCBIGene:2902", "NCBIGene:14810", "HomoloGene:7187", "FPLX:AMPK", "NCBIGene:0"]
    properties = ["gene_id", "symbol", "species", "taxon_id", "ensembl_id", "authority_id", "homology_group", "name"]
    found = extended(reconciler, {"ids": ids, "properties": [{"id": pid} for pid in properties]})
    assert [column["id"] for column in found["meta"]] == properties
    assert list(found["rows"]) == ids
    assert {pid: next(iter(values[0].values())) for pid, values in found["rows"]["NCBIGene:14810"].items()} == {
        "gene_id": "14810", "symbol": "Grin1", "species": "mouse", "taxon_id": "10090",
        "ensembl_id": "ENSMUSG00000026959", "authority_id": "MGI:95819", "homology_group": "HomoloGene:7187",
        "name": "glutamate receptor, ionotropic, NMDA1 (zeta 1)",
    }  # fmt: skip
    assert found["rows"]["NCBIGene:0"] == {pid: [] for pid in properties}
    assert found["rows"]["FPLX:AMPK"]["name"] == [{"str": "AMPK"}]


def test_orthologs_are_those_of_the_setting_or_of_the_property(reconciler: httpx.Client) -> None:
    settings = {"species": "10090", "homology": "stringent", "limit": "0"}  # as the form of OpenRefine has them
    asked = [{"id": "orthologs", "settings": settings}, {"id": "orthologs/7955"}, {"id": "orthologs/9606"}]
    found = extended(reconciler, {"ids": ["NCBIGene:2902"], "properties": asked})
    row = found["rows"]["NCBIGene:2902"]
    assert row["orthologs"] == [{"id": "NCBIGene:14810", "name": "Grin1"}]
    assert [value["name"] for value in row["orthologs/7955"]] == ["grin1a", "grin1b"]
    assert row["orthologs/9606"] == []
    assert found["meta"][1] == {
        "id": "orthologs/7955",
        "name": "zebrafish orthologs",
        "type": {"id": "gene", "name": "gene"},
    }
    limited = {"ids": ["NCBIGene:2902"], "properties": [{"id": "orthologs", "settings": {"limit": 2, "species": None}}]}
    assert len(extended(reconciler, limited)["rows"]["NCBIGene:2902"]["orthologs"]) == 2


def test_properties_that_have_no_values_here_say_so_by_their_names(reconciler: httpx.Client) -> None:
    asked = [{"id": "occupation", "settings": {"limit": "5", "content": "id"}}, {"id": "text"}, {"id": "symbol"}]
    found = extended(reconciler, {"ids": ["NCBIGene:2902"], "properties": asked})
    assert [column["name"] for column in found["meta"]] == [
        "occupation (not known here)", "text (only for queries)", "symbol",
    ]  # fmt: skip
    assert found["rows"] == {"NCBIGene:2902": {"occupation": [], "text": [], "symbol": [{"str": "GRIN1"}]}}


def test_members_of_families_and_groups(reconciler: httpx.Client) -> None:
    asked = {
        "ids": ["FPLX:AMPK", "HomoloGene:7187"],
        "properties": [{"id": "members", "settings": {"species": "human"}}],
    }
    rows = extended(reconciler, asked)["rows"]
    assert len(rows["FPLX:AMPK"]["members"]) == 7
    assert rows["HomoloGene:7187"]["members"] == [{"id": "NCBIGene:2902", "name": "GRIN1"}]


@pytest.mark.parametrize("query", VALID_EXTENSION_QUERIES)
def test_all_valid_extension_queries_are_answered(reconciler: httpx.Client, query: dict[str, Any]) -> None:
    assert list(extended(reconciler, query)["rows"]) == query["ids"]


def test_every_candidate_can_be_extended_and_shown(reconciler: httpx.Client) -> None:
    names = ("GRIN1", "p53", "AMPK", "CD99", "Grin1", "YAL001C", "unc-119")
    candidates = [row for rows in results(reconciler, *({"query": name} for name in names)) for row in rows]
    ids = [row["id"] for row in candidates]
    rows = extended(reconciler, {"ids": ids, "properties": [{"id": "name"}, {"id": "symbol"}]})["rows"]
    for row in candidates:
        values = [value["str"] for values in rows[row["id"]].values() for value in values]
        assert row["name"] in values or row["type"][0]["id"] == "homology-group"
        assert reconciler.get("/reconcile/preview", params={"id": row["id"]}).status_code == 200


# -- suggestions and previews -----------------------------------------------------------------------------------------


def test_entities_are_suggested_while_a_person_types(reconciler: httpx.Client) -> None:
    found = reconciler.get(
        "/reconcile/suggest/entity", params={"prefix": "grin2", "type": "gene/10090"}, headers=OF_PAGE
    ).json()
    names = [item["name"] for item in found["result"]]
    assert {"Grin2a", "Grin2b", "Grin2c", "Grin2d"} <= set(names)
    later = reconciler.get(
        "/reconcile/suggest/entity", params={"prefix": "grin2", "type": "gene/10090", "cursor": "2"}
    ).json()
    assert later["result"][0] == found["result"][2]
    assert reconciler.get("/reconcile/suggest/entity", params={"prefix": ""}).json() == {"result": []}
    by_name = reconciler.get("/reconcile/suggest/entity", params={"prefix": "ampk"}).json()
    assert "FPLX:AMPK" in [item["id"] for item in by_name["result"]]


@pytest.mark.parametrize(
    ("address", "best"),
    [
        ("property?prefix=spec&spell=always&exact=false&scoring=schema&prefixed=true&type=gene", "species"),
        ("property?prefix=GeneID&spell=always&exact=false&scoring=schema&prefixed=true", "gene_id"),
        ("type?prefix=zeb&spell=always&exact=false&scoring=schema&prefixed=true", "gene/7955"),
        ("entity?prefix=Nmdar1&spell=always&exact=false&prefixed=true", "NCBIGene:40665"),
    ],
)
def test_the_fields_for_suggestions_ask_so(reconciler: httpx.Client, address: str, best: str) -> None:
    found = reconciler.get(f"/reconcile/suggest/{address}", headers=OF_PAGE).json()["result"]
    assert found[0]["id"] == best
    what = address.partition("?")[0]
    assert best in reconciler.get(f"/reconcile/flyout/{what}", params={"id": best}, headers=OF_PAGE).json()["html"]


def test_a_preview_may_be_shown_in_a_frame_and_runs_nothing(reconciler: httpx.Client) -> None:
    preview = reconciler.get("/reconcile/preview", params={"id": "NCBIGene:2902"})
    policy = preview.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in preview.headers
    assert "<script" not in preview.text
    view = reconciler.get("/reconcile/view", params={"id": "NCBIGene:2902"})
    assert "frame-ancestors 'none'" in view.headers["Content-Security-Policy"]
    other = reconciler.get("/reconcile")
    assert other.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
