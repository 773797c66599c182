"""Times of stangene with its own references, one species after the other."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    """Measure the time to load four references and the time per name and species."""
    start = time.perf_counter()
    import pandas
    from stangene import classify_features, harmonize, load_reference

    references = [load_reference(species) for species in ("human", "mouse", "rat", "fruit_fly")]
    opened = time.perf_counter() - start
    names = (folder / "sample.txt").read_text(encoding="utf-8").splitlines()
    columns = {"original_feature_name": names, "original_feature_id": None, "feature_id_no_version": None}
    answered = [False] * len(names)
    start = time.perf_counter()
    features = classify_features(pandas.DataFrame(columns))
    for reference in references:
        found = harmonize(features, reference).mapping_table["gene_symbol_harmonized"].notna()
        answered = [old or new for old, new in zip(answered, found, strict=True)]
    each = (time.perf_counter() - start) / len(names) / len(references)
    print(json.dumps({"open": opened, "each": each, "names": len(names), "answered": sum(answered) / len(names)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
