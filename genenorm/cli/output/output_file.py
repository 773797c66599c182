"""Output files of the commands: written in one way, with ``-`` for standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from genenorm.core.errors import RecordError

STANDARD_OUTPUT = "-"
"""The file name that stands for standard output."""


def output_name(file: str) -> str:
    """Return the name of an output file in messages."""
    return "standard output" if file == STANDARD_OUTPUT else file


def check_not_input(out: str | None, inputs: Iterable[str | None]) -> None:
    """Raise a usage error when an output file is one of the input files, which would be lost."""
    if not out or out == STANDARD_OUTPUT:
        return
    target = Path(out)
    for file in inputs:
        if file and target.exists() and Path(file).exists() and target.samefile(file):
            message = f"the output {out} is an input of this command, and would replace it; give another file"
            raise click.UsageError(message, click.get_current_context())


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
        if path.exists() and not path.is_file() and not path.is_dir():  # a device or pipe, which is not replaced
            with path.open("wb") as opened:
                opened.writelines(chunks)
        else:
            write_atomic(path, lambda target: target.writelines(chunks))
    except OSError as error:
        raise RecordError(file, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
