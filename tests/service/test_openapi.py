"""The OpenAPI document of the API: it is complete, the page shows all of it, and the service keeps to it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service
from tests.support.children import started

EXAMPLES_OF_AN_OPERATION = 15
CHECKS = """
[checks.negative_data_rejection]
expected-statuses = ["4xx"]  # 413 and 414 refuse as well as 422
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 414, 422]  # a species or a column of a table may be unknown, which no schema can tell
"""


@pytest.fixture(scope="module")
def url(resolver: Resolver) -> Iterator[str]:
    with Service(resolver, {Part.API}) as service:
        yield f"{service.url}/api/v1"


@pytest.fixture(scope="module")
def document(url: str) -> Any:
    return httpx.get(f"{url}/openapi.json").json()


def operations(document: Any) -> Iterator[tuple[str, Any]]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_of_the_api_is_documented(document: Any) -> None:
    assert {name for name, _ in operations(document)} >= {
        "POST /api/v1/resolve", "GET /api/v1/resolve", "POST /api/v1/explain", "GET /api/v1/explain",
        "POST /api/v1/orthologs", "POST /api/v1/annotate", "GET /api/v1/reference", "GET /api/v1/health",
    }  # fmt: skip


def test_every_operation_says_what_each_status_has_in_it(document: Any) -> None:
    for name, operation in operations(document):
        assert operation["summary"], name
        statuses = operation["responses"]
        assert {"200", "400", "403", "414", "500"} <= statuses.keys(), name
        assert ("requestBody" in operation) == ("415" in statuses), name
        for status, response in statuses.items():
            assert response["description"], (name, status)
            if status != "200":
                assert list(response["content"]) == ["application/problem+json"], (name, status)
                example = response["content"]["application/problem+json"]["example"]
                assert example["status"] == int(status)


def test_every_reference_of_the_document_is_there_and_none_is_unused(document: Any) -> None:
    used = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert used == set(document["components"]["schemas"])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "style", "onclick")}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_shows_every_operation_without_scripts_and_other_servers(url: str, document: Any) -> None:
    reply = httpx.get(f"{url}/docs")
    page = _Page()
    page.feed(reply.text)
    for name, operation in operations(document):
        assert name in page.texts
        assert f"#{operation['operationId']}" in page.addresses
    assert not page.tags & {"script", "style", "iframe", "img"}
    assert {address for address in page.addresses if not address.startswith("#")} == {"docs.css", "openapi.json"}
    assert httpx.get(f"{url}/docs.css").headers["Content-Type"].startswith("text/css")


@pytest.mark.timeout(400)
def test_the_service_keeps_to_its_document(url: str, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="the requests are made by schemathesis")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CHECKS, encoding="utf-8")
    command: list[str | Path] = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run", f"{url}/openapi.json", "--no-color",
        "--seed", "1", "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES_OF_AN_OPERATION),
        "--generation-database", "none", "--request-timeout", "100",
    ]  # fmt: skip
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path) as process:
        out, _ = process.communicate(timeout=380)
    assert process.returncode == 0, out.decode()
    assert re.search(r"Tested: +[1-9]", out.decode())
