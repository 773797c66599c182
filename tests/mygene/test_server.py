"""The MyGene-compatible server, used through the ``mygene`` client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from genenorm.index.reference import Reference
from genenorm.mygene.server.endpoints import MyGeneService, Parameters, ServiceReply
from genenorm.mygene.server.search import LONGEST_TERM
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.limits import Limits
from genenorm.service.running import Service


@pytest.fixture(scope="module")
def server(reference: Reference) -> Iterator[Service]:
    with Service(Resolver(reference), {Part.MYGENE}) as running:
        yield running


@pytest.fixture(scope="module")
def mg(server: Service) -> Iterator[Any]:
    import mygene

    client = mygene.MyGeneInfo()
    client.url = server.mygene_url
    client.delay = 0
    yield client
    if client.http_client is not None:
        client.http_client.close()


@pytest.fixture
def http(server: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.mygene_url, timeout=5) as client:
        yield client


# -- querymany --------------------------------------------------------------------------------------------------------


def test_querymany_returns_hits_and_misses_in_the_order_of_the_terms(mg: Any) -> None:
    rows = mg.querymany(["GRIN1", "zzz", "TP53"], scopes="symbol", species="human", verbose=False)
    assert [row["query"] for row in rows] == ["GRIN1", "zzz", "TP53"]
    assert rows[1] == {"query": "zzz", "notfound": True}
    score = rows[0].pop("_score")
    assert isinstance(score, float)
    assert rows[0] == {
        "query": "GRIN1", "_id": "2902", "entrezgene": "2902", "taxid": 9606, "symbol": "GRIN1",
        "name": "glutamate ionotropic receptor NMDA type subunit 1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("term", "scopes", "gene_id"),
    [
        ("grin1", "symbol", "2902"),
        ("NMDAR1", "alias", "2902"),
        ("NR1", "symbol", None),
        ("NR1", ["symbol", "alias"], "2902"),
        ("glutamate ionotropic receptor NMDA type subunit 1", "name", "2902"),
        ("2902", "entrezgene", "2902"),
        ("2902", "_id", "2902"),
        ("2902", None, "2902"),
        ("ENSG00000176884", "ensembl.gene", "2902"),
        ("ENSG00000176884", "ensemblgene", "2902"),
        ("ensg00000176884", None, "2902"),
        ("4584", "HGNC", "2902"),
        ("HGNC:4584", "hgnc", "2902"),
        ("MGI:95819", "MGI", "14810"),
        ("FBgn0010399", "FLYBASE", "40665"),
        ("Q05586", "uniprot", "2902"),
        ("Q05586", "uniprot.Swiss-Prot", "2902"),
        ("99999999999999999999999999", "entrezgene", None),
        ("GRIN1", "symbol,reporter", "2902"),
    ],
)
def test_a_term_is_found_in_the_given_scopes(mg: Any, term: str, scopes: object, gene_id: str | None) -> None:
    row = mg.querymany([term], scopes=scopes, fields="symbol", species="human,mouse,fruitfly", verbose=False)[0]
    assert row.get("_id") == gene_id
    assert ("notfound" in row) is (gene_id is None)


@pytest.mark.parametrize(
    ("species", "taxa"),
    [
        ("human", [9606]),
        ("mouse,rat", [10090, 10116]),
        (["10090"], [10090]),
        (9606, [9606]),
        ("pig", []),
        ("all", [9606, 10090, 10116]),
        (None, [9606, 10090, 10116]),
    ],
)
def test_species_limit_the_hits(mg: Any, species: object, taxa: list[int]) -> None:
    if isinstance(species, list):
        species = ",".join(species)
    options = {} if species is None else {"species": species}
    rows = mg.querymany(["GRIN1"], scopes="symbol", fields="taxid", verbose=False, **options)
    assert [row["taxid"] for row in rows if "taxid" in row][:3] == taxa


def test_only_the_fields_asked_for_are_returned(mg: Any) -> None:
    row = mg.querymany(["GRIN1"], scopes="symbol", species="human", fields="ensembl.gene,HGNC,alias", verbose=False)[0]
    assert set(row) == {"query", "_id", "_score", "ensembl", "HGNC", "alias"}
    assert row["ensembl"] == {"gene": "ENSG00000176884"}
    assert row["HGNC"] == "4584"
    assert "NMDAR1" in row["alias"]


def test_dotfield_always_list_and_allow_null_shape_the_answer(mg: Any) -> None:
    row = mg.querymany(
        ["GRIN1"], scopes="symbol", species="human", fields="ensembl.gene,symbol", verbose=False,
        dotfield=True, always_list="ensembl.gene", allow_null="MGI",
    )[0]  # fmt: skip
    assert row["ensembl.gene"] == ["ENSG00000176884"]
    assert row["MGI"] is None


def test_one_alias_is_a_scalar_and_several_a_list(mg: Any) -> None:
    genes = mg.getgenes(list(range(2890, 2960)), fields="alias,taxid", verbose=False)
    kinds = {type(gene["alias"]) for gene in genes if "alias" in gene}
    assert kinds == {str, list}


def test_a_long_list_is_sent_in_batches_and_answered_completely(mg: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, asked = MyGeneService.answer, []

    def noted(service: MyGeneService, method: str, path: str, parameters: Parameters) -> ServiceReply:
        asked.append(f"{method} {path}")
        return answer(service, method, path, parameters)

    monkeypatch.setattr(MyGeneService, "answer", noted)
    rows = mg.querymany([f"NAME{number}" for number in range(2500)], scopes="symbol", verbose=False)
    assert len(rows) == 2500
    assert asked == ["POST /v3/query/"] * 3


def test_querymany_as_dataframe_and_returnall(mg: Any) -> None:
    pandas = pytest.importorskip("pandas")
    found = mg.querymany(["GRIN1", "zzz"], scopes="symbol", species="human", as_dataframe=True, verbose=False)
    assert isinstance(found, pandas.DataFrame)
    assert list(found.index) == ["GRIN1", "zzz"]
    assert found.loc["GRIN1", "entrezgene"] == "2902"
    everything = mg.querymany(["GRIN1", "zzz", "NR1"], scopes="symbol,alias", returnall=True, verbose=False)
    assert everything["missing"] == ["zzz"]
    assert {term for term, _ in everything["dup"]} >= {"GRIN1"}


# -- getgene and getgenes ---------------------------------------------------------------------------------------------


def test_getgene_returns_all_fields(mg: Any) -> None:
    gene = mg.getgene(2902)
    assert (gene["_id"], gene["_version"], gene["symbol"]) == ("2902", 1, "GRIN1")
    assert gene["type_of_gene"] == "protein-coding"
    assert gene["homologene"]["id"] == 7187
    assert [10090, 14810] in gene["homologene"]["genes"]
    assert "_score" not in gene


def test_getgene_accepts_ensembl_ids_fields_and_species(mg: Any) -> None:
    assert mg.getgene("ENSG00000176884", fields="symbol") == {"_id": "2902", "_version": 1, "symbol": "GRIN1"}
    assert mg.getgene("2902", species="mouse") is None


@pytest.mark.parametrize("gene_id", ["0", "nothing", "ENSG99999999999"])
def test_getgene_of_an_unknown_id_is_none(mg: Any, gene_id: str) -> None:
    assert mg.getgene(gene_id) is None


def test_getgenes_returns_one_row_per_id(mg: Any) -> None:
    rows = mg.getgenes(["2902", 14810, "zzz"], fields="symbol", verbose=False)
    assert rows == [
        {"query": "2902", "_id": "2902", "_version": 1, "symbol": "GRIN1"},
        {"query": "14810", "_id": "14810", "_version": 1, "symbol": "Grin1"},
        {"query": "zzz", "notfound": True},
    ]


def test_getgenes_as_dataframe(mg: Any) -> None:
    pytest.importorskip("pandas")
    found = mg.getgenes(["2902", "14810"], fields="symbol,taxid", as_dataframe=True, verbose=False)
    assert list(found["taxid"]) == [9606, 10090]


# -- query ------------------------------------------------------------------------------------------------------------


def test_query_returns_totals_and_the_best_hits_first(mg: Any) -> None:
    found = mg.query("cdk2", size=2, species="human,mouse")
    assert set(found) == {"took", "total", "max_score", "hits"}
    assert found["total"] >= 2
    assert found["hits"][0]["symbol"] == "CDK2"
    assert found["hits"][0]["_score"] == found["max_score"]
    assert len(found["hits"]) == 2


def test_query_pages(mg: Any) -> None:
    whole = mg.query("symbol:GRIN*", size=1000)["hits"]
    pages = [
        hit for start in range(0, len(whole), 7) for hit in mg.query("symbol:GRIN*", size=7, **{"from": start})["hits"]
    ]
    assert pages == whole
    assert mg.query("symbol:GRIN*", size=7, skip=7)["hits"] == whole[7:14]


def test_query_without_hits_has_no_score(mg: Any) -> None:
    found = mg.query("zzzzzz")
    assert (found["total"], found["max_score"], found["hits"]) == (0, None, [])


def test_query_as_dataframe(mg: Any) -> None:
    pytest.importorskip("pandas")
    assert "CDK2" in set(mg.query("cdk2", as_dataframe=True)["symbol"])


def test_fetch_all_returns_every_hit_once(mg: Any) -> None:
    total = mg.query("symbol:Z*", size=1)["total"]
    assert total > 1000
    ids = [hit["_id"] for hit in mg.query("symbol:Z*", fetch_all=True, verbose=False)]
    assert len(ids) == len(set(ids)) == total


def test_entrezonly_and_ensemblonly_filter(mg: Any) -> None:
    every = mg.query("symbol:GRIN*", size=1000)["total"]
    entrez = mg.query("symbol:GRIN*", size=1000, entrezonly=True, fields="entrezgene")
    assert all("entrezgene" in hit for hit in entrez["hits"])
    ensembl = mg.query("symbol:GRIN*", size=1000, ensemblonly=True, fields="ensembl.gene")
    assert all("ensembl" in hit for hit in ensembl["hits"])
    assert entrez["total"] <= every
    assert ensembl["total"] <= every


# -- metadata ---------------------------------------------------------------------------------------------------------


def test_metadata_has_build_sources_and_counts(mg: Any, reference: Reference) -> None:
    found = mg.metadata()
    assert found["biothing_type"] == "gene"
    assert found["build_version"] == reference.meta["build_date"].replace("-", "")
    assert found["stats"]["total"] == reference.count("genes")
    assert found["taxonomy"]["human"] == 9606


def test_the_listed_fields_are_those_of_documents(mg: Any) -> None:
    listed = mg.get_fields()
    assert {"symbol", "ensembl.gene", "HGNC", "entrezgene"} <= set(listed)
    assert set(mg.get_fields("ensembl")) == {"ensembl.gene"}


# -- invalid requests -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/query", 400, "Bad Request"),
        ("/query?q=symbol:GRIN1&species=martian", 400, "cannot map some species"),
        ("/query?q=GRIN1&size=many", 400, "size: a whole number"),
        ("/query?q=GRIN1&size=-1", 400, "size: a whole number"),
        ("/query?scroll_id=x", 400, "scroll_id"),
        ("/query?scroll_id=W10=", 400, "scroll_id"),
        ("/gene/zzz", 404, "Not Found"),
        ("/nothing", 404, "Not Found"),
        ("/gene/1/2", 404, "Not Found"),
    ],
)
def test_an_invalid_get_is_refused(http: httpx.Client, path: str, status: int, words: str) -> None:
    answer = http.get(path)
    assert answer.status_code == status
    body = answer.json()
    assert (body["code"], body["success"]) == (status, False)
    assert words in body["error"]


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/query/", {}, "Bad Request"),
        ("/query/", {"q": ",".join(["a"] * 1001)}, "Bad Request"),
        ("/query/", {"q": "a", "scopes": "reporter,refseq"}, "no field reporter, refseq"),
        ("/gene/", {}, "Bad Request"),
        ("/gene/", {"ids": ",".join(["1"] * 1001)}, "Bad Request"),
    ],
)
def test_an_invalid_post_is_refused(http: httpx.Client, path: str, data: dict[str, str], words: str) -> None:
    answer = http.post(path, data=data)
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_a_body_may_be_json(http: httpx.Client) -> None:
    body = {"q": ["GRIN1", 'x "y"'], "scopes": ["symbol"], "species": 9606, "dotfield": True}
    rows = http.post("/query", json=body).json()
    assert [row["query"] for row in rows] == ["GRIN1", 'x "y"']


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(http: httpx.Client, body: bytes) -> None:
    answer = http.post("/query", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "cannot be read" in answer.json()["error"]


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"q":' * 100_000, b'{"q": ' + b"9" * 5_000 + b"}"])
def test_a_body_beyond_what_python_reads_is_refused(
    http: httpx.Client, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = http.post("/query", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert capfd.readouterr().err == ""


def test_a_post_without_a_body_is_refused(http: httpx.Client) -> None:
    assert http.post("/query").status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/gene/²", "/query?q=GRIN1&species=²", "/query?q=GRIN1&size=²", "/gene/" + "9" * 5000,
     "/query?q=taxid:" + "9" * 5000, "/query?q=GRIN1&from=" + "9" * 5000],
)  # fmt: skip
def test_odd_numbers_are_no_errors_of_the_server(
    http: httpx.Client, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert http.get(path).status_code in (200, 400, 404)
    assert capfd.readouterr().err == ""


def test_a_term_that_is_too_long_is_not_found(http: httpx.Client) -> None:
    rows = http.post("/query", data={"q": f"2902,{'x' * (LONGEST_TERM + 1)}"}).json()
    assert [row.get("notfound", False) for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "words"),
    [
        ("GET", "/metadata", {"Host": "evil.example"}, 403, "--allow-host"),
        ("GET", "/gene/" + "x" * Limits().path, {}, 414, "send long lists in a body"),
        ("PUT", "/query", {}, 405, "Method Not Allowed"),
        ("POST", "/query", {"Content-Encoding": "br", "Content-Length": "1"}, 415, "encoding 'br'"),
    ],
)
def test_what_the_service_refuses_has_the_fields_of_mygene(
    http: httpx.Client, method: str, path: str, headers: dict[str, str], status: int, words: str
) -> None:
    answer = http.request(method, path, headers=headers, content=b"x" if method == "POST" else None)
    body = answer.json()
    assert (answer.status_code, body["code"], body["success"]) == (status, status, False)
    assert words in body["error"]


def test_the_url_of_an_ipv6_address_has_brackets(reference: Reference) -> None:
    try:
        running = Service(Resolver(reference), {Part.MYGENE}, host="::1").start()
    except OSError as error:
        pytest.skip(f"no IPv6 loopback on this machine ({error})")
    try:
        assert running.mygene_url.startswith("http://[::1]:")
        assert httpx.get(f"{running.mygene_url}/metadata").json()["biothing_type"] == "gene"
    finally:
        running.close()


def test_answers_are_json_and_the_same_each_time(http: httpx.Client) -> None:
    first, second = (http.post("/query", data={"q": "NR1", "scopes": "alias", "fields": "all"}) for _ in range(2))
    assert first.headers["content-type"].startswith("application/json")
    assert first.content == second.content
    assert json.loads(first.content)[0]["query"] == "NR1"
