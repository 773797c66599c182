"""Measure everything in one run and write docs/performance.md: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from benchmarks import data, measure, page
from genenorm import Part, Reference, Resolver, Service

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Parse the options, measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="use a tenth of the data, to try the programs")
    parser.add_argument("--without-peers", action="store_true", help="measure only genenorm and the lower bounds")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md", help="the page to write")
    parser.add_argument("--numbers", type=Path, help="also write the numbers to this file, as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        numbers = measure_all(Path(folder), quick=options.quick, with_peers=not options.without_peers)
    if options.numbers:
        options.numbers.write_text(json.dumps(numbers, indent=2), encoding="utf-8")
    options.out.write_text(page.render(numbers), encoding="utf-8")


def measure_all(folder: Path, *, quick: bool, with_peers: bool) -> dict[str, measure.Numbers]:
    """Run every measurement, with its data in ``folder``, and return the numbers by topic."""
    gc.disable()  # the data are millions of values without cycles
    print_progress("data")
    data.write_data(folder, ROOT / "fixtures" / "ketamine-figure.md", data.QUICK if quick else data.FULL)
    numbers: dict[str, measure.Numbers] = {"machine": {**measure.machine(), "load": measure.load_average()}}
    with Reference.open() as reference:
        numbers["index"] = {"content_hash": reference.meta["content_hash"], "names": reference.count("names")}
    print_progress("whole processes")
    numbers["processes"] = dict(measure.process_times(folder, 5 if quick else 21))
    numbers["instructions"] = dict(measure.process_instructions(folder))
    print_progress("lower bounds")
    numbers["lower bounds"] = measure.run_task("lower_bounds.py", str(folder))
    for program, task in measure.OWN_TASKS:
        print_progress(f"genenorm: {program} {task}")
        numbers[f"{program.removesuffix('.py')} {task}"] = measure.run_task(program, str(folder), task)
    for peer in measure.PEERS if with_peers else ():
        print_progress(peer.name)
        try:
            numbers[f"peer {peer.name}"] = _measure_peer(peer, folder, 1 if quick else 3)
        except (RuntimeError, subprocess.CalledProcessError) as error:
            print_progress(f"{peer.name} is left out: {error}")
    numbers["machine"]["load_at_end"] = measure.load_average()
    return numbers


def _measure_peer(peer: measure.Peer, folder: Path, rounds: int) -> measure.Numbers:
    python = measure.peer_interpreter(peer)
    if peer.name == "gilda":
        return _measure_in_turns(peer, python, folder, rounds)
    if peer.name != "mygene":
        return measure.run_task(peer.program, str(folder), python=python)
    with Reference.open() as reference, Service(Resolver(reference), {Part.MYGENE}) as service:
        return measure.run_task(peer.program, str(folder), service.mygene_url, python=python)


def _measure_in_turns(peer: measure.Peer, python: str, folder: Path, rounds: int) -> measure.Numbers:
    """Measure a peer and ``resolve_frame`` in alternating processes; the round with the fastest time of each counts."""
    found = [
        (measure.run_task("lists.py", str(folder), "mix"), measure.run_task(peer.program, str(folder), python=python))
        for _ in range(rounds)
    ]
    fastest = min((theirs for _, theirs in found), key=lambda numbers: cast(float, numbers["each"]))
    return {**fastest, "frame_each": min(cast(float, own["each"]) for own, _ in found)}


def print_progress(topic: str) -> None:
    """Print the topic that is measured next to standard error."""
    sys.stderr.write(f"{topic}\n")


if __name__ == "__main__":
    main()
