"""The API for audits: findings with the right values, the corrected file, and refusals."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from genenorm.verify.pairs.check_file import check_bytes

TABLE = b"symbol,gene_id,species\nGRIN1,14810,human\nTP53,7157,human\nSEPT6,23157.0,human\n"


@pytest.fixture(scope="module")
def http(resolver: Resolver) -> Iterator[httpx.Client]:
    with (
        Service(resolver, limits=Limits(body=100_000)) as service,
        httpx.Client(base_url=f"{service.url}/api/v1", timeout=60) as client,
    ):
        yield client


def test_findings_are_those_of_the_library(http: httpx.Client, resolver: Resolver) -> None:
    checked = check_bytes(TABLE, "genes.csv", resolver)
    reply = http.post("/check", params={"filename": "a/../genes.csv"}, content=TABLE).json()
    assert (reply["pairs"], reply["notes"]) == (3, list(checked.notes))
    assert [tuple(found.values()) for found in reply["findings"]] == list(checked.table.rows)
    assert [(found["line"], found["right"]) for found in reply["findings"]] == [(2, "2902"), (4, "23157"),
                                                                               (4, "SEPTIN6")]  # fmt: skip


def test_the_corrected_file_comes_back(http: httpx.Client, resolver: Resolver) -> None:
    reply = http.post("/check", params={"filename": "genes.csv", "fix": "true"}, content=TABLE)
    assert reply.content == check_bytes(TABLE, "genes.csv", resolver).fixed()
    assert reply.headers["Content-Disposition"] == "attachment; filename*=UTF-8''genes.csv"


def test_columns_species_and_the_trusted_side_are_taken(http: httpx.Client) -> None:
    table = b"a\tb\nGRIN1\t672\nBRCA1\t675\nTP53\t7157\n"
    named = {"filename": "x.tsv", "column": "a", "id_column": "b", "species": "human"}
    found = http.post("/check", params={**named, "trust": "names"}, content=table).json()["findings"]
    assert [(one["finding"], one["right"]) for one in found] == [("mismatch", "2902"), ("mismatch", "672")]


@pytest.mark.parametrize(
    ("params", "content", "status", "words"),
    [
        ({}, b"x", 422, "filename"),
        ({"filename": "x.csv"}, b"", 422, "the file is empty"),
        ({"filename": "x.csv", "species": "unicorn"}, TABLE, 422, "unicorn"),
        ({"filename": "x.csv", "column": "no such"}, TABLE, 422, "no such"),
        ({"filename": "x.csv", "trust": "nobody"}, TABLE, 422, "trust"),
        ({"filename": "x.xlsx"}, b"PK no workbook", 422, "x.xlsx"),
        ({"filename": "x.csv"}, b"x" * 200_000, 413, "bytes"),
    ],
)
def test_what_cannot_be_audited_is_refused(
    http: httpx.Client, params: dict[str, str], content: bytes, status: int, words: str
) -> None:
    reply = http.post("/check", params=params, content=content)
    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in reply.json()["detail"]
