"""Reading whole files, with errors that name the file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, NamedTuple

from genenorm.core.errors import RecordError

MOST_OF_STREAM = 1 << 30
"""The most bytes that are read from what has no size: standard input, a pipe or a device, which may have no end."""
_PIECE = 1 << 20


class FileContent(NamedTuple):
    """The bytes of a file, and its ``os.stat`` result just before it was read."""

    data: bytes
    state: os.stat_result


def read_file(path: str | Path) -> FileContent:
    """Return the bytes and state of a file; raises RecordError with the cause when it cannot be read.

    The state is read first. So a file that changes while it is read has another state afterwards than the one returned.
    """
    try:
        state = os.stat(path)  # noqa: PTH116 - a path object takes longer than the rest
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            has_size = stat.S_ISREG(state.st_mode) and state.st_size  # those of the system, as in /proc, say 0
            return FileContent(file.read() if has_size else read_stream(file, path), state)
    except OSError as error:
        raise RecordError(path, (error.strerror or str(error)).lower()) from error


def read_stream(stream: IO[bytes], source: str | Path) -> bytes:
    """Return the bytes of a stream whose size is not known before; raises RecordError when there are too many.

    >>> from io import BytesIO
    >>> read_stream(BytesIO(b"TP53"), "standard input")
    b'TP53'
    """
    found = bytearray()
    read = getattr(stream, "read1", stream.read)  # as much as there is: with read, a terminal needs Ctrl-D twice
    while piece := read(_PIECE):
        found += piece
        if len(found) > MOST_OF_STREAM:
            megabytes = MOST_OF_STREAM >> 20
            raise RecordError(source, f"more than {megabytes:,} MB, without a size; write it to a file to have it read")
    return bytes(found)
