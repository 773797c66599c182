"""Trying an HDF5 file in another process, since the HDF5 library may end or hang its own with a damaged one."""

from __future__ import annotations

import subprocess
import sys

from genenorm.core.errors import RecordError

_SECONDS, _SECONDS_PER_MEGABYTE = 30.0, 2.0
"""The longest that a trial may take: for any file, and more for a large one."""
_MEGABYTE = 1_000_000
_PROGRAM = """
import sys
sys.path[:] = sys.argv[3:]
from genenorm.records.h5ad import read_and_write_all
read_and_write_all(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2]))
"""


def try_hdf5(data: bytes, source: str, largest: int) -> None:
    """Read an AnnData file and write answers into a copy of it, in another process, to see that this process survives.

    The library is one of C, and a damaged file can make it read what is not there: the system then ends the process,
    with all files that it has not yet answered. An error of the library is no reason to refuse a file here, since
    reading it raises the same one.

    :param data: the bytes of the file, which go to the other process through a pipe.
    :param largest: the most bytes of the table, as ``ReadOptions.largest``.
    :raises RecordError: the library broke down, or did not end.
    """
    if not sys.executable:  # Python is part of another program
        return
    command = [sys.executable, "-c", _PROGRAM, source, str(largest), *sys.path]
    seconds = _SECONDS + _SECONDS_PER_MEGABYTE * len(data) / _MEGABYTE
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise RecordError(source, f"damaged: the HDF5 library did not end within {seconds:.0f} seconds") from error
    except OSError:  # no further process may be started
        return
    if done.returncode:
        raise RecordError(source, "damaged: the HDF5 library breaks down when it reads it, or writes answers into it")
