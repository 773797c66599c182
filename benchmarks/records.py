"""``python -m benchmarks.records FOLDER``: where the time of a folder of figure records goes, part by part.

Of several passes over the first files the quickest counts, for each file and part; what the names and texts of an
earlier pass left in memory stays there, as it does in a long run.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from genenorm.annotation import text_support
from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.output_files import Delivery, read_file
from genenorm.annotation.record_rows import RowMaker
from genenorm.annotation.scope import scope_of
from genenorm.index.reference import Reference
from genenorm.records.formats import read_source
from genenorm.resolver.resolver import Resolver

FILES = 600
PASSES = 6
FLOOR = "parsing with PyYAML's safe C loader, for comparison"


class Clock:
    """Keeps the quickest time of each part of each file."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, str], float] = {}
        self._file = ""
        self._since = 0.0

    def start(self, file: str) -> None:
        """Begin with a file."""
        self._file, self._since = file, time.perf_counter()

    def end(self, part: str) -> None:
        """End a part of the file; the next begins."""
        taken = time.perf_counter() - self._since
        key = part, self._file
        self._best[key] = min(taken, self._best.get(key, taken))
        self._since = time.perf_counter()

    def sums(self) -> dict[str, float]:
        """Return the seconds of each part, over all files."""
        sums: dict[str, float] = defaultdict(float)
        for (part, _), taken in self._best.items():
            sums[part] += taken
        return sums


def main() -> None:
    """Measure and print, a line for each part."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    files = sorted(Path(sys.argv[1]).glob("*.md"))[:FILES]
    if not files:
        raise SystemExit(f"{sys.argv[1]}: no figure records (*.md)")
    clock = Clock()
    gc.disable()  # as in a run
    with Reference.open() as reference, TemporaryDirectory() as out:
        resolver = Resolver(reference)
        for _ in range(PASSES):
            for path in files:
                annotate(path, Path(out), resolver, clock)
    sums = clock.sums()
    floor = sums.pop(FLOOR)
    for part, taken in (*sums.items(), ("together", sum(sums.values())), (FLOOR, floor)):
        print(f"{taken / len(files) * 1e3:7.3f} ms {taken / floor:6.2f} ×  {part}")


def annotate(path: Path, out: Path, resolver: Resolver, clock: Clock) -> None:
    """Do for one file what a run does, part by part."""
    name = str(path)
    clock.start(name)
    data, state = read_file(path)
    source = read_source(data, name)
    clock.end("reading the record")
    (record,) = source.records
    context = record.context
    answers = resolver.resolve_all(record.names, context)
    clock.end("answering its names")
    named = text_support.find_names(resolver, context)
    clock.end("names in its text")
    scope = scope_of(record, resolver.reference, answers)
    clock.end("the species it is about")
    rows = RowMaker(resolver, answers, scope).rows(named, record.words)
    spans = text_support.spans(resolver, named, answers, context, scope)
    clock.end("support, shared words, rows")
    annotation = Annotation(record, rows, spans=spans, scope=scope, reference=resolver.reference.stamp)
    rewritten = AnnotatedFile(name, source, (annotation,)).rewritten()
    clock.end("cells and YAML of its table")
    Delivery(out / path.name, rewritten, path, state).finish()
    clock.end("writing")
    yaml.load(data.split(b"---\n")[1], Loader=yaml.CSafeLoader)
    clock.end(FLOOR)


if __name__ == "__main__":
    main()
