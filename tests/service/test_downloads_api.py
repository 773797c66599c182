"""The answers as files, with genes chosen by hand, which no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from genenorm.core.tables import to_json
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service

NAMES = ["=cmd|' /C calc'!A0", "KAR", "GRIN1", "@x", "+1+1", "-9", "a\tb"]
KAR_IS_GRIK2 = {"1": "9606:2898"}


@pytest.fixture(scope="module")
def client(resolver: Resolver) -> Iterator[httpx.Client]:
    with (
        Service(resolver, {Part.PAGE}) as service,
        httpx.Client(base_url=service.url, timeout=100) as client,
    ):
        yield client


def download(client: httpx.Client, to: str, **asked: Any) -> httpx.Response:
    response = client.post(f"/api/v1/download?to={to}", json=asked)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    return response


@pytest.mark.parametrize(("to", "delimiter"), [("tsv", "\t"), ("csv", ",")])
def test_a_table_has_the_choice_and_no_formula(client: httpx.Client, to: str, delimiter: str) -> None:
    text = download(client, to, names=NAMES, choices=KAR_IS_GRIK2).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert [row["input"] for row in rows] == ["'=cmd|' /C calc'!A0", "KAR", "GRIN1", "'@x", "'+1+1", "-9", "a\tb"]
    assert (rows[1]["symbol"], rows[1]["doubt"], rows[1]["status"]) == ("GRIK2", "chosen by hand", "resolved")
    assert rows[1]["evidence"].startswith("chosen by hand; ")
    assert "9606:2897" in rows[1]["alternatives"]
    assert rows[2]["doubt"] == ""


def test_a_workbook_has_texts_and_numbers(client: httpx.Client) -> None:
    content = download(client, "xlsx", names=[*NAMES, "\x01x"], choices=KAR_IS_GRIK2).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    head, *rows = sheet.iter_rows()
    columns = [cell.value for cell in head]
    assert [row[0].value for row in rows] == [*NAMES, "\ufffdx"]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "inlineStr"}
    assert rows[2][columns.index("gene_id")].value == 2902


def test_json_is_what_the_command_line_writes(client: httpx.Client, resolver: Resolver) -> None:
    names = ["GRIN1", "IL-1β", "qqxyz"]
    assert download(client, "json", names=names).json() == json.loads(to_json(resolver.table(names)))


def test_gene_sets_and_mappings_have_the_chosen_gene(client: httpx.Client) -> None:
    (line,) = download(client, "gmt", names=NAMES[:3], choices=KAR_IS_GRIK2).text.splitlines()
    assert line.split("\t")[2:] == ["GRIK2", "GRIN1"]
    text = download(client, "sssom", names=NAMES, choices=KAR_IS_GRIK2).text
    rows = list(csv.DictReader([line for line in text.splitlines() if line[0] != "#"], delimiter="\t"))
    assert {row["subject_label"]: row["object_id"] for row in rows}["KAR"] == "NCBIGene:2898"
    assert not [row for row in rows if row["subject_label"][0] in "=@+"]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("a.csv", "gene,p\nKAR,1\n", "KAR,1,resolved,human,2898,GRIK2,"),
        ("a.md", "---\nschema-jsonld:\n  keywords:\n  - KAR\n---\n", "keyword: KAR, status: resolved, species: human"),
        ("a.pubtator", "7|t|KAR here\n7|a|None.\n7\t0\t3\tKAR\tGene\t\n", "7\t0\t3\tKAR\tGene\t2898"),
    ],
)
def test_the_file_itself_has_the_chosen_gene(client: httpx.Client, name: str, text: str, wanted: str) -> None:
    response = download(client, "record", file={"name": name, "text": text}, choices={"0": "9606:2898"})
    assert wanted in response.text
    assert response.headers["Content-Disposition"].endswith(name)


def test_a_pasted_table_is_given_back_with_a_name_that_opens_it(client: httpx.Client) -> None:
    response = download(client, "record", file={"text": "gene,p\nKAR,0.1\nTP53,0.2\n"})
    assert response.headers["Content-Disposition"].endswith("pasted%20list.csv")


def test_rows_of_several_records_are_chosen_by_their_place_among_all(client: httpx.Client) -> None:
    sets = {"name": "a.gmt", "text": "one\tx\tGRIN1\nothers\ty\tTP53\tKAR\n"}
    rows = download(client, "json", file=sets, choices={"2": "9606:2898"}).json()
    assert [(row["record"], row["symbol"]) for row in rows] == [
        ("one", "GRIN1"),
        ("others", "TP53"),
        ("others", "GRIK2"),
    ]


def test_a_gene_that_is_no_candidate_may_be_chosen(client: httpx.Client) -> None:
    (row,) = download(client, "json", names=["qqxyz"], choices={"0": "10090:14810"}).json()
    assert (row["symbol"], row["species"], row["score"], row["evidence"]) == ("Grin1", "mouse", 1, "chosen by hand")
    assert row["name_kind"] is None


@pytest.mark.parametrize(
    ("to", "asked", "words"),
    [
        ("record", {"names": ["a"]}, "no place for answers"),
        ("tsv", {"names": ["a"], "choices": {"1": "9606:2898"}}, "there is no row 1"),
        ("tsv", {"names": ["a"], "choices": {"-1": "9606:2898"}}, "there is no row -1"),
        ("tsv", {"names": ["a"], "choices": {"x": "9606:2898"}}, "choices"),
        ("tsv", {"names": ["a"], "choices": {"0": "../x"}}, "the index has no gene"),
        ("pdf", {"names": ["a"]}, "query.to"),
        ("csv", {"file": {"name": "t.csv", "text": "a,b\nTP53,EGFR\nMYC,A1\n"}}, "which column has the names"),
    ],
)
def test_what_cannot_be_written_is_a_problem_that_says_why(
    client: httpx.Client, to: str, asked: dict[str, Any], words: str
) -> None:
    response = client.post(f"/api/v1/download?to={to}", json=asked)
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_the_name_of_a_download_has_nothing_of_a_path(client: httpx.Client) -> None:
    response = download(client, "csv", file={"name": '../a"b\r\n.txt', "text": "GRIN1\n"})
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%22b%0D%0A.genes.csv"
