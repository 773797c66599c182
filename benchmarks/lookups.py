"""``python -m benchmarks.lookups``: the numbers of docs/live.md, from the index as it is and a store of its answers."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import LiveOptions, LiveSource, Network
from genenorm.mygene.lookups import Fresh
from genenorm.mygene.server.gene_names import GeneNames
from genenorm.mygene.server.http_server import MyGeneServer
from genenorm.mygene.store import Store
from genenorm.resolver.resolver import Resolver

NAMES = 5_000
RUNS = 5
ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)


def main() -> None:
    """Measure and print, a line each."""
    with Reference.open() as reference, tempfile.TemporaryDirectory() as folder:
        aliases(reference)
        warm(reference, Path(folder))


def aliases(reference: Reference) -> None:
    """Print the share of each species' aliases whose spelling the index can prove."""
    names = GeneNames(reference)
    for taxon in reference.taxa.values():
        found = [name for gene in reference.genes(taxon.taxon_id) for name in names.of(gene.key)]
        spellings = [name.spelling for name in found if name.kind in ALIASES]
        share = sum(map(bool, spellings)) / len(spellings) if spellings else 0.0
        say(f"aliases {taxon.common}: {share:.0%} of {len(spellings):,} spelled")


def warm(reference: Reference, folder: Path) -> None:
    """Print how long remembered names take, in one species and in all, and a resolver that lacks all of them."""
    genes = [gene for gene in reference.genes(9606) if gene.gene_id is not None and gene.weight]
    symbols = [gene.symbol for gene in genes[:NAMES]]
    unknown = [f"nosuchgene{number}x" for number in range(NAMES)]
    taxa = tuple(reference.taxa)
    with MyGeneServer(reference) as server, Store.open(folder) as store:
        asking = LiveSource(store, LiveOptions(url=server.url))
        asking.look_up(symbols, taxa)
        asking.look_up(unknown, taxa)
        offline = LiveSource(store, LiveOptions(url=server.url, network=Network.OFFLINE))
        for some in ((9606,), taxa):
            hits = sum(map(len, offline.look_up(symbols, some).hits.values()))
            clock(f"{NAMES:,} warm names, species {len(some)}, hits {hits:,}", partial(offline.look_up, symbols, some))
        clock(f"{NAMES:,} warm names, species {len(taxa)}, misses", partial(offline.look_up, unknown, taxa))
        clock(f"{NAMES:,} unknown names, plain resolver", lambda: Resolver(reference).resolve_all(unknown))
        live = Fresh(offline)
        clock(
            f"{NAMES:,} unknown names, remembered misses", lambda: Resolver(reference, live=live).resolve_all(unknown)
        )


def clock(label: str, action: Callable[[], object]) -> None:
    """Print the median processor time of an action, with the least and the most."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    say(f"{label}: {statistics.median(times):.2f} s (of {RUNS} runs, {min(times):.2f} to {max(times):.2f})")


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
