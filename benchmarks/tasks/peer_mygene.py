"""Times of the mygene client with a server on this machine, whose address is the second argument."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path


def main(folder: Path, url: str) -> None:
    """Measure the time to a client and the time per name, with the client's pauses and without."""
    logging.disable(logging.CRITICAL)
    start = time.perf_counter()
    import mygene

    client = mygene.MyGeneInfo()
    client.url = url
    opened = time.perf_counter() - start
    names = (folder / "sample.txt").read_text(encoding="utf-8").splitlines()
    parameters = {"scopes": "symbol,alias", "species": "9606,10090,10116,7227", "fields": "entrezgene,symbol,taxid"}
    client.query("symbol:GRIN1", species="human")  # so that the server has read its index before the measurement
    times = {}
    for label, pause in (("each", client.delay), ("each_without_pauses", 0)):
        client.delay = pause
        start = time.perf_counter()
        hits = client.querymany(names, verbose=False, **parameters)
        times[label] = (time.perf_counter() - start) / len(names)
    answered = len({hit["query"] for hit in hits if "notfound" not in hit}) / len(names)
    print(json.dumps({"open": opened, **times, "names": len(names), "answered": answered}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
