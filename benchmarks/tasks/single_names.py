"""Times of single names without pandas: opening the index, plain symbols, and ambiguous names in a context."""

from __future__ import annotations

import json
import statistics
import sys
from functools import partial
from pathlib import Path

from benchmarks.turns import fastest_in_turns, seconds_of
from genenorm import Context, Reference, Resolver, Status
from genenorm.text.keys import fold

WARM_UP, ASKED, BLOCK = 2_000, 4_000, 50
OPENINGS = 20
CONTEXT = Context(organisms=("Mus musculus",), text="The protein was found in mouse cortex and in rat neurons.")
Numbers = dict[str, object]


def opening(_: Path) -> Numbers:
    """Measure opening the index for the first time in the process, with the first answer, and again."""
    start = seconds_of(lambda: Resolver(Reference.open()).resolve("GRIN1"))

    def open_once() -> None:
        Reference.open().close()

    return {"first_answer": start, **fastest_in_turns({"open": open_once}, OPENINGS)}


def plain(_: Path) -> Numbers:
    """Measure plain symbols, each asked for the first time after a warm-up with others, and the same names again.

    Folding a name, and a dictionary look-up of its key, are measured in turns with them, in blocks of names.
    """
    with Reference.open() as reference:
        table = dict(reference.names())
    resolver = Resolver(Reference.open())
    symbols = [gene.symbol for gene in resolver.reference.genes(9606) if gene.gene_id][: WARM_UP + ASKED]
    for name in symbols[:WARM_UP]:
        resolver.resolve(name)
    asked = symbols[WARM_UP:]
    first: list[float] = []
    again, folds, lookups = [], [], []
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK]
        keys = [fold(name) for name in block]
        first += [seconds_of(partial(resolver.resolve, name)) for name in block]
        again.append(seconds_of(lambda block=block: [resolver.resolve(name) for name in block]))  # type: ignore[misc]
        folds.append(seconds_of(lambda block=block: [fold(name) for name in block]))  # type: ignore[misc]
        lookups.append(seconds_of(lambda keys=keys: [table.get(key) for key in keys]))  # type: ignore[misc]
    numbers: Numbers = {"names": len(asked), "first": statistics.median(first)}
    for label, times in (("again", again), ("fold", folds), ("dict", lookups)):
        numbers[label] = statistics.median(times) / BLOCK
    return numbers


def ambiguous(folder: Path) -> Numbers:
    """Measure names that several genes share, in the context of a text: asked before without it, and never asked."""
    names = (folder / "mix.txt").read_text(encoding="utf-8").splitlines()[:20_000]
    resolver = Resolver(Reference.open())
    shared = [name for name in names if resolver.resolve(name).status is Status.AMBIGUOUS][:1000]
    numbers: Numbers = {"names": len(shared)}
    unasked = Resolver(Reference.open())
    for label, asked in (("each", resolver), ("first", unasked)):
        asked.resolve("GRIN1", CONTEXT)
        numbers[label] = statistics.median(seconds_of(partial(asked.resolve, name, CONTEXT)) for name in shared)
    return numbers


TASKS = {task.__name__: task for task in (opening, plain, ambiguous)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
