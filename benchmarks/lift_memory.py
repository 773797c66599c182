"""The memory and time of a lift of sparse counts: 30,000 genes of 100,000 cells, made from a seed.

``python -m benchmarks.lift_memory`` makes the counts, lifts them in a process of its own and prints what that took.
``--cells`` and ``--density`` make it smaller or larger. With ``--limit`` it fails when the peak is above so many times
the input.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genenorm.index.reference import Reference

_SEED = 21
_UNITS = 1024 if sys.platform.startswith("linux") else 1
"""The bytes of a unit of ``ru_maxrss``."""


def made_counts(genes: int, cells: int, density: float, *, seed: int = _SEED) -> Any:
    """Return an AnnData object of mouse genes with sparse counts: ``int32``, compressed by cells.

    The counts are made block by block, so that no more memory is needed than they have in the end.
    """
    import anndata
    import numpy as np
    import pandas
    from scipy import sparse

    from genenorm.index.reference import Reference

    with Reference.open() as reference:
        names = _names(reference, genes)
    random = np.random.default_rng(seed)
    in_cell = max(1, round(len(names) * density))
    pointers = np.arange(0, (cells + 1) * in_cell, in_cell, dtype=np.int32)
    indices = np.empty(cells * in_cell, np.int32)
    step = len(names) // in_cell
    ranges = np.arange(in_cell, dtype=np.int32) * step
    for start in range(0, cells, 1 << 10):  # one gene of each of as many ranges, so that no gene comes twice in a cell
        part = indices[start * in_cell : (start + (1 << 10)) * in_cell].reshape(-1, in_cell)
        part[:] = ranges + random.integers(0, step, part.shape, dtype=np.int32)
    counts = np.empty(len(indices), np.int32)
    for start in range(0, len(counts), 1 << 22):
        part = counts[start : start + (1 << 22)]
        part[:] = random.geometric(0.4, len(part))
    matrix = sparse.csr_matrix((counts, indices, pointers), (cells, len(names)))
    labels = pandas.Index([f"cell{number}" for number in range(cells)])
    return anndata.AnnData(matrix, obs=pandas.DataFrame(index=labels), var=pandas.DataFrame(index=names))


def _names(reference: Reference, count: int) -> list[str]:
    """Return symbols of mouse genes, those in homology groups first, as expressed genes mostly are."""
    found: dict[str, None] = {}
    for is_grouped in (True, False):
        for gene in reference.genes("mouse"):
            if len(found) == count:
                break
            if gene.symbol and (gene.group is not None) is is_grouped:
                found[gene.symbol] = None
    return list(found)


def size_of(matrix: Any) -> int:
    """Return the bytes of the arrays of a sparse matrix."""
    return int(matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes)


def measure(genes: int, cells: int, density: float) -> dict[str, float]:
    """Lift made counts in this process, and return its memory in bytes and its time in seconds."""
    from genenorm import lift

    adata = made_counts(genes, cells, density)
    given = size_of(adata.X)
    before = _resident()
    total = int(adata.X.data.sum(dtype="int64"))
    start = time.perf_counter()
    lifted, report = lift(adata, to="human")
    seconds = time.perf_counter() - start
    kept = int(lifted.X.data.sum(dtype="int64"))
    if report.total_counts != total or report.kept_counts != kept:
        raise AssertionError(f"counts were lost: {report.kept_counts} of {report.total_counts}, {kept} of {total}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNITS
    return {
        "genes": adata.n_vars, "cells": adata.n_obs, "values": int(adata.X.nnz), "input": given,
        "output": size_of(lifted.X), "before": before, "peak": peak, "seconds": round(seconds, 1),
        "genes_kept": report.kept_genes, "counts_kept": round(kept / total, 4),
    }  # fmt: skip


def _resident() -> int:
    """Return the bytes of memory that this process has now, or had at most where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNITS


def ratio(found: dict[str, float]) -> float:
    """Return the memory at the peak, without what the process had besides the input before, as times the input."""
    return (found["peak"] - (found["before"] - found["input"])) / found["input"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--genes", type=int, default=30_000)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--density", type=float, default=0.03)
    parser.add_argument("--limit", type=float, default=0.0, help="fail above so many times the input")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        print(json.dumps(measure(given.genes, given.cells, given.density)))
        return 0
    command = [sys.executable, "-m", "benchmarks.lift_memory", "--child", "--genes", str(given.genes)]
    command += ["--cells", str(given.cells), "--density", str(given.density)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    times = ratio(found)
    print(f"{found['genes']:,} genes x {found['cells']:,} cells, {found['values']:,} counts")
    for name in ("input", "output", "before", "peak"):
        print(f"{name:<8} {found[name] / 2**20:>9,.0f} MiB")
    print(f"peak above what the process had beside the input: {times:.2f} times the input")
    print(f"peak of the whole process: {found['peak'] / found['input']:.2f} times the input")
    print(f"{found['seconds']} s; kept {found['genes_kept']:,} genes, {found['counts_kept']:.1%} of the counts")
    return int(bool(given.limit) and times > given.limit)


if __name__ == "__main__":
    raise SystemExit(main())
