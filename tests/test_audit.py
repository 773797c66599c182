"""The audit of the locked packages, against a database of our own: clean, with an advisory, and not asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools.audit import ADVISORIES, CLEAN, NOT_ASKED, locked_pins, main, rounds, verdict

ADVISORY = {
    "id": "TEST-2026-1",
    "details": "It answers wrongly.",
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
        }
    ],
}


class Database(ThreadingHTTPServer):
    """A server with the query interface of OSV that has advisories of one package."""

    def __init__(self, about: str, status: int) -> None:
        self.about, self.status = about, status
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Database

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = question["package"]["name"]
        self.server.asked.append((name, question["version"]))
        body = json.dumps({"vulns": [ADVISORY]} if name == self.server.about else {}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@contextmanager
def database(about: str = "", status: int = 200) -> Iterator[Database]:
    server = Database(about, status)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


PINS = [("numpy", "2.4.6"), ("numpy", "2.5.5"), ("requests", "2.34.2")]


@pytest.fixture
def audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """A function that asks the database at a port about a small lock, and returns the exit code and what is printed."""
    pytest.importorskip("pip_audit", reason="pip-audit, a development dependency, is not installed")
    markers = (" ; python_full_version < '3.12'", " ; python_full_version >= '3.12'", "")
    lines = [f"{name}=={version}{marker}\n" for (name, version), marker in zip(PINS, markers, strict=True)]
    (tmp_path / "x.txt").write_text("# a comment\n" + "".join(lines), encoding="utf-8")

    def ask(port: int, *options: str) -> tuple[int, str]:
        return main(["--osv-url", f"http://127.0.0.1:{port}/v1/query", *options], tmp_path), capsys.readouterr().out

    return ask


def test_a_database_without_advisories_is_asked_about_every_version(audit: Callable[..., tuple[int, str]]) -> None:
    with database() as server:
        code, text = audit(server.server_port)
    assert (code, text) == (
        CLEAN,
        "clean: an advisory database was asked about 3 package versions, and has no advisory\n",
    )
    assert sorted(server.asked) == PINS


def test_an_advisory_is_named_with_the_version_that_mends_it(audit: Callable[..., tuple[int, str]]) -> None:
    with database("requests") as server:
        assert audit(server.server_port) == (ADVISORIES, "advisory: requests 2.34.2: TEST-2026-1, mended in 99\n")
        assert audit(server.server_port, "--ignore-vuln", "TEST-2026-1")[0] == CLEAN


def test_a_database_that_fails_or_is_not_there_is_not_taken_for_clean(audit: Callable[..., tuple[int, str]]) -> None:
    with database(status=500) as server:
        code, text = audit(server.server_port)
    assert code == NOT_ASKED
    assert text.startswith("not asked: pip-audit got no answer (")
    code, text = audit(server.server_port)  # the server has ended
    assert code == NOT_ASKED
    assert "This says nothing about the packages." in text


def test_packages_that_the_database_skips_are_not_clean() -> None:
    pins = [("a", "1"), ("b", "2")]
    answers: list[dict[str, Any]] = [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "skip_reason": "unknown"},
    ]
    assert verdict(pins, answers) == (
        NOT_ASKED,
        ["not asked: b 2 (unknown)", "not clean: 1 of 2 package versions was not asked about"],
    )
    answers[0] = {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}
    code, lines = verdict(pins, answers)
    assert code == ADVISORIES
    assert lines[0] == "advisory: a 1: X-1, mended in no version"
    assert verdict(pins, [])[0] == NOT_ASKED


def test_all_versions_are_in_a_round_and_none_has_a_package_twice() -> None:
    pins = locked_pins()
    parts = rounds(pins)
    assert sorted(pin for part in parts for pin in part.items()) == pins
    assert len(parts) == max(sum(name == other for other, _ in pins) for name, _ in pins)
