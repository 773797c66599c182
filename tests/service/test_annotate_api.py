"""The API for files: any format comes back with the answers, and a name is a label alone."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.exports.export_formats import EXPORT_NAMES
from genenorm.core.tables import to_tsv
from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from tests.conftest import ROOT

TABLE = b"gene,fold\nTrp53,2.1\nEgfr,0.4\n"
DOCUMENT = b"1|t|The gene GRIN1\n1|a|and TP53 in mice.\n1\t9\t14\tGRIN1\tGene\t\n\n"


@pytest.fixture(scope="module")
def http(resolver: Resolver) -> Iterator[httpx.Client]:
    limits = Limits(names=1_000, body=500_000)
    with (
        Service(resolver, limits=limits) as service,
        httpx.Client(base_url=f"{service.url}/api/v1", timeout=60) as client,
    ):
        yield client


def test_a_table_comes_back_with_the_answers_in_it(http: httpx.Client, resolver: Resolver) -> None:
    reply = http.post("/annotate", params={"filename": "de.csv"}, content=TABLE)
    assert reply.content == annotate_file(TABLE, "de.csv", resolver).rewritten()
    assert reply.headers["Content-Disposition"] == "attachment; filename*=UTF-8''de.csv"


def test_a_figure_record_comes_back_with_the_answers_in_it(http: httpx.Client, resolver: Resolver) -> None:
    data = (ROOT / "fixtures" / "ketamine-figure.md").read_bytes()
    reply = http.post("/annotate", params={"filename": "ketamine-figure.md", "full": "true"}, content=data)
    assert reply.content == annotate_file(data, "ketamine-figure.md", resolver).rewritten(full=True)


@pytest.mark.parametrize("to", [name for name in EXPORT_NAMES if name != "record"])
def test_every_export_is_written(http: httpx.Client, to: str) -> None:
    name, data = ("a.pubtator", DOCUMENT) if to in ("pubtator", "bioc-json") else ("é de.csv", TABLE)
    reply = http.post("/annotate", params={"filename": name, "to": to}, content=data)
    assert reply.status_code == 200
    assert reply.content
    assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")


def test_a_table_of_the_answers_has_all_columns(http: httpx.Client, resolver: Resolver) -> None:
    reply = http.post("/annotate", params={"filename": "de.csv", "to": "tsv", "species": "mouse"}, content=TABLE)
    assert reply.headers["Content-Type"].startswith("text/tab-separated-values")
    assert reply.text.splitlines()[0] == to_tsv(annotate_file(TABLE, "de.csv", resolver).table).splitlines()[0]
    assert [line.split("\t")[3] for line in reply.text.splitlines()[1:]] == ["22059", "13649"]


def test_options_say_how_to_read_the_file(http: httpx.Client) -> None:
    data = b"x;Trp53\ny;Egfr\n"
    options = {"filename": "data", "from": "csv", "delimiter": ";", "column": "2", "no_header": "true", "to": "jsonl"}
    reply = http.post("/annotate", params=options, content=data)
    assert [json.loads(line)["gene_id"] for line in reply.text.splitlines()] == [22059, 13649]


def test_compressed_files_and_workbooks_are_read(http: httpx.Client) -> None:
    reply = http.post("/annotate", params={"filename": "de.csv.gz"}, content=gzip.compress(TABLE))
    assert b"22059" in gzip.decompress(reply.content)
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("gene", "fold"), ("Trp53", 2.1)):
        book.active.append(row)
    book.save(out)
    reply = http.post("/annotate", params={"filename": "de.xlsx", "to": "jsonl"}, content=out.getvalue())
    assert json.loads(reply.text)["gene_id"] == 22059


def test_genes_are_found_in_the_text_of_documents(http: httpx.Client) -> None:
    reply = http.post("/annotate", params={"filename": "a.pubtator", "find": "true"}, content=DOCUMENT)
    assert "\tTP53\tGene\t" in reply.text


@pytest.mark.parametrize(
    ("params", "data", "status", "words"),
    [
        ({}, TABLE, 422, "query.filename: Field required"),
        ({"filename": ""}, TABLE, 422, "query.filename"),
        ({"filename": "x" * 256}, TABLE, 422, "query.filename"),
        ({"filename": "de.xyz"}, TABLE, 422, "for a table: from tsv"),
        ({"filename": "de.csv", "from": "xyz"}, TABLE, 422, "no input format 'xyz'"),
        ({"filename": "de.csv", "to": "pdf"}, TABLE, 422, "there are: record, tsv"),
        ({"filename": "de.csv", "to": "gmt", "split": "true"}, TABLE, 422, "no rows to split"),
        ({"filename": "de.csv", "find": "true"}, TABLE, 422, "use to=tsv"),
        ({"filename": "de.csv", "column": "nope"}, TABLE, 422, "nope"),
        ({"filename": "de.csv", "species": "unicorn"}, TABLE, 422, "unicorn"),
        ({"filename": "de.csv", "header_row": "1", "no_header": "true"}, TABLE, 422, "no header row"),
        ({"filename": "de.csv", "colour": "1"}, TABLE, 422, "query.colour"),
        ({"filename": "de.xlsx"}, TABLE, 422, "de.xlsx"),
        ({"filename": "de.csv.gz"}, gzip.compress(b"gene\n" + b"x\n" * 5_000_000), 413, "500,000 bytes"),
        ({"filename": "list.txt"}, b"".join(b"GRIN%d\n" % number for number in range(1_001)), 413, "1,001 names"),
        ({"filename": "list.txt"}, b"x" * 500_001, 413, "500,000 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_written_is_a_problem(
    http: httpx.Client, params: dict[str, str], data: bytes, status: int, words: str
) -> None:
    reply = http.post("/annotate", params=params, content=data)
    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in reply.json()["detail"]
    assert "--" not in reply.json()["detail"]


@pytest.mark.parametrize("folders", ["../../", "/etc/", "C:\\x\\", "file:///tmp/"])
def test_a_name_of_a_file_is_a_label_alone(http: httpx.Client, tmp_path: Path, folders: str) -> None:
    reply = http.post("/annotate", params={"filename": f"{folders}de.csv"}, content=TABLE)
    assert reply.headers["Content-Disposition"] == "attachment; filename*=UTF-8''de.csv"
    record = tmp_path / "figure.md"
    (tmp_path / "figure-genes.tsv").write_text("secret", encoding="utf-8")
    data = (ROOT / "fixtures" / "ketamine-figure.md").read_bytes()
    reply = http.post("/annotate", params={"filename": str(record), "to": "tsv"}, content=data)
    assert reply.status_code == 200  # the gene table that the command line reads beside a record is not looked for
    assert "secret" not in reply.text


def test_a_name_with_line_breaks_adds_no_header(http: httpx.Client) -> None:
    reply = http.post("/annotate", params={"filename": "a\r\nSet-Cookie: x=1\r\n.csv"}, content=TABLE)
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
