"""``genenorm reference fetch`` as a person or a script runs it, against a server on this machine."""

from __future__ import annotations

import gzip
import json
import random
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from genenorm.builder.sources.dump_list import load_dumps
from genenorm.builder.sources.dumps_on_disk import find_dumps
from genenorm.cli import main
from genenorm.index.reference import Reference
from tests.support.children import started
from tests.support.commands import GENENORM, run, run_in_terminal
from tests.support.dump_server import DumpServer, listing
from tests.support.mygene_faults import FaultKind

ROOT = Path(__file__).resolve().parents[2]
DATA = gzip.compress(b"#tax_id\tSymbol\n" + "".join(f"7227\t{random.random()}\n" for _ in range(50_000)).encode(), 1)

ENTRY = """
[[dump]]
key = "{key}"
file = "{key}.gz"
also = []
url = "{url}/{key}.gz"
release = "last-modified"
licence = "CC0-1.0"
taxa = [{taxa}]
columns = ["tax_id", "Symbol"]
gives = "names"
"""


class Mirror(NamedTuple):
    """A server, the list that points to it, and the folder to fetch into."""

    server: DumpServer
    sources: Path
    folder: Path

    @property
    def options(self) -> list[str]:
        return ["--sources", str(self.sources), "--to", str(self.folder)]

    @contextmanager
    def fetching(self) -> Iterator[subprocess.Popen[bytes]]:
        """A fetch in the background that is in the middle of a file."""
        command = [*GENENORM, "reference", "fetch", "flies", *self.options]
        with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            part = self.folder / "flies.gz.part"
            while process.poll() is None and not (part.is_file() and part.stat().st_size > 20):
                self.server.stopping.wait(0.02)
            yield process


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    with DumpServer().running() as server:
        taxa = {"flies": 7227, "people": 9606}
        for key in taxa:
            server.publish(f"{key}.gz", DATA)
        sources = tmp_path / "mirror.toml"
        text = "".join(ENTRY.format(key=key, url=server.url, taxa=taxon) for key, taxon in taxa.items())
        sources.write_text(text, encoding="utf-8")
        yield Mirror(server, sources, tmp_path / "dumps")


def test_it_reports_each_dump_and_the_count(mirror: Mirror) -> None:
    done = run("reference", "fetch", *mirror.options)
    assert done.returncode == 0
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == ["key", "outcome", "release", "size", "file", "reason"]
    assert lines[1] == ["flies", "fetched", "2026-11-20", str(len(DATA)), str(mirror.folder / "flies.gz"), ""]
    assert done.stderr == f"2 fetched, 0 unchanged, 0 failed, in {mirror.folder}\n"
    again = run("reference", "fetch", *mirror.options, "--format", "json")
    assert [row["outcome"] for row in json.loads(again.stdout)] == ["unchanged", "unchanged"]


@pytest.mark.parametrize("word", ["flies", "fly", "FLY", "Drosophila melanogaster", "7227"])
def test_dumps_are_chosen_by_key_or_species(word: str, mirror: Mirror, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "fetch", word, *mirror.options]) == 0
    assert [asked.path for asked in mirror.server.gets()] == ["/flies.gz"]


def test_the_list_shows_what_is_there_without_the_network(mirror: Mirror, capsys: pytest.CaptureFixture[str]) -> None:
    main(["reference", "fetch", "fly", *mirror.options])
    mirror.server.asked.clear()
    capsys.readouterr()
    assert main(["reference", "fetch", "--list", *mirror.options, "--format", "json", "--offline"]) == 0
    flies, people = json.loads(capsys.readouterr().out)
    assert (flies["key"], flies["species"], flies["release"], flies["size"]) == (
        "flies",
        ["fly"],
        "2026-11-20",
        len(DATA),
    )
    assert (people["key"], people["release"], people["gives"]) == ("people", "", "names")
    assert mirror.server.asked == []


def test_the_list_of_all_sources_names_every_dump(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "fetch", "--list", "--to", str(tmp_path / "none")]) == 0
    shown = capsys.readouterr().out
    for key in ("gene_info_human", "gene_history", "hgnc", "flybase", "wormbase", "alliance"):
        assert f"\n{key}\t" in shown
    assert not (tmp_path / "none").exists()


def test_a_failure_is_printed_at_the_end_and_makes_the_exit_code_1(mirror: Mirror) -> None:
    run("reference", "fetch", "flies", *mirror.options)
    mirror.server.publish("flies.gz", b"<html>log in</html>", etag='"2"')
    done = run("reference", "fetch", *mirror.options)
    assert done.returncode == 1
    assert [line.split("\t")[1] for line in done.stdout.splitlines()[1:]] == ["failed", "fetched"]
    error, counts = done.stderr.splitlines()
    assert error.startswith(f"genenorm: flies: {mirror.server.url}/flies.gz is a web page instead of the file")
    assert error.endswith("; the older flies.gz is kept")
    assert counts.startswith("1 fetched, 0 unchanged, 1 failed")


def test_in_a_terminal_sizes_are_readable_and_reasons_come_in_full(mirror: Mirror, tmp_path: Path) -> None:
    del mirror.server.files["/people.gz"]
    shown = run_in_terminal(f"genenorm reference fetch {shlex.join(mirror.options)}", tmp_path)
    assert f"{len(DATA) / 1e6:.1f} MB" in shown
    assert "flies (1 of 2)" in shown
    assert f"genenorm: people: {mirror.server.url}/people.gz answered 404 Not Found" in shown.replace("\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["flie"], 2, "no dump or species 'flie'; did you mean 'flies'?; --list shows all"),
        (["xenopus"], 2, "no dump or species 'xenopus'; --list shows all"),
        (["--offline"], 1, "nothing can be fetched with --offline; leave it out"),
        (["--retries", "-1"], 2, "Invalid value for '--retries'"),
    ],
)
def test_a_wrong_command_is_one_line(
    arguments: list[str], code: int, message: str, mirror: Mirror, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reference", "fetch", *mirror.options, *arguments]) == code
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert mirror.server.asked == []


def test_the_environment_variable_forbids_the_network(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENENORM_OFFLINE", "1")
    assert main(["reference", "fetch", *mirror.options]) == 1
    assert "GENENORM_OFFLINE" in capsys.readouterr().err
    assert mirror.server.asked == []


def test_dumps_go_to_the_cache_folder_when_no_other_is_named(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    assert main(["reference", "fetch", "fly", "--sources", str(mirror.sources)]) == 0
    assert (tmp_path / "cache" / "dumps" / "flies.gz").read_bytes() == DATA


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_what_stops_a_fetch_keeps_the_part_that_was_downloaded(mirror: Mirror, stop: signal.Signals) -> None:
    mirror.server.files["/flies.gz"].drip = 0.01
    with mirror.fetching() as process:
        process.send_signal(stop)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    kept = (mirror.folder / "flies.gz.part").stat().st_size
    message = f"flies.gz.part has {kept:,} bytes; the next fetch into {mirror.folder} resumes there"
    assert error.decode().split("\n") == ["", f"genenorm: interrupted; {message}", ""]
    _check_resumed(mirror, kept)


def test_a_killed_fetch_is_resumed(mirror: Mirror) -> None:
    mirror.server.files["/flies.gz"].drip = 0.01
    with mirror.fetching() as process:
        process.kill()
        process.communicate(timeout=30)
    _check_resumed(mirror, (mirror.folder / "flies.gz.part").stat().st_size)


def _check_resumed(mirror: Mirror, kept: int) -> None:
    mirror.server.files["/flies.gz"].drip = 0
    mirror.server.asked.clear()
    assert run("reference", "fetch", "flies", *mirror.options).returncode == 0
    assert [asked.headers["Range"] for asked in mirror.server.gets()] == [f"bytes={kept}-"]
    assert (mirror.folder / "flies.gz").read_bytes() == DATA


def test_a_full_disk_is_one_line_and_the_fetch_is_resumed(mirror: Mirror) -> None:
    """A limit on the size of files instead of a full disk: the system refuses further bytes in the same way."""
    limit = 256
    command = f"ulimit -f {limit}; exec {shlex.join(GENENORM)} reference fetch fly {shlex.join(mirror.options)}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    error, _ = done.stderr.splitlines()
    assert error.startswith(f"genenorm: flies: {mirror.folder}: File too large (")
    assert "bytes are kept, and the next fetch resumes there)" in error
    _check_resumed(mirror, (mirror.folder / "flies.gz.part").stat().st_size)


def test_output_into_a_closed_pipe_is_quiet(mirror: Mirror) -> None:
    fetch = shlex.join([*GENENORM, "reference", "fetch", "--list", *mirror.options])
    command = f"{fetch} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_busy_server_is_asked_again(mirror: Mirror) -> None:
    mirror.server.files["/flies.gz"].fails(FaultKind.UNAVAILABLE)
    assert main(["reference", "fetch", "fly", *mirror.options]) == 0
    assert [asked.status for asked in mirror.server.gets()] == [503, 200]


# -- what is fetched is what a build reads ----------------------------------------------------------------------------

SLICES = ROOT / "fixtures" / "dumps"


def published(server: DumpServer) -> str:
    """Publish the slices of the authorities' dumps at the paths of their own servers; return the list of sources."""
    text = (ROOT / "genenorm" / "builder" / "sources.toml").read_text(encoding="utf-8")
    slices = find_dumps(load_dumps(), SLICES)
    for dump in load_dumps():
        if dump.key not in slices:
            continue
        release = slices[dump.key].release if "{release}" in dump.url else ""
        data = slices[dump.key].path.read_bytes()
        path = urlsplit(dump.url.replace("{release}", release)).path.removeprefix("/")
        server.publish(path, gzip.compress(data) if dump.file.endswith(".gz") else data)
        if dump.listing:
            name = f"FB{release}" if "flybase" in dump.key else path.rpartition("/")[2]
            server.publish(urlsplit(dump.listing).path.removeprefix("/"), listing(["current", name]))
    return re.sub(r"https://[^/\"]+", server.url, text)


def test_a_build_reads_what_was_fetched(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.sources.write_text(published(mirror.server), encoding="utf-8")
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    done = run("reference", "fetch", "--sources", str(mirror.sources))
    outcomes = dict(line.split("\t")[:2] for line in done.stdout.splitlines()[1:])
    slices = find_dumps(load_dumps(), SLICES)
    missing = {dump.key for dump in load_dumps()} - set(slices)
    assert outcomes == {dump.key: "failed" if dump.key in missing else "fetched" for dump in load_dumps()}, done.stderr

    out = tmp_path / "index.safetensors"
    assert main(["reference", "build", "--profile", "official", "--out", str(out)]) == 0
    with Reference.open(out) as index:
        gene = index.gene_by_id(44503)
        assert gene is not None
        assert gene.symbol == "ar"
        sources = json.loads(index.meta["sources"])
    releases = {source["key"]: source["release"] for source in sources}
    assert releases["wormbase"] == "WS298"
    assert releases["flybase"] == "2025_04"
    assert releases["mgi"] == "2026-11-20"
