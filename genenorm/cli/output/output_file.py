"""Output files of the commands: written in one way, with ``-`` for standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from genenorm.core.errors import RecordError

STANDARD_OUTPUT = "-"
"""The file name that stands for standard output."""


def output_name(file: str) -> str:
    """Return the name of an output file in messages."""
    return "standard output" if file == STANDARD_OUTPUT else file


def write_output(file: str, chunks: Iterable[bytes], *, make_folder: bool = False) -> None:
    """Write a file completely or not at all; ``-`` is standard output.

    Raises RecordError, naming the file and the cause, when it cannot be written.
    """
    from genenorm.core.atomic import write_atomic

    if file == STANDARD_OUTPUT:
        sys.stdout.buffer.writelines(chunks)
        return
    path = Path(file)
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, lambda target: target.writelines(chunks))
    except OSError as error:
        raise RecordError(file, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
