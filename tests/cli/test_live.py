"""Live look-ups on the command line: ``genenorm cache``, ``genenorm serve``, and the options of other commands."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from genenorm.cli.commands import cli
from genenorm.cli.live_options import LiveChoice, live_options
from genenorm.cli.serve import serve
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import Network
from genenorm.mygene.server.gene_documents import GeneDocuments
from genenorm.service.application import Part
from tests.support.children import started
from tests.support.commands import GENENORM, run
from tests.support.mygene_faults import MyGeneTestServer
from tests.support.small_index import write_small_index
from tests.support.unmeasured import unmeasured


@pytest.fixture(scope="module")
def server(reference: Reference) -> Iterator[MyGeneTestServer]:
    with unmeasured():
        GeneDocuments(reference).names.names_of(1)
    with MyGeneTestServer(reference) as running:
        yield running


@pytest.fixture(autouse=True)
def place(server: MyGeneTestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("GENENORM_CACHE", str(folder))
    monkeypatch.setenv("GENENORM_MYGENE", server.url)
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    return folder


def names_file(folder: Path, *names: str) -> str:
    file = folder / "names.txt"
    file.write_text("\n".join(names) + "\n", encoding="utf-8")
    return str(file)


def test_a_list_warmed_once_answers_offline(tmp_path: Path, server: MyGeneTestServer) -> None:
    file = names_file(tmp_path, "GRIN1", "NMDAR1", "no such gene")
    first = run("cache", "warm", file, "--species", "human")
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.splitlines() == ["3 names, 2 with hits, 0 not looked up"]
    before = len(server.requests)
    again = run("cache", "warm", file, "--species", "human", "--offline")
    assert again.returncode == 0
    assert again.stderr.splitlines() == ["3 names, 2 with hits, 0 not looked up"]
    assert len(server.requests) == before


def test_offline_without_a_cache_warm_names_what_is_missing_and_fails(tmp_path: Path) -> None:
    done = run("cache", "warm", names_file(tmp_path, "GRIN1"), "-s", "human", "--offline")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "1 names, 0 with hits, 1 not looked up",
        "genenorm: not looked up (offline): GRIN1",
    ]


def test_a_service_that_is_down_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_MYGENE", "http://127.0.0.1:1/v3")
    names = [f"gene{number}" for number in range(12)]
    done = run("cache", "warm", names_file(tmp_path, *names), "-s", "human", "--retries", "0")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == (
        f"genenorm: not looked up (MyGene.info cannot be reached): {', '.join(names[:10])} and 2 more"
    )


def test_an_export_imported_elsewhere_answers_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = names_file(tmp_path, "GRIN1", "zzz")
    assert run("cache", "warm", file, "-s", "human").returncode == 0
    exported = str(tmp_path / "lookups.jsonl")
    assert run("cache", "export", exported).returncode == 0
    assert run("cache", "export", "-").stdout == Path(exported).read_text(encoding="utf-8")
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "elsewhere"))
    assert run("cache", "import", exported).stderr == "2 look-ups imported\n"
    assert run("cache", "warm", file, "-s", "human", "--offline").returncode == 0
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "third"))
    text = Path(exported).read_text(encoding="utf-8")
    assert run("cache", "import", "-", stdin=text).stderr == "2 look-ups imported\n"
    assert run("cache", "export", "-").stdout == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name\n", "line 1: not a line of JSON"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"", "line 1: not a line of JSON"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "f.jsonl"
    file.write_bytes(content)
    done = run("cache", "import", str(file))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"f.jsonl{', ' if 'line' in message else ': '}{message}" in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for command in ("warm", "import"):
        done = run("cache", command, str(tmp_path / "none"))
        assert done.returncode in (1, 2)
        assert done.stderr.count("\n") == 1
        assert "none" in done.stderr


def test_a_species_the_index_lacks_is_asked_for_by_its_taxon_id(tmp_path: Path) -> None:
    done = run("cache", "warm", names_file(tmp_path, "GRIN1", "", " "), "-s", "9823,human")
    assert done.stderr.splitlines() == ["1 names, 1 with hits, 0 not looked up"]
    exported = run("cache", "export", "-").stdout.splitlines()[1:]
    assert {json.loads(line)["taxon_id"] for line in exported} == {9606, 9823}


def test_info_shows_what_is_cached(tmp_path: Path, place: Path) -> None:
    run("cache", "warm", names_file(tmp_path, "GRIN1", "zzz"), "-s", "human,mouse")
    shown = json.loads(run("cache", "info", "--format", "json").stdout)
    assert shown["path"] == str(place / "lookups.sqlite")
    assert (shown["entries"], shown["names"], shown["misses"]) == (4, 2, 2)
    assert shown["builds"] == ["20261124"]
    assert "4 of 2 names; 2 of them found nothing" in run("cache", "info").stdout


def test_clear_asks_and_deletes(tmp_path: Path) -> None:
    run("cache", "warm", names_file(tmp_path, "GRIN1"), "-s", "human")
    refused = run("cache", "clear", stdin="n\n")
    assert (refused.returncode, refused.stderr.endswith("nothing deleted\n")) == (0, True)
    unanswered = run("cache", "clear", stdin="")
    assert unanswered.returncode == 2
    assert "nobody is there to confirm it; to delete without asking: --yes" in unanswered.stderr
    assert json.loads(run("cache", "info", "-f", "json").stdout)["entries"] == 1
    assert run("cache", "clear", "--yes").stderr == "1 look-ups deleted\n"
    assert json.loads(run("cache", "info", "-f", "json").stdout)["entries"] == 0


def test_a_damaged_cache_is_one_line(place: Path) -> None:
    place.mkdir()
    (place / "lookups.sqlite").write_bytes(b"no database" * 99)
    done = run("cache", "info")
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "damaged" in done.stderr
    assert "set aside as" in done.stderr
    assert run("cache", "info").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cache", "warm", "f", "--offline", "--refresh"), "exclude each other"),
        (("cache", "warm", "f", "--max-age", "-1"), "--max-age"),
        (("cache", "warm", "f", "--retries", "99"), "--retries"),
        (("serve", "--only", "mygen"), "--only"),
        (("serve", "--port", "70000"), "--port"),
    ],
)
def test_options_that_make_no_sense_are_usage_errors(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


# -- the options of other commands ------------------------------------------------------------------------------------


@click.command()
@live_options
def asks(live: LiveChoice) -> None:
    with live.source() as source:
        click.echo(f"{live.mode} {source.network.value} {source.options.max_age:g} {source.options.stale_ok}")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "None uncached 30 False"),
        (["--live"], "missing uncached 30 False"),
        (["--live=always", "--refresh"], "always refresh 30 False"),
        (["--live", "--offline", "--max-age", "0.5", "--stale-ok"], "missing offline 0.5 True"),
    ],
)
def test_a_command_gets_the_live_options_as_one_value(arguments: list[str], expected: str) -> None:
    result = CliRunner().invoke(asks, arguments)
    assert result.output == expected + "\n"


def test_the_environment_variable_overrides_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_OFFLINE", "1")
    assert CliRunner().invoke(asks, ["--live", "--refresh"]).output.split()[1] == Network.OFFLINE.value


# -- serve ------------------------------------------------------------------------------------------------------------


IGNORE_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""A program that runs a command as the background job of a shell script does."""


@contextmanager
def serving(program: Sequence[str] = GENENORM) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server in another process, and its address."""
    with started([*program, "serve", "--port", "0"], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        yield process, process.stderr.readline().decode().split()[2]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_serve_answers_until_it_is_stopped(stop: signal.Signals) -> None:
    with serving() as (process, url):
        rows = httpx.post(f"{url}/v3/query/", data={"q": "GRIN1", "scopes": "symbol", "species": "human"}).json()
        assert rows[0]["entrezgene"] == "2902"
        process.send_signal(stop)
        _, rest = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, b"genenorm: stopped\n")


BUSY = """
import threading
from genenorm.cli import main
from genenorm.resolver.resolver import Resolver

def stay(*arguments, **options):
    print("begun", flush=True)
    threading.Event().wait(600)

Resolver.table = stay
main(["serve", "--port", "0"])
"""


def test_a_second_ctrl_c_ends_serve_at_once() -> None:
    names = [f"GRIN1 {number}" for number in range(500)]
    with started([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stderr.readline().decode().split()[2]

        def ask() -> None:
            with suppress(httpx.HTTPError):
                httpx.post(f"{url}/api/v1/resolve", json={"names": names}, timeout=100)

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        with suppress(httpx.HTTPError):
            while httpx.get(f"{url}/api/v1/health").status_code == 200:  # until the first is noticed
                continue
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b"genenorm: stopped\n"
        asking.join()


def test_serve_ignores_ctrl_c_where_it_is_started_so_and_ends_when_told_to() -> None:
    ignoring = [sys.executable, "-c", IGNORE_CTRL_C, *GENENORM]
    with serving(ignoring) as (process, url):
        process.send_signal(signal.SIGINT)
        assert httpx.get(f"{url}/v3/metadata").status_code == 200
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, b"genenorm: stopped\n")


def test_each_part_of_the_service_can_be_served_alone() -> None:
    (only,) = [option for option in serve.params if option.name == "only"]
    assert isinstance(only.type, click.Choice)
    assert set(only.type.choices) == {part.value for part in Part}


def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Address already in use" in done.stderr
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_of_the_cache_lists_its_commands() -> None:
    shown = CliRunner().invoke(cli, ["cache", "--help"]).output
    for name in ("clear", "export", "import", "info", "warm"):
        assert f"\n  {name} " in shown


# -- resolve and explain ----------------------------------------------------------------------------------------------


@pytest.fixture
def newer_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MyGeneTestServer]:
    """A server that knows genes which the shipped index lacks."""
    with (
        Reference.open(write_small_index(tmp_path / "small.safetensors")) as small,
        MyGeneTestServer(small) as running,
    ):
        monkeypatch.setenv("GENENORM_MYGENE", running.url)
        yield running


def rows(output: str) -> list[list[str]]:
    return [line.split("\t")[:5] for line in output.splitlines()[1:]]


def test_resolve_looks_up_names_that_the_index_lacks_and_caches_the_answers(newer_service: MyGeneTestServer) -> None:
    names = ("GRIN1", "FRESH1", "no such gene", "-s", "human")
    known, unknown = ["GRIN1", "resolved", "9606", "2902", "GRIN1"], ["no such gene", "unknown", "", "", ""]
    assert rows(run("resolve", *names).stdout) == [known, ["FRESH1", "unknown", "", "", ""], unknown]
    assert newer_service.requests == ()
    found = [known, ["FRESH1", "resolved", "9606", "999999901", "FRESH1"], unknown]
    done = run("resolve", *names, "--live")
    assert (done.returncode, rows(done.stdout), done.stderr) == (0, found, "")
    count = len(newer_service.requests)
    done = run("resolve", *names, "--offline")
    assert (done.returncode, rows(done.stdout), done.stderr) == (0, found, "")
    assert len(newer_service.requests) == count


def test_a_species_that_the_index_lacks_is_resolved_live(newer_service: MyGeneTestServer) -> None:
    done = run("resolve", "GRIN1", "NMDAR1", "--species", "9823", "--live")
    assert [row[1:] for row in rows(done.stdout)] == [["resolved", "9823", "100155500", "GRIN1"]] * 2
    plain = run("resolve", "GRIN1", "--species", "9823")
    assert (plain.returncode, plain.stdout) == (2, "")
    assert "'9823'" in plain.stderr


def test_with_always_the_disagreements_are_printed_on_standard_error(newer_service: MyGeneTestServer) -> None:
    done = run("resolve", "TP53", "GRIN1", "-s", "human", "--live=always")
    assert [row[4] for row in rows(done.stdout)] == ["TP53", "GRIN1"]
    assert done.stderr.splitlines() == [
        "genenorm: TP53: other symbol: the index says 9606:7157 TP53, MyGene.info 9606:7157 TP53NEW"
    ]


@pytest.mark.parametrize("environment", [False, True])
def test_offline_a_name_in_neither_place_is_unknown_offline(
    place: Path, environment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if environment:
        monkeypatch.setenv("GENENORM_OFFLINE", "1")
    done = run("resolve", "GRIN1", "no such gene", *(() if environment else ("--offline",)))
    assert done.returncode == 0
    assert "unknown (offline); no such name in the index" in done.stdout.splitlines()[2]
    assert done.stderr == "genenorm: not looked up (offline): no such gene\n"
    assert not place.exists()


def test_a_service_that_is_down_leaves_the_index_s_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_MYGENE", "http://127.0.0.1:1/v3")
    done = run("resolve", "GRIN1", "FRESH1", "--live")  # which waits for no further attempt
    assert done.returncode == 0
    assert [row[1] for row in rows(done.stdout)] == ["resolved", "unknown"]
    assert done.stderr == "genenorm: not looked up (MyGene.info cannot be reached): FRESH1\n"


def test_explain_shows_live_candidates_and_their_source(newer_service: MyGeneTestServer) -> None:
    shown = run("explain", "GRIN1", "-s", "9823", "--live").stdout
    assert "GRIN1: resolved taxon 9823 GRIN1 (NCBIGene:100155500)" in shown
    assert shown.splitlines()[-1].startswith("data: MyGene.info 20261115; reference index shipped ")
    shown = json.loads(run("explain", "GRIN1", "-s", "9823", "--offline", "--format", "json").stdout)
    assert shown[0]["candidates"][0]["evidence"][-1] == "MyGene.info 20261115"


def test_offline_runs_use_no_socket(newer_service: MyGeneTestServer) -> None:
    assert run("resolve", "FRESH1", "--live").returncode == 0
    code = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a socket was used offline")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from genenorm.cli import main
sys.exit(main(["resolve", "FRESH1", "zzz", "GRIN1", "--offline"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "999999901" in done.stdout
    assert done.stderr == "genenorm: not looked up (offline): zzz\n"


def test_a_damaged_cache_is_one_line_in_a_run(place: Path, newer_service: MyGeneTestServer) -> None:
    place.mkdir()
    (place / "lookups.sqlite").write_bytes(b"no database" * 99)
    done = run("resolve", "FRESH1", "-s", "human", "--live")
    assert rows(done.stdout)[0][3] == "999999901"
    assert done.stderr.count("\n") == 1
    assert "set aside as" in done.stderr


# -- annotate ---------------------------------------------------------------------------------------------------------

DOCUMENT = """1|t|A fresh gene
1|a|FRESH1 and zzz in human cells.
1\t13\t19\tFRESH1\tGene\t
1\t24\t27\tzzz\tGene\t
"""


def test_annotate_looks_up_what_the_index_lacks(tmp_path: Path, newer_service: MyGeneTestServer) -> None:
    (tmp_path / "list.txt").write_text("GRIN1\nFRESH1\nno such gene\n", encoding="utf-8")
    (tmp_path / "text.pubtator").write_text(DOCUMENT, encoding="utf-8")
    done = run("annotate", "list.txt", "--to", "tsv", "--live", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [row[3] for row in rows(done.stdout)] == ["2902", "999999901", ""]
    done = run("annotate", "text.pubtator", "--live", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "FRESH1\tGene\t999999901\n" in done.stdout
    done = run("annotate", "list.txt", "text.pubtator", "--table", "--offline", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "999999901" in (tmp_path / "text.genes.tsv").read_text(encoding="utf-8")


def test_short_answers_name_a_species_that_the_index_lacks_by_its_taxon_id(
    tmp_path: Path, newer_service: MyGeneTestServer
) -> None:
    (tmp_path / "a.csv").write_text("gene\nGRIN1\n", encoding="utf-8")
    assert run("annotate", "a.csv", "--species", "9823", "--live", "--in-place", cwd=tmp_path).returncode == 0
    assert newer_service.requests
    assert "GRIN1,resolved,9823,100155500,GRIN1," in (tmp_path / "a.csv").read_text(encoding="utf-8")


def test_annotate_offline_names_each_missing_name_once_for_all_files(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("GRIN1\nno such gene\n", encoding="utf-8")
    done = run("annotate", ".", "--table", "--offline", "--jobs", "2", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "genenorm: not looked up (offline): no such gene",
        "genenorm: 20 files, 40 names: 20 resolved, 20 unknown",
    ]


def test_two_processes_share_one_store(tmp_path: Path, newer_service: MyGeneTestServer, place: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(f"FRESH1\nno such gene {number}\n", encoding="utf-8")
    files = [f"{number}.txt" for number in range(20)]
    done = run("annotate", *files, "--table", "--live", "-j", "2", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    tables = [file.read_text(encoding="utf-8") for file in tmp_path.glob("*.genes.tsv")]
    assert len(tables) == 20
    assert all("unknown to MyGene.info too" in table for table in tables)
    shown = json.loads(run("cache", "info", "-f", "json").stdout)
    assert shown["names"] == 21
