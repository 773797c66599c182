"""Output files of the commands: written in one way, with ``-`` for standard output."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from genenorm.core.errors import RecordError

STANDARD_OUTPUT = "-"
"""The file name that stands for standard output."""
_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/([0-9]+)")


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


def check_writable(out: str) -> None:
    """Raise RecordError, before any work is done, for an output file that has no place: its folder is missing, say."""
    path = Path(out)
    folder = path.parent
    if out == STANDARD_OUTPUT or _descriptor(out) is not None:
        return
    if path.is_dir():
        raise RecordError(out, "cannot be written: is a directory")
    if not folder.is_dir():
        cause = f"{folder} is a file" if folder.exists() else f"there is no folder {folder}"
        raise RecordError(out, f"cannot be written: {cause}")
    if not path.exists() and not os.access(folder, os.W_OK):
        raise RecordError(out, f"cannot be written: no permission to write in {folder}")


def _descriptor(file: str) -> int | None:
    """Return the number of the open stream of this process that a file name stands for; ``None`` for other files.

    >>> _descriptor("/dev/stderr"), _descriptor("/dev/fd/63"), _descriptor("/dev/null")
    (2, 63, None)
    """
    if file in _STREAMS:
        return _STREAMS[file]
    found = _DESCRIPTOR.fullmatch(file)
    return int(found[1]) if found else None


def write_output(file: str, chunks: Iterable[bytes], *, make_folder: bool = False) -> None:
    """Write a file completely or not at all; ``-`` is standard output.

    Raises RecordError, naming the file and the cause, when it cannot be written.
    """
    from genenorm.core.atomic import write_atomic

    if file == STANDARD_OUTPUT:
        sys.stdout.buffer.writelines(chunks)
        return
    path = Path(file)
    descriptor = _descriptor(file) if os.name == "posix" else None
    try:
        if descriptor is not None:  # opened by its name, a log to which a shell appends would be emptied
            sys.stdout.flush()
            with os.fdopen(os.dup(descriptor), "wb") as opened:
                opened.writelines(chunks)
            return
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file() and not path.is_dir():  # a device or pipe, which is not replaced
            with path.open("wb") as opened:
                opened.writelines(chunks)
        else:
            write_atomic(path, lambda target: target.writelines(chunks))
    except OSError as error:
        raise RecordError(file, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
