"""Answers for lists and files in parts, as the page asks for them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openpyxl import Workbook

from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.given_lists import names_of_line, suffix_of_text
from genenorm.service.limits import Limits
from genenorm.service.running import Service


@pytest.fixture(scope="module")
def client(resolver: Resolver) -> Iterator[httpx.Client]:
    """A client of a page with small limits."""
    limits = Limits(names=2_000, body=200_000)
    with (
        Service(resolver, {Part.PAGE}, limits=limits) as service,
        httpx.Client(base_url=service.url, timeout=100) as client,
    ):
        yield client


def lines_of(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    response = client.post("/api/v1/rows", json=asked)
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def rows_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for line in lines:
        if line["kind"] == "rows":
            for row in line["rows"]:
                rows.append(rows[row["like"]] if "like" in row else row)
    return rows


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(line["kind"] for line in lines))


def test_rows_are_in_the_order_of_the_list_with_candidates_where_there_is_doubt(client: httpx.Client) -> None:
    lines = lines_of(client, names=["GRIN1", "KAR", "and", "KAR"], candidates=3)
    assert kinds(lines) == ["progress", "head", "rows", "end"]
    grin1, kar, word, again = rows_of(lines)
    assert (grin1["symbol"], grin1["gene_id"], "candidates" in grin1) == ("GRIN1", 2902, False)
    assert (kar["status"], kar["doubt"], len(kar["candidates"])) == ("family", "family, not a gene", 3)
    assert all(gene["label"] == f"{gene['taxon_id']}:{gene['gene_id']}" for gene in kar["candidates"])
    assert all(gene["evidence"] and gene["species"] and gene["symbol"] for gene in kar["candidates"])
    assert word["status"] == "not-a-gene"
    assert again == kar
    (head,) = [line for line in lines if line["kind"] == "head"]
    assert (head["rows"], head["can_be_rewritten"]) == (4, False)
    assert head["verdict"] == "human 88 %, fly 7 % of 3 names"


def test_progress_is_told_for_a_long_list(client: httpx.Client) -> None:
    lines = lines_of(client, names=[f"g{number}" for number in range(1_500)])
    done = [line["done"] for line in lines if line["kind"] == "progress"]
    assert (done[0], done[-1]) == (0, 1_500)
    assert done == sorted(done)
    assert len(done) > 10
    assert len(rows_of(lines)) == 1_500


def test_the_species_asked_for_are_kept_to(client: httpx.Client) -> None:
    rows = rows_of(lines_of(client, names=["GRIN1", "TP53"], species=["mouse"]))
    assert [row["species"] for row in rows] == ["mouse", "mouse"]


def test_choices_are_given_beside_the_rows_as_they_were(client: httpx.Client) -> None:
    lines = lines_of(client, names=["GRIN1", "KAR"], choices={"1": "9606:2898"})
    assert rows_of(lines)[1]["status"] == "family"
    (chosen,) = [line["rows"] for line in lines if line["kind"] == "chosen"]
    assert list(chosen) == ["1"]
    assert (chosen["1"]["symbol"], chosen["1"]["doubt"]) == ("GRIK2", "chosen by hand")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GRIN1\r\nGrin1\r\n\r\n", ["GRIN1", "Grin1"]),
        ("GRIN1, Grin1; Nmdar1", ["GRIN1", "Grin1", "Nmdar1"]),
        ("gene,p\nTP53,0.1\nEGFR,0.2\n", ["TP53", "EGFR"]),
        ("symbol\tfc\nTP53\t1.5\n", ["TP53"]),
        ("7|t|On GRIK2\n7|a|None.\n7\t3\t8\tGRIK2\tGene\t\n", ["GRIK2"]),
        ("<b>TP53</b>\nGRIN1\n", ["<b>TP53</b>", "GRIN1"]),
        ("\ufeffGRIN1\nTP53\n", ["GRIN1", "TP53"]),
        ("TP53 BRCA1  Grin1\n", ["TP53", "BRCA1", "Grin1"]),
        ("NMDA receptor", ["NMDA receptor"]),
        ("p38 MAPK", ["p38 MAPK"]),
        ("IL 6", ["IL 6"]),
        ("TP53 BRCA1\nGRIN1\n", ["TP53 BRCA1", "GRIN1"]),
    ],
)
def test_what_is_pasted_is_read_by_its_form(client: httpx.Client, text: str, names: list[str]) -> None:
    assert [row["input"] for row in rows_of(lines_of(client, file={"text": text}))] == names


def test_a_table_whose_column_is_not_clear_is_shown(client: httpx.Client) -> None:
    table = {"name": "t.csv", "text": "a,b,n\nTP53,EGFR,1\nMYC,GRIN1,2\n"}
    (line,) = lines_of(client, file=table)
    assert (line["kind"], line["headers"]) == ("columns", ["a", "b", "n"])
    assert line["rows"][0] == ["TP53", "EGFR", "1"]
    lines = lines_of(client, file={"name": "t.tsv", "text": "x\tgene\nA1\tTP53\n"})
    head = next(line for line in lines if line["kind"] == "head")
    assert head["columns"] == {"headers": ["x", "gene"], "rows": [["A1", "TP53"]]}
    assert head["notes"] == ["the names are those of the column 'gene'"]
    assert [row["input"] for row in rows_of(lines_of(client, file=table, column="2"))] == ["EGFR", "GRIN1"]


def test_a_workbook_is_read_from_its_bytes(client: httpx.Client) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (["gene", "n"], ["TP53", 1], ["GRIN1", 2]):
        book.worksheets[0].append(row)
    book.save(out)
    data = base64.b64encode(out.getvalue()).decode()
    lines = lines_of(client, file={"name": "a.xlsx", "data": data})
    assert [row["symbol"] for row in rows_of(lines)] == ["TP53", "GRIN1"]
    assert next(line for line in lines if line["kind"] == "head")["can_be_rewritten"]


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({}, 422, "give either names or a file"),
        ({"names": ["a"], "file": {"text": "a"}}, 422, "give either names or a file"),
        ({"names": ["a"] * 2_001}, 413, "2,001 names; a request may have 2,000"),
        ({"file": {"text": "a\n" * 2_001}}, 413, "2,001 names; a request may have 2,000"),
        ({"names": ["a"], "species": ["unicorn"]}, 422, "unicorn"),
        ({"names": ["a"], "choices": {"0": "9606:1000000000000000000000"}}, 422, "the index has no gene"),
        ({"names": ["a"], "choices": {"0": "10090:2902"}}, 422, "the index has no gene"),
        ({"names": ["a"], "candidates": 51}, 422, "candidates"),
        ({"names": ["a"], "more": 1}, 422, "more"),
        ({"file": {"name": "a.xlsx", "data": "%%"}}, 422, "file.data: not in base64"),
        ({"file": {"name": "a.xlsx", "data": "AAAA"}}, 422, "a.xlsx"),
        ({"file": {"name": "a.h5ad", "data": "AAAA"}}, 422, "a.h5ad: AnnData files are mostly larger than a request"),
        ({"file": {"name": "a.png", "data": "iVBORw0KGgoAAAAN"}}, 422, "a.png: it is no text; give a list, a table"),
        ({"file": {"name": "mail", "text": 'gene\ta\nTP53\t"\n'}}, 422, "mail"),
        ({"file": {"name": "a.md", "text": "no front matter"}}, 422, "a.md"),
        ({"file": {"name": "a.csv", "text": "gene\nTP53\n"}, "column": "zzz"}, 422, "zzz"),
        ({"file": {"name": "barcodes.tsv", "text": "AAAC\n"}}, 422, "barcodes"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_why(
    client: httpx.Client, asked: dict[str, Any], status: int, words: str
) -> None:
    response = client.post("/api/v1/rows", json=asked)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert words in response.json()["detail"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x\\names", "a\x00b.txt", "~/x.txt", "."])
def test_the_name_of_a_file_leads_nowhere(client: httpx.Client, name: str) -> None:
    rows = rows_of(lines_of(client, file={"name": name, "text": "GRIN1\n"}))
    assert [row["input"] for row in rows] == ["GRIN1"]


def test_the_page_comes_with_the_api_that_it_asks_and_a_strict_policy(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert client.get("/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert client.get("/page/page.js").headers["Content-Type"].startswith("text/javascript")
    assert client.get("/api/v1/reference").status_code == 200
    assert client.post("/api/v1/explain", json={"names": ["GRIN1"]}).status_code == 200
    for path in ("/page/", "/page/nothing.js", "/page/../application.py", "/page/..%2fapplication.py", "/v3/query"):
        assert client.get(path).status_code == 404


def test_the_resolve_route_gives_candidates_when_they_are_asked_for(client: httpx.Client) -> None:
    names = ["GRIN1", "KAR"]
    plain = client.post("/api/v1/resolve", json={"names": names}).json()["answers"]
    with_genes = client.post("/api/v1/resolve", json={"names": names, "candidates": 2}).json()["answers"]
    assert [list(row)[-1] for row in with_genes] == ["reference", "candidates"]
    assert len(with_genes[1].pop("candidates")) == 2
    assert with_genes == plain


def test_the_form_of_a_text_and_the_names_of_a_line() -> None:
    assert suffix_of_text('{"a": 1}\n{"a": 2}\n') == ".jsonl"
    assert suffix_of_text("<collection>") == ".xml"
    assert names_of_line("a,,b,") == ["a", "b"]
    assert names_of_line("7|t|x, y") == []


@pytest.mark.parametrize("species", [None, ["human"], "auto"])
@pytest.mark.parametrize("copies", [1, 20])
def test_a_list_has_the_answers_and_doubts_of_resolve(client: httpx.Client, species: Any, copies: int) -> None:
    names = [
        *(["GRIN1", "GUSBP1", "KAR", "and", "p53", "Brca2", "2-Sep", "1-Mar", "ERK1/2", "xqz", "c-myc", "let-7a"]),
        "NMDA receptor",
    ]
    names += [f"{name}{number}" for number in range(1, copies) for name in ("Grin", "CD", "Slc", "IL-", "zz")]
    context = {} if species is None else {"species": species}
    wanted = client.post("/api/v1/resolve", json={"names": names, **context}).json()["answers"]
    fields = ("input", "status", "species", "symbol", "gene_id", "group_id", "score", "doubt", "evidence")

    def of(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [tuple(row.get(field) or None for field in fields) for row in rows]

    for asked in (
        {"names": names},
        {"file": {"text": "\n".join(names)}},
        {"file": {"name": "a.txt", "text": "\n".join(names)}},
    ):
        assert of(rows_of(lines_of(client, **asked, **context))) == of(wanted)
        found = client.post("/api/v1/download?to=json", json={**asked, **context}).json()
        assert of(found) == of(wanted)


def test_the_candidates_of_a_row_are_those_of_its_list(client: httpx.Client) -> None:
    names = [*ketamine(), *(f"Slc{number}a1" for number in range(1, 90)), "GluN1"]
    place = len(names) - 1
    rows = rows_of(lines_of(client, names=names))
    lines = lines_of(client, names=names, places=[place, 5_000])
    assert kinds(lines) == ["genes", "end"]
    (genes,) = lines[0]["genes"].values()
    assert (genes[0]["symbol"], genes[0]["score"]) == (rows[place]["symbol"], rows[place]["score"])
    (alone,) = lines_of(client, names=["GluN1"], places=[0])[0]["genes"].values()
    assert alone[0]["score"] != genes[0]["score"]
    table = {"name": "a.csv", "text": "gene\n" + "\n".join(names)}
    (of_table,) = lines_of(client, file=table, places=[place])[0]["genes"].values()
    assert of_table == genes


def ketamine() -> list[str]:
    return ["Grin1", "Grin2a", "Grin2b", "Dlg4", "Bdnf", "Ntrk2"]


def test_an_unknown_name_has_similar_genes_to_choose_from(client: httpx.Client) -> None:
    brac1, nothing = rows_of(lines_of(client, names=["BRAC1", "qqqqqqqq"]))
    assert brac1["status"] == nothing["status"] == "unknown"
    assert brac1["candidates"][0]["symbol"] == "BRCA1"
    assert brac1["candidates"][0]["evidence"] == ["a similar symbol; not an answer"]
    assert "candidates" not in nothing
    lines = lines_of(client, names=["BRAC1"], choices={"0": brac1["candidates"][0]["label"]})
    (chosen,) = [line["rows"]["0"] for line in lines if line["kind"] == "chosen"]
    assert (chosen["symbol"], chosen["score"]) == ("BRCA1", 1.0)


def test_a_list_of_another_species_than_asked_for_is_told(client: httpx.Client) -> None:
    names = [*ketamine(), "Gfap", "Aqp4", "Thy1", "Sox2", "Nes", "Rbfox3", "Snap25", "Gad1", "Slc17a7", "Pvalb"]
    heads = {
        species: next(line for line in lines_of(client, names=names, species=[species]) if line["kind"] == "head")
        for species in ("human", "mouse", "rat")
    }
    assert heads["human"]["verdict"] == heads["mouse"]["verdict"]
    assert heads["human"]["verdict"].startswith("mouse ")
    assert [head["is_of_another_species"] for head in heads.values()] == [True, False, False]


def test_what_a_document_says_otherwise_is_told(client: httpx.Client) -> None:
    text = "7|t|Human AKT1\n7|a|None.\n7\t6\t10\tAKT1\tGene\t11651\n"
    head = next(line for line in lines_of(client, file={"text": text}) if line["kind"] == "head")
    assert head["verdict"] == "", "its text decides the species, not its names"
    (note,) = head["notes"]
    assert note.startswith("the file gives 1 name another gene than the answer here, such as AKT1 (11651); it keeps")


def test_genes_chosen_for_a_list_are_in_its_tables(client: httpx.Client) -> None:
    asked = {"names": ["GRIN1", "KAR", "KAR"], "choices": {"1": "9606:2898"}}
    first, by_hand, other = client.post("/api/v1/download?to=json", json=asked).json()
    assert (by_hand["symbol"], by_hand["species"], by_hand["score"], by_hand["doubt"]) == (
        "GRIK2", "human", 1.0, "chosen by hand",
    )  # fmt: skip
    assert (first["doubt"], other["status"]) == ("", "family")
    refused = client.post("/api/v1/download?to=tsv", json={**asked, "choices": {"3": "9606:2898"}})
    assert (refused.status_code, "there is no row 3" in refused.json()["detail"]) == (422, True)
