"""Measure the numbers of docs/live.md: ``python -m benchmarks.lookups``.

The look-ups are answered by genenorm's own MyGene.info server, and are then read from the store.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from genenorm import LiveLookups, LiveOptions, LookupStore, NameKind, Part, Reference, Resolver, Service
from genenorm.mygene.cached_source import LiveSource, Network
from genenorm.mygene.server.gene_names import GeneNames

NAMES = 5_000
RUNS = 5
ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)


def main() -> None:
    """Measure, and print a line for each number."""
    with Reference.open() as reference, tempfile.TemporaryDirectory() as folder:
        print_spelled_aliases(reference)
        print_lookup_times(reference, Path(folder))


def print_spelled_aliases(reference: Reference) -> None:
    """Print, for each species, the share of the aliases whose spelling is certain."""
    names = GeneNames(reference)
    for taxon in reference.taxa.values():
        found = [name for gene in reference.genes(taxon.taxon_id) for name in names.names_of(gene.key)]
        spellings = [name.spelling for name in found if name.kind in ALIASES]
        share = sum(map(bool, spellings)) / len(spellings) if spellings else 0.0
        print(f"aliases {taxon.common}: {share:.0%} of {len(spellings):,} spelled")


def print_lookup_times(reference: Reference, folder: Path) -> None:
    """Print the times of reading cached names, for one species and for all, and of resolving unknown names."""
    genes = [gene for gene in reference.genes(9606) if gene.gene_id is not None and gene.weight]
    symbols = [gene.symbol for gene in genes[:NAMES]]
    unknown = [f"nosuchgene{number}x" for number in range(NAMES)]
    taxa = tuple(reference.taxa)
    with Service(Resolver(reference), {Part.MYGENE}) as service, LookupStore.open(folder) as store:
        online = LiveSource(store, LiveOptions(url=service.mygene_url))
        online.look_up(symbols, taxa)
        online.look_up(unknown, taxa)
        offline = LiveSource(store, LiveOptions(url=service.mygene_url, network=Network.OFFLINE))
        for species in ((9606,), taxa):
            hits = sum(map(len, offline.look_up(symbols, species).hits.values()))
            print_time(
                f"{NAMES:,} cached names, species {len(species)}, hits {hits:,}",
                partial(offline.look_up, symbols, species),
            )
        print_time(f"{NAMES:,} cached names, species {len(taxa)}, misses", partial(offline.look_up, unknown, taxa))
        print_time(f"{NAMES:,} unknown names, without look-ups", lambda: Resolver(reference).resolve_all(unknown))
        live = LiveLookups(offline)
        print_time(
            f"{NAMES:,} unknown names, cached misses", lambda: Resolver(reference, live=live).resolve_all(unknown)
        )


def print_time(label: str, action: Callable[[], object]) -> None:
    """Print the median processor time of several runs of an action, and the range."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    print(f"{label}: {statistics.median(times):.2f} s (of {RUNS} runs, {min(times):.2f} to {max(times):.2f})")


if __name__ == "__main__":
    main()
