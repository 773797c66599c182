"""Measure the time and memory of a build from dumps: ``python -m benchmarks.official [FOLDER]``.

Without a folder, dumps of all seven species are generated, in full size (``benchmarks/dumps.py``).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.dumps import write_dumps
from genenorm import Reference


def main(folder: Path | None = None) -> None:
    """Build an index from the dumps in a folder, in another process, and print its report, time and memory."""
    with tempfile.TemporaryDirectory() as scratch:
        if folder is None:
            folder = Path(scratch)
            with Reference.open() as reference:
                print(f"generated dumps: {write_dumps(reference, folder) / 1e6:,.0f} MB")
        index = Path(scratch) / "index.safetensors"
        command = [sys.executable, "-m", "genenorm", "reference", "build", "--profile", "official"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        report = subprocess.run(
            [*command, "--from", str(folder), "--out", str(index)], check=True, capture_output=True, text=True
        ).stdout
        elapsed = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(report)
    print(f"\n{elapsed:.0f} s of elapsed time, {processor:.0f} s of processor time, {after.ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
