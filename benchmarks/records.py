"""Measure the parts of annotating a folder of figure records: ``python -m benchmarks.records FOLDER``.

The first files are processed several times. For each file and part the fastest pass counts. Names and words of earlier
passes remain cached, as in a long run.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import defaultdict
from functools import cache, partial
from pathlib import Path
from tempfile import gettempdir

import yaml

from benchmarks.tasks.files import output_folder
from genenorm import Reference, Resolver
from genenorm.annotation.annotations import answer_rows_of, each_once
from genenorm.annotation.output_files import PendingFile
from genenorm.annotation.record_rows import RowMaker, short_cells
from genenorm.annotation.scope import scope_of
from genenorm.annotation.text_support import find_names
from genenorm.core.files import read_file
from genenorm.records.formats import read_record_file

FILES = 600
PASSES = 6
PARSE_ONLY = "parsing with PyYAML's safe C loader, for comparison"


class PartTimer:
    """Measures the parts of processing files, and keeps the shortest time of each part of each file."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, str], float] = {}
        self._file = ""
        self._since = 0.0

    def start_file(self, file: str) -> None:
        """Start the first part of a file."""
        self._file, self._since = file, time.perf_counter()

    def end_part(self, part: str) -> None:
        """End a part of the file, and start the next one."""
        taken = time.perf_counter() - self._since
        key = part, self._file
        self._best[key] = min(taken, self._best.get(key, taken))
        self._since = time.perf_counter()

    def totals(self) -> dict[str, float]:
        """Return the total seconds of each part over all files."""
        totals: dict[str, float] = defaultdict(float)
        for (part, _), taken in self._best.items():
            totals[part] += taken
        return totals


def main() -> None:
    """Measure, and print a line for each part."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    files = sorted(Path(sys.argv[1]).glob("*.md"))[:FILES]
    if not files:
        raise SystemExit(f"{sys.argv[1]}: no figure records (*.md)")
    timer = PartTimer()
    gc.disable()  # as the command line does
    with Reference.open() as reference, output_folder(Path(gettempdir())) as out:
        resolver = Resolver(reference)
        for _ in range(PASSES):
            for path in files:
                annotate_in_parts(path, out, resolver, timer)
    totals = timer.totals()
    parse_only = totals.pop(PARSE_ONLY)
    for part, taken in (*totals.items(), ("total", sum(totals.values())), (PARSE_ONLY, parse_only)):
        print(f"{taken / len(files) * 1e3:7.3f} ms {taken / parse_only:6.2f} ×  {part}")


def annotate_in_parts(path: Path, out: Path, resolver: Resolver, timer: PartTimer) -> None:
    """Annotate one file with the steps of ``annotation.run``, and time each."""
    name = str(path)
    timer.start_file(name)
    content = read_file(path)
    source = read_record_file(content.data, name)
    timer.end_part("reading the record")
    (record,) = source.records
    context = record.context
    answers = resolver.resolve_all(record.names, context)
    timer.end_part("answering its names")
    scope = scope_of(record, resolver.reference, answers)
    timer.end_part("the species it is about")
    search = cache(partial(find_names, resolver.reference, context))
    rows = RowMaker(resolver, answers, scope, context, search, record.words).short_rows
    timer.end_part("rows, with the names in its text")
    assert source.rewrite is not None
    rewritten = source.rewrite(
        [answer_rows_of(record, rows, each_once(short_cells, rows), scope, resolver.reference.stamp)]
    )
    timer.end_part("cells and YAML of its table")
    PendingFile(out / path.name, rewritten, path, content.state).finish()
    timer.end_part("writing")
    yaml.load(content.data.split(b"---\n")[1], Loader=yaml.CSafeLoader)
    timer.end_part(PARSE_ONLY)


if __name__ == "__main__":
    main()
