"""Times of gene-tidy, which has human genes only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    """Measure the time to its table and the time per name."""
    start = time.perf_counter()
    from gene_tidy.hgnc import load_hgnc
    from gene_tidy.resolver import resolve_value

    table = load_hgnc()
    resolve_value("GRIN1", table)
    opened = time.perf_counter() - start
    names = (folder / "mix.txt").read_text(encoding="utf-8").splitlines()
    start = time.perf_counter()
    found = [resolve_value(name, table) for name in names]
    each = (time.perf_counter() - start) / len(names)
    answered = sum(result.match_status not in ("unmatched", "empty") for result in found) / len(names)
    print(json.dumps({"open": opened, "each": each, "names": len(names), "answered": answered}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
