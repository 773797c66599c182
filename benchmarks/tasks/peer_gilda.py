"""Times of gilda with genenorm's names as its terms."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    """Measure the time to a grounder and the time per name."""
    start = time.perf_counter()
    from gilda.grounder import Grounder
    from gilda.process import normalize
    from gilda.term import Term

    terms = []
    for line in (folder / "terms.tsv").read_text(encoding="utf-8").splitlines():
        text, symbol, taxon, gene, status = line.split("\t")
        terms.append(Term(normalize(text), text, "NCBIGENE", gene, symbol, status, "genenorm", taxon))
    grounder = Grounder(terms)
    opened = time.perf_counter() - start
    names = (folder / "sample.txt").read_text(encoding="utf-8").splitlines()
    organisms = ["9606", "10090", "10116", "7227"]
    start = time.perf_counter()
    answered = sum(bool(grounder.ground(name, organisms=organisms)) for name in names)
    each = (time.perf_counter() - start) / len(names)
    print(json.dumps({"open": opened, "each": each, "names": len(names), "answered": answered / len(names)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
