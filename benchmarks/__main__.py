"""``python -m benchmarks``: measure everything in one run and write docs/performance.md."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import data, measure, page
from genenorm.index.reference import Reference

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Parse the options, measure, write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, to try the programs")
    parser.add_argument("--without-peers", action="store_true", help="measure genenorm and the floors only")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md", help="the page to write")
    parser.add_argument("--numbers", type=Path, help="also write the numbers, as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        numbers = measure_all(Path(folder), quick=options.quick, peers=not options.without_peers)
    if options.numbers:
        options.numbers.write_text(json.dumps(numbers, indent=2), encoding="utf-8")
    options.out.write_text(page.render(numbers), encoding="utf-8")


def measure_all(folder: Path, *, quick: bool, peers: bool) -> dict[str, measure.Numbers]:
    """Measure everything and return the numbers by topic."""
    say("data")
    data.prepare(folder, ROOT / "fixtures" / "ketamine-figure.md", data.QUICK if quick else data.FULL)
    numbers: dict[str, measure.Numbers] = {"machine": {**measure.machine(), "load": measure.load()}}
    with Reference.open() as reference:
        numbers["index"] = {"content_hash": reference.meta["content_hash"], "names": reference.count("names")}
    say("whole processes")
    numbers["cold"] = dict(measure.cold_starts(5 if quick else 21))
    say("floors")
    numbers["floors"] = measure.run("floors.py", str(folder))
    for task in ("memory", "single", "frames", "ambiguous", "documents", "records", "doubled"):
        say(f"genenorm: {task}")
        numbers[task] = measure.run("ours.py", str(folder), task)
    for peer in measure.PEERS if peers else ():
        say(peer.name)
        numbers[f"peer {peer.name}"] = _measured(peer, folder)
    numbers["machine"]["load_at_end"] = measure.load()
    return numbers


def _measured(peer: measure.Peer, folder: Path) -> measure.Numbers:
    python = measure.environment_of(peer)
    if peer.name != "mygene":
        return measure.run(peer.program, str(folder), python=python)
    from genenorm.mygene.server.http_server import MyGeneServer

    with Reference.open() as reference, MyGeneServer(reference) as server:
        return measure.run(peer.program, str(folder), server.url, python=python)


def say(what: str) -> None:
    """Tell on standard error what is being measured."""
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
